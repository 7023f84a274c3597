"""The slices of the failing cases of a pair: which statements may have the fault, and which values differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from matdrop.source.names import normalize_name
from matdrop.tracing.comparison import Comparison
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.fault import Fault
from matdrop.tracing.partners import Variable, variable_of
from matdrop.tracing.port_recording import Run
from matdrop.tracing.recording import Event, Span
from matdrop.tracing.slice import Slice
from matdrop.values.value import is_number_array

LOOKED_AT = 2000  # events of the port, for a value of the original's


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
            for statement in set(self.statements_of(event)) - self.program.headings:
                first[statement] = min(event.order, first.get(statement, event.order))
        return sorted(first, key=lambda statement: first[statement])

    @cached_property
    def beyond(self) -> list[int]:
        """The statements of which nothing was recorded, where a limit has ended a recording: any may have the fault."""
        if not any(run.recording.ended for run in self.runs):
            return []
        known = {number for case in self._by_statement for number in case} | self.program.headings
        return [statement.number for statement in self.program.statements if statement.number not in known]

    @cached_property
    def unmatched(self) -> list[Variable]:
        """The original's variables that nothing in the port stands for or holds the value of, the last stored first.

        What the port holds somewhere may be what a statement ought to read in place of what it reads. Put into the
        latter, which is not wrong, it would heal as well.
        """
        taken = set(self.comparison.partners.variables.values())
        stored = list(self.alignments[0].histories)[::-1]
        return [variable for variable in stored if variable not in taken and not self._is_held(variable)]

    def _is_held(self, variable: Variable) -> bool:
        """Whether the port has the last value of one of the original's variables, in some case."""
        for alignment in self.alignments:
            orders = alignment.histories.get(variable, [])
            value = alignment.original.events[orders[-1]].value if orders else None
            if any(alignment.equality.holds(value, event.value) for event in alignment.port.events[:LOOKED_AT]):
                return True
        return False

    def in_order(self, statements: Iterable[int]) -> list[int]:
        """Return statements by their first events, those that were never executed left out."""
        first = {number: orders[0] for case in reversed(self._by_statement) for number, orders in case.items()}
        return sorted(set(statements) & first.keys(), key=lambda statement: first[statement])

    def statements_of(self, event: Event) -> list[int]:
        """Return the statements that an event may come from: all of a loop, where it was not recorded."""
        if event.kind == "gap":
            return [statement.number for statement in self.program.inside(event.statement)]
        return [event.statement] if event.statement >= 0 else []

    def candidates(self) -> list[int]:
        """Return the statements whose graft would change something, the earliest first."""
        return [statement for statement in self.statements if self.may_graft(statement)]

    def may_graft(self, statement: int) -> bool:
        """Whether the original has another value for a statement."""
        return any(
            alignment.disagrees(order)
            for k, alignment in enumerate(self.alignments)
            for order in self.orders(k, statement)
        )

    def has_arrays_for_numbers(self, statement: int) -> bool:
        """Whether a statement stores arrays, or nothing that MATLAB has, where the original stores single numbers."""
        for k, alignment in enumerate(self.alignments):
            for order in self.orders(k, statement):
                expected, own = alignment.expected(order), alignment.port.events[order].value
                is_other = own is None or not is_number_array(own) or own.size != 1
                if is_other and is_number_array(expected) and expected.size == 1:
                    return True
        return False

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
        kinds, headings = ("store", "input", "return"), self.program.headings
        made = (event.statement for event in found if event.kind in kinds and event.statement not in headings)
        return list(dict.fromkeys(made))

    def has_original(self, name: str) -> bool:
        """Whether the original has a variable of a name, as names are matched."""
        known = {normalize_name(other) for alignment in self.alignments for _, other in alignment.histories}
        return normalize_name(name) in known

    def is_root(self, statement: int) -> bool:
        """Whether a statement makes a wrong value of right ones, in some case."""
        for k, orders in enumerate(self.reached):
            alignment, part = self.alignments[k], self.slices[k]
            for order in orders:
                event = alignment.port.events[order]
                is_wrong = alignment.disagrees(order)
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
            for order in part.back_from(starts):
                found.update(self.statements_of(alignment.port.events[order]))
        hosts = self.program.hosts  # a lambda is part of a statement
        return sorted({hosts.get(number, number) for number in found - {-1} - self.program.headings})

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
        yield from errors[-1:] or _endless(run, alignment)
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


def _endless(run: Run, alignment: Alignment) -> list[int]:
    """Return the first decisions that the original has not made in the loops that did not end: any might leave them."""
    events, program = alignment.port.events, run.monitor.program
    loops = set(program.plans[events[-1].statement].loops) if events and events[-1].statement >= 0 else set()
    wrong: dict[int, int] = {}
    for event in events:
        is_wrong = event.kind == "condition" and not alignment.agrees(event.order)
        if is_wrong and loops & {event.statement, *program.statements[event.statement].around}:
            wrong.setdefault(event.statement, event.order)
    return list(wrong.values())
