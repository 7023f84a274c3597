"""Convolutions, filters, transforms, windows and differences of signals and images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matdrop.translate.code import (
    ATOM,
    EMPTY,
    SIGN,
    SUM,
    Code,
    UntranslatableError,
    as_array,
    as_int,
    as_number,
    call,
    shifted,
)
from matdrop.translate.fractions import may_be_fraction
from matdrop.translate.functions.reductions import axis_kept
from matdrop.translate.functions.registry import Request, function, lying, several

# Windows of a length, as columns.
WINDOWS = {
    "hamming": "np.hamming({0})[:, None]",
    "blackman": "np.blackman({0})[:, None]",
    "hanning": "np.hanning({0})[:, None]",
    "hann": "np.hanning({0})[:, None]",
    "bartlett": "np.bartlett({0})[:, None]",
}


@function("conv", "filter")
def _conv(request: Request) -> Code:
    """Translate convolutions and filters of vectors."""
    values = request.values
    flat = [as_array(code).raveled for code in values]
    if request.name == "filter" and not (values[2].kind == "number" or values[2].facts.is_vector):
        return _filtered_columns(request)
    if request.name == "filter" and len(values) > 3:  # from a state
        return _filter_and_state(request)[0]
    source = values[-1] if request.name == "filter" else values[0]
    is_column = (request.facts or source.facts).is_column
    if request.name == "filter":
        text = call("scipy.signal.lfilter", *flat[:3])
        if (0, 0) in source.facts.sizes:
            return Code(f"{text}.reshape({source.at(ATOM)}.shape)", kind="array")
        return Code(lying(request, text, source, is_column), kind="array")
    shapes = request.options(("full", "same", "valid"))
    if "same" in shapes:
        return Code(call(request.context.helper("conv_same"), *values), kind="array")
    more = ['"valid"'] if "valid" in shapes else []
    return Code(lying(request, call("np.convolve", *flat, *more), source, is_column), kind="array")


@function("fftfilt")
def _fftfilt(request: Request) -> Code:
    """Translate a filter without feedback, which the original computes by transforms: the same but for rounding."""
    request.at_most(2)
    one = Code("1", whole=True)
    return _conv(
        replace(
            request, name="filter", arguments=(request[0], one, request[1]), nodes=(*request.nodes, request.nodes[0])
        )
    )


def _filtered_columns(request: Request) -> Code:
    """Filter the columns of a matrix, or its rows."""
    if len(request) not in (3, 5) or (len(request) == 5 and request[3].text != EMPTY):
        raise UntranslatableError("filter with these arguments")
    flat = [as_array(code).raveled for code in request.arguments[:2]]
    axis = axis_kept(request, request[2], 4 if len(request) == 5 else None)
    text = call("scipy.signal.lfilter", *flat, request[2], f"axis={axis}")
    return Code(text, kind="array")


@several("filter")
def _filter_and_state(request: Request) -> list[Code]:
    """Filter a vector, and return the state at its end."""
    values, count = request.values, request.count
    if len(values) not in (3, 4) or count > 2 or not values[2].facts.is_vector:
        raise UntranslatableError("filter with these arguments")
    flat = [as_array(code).raveled for code in values]
    state = flat[3] if len(values) == 4 else f"np.zeros(max({flat[0]}.size, {flat[1]}.size) - 1)"
    found = call("scipy.signal.lfilter", *flat[:3], f"zi={state}")
    is_column = (request.facts or values[2].facts).is_column
    codes = [lying(request, f"{found}[0]", values[2], is_column), f"{found}[1][:, None]"]
    return [Code(text, kind="array") for text in codes[:count]]


@function("dct", "idct")
def _dct(request: Request) -> Code:
    """Translate cosine transforms; their matrix is orthogonal."""
    request.at_most(1)
    request.context.modules.add("scipy.fft")
    value = as_array(request[0])
    axis = axis_kept(request, value, None)
    return Code(call(f"scipy.fft.{request.name}", value, f"axis={axis}", 'norm="ortho"'), kind="array")


@function("conv2", "filter2", "convn")
def _conv2(request: Request) -> Code:
    """Translate convolutions of matrices; of a column, a row and a matrix that of the matrix with their product."""
    if request.name == "conv2" and len(request.values) == 3:
        column, row = (as_array(code).raveled for code in request.values[:2])
        kernel = Code(f"np.outer({column}, {row})", kind="array")
        matrix, *rest = request.arguments[2:]
        nodes = (request.nodes[2], request.nodes[0], *request.nodes[3:])
        return _conv2(replace(request, arguments=(matrix, kernel, *rest), nodes=nodes))
    if any(code.kind == "array" and not code.facts.is_flat for code in request.arguments):
        raise UntranslatableError(f"{request.name} of more than two dimensions")
    shapes = request.options(("full", "same", "valid"))
    mode = next(iter(shapes), "same" if request.name == "filter2" else "full")
    first, second = as_array(request[0]), as_array(request[1])
    if mode in ("same", "valid") and request.name != "filter2":
        return Code(call(request.context.helper(f"conv2_{mode}"), first, second), kind="array")
    if request.name == "filter2":
        request.context.modules.add("scipy.signal")
        return Code(f'scipy.signal.correlate2d({second.text}, {first.text}, mode="{mode}")', kind="array")
    return Code(f'scipy.signal.convolve2d({first.text}, {second.text}, mode="{mode}")', kind="array")


def _rounded_length(request: Request, place: int) -> str:
    """Return a length as an int: where it may be no whole number the nearest one, as Octave takes it."""
    number = as_number(request[place])
    if not number.whole and may_be_fraction(request.context, request.nodes[place]):
        return f"int({number.at(SUM)} + 0.5)"
    return as_int(number)


@function("fft", "ifft")
def _fft(request: Request) -> Code:
    """Translate Fourier transforms."""
    value = as_array(request[0])
    count = [_rounded_length(request, 1)] if len(request) > 1 and request[1].text != EMPTY else []
    axis = axis_kept(request, value, 2 if len(request) > 2 else None)
    if value.facts.ever_empty and not count:
        text = call(request.context.helper("transformed"), f"np.fft.{request.name}", value, f"axis={axis}")
        return Code(text, kind="array")
    text = call(f"np.fft.{request.name}", value, *count, f"axis={axis}")
    if request.name == "ifft" and request.facts and not request.facts.ever("complex"):
        text = f"{text}.real"
    return Code(text, kind="array")


@function(*WINDOWS)
def _windows(request: Request) -> Code:
    """Make a window; a periodic one is one longer, and its last element is left out."""
    is_periodic = request.options(("periodic", "symmetric")) == {"periodic"}
    request.at_most(2)
    count = shifted(as_number(request[0]), 1) if is_periodic else as_int(as_number(request[0]))
    text = WINDOWS[request.name].format(f"({count})" if " " in count else count)
    return Code(text.replace("[:, None]", "[:-1, None]") if is_periodic else text, kind="array")


@function("detrend")
def _detrend(request: Request) -> Code:
    """Take a polynomial of time out of values: by default a line."""
    request.at_most(2)
    degree = {"constant": "0", "linear": "1"}.get(request.literal(1) or "", "") if len(request) > 1 else "1"
    if not degree and request[1].kind != "number":
        raise UntranslatableError("detrend by this")
    degree = degree or as_int(request[1])
    more = [degree] if degree != "1" else []
    return Code(call(request.context.helper("detrended"), as_array(request[0]), *more), kind="array")


@function("freqz")
def _frequency_response(request: Request) -> Code:
    """Translate the response of a filter at frequencies."""
    return _response_and_frequencies(request)[0]


@several("freqz")
def _response_and_frequencies(request: Request) -> list[Code]:
    """Translate the response of a filter, and the frequencies, which are given or as many as asked for."""
    words = request.options(("whole", "half"), first=3)
    values = request.values
    if len(values) not in (2, 3) or request.count > 2:
        raise UntranslatableError("freqz of this form")
    flat = [as_array(code).raveled for code in values[:2]]
    places = values[2] if len(values) > 2 else Code("512", whole=True)
    is_count = places.kind == "number"
    at = as_int(places) if is_count else places.raveled
    found = call("scipy.signal.freqz", *flat, at, *(["whole=True"] if "whole" in words else []))
    shape = "[:, None]" if is_count else f".reshape({places.at(ATOM)}.shape)"
    return [Code(f"{found}[1]{shape}", kind="array"), Code(f"{found}[0]{shape}", kind="array")][: request.count]


@function("del2")
def _del2(request: Request) -> Code:
    """Translate the Laplacian of a matrix, with one step in all directions."""
    request.at_most(2)
    if len(request) > 1 and request[1].kind != "number":
        raise UntranslatableError("del2 with several steps")
    return Code(
        call(request.context.helper("discrete_laplacian"), as_array(request[0]), *request.arguments[1:]), kind="array"
    )


@function("gradient")
def _gradient(request: Request) -> Code:
    """Translate differences in the middle of a vector; of a matrix those along its rows."""
    if request[0].kind == "number" and request.count == 1:
        request.at_most(2)
        request.pass_over(1)
        return Code("0.0")
    facts = request[0].facts
    if facts.is_vector and (1, 1) not in facts.sizes:
        request.at_most(2)
        values = f"np.gradient({request[0].raveled})"
        text = lying(request, _by_steps(values, request.arguments[1:]), request[0], not facts.is_row)
        return Code(text, kind="array")
    if not facts.is_flat or not any(size[1] == 1 for size in facts.sizes):
        return _gradients(request)[0]
    request.at_most(2)  # a column or one element in some case, for which other differences are taken
    if any(code.kind != "number" for code in request.arguments[1:]):
        raise UntranslatableError("gradient of a matrix or a vector by places")
    text = call(request.context.helper("gradient_along"), as_array(request[0]))
    return Code(_by_steps(text, request.arguments[1:]), kind="array")


def _by_steps(differences: str, steps: Sequence[Code], as_column: str = "") -> str:
    """Return differences divided by the step, or by those of the places: NumPy weighs uneven steps otherwise."""
    if not steps:
        return differences
    (step,) = steps
    divisor = step.at(SIGN) if step.kind == "number" else f"np.gradient({step.raveled}){as_column}"
    return f"({differences} / {divisor})"


def _gradients_in_space(request: Request) -> list[Code]:
    """Translate differences of an array with more dimensions than two: first along its rows, then along its columns."""
    value, steps = request[0], request.arguments[1:]
    depths = {len(size) for size in value.facts.sizes}
    may_be_single = any(1 in size for size in value.facts.sizes)
    is_plain = len(depths) == 1 and len(steps) in (0, 1, *depths) and all(step.kind == "number" for step in steps)
    if not is_plain or may_be_single or request.count > max(depths):
        raise UntranslatableError("gradient with these arguments")
    along = [1, 0, *range(2, max(depths))]
    given = steps * max(depths) if len(steps) == 1 else steps
    return [
        Code(_by_steps(call("np.gradient", value, f"axis={along[k]}"), given[k : k + 1]), kind="array")
        for k in range(request.count)
    ]


@several("gradient")
def _gradients(request: Request) -> list[Code]:
    """Translate differences in the middle of a matrix: first those along its rows."""
    if not request[0].facts.is_flat:
        return _gradients_in_space(request)
    if request.count > 2 or len(request) > 3:
        raise UntranslatableError("gradient with these arguments")
    value, steps = as_array(request[0]), request.arguments[1:]
    along = [steps[:1], steps[-1:]]
    may_be_single = [any(size[1 - k] < 2 for size in value.facts.sizes) for k in range(2)]
    names = [request.context.helper("gradient_along") if single else "np.gradient" for single in may_be_single]
    return [
        Code(_by_steps(call(names[k], value, f"axis={1 - k}"), along[k], "[:, None]" if k else ""), kind="array")
        for k in range(request.count)
    ]
