"""The lines of an original and of its port side by side, as a template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from matdrop.tracing.lines import AGREES, ALONE, DIFFERS, NOT_REACHED, NOT_RECORDED

CLASSES = {
    AGREES: "agrees",
    DIFFERS: "differs",
    ALONE: "alone",
    NOT_REACHED: "unreached",
    NOT_RECORDED: "unrecorded",
}


class SourceLine(NamedTuple):
    """A line of one side: its number, its text, its mark, and the classes that draw it."""

    number: int
    text: str
    mark: str
    kind: str


class SourceRow(NamedTuple):
    """A line of each side, or of one alone, and what is shown below them."""

    original: SourceLine | None
    port: SourceLine | None
    below: Sequence[Any] = ()


def source_line(number: int, text: str, mark: str, is_port: bool, is_here: bool) -> SourceLine:
    """Return a line as it is drawn.

    Parameters
    ----------
    number, text, mark
        Of the line; the marks are those of `matdrop.tracing.lines`.
    is_port : bool
        Whether it is the port's.
    is_here : bool
        Whether the divergence is in this line.

    Returns
    -------
    SourceLine
        With tabs as spaces.

    Examples
    --------
    >>> source_line(3, "x = 1", "agrees", True, True).kind
    'agrees here port'
    """
    kind = " ".join(filter(None, (CLASSES.get(mark, ""), "here" if is_here else "", "port" if is_port else "")))
    return SourceLine(number, text.expandtabs(4), mark, kind)
