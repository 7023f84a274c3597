"""The kernels over whole arrays: which arrays they take, and a method for each memory order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.fast.arrays import Array
from matdrop.fast.draws import LINE, PART, kernels, refuse, threshold
from matdrop.fast.packed import PackedMask
from matdrop.streams.mersenne import Mersenne
from matdrop.streams.ziggurat import numba_is_there

DOUBLE, SINGLE = np.dtype(np.float64), np.dtype(np.float32)
DOUBLES = float, int, np.float64  # types of a scalar that is a double in MATLAB
SMALLEST = 2.0**-150  # up to here a probability is 0 as a single, and 0 / 0 is NaN
NO_KEEP = np.empty(0, np.uint8)
NO_MASK = np.empty((0, 0), np.uint8)
NO_HEADS = np.empty(0, np.uint8)
NO_PLACES = np.empty(0, np.int64)
WORTH_LOADING = 1 << 18  # elements asked for since the start; for fewer, NumPy is done before numba is loaded
PAST_CACHES = 1 << 25  # bytes of a result from which on it is written past the caches, which do not hold it anyway
WORTH_A_HEAD = 256  # columns: in shorter rows, what comes before a cache line and after the last is too large a part
COLUMNS = 1 << 14  # at most this many are drawn together for rows in C order

_asked_for = 0  # elements


def takes(X: Array, keep_prob: Any) -> bool:
    """Whether the kernels compute what the port does for this array and probability, and loading numba is worth it.

    Parameters
    ----------
    X : ndarray
        Of any class.
    keep_prob : real scalar
        In [0, 1].

    Returns
    -------
    bool
        False also if numba is not installed.

    Examples
    --------
    >>> takes(np.zeros(3), 0.0), takes(np.zeros(3, np.int8), 0.5)
    (False, False)
    """
    return (
        (X.dtype == DOUBLE or X.dtype == SINGLE)
        and type(keep_prob) in DOUBLES
        and keep_prob > SMALLEST
        and X.flags.aligned
        and _is_worth_loading(X.size)
        and numba_is_there()
    )


def _is_worth_loading(size: int) -> bool:
    global _asked_for
    _asked_for += size
    return _asked_for > WORTH_LOADING


def forward(
    X: Array, keep_prob: float, generator: Mersenne, redraw: bool, out: Array | None, return_mask: bool | str
) -> tuple[Array, Any]:
    """Compute dropout of an array.

    Parameters
    ----------
    X : ndarray
        One that the kernels take.
    keep_prob : float
        In (0, 1].
    generator : Mersenne
        The source of words, which moves on.
    redraw : bool
        Whether an exact 0 is drawn again, as in Octave.
    out : ndarray or None
        The target, of the shape and class of `X`.
    return_mask : bool or "packed"
        As in `dropout`.

    Returns
    -------
    Y : ndarray
        The result; `out`, if that is given.
    mask : ndarray of bool, PackedMask or None
        None unless it is asked for.

    Raises
    ------
    UnknownStreamError
        For an exact 0 that is not drawn again.

    Examples
    --------
    >>> Y, mask = forward(np.ones(3), 0.5, Mersenne([42]), True, None, True)
    >>> Y, mask
    (array([0., 2., 2.]), array([False,  True,  True]))
    """
    X, Y = _prepared(X, out)
    keep_prob = float(keep_prob)
    way = _forward_columns if X.flags.f_contiguous else _forward_rows
    with generator.lock:
        source = (generator.in_place, *threshold(keep_prob), redraw)
        zeros, mask = way(source, X, keep_prob, Y, return_mask)
    refuse(zeros, redraw)
    return _in(Y, out), mask


def backward(X: Array, mask: NDArray[np.bool_] | PackedMask, keep_prob: float, out: Array | None) -> Array:
    """Compute ``X .* mask ./ keep_prob``.

    Parameters
    ----------
    X : ndarray
        One that the kernels take.
    mask : ndarray of bool, or PackedMask
        Of the shape of `X`.
    keep_prob : float
        In (0, 1].
    out : ndarray or None
        The target, of the shape and class of `X`.

    Returns
    -------
    ndarray
        The result; `out`, if that is given.

    Raises
    ------
    ValueError
        If a packed mask does not have the bits that its shape needs.

    Examples
    --------
    >>> backward(np.ones(3), np.array([False, True, True]), 0.5, None)
    array([0., 2., 2.])
    """
    X, Y = _prepared(X, out)
    keep_prob = float(keep_prob)
    if isinstance(mask, PackedMask) and not X.flags.f_contiguous:
        mask = mask.unpack()
    order: Any = "F" if X.flags.f_contiguous else "C"
    x, y = X.ravel(order), Y.ravel(order)
    keep: Any = None if isinstance(mask, PackedMask) else mask.ravel(order).view(np.uint8)
    kernel, past_caches = kernels().backward, keep is not None and _is_past_caches(x, y)
    for part in _parts(y, past_caches):
        some = mask.part(part.start, part.stop).view(np.uint8) if isinstance(mask, PackedMask) else keep[part]
        kernel(x[part], some, keep_prob, y[part], past_caches)
    return _in(Y, out)


def _forward_columns(source: Any, X: Array, keep_prob: float, Y: Array, return_mask: bool | str) -> tuple[int, Any]:
    x, y = X.ravel("F"), Y.ravel("F")
    if return_mask == "packed":
        zeros, bits = _forward_packed(source, x, keep_prob, y)
        return zeros, PackedMask(bits, X.shape)
    if not return_mask:
        return _forward_parts(source, x, keep_prob, y, NO_KEEP), None
    mask = np.empty_like(X, np.bool_)
    return _forward_parts(source, x, keep_prob, y, mask.ravel("F").view(np.uint8)), mask


def _forward_parts(source: Any, x: Array, keep_prob: float, y: Array, keep: NDArray[np.uint8]) -> int:
    kernel = kernels().forward
    if x.size <= PART:  # slicing takes longer than dropping some hundred elements
        return int(kernel(*source, x, keep_prob, y, keep, False))
    past_caches = _is_past_caches(x, y)
    return sum(kernel(*source, x[part], keep_prob, y[part], keep[part], past_caches) for part in _parts(y, past_caches))


def _forward_packed(source: Any, x: Array, keep_prob: float, y: Array) -> tuple[int, NDArray[np.uint8]]:
    keep = np.empty(min(x.size, PART), np.uint8)
    bits = np.empty(-(-x.size // 8), np.uint8)
    kernel = kernels().forward
    zeros = 0
    for part in _parts(y, past_caches=False):  # whole bytes of bits
        some = keep[: part.stop - part.start]
        zeros += kernel(*source, x[part], keep_prob, y[part], some, False)
        bits[part.start // 8 : -(-part.stop // 8)] = np.packbits(some, bitorder="little")
    return zeros, bits


def _is_past_caches(x: Array, y: Array) -> bool:
    """Whether a result is written past the caches.

    What they cannot hold would be read from memory to be written, which takes as long as writing it. In place it has
    been read.
    """
    return bool(y.nbytes >= PAST_CACHES and x.ctypes.data != y.ctypes.data)


def _parts(y: Array, past_caches: bool) -> Iterator[slice]:
    """Return the parts of an array for one call of a kernel each; past the caches they begin at cache lines."""
    first = -y.ctypes.data % LINE // y.itemsize if past_caches else 0
    if first:
        yield slice(0, first)
    for start in range(first, y.size, PART):
        yield slice(start, min(start + PART, y.size))


def _forward_rows(source: Any, X: Array, keep_prob: float, Y: Array, return_mask: bool | str) -> tuple[int, Any]:
    """Take the last axis as columns and all others as rows; the draws go column-major."""
    width = X.shape[-1]
    x, y = X.reshape(-1, width), Y.reshape(-1, width)
    mask = np.empty_like(X, np.bool_) if return_mask else None
    keep = NO_MASK if mask is None else mask.reshape(-1, width).view(np.uint8)
    rows = x.shape[0]
    places = NO_PLACES if X.ndim == 2 else np.arange(rows).reshape(X.shape[:-1]).ravel(order="F")
    columns = -(-width // -(-width // COLUMNS))  # nearly the same number each time
    kernel = kernels().forward_rows
    past_caches = columns >= WORTH_A_HEAD and _is_past_caches(x, y)
    zeros = 0
    for first in range(0, width, columns):
        heads = _heads(y, first) if past_caches else NO_HEADS
        zeros += kernel(*source, x, keep_prob, y, keep, places, heads, first, min(first + columns, width))
    return zeros, PackedMask.of(mask) if return_mask == "packed" and mask is not None else mask


def _heads(y: Array, first: int) -> NDArray[np.uint8]:
    """Return for each row how many elements, from column `first` on, come before a cache line."""
    addresses = y.ctypes.data + y.strides[0] * np.arange(y.shape[0]) + y.itemsize * first
    return np.asarray(-addresses % LINE // y.itemsize, np.uint8)


def _prepared(X: Array, out: Array | None) -> tuple[Array, Array]:
    """Return `X`, dense, and an array of its memory order for the result.

    That is `out` if its elements can be written while those of `X` are read.
    """
    if not X.flags.forc:
        X = X.copy(order="F")
    if out is None or out.strides != X.strides or not out.flags.aligned:
        return X, np.empty_like(X)
    if np.may_share_memory(X, out) and out.ctypes.data != X.ctypes.data:
        return X, np.empty_like(X)
    return X, out


def _in(Y: Array, out: Array | None) -> Array:
    if out is None or Y is out:
        return Y
    np.copyto(out, Y)
    return out
