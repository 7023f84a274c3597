"""The line of a problem and the expression in it that is wrong, which a caret marks."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple

from matdrop.errors import MatdropError
from matdrop.repair.changes import Change
from matdrop.repair.patch import read_source_file
from matdrop.reports.problems import Problem


class MarkedLine(NamedTuple):
    """A line of a port's file.

    Attributes
    ----------
    number : int
        From 1.
    text : str
        The line, without its line end.
    start, end : int
        The characters that are marked, from 0; the last one is not among them.
    """

    number: int
    text: str
    start: int
    end: int


def marked_line(problem: Problem) -> MarkedLine | None:
    """Return the line of a problem: the changed expression of its fix, or what its statement computes.

    Parameters
    ----------
    problem : Problem
        With a place in a Python file.

    Returns
    -------
    MarkedLine or None
        None if the file cannot be read, or no line is known.
    """
    place = problem.place
    if place is None or not place.file.endswith(".py"):
        return None
    try:
        source = read_source_file(Path(place.file))
        tree = ast.parse(source.content)
    except (MatdropError, SyntaxError):
        return None
    lines = source.text.splitlines()
    if place.line > len(lines):
        return None
    text = lines[place.line - 1]
    node = _changed(problem, place.line, text) or _computed(tree, place.line)
    start, end = _span(node, text) if node is not None else (0, 0)
    if end <= start:
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return MarkedLine(place.line, text, start, end)


def _changed(problem: Problem, line: int, text: str) -> ast.expr | None:
    """Return the smallest expression that the fix changes in a line; None if it changes none there.

    Of several faults the later ones are mended in a text in which the earlier ones are: only the line need be the same.
    """
    fix = problem.finding.fix if problem.finding else None
    if fix is None or fix.patch is None:
        return None
    source = fix.patch.source
    if source.text.splitlines()[line - 1 : line] != [text]:
        return None
    spans = [_bytes_of(source.text, change) for change in fix.patch.changes]
    first = next((span for span in spans if span[0] == line), None)
    if first is None:
        return None
    _, start, end = first
    inside = 1 if start == end else 0  # what is put in at the end of an expression is no part of it
    holding = [
        node
        for node in ast.walk(ast.parse(source.text))
        if isinstance(node, ast.expr)
        and (node.lineno, node.col_offset + inside) <= (line, start)
        and (line, end + inside) <= (node.end_lineno or 0, node.end_col_offset or 0)
    ]
    return next((node for node in reversed(holding) if node.lineno == line), None)  # the walk is from the outside in


def _bytes_of(text: str, change: Change) -> tuple[int, int, int]:
    """Return line, first and last column of a change, in bytes, as Python's syntax tree counts."""
    before = text[: change.start]
    start = len(before[before.rfind("\n") + 1 :].encode())
    return before.count("\n") + 1, start, start + len(text[change.start : change.end].encode())


def _computed(tree: ast.Module, line: int) -> ast.expr | None:
    """Return what the statement of a line computes: a value, a condition, what a loop runs over."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno == line:
            parts = (getattr(node, name, None) for name in ("value", "test", "iter"))
            return next((part for part in parts if isinstance(part, ast.expr) and part.lineno == line), None)
    return None


def _span(node: ast.expr, text: str) -> tuple[int, int]:
    """Return the characters of an expression in its first line; Python's syntax tree counts bytes."""
    encoded = text.encode()
    end = node.end_col_offset if node.end_lineno == node.lineno else len(encoded)
    return len(encoded[: node.col_offset].decode()), len(encoded[:end].decode())
