"""Options of a function that MATLAB's ``inputParser`` collects: a dict of rules, and of what came of them."""

from __future__ import annotations

from collections.abc import Sequence

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_syntax import Expression
from matdrop.translate.code import Code, UntranslatableError, call
from matdrop.translate.context import Context

CLASS = "inputParser"
# The methods that add a rule, and which one.
RULES = {
    "addRequired": "required", "addOptional": "optional", "addParameter": "parameter", "addParamValue": "parameter",
    "addSwitch": "switch",
}  # fmt: skip
METHODS = {*RULES, "parse"}


def new_parser() -> Code:
    """Return the code of a parser without rules.

    Returns
    -------
    Code
        A dict.

    Examples
    --------
    >>> new_parser().text
    '{"rules": []}'
    """
    return Code('{"rules": []}', kind="any", class_=CLASS)


def is_parser(context: Context, node: Expression | None) -> bool:
    """Return whether an expression is a variable that may hold a parser.

    Parameters
    ----------
    context : Context
        Of the function.
    node : Expression or None
        The first argument of a function, or what stands before a method.

    Returns
    -------
    bool
        True also where no case has come.
    """
    variable = context.variable(node.name) if isinstance(node, syntax.Name) else None
    return variable is not None and (not variable.facts or CLASS in variable.facts.classes)


def method_call(context: Context, name: str, arguments: Sequence[Code]) -> Code:
    """Translate a method of a parser.

    Parameters
    ----------
    context : Context
        Of the function.
    name : str
        One of `METHODS`.
    arguments : sequence of Code
        The parser, and what the method is called with; a list of values has a star.

    Returns
    -------
    Code
        A statement.

    Raises
    ------
    UntranslatableError
        If it has too few arguments.
    """
    if name == "parse":
        return Code(call(context.helper("parse_options"), *arguments), kind="any")
    if len(arguments) < 2:
        raise UntranslatableError(f"{name} without a name")
    parser, option, *others = arguments
    has_default = RULES[name] in ("optional", "parameter") and bool(others)
    default, checks = (others[0].text, others[1:]) if has_default else ("None", others)
    if RULES[name] == "switch":
        default, checks = "False", []
    parts = [f'"{RULES[name]}"', option.text, default, *(check.text for check in checks if _decides(check))]
    return Code(f'{parser.text}["rules"].append(({", ".join(parts)}))', kind="any")


def check_of(context: Context, node: Expression) -> Code:
    """Translate what a rule is checked by; what has no translation lets everything pass.

    Parameters
    ----------
    context : Context
        Of the function.
    node : Expression
        A function.

    Returns
    -------
    Code
        A function; without a text if it has no translation.
    """
    try:
        return context.code(node)
    except UntranslatableError:
        context.notes.append("without its check")
        return Code("", kind="handle")


def _decides(check: Code) -> bool:
    """Whether a check can fail: those that are left out, such as ``validateattributes``, return nothing."""
    return bool(check.text) and not check.text.endswith(": None")
