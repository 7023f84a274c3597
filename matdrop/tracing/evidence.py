"""What the values of a run say of a statement: that it most likely has the fault, or that it has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.monitor import CALL
from matdrop.tracing.partners import Variable, variable_of
from matdrop.tracing.recording import Event
from matdrop.values.value import is_number_array

if TYPE_CHECKING:
    from matdrop.tracing.view import View


def returns_another(view: View, statement: int) -> bool:
    """Check whether a statement returns something wrong although a variable holds what it ought to return.

    Parameters
    ----------
    view : View
        The port as it is.
    statement : int
        The statement.

    Returns
    -------
    bool
        Whether it does so in some case.
    """
    return any(_is_another(alignment, event) for alignment, event in _events(view, statement))


def _is_another(alignment: Alignment, result: Event) -> bool:
    if result.kind != "return" or not alignment.disagrees(result.order):
        return False
    variable = _counterpart(alignment, result)
    stored = [
        event
        for event in alignment.port.events[: result.order]
        if event.kind == "store" and event.call == result.call and _counterpart(alignment, event) == variable
    ]
    return bool(stored) and alignment.equality.holds(alignment.expected(result.order), stored[-1].value)


def is_right(view: View, statement: int) -> bool:
    """Check whether a statement does what the original does, or hands on what others have made wrong.

    Parameters
    ----------
    view : View
        The port as it is.
    statement : int
        The statement.

    Returns
    -------
    bool
        Whether that is so each time it is executed, in every case. It may be at fault all the same, if it ought to have
        been executed more often, or less.
    """
    events = [(alignment, event) for alignment, event in _events(view, statement) if event.variable != CALL]
    if not events:
        return False
    return all(_agrees(view, *one) for one in events) or all(_is_handed_on(*one) for one in events)


def _agrees(view: View, alignment: Alignment, event: Event) -> bool:
    is_known = variable_of(alignment.port, event) not in view.comparison.partners.by_value
    return is_known and event.kind not in ("error", "draw", "gap") and alignment.agrees(event.order)


def _is_handed_on(alignment: Alignment, event: Event) -> bool:
    """Whether the right variable is returned as it is, or what a call has returned is stored as it is."""
    reads = [alignment.port.events[read] for read in event.reads]
    if event.kind == "store":
        return any(r.kind == "return" and alignment.equality.holds(r.value, event.value) for r in reads)
    if (event.statement, event.variable) not in alignment.sides.plain or not reads:
        return False
    variable = _counterpart(alignment, event)
    return variable is not None and variable == _counterpart(alignment, reads[0])


def executed_after(view: View, statement: int) -> set[int]:
    """Return the statements that are executed only after a statement has stored what is wrong.

    Parameters
    ----------
    view : View
        The port as it is.
    statement : int
        One that heals every case if it stores what the original stores.

    Returns
    -------
    set of int
        None if the original's value may hold what other statements of the port ought to add: they may have the fault.
    """
    found: list[set[int]] = []
    for k, alignment in enumerate(view.alignments):
        wrong = [o for o in view.orders(k, statement) if alignment.disagrees(o)]
        if any(alignment.is_blank(order) or alignment.is_earlier_version(order) for order in wrong):
            return set()
        events = alignment.port.events
        before = {event.statement for event in events[: wrong[0] + 1]} if wrong else set()
        found += [{event.statement for event in events} - before] if wrong else []
    return set.intersection(*found) if found else set()


def last_writers(view: View, statements: Iterable[int]) -> Counter[int]:
    """Count for each statement the cases in which it was the last to change an element that is wrong in the end.

    Parameters
    ----------
    view : View
        The port.
    statements : iterable of int
        The statements that are asked for.

    Returns
    -------
    Counter of int
        By the statements' numbers.
    """
    found: Counter[int] = Counter()
    for k, alignment in enumerate(view.alignments):
        events = [alignment.port.events[order] for n in statements for order in view.orders(k, n)]
        stores = sorted((e for e in events if e.kind == "store" and e.variable), key=lambda e: e.order)
        for name in dict.fromkeys(event.variable for event in stores):
            found.update(_writers_of([event for event in stores if event.variable == name], alignment))
    return found


def _writers_of(stores: Sequence[Event], alignment: Alignment) -> set[int]:
    """Return the statements that have written the wrong elements of an array that several statements store."""
    last = stores[-1]
    partner = alignment.partner.get(last.order)
    expected = None if partner is None else alignment.original.events[partner].value
    if len({event.statement for event in stores}) < 2 or not _are_alike(expected, last.value):
        return set()
    right: Any = np.asarray(expected).ravel("F")
    writer = np.full(right.size, stores[0].statement)
    before = right
    for event in stores:
        if not _are_alike(expected, event.value):
            return set()
        now = np.asarray(event.value).ravel("F")
        writer[now != before] = event.statement
        before = now
    return set(writer[~np.isclose(before, right, equal_nan=True)].tolist())


def _are_alike(one: Any, other: Any) -> bool:
    return is_number_array(one) and is_number_array(other) and one.size == other.size > 1


def _events(view: View, statement: int) -> list[tuple[Alignment, Event]]:
    """Return all events of a statement, in every case."""
    return [(a, a.port.events[order]) for k, a in enumerate(view.alignments) for order in view.orders(k, statement)]


def _counterpart(alignment: Alignment, event: Event) -> Variable | None:
    """Return the variable of the original that the event's variable stands for."""
    return alignment.partners.variables.get(variable_of(alignment.port, event))
