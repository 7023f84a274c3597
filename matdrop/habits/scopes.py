"""Scopes: what the statements of a Python function assign, and which of its names are arrays."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from matdrop.habits.pattern import Scope

# What only arrays have.
OF_ARRAYS = {"shape", "T", "ndim", "size", "mean", "sum", "std", "max", "min", "reshape", "ravel", "flatten", "astype"}


def assignments(scope: Scope) -> Iterator[tuple[ast.stmt, ast.expr, ast.expr]]:
    r"""Go through what a scope assigns, in the order of its lines: statement, target and value.

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
    """Name the array in which an assignment changes elements; empty if it makes a new one."""
    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        return target.value.id
    changes = isinstance(node, ast.AugAssign) and isinstance(target, ast.Name) and target.id in arrays
    return target.id if changes and isinstance(target, ast.Name) else ""


def indexed(scope: ast.AST) -> set[str]:
    """Find the names that are used as arrays: indexed by several indices, slices or masks, or asked for their shape."""
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
