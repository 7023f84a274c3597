"""What a graft proves that makes every case agree."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property
from typing import Any

from matdrop.tracing.fault import Fault
from matdrop.tracing.graft import Graft
from matdrop.tracing.likelihood import likeliest
from matdrop.tracing.partners import variable_of
from matdrop.tracing.recording import Event
from matdrop.tracing.summary import Summary
from matdrop.tracing.view import View
from matdrop.values.canonical import class_of


class Verdict:
    """What a graft that heals every case proves.

    Parameters
    ----------
    plain : View
        The port as it is.
    graft : Graft
        What was put in place.
    healed : View
        The port with it.
    count : int
        How many grafts heal together.
    is_guess : bool
        Whether the values that were put in place are of a variable that is no partner.
    """

    def __init__(self, plain: View, graft: Graft, healed: View, count: int = 1, is_guess: bool = False) -> None:
        self.plain, self.graft, self.healed, self.count, self.is_guess = plain, graft, healed, count, is_guess
        self.program = plain.program

    @cached_property
    def interval(self) -> list[int]:
        """The statements of which one certainly has the fault."""
        found = {*self.healed.slice_of(self.graft.statement), *self._unrecorded(), *self._failed_stores()}
        found |= self._wrong_before()
        if self._is_resized() or self._is_copy():
            found |= {*self._users()} - self.program.headings
        if self.is_guess:
            found |= self._passing_on()
        found |= self._returning(self.healed, True) & self._returning(self.plain, False)
        if self._is_blank():  # what it has to hold may be stored elsewhere, or never
            found |= {number for user in self._users() for number in self.plain.slice_of(user)}
        return sorted(found - self.program.headings)

    def _is_blank(self) -> bool:
        """Whether the statement stores something empty, or zeros, in some case in which the original has filled it."""
        return any(
            alignment.is_blank(order)
            for k, alignment in enumerate(self.plain.alignments)
            for order in self.plain.orders(k, self.graft.statement)
        )

    def _is_copy(self) -> bool:
        """Whether a statement hands on a value that the original has had before: what is missing may come after it."""
        for k, alignment in enumerate(self.plain.alignments):
            for order in self.plain.orders(k, self.graft.statement):
                event = alignment.port.events[order]
                if event.kind == "store" and alignment.is_earlier_version(order):
                    return any(
                        alignment.equality.holds(alignment.port.events[read].value, event.value) for read in event.reads
                    )
        return False

    def _passing_on(self) -> set[int]:
        """Return the statements that hand on the value that was put in place as it is: it may be theirs to make."""
        found: set[int] = set()
        for alignment in self.healed.alignments:
            events = alignment.port.events
            handed = {event.order for event in events if event.statement == self.graft.statement}
            for event in events:
                sources = [events[read] for read in event.reads if read in handed]
                if any(alignment.equality.holds(source.value, event.value) for source in sources):
                    handed.add(event.order)
                    found.add(event.statement)
        return found - {-1}

    def _returning(self, view: View, as_it_is: bool) -> set[int]:
        """Return the statements that return what the statement stores: as it is, or another value of its class.

        If they change the port's own value, but not the original's, that may be theirs to make: MATLAB's output has the
        name of the variable, but not its meaning, as where seconds are returned as an angle.
        """
        found: set[int] = set()
        for alignment in view.alignments:
            events = alignment.port.events
            for event in events:
                sources = [events[r].value for r in event.reads if events[r].statement == self.graft.statement]
                alike = [alignment.equality.holds(value, event.value) for value in sources if _is_alike(value, event)]
                if event.kind == "return" and as_it_is in alike:
                    found.add(event.statement)
        return found

    def _failed_stores(self) -> set[int]:
        """Return the statements that fail, and would have stored the same variable: the graft has done it for them."""
        statements = self.program.statements
        stores = set(statements[self.graft.statement].stores)
        failed = {event.statement for events in self.plain.raising for event in events if event.statement >= 0}
        return {number for number in failed if stores & set(statements[number].stores)}

    def _unrecorded(self) -> set[int]:
        """Return the statements of loops that were not recorded whole before the statement had a wrong value."""
        found: set[int] = set()
        for k, alignment in enumerate(self.plain.alignments):
            events = alignment.port.events
            for order in self.plain.orders(k, self.graft.statement):
                if alignment.disagrees(order):
                    gaps = [events[read] for read in events[order].reads if events[read].kind == "gap"]
                    found.update(number for gap in gaps for number in self.plain.statements_of(gap))
        return found

    def _wrong_before(self) -> set[int]:
        """Return the statements that have stored the same variable wrongly before the graft had any effect.

        In the healed run they may seem right: an array of another size is one that grows, if the graft lets it grow.
        """
        found: set[int] = set()
        for k, alignment in enumerate(self.plain.alignments):
            events, orders = alignment.port.events, self.plain.orders(k, self.graft.statement)
            first = next((o for o in orders if alignment.disagrees(o)), None)
            if first is not None:
                reads = (events[read] for read in self.plain.slices[k].unexplained(events[first]))
                own = [e.order for e in reads if e.variable == events[first].variable and e.order < orders[0]]
                found |= {
                    number
                    for o in self.plain.slices[k].back_from(own)
                    for number in self.plain.statements_of(events[o])
                }
        return found

    def _is_resized(self) -> bool:
        """Whether the graft has another number of elements, and the names are not the same: it may be another thing."""
        for k, alignment in enumerate(self.plain.alignments):
            for order in self.plain.orders(k, self.graft.statement):
                partner = alignment.partner.get(order)
                if partner is not None and not alignment.agrees(order):
                    event, other = alignment.port.events[order], alignment.original.events[partner]
                    sizes = [math.prod(getattr(value, "shape", ())) for value in (event.value, other.value)]
                    if (
                        event.kind == "store"
                        and sizes[0] != sizes[1]
                        and (event.variable != other.variable or not sizes[0])
                    ):
                        return True
        return False

    def _users(self) -> set[int]:
        """Return the statements that read what was grafted, and expressions after it that have no effect."""
        found = set()
        for k, alignment in enumerate(self.plain.alignments):
            orders = set(self.plain.orders(k, self.graft.statement))
            events = alignment.port.events
            for event in events:
                without_effect = event.kind == "store" and not event.variable and event.order > min(orders, default=0)
                if orders & set(event.reads) or without_effect:
                    found.add(event.statement)
        return found

    @property
    def is_proven(self) -> bool:
        """Whether it is the statement itself."""
        return len(self.interval) == 1 and not self.is_guess and not self._doubts()

    def _doubts(self) -> list[str]:
        """Return what keeps a statement from being proven although all that it reads is explained."""
        doubts = [f"a recording was ended by {a.port.ended}" for a in self.healed.alignments if a.port.ended]
        by_value = self.plain.comparison.partners.by_value
        for k, alignment in enumerate(self.healed.alignments):
            for order in self.healed.orders(k, self.graft.statement):
                event = alignment.port.events[order]
                reads = [alignment.port.events[read] for read in event.reads]
                doubts += [
                    f"{e.variable} has its partner by value only"
                    for e in [event, *reads]
                    if variable_of(alignment.port, e) in by_value
                ]
        return list(dict.fromkeys(doubts))

    def fault(self) -> Fault:
        """Return the fault."""
        statements = self.program.statements
        interval = self.plain.spans(self.interval)
        if self.is_proven:
            shown = self.shown(self.graft.statement)
            return replace(shown, certainty="proven", interval=interval, proof=self._proof())
        named = likeliest(self.program, self.healed, self.interval, self.graft.statement, self.plain)
        if named is None:
            return replace(self.shown(self.graft.statement), certainty="interval", statement=None, interval=interval)
        shown = self.shown(named)
        return replace(shown, certainty="probable", interval=interval, statement=statements[named].span)

    def _proof(self) -> tuple[str, ...]:
        line = self.program.statements[self.graft.statement].span.line
        others = f" and {self.count - 1} more put in place" if self.count > 1 else ""
        count = len(self.plain.cases)
        cases = "the case agrees" if count == 1 else f"all {count} failing cases agree"
        return (
            f"all that line {line} reads agrees with the original",
            f"with the original's values after line {line}{others} {cases}",
        )

    def shown(self, statement: int) -> Fault:
        """Return where and in what a statement first differs."""
        spans = self.program.statements
        for k, alignment in enumerate(self.plain.alignments):
            order = self._first_wrong(k, statement)
            if order is not None:
                event, other = alignment.port.events[order], alignment.original.events[alignment.partner[order]]
                original = alignment.original.statements[other.statement].span if other.statement >= 0 else None
                return Fault(
                    "interval",
                    spans[statement].span,
                    (),
                    original,
                    event.variable,
                    (other.value, event.value),
                    event.iterations,
                    event.execution + 1,
                    cases=self.plain.cases,
                )
        return Fault("interval", spans[statement].span, (), cases=self.plain.cases)

    def _first_wrong(self, k: int, statement: int) -> int | None:
        """Return the first event of a statement in a case that differs.

        Of several variables that are stored at once, one that is stored anew before it is read does no harm.
        """
        alignment = self.plain.alignments[k]
        orders = [o for o in self.plain.orders(k, statement) if alignment.disagrees(o)]
        executions = [alignment.port.events[order].execution for order in orders]
        first = [order for order, execution in zip(orders, executions, strict=True) if execution == executions[0]]
        read = {order for event in alignment.port.events for order in event.reads} if len(first) > 1 else set()
        return next((order for order in first if order in read), first[0] if first else None)


def _is_alike(value: Any, event: Event) -> bool:
    """Whether a value has the class of an event's; nothing is known of one that was not kept."""
    if isinstance(value, Summary) or event.value is None or isinstance(event.value, Summary):
        return False
    return value is not None and class_of(value) == class_of(event.value)
