"""Swapped outputs: returned in another place than the original's."""

from __future__ import annotations

from typing import Any

import numpy as np

from matdrop.cases.tolerance import Tolerance
from matdrop.habits.cause import Cause
from matdrop.habits.evidence import Evidence
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import distinct
from matdrop.values.canonical import ValueModelError, canonical, size_of
from matdrop.values.distance import numbers
from matdrop.values.value import Value, is_numbers
from matdrop.verification.compare import compare


def swapped(evidence: Evidence) -> list[Cause]:
    """Find outputs that the port returns in another place: they differ, and agree with another value of the port."""
    expected = evidence.reference.outputs
    found = _elsewhere(evidence)
    # One output that is also found elsewhere may be so by accident; of a swap, the values differ where they should be.
    there = {name: place for name, place in found.items() if place in found or place not in expected}
    if len(there) < 2 and not any(place not in expected for place in there.values()):
        return []
    fix = f"return {', '.join(expected)} in this order"
    return [
        Cause("swapped-outputs", name, f"the port returns the original's {name} as {place}", fix)
        for name, place in there.items()
    ]


def _elsewhere(evidence: Evidence) -> dict[str, str]:
    """Find by name in which other place of what the port returns an output that differs is."""
    places = list(evidence.obtained.items())
    beyond = (evidence.returned or ())[len(evidence.outputs) :]
    places += [(f"value {k}", value) for k, value in enumerate(beyond, len(evidence.outputs) + 1)]
    found: dict[str, str] = {}
    for name in evidence.differing:
        left = evidence.reference.outputs.get(name)
        if left is None or not _telling(left):
            continue
        for place, value in places:
            free = place != name and place not in found.values()
            if free and _agrees(left, value, evidence.tolerances.get(name)):
                found[name] = place
                break
    return found


def _telling(value: Value) -> bool:
    """Whether a value can be recognised: not a single 0 or 1, nor empty, nor zeros or ones alone."""
    if not is_numbers(value):
        return bool(np.prod(size_of(value)))
    array = numbers(value)
    return bool(
        distinct(array) > 1 or (array.size and np.isfinite(array).all() and not np.isin(array, (0, 1, -1)).any())
    )


def _agrees(left: Value, value: Any, tolerance: Tolerance | None) -> bool:
    try:
        right = canonical(value)
    except ValueModelError:
        return False
    if is_numbers(left) and is_numbers(right):
        a, b = numbers(left), numbers(right)
        if a.size == b.size and a.size in a.shape and a.size in b.shape:
            b = b.ravel().reshape(a.shape)  # up to orientation: a port's 1-D arrays are rows
        if np.iscomplexobj(a) != np.iscomplexobj(b):
            a, b = a.astype(complex), b.astype(complex)
        left, right = a.astype(np.result_type(a, b)), b.astype(np.result_type(a, b))
        if left.dtype == np.longdouble:
            return bool(np.array_equal(left, right))
    if tolerance is None or tolerance.ulp is not None:
        tolerance = Tolerance(None, 1e-10, 0.0)
    return compare(left, right, tolerance, strict=False).mismatch is None


HABIT = Habit(
    kind="swapped-outputs",
    fix="return the outputs in the original's order",
    of_call={40: swapped},
)
