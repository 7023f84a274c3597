"""Linear algebra, polynomials, signals and interpolation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from matdrop.source import matlab_syntax as syntax
from matdrop.source.numpy_names import NUMPY_NAMES
from matdrop.translate.code import (
    ATOM,
    COMPARE,
    DTYPES,
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
from matdrop.translate.functions.reductions import axis_kept, norm_order
from matdrop.translate.functions.registry import Request, function, lying, several
from matdrop.translate.operators import binary

# The result is a matrix; the arguments are made arrays.
_BY_NUMPY = ("inv", "fft2", "ifft2", "fftn", "ifftn", "fftshift", "ifftshift")
MATRICES = {name: f"np.{NUMPY_NAMES[name]}({{0}})" for name in _BY_NUMPY} | {
    "pinv": "pseudo_inverse({0})",
    "expm": "scipy.linalg.expm({0})",
    "logm": "scipy.linalg.logm({0})",
    "sqrtm": "scipy.linalg.sqrtm({0})",
    "hilb": "scipy.linalg.hilbert(int({0}))",
    "vander": "np.vander({0}.ravel())",
    "compan": "scipy.linalg.companion({0}.ravel())",
    "hadamard": "scipy.linalg.hadamard(int({0})).astype(float)",
    "invhilb": "scipy.linalg.invhilbert(int({0}))",
    "pascal": "scipy.linalg.pascal(int({0})).astype(float)",
    "hess": "scipy.linalg.hessenberg({0})",
    "schur": "scipy.linalg.schur({0})[0]",
}
OF_A_NUMBER = ("hilb", "hadamard", "invhilb", "pascal")  # fmt: skip
# Those of singular values raise an error for what is not finite: LAPACK may never end there.
NUMBERS = {name: f"np.{NUMPY_NAMES[name]}({{0}})" for name in ("det", "trace")} | {
    name: f"np.{NUMPY_NAMES[name]}(finite({{0}}))" for name in ("rank", "cond")
}

# Windows of a length, as columns.
WINDOWS = {
    "hamming": "(0.54 - 0.46 * np.cos(2 * np.pi * np.arange({0}) / ({0} - 1)))[:, None]",
    "blackman": "np.blackman({0})[:, None]",
    "hanning": "np.hanning({0})[:, None]",
    "hann": "np.hanning({0})[:, None]",
    "bartlett": "np.bartlett({0})[:, None]",
}


_HELPERS = {"primes": "primes_up_to", "isprime": "isprime", "factor": "prime_factors"}


def _module(request: Request, text: str) -> str:
    for module in ("scipy.linalg", "scipy.interpolate", "scipy.special", "scipy.signal", "scipy.optimize"):
        if f"{module}." in text:
            request.context.modules.add(module)
    return text


@function(*MATRICES)
def _matrix(request: Request) -> Code:
    """Translate by the table."""
    if request.name in ("fftshift", "ifftshift") and len(request) == 2:
        text = call(f"np.fft.{request.name}", as_array(request[0]), f"axes={request.axis(1)}")
        return Code(text, kind="array")
    if request.name == "pinv" and len(request) == 2:  # what is not above the tolerance counts as 0
        matrix = as_array(request[0])
        return Code(call(request.context.helper("pseudo_inverse"), matrix, as_number(request[1])), kind="array")
    if request.name in ("fft2", "ifft2", "fftn", "ifftn") and len(request) > 1:
        text = call(f"np.fft.{request.name}", as_array(request[0]), request.size(1))
        return Code(text, kind="array")
    request.at_most(1)
    argument = request[0] if request.name in OF_A_NUMBER else as_array(request[0])
    if "fft" in request.name and argument.facts.ever_empty:
        return Code(call(request.context.helper("transformed"), f"np.fft.{request.name}", argument), kind="array")
    if request.name == "inv" and argument.facts.ever("singular"):
        return Code(call(request.context.helper("inverse"), argument), kind="array")
    form = MATRICES[request.name]
    return Code(_module(request, form.format(argument.text if "({0})" in form else argument.at(ATOM))), kind="array")


@function("toeplitz", "hankel")
def _toeplitz(request: Request) -> Code:
    """Make a matrix of its first column, and its first row or its last one."""
    flat = [f"{as_array(code).at(ATOM)}.ravel()" for code in request.arguments]
    return Code(_module(request, call(f"scipy.linalg.{request.name}", *flat)), kind="array")


@function(*NUMBERS)
def _number(request: Request) -> Code:
    """Translate by the table; of a condition the norm may be named."""
    if request.name == "cond" and len(request) > 1:
        matrix = call(request.context.helper("finite"), as_array(request[0]))
        return Code(call("np.linalg.cond", matrix, norm_order(request, 1)))
    if request.name == "rank" and len(request) == 2:
        values = call("np.linalg.svd", call(request.context.helper("finite"), as_array(request[0])), "compute_uv=False")
        return Code(f"int(np.sum({values} > {request[1].at(COMPARE + 1)}))", whole=True)
    request.at_most(1)
    if request.name == "det" and not request[0].facts.ever("singular"):
        request.context.notes.append("with an inverse in all cases")  # else rounding decides what is left of 0
    text = NUMBERS[request.name].format(as_array(request[0]).text)
    return Code(text, whole=False)


@several("schur", "hess")
def _similar(request: Request) -> list[Code]:
    """Translate a unitary matrix and the matrix that it leads to."""
    request.at_most(1)
    matrix = as_array(request[0])
    text = call("scipy.linalg.schur", matrix) if request.name == "schur" else ""
    text = text or call("scipy.linalg.hessenberg", matrix, "calc_q=True")
    return [Code(_module(request, f"{text}[{place}]"), kind="array") for place in (1, 0)][: request.count]


@function("blkdiag", "sylvester", "linsolve")
def _of_matrices(request: Request) -> Code:
    """Translate what is made of several matrices."""
    if request.name == "linsolve":
        request.at_most(2)
        return binary(request.context, "\\", as_array(request[0]), as_array(request[1]), request.facts)
    name = {"blkdiag": "block_diag", "sylvester": "solve_sylvester"}[request.name]
    return Code(_module(request, call(f"scipy.linalg.{name}", *map(as_array, request.arguments))), kind="array")


@function("null", "orth")
def _basis(request: Request) -> Code:
    """Return a basis of the null space, or of the range, with the signs that Octave gives it."""
    request.at_most(1)
    helper = request.context.helper("null_space" if request.name == "null" else "range_space")
    return Code(call(helper, as_array(request[0])), kind="array")


@function("rref")
def _rref(request: Request) -> Code:
    """Reduce the rows of a matrix."""
    return _rref_and_pivots(request)[0]


@several("rref")
def _rref_and_pivots(request: Request) -> list[Code]:
    """Reduce the rows of a matrix, and return the columns of its pivots."""
    text = call(request.context.helper("reduced_rows"), as_array(request[0]), *request.arguments[1:])
    return [Code(f"{text}[{k}]", kind="array") for k in range(2)]


@function("subspace")
def _subspace(request: Request) -> Code:
    """Return the angle between two subspaces."""
    sides = map(as_array, request.arguments[:2])
    return Code(f"{_module(request, call('scipy.linalg.subspace_angles', *sides))}[0]")


@function("lsqnonneg")
def _nonnegative(request: Request) -> Code:
    """Solve by least squares of numbers that are not negative."""
    request.at_most(2)
    request.context.modules.add("scipy.optimize")
    left, right = as_array(request[0]), f"{as_array(request[1]).at(ATOM)}.ravel()"
    return Code(f"{call('scipy.optimize.nnls', left, right)}[0][:, None]", kind="array")


@function("legendre")
def _legendre(request: Request) -> Code:
    """Evaluate the associated Legendre functions of a degree, a row for each order."""
    if len(request) not in (2, 3) or not (request[1].kind == "number" or request[1].facts.is_vector):
        raise UntranslatableError("legendre of this form")
    degree = as_int(as_number(request[0]))
    if len(request) == 3 and (request.options(("sch", "norm", "unnorm"), first=2) & {"sch", "norm"}):
        helper = request.context.helper("normalized_legendre")
        return Code(call(helper, degree, request[1], request[2]), kind="array")
    orders = f"np.arange({degree} + 1.0)[:, None]"
    places = f"{as_array(request[1]).at(ATOM)}.ravel()" if request[1].kind == "array" else request[1].text
    return Code(_module(request, call("scipy.special.lpmv", orders, degree, places)), kind="array")


@function("spline", "pchip")
def _piecewise(request: Request) -> Code:
    """Interpolate by cubics."""
    if len(request) not in (2, 3) or not request[1].facts.is_vector:
        raise UntranslatableError(f"{request.name} of this form")
    x, y = (f"{as_array(code).at(ATOM)}.ravel()" for code in request.arguments[:2])
    way = {"spline": "scipy.interpolate.CubicSpline", "pchip": "scipy.interpolate.PchipInterpolator"}[request.name]
    request.context.modules.add("scipy.interpolate")
    is_ascending = _is_ascending(request[0])
    curve = call(way, x, y) if is_ascending else call(request.context.helper("curve_through"), way, x, y)
    if len(request) == 2:  # the polynomials themselves
        found = call(request.context.helper("polynomials_of"), curve)
        return Code(found, kind="struct", class_="struct")
    text = f"{curve}({request[2].text})"
    return Code(f"float({text})") if request[2].kind == "number" else Code(text, kind="array")


@function("mkpp")
def _mkpp(request: Request) -> Code:
    """Make a piecewise polynomial."""
    request.at_most(2)
    return Code(call(request.context.helper("piecewise"), *request.arguments), kind="struct", class_="struct")


@function("ppval")
def _ppval(request: Request) -> Code:
    """Evaluate a piecewise polynomial."""
    places = request[1]
    if request[0].kind not in ("struct", "any") or places.kind not in ("number", "array"):
        raise UntranslatableError("ppval of this form")
    return Code(call(request.context.helper("piecewise_values"), request[0], places), kind=places.kind)


@function("chol")
def _chol(request: Request) -> Code:
    """Translate a Cholesky factor: MATLAB returns the upper one."""
    upper = [] if request.options(("lower", "upper")) == {"lower"} else ["upper=True"]
    return Code(call("np.linalg.cholesky", as_array(request[0]), *upper), kind="array")


@several("chol")
def _chol_and_flag(request: Request) -> list[Code]:
    """Translate a Cholesky factor, and whether there is none."""
    lower = ["lower=True"] if request.options(("lower", "upper")) == {"lower"} else []
    text = call(request.context.helper("cholesky"), as_array(request[0]), *lower)
    return [Code(f"{text}[0]", kind="array"), Code(f"{text}[1]")]


@function("eig")
def _eig(request: Request) -> Code:
    """Translate eigenvalues: in ascending order for a symmetric matrix."""
    if len(request) > 1:
        text = call(request.context.helper("eigenvectors_of_two"), *map(as_array, request.arguments[:2]))
        return Code(f"np.diag({text}[1])[:, None]", kind="array")
    return Code(call(request.context.helper("eigenvalues"), as_array(request[0])), kind="array")


@several("eig")
def _eigenvectors(request: Request) -> list[Code]:
    """Translate eigenvectors and the diagonal matrix of eigenvalues."""
    request.at_most(2)
    if request.count > 2:
        raise UntranslatableError("eig with left eigenvectors")
    helper = request.context.helper("eigenvectors" if len(request) == 1 else "eigenvectors_of_two")
    text = call(helper, *map(as_array, request.arguments))
    return [Code(f"{text}[{k}]", kind="array") for k in range(request.count)]


@function("eigs")
def _eigs(request: Request) -> Code:
    """Translate the largest eigenvalues."""
    text = call(request.context.helper("largest_eigenvectors"), *_matrix_and_count(request))
    return Code(f"np.diag({text}[1])[:, None]", kind="array")


@several("eigs")
def _eigs_and_vectors(request: Request) -> list[Code]:
    """Translate the eigenvectors of the largest eigenvalues, and the diagonal matrix of these."""
    text = call(request.context.helper("largest_eigenvectors"), *_matrix_and_count(request))
    return [Code(f"{text}[{k}]", kind="array") for k in range(request.count)]


def _matrix_and_count(request: Request) -> list[str]:
    request.at_most(2)
    return [as_array(request[0]).text, *([as_int(as_number(request[1]))] if len(request) > 1 else [])]


@function("svd")
def _svd(request: Request) -> Code:
    """Translate singular values."""
    matrix = call(request.context.helper("finite"), as_array(request[0]))
    return Code(f"{call('np.linalg.svd', matrix, 'compute_uv=False')}[:, None]", kind="array")


@several("svd")
def _svd_factors(request: Request) -> list[Code]:
    """Translate the factors of a singular value decomposition."""
    economy = str(_is_economic(request))
    text = call(request.context.helper("svd_factors"), as_array(request[0]), economy)
    return [Code(f"{text}[{k}]", kind="array") for k in range(request.count)]


def _is_economic(request: Request) -> bool:
    """Whether factors without the columns that are only zeros are asked for."""
    request.at_most(2)
    if len(request) == 1:
        return False
    if request[1].text != "0" and request.literal(1) not in ("econ", "0"):
        raise UntranslatableError(f"{request.name} with this option")
    return True


@function("qr")
def _qr(request: Request) -> Code:
    """Translate the upper triangle; where a matrix is higher than wide rows of zeros stand below it, unless told."""
    matrix = as_array(request[0])
    if len(request) == 1 and any(size[0] > size[1] for size in matrix.facts.sizes):
        return Code(f'np.linalg.qr({matrix.text}, mode="complete")[1]', kind="array")
    _is_economic(request)
    return Code(call("np.linalg.qr", matrix, 'mode="r"'), kind="array")


@several("qr")
def _qr_factors(request: Request) -> list[Code]:
    """Translate both factors."""
    if request.count == 3:
        return _pivoted(request)
    mode = '"reduced"' if _is_economic(request) else '"complete"'
    text = call("np.linalg.qr", as_array(request[0]), f"mode={mode}")
    return [Code(f"{text}[{k}]", kind="array") for k in range(request.count)]


def _pivoted(request: Request) -> list[Code]:
    """Translate factors of a matrix whose columns are in the order of the third output: a matrix, or their numbers."""
    is_economic = _is_economic(request)
    mode = ['mode="economic"'] if is_economic else []
    text = _module(request, call("scipy.linalg.qr", as_array(request[0]), *mode, "pivoting=True"))
    order = f"np.eye({as_array(request[0]).at(ATOM)}.shape[1])[:, {text}[2]]"
    order = f"{text}[2][None, :] + 1.0" if is_economic else order
    return [Code(f"{text}[{k}]", kind="array") for k in range(2)] + [Code(order, SUM, kind="array")]


@function("lu")
def _lu_in_one(request: Request) -> Code:
    """Translate both factors in one matrix: the lower one without its diagonal of ones."""
    request.at_most(1)
    text = _module(request, call("scipy.linalg.lu", as_array(request[0]), "p_indices=True"))
    lower = f"np.tril({text}[1], -1)"
    height, width = (f"{as_array(request[0]).at(ATOM)}.shape[{axis}]" for axis in (0, 1))
    if any(size[0] != size[1] for size in request[0].facts.sizes) or not request[0].facts:
        raise UntranslatableError(f"lu of a matrix of {height} by {width} in one")
    return Code(f"{text}[2] + {lower}", SUM, kind="array")


@several("lu")
def _lu(request: Request) -> list[Code]:
    """Translate the factors of a triangular decomposition."""
    request.context.modules.add("scipy.linalg")
    inside = as_array(request[0]).text
    if len(request) > 1:
        raise UntranslatableError("lu with options")
    if request.count == 3:
        text = f"scipy.linalg.lu({inside})"
        return [Code(f"{text}[1]", kind="array"), Code(f"{text}[2]", kind="array"), Code(f"{text}[0].T", kind="array")]
    text = f"scipy.linalg.lu({inside}, permute_l=True)"
    return [Code(f"{text}[{k}]", kind="array") for k in range(request.count)]


@several("cart2pol", "pol2cart")
def _polar(request: Request) -> list[Code]:
    """Translate between coordinates of the plane."""
    first, second = request[0], request[1]
    if request.count > 2:
        raise UntranslatableError(f"{request.name} in space")
    kind = "number" if first.kind == second.kind == "number" else "array"
    forms = {
        "cart2pol": ("np.arctan2({1}, {0})", "np.hypot({0}, {1})"),
        "pol2cart": ("{1} * np.cos({0})", "{1} * np.sin({0})"),
    }[request.name]
    return [Code(form.format(first.at(ATOM), second.at(ATOM)), 11, kind) for form in forms]  # type: ignore[arg-type]


@function("cross")
def _cross(request: Request) -> Code:
    """Translate a vector product: along the first dimension of three, of a row and a column as a column."""
    left, right = request[0], request[1]
    if left.facts.is_row != right.facts.is_row and left.facts.is_vector and right.facts.is_vector:
        text = call("np.cross", f"{left.at(ATOM)}.ravel()", f"{right.at(ATOM)}.ravel()")
        return Code(f"{text}[:, None]", kind="array")
    is_along_rows = bool(left.facts) and all(size[0] != 3 for size in left.facts.sizes)
    axis = request.axis(2) if len(request) > 2 else str(int(is_along_rows))
    return Code(call("np.cross", left, right, f"axis={axis}"), kind="array")


@function("polyfit")
def _polyfit(request: Request) -> Code:
    """Fit a polynomial."""
    x, y = (f"{as_array(code).at(ATOM)}.ravel()" for code in request.arguments[:2])
    degree = as_int(as_number(request[2]))
    known = float(request[2].text) if request[2].is_literal else request[2].facts.number
    sizes = {(1, 1)} if request[0].kind == "number" else request[0].facts.sizes
    fewest = min(map(math.prod, sizes), default=math.inf)
    if known is None or fewest <= known:  # not all coefficients are determined
        return Code(call(request.context.helper("polynomial_fit"), x, y, degree), kind="array")
    return Code(f"{call('np.polyfit', x, y, degree)}[None, :]", kind="array")


@function("polyval")
def _polyval(request: Request) -> Code:
    """Evaluate a polynomial."""
    coefficients = f"{as_array(request[0]).at(ATOM)}.ravel()"
    return Code(call("np.polyval", coefficients, request[1]), kind=request[1].kind)


@function("polyder", "polyint", "roots", "poly")
def _polynomial(request: Request) -> Code:
    """Differentiate or integrate a polynomial, find its roots, make it of roots."""
    flat, *more = (f"{as_array(code).at(ATOM)}.ravel()" for code in request.arguments)
    name = f"np.{request.name}"
    if more and request.name == "polyder":  # the derivative of a product
        request.at_most(2)
        flat, more = call("np.polymul", flat, *more), []
    elif more and request.name == "polyint":  # with the constant
        request.at_most(2)
        more = ["1", *more]
    return Code(f"{call(name, flat, *more)}{'[:, None]' if request.name == 'roots' else '[None, :]'}", kind="array")


@function("deconv")
def _deconv(request: Request) -> Code:
    """Divide polynomials."""
    return _deconv_and_rest(request)[0]


@several("deconv")
def _deconv_and_rest(request: Request) -> list[Code]:
    """Divide polynomials, and return what is left."""
    flat = [f"{as_array(code).at(ATOM)}.ravel()" for code in request.arguments]
    found = call(request.context.helper("polynomial_quotient"), *flat)
    shape = ".T" if request[0].facts.is_column else ""
    return [Code(f"{found}[{k}]{shape}", kind="array") for k in range(request.count)]


@function("conv", "filter")
def _conv(request: Request) -> Code:
    """Translate convolutions and filters of vectors."""
    values = request.values
    flat = [f"{as_array(code).at(ATOM)}.ravel()" for code in values]
    if request.name == "filter" and not (values[2].kind == "number" or values[2].facts.is_vector):
        return _filtered_columns(request)
    if request.name == "filter" and len(values) > 3:  # from a state
        return _filter_and_state(request)[0]
    source = values[-1] if request.name == "filter" else values[0]
    is_column = (request.facts or source.facts).is_column
    if request.name == "filter":
        return Code(lying(request, _module(request, call("scipy.signal.lfilter", *flat[:3])), source, is_column),
                    kind="array")  # fmt: skip
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
    flat = [f"{as_array(code).at(ATOM)}.ravel()" for code in request.arguments[:2]]
    axis = axis_kept(request, request[2], 4 if len(request) == 5 else None)
    text = _module(request, call("scipy.signal.lfilter", *flat, request[2], f"axis={axis}"))
    return Code(text, kind="array")


@several("filter")
def _filter_and_state(request: Request) -> list[Code]:
    """Filter a vector, and return the state at its end."""
    values, count = request.values, request.count
    if len(values) not in (3, 4) or count > 2 or not values[2].facts.is_vector:
        raise UntranslatableError("filter with these arguments")
    flat = [f"{as_array(code).at(ATOM)}.ravel()" for code in values]
    state = flat[3] if len(values) == 4 else f"np.zeros(max({flat[0]}.size, {flat[1]}.size) - 1)"
    found = _module(request, call("scipy.signal.lfilter", *flat[:3], f"zi={state}"))
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
        column, row = (f"{as_array(code).at(ATOM)}.ravel()" for code in request.values[:2])
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
    return Code(_module(request, f'scipy.signal.convolve2d({first.text}, {second.text}, mode="{mode}")'), kind="array")


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
    if way == "linear" and not outside and values[1].facts.is_vector and _is_ascending(values[0]):
        x, y = (f"{code.at(ATOM)}.ravel()" for code in values[:2])
        return Code(call("np.interp", values[2], x, y, "left=np.nan", "right=np.nan"), kind=values[2].kind)
    more = [*([f'"{way}"'] if way != "linear" else []), *outside]
    text = call(request.context.helper("interpolated"), *values[:3], *more)
    if values[2].kind == "number" and values[1].facts.is_vector:
        return Code(f"{text}.item()", kind="number")
    return Code(text, kind="array")


def _is_ascending(code: Code) -> bool:
    """Whether values ascend as they are written: those of a range do."""
    if "[::-1]" in code.text or "-" in code.text:  # a range that descends, or what is turned round
        return False
    return "matlab_range" in code.text or "arange" in code.text or "linspace" in code.text


@function("nchoosek")
def _nchoosek(request: Request) -> Code:
    """Count combinations, or list them."""
    if request[0].kind not in ("number", "array"):
        raise UntranslatableError(f"nchoosek of a {request[0].kind}")
    if request[0].is_scalar:
        request.context.modules.add("math")
        return Code(call("math.comb", as_int(request[0]), as_int(as_number(request[1]))), whole=True)
    request.context.modules.add("itertools")
    flat = f"{request[0].at(ATOM)}.ravel().tolist()"
    return Code(
        f"np.array(list(itertools.combinations({flat}, {as_int(as_number(request[1]))})), dtype=float)", kind="array"
    )


@function("perms")
def _perms(request: Request) -> Code:
    """List permutations in Octave's order, which is that of the values."""
    request.at_most(1)
    if request[0].kind == "str":
        request.context.modules.add("itertools")
        text = f'["".join(one) for one in itertools.permutations(sorted({request[0].text}, reverse=True))]'
        return Code(text, kind="rows", class_="char")
    if request[0].kind not in ("array", "number"):
        raise UntranslatableError(f"perms of a {request[0].kind}")
    request.context.modules.add("itertools")
    values = as_array(request[0])
    flat = f"np.sort({values.at(ATOM)}.ravel())[::-1].tolist()"
    text = f"np.array(list(itertools.permutations({flat})), dtype={DTYPES.get(values.class_, 'float')})"
    return Code(text, kind="array", class_=values.class_)


@function("primes", "isprime", "factor")
def _primes(request: Request) -> Code:
    """Translate questions about primes."""
    kind = request[0].kind if request.name == "isprime" else "array"
    class_ = "logical" if request.name == "isprime" else "double"
    return Code(call(request.context.helper(_HELPERS[request.name]), request[0]), kind=kind, class_=class_)


@function("magic")
def _magic(request: Request) -> Code:
    """Make a magic square."""
    return Code(call(request.context.helper("magic_square"), as_int(as_number(request[0]))), kind="array")


@function("gradient")
def _gradient(request: Request) -> Code:
    """Translate differences in the middle of a vector; of a matrix those along its rows."""
    if not request[0].facts.is_vector:
        return _gradients(request)[0]
    request.at_most(2)
    values = f"np.gradient({request[0].at(ATOM)}.ravel())"
    text = lying(request, _by_steps(values, request.arguments[1:]), request[0], not request[0].facts.is_row)
    return Code(text, kind="array")


def _by_steps(differences: str, steps: Sequence[Code], as_column: str = "") -> str:
    """Return differences divided by the step, or by those of the places: NumPy weighs uneven steps otherwise."""
    if not steps:
        return differences
    (step,) = steps
    divisor = step.at(SIGN) if step.kind == "number" else f"np.gradient({step.at(ATOM)}.ravel()){as_column}"
    return f"({differences} / {divisor})"


@several("gradient")
def _gradients(request: Request) -> list[Code]:
    """Translate differences in the middle of a matrix: first those along its rows."""
    if not request[0].facts.is_flat or request.count > 2 or len(request) > 3:
        raise UntranslatableError("gradient with these arguments")
    value, steps = as_array(request[0]), request.arguments[1:]
    along = [steps[:1], steps[-1:]]
    return [
        Code(_by_steps(call("np.gradient", value, f"axis={1 - k}"), along[k], "[:, None]" if k else ""), kind="array")
        for k in range(request.count)
    ]


@function("fzero")
def _fzero(request: Request) -> Code:
    """Find a zero; it is the same one where the interval around it is searched in the same order."""
    return _zero_and_value(request)[0]


@several("fzero")
def _zero_and_value(request: Request) -> list[Code]:
    """Find a zero, and return what the function is there, and that one was found."""
    if request[0].kind != "handle":
        raise UntranslatableError("fzero of a function that is named")
    request.context.modules.add("scipy.optimize")
    handle, start = request.arguments[:2]
    request.pass_over(2)  # the options
    if len(request) > 3:  # what stands behind the options is passed to the function
        handle = Code(f"lambda x: {call(handle.at(ATOM), 'x', *request.arguments[3:])}", kind="handle")
    zero = call(request.context.helper("zero_of"), handle, start)
    inside = handle.at(ATOM) if handle.level == ATOM else f"({handle.text})"
    return [Code(zero), Code(call(inside, zero)), Code("1", whole=True)][: request.count]


@function("quad", "quadl", "quadgk", "quadv", "integral")
def _integral(request: Request) -> Code:
    """Integrate a function; more exactly than MATLAB does, so that the results agree as far as both are right."""
    if request[0].kind != "handle":
        raise UntranslatableError(f"{request.name} of this form")
    request.context.modules.add("scipy.integrate")
    for place in range(3, len(request)):
        request.pass_over(place)
    if (words := _integration_words(request)) - {"reltol", "abstol"}:
        if "arrayvalued" in words and len(words) == 1:
            text = call("scipy.integrate.quad_vec", *request.arguments[:3], "epsabs=1e-13", "epsrel=1e-13")
            return Code(f"{text}[0]", kind="array" if not request.facts.is_scalar else "number")
        raise UntranslatableError(f"{request.name} with options")
    names = {node.name for node in syntax.walk(request.nodes[0]) if isinstance(node, syntax.Name)}
    if names & set(request.context.known):  # which are translated for arrays
        return Code(call(request.context.helper("integral_of"), *request.arguments[:3]))
    more = ["epsabs=1e-13", "epsrel=1e-13"]
    return Code(f"{call('scipy.integrate.quad', *request.arguments[:3], *more)}[0]")


def _integration_words(request: Request) -> set[str]:
    """Return which options are named behind the bounds; a tolerance is no longer needed where the result is exact."""
    if len(request) < 4 or request[3].kind != "str":
        if len(request) > 4:
            raise UntranslatableError(f"{request.name} with {len(request)} arguments")
        return set()
    words = [request.literal(place) for place in range(3, len(request), 2)]
    return {str(word).lower() for word in words}


@function("dblquad", "quad2d", "integral2")
def _double_integral(request: Request) -> Code:
    """Integrate a function of two variables; more exactly than MATLAB does."""
    if request[0].kind != "handle" or any(code.kind == "handle" for code in request.arguments[1:]):
        raise UntranslatableError(f"{request.name} of this form")
    request.context.modules.add("scipy.integrate")
    return Code(call(request.context.helper("double_integral"), *request.arguments[:5]))


@function("fminsearch", "ode45", "fminunc", "lsode")
def _solver(request: Request) -> Code:
    """Refuse a solver: SciPy's takes other steps, so that its results differ."""
    raise UntranslatableError(f"{request.name} is another method in SciPy, so that its results differ")


@function(*WINDOWS)
def _windows(request: Request) -> Code:
    """Make a window; a periodic one is one longer, and its last element is left out."""
    is_periodic = request.options(("periodic", "symmetric")) == {"periodic"}
    request.at_most(2)
    count = shifted(as_number(request[0]), 1) if is_periodic else as_int(as_number(request[0]))
    text = WINDOWS[request.name].format(f"({count})" if " " in count else count)
    return Code(text.replace("[:, None]", "[:-1, None]") if is_periodic else text, kind="array")


@function("cholupdate")
def _cholupdate(request: Request) -> Code:
    """Update a triangular factor."""
    return Code(call(request.context.helper("updated_cholesky"), *map(as_array, request.values)), kind="array")


@function("rcond")
def _rcond(request: Request) -> Code:
    """Compute the reciprocal of the condition in the 1-norm."""
    return Code(call(request.context.helper("reciprocal_condition"), as_array(request[0])))
