"""MATLAB's argument forms: sizes, classes, bounds and seeds, checked before anything is drawn."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Size = tuple[int, ...]

FLOAT_CLASSES = ("double", "single")
INTEGER_CLASSES = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
FLINTMAX = 1 << 53


def whole(name: str, value: Any) -> int:
    """Return a real scalar that has an integer value as an int, or raise ValueError in the name of function `name`."""
    if type(value) is int:
        return value
    number = np.asarray(value)
    if number.dtype.kind not in "buif" or number.size != 1:
        raise ValueError(f"{name}: an integer was expected, found {value!r}")
    result = number.item()
    if result != result or result in (float("inf"), float("-inf")) or result != int(result):
        raise ValueError(f"{name}: an integer was expected, found {value!r}; round it first")
    return int(result)


def matlab_size(name: str, dims: Sequence[Any]) -> Size | None:
    """Return the size that `dims` ask for: ``(3,)`` is 3-by-3, ``((2, 3),)`` is 2-by-3; None if there are no dims.

    Negative dimensions count as 0, trailing ones beyond the second are dropped.
    """
    if not dims:
        return None
    if len(dims) == 1 and type(dims[0]) is int:
        dims = (dims[0], dims[0])
    elif len(dims) == 1:
        vector = np.asarray(dims[0])
        if vector.ndim > 1 and max(vector.shape) != vector.size:
            raise ValueError(f"{name}: a size is a vector of integers, found an array of shape {vector.shape}")
        dims = vector.ravel().tolist() if vector.ndim else [dims[0]]
        if len(dims) == 0:
            return (0, 0)
        if len(dims) == 1:
            dims = [dims[0], dims[0]]
    size = [max(whole(name, dim), 0) for dim in dims]
    while len(size) > 2 and size[-1] == 1:
        del size[-1]
    return tuple(size)


def split_class(name: str, args: tuple[Any, ...], classes: Sequence[str]) -> tuple[tuple[Any, ...], str | None]:
    """Split a class name off the end of `args`; one that is not among `classes` raises ValueError."""
    kind = None
    if args and isinstance(args[-1], str):
        *rest, kind = args
        args = tuple(rest)
        if kind not in classes:
            raise ValueError(f"{name}: {kind!r} is not a class it can draw; use one of {', '.join(classes)}")
    for arg in args:
        if isinstance(arg, str):
            raise ValueError(f"{name}: the text {arg!r} may only stand last, and once")
    return args, kind


def seed_words(name: str, seed: Any) -> NDArray[np.uint32]:
    """Return Octave's uint32 words of a seed: column-major, halves away from zero, saturating, NaN and Inf as 0."""
    numbers = np.asarray(seed)
    if numbers.dtype.kind not in "buifc":
        raise ValueError(f"{name}: a seed is a number, a numeric vector or a state; found {seed!r}")
    flat = numbers.real.ravel(order="F")
    if flat.dtype.kind == "f":
        flat = np.where(np.isfinite(flat), flat, 0).astype(np.float64).clip(0)
        flat = np.trunc(flat) + (flat - np.trunc(flat) >= 0.5)
    return np.clip(flat.astype(np.float64), 0, 0xFFFFFFFF).astype(np.uint32)


def integer_bounds(name: str, bounds: Any) -> tuple[int, int]:
    """Return (lowest, highest) of ``randi``'s first argument, a highest value or a pair; else ValueError."""
    numbers = np.asarray(bounds)
    if numbers.dtype.kind not in "uif" or numbers.size not in (1, 2):
        raise ValueError(f"{name}: bounds are a highest value or a pair [lowest, highest]; found {bounds!r}")
    limits = [whole(name, number) for number in numbers.ravel(order="F").tolist()]
    if len(limits) == 1:
        if limits[0] < 1:
            raise ValueError(f"{name}: the highest value must be at least 1, found {limits[0]}")
        return 1, limits[0]
    if limits[1] < limits[0]:
        raise ValueError(f"{name}: the lowest value {limits[0]} is above the highest, {limits[1]}")
    return limits[0], limits[1]
