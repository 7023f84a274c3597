"""Functions that make arrays, and those that ask for or change their size."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from matdrop.source import matlab_syntax as syntax
from matdrop.translate.code import (
    ATOM,
    COMPARE,
    DTYPES,
    EMPTY,
    IN_A_COLUMN,
    PRODUCT,
    SUM,
    TERNARY,
    Code,
    UntranslatableError,
    as_array,
    as_first,
    as_full,
    as_int,
    as_number,
    call,
)
from matdrop.translate.facts import Facts, Kind
from matdrop.translate.functions.elementwise import in_class
from matdrop.translate.functions.reductions import axis_kept
from matdrop.translate.functions.registry import Request, function, lying, several, size_as_shape
from matdrop.translate.joined_cells import joined_cells

CONSTANTS = {
    "pi": "np.pi", "Inf": "np.inf", "inf": "np.inf", "NaN": "np.nan", "nan": "np.nan", "NA": "np.nan",
    "eps": "np.finfo(float).eps", "e": "np.e", "true": "True", "false": "False", "realmax": "np.finfo(float).max",
    "realmin": "np.finfo(float).tiny", "i": "1j", "j": "1j", "I": "1j", "J": "1j", "flintmax": "2.0**53",
}  # fmt: skip
FILLS = {"zeros": "np.zeros", "ones": "np.ones"}


def _class_named(request: Request) -> tuple[Request, str]:
    """Return a call without the words that say of what class the array is, and that class; empty for none."""
    last = len(request) - 1
    if last > 0 and request.literal(last - 1) == "like":
        class_ = request[last].class_
        if class_ not in DTYPES:
            raise UntranslatableError(f"{request.name} like a {class_ or 'value that varies'}")
        return replace(request, arguments=request.arguments[:-2], nodes=request.nodes[:-2]), class_
    word = request.literal(last) if last >= 0 else None
    return request, word or ""


@function(*FILLS)
def _filled(request: Request) -> Code:
    """Make an array of zeros or ones."""
    request, class_ = _class_named(request)
    size = request.size()
    single = bool(request.facts) and request.facts.is_scalar and not request.values
    if single or size == "(1, 1)":
        number = "0" if request.name == "zeros" else "1"
        return Code(f"{DTYPES[class_]}({number})" if class_ else number, class_=class_ or "double", whole=not class_)
    dtype = f", dtype={DTYPES[class_]}" if class_ and class_ != "double" else ""
    return Code(f"{FILLS[request.name]}({size}{dtype})", kind="array", class_=class_ or "double")


@function(*CONSTANTS)
def _constant(request: Request) -> Code:
    """Translate a constant, or an array of it."""
    text = CONSTANTS[request.name]
    class_ = "logical" if request.name in ("true", "false") else "double"
    if request.name == "eps" and request.values:
        return Code(call("np.spacing", call("np.abs", request[0])), kind=request[0].kind)
    request, named = _class_named(request)
    if not request.values:
        if request.name in ("realmax", "realmin", "eps") and len(request):
            text = text.replace("float", DTYPES[request.literal(0) or "double"])
        return Code(text, class_=class_, level=PRODUCT if "**" in text else ATOM)
    size = request.size()
    if size == "(1, 1)":
        return Code(text if named in ("", "double") else f"{DTYPES[named]}({text})", class_=named or class_)
    if class_ == "logical":
        return Code(f"{'np.ones' if text == 'True' else 'np.zeros'}({size}, dtype=bool)", kind="array", class_=class_)
    dtype = f", dtype={DTYPES[named]}" if named not in ("", "double") else ""
    return Code(f"np.full({size}, {text}{dtype})", kind="array", class_=named or class_)


@function("intmax", "intmin")
def _limits(request: Request) -> Code:
    """Translate the bounds of an integer class."""
    class_ = request.literal(0) or "int32"
    return Code(f"np.{class_}(np.iinfo(np.{class_}).{request.name[3:]})", class_=class_)


@function("eye")
def _eye(request: Request) -> Code:
    """Make an identity matrix."""
    lengths = request.lengths()
    if lengths == ["1", "1"]:
        return Code("1", whole=True)
    class_ = next((text for place in range(len(request)) if (text := request.literal(place))), "double")
    dtype = f", dtype={DTYPES[class_]}" if class_ != "double" else ""
    if not lengths:
        return Code(f"np.eye(*{request.size()}{dtype})", kind="array", class_=class_)
    return Code(f"{call('np.eye', *dict.fromkeys(lengths))[:-1]}{dtype})", kind="array", class_=class_)


@function("linspace", "logspace")
def _linspace(request: Request) -> Code:
    """Make a row of values at equal distances."""
    default = "100" if request.name == "linspace" else "50"
    count = as_int(as_number(request[2])) if len(request) > 2 else default
    first, last = as_number(request[0]), as_number(request[1])
    if not (request[0].is_scalar and request[1].is_scalar):
        sides = [as_array(code).raveled for code in request.arguments[:2]]
        return Code(call(f"np.{request.name}", *sides, count, "axis=1"), kind="array")
    if request.name == "logspace" and last.text == "np.pi":  # which is the end itself, not its exponent
        last = Code("np.log10(np.pi)")
    text = call(f"np.{request.name}", first, last, count)
    if request.name == "linspace" and (1, 1) in request.facts.sizes:  # one alone is the last
        text = f"({text} if {count} != 1 else np.array([{last.text}], dtype=float))"
    return Code(f"{text}[None, :]", kind="array")


@function("colon")
def _colon(request: Request) -> Code:
    """Make a range."""
    request.at_most(3)
    step, last = (request[1].text, request[2]) if len(request) > 2 else ("1", request[1])
    return Code(call(request.context.helper("matlab_range"), request[0], step, last), kind="array")


def length_along(code: Code, axis: int) -> Code:
    """Return the size of a value along an axis.

    Parameters
    ----------
    code : Code
        A value.
    axis : int
        From 0.

    Returns
    -------
    Code
        A Python int.
    """
    if code.kind == "number" or code.kind in ("struct", "handle"):
        return Code("1", whole=True)
    if code.kind in ("array", "sparse"):
        return Code(_shape_along(code, axis), whole=True)
    if code.kind == "any" and "char" in code.facts.classes and "cell" not in code.facts.classes:
        return Code(f"shape_of_text({code.text})[{axis}]", whole=True)  # a helper
    if code.kind == "any":
        return Code(f"np.atleast_2d({code.text}).shape[{axis}]", whole=True)
    if code.kind == "str":
        return Code(f"len({code.text})" if axis == 1 else "1", whole=True)
    if code.kind == "rows":
        return Code(f"len({code.text})" if axis == 0 else f"len({code.at(ATOM)}[0])", whole=True)
    return Code(_list_along(code, axis), whole=True)


def _list_along(code: Code, axis: int) -> str:
    """Return the size of a list: a row or a column, or a list of rows."""
    facts = code.facts
    if axis > 1 or (facts.is_row and axis == 0) or (not facts.is_row and facts.is_column and axis == 1):
        return "1"
    is_nested = code.kind == "cell" and axis == 1 and facts.is_grid
    if is_nested and facts.ever_empty:  # there may be no first row
        return f"len(sum({code.at(ATOM)}[:1], []))"
    return f"len({code.at(ATOM)}[0])" if is_nested else f"len({code.text})"


def _shape_along(code: Code, axis: int) -> str:
    dimensions = {len(size) for size in code.facts.sizes} or {2}
    if axis >= max(dimensions):
        return "1"
    more = "[..., None]" if axis >= min(dimensions) else ""
    return f"{code.at(ATOM)}{more}.shape[{axis}]"


@function("size")
def _size(request: Request) -> Code:
    """Ask for the size, or for one of its numbers."""
    value = request[0]
    if len(request) > 1:
        place = request[1]
        if place.facts and not place.is_scalar:
            numbers = f"np.array({value.at(ATOM)}.shape)[{place.at(ATOM)}.astype(int) - 1]"
            return Code(f"{numbers}.astype(float)", kind="array")
        if not place.is_literal:
            return Code(call(request.context.helper("length_along"), value, as_number(place)), whole=True)
        return length_along(value, int(request.axis(1)))
    if value.kind in ("array", "sparse"):
        return Code(f"np.array([{value.at(ATOM)}.shape], dtype=float)", kind="array")
    numbers = ", ".join(length_along(value, axis).text for axis in (0, 1))
    return Code(f"np.array([[{numbers}]], dtype=float)", kind="array")


@several("size")
def _sizes(request: Request) -> list[Code]:
    """Ask for the numbers of a size."""
    value = request[0]
    if request.count > 2 or (value.facts and not value.facts.is_flat):
        helper = request.context.helper("sizes_of")
        starred = call(helper, value, str(request.count))
        return [Code(f"{starred}[{k}]", whole=True) for k in range(request.count)]
    return [length_along(value, axis) for axis in range(request.count)]


@function("numel", "length")
def count(request: Request) -> Code:
    """Ask for the number of elements, or for the longest side.

    Parameters
    ----------
    request : Request
        The call.

    Returns
    -------
    Code
        A Python int.
    """
    value = request[0]
    facts = value.facts
    if value.kind not in ("array", "sparse"):
        return Code(_count_of_other(request, value), whole=True)
    text = value.at(ATOM)
    if value.kind == "sparse" and (request.name == "numel" or facts.is_vector):
        return Code(f"{text}.shape[0] * {text}.shape[1]", PRODUCT, whole=True)  # its size is what is stored
    if request.name == "numel" or facts.is_vector:
        return Code(f"{text}.size", whole=True)
    if facts.ever_empty:  # the length of what has no elements is 0, whatever its shape
        return Code(f"max({text}.shape) * ({text}.size > 0)", PRODUCT, whole=True)
    longer = [size[0] >= max(size) for size in facts.sizes if 0 not in size]
    if facts.is_flat and longer and all(longer):
        request.context.notes.append("no fewer rows than columns in all cases")
        return Code(f"{text}.shape[0]", whole=True)
    return Code(f"max({text}.shape)", whole=True)


def _count_of_other(request: Request, value: Code) -> str:
    """Return the number of elements, or the longest side, of what is no array of numbers."""
    if value.kind in ("number", "struct", "handle"):
        return "1"
    is_grid = value.kind == "cell" and value.facts.is_grid
    if is_grid or value.kind == "rows":
        sides = f"len({value.text})", f"len({value.at(ATOM)}[0])"
        if request.name == "length":
            return f"max({', '.join(sides)})"
        return f"sum(map(len, {value.text}))" if is_grid else " * ".join(sides)
    if value.kind == "map" and request.name == "numel":
        raise UntranslatableError("numel of a map, which is another number in Octave")
    if value.kind in ("str", "structs", "cell", "map"):
        return call("len", value)
    if value.facts.classes == {"char"}:  # one row of text, or several
        joined, shape = call('"".join', value), call(request.context.helper("shape_of_text"), value)
        return call("len", joined) if request.name == "numel" else call("max", shape)
    if request.name == "length" and not value.facts.is_vector:
        return call(request.context.helper("longest_side"), value)
    if not value.facts or value.facts.classes & {"char", "cell"}:
        return call(request.context.helper("element_count"), value)
    return call("np.size", value)


@function("rows", "columns", "height", "width")
def _rows(request: Request) -> Code:
    """Ask for the number of rows or columns."""
    return length_along(request[0], 0 if request.name in ("rows", "height") else 1)


@function("ndims")
def _ndims(request: Request) -> Code:
    """Ask for the number of dimensions."""
    return Code(f"{request[0].at(ATOM)}.ndim" if request[0].kind == "array" else "2", whole=True)


@function("reshape")
def _reshape(request: Request) -> Code:
    """Change the size; elements are taken column by column."""
    value = as_array(request[0])
    if value.kind == "cell" and request.facts.is_vector and not value.facts.is_grid:
        request.pass_over(1)
        request.pass_over(2)
        return value  # a list has no orientation
    if value.kind == "cell" and request.facts.is_grid and request.facts.is_flat and not value.facts.is_grid:
        height, *_ = request.lengths(1) or [""]
        if height.isdigit():
            text = f"[{value.at(ATOM)}[k::{height}] for k in range({height})]"
            return Code(text, kind="cell", class_="cell")
    if value.kind == "cell":
        return _reshaped_cell(request, value)
    if value.kind == "any":
        value = replace(value, text=call("np.atleast_2d", value), kind="array", level=ATOM)
    if value.kind not in ("array", "sparse"):
        raise UntranslatableError(f"reshape of a {value.kind}")
    given = list(request.arguments[1:])
    if len(given) == 1:
        shape = replace(request, arguments=(value, *given)).size(1)
    else:
        numbers = ["-1" if c.text == EMPTY else as_int(as_first(c)) for c in given]
        shape = f"({', '.join(request.without_ones(numbers))})"
    if value.kind == "sparse":
        return Code(f'{value.at(ATOM)}.reshape({shape}, order="F").tocsc()', kind="sparse")
    return Code(f'{value.at(ATOM)}.reshape({shape}, order="F")', kind="array", class_=value.class_, base=value.base)


def _reshaped_cell(request: Request, value: Code) -> Code:
    """Change the size of a cell: its elements are taken column by column."""
    elements = call(request.context.helper("elements_of"), value) if value.facts.is_grid else value.text
    if request.facts.is_vector:
        for place in range(1, len(request)):
            request.pass_over(place)  # a list has no orientation
        return Code(elements, kind="cell", class_="cell")
    lengths = request.lengths(1)
    if not request.facts.is_flat or len(lengths) > 2 or request[1].kind not in ("number", "array"):
        raise UntranslatableError("reshape of a cell to this size")
    height = lengths[0] if lengths else f"int({request[1].at(ATOM)}.flat[0])"
    if request[1].text == EMPTY:
        height = f"{call('len', elements)} // {lengths[1]}"
    return Code(call(request.context.helper("rows_of"), elements, height), kind="cell", class_="cell")


@function("repmat")
def _repmat(request: Request) -> Code:
    """Repeat a value."""
    value = request[0]
    if value.kind == "str":
        return _repeated_text(request, value)
    if value.kind == "any" and "char" in value.facts.classes and request[1].text == "1" and len(request) == 3:
        count_ = as_int(as_number(request[2]))
        text = (
            f"{value.at(PRODUCT)} * {count_} if isinstance({value.text}, str) else np.tile({value.text}, (1, {count_}))"
        )
        return Code(text, TERNARY, "any", "")
    lengths = request.lengths(1) if value.kind in ("cell", "struct") else []
    is_list = not request.facts and len(lengths) == 2 and "1" in lengths  # also where no case has come
    if value.kind == "cell" and not value.facts.is_grid and ((request.facts and request.facts.is_flat) or is_list):
        return _repeated_cell(request, value)
    if value.kind == "struct" and ((request.facts and request.facts.is_flat) or is_list):
        return _structs(request, value)
    if value.kind in ("cell", "struct", "structs"):
        raise UntranslatableError(f"repmat of a {value.kind}")
    if len(request) == 2 and value.kind != "number" and not request.lengths(1) and not size_as_shape(request[1]):
        text = call(request.context.helper("tiled"), value, request[1])
        return Code(text, kind="array", class_=value.class_)
    shape = request.size(1)
    if value.kind == "number":
        dtype = ", dtype=float" if value.whole else ""
        return Code(f"np.full({shape}, {value.text}{dtype})", kind="array", class_=value.class_)
    if not value.facts.is_flat and len(request) < 5:  # it may have more dimensions than are asked for
        return Code(call(request.context.helper("tiled"), value, shape), kind="array", class_=value.class_)
    return Code(f"np.tile({_with_dimensions_of(request, value)}, {shape})", kind="array", class_=value.class_)


def _repeated_cell(request: Request, value: Code) -> Code:
    """Repeat a cell along its direction, or to rows and columns; of what is changed later each has its own copy."""
    lengths = request.lengths(1) or [f"int({request[1].at(ATOM)}.flat[{k}])" for k in (0, 1)]
    height, width = (Code(length, SUM if " " in length else ATOM).at(ATOM) for length in lengths)
    own = "one"
    if request.context.changes_elements and not value.facts.always("texts"):
        request.context.modules.add("copy")
        own = "copy.deepcopy(one)"
    if not request.facts.is_grid:
        times = f"({height} * {width})" if "1" not in (height, width) else width if height == "1" else height
        if own != "one":
            return Code(f"[{own} for _ in range({times}) for one in {value.text}]", kind="cell", class_="cell")
        return Code(f"{value.at(PRODUCT)} * {times}", PRODUCT, "cell", "cell")
    if value.facts.is_row:
        text = f"[[{own} for _ in range({width}) for one in {value.text}] for _ in range({height})]"
    else:
        text = f"[[{own} for _ in range({width})] for _ in range({height}) for one in {value.text}]"
    return Code(text, kind="cell", class_="cell")


def _repeated_text(request: Request, value: Code) -> Code:
    """Repeat text: beside itself, and below itself as further rows."""
    lengths = [length for length in request.lengths(1) if length]
    if len(lengths) != 2 or (request.facts and request.facts.kind not in ("str", "rows")):
        raise UntranslatableError("repmat of text to this size")
    height, width = (Code(length, SUM if " " in length else ATOM).at(ATOM) for length in lengths)
    line = f"{value.at(PRODUCT)} * {width}" if width != "1" else value.text
    if request.facts.kind != "rows":
        if height != "1":
            request.context.notes.append("one row in all cases")
        return Code(line, PRODUCT if width != "1" else value.level, "str", "char")
    return Code(f"[{line}] * {height}", PRODUCT, "rows", "char")


def _structs(request: Request, value: Code) -> Code:
    """Repeat a struct: each element is one of its own."""
    lengths = [length for length in request.lengths(1) if length != "1"]
    if not lengths and not request.facts.is_scalar:
        raise UntranslatableError("repmat of a struct by a size that varies")
    count_ = " * ".join(Code(text, SUM if " " in text else ATOM).at(ATOM) for text in lengths) or "1"
    request.context.modules.add("copy")
    text = f"[copy.deepcopy({value.text}) for _ in range({count_})]"
    return Code(text, kind="structs", class_="struct")


def _with_dimensions_of(request: Request, value: Code) -> str:
    """Return a value with as many dimensions as the result has; NumPy would put new ones before the others."""
    if not (request.facts and value.facts):
        return value.text
    more = max(map(len, request.facts.sizes)) - max(map(len, value.facts.sizes))
    return f"{value.at(ATOM)}[..., {', '.join(['None'] * more)}]" if more > 0 else value.text


@function("squeeze", "vec")
def _squeeze(request: Request) -> Code:
    """Drop dimensions of 1, or make a column."""
    value = as_array(request[0])
    if request.name == "vec":
        return Code(f"{value.at(ATOM)}{IN_A_COLUMN}", kind="array", class_=value.class_)
    if value.facts and value.facts.is_flat:
        return value
    return Code(call(request.context.helper("squeezed"), value), kind="array", class_=value.class_)


@function("permute", "ipermute")
def _permute(request: Request) -> Code:
    """Change the order of dimensions."""
    value = as_array(request[0])
    if value.facts.is_flat:
        value = replace(value, text=f"{value.at(ATOM)}[..., None]", level=ATOM)
    order = f"{request[1].raveled}.astype(int) - 1"
    order = f"np.argsort({order})" if request.name == "ipermute" else order
    return Code(call(request.context.helper("permuted"), value, order), kind="array", class_=value.class_)


@function("cat", "horzcat", "vertcat")
def _cat(request: Request) -> Code:
    """Join values along a dimension."""
    if request.name == "cat":
        axis, values = request.axis(0), request.arguments[1:]
    else:
        axis, values = ("1" if request.name == "horzcat" else "0"), request.arguments
    if any(code.kind == "cell" for code in values):
        return _joined_lists(request, values, axis)
    if any(code.kind not in ("number", "array") for code in values):
        raise UntranslatableError(f"{request.name} of these values")
    arrays = "".join(f"{as_array(code).text}, " for code in values)
    arrays = arrays if len(values) == 1 else arrays.removesuffix(", ")
    if axis not in ("0", "1", "2") or any((0, 0) in code.facts.sizes for code in values):
        joined = Code(call(request.context.helper("joined"), axis, *map(as_array, values)), kind="array")
        classes = {code.class_ for code in values if (0, 0) not in code.facts.sizes}
        return joined if classes == {request.facts.class_} else in_class(request.context, joined, request.facts.class_)
    if axis == "2":
        return Code(f"np.dstack(({arrays}))", kind="array")
    return Code(f"np.concatenate(({arrays}), axis={axis})", kind="array")


def _joined_lists(request: Request, values: Sequence[Code], axis: str) -> Code:
    """Join cells; what is no cell becomes an element of them, unless it is empty."""
    if axis not in ("0", "1") and request.facts.is_grid:
        raise UntranslatableError(f"{request.name} of cells with rows and columns along this dimension")
    rows = [[code] for code in values] if axis == "0" else [values]
    return joined_cells(request.context, rows, request.facts)


@function("fliplr", "flipud", "flip", "flipdim", "rot90")
def _flip(request: Request) -> Code:
    """Turn the order round."""
    value = request[0]
    if value.kind == "cell":
        return _flipped_cell(request, value)
    if value.kind == "str":
        return Code(f"{value.at(ATOM)}[::-1]", kind="str", class_="char")
    value = as_array(value)
    if request.name in ("flip", "flipdim"):
        if len(request) > 1 and not request[1].is_literal:
            text = call(request.context.helper("flipped"), value, request[1])
            return Code(text, kind="array", class_=value.class_)
        axis = axis_kept(request, value, 1 if len(request) > 1 else None)
        return Code(f"np.flip({value.text}, axis={axis})", kind="array", class_=value.class_)
    more = [as_int(as_number(request[1]))] if len(request) > 1 else []
    return Code(call(f"np.{request.name}", value, *more), kind="array", class_=value.class_, base=value.base)


def _flipped_cell(request: Request, value: Code) -> Code:
    """Turn the order of a cell round: a list has no direction, so that its facts say which one it has."""
    way = {"fliplr": "1", "flipud": "0"}.get(request.name, "")
    if request.name in ("flip", "flipdim"):
        way = request.axis(1) if len(request) > 1 else "1" if value.facts.is_row else "0"
    if way not in ("0", "1"):
        raise UntranslatableError(f"{request.name} of a cell")
    if value.facts.is_grid and way == "1":
        return Code(f"[row[::-1] for row in {value.text}]", kind="cell", class_="cell")
    along = value.facts.is_row if way == "0" else value.facts.is_column and not value.facts.is_row
    if along:  # one element in this direction
        return value
    return Code(f"{value.at(ATOM)}[::-1]", kind="cell", class_="cell")


@function("circshift")
def _circshift(request: Request) -> Code:
    """Shift in a circle."""
    value, shift = request[0], request[1]
    if value.kind == "cell" and value.facts.is_vector and shift.is_scalar and len(request) == 2:
        text = call(request.context.helper("rolled_list"), value, as_int(as_number(shift)))
        return Code(text, kind="cell", class_="cell")
    if value.kind in ("str", "cell"):
        raise UntranslatableError(f"circshift of a {value.kind}")
    if not shift.is_scalar:
        return _shifted_along_each(value, shift)
    axis = axis_kept(request, value, 2 if len(request) > 2 else None)
    return Code(call("np.roll", value, as_int(as_number(shift)), f"axis={axis}"), kind="array", class_=value.class_)


def _shifted_along_each(value: Code, shift: Code) -> Code:
    """Shift along as many dimensions as there are numbers, or by the one number that there is in a case."""
    written = size_as_shape(shift)
    steps = written if re.fullmatch(r"[-\d, ()]+", written) else f"tuple({shift.raveled}.astype(int))"
    counts = {math.prod(size) for size in shift.facts.sizes}
    axes = tuple(range(counts.pop())) if len(counts) == 1 else f"tuple(range({shift.at(ATOM)}.size))"
    return Code(call("np.roll", value, steps, f"axis={axes}"), kind="array", class_=value.class_)


@function("triu", "tril")
def _triangle(request: Request) -> Code:
    """Keep a triangle of a matrix."""
    more = [as_int(as_number(request[1]))] if len(request) > 1 else []
    return Code(call(f"np.{request.name}", as_array(request[0]), *more), kind="array", class_=request[0].class_)


@function("diag")
def _diag(request: Request) -> Code:
    """Make a diagonal matrix of a vector, or a column of the diagonal."""
    value = as_array(request[0])
    more = [as_int(as_number(request[1]))] if len(request) > 1 else []
    if value.facts.is_scalar and not more:
        return value
    if value.facts.is_vector:
        written = re.fullmatch(r"np\.array\(\[(\[[^\[\]]*\])\]\)", value.text)
        return Code(call("np.diag", written[1] if written else value.raveled, *more), kind="array")
    if not value.facts or any(1 in size or size == (0, 0) for size in value.facts.sizes):
        return Code(call(request.context.helper("diagonal_of"), value, *more), kind="array")
    text = f"{call('np.diag', value, *more)}[:, None]"
    # A view that cannot be written to, also of what is no variable: it is copied where its elements are stored.
    return Code(text, kind="array", class_=value.class_, base=value.base or "np.diag")


@function("vech")
def _vech(request: Request) -> Code:
    """Return the lower triangle of a matrix, column by column, as a column."""
    value = as_array(request[0])
    return Code(f"{value.at(ATOM)}.T[np.triu_indices({value.at(ATOM)}.shape[0])][:, None]", kind="array")


@function("repelem")
def _repelem(request: Request) -> Code:
    """Repeat each element: of a vector by a number or by one number for each, of a matrix along its dimensions."""
    value, counts = as_array(request[0]), [_repetitions(code) for code in request.arguments[1:]]
    if request[0].kind not in ("number", "array") or len(counts) not in (1, 2):
        raise UntranslatableError("repelem of these values")
    text = value.text
    if len(counts) == 1:
        if not value.facts.is_vector and request[0].kind != "number":
            raise UntranslatableError("repelem of a matrix by one number")
        is_column = value.facts.is_column and not value.facts.is_row
        if value.facts.is_turned:
            raise UntranslatableError("repelem of rows and columns")
        text = call("np.repeat", text, counts[0], f"axis={0 if is_column else 1}")
        return Code(text, kind="array", class_=value.class_)
    for axis, count_ in enumerate(counts):
        text = call("np.repeat", text, count_, f"axis={axis}") if count_ != "1" else text
    return Code(text, kind="array", class_=value.class_)


def _repetitions(code: Code) -> str:
    """Return how often elements are repeated."""
    return as_int(as_number(code)) if code.is_scalar else f"{code.raveled}.astype(int)"


@function("rescale")
def _rescale(request: Request) -> Code:
    """Return values between two numbers."""
    if len(request) not in (1, 3) or any(code.kind == "str" for code in request.arguments):
        raise UntranslatableError("rescale with these arguments")
    text = call(request.context.helper("rescaled"), as_array(request[0]), *request.arguments[1:])
    return Code(text, kind="array")


@function("polyarea")
def _polyarea(request: Request) -> Code:
    """Return the area within a polygon."""
    request.at_most(2)
    if not all(code.facts.is_vector for code in request.arguments):
        raise UntranslatableError("polyarea of several polygons")
    x, y = (as_array(code).raveled for code in request.arguments)
    return Code(f"np.abs(np.sum({x} * (np.roll({y}, -1) - np.roll({y}, 1)))) / 2", PRODUCT)


@function("kron")
def _kron(request: Request) -> Code:
    """Translate a Kronecker product, also of several."""
    first, *others = map(as_array, request.arguments)
    text = first.text
    for other in others:
        text = call("np.kron", text, other)
    return Code(text, kind="array")


@function("find")
def _find(request: Request) -> Code:
    """Find the places of what is not zero, from 1."""
    given = request[0]
    value = request.context.codes_of(given) if given.kind in ("str", "rows") else as_array(given)
    last = request.options(("first", "last")) == {"last"}
    number = ""
    if len(request.values) > 1:
        count_ = as_int(as_number(request[1]))
        number = f"[-{count_}:]" if last else f"[:{count_}]"
    facts = value.facts
    places = call("np.flatnonzero", value if facts.is_vector else f"{value.at(ATOM)}.T")
    base = f"({places}{number} + 1.0)"
    if (0, 0) in request.facts.sizes or facts.is_turned or not (facts or request.facts):
        last_ = ", last=True" if last else ""
        many = f", {number.strip('[:-]')}{last_}" if number else ""
        return Code(f"{request.context.helper('found_places')}({value.text}{many})", kind="array")
    if request.facts.is_scalar and number and facts.is_vector:
        return Code(f"{base}[None, :]", kind="array")
    if facts.is_row:
        return Code(f"{base}[None, :]", kind="array")
    return Code(f"{base}[:, None]", kind="array")


@several("find")
def _find_rows_and_columns(request: Request) -> list[Code]:
    """Find the rows and columns of what is not zero, column by column, from 1."""
    value = as_array(request[0])
    text = f"np.nonzero({as_full(value).at(ATOM)}.T)"
    may_be_nothing = (0, 0) in request.facts.sizes or value.facts.sizes & {(0, 0), (1, 1)} or not value.facts.is_flat
    if len(request) > 1:
        return _first_places(request, value)
    if request.count < 3 and not may_be_nothing:
        places = [lying(request, f"({text}[{k}] + 1.0)", value, not value.facts.is_row) for k in (1, 0)]
        return [Code(place, kind="array") for place in places]
    found = call(request.context.helper("nonzero_places"), value)
    return [Code(f"{found}[{k}]", kind="array") for k in range(request.count)]


def _first_places(request: Request, value: Code) -> list[Code]:
    """Find as many of the first, or of the last, places."""
    is_last = request.options(("first", "last"), first=2) == {"last"}
    number = as_int(as_number(request[1]))
    part = f"[-{number}:]" if is_last else f"[:{number}]"
    found = call(request.context.helper("nonzero_places"), value)
    return [
        Code(
            f"{found}[{k}].ravel(){part}.reshape((1, -1))" if value.facts.is_row else f"{found}[{k}]{part}",
            kind="array",
        )
        for k in range(request.count)
    ]


@function("nonzeros")
def _nonzeros(request: Request) -> Code:
    """Return what is not zero as a column."""
    value = as_array(request[0])
    return Code(f"{value.at(ATOM)}.T[{value.at(ATOM)}.T != 0][:, None]", kind="array", class_=value.class_)


@function("isempty")
def _isempty(request: Request) -> Code:
    """Ask whether there are no elements."""
    value = request[0]
    node = request.nodes[0] if request.nodes else None
    variable = request.context.variable(node.name) if isinstance(node, syntax.Name) else None
    if variable is not None and variable.is_global:  # it has been empty before its first value
        return Code(call(request.context.helper("is_empty"), value), class_="logical")
    if value.kind == "struct" and not value.facts:
        return Code(call(request.context.helper("is_empty"), value), class_="logical")
    if value.kind in ("number", "struct", "handle"):
        request.context.notes.append("never empty in any case")
        return Code("False", class_="logical")
    if value.kind in ("str", "cell", "structs", "rows", "map"):
        return Code(f"len({value.text}) == 0", 5, class_="logical")
    if value.kind == "any":
        return Code(call(request.context.helper("is_empty"), value), class_="logical")
    if value.kind == "sparse":
        return Code(f"0 in {value.at(ATOM)}.shape", 5, class_="logical")
    return Code(f"{value.at(ATOM)}.size == 0", 5, class_="logical")


@function("meshgrid", "ndgrid")
def _meshgrid(request: Request) -> Code:
    """Make the first of two grids."""
    return _grids(replace(request, count=1))[0]


@several("meshgrid", "ndgrid")
def _grids(request: Request) -> list[Code]:
    """Make grids."""
    values = [as_array(code) for code in request.arguments]
    if len(values) == 1:
        values = values * max(request.count, 2)
    inside = ", ".join(code.raveled for code in values)
    more = ', indexing="ij"' if request.name == "ndgrid" else ""
    return [Code(f"np.meshgrid({inside}{more})[{k}]", kind="array") for k in range(request.count)]


@function("sub2ind")
def _sub2ind(request: Request) -> Code:
    """Translate subscripts to linear indices, from 1."""
    shape, first, *others = request.arguments
    kind: Kind = "number" if all(code.kind == "number" for code in (first, *others)) else "array"
    text, step = first.at(SUM), ""
    for axis, code in enumerate(others):
        step = f"{step} * {shape.at(ATOM)}[0, {axis}]".removeprefix(" * ")
        text += f" + ({code.at(SUM)} - 1) * {step}"
    return Code(text, SUM, kind)


@function("ind2sub")
def _same_index(request: Request) -> Code:
    """Return a linear index as it is: that is what one output is."""
    request.pass_over(0)
    return request[1]


@several("ind2sub")
def _ind2sub(request: Request) -> list[Code]:
    """Translate linear indices to subscripts, from 1."""
    shape, index = request[0], request[1]
    if request.count > 2 or any(size != (1, 2) for size in shape.facts.sizes):
        found = call(request.context.helper("subscripts_of"), shape, index, str(request.count))
        return [Code(f"{found}[{k}]", kind=index.kind) for k in range(request.count)]
    rows_ = f"{shape.at(ATOM)}[0, 0]"
    return [
        Code(f"({index.at(SUM)} - 1) % {rows_} + 1", SUM, index.kind),
        Code(f"({index.at(SUM)} - 1) // {rows_} + 1", SUM, index.kind),
    ]


@function("im2double")
def _im2double(request: Request) -> Code:
    """Return the values of an image between 0 and 1."""
    value = as_array(request[0])
    if value.class_ not in ("uint8", "uint16"):
        if value.class_ not in ("double", "logical"):
            raise UntranslatableError(f"im2double of {value.class_ or 'several classes'}")
        return Code(call("np.asarray", value, "dtype=float"), kind="array")
    return Code(f"{value.at(ATOM)} / {255 if value.class_ == 'uint8' else 65535}.0", PRODUCT, "array")


@function("rgb2gray")
def _rgb2gray(request: Request) -> Code:
    """Return the brightness of a coloured image."""
    value = as_array(request[0])
    if any(len(size) != 3 for size in value.facts.sizes) or value.class_ not in ("double", "uint8", "uint16"):
        raise UntranslatableError("rgb2gray of this value")
    # The weights of red, green and blue in NTSC's brightness, as Octave has them.
    gray = Code(f"{value.at(PRODUCT)} @ np.array([0.298936, 0.587043, 0.114021])", PRODUCT, "array")
    return in_class(request.context, gray, value.class_)


@function("typecast")
def _typecast(request: Request) -> Code:
    """Read the bytes of numbers as those of another class."""
    class_ = request.literal(1) or request.facts.class_
    if class_ not in DTYPES or request[0].class_ not in DTYPES:
        raise UntranslatableError("typecast to a class that varies")
    bytes_ = f"np.array({request[0].text}, dtype={DTYPES[request[0].class_]}).ravel()"
    shape = "[:, None]" if request[0].facts.is_column and not request[0].facts.is_row else "[None, :]"
    return Code(f"{bytes_}.view({DTYPES[class_]}){shape}", kind="array", class_=class_)


@function("postpad", "prepad")
def _lengthened(request: Request) -> Code:
    """Make a vector longer by a number, or cut it."""
    if not request[0].facts.is_vector or len(request) > 3:
        raise UntranslatableError(f"{request.name} of a matrix")
    value = as_array(request[0])
    fill = request[2].text if len(request) > 2 else "0"
    name = request.context.helper("of_length")
    side = ["before=True"] if request.name == "prepad" else []
    return Code(call(name, value, as_int(as_number(request[1])), fill, *side), kind="array", class_=value.class_)


@function("inpolygon")
def _inpolygon(request: Request) -> Code:
    """Ask which points are within a polygon, or on its edge."""
    helper = request.context.helper("within_polygon")
    is_number = request[0].kind == "number"
    text = call(helper, *request.arguments)
    return Code(f"{text}.item()" if is_number else text, kind=request[0].kind, class_="logical")


@function("isequaln", "isequalwithequalnans")
def _isequaln(request: Request) -> Code:
    """Ask whether numbers are equal; NaN is equal to NaN."""
    if len(request) != 2 or any(code.kind not in ("number", "array") for code in request.arguments):
        raise UntranslatableError("isequaln of these values")
    return Code(call("np.array_equal", request[0], request[1], "equal_nan=True"), class_="logical")


@function("isequal")
def _isequal(request: Request) -> Code:
    """Ask whether values are equal."""
    values = [as_full(code) for code in request.arguments]
    kinds = {code.kind for code in values}
    # Who asks of two variables whether they are equal, and does not call strcmp, may have others than text.
    is_text = kinds == {"str"} and any(isinstance(node, syntax.Text) for node in request.nodes)
    if len(values) != 2 or not (kinds <= {"number", "array"} or is_text):
        return Code(call(request.context.helper("is_equal"), *values), class_="logical")
    shapes = [size_as_shape(code) for code in values]
    if kinds != {"array"} or all(shapes):
        sides = shapes if all(shapes) else [code.at(SUM) for code in values]
        if len(kinds) == 1:
            return Code(f"{sides[0]} == {sides[1]}", COMPARE, class_="logical")
    return Code(call("np.array_equal", *map(as_array, values)), class_="logical")


@function("sparse", "full", "nnz", "speye", "issparse", "spalloc")
def _sparse(request: Request) -> Code:
    """Translate sparse matrices to those of SciPy."""
    value = request[0]
    if request.name == "full":
        return Code(f"{value.at(ATOM)}.toarray()", kind="array") if value.kind == "sparse" else value
    if request.name == "nnz":
        if value.kind == "sparse":
            return Code(f"{value.at(ATOM)}.count_nonzero()", whole=True)
        return Code(f"int({call('np.count_nonzero', value)})", whole=True)
    if request.name == "issparse":
        return Code(str(value.kind == "sparse"), class_="logical")
    request.context.modules.add("scipy.sparse")
    if request.name == "speye":
        lengths = request.lengths()
        if not lengths:
            return Code(call("scipy.sparse.eye_array", f"*{request.size()}", 'format="csc"'), kind="sparse")
        return Code(call("scipy.sparse.eye_array", *dict.fromkeys(lengths), 'format="csc"'), kind="sparse")
    if request.name == "spalloc":
        request.pass_over(2)  # how many elements there will be
        size = ", ".join(as_int(as_number(code)) for code in (request.arguments[:2] * 2)[:2])
        return Code(f"scipy.sparse.csc_array(({size}))", kind="sparse")
    if len(request) == 1:
        return _made_sparse(value, request.facts)
    if len(request) == 2:
        return Code(f"scipy.sparse.csc_array({request.size()})", kind="sparse")
    return _by_places(request)


def _made_sparse(value: Code, facts: Facts) -> Code:
    """Make a sparse matrix of a full one, in double precision; one number stays one."""
    if value.kind == "sparse" or (value.kind == "number" and facts.is_scalar):
        return value
    dtype = ["dtype=float"] if value.class_ == "single" else []
    return Code(call("scipy.sparse.csc_array", as_array(value), *dtype), kind="sparse")


def _by_places(request: Request) -> Code:
    """Make a sparse matrix of values and their places."""
    rows_, columns = (f"{as_array(code).raveled}.astype(int) - 1" for code in request.arguments[:2])
    values = request[2]
    filled_ = (
        f"np.full({as_array(request[0]).at(ATOM)}.size, {values.text})" if values.kind == "number" else values.raveled
    )
    shape = f", shape={request.size(3)}" if len(request) > 3 else ""
    if not shape and request[0].facts.ever_empty:  # no index says how large it is
        shape = f", shape=({', '.join(f'int(np.max({code.text}, initial=0))' for code in request.arguments[:2])})"
    return Code(f"scipy.sparse.coo_array(({filled_}, ({rows_}, {columns})){shape}).tocsc()", kind="sparse")


@function("spdiags")
def _spdiags(request: Request) -> Code:
    """Make a sparse matrix of its diagonals."""
    if len(request) != 4:
        raise UntranslatableError("spdiags of this form")
    if not request.facts or any(m < n for m, n in request.facts.sizes):
        helper = request.context.helper("matrix_of_diagonals")
        lengths = [as_int(as_number(code)) for code in request.arguments[2:]]
        return Code(call(helper, as_array(request[0]), as_array(request[1]), *lengths), kind="sparse")
    columns, places = (as_array(code).at(ATOM) for code in request.arguments[:2])
    diagonals = f"({columns}.T, {places}.ravel().astype(int))"
    return Code(f"scipy.sparse.dia_array({diagonals}, shape={request.size(2)}).tocsc()", kind="sparse")


@function("shiftdim")
def _shiftdim(request: Request) -> Code:
    """Move the first dimensions to the end: those that are 1, if no number is given."""
    return _shifted_and_count(request)[0]


@several("shiftdim")
def _shifted_and_count(request: Request) -> list[Code]:
    """Move the first dimensions to the end, and return how many were moved."""
    value, helper = as_array(request[0]), request.context.helper("shifted_dimensions")
    if len(request) > 1:
        count = as_number(request[1])
    else:
        count = Code(call(request.context.helper("first_axis"), value), whole=True)
    return [Code(call(helper, value, count), kind="array", class_=value.class_), count][: request.count]


@function("padarray")
def _padarray(request: Request) -> Code:
    """Add elements around an array."""
    words = [text for place in range(len(request)) if (text := request.literal(place)) is not None]
    direction = next((word for word in words if word in ("pre", "post", "both")), "both")
    way = next((f'"{word}"' for word in words if word in ("replicate", "symmetric", "circular")), "0")
    if len(request.values) > 2:
        way = request.values[2].text
    more = [f'"{direction}"'] if direction != "both" else []
    return Code(call(request.context.helper("padded"), as_array(request[0]), request[1], way, *more), kind="array")
