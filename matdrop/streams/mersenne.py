"""The Mersenne Twister: 32-bit words and 53-bit uniforms in draw order, and its state as 624 words and a position."""

import ctypes
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.random import MT19937, Generator, RandomState
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

WORDS = 624  # the length of a state
FEW = 4096  # words; up to here random_raw is quicker, though it returns 64 bits for each


class _NoSeed(ISeedSequence):
    """A seed of zeros, for a generator that is seeded afterwards: NumPy's own seeds take longer than that.

    NumPy takes it word by word; of an array, each would become an object first, and take ten times as long.
    """

    _zeros = (0,) * WORDS

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> Any:
        return self._zeros


_NO_SEED = _NoSeed()


class Mersenne:
    """One MT19937 generator, seeded as Matsumoto and Nishimura's reference code seeds it.

    Parameters
    ----------
    key : int or sequence of int
        An integer is passed to ``init_genrand``; a sequence, also of one element, to ``init_by_array``. The two differ.

    Attributes
    ----------
    uniform : callable
        Takes no argument; returns one 53-bit uniform in [0, 1) as a float.
    lock : lock
        The lock that NumPy takes for each draw.

    Examples
    --------
    >>> generator = Mersenne([42])
    >>> generator.uniform()
    0.6394267984578837
    """

    def __init__(self, key: int | Sequence[int]) -> None:
        self._bits = MT19937(_NO_SEED)  # type: ignore[arg-type]  # its types know SeedSequence alone
        # RandomState calls init_by_array for a list of one element, but not for an array of one.
        RandomState(self._bits).seed(key if isinstance(key, int) else list(key))
        self._generator = Generator(self._bits)
        self.uniform = self._generator.random
        self.lock = self._bits.lock
        self._word = self._bits.random_raw

    def uniforms(self, count: int) -> NDArray[np.float64]:
        """Return 53-bit uniforms in [0, 1), which take two words each.

        Parameters
        ----------
        count : int
            How many.

        Returns
        -------
        ndarray of float64
            1-D.
        """
        return self._generator.random(count)

    def open_uniforms(self, count: int) -> NDArray[np.float64]:
        """Return 53-bit uniforms in (0, 1): an exact 0 is drawn again.

        Parameters
        ----------
        count : int
            How many.

        Returns
        -------
        ndarray of float64
            1-D.
        """
        values = self.uniforms(count)
        while count and not values.min():
            values = values[values != 0]
            values = np.concatenate([values, self.uniforms(count - values.size)])
        return values

    def word(self) -> list[int]:
        """Return the next word.

        Returns
        -------
        list of int
            One element.
        """
        return [self._word()]

    def pair(self) -> list[int]:
        """Return the next two words.

        Returns
        -------
        list of int
            Two elements.
        """
        return [self._word(), self._word()]

    def words(self, count: int) -> NDArray[np.uint32]:
        """Return the next words.

        Parameters
        ----------
        count : int
            How many.

        Returns
        -------
        ndarray of uint32
            1-D.
        """
        if count <= FEW:
            return self._bits.random_raw(count).astype(np.uint32)
        return self._generator.integers(0, 1 << 32, count, dtype=np.uint32)

    @cached_property
    def in_place(self) -> NDArray[np.uint32]:
        """The state in the generator's own memory: 624 words, and how many of them have been drawn.

        Writing to it moves the generator and requires `lock`. NumPy's ``mt19937_state`` is a struct of these two.
        """
        state = (ctypes.c_uint32 * (WORDS + 1)).from_address(self._bits.ctypes.state_address)
        vars(state)["generator"] = self._bits  # the generator owns the memory, so it must live as long as the array
        return np.ctypeslib.as_array(state)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle the state by value; a copy of `in_place` would not move the generator."""
        return _restored, self.get()

    def get(self) -> tuple[NDArray[np.uint32], int]:
        """Return the state.

        Returns
        -------
        words : ndarray of uint32
            624 words.
        drawn : int
            How many of them have been drawn.
        """
        with self.lock:
            state = self.in_place.copy()
        return state[:WORDS], int(state[WORDS])

    def set(self, words: NDArray[np.uint32], drawn: int) -> None:
        """Continue from a state.

        Parameters
        ----------
        words : ndarray of uint32
            624 words.
        drawn : int
            How many of them have been drawn.
        """
        with self.lock:  # NumPy's own way, by a dict, takes fifty times as long
            self.in_place[:WORDS] = words
            self.in_place[WORDS] = drawn


def _restored(words: NDArray[np.uint32], drawn: int) -> Mersenne:
    generator = Mersenne(0)
    generator.set(words, drawn)
    return generator
