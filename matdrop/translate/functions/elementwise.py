"""Functions that work element by element."""

from __future__ import annotations

from dataclasses import replace

from matdrop.source.numpy_names import NUMPY_NAMES
from matdrop.translate.code import ATOM, COMPARE, DTYPES, NOT, PRODUCT, SUM, Code, UntranslatableError, as_int, call
from matdrop.translate.context import Context
from matdrop.translate.facts import INTEGERS, MIXED
from matdrop.translate.functions.registry import FUNCTIONS, Request, function, joint_kind, several
from matdrop.translate.operators import _numeric, as_double, binary, comparison, transpose, unary
from matdrop.translate.signs import is_not_negative

# Name in MATLAB, form in NumPy. The result has the class that NumPy gives it, which is MATLAB's.
ONE_VALUE = [
    "exp", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "asinh", "expm1", "log1p", "abs", "floor", "ceil",
    "fix", "sign", "conj", "deg2rad", "rad2deg", "sinc",
]  # fmt: skip
SAME_CLASS = {name: f"np.{NUMPY_NAMES[name]}({{0}})" for name in ONE_VALUE} | {
    "atan2": "np.arctan2({0}, {1})", "hypot": "np.hypot({0}, {1})", "nextpow2": "np.ceil(np.log2(np.abs({0})))",
    "sec": "(1 / np.cos({0}))", "csc": "(1 / np.sin({0}))", "cot": "(1 / np.tan({0}))",
    "sind": "np.sin(np.deg2rad({0}))", "cosd": "np.cos(np.deg2rad({0}))", "tand": "np.tan(np.deg2rad({0}))",
    "cotd": "(1 / np.tan(np.deg2rad({0})))", "secd": "(1 / np.cos(np.deg2rad({0})))",
    "cscd": "(1 / np.sin(np.deg2rad({0})))", "acotd": "np.rad2deg(np.arctan(1 / {0}))",
    "atan2d": "np.rad2deg(np.arctan2({0}, {1}))", "acsch": "np.arcsinh(1 / {0})",
    "atand": "np.rad2deg(np.arctan({0}))",
    "sech": "(1 / np.cosh({0}))", "csch": "(1 / np.sinh({0}))", "coth": "(1 / np.tanh({0}))",
    "acot": "np.arctan(1 / {0})", "realsqrt": "np.sqrt({0})", "reallog": "np.log({0})",
    "nthroot": "(np.sign({0}) * np.abs({0}) ** (1 / {1}))",
}  # fmt: skip
# Of SciPy's special functions.
SPECIAL = {
    "gamma": "scipy.special.gamma({0})", "gammaln": "scipy.special.gammaln({0})",
    "cbrt": "scipy.special.cbrt({0})", "lgamma": "scipy.special.gammaln({0})", "erf": "scipy.special.erf({0})",
    "erfc": "scipy.special.erfc({0})", "erfinv": "scipy.special.erfinv({0})", "erfcinv": "scipy.special.erfcinv({0})",
    "beta": "scipy.special.beta({0}, {1})", "betaln": "scipy.special.betaln({0}, {1})",
    "besselj": "scipy.special.jv({0}, {1})", "bessely": "scipy.special.yv({0}, {1})",
    "besseli": "scipy.special.iv({0}, {1})", "besselk": "scipy.special.kv({0}, {1})",
    "erfcx": "scipy.special.erfcx({0})", "expint": "scipy.special.exp1({0})",
    "gammaincinv": "scipy.special.gammaincinv({1}, {0})", "ellipke": "scipy.special.ellipk({0})",
    "factorial": "scipy.special.factorial({0})", "gammainc": "scipy.special.gammainc({1}, {0})",
    "betainc": "scipy.special.betainc({1}, {2}, {0})",
    "betaincinv": "scipy.special.betaincinv({1}, {2}, {0})", "normcdf": "scipy.special.ndtr({0})",
}  # fmt: skip
# Where the argument is outside of the real domain, the result is complex: the function of np, and that of np.emath.
DOMAIN = {name: NUMPY_NAMES[name] for name in ("sqrt", "log", "log2", "log10", "asin", "acos", "acosh", "atanh")}
_NEGATIVE = ("sqrt", "log", "log2", "log10")  # those that are complex of what is negative
LOGICAL = {name: f"np.{name}({{0}})" for name in ("isnan", "isinf", "isfinite")}
REAL = {name: f"np.{NUMPY_NAMES[name]}({{0}})" for name in ("real", "imag", "angle", "arg")}
# The functions that are operators by another name.
OPERATORS = {
    "plus": "+", "minus": "-", "times": ".*", "rdivide": "./", "power": ".^", "mtimes": "*", "mrdivide": "/",
    "mldivide": "\\", "eq": "==", "ne": "~=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "and": "&", "or": "|",
    "mpower": "^", "realpow": ".^",
}  # fmt: skip
# Of angles in degrees, where a case has shown an exact 0, or Inf.
EXACT = {
    "sind": "sine_of_degrees({0})", "cosd": "sine_of_degrees({1} + 90)", "tand": "tangent_of_degrees({0})",
}  # fmt: skip
WHOLE_RESULT = {"floor", "ceil", "fix", "abs", "sign"}


def _fill(template: str, request: Request) -> str:
    request.at_most(1 + template.count("{1}") + template.count("{2}"))
    prepare = as_double if request.name in WHOLE_RESULT else _in_double  # those keep the class of integers
    arguments = [prepare(_numeric(request.context, code)) for code in request.arguments]
    tight = template.count("{0}") > 1 or not template.endswith(")") or "(1 / {" in template
    return template.format(*(code.at(ATOM) if tight else code.text for code in arguments))


def _in_double(code: Code) -> Code:
    """Return numbers whose class varies in double; NumPy would take half precision for small integers."""
    if code.class_ in (MIXED, *INTEGERS) and code.kind == "array":
        return replace(code, text=call("np.asarray", code, "dtype=float"), level=ATOM, base="")
    has_integers = code.class_ in INTEGERS or (code.class_ == MIXED and "single" not in code.facts.classes)
    if has_integers and code.kind == "number":
        return replace(code, text=call("np.float64", code), level=ATOM, base="", class_="double")
    return as_double(code)


def _class(request: Request) -> str:
    return "single" if request[0].class_ == "single" else "double"  # of integers, too


@function(*SAME_CLASS)
def _same_class(request: Request) -> Code:
    """Translate by the table; what is whole stays a Python int."""
    argument = request[0]
    if request.name in WHOLE_RESULT and argument.whole and argument.kind == "number":
        return (
            argument
            if request.name in ("floor", "ceil", "fix")
            else Code(call(_WHOLE[request.name], argument), whole=request.name == "abs")
        )
    if request.name in WHOLE_RESULT and argument.class_ in INTEGERS:
        return _of_integers(request)
    if request.name in EXACT and (request.facts.ever("zero") or request.facts.ever("large")):
        text = EXACT[request.name].format(argument.text, argument.at(SUM))
        request.context.helper(text[: text.index("(")])
        return Code(text, kind=argument.kind, class_=_class(request))
    if request.name == "nextpow2" and (argument.facts.ever("zero") or argument.text == "0"):  # of 0 it is 0
        modulus = call("np.abs", argument)
        text = f"np.ceil(np.log2(np.where({modulus} == 0, 1, {modulus})))"
        return Code(text, kind=argument.kind)
    if request.name == "abs" and argument.facts.ever("complex"):
        text = call(request.context.helper("modulus"), argument)
        return Code(text, kind=joint_kind(request.arguments), class_=_class(request))
    may_be_complex = argument.facts.ever("complex") or request.context.may_leave_reals(argument.text)
    if request.name in ("floor", "ceil", "fix") and may_be_complex:
        function_ = f"np.{NUMPY_NAMES[request.name]}"
        return Code(call(request.context.helper("by_parts"), function_, argument), kind=argument.kind)
    return Code(_fill(SAME_CLASS[request.name], request), kind=joint_kind(request.arguments), class_=_class(request))


_WHOLE = {"abs": "abs", "sign": "np.sign"}


def _of_integers(request: Request) -> Code:
    """Translate a function of integers, in their class: the modulus of the least one is the largest."""
    argument = request[0]
    if request.name == "sign":
        return replace(argument, text=call("np.sign", argument), level=ATOM, base="")
    if request.name != "abs" or argument.class_.startswith("u"):
        return argument
    wide = "np.longdouble" if argument.class_ == "int64" else "float"
    modulus = replace(argument, text=call("np.abs", call("np.asarray", argument, f"dtype={wide}")), level=ATOM, base="")
    return in_class(request.context, modulus, argument.class_)


# Functions of which a third argument asks for a scaled form, and those of which "upper" asks for what is left to 1.
SCALED = {"besselj", "bessely", "besseli", "besselk"}
UPPER = {"gammainc": (2, "scipy.special.gammaincc({1}, {0})"), "betainc": (3, "scipy.special.betaincc({1}, {2}, {0})")}


@function(*SPECIAL)
def _special(request: Request) -> Code:
    """Translate by the table of SciPy's functions."""
    if request.name == "normcdf" and len(request) > 1:
        x, mu, sigma = request[0], request[1], request[2]
        request.context.modules.add("scipy.special")
        text = f"scipy.special.ndtr(({x.at(PRODUCT)} - {mu.at(PRODUCT)}) / {sigma.at(ATOM)})"
        return Code(text, kind=joint_kind(request.arguments))
    request.context.modules.add("scipy.special")
    kind = joint_kind(request.arguments)
    if request.name in SCALED and len(request) == 3:
        scaled = request[2].is_literal and request[2].text == "1"
        if not scaled and request[2].text != "0":
            raise UntranslatableError(f"{request.name} scaled by what varies")
        template = SPECIAL[request.name].replace("v(", "ve(") if scaled else SPECIAL[request.name]
        short = replace(request, arguments=request.arguments[:2])
        return Code(_fill(template, short), kind=kind)
    if request.name in UPPER and len(request) > UPPER[request.name][0]:
        places, complement = UPPER[request.name]
        is_upper = request.options(("upper", "lower"), first=places) == {"upper"}
        short = replace(request, arguments=request.arguments[:places])
        return Code(_fill(complement if is_upper else SPECIAL[request.name], short), kind=kind)
    if request.name == "gamma" and (request[0].facts.ever("negative") or request[0].facts.ever("zero")):
        return Code(call("np.where", _poles(request[0]), "np.inf", _fill(SPECIAL["gamma"], request)), kind=kind)
    return Code(_fill(SPECIAL[request.name], request), kind=kind)


@function("besselh")
def _hankel(request: Request) -> Code:
    """Translate a Hankel function of the first or of the second kind."""
    request.at_most(3)
    kind = request[1].text if len(request) > 2 else "1"
    if kind not in ("1", "2"):
        raise UntranslatableError("besselh of a kind that varies")
    request.context.modules.add("scipy.special")
    order, places = request[0], request[len(request) - 1]
    return Code(call(f"scipy.special.hankel{kind}", order, places), kind=joint_kind((order, places)))


@function("airy")
def _airy(request: Request) -> Code:
    """Translate an Airy function, or its derivative."""
    request.at_most(2)
    order = request[0].text if len(request) > 1 else "0"
    if order not in ("0", "1", "2", "3"):
        raise UntranslatableError("airy of an order that varies")
    request.context.modules.add("scipy.special")
    places = request[len(request) - 1]
    return Code(f"{call('scipy.special.airy', places)}[{order}]", kind=places.kind)


@several("ellipke", "ellipj")
def _elliptic(request: Request) -> list[Code]:
    """Translate complete elliptic integrals of both kinds, or the elliptic functions of Jacobi."""
    request.at_most(2 if request.name == "ellipj" else 1)
    request.context.modules.add("scipy.special")
    if any(code.facts.ever("complex") for code in request.arguments):
        raise UntranslatableError(f"{request.name} of complex numbers")
    kind, given = joint_kind(request.arguments), [code.text for code in request.arguments]
    if request.name == "ellipke":
        return [Code(call(f"scipy.special.{name}", *given), kind=kind) for name in ("ellipk", "ellipe")]
    return [Code(f"{call('scipy.special.ellipj', *given)}[{k}]", kind=kind) for k in range(3)]


@function("psi")
def _psi(request: Request) -> Code:
    """Translate the digamma function, or one of its derivatives."""
    request.context.modules.add("scipy.special")
    *order, x = request.arguments
    name = "digamma" if not order or order[0].text == "0" else "polygamma"
    text = call(f"scipy.special.{name}", *([] if name == "digamma" else [as_int(order[0])]), x)
    if name == "digamma" and (x.facts.ever("negative") or x.facts.ever("zero")):
        return Code(call("np.where", _poles(x), "-np.inf", text), kind=x.kind)
    return Code(text, kind=x.kind)


def _poles(x: Code) -> str:
    """Return where the gamma function has its poles, at which SciPy's functions are NaN."""
    return f"({x.at(COMPARE + 1)} <= 0) & ({x.at(COMPARE + 1)} == np.floor({x.text}))"


@function(*DOMAIN)
def _domain(request: Request) -> Code:
    """Translate a function that is complex outside of its domain."""
    argument = _in_double(_numeric(request.context, request[0]))
    inside = argument.facts.always("complex") or _is_within(request, argument)
    if request.name == "acosh":  # which numpy.emath does not have
        text = f"{argument.at(SUM)} + 0j" if request.facts.ever("complex") else argument.text
        return Code(call("np.arccosh", text), kind=argument.kind, class_=_class(request))
    if request.name in ("asin", "acos") and request.facts and not inside and not argument.facts.ever("complex"):
        request.context.may_be_complex |= not request.facts.ever("complex")
        text = call(request.context.helper(f"arc{request.name[1:]}_of_real"), argument)
        return Code(text, kind=argument.kind, class_=_class(request))
    module = "np" if inside else "np.emath"
    request.context.may_be_complex |= not inside
    facts = argument.facts
    is_real = not facts.ever("complex")
    if not is_real and request.name in _NEGATIVE:  # the two languages multiply an imaginary 0 in other ways
        request.context.notes.append("of a negative number the sign of its imaginary 0 decides")
    is_mixed = is_real and facts.ever("negative") and (facts.ever("zero") or facts.ever("nan"))
    if not inside and is_mixed and request.name in _NEGATIVE:
        text = call(request.context.helper("of_real"), f"np.emath.{DOMAIN[request.name]}", argument)
        return Code(text, kind=argument.kind, class_=_class(request))
    return Code(call(f"{module}.{DOMAIN[request.name]}", argument), kind=argument.kind, class_=_class(request))


@function("asind", "acosd")
def _arc_in_degrees(request: Request) -> Code:
    """Translate an arc in degrees, which is complex outside of the domain of the arc."""
    found = _domain(replace(request, name=request.name[:-1]))
    return replace(found, text=f"{found.text} * 180 / np.pi", level=PRODUCT)


def _is_within(request: Request, argument: Code) -> bool:
    """Whether an argument is within the real domain, as it is written: a square, a modulus, a number, a length."""
    return request.name in _NEGATIVE and is_not_negative(argument.text)


@function(*LOGICAL)
def _logical_result(request: Request) -> Code:
    """Translate a question about each element."""
    argument = _numeric(request.context, request[0])
    return Code(LOGICAL[request.name].format(argument.text), kind=argument.kind, class_="logical")


@function(*REAL)
def _real_result(request: Request) -> Code:
    """Translate a part of a complex number: NumPy's shares the memory of the whole, or cannot be written to."""
    value = as_double(_numeric(request.context, request[0]))
    base = value.base or f"np.{request.name}"
    return Code(REAL[request.name].format(value.text), kind=value.kind, base=base)


@function(*OPERATORS)
def _operator(request: Request) -> Code:
    """Translate a function that is an operator."""
    if len(request) < 2:  # a handle of it has two arguments
        raise UntranslatableError(f"{request.name} of one value")
    result, *others = request.arguments
    for other in others:
        result = binary(request.context, OPERATORS[request.name], result, other, request.facts)
    return result


@function("not", "uminus", "transpose", "ctranspose")
def _unary_operator(request: Request) -> Code:
    """Translate a function that is an operator with one operand."""
    if request.name.endswith("transpose"):
        return transpose("'" if request.name == "ctranspose" else ".'", request[0])
    return unary(request.context, "~" if request.name == "not" else "-", request[0])


@function("xor")
def _xor(request: Request) -> Code:
    """Compare two truth values."""
    left, right = (
        comparison(request.context, "~=", code, Code("0", whole=True)) if code.class_ != "logical" else code
        for code in (request[0], request[1])
    )
    return comparison(request.context, "~=", left, right)


_QUOTIENTS = {"fix": "np.trunc", "floor": "np.floor", "ceil": "np.ceil", "round": "round_half_away"}


@function("idivide")
def _idivide(request: Request) -> Code:
    """Divide integers, and round as is asked for: towards zero by default."""
    request.at_most(3)
    way = (request.literal(2) or "") if len(request) > 2 else "fix"
    class_ = next((code.class_ for code in request.arguments[:2] if code.class_ in INTEGERS), "")
    if way not in _QUOTIENTS or not class_:
        raise UntranslatableError("idivide of these values")
    if way == "round":
        request.context.helper(_QUOTIENTS[way])
    sides = [Code(f"np.float64({code.text})", kind=code.kind) for code in request.arguments[:2]]
    quotient = call(_QUOTIENTS[way], f"{sides[0].text} / {sides[1].text}")
    return in_class(request.context, Code(quotient, kind=joint_kind(request.arguments[:2])), class_)


@function("round")
def _round(request: Request) -> Code:
    """Round half away from zero."""
    argument = request[0]
    if argument.class_ in INTEGERS or argument.whole:
        return argument
    argument = as_double(argument)
    text = call(request.context.helper("round_half_away"), argument, *request.arguments[1:2])
    return Code(text, kind=argument.kind, class_=argument.class_)


@function("mod", "rem")
def _modulo(request: Request) -> Code:
    """Translate a remainder; by zero it is the dividend."""
    x, y = (as_double(_numeric(request.context, code)) for code in (request[0], request[1]))
    kind = joint_kind((x, y))
    class_ = next((code.class_ for code in (x, y) if code.class_ in (*INTEGERS, "single")), "double")
    both_whole = x.whole and y.whole and kind == "number"
    literal = y.is_literal and int(y.text) > 0
    if y.text == "0" and request.name == "mod":
        return x
    if request.name == "mod" and both_whole and (literal or not y.facts.ever("zero")):
        return Code(f"{x.at(PRODUCT)} % {y.at(ATOM)}", PRODUCT, whole=True)
    if literal or (y.facts.always("whole") and not y.facts.ever("zero")):
        return Code(call("np.mod" if request.name == "mod" else "np.fmod", x, y), kind=kind, class_=class_)
    text = call(request.context.helper(f"{request.name}_"), x, y)
    return Code(call("np.float32", text) if class_ == "single" else text, kind=kind, class_=class_)


@several("gcd")
def _divisor_and_factors(request: Request) -> list[Code]:
    """Translate a divisor, and the factors with which the numbers add up to it."""
    request.at_most(2)
    text = call(request.context.helper("divisor_and_factors"), *request.arguments)
    kind = joint_kind(request.arguments)
    return [Code(f"{text}[{k}]", kind=kind) for k in range(request.count)]


@function("gcd", "lcm")
def _divisor(request: Request) -> Code:
    """Translate divisors and multiples."""
    kind = joint_kind(request.arguments)
    if kind == "number":
        request.context.modules.add("math")
        return Code(call(f"math.{request.name}", *map(as_int, request.arguments)), whole=True)
    x, *others = (f"np.asarray({code.text}).astype(int)" for code in request.arguments)
    for y in others:
        x = f"np.{request.name}({x}, {y})"
    return Code(f"{x}.astype(float)", kind=kind)


def _as_bits(request: Request, code: Code) -> str:
    """Return numbers as ints; what is not whole is rounded, and what is negative is 0."""
    if (code.whole or code.facts.always("whole")) and not code.facts.ever("negative"):
        return f"np.asarray({code.text}).astype(int)"
    return f"np.asarray({call(request.context.helper('saturate'), code, 'np.uint64')}).astype(int)"


@function("bitcmp")
def _complement(request: Request) -> Code:
    """Turn all bits round: 53 of them in a double."""
    request.at_most(1)
    class_, value = request[0].class_, request[0]
    text = f"~{value.at(ATOM)}" if class_ in INTEGERS else f"({2**53 - 1} - {value.at(ATOM)})"
    return Code(text, NOT if class_ in INTEGERS else ATOM, value.kind, class_)


@function("bitget")
def _bitget(request: Request) -> Code:
    """Ask whether a bit is set; bits are counted from 1."""
    x, place = (_as_bits(request, code) for code in request.arguments[:2])
    text = f"({x} >> ({place} - 1)) & 1"
    kind = joint_kind(request.arguments)
    if request.facts.class_ != "logical":
        return Code(
            f"({text}).astype({DTYPES.get(request.facts.class_, 'float')})", kind=kind, class_=request.facts.class_
        )
    return Code(f"({text}) == 1", COMPARE, kind, "logical")


@function("bitset")
def _bitset(request: Request) -> Code:
    """Set a bit, or clear it; bits are counted from 1."""
    x, place = (_as_bits(request, code) for code in request.arguments[:2])
    class_, kind = request[0].class_, joint_kind(request.arguments)
    text = f"{x} | (1 << ({place} - 1))"
    if len(request) > 2:
        text = f"np.where({request[2].text}, {text}, {x} & ~(1 << ({place} - 1)))"
    return Code(f"({text}).astype({DTYPES.get(class_, 'float')})", kind=kind, class_=class_)


@function("bitand", "bitor", "bitxor", "bitshift")
def _bits(request: Request) -> Code:
    """Translate operations on bits."""
    x, y = (_as_bits(request, code) for code in request.arguments[:2])
    if request.name == "bitshift":  # which rounds towards 0
        x, y = (f"np.asarray({code.text}).astype(int)" for code in request.arguments[:2])
        text = f"np.where({y} >= 0, {x} << np.abs({y}), {x} >> np.abs({y}))"
    else:
        text = (
            f"np.{ {'bitand': 'bitwise_and', 'bitor': 'bitwise_or', 'bitxor': 'bitwise_xor'}[request.name] }({x}, {y})"
        )
    class_ = request[0].class_
    kind = joint_kind(request.arguments)
    dtype = DTYPES[class_] if class_ in INTEGERS else "float"
    return Code(f"{text}.astype({dtype})", kind=kind, class_=class_)


@function("double", "single", "logical", "cast", *INTEGERS)
def _conversion(request: Request) -> Code:
    """Convert to another class."""
    class_ = request.name if request.name != "cast" else request.literal(1) or request.facts.class_
    argument = _numeric(request.context, request[0])
    if class_ == "like":
        class_ = request[2].class_
    if class_ == argument.class_:
        return argument
    if class_ in INTEGERS:
        return Code(
            call(request.context.helper("saturate"), argument, DTYPES[class_]), kind=argument.kind, class_=class_
        )
    if class_ == "logical" and argument.kind == "number":
        return Code(call("bool", argument), class_="logical")
    if class_ == "double" and argument.class_ == "logical":
        return as_double(argument)
    if class_ == "single" or argument.kind == "number":
        cast = {"double": "float", "single": "np.float32", "logical": "bool"}[class_]
        return Code(call(cast, argument), kind=argument.kind, class_=class_)
    return Code(f"{argument.at(ATOM)}.astype({DTYPES[class_]})", kind=argument.kind, class_=class_)


def in_class(context: Context, code: Code, class_: str) -> Code:
    """Return numbers that were joined or computed in double in the class that they have.

    Parameters
    ----------
    context : Context
        Of the function.
    code : Code
        In double.
    class_ : str
        What they are in MATLAB.

    Returns
    -------
    Code
        The same for double, and for what has several classes.
    """
    if class_ in INTEGERS:
        text = call(context.helper("saturate"), code, DTYPES[class_])
    elif class_ in ("single", "logical"):
        text = f"{code.at(ATOM)}.astype({DTYPES[class_]})"
    else:
        return replace(code, class_=class_)
    return replace(code, text=text, level=ATOM, class_=class_, base="")


@function("bsxfun")
def _bsxfun(request: Request) -> Code:
    """Call the function itself: NumPy expands as MATLAB does."""
    from matdrop.source import matlab_syntax as syntax

    node = request.nodes[0]
    name = node.name if isinstance(node, syntax.Handle) else node.value if isinstance(node, syntax.Text) else ""
    if name in FUNCTIONS and name not in request.context.known:
        inner = Request(request.context, name, request.arguments[1:], request.nodes[1:], request.facts)
        return FUNCTIONS[name](inner)
    if request[0].kind != "handle":
        raise UntranslatableError("bsxfun of what is no function")
    return Code(call(request[0].at(ATOM), *request.arguments[1:]), kind="array")


@function("complex")
def _complex(request: Request) -> Code:
    """Put a complex number together."""
    kind = joint_kind(request.arguments)
    if len(request) == 1:
        return Code(f"({request[0].at(10)} + 0j)", kind=kind)
    return Code(f"({request[0].at(10)} + 1j * {request[1].at(ATOM)})", kind=kind)


@function("isreal", "iscomplex")
def _isreal(request: Request) -> Code:
    """Ask whether a value is real."""
    if request[0].kind in ("cell", "struct", "structs", "handle") and request[0].facts:
        return Code("False", class_="logical")  # neither real nor complex
    if request.name == "iscomplex":
        return Code(call("np.iscomplexobj", request[0]), class_="logical")
    return Code(f"not {call('np.iscomplexobj', request[0])}", 4, class_="logical")


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
