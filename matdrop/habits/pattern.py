"""Patterns: where Python code does what is tempting and, in a port from MATLAB, likely wrong."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Module
INTEGERS = {"int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64"}


@dataclass(frozen=True)
class Code:
    """A parsed file of Python.

    Attributes
    ----------
    tree : ast.Module
        What it holds.
    """

    tree: ast.Module

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All its nodes."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """All its calls."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """Its functions, and the file itself."""
        return tuple(node for node in self.nodes if isinstance(node, Scope))

    @cached_property
    def modules(self) -> Mapping[str, str]:
        """What imported names stand for, in full."""
        names: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                names |= dict(_imported(alias) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        return names

    def full_name(self, function: ast.expr) -> str:
        """Return the full name of a function of an imported module, or of Python's own; empty for methods."""
        parts: list[str] = []
        while isinstance(function, ast.Attribute):
            parts.append(function.attr)
            function = function.value
        if not isinstance(function, ast.Name) or (parts and function.id not in self.modules):
            return ""
        return ".".join([self.modules.get(function.id, function.id), *reversed(parts)])


@dataclass(frozen=True)
class Pattern:
    """Where a row of the table of pitfalls is likely in Python.

    Attributes
    ----------
    row : str
        The row's id.
    find : callable
        Finds the lines.
    """

    row: str
    find: Callable[[Code], Iterator[int]]


def always(call: ast.Call) -> bool:
    """Hold of every call."""
    return True


def lacks(*keywords: str, after: int = 99) -> Callable[[ast.Call], bool]:
    """Hold of calls that give none of the keywords, nor as many positional arguments that one of them is given so."""
    return lambda call: len(call.args) <= after and not any(k.arg in (*keywords, None) for k in call.keywords)


def calls(
    row: str, *functions: str, methods: tuple[str, ...] = (), when: Callable[[ast.Call], bool] = always
) -> Pattern:
    r"""Return a pattern of calls.

    Parameters
    ----------
    row : str
        The row's id.
    *functions : str
        Full names of functions.
    methods : tuple of str
        Names of methods, of whatever object.
    when : callable
        Which of these calls are meant.

    Returns
    -------
    Pattern
        Of all of them.

    Examples
    --------
    >>> pattern = calls("std-ddof", "numpy.std", methods=("std",), when=lacks("ddof"))
    >>> list(pattern.find(Code(ast.parse("import numpy as np\ns = np.std(x)\nt = x.std(ddof=1)"))))
    [2]
    """

    def find(code: Code) -> Iterator[int]:
        for call in code.calls:
            name = code.full_name(call.func)
            is_method = not name and isinstance(call.func, ast.Attribute) and call.func.attr in methods
            if (name in functions or is_method) and when(call):
                yield call.lineno

    return Pattern(row, find)


def nodes(row: str, likely: Callable[[ast.AST, Code], bool]) -> Pattern:
    """Return a pattern of single expressions or statements.

    Parameters
    ----------
    row : str
        The row's id.
    likely : callable
        Whether a node is meant.

    Returns
    -------
    Pattern
        Of all that are.

    Examples
    --------
    >>> pattern = nodes("caret-is-not-power", lambda node, code: isinstance(node, ast.BitXor))
    >>> pattern.row
    'caret-is-not-power'
    """
    return Pattern(row, lambda code: (getattr(node, "lineno", 0) for node in code.nodes if likely(node, code)))


def _imported(alias: ast.alias) -> tuple[str, str]:
    first = alias.name.partition(".")[0]
    return (alias.asname, alias.name) if alias.asname else (first, first)
