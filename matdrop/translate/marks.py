"""Marks in a port: where a statement was changed, differs from the original, or is not to be trusted."""

from __future__ import annotations

import ast
from dataclasses import replace

from matdrop.translate.port import Port, Untranslated
from matdrop.translate.statement_check import Difference

LONGEST = 200  # characters of a reason
# By which a line says that it rests on the cases, or that it is not to be trusted.
MARKS = (
    "in all cases", "in any case", "by an exact 0 in a case", "not reached by any case", "not translated",
    "differs from the original", "as the values in all cases say", "the sign of its imaginary 0 decides",
    "by their real parts, as in MATLAB",
)  # fmt: skip


def changed(port: Port, text: str, line: int, what: str) -> Port:
    """Return a port with another text in which one line was changed, with a note on that line.

    Parameters
    ----------
    port : Port
        What was written.
    text : str
        The changed text, with as many lines.
    line : int
        The line, from 1.
    what : str
        What was changed.

    Returns
    -------
    Port
        With the note behind the line's comment.
    """
    lines = text.splitlines()
    note = f"({what}, as the values in all cases say)"
    lines[line - 1] += f"  {note}" if "  # " in lines[line - 1] else f"  # {note}"
    return replace(port, text="\n".join(lines) + "\n")


def refused(port: Port, difference: Difference) -> Port:
    """Return a port that raises an error where a statement differs from the original and no change of it agrees.

    Parameters
    ----------
    port : Port
        What was written.
    difference : Difference
        The statement.

    Returns
    -------
    Port
        With a comment that says what differs; a statement with a block is left as it is, but for the comment.
    """
    line = difference.origin.line
    reason = " ".join(difference.reason.split())[:LONGEST]
    error = f'raise NotImplementedError("line {line} differs from the original")'
    entry = Untranslated(difference.origin.file, line, reason)
    return replace(_with_comment(port, difference, "", error), untranslated=(*port.untranslated, entry))


def marked(port: Port, difference: Difference, where: str = "") -> Port:
    """Return a port with a comment where a statement differs from the original, although all cases agree.

    Parameters
    ----------
    port : Port
        What was written.
    difference : Difference
        The statement.
    where : str
        On what inputs it differs; empty if it differs in a case.

    Returns
    -------
    Port
        With one line more.
    """
    return _with_comment(port, difference, where, "")


def _with_comment(port: Port, difference: Difference, where: str, error: str) -> Port:
    lines = port.text.splitlines()
    first = min(difference.lines, default=0)
    if not first:
        return port
    text = lines[first - 1]
    indent = text[: len(text) - len(text.lstrip())]
    on = f" on {' '.join(where.split())[:LONGEST]}" if where else ""
    added = [f"{indent}# differs from the original{on}: {' '.join(difference.reason.split())[:LONGEST]}"]
    if error and (_is_simple(text) or text.lstrip().startswith("#")):
        added.append(f"{indent}{error}")
    new = [*lines[: first - 1], *added, *lines[first - 1 :]]
    moved = {line + len(added) * (line >= first): origin for line, origin in port.origins.items()}
    return replace(port, text="\n".join(new) + "\n", origins=moved)


def _is_simple(line: str) -> bool:
    """Whether a line is an assignment or a call, so that an error may stand before it."""
    try:
        (node,) = ast.parse(line.strip()).body
    except (SyntaxError, ValueError):
        return False
    return isinstance(node, (ast.Assign, ast.Expr, ast.AugAssign, ast.Return))
