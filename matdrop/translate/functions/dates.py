"""Dates: as numbers of days, as six numbers, and as text."""

from __future__ import annotations

from dataclasses import replace

from matdrop.translate.code import ATOM, SUM, Code, UntranslatableError, as_array, as_number, call
from matdrop.translate.functions.registry import Request, function, joint_kind, several

PARTS = 6  # year, month, day, hour, minute, second


@function("toc", "cputime", "now", "time", ignoring=True)
def _clock(request: Request) -> Code:
    """Return a time in seconds, or the days since the year 0; leave out what only shows it."""
    if request.facts.kind != "number":
        return Code("None", kind="any")
    request.context.modules.add("time")
    if request.name == "now":
        return Code("(time.time() + time.localtime().tm_gmtoff) / 86400 + 719529", SUM)
    return Code("time.time()" if request.name == "time" else "time.perf_counter()")


@function("clock", ignoring=True)
def _date_and_time(request: Request) -> Code:
    """Return the date and the time as six numbers."""
    request.context.modules.add("time")
    return Code("np.array([[*time.localtime()[:6]]], dtype=float)", kind="array")


@function("date")
def _date(request: Request) -> Code:
    """Return the date of today as text."""
    request.context.modules.add("time")
    return Code('time.strftime("%d-%b-%Y")', kind="str", class_="char")


@function("etime")
def _seconds_between(request: Request) -> Code:
    """Return the seconds between two times of six numbers each: the first one less the second."""
    return Code(call(request.context.helper("seconds_between"), request[0], request[1]))


@function("datenum")
def _datenum(request: Request) -> Code:
    """Count days from the year 0."""
    kinds = {code.kind for code in request.arguments}
    if request[0].kind in ("str", "cell"):
        return _of_texts(request)
    if not kinds <= {"number", "array"} or len(request) not in (1, *range(3, PARTS + 1)):
        raise UntranslatableError(f"{request.name} with these arguments")
    helper = request.context.helper("day_number")
    if len(request) > 1:
        return Code(call(helper, *request.arguments), kind=joint_kind(request.arguments))
    count = {size[-1] for size in request[0].facts.sizes} or {PARTS}
    if len(count) > 1:
        raise UntranslatableError("datenum of these sizes")
    text = call(helper, f"*np.hsplit({as_array(request[0]).text}, {count.pop()})")
    return Code(f"{text}.item()") if request.facts.is_scalar else Code(text, kind="array")


def _of_texts(request: Request) -> Code:
    """Count the days of dates that are texts."""
    day, read = request.context.helper("day_number"), request.context.helper("date_parts")
    rest = [code.text for code in request.arguments[1:]]
    if request[0].kind == "str":
        return Code(call(day, f"*{call(read, request[0], *rest)}"))
    one = call(day, f"*{call(read, 'text', *rest)}")
    return Code(f"np.array([[{one}] for text in {request[0].text}])", kind="array")


@function("datevec")
def _datevec(request: Request) -> Code:
    """Return a date as six numbers."""
    if request[0].kind == "cell":
        one = call(request.context.helper("date_parts"), "text", *request.arguments[1:])
        return Code(f"np.array([{one} for text in {request[0].text}], dtype=float)", kind="array")
    if request[0].kind == "array":
        return Code(f"np.array({_parts_of_each(request)}, dtype=float)", kind="array")
    if request[0].kind not in ("str", "number", "any"):
        raise UntranslatableError(f"datevec of a {request[0].kind}")
    text = call(request.context.helper("date_parts"), *request.arguments[:2])
    return Code(f"np.array([{text}], dtype=float)", kind="array")


def _parts_of_each(request: Request) -> str:
    """Return a list of six numbers for each of several numbers of days."""
    request.at_most(1)
    one = call(request.context.helper("date_parts"), "day")
    return f"[{one} for day in {request[0].column_major}]"


@several("datevec")
def _parts_of_date(request: Request) -> list[Code]:
    """Return a date as six numbers, each by itself."""
    if request[0].kind == "array":
        table = f"np.array({_parts_of_each(request)}, dtype=float)"
        return [Code(f"{table}[:, [{k}]]", kind="array") for k in range(request.count)]
    if request[0].kind not in ("str", "number", "any"):
        raise UntranslatableError(f"datevec of a {request[0].kind}")
    text = call(request.context.helper("date_parts"), *request.arguments[:2])
    return [Code(f"{text}[{k}]") for k in range(request.count)]


@function("datestr")
def _datestr(request: Request) -> Code:
    """Write dates as text."""
    request.at_most(2)
    if request[0].kind == "str":
        read = call(request.context.helper("date_parts"), request[0])
        days = call(request.context.helper("day_number"), f"*{read}")
        request = replace(request, arguments=(Code(days), *request.arguments[1:]))
    text = call(request.context.helper("date_text"), *request.arguments)
    return Code(text, kind="rows" if request.facts.kind == "rows" else "str", class_="char")


@function("weekday")
def _weekday(request: Request) -> Code:
    """Name the day of the week from 1, a Sunday."""
    value = _of_texts(request) if request[0].kind in ("str", "cell") else request[0]
    return Code(f"(np.floor({value.text}) - 2) % 7 + 1", SUM, joint_kind([value]))


@several("weekday")
def _weekday_and_name(request: Request) -> list[Code]:
    """Name the day of the week by a number and by its first letters."""
    value = _of_texts(request) if request[0].kind == "str" else request[0]
    if value.kind != "number":
        raise UntranslatableError("weekday of several dates")
    name = call(request.context.helper("date_text"), value, '"ddd"')
    return [_weekday(request), Code(name, kind="str", class_="char")]


@function("eomday", "is_leap_year")
def _of_year(request: Request) -> Code:
    """Return how many days a month has, or whether a year has a day more."""
    if request.name == "is_leap_year":
        name = request[0].at(ATOM)
        text = f"({name} % 4 == 0) & ({name} % 100 != 0) | ({name} % 400 == 0)"
        return Code(f"({text})", kind=request[0].kind, class_="logical")
    year, month = request[0], request[1]
    days = request.context.helper("day_number")
    text = f"{days}({year.text}, {month.at(SUM)} + 1, 1) - {days}({year.text}, {month.text}, 1)"
    return Code(text, SUM, joint_kind((year, month)))


@function("addtodate")
def _addtodate(request: Request) -> Code:
    """Add years, months, days or less to a date."""
    unit, number = request.literal(2), as_number(request[1])
    days = {"day": 1, "hour": 24, "minute": 1440, "second": 86400, "millisecond": 86400000}
    if unit in days:
        return Code(f"{request[0].at(SUM)} + {number.at(ATOM)} / {days[unit]}", SUM, request[0].kind)
    raise UntranslatableError(f"addtodate of {unit}")
