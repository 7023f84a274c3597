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
        Its syntax tree.

    Examples
    --------
    >>> code = Code(ast.parse("import numpy as np; np.std(x)"))
    >>> dict(code.modules), [code.full_name(call.func) for call in code.calls]
    ({'np': 'numpy'}, ['numpy.std'])
    """

    tree: ast.Module

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """The syntax nodes of the file, breadth first."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """The calls in the file."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """The file itself and its functions."""
        return tuple(node for node in self.nodes if isinstance(node, Scope))

    @cached_property
    def modules(self) -> Mapping[str, str]:
        """The full names of what the file imports, by the names that it uses."""
        names: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                names |= dict(_imported(alias) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        return names

    def full_name(self, function: ast.expr) -> str:
        """Return the full name of a function of an imported module, or of Python's own.

        Parameters
        ----------
        function : ast.expr
            What a call calls.

        Returns
        -------
        str
            The name, such as ``numpy.linalg.svd``; empty for methods.
        """
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
        Takes a parsed file. Yields the numbers of the lines, from 1.
    """

    row: str
    find: Callable[[Code], Iterator[int]]


def always(call: ast.Call) -> bool:
    """Return True for every call.

    Parameters
    ----------
    call : ast.Call
        A call.

    Returns
    -------
    bool
        True.
    """
    return True


def lacks(*keywords: str, after: int = 99) -> Callable[[ast.Call], bool]:
    """Return a condition that holds for calls that pass none of certain arguments.

    Parameters
    ----------
    *keywords : str
        The arguments' keywords.
    after : int
        The number of positional arguments that a call may have; with more, it passes one of them by position.

    Returns
    -------
    callable
        Takes an ast.Call, returns a bool. False also for calls with ``**``, which may pass any keyword.

    Examples
    --------
    >>> lacks_ddof = lacks("ddof")
    >>> [lacks_ddof(ast.parse(code, mode="eval").body) for code in ("std(x)", "std(x, ddof=1)", "std(x, **options)")]
    [True, False, False]
    """
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
