"""What one side of a pair did, line by line: the events, and the values that its variables were given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from matdrop.source.statements import Source
from matdrop.tracing.summary import Kept, Summary, is_summarized, size_in_bytes
from matdrop.values.canonical import ValueModelError, canonical


@dataclass(frozen=True)
class Bounds:
    """What is recorded of a run.

    Attributes
    ----------
    turns : int
        Of a loop as many iterations are recorded, and of a function as many calls ...
    stride : int
        ... and then one in so many; one in ten times as many from the ``turns * stride``-th on, and so forth ...
    window : tuple of int
        ... and, between these readings of the recording's clock, counted anew.
    limit : int
        Lines and values that are recorded at most.
    size : int
        Bytes of values that are kept at most.
    large : int
        Of arrays with more elements only a summary is kept ...
    roomy : int
        ... and, once as many bytes are kept, of arrays with more elements than `small` ...
    small : int
        ... but for the ...
    whole : frozenset of int
        ... values with these numbers.
    """

    turns: int = 500
    stride: int = 100
    window: tuple[int, int] = (0, 0)
    limit: int = 400_000
    size: int = 512_000_000
    large: int = 100_000
    roomy: int = 64_000_000
    small: int = 256
    whole: frozenset[int] = frozenset()

    def hold(self, turn: int) -> bool:
        """Tell whether an iteration, or a call, is recorded.

        Examples
        --------
        >>> [turn for turn in (500, 501, 600, 50_000, 50_100, 51_000) if Bounds().hold(turn)]
        [500, 600, 50000, 51000]
        """
        step = self.stride
        if turn > self.turns and turn % step == 0:
            while turn > self.turns * step:
                step *= 10
        return turn <= self.turns or turn % step == 0

    def summarized(self, number: int, elements: int, kept: int) -> bool:
        """Tell whether only a summary is kept of a value, by its number, its size, and the bytes that are kept."""
        large = elements > self.large or (kept > self.roomy and elements > self.small)
        return large and number not in self.whole


class Turns:
    """Counts the turns of loops and functions in a run, and tells which of them are recorded.

    A turn is an iteration of a loop, or a call of a function; what is counted are those of the whole run.

    Parameters
    ----------
    bounds : Bounds
        Which are recorded.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._counts: dict[object, int] = {}
        self._inside: set[object] = set()  # those whose turns are counted anew, in the window
        self.clock = 0

    def begin(self, key: object) -> bool:
        """Count a turn, by what it is a turn of; tell whether it is recorded."""
        self.clock += 1
        inside = self._bounds.window[0] <= self.clock <= self._bounds.window[1]
        if inside and key not in self._inside:
            self._inside.add(key)
            self._counts[key] = 0
        self._counts[key] = count = self._counts.get(key, 0) + 1
        return self._bounds.hold(count)

    def undo(self, key: object) -> None:
        """Take back a turn that has not come about: the loop was over."""
        self.clock -= 1
        self._counts[key] -= 1


BOUNDS = Bounds()
NO_GAP = (0, 0)


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
    gap : tuple of int
        Readings of the recording's clock, if it stands for what was not recorded between them.
    """

    file: int
    line: int
    call: int
    iteration: tuple[int, ...]
    gap: tuple[int, int] = field(default=NO_GAP, compare=False)


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
    number : int
        The same for the same value in another recording of the same run within the same bounds; from 1.
    """

    variable: Variable
    value: Any
    event: Event
    time: int
    returned: bool = False
    counts: bool = False
    identity: int = 0
    number: int = 0

    @property
    def line(self) -> int:
        """The line that gave the value."""
        return self.event.line

    @property
    def size(self) -> int:
        """The number of elements; 0 of what MATLAB has not."""
        return int(getattr(self.canonical, "size", 0))

    @cached_property
    def canonical(self) -> Kept | None:
        """The value as MATLAB would hold it, with summaries in place of large arrays; None where it cannot."""
        if is_summarized(self.value):
            summarized: Kept = self.value
            return summarized
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
    if isinstance(a, Summary) and isinstance(b, Summary):
        return (a.class_name, a.size, a.hash) == (b.class_name, b.size, b.hash)
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
    ended : str
        The limit that was reached, so that the rest was not recorded: ``lines``, ``size``, ``time``; empty if none.
    """

    sources: tuple[Source, ...]
    events: list[Event] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    error: str | None = None
    error_line: int = 0
    ended: str = ""

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
    """Counts, in one call of a Python function, how often each loop around a line has begun.

    Parameters
    ----------
    source : Source
        The function's file.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._counts: dict[int, int] = {}
        self._headers: dict[int, int] = {}  # of loops that have come up, with their last lines
        self._before = 0
        self._bodies: dict[int, tuple[int, ...]] = {}

    def at(self, line: int) -> tuple[int, ...]:
        """Take note of a line and give its iteration."""
        loops = self._bodies.get(line)
        if loops is None:
            loops = self._bodies[line] = self._source.loops(line)
            statement = self._source.statements.get(line)
            if statement is not None and statement.kind in ("for", "while"):
                self._headers[line] = statement.last
        if line in self._headers:
            self._counts[line] = self._counts.get(line, 0) + 1 if line <= self._before <= self._headers[line] else 1
        self._before = line
        return tuple([self._counts.get(header, 0) for header in loops])

    def count(self, header: int) -> int:
        """Give the present iteration of a loop."""
        return self._counts.get(header, 0)


def with_whole(bounds: Bounds, needed: Sequence[int], shown: Sequence[int], recording: Recording) -> Bounds:
    """Give bounds within which values are kept whole of which only summaries were.

    Parameters
    ----------
    bounds : Bounds
        Those of the recording.
    needed : sequence of int
        The values, by their places in the recording.
    shown : sequence of int
        Others, as far as there is room.
    recording : Recording
        One side's run.

    Returns
    -------
    Bounds
        The same if nothing is missing.

    Examples
    --------
    >>> from pathlib import Path
    >>> from matdrop.tracing.summary import summarize
    >>> write = Write(Variable("", "x"), summarize(np.ones((400, 400))), Event(0, 4, 1, ()), 1, number=1)
    >>> with_whole(Bounds(), [0], [], Recording((Source(Path("f.m"), ()),), writes=[write])).whole
    frozenset({1})
    """
    whole = {*bounds.whole, *(recording.writes[place].number for place in needed if _is_lacking(recording, place))}
    room = bounds.roomy - sum(size_in_bytes(write.value) for write in recording.writes if write.number in whole)
    for place in shown:
        if _is_lacking(recording, place):
            room -= size_in_bytes(recording.writes[place].value)
            if room < 0:
                break
            whole.add(recording.writes[place].number)
    return replace(bounds, whole=frozenset(whole))


def _is_lacking(recording: Recording, place: int) -> bool:
    write = recording.writes[place]
    return write.number > 0 and is_summarized(write.value)
