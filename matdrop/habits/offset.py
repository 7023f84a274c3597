"""Offset: a constant difference, of all values or of each column or row."""

from __future__ import annotations

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.columns import first_few, has_telling_lines
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf, closeness, distinct, figure, number_inputs, telling
from matdrop.values.canonical import class_of
from matdrop.values.distance import integers


def offset(leaf: Leaf) -> Cause | None:
    """Recognise a constant difference, or one for each column or row."""
    if leaf.logical:
        return None
    scalars = [float(x.real.item()) for x in number_inputs(leaf) if x.size == 1]
    for where, mask in leaf.parts():
        a, b = leaf.a[mask], leaf.b[mask]
        usable = np.isfinite(a) & np.isfinite(b)
        if not usable.any():
            continue
        constant = np.median((b - a)[usable].real)
        recognised = abs(constant) == 1 or any(constant in (s, -s) for s in scalars)
        few = not telling(a[usable], b[usable])
        zeros_and_ones = few and set(np.unique([a, b]).tolist()) <= {0, 1}
        alone = distinct(a) == 1 and integers(a)
        # One unit of an integer class, here and there, is rounding.
        rounded = abs(constant) == 1 and not mask.all() and "int" in class_of(leaf.expected)
        if constant == 0 or zeros_and_ones or alone or rounded or (few and not recognised):
            continue
        shifted = np.where(mask, leaf.a + constant, leaf.a)
        if leaf.explains(shifted, leaf.b):
            more = "more" if constant > 0 else "less"
            detail = (
                f"{where} the port has {figure(abs(constant))} {more} than the original, {closeness(shifted, leaf.b)}"
            )
            fix = "look for a constant or a mean that one side adds or subtracts alone"
            return leaf.cause("offset", detail, fix, fitted=() if recognised else [constant])
    for axis, word in ((0, "column"), (1, "row")):
        if not has_telling_lines(leaf, axis):
            continue
        with np.errstate(all="ignore"):
            constants = (leaf.b - leaf.a).mean(axis, keepdims=True)
        if np.isfinite(constants).all() and leaf.explains(leaf.a + constants, leaf.b):
            detail = f"each {word} of the port is the original's plus a constant of its own: {first_few(constants)}"
            fix = f"subtract the mean (or minimum) along the axis of the original: keepdims=True, axis={axis}"
            return leaf.cause("offset", detail, fix, fitted=constants.flat)
    return None


HABIT = Habit(
    kind="offset",
    fix="look for a constant or a mean that one side adds or subtracts alone",
    explains={190: offset},
    elementwise=True,
)
