"""Which changes of a port are tried: a few hundred at most, spread over its lines and over the kinds of changes."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from matdrop.repair.changes import Change
from matdrop.source.python_text import PythonText

AT_MOST = 200
_SILENT = {"print", "pprint", "warn", "disp"}  # calls whose statement changes no value


def sample(changes: Iterable[Change], at_most: int = AT_MOST) -> list[Change]:
    """Choose changes evenly: a turn for each line, and of each line a turn for each kind.

    Parameters
    ----------
    changes : iterable of Change
        All that are possible.
    at_most : int
        How many to choose.

    Returns
    -------
    list of Change
        In the order of `changes`; the same for the same ones.

    Examples
    --------
    >>> changes = [Change(n, n, "", n % 2, "sign", "") for n in range(9)]
    >>> [change.start for change in sample(changes, 4)]
    [0, 1, 2, 3]
    """
    by_line: dict[int, list[Change]] = {}
    order = {change: place for place, change in enumerate(changes)}
    for change in order:
        by_line.setdefault(change.line, []).append(change)
    turns = zip_longest(*(_by_kind(own) for own in by_line.values()))
    chosen = [change for turn in turns for change in turn if change is not None][:at_most]
    return sorted(chosen, key=order.__getitem__)


def _by_kind(changes: list[Change]) -> Iterator[Change]:
    """Yield the first of each kind, then the second of each, and so on."""
    seen: Counter[str] = Counter()
    numbered = []
    for place, change in enumerate(changes):
        numbered.append((seen[change.kind], place, change))
        seen[change.kind] += 1
    for _, _, change in sorted(numbered, key=lambda entry: entry[:2]):
        yield change


def telling(changes: Iterable[Change], text: PythonText, with_defaults: bool) -> list[Change]:
    """Return the changes that can tell something of the cases.

    Parameters
    ----------
    changes : iterable of Change
        All that are possible.
    text : PythonText
        The source.
    with_defaults : bool
        Whether the original has default values, too. Where it has none, every case passes every argument.

    Returns
    -------
    list of Change
        Without a minus that is put before a value: most of what takes one squares it, sorts it, or asks for its size.

    Examples
    --------
    >>> text = PythonText("def f(x, n=2): return -x")
    >>> changes = [Change(11, 12, "3", 1, "constant", ""), Change(22, 24, "x", 1, "sign", "")]
    >>> telling(changes, text, with_defaults=False) == changes[1:]
    True
    """
    defaults = [] if with_defaults else _defaults(text)
    return [
        change
        for change in changes
        if not (change.kind == "sign" and change.text.startswith(("-", "(-")))
        and not any(start <= change.start < end for start, end in defaults)
    ]


def _defaults(text: PythonText) -> list[tuple[int, int]]:
    """Return where the default values of parameters stand."""
    arguments = [node.args for node in ast.walk(text.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    found = [default for own in arguments for default in (*own.defaults, *own.kw_defaults) if default is not None]
    return [(text.start(default), text.end(default)) for default in found]


def silent_lines(text: PythonText) -> set[int]:
    r"""Return the lines of statements that only print: nothing of them is compared.

    Parameters
    ----------
    text : PythonText
        The source.

    Returns
    -------
    set of int
        Their lines.

    Examples
    --------
    >>> silent_lines(PythonText("def f(x):\n    print(x)\n    return x"))
    {2}
    """
    found: set[int] = set()
    for node in ast.walk(text.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            function = node.value.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in _SILENT:
                found.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return found
