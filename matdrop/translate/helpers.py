"""Helpers that a port gets where it needs them: what NumPy has no function for."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterable

from matdrop.translate.emitted import (
    arithmetic,
    cells,
    dates,
    files,
    linear_algebra,
    numerics,
    shapes,
    statistics,
    storing,
    text,
)

MODULES = (arithmetic, cells, dates, files, linear_algebra, numerics, shapes, statistics, storing, text)
NAMES = frozenset(name for module in MODULES for name, value in vars(module).items() if inspect.isfunction(value))


def sources_of(names: Iterable[str]) -> list[str]:
    """Return the sources of helpers, and of those that these call.

    Parameters
    ----------
    names : iterable of str
        The helpers that a port calls.

    Returns
    -------
    list of str
        Each once, in the order of their names.

    Examples
    --------
    >>> print(sources_of(["is_true"])[0].splitlines()[0])
    def is_true(value):
    """
    wanted, waiting = set[str](), [*names]
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            tree = ast.parse(source_of(name))
            used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            waiting += [other for other in used if is_helper(other)]
    return [source_of(name) for name in sorted(wanted)]


def is_helper(name: str) -> bool:
    """Return whether a name is that of a helper.

    Parameters
    ----------
    name : str
        Of a function.

    Returns
    -------
    bool
        Helpers have names of their own.

    Examples
    --------
    >>> is_helper("is_true"), is_helper("scipy")
    (True, False)
    """
    return name in NAMES


def output_count(name: str) -> int | None:
    """Return how many values a helper returns.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    int or None
        None if that depends on what it is called with.

    Examples
    --------
    >>> output_count("svd_factors"), output_count("is_true")
    (3, None)
    """
    function = _function(name)
    inner = {node for part in function.body if isinstance(part, ast.FunctionDef) for node in ast.walk(part)}
    values = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node not in inner]
    tuples = [value.elts for value in values if isinstance(value, ast.Tuple)]
    is_open = len(tuples) < len(values) or any(isinstance(one, ast.Starred) for elements in tuples for one in elements)
    counts = {len(elements) for elements in tuples}
    return None if is_open or len(counts) != 1 else counts.pop()


def _function(name: str) -> ast.FunctionDef:
    (function,) = ast.parse(source_of(name)).body
    assert isinstance(function, ast.FunctionDef)  # a helper is one function
    return function


def source_of(name: str) -> str:
    """Return the source of a helper.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    str
        A function.

    Examples
    --------
    >>> "def char_codes(text):" in source_of("char_codes")
    True
    """
    function = next(vars(module)[name] for module in MODULES if name in vars(module))
    return textwrap.dedent(inspect.getsource(function)).strip()
