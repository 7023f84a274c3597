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
    """Return a whole number as an int.

    Parameters
    ----------
    name : str
        The function that is called, for the error message.
    value : object
        A real scalar of any numeric class.

    Returns
    -------
    int
        The same number.

    Raises
    ------
    ValueError
        If it is not a real scalar with an integer value.

    Examples
    --------
    >>> whole("randperm", 3.0)
    3
    """
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
    """Return the size that arguments ask for.

    Parameters
    ----------
    name : str
        The function that is called, for the error message.
    dims : sequence of object
        ``(3,)`` is 3-by-3, ``((2, 3),)`` and ``(2, 3)`` are 2-by-3.

    Returns
    -------
    tuple of int or None
        At least two dimensions; a negative one counts as 0, and trailing ones of 1 are dropped. None without arguments.

    Raises
    ------
    ValueError
        If the arguments are not integers or one vector of integers.

    Examples
    --------
    >>> matlab_size("rand", (3,)), matlab_size("rand", ((2, 3, 1),)), matlab_size("rand", ())
    ((3, 3), (2, 3), None)
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
    """Split a class name off the end of arguments.

    Parameters
    ----------
    name : str
        The function that is called, for the error message.
    args : tuple of object
        The arguments of a call.
    classes : sequence of str
        The classes that the function can draw.

    Returns
    -------
    args : tuple of object
        The other arguments.
    kind : str or None
        The class; None if none is named.

    Raises
    ------
    ValueError
        If the class is not among `classes`, or a text is not the last argument.

    Examples
    --------
    >>> split_class("rand", (2, 3, "single"), FLOAT_CLASSES)
    ((2, 3), 'single')
    """
    kind = None
    if args and isinstance(args[-1], str):
        *rest, kind = args
        args = tuple(rest)
        if kind not in classes:
            raise ValueError(f"{name}: {kind!r} is not a class it can draw; use one of {', '.join(classes)}")
    for arg in args:
        if isinstance(arg, str):
            raise ValueError(f"{name}: the text {arg!r} must be the last argument, and the only text")
    return args, kind


def seed_words(name: str, seed: Any) -> NDArray[np.uint32]:
    """Return the 32-bit words that Octave makes of a seed.

    Parameters
    ----------
    name : str
        The function that is called, for the error message.
    seed : number or array_like
        Numeric.

    Returns
    -------
    ndarray of uint32
        In column-major order: rounded, halves away from zero; limited to 32 bits; NaN and Inf as 0.

    Raises
    ------
    ValueError
        If the seed is not numeric.

    Examples
    --------
    >>> seed_words("rand", [[1.5, -1], [7, float("inf")]])
    array([2, 7, 0, 0], dtype=uint32)
    """
    numbers = np.asarray(seed)
    if numbers.dtype.kind not in "buifc":
        raise ValueError(f"{name}: a seed is a number, a numeric vector or a state; found {seed!r}")
    flat = numbers.real.ravel(order="F")
    if flat.dtype.kind == "f":
        flat = np.where(np.isfinite(flat), flat, 0).astype(np.float64).clip(0)
        flat = np.trunc(flat) + (flat - np.trunc(flat) >= 0.5)
    return np.clip(flat.astype(np.float64), 0, 0xFFFFFFFF).astype(np.uint32)


def integer_bounds(name: str, bounds: Any) -> tuple[int, int]:
    """Return the lowest and the highest value that ``randi`` may draw.

    Parameters
    ----------
    name : str
        The function that is called, for the error message.
    bounds : int or pair of int
        The highest value, counting from 1, or ``[lowest, highest]``.

    Returns
    -------
    lowest : int
        The lowest value.
    highest : int
        The highest value.

    Raises
    ------
    ValueError
        If they are not whole numbers, or the lowest is above the highest.

    Examples
    --------
    >>> integer_bounds("randi", 6), integer_bounds("randi", [-1, 1])
    ((1, 6), (-1, 1))
    """
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
