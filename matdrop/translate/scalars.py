"""Parameters that Python's numbers would not serve: divided by 0, and raised to large powers, they raise errors."""

from __future__ import annotations

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_names import stored_names
from matdrop.source.matlab_syntax import Expression, walk
from matdrop.translate.context import Context

_QUOTIENTS = ("/", "./", "\\", ".\\")
_POWERS = ("^", ".^")
_KEEPING = ("max", "min", "abs", "sum", "double")  # of one number they are, or may be, translated by Python's own
SAFE_EXPONENT = 9.0  # up to which no number of usual size is too large for a float


def guarded_parameters(context: Context, function: syntax.Function) -> set[str]:
    """Return the parameters that a divisor or a power of numbers is computed from.

    Parameters
    ----------
    context : Context
        Of the function.
    function : Function
        The function.

    Returns
    -------
    set of str
        Those that are numbers of class double in all cases: made NumPy's once, they give Inf and NaN as MATLAB's do.
    """
    numbers = {p.name for p in function.parameters if _is_double(context, function, p.name)}
    if not numbers:
        return set()
    needed = {name for node in walk(function.body) for operand in _operands(context, node) for name in _names(operand)}
    while True:
        more = {name for node in walk(function.body) for name in _sources(node, needed)} - needed
        if not more:
            return numbers & needed
        needed |= more


def _is_double(context: Context, function: syntax.Function, name: str) -> bool:
    """Whether a parameter, and all that is stored in it, is one real number of class double in all cases."""
    entry = context.observation.at(context.path, function, f"entry {name}")
    variable = context.scope.variables.get(name)
    if variable is None or variable.kind != "number" or not entry.is_scalar:
        return False
    return entry.classes == {"double"} and not entry.ever("complex") and not variable.facts.ever("complex")


def _operands(context: Context, node: syntax.Node) -> list[Expression]:
    """Return the operands of a quotient or a power of numbers with which Python's operator may raise an error."""
    if not isinstance(node, syntax.Binary) or node.operator not in (*_QUOTIENTS, *_POWERS):
        return []
    seen = context.seen(node)
    if seen and seen.kind != "number":  # NumPy computes it
        return []
    if node.operator in _POWERS:
        exponent = node.right
        is_safe = isinstance(exponent, syntax.Number) and _value(exponent) <= SAFE_EXPONENT
        return [] if is_safe else [node.left, exponent]
    return [node.right if "/" in node.operator else node.left]


def _value(number: syntax.Number) -> float:
    """Return the value of a number as it is written; of an imaginary one Inf."""
    try:
        return float(number.text)
    except ValueError:
        return float("inf")


def _sources(node: syntax.Node, needed: set[str]) -> list[str]:
    """Return what one of some variables is computed from, where a statement stores it."""
    match node:
        case syntax.Assignment(value=value) if value is not None and needed & set(stored_names(node)):
            return _names(value)
        case syntax.For(variable=syntax.Name(name=name), values=values) if name in needed:
            return _names(values)
    return []


def _names(node: Expression) -> list[str]:
    """Return the variables of which a number stays Python's: what functions of NumPy return is NumPy's."""
    match node:
        case syntax.Name(name=name):
            return [name]
        case syntax.Parentheses(inner=inner) | syntax.Unary(operand=inner) | syntax.Postfix(operand=inner):
            return _names(inner)
        case syntax.Binary(left=left, right=right):
            return [*_names(left), *_names(right)]
        case syntax.Call(function=syntax.Name(name=name), arguments=arguments) if name in _KEEPING:
            return [name for argument in arguments for name in _names(argument)]
    return []
