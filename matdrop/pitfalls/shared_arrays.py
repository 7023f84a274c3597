"""Where a Python function writes to an array that another name shares, or that keeps its class."""

from __future__ import annotations

import ast
from collections.abc import Iterator

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Module
# What only arrays have.
OF_ARRAYS = {"shape", "T", "ndim", "size", "mean", "sum", "std", "max", "min", "reshape", "ravel", "flatten", "astype"}


def in_scope(scope: Scope) -> Iterator[tuple[int, str]]:
    r"""Follow the arrays of a function, or of a file's outermost lines.

    Parameters
    ----------
    scope : ast.FunctionDef, ast.AsyncFunctionDef or ast.Module
        What is looked at, without the functions in it.

    Yields
    ------
    tuple of int and str
        A line, and the id of the row that tells what is likely wrong there.

    Examples
    --------
    >>> list(in_scope(ast.parse("b = a\nb[0, :] = 1\nprint(a)")))
    [(2, 'array-is-copied')]
    """
    parameters: set[str] = set()
    if not isinstance(scope, ast.Module):
        parameters = {argument.arg for argument in (*scope.args.args, *scope.args.kwonlyargs)} - {"self"}
    arrays = _indexed(scope)
    shared: dict[str, tuple[str, str]] = {}  # by name: the row, and the name that it shares an array with
    whole: set[str] = set()  # arrays of whole-number literals
    for node in _statements(scope):
        for target, value in _assignments(node):
            name = _written(target, node, arrays)
            if name in parameters:
                yield node.lineno, "input-is-untouched"
            for alias, (id_, other) in list(shared.items()):
                if name in (alias, other):
                    if _last_read(scope, other if name == alias else alias) > node.lineno:
                        yield node.lineno, id_
                    del shared[alias]
            if name in whole and _is_fraction(value):
                yield node.lineno, "integer-array-keeps-class"
            if isinstance(node, ast.AugAssign) or not isinstance(target, ast.Name):
                continue
            parameters.discard(target.id)
            whole.discard(target.id)
            shared = {alias: (id_, other) for alias, (id_, other) in shared.items() if target.id not in (alias, other)}
            if isinstance(value, ast.Name) and {value.id, target.id} & arrays:
                shared[target.id] = ("array-is-copied", value.id)
                if value.id in parameters:
                    parameters.add(target.id)
            elif source := _sliced(value):
                shared[target.id] = ("slice-is-copied", source)
            elif _is_whole_array(value):
                whole.add(target.id)


def _assignments(node: ast.stmt) -> list[tuple[ast.expr, ast.expr]]:
    """Give what a statement assigns: targets and values."""
    if isinstance(node, ast.Assign):
        return [(target, node.value) for target in node.targets]
    return [(node.target, node.value)] if isinstance(node, ast.AugAssign) else []


def _written(target: ast.expr, node: ast.stmt, arrays: set[str]) -> str:
    """Name the array in which an assignment changes elements; empty if it makes a new one."""
    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        return target.value.id
    changes = isinstance(node, ast.AugAssign) and isinstance(target, ast.Name) and target.id in arrays
    return target.id if changes and isinstance(target, ast.Name) else ""


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


def _indexed(scope: ast.AST) -> set[str]:
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


def _last_read(scope: ast.AST, name: str) -> int:
    """Find the last line that reads a name."""
    reads = [
        n.lineno for n in ast.walk(scope) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
    ]
    return max(reads, default=0)


def _sliced(node: ast.expr) -> str:
    """Name the array that an expression is a slice of; empty if it is none."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
        return ""
    indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    return node.value.id if any(isinstance(index, ast.Slice) for index in indices) else ""


def _is_whole_array(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="array"), args=[(ast.List() | ast.Tuple()) as elements], keywords=[]):
            numbers = [n.value for n in ast.walk(elements) if isinstance(n, ast.Constant)]
            return (
                bool(numbers)
                and all(type(number) is int for number in numbers)
                and not any(isinstance(n, ast.Call | ast.Name) for n in ast.walk(elements))
            )
    return False


def _is_fraction(node: ast.expr) -> bool:
    return any(
        (isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div))
        or (isinstance(n, ast.Constant) and isinstance(n.value, float) and not n.value.is_integer())
        for n in ast.walk(node)
    )
