"""What numba compiles: draws compared as integers, one division an element, nothing stored in between.

Two facts replace the port's three operations, bit for bit. With T = ceil(keep_prob 2^53) the comparison
``rand < keep_prob`` is ``M < T`` for the 53-bit integer M of which rand makes its double; the high 27 bits decide unless
they equal those of T. And ``(x * mask) / keep_prob`` is ``x / (keep ? keep_prob : Inf)``, also for NaN, Inf, -0 and
subnormals, for every keep_prob above 0.

Matsumoto and Nishimura (1998), "Mersenne Twister", ACM TOMACS 8(1), for the recurrence and the tempering.
"""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]  # of a mask: 1 where an element is kept
Words = NDArray[np.uint32]

UPPER, LOWER, MATRIX = np.uint32(0x80000000), np.uint32(0x7FFFFFFF), np.uint32(0x9908B0DF)
TILE = 4096  # elements of which the mask is made at a time: it stays in the first cache
COLUMNS = 64  # drawn together for rows in C order: whole cache lines on both sides


def _compiled(function: Any) -> Any:
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)


@_compiled
def _next_words(key: Words) -> None:
    for k in range(227):
        y = np.uint32((key[k] & UPPER) | (key[k + 1] & LOWER))
        key[k] = key[k + 397] ^ (y >> np.uint32(1)) ^ ((np.uint32(0) - (y & np.uint32(1))) & MATRIX)
    for k in range(227, 623):
        y = np.uint32((key[k] & UPPER) | (key[k + 1] & LOWER))
        key[k] = key[k - 227] ^ (y >> np.uint32(1)) ^ ((np.uint32(0) - (y & np.uint32(1))) & MATRIX)
    y = np.uint32((key[623] & UPPER) | (key[0] & LOWER))
    key[623] = key[396] ^ (y >> np.uint32(1)) ^ ((np.uint32(0) - (y & np.uint32(1))) & MATRIX)


@_compiled
def _tempered(word: np.uint32) -> np.uint32:
    # Each step is cut to 32 bits at once: numba computes in 64, and the loops would be half as wide.
    y = np.uint32(word ^ (word >> np.uint32(11)))
    y = np.uint32(y ^ ((y << np.uint32(7)) & np.uint32(0x9D2C5680)))
    y = np.uint32(y ^ ((y << np.uint32(15)) & np.uint32(0xEFC60000)))
    return np.uint32(y ^ (y >> np.uint32(18)))


@_compiled
def draw(key: Words, drawn: NDArray[np.int32], high: np.uint32, low: np.uint32, redraw: bool, keep: Bytes) -> int:
    """Fill `keep` with ``rand < keep_prob`` and return how many exact zeros were met; `redraw` passes over them.

    `key` and `drawn` are the state of the generator, which moves; `high` and `low` are T's 27 and 26 bits.
    """
    position = int(drawn[0])
    zeros = done = 0
    while done < keep.size:
        pairs = min((624 - position) // 2, keep.size - done)
        stop = position + 2 * pairs
        words = key[position:stop]
        some = keep[done : done + pairs]
        undecided = False
        for i in range(pairs):
            a = np.uint32(_tempered(words[2 * i]) >> np.uint32(5))
            some[i] = np.uint8(a < high)
            undecided |= (a == high) | (a == np.uint32(0))
        if pairs and not undecided:
            position = stop
            done += pairs
            continue
        # A low word counts, or the next pair is not in this block of words: one by one.
        until = done + max(pairs, 1)
        while done < until:
            if position == 624:
                _next_words(key)
                position = 0
            a = np.uint32(_tempered(key[position]) >> np.uint32(5))
            position += 1
            if position == 624:
                _next_words(key)
                position = 0
            b = np.uint32(_tempered(key[position]) >> np.uint32(6))
            position += 1
            if a == 0 and b == 0:
                zeros += 1
                if redraw:
                    continue
            keep[done] = np.uint8((a < high) | ((a == high) & (b < low)))
            done += 1
    drawn[0] = position
    return zeros


@_compiled
def backward(x: NDArray[Any], keep: Bytes, keep_prob: Any, out: NDArray[Any]) -> None:
    """Write ``(x * keep) / keep_prob`` to `out`."""
    never = x.dtype.type(np.inf)
    for i in range(x.size):
        out[i] = x[i] / (keep_prob if keep[i] else never)


@_compiled
def forward(
    key: Words,
    drawn: NDArray[np.int32],
    high: np.uint32,
    low: np.uint32,
    redraw: bool,
    x: NDArray[Any],
    keep_prob: Any,
    out: NDArray[Any],
    mask: Bytes,
) -> int:
    """Write dropout of `x` to `out`, and the mask to `mask` if that has a size; return the exact zeros met."""
    zeros = 0
    room = np.empty(0 if mask.size else min(TILE, x.size), np.uint8)
    for start in range(0, x.size, TILE):
        stop = min(start + TILE, x.size)
        keep = mask[start:stop] if mask.size else room[: stop - start]
        zeros += draw(key, drawn, high, low, redraw, keep)
        backward(x[start:stop], keep, keep_prob, out[start:stop])
    return zeros


@_compiled
def forward_rows(
    key: Words,
    drawn: NDArray[np.int32],
    high: np.uint32,
    low: np.uint32,
    redraw: bool,
    x: NDArray[Any],
    keep_prob: Any,
    out: NDArray[Any],
    mask: Bytes,
    places: NDArray[np.int64],
    first: int,
    last: int,
) -> int:
    """Do as `forward` for the columns `first` to `last` of rows in C order, of which the mask goes down the columns.

    Row r of the mask belongs to row ``places[r]`` of `x`, `out` and `mask`; with no `places` to row r.
    """
    rows = x.shape[0]
    columns = last - first
    drawn_keep = np.empty(rows * columns, np.uint8)
    zeros = draw(key, drawn, high, low, redraw, drawn_keep)
    keep = np.empty(columns, np.uint8)
    for row in range(rows):
        place = places[row] if places.size else row
        for column in range(columns):
            keep[column] = drawn_keep[column * rows + row]
        backward(x[place, first:last], keep, keep_prob, out[place, first:last])
        if mask.size:
            mask[place, first:last] = keep
    return zeros
