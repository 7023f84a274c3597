"""Draws from a ziggurat in blocks: most candidates are accepted at once, the others settled exactly in stream order."""

import importlib
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matdrop.streams.mersenne import Mersenne

BLOCK = 16384  # candidates at a time: their arrays stay in the cache
# From how many values on they are drawn by compiled code: where numba is loaded, and where it is not. To load it takes
# half a second, in which a hundred million values are drawn without.
WORTH_COMPILING, WORTH_LOADING = 256, 4_000_000

Scan = Callable[[NDArray[np.uint64], int, NDArray[np.float64], int], tuple[int, int]]
ACCEPT, REJECT, UNDECIDED = 1, 0, 2


class Ziggurat(Protocol):
    """One engine's ziggurat. A candidate takes a unit of `width` words, and so does each uniform that it needs then."""

    width: int
    dtype: type[np.floating[Any]]

    def candidates(self, words: NDArray[np.uint32]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Return the candidates of units of words, and which of them are accepted at once.

        Parameters
        ----------
        words : ndarray of uint32
            1-D, `width` words for each unit.

        Returns
        -------
        x : ndarray
            A candidate for each unit, in the class that is drawn.
        accepted : ndarray of bool
            Whether it is accepted at once.
        """

    def uniform(self, unit: list[int]) -> float:
        """Return the uniform of one unit of words.

        Parameters
        ----------
        unit : list of int
            Its words.

        Returns
        -------
        float
            In [0, 1).
        """

    def uniforms(self, units: NDArray[np.uint32]) -> NDArray[Any]:
        """Return the uniforms of units of words.

        Parameters
        ----------
        units : ndarray of uint32
            A unit in each row.

        Returns
        -------
        ndarray
            1-D, in [0, 1).
        """

    def wedges(self, units: NDArray[np.uint32], x: NDArray[Any], uniforms: NDArray[Any]) -> NDArray[np.int8]:
        """Return what becomes of candidates that were not accepted at once.

        Parameters
        ----------
        units : ndarray of uint32
            The units of the candidates, one in each row.
        x : ndarray
            The candidates.
        uniforms : ndarray
            The uniform of the unit after each.

        Returns
        -------
        ndarray of int8
            ACCEPT, REJECT, or UNDECIDED (too close for vectorised arithmetic, or not in a wedge).
        """

    @property
    def compiled(self) -> Scan | None:
        """The compiled scan of units (see `compiled`) with its tables bound; None if there is none."""

    def settle(self, unit: list[int], uniform: Callable[[], float]) -> float | None:
        """Return the value of one unit of words in the engine's own arithmetic.

        Parameters
        ----------
        unit : list of int
            Its words.
        uniform : callable
            Returns the uniform of the next unit.

        Returns
        -------
        float or None
            None if the candidate is rejected.
        """


def pair_uniform(unit: list[int]) -> float:
    """Return the 53-bit uniform of two words.

    Parameters
    ----------
    unit : list of int
        Two words of 32 bits.

    Returns
    -------
    float
        In [0, 1).

    Examples
    --------
    >>> pair_uniform([1 << 31, 0])
    0.5
    """
    return ((unit[0] >> 5) * 67108864.0 + (unit[1] >> 6)) * 2.0**-53


def pair_uniforms(units: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Return the 53-bit uniforms of pairs of words.

    Parameters
    ----------
    units : ndarray of uint32
        Two words in each row.

    Returns
    -------
    ndarray of float64
        1-D, in [0, 1).

    Examples
    --------
    >>> pair_uniforms(np.array([[1 << 31, 0], [0, 0]], np.uint32))
    array([0.5, 0. ])
    """
    return ((units[:, 0] >> 5) * 67108864.0 + (units[:, 1] >> 6)) * 2.0**-53


def draw(ziggurat: Ziggurat, generator: Mersenne, count: int) -> NDArray[Any]:
    """Draw values; no word is drawn that the engine would not have drawn.

    Parameters
    ----------
    ziggurat : Ziggurat
        The engine's method.
    generator : Mersenne
        The source of words, which moves on.
    count : int
        How many values.

    Returns
    -------
    ndarray
        1-D, in the class of the ziggurat.

    Raises
    ------
    UnknownStreamError
        If MATLAB's generator draws an exact 0 that the method needs.

    Examples
    --------
    >>> from matdrop.streams.octave_ziggurat import NormalDouble, octave_ziggurat
    >>> draw(octave_ziggurat(NormalDouble), Mersenne([42]), 2).round(4)
    array([-0.0065, -0.4779])
    """
    values = np.empty(count, ziggurat.dtype)
    done = 0
    scan = ziggurat.compiled if is_worth_compiling(count) else None
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
    """Draw one value, in the engine's own arithmetic throughout.

    Parameters
    ----------
    ziggurat : Ziggurat
        The engine's method.
    generator : Mersenne
        The source of words, which moves on.

    Returns
    -------
    float
        The value.

    Raises
    ------
    UnknownStreamError
        If MATLAB's generator draws an exact 0 that the method needs.

    Examples
    --------
    >>> from matdrop.streams.octave_ziggurat import NormalDouble, octave_ziggurat
    >>> round(draw_one(octave_ziggurat(NormalDouble), Mersenne([42])), 4)
    -0.0065
    """
    take = generator.word if ziggurat.width == 1 else generator.pair

    def uniform() -> float:
        return ziggurat.uniform(take())

    while (value := ziggurat.settle(take(), uniform)) is None:
        pass
    return value


def is_worth_compiling(count: int) -> bool:
    """Check whether values are to be drawn by compiled code.

    Parameters
    ----------
    count : int
        How many values.

    Returns
    -------
    bool
        False also where numba is not installed.

    Examples
    --------
    >>> is_worth_compiling(100)
    False
    """
    return count >= (WORTH_COMPILING if "numba" in sys.modules else WORTH_LOADING) and numba_is_there()


@cache
def numba_is_there() -> bool:
    """Whether the extra `fast` is installed and its numba works with the installed NumPy.

    Returns
    -------
    bool
        Found out once.
    """
    try:
        importlib.import_module("numba")
    except ImportError:
        return False
    return True


def _scan_block(
    ziggurat: Ziggurat, scan: Scan, generator: Mersenne, words: NDArray[np.uint32], out: NDArray[Any]
) -> int:
    """Write the values of pairs of words to `out`, and return their number."""
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
    """Return the values of units of words, drawing further words only if the last unit needs them."""
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
    taken = np.zeros(refused.size, np.bool_)  # refused units that served as the uniform of an earlier one
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
