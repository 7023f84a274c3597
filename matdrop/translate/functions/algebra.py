"""Linear algebra, combinations, zeros and integrals."""

from __future__ import annotations

from matdrop.source import matlab_syntax as syntax
from matdrop.source.numpy_names import NUMPY_NAMES
from matdrop.translate.code import (
    ATOM,
    COMPARE,
    DTYPES,
    EMPTY,
    LAMBDA,
    SUM,
    Code,
    UntranslatableError,
    as_array,
    as_int,
    as_number,
    call,
)
from matdrop.translate.facts import Kind
from matdrop.translate.functions.reductions import norm_order
from matdrop.translate.functions.registry import SEVERAL, Request, function, several
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


SIGNS = "vectors with these signs in all cases"  # a vector and its opposite are both right: LAPACK's build decides
_HELPERS = {"primes": "primes_up_to", "isprime": "isprime", "factor": "prime_factors"}


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
    return Code(form.format(argument.text if "({0})" in form else argument.at(ATOM)), kind="array")


@function("toeplitz", "hankel")
def _toeplitz(request: Request) -> Code:
    """Make a matrix of its first column, and its first row or its last one."""
    flat = [as_array(code).raveled for code in request.arguments]
    return Code(call(f"scipy.linalg.{request.name}", *flat), kind="array")


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
    return [Code(f"{text}[{place}]", kind="array") for place in (1, 0)][: request.count]


@function("blkdiag", "sylvester", "linsolve", "lscov")
def _of_matrices(request: Request) -> Code:
    """Translate what is made of several matrices."""
    if request.name == "linsolve" and len(request) == 3 and request[2].kind == "struct":
        system = map(as_array, request.values[:2])
        return Code(call(request.context.helper("linsolve"), *system, request[2]), kind="array")
    if request.name in ("linsolve", "lscov"):
        request.at_most(2)
        return binary(request.context, "\\", as_array(request[0]), as_array(request[1]), request.facts)
    name = {"blkdiag": "block_diag", "sylvester": "solve_sylvester"}[request.name]
    return Code(call(f"scipy.linalg.{name}", *map(as_array, request.arguments)), kind="array")


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
    return Code(f"{call('scipy.linalg.subspace_angles', *sides)}[0]")


@function("lsqnonneg")
def _nonnegative(request: Request) -> Code:
    """Solve by least squares of numbers that are not negative."""
    request.at_most(2)
    request.context.modules.add("scipy.optimize")
    left, right = as_array(request[0]), as_array(request[1]).raveled
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
    places = as_array(request[1]).raveled if request[1].kind == "array" else request[1].text
    return Code(call("scipy.special.lpmv", orders, degree, places), kind="array")


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
    words, matrices = request.options(_WORDS_OF_EIG), [*map(as_array, request.values)]
    if len(matrices) > 1 or "matrix" in words:
        values = f"{_pair_of_eig(request, matrices)}[1]"
        return Code(values if "matrix" in words else f"np.diag({values})[:, None]", kind="array")
    return Code(call(request.context.helper("eigenvalues"), *matrices), kind="array")


# How the eigenvalues are returned, and how they are found: of which the results are the same but for rounding.
_WORDS_OF_EIG = ("vector", "matrix", "chol", "nobalance", "balance")


def _pair_of_eig(request: Request, matrices: list[Code]) -> str:
    """Return the code of eigenvectors and a diagonal matrix, of one matrix or of two."""
    if len(matrices) not in (1, 2):
        raise UntranslatableError(f"eig of {len(matrices)} matrices")
    return call(request.context.helper("eigenvectors" if len(matrices) == 1 else "eigenvectors_of_two"), *matrices)


@several("eig")
def _eigenvectors(request: Request) -> list[Code]:
    """Translate eigenvectors and the diagonal matrix of eigenvalues."""
    if request.count > 2:
        raise UntranslatableError("eig with left eigenvectors")
    words = request.options(_WORDS_OF_EIG)
    text = _pair_of_eig(request, [*map(as_array, request.values)])
    request.context.notes.append(SIGNS)
    values = f"np.diag({text}[1])[:, None]" if "vector" in words else f"{text}[1]"
    return [Code(f"{text}[0]", kind="array"), Code(values, kind="array")][: request.count]


@function("eigs")
def _eigs(request: Request) -> Code:
    """Translate the largest eigenvalues."""
    text = call(request.context.helper("largest_eigenvectors"), *_matrix_and_count(request))
    return Code(f"np.diag({text}[1])[:, None]", kind="array")


@several("eigs")
def _eigs_and_vectors(request: Request) -> list[Code]:
    """Translate the eigenvectors of the largest eigenvalues, and the diagonal matrix of these."""
    text = call(request.context.helper("largest_eigenvectors"), *_matrix_and_count(request))
    request.context.notes.append(SIGNS)
    return [Code(f"{text}[{k}]", kind="array") for k in range(request.count)]


def _matrix_and_count(request: Request) -> list[str]:
    request.at_most(2)
    if len(request) > 1 and not request[1].is_scalar:
        raise UntranslatableError("eigs of two matrices")
    return [as_array(request[0]).text, *([as_int(as_number(request[1]))] if len(request) > 1 else [])]


@function("svd")
def _svd(request: Request) -> Code:
    """Translate singular values, which are the same ones where the factors are to be small."""
    request.at_most(2)
    request.pass_over(1)
    matrix = call(request.context.helper("finite"), as_array(request[0]))
    return Code(f"{call('np.linalg.svd', matrix, 'compute_uv=False')}[:, None]", kind="array")


@several("svd")
def _svd_factors(request: Request) -> list[Code]:
    """Translate the factors of a singular value decomposition."""
    economy = str(_is_economic(request))
    text = call(request.context.helper("svd_factors"), as_array(request[0]), economy)
    request.context.notes.append(SIGNS)
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
    text = call("scipy.linalg.qr", as_array(request[0]), *mode, "pivoting=True")
    order = f"np.eye({as_array(request[0]).at(ATOM)}.shape[1])[:, {text}[2]]"
    order = f"{text}[2][None, :] + 1.0" if is_economic else order
    return [Code(f"{text}[{k}]", kind="array") for k in range(2)] + [Code(order, SUM, kind="array")]


@function("lu")
def _lu_in_one(request: Request) -> Code:
    """Translate both factors in one matrix: the lower one without its diagonal of ones."""
    request.at_most(1)
    text = call("scipy.linalg.lu", as_array(request[0]), "p_indices=True")
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
    axes = {next((axis for axis, length in enumerate(size) if length == 3), 0) for size in left.facts.sizes}
    if len(request) < 3 and (len(axes) != 1 or right.facts.is_turned):
        return Code(call(request.context.helper("vector_product"), left, right), kind="array")
    if left.facts.is_row != right.facts.is_row and left.facts.is_vector and right.facts.is_vector:
        text = call("np.cross", left.raveled, right.raveled)
        return Code(f"{text}[:, None]", kind="array")
    axis = request.axis(2) if len(request) > 2 else str(next(iter(axes), 0))
    return Code(call("np.cross", left, right, f"axis={axis}"), kind="array")


@function("nchoosek")
def _nchoosek(request: Request) -> Code:
    """Count combinations, or list them."""
    if request[0].kind not in ("number", "array"):
        raise UntranslatableError(f"nchoosek of a {request[0].kind}")
    if request[0].is_scalar:
        request.context.modules.add("math")
        return Code(call("math.comb", as_int(request[0]), as_int(as_number(request[1]))), whole=True)
    request.context.modules.add("itertools")
    if not request[0].facts or (1, 1) in request[0].facts.sizes:  # now a number, now several
        request.context.modules.add("math")
        return Code(call(request.context.helper("combinations_of"), as_array(request[0]), request[1]), kind="array")
    flat = f"{request[0].raveled}.tolist()"
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
    flat = f"np.sort({values.raveled})[::-1].tolist()"
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


@function("fzero")
def _fzero(request: Request) -> Code:
    """Find a zero; it is the same one where the interval around it is searched in the same order."""
    return _zero_and_value(request)[0]


@several("fzero")
def _zero_and_value(request: Request) -> list[Code]:
    """Find a zero, and return what the function is there, and that one was found."""
    request.context.modules.add("scipy.optimize")
    request.pass_over(2)  # the options
    searched = _searched_function(request, 2)
    zero = call(request.context.helper("zero_of"), searched, request[1])
    inside = searched.at(ATOM) if searched.level == ATOM else f"({searched.text})"
    return [Code(zero), Code(call(inside, zero)), Code("1", whole=True)][: request.count]


def _searched_function(request: Request, options: int) -> Code:
    """Return the function that is the first argument, or that it names; what stands behind the options it gets, too."""
    searched = request[0]
    if searched.kind == "str" and (name := request.literal(0)):
        searched = request.context.code(syntax.Handle(request.nodes[0].span, name))
    if searched.kind != "handle":
        raise UntranslatableError(f"{request.name} of this form")
    more = request.arguments[options + 1 :]
    if not more:
        return searched
    point = "x" if "x" not in request.context.scope.variables else "point"
    return Code(f"lambda {point}: {call(searched.at(ATOM), point, *more)}", LAMBDA, "handle")


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
    names = {node.name for node in syntax.walk(request.nodes[0]) if isinstance(node, syntax.Name | syntax.Handle)}
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


@several("fminsearch")
def _minimum_and_value(request: Request) -> list[Code]:
    """Find where a function is least, in the steps that MATLAB takes."""
    helper = request.context.helper("minimum_of")
    found = call(helper, _searched_function(request, 2), request[1], _options_at(request, 2))
    return _of_minimum(request, found, request[1].kind)


@several("fminbnd")
def _minimum_between(request: Request) -> list[Code]:
    """Find where a function is least between two numbers, in the steps that MATLAB and SciPy take."""
    request.context.modules.add("scipy.optimize")
    helper, searched = request.context.helper("minimum_between"), _searched_function(request, 3)
    found = call(helper, searched, as_number(request[1]), as_number(request[2]), _options_at(request, 3))
    return _of_minimum(request, found, "number")


@function("fminsearch", "fminbnd")
def _minimum(request: Request) -> Code:
    """Find where a function is least."""
    return SEVERAL[request.name](request)[0]


def _options_at(request: Request, place: int) -> str:
    """Return the struct of options at a place; an empty one where none is given."""
    if len(request) <= place or request[place].text == EMPTY:
        return "{}"
    if request[place].kind != "struct":
        raise UntranslatableError(f"{request.name} with options of this form")
    return request[place].text


def _of_minimum(request: Request, found: str, kind: Kind) -> list[Code]:
    """Return where a function is least, what it is there, and whether that was found."""
    if request.count > 3:
        raise UntranslatableError(f"how many steps {request.name} took")
    return [Code(f"{found}[{place}]", kind="number" if place else kind) for place in range(request.count)]


@function("fsolve", "fminunc", "lsqnonlin", "fmincon", "ode23", "ode45", "ode15s", "lsode")
def _solver(request: Request) -> Code:
    """Refuse a solver: SciPy's takes other steps, so that its results differ."""
    raise UntranslatableError(f"{request.name} is another method in SciPy, so that its results differ")


@function("pcg")
def _conjugate_gradients(request: Request) -> Code:
    """Solve a system by conjugate gradients, which take the same steps and stop at the same one."""
    if len(request) not in (2, 3, 4) or request[0].kind not in ("array", "sparse"):
        raise UntranslatableError("pcg of this form")
    request.context.modules.add("scipy.sparse.linalg")
    matrix, right = request[0], as_array(request[1]).raveled
    tolerance = request[2].text if len(request) > 2 and request[2].text != EMPTY else "1e-6"
    most = as_int(request[3]) if len(request) > 3 else f"min({matrix.at(ATOM)}.shape[0], 20)"
    more = [f"rtol={tolerance}", f"maxiter={most}"]
    return Code(f"{call('scipy.sparse.linalg.cg', matrix, right, *more)}[0][:, None]", kind="array")


@function("cholupdate")
def _cholupdate(request: Request) -> Code:
    """Update a triangular factor."""
    return Code(call(request.context.helper("updated_cholesky"), *map(as_array, request.values)), kind="array")


@function("rcond")
def _rcond(request: Request) -> Code:
    """Compute the reciprocal of the condition in the 1-norm."""
    return Code(call(request.context.helper("reciprocal_condition"), as_array(request[0])))
