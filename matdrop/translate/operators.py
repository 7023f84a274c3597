"""MATLAB's operators in NumPy, by the classes and sizes of their operands."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from matdrop.translate.code import (
    AND,
    ATOM,
    BIT_AND,
    BIT_OR,
    COMPARE,
    DTYPES,
    NOT,
    OR,
    POWER,
    PRODUCT,
    SIGN,
    SUM,
    Code,
    UntranslatableError,
    as_array,
    as_full,
    as_int,
    as_number,
    call,
)
from matdrop.translate.context import Context
from matdrop.translate.facts import INTEGERS, MIXED, Facts, Kind
from matdrop.translate.signs import is_not_negative

BY_REAL_PARTS = "complex numbers by their real parts, as in MATLAB: Octave takes their moduli"
COMPARISONS = {"==": "==", "~=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
# Operators between elements: the sign in Python, and how tightly it binds.
ELEMENTWISE = {
    "+": ("+", SUM), ".+": ("+", SUM), "-": ("-", SUM), ".-": ("-", SUM),
    ".*": ("*", PRODUCT), "./": ("/", PRODUCT), ".^": ("**", POWER),
}  # fmt: skip
ELEMENT_BY_ELEMENT = {*COMPARISONS, *ELEMENTWISE, ".\\", "&", "|", "&&", "||"}
# What decides at run time whether an operator is one between matrices.
_AT_RUN_TIME = {"*": "mtimes", "/": "mrdivide", "\\": "mldivide"}


def binary(context: Context, operator: str, left: Code, right: Code, facts: Facts) -> Code:
    """Translate an operator between two operands.

    Parameters
    ----------
    context : Context
        Of the function.
    operator : str
        As MATLAB writes it.
    left, right : Code
        The operands.
    facts : Facts
        What was seen of the result.

    Returns
    -------
    Code
        The result.

    Raises
    ------
    UntranslatableError
        If there is no translation.
    """
    if operator in ELEMENT_BY_ELEMENT and not _stays_sparse(operator, left, right):
        left, right = as_full(left), as_full(right)
        left, right = _as_deep(context, left, right), _as_deep(context, right, left)
    if operator in COMPARISONS:
        if operator not in ("==", "~=") and (left.facts.ever("complex") or right.facts.ever("complex")):
            context.notes.append(BY_REAL_PARTS)
            left, right = _real_part(left), _real_part(right)
        return comparison(context, operator, left, right)
    if operator in ("&&", "||"):
        return short_circuit(context, operator, left, right)
    if operator in ("&", "|"):
        return logic(context, operator, left, right)
    left, right = _numeric(context, left), _numeric(context, right)
    if operator in ("*", "/", "\\", "^"):
        return _matrix_operator(context, operator, left, right, facts)
    if operator not in (*ELEMENTWISE, ".\\"):
        raise UntranslatableError(f"the operator {operator}")
    if operator == ".\\":
        left, right, operator = right, left, "./"
    return _elementwise(context, operator, left, right, facts)


def _real_part(code: Code) -> Code:
    """Return the real part of what was complex in a case; NumPy would order equal ones by their imaginary parts."""
    if not code.facts.ever("complex"):
        return code
    facts = Facts({replace(one, flags=one.flags - {"complex"}) for one in code.facts.sightings})
    return replace(code, text=call("np.real", code), level=ATOM, facts=facts, slice_="")


def _as_deep(context: Context, code: Code, other: Code) -> Code:
    """Return an operand with dimensions of 1 behind its own if the other has more; NumPy would put them before."""
    depths, others = ({len(size) for size in one.facts.sizes} for one in (code, other))
    if code.kind != "array" or other.kind != "array" or max(others, default=2) <= min(depths, default=2):
        return code
    if len(depths) == len(others) == 1:
        more = ", ".join(["None"] * (max(others) - max(depths)))
        return replace(code, text=f"{code.at(ATOM)}[..., {more}]", level=ATOM, base="", slice_="")
    return replace(code, text=call(context.helper("as_deep"), code, other), level=ATOM, base="", slice_="")


def _stays_sparse(operator: str, left: Code, right: Code) -> bool:
    """Whether an operator between elements leaves what is 0 in sparse matrices 0."""
    if left.kind == right.kind == "sparse":
        return operator in ("+", "-", ".*")
    return (operator == ".*" and "number" in (left.kind, right.kind)) or (operator == "./" and right.kind == "number")


def _numeric(context: Context, code: Code) -> Code:
    """Return text as the numbers of its characters; of what is text in some cases, text alone."""
    if code.kind == "str" and code.facts and code.facts.is_scalar:
        return Code(call("ord", code), whole=True, facts=code.facts)
    if code.kind in ("str", "rows"):
        return context.codes_of(code)
    if code.kind == "any" and "char" in code.facts.classes:
        numbers = Facts({sighting for sighting in code.facts.sightings if sighting.class_ != "char"})
        return replace(context.codes_of(code), kind="any", facts=numbers)
    if code.kind in ("number", "array", "any", "sparse"):
        return code
    raise UntranslatableError(f"arithmetic with a {code.kind}")


def _joint_kind(left: Code, right: Code) -> Kind:
    for kind in ("sparse", "any", "array"):
        if kind in (left.kind, right.kind):
            return kind
    return "number"


def _result_class(left: Code, right: Code, facts: Facts) -> str:
    classes = (left.class_, right.class_)
    if MIXED in classes:
        return MIXED
    for class_ in classes:
        if class_ in INTEGERS:
            return class_
    if "single" in classes:
        return "single"
    return facts.class_ or "double"


def as_double(code: Code) -> Code:
    """Return logical values as numbers.

    Parameters
    ----------
    code : Code
        A value.

    Returns
    -------
    Code
        The same if it is not logical.
    """
    if code.class_ != "logical":
        return code
    if code.kind == "number":
        return Code(call("int", code), whole=True, facts=code.facts)
    return replace(code, text=f"{code.at(ATOM)}.astype(float)", level=ATOM, class_="double", base="")


def _elementwise(context: Context, operator: str, left: Code, right: Code, facts: Facts) -> Code:
    sign, level = ELEMENTWISE[operator]
    class_ = _result_class(left, right, facts)
    if (class_ == MIXED and sign != "**") or _is_by_parts(sign, left, right, facts):
        name = {"+": "np.add", "-": "np.subtract", "*": "np.multiply", "/": "np.divide"}[sign]
        text = call(context.helper("arithmetic"), name, left, right)
        return Code(text, kind=_joint_kind(left, right), class_=class_)
    if class_ in INTEGERS:
        return _saturated(context, sign, level, left, right, class_)
    if left.class_ == right.class_ == "logical" or (
        operator in (".^", "-") and "logical" in (left.class_, right.class_)
    ):
        left, right = as_double(left), as_double(right)
    if class_ == "single":
        left, right = _single(left), _single(right)
    kind = _joint_kind(left, right)
    if sign == "/" and right.facts.ever("zero") and not right.facts.always("whole"):
        context.notes.append("by an exact 0 in a case")  # which rounding may have moved elsewhere
    both_whole = left.whole and right.whole and not facts.ever("large")
    if sign == "**":
        return _power(context, left, right, kind, class_, facts)
    is_guarded = bool(right.base) and right.base in context.guarded
    if sign == "/" and kind == "number" and (right.facts.ever("zero") or right.text == "0") and not is_guarded:
        return Code(call("np.divide", left, right), class_=class_)
    text = f"{left.at(level)} {sign} {right.at(level + 1)}"
    return Code(text, level, kind, class_, both_whole and sign != "/")


def _is_by_parts(sign: str, left: Code, right: Code, facts: Facts) -> bool:
    """Whether a complex number is multiplied by a real one where NumPy, which makes both complex, spreads NaN."""
    sides = [side.facts.ever("complex") for side in ((left,) if sign == "/" else (left, right))]
    is_mixed = any(sides) and not (left.facts.ever("complex") and right.facts.ever("complex"))
    return sign in ("*", "/") and is_mixed and facts.ever("nan") and facts.ever("complex")


def _power(context: Context, left: Code, right: Code, kind: Kind, class_: str, facts: Facts) -> Code:
    base = left.at(ATOM)
    is_real = not (left.facts.ever("complex") or right.facts.ever("complex"))
    if is_real and (facts.ever("complex") or _may_leave_the_real_numbers(left, right)):
        context.may_be_complex = True
        is_fraction = _is_decimal(right.text) and float(right.text) % 1 > 0
        function = "np.emath.power" if is_fraction else context.helper("powered")
        return Code(call(function, left, right), kind=kind, class_=class_)
    if kind == "number" and left.facts.ever("zero") and (right.facts.ever("negative") or right.text.startswith("-")):
        return Code(
            call("np.power", f"{left.text}.0" if left.is_literal else call("float", left), right), class_=class_
        )
    if left.whole and (left.kind == "array" or right.facts.ever("negative") or not right.whole):
        base = f"{left.text}.0" if left.is_literal and left.level == ATOM else call("float", left)
        base = f"({base})" if base.startswith("-") else base
    whole = left.whole and right.whole and facts.always("whole") and not facts.ever("large")
    whole = whole and not right.facts.ever("negative")
    return Code(f"{base} ** {right.at(SIGN)}", POWER, kind, class_, whole)


def _may_leave_the_real_numbers(base: Code, exponent: Code) -> bool:
    """Whether a negative base, which no case may have shown, would be raised to a power that is not whole."""
    if exponent.whole or base.is_literal or _is_decimal(base.text) or is_not_negative(base.text):
        return False
    if _is_decimal(exponent.text):
        return float(exponent.text) % 1 > 0
    return bool(exponent.facts) and not exponent.facts.always("whole") and base.kind in ("number", "array")


def _single(code: Code) -> Code:
    """Return an operand beside a single in single precision, unless Python's rules make it so."""
    if code.class_ == "single" or (code.kind == "number" and (code.is_literal or _is_decimal(code.text))):
        return code
    return replace(code, text=call("np.float32", code), level=ATOM, class_="single", whole=False, base="")


def _is_decimal(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _saturated(context: Context, sign: str, level: int, left: Code, right: Code, class_: str) -> Code:
    """Compute in double, and round and saturate as MATLAB's integer classes do."""
    sides = [
        replace(side, text=call("np.float64", side), level=ATOM) if side.class_ in INTEGERS else side
        for side in (left, right)
    ]
    helper = context.helper("saturate")
    text = f"{helper}({sides[0].at(level)} {sign} {sides[1].at(level + 1)}, {DTYPES[class_]})"
    return Code(text, ATOM, _joint_kind(left, right), class_)


def _matrix_operator(context: Context, operator: str, left: Code, right: Code, facts: Facts) -> Code:
    scalar = {
        "*": left.is_scalar or right.is_scalar,
        "/": right.is_scalar,
        "\\": left.is_scalar,
        "^": left.is_scalar and right.is_scalar,
    }[operator]
    if scalar:
        if any(side.kind == "array" and side.is_scalar for side in (left, right)) and not facts.is_scalar:
            context.notes.append("one side is a scalar in all cases")
        return binary(context, f".{operator}", left, right, facts)
    left, right = as_double(left), as_double(right)
    divisor = {"/": right, "\\": left}.get(operator)
    is_number_once = divisor is not None and divisor.kind == "array" and (1, 1) in divisor.facts.sizes
    unseen = operator != "^" and any(side.kind != "number" and not side.facts for side in (left, right))
    if is_number_once or unseen:
        return _at_run_time(context, operator, left, right, facts)  # no case has shown it
    sparse = "sparse" in (left.kind, right.kind)
    if operator == "*":
        return _product(context, left, right, facts, sparse)
    if operator == "^":
        return _matrix_power(context, left, right)
    if operator == "\\":
        return _solved(context, left, right, facts)
    solved = _solved(context, _transposed(right), _transposed(left), facts)
    return replace(solved, text=f"{solved.at(ATOM)}.T", level=ATOM)


def _at_run_time(context: Context, operator: str, left: Code, right: Code, facts: Facts) -> Code:
    """Translate an operator by a helper that finds out what is a scalar, and of integers what class comes of it."""
    name = _AT_RUN_TIME[operator]
    if operator != "\\" and any(side.class_ in (MIXED, *INTEGERS) for side in (left, right)):
        class_ = _result_class(left, right, facts)
        return Code(call(context.helper(f"{name}_by_class"), left, right), kind="array", class_=class_)
    return Code(call(context.helper(name), left, right), kind="array")


def _matrix_power(context: Context, left: Code, right: Code) -> Code:
    """Translate a square matrix to the power of a number; a whole one below 0 is one of the inverse."""
    if any(side.kind != "number" and not side.facts for side in (left, right)):  # no case has shown it
        return Code(call(context.helper("mpower"), left, right), kind="array")
    if right.is_literal and right.text.startswith("-"):
        inverse = context.helper("inverse") if left.facts.ever("singular") else "np.linalg.inv"
        left, right = Code(call(inverse, left), kind="array"), replace(right, text=right.text[1:])
        if right.text == "1":
            return left
    if right.is_scalar and (right.whole or right.facts.always("whole")):
        return Code(call("np.linalg.matrix_power", left, as_int(right)), kind="array", class_=left.class_)
    if left.is_scalar or not right.is_scalar:
        raise UntranslatableError("a number to the power of a matrix")
    return Code(call(context.helper("mpower"), left, right), kind="array")


def _product(context: Context, left: Code, right: Code, facts: Facts, sparse: bool) -> Code:
    ever = [side for side in (left, right) if (1, 1) in side.facts.sizes]
    has_integers = any(side.class_ in (MIXED, *INTEGERS) for side in (left, right))  # which are no matrices then
    if ever and not sparse and (context.decides_late or has_integers or _is_ambiguous(left, right)):
        return _at_run_time(context, "*", left, right, facts)
    kind: Kind = "sparse" if left.kind == right.kind == "sparse" else "array"
    class_ = "single" if "single" in (left.class_, right.class_) else "double"
    return Code(f"{left.at(PRODUCT)} @ {right.at(PRODUCT + 1)}", PRODUCT, kind, class_)


def _is_ambiguous(left: Code, right: Code) -> bool:
    """Whether one side is a scalar in some cases where the product of matrices is not defined or is another one."""
    inner = {size[-1] for size in left.facts.sizes if size == (1, 1)} | {1 for s in right.facts.sizes if s == (1, 1)}
    if not inner:
        return False
    left_columns = {size[-1] for size in left.facts.sizes}
    right_rows = {size[0] for size in right.facts.sizes}
    return left_columns != right_rows


def _transposed(code: Code) -> Code:
    code = as_array(code)
    return replace(code, text=f"{code.at(ATOM)}.T", level=ATOM)


def _solved(context: Context, left: Code, right: Code, facts: Facts) -> Code:
    right = as_full(right)
    is_square = all(size[0] == size[1] for size in left.facts.sizes)
    if left.kind == "sparse" and not is_square:
        left = replace(left, text=f"{left.at(ATOM)}.toarray()", kind="array", level=ATOM)
    if left.kind == "sparse":
        context.modules.add("scipy.sparse.linalg")
        return Code(f"{call('scipy.sparse.linalg.spsolve', left, right)}.reshape({right.at(ATOM)}.shape)", kind="array")
    if left.facts and is_square and not left.facts.ever("singular"):
        context.notes.append("square in all cases")
        return Code(call("np.linalg.solve", left, right), kind="array")
    if left.facts and all(size[0] != size[1] for size in left.facts.sizes) and not facts.ever("nan"):
        context.notes.append("not square in all cases")
        return Code(f"{call('np.linalg.lstsq', left, right)}[0]", kind="array")
    return Code(call(context.helper("mldivide"), left, right), kind="array")


def comparison(context: Context, operator: str, left: Code, right: Code) -> Code:
    """Translate a comparison.

    Parameters
    ----------
    context : Context
        Of the function.
    operator : str
        As MATLAB writes it.
    left, right : Code
        The operands.

    Returns
    -------
    Code
        Logical.

    Raises
    ------
    UntranslatableError
        If an operand cannot be compared.
    """
    sign = COMPARISONS[operator]
    if not (left.kind == right.kind == "str" and left.is_scalar and right.is_scalar):
        if left.kind == "handle" or right.kind == "handle":
            raise UntranslatableError("a comparison of function handles")
        left, right = _numeric(context, left), _numeric(context, right)
    kind = _joint_kind(left, right) if left.kind != "str" else "number"
    text = f"{left.at(COMPARE + 1)} {sign} {right.at(COMPARE + 1)}"
    return Code(text, COMPARE, kind, "logical")


def truth(context: Context, code: Code) -> Code:
    """Return the condition that a value is.

    Parameters
    ----------
    context : Context
        Of the function.
    code : Code
        The value.

    Returns
    -------
    Code
        Something that Python takes for true where MATLAB does.
    """
    if code.kind == "number":
        return code
    if code.kind == "str":
        return code if code.facts else Code(call("len", code))
    code = as_full(code)
    if code.kind == "array" and code.facts and code.facts.is_scalar:
        return replace(as_number(code), class_=code.class_)
    if code.kind == "array" and code.facts and not any(0 in size for size in code.facts.sizes):
        return Code(call("np.all", code), class_="logical")
    return Code(call(context.helper("is_true"), code), class_="logical")


def short_circuit(context: Context, operator: str, left: Code, right: Code) -> Code:
    """Translate ``&&`` and ``||``.

    Parameters
    ----------
    context : Context
        Of the function.
    operator : str
        One of the two.
    left, right : Code
        The operands.

    Returns
    -------
    Code
        Logical.
    """
    word, level = ("and", AND) if operator == "&&" else ("or", OR)
    sides = [_as_logical(truth(context, side)) for side in (left, right)]
    neutral = "True" if operator == "&&" else "False"
    left_over = [side for side in sides if side.text != neutral]
    if len(left_over) < 2:  # a side that is the same in all cases decides nothing
        return left_over[0] if left_over else sides[0]
    return Code(f"{sides[0].at(level)} {word} {sides[1].at(level)}", level, class_="logical")


def _as_logical(code: Code) -> Code:
    """Return a number as a truth value: ``and`` returns one of its operands."""
    if code.class_ == "logical" or code.text.endswith((" is None", " is not None")):  # exist returns a number
        return code
    return Code(f"{code.at(COMPARE + 1)} != 0", COMPARE, code.kind, "logical")


def logic(context: Context, operator: str, left: Code, right: Code) -> Code:
    """Translate ``&`` and ``|``.

    Parameters
    ----------
    context : Context
        Of the function.
    operator : str
        One of the two.
    left, right : Code
        The operands.

    Returns
    -------
    Code
        Logical.
    """
    left, right = _as_logical(_numeric(context, left)), _as_logical(_numeric(context, right))
    kind = _joint_kind(left, right)
    if kind == "number":
        return short_circuit(context, operator * 2, left, right)
    level = BIT_AND if operator == "&" else BIT_OR
    return Code(f"{left.at(level)} {operator} {right.at(level + 1)}", level, kind, "logical")


# What takes the place of a comparison to negate it.
_OPPOSITE: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.IsNot: ("is not", "is"),
}


def _negated(operand: Code) -> Code:
    """Return the negation of one logical value as a person would write it."""
    if operand.text in ("True", "False"):
        return replace(operand, text="False" if operand.text == "True" else "True")
    if operand.level == COMPARE:
        node = ast.parse(operand.text, mode="eval").body
        match node:
            case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _OPPOSITE:
                written, end, start = operand.text.encode(), left.end_col_offset, right.col_offset
                between = written[end:start].decode().replace(*_OPPOSITE[type(sign)])
                return replace(operand, text=written[:end].decode() + between + written[start:].decode())
    return Code(f"not {operand.at(NOT)}", NOT, class_="logical")


def unary(context: Context, operator: str, operand: Code) -> Code:
    """Translate a sign or a negation.

    Parameters
    ----------
    context : Context
        Of the function.
    operator : str
        ``-``, ``+`` or ``~``.
    operand : Code
        The operand.

    Returns
    -------
    Code
        The result.

    Raises
    ------
    UntranslatableError
        For ``++`` and ``--``.
    """
    operand = _numeric(context, operand)
    if operator == "~":
        operand = _as_logical(as_full(operand))
        if operand.kind == "number":
            return _negated(operand)
        return Code(f"~{operand.at(ATOM)}", SIGN, operand.kind, "logical")
    if operator not in ("-", "+"):
        raise UntranslatableError(f"the operator {operator}")
    operand = as_double(operand)
    if operator == "+":
        return operand
    if operand.class_ == MIXED:
        return replace(
            operand, text=call(context.helper("arithmetic"), "np.subtract", "0", operand), level=ATOM, base=""
        )
    if operand.class_ in INTEGERS:
        double = replace(operand, text=call("np.float64", operand), level=ATOM)
        text = f"{context.helper('saturate')}(-{double.text}, {DTYPES[operand.class_]})"
        return replace(operand, text=text, level=ATOM, base="")
    return replace(operand, text=f"-{operand.at(SIGN)}", level=SIGN, base="", slice_="")


def _transposed_text(operand: Code) -> Code:
    """Return text with its characters below each other, or several rows of it turned round."""
    widths = {size[1] for size in operand.facts.sizes}
    if operand.kind == "str":
        if operand.facts and max(widths) < 2:
            return operand
        return replace(operand, text=f"[*{operand.text}]", kind="rows", level=ATOM)
    if operand.facts and widths == {1}:
        return replace(operand, text=f'"".join({operand.text})', kind="str", level=ATOM)
    return replace(operand, text=f'["".join(column) for column in zip(*{operand.text}, strict=True)]', level=ATOM)


def transpose(operator: str, operand: Code) -> Code:
    """Translate a transposition.

    Parameters
    ----------
    operator : str
        ``'`` or ``.'``.
    operand : Code
        The operand.

    Returns
    -------
    Code
        The result.

    Raises
    ------
    UntranslatableError
        If it is neither numbers nor a list.
    """
    if operand.kind == "cell":
        if operand.facts.is_grid:
            return replace(operand, text=f"[[*column] for column in zip(*{operand.text}, strict=True)]", level=ATOM)
        return operand  # a list has no orientation
    if operand.kind in ("str", "rows"):
        return _transposed_text(operand)
    conjugate = operator == "'" and (operand.facts.ever("complex") or bool(re.search(r"\dj\b", operand.text)))
    if operand.kind in ("number", "str", "structs", "struct"):
        return replace(operand, text=call("np.conj", operand), level=ATOM) if conjugate else operand
    if operand.kind not in ("array", "sparse", "any"):
        raise UntranslatableError(f"a transposed {operand.kind}")
    if operand.kind == "any" and not operand.facts:
        return replace(operand, text=call("np.transpose", operand), level=ATOM, slice_="")
    text = f"{operand.at(ATOM)}.conj().T" if conjugate else f"{operand.at(ATOM)}.T"
    return replace(operand, text=text, level=ATOM, slice_="")
