"""Random arguments for cases: sizes, classes and special values, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from matdrop.errors import MatdropError

Kind = Literal["array", "mask", "probability"]

CLASSES = ["float64", "float32", "complex128", "complex64", "bool"]
CLASSES += ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, -2.2250738585072014e-308, 1.7976931348623157e308, 0.1, 1 / 3]
KEEP_PROBABILITIES = [0.0, 1.0, 0.5, 0.8, 0.85, 0.9, 0.05, 1e-300, 5e-324, 2.0**-53, 1 - 2.0**-53, 1 / 3]
EXTREME_SEEDS = [0, 1, 2**31, 2**32 - 1]


def generated_args(kinds: Sequence[Kind], count: int, seed: int) -> Iterator[tuple[list[Any], int]]:
    """Draw the arguments and the seed of `count` cases.

    Parameters
    ----------
    kinds : sequence of {"array", "mask", "probability"}
        For each argument: ``array`` (any size, class and special values), ``mask`` (a logical array of
        the size of the first argument) or ``probability`` (a double in [0, 1], its ends included).
    count : int
        How many cases.
    seed : int
        Of NumPy's legacy generator, whose stream is frozen: the same cases in every version.

    Yields
    ------
    args : list
        One value for each kind.
    seed : int
        For the engine's generators.

    Raises
    ------
    MatdropError
        If there is a mask, and the first argument is not an array.

    Examples
    --------
    >>> args, seed = next(generated_args(["array", "probability"], 1, 0))
    >>> args[0].shape, args[1]
    ((6, 4, 0, 2), 0.4236547993389047)
    """
    makers = {"array": _array, "mask": _mask, "probability": _probability}
    if "mask" in kinds and kinds[0] != "array":
        raise MatdropError(f'a "mask" has the size of the first argument, which is "{kinds[0]}"; make that an "array"')
    random = np.random.RandomState(seed)
    for _ in range(count):
        args: list[Any] = []
        for kind in kinds:
            args.append(makers[kind](random, args))
        extreme = random.random_sample() < 0.1
        yield args, int(random.choice(EXTREME_SEEDS) if extreme else random.randint(2**32, dtype=np.int64))


def _array(random: np.random.RandomState, args: list[Any]) -> NDArray[Any]:
    dimensions = random.choice([2, 2, 2, 3, 4])
    size = tuple(random.choice([0, 1, 1, 2, 3, 4, 5, 6], dimensions).tolist())
    dtype = np.dtype(CLASSES[random.randint(len(CLASSES))])
    if dtype.kind == "b":
        return random.random_sample(size) < 0.5
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        values = random.randint(max(limits.min, -100), 101, size).astype(dtype)
        # Large 64-bit integers are left out: GNU Octave 7.3 loses digits of their products, MATLAB does not.
        bounds = [limits.min, limits.max] if dtype.itemsize < 8 else [max(limits.min, -(2**31)), 2**31]
        extreme = np.array(bounds, dtype)[random.randint(2, size=size)]
        return np.where(random.random_sample(size) < 0.2, extreme, values)
    parts = [_numbers(random, size) for _ in range(2 if dtype.kind == "c" else 1)]
    with np.errstate(over="ignore"):
        result = np.empty(size, dtype)
        result.real = parts[0]
        if dtype.kind == "c":
            result.imag = parts[1]
    return result


def _numbers(random: np.random.RandomState, size: tuple[int, ...]) -> NDArray[np.float64]:
    ordinary = random.standard_normal(size) * 10.0 ** random.randint(-3, 4)
    return np.where(random.random_sample(size) < 0.15, random.choice(SPECIAL, size), ordinary)


def _mask(random: np.random.RandomState, args: list[Any]) -> NDArray[np.bool_]:
    return np.asarray(random.random_sample(args[0].shape) < random.choice([0.0, 0.5, 0.85, 1.0]))


def _probability(random: np.random.RandomState, args: list[Any]) -> float:
    if random.random_sample() < 0.3:
        return float(random.choice(KEEP_PROBABILITIES))
    return float(random.random_sample())
