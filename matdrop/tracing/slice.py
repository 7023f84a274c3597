"""Back from the wrong outputs of a port, along what was read and is not explained by the original."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.recording import Event, Statement


class Slice:
    """What wrong events of a port depend on.

    Parameters
    ----------
    alignment : Alignment
        Both recordings.
    """

    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        self._events = alignment.port.events

    def back_from(self, starts: Iterable[int]) -> list[int]:
        """Return the events that are reached from some events over unexplained reads, with these, in order.

        Parameters
        ----------
        starts : iterable of int
            Events of the port.

        Returns
        -------
        list of int
            Events of the port.
        """
        reached = set(starts)
        waiting = list(reached)
        while waiting:
            event = self._events[waiting.pop()]
            for read in self.unexplained(event):
                if read not in reached:
                    reached.add(read)
                    waiting.append(read)
        return sorted(reached)

    def unexplained(self, event: Event) -> list[int]:
        """Return what an event has read and is not as in the original.

        Parameters
        ----------
        event : Event
            An event of the port.

        Returns
        -------
        list of int
            Among them decisions by which something that was read might have been stored again.
        """
        found: list[int] = []
        for read in event.reads:
            if not self.alignment.explains(event, read):
                found.append(read)
                found += self._decisions_between(self._events[read], event)
                found += self._others_between(self._events[read], event)
        return found

    def _others_between(self, stored: Event, reader: Event) -> Iterator[int]:
        """Yield what might have stored a variable: expressions without effect, and if it is stale all that is wrong.

        Of a store that is missing there is no event: the loops and branches are there in which the original has it.
        """
        is_stale = self.alignment.agrees(stored.order) or self.alignment.is_blank(stored.order)
        blocks = self.alignment.blocks_of_missing_stores(reader, stored.order) if is_stale else set()
        notable = self._notable.get(stored.call, [])
        for order in notable[bisect_right(notable, stored.order) : bisect_left(notable, reader.order)]:
            event = self._events[order]
            if self._stands_for(order) in blocks:
                yield order
            if event.kind != "store":
                continue
            if is_stale or (not event.variable and self._events[order + 1].statement != event.statement):
                yield order

    @cached_property
    def _notable(self) -> Mapping[int, list[int]]:
        """For each call the stores that are not as in the original, and the decisions that the original has, too."""
        notable: dict[int, list[int]] = {}
        for event in self._events:
            is_wrong = event.kind == "store" and not self.alignment.agrees(event.order)
            if is_wrong or self._stands_for(event.order) is not None:
                notable.setdefault(event.call, []).append(event.order)
        return notable

    def _stands_for(self, order: int) -> int | None:
        """Return the original's statement that stands for a loop's or a branch's decision."""
        partner = self.alignment.partner.get(order)
        is_decision = self._events[order].kind in ("condition", "iterable")
        return None if partner is None or not is_decision else self.alignment.original.events[partner].statement

    def _decisions_between(self, stored: Event, reader: Event) -> Iterator[int]:
        """Yield the decisions against another store of a variable, unless they are as in the original."""
        for statement in self._guards.get((stored.call, stored.variable), ()):
            orders = self._decisions[statement]
            between = orders[bisect_right(orders, stored.order) : bisect_left(orders, reader.order)]
            for order in between:
                # Of a run that has failed, decisions are paired as far as it went, and may be so wrongly.
                agrees = reader.kind != "error" and self.alignment.agrees(order)
                if self._events[order].call == stored.call and not agrees:
                    yield order

    @cached_property
    def _decisions(self) -> Mapping[int, list[int]]:
        decisions: dict[int, list[int]] = {}
        for event in self._events:
            if event.kind in ("condition", "iterable"):
                decisions.setdefault(event.statement, []).append(event.order)
        return decisions

    def _beside(self, statement: Statement) -> Iterator[int]:
        """Yield the decisions within the blocks that a statement is in: they may leave a loop before it."""
        around = set(statement.around)
        for number in self._decisions:
            if around & set(self.alignment.port.statements[number].around):
                yield number

    @cached_property
    def _guards(self) -> Mapping[tuple[int, str], set[int]]:
        """For each variable of a call, the control statements around statements that may store it."""
        statements = self.alignment.port.statements
        stores: dict[tuple[str, str], set[int]] = {}
        for statement in statements:
            for name in statement.stores:
                guards = stores.setdefault((statement.function, name), set())
                guards.update(number for number in statement.around if number in self._decisions)
                guards.update(self._beside(statement))
        functions = {event.call: statements[event.statement].function for event in self._events if event.statement >= 0}
        return {
            (call, name): guards
            for call, function in functions.items()
            for (owner, name), guards in stores.items()
            if owner == function and guards
        }
