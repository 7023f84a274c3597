"""Reading a Python file as statements."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from matdrop.source.statements import MAIN, Function, Kind, Source, Statement

_INNER = ast.stmt | ast.excepthandler | ast.match_case
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_KINDS: dict[type[ast.stmt], Kind] = {
    ast.For: "for",
    ast.While: "while",
    ast.If: "branch",
    ast.Match: "branch",
    ast.Try: "branch",
    ast.With: "branch",
    ast.Break: "leave",
    ast.Continue: "leave",
    ast.Return: "return",
    ast.FunctionDef: "function",
}

# Functions that give places in an array.
_GIVE_INDICES = {"argsort", "lexsort", "argmax", "argmin", "nonzero", "flatnonzero", "argwhere", "searchsorted"}


def read_port(path: Path, traced: str) -> Source:
    """Read a Python file.

    Parameters
    ----------
    path : Path
        A module or a script.
    traced : str
        The function that is traced; empty for a script.

    Returns
    -------
    Source
        Statements of one line count as one.

    Raises
    ------
    SyntaxError
        If the file is not Python.

    Examples
    --------
    >>> import matdrop.port.inverted_dropout as port
    >>> source = read_port(Path(port.__file__), "inverted_dropout")
    >>> source.functions[MAIN].parameters
    ('X', 'keep_prob', 'rand')
    """
    source = Source(path, lines_of(path))
    if not traced:
        source.functions[MAIN] = Function(MAIN, 1, len(source.text))
    tree = ast.parse("\n".join(source.text))
    _read(source, tree.body, MAIN if not traced else "<module>", (), traced)
    _find_indices(source, tree)
    return source


def _find_indices(source: Source, tree: ast.Module) -> None:
    """Find the names of indices: by their use, by the functions that give indices, and by what they are taken from."""
    flows: list[tuple[set[str], set[str]]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and getattr(node.value, "attr", "") not in ("c_", "r_"):
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            for part in parts:
                part = part.elts[0] if isinstance(part, ast.List) and len(part.elts) == 1 else part
                names = {name for name, _ in _names(part)}
                source.indices.update(names)
                (source.plain if isinstance(part, ast.Name) else source.reckoned).update(names)
        elif isinstance(node, ast.For):
            source.indices.update(name for name, stored in _names(node.target) if stored)
        elif isinstance(node, ast.Assign):
            given = {name for target in node.targets for name, stored in _names(target) if stored}
            taken = node.value
            if isinstance(taken, ast.Call) and isinstance(taken.func, ast.Attribute) and taken.func.attr == "pop":
                taken = taken.func.value
            if any(isinstance(part, ast.Call) and _called(part) in _GIVE_INDICES for part in ast.walk(taken)):
                source.indices.update(given)
            elif isinstance(taken, ast.Name | ast.List):
                flows.append((given, {name for name, _ in _names(taken)}))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
            flows += [({n for n, _ in _names(node.func.value)}, {a.id}) for a in node.args if isinstance(a, ast.Name)]
    for _ in flows:
        for one, other in flows:
            if (one | other) & source.indices:
                source.indices.update(one | other)


def _called(node: ast.Call) -> str:
    """Return the name of the function or method that is called."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def lines_of(path: Path) -> tuple[str, ...]:
    """Read the lines of a Python file in its declared encoding, or of a cell of a notebook.

    Parameters
    ----------
    path : Path
        A file, or the name that a notebook has given a cell.

    Returns
    -------
    tuple of str
        The lines without line ends; empty if there is no such file or cell. Bytes that are not of the encoding, which
        Python lets pass in comments, are replaced.

    Examples
    --------
    >>> lines_of(Path("no_such_file.py"))
    ()
    """
    linecache.checkcache(str(path))
    lines = linecache.getlines(str(path))
    if not lines and path.is_file():
        lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    return tuple(line.rstrip("\r\n") for line in lines)


def _read(
    source: Source, body: list[ast.stmt], function: str, within: tuple[int, ...], traced: str, arm: int = 0
) -> None:
    for node in body:
        source.arms[node.lineno] = arm
        last = node.end_lineno or node.lineno
        if isinstance(node, _FUNCTIONS):
            name = MAIN if node.name == traced and MAIN not in source.functions else node.name
            arguments = node.args
            parameters = tuple(a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))
            source.functions[name] = Function(name, node.lineno, last, parameters)
            source.statements[node.lineno] = Statement(node.lineno, last, name, "function", parameters)
            _read(source, node.body, name, (), traced)
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        if isinstance(node, ast.ClassDef):
            _read(source, node.body, function, within, traced)
            continue
        kind = _KINDS.get(type(node), "plain")
        inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, _INNER)]
        own = [child for child in ast.iter_child_nodes(node) if child not in inner] if inner else [node]
        names = [name for child in own for name in _names(child)]
        stores = tuple(dict.fromkeys(name for name, stored in names if stored))
        reads = tuple(dict.fromkeys(name for name, stored in names if not stored))
        if isinstance(node, ast.AugAssign):
            reads = tuple(dict.fromkeys((*stores, *reads)))
        if isinstance(node, ast.Return) and node.value is not None:
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            source.returned[node.lineno] = tuple(tuple(name for name, _ in _names(value)) for value in values)
        _add(source, Statement(node.lineno, last, function, kind, stores, reads, within))
        for child in inner:
            deeper = (*within, node.lineno)
            body = [child] if isinstance(child, ast.stmt) else getattr(child, "body", [])
            otherwise = isinstance(node, ast.If) and child in node.orelse
            inside = arm if kind in ("for", "while") else int(otherwise)
            _read(source, body, function, deeper, traced, inside)


def _add(source: Source, new: Statement) -> None:
    """Add a statement to those that start on its line."""
    old = source.statements.get(new.line)
    if old is not None:
        stores, reads = (tuple(dict.fromkeys(a + b)) for a, b in ((old.stores, new.stores), (old.reads, new.reads)))
        new = replace(old, last=max(old.last, new.last), stores=stores, reads=reads)
    source.statements[new.line] = new


def _names(node: ast.AST) -> Iterator[tuple[str, bool]]:
    """Yield the names in a node, and whether it stores into them (``x``, ``x[i]`` and ``x.f`` alike)."""
    for child in ast.walk(node):
        if isinstance(child, ast.Name):
            yield child.id, not isinstance(child.ctx, ast.Load)
        elif isinstance(child, ast.Subscript | ast.Attribute) and not isinstance(child.ctx, ast.Load):
            inner: ast.expr = child
            while isinstance(inner, ast.Subscript | ast.Attribute):
                inner = inner.value
            if isinstance(inner, ast.Name):
                yield inner.id, True
