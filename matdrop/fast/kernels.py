"""What numba compiles: draws compared as integers, one division an element, nothing stored in between.

Two facts replace the port's three operations, bit for bit. With T = ceil(keep_prob 2^53), the comparison
``rand < keep_prob`` is ``M < T`` for the 53-bit integer M that rand makes a double of; the 27 high bits decide unless
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
WORDS = 624
TILE = 4096  # elements of which the mask is made at a time: it stays in the first cache
TILE_ROWS = 64  # whose mask is turned at a time: a cache line of each column
SPREAD = np.array([[byte >> bit & 1 for bit in range(8)] for byte in range(256)], np.uint8).view("<u8").ravel()


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
def _some(words: Words, high: np.int32, keep: Bytes) -> bool:
    """Fill `keep` by the first word of each pair, and return whether a second word counts too."""
    least = np.uint32(1)
    for i in range(keep.size):
        a = np.uint32(_tempered(words[2 * i]) >> np.uint32(5))
        keep[i] = np.uint8(np.int32(a) < high)
        least = min(least, min(a, np.uint32(a ^ np.uint32(high))))
    return bool(least == 0)  # some a is 0, or has the bits of T


@_compiled
def draw(key: Words, drawn: NDArray[np.int32], high: int, low: int, redraw: bool, keep: Bytes) -> int:
    """Fill `keep` with ``rand < keep_prob`` and return how many exact zeros were met; `redraw` passes over them.

    `key` and `drawn` are the state of the generator, which moves; `high` and `low` are T's 27 and 26 bits.
    """
    position: Any = np.int64(drawn[0])
    zeros = done = 0
    while done < keep.size:
        if position == WORDS:
            _next_words(key)
            position = 0
        pairs: Any = min((WORDS - position) // 2, keep.size - done)
        stop = position + 2 * pairs
        if pairs and not _some(key[position:stop], np.int32(high), keep[done : done + pairs]):
            position = stop
            done += pairs
            continue
        until: Any = done + max(pairs, 1)
        while done < until:
            a, position = _word(key, position)
            b, position = _word(key, position)
            a >>= 5
            b >>= 6
            if a == 0 and b == 0:
                zeros += 1
                if redraw:
                    continue
            keep[done] = np.uint8(a < high or (a == high and b < low))
            done += 1
    drawn[0] = position
    return zeros


@_compiled
def _word(key: Words, position: int) -> tuple[Any, int]:
    """Return the word at `position`, tempered, and the position after it."""
    if position == WORDS:
        _next_words(key)
        position = 0
    return np.int64(_tempered(key[position])), position + 1


@_compiled
def backward(x: NDArray[Any], keep: Bytes, keep_prob: float, out: NDArray[Any]) -> None:
    """Write ``(x * keep) / keep_prob`` to `out`."""
    divisor, never = x.dtype.type(keep_prob), x.dtype.type(np.inf)
    for i in range(x.size):
        out[i] = x[i] / (divisor if keep[i] else never)


@_compiled
def _some_forward(words: Words, high: np.int32, x: NDArray[Any], keep_prob: float, out: NDArray[Any]) -> bool:
    """Do the work of `_some` and `backward` in one loop, so that it goes on while memory is waited for."""
    divisor, never = x.dtype.type(keep_prob), x.dtype.type(np.inf)
    least = np.uint32(1)
    for i in range(x.size):
        a = np.uint32(_tempered(words[2 * i]) >> np.uint32(5))
        out[i] = x[i] / (divisor if np.int32(a) < high else never)
        least = min(least, min(a, np.uint32(a ^ np.uint32(high))))
    return bool(least == 0)


@_compiled
def forward(
    key: Words,
    drawn: NDArray[np.int32],
    high: int,
    low: int,
    redraw: bool,
    x: NDArray[Any],
    keep_prob: float,
    out: NDArray[Any],
) -> int:
    """Write dropout of `x` to `out`, which shares no memory with it, and return the exact zeros met."""
    zeros = done = 0
    while done < x.size:
        position: Any = np.int64(drawn[0])
        if position == WORDS:
            _next_words(key)
            position = 0
            drawn[0] = 0
        pairs: Any = min((WORDS - position) // 2, x.size - done)
        stop = position + 2 * pairs
        count: Any = max(pairs, 1)
        some, result = x[done : done + count], out[done : done + count]
        if pairs and not _some_forward(key[position:stop], np.int32(high), some, keep_prob, result):
            drawn[0] = stop
        else:
            keep = np.empty(count, np.uint8)
            zeros += draw(key, drawn, high, low, redraw, keep)
            backward(some, keep, keep_prob, result)
        done += count
    return zeros


@_compiled
def forward_mask(
    key: Words,
    drawn: NDArray[np.int32],
    high: int,
    low: int,
    redraw: bool,
    x: NDArray[Any],
    keep_prob: float,
    out: NDArray[Any],
    mask: Bytes,
) -> int:
    """Do as `forward`, also in place, and write the mask to `mask`."""
    zeros = 0
    for start in range(0, x.size, TILE):
        stop = min(start + TILE, x.size)
        keep = mask[start:stop]
        zeros += draw(key, drawn, high, low, redraw, keep)
        backward(x[start:stop], keep, keep_prob, out[start:stop])
    return zeros


@_compiled
def forward_rows(
    key: Words,
    drawn: NDArray[np.int32],
    high: int,
    low: int,
    redraw: bool,
    x: NDArray[Any],
    keep_prob: float,
    out: NDArray[Any],
    mask: Bytes,
    places: NDArray[np.int64],
    first: int,
    last: int,
) -> int:
    """Do as `forward_mask` for the columns `first` to `last` of rows in C order; the mask is drawn down the columns.

    Row r of the draws belongs to row ``places[r]`` of `x`, `out` and `mask`; with no `places` to row r. `mask` may have
    no size.
    """
    rows, columns = x.shape[0], last - first
    height, groups = (rows + 7) // 8, (columns + 7) // 8
    # Each column begins at a multiple of 8, so that eight of its elements are one 64-bit integer.
    keep = np.zeros((8 * groups, 8 * height), np.uint8)
    zeros = 0
    for column in range(columns):
        zeros += draw(key, drawn, high, low, redraw, keep[column, :rows])
    eights = keep.view(np.uint64)
    tile = np.empty((TILE_ROWS, groups), np.uint64)
    tile_bytes = tile.view(np.uint8)
    for top in range(0, rows, TILE_ROWS):
        bottom = min(top + TILE_ROWS, rows)
        for group in range(groups):
            for eight in range(top // 8, (bottom + 7) // 8):
                # Byte r of `bits` gets the mask of row r: bit c is that of column c of the group.
                bits = np.uint64(0)
                for c in range(8):
                    bits |= eights[8 * group + c, eight] << np.uint64(c)
                for r in range(8):
                    tile[8 * eight - top + r, group] = SPREAD[(bits >> np.uint64(8 * r)) & np.uint64(255)]
        for row in range(top, bottom):
            place = places[row] if places.size else row
            line = tile_bytes[row - top, :columns]
            backward(x[place, first:last], line, keep_prob, out[place, first:last])
            if mask.size:
                mask[place, first:last] = line
    return zeros
