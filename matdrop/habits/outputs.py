"""Causes that concern the whole call: outputs missing, extra or swapped, inputs changed, random numbers not shared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from matdrop.cases.tolerance import Tolerance
from matdrop.habits.cause import Cause
from matdrop.habits.leaf import distinct
from matdrop.values.canonical import ValueModelError, canonical, size_of
from matdrop.values.display import format_size
from matdrop.values.distance import numbers
from matdrop.values.value import Array, Value, is_numbers
from matdrop.verification.compare import Comparison, compare


def mutated_inputs(mutated: Iterable[str]) -> list[Cause]:
    """Name the inputs that the port changes in place."""
    return [
        Cause(
            "mutated-input",
            "",
            f"the port changes its input {name} in place; MATLAB passes by value: copy it",
            "work on x = x.copy(), and write x = x + d, not x += d",
        )
        for name in mutated
    ]


def missing_output(comparison: Comparison, expected: Value | None, given: Any) -> Cause:
    """Name an output that the port does not return, or returns as None; which Python's users do for an empty one."""
    if expected is not None and 0 in size_of(expected) and given is None:
        detail = f"an empty {format_size(size_of(expected))} in the original, None in the port"
        return Cause("empty", comparison.name, detail, f"return np.zeros({size_of(expected)})")
    detail = comparison.mismatch.detail if comparison.mismatch else "the port does not return it"
    if given is None:
        detail = f"the port returns None for {comparison.name}"
    return Cause("missing-output", comparison.name, detail, f"return {comparison.name} too, in the original's order")


def extra_outputs(names: Sequence[str], returned: Sequence[Any] | None) -> list[Cause]:
    """Count the values beyond the original's outputs."""
    extra = len(returned) - len(names) if returned is not None else 0
    if extra <= 0:
        return []
    detail = f"the port returns {extra} more than {', '.join(names)}"
    return [Cause("extra-output", "", detail, f"return {', '.join(names)} alone")]


def swapped_outputs(
    expected: Mapping[str, Value],
    obtained: Sequence[tuple[str, Any]],
    differing: Sequence[str],
    tolerances: Mapping[str, Tolerance],
) -> list[Cause]:
    """Find outputs that the port returns in another place: they differ, and agree with another value of the port."""
    found: dict[str, str] = {}
    for name in differing:
        left = expected.get(name)
        if left is None or not _telling(left):
            continue
        for place, value in obtained:
            if place != name and place not in found.values() and _agrees(left, value, tolerances.get(name)):
                found[name] = place
                break
    # One output that is also found elsewhere may be so by accident; of a swap, the values differ where they should be.
    swapped = {name: place for name, place in found.items() if place in found or place not in expected}
    if len(swapped) < 2 and not any(place not in expected for place in swapped.values()):
        return []
    return [
        Cause(
            "swapped-outputs",
            name,
            f"the port returns the original's {name} as {place}",
            f"return {', '.join(expected)} in this order",
        )
        for name, place in swapped.items()
    ]


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


def stream(draws: Array, port_draws: Array | None, generators: Sequence[str]) -> Cause | None:
    """Recognise random numbers that are not those of the original."""
    if generators:
        own = ", ".join(dict.fromkeys(generators))
        fix = "draw with numpy.random.rand, randn, randint or permutation, or take the functions as arguments (rand=)"
        return Cause(
            "stream", "", f"the port draws from a generator of its own, {own}, not from the shared stream", fix
        )
    left = draws.ravel()
    if port_draws is None or not left.size:
        return None
    right = np.ravel(port_draws)
    common = min(left.size, right.size)
    other = np.flatnonzero(left[:common] != right[:common])
    fix = "take every random number from the shared stream, as often and in as many calls as the original"
    if other.size:
        k = int(other[0])
        detail = f"draw {k + 1} of {left.size} is {left[k]:.6g} in the original, {right[k]:.6g} in the port"
        return Cause("stream", "", detail, fix)
    if left.size != right.size:
        detail = f"the original takes {left.size} draws from the stream, the port {right.size}"
        return Cause("stream", "", detail, fix)
    return None
