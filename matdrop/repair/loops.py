"""Nested loops in the other order: who draws or collects along the rows takes turns that the original does not take."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping


def nested_loops(statement: ast.stmt, parents: Mapping[ast.AST, ast.AST]) -> Iterator[tuple[ast.For, ast.For]]:
    r"""Return the pairs of loops around a statement whose heads may change places.

    Parameters
    ----------
    statement : ast.stmt
        The statement; a loop counts as one around itself.
    parents : mapping of ast.AST to ast.AST
        What each node of the source stands in.

    Yields
    ------
    tuple of ast.For and ast.For
        The outer loop, whose body is the inner one alone, and the inner one, which does not depend on the outer
        one's variable.

    Examples
    --------
    >>> tree = ast.parse("for i in range(m):\n    for k in range(n):\n        f(i, k)")
    >>> parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    >>> innermost = tree.body[0].body[0].body[0]
    >>> [(ast.unparse(outer.target), ast.unparse(inner.target)) for outer, inner in nested_loops(innermost, parents)]
    [('i', 'k')]
    """
    inner: ast.AST = statement
    while (outer := parents.get(inner)) is not None:
        if isinstance(inner, ast.For) and isinstance(outer, ast.For) and _may_change_places(outer, inner):
            yield outer, inner
        inner = outer


def _may_change_places(outer: ast.For, inner: ast.For) -> bool:
    return outer.body == [inner] and not _names(outer.target) & _names(inner.iter)


def draws(loop: ast.For) -> bool:
    r"""Whether a loop's body takes random numbers.

    Parameters
    ----------
    loop : ast.For
        The loop.

    Returns
    -------
    bool
        By the names of what it calls.

    Examples
    --------
    >>> draws(ast.parse("for k in range(3):\n    x[k] = np.random.rand()").body[0])
    True
    """
    calls = (node.func for part in loop.body for node in ast.walk(part) if isinstance(node, ast.Call))
    return any("rand" in ast.unparse(function) for function in calls)


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
