"""Values of the same iterations, side by side: the first that differ, where it is not known which outputs do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from matdrop.source.statements import MAIN
from matdrop.tracing.align import Alignment
from matdrop.tracing.ends import is_within
from matdrop.tracing.locate import back
from matdrop.tracing.parting import Parting
from matdrop.tracing.record import Recording
from matdrop.tracing.ways import described

# The loops' iterations, and outside of loops how many values of the variable there are before.
Turn: TypeAlias = tuple[tuple[int, ...], int]


def out_of_step(alignment: Alignment) -> Parting | None:
    """Find the first line at which sides that go round the same loops give a variable different values.

    Parameters
    ----------
    alignment : Alignment
        The recordings, side by side.

    Returns
    -------
    Parting or None
        None if nothing differs as far as both sides were recorded.
    """
    found = []
    for variable, steps in alignment.chains.items():
        left = _turns(alignment.original, [step.original for step in steps if step.original is not None])
        right = _turns(alignment.port, [step.port for step in steps if step.port is not None])
        apart = _first(alignment, left, right) if variable.function == MAIN else None
        if apart is not None:
            turn, places = apart
            parting = described(alignment, variable, *places)
            if is_within(alignment, parting):
                found.append((turn[0], places[0], parting))
    first = min(found, key=lambda one: one[:2], default=None)
    return None if first is None else back(alignment, first[-1])


def _turns(recording: Recording, places: Sequence[int]) -> Mapping[Turn, int]:
    """Give the last of a variable's values in each iteration, but for the one in which the recording was ended."""
    last = recording.events[-1].iteration if recording.ended and recording.events else ()
    found: dict[Turn, int] = {}
    outside = 0
    for place in sorted(places):
        iteration = recording.writes[place].event.iteration
        if not iteration:
            found[iteration, outside] = place
            outside += 1
        elif iteration != last[: len(iteration)]:
            found[iteration, 0] = place
    return found


def _first(
    alignment: Alignment, left: Mapping[Turn, int], right: Mapping[Turn, int]
) -> tuple[Turn, tuple[int, int]] | None:
    """Give the first values of a variable, of one iteration, that differ."""
    if {len(iteration) for iteration, _ in left} != {len(iteration) for iteration, _ in right}:
        return None  # made in another way
    both = ((turn, (left[turn], right[turn])) for turn in sorted(left.keys() & right.keys()))
    return next(((turn, places) for turn, places in both if not alignment.holds(*places)), None)
