"""Inputs drawn at random within a domain: small sizes, and numbers that often meet, round, cancel and change the sign.

The generator is NumPy's legacy one, whose stream is frozen: the same inputs in every version and on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from matdrop.search.domain import Domain, Role
from matdrop.search.leaves import Inputs, Path, leaves_of, with_leaves
from matdrop.search.thresholds import Thresholds
from matdrop.values.value import Array

NUMBERS = (0.0, 1.0, 2.0, 3.0, -1.0, -2.0, 0.5, 1.5, 2.5, -0.5, 5.0, 10.0, 0.25, 0.1)
SPECIAL = (np.nan, np.inf, -np.inf, -0.0)
SIZES = (1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7)
# How often a set of inputs keeps its sizes, and how often an array has special values in it.
KEPT_SIZES, WITH_SPECIAL = 0.3, 0.1
# How often an array is drawn from few numbers, so that most of them meet; and how many these are.
FROM_FEW, FEW = 0.4, 3


def random_inputs(domain: Domain, thresholds: Thresholds, seed: int) -> Iterator[Inputs]:
    """Draw inputs without end.

    Parameters
    ----------
    domain : Domain
        What the cases of this form show.
    thresholds : Thresholds
        What the sources compare with: some numbers are drawn from these.
    seed : int
        Of the generator.

    Yields
    ------
    tuple of value
        Inputs of the form of the cases; not all of them are in the domain.
    """
    random = np.random.RandomState(seed)
    while True:
        for known in domain.known:
            yield _drawn(domain, known.inputs, thresholds, random)


def _drawn(domain: Domain, base: Inputs, thresholds: Thresholds, random: np.random.RandomState) -> Inputs:
    """Draw sizes that belong together, then the numbers of each array in its role."""
    inputs = base
    if random.random_sample() > KEPT_SIZES:
        for sizes in domain.axes:
            inputs = domain.resized(inputs, sizes, int(random.choice(SIZES)))
    arrays = leaves_of(inputs)
    near = [number for threshold in thresholds.numbers for number in (threshold, threshold - 1, threshold + 1)]
    changed: dict[Path, Array] = {}
    for path, array in arrays.items():
        if array.size and path not in domain.counts and random.random_sample() > 1 / (2 + len(arrays)):
            changed[path] = _in_role(domain.roles[path], array, near, random)
    return with_leaves(inputs, changed)


def _in_role(role: Role, array: Array, near: Sequence[float], random: np.random.RandomState) -> Array:
    """Draw the numbers of an array in its role and class."""
    drawn = _of_kind(role, array, near, random)
    if role.symmetry and drawn.ndim == 2 and drawn.shape[0] == drawn.shape[1]:
        drawn = _definite(drawn, random) if role.symmetry == "definite" else _symmetric(drawn)
    if role.is_hollow and drawn.ndim == 2:
        np.fill_diagonal(drawn, 0)
    return drawn


def _symmetric(matrix: Array) -> Array:
    """Return a matrix with its upper triangle below, too."""
    upper = np.triu(matrix)
    return np.asarray(upper | upper.T if matrix.dtype == bool else upper + np.triu(matrix, 1).T)


def _definite(matrix: Array, random: np.random.RandomState) -> Array:
    """Return the product of a matrix and its transpose, in rows of unlike size: most such matrices need pivoting."""
    with np.errstate(all="ignore"):
        rows = matrix * random.choice([1, 2, 5], (len(matrix), 1))
        return np.asarray(rows @ rows.T + np.eye(len(matrix)), matrix.dtype)


def _of_kind(role: Role, array: Array, near: Sequence[float], random: np.random.RandomState) -> Array:
    """Draw the numbers of an array."""
    if role.kind == "flag":
        return np.asarray(random.random_sample(array.shape) < random.choice([0.2, 0.5, 0.8]), array.dtype)
    if role.kind == "fraction":
        drawn = random.choice([0.0, 1.0, 0.5, *random.random_sample(4)], array.shape)
        return drawn.astype(array.dtype)
    if role.kind in ("whole", "choice"):
        lowest, highest = role.bounds
        return random.randint(int(lowest), int(highest) + 1, array.shape).astype(array.dtype)
    if array.dtype.kind in "iu" and random.random_sample() < WITH_SPECIAL:
        limits = np.iinfo(array.dtype)
        near = [limits.min, limits.max]
    if array.dtype.kind == "c":  # finite: products of complex Inf and NaN differ from one library to the next
        parts = [_numbers(part, near, random) for part in (array.real, array.imag)]
        real, imaginary = (np.where(np.isfinite(part), part, 0.0) for part in parts)
        return np.asarray(real + 1j * imaginary, array.dtype)
    return _as_class(_numbers(array, near, random), array.dtype)


def _numbers(array: Array, near: Sequence[float], random: np.random.RandomState) -> Array:
    """Draw numbers in the size of an array: of a few, of many, or of those that it has in another order."""
    way = random.random_sample()
    choices = [*NUMBERS, *near]
    if way < FROM_FEW:
        choices = random.choice(choices, FEW).tolist()
    elif way > 0.8 and np.isrealobj(array):
        return np.asarray(random.permutation(array.ravel()).reshape(array.shape), np.float64)
    elif way > 0.6:
        choices = np.round(random.standard_normal(array.size) * random.choice([1, 10, 100]), 2).tolist()
    drawn = np.asarray(random.choice(choices, array.shape), np.float64)
    if random.random_sample() < WITH_SPECIAL:
        drawn.flat[random.randint(drawn.size)] = random.choice(SPECIAL)
    return drawn


def _as_class(numbers: Array, dtype: np.dtype[np.generic]) -> Array:
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)  # type: ignore[type-var]
        return np.asarray(np.clip(np.nan_to_num(np.round(numbers)), limits.min, limits.max), dtype)
    return np.asarray(numbers, dtype)
