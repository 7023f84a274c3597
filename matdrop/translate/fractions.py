"""Sizes and indices that are whole numbers in all cases, and need not be in others: MATLAB then raises an error."""

from __future__ import annotations

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_syntax import Expression, walk
from matdrop.translate.context import Context

NOTE = "a whole number in all cases"


def note_whole(context: Context, node: Expression) -> None:
    """Take note that a size or an index was a whole number in all cases, if its form does not make it one.

    Parameters
    ----------
    context : Context
        Of the function.
    node : Expression
        The size or the index.
    """
    if context.seen(node).always("whole") and may_be_fraction(context, node):
        context.notes.append(NOTE)


def may_be_fraction(context: Context, node: Expression | None, known: frozenset[str] = frozenset()) -> bool:
    """Return whether a value is computed by a division, or with a fraction, that nothing rounds.

    Parameters
    ----------
    context : Context
        Of the function.
    node : Expression or None
        The value.
    known : frozenset of str
        Variables that are being asked for.

    Returns
    -------
    bool
        False for parameters, and for what functions return.
    """
    match node:
        case syntax.Parentheses(inner=inner) | syntax.Unary(operand=inner):
            return may_be_fraction(context, inner, known)
        case syntax.Binary(operator="/" | "./", left=left, right=right):
            return not (isinstance(left, syntax.Number) and isinstance(right, syntax.Number))
        case syntax.Binary(operator="+" | "-" | "*" | ".*", left=left, right=right):
            return any(may_be_fraction(context, side, known) for side in (left, right))
        case syntax.Number(text=text):
            return not text.isdigit()
        case syntax.Name(name=name) if name not in known and context.variable(name) is not None:
            return any(may_be_fraction(context, value, known | {name}) for value in values_of(context, name))
    return False


def values_of(context: Context, name: str) -> list[Expression]:
    """Return what a variable is assigned in the function.

    Parameters
    ----------
    context : Context
        Of the function.
    name : str
        Of the variable, in MATLAB.

    Returns
    -------
    list of Expression
        Without assignments to its parts, and those to several variables.
    """
    statements = context.function.body.statements if context.function is not None else context.file.statements
    return [
        node.value
        for statement in statements
        for node in walk(statement)
        if isinstance(node, syntax.Assignment) and node.value is not None
        if [one.name for one in node.targets if isinstance(one, syntax.Name)] == [name]
    ]
