"""Stream order: MATLAB fills random arrays down the columns, NumPy along the rows."""

from __future__ import annotations

import math

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.habit import DrawOrder, Habit
from matdrop.habits.leaf import Leaf, distinct, input_sizes
from matdrop.habits.matlab_pattern import Arguments, MatlabCall, is_number
from matdrop.source import matlab_syntax as syntax
from matdrop.values.value import Array


def stream_order(leaf: Leaf) -> Cause | None:
    """Recognise the same random numbers filled row by row instead of column by column."""
    draws = leaf.draws.ravel()
    a, b = leaf.a, leaf.b
    # Only uniform draws are on record; of others, a seed tells, where no input has as many elements.
    drawn = draws.size == a.size or (leaf.seeded and a.size not in map(math.prod, input_sizes(leaf)))
    if a.shape != b.shape or not drawn or a.size < 4 or max(a.shape) == a.size:
        return None
    fix = "fill random numbers column by column: rand(m * n).reshape((m, n), order='F')"
    said = f"the original's {a.size} draws, filled row by row instead of column by column"
    if distinct(a) >= 3 and leaf.explains(a.ravel(order="F").reshape(a.shape), b):
        return leaf.cause("stream-order", f"the port's values are those of {said}", fix, fitted=None)
    if draws.size != a.size:
        return None
    columnwise, rowwise = draws.reshape(a.shape, order="F"), draws.reshape(a.shape, order="C")
    low_a, high_a = _threshold(columnwise, a != 0)
    low_b, high_b = _threshold(rowwise, b != 0)
    if max(low_a, low_b) < min(high_a, high_b) and ((a != 0) != (b != 0)).any():
        detail = f"the port's zeros are where {said} pass the same threshold as the original's"
        return leaf.cause("stream-order", detail, fix, fitted=None)
    return None


def _threshold(draws: Array, kept: Array) -> tuple[float, float]:
    """Bounds between which a threshold separates the draws that are kept from the others; empty if none does."""
    if kept.all() or not kept.any():
        return np.inf, -np.inf
    below = float(draws[kept].max()), float(draws[~kept].min())
    above = float(draws[~kept].max()), float(draws[kept].min())
    # The second pair is negated, so that a threshold from below never meets one from above.
    return below if below[0] < below[1] else (2 + above[0], 2 + above[1])


def _two_sizes(arguments: Arguments) -> bool:
    """Whether a random matrix is drawn that is no vector."""
    sizes = [argument for argument in arguments if not isinstance(argument, syntax.Text)]
    return bool(sizes) and not any(is_number(size, "1") for size in sizes)


HABIT = Habit(
    kind="stream-order",
    rows={
        "rand-order": "rand reshape",
    },
    fix="fill random numbers column by column: rand(m * n).reshape((m, n), order='F')",
    explains={60: stream_order},
    draws=DrawOrder(
        "C",
        "the random arrays filled row by row, as NumPy does by itself,",
        "let the port fill them column by column: no .T, no reshape",
    ),
    tempting=(MatlabCall("rand", "rand-order", _two_sizes),),
)
