"""Interpolation in tables of two and more dimensions, and functions over moving windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matdrop.source import matlab_syntax as syntax
from matdrop.translate.code import ATOM, SUM, Code, UntranslatableError, as_array, as_number, call
from matdrop.translate.functions.registry import Request, function
from matdrop.translate.operators import as_double

TABLE_METHODS = ("linear", "nearest", "spline", "*linear", "*nearest", "*spline")


def _method(request: Request) -> str:
    """Return the method that is named; Octave's cubic ones are others than MATLAB's."""
    words = request.options(TABLE_METHODS, first=1)
    return next((word.removeprefix("*") for word in words), "linear")


def _places_of(table: Code, axis: int) -> Code:
    """Return the places of a table that has none: 1, 2, 3, ..."""
    return Code(f"np.arange(1.0, {as_array(table).at(ATOM)}.shape[{axis}] + 1)", kind="array")


METHODS = ("linear", "nearest", "spline", "cubic", "pchip", "extrap", "previous", "next")


@function("interp1", "interp1q")
def _interp1(request: Request) -> Code:
    """Interpolate."""
    words = {word.removeprefix("*") for word in request.options((*METHODS, *(f"*{word}" for word in METHODS)))}
    method = words or {"linear"}
    values = list(request.values)
    if len(values) == 2:  # the places are 1, 2, 3, ...
        flat = as_array(values[0])
        rows = f"{flat.at(ATOM)}.size" if flat.facts.is_vector else f"{flat.at(ATOM)}.shape[0]"
        values.insert(0, Code(f"np.arange(1.0, {rows} + 1)", kind="array"))
    if len(values) not in (3, 4):
        raise UntranslatableError("interp1 without new places")
    way = next(iter(method - {"extrap"}), "linear")
    outside = ['outside="extrap"'] if "extrap" in method else []
    if len(values) == 4:
        outside = [f"outside={values[3].text}"]
    if way == "linear" and not outside and values[1].facts.is_vector and is_ascending(values[0]):
        x, y = (code.raveled for code in values[:2])
        return Code(call("np.interp", values[2], x, y, "left=np.nan", "right=np.nan"), kind=values[2].kind)
    more = [*([f'"{way}"'] if way != "linear" else []), *outside]
    text = call(request.context.helper("interpolated"), *values[:3], *more)
    if values[2].kind == "number" and values[1].facts.is_vector:
        return Code(f"{text}.item()", kind="number")
    return Code(text, kind="array")


def is_ascending(code: Code) -> bool:
    """Return whether values ascend as they are written: those of a range do.

    Parameters
    ----------
    code : Code
        The values.

    Returns
    -------
    bool
        False where that is not seen.
    """
    if "[::-1]" in code.text or "-" in code.text:  # a range that descends, or what is turned round
        return False
    return "matlab_range" in code.text or "arange" in code.text or "linspace" in code.text


@function("interp2")
def _interp2(request: Request) -> Code:
    """Interpolate in a table by two variables."""
    method, values = _method(request), list(request.values)
    outside = [f"outside={values.pop().text}"] if len(values) in (4, 6) else []
    if len(values) in (1, 2):
        values += _between(request, values)
    if len(values) not in (3, 5):
        raise UntranslatableError("interp2 of this form")
    if len(values) == 3:
        values = [_places_of(values[0], 1), _places_of(values[0], 0), *values]
    if method == "spline":
        x, y, table, new_x, new_y = values
        if new_x.facts.is_row and new_y.facts.is_row and not new_x.is_scalar:  # a grid of the two
            new_y = replace(new_y, text=f"{new_y.at(ATOM)}.T", level=ATOM)
        return _in_grid(request, [y, x], table, [new_y, new_x], outside, method)
    outside += [f'method="{method}"'] if method != "linear" else []
    text = call(request.context.helper("interpolated_table"), *values, *outside)
    is_number = values[3].kind == values[4].kind == "number"
    return Code(f"{text}.item()" if is_number else text, kind="number" if is_number else "array")


def _between(request: Request, values: list[Code]) -> list[Code]:
    """Return the places of a table whose steps are halved, once or as often as the second argument says."""
    times = values.pop() if len(values) > 1 else Code("1", whole=True)
    step = f"2.0 ** -{times.at(ATOM)}" if times.text != "1" else "0.5"
    table = as_array(values[0]).at(ATOM)
    sides = [call(request.context.helper("matlab_range"), "1", step, f"{table}.shape[{axis}]") for axis in (1, 0)]
    return [Code(sides[0], kind="array"), Code(f"{sides[1]}.T", kind="array")]


@function("interpn")
def _interpn(request: Request) -> Code:
    """Interpolate in a table by as many variables as it has dimensions."""
    method, values = _method(request), list(request.values)
    outside = [f"outside={values.pop().text}"] if _has_number_behind_word(request) else []
    count = len(values) // 2
    depth = {len(size) for size in values[0].facts.sizes}
    if values[0].kind == "array" and not values[0].facts.is_vector and depth == {len(values) - 1}:
        table, new = values[0], values[1:]
        places = [_places_of(table, axis) for axis in range(len(new))]
    elif len(values) % 2 and count > 1:
        places, table, new = values[:count], values[count], values[count + 1 :]
    else:
        raise UntranslatableError("interpn of this form")
    return _in_grid(request, places, table, new, outside, method)


@function("interp3")
def _interp3(request: Request) -> Code:
    """Interpolate in a table by three variables, of which the first runs along its columns."""
    method, values = _method(request), list(request.values)
    outside = [f"outside={values.pop().text}"] if _has_number_behind_word(request) else []
    if len(values) not in (4, 7):
        raise UntranslatableError("interp3 of this form")
    table, new = (values[0], values[1:]) if len(values) == 4 else (values[3], values[4:])
    places = values[:3] if len(values) == 7 else [_places_of(table, axis) for axis in (1, 0, 2)]
    if any(code.kind != "number" and not code.facts.is_flat for code in new) or not all(map(_is_alike, new, new[1:])):
        raise UntranslatableError("interp3 at a grid")
    return _in_grid(request, [places[k] for k in (1, 0, 2)], table, [new[k] for k in (1, 0, 2)], outside, method)


def _is_alike(one: Code, other: Code) -> bool:
    return one.kind == other.kind and one.facts.sizes == other.facts.sizes


def _has_number_behind_word(request: Request) -> bool:
    """Whether the method is followed by a number for what is outside."""
    return len(request) > 2 and request.arguments[-2].kind == "str" and request.arguments[-1].kind != "str"


def _in_grid(
    request: Request, places: Sequence[Code], table: Code, new: Sequence[Code], outside: list[str], method: str
) -> Code:
    lists = (f"[{', '.join(code.text for code in codes)}]" for codes in (places, new))
    more = [f'method="{method}"'] if method != "linear" else []
    text = call(request.context.helper("interpolated_grid"), next(lists), table, next(lists), *more, *outside)
    is_number = all(code.kind == "number" for code in new)
    return Code(f"{text}.item()" if is_number else text, kind="number" if is_number else "array")


# What is computed of each window.
WINDOWED = {
    "movmean": "np.mean", "movsum": "np.sum", "movmax": "np.max", "movmin": "np.min", "movmedian": "np.median",
    "movprod": "np.prod", "movstd": "sample_std", "movvar": "sample_var",
}  # fmt: skip


@function(*WINDOWED)
def _moving(request: Request) -> Code:
    """Compute of a window around each element."""
    if request[0].kind != "array":
        raise UntranslatableError(f"{request.name} with these arguments")
    name = WINDOWED[request.name]
    if not name.startswith("np."):
        request.context.helper(name)
    text = call(request.context.helper("moving"), name, as_double(request[0]), request[1], *_ends(request))
    return Code(text, kind="array")


def _ends(request: Request) -> list[str]:
    """Return the options for the windows at the ends, and for the dimension."""
    rest = [*range(2, len(request))]
    along = [f"axis={request.axis(rest.pop(0))}"] if rest and request.literal(2) is None else []
    while rest and request.literal(rest[0]) in ("omitnan", "includenan"):
        if request[0].facts.ever("nan"):
            raise UntranslatableError(f"{request.name} with {request.literal(rest[0])}")
        request.context.notes.append("no NaN in any case")
        rest.pop(0)
    if not rest:
        return along
    if len(rest) != 2 or (request.literal(rest[0]) or "").lower() != "endpoints":
        raise UntranslatableError(f"{request.name} with options")
    word = request.literal(rest[1])
    if word is None:
        return [as_number(request[rest[1]]).text, *along]
    if word not in ("shrink", "fill", "discard", "periodic", "same"):
        raise UntranslatableError(f"{request.name} with other ends")
    return [*([f'"{word}"'] if word != "shrink" else []), *along]


@function("lookup")
def _lookup(request: Request) -> Code:
    """Find the last place of an ascending table that is not above each value, from 1; 0 for what is below all."""
    request.at_most(2)
    if request[0].kind != "array" or request[1].kind not in ("number", "array"):
        raise UntranslatableError("lookup of these values")
    node = request.nodes[0]
    if not isinstance(node, syntax.Range) or node.step is not None:
        request.context.notes.append("ascending in all cases")
    text = call("np.searchsorted", request[0].raveled, request[1], 'side="right"')
    return Code(f"{text} + 0.0", SUM, request[1].kind)
