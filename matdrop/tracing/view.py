"""The slices of the failing cases of a pair: which statements may have the fault, and which values differ."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from matdrop.tracing.comparison import Comparison
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.fault import Fault
from matdrop.tracing.partners import variable_of
from matdrop.tracing.port_recording import Run
from matdrop.tracing.recording import Event, Span
from matdrop.tracing.slice import Slice


class View:
    """The slices of one run of each failing case.

    Parameters
    ----------
    comparison : Comparison
        By what they are compared.
    runs : sequence of Run
        As many as there are cases.
    """

    def __init__(self, comparison: Comparison, runs: Sequence[Run]) -> None:
        self.comparison, self.runs = comparison, runs
        self.program = comparison.program
        self.alignments = comparison.alignments(runs)
        self.slices = [Slice(alignment) for alignment in self.alignments]

    @cached_property
    def starts(self) -> list[list[int]]:
        """For each case the events with wrong outputs, or the error."""
        return [list(_wrong_events(run, a)) for run, a in zip(self.runs, self.alignments, strict=True)]

    @cached_property
    def raising(self) -> list[list[Event]]:
        """For each case the error that has ended it."""
        return [
            [event for event in run.recording.events if event.kind == "error"] if run.attempt.error else []
            for run in self.runs
        ]

    @cached_property
    def reached(self) -> list[list[int]]:
        """For each case the events of the slice."""
        return [part.back_from(starts) for part, starts in zip(self.slices, self.starts, strict=True)]

    def events(self) -> Iterator[tuple[int, Event]]:
        """Yield the events of the slices, with the case."""
        for k, orders in enumerate(self.reached):
            for order in orders:
                yield k, self.alignments[k].port.events[order]

    @cached_property
    def statements(self) -> list[int]:
        """The statements of the slices, by their first events."""
        first: dict[int, int] = {}
        for _, event in self.events():
            if event.statement >= 0:
                first[event.statement] = min(event.order, first.get(event.statement, event.order))
        return sorted(first, key=lambda statement: first[statement])

    def candidates(self) -> list[int]:
        """Return the statements whose graft would change something, the earliest first."""
        return [statement for statement in self.statements if self.may_graft(statement)]

    def may_graft(self, statement: int) -> bool:
        """Whether the original has another value for a statement."""
        return any(
            order in alignment.partner and not alignment.agrees(order)
            for k, alignment in enumerate(self.alignments)
            for order in self.orders(k, statement)
        )

    def orders(self, case: int, statement: int) -> list[int]:
        """Return all events of a statement in a case."""
        return self._by_statement[case].get(statement, [])

    @cached_property
    def _by_statement(self) -> list[dict[int, list[int]]]:
        found = []
        for alignment in self.alignments:
            orders: dict[int, list[int]] = {}
            for event in alignment.port.events:
                orders.setdefault(event.statement, []).append(event.order)
            found.append(orders)
        return found

    def makers(self, statement: int) -> list[int]:
        """Return the statements that have stored what a statement reads, without what the port was given."""
        found = (
            alignment.port.events[read]
            for k, alignment in enumerate(self.alignments)
            for order in self.orders(k, statement)
            for read in alignment.port.events[order].reads
            if not alignment.is_given(alignment.port.events[read])
        )
        return list(dict.fromkeys(event.statement for event in found if event.kind in ("store", "input", "return")))

    def is_root(self, statement: int) -> bool:
        """Whether a statement makes a wrong value of right ones, in some case."""
        for k, orders in enumerate(self.reached):
            alignment, part = self.alignments[k], self.slices[k]
            for order in orders:
                event = alignment.port.events[order]
                is_wrong = order in alignment.partner and not alignment.agrees(order)
                if event.statement == statement and is_wrong and not part.unexplained(event):
                    return True
        return False

    def slice_of(self, statement: int) -> list[int]:
        """Return the statements that the unexplained reads of a statement lead to, itself included."""
        found = {statement}
        for k, alignment in enumerate(self.alignments):
            part = self.slices[k]
            starts = [
                read for order in self.orders(k, statement) for read in part.unexplained(alignment.port.events[order])
            ]
            found |= {alignment.port.events[order].statement for order in part.back_from(starts)}
        hosts = self.program.hosts  # a lambda is part of a statement
        return sorted({hosts.get(number, number) for number in found - {-1}})

    def whole(self, statements: Iterable[int], named: int | None = None) -> Fault:
        """Return all statements of the slices as an interval, and the likeliest of them."""
        spans = self.spans(statements)
        if named is None:
            return Fault("interval", None, spans, cases=self.cases)
        return Fault("probable", self.program.statements[named].span, spans, cases=self.cases)

    @property
    def cases(self) -> tuple[str, ...]:
        """The names of the cases."""
        return tuple(observation.case.name for observation in self.comparison.observations)

    def spans(self, statements: Iterable[int]) -> tuple[Span, ...]:
        """Return where statements stand; a lambda is a part of its statement."""
        hosts = self.program.hosts
        numbers = dict.fromkeys(hosts.get(number, number) for number in statements if number >= 0)
        return tuple(self.program.statements[number].span for number in numbers)


def _wrong_events(run: Run, alignment: Alignment) -> Iterator[int]:
    """Yield the events of the wrong outputs of a run, or of its error."""
    recording = run.recording
    if run.attempt.error is not None:
        errors = [event.order for event in recording.events if event.kind == "error"]
        yield from errors[-1:] or _endless(alignment)
        return
    main = alignment.sides.original_main
    for comparison in run.attempt.comparisons:
        if comparison.mismatch is not None:
            own = [
                event.order
                for event in recording.events
                if alignment.partners.variables.get(variable_of(recording, event)) == (main, comparison.name)
            ]
            if comparison.mismatch.kind == "missing":  # what is returned instead
                own = [e.order for e in recording.events if e.kind == "return"]
            results = [order for order in own if recording.events[order].kind == "return"]
            yield from (results or own)[-1:]


def _endless(alignment: Alignment) -> list[int]:
    """Return the first decision that the original has not made, of the loop that did not end."""
    decisions = [event for event in alignment.port.events if event.kind == "condition"]
    counts = Counter(event.statement for event in decisions)
    most = counts.most_common(1)[0][0] if counts else -1
    wrong = (e.order for e in decisions if e.statement == most and not alignment.agrees(e.order))
    return list(itertools.islice(wrong, 1))
