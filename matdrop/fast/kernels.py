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
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]  # of a mask: 1 where an element is kept
State = NDArray[np.uint32]
Words = NDArray[np.uint32]  # of a part of the sequence, either the even or the odd ones

UPPER, LOWER, MATRIX = np.uint32(0x80000000), np.uint32(0x7FFFFFFF), np.uint32(0x9908B0DF)
WORDS = 624  # of a state
PAIRS = np.uint64(WORDS // 2)
CHUNK = (
    112  # pairs made in one loop: whole vectors, and fewer than the 113 after which a new word needs another new one
)
ROOM = 4368  # pairs after which the words move to the front: whole chunks and whole states
AHEAD = 4 * 8 * CHUNK  # bytes after those in work, which memory is asked for: they arrive by the time they are needed
TILE_ROWS = 16  # whose mask is spread at a time: it stays in the second cache
LINE = 64  # bytes of a cache line
SPREAD = np.array([[byte >> bit & 1 for bit in range(8)] for byte in range(256)], np.uint8).view("<u8").ravel()


def _compiled(function: Any) -> Any:
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)


def _inlined(function: Any) -> Any:
    """Have numba compile a loop into its callers: a call, or a slice of an array for it, would cost more than the loop.

    Its indices are unsigned or constants, so that none is checked for being negative.
    """
    return numba.njit(inline="always", error_model="numpy")(function)


@intrinsic
def _ask_for(_: Any, array: Any, index: Any) -> Any:
    """Have the processor fetch the cache line of an element, which may be one beyond the end, into its first cache."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        number, address = ir.IntType(32), ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [address, number, number, number])
        prefetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        element = builder.bitcast(builder.gep(data, [arguments[1]]), address)
        builder.call(prefetch, [element, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, index), code


@_inlined
def _twisted(word: np.uint32, next_word: np.uint32, far: np.uint32) -> np.uint32:
    """Return the word 624 after `word`; `far` is the one 397 after it."""
    y = np.uint32((word & UPPER) | (next_word & LOWER))
    return np.uint32(far ^ (y >> np.uint32(1)) ^ ((np.uint32(0) - (y & np.uint32(1))) & MATRIX))


@_inlined
def _tempered(word: np.uint32) -> np.uint32:
    # Each step is cut to 32 bits at once: numba computes in 64 bits, which would make the loops half as wide.
    y = np.uint32(word ^ (word >> np.uint32(11)))
    y = np.uint32(y ^ ((y << np.uint32(7)) & np.uint32(0x9D2C5680)))
    y = np.uint32(y ^ ((y << np.uint32(15)) & np.uint32(0xEFC60000)))
    return np.uint32(y ^ (y >> np.uint32(18)))


@_compiled
def _make(even: Words, odd: Words, chunk: Any) -> None:
    """Make the words of the pairs that are 312 after those of a chunk."""
    first = np.uint64(CHUNK * chunk)
    for j in range(first, first + np.uint64(CHUNK)):
        even[j + PAIRS] = _twisted(even[j], odd[j], odd[j + np.uint64(198)])
        odd[j + PAIRS] = _twisted(odd[j], even[j + np.uint64(1)], even[j + np.uint64(199)])


@_compiled
def _opened(state: State) -> tuple[Words, Words, Any]:
    """Return the words from those of the state on, and the position of the next one in them.

    Of these words those are made that are less than 312 pairs after the chunk of the position.
    """
    even, odd = np.empty(ROOM + WORDS // 2, np.uint32), np.empty(ROOM + WORDS // 2, np.uint32)
    for j in range(WORDS // 2):
        even[j] = state[2 * j]
        odd[j] = state[2 * j + 1]
    position = np.int64(state[WORDS])
    for chunk in range(position // (2 * CHUNK)):
        _make(even, odd, chunk)
    return even, odd, position


@_compiled
def _close(even: Words, odd: Words, position: int, state: State) -> None:
    """Write back the state: the 624 words of the last word that was drawn."""
    first = max(position - 1, 0) // WORDS * WORDS
    for chunk in range(position // (2 * CHUNK), -(-first // (2 * CHUNK))):
        _make(even, odd, chunk)
    for j in range(WORDS // 2):
        state[2 * j] = even[first // 2 + j]
        state[2 * j + 1] = odd[first // 2 + j]
    state[WORDS] = position - first


@_compiled
def _at_front(even: Words, odd: Words, position: Any) -> Any:
    """Move the last words to the front, since the room for new ones is used up, and return the position there."""
    for j in range(PAIRS):
        even[j] = even[np.uint64(ROOM) + j]
        odd[j] = odd[np.uint64(ROOM) + j]
    return position - 2 * ROOM


@_compiled
def _word(even: Words, odd: Words, position: Any) -> Any:
    """Return the word at `position`, tempered, and the position after it; make later words if that ends a chunk."""
    if position >= 2 * ROOM:
        position = _at_front(even, odd, position)
    word = odd[position >> 1] if position & 1 else even[position >> 1]
    position += 1
    if position % (2 * CHUNK) == 0:
        _make(even, odd, position // (2 * CHUNK) - 1)
    return np.int64(_tempered(word)), position


@_inlined
def _either(even: np.uint32, odd: np.uint32, is_odd: np.uint32) -> np.uint32:
    """Return one of two words, by a mask: with a condition the loop would be slower by half."""
    return np.uint32(even ^ ((even ^ odd) & is_odd))


@_inlined
def _marked(byte: np.uint8, kept: bool, bit: np.uint8) -> np.uint8:
    """Return a byte of the mask with `bit` set or not, and the bits above it clear."""
    return np.uint8((byte & np.uint8(bit - np.uint8(1))) | (bit if kept else np.uint8(0)))


@_compiled
def _one_by_one(
    even: Words,
    odd: Words,
    position: Any,
    high: int,
    low: int,
    redraw: bool,
    keep: Bytes,
    done: Any,
    count: Any,
    bit: np.uint8,
) -> Any:
    """Mark elements by both words of each pair; return zeros drawn and the position."""
    zeros, until = 0, done + np.uint64(count)
    while done < until:
        a, position = _word(even, odd, position)
        b, position = _word(even, odd, position)
        a >>= 5
        b >>= 6
        if a == 0 and b == 0:
            zeros += 1
            if redraw:
                continue
        kept = a < high or (a == high and b < low)
        keep[done] = _marked(keep[done], kept, bit)
        done += np.uint64(1)
    return zeros, position


@_compiled
def _run(
    even: Words,
    odd: Words,
    position: Any,
    high: int,
    low: int,
    redraw: bool,
    size: int,
    keep: Bytes,
    bit: np.uint8,
    x: NDArray[Any],
    divisor: Any,
    out: NDArray[Any],
) -> Any:
    """Draw for `size` elements, write dropout of `x` if it has any, and return the zeros drawn and the position.

    Chunk by chunk, all in this one function: numba would count references to arrays for each call. `keep` holds the
    bytes of all elements, or those of a chunk.
    """
    limit, never, one = np.int32(high), x.dtype.type(np.inf), np.uint64(1)
    all_kept, step = keep.size == size, np.uint64(LINE // x.itemsize)
    lines = np.uint64(CHUNK if x.size else 0) // step  # of a chunk
    zeros = done = 0
    while done < size:
        if position >= 2 * ROOM:
            position = _at_front(even, odd, position)
        pair, is_odd = position >> 1, np.uint32(0) - np.uint32(position & 1)
        left = CHUNK - pair % CHUNK
        count = min(size - done, left)
        first, place, element = np.uint64(pair), np.uint64(done if all_kept else 0), np.uint64(done)
        # While words are made, memory is idle: it is asked for what comes, also of `out`, which is read to be written.
        for line in range(lines):
            ahead = element + np.uint64(AHEAD // x.itemsize) + line * step
            _ask_for(x, ahead)  # type: ignore[call-arg]
            _ask_for(out, ahead)
        least = np.uint32(1)  # 0 if the second word of a pair decides: the first one has the bits of T, or none
        if count == CHUNK:
            # What `_make` does is done in the same loop: neither waits for words that the other has just written.
            for i in range(np.uint64(CHUNK)):
                j = first + i
                word = _either(even[j], odd[j], is_odd)
                even[j + PAIRS] = _twisted(even[j], odd[j], odd[j + np.uint64(198)])
                odd[j + PAIRS] = _twisted(odd[j], even[j + one], even[j + np.uint64(199)])
                a = np.uint32(_tempered(word) >> np.uint32(5))
                keep[place + i] = _marked(keep[place + i], np.int32(a) < limit, bit)
                least = min(least, min(a, np.uint32(a ^ np.uint32(limit))))
        else:
            for i in range(np.uint64(count)):
                j = first + i
                a = np.uint32(_tempered(_either(even[j], odd[j], is_odd)) >> np.uint32(5))
                keep[place + i] = _marked(keep[place + i], np.int32(a) < limit, bit)
                least = min(least, min(a, np.uint32(a ^ np.uint32(limit))))
            if count == left:
                _make(even, odd, pair // CHUNK)
        if least:
            position += 2 * count
        else:
            met, position = _one_by_one(even, odd, position, high, low, redraw, keep, place, count, bit)
            zeros += met
        for i in range(np.uint64(min(count, x.size))):
            out[element + i] = x[element + i] / (divisor if keep[place + i] else never)
        done += count
    return zeros, position


@_compiled
def draw(state: State, high: int, low: int, redraw: bool, keep: Bytes) -> Any:
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
    even, odd, position = _opened(state)
    nothing = np.empty(0)
    zeros, position = _run(even, odd, position, high, low, redraw, keep.size, keep, np.uint8(1), nothing, 1.0, nothing)
    _close(even, odd, position, state)
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


@_compiled
def forward(
    state: State, high: int, low: int, redraw: bool, x: NDArray[Any], keep_prob: float, out: NDArray[Any], mask: Bytes
) -> Any:
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
        The mask is written here, if it has a size: 1 where an element is kept.

    Returns
    -------
    int
        How many exact zeros were drawn.
    """
    even, odd, position = _opened(state)
    keep = mask if mask.size else np.empty(CHUNK, np.uint8)
    divisor = x.dtype.type(keep_prob)
    zeros, position = _run(even, odd, position, high, low, redraw, x.size, keep, np.uint8(1), x, divisor, out)
    _close(even, odd, position, state)
    return zeros


@_compiled
def forward_rows(
    state: State,
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
    even, odd, position = _opened(state)
    rows, columns = x.shape[0], last - first
    eights = (columns + 7) // 8
    # Bit c of bits[eight, row] is that of column 8 eight + c. Eight columns have an odd number of cache lines,
    # so that those of a row do not compete for the same places in the cache.
    bits = np.empty((eights, rows // (2 * LINE) * (2 * LINE) + 3 * LINE), np.uint8)
    zeros, nothing = 0, np.empty(0)
    for column in range(columns):
        some, bit = bits[column // 8, :rows], np.uint8(1 << (column & 7))
        met, position = _run(even, odd, position, high, low, redraw, rows, some, bit, nothing, 1.0, nothing)
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
    _close(even, odd, position, state)
    return zeros
