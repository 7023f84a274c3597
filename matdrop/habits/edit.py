"""Edits: changes of a port's source that turn a habit of NumPy's into MATLAB's."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """A change of a port's source.

    Attributes
    ----------
    what : str
        What was changed, to follow "with".
    change : callable
        Takes a syntax node of the port, whose children have been changed already. Returns the expression that replaces
        it, or None if the node stays as it is.
    fix : str
        How to fix the port; empty if the habit's own fix applies.
    of_class : str
        The class that an output of the original must have for the edit to be of use; empty for any.

    Examples
    --------
    >>> edit = Edit("stable sorting", with_keyword({"sort"}, "kind", "stable"))
    >>> ast.unparse(edit.change(ast.parse("sort(x)", mode="eval").body))
    "sort(x, kind='stable')"
    """

    what: str
    change: Callable[[ast.AST], ast.expr | None]
    fix: str = ""
    of_class: str = ""


def called(node: ast.AST) -> str:
    """Return the last name of the function that a node calls.

    Parameters
    ----------
    node : ast.AST
        A syntax node of any kind.

    Returns
    -------
    str
        The function's or method's name without its module or object; empty if the node is not a call.

    Examples
    --------
    >>> [called(ast.parse(code, mode="eval").body) for code in ("np.reshape(x, 3)", "x.reshape(3)", "x + 1")]
    ['reshape', 'reshape', '']
    """
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def with_keyword(names: set[str], keyword: str, value: str) -> Callable[[ast.AST], ast.expr | None]:
    """Return a change that adds a keyword argument to calls of certain functions.

    Parameters
    ----------
    names : set of str
        Names of functions and methods, without their module or object.
    keyword : str
        The keyword to add.
    value : str
        Its value.

    Returns
    -------
    callable
        A change as `Edit` has it: it returns the call with the keyword, or None for calls that have the keyword and
        for all other nodes.

    Examples
    --------
    >>> change = with_keyword({"sort"}, "kind", "stable")
    >>> ast.unparse(change(ast.parse("np.sort(x)", mode="eval").body))
    "np.sort(x, kind='stable')"
    """

    def change(node: ast.AST) -> ast.expr | None:
        if not isinstance(node, ast.Call) or called(node) not in names:
            return None
        if any(given.arg == keyword for given in node.keywords):
            return None
        return ast.Call(node.func, node.args, [*node.keywords, ast.keyword(keyword, ast.Constant(value))])

    return change


def of_numpy(name: str, *arguments: ast.expr, **keywords: ast.expr) -> ast.Call:
    """Return a call of a function of NumPy.

    Parameters
    ----------
    name : str
        The function.
    *arguments, **keywords : ast.expr
        Its arguments.

    Returns
    -------
    ast.Call
        The call, with NumPy by its usual name.

    Examples
    --------
    >>> ast.unparse(of_numpy("abs", ast.Name("x", ast.Load())))
    'np.abs(x)'
    """
    function = ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())
    return ast.Call(function, list(arguments), [ast.keyword(key, value) for key, value in keywords.items()])
