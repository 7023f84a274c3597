"""The sources of a trace line by line, with what happened there: what the terminal and the page show of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import TypeAlias

from matdrop.explain.trace import Trace, format_kept
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.recording import Event, Recording, Span

AGREES, DIFFERS, ALONE, NOT_REACHED = "agrees", "differs", "only here", "not reached"
# Of a line that is executed often, as many of its values are shown.
VALUES_SHOWN = 50


@dataclass(frozen=True)
class Shown:
    """A value that a line has stored, and the other side's."""

    name: str
    iteration: str
    value: str
    other: str = ""
    mark: str = ""


@dataclass
class Line:
    """A line of a source, and what happened there."""

    line: int
    text: str
    mark: str = ""
    is_fault: bool = False
    values: list[Shown] = field(default_factory=list)


Row: TypeAlias = tuple[Line | None, Line | None]
_Place: TypeAlias = tuple[Path, int]


@dataclass(frozen=True)
class Side:
    """The lines of one file that statements of a recording stand in."""

    file: Path
    lines: list[Line]


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
        share a row.
    """
    names = [observation.case.name for observation in trace.observations]
    number = next((k for k, name in enumerate(names) if name in trace.faults.alignments), 0)
    alignment = trace.faults.alignments.get(names[number])
    pairs = {} if alignment is None else alignment.partner
    back = {original: port for port, original in pairs.items()}
    spans = [span for fault in trace.faults.faults for span in (fault.statement, *fault.interval) if span is not None]
    others = [fault.original for fault in trace.faults.faults if fault.original is not None]
    original = _Marker(trace.observations[number].original, back, alignment, is_port=False).files(others)
    port = _Marker(trace.faults.ports[number], pairs, alignment, is_port=True).files(spans)
    partners = {} if alignment is None else _partners(alignment)
    return [Files(*both, _rows(*both, partners)) for both in zip_longest(original, port)]


def _partners(alignment: Alignment) -> dict[_Place, _Place]:
    """Return for lines of the port the original's lines that stand for them."""
    found: dict[_Place, _Place] = {}
    for order, other in sorted(alignment.partner.items()):
        port, original = alignment.port.events[order], alignment.original.events[other]
        if port.statement >= 0 and original.statement >= 0 and port.kind != "return":
            spans = (
                alignment.port.statements[port.statement].span,
                alignment.original.statements[original.statement].span,
            )
            found.setdefault((spans[0].file, spans[0].line), (spans[1].file, spans[1].line))
    return found


def _rows(original: Side | None, port: Side | None, partners: Mapping[_Place, _Place]) -> list[Row]:
    """Put lines side by side: partners in one row as long as they come in the same order, the others in between."""
    rows: list[Row] = []
    left, right = original.lines if original else [], port.lines if port else []
    numbers = {(original.file, line.line): k for k, line in enumerate(left)} if original else {}
    here = there = 0
    for k, line in enumerate(right):
        at = numbers.get(partners.get((port.file, line.line), (Path(), 0)), -1) if port else -1
        if at >= here:
            rows += [*zip_longest(left[here:at], right[there:k]), (left[at], line)]
            here, there = at + 1, k + 1
    return [*rows, *zip_longest(left[here:], right[there:])]


class _Marker:
    """Marks the lines of one side."""

    def __init__(
        self, recording: Recording, partner: Mapping[int, int], alignment: Alignment | None, is_port: bool
    ) -> None:
        self._recording, self._partner, self._alignment, self._is_port = recording, partner, alignment, is_port

    def files(self, faults: Sequence[Span]) -> list[Side]:
        """Return the files that ran, with their lines."""
        found: dict[Path, dict[int, list[Event]]] = {}
        for event in self._recording.events:
            if event.statement >= 0:
                span = self._recording.statements[event.statement].span
                found.setdefault(span.file, {}).setdefault(span.line, []).append(event)
        return [self._side(file, events, faults) for file, events in found.items()]

    def _side(self, file: Path, events: Mapping[int, list[Event]], faults: Sequence[Span]) -> Side:
        texts = _texts(file)
        reached = {statement.function for statement in self._recording.statements if statement.span.line in events}
        own = [s.span for s in self._recording.statements if s.span.file == file and s.function in reached]
        faulty = {line for span in faults if span.file == file for line in range(span.line, span.end_line + 1)}
        statements = {span.line for span in own}
        first, last = min(statements), max(span.end_line for span in own)
        lines = []
        for number in range(max(1, first - 1), min(last, len(texts)) + 1):
            shown = list(self._values(events.get(number, [])))
            mark = self._mark(events.get(number, [])) or (NOT_REACHED if number in statements else "")
            lines.append(Line(number, texts[number - 1], mark, number in faulty, shown))
        return Side(file, lines)

    def _mark(self, events: Sequence[Event]) -> str:
        marks = {self._mark_of(event) for event in events}
        return next((mark for mark in (DIFFERS, AGREES, ALONE) if mark in marks), "")

    def _mark_of(self, event: Event) -> str:
        other = self._partner.get(event.order)
        if self._alignment is None or other is None:
            return ALONE
        return AGREES if self._alignment.agrees(event.order if self._is_port else other) else DIFFERS

    def _values(self, events: Sequence[Event]) -> Iterator[Shown]:
        wrong = [event for event in events if self._mark_of(event) == DIFFERS]
        chosen = {event.order: event for event in [*wrong[:VALUES_SHOWN], *events[:VALUES_SHOWN]]}
        for _, event in sorted(chosen.items()):
            other = self._partner.get(event.order)
            theirs = "" if other is None else format_kept(self._others[other].value)
            name = event.variable or "condition"
            turn = ", ".join(map(str, event.iterations))
            yield Shown(name, turn, format_kept(event.value), theirs, self._mark_of(event))

    @property
    def _others(self) -> Sequence[Event]:
        assert self._alignment is not None
        return (self._alignment.original if self._is_port else self._alignment.port).events


@cache
def _texts(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8", errors="replace").splitlines()
