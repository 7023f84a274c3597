"""Scopes: what the statements of a Python function assign, and which of its names are arrays."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from matdrop.habits.pattern import Scope

# What only arrays have.
OF_ARRAYS = {"shape", "T", "ndim", "size", "mean", "sum", "std", "max", "min", "reshape", "ravel", "flatten", "astype"}


def assignments(scope: Scope) -> Iterator[tuple[ast.stmt, ast.expr, ast.expr]]:
    r"""Go through the assignments of a scope, in the order of its lines.

    Parameters
    ----------
    scope : ast.FunctionDef, ast.AsyncFunctionDef or ast.Module
        A function or a file; functions and classes inside it are left out.

    Yields
    ------
    ast.stmt
        The statement.
    ast.expr
        Its target.
    ast.expr
        The value that it assigns, or by which it changes the target.

    Examples
    --------
    >>> [ast.unparse(target) for _, target, _ in assignments(ast.parse("a = b = 1\na += 2"))]
    ['a', 'b', 'a']
    """
    for node in _statements(scope):
        if isinstance(node, ast.Assign):
            yield from ((node, target, node.value) for target in node.targets)
        elif isinstance(node, ast.AugAssign):
            yield node, node.target, node.value


def written(target: ast.expr, node: ast.stmt, arrays: set[str]) -> str:
    """Return the name of the array whose elements an assignment changes.

    Parameters
    ----------
    target : ast.expr
        The assignment's target.
    node : ast.stmt
        The assignment.
    arrays : set of str
        Names of arrays.

    Returns
    -------
    str
        The array's name; empty if the assignment binds a name to a new value.

    Examples
    --------
    >>> node = ast.parse("x[0] = 1").body[0]
    >>> written(node.targets[0], node, set())
    'x'
    """
    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        return target.value.id
    changes = isinstance(node, ast.AugAssign) and isinstance(target, ast.Name) and target.id in arrays
    return target.id if changes and isinstance(target, ast.Name) else ""


def indexed(scope: ast.AST) -> set[str]:
    """Find the names that are used as arrays.

    These are names that are indexed by several indices, slices or masks, assigned to by a variable index, have an
    attribute that only arrays have, or are the first argument of a call with the keyword axis.

    Parameters
    ----------
    scope : ast.AST
        A function, a file or any other syntax node.

    Returns
    -------
    set of str
        The names.

    Examples
    --------
    >>> sorted(indexed(ast.parse("a = x[:, 1] + y[0] + z.shape[0]")))
    ['x', 'z']
    """
    names = set()
    for node in ast.walk(scope):
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple() | ast.Slice() | ast.Compare()):
                names.add(name)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if attribute in OF_ARRAYS:
                names.add(name)
            case ast.Call(args=[ast.Name(id=name), *_], keywords=keywords) if any(k.arg == "axis" for k in keywords):
                names.add(name)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()) if not isinstance(node.slice, ast.Constant):
                names.add(name)
    return names


def _statements(scope: Scope) -> Iterator[ast.stmt]:
    """Go through the statements of a scope in their order, without those of functions and classes in it."""

    def inside(body: list[ast.stmt]) -> Iterator[ast.stmt]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            yield node
            for field in ("body", "orelse", "finalbody"):
                yield from inside(getattr(node, field, []))
            for handler in getattr(node, "handlers", []):
                yield from inside(handler.body)

    return inside(scope.body)
