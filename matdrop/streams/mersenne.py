"""The Mersenne Twister: 32-bit words and 53-bit uniforms in draw order, and its state as 624 words and a position."""

import ctypes
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.random import MT19937, Generator, RandomState
from numpy.typing import NDArray

WORDS = 624  # the length of a state
FEW = 4096  # words, of which random_raw is the quicker source though it gives each in 64 bits


class Mersenne:
    """One MT19937 generator, seeded as Matsumoto and Nishimura's reference code seeds it.

    Parameters
    ----------
    key : int or sequence of int
        An integer is given to ``init_genrand``; a sequence, of one element too, to ``init_by_array``. The two differ.

    Attributes
    ----------
    uniform : callable
        Without an argument one 53-bit uniform in [0, 1) as a float.
    lock : lock
        The one that NumPy takes for each draw.
    """

    def __init__(self, key: int | Sequence[int]) -> None:
        self._bits = MT19937(0)
        # Only a list takes RandomState to init_by_array when it has one element; an array of one would not.
        RandomState(self._bits).seed(key if isinstance(key, int) else list(key))
        self._generator = Generator(self._bits)
        self.uniform = self._generator.random
        self.lock = self._bits.lock
        self._word = self._bits.random_raw

    def uniforms(self, count: int) -> NDArray[np.float64]:
        """Return `count` 53-bit uniforms in [0, 1), two words each."""
        return self._generator.random(count)

    def open_uniforms(self, count: int) -> NDArray[np.float64]:
        """Return `count` 53-bit uniforms in (0, 1): an exact 0 is passed over."""
        values = self.uniforms(count)
        while count and not values.min():
            values = values[values != 0]
            values = np.concatenate([values, self.uniforms(count - values.size)])
        return values

    def word(self) -> list[int]:
        """Return the next word, in a list."""
        return [self._word()]

    def pair(self) -> list[int]:
        """Return the next two words."""
        return [self._word(), self._word()]

    def words(self, count: int) -> NDArray[np.uint32]:
        """Return the next `count` words."""
        if count <= FEW:
            return self._bits.random_raw(count).astype(np.uint32)
        return self._generator.integers(0, 1 << 32, count, dtype=np.uint32)

    @cached_property
    def in_place(self) -> NDArray[np.uint32]:
        """The state where the generator itself keeps it: 624 words, and how many of them have been drawn.

        Whoever writes to it holds `lock` and moves the generator. NumPy's ``mt19937_state`` is a struct of these two.
        """
        state = (ctypes.c_uint32 * (WORDS + 1)).from_address(self._bits.ctypes.state_address)
        vars(state)["generator"] = self._bits  # whose memory it is: it lives as long as the array
        return np.ctypeslib.as_array(state)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle the state by value; `in_place` would be a copy that moves nothing."""
        return _restored, self.get()

    def get(self) -> tuple[NDArray[np.uint32], int]:
        """Return the state: 624 words and how many of them have been drawn."""
        state = self._bits.state["state"]
        return state["key"].astype(np.uint32), int(state["pos"])

    def set(self, words: NDArray[np.uint32], drawn: int) -> None:
        """Continue from a state of 624 words of which `drawn` have been drawn."""
        self._bits.state = {"bit_generator": "MT19937", "state": {"key": words.astype(np.uint32), "pos": drawn}}


def _restored(words: NDArray[np.uint32], drawn: int) -> Mersenne:
    generator = Mersenne(0)
    generator.set(words, drawn)
    return generator
