"""Outputs that an original does not determine: moved by one unit in the last place, inputs give it other values.

The null space of a singular matrix has any basis. What the engine returns of it depends on rounding, and no port can
be asked for the same; nor to be nearer to an original than that is to itself, where an iteration makes much of
rounding. At a tie, as in ``x > t``, an output jumps, too, but between two values: that is determined. Which part of a
complex number is Inf and which is NaN, once it is not finite, is decided by how a compiler multiplies and divides.
Whether a matrix is singular, has an inverse of huge numbers, or is positive definite is decided by rounding, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeGuard

import numpy as np

from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.cases.tolerance import DEFAULT_TOLERANCE
from matdrop.engines.session import Session
from matdrop.values.distance import integers, numbers
from matdrop.values.value import Array, Value, array_of, is_number_array, is_numbers
from matdrop.verification.conditioning import MARGIN
from matdrop.verification.result import Result

FAR = 1e3  # times that a port may be further from an original than that moves: rounding does not reach further
RUNS = 6  # moved inputs that are tried
VALUES = 3  # that most elements take, if it is no jump from one value to another
QUICK = 0.5  # seconds that an original may take to be run a dozen times
COUNTABLE = 2.0**31  # whole numbers below that may be counts, which are determined
# By which a port ends at a matrix that is singular, all but that, or on the border of what is positive definite.
BY_ROUNDING = ("LinAlgError: Singular matrix", "LinAlgError: Matrix is not positive definite")
APART = 1e-6  # of the largest: values that are further apart are never the same


def are_undetermined(found: Sequence[tuple[Result, Sequence[Value]]], session: Session, seconds: float) -> list[bool]:
    """Run originals on moved inputs, and tell in which results nothing differs that they determine.

    Parameters
    ----------
    found : sequence of (Result, sequence of value)
        Results, each with the inputs of its case.
    session : Session
        The engine.
    seconds : float
        That an original may take.

    Returns
    -------
    list of bool
        False for what is neither a mismatch nor a matrix that the port finds singular.
    """
    moved = [(result.case, _asked_inputs(result, inputs)) for result, inputs in found]
    outputs = _outputs_of(moved, session, seconds)
    return [
        bool(own) and (_is_torn(own) if _finds_singular(result) else is_undetermined(result, own))
        for (result, _), own in zip(found, outputs, strict=True)
    ]


def _asked_inputs(result: Result, inputs: Sequence[Value]) -> list[tuple[Value, ...]]:
    """Return the moved inputs on which the original is run; a port that failed has no outputs to hold against it."""
    if _finds_singular(result):
        return [tuple(inputs), *moved_inputs(inputs)]
    return moved_inputs(inputs) if result.verdict == "MISMATCH" else []


def _finds_singular(result: Result) -> bool:
    """Whether a port ends at a matrix where rounding may decide it: the original warns, or happens to go on."""
    return result.verdict == "PORT FAILED" and any(error in (result.error or "") for error in BY_ROUNDING)


def _is_torn(outputs: Sequence[Mapping[str, Value]]) -> bool:
    """Whether an original has other outputs on moved inputs, or fails on some of those where counts stay."""
    own, *moved = outputs
    failed = [not one for one in moved[-RUNS:]]
    return bool(own) and ((any(failed) and not all(failed)) or not _is_steady(own, moved))


def are_steady(found: Sequence[tuple[Case, Reference]], session: Session, seconds: float) -> list[bool]:
    """Run originals on moved inputs, and tell on which inputs a port can be held against them.

    Parameters
    ----------
    found : sequence of (Case, Reference)
        Inputs, and what the original computed of them.
    session : Session
        The engine.
    seconds : float
        That an original may take.

    Returns
    -------
    list of bool
        False where an output is another one for each of the moved inputs; of what takes long it is not asked.
    """
    moved = [(case, moved_inputs(reference.inputs) if reference.seconds <= QUICK else []) for case, reference in found]
    outputs = _outputs_of(moved, session, seconds)
    return [_is_steady(reference.outputs, own) for (_, reference), own in zip(found, outputs, strict=True)]


def _outputs_of(
    moved: Sequence[tuple[Case, Sequence[tuple[Value, ...]]]], session: Session, seconds: float
) -> list[list[Mapping[str, Value]]]:
    """Run originals on some inputs of each case, all of them at once."""
    cases = [replace(case, name="moved", args=inputs) for case, several in moved for inputs in several]
    outputs = iter([reference.outputs for reference in session.run(cases, timeout=seconds)] if cases else ())
    return [list(islice(outputs, len(several))) for _, several in moved]


def _is_steady(outputs: Mapping[str, Value], moved: Sequence[Mapping[str, Value]]) -> bool:
    """Whether no element of an output takes several values that a comparison would tell apart."""
    for name, value in outputs.items():
        arrays = [
            numbers(one)
            for one in (value, *(other.get(name) for other in moved))
            if one is not None and is_numbers(one)
        ]
        if len(arrays) < 1 + VALUES or len({array.shape for array in arrays}) != 1 or _may_be_counts(arrays[0]):
            continue
        largest = float(np.abs(arrays[0][np.isfinite(arrays[0])]).max(initial=0.0))
        with np.errstate(invalid="ignore", over="ignore"):
            least = MARGIN * _rounding_of(arrays[0], largest)
            if (_distinct(arrays, least) >= VALUES).any():
                return False
    return True


def _may_be_counts(array: Array) -> bool:
    """Whether all numbers are whole, and not by their size alone: beyond `COUNTABLE` they count nothing."""
    return bool(integers(array) and np.abs(array).max(initial=0) < COUNTABLE)


def _rounding_of(array: Array, largest: float) -> Array:
    """Return by how much each element may differ if no tolerance is declared."""
    return np.asarray(DEFAULT_TOLERANCE.rtol * np.abs(array) + DEFAULT_TOLERANCE.of_largest * largest)


def moved_inputs(inputs: Sequence[Value]) -> list[tuple[Value, ...]]:
    """Return inputs of which every real number is moved by one unit in the last place, whole numbers as well.

    Where a whole number stands alone, it may be a dimension or a count, which an original refuses once it is moved; so
    as many inputs follow in which such numbers stay.

    Parameters
    ----------
    inputs : sequence of value
        The inputs of a case.

    Returns
    -------
    list of tuple of value
        Always the same; empty if there is nothing to move.

    Examples
    --------
    >>> [(one,), *_] = moved_inputs([np.array([[1.0, 2.0]])])
    >>> bool((one != [[1.0, 2.0]]).all()), float(abs(one - [[1.0, 2.0]]).max()) < 1e-15
    (True, True)
    """
    random = np.random.RandomState(0)
    may_count = [is_real(value) and value.size == 1 and bool(value == np.trunc(value)) for value in inputs]

    def moved(value: Value, stays: bool) -> Value:
        if stays or not is_real(value):
            return value
        array = array_of(value)
        return np.asarray(array + random.choice([-1, 1], array.shape) * np.spacing(array))

    ways = [[False] * len(inputs), may_count] if any(may_count) else [may_count]
    moving = [stay for stay in ways if any(is_real(one) and not left for one, left in zip(inputs, stay, strict=True))]
    return [tuple(map(moved, inputs, stay)) for stay in moving for _ in range(RUNS)]


def is_real(value: Value) -> TypeGuard[Array]:
    """Return whether a value is an array of real numbers that are no integers by their class.

    Parameters
    ----------
    value : value
        An input.

    Returns
    -------
    bool
        Also for whole numbers of class double.
    """
    return is_number_array(value) and value.dtype.kind == "f"


def is_undetermined(result: Result, moved: Sequence[Mapping[str, Value]]) -> bool:
    """Whether most of what differs in each output is what the original does not determine.

    Parameters
    ----------
    result : Result
        A mismatch.
    moved : sequence of mapping of str to value
        The outputs of the original on moved inputs.

    Returns
    -------
    bool
        False where the inputs that the port changes differ, or something else than real numbers.
    """
    wrong = [output for output in result.outputs if output.mismatch is not None]
    return not result.changed and all(
        _is_undetermined(output.expected, output.obtained, [outputs.get(output.name) for outputs in moved])
        for output in wrong
    )


def _is_undetermined(expected: Value | None, obtained: Value | None, moved: Sequence[Value | None]) -> bool:
    arrays = [numbers(value) for value in (expected, obtained, *moved) if value is not None and is_numbers(value)]
    if len(arrays) < 2 + VALUES or len({array.shape for array in arrays}) != 1:
        return False
    original, port, *others = arrays
    if all(map(_may_be_counts, (original, *others))):
        return False
    with np.errstate(invalid="ignore", over="ignore"):
        off = np.abs(original - port)
        largest = float(np.abs(original[np.isfinite(original)]).max(initial=0.0))
        is_near = np.isfinite(off) & (off <= _rounding_of(original, largest))
        is_same = is_near | (original == port) | (np.isnan(original) & np.isnan(port))
        is_same |= _not_finite_complex(original, port)
        # Values are told apart by much less than what the port is off.
        least = np.fmin(APART * largest, np.where(np.isfinite(off), off, np.inf) / MARGIN)
        values = _distinct([original, *others], least)
        if is_same.all():
            return bool(_not_finite_complex(original, port).any()) or _moves_as_far(original, port, others)
        values[~_is_reached(original, port, others, FAR)] = 1
    return bool(np.median(values[~is_same]) >= VALUES)  # an output jumps about as a whole


def _not_finite_complex(original: Array, port: Array) -> Array:
    """Return where neither side is finite, and one of them is complex."""
    is_complex = np.iscomplexobj(original) or np.iscomplexobj(port)
    return np.asarray(~np.isfinite(original) & ~np.isfinite(port) & is_complex)


def _moves_as_far(original: Array, port: Array, others: Sequence[Array]) -> bool:
    """Whether each element that differs, by little, moves in the original by a share of that: rounding has left it."""
    apart = original != port
    return bool(apart.any() and _is_reached(original, port, others, MARGIN)[apart].all())


def _is_reached(original: Array, port: Array, others: Sequence[Array], times: float) -> Array:
    """Return where the port is at most so many times as far off as the original moves, or either is not finite."""
    moves = np.max([np.abs(other - original) for other in others], axis=0)
    apart = np.abs(original - port)
    return np.asarray(~np.isfinite(moves) | ~np.isfinite(apart) | (apart <= times * moves))


def _distinct(arrays: Sequence[Array], least: Array) -> Array:
    """Return how many values each element takes that are further apart than some distance; NaN and Inf count, too."""
    stacked = np.stack([array.real for array in arrays])
    finite = np.where(np.isfinite(stacked), stacked, np.nan)
    count = np.isfinite(stacked).any(axis=0) + (np.diff(np.sort(finite, axis=0), axis=0) > least).sum(axis=0)
    return np.asarray(
        count + sum(kind.any(axis=0) for kind in (np.isnan(stacked), stacked == np.inf, stacked == -np.inf))
    )
