"""Loops that numba compiles: draws compared as integers, one division an element, nothing stored in between.

Two facts replace the port's three operations, bit for bit. With T = ceil(keep_prob 2^53), the comparison
``rand < keep_prob`` is ``M < T`` for the 53-bit integer M from which rand is made; the 27 high bits decide unless
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
Blocks = NDArray[np.uint32]  # of words, the even and the odd ones apart

UPPER, LOWER, MATRIX = np.uint32(0x80000000), np.uint32(0x7FFFFFFF), np.uint32(0x9908B0DF)
WORDS = 624
HALF = WORDS // 2  # of a block, the even or the odd words; so many pairs
TILE = 4096  # elements whose mask is made at a time: it stays in the first cache
TILE_ROWS = 16  # whose mask is spread at a time: it stays in the second
LINE = 64  # bytes of a cache line
SPREAD = np.array([[byte >> bit & 1 for bit in range(8)] for byte in range(256)], np.uint8).view("<u8").ravel()


def _compiled(function: Any) -> Any:
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)


def _inlined(function: Any) -> Any:
    """Have numba compile a loop into its callers: a call, or a slice of an array for it, would cost more than the loop.

    Its indices are unsigned or constants, so that none is checked for being negative.
    """
    return numba.njit(inline="always", error_model="numpy")(function)


@_inlined
def _some_words(blocks: Blocks, old: Any, odd: int, start: int, stop: int, one: int, away: int) -> None:
    """Make words of one parity of the block after `old`: each of the old one, the one after it and the one 397 after.

    `one` and `away` are how far these two are among the words of the other parity: if negative, in the new block.
    """
    old = np.uint64(old)
    new = np.uint64(1) - old
    after = new if one < 0 else old
    far = new if away < 0 else old
    for i in range(start, stop):
        y = np.uint32((blocks[old, odd, i] & UPPER) | (blocks[after, 1 - odd, i + one] & LOWER))
        word = blocks[far, 1 - odd, i + away] ^ (y >> np.uint32(1)) ^ ((np.uint32(0) - (y & np.uint32(1))) & MATRIX)
        blocks[new, odd, i] = word


@_inlined
def _first_fifth(blocks: Blocks, old: Any) -> None:
    """Make about a fifth of the block after `old`; no loop of the five needs a word that it makes itself."""
    _some_words(blocks, old, 0, 0, 114, 0, 198)


@_inlined
def _second_fifth(blocks: Blocks, old: Any) -> None:
    _some_words(blocks, old, 1, 0, 113, 1, 199)


@_inlined
def _third_fifth(blocks: Blocks, old: Any) -> None:
    _some_words(blocks, old, 1, 113, 226, 1, -113)


@_inlined
def _fourth_fifth(blocks: Blocks, old: Any) -> None:
    _some_words(blocks, old, 0, 114, 228, 0, -114)


@_inlined
def _last_fifth(blocks: Blocks, old: Any) -> None:
    _some_words(blocks, old, 1, 226, 311, 1, -113)
    _some_words(blocks, old, 0, 228, 312, 0, -114)
    _some_words(blocks, old, 1, 311, 312, -311, -113)


@_compiled
def _next_block(blocks: Blocks, old: Any) -> None:
    """Make the block of words after `old`."""
    _first_fifth(blocks, old)
    _second_fifth(blocks, old)
    _third_fifth(blocks, old)
    _fourth_fifth(blocks, old)
    _last_fifth(blocks, old)


@_compiled
def _tempered(word: np.uint32) -> np.uint32:
    # Each step is cut to 32 bits at once: numba computes in 64 bits, which would make the loops half as wide.
    y = np.uint32(word ^ (word >> np.uint32(11)))
    y = np.uint32(y ^ ((y << np.uint32(7)) & np.uint32(0x9D2C5680)))
    y = np.uint32(y ^ ((y << np.uint32(15)) & np.uint32(0xEFC60000)))
    return np.uint32(y ^ (y >> np.uint32(18)))


@_compiled
def _opened(state: Words) -> tuple[Blocks, Any]:
    """Return two blocks of words, of which the block of the position is filled, and the position in them.

    A block has its even words and its odd words apart, so that loops run over neighbours.
    """
    blocks = np.empty((2, 2, HALF), np.uint32)
    for i in range(HALF):
        blocks[0, 0, i] = state[2 * i]
        blocks[0, 1, i] = state[2 * i + 1]
    position = np.int64(state[WORDS])
    if position == WORDS:
        _next_block(blocks, 0)
    return blocks, position


@_compiled
def _close(blocks: Blocks, position: int, state: Words) -> None:
    """Write back the state: the block of the last word that was drawn."""
    block = max(position - 1, 0) // WORDS
    for i in range(HALF):
        state[2 * i] = blocks[block % 2, 0, i]
        state[2 * i + 1] = blocks[block % 2, 1, i]
    state[WORDS] = position - block * WORDS


@_inlined
def _some(
    blocks: Blocks, block: Any, odd: Any, start: Any, stop: Any, limit: np.int32, keep: Bytes, done: Any, bit: np.uint8
) -> np.uint32:
    """Fill a bit of `keep` by the first word of each pair, clear the bits above, and return 0 if a second word decides.

    A second word decides if the first one has the bits of T, or none.
    """
    block, odd, start, done = np.uint64(block), np.uint64(odd), np.uint64(start), np.uint64(done)
    below = np.uint8(bit - np.uint8(1))
    least = np.uint32(1)
    for i in range(np.uint64(stop) - start):
        a = np.uint32(_tempered(blocks[block, odd, start + i]) >> np.uint32(5))
        keep[done + i] = np.uint8((keep[done + i] & below) | (bit if np.int32(a) < limit else np.uint8(0)))
        least = min(least, min(a, np.uint32(a ^ np.uint32(limit))))
    return least


@_compiled
def _draw(blocks: Blocks, position: Any, high: int, low: int, redraw: bool, keep: Bytes, bit: np.uint8) -> Any:
    """Fill a bit of `keep` with ``rand < keep_prob``, clear the bits above; return zeros drawn and the position."""
    limit, below = np.int32(high), np.uint8(bit - np.uint8(1))
    zeros = done = 0
    while done < keep.size:
        block, odd, start = position // WORDS % 2, position & 1, position % WORDS >> 1
        stop = min(HALF, start + keep.size - done)
        least = _some(blocks, block, odd, start, stop, limit, keep, done, bit)
        if stop == HALF:
            _next_block(blocks, block)
        if least:
            position += 2 * (stop - start)
            done += stop - start
            continue
        until: Any = done + stop - start
        while done < until:
            a, position = _word(blocks, position)
            b, position = _word(blocks, position)
            a >>= 5
            b >>= 6
            if a == 0 and b == 0:
                zeros += 1
                if redraw:
                    continue
            kept = a < high or (a == high and b < low)
            keep[done] = np.uint8((keep[done] & below) | (bit if kept else np.uint8(0)))
            done += 1
    return zeros, position


@_compiled
def _word(blocks: Blocks, position: Any) -> Any:
    """Return the word at `position`, tempered, and the position after it; make the next block if that begins one."""
    block = position // WORDS % 2
    word = blocks[block, position & 1, position % WORDS >> 1]
    position += 1
    if position % WORDS == 0:
        _next_block(blocks, block)
    return np.int64(_tempered(word)), position


@_compiled
def draw(state: Words, high: int, low: int, redraw: bool, keep: Bytes) -> Any:
    """Fill `keep` with ``rand < keep_prob``.

    Parameters
    ----------
    state : ndarray of uint32
        The state of the generator, which moves: 624 words, and how many of them have been drawn.
    high : int
        The 27 high bits of T.
    low : int
        The 26 low bits of T.
    redraw : bool
        Whether an exact 0 is drawn again.
    keep : ndarray of uint8
        The mask is written here: 1 where an element is kept.

    Returns
    -------
    int
        How many exact zeros were drawn.
    """
    blocks, position = _opened(state)
    zeros, position = _draw(blocks, position, high, low, redraw, keep, np.uint8(1))
    _close(blocks, position, state)
    return zeros


@_compiled
def backward(x: NDArray[Any], keep: Bytes, keep_prob: float, out: NDArray[Any]) -> None:
    """Write ``(x * keep) / keep_prob`` to `out`.

    Parameters
    ----------
    x : ndarray
        The input, 1-D.
    keep : ndarray of uint8
        The mask: 1 where an element is kept.
    keep_prob : float
        In (0, 1].
    out : ndarray
        The result is written here.
    """
    divisor, never = x.dtype.type(keep_prob), x.dtype.type(np.inf)
    for i in range(x.size):
        out[i] = x[i] / (divisor if keep[i] else never)


@_inlined
def _some_forward(
    blocks: Blocks,
    block: Any,
    odd: Any,
    start: Any,
    stop: Any,
    limit: np.int32,
    x: NDArray[Any],
    divisor: Any,
    out: NDArray[Any],
    done: Any,
) -> np.uint32:
    """Do the work of `_some` and `backward` in one loop, so that it continues while memory is read."""
    block, odd, start, done = np.uint64(block), np.uint64(odd), np.uint64(start), np.uint64(done)
    never = x.dtype.type(np.inf)
    least = np.uint32(1)
    for i in range(np.uint64(stop) - start):
        a = np.uint32(_tempered(blocks[block, odd, start + i]) >> np.uint32(5))
        out[done + i] = x[done + i] / (divisor if np.int32(a) < limit else never)
        least = min(least, min(a, np.uint32(a ^ np.uint32(limit))))
    return least


@_compiled
def forward(
    state: Words, high: int, low: int, redraw: bool, x: NDArray[Any], keep_prob: float, out: NDArray[Any]
) -> int:
    """Write dropout of `x` to `out`.

    Parameters
    ----------
    state : ndarray of uint32
        The state of the generator, which moves: 624 words, and how many of them have been drawn.
    high : int
        The 27 high bits of T.
    low : int
        The 26 low bits of T.
    redraw : bool
        Whether an exact 0 is drawn again.
    x : ndarray
        The input, 1-D.
    keep_prob : float
        In (0, 1].
    out : ndarray
        The result is written here; it shares no memory with `x`.

    Returns
    -------
    int
        How many exact zeros were drawn.
    """
    blocks, position = _opened(state)
    limit, divisor = np.int32(high), x.dtype.type(keep_prob)
    zeros = done = 0
    while done < x.size:
        block, odd, start = position // WORDS % 2, position & 1, position % WORDS >> 1
        stop = min(HALF, start + x.size - done)
        if stop - start == HALF:
            # The processor makes words of the next block while divisions are still running.
            _first_fifth(blocks, block)
            least = _some_forward(blocks, block, odd, 0, 64, limit, x, divisor, out, done)
            _second_fifth(blocks, block)
            least = min(least, _some_forward(blocks, block, odd, 64, 128, limit, x, divisor, out, done + 64))
            _third_fifth(blocks, block)
            least = min(least, _some_forward(blocks, block, odd, 128, 192, limit, x, divisor, out, done + 128))
            _fourth_fifth(blocks, block)
            least = min(least, _some_forward(blocks, block, odd, 192, 256, limit, x, divisor, out, done + 192))
            _last_fifth(blocks, block)
            least = min(least, _some_forward(blocks, block, odd, 256, HALF, limit, x, divisor, out, done + 256))
        else:
            least = _some_forward(blocks, block, odd, start, stop, limit, x, divisor, out, done)
            if stop == HALF:
                _next_block(blocks, block)
        count = stop - start
        if least:
            position += 2 * count
        else:
            keep = np.empty(count, np.uint8)
            met, position = _draw(blocks, position, high, low, redraw, keep, np.uint8(1))
            zeros += met
            backward(x[done : done + count], keep, keep_prob, out[done : done + count])
        done += count
    _close(blocks, position, state)
    return zeros


@_compiled
def forward_mask(
    state: Words, high: int, low: int, redraw: bool, x: NDArray[Any], keep_prob: float, out: NDArray[Any], mask: Bytes
) -> int:
    """Write dropout of `x` to `out`, also in place, and its mask.

    Parameters
    ----------
    state : ndarray of uint32
        The state of the generator, which moves: 624 words, and how many of them have been drawn.
    high : int
        The 27 high bits of T.
    low : int
        The 26 low bits of T.
    redraw : bool
        Whether an exact 0 is drawn again.
    x : ndarray
        The input, 1-D.
    keep_prob : float
        In (0, 1].
    out : ndarray
        The result is written here.
    mask : ndarray of uint8
        The mask is written here: 1 where an element is kept.

    Returns
    -------
    int
        How many exact zeros were drawn.
    """
    blocks, position = _opened(state)
    zeros = 0
    for start in range(0, x.size, TILE):
        stop = min(start + TILE, x.size)
        keep = mask[start:stop]
        met, position = _draw(blocks, position, high, low, redraw, keep, np.uint8(1))
        zeros += met
        backward(x[start:stop], keep, keep_prob, out[start:stop])
    _close(blocks, position, state)
    return zeros


@_compiled
def forward_rows(
    state: Words,
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
    """Write dropout of some columns of rows in C order; the mask is drawn down the columns.

    Parameters
    ----------
    state : ndarray of uint32
        The state of the generator, which moves: 624 words, and how many of them have been drawn.
    high : int
        The 27 high bits of T.
    low : int
        The 26 low bits of T.
    redraw : bool
        Whether an exact 0 is drawn again.
    x : ndarray
        The input, 2-D in C order.
    keep_prob : float
        In (0, 1].
    out : ndarray
        The result is written here.
    mask : ndarray of uint8
        The mask is written here, if it has a size: 1 where an element is kept.
    places : ndarray of int64
        Row r of the draws belongs to row ``places[r]`` of `x`, `out` and `mask`; if it is empty, to row r.
    first : int
        The first column.
    last : int
        The column after the last.

    Returns
    -------
    int
        How many exact zeros were drawn.
    """
    blocks, position = _opened(state)
    rows, columns = x.shape[0], last - first
    eights = (columns + 7) // 8
    # Bit c of bits[eight, row] is that of column 8 eight + c. Eight columns have an odd number of cache lines,
    # so that those of a row do not compete for the same places in the cache.
    bits = np.empty((eights, rows // (2 * LINE) * (2 * LINE) + 3 * LINE), np.uint8)
    zeros = 0
    for column in range(columns):
        met, position = _draw(
            blocks, position, high, low, redraw, bits[column // 8, :rows], np.uint8(1 << (column & 7))
        )
        zeros += met
    # The bits of some rows are read at once: they come from many places, and the processor would not prefetch `x`
    # in the meantime.
    some_rows = bits.view(np.uint64)
    tile = np.empty((TILE_ROWS, eights), np.uint64)
    tile_bytes = tile.view(np.uint8)
    for top in range(0, rows, TILE_ROWS):
        for eight in range(eights):
            for group in range(TILE_ROWS // 8):
                some = some_rows[eight, top // 8 + group]
                for r in range(8):
                    tile[8 * group + r, eight] = SPREAD[(some >> np.uint64(8 * r)) & np.uint64(255)]
        for row in range(top, min(top + TILE_ROWS, rows)):
            place = places[row] if places.size else row
            keep = tile_bytes[row - top, :columns]
            backward(x[place, first:last], keep, keep_prob, out[place, first:last])
            if mask.size:
                mask[place, first:last] = keep
    _close(blocks, position, state)
    return zeros
