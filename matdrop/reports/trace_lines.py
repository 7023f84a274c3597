"""The sources of a trace line by line, with what happened there: what the terminal and the page show of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import TypeAlias

from matdrop.explain.trace import Trace
from matdrop.reports.syntax import Language, Piece, coloured_lines
from matdrop.source.python import lines_of
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.recording import Event, Recording, Span

AGREES, DIFFERS, ALONE, NOT_REACHED = "agrees", "differs", "only here", "not reached"
# Of a line that is executed often, so many of its first values are shown, and so many of those that differ.
MOMENTS = 50


@dataclass(frozen=True)
class Moment:
    """One execution of a statement, on both sides: what it has stored; None for a side that has nothing alike."""

    original: Event | None
    port: Event | None
    mark: str

    @property
    def name(self) -> str:
        """The name of what is stored; both where they are not the same."""
        sides = [event for event in (self.original, self.port) if event is not None]
        return " / ".join(dict.fromkeys(event.variable or "condition" for event in sides))

    @property
    def iteration(self) -> str:
        """The iterations of the loops around it, from 1."""
        event = self.port or self.original
        return "" if event is None else ", ".join(map(str, event.iterations))


@dataclass(frozen=True)
class Line:
    """A line of a source, and what happened there; if it may be wrong, `fault` says how certain that is."""

    line: int
    text: str
    mark: str = ""
    fault: str = ""
    events: Sequence[Event] = ()


@dataclass(frozen=True)
class Row:
    """A line of the original's beside one of the port's; None where there is none.

    Attributes
    ----------
    original, port : Line or None
        The lines.
    moments : sequence of Moment
        What was stored there, in order; where that was often, the first ones and the first that differ.
    more : int
        How many are left out.
    """

    original: Line | None
    port: Line | None
    moments: Sequence[Moment] = ()
    more: int = 0

    @property
    def lines(self) -> tuple[Line | None, Line | None]:
        """The original's line and the port's."""
        return self.original, self.port


_Place: TypeAlias = tuple[Path, int]


@dataclass(frozen=True)
class Side:
    """The lines of one file that statements of a recording stand in."""

    file: Path
    lines: list[Line]

    @cached_property
    def colours(self) -> Mapping[int, Sequence[Piece]]:
        """The lines of the whole file in pieces of one colour, by number."""
        language: Language = "matlab" if self.file.suffix == ".m" else "python"
        return dict(enumerate(coloured_lines(lines_of(self.file), language), 1))


@dataclass(frozen=True)
class Files:
    """A file of the original's beside one of the port's; None where there is none left."""

    original: Side | None
    port: Side | None
    rows: list[Row]


def files_of(trace: Trace) -> list[Files]:
    """Return the files of both sides of the first case that fails, or of the first one that agrees.

    Parameters
    ----------
    trace : Trace
        Of any pair.

    Returns
    -------
    list of Files
        The files that ran; the original's own file and the port's come first. Lines of which one stands for the other
        share a row. None where nothing of the port could be recorded.
    """
    names = [observation.case.name for observation in trace.observations]
    number = next((k for k, name in enumerate(names) if name in trace.faults.alignments), None)
    if number is None:
        return []
    both = _Both(
        trace.observations[number].original, trace.faults.ports[number], trace.faults.alignments[names[number]]
    )
    faults = trace.faults.faults
    original = both.files(both.original, _places((fault.original, fault.certainty) for fault in faults))
    intervals = ((span, "interval") for fault in faults for span in fault.interval)
    port = both.files(both.port, _places((*intervals, *((fault.statement, fault.certainty) for fault in faults))))
    return [Files(*sides, both.rows(*sides)) for sides in zip_longest(original, port)]


def _places(faults: Iterable[tuple[Span | None, str]]) -> dict[_Place, str]:
    """Return for lines that may be wrong how certain that is; what comes later counts."""
    spans = [(span, certainty) for span, certainty in faults if span is not None]
    return {(span.file, line): certainty for span, certainty in spans for line in range(span.line, span.end_line + 1)}


class _Both:
    """Both recordings of a case, side by side."""

    def __init__(self, original: Recording, port: Recording, alignment: Alignment) -> None:
        self.original, self.port, self._alignment = original, port, alignment
        self._back = {other: order for order, other in alignment.partner.items()}

    def files(self, recording: Recording, faults: Mapping[_Place, str]) -> list[Side]:
        """Return the files of one side that ran, with their lines."""
        found: dict[Path, dict[int, list[Event]]] = {}
        for event in recording.events:
            if event.statement >= 0:
                span = recording.statements[event.statement].span
                found.setdefault(span.file, {}).setdefault(span.line, []).append(event)
        return [self._side(recording, file, events, faults) for file, events in found.items()]

    def _side(
        self, recording: Recording, file: Path, events: Mapping[int, Sequence[Event]], faults: Mapping[_Place, str]
    ) -> Side:
        texts = lines_of(file)
        here = [statement for statement in recording.statements if statement.span.file == file]
        reached = {statement.function for statement in here if statement.span.line in events}
        own = [statement.span for statement in here if statement.function in reached]
        statements = {span.line for span in own}
        first, last = min(statements), max(span.end_line for span in own)
        lines = []
        for number in range(max(1, first - 1), min(last, len(texts)) + 1):
            stored = events.get(number, [])
            marks = {moment.mark for moment in self._moments(recording, stored)}
            mark = next((mark for mark in (DIFFERS, AGREES, ALONE) if mark in marks), "")
            mark = mark or (NOT_REACHED if number in statements else "")
            lines.append(Line(number, texts[number - 1], mark, faults.get((file, number), ""), stored))
        return Side(file, lines)

    def _moments(self, recording: Recording, events: Sequence[Event]) -> list[Moment]:
        is_port = recording is self.port
        return [self._of_port(event) if is_port else self._of_original(event) for event in events]

    def _of_port(self, event: Event) -> Moment:
        other = self._alignment.partner.get(event.order)
        if other is None:
            return Moment(None, event, ALONE)
        mark = AGREES if self._alignment.agrees(event.order) else DIFFERS
        return Moment(self._alignment.original.events[other], event, mark)

    def _of_original(self, event: Event) -> Moment:
        order = self._back.get(event.order)
        return Moment(event, None, ALONE) if order is None else self._of_port(self._alignment.port.events[order])

    def rows(self, original: Side | None, port: Side | None) -> list[Row]:
        """Put lines side by side: partners in one row as long as they come in the same order, others in between."""
        pairs: list[tuple[Line | None, Line | None]] = []
        left, right = original.lines if original else [], port.lines if port else []
        numbers = {(original.file, line.line): k for k, line in enumerate(left)} if original else {}
        here = there = 0
        for k, line in enumerate(right):
            at = numbers.get(self._partners.get((port.file, line.line), (Path(), 0)), -1) if port else -1
            if at >= here:
                pairs += [*zip_longest(left[here:at], right[there:k]), (left[at], line)]
                here, there = at + 1, k + 1
        return [self._row(*pair) for pair in (*pairs, *zip_longest(left[here:], right[there:]))]

    @cached_property
    def _partners(self) -> Mapping[_Place, _Place]:
        """For lines of the port the original's lines that stand for them."""
        found: dict[_Place, _Place] = {}
        for order, other in sorted(self._alignment.partner.items()):
            event, partner = self.port.events[order], self.original.events[other]
            if event.statement >= 0 and partner.statement >= 0 and event.kind != "return":
                one = self.port.statements[event.statement].span
                standing = self.original.statements[partner.statement].span
                found.setdefault((one.file, one.line), (standing.file, standing.line))
        return found

    def _row(self, original: Line | None, port: Line | None) -> Row:
        """Return two lines with what was stored there; what one has of the other's is shown once."""
        moments = self._moments(self.port, port.events if port else ())
        known = {moment.original.order for moment in moments if moment.original is not None}
        others = [event for event in (original.events if original else ()) if event.order not in known]
        moments += self._moments(self.original, others)
        wrong = [k for k, moment in enumerate(moments) if moment.mark == DIFFERS]
        shown = sorted({*range(min(len(moments), MOMENTS)), *wrong[:MOMENTS]})
        return Row(original, port, [moments[k] for k in shown], len(moments) - len(shown))
