"""Conditioning: how far an original's outputs move when its inputs move by one unit in the last place.

Where nobody has declared a tolerance, no port can be asked to be nearer than the original is to itself. The measure
rests on the original alone, never on what the port gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse

from matdrop.cases.case import Case
from matdrop.cases.tolerance import DEFAULT_TOLERANCE, Tolerance
from matdrop.engines.session import Session
from matdrop.values.canonical import FunctionHandle, Value, class_of
from matdrop.values.distance import FLOOR, integers, is_numbers, numbers, relative_distance

Rerun = Callable[[tuple[Value, ...]], Mapping[str, Value] | None]
# An output that moves further than this has jumped, as at a comparison or a choice: that is no rounding.
JUMP = 1e-7
# A port may be as far off as this many of the moves that were seen; a few runs do not find the furthest.
MARGIN = 10
# No condition allows more: MARGIN times JUMP, once for an element and once for its share of the largest.
FURTHEST = 2 * MARGIN * JUMP
# Shares of the numbers that move up: all, none, and two halves. Half cases tip over in one of the first two.
UPWARD = (1.0, 0.0, 0.5, 0.5)


def rerun_of(case: Case, session: Session) -> Rerun:
    """Return a function that runs a case's original on other inputs; it gives None where the original fails."""

    def rerun(inputs: tuple[Value, ...]) -> Mapping[str, Value] | None:
        (reference,) = session.run([replace(case, name="perturbed", args=inputs)])
        return None if reference.error is not None else reference.outputs

    return rerun


def condition_of(name: str, expected: Value, moved: Sequence[Mapping[str, Value]]) -> float:
    """Return how far an output moves, relative; 0 where it does not move, is no real number, or jumps.

    Parameters
    ----------
    name : str
        The output.
    expected : value
        What the original gives for the inputs as they are.
    moved : sequence of mapping of str to value
        The original's outputs for moved inputs, as `moved_outputs` gives them.

    Returns
    -------
    float
        The largest relative difference, as `matdrop.values.distance.relative_distance` measures it.

    Examples
    --------
    >>> condition_of("y", np.array([[0.5]]), [{"y": np.array([[0.5 + 1e-12]])}]) > 1e-12
    True
    >>> condition_of("label", np.array([[1.0]]), [{"label": np.array([[2.0]])}])
    0.0
    """
    if not is_numbers(expected) or integers(numbers(expected)):
        return 0.0
    others = [numbers(outputs[name]) for outputs in moved if name in outputs and is_numbers(outputs[name])]
    furthest = max((relative_distance(numbers(expected), other) for other in others), default=0.0)
    return furthest if furthest <= JUMP else 0.0


def tolerance_for(condition: float) -> Tolerance:
    """Return the tolerance that an output of some condition is owed where none is declared.

    Examples
    --------
    >>> tolerance_for(0.0) == DEFAULT_TOLERANCE
    True
    >>> print(tolerance_for(1e-9))
    rtol 1e-08, atol 0, 1e-12 of the largest
    """
    allowed = MARGIN * condition
    if allowed <= DEFAULT_TOLERANCE.rtol:
        return DEFAULT_TOLERANCE
    return replace(DEFAULT_TOLERANCE, rtol=allowed, of_largest=max(DEFAULT_TOLERANCE.of_largest, FLOOR * allowed))


def moved_outputs(rerun: Rerun, inputs: tuple[Value, ...]) -> Iterator[Mapping[str, Value]]:
    """Run an original on inputs whose real numbers are moved by one unit in the last place.

    Parameters
    ----------
    rerun : callable
        As `rerun_of` gives it.
    inputs : tuple of value
        As they are.

    Yields
    ------
    mapping of str to value
        The outputs of each run; nothing where no input holds real numbers, or the original fails on moved ones.
    """
    if not any(map(_holds_real_numbers, inputs)):
        return
    for seed, share in enumerate(UPWARD):
        random = np.random.RandomState(seed)
        outputs = rerun(tuple(_moved(value, random, share) for value in inputs))
        if outputs is None:
            return
        yield outputs


def _holds_real_numbers(value: Value) -> bool:
    """Whether some number would be moved: whole numbers, labels and 0 or 1 never are."""
    if isinstance(value, FunctionHandle) or class_of(value) in ("char", "struct"):
        return False
    if scipy.sparse.issparse(value):
        return _holds_real_numbers(value.data)
    if value.dtype == object:
        return any(_holds_real_numbers(element) for element in value.flat)
    if value.dtype.kind == "c":
        return _holds_real_numbers(value.real) or _holds_real_numbers(value.imag)
    return bool(value.dtype.kind == "f" and not (value == np.trunc(value)).all())


def _moved(value: Value, random: np.random.RandomState, share: float) -> Value:
    """Move every number that is not whole by one unit in the last place, a share of them up."""
    if not _holds_real_numbers(value):
        return value
    if scipy.sparse.issparse(value):
        moved = value.copy()
        moved.data = _moved(value.data, random, share)
        return moved
    if value.dtype == object:
        cell = np.empty(value.shape, object)
        for index in np.ndindex(value.shape):
            cell[index] = _moved(value[index], random, share)
        return cell
    if value.dtype.kind == "c":
        real, imaginary = (_moved(part, random, share) for part in (value.real.copy(), value.imag.copy()))
        return real + 1j * imaginary
    up = np.where(random.random_sample(value.shape) < share, np.inf, -np.inf).astype(value.dtype)
    return np.where(value == np.trunc(value), value, np.nextafter(value, up)).astype(value.dtype)
