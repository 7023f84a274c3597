"""Other inputs like those of a case: its numbers moved or shuffled, so that changes which agree by chance part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from matdrop.cases.reference import Reference
from matdrop.repair.patched_port import Trial
from matdrop.values.value import Array, Value, array_of, is_number_array
from matdrop.verification.conditioning import holds_real_numbers, moved_value

SHARE = 0.2  # by how much a real number is moved at most, of itself, and in every second run ...
FACTOR = 3.0  # ... by what it is multiplied or divided at most
RUNS = 6  # moved inputs of a case

# Runs the original on the inputs of cases.
Original = Callable[[Sequence[Trial]], Sequence[Reference]]


def moved(trials: Sequence[Trial], runs: int = RUNS, first: int = 0) -> list[Trial]:
    """Return cases with moved inputs; the outputs are still those of before.

    Parameters
    ----------
    trials : sequence of Trial
        Cases of one pair.
    runs : int
        How many moved inputs each case gets.
    first : int
        The seed of the first of them.

    Returns
    -------
    list of Trial
        Empty if no case has real numbers among its inputs.
    """
    return [_moved(trial, first + seed) for trial in trials if _is_movable(trial) for seed in range(runs)]


def _is_movable(trial: Trial) -> bool:
    """Whether a case has real numbers among its inputs; whole numbers may be counts or labels, and stay."""
    return trial.reference.error is None and any(map(holds_real_numbers, trial.reference.inputs))


def _moved(trial: Trial, seed: int) -> Trial:
    random = np.random.RandomState(seed)
    largest = FACTOR if seed % 2 else 1 + SHARE

    def by_a_factor(numbers: Array) -> Array:
        return np.asarray(numbers * largest ** (2 * random.random_sample(numbers.shape) - 1))

    inputs = tuple(moved_value(value, by_a_factor) for value in trial.reference.inputs)
    case = replace(trial.case, name=f"{trial.case.name}, moved {seed}", args=inputs, tolerance={})
    return replace(trial, case=case, reference=replace(trial.reference, inputs=inputs))


def shuffled(trials: Sequence[Trial], runs: int = RUNS, first: int = 0) -> list[Trial]:
    """Return cases with their arrays in another order, and in every second run with single whole numbers one larger.

    Parameters
    ----------
    trials : sequence of Trial
        Cases of one pair.
    runs : int
        How many orders each case gets.
    first : int
        The seed of the first of them.

    Returns
    -------
    list of Trial
        Empty for cases without numbers. The outputs are still those of before.
    """
    fitting = [trial for trial in trials if any(map(_has_numbers, trial.reference.inputs))]
    return [_shuffled(trial, first + seed) for trial in fitting for seed in range(runs)]


def _shuffled(trial: Trial, seed: int) -> Trial:
    random = np.random.RandomState(seed)
    inputs = tuple(
        _other(array_of(value), random, seed % 2) if _has_numbers(value) else value for value in trial.reference.inputs
    )
    case = replace(trial.case, name=f"{trial.case.name}, shuffled {seed}", args=inputs, tolerance={})
    return replace(trial, case=case, reference=replace(trial.reference, inputs=inputs))


def _has_numbers(value: Value) -> bool:
    return is_number_array(value) and value.size > 0


def _other(value: Array, random: np.random.RandomState, more: int) -> Array:
    if value.size > 1:
        return _permuted(value, random)
    is_whole = value.dtype.kind in "fiu" and bool((value == np.trunc(value)).all())
    return np.asarray(value + more, value.dtype) if is_whole else value


def _permuted(value: Array, random: np.random.RandomState) -> Array:
    return np.asarray(random.permutation(value.ravel()).reshape(value.shape))
