"""Functions along a dimension: sums, extremes, statistics, cumulated and sorted values."""

from __future__ import annotations

import re
from dataclasses import replace

from matdrop.source import matlab_syntax as syntax
from matdrop.source.numpy_names import NUMPY_NAMES
from matdrop.translate.code import (
    AND,
    ATOM,
    BIT_AND,
    COMPARE,
    EMPTY,
    IN_A_COLUMN,
    SUM,
    TERNARY,
    Code,
    UntranslatableError,
    as_array,
    as_first,
    as_int,
    as_number,
    call,
)
from matdrop.translate.facts import INTEGERS
from matdrop.translate.functions.elementwise import in_class
from matdrop.translate.functions.registry import Request, function, joint_kind, several
from matdrop.translate.operators import _numeric, as_double, binary

_SUMMED = ("sum", "prod", "mean", "median", "any", "all")
SUMS = {name: f"np.{NUMPY_NAMES[name]}" for name in _SUMMED} | {
    "nansum": "np.nansum", "nanmean": "np.nanmean", "nanmedian": "np.nanmedian", "sumsq": "np.square",
}  # fmt: skip
CUMULATED = {
    "cumsum": "np.cumsum",
    "cumprod": "np.cumprod",
    "cummax": "np.maximum.accumulate",
    "cummin": "np.minimum.accumulate",
}


OMITTING = ("omitnan", "omitmissing")  # words for what leaves NaN out
WORDS = ("all", *OMITTING, "includenan", "includemissing", "native", "double", "default")
FIRST = "first "  # the first dimension that is not 1, of what may have neither rows nor columns
VARYING = "along "  # a dimension that is known at run time only, as MATLAB counts it
BEYOND = "beyond"  # a dimension that the argument does not have


def axis_of(request: Request, argument: Code, place: int | None) -> str:
    """Return the axis along which a function works.

    Parameters
    ----------
    request : Request
        The call.
    argument : Code
        What it works on.
    place : int or None
        Of the argument that names the dimension; None if there is none.

    Returns
    -------
    str
        Code of an int; empty if the value is a vector in all cases, and all its elements are meant.
    """
    if _has_word(request, "all"):
        return ""
    if place is not None and place < len(request):
        return _named_axis(request, argument, place)
    facts = argument.facts
    if not facts:  # such as the parameter of a handle, or where no case has come
        return FIRST + call(request.context.helper("first_axis"), argument)
    # What has neither rows nor columns counts as a vector: its sum is one number.
    vectors = all(len(size) == 2 and (1 in size or size == (0, 0)) for size in facts.sizes)
    if vectors and (not request.facts or request.facts.is_scalar):
        return ""
    if (0, 0) in facts.sizes:
        return FIRST + call(request.context.helper("first_axis"), argument)
    sizes = [size for size in facts.sizes if size != (0, 0)]
    firsts = {next((k for k, n in enumerate(size) if n != 1), 0) for size in sizes}
    if len(firsts) == 1:
        first = firsts.pop()
        if first or (all(len(s) == 2 for s in sizes) and not facts.is_column):
            request.context.notes.append(f"along dimension {first + 1} in all cases")
        return str(first)
    if not firsts:
        return "0"
    return call(request.context.helper("first_axis"), argument)


def _named_axis(request: Request, argument: Code, place: int) -> str:
    """Return the axis that an argument names, or the axes."""
    if axes := _several_axes(request, place):
        return axes
    code = request[place]
    if not code.is_literal:
        if code.facts and not code.is_scalar:
            request.context.notes.append("the first number is one of its dimensions in all cases")
        return VARYING + as_first(code).text
    axis = int(request.axis(place))
    if argument.facts and axis >= max(map(len, argument.facts.sizes)):
        return BEYOND
    if any(len(size) <= axis for size in argument.facts.sizes):  # some cases do not have it
        return VARYING + code.text
    vector = argument.facts.is_row if axis == 1 else argument.facts.is_column
    return "" if vector and argument.kind == "array" and request.facts.is_scalar else str(axis)


def _has_word(request: Request, *words: str) -> bool:
    """Whether one of some words is among the arguments."""
    texts = [request.literal(place) for place, code in enumerate(request.arguments) if place and code.kind == "str"]
    return any(text is not None and text.lower() in words for text in texts)


def _several_axes(request: Request, place: int) -> str:
    """Return the axes that a row of numbers in brackets names, as a tuple; empty if the argument is none."""
    node = request.nodes[place] if place < len(request.nodes) else None
    if not isinstance(node, syntax.Matrix) or len(node.rows) != 1 or len(node.rows[0]) < 2:
        return ""
    numbers = [item.text for item in node.rows[0] if isinstance(item, syntax.Number) and item.text.isdigit()]
    if len(numbers) < len(node.rows[0]):
        raise UntranslatableError(f"{request.name} along dimensions that vary")
    return f"({', '.join(str(int(number) - 1) for number in numbers)})"


def _along(request: Request, name: str, argument: Code, place: int | None, *more: str) -> Code:
    axis = axis_of(request, argument, place)
    if axis.startswith(VARYING):
        text = call(request.context.helper("along"), name, argument, axis.removeprefix(VARYING), *more)
        return Code(text, kind="array", class_=argument.class_)
    if axis.startswith(FIRST):
        text = call(request.context.helper("along_first"), name, argument, *more)
        return Code(text, kind="array", class_=argument.class_)
    if axis == BEYOND:  # each element by itself
        text = f"{argument.at(ATOM)}[..., None]"
        return Code(call(name, text, "axis=-1", *more), kind="array", class_=argument.class_)
    class_ = argument.class_ if argument.class_ in (*INTEGERS, "single") else "double"
    if not axis:
        return Code(call(name, _without_order(argument), *more), class_=class_)
    return Code(
        call(name, argument, f"axis={axis}", *more, *_kept(request, argument, axis)), kind="array", class_=class_
    )


def _kept(request: Request, argument: Code, axis: str) -> list[str]:
    """Return the option that keeps a dimension; a third one that becomes 1 is not there in MATLAB if it is the last."""
    count = max(map(len, argument.facts.sizes), default=0)
    if not axis.isdigit() or int(axis) < 2 or int(axis) != count - 1:
        return ["keepdims=True"]
    request.context.notes.append(f"{count} dimensions in all cases")
    return []


def _without_order(code: Code) -> str:
    """Return a value of which all elements are taken: where it is made of one variable, their order does not matter."""
    names = set(re.findall(r"(?<![\w.\"'])[A-Za-z_]\w*", code.text)) - {"np", "order"}
    return code.text.replace(IN_A_COLUMN, "") if len(names) == 1 else code.text


@function(*SUMS)
def _sums(request: Request) -> Code:
    """Translate a sum, a mean, and the like."""
    request.options(WORDS)
    argument = _numeric(request.context, request[0])
    place = 1 if len(request.values) > 1 else None
    is_logic = request.name in ("any", "all")
    if argument.kind == "sparse":
        return _of_sparse(request, argument)  # a sum; all else is taken of full matrices
    if argument.kind == "number":
        return _of_one(request, argument)
    if not is_logic and argument.class_ == "logical" and request.name != "mean":
        name = SUMS[request.name]
        if name == "np.sum" and not axis_of(request, argument, place):
            return Code(call("int", call("np.sum", argument)), whole=True)
        argument = as_double(argument)
    name = SUMS[request.name]
    if request.name in ("mean", "nanmean") and _is_mean_of_nothing(request, argument):
        return Code(call(request.context.helper("mean_along_longer"), name, argument), kind="array")
    if request.name == "sumsq":
        name, argument = "np.sum", _squared(argument)
    if is_logic and argument.facts.ever("nan"):  # which is not true in itself
        text = f"({argument.at(COMPARE + 1)} != 0) & ~np.isnan({argument.text})" if request.name == "any" else ""
        argument = replace(argument, text=text or argument.text, level=BIT_AND if text else argument.level)
    if _has_word(request, *OMITTING) and not is_logic:
        name = name.replace("np.", "np.nan") if not name.startswith("np.nan") else name
    found = _along(request, name, argument, place)
    is_same_class = request.facts.class_ == argument.class_ or request.name == "median"
    if argument.class_ in INTEGERS and request.name in ("sum", "prod", "median") and is_same_class:
        helper = request.context.helper("saturate")
        return replace(found, text=f"{helper}({found.text}, np.{argument.class_})")
    return replace(found, class_="logical") if is_logic else found


def _is_mean_of_nothing(request: Request, argument: Code) -> bool:
    """Whether a mean without a dimension is taken of what is empty in a case, and for which that matters."""
    is_empty = any(0 in size and size not in ((0, 0), (0, 1)) for size in argument.facts.sizes)
    return len(request) == 1 and argument.kind == "array" and is_empty


def _squared(value: Code) -> Code:
    """Return the squares of real numbers, of complex ones those of their moduli."""
    inside = value.at(ATOM)
    if value.facts.ever("complex"):
        inside = call("np.abs", value)
    elif value.class_ in INTEGERS:
        inside = call("np.float64", value)
    return replace(
        value, text=f"{inside} ** 2", level=11, base="", class_="double" if value.class_ in INTEGERS else value.class_
    )


def _note_one(request: Request, argument: Code) -> None:
    """Say that what a function is left out for had one element, unless it is written so."""
    if not argument.is_literal and not argument.whole:
        request.context.notes.append("one element in all cases")


def _of_one(request: Request, argument: Code) -> Code:
    """Return a sum, and the like, of one number."""
    _note_one(request, argument)
    if request.name == "sumsq":
        return _squared(argument)
    if request.name not in ("any", "all"):
        return as_double(argument)
    if argument.class_ == "logical":
        return argument
    if request.name == "any" and argument.facts.ever("nan"):
        return Code(f"{argument.at(SUM)} != 0 and not np.isnan({argument.text})", AND, class_="logical")
    return Code(f"{argument.at(SUM)} != 0", COMPARE, class_="logical")


def _of_sparse(request: Request, argument: Code) -> Code:
    if len(request) == 1 and argument.facts.is_vector:
        return Code(f"{argument.at(ATOM)}.sum()")
    axis = request.axis(1) if len(request) > 1 else "0"
    if axis not in ("0", "1"):
        raise UntranslatableError(f"{request.name} of a sparse matrix along a dimension that varies")
    shape = "(1, -1)" if axis == "0" else "(-1, 1)"
    if len(request) == 1 and any(size[0] == 1 for size in argument.facts.sizes):  # a row in some case
        axis = f"int({argument.at(ATOM)}.shape[0] == 1)"
    return Code(f"{argument.at(ATOM)}.sum(axis={axis}).reshape({shape})", kind="array")


@function("rms", "meansq")
def _of_squares(request: Request) -> Code:
    """Translate the mean of squares, or its root."""
    request.at_most(2)
    value = as_array(request[0])
    squares = replace(value, text=f"np.abs({value.text}) ** 2", level=11)
    if request.name == "meansq" and _is_mean_of_nothing(request, value):
        return Code(call(request.context.helper("mean_along_longer"), "np.mean", squares), kind="array")
    found = _along(request, "np.mean", squares, 1 if len(request) > 1 else None)
    return found if request.name == "meansq" else replace(found, text=call("np.sqrt", found), level=ATOM)


@function("vecnorm")
def _vecnorm(request: Request) -> Code:
    """Translate the norms of vectors along a dimension."""
    request.at_most(3)
    value = as_array(request[0])
    order = norm_order(request, 1) if len(request) > 1 and request[1].text != EMPTY else "2"
    axis = request.axis(2) if len(request) > 2 else axis_kept(request, value, None)
    more = [] if order == "2" else [order]
    text = call("np.linalg.norm", value, *more, f"axis={axis}", "keepdims=True")
    return Code(f"{text}.item()") if request.facts and request.facts.is_scalar else Code(text, kind="array")


@function("skewness", "kurtosis")
def _moments(request: Request) -> Code:
    """Translate moments of columns, over their spread; a flag of 0 asks for those without bias."""
    if len(request) > 1:
        return _moments_along(request)
    request.context.modules.add("scipy.stats")
    name = "skew" if request.name == "skewness" else "kurtosis"
    more = ["fisher=False"] if name == "kurtosis" else []
    if request[0].facts.is_vector:
        return Code(call(f"scipy.stats.{name}", as_array(request[0]).raveled, *more))
    return Code(f"{call(f'scipy.stats.{name}', request[0], *more)}[None, :]", kind="array")


def _moments_along(request: Request) -> Code:
    request.at_most(3)
    values, flag = as_array(request[0]), request[1]
    is_default = flag.text == EMPTY or flag.text == "1"
    corrected = "False" if is_default else "True" if flag.text == "0" else f"{as_number(flag).at(SUM)} == 0"
    order = "3" if request.name == "skewness" else "4"
    axis = axis_kept(request, values, 2 if len(request) > 2 else None)
    text = call(request.context.helper("standardized_moment"), values, order, axis, corrected)
    is_number = bool(request.facts) and request.facts.is_scalar
    return Code(f"{text}.item()" if is_number else text, kind="number" if is_number else "array")


@function("bounds")
def _lower_bound(request: Request) -> Code:
    """Translate the smallest."""
    return _bounds(request)[0]


@several("bounds")
def _bounds(request: Request) -> list[Code]:
    """Translate the smallest and the largest."""
    request.at_most(2)
    nothing, node = Code(EMPTY, kind="array"), request.nodes[0]
    arguments = (request[0], nothing, request[1]) if len(request) > 1 else (request[0],)
    nodes = (node, node, *request.nodes[1:]) if len(request) > 1 else (node,)
    asked = replace(request, arguments=arguments, nodes=nodes)
    return [_extremes(replace(asked, name=name)) for name in ("min", "max")][: request.count]


@function("range")
def _range(request: Request) -> Code:
    """Translate the distance from the smallest value to the largest, along a dimension."""
    request.at_most(2)
    value = as_double(_numeric(request.context, request[0]))
    low, high = _bounds(replace(request, arguments=(value, *request.arguments[1:]), count=2))
    return binary(request.context, "-", high, low, request.facts)


@function("center")
def _centred(request: Request) -> Code:
    """Translate the distances from the mean along a dimension."""
    request.at_most(2)
    value = as_double(as_array(request[0]))
    axis = axis_kept(request, value, 1 if len(request) > 1 else None)
    mean = call("np.mean", value, f"axis={axis}", "keepdims=True")
    return Code(f"{value.at(SUM)} - {mean}", SUM, "array", value.class_)


@function("mad")
def _mean_absolute_deviation(request: Request) -> Code:
    """Translate the mean distance from the mean, or the median distance from the median."""
    request.at_most(3)
    value = as_double(as_array(request[0]))
    option = request[1].text if len(request) > 1 else "0"
    if option not in ("0", "1", EMPTY):
        raise UntranslatableError("mad by an option that varies")
    name = "np.median" if option == "1" else "np.mean"
    axis = axis_kept(request, value, 2 if len(request) > 2 else None)
    middle = call(name, value, f"axis={axis}", "keepdims=True")
    text = call(name, f"np.abs({value.at(SUM)} - {middle})", f"axis={axis}", "keepdims=True")
    return Code(f"{text}.item()") if request.facts and request.facts.is_scalar else Code(text, kind="array")


@function("nanmax", "nanmin")
def _extremes_without_nan(request: Request) -> Code:
    """Translate the largest or smallest of what is not NaN, which is what max and min return."""
    return _extremes(replace(request, name=request.name.removeprefix("nan")))


@function("nanstd", "nanvar", "std", "var")
def _spread(request: Request) -> Code:
    """Translate a standard deviation or a variance: over n - 1, or over n for an option of 1."""
    request.options(WORDS)
    argument = as_double(request[0])
    place = 2 if len(request.values) > 2 else None
    if argument.kind == "number":
        return Code("np.float32(0)" if argument.class_ == "single" else "0.0", class_=argument.class_)
    if len(request.values) > 1 and request[1].kind == "array" and request[1].text != EMPTY:
        return _weighted_spread(request, argument, place)
    ddof = _ddof(request)
    lengths = _lengths(request, argument, place)
    if ddof and (1 in lengths or not lengths):
        # Of one observation it is 0.
        axis = axis_of(request, argument, place)
        if axis.startswith(VARYING):  # a dimension that it may not have
            count = call(request.context.helper("length_along"), argument, axis.removeprefix(VARYING))
        else:
            axis = _plain_axis(axis)
            count = f"{argument.at(ATOM)}.shape[{axis}]" if axis else f"{argument.at(ATOM)}.size"
        ddof = f"{ddof} * int({count} > 1)" if ddof != "ddof=1" else f"ddof=int({count} > 1)"
    name = f"np.nan{request.name}" if _has_word(request, *OMITTING) else f"np.{request.name}"
    return _along(request, name.replace("nannan", "nan"), argument, place, *([ddof] if ddof else []))


def _weighted_spread(request: Request, argument: Code, place: int | None) -> Code:
    """Translate a variance of weighted observations, or its root."""
    axis = axis_kept(request, argument, place)
    text = call(request.context.helper("weighted_variance"), argument, request[1], axis)
    text = text if request.name.endswith("var") else call("np.sqrt", text)
    return Code(f"{text}.item()") if request.facts and request.facts.is_scalar else Code(text, kind="array")


def _ddof(request: Request) -> str:
    """Return the option for what a variance is divided by; empty for the number of observations."""
    weights = request[1] if len(request.values) > 1 else None
    if weights is None or weights.text == EMPTY or weights.text == "0":
        return "ddof=1"
    if weights.is_literal:
        if weights.text != "1":
            raise UntranslatableError(f"{request.name} with weights")
        return ""
    if weights.kind != "number":
        raise UntranslatableError(f"{request.name} with weights")
    return f"ddof=(1 - int({weights.text}))"


def _lengths(request: Request, argument: Code, place: int | None) -> set[int]:
    """Return the numbers of observations that were seen."""
    axis = _plain_axis(axis_of(request, argument, place))
    if not axis.isdigit():
        return {max(size, default=0) for size in argument.facts.sizes}
    return {size[int(axis)] if len(size) > int(axis) else 1 for size in argument.facts.sizes}


@function("max", "min")
def _extremes(request: Request) -> Code:
    """Translate the largest or smallest of values along a dimension, or of two values."""
    request.options(WORDS)
    values = [_numeric(request.context, code) for code in request.values]
    if len(values) == 2 and (len(request) == 2 or values[1].text != EMPTY):
        return _of_two(request, values)
    argument = values[0]
    if argument.kind == "number":
        _note_one(request, argument)
        return argument
    if argument.facts.ever("complex"):
        return _by_modulus(request, argument)[0]
    nan = argument.facts.ever("nan")
    is_one = len(values) == 1 and argument.level == ATOM and not nan
    row = re.fullmatch(r"np\.array\(\[\[(.*)\]\](, dtype=float)?\)", argument.text)
    if is_one and row and "], [" not in row[1] and "," in row[1]:
        return Code(call(request.name, row[1]), whole=bool(row[2]))  # of numbers in brackets
    name = f"np.{'nan' if nan else ''}{request.name}"
    if _has_word(request, "includenan", "includemissing"):
        name = f"np.{request.name}"
    if argument.facts.ever_empty:
        return Code(_of_empty(request, name, argument), kind="array", class_=argument.class_)
    return _along(request, name, argument, 2 if len(values) == 3 else None)


def _by_modulus(request: Request, argument: Code) -> list[Code]:
    """Return the extreme of what is complex in a case, and its place."""
    axis = axis_kept(request, argument, 2 if len(request.values) == 3 else None)
    text = call(request.context.helper("extreme_by_modulus"), f"np.arg{request.name}", argument, axis)
    if request.facts and request.facts.is_scalar:
        return [Code(f"{text}[{k}].item()") for k in range(2)]
    return [Code(f"{text}[{k}]", kind="array") for k in range(2)]


def _of_empty(request: Request, name: str, argument: Code) -> str:
    """Return the call for what may have no elements along its dimension."""
    dimension = [request[2].text] if len(request.values) == 3 else []
    return call(request.context.helper("extreme_of"), name, as_array(argument), *dimension)


def _of_two(request: Request, values: list[Code]) -> Code:
    first, second = values
    kind = joint_kind(values)
    if any(code.facts.ever("complex") or re.search(r"\dj$", code.text) for code in values):
        sign = ">=" if request.name == "max" else "<="
        text = call("np.where", f"np.abs({first.text}) {sign} np.abs({second.text})", first, second)
        return Code(f"{text}[()]", kind=kind)
    class_ = next((code.class_ for code in values if code.class_ in (*INTEGERS, "single")), "double")
    if kind == "number" and class_ == "double" and not any(code.facts.ever("nan") for code in values):
        return Code(call(request.name, first, second), whole=first.whole and second.whole)
    if class_ in INTEGERS and first.class_ != second.class_:
        first, second = (
            Code(f"np.{class_}({code.text})", kind=code.kind) if code.class_ != class_ else code for code in values
        )
    if class_ == "single":
        first, second = (
            Code(f"np.float32({code.text})", kind=code.kind) if code.class_ != class_ and not code.is_literal else code
            for code in values
        )
    if {first.kind, second.kind} == {"array", "number"}:
        array, number = (first, second) if first.kind == "array" else (second, first)
        if number.text in ("0", "0.0") and array.facts.ever("minuszero"):
            # Of two zeros the array's stays, with its sign; NaN gives way.
            sign = ">=" if request.name == "max" else "<="
            text = f"np.where({array.at(6)} {sign} 0, {array.text}, 0.0)"
            return Code(text, kind="array", class_=class_)
    nan = any(code.facts.ever("nan") for code in values)
    name = {"max": "np.fmax" if nan else "np.maximum", "min": "np.fmin" if nan else "np.minimum"}[request.name]
    sides = [code if code.class_ in (*INTEGERS, "single") else as_double(code) for code in (first, second)]
    return Code(call(name, *sides), kind=kind, class_=class_)


@several("max", "min")
def _extremes_and_places(request: Request) -> list[Code]:
    """Translate an extreme and its place, from 1."""
    if request.count > 2:
        raise UntranslatableError(f"{request.name} with {request.count} outputs")
    value = _extremes(request)
    argument = request[0]
    if argument.kind == "number":
        return [value, Code("1", whole=True)]
    if argument.facts.ever("complex"):
        return _by_modulus(request, argument)
    name = f"np.arg{request.name}"
    if argument.facts.ever("nan"):
        low = "-np.inf" if request.name == "max" else "np.inf"
        text = call("np.where", call("np.isnan", argument), low, argument)  # what is NaN gives way
        argument = replace(argument, text=text, level=ATOM)
    if argument.facts.ever_empty:
        return [value, Code(f"{_of_empty(request, name, argument)} + 1.0", SUM, kind="array")]
    axis = _plain_axis(axis_of(request, argument, 2 if len(request.values) == 3 else None))
    if not axis:
        return [value, Code(f"{call(name, argument)} + 1", SUM, whole=False)]
    kept = _kept(request, argument, axis)
    return [value, Code(f"{call(name, argument, f'axis={axis}', *kept)} + 1.0", SUM, kind="array")]


@function(*CUMULATED)
def _cumulated(request: Request) -> Code:
    """Translate cumulated values."""
    argument = as_double(request[0])
    if argument.kind == "number":
        _pass_over_dimension(request)
        _note_one(request, argument)
        return argument
    name = CUMULATED[request.name]
    if argument.facts.ever("nan"):
        name = name.replace("maximum", "fmax").replace("minimum", "fmin")
    axis = axis_kept(request, argument, 1 if len(request) > 1 else None)
    return Code(call(name, argument, f"axis={axis}"), kind="array", class_=argument.class_)


@function("diff")
def _diff(request: Request) -> Code:
    """Translate differences; of one number there are none."""
    argument = as_double(_numeric(request.context, request[0]))
    if argument.kind == "number" and len(request) < 3:
        request.pass_over(1)  # the order
        if request.facts.is_scalar:  # of order 0 it is the number
            request.context.notes.append("of order 0 in all cases")
            return argument
        return Code(EMPTY, kind="array")
    order = request[1].text if len(request) > 1 and request[1].text != EMPTY else "1"
    if argument.kind == "number":  # along a dimension
        argument = replace(as_array(argument), facts=argument.facts)
    axis = request.axis(2) if len(request) > 2 and request[2].is_literal else ""
    axis = axis or axis_kept(request, argument, 2 if len(request) > 2 else None)
    values = replace(argument, text=call("np.float64", argument)) if argument.class_ in INTEGERS else argument
    more = [f"n={order}"] if order != "1" else []
    if len(request) < 3 and (
        (1, 1) in argument.facts.sizes or argument.facts.ever_empty
    ):  # of one number there are none, in no direction
        return Code(call(request.context.helper("differences"), values, *more), kind="array", class_=argument.class_)
    if len(request) < 3 and order.isdigit() and any(int(order) >= max(size) for size in argument.facts.sizes):
        raise UntranslatableError("diff of an order that is as large as the matrix")
    found = Code(call("np.diff", values, *more, f"axis={axis}"), kind="array")
    return in_class(request.context, found, argument.class_)


def axis_kept(request: Request, argument: Code, place: int | None) -> str:
    """Return the axis of a function whose result has the size of its argument.

    Parameters
    ----------
    request : Request
        The call.
    argument : Code
        What it works on.
    place : int or None
        Of the argument that names the dimension; None if there is none.

    Returns
    -------
    str
        Code of an int.
    """
    facts = argument.facts
    if place is None and facts and facts.is_row and not facts.is_column:
        return "1"
    if place is None and facts and facts.is_column:
        return "0"
    return _plain_axis(axis_of(replace(request, facts=facts), argument, place)) or "0"


def _plain_axis(axis: str) -> str:
    """Return an axis of NumPy's, also for a dimension that varies."""
    if axis == BEYOND:
        raise UntranslatableError("a dimension that the argument does not have")
    if not axis.startswith(VARYING):
        return axis.removeprefix(FIRST)
    dimension = axis.removeprefix(VARYING)
    return str(int(dimension) - 1) if dimension.isdigit() else f"int({dimension}) - 1"


def _sort_axis(request: Request, argument: Code) -> str:
    return axis_kept(request, argument, 1 if len(request.values) > 1 else None)


@function("sort")
def _sort(request: Request) -> Code:
    """Sort; what is equal keeps its order."""
    argument = request[0]
    if argument.kind in ("cell", "str"):
        text = call("sorted", argument, *(["reverse=True"] if _is_descending(request) else []))
        return Code(f'"".join({text})' if argument.kind == "str" else text, kind=argument.kind, class_=argument.class_)
    if argument.kind == "number":
        _pass_over_dimension(request)
        return argument
    if _is_descending(request) or argument.facts.ever("complex"):
        return _sort_and_places(request)[0]
    return Code(
        call("np.sort", argument, f"axis={_sort_axis(request, argument)}"), kind="array", class_=argument.class_
    )


def _pass_over_dimension(request: Request) -> None:
    """Read all arguments behind a number, for which neither a dimension nor an order makes a difference."""
    request.options(("ascend", "descend", "forward"))
    if any(code.kind not in ("number", "str") for code in request.arguments[1:]):
        raise UntranslatableError(f"{request.name} of a number with these arguments")


def _is_descending(request: Request) -> bool:
    return "descend" in request.options(("ascend", "descend"))


@several("sort")
def _sort_and_places(request: Request) -> list[Code]:
    """Sort, and return the places, from 1; what is equal keeps its order."""
    argument = request[0]
    descending = _is_descending(request)
    if argument.kind in ("cell", "str"):
        reverse = ", reverse=True" if descending else ""
        order = f"sorted(range(len({argument.text})), key={argument.at(ATOM)}.__getitem__{reverse})"
        places = Code(f"(np.array([{order}]) + 1.0)" + (".T" if argument.facts.is_column else ""), kind="array")
        return [_sort(request), places]
    if argument.kind == "str":
        reverse = ", reverse=True" if descending else ""
        order = f"sorted(range(len({argument.text})), key={argument.at(ATOM)}.__getitem__{reverse})"
        return [_sort(request), Code(f"(np.array([{order}]) + 1.0)", kind="array")]
    if argument.kind == "number":
        return [argument, Code("1", whole=True)]
    helper = request.context.helper("sort_order")
    order = call(helper, argument, _sort_axis(request, argument), *(["descending=True"] if descending else []))
    axis = _sort_axis(request, argument)
    value = Code(call("np.take_along_axis", argument, order, axis), kind="array", class_=argument.class_)
    return [value, Code(f"{order} + 1.0", SUM, kind="array")]


@function("mode")
def _mode(request: Request) -> Code:
    """Translate the value that is most frequent."""
    return _modes(request)[0]


@several("mode")
def _modes(request: Request) -> list[Code]:
    """Translate the value that is most frequent, and how often it is there."""
    value = as_array(request[0])
    if request.count > 2:
        raise UntranslatableError("mode with three outputs")
    more = [f"axis={request.axis(1)}"] if len(request) > 1 else []
    if not more and value.facts.is_vector and not value.facts.ever_empty:
        text = call(request.context.helper("most_frequent"), value)
        return [Code(f"{text}[{k}]") for k in range(request.count)]
    text = call(request.context.helper("most_frequent_along"), value, *more)
    return [Code(f"{text}[{k}]", kind="array") for k in range(request.count)]


@function("dot")
def _dot(request: Request) -> Code:
    """Translate an inner product."""
    x, y = request[0], request[1]
    if x.kind == y.kind == "number":
        factor = call("np.conj", x) if x.facts.ever("complex") or x.text.endswith("j)") else x.at(11)
        return Code(f"{factor} * {y.at(12)}", 11)
    if len(request) > 2:
        factor = f"{x.at(ATOM)}.conj()" if x.facts.ever("complex") else x.at(11)
        product = replace(x, text=f"{factor} * {y.at(12)}", level=11, kind="array", base="")
        return _along(request, "np.sum", product, 2)
    if request.facts.is_scalar or not request.facts or (x.facts.is_vector and y.facts.is_vector):
        return Code(call("np.vdot", x.column_major, y.column_major))
    factor = f"{x.at(ATOM)}.conj()" if x.facts.ever("complex") else x.at(11)
    return Code(call("np.sum", f"{factor} * {y.at(12)}", "axis=0", "keepdims=True"), kind="array")


LINES = {"rows": "1", "columns": "0", "cols": "0"}  # of which norm returns the norms, and the axis of their elements


@function("norm")
def _norm(request: Request) -> Code:
    """Translate a norm of a vector or matrix."""
    argument = as_array(request[0])
    if (lines := request.literal(len(request) - 1) if len(request) > 1 else None) in LINES:
        by = [norm_order(request, 1)] if len(request) > 2 else []
        text = call("np.linalg.norm", argument, *by, f"axis={LINES[str(lines)]}", "keepdims=True")
        return Code(text, kind="array")
    request.at_most(2)
    order = norm_order(request, 1) if len(request) > 1 else ""
    if argument.facts.is_vector or not order or order == '"fro"':
        vector = argument.facts.is_vector
        if not vector and not order:
            return Code(call(request.context.helper("spectral_norm"), argument))
        inner = argument.raveled if vector else argument.text
        return Code(call("np.linalg.norm", inner, *([order] if order and not (vector and "fro" in order) else [])))
    if order == "2":
        return Code(call(request.context.helper("spectral_norm"), argument))
    if order not in ("1", "np.inf"):
        raise UntranslatableError(f"norm of a matrix of the order {order}")
    if any(len(size) == 2 and size[0] == 1 for size in argument.facts.sizes):  # a row in some case
        return Code(call(request.context.helper("norm_of"), argument, order))
    return Code(call("np.linalg.norm", argument, order))


def norm_order(request: Request, place: int) -> str:
    """Return which norm is meant.

    Parameters
    ----------
    request : Request
        The call.
    place : int
        Of the argument that names it.

    Returns
    -------
    str
        Code of NumPy's option.
    """
    order = request.literal(place) or request[place].text
    return {"fro": '"fro"', "inf": "np.inf", "Inf": "np.inf"}.get(order, order)


@function("trapz")
def _trapz(request: Request) -> Code:
    """Integrate by trapezoids."""
    if len(request) == 3:
        text = as_array(request[0]).raveled if request[0].text != EMPTY else ""
        inside = [request[1].text, *([text] if text else []), f"axis={request.axis(2)}"]
        return Code(call("np.expand_dims", call("np.trapezoid", *inside), request.axis(2)), kind="array")
    *places, values = (as_double(as_array(code)) for code in request.arguments)
    if any(code.facts and not code.facts.is_vector for code in places) or values.kind == "number":
        raise UntranslatableError("trapz at the places of a matrix")
    at = [code.raveled for code in places]
    if values.facts.is_vector:
        return Code(call("np.trapezoid", values.raveled, *at))
    axis = axis_kept(request, values, None)
    text = call("np.trapezoid", values, *at, f"axis={axis}")
    return Code(f"{text}[None, :]" if axis == "0" else call("np.expand_dims", text, axis), kind="array")


@function("cumtrapz")
def _cumtrapz(request: Request) -> Code:
    """Integrate by trapezoids, up to each place."""
    request.context.modules.add("scipy.integrate")
    *places, values = (as_double(as_array(code)) for code in request.arguments[:2])
    at = [code.raveled for code in places if code.text != EMPTY]
    axis = f"axis={axis_kept(request, values, 2 if len(request) > 2 else None)}"
    return Code(call("scipy.integrate.cumulative_trapezoid", values, *at, axis, "initial=0"), kind="array")


@function("unwrap")
def _unwrap(request: Request) -> Code:
    """Take jumps of more than pi out of angles."""
    request.at_most(3)
    if len(request) > 1 and request[1].text != EMPTY:  # NumPy has none below pi
        raise UntranslatableError("unwrap with a tolerance")
    axis = f"axis={axis_kept(request, request[0], 2 if len(request) > 2 else None)}"
    return Code(call("np.unwrap", request[0], axis), kind="array")


@several("hist")
def _hist(request: Request) -> list[Code]:
    """Count values in bins around centres, of which there are shares of a total if it is given."""
    request.at_most(3)
    found = call(request.context.helper("counts_and_centres"), as_array(request[0]), *request.arguments[1:])
    return [Code(f"{found}[{k}]", kind="array") for k in range(request.count)]


@function("cov", "corrcoef", "corr")
def _covariance(request: Request) -> Code:
    """Translate covariances of columns, or of those of two matrices with each other."""
    name = "np.cov" if request.name == "cov" else "np.corrcoef"
    if len(request) == 2 and request[1].kind == "number" and request.name == "cov":  # divided by the number of rows
        more = [f"ddof=1 - {as_int(request[1])}"] if not request[1].is_literal else [f"ddof={1 - int(request[1].text)}"]
        return Code(call(name, request[0], "rowvar=False", *more), kind="array")
    if len(request) == 2 and name == "np.corrcoef" and all(code.is_scalar for code in request.arguments):
        request.context.notes.append("one element in all cases")
        is_nan = " or ".join(call("np.isnan", code) for code in request.arguments)
        return Code(f"np.nan if {is_nan} else 1.0", TERNARY)
    if len(request) == 2:
        return _joint_covariance(request, name)
    if request[0].is_scalar:
        request.context.notes.append("one element in all cases")
        return Code("0.0" if request.name == "cov" else "np.nan")
    if request.name == "cov" and request[0].facts.ever_empty:
        text = call(request.context.helper("covariance"), request[0])
        return Code(f"{text}.item()") if request.facts.is_scalar else Code(text, kind="array")
    if request[0].facts.is_vector:
        # The variance of one number is 0 in MATLAB, and NaN in NumPy.
        may_be_one = request.name == "cov" and (1, 1) in request[0].facts.sizes
        ddof = f", ddof=int({request[0].at(ATOM)}.size > 1)" if may_be_one else ""
        return Code(call(name, f"{request[0].raveled}{ddof}") + ".item()")
    if request.name == "cov" and any(1 in size for size in request[0].facts.sizes):  # a vector in some case
        return Code(call(request.context.helper("covariance"), request[0]), kind="array")
    return Code(call(name, request[0], "rowvar=False"), kind="array")


def _joint_covariance(request: Request, name: str) -> Code:
    """Translate the covariances of two vectors, or of the columns of two matrices."""
    if request.name == "corrcoef" or all(code.facts.is_vector for code in request.arguments):
        text = call(name, *(code.raveled for code in request.arguments))
        return Code(f"{text}[0, 1]") if request.facts.is_scalar else Code(text, kind="array")
    width = f"{request[0].at(ATOM)}.shape[1]"
    return Code(f"{call(name, *request.arguments, 'rowvar=False')}[:{width}, {width}:]", kind="array")


@function("histc", "accumarray")
def _counts(request: Request) -> Code:
    """Translate counts."""
    if request.name == "histc" and len(request) == 3:
        helper = request.context.helper("histc_along")
        return Code(call(helper, as_array(request[0]), request[1], request.axis(2)), kind="array")
    is_matrix = bool(request[0].facts) and not request[0].facts.is_vector and request[0].kind == "array"
    if request.name == "histc" and is_matrix:
        text = call("np.apply_along_axis", request.context.helper("histc"), "0", request[0], request[1])
        return Code(f"{text}[0]", kind="array")
    values = list(request.arguments)
    if request.name == "histc":
        request.at_most(2)
        return Code(call(request.context.helper("histc"), *values), kind="array")
    request.at_most(5)
    if len(values) > 3:
        values[3] = _gathering(request, values[3])
    if request.facts.kind == "cell":
        return Code(call(request.context.helper("gathered"), *values[:4]), kind="cell", class_="cell")
    if values[0].kind == "cell":
        raise UntranslatableError("accumarray of subscripts in a cell")
    return Code(call(request.context.helper("accumarray"), *values), kind="array")


def _gathering(request: Request, function_: Code) -> Code:
    """Return the function by which accumarray gathers values: none for the sum."""
    node = request.nodes[3]
    name = node.name if isinstance(node, syntax.Handle) else ""
    if function_.text == EMPTY or name == "sum":
        return Code("None", kind="any")
    if name in ("max", "min") and len(request) > 4 and "nan" not in request[4].text:
        raise UntranslatableError(f"accumarray by {name} with a fill value, which Octave leaves NaN")
    if function_.kind != "handle":
        raise UntranslatableError("accumarray by what is no function")
    return function_


@several("histc")
def _counts_and_places(request: Request) -> list[Code]:
    """Translate counts, and for each value the place of its bin, from 1."""
    request.at_most(3)
    places = Code(call(request.context.helper("bin_places"), *request.arguments[:2]), kind="array")
    return [_counts(request), places]


@function("issorted")
def _issorted(request: Request) -> Code:
    """Ask whether values ascend, or descend."""
    value = as_array(request[0])
    words = request.options(("ascend", "ascending", "descend", "descending"))
    if value.kind == "cell" and not words:
        return Code(f"{value.at(COMPARE + 1)} == sorted({value.text})", COMPARE, class_="logical")
    if value.kind != "array" or not (value.facts.is_vector or value.facts.ever_empty):
        raise UntranslatableError("issorted of this value")
    sign = "<=" if words & {"descend", "descending"} else ">="
    return Code(f"bool(np.all(np.diff({value.raveled}) {sign} 0))", class_="logical")


@function("sortrows")
def _sortrows(request: Request) -> Code:
    """Sort the rows."""
    is_texts = request[0].kind == "rows" or (request[0].kind == "cell" and not request[0].facts.is_grid)
    if is_texts and len(request) == 1:
        return Code(call("sorted", request[0]), kind=request[0].kind, class_=request[0].class_)
    return _sorted_rows_and_places(request)[0]


@several("sortrows")
def _sorted_rows_and_places(request: Request) -> list[Code]:
    """Sort the rows, and return their places."""
    if request[0].kind not in ("array", "number"):
        raise UntranslatableError(f"sortrows of a {request[0].kind}")
    text = call(request.context.helper("sorted_rows"), as_array(request[0]), *request.arguments[1:])
    return [Code(f"{text}[0]", kind="array", class_=request[0].class_), Code(f"{text}[1]", kind="array")]
