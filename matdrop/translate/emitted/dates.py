"""Helpers as they stand in a port, for dates: numbers of days, six numbers, and texts."""

import datetime
import re

import numpy as np


def day_number(year, month, day, hour=0, minute=0, second=0):
    """Return the days since the start of the year 0."""
    year = year + np.floor((np.asarray(month) - 1) / 12)
    month = np.mod(np.asarray(month) - 1, 12) + 1
    before = np.array([306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275])[np.floor(month).astype(int) - 1]
    year = year - (month < 3)  # a year begins in March
    leap = np.floor(year / 4) - np.floor(year / 100) + np.floor(year / 400)
    return day + before + 60 + 365 * year + leap + (hour + (minute + second / 60) / 60) / 24


def seconds_between(one, other):
    """Return the seconds from one time to another, each of six numbers: year, month, day, hour, minute, second."""
    days = day_number(*np.ravel(one)[:3]) - day_number(*np.ravel(other)[:3])
    return days * 86400 + np.dot(np.ravel(one)[3:] - np.ravel(other)[3:], [3600, 60, 1])


def date_parts(date, form=None):
    """Return year, month, day, hour, minute and second of a date that is a number of days, or text."""
    if isinstance(date, str):
        return parts_of_text(date, form)
    if not np.isfinite(date):
        return (np.nan,) * 6
    days = int(np.floor(date))
    cycles, rest = divmod(days - 367, 146097)  # of 400 years each, from the year 1 on
    day = datetime.date.fromordinal(rest + 1)
    steps = 2.0 ** np.floor(-np.log2(abs(np.spacing(1.0) * 86400 * date) or 1))  # in a second: finer ones are rounding
    seconds = float(np.floor((date - days) * 86400 * steps + 0.5) / steps)
    minutes, second = divmod(seconds, 60)
    return day.year + 400 * cycles, day.month, day.day, minutes // 60, minutes % 60, second


def parts_of_text(text, form=None):
    """Return year, month, day, hour, minute and second of a text: by its form, or the first usual one that it has."""
    usual = """dd-mmm-yyyy HH:MM:SS|dd-mmm-yyyy|mm/dd/yy|mm/dd/yyyy|HH:MM:SS|HH:MM|yyyy/mm/dd|yyyy-mm-dd|mmm-dd-yyyy|
        yyyy-mm-dd HH:MM:SS|yyyy/mm/dd HH:MM:SS|yyyy-mm-ddTHH:MM:SS|yyyymmddTHHMMSS|mmm dd yyyy|dd mmm yyyy|
        yyyy-mm-dd HH:MM|mm/dd/yyyy HH:MM:SS|yyyymmdd"""
    for one in [form] if form else map(str.strip, usual.split("|")):
        try:
            found = datetime.datetime.strptime(text.strip(), python_form(one))
        except ValueError:
            continue
        if "y" not in one:
            found = found.replace(year=datetime.date.today().year)
        second = found.second + found.microsecond / 1e6
        return found.year, found.month, found.day, found.hour, found.minute, second
    raise ValueError(f"datevec: none of the standard formats match the DATE string {text}")


def python_form(form):
    """Return a form of dates as Python writes it."""
    hour = "%I" if "PM" in form or "AM" in form else "%H"
    words = {"yyyy": "%Y", "yy": "%y", "mmmm": "%B", "mmm": "%b", "mm": "%m", "dddd": "%A", "ddd": "%a", "dd": "%d"}
    words |= {"HH": hour, "MM": "%M", "SS": "%S", "FFF": "%f", "PM": "%p", "AM": "%p"}
    return re.sub("yyyy|yy|mmmm|mmm|mm|dddd|ddd|dd|HH|MM|SS|FFF|PM|AM", lambda found: words[found[0]], form)


def date_text(dates, form=None):
    """Return dates, numbers of days or rows of six numbers, as text; several are the rows of a list."""
    table = np.atleast_2d(dates)
    days = [day_number(*row) for row in table] if table.shape[1] == 6 else table.ravel(order="F").tolist()
    parts = [date_parts(day) for day in days]
    parts = [date_parts(day_number(*one[:5], round(one[5]))) if one[5] % 1 >= 0.9995 else one for one in parts]
    if form is None:
        is_time = all(one[:3] == (-1, 12, 31) for one in parts)
        form = 1 if not any(any(one[3:]) for one in parts) else 16 if is_time else 0
    numbered = ["dd-mmm-yyyy HH:MM:SS", "dd-mmm-yyyy", "mm/dd/yy", "mmm", "m", "mm", "mm/dd", "dd", "ddd", "d", "yyyy"]
    numbered += ["yy", "mmmyy", "HH:MM:SS", "HH:MM:SS PM", "HH:MM", "HH:MM PM", "", "", "dd/mm", "dd/mm/yy"]
    numbered += ["mmm.dd,yyyy HH:MM:SS", "mmm.dd,yyyy", "mm/dd/yyyy", "dd/mm/yyyy", "yy/mm/dd", "yyyy/mm/dd", "", ""]
    numbered += ["yyyy-mm-dd", "yyyymmddTHHMMSS", "yyyy-mm-dd HH:MM:SS"]
    form = form if isinstance(form, str) else numbered[int(form)]
    texts = [one_date(one, form) for one in parts]
    return texts if len(texts) > 1 else texts[0]


def one_date(parts, form):
    """Return a date of six numbers as text; of 12 hours the first of less than 10 is a blank."""
    year, *rest = map(int, parts)
    moment = datetime.datetime(2000 + year % 400, *rest)  # a year with the same days, of those that Python knows
    known = {"%Y": f"{year:04d}", "%y": f"{abs(year) % 100:02d}", "%f": f"{round(parts[5] % 1 * 1000):03d}"}
    text = moment.strftime(re.sub("%[Yyf]", lambda found: known[found[0]], python_form(form)))
    return re.sub(r"\b0(?=\d(:\d\d)+ [AP]M)", " ", text)
