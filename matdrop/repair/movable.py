"""Whether a change could as well be made in another statement: where it is made then proves nothing."""

from __future__ import annotations

import ast
from collections.abc import Container

from matdrop.repair.patch import Patch


def is_movable(patch: Patch, line: int, variables: Container[str]) -> bool:
    """Check whether a change only puts something around a value that is handed on, or takes it away.

    What is put around all that a statement stores could be put around it where it is read, and the other way round.

    Parameters
    ----------
    patch : Patch
        The change.
    line : int
        The first line of the statement that is changed.
    variables : container of str
        Variables that other statements store.

    Returns
    -------
    bool
        True also for what is no longer found at its place.
    """
    before, after = (_statement(text, line) for text in (patch.source.text, patch.text))
    if before is None or after is None:
        return True
    old, new = _difference(before, after)
    is_whole = isinstance(before, ast.Assign | ast.AugAssign | ast.AnnAssign) and old is before.value
    if not is_whole and not any(isinstance(one, ast.Name) and one.id in variables for one in (old, new)):
        return False
    return _holds(new, old) or _holds(old, new)


def is_read_beside(text: str, name: str, lines: range) -> bool:
    r"""Check whether a function reads a variable beside some of its lines.

    Parameters
    ----------
    text : str
        The source.
    name : str
        The variable.
    lines : range
        The lines that do not count.

    Returns
    -------
    bool
        Whether the name is loaded in another line of the same function.

    Examples
    --------
    >>> is_read_beside("a = 1\na = a + 1\nb = 2", "a", range(2, 3))
    False
    """
    tree = ast.parse(text)
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    around = [f for f in functions if f.lineno <= lines.start <= (f.end_lineno or f.lineno)]
    scope = max(around, key=lambda function: function.lineno, default=tree)
    names = (node for node in ast.walk(scope) if isinstance(node, ast.Name) and node.id == name)
    return any(isinstance(node.ctx, ast.Load) and node.lineno not in lines for node in names)


def _statement(text: str, line: int) -> ast.stmt | None:
    """Return the statement that begins in a line."""
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt))
    return next((node for node in nodes if node.lineno == line), None)


def _difference(one: ast.AST, other: ast.AST) -> tuple[ast.AST, ast.AST]:
    """Return the smallest parts that hold all differences of two trees."""
    while type(one) is type(other):
        parts, others = list(ast.iter_child_nodes(one)), list(ast.iter_child_nodes(other))
        pairs = zip(parts, others, strict=False)
        differing = [(a, b) for a, b in pairs if ast.dump(a) != ast.dump(b)] if len(parts) == len(others) else []
        if len(differing) != 1 or not isinstance(differing[0][0], ast.expr):
            break
        one, other = differing[0]
    return one, other


def _holds(whole: ast.AST, part: ast.AST) -> bool:
    """Whether a tree has another one in it, and is not the same."""
    wanted = ast.dump(part)
    return ast.dump(whole) != wanted and any(ast.dump(node) == wanted for node in ast.walk(whole))
