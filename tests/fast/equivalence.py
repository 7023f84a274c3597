"""Is it what the port gives? Bits, class, mask and the state of the stream afterwards; and inputs that would tell."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

import matdrop
from matdrop.port.inverted_dropout import inverted_dropout
from matdrop.port.inverted_dropout_backward import inverted_dropout_backward
from matdrop.streams import MatlabStream, OctaveStream
from tests.streams.crafted import state_of, uniform_words

Array = NDArray[Any]
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, -np.nan, 1.0, -3.0, 0.1, 5e-324, -1e-310, 1e308, -1.7e308, 1 / 3, 7.1]


def stream_of(kind: type[Any], seed: int, words: int = 0) -> Any:
    """Return a stream of which some words have been drawn already: an odd number puts pairs across blocks."""
    stream = kind(seed)
    for _ in range(words):
        stream.twister.word()
    return stream


def octave_stream(uniforms: list[int], words: int = 0) -> OctaveStream:
    """Return a stream whose draws, after a few words, are these times 2**-53, and then others."""
    stream = OctaveStream(state_of([0] * words + [word for uniform in uniforms for word in uniform_words(uniform)]))
    for _ in range(words):
        stream.twister.word()  # type: ignore[union-attr]
    return stream


def at_and_around(keep_prob: float) -> list[int]:
    """Return draws at keep_prob, a bit beside it, sharing its high word, and zeros, among others."""
    at = int(np.ceil(np.ldexp(keep_prob, 53)))
    last = (1 << 53) - 1
    near = [at, at - 1, at + 1, at ^ 1 << 25, at | (1 << 26) - 1, 0, 0, 1, 1 << 26, last, 0, at]
    return [min(max(uniform, 0), last) for uniform in near * 4]


def specials(dtype: Any, size: int) -> Array:
    """Return NaN (with payloads), Inf, zeros of both signs, subnormals, extremes and plain values, over and over."""
    values = np.resize(np.array([*SPECIAL, *np.linspace(-9, 9, 14)]), size)
    with np.errstate(over="ignore"):
        array = values.astype(dtype)
    if array.size > 50 and dtype in (np.float64, np.float32):
        array[40:].view(np.uint64 if dtype is np.float64 else np.uint32)[0] ^= 12345  # a payload, if it is a NaN
        array[4] = np.array([0x7FF8000000ABCDEF], np.uint64).view(np.float64)[0].astype(dtype)
    return array


def bits(array: Array) -> tuple[Any, ...]:
    return array.dtype, array.shape, array.tobytes()


def differences(X: Array, keep_prob: Any, mine: Any, theirs: Any) -> Iterator[str]:
    """Give what differs between `matdrop.dropout` with one stream and the port with another in the same state."""
    with np.errstate(all="ignore"):
        Y, mask = matdrop.dropout(X, keep_prob, mine, return_mask=True)
        expected, expected_mask = inverted_dropout(X, keep_prob, theirs.rand)
        expected, expected_mask = (array.reshape(X.shape, order="A") for array in (expected, expected_mask))
        back = matdrop.dropout_backward(X, mask, keep_prob)
        expected_back = inverted_dropout_backward(X, expected_mask, keep_prob).reshape(X.shape, order="A")
    if bits(Y) != bits(expected):
        yield "Y"
    if bits(mask) != bits(expected_mask):
        yield "mask"
    if bits(back) != bits(expected_back):
        yield "backward"
    if state(mine) != state(theirs):
        yield "state"


def differences_without_mask(X: Array, keep_prob: Any, mine: Any, theirs: Any) -> Iterator[str]:
    """Do as `differences` for the call that asks for no mask, which has a kernel of its own."""
    with np.errstate(all="ignore"):
        Y = matdrop.dropout(X, keep_prob, mine)
        expected = inverted_dropout(X, keep_prob, theirs.rand)[0].reshape(X.shape, order="A")
    if bits(Y) != bits(expected):
        yield "Y"
    if state(mine) != state(theirs):
        yield "state"


def state(stream: OctaveStream | MatlabStream) -> tuple[bytes, int] | None:
    generator = stream.twister
    if generator is None:
        return None
    words, drawn = generator.get()
    return words.tobytes(), drawn
