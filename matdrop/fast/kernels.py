"""Loops that numba compiles: draws compared as integers, one division an element, nothing stored in between.

Two facts replace the port's three operations, bit for bit. With T = ceil(keep_prob 2^53), the comparison
``rand < keep_prob`` is ``M < T`` for the 53-bit integer M from which rand is made; the 27 high bits decide unless
they equal those of T. And ``(x * mask) / keep_prob`` is ``x / (keep ? keep_prob : Inf)``, also for NaN, Inf, -0 and
subnormals, for every keep_prob above 0.

A step works on 16 elements: it draws, makes the words that follow from those it has read, and divides. No step waits
for the one before, so the processor draws for the next elements while it divides these: a step takes little longer
than its divisions. Steps are built as code for LLVM's vectors. In a loop over elements numba's compiler would look
each time whether arrays share memory, and would not use vectors if they do, as they do in place.

Matsumoto and Nishimura (1998), "Mersenne Twister", ACM TOMACS 8(1), for the recurrence and the tempering.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from matdrop.fast.draws import LINE

Bytes = NDArray[np.uint8]  # of a mask: 1 where an element is kept
State = NDArray[np.uint32]
Words = NDArray[np.uint32]  # of a part of the sequence, either the even or the odd ones

UPPER, LOWER, MATRIX = 0x80000000, 0x7FFFFFFF, 0x9908B0DF
WORDS = 624  # of a state
PAIRS = WORDS // 2
LANES = np.uint64(16)  # elements of a step: whole vectors, whether a vector has 128, 256 or 512 bits
ROOM = 17_472  # pairs after which the words move to the front, which holds up steps: whole steps and whole states
AHEAD = 8192  # bytes after those in work, which memory is asked for: they arrive by the time they are needed
LANE_BITS = ir.IntType(int(LANES))


def _compiled(function: Any) -> Any:
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)


def _inlined(function: Any) -> Any:
    """Have numba compile a loop into its callers: a call would cost as much as a step.

    Its indices are unsigned, so that none is checked for being negative.
    """
    return numba.njit(inline="always", error_model="numpy")(function)


def _operator(name: str, *first: str) -> Callable[[Any, Any], Any]:
    def operate(left: _Lanes, right: Any) -> _Lanes:
        return _Lanes(left.builder, getattr(left.builder, name)(*first, *left.with_its_type(right)))

    return operate


class _Lanes:
    """The 16 values of a step, or one value for all of them, in code that is being built."""

    def __init__(self, builder: Any, value: Any) -> None:
        self.builder, self.value = builder, value

    __and__, __or__, __xor__ = _operator("and_"), _operator("or_"), _operator("xor")
    __lshift__, __rshift__ = _operator("shl"), _operator("lshr")
    __add__, __sub__, __truediv__ = _operator("add"), _operator("sub"), _operator("fdiv")
    __lt__, __gt__ = _operator("icmp_unsigned", "<"), _operator("icmp_unsigned", ">")

    def __neg__(self) -> _Lanes:
        return _Lanes(self.builder, self.builder.neg(self.value))

    @property
    def all(self) -> Any:
        """The values, also if one stands for all."""
        kind = self.value.type
        if isinstance(kind, ir.VectorType):
            return self.value
        first = self.builder.insert_element(ir.Constant(_vector(kind), ir.Undefined), self.value, ir.IntType(32)(0))
        return self.builder.shuffle_vector(first, first, ir.Constant(_vector(ir.IntType(32)), None))

    def with_its_type(self, other: Any) -> tuple[Any, Any]:
        """Return the values and those of another, which may be a number: 16 of each, or one of each."""
        if not isinstance(other, _Lanes):
            kind = self.value.type
            return self.value, ir.Constant(kind, [other] * int(LANES) if isinstance(kind, ir.VectorType) else other)
        return (self.value, other.value) if self.value.type == other.value.type else (self.all, other.all)

    def choose(self, yes: _Lanes, no: float) -> _Lanes:
        """Return one value where a bit is set, the other where it is not."""
        bits = self.builder.bitcast(self.value, _vector(ir.IntType(1)))
        values = _Lanes(self.builder, yes.all)
        return _Lanes(self.builder, self.builder.select(bits, *values.with_its_type(no)))


def _vector(kind: Any) -> Any:
    return ir.VectorType(kind, int(LANES))


class _Array:
    """An array in code that is being built: an index gives the 16 elements from it on."""

    def __init__(self, context: Any, builder: Any, kind: Any, array: Any) -> None:
        assert (kind.ndim, kind.layout) == (1, "C")
        self.builder, self.size = builder, kind.dtype.bitwidth // 8
        self.kind, self.data = context.get_data_type(kind.dtype), context.make_array(kind)(context, builder, array).data

    def __getitem__(self, index: _Lanes) -> _Lanes:
        return _Lanes(self.builder, self.builder.load(self._place(index, _vector(self.kind)), align=self.size))

    def __setitem__(self, index: _Lanes, values: _Lanes) -> None:
        self.builder.store(values.value, self._place(index, values.value.type), align=self.size)

    def write_past_caches(self, index: _Lanes, values: _Lanes) -> None:
        """Write whole cache lines to memory, which need not be read for that first, and do not come to the caches."""
        store = self.builder.store(values.value, self._place(index, values.value.type), align=LINE)
        store.set_metadata("nontemporal", self.builder.module.add_metadata([ir.IntType(32)(1)]))

    def publish(self) -> None:
        """Have what was written past the caches arrive before all that is written later."""
        self.builder.fence("seq_cst")

    def ask_for(self, index: _Lanes, distance: int) -> None:
        """Have the processor fetch what is some bytes later, which may be beyond the end, into its first cache."""
        byte, number = ir.IntType(8), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte.as_pointer(), number, number, number])
        prefetch = cgutils.get_or_insert_function(self.builder.module, kind, "llvm.prefetch.p0")
        for later in range(distance, distance + int(LANES) * self.size, LINE):
            self.builder.call(
                prefetch, [self._place(index + later // self.size, byte), number(0), number(3), number(1)]
            )

    def _place(self, index: _Lanes, kind: Any) -> Any:
        return self.builder.bitcast(self.builder.gep(self.data, [index.value]), kind.as_pointer())


def _step(results: int) -> Callable[[Any], Any]:
    """Compile a function of arrays and values by calling it with what builds its code.

    It returns so many results, each a bit for each of 16 elements: to those who call it, an integer of 16 bits.
    """

    def of(function: Any) -> Any:
        def typed(_: Any, *kinds: Any) -> Any:
            def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
                given = [
                    _Array(context, builder, kind, value) if isinstance(kind, types.Array) else _Lanes(builder, value)
                    for kind, value in zip(kinds, arguments, strict=True)
                ]
                flags = [builder.bitcast(flags.value, LANE_BITS) for flags in function(*given) or ()]
                return context.make_tuple(builder, signature.return_type, flags)

            return types.UniTuple(types.uint16, results)(*kinds), code

        # Numba asks how many parameters there are; mypy does not know that a function may have a signature of its own.
        first = inspect.Parameter("_", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        typed.__signature__ = inspect.Signature([first, *inspect.signature(function).parameters.values()])  # type: ignore[attr-defined]
        return intrinsic(typed)

    return of


def _twisted(word: Any, next_word: Any, far: Any) -> Any:
    """Return the word 624 after `word`; `far` is the one 397 after it."""
    y = (word & UPPER) | (next_word & LOWER)
    return far ^ (y >> 1) ^ (-(y & 1) & MATRIX)


def _tempered(y: Any) -> Any:
    """Return a word as it is drawn."""
    y = y ^ (y >> 11)
    y = y ^ ((y << 7) & 0x9D2C5680)
    y = y ^ ((y << 15) & 0xEFC60000)
    return y ^ (y >> 18)


_tempered_word = _inlined(_tempered)


@_step(results=0)
def _make(even: Any, odd: Any, pair: Any) -> None:
    """Make the words of the pairs that are 312 after those of a step."""
    new_even = _twisted(even[pair], odd[pair], odd[pair + 198])
    new_odd = _twisted(odd[pair], even[pair + 1], even[pair + 199])
    even[pair + PAIRS], odd[pair + PAIRS] = new_even, new_odd


@_step(results=2)
def _drawn(even: Any, odd: Any, pair: Any, is_odd: Any, limit: Any) -> tuple[Any, Any]:
    """Return which elements the first words of their pairs keep, and for which the second ones decide.

    These do if the first word has the bits of T, or none: M may be 0. `is_odd` has all bits if pairs begin with an odd
    word, else none.
    """
    word = even[pair]
    a = _tempered(word ^ ((word ^ odd[pair]) & is_odd)) >> 5
    return a < limit, (a < 1) | ((a ^ limit) < 1)


def _divided(x: Any, first: Any, kept: Any, divisor: Any) -> Any:
    """Return dropout of the elements of a step."""
    return x[first] / kept.choose(divisor, math.inf)


@_step(results=0)
def _divide_all(x: Any, first: Any, kept: Any, divisor: Any, out: Any) -> None:
    """Write dropout of the elements of a step."""
    out[first] = _divided(x, first, kept, divisor)


@_step(results=0)
def _divide_past_caches(x: Any, first: Any, kept: Any, divisor: Any, out: Any) -> None:
    """Write dropout of the elements of a step, which begin at a cache line of `out`, past the caches."""
    out.write_past_caches(first, _divided(x, first, kept, divisor))


@_step(results=0)
def _publish(out: Any) -> None:
    """Have what was written past the caches arrive before other threads can be told of it."""
    out.publish()


@_step(results=0)
def _mark_all(keep: Any, first: Any, kept: Any, bit: Any) -> None:
    """Set `bit` in the mask of a step or not, and clear the bits above it."""
    keep[first] = (keep[first] & (bit - 1)) | kept.choose(bit, 0)


@_step(results=1)
def _marked(keep: Any, first: Any) -> tuple[Any]:
    """Return which elements of a step a mask keeps."""
    return (keep[first] > 0,)


@_step(results=0)
def _ask_for(x: Any, first: Any) -> None:
    """Ask memory for a later step's elements."""
    x.ask_for(first, AHEAD)


@_inlined
def _step_of(position: Any) -> Any:
    """Return the first pair of the step that has the word at `position`."""
    return np.uint64(position >> 1) // LANES * LANES


@_compiled
def _opened(state: State) -> tuple[Words, Words, Any]:
    """Return the words from those of the state on, and the position of the next one in them.

    Of these words those are made that are less than 312 pairs after the step of the position.
    """
    even, odd = np.empty(ROOM + PAIRS, np.uint32), np.empty(ROOM + PAIRS, np.uint32)
    for j in range(PAIRS):
        even[j] = state[2 * j]
        odd[j] = state[2 * j + 1]
    position = np.int64(state[WORDS])
    for pair in range(np.uint64(0), _step_of(position), LANES):
        _make(even, odd, pair)
    return even, odd, position


@_compiled
def _close(even: Words, odd: Words, position: int, state: State) -> None:
    """Write back the state: the 624 words of the last word that was drawn."""
    first = max(position - 1, 0) // WORDS * WORDS
    for pair in range(_step_of(position), np.uint64(first // 2), LANES):
        _make(even, odd, pair)
    for j in range(PAIRS):
        state[2 * j] = even[first // 2 + j]
        state[2 * j + 1] = odd[first // 2 + j]
    state[WORDS] = position - first


@_compiled
def _at_front(even: Words, odd: Words, position: Any) -> Any:
    """Move the last words to the front, since the room for new ones is used up, and return the position there."""
    for j in range(np.uint64(PAIRS)):
        even[j] = even[np.uint64(ROOM) + j]
        odd[j] = odd[np.uint64(ROOM) + j]
    return position - 2 * ROOM


@_compiled
def _word(even: Words, odd: Words, position: Any) -> Any:
    """Return the word at `position`, tempered, and the position after it; make later words if that ends a step."""
    if position >= 2 * ROOM:
        position = _at_front(even, odd, position)
    word, step = odd[position >> 1] if position & 1 else even[position >> 1], _step_of(position)
    position += 1
    if _step_of(position) > step:
        _make(even, odd, step)
    return np.int64(_tempered_word(word)), position


@_compiled
def _one_by_one(even: Words, odd: Words, position: Any, high: int, low: int, redraw: bool, count: Any) -> Any:
    """Decide by both words of each pair; return zeros drawn, which elements are kept, and the position."""
    zeros, kept, done = 0, np.uint64(0), np.uint64(0)
    while done < count:
        a, position = _word(even, odd, position)
        b, position = _word(even, odd, position)
        a >>= 5
        b >>= 6
        if a == 0 and b == 0:
            zeros += 1
            if redraw:
                continue
        if a < high or (a == high and b < low):
            kept |= np.uint64(1) << done
        done += np.uint64(1)
    return zeros, np.uint16(kept), position


@_inlined
def _divide(x: NDArray[Any], first: Any, count: Any, kept: np.uint16, divisor: Any, out: NDArray[Any]) -> None:
    """Write dropout of the elements of a step, or of some."""
    if count == LANES:
        _divide_all(x, first, kept, divisor, out)
    else:
        for i in range(count):
            out[first + i] = x[first + i] / (divisor if kept >> i & 1 else x.dtype.type(np.inf))


@_inlined
def _mark(keep: Bytes, first: Any, count: Any, kept: np.uint16, bit: np.uint8) -> None:
    """Set `bit` in the mask of a step, or of some of its elements, or not, and clear the bits above it."""
    if count == LANES:
        _mark_all(keep, first, kept, bit)
    else:
        for i in range(count):
            keep[first + i] = (keep[first + i] & (bit - 1)) | (bit if kept >> i & 1 else 0)


@_compiled
def _whole_steps(
    even: Words,
    odd: Words,
    pair: Any,
    offset: Any,
    is_odd: np.uint32,
    limit: np.uint32,
    keep: Bytes,
    bit: np.uint8,
    x: NDArray[Any],
    divisor: Any,
    out: NDArray[Any],
    past_caches: bool,
    done: Any,
    steps: Any,
) -> Any:
    """Do steps up to one for which second words decide; return how many elements that were.

    Elements are drawn from `offset` pairs after those from which words are made.
    This is a function of its own, which calls nothing, so that all constants stay in registers.
    """
    first = done
    for _ in range(steps):
        kept, is_open = _drawn(even, odd, pair + offset, is_odd, limit)
        if is_open:
            break
        _make(even, odd, pair)
        if x.size:
            _ask_for(x, done)
            if past_caches:
                _divide_past_caches(x, done, kept, divisor, out)
            else:
                _ask_for(out, done)  # it is read to be written
                _divide_all(x, done, kept, divisor, out)
        if keep.size:
            _mark_all(keep, done, kept, bit)
        pair += LANES
        done += LANES
    return done - first


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
    past_caches: bool,
) -> Any:
    """Draw for `size` elements, write `bit` of their mask and their dropout; return zeros drawn and the position.

    What is of size 0 is not written. Steps begin with every 16th element, wherever that is among the words, so that
    those of `out` begin at cache lines if `out` does.
    """
    limit, until, zeros, done = np.uint32(high), np.uint64(size), 0, np.uint64(0)
    while done < until:
        if position >= 2 * ROOM:
            position = _at_front(even, odd, position)
        pair, is_odd = _step_of(position), np.uint32((position & 1) * 0xFFFFFFFF)
        offset = np.uint64(position >> 1) - pair
        steps = min(until - done, np.uint64(ROOM) - pair) // LANES
        met = _whole_steps(even, odd, pair, offset, is_odd, limit, keep, bit, x, divisor, out, past_caches, done, steps)
        done += met
        pair += met
        position += np.int64(met) * 2
        # What remains: less than a step at the end, a step for which second words decide, or nothing.
        count = min(until - done, min(LANES, np.uint64(ROOM) - pair))
        kept, is_open = _drawn(even, odd, pair + offset, is_odd, limit)
        if is_open:
            more, kept, position = _one_by_one(even, odd, position, high, low, redraw, count)
            zeros += more
        else:
            position += np.int64(count) * 2
            if offset + count >= LANES:
                _make(even, odd, pair)
        if x.size:
            _divide(x, done, count, kept, divisor, out)
        if keep.size:
            _mark(keep, done, count, kept, bit)
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
    zeros, position = _run(
        even, odd, position, high, low, redraw, keep.size, keep, np.uint8(1), nothing, 1.0, nothing, False
    )
    _close(even, odd, position, state)
    return zeros


@_compiled
def backward(x: NDArray[Any], keep: Bytes, keep_prob: float, out: NDArray[Any], past_caches: bool) -> None:
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
    past_caches : bool
        Whether it is written past the caches. `out` begins at a cache line then, and is not `x`.
    """
    size, divisor = np.uint64(x.size), x.dtype.type(keep_prob)
    whole = size // LANES * LANES
    for first in range(np.uint64(0), whole, LANES):
        kept = _marked(keep, first)[0]
        if past_caches:
            _divide_past_caches(x, first, kept, divisor, out)
        else:
            _divide_all(x, first, kept, divisor, out)
    if past_caches:
        _publish(out)
    for i in range(whole, size):
        out[i] = x[i] / (divisor if keep[i] else x.dtype.type(np.inf))


@_compiled
def forward(
    state: State,
    high: int,
    low: int,
    redraw: bool,
    x: NDArray[Any],
    keep_prob: float,
    out: NDArray[Any],
    mask: Bytes,
    past_caches: bool,
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
    past_caches : bool
        Whether the result is written past the caches. `out` begins at a cache line then, and is not `x`.

    Returns
    -------
    int
        How many exact zeros were drawn.
    """
    even, odd, position = _opened(state)
    divisor = x.dtype.type(keep_prob)
    zeros, position = _run(
        even, odd, position, high, low, redraw, x.size, mask, np.uint8(1), x, divisor, out, past_caches
    )
    if past_caches:
        _publish(out)
    _close(even, odd, position, state)
    return zeros


@_inlined
def _divide_row(x: NDArray[Any], kept: Any, head: Any, divisor: Any, out: NDArray[Any], past_caches: bool) -> None:
    """Write dropout of a row, the bits of whose mask are in words of 16; `head` elements come before the first step."""
    size = np.uint64(x.size)
    _divide(x, np.uint64(0), min(head, size), kept[0], divisor, out)
    for first in range(head, size, LANES):
        count, word = min(LANES, size - first), first // LANES
        bits = np.uint16((np.uint32(kept[word]) | np.uint32(kept[word + 1]) << 16) >> np.uint32(head))
        _ask_for(x, first)
        if past_caches and count == LANES:
            _divide_past_caches(x, first, bits, divisor, out)
        else:
            _divide(x, first, count, bits, divisor, out)


@_inlined
def _mark_row(keep: Bytes, kept: Any) -> None:
    """Write the mask of a row, whose bits are in words of 16."""
    size = np.uint64(keep.size)
    for first in range(np.uint64(0), size, LANES):
        _mark(keep, first, min(LANES, size - first), kept[first // LANES], np.uint8(1))


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
    heads: Bytes,
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
    heads : ndarray of uint8
        How many elements of each row of `out`, from `first` on, come before a cache line: the others are written past
        the caches, and `out` is not `x`. If it is empty, nothing is.
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
        met, position = _run(even, odd, position, high, low, redraw, rows, some, bit, nothing, 1.0, nothing, False)
        zeros += met
    # The bits of eight rows are gathered at once: they come from many places, and the processor would not prefetch `x`
    # in the meantime. A step reads two words of them, and needs the second one only if there are elements before it.
    of_eight_rows = bits.view(np.uint64)
    some_bits = np.empty((8, eights // 2 * 2 + 4), np.uint8)
    kept = some_bits.view(np.uint16)
    divisor = x.dtype.type(keep_prob)
    for top in range(0, rows, 8):
        for eight in range(eights):
            some = of_eight_rows[eight, top // 8]
            for r in range(8):
                some_bits[r, eight] = np.uint8(some >> np.uint64(8 * r))
        for row in range(top, min(top + 8, rows)):
            place = places[row] if places.size else row
            head = np.uint64(heads[place] if heads.size else 0)
            x_row, out_row = x[place, first:last], out[place, first:last]
            _divide_row(x_row, kept[row - top], head, divisor, out_row, heads.size > 0)
            if mask.size:
                _mark_row(mask[place, first:last], kept[row - top])
    if heads.size:
        _publish(out.reshape(-1))
    _close(even, odd, position, state)
    return zeros
