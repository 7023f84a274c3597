"""Draws from a ziggurat in blocks: most candidates are accepted at once, the others settled exactly in stream order."""

import importlib
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matdrop.streams.mersenne import Mersenne

BLOCK = 16384  # candidates at a time: their arrays stay in the cache
WORTH_COMPILING = 256  # fewer values are drawn without numba, which takes a moment to load

Scan = Callable[[NDArray[np.uint64], int, NDArray[np.float64], int], tuple[int, int]]
ACCEPT, REJECT, UNDECIDED = 1, 0, 2


class Ziggurat(Protocol):
    """One engine's ziggurat. A candidate takes a unit of `width` words, and so does each uniform it needs further."""

    width: int
    dtype: type[np.floating[Any]]

    def candidates(self, words: NDArray[np.uint32]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Return the candidates of units of words, and which of them are accepted at once."""

    def uniform(self, unit: list[int]) -> float:
        """Return the uniform of one unit of words."""

    def uniforms(self, units: NDArray[np.uint32]) -> NDArray[Any]:
        """Return the uniforms of units of words, one a row."""

    def wedges(self, units: NDArray[np.uint32], x: NDArray[Any], uniforms: NDArray[Any]) -> NDArray[np.int8]:
        """Return ACCEPT, REJECT or UNDECIDED (too close for vectorised arithmetic, or not a wedge) of candidates."""

    @property
    def compiled(self) -> Scan | None:
        """The compiled scan of units (see `compiled`) with its tables bound, if there is one."""

    def settle(self, unit: list[int], uniform: Callable[[], float]) -> float | None:
        """Return the value of one unit of words in the engine's own arithmetic, or None if it is rejected."""


def pair_uniform(unit: list[int]) -> float:
    """Return the 53-bit uniform of two words."""
    return ((unit[0] >> 5) * 67108864.0 + (unit[1] >> 6)) * 2.0**-53


def pair_uniforms(units: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Return the 53-bit uniforms of pairs of words, one a row."""
    return ((units[:, 0] >> 5) * 67108864.0 + (units[:, 1] >> 6)) * 2.0**-53


def draw(ziggurat: Ziggurat, generator: Mersenne, count: int) -> NDArray[Any]:
    """Return `count` values. No word is drawn that the engine would not have drawn."""
    values = np.empty(count, ziggurat.dtype)
    done = 0
    scan = ziggurat.compiled if count >= WORTH_COMPILING and numba_is_there() else None
    while done < count:
        words = generator.words(ziggurat.width * min(count - done, BLOCK))
        if scan:
            done += _scan_block(ziggurat, scan, generator, words, values[done:])
            continue
        accepted = _settle_block(ziggurat, generator, words)
        values[done : done + accepted.size] = accepted
        done += accepted.size
    return values


def draw_one(ziggurat: Ziggurat, generator: Mersenne) -> float:
    """Return one value, in the engine's own arithmetic throughout."""
    take = generator.word if ziggurat.width == 1 else generator.pair

    def uniform() -> float:
        return ziggurat.uniform(take())

    while (value := ziggurat.settle(take(), uniform)) is None:
        pass
    return value


@cache
def numba_is_there() -> bool:
    """Whether the extra `fast` is installed, and its numba fits the NumPy there is."""
    try:
        importlib.import_module("numba")
    except ImportError:
        return False
    return True


def _scan_block(
    ziggurat: Ziggurat, scan: Scan, generator: Mersenne, words: NDArray[np.uint32], out: NDArray[Any]
) -> int:
    """Write the values that pairs of words give to `out`, and return how many there are."""
    units = words.view("<u8")
    position = done = 0

    def pair() -> list[int]:
        nonlocal position
        position += 1
        return words[2 * position - 2 : 2 * position].tolist() if position <= units.size else generator.pair()

    def uniform() -> float:
        return ziggurat.uniform(pair())

    while True:
        position, done = scan(units, position, out, done)
        if position >= units.size:
            return done
        value = ziggurat.settle(pair(), uniform)
        if value is not None:
            out[done] = value
            done += 1


def _settle_block(ziggurat: Ziggurat, generator: Mersenne, words: NDArray[np.uint32]) -> NDArray[Any]:
    """Return the values that units of words give, drawing further words only where the last of them needs some."""
    x, keep = ziggurat.candidates(words)
    refused = np.flatnonzero(~keep)
    if refused.size == 0:
        return x
    width, count = ziggurat.width, x.size
    units = words.reshape(-1, width)
    following = np.minimum(refused + 1, count - 1)
    verdicts = ziggurat.wedges(units[refused], x[refused], ziggurat.uniforms(units[following]))
    if refused[-1] == count - 1:
        verdicts[-1] = UNDECIDED
    undecided = verdicts == UNDECIDED
    taken = np.zeros(refused.size, np.bool_)  # refused units that were the uniform of an earlier one
    adjacent = np.zeros(refused.size, np.bool_)
    np.equal(refused[1:], refused[:-1] + 1, out=adjacent[1:])
    position = 0

    def uniform() -> float:
        nonlocal position
        unit = units[position] if position < count else generator.words(width)
        keep[position : position + 1] = False
        position += 1
        return ziggurat.uniform(unit.tolist())

    for t in np.flatnonzero(undecided | adjacent).tolist():
        if taken[t]:
            continue
        if adjacent[t] and not (taken[t - 1] or undecided[t - 1]):
            taken[t] = True
        elif undecided[t]:
            j = int(refused[t])
            position = j + 1
            value = ziggurat.settle(units[j].tolist(), uniform)
            verdicts[t] = value is not None
            x[j] = value or 0.0
            taken[t + 1 : np.searchsorted(refused, position)] = True
    keep[refused] = (verdicts == ACCEPT) & ~taken
    keep[refused[~(taken | undecided)] + 1] = False
    return x[keep]
