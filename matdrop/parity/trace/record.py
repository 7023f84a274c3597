"""What one side of a pair did, line by line: the events, and the values that its variables were given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from matdrop.parity.trace.source import Source
from matdrop.parity.values import Value, ValueModelError, canonical


@dataclass(frozen=True)
class Bounds:
    """What is recorded of a run.

    Attributes
    ----------
    turns : int
        Of a long loop (one that is in no other loop) as many iterations are recorded ...
    stride : int
        ... and then one in so many ...
    window : tuple of int
        ... and all from the first of these to the last.
    limit : int
        Lines and values that are recorded at most.
    size : int
        Bytes of values that are kept at most.
    """

    turns: int = 500
    stride: int = 100
    window: tuple[int, int] = (0, 0)
    limit: int = 400_000
    size: int = 512_000_000

    def hold(self, turn: int) -> bool:
        """Tell whether an iteration is recorded.

        Examples
        --------
        >>> [turn for turn in (500, 501, 600, 7777) if Bounds(window=(7700, 7800)).hold(turn)]
        [500, 600, 7777]
        """
        return turn <= self.turns or turn % self.stride == 0 or self.window[0] <= turn <= self.window[1]


BOUNDS = Bounds()


@dataclass(frozen=True)
class Variable:
    """A variable of a function; ``function`` is empty for the one that is traced."""

    function: str
    name: str

    def __str__(self) -> str:
        return f"{self.function}: {self.name}" if self.function else self.name


@dataclass(frozen=True)
class Event:
    """A line about to be executed.

    Attributes
    ----------
    file : int
        Which of the recording's sources it is in.
    line : int
        The line.
    call : int
        Tells apart the calls of functions.
    iteration : tuple of int
        Of each loop around the line, how often its body has been begun, from 1.
    """

    file: int
    line: int
    call: int
    iteration: tuple[int, ...]


@dataclass(frozen=True)
class Write:
    """A value that a variable was given.

    Attributes
    ----------
    variable : Variable
        Which one.
    value : object
        The value; on the port's side as it was, on the original's in canonical form.
    event : Event
        The line that gave it.
    time : int
        The number of that event; what happens later has a higher one.
    returned : bool
        Whether it is a value that the function returned.
    counts : bool
        Whether it may count from 0 for what counts from 1: an index, or a loop's counter.
    identity : int
        The same for values that are one object in Python; 0 on the original's side.
    """

    variable: Variable
    value: Any
    event: Event
    time: int
    returned: bool = False
    counts: bool = False
    identity: int = 0

    @property
    def line(self) -> int:
        """The line that gave the value."""
        return self.event.line

    @property
    def size(self) -> int:
        """The number of elements; 0 of what MATLAB has not."""
        return int(getattr(self.canonical, "size", 0))

    @cached_property
    def canonical(self) -> Value | None:
        """The value as MATLAB would hold it; None where it cannot."""
        try:
            return canonical(self.value)
        except (ValueModelError, ValueError, TypeError):
            return None


def equal_values(one: Write, other: Write) -> bool:
    """Tell whether two values of one side are the same numbers in the same order, whatever their shape.

    Examples
    --------
    >>> event = Event(0, 1, 1, ())
    >>> equal_values(Write(Variable("", "x"), 1, event, 1), Write(Variable("", "y"), 1.0, event, 2))
    True
    """
    a, b = one.canonical, other.canonical
    if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)) or (a.dtype, a.size) != (b.dtype, b.size):
        return False
    return a.dtype != object and a.tobytes(order="F") == b.tobytes(order="F")


@dataclass
class Recording:
    """One side's run.

    Attributes
    ----------
    sources : tuple of Source
        The files that were recorded; the first one holds what is traced.
    events : list of Event
        In order.
    writes : list of Write
        In order.
    error : str or None
        What ended the run early, and its line.
    full : bool
        Whether the limit was reached and the rest was not recorded.
    """

    sources: tuple[Source, ...]
    events: list[Event] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    error: str | None = None
    error_line: int = 0
    full: bool = False

    @cached_property
    def places(self) -> Mapping[Variable, list[int]]:
        """The places of each variable's writes; to be asked for once the recording is complete."""
        places: dict[Variable, list[int]] = {}
        for index, write in enumerate(self.writes):
            places.setdefault(write.variable, []).append(index)
        return places

    def chains(self) -> Mapping[Variable, list[Write]]:
        """Give the writes of each variable, in order."""
        chains: dict[Variable, list[Write]] = {}
        for write in self.writes:
            chains.setdefault(write.variable, []).append(write)
        return chains


class Iterations:
    """Counts, in one call of a function, how often the body of each loop has been begun.

    Parameters
    ----------
    source : Source
        The function's file.
    header_once : bool
        Whether a ``for`` line comes up only when the loop is entered, as in MATLAB, not before each iteration.
    """

    def __init__(self, source: Source, header_once: bool) -> None:
        self._source, self._header_once = source, header_once
        self._counts: dict[int, int] = {}
        self._before = 0
        self._bodies: dict[int, tuple[int, ...]] = {}

    def at(self, line: int, turn: int = 0) -> tuple[int, ...]:
        """Take note of an event and give its iteration; of the outermost loop it may be known."""
        source, counts = self._source, self._counts
        loops = self._bodies.get(line)
        if loops is None:
            loops = self._bodies[line] = source.loops(line)
        statement = source.statements.get(line)
        for header in loops[-1:]:
            if self._header_once and source.statements[header].kind == "for" and source.first_within(header) == line:
                inner = statement is not None and statement.kind == "while" and self._inside(statement.line)
                counts[header] = counts.get(header, 0) + (not inner)
        if statement is not None and statement.kind in ("for", "while"):
            if self._header_once and statement.kind == "for":
                counts[line] = 0
            else:
                counts[line] = counts.get(line, 0) + 1 if self._inside(line) else 1
        if turn and loops:
            counts[loops[0]] = turn
        self._before = line
        return tuple(counts.get(header, 0) for header in loops)

    def count(self, header: int) -> int:
        """Give the present iteration of a loop."""
        return self._counts.get(header, 0)

    def _inside(self, header: int) -> bool:
        """Whether the line before was of this loop."""
        return header <= self._before <= self._source.statements[header].last
