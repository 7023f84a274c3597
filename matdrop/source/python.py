"""Reading a Python file: its lines, and the names that it uses as indices."""

from __future__ import annotations

import ast
import linecache
from pathlib import Path

# Functions that give places in an array.
_GIVE_INDICES = {"argsort", "lexsort", "argmax", "argmin", "nonzero", "flatnonzero", "argwhere", "searchsorted"}
_JOINERS = ("c_", "r_")  # what stands in their brackets is joined: it is no index


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


def indices_of(path: Path) -> frozenset[str]:
    """Return the names that a Python file uses as indices, or for numbers that are used so.

    Parameters
    ----------
    path : Path
        A module or a script.

    Returns
    -------
    frozenset of str
        Names in brackets, targets of loops, results of functions such as ``argmax``, and what these are handed on to.

    Raises
    ------
    SyntaxError
        If the file is not Python.

    Examples
    --------
    >>> import matdrop.port.nn_train as port
    >>> "epoch" in indices_of(Path(port.__file__))
    True
    """
    found = _Indices()
    found.visit(ast.parse("\n".join(lines_of(path))))
    return frozenset(found.all())


class _Indices(ast.NodeVisitor):
    """Collects the names of indices."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._flows: list[tuple[set[str], set[str]]] = []  # names that have the same numbers

    def all(self) -> set[str]:
        """Return the names, and those that hold the same numbers."""
        for _ in self._flows:
            for one, other in self._flows:
                if (one | other) & self._names:
                    self._names |= one | other
        return self._names

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Take the names in the brackets."""
        if getattr(node.value, "attr", "") not in _JOINERS:
            self._names |= _names_in(node.slice)
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        """Take what counts the loop."""
        self._names |= _stored_in(node.target)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Take what is given places in an array, and follow what is handed on, or taken from a list."""
        given = {name for target in node.targets for name in _stored_in(target)}
        taken = node.value
        if isinstance(taken, ast.Call) and isinstance(taken.func, ast.Attribute) and taken.func.attr == "pop":
            taken = taken.func.value
        if any(isinstance(part, ast.Call) and _called(part) in _GIVE_INDICES for part in ast.walk(taken)):
            self._names |= given
        elif isinstance(taken, ast.Name | ast.List):
            self._flows.append((given, _names_in(taken)))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Follow what is put into a list."""
        if isinstance(node.func, ast.Attribute) and node.func.attr == "append":
            names = _names_in(node.func.value)
            self._flows += [(names, {argument.id}) for argument in node.args if isinstance(argument, ast.Name)]
        self.generic_visit(node)


def _called(node: ast.Call) -> str:
    """Return the name of the function or method that is called."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _names_in(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _stored_in(target: ast.expr) -> set[str]:
    """Return the names that a target stores into: x of ``x``, ``x[i]`` and ``x.f``."""
    if isinstance(target, ast.Tuple | ast.List):
        return {name for part in target.elts for name in _stored_in(part)}
    while isinstance(target, ast.Subscript | ast.Attribute | ast.Starred):
        target = target.value
    return {target.id} if isinstance(target, ast.Name) else set()
