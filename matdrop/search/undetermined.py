"""Outputs that an original does not determine: moved by one unit in the last place, inputs give it other values.

The null space of a singular matrix has any basis. What the engine returns of it depends on rounding, and no port can
be asked for the same. At a tie, as in ``x > t``, an output jumps, too, but between two values: that is determined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from matdrop.values.distance import integers, numbers
from matdrop.values.value import Array, Value, array_of, is_number_array, is_numbers
from matdrop.verification.result import Result

RUNS = 6  # moved inputs that are tried
VALUES = 3  # that most elements take, if it is no jump from one value to another
APART = 1e-6  # of the largest: values that are nearer are the same


def moved_inputs(inputs: Sequence[Value]) -> list[tuple[Value, ...]]:
    """Return inputs of which every real number is moved by one unit in the last place, whole numbers as well.

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

    def moved(value: Value) -> Value:
        if not (is_number_array(value) and value.dtype.kind == "f"):
            return value
        array = array_of(value)
        return np.asarray(array + random.choice([-1, 1], array.shape) * np.spacing(array))

    if not any(is_number_array(value) and value.dtype.kind == "f" for value in inputs):
        return []
    return [tuple(map(moved, inputs)) for _ in range(RUNS)]


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
    if len(arrays) < 2 + VALUES or len({array.shape for array in arrays}) != 1 or integers(arrays[0]):
        return False
    original, port, *others = arrays
    with np.errstate(invalid="ignore", over="ignore"):  # what is not finite has no distance, and counts as determined
        least = APART * float(np.abs(original).max(initial=0.0))
        values = _distinct([original, *others], least)[np.abs(original - port) > least]
    return bool(values.size and np.median(values) >= VALUES)  # an output jumps about as a whole


def _distinct(arrays: Sequence[Array], least: float) -> Array:
    """Return how many values each element takes that are further apart than some distance."""
    ordered = np.sort(np.stack([array.real for array in arrays]), axis=0)
    return np.asarray(1 + (np.diff(ordered, axis=0) > least).sum(axis=0))
