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
        In the order of the source; the same for the same changes.

    Examples
    --------
    >>> changes = [Change(n, n, "", n % 2, "sign", "") for n in range(9)]
    >>> [change.start for change in sample(changes, 4)]
    [0, 1, 2, 3]
    """
    by_line: dict[int, list[Change]] = {}
    for change in changes:
        by_line.setdefault(change.line, []).append(change)
    turns = zip_longest(*(_by_kind(own) for own in by_line.values()))
    chosen = [change for turn in turns for change in turn if change is not None][:at_most]
    return sorted(chosen, key=lambda change: (change.start, change.end))


def _by_kind(changes: list[Change]) -> Iterator[Change]:
    """Yield the first of each kind, then the second of each, and so on."""
    seen: Counter[str] = Counter()
    numbered = []
    for place, change in enumerate(changes):
        numbered.append((seen[change.kind], place, change))
        seen[change.kind] += 1
    for _, _, change in sorted(numbered, key=lambda entry: entry[:2]):
        yield change


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
