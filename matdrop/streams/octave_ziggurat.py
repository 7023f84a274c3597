"""The four ziggurats of Octave: normal and exponential, each in double and single precision."""

import ctypes
import json
import math
from collections.abc import Callable
from ctypes.util import find_library
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.streams.ziggurat import ACCEPT, REJECT, UNDECIDED, Scan, pair_uniform, pair_uniforms

TABLES = Path(__file__).parent / "tables" / "octave_ziggurat.json"
NORMAL_EDGE = 3.6541528853610088
EXPONENTIAL_EDGE = 7.69711747013104972
NORMAL_EDGE_INVERSE = 0.27366123732975828
CLOSE = {8: 1e-13, 4: 1e-5}  # relative distance, by bytes of the class, where only the C library's exp decides


class OctaveZiggurat:
    """The common part of the four: tables, wedges, and the two kinds of uniform."""

    width: int
    dtype: type[np.floating[Any]]
    layer_shift: int  # where in the bits of a candidate its layer is: above a sign bit, or at the bottom
    name: str

    def __init__(self) -> None:
        table = _tables()[self.name]
        self.w = [float.fromhex(text) for text in table["w"]]
        self.f = [float.fromhex(text) for text in table["f"]]
        self.k: list[int] = table["k"]
        self._f = np.array(self.f, self.dtype)

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
        return (unit[0] & 0xFFFFFF) * 2.0**-24 if self.width == 1 else pair_uniform(unit)

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
        if self.width == 1:
            return (units[:, 0] & 0xFFFFFF).astype(np.float32) * np.float32(2.0**-24)
        return pair_uniforms(units)

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
        layer = ((units[:, 0] >> self.layer_shift) & 255).astype(np.intp)
        upper, lower = self._f[layer - 1], self._f[layer]
        height = (upper - lower) * uniforms + lower
        density = np.exp(self.exponent(x))
        verdicts = np.where(height < density, ACCEPT, REJECT).astype(np.int8)
        unsure = np.abs(height - density) <= CLOSE[np.dtype(self.dtype).itemsize] * density
        verdicts[unsure | (layer == 0) | (uniforms == 0)] = UNDECIDED
        return verdicts

    def exponent(self, x: NDArray[Any]) -> NDArray[Any]:
        """Return the logarithm of the density.

        Parameters
        ----------
        x : ndarray
            Where.

        Returns
        -------
        ndarray
            Of the size and class of `x`.

        Raises
        ------
        NotImplementedError
            Here: each of the four has its own.
        """
        raise NotImplementedError

    @cached_property
    def compiled(self) -> Scan | None:
        """The compiled scan: none in single precision."""
        return None


class NormalDouble(OctaveZiggurat):
    """The ziggurat of ``randn``: a sign bit, then 53 bits of mantissa, of which the lowest 8 are also the layer."""

    name, width, dtype, layer_shift = "normal", 2, np.float64, 1

    def __init__(self) -> None:
        super().__init__()
        self._signed_w = np.array(self.w).repeat(2) * np.tile([1.0, -1.0], 256)
        self._k = np.array(self.k, np.float64).repeat(2)

    @cached_property
    def compiled(self) -> Scan:
        """The compiled scan with its tables bound."""
        from matdrop.streams.compiled import octave_normal

        tables = self._signed_w, self._k, self._f, CLOSE[8]
        return lambda units, position, out, done: octave_normal(units, position, out, done, *tables)

    def candidates(self, words: NDArray[np.uint32]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return the candidates of pairs of words, and which of them are accepted at once.

        Parameters
        ----------
        words : ndarray of uint32
            1-D, two words for each unit.

        Returns
        -------
        x : ndarray
            A candidate for each unit, in the class that is drawn.
        accepted : ndarray of bool
            Whether it is accepted at once.
        """
        bits = words.view("<u8") & 0x3FFFFFFFFFFFFF
        layer = (bits & 511).view(np.int64)
        bits >>= 1
        mantissa = bits.view(np.int64).astype(np.float64)
        accepted = mantissa < self._k.take(layer, mode="clip")
        mantissa *= self._signed_w.take(layer, mode="clip")
        return mantissa, accepted

    def exponent(self, x: NDArray[Any]) -> NDArray[Any]:
        """Return the logarithm of the density.

        Parameters
        ----------
        x : ndarray
            Where.

        Returns
        -------
        ndarray
            Of the size and class of `x`.
        """
        exponent: NDArray[Any] = -0.5 * x * x
        return exponent

    def settle(self, unit: list[int], uniform: Callable[[], float]) -> float | None:
        """Return the value of a pair of words in the engine's own arithmetic.

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
        bits = (unit[1] & 0x3FFFFF) << 32 | unit[0]
        mantissa = bits >> 1
        layer = mantissa & 255
        x = mantissa * self.w[layer]
        if bits & 1:
            x = -x
        if mantissa < self.k[layer]:
            return x
        if layer == 0:
            while True:
                beyond = -NORMAL_EDGE_INVERSE * math.log(_nonzero(uniform))
                height = -math.log(_nonzero(uniform))
                if height + height > beyond * beyond:
                    return -NORMAL_EDGE - beyond if mantissa & 0x100 else NORMAL_EDGE + beyond
        height = (self.f[layer - 1] - self.f[layer]) * _nonzero(uniform) + self.f[layer]
        return x if height < math.exp(-0.5 * x * x) else None


class ExponentialDouble(OctaveZiggurat):
    """The ziggurat of ``rande``: 53 bits of mantissa, of which the lowest 8 are also the layer."""

    name, width, dtype, layer_shift = "exponential", 2, np.float64, 0

    def __init__(self) -> None:
        super().__init__()
        self._w = np.array(self.w)
        self._k = np.array(self.k, np.float64)

    @cached_property
    def compiled(self) -> Scan:
        """The compiled scan with its tables bound; the tails are then computed by the C library's logarithm."""
        from matdrop.streams.compiled import octave_exponential

        tables = self._w, self._k, self._f, CLOSE[8]

        def scan(units: NDArray[np.uint64], position: int, out: NDArray[np.float64], done: int) -> tuple[int, int]:
            position, end = octave_exponential(units, position, out, done, *tables)
            values = out[done:end]
            tails = np.flatnonzero(values < 0)
            values[tails] = [EXPONENTIAL_EDGE - math.log(-uniform) for uniform in values[tails].tolist()]
            return position, end

        return scan

    def candidates(self, words: NDArray[np.uint32]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return the candidates of pairs of words, and which of them are accepted at once.

        Parameters
        ----------
        words : ndarray of uint32
            1-D, two words for each unit.

        Returns
        -------
        x : ndarray
            A candidate for each unit, in the class that is drawn.
        accepted : ndarray of bool
            Whether it is accepted at once.
        """
        bits = words.view("<u8") & 0x1FFFFFFFFFFFFF
        layer = (bits & 255).view(np.int64)
        mantissa = bits.view(np.int64).astype(np.float64)
        accepted = mantissa < self._k.take(layer, mode="clip")
        mantissa *= self._w.take(layer, mode="clip")
        return mantissa, accepted

    def exponent(self, x: NDArray[Any]) -> NDArray[Any]:
        """Return the logarithm of the density.

        Parameters
        ----------
        x : ndarray
            Where.

        Returns
        -------
        ndarray
            Of the size and class of `x`.
        """
        return -x

    def settle(self, unit: list[int], uniform: Callable[[], float]) -> float | None:
        """Return the value of a pair of words in the engine's own arithmetic.

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
        mantissa = (unit[1] & 0x1FFFFF) << 32 | unit[0]
        layer = mantissa & 255
        x = mantissa * self.w[layer]
        if mantissa < self.k[layer]:
            return x
        if layer == 0:
            return EXPONENTIAL_EDGE - math.log(_nonzero(uniform))
        height = (self.f[layer - 1] - self.f[layer]) * _nonzero(uniform) + self.f[layer]
        return x if height < math.exp(-x) else None


class NormalSingle(OctaveZiggurat):
    """The ziggurat of ``randn`` in single precision: a signed word, whose lowest 8 bits are the layer.

    Octave compares the word without its sign bit, not its absolute value, with the table.
    """

    name, width, dtype, layer_shift = "normal_single", 1, np.float32, 0

    def __init__(self) -> None:
        super().__init__()
        self._w = np.array(self.w, np.float32)
        self._k = np.array(self.k, np.uint32)

    def candidates(self, words: NDArray[np.uint32]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return the candidates of words, and which of them are accepted at once.

        Parameters
        ----------
        words : ndarray of uint32
            1-D.

        Returns
        -------
        x : ndarray
            A candidate for each word, in the class that is drawn.
        accepted : ndarray of bool
            Whether it is accepted at once.
        """
        layer = (words & 255).astype(np.intp)
        x = words.view(np.int32).astype(np.float32)
        x *= self._w.take(layer, mode="clip")
        return x, (words & 0x7FFFFFFF) < self._k.take(layer, mode="clip")

    def exponent(self, x: NDArray[Any]) -> NDArray[Any]:
        """Return the logarithm of the density.

        Parameters
        ----------
        x : ndarray
            Where.

        Returns
        -------
        ndarray
            Of the size and class of `x`.
        """
        exponent: NDArray[Any] = np.float32(-0.5) * x * x
        return exponent

    def settle(self, unit: list[int], uniform: Callable[[], float]) -> float | None:
        """Return the value of a word in the engine's own arithmetic.

        Parameters
        ----------
        unit : list of int
            The word.
        uniform : callable
            Returns the uniform of the next unit.

        Returns
        -------
        float or None
            None if the candidate is rejected.
        """
        word = unit[0]
        layer = word & 255
        x = np.float32(word - ((word & 0x80000000) << 1)) * self._w[layer]
        if word & 0x7FFFFFFF < self.k[layer]:
            return float(x)
        if layer == 0:
            while True:
                beyond = np.float32(-NORMAL_EDGE_INVERSE * _single_log()(_nonzero(uniform)))
                height = np.float32(-_single_log()(_nonzero(uniform)))
                if height + height > beyond * beyond:
                    value = float(np.float32(NORMAL_EDGE + float(beyond)))
                    return -value if word & 0x100 else value
        height = (self._f[layer - 1] - self._f[layer]) * np.float32(_nonzero(uniform)) + self._f[layer]
        return float(x) if float(height) < math.exp(-0.5 * float(x) * float(x)) else None


class ExponentialSingle(OctaveZiggurat):
    """The ziggurat of ``rande`` in single precision: a word, whose lowest 8 bits are the layer."""

    name, width, dtype, layer_shift = "exponential_single", 1, np.float32, 0

    def __init__(self) -> None:
        super().__init__()
        self._w = np.array(self.w, np.float32)
        self._k = np.array(self.k, np.uint32)

    def candidates(self, words: NDArray[np.uint32]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return the candidates of words, and which of them are accepted at once.

        Parameters
        ----------
        words : ndarray of uint32
            1-D.

        Returns
        -------
        x : ndarray
            A candidate for each word, in the class that is drawn.
        accepted : ndarray of bool
            Whether it is accepted at once.
        """
        layer = (words & 255).astype(np.intp)
        x = words.astype(np.float32)
        x *= self._w.take(layer, mode="clip")
        return x, words < self._k.take(layer, mode="clip")

    def exponent(self, x: NDArray[Any]) -> NDArray[Any]:
        """Return the logarithm of the density.

        Parameters
        ----------
        x : ndarray
            Where.

        Returns
        -------
        ndarray
            Of the size and class of `x`.
        """
        return -x

    def settle(self, unit: list[int], uniform: Callable[[], float]) -> float | None:
        """Return the value of a word in the engine's own arithmetic.

        Parameters
        ----------
        unit : list of int
            The word.
        uniform : callable
            Returns the uniform of the next unit.

        Returns
        -------
        float or None
            None if the candidate is rejected.
        """
        word = unit[0]
        layer = word & 255
        x = np.float32(word) * self._w[layer]
        if word < self.k[layer]:
            return float(x)
        if layer == 0:
            return float(np.float32(EXPONENTIAL_EDGE - _single_log()(_nonzero(uniform))))
        height = (self._f[layer - 1] - self._f[layer]) * np.float32(_nonzero(uniform)) + self._f[layer]
        return float(x) if float(height) < math.exp(-float(x)) else None


@cache
def _single_log() -> Callable[[float], float]:
    """Return the C library's logarithm in single precision: math.log, rounded, sometimes differs in the last bit."""
    function = ctypes.CDLL(find_library("m")).logf
    function.restype, function.argtypes = ctypes.c_float, [ctypes.c_float]
    return function


@cache
def octave_ziggurat(kind: type[OctaveZiggurat]) -> Any:
    """Return the ziggurat of a kind, made once.

    Parameters
    ----------
    kind : type of OctaveZiggurat
        One of the four.

    Returns
    -------
    OctaveZiggurat
        With its tables.

    Examples
    --------
    >>> octave_ziggurat(NormalDouble) is octave_ziggurat(NormalDouble)
    True
    """
    return kind()


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = json.loads(TABLES.read_text())
    return tables


def _nonzero(uniform: Callable[[], float]) -> float:
    while not (value := uniform()):
        pass
    return value
