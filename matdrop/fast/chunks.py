"""Dask arrays: each chunk draws its own part of the one column-major stream, from a state that was recorded for it.

An exact 0 is drawn again in Octave and shifts all that follows, so no jump over the numbers before a chunk is sure to
land right. The numbers are therefore drawn once, and not kept, to record where each chunk begins.
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
    """Where a chunk's draws begin, and which of the following are its own.

    Parameters
    ----------
    words, drawn : ndarray of uint32, int
        The state of the generator before the chunk's first element.
    redraw : bool
        Whether an exact 0 is passed over, as in Octave.
    chunk, whole : tuple of int
        The shapes of the chunk and of the array that it is part of.
    """

    words: NDArray[np.uint32]
    drawn: int
    redraw: bool
    chunk: Shape
    whole: Shape


def dropout_of_chunks(X: Any, keep_prob: float, stream: Stream, *, out: Any, return_mask: bool | str) -> Any:
    """Return what `matdrop.dropout` returns for a Dask array: lazy arrays, in its chunks."""
    import dask.array as da

    kind = _checked(X, keep_prob, out)
    if return_mask == "packed":
        raise ValueError("return_mask='packed' is not there for Dask arrays; take return_mask=True and pack each chunk")
    generator = stream.twister
    if generator is None:
        raise ValueError("the old generators of Octave are in force; go back with stream.rand('state', number)")
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
    """Return what `matdrop.dropout_backward` returns for a Dask array: a lazy array, in its chunks."""
    import dask.array as da

    kind = _checked(dX, keep_prob, out)
    mask = da.asarray(mask)
    if mask.shape != dX.shape or mask.dtype != np.bool_:
        raise ValueError(
            f"mask must be of bool and have the shape of dX, {dX.shape}, but is {mask.dtype} of {mask.shape}"
        )
    return _applied(dX, mask.rechunk(dX.chunks), keep_prob, kind)


def recorded_starts(generator: Mersenne, redraw: bool, chunks: tuple[Shape, ...]) -> NDArray[Any]:
    """Return an array of `Start`, one for each chunk, and leave the generator behind the last element.

    Parameters
    ----------
    generator : Mersenne
        Where the array's first element is drawn.
    redraw : bool
        As in `Start`.
    chunks : tuple of tuple of int
        The sizes of the chunks along each axis, as Dask has them.

    Raises
    ------
    UnknownStreamError
        For an exact 0 that is not passed over.

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
    """Return the mask of the chunk that begins at a `Start`, which comes as an array of one.

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
    """Give the runs of a chunk's elements in the column-major whole: each one's distance from the first, and length."""
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
    """Return the class of the result, or refuse what cannot be done lazily."""
    probability("keep_prob", keep_prob)
    if out is not None:
        raise ValueError(
            "out is not there for Dask arrays, which are lazy; store the result, for example with da.store"
        )
    if any(math.isnan(size) for size in X.shape):
        raise ValueError(f"the Dask array has chunks of unknown size, {X.shape}; call its compute_chunk_sizes() first")
    if X.dtype.kind == "c":
        raise TypeError(
            "a complex Dask array was given: MATLAB drops an imaginary part that is 0 everywhere, which no chunk can "
            "tell alone; give the real and the imaginary part each with a stream of the same seed"
        )
    return result_class(np.empty(0, X.dtype), keep_prob)


def _applied(X: Any, mask: Any, keep_prob: float, kind: np.dtype[Any]) -> Any:
    import dask.array as da

    return da.map_blocks(backward, X, mask, keep_prob=keep_prob, dtype=kind, meta=np.empty((0,) * X.ndim, kind))
