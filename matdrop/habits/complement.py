"""Complement: true for false, what is kept for what is dropped, p for 1 - p."""

from __future__ import annotations

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf, closeness, distinct, number_inputs
from matdrop.values.value import Array


def complement(leaf: Leaf) -> Cause | None:
    """Recognise true against false, what is kept against what is dropped, or p against 1 - p."""
    a, b = leaf.a, leaf.b
    if np.iscomplexobj(a) or np.iscomplexobj(b) or not a.size:
        return None
    fix = "compare with the keep probability where the original does, not with 1 - p: mind the direction of < and >"
    swapped = _other_probability(leaf)
    if swapped is not None:
        return leaf.cause("complement", swapped, fix, fitted=None)
    if _only(a, 0, 1) and _only(b, 0, 1):
        if distinct(a) == 2 and (b == 1 - a).all():
            return leaf.cause("complement", "the port has 1 (true) exactly where the original has 0 (false)", fix)
        return None
    kept, dropped = int((a != 0).sum()), int((a == 0).sum())
    if min(kept, dropped) >= 2 and ((a != 0) == (b == 0)).all():
        detail = f"the port has 0 exactly where the original has none, at {kept} of {a.size} elements"
        return leaf.cause("complement", detail, fix)
    in_range = bool(((a >= 0) & (a <= 1) & (b >= 0) & (b <= 1)).all())
    if (in_range or distinct(a) >= 3) and not _only(a, 0, 0.5, 1) and leaf.explains(1 - a, b):
        detail = f"the port has 1 - p for every p of the original, {closeness(1 - a, b)}"
        return leaf.cause("complement", detail, "return 1 - p, or pass 1 - p: keep and drop probability are exchanged")
    return None


def _other_probability(leaf: Leaf) -> str | None:
    """Whether random draws are compared with p on one side and with 1 - p on the other, for a scalar input p."""
    if leaf.draws.size != leaf.a.size:
        return None
    draws = leaf.draws.ravel().reshape(leaf.a.shape, order="F")
    for number, x in enumerate(number_inputs(leaf), 1):
        if x.size != 1 or np.iscomplexobj(x) or not 0 < x.item() < 1:
            continue
        p = float(x.item())
        sides = {"u < p": draws < p, "u > p": draws > p, "u < 1 - p": draws < 1 - p, "u > 1 - p": draws > 1 - p}
        here, there = (
            next((text for text, kept in sides.items() if np.array_equal(kept, side != 0)), None)
            for side in (leaf.a, leaf.b)
        )
        if here and there and here != there:
            return f"the original keeps where {here}, the port where {there}, for draws u and p = {p:g}, input {number}"
    return None


def _only(a: Array, *values: float) -> bool:
    return bool(np.isin(a, values).all())


HABIT = Habit(
    kind="complement",
    rows={
        "dropout-keep-or-drop": "astype",
        "not-of-numbers": "logical_not",
    },
    fix="mind the direction of < and >, and which of p and 1 - p is passed",
    explains={20: complement},
)
