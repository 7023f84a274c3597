"""Dask arrays: each chunk draws its own part of the one column-major stream, from a state that was recorded for it.

Octave draws again after an exact 0, which shifts all later numbers, so a jump over the numbers before a chunk could
land in the wrong place. The numbers are therefore drawn once, and not kept, to record where each chunk begins.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.fast.checks import Stream, result_class
from matdrop.fast.draws import draw, skip
from matdrop.fast.memory import backward
from matdrop.port.arithmetic import probability
from matdrop.streams import OctaveStream
from matdrop.streams.mersenne import Mersenne

Shape = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Start:
    """Where a chunk's draws begin, and which of the following draws belong to it.

    Attributes
    ----------
    words : ndarray of uint32
        The state of the generator before the chunk's first element.
    drawn : int
        How many of these words have been drawn.
    redraw : bool
        Whether an exact 0 is drawn again, as in Octave.
    chunk : tuple of int
        The shape of the chunk.
    whole : tuple of int
        The shape of the array that it is part of.
    """

    words: NDArray[np.uint32]
    drawn: int
    redraw: bool
    chunk: Shape
    whole: Shape


def dropout_of_chunks(X: Any, keep_prob: float, stream: Stream, *, out: Any, return_mask: bool | str) -> Any:
    """Return the result of `matdrop.dropout` for a Dask array: lazy arrays, in its chunks.

    Parameters
    ----------
    X : dask.array.Array
        Of a real class that MATLAB has.
    keep_prob : float
        Probability in [0, 1].
    stream : OctaveStream or MatlabStream
        The source of the uniform numbers, which moves on at once.
    out : None
        Not supported.
    return_mask : bool
        Whether to return the mask too.

    Returns
    -------
    dask.array.Array or tuple of two
        The result, and the mask if asked for.

    Raises
    ------
    ValueError
        If `keep_prob` is not such a probability, `out` or a packed mask is asked for, chunks have an unknown size, or
        an older generator than the Mersenne Twister is in force.
    TypeError
        If `X` is complex or of a class that MATLAB does not have.
    UnknownStreamError
        If a `MatlabStream` draws an exact 0.
    """
    import dask.array as da

    kind = _checked(X, keep_prob, out)
    if return_mask == "packed":
        raise ValueError("return_mask='packed' does not work for Dask arrays; use return_mask=True and pack each chunk")
    generator = stream.twister
    if generator is None:
        raise ValueError(
            "chunks need the Mersenne Twister, and an older generator is in force; call stream.rng(number)"
        )
    starts = recorded_starts(generator, isinstance(stream, OctaveStream), X.chunks)
    mask = da.map_blocks(
        chunk_of_mask,
        da.from_array(starts, chunks=1),
        keep_prob=keep_prob,
        chunks=X.chunks,
        dtype=np.bool_,
        meta=np.empty((0,) * X.ndim, np.bool_),
    )
    Y = _applied(X, mask, keep_prob, kind)
    return (Y, mask) if return_mask else Y


def backward_of_chunks(dX: Any, mask: Any, keep_prob: float, *, out: Any) -> Any:
    """Return the result of `matdrop.dropout_backward` for a Dask array: a lazy array, in its chunks.

    Parameters
    ----------
    dX : dask.array.Array
        Of a real class that MATLAB has.
    mask : array of bool
        Of the shape of `dX`.
    keep_prob : float
        Probability in [0, 1].
    out : None
        Not supported.

    Returns
    -------
    dask.array.Array
        The result.

    Raises
    ------
    ValueError
        If `keep_prob` is not such a probability, `out` is asked for, chunks have an unknown size, or `mask` is not of
        bool or has another shape.
    TypeError
        If `dX` is complex or of a class that MATLAB does not have.
    """
    import dask.array as da

    kind = _checked(dX, keep_prob, out)
    mask = da.asarray(mask)
    if mask.shape != dX.shape or mask.dtype != np.bool_:
        raise ValueError(
            f"mask must be of bool and have the shape of dX, {dX.shape}, but is {mask.dtype} of {mask.shape}"
        )
    return _applied(dX, mask.rechunk(dX.chunks), keep_prob, kind)


def recorded_starts(generator: Mersenne, redraw: bool, chunks: tuple[Shape, ...]) -> NDArray[Any]:
    """Record where the draws of each chunk begin, and leave the generator behind the last element.

    Parameters
    ----------
    generator : Mersenne
        The source of words, at the array's first element.
    redraw : bool
        Whether an exact 0 is drawn again, as in Octave.
    chunks : tuple of tuple of int
        The sizes of the chunks along each axis, as Dask has them.

    Returns
    -------
    ndarray of Start
        One for each chunk.

    Raises
    ------
    UnknownStreamError
        For an exact 0 that is not drawn again.

    Examples
    --------
    >>> starts = recorded_starts(Mersenne([42]), True, ((2,), (3, 1)))
    >>> starts.shape, [start.drawn for start in starts.flat]
    ((1, 2), [624, 12])
    """
    whole = tuple(sum(sizes) for sizes in chunks)
    strides = [math.prod(whole[:axis]) for axis in range(len(whole))]
    offsets = [np.cumsum([0, *sizes[:-1]]).tolist() for sizes in chunks]
    starts = np.empty(tuple(len(sizes) for sizes in chunks), object)
    if 0 in whole:
        strides = [0] * len(whole)  # nothing is drawn
    first = {
        index: sum(stride * offset[i] for stride, offset, i in zip(strides, offsets, index, strict=True))
        for index in np.ndindex(starts.shape)
    }
    at = 0
    for index in sorted(first, key=first.__getitem__):
        skip(generator, redraw, first[index] - at)
        at = first[index]
        chunk = tuple(sizes[i] for sizes, i in zip(chunks, index, strict=True))
        starts[index] = Start(*generator.get(), redraw, chunk, whole)
    skip(generator, redraw, math.prod(whole) - at)
    return starts


def chunk_of_mask(start: NDArray[Any], keep_prob: float) -> NDArray[np.bool_]:
    """Draw the mask of a chunk.

    Parameters
    ----------
    start : ndarray of Start
        One element: where the chunk begins.
    keep_prob : float
        Probability in [0, 1].

    Returns
    -------
    ndarray of bool
        Of the shape of the chunk.

    Raises
    ------
    UnknownStreamError
        For an exact 0 that is not drawn again.

    Examples
    --------
    >>> starts = recorded_starts(Mersenne([42]), True, ((2,), (3, 1)))
    >>> chunk_of_mask(starts[:, 1:], 0.7)
    array([[False],
           [ True]])
    """
    its: Start = start.item()
    generator = Mersenne(0)
    generator.set(its.words, its.drawn)
    keep = np.empty(math.prod(its.chunk), np.bool_)
    at = done = 0
    for first, length in _runs(its.chunk, its.whole):
        skip(generator, its.redraw, first - at)
        draw(generator, keep_prob, its.redraw, keep[done : done + length])
        at = first + length
        done += length
    return keep.reshape(its.chunk, order="F")


def _runs(chunk: Shape, whole: Shape) -> Iterator[tuple[int, int]]:
    """Find the runs of a chunk's elements in the column-major whole: each one's distance from the first, and length."""
    if 0 in chunk:
        return
    axis = 0
    while axis < len(chunk) and chunk[axis] == whole[axis]:
        axis += 1
    length = math.prod(chunk[: axis + 1])
    strides = [math.prod(whole[:k]) for k in range(axis + 1, len(whole))]
    for index in np.ndindex(chunk[:axis:-1]):
        yield sum(stride * i for stride, i in zip(strides, reversed(index), strict=True)), length


def _checked(X: Any, keep_prob: float, out: Any) -> np.dtype[Any]:
    """Return the class of the result.

    Raises
    ------
    ValueError
        If `out` is given, or chunks have an unknown size.
    TypeError
        If the array is complex.
    """
    probability("keep_prob", keep_prob)
    if out is not None:
        raise ValueError(
            "out does not work for Dask arrays, which are lazy; store the result, for example with da.store"
        )
    if any(math.isnan(size) for size in X.shape):
        raise ValueError(f"the Dask array has chunks of unknown size, {X.shape}; call its compute_chunk_sizes() first")
    if X.dtype.kind == "c":
        raise TypeError(
            "X is a complex Dask array: MATLAB drops an imaginary part that is 0 everywhere, and no chunk alone shows "
            "that; call dropout for the real and for the imaginary part, each with a stream of the same seed"
        )
    return result_class(np.empty(0, X.dtype), keep_prob)


def _applied(X: Any, mask: Any, keep_prob: float, kind: np.dtype[Any]) -> Any:
    import dask.array as da

    return da.map_blocks(backward, X, mask, keep_prob=keep_prob, dtype=kind, meta=np.empty((0,) * X.ndim, kind))
