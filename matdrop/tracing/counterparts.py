"""What may stand in the original for a variable of the port that has no partner: putting its values in place tells.

A name or a value is a guess. A guess that is put in place of a wrong value and makes every case agree is none any more,
whatever has led to it: all that follows is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from matdrop.tracing.equality import is_telling
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.partners import Variable
from matdrop.tracing.view import View
from matdrop.values.value import is_number_array

Values = tuple[Mapping[tuple[int, str], list[tuple[Any, int]]], ...]


def counterparts(view: View, statement: int) -> Iterator[Values]:
    """Find what a statement of the port may have to store, among what the original has stored and nothing stands for.

    Parameters
    ----------
    view : View
        The port's runs beside the original's.
    statement : int
        The port's statement.

    Yields
    ------
    tuple of mapping
        For each case the values, as `values_for` gives them.
    """
    for name in _without_partner(view, statement):
        for other in view.unmatched:
            values = [_values(view, case, statement, name, other) for case in range(len(view.alignments))]
            if all(values):
                yield tuple({(statement, name): one} for one in values if one)


def _without_partner(view: View, statement: int) -> list[str]:
    """Return the variables that a statement stores and that have no partner."""
    found = (
        event.variable
        for case, alignment in enumerate(view.alignments)
        for event in (alignment.port.events[order] for order in view.orders(case, statement))
        if event.kind in ("store", "return") and event.variable and event.order not in alignment.partner
    )
    return list(dict.fromkeys(found))


def _values(view: View, case: int, statement: int, name: str, other: Variable) -> list[tuple[Any, int]]:
    """Return the original's values for the executions of a statement; none if they do not fit or change nothing."""
    alignment = view.alignments[case]
    events = [alignment.port.events[order] for order in view.orders(case, statement)]
    own = [event.value for event in events if event.variable == name and event.kind in ("store", "return")]
    values = _history(alignment, other, len(own))
    if len(values) != len(own) or not all(map(_fits, values, own)):
        return []
    same = all(alignment.equality.holds(value, mine) for value, mine in zip(values, own, strict=True))
    return [] if same else [(value, 0) for value in values]


def _history(alignment: Alignment, variable: Variable, count: int) -> list[Any]:
    """Return the values of a variable: as many as there are wanted, or the last one."""
    orders = alignment.histories.get(variable, [])
    values = [alignment.original.events[order].value for order in orders]
    return values if len(values) == count else values[-count:] if count == 1 else []


def _fits(value: Any, own: Any) -> bool:
    """Whether two values have equally many numbers, and the original's are not a few whole ones, which any may be."""
    if not (is_number_array(value) and is_number_array(own) and value.size == own.size):
        return False
    return is_telling(value) or bool((np.asarray(value) != np.round(value)).any())
