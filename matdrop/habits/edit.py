"""Edits: changes of a port's source that turn a habit of NumPy's into MATLAB's."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Edit:
    """A change of a port's source.

    Attributes
    ----------
    what : str
        What was changed, to follow "with".
    change : callable
        Returns what a syntax node is to become, or None where there is nothing to change.
    fix : str
        How to mend the port; empty where the habit's own words do.
    helpers : mapping of str to callable
        Functions that the changed port calls, by the names that it calls them by.
    """

    what: str
    change: Callable[[ast.AST], ast.expr | None]
    fix: str = ""
    helpers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)


def called(node: ast.AST) -> str:
    """Return the last name of what is called; empty for what is no call.

    Examples
    --------
    >>> [called(ast.parse(code, mode="eval").body) for code in ("np.reshape(x, 3)", "x.reshape(3)", "x + 1")]
    ['reshape', 'reshape', '']
    """
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def with_keyword(names: set[str], keyword: str, value: str) -> Callable[[ast.AST], ast.expr | None]:
    """Return a change that gives calls of certain functions a keyword that they have not.

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
