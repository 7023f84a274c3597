"""Changes of lists and tuples as they are written: an element less, or neighbours changed in the same way."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

MOST = 4  # elements of a display whose neighbours are changed together


def without_one(node: ast.expr) -> Iterator[ast.expr]:
    """Return a list without one of its elements: a value too many at its start, for example.

    Parameters
    ----------
    node : ast.expr
        Any expression.

    Yields
    ------
    ast.expr
        New lists; none for what is no list.

    Examples
    --------
    >>> [ast.unparse(new) for new in without_one(ast.parse("[a, b]", mode="eval").body)]
    ['[b]', '[a]']
    """
    if isinstance(node, ast.List):
        for place in range(len(node.elts)):
            yield ast.List([*node.elts[:place], *node.elts[place + 1 :]], ast.Load())


def with_neighbours_changed(node: ast.expr, change: Callable[[ast.expr], ast.expr]) -> Iterator[ast.expr]:
    """Return a list or tuple with a change made to several neighbours: who counts one from 0, counts the next so, too.

    Parameters
    ----------
    node : ast.expr
        Any expression.
    change : callable
        Returns what takes the place of an element.

    Yields
    ------
    ast.expr
        New displays, with two or more elements changed; none for what is no display of some elements.

    Examples
    --------
    >>> plus_one = lambda part: ast.BinOp(part, ast.Add(), ast.Constant(1))
    >>> [ast.unparse(new) for new in with_neighbours_changed(ast.parse("[a, b, c]", mode="eval").body, plus_one)]
    ['[a + 1, b + 1, c]', '[a, b + 1, c + 1]', '[a + 1, b + 1, c + 1]']
    """
    if not isinstance(node, ast.List | ast.Tuple) or not 2 <= len(node.elts) <= MOST:
        return
    if any(isinstance(part, ast.Starred | ast.Slice) for part in node.elts):
        return
    for count in range(2, len(node.elts) + 1):
        for first in range(len(node.elts) - count + 1):
            within = range(first, first + count)
            parts = [change(part) if place in within else part for place, part in enumerate(node.elts)]
            yield type(node)(parts, ast.Load())
