"""What a recording holds: the events of one run of an original or of a port."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from matdrop.values.value import Value

# A gap stands for what was only counted: iterations of a loop, up to the one that its execution tells.
EventKind = Literal["store", "condition", "draw", "return", "input", "iterable", "error", "gap"]


@dataclass(frozen=True)
class Span:
    """A piece of source: a file, and from where to where (lines from 1, columns from 1, the end exclusive)."""

    file: Path
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Statement:
    """A statement of a source: where it stands, in which function, and which statements are around it."""

    number: int  # its place among the recording's statements
    span: Span
    function: str
    stores: tuple[str, ...]  # names (paths such as "s.a") that it may store
    reads: tuple[str, ...]  # names that it may read
    around: tuple[int, ...]  # the numbers of the enclosing if/for/while/switch statements, outermost first


@dataclass(frozen=True)
class Event:
    """A value stored by a statement, or the truth value of a condition, and the events that it has read."""

    order: int  # its place in the recording
    kind: EventKind
    statement: int  # the number of the Statement; -1 for an input
    call: int  # which activation of the function, counted over the recording
    execution: int  # the how-manieth execution of the statement within the whole recording, from 0
    iterations: tuple[int, ...]  # of the loops around it, from 1, outermost first
    variable: str  # "" for a condition
    value: Value | None  # canonical; a Summary (see tracing) beyond the limit
    reads: tuple[int, ...] = ()  # orders of events; empty where only the static reads are known


@dataclass
class Recording:
    """A run: the statements of the recorded sources, their events, and how it ended."""

    statements: Sequence[Statement]
    events: list[Event] = field(default_factory=list)
    counts: dict[int, int] = field(
        default_factory=dict
    )  # how often each statement was executed, recorded or only counted
    error: str = ""
    error_statement: int = -1
    ended: str = ""  # "" where all was recorded; else the limit that ended it ("time", "memory")
    not_instrumented: tuple[str, ...] = ()  # sentences: what could not be instrumented, with its place
