"""Functions that are one call of NumPy, of SciPy or of a helper."""

from __future__ import annotations

from matdrop.translate.code import ATOM, Code, UntranslatableError, as_array, as_int, as_number, call
from matdrop.translate.facts import Kind
from matdrop.translate.functions.registry import Request, function, several

# Windows of a length, as columns.
WINDOWS = {
    "hamming": "(0.54 - 0.46 * np.cos(2 * np.pi * np.arange({0}) / ({0} - 1)))[:, None]",
    "blackman": "np.blackman({0})[:, None]",
}


@function(*WINDOWS)
def _windows(request: Request) -> Code:
    """Make a window."""
    if len(request) > 1:
        raise UntranslatableError(f"{request.name} with options")
    count = as_int(as_number(request[0]))
    return Code(WINDOWS[request.name].format(f"({count})" if " " in count else count), kind="array")


@function("cholupdate")
def _cholupdate(request: Request) -> Code:
    """Update a triangular factor."""
    return Code(call(request.context.helper("updated_cholesky"), *map(as_array, request.values)), kind="array")


@function("prctile", "quantile", "iqr")
def _quantiles(request: Request) -> Code:
    """Compute quantiles of the columns."""
    helper, values = request.context.helper("quantiles"), as_array(request[0])
    axis = [str(request.axis(2))] if len(request) > 2 and request[2].text != "np.zeros((0, 0))" else []
    if request.name == "iqr":
        text = call("np.diff", call(helper, values, "[0.25, 0.75]"), "axis=0")
        return Code(f"{text}.item()") if values.facts.is_vector else Code(text, kind="array")
    default = "[0, 25, 50, 75, 100]" if request.name == "prctile" else "[0, 0.25, 0.5, 0.75, 1]"
    shares = request[1].at(ATOM) if len(request) > 1 else f"np.array({default})"
    shares = f"{shares} / 100" if request.name == "prctile" else shares
    text = call(helper, values, shares, *axis)
    if request.facts.is_scalar:
        return Code(f"{text}.item()")
    return Code(text, kind="array")


@function("zscore")
def _zscore(request: Request) -> Code:
    """Standardize the columns."""
    x = as_array(request[0])
    axis = "1" if x.facts.is_row and not x.facts.is_column else "0"
    spread = f"np.std({x.text}, axis={axis}, ddof=1, keepdims=True)"
    text = f"({x.at(8)} - np.mean({x.text}, axis={axis}, keepdims=True)) / np.where({spread} == 0, 1, {spread})"
    return Code(text, 9, kind="array")


@function("shiftdim")
def _shiftdim(request: Request) -> Code:
    """Move the first dimensions to the end."""
    if len(request) < 2:
        raise UntranslatableError("shiftdim without a number")
    helper = request.context.helper("shifted_dimensions")
    return Code(call(helper, as_array(request[0]), as_number(request[1])), kind="array", class_=request[0].class_)


@function("rcond")
def _rcond(request: Request) -> Code:
    """Compute the reciprocal of the condition in the 1-norm."""
    x = as_array(request[0]).text
    return Code(f"1 / np.linalg.cond({x}, 1)", 9)


@function("issorted")
def _issorted(request: Request) -> Code:
    """Ask whether values ascend."""
    return Code(f"bool(np.all(np.diff({as_array(request[0]).at(ATOM)}.ravel()) >= 0))", class_="logical")


@function("sortrows")
def _sortrows(request: Request) -> Code:
    """Sort the rows."""
    return _sorted_rows_and_places(request)[0]


@several("sortrows")
def _sorted_rows_and_places(request: Request) -> list[Code]:
    """Sort the rows, and return their places."""
    if request[0].kind != "array":
        raise UntranslatableError(f"sortrows of a {request[0].kind}")
    text = call(request.context.helper("sorted_rows"), *request.arguments)
    return [Code(f"{text}[0]", kind="array", class_=request[0].class_), Code(f"{text}[1]", kind="array")]


@function("strmatch")
def _strmatch(request: Request) -> Code:
    """Find the texts that begin with a text."""
    if len(request) > 2:
        raise UntranslatableError("strmatch with an option")
    return Code(call(request.context.helper("starting_with"), *request.arguments), kind="array")


@function("cellstr")
def _cellstr(request: Request) -> Code:
    """Make a cell of the rows of text."""
    return Code(call(request.context.helper("cell_texts"), request[0]), kind="cell", class_="cell")


@function("strvcat")
def _strvcat(request: Request) -> Code:
    """Put texts below each other."""
    kind: Kind = "str" if request.facts.kind == "str" else "rows"
    return Code(call(request.context.helper("char_rows"), *request.arguments), kind=kind, class_="char")


@function("sscanf")
def _sscanf(request: Request) -> Code:
    """Read numbers from text."""
    text = call(request.context.helper("scanned"), request[0], request[1])
    if request.facts.is_scalar:
        return Code(f"{text}.item()")
    return Code(text, kind="array")


@function("mat2cell")
def _mat2cell(request: Request) -> Code:
    """Cut a matrix into pieces."""
    return Code(
        call(request.context.helper("pieces_of"), *map(as_array, request.arguments)), kind="cell", class_="cell"
    )


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


@function("pow2")
def _pow2(request: Request) -> Code:
    """Raise 2 to a power."""
    if len(request) > 1:
        return Code(f"{request[0].at(9)} * 2.0 ** {request[1].at(10)}", 9, request[0].kind)
    return Code(f"2.0 ** {request[0].at(10)}", 11, request[0].kind)


@several("log2")
def _parts_of_floats(request: Request) -> list[Code]:
    """Split numbers into a fraction and a power of 2."""
    text = call("np.frexp", request[0])
    return [Code(f"{text}[0]", kind=request[0].kind), Code(f"{text}[1] * 1.0", 9, request[0].kind)]


@several("cart2sph", "sph2cart")
def _spherical(request: Request) -> list[Code]:
    """Translate between coordinates of space."""
    x, y, z = (code.at(ATOM) for code in request.arguments)
    kind = "number" if all(code.kind == "number" for code in request.arguments) else "array"
    forms = {
        "cart2sph": (
            f"np.arctan2({y}, {x})",
            f"np.arctan2({z}, np.hypot({x}, {y}))",
            f"np.sqrt({x} ** 2 + {y} ** 2 + {z} ** 2)",
        ),
        "sph2cart": (f"{z} * np.cos({y}) * np.cos({x})", f"{z} * np.cos({y}) * np.sin({x})", f"{z} * np.sin({y})"),
    }[request.name]
    return [Code(form, 9, kind) for form in forms[: request.count]]  # type: ignore[arg-type]
