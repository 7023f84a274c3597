"""States of the Mersenne Twister whose next words are given ones."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def untempered(word: int) -> int:
    """Return the state word that tempers to `word`."""
    word ^= word >> 18
    word ^= (word << 15) & 0xEFC60000
    result = word
    for _ in range(5):
        result = word ^ ((result << 7) & 0x9D2C5680)
    word = result
    for _ in range(3):
        result = word ^ (result >> 11)
    return result & 0xFFFFFFFF


def state_of(words: Sequence[int]) -> NDArray[np.uint32]:
    """Return an Octave state (625 elements) that draws `words`, at most 600, and then others."""
    rest = np.random.RandomState(1).randint(0, 1 << 32, 624, dtype=np.uint32)
    key = [int(rest[0]), *(untempered(int(word)) for word in words)]
    return np.array([*key, *rest[len(key) :].tolist(), 624], np.uint32)


def pair_of(mantissa: int, word_bits: int = 53) -> list[int]:
    """Return two words of which Octave's randn (54 bits) or rande (53) makes `mantissa`."""
    assert 0 <= mantissa < 1 << word_bits
    return [mantissa & 0xFFFFFFFF, mantissa >> 32]


def uniform_words(uniform: int) -> list[int]:
    """Return two words of which rand makes ``uniform * 2**-53``."""
    return [(uniform >> 26) << 5, (uniform & 0x3FFFFFF) << 6]
