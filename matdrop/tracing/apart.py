"""Where the values of one variable part for good, apart from what led there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matdrop.tracing.align import Alignment, Step
from matdrop.tracing.record import Recording, equal_values
from matdrop.tracing.sameness import FILLED
from matdrop.values.distance import Distance
from matdrop.values.value import is_cell, is_number_array


def first_apart(alignment: Alignment, steps: Sequence[Step]) -> tuple[int | None, int | None] | None:
    """Give the first values of a variable that differ, if it differs in the end.

    Values of the same iteration of loops that are alike stand for each other. Elsewhere a variable may be built in
    different ways, so only what comes after the last values that agree counts.

    Parameters
    ----------
    alignment : Alignment
        The recordings.
    steps : sequence of Step
        The variable's values.

    Returns
    -------
    tuple or None
        The places of the original's value and of the port's, None for a side that has no such value; None for
        both if nothing differs in the end.
    """
    original, port = alignment.original, alignment.port
    last = max((k for k, step in enumerate(steps) if step.same and step.original is not None), default=-1)
    tail = steps[last + 1 :]
    left = [step.original for step in tail if step.original is not None]
    right = [step.port for step in tail if step.port is not None]
    before = next((step.port for step in reversed(steps[: last + 1]) if step.port is not None), None)
    new = [index for k, index in enumerate(right) if not repeats(port, [before, *right][k], index)]
    if tail and (left or new):
        for step in steps[: last + 1]:
            if not step.same and step.original is not None and step.port is not None:
                here = original.writes[step.original].event.iteration
                if here and here == port.writes[step.port].event.iteration:
                    return step.original, step.port
    both = next((step for step in tail if None not in (step.original, step.port)), None)
    if both is not None and both.original is not None and both.port is not None:
        here, there = original.writes[both.original].event.iteration, port.writes[both.port].event.iteration
        if here == there and tail[0] != both:  # in step, so a value of one side alone is a difference
            first = tail[0].original if tail[0].port is None else tail[0].port
            event = (original if tail[0].port is None else port).writes[first or 0].event
            if here and len(event.iteration) == len(here) and (tail[0].port is None or tail[0].port in new):
                return tail[0].original, tail[0].port
        if len(left) > 1 and (len(new) <= 1 or _depth(original, left) > _depth(port, right)):
            return _settled(alignment, left, both.port), both.port
        own = [index for index in new if not port.writes[index].returned] or new
        if _lines(alignment, both) in {_lines(alignment, step) for step in steps[: last + 1] if step.same}:
            return both.original, both.port
        if len(left) == 1 and len(new) > 1:
            return left[0], _settled_by_port(alignment, left[0], own)
        return both.original, both.port
    if left:
        return left[0], None
    return (None, new[0]) if new else None


def repeats(port: Recording, before: int | None, index: int) -> bool:
    """Tell whether a value of the port's is the one that its variable had before."""
    return before is not None and equal_values(port.writes[before], port.writes[index])


def _lines(alignment: Alignment, step: Step) -> tuple[int, ...]:
    """Give the lines that gave the values of a step."""
    places = ((alignment.original, step.original), (alignment.port, step.port))
    return tuple(side.writes[place].line for side, place in places if place is not None)


def _settled(alignment: Alignment, left: Sequence[int], port: int) -> int:
    """Find where the original gave the first element that differs in the end its final value."""
    writes = alignment.original.writes
    final, obtained = writes[left[-1]].value, alignment.port.writes[port].canonical
    if is_cell(final):
        return left[-1]  # a cell that has grown to what it is
    if not (is_number_array(final) and final.size):
        return left[0]
    element = 0
    if is_number_array(obtained) and obtained.shape == final.shape:
        a, b = final.ravel(order="F"), obtained.ravel(order="F")
        element = int(FILLED.exceeded(Distance(a, b)).argmax())
    chosen = left[-1]
    for index in reversed(left):
        value = writes[index].value
        if not isinstance(value, np.ndarray) or (value.shape, value.dtype) != (final.shape, final.dtype):
            break
        if value.ravel(order="F")[[element]].tobytes() != final.ravel(order="F")[[element]].tobytes():
            break
        chosen = index
    return chosen


def _settled_by_port(alignment: Alignment, original: int, new: Sequence[int]) -> int:
    """Find where the port first gave an element that differs in the end its final value."""
    expected = alignment.original.writes[original].canonical
    values = [alignment.port.writes[index].canonical for index in new]
    final = values[-1]
    if not (is_number_array(expected) and is_number_array(final)) or expected.size != final.size:
        return new[-1]
    wrong = FILLED.exceeded(Distance(expected.ravel(order="F"), final.ravel(order="F")))
    chosen, settled = new[-1], wrong
    for index, value in zip(reversed(new[:-1]), reversed(values[:-1]), strict=True):
        if not isinstance(value, np.ndarray) or value.shape != final.shape:
            break
        settled = settled & (value == final).ravel(order="F")
        if not settled.any():
            break
        chosen = index
    return chosen


def _depth(recording: Recording, indices: Sequence[int]) -> int:
    """Give how deep in loops the deepest of some values was given."""
    return max((len(recording.writes[index].event.iteration) for index in indices), default=0)
