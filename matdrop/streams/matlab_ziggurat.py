"""The ziggurat of MATLAB's randn: mt19937ar with the NormalTransform 'Ziggurat'.

The order of the layers, the layout of the bits and the table were solved from published MATLAB output; see the note in
the table itself.
"""

import json
import math
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.streams.errors import UnknownStreamError
from matdrop.streams.ziggurat import ACCEPT, REJECT, UNDECIDED, Scan, pair_uniform, pair_uniforms

TABLES = Path(__file__).parent / "tables" / "matlab_ziggurat.json"
CLOSE = 1e-13  # relative distance within which only the C library's exp decides


class MatlabNormal:
    """MATLAB's normal: of two words the second gives the layer by its high 8 bits, both a signed 53-bit abscissa."""

    width = 2
    dtype: type[np.floating[Any]] = np.float64

    def __init__(self) -> None:
        self.w: list[float] = json.loads(TABLES.read_text())["W"]
        self.f = [math.exp(-0.5 * x * x) for x in self.w]
        self.edge: float = self.w[1]
        self._w = np.array(self.w)
        self._f = np.array(self.f)
        self._outer = self._w[255::-1].copy()  # by the high 8 bits of the second word
        self._inner = self._w[256:0:-1].copy()

    @cached_property
    def compiled(self) -> Scan:
        """The compiled scan with its tables bound."""
        from matdrop.streams.compiled import matlab_normal

        tables = self._w, self._f, CLOSE
        return lambda units, position, out, done: matlab_normal(units, position, out, done, *tables)

    def uniform(self, unit: list[int]) -> float:
        """Return the uniform of a pair of words.

        Parameters
        ----------
        unit : list of int
            Its words.

        Returns
        -------
        float
            In [0, 1).
        """
        return pair_uniform(unit)

    def uniforms(self, units: NDArray[np.uint32]) -> NDArray[np.float64]:
        """Return the uniforms of pairs of words.

        Parameters
        ----------
        units : ndarray of uint32
            A unit in each row.

        Returns
        -------
        ndarray
            1-D, in [0, 1).
        """
        return pair_uniforms(units)

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
        first, second = words[0::2], words[1::2]
        layer = (second >> 24).astype(np.intp)
        x: NDArray[np.float64] = (first >> 3) * np.float64(16777216)
        x += second & 0xFFFFFF
        x *= 2.0**-52
        x -= 1.0
        x *= self._outer.take(layer, mode="clip")
        return x, np.less_equal(np.abs(x), self._inner.take(layer, mode="clip"))

    def wedges(self, units: NDArray[np.uint32], x: NDArray[Any], uniforms: NDArray[np.float64]) -> NDArray[np.int8]:
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
        layer = 255 - (units[:, 1] >> 24).astype(np.intp)
        height = self._f[layer] + uniforms * (self._f[layer + 1] - self._f[layer])
        density = np.exp(-0.5 * x * x)
        verdicts = np.where(height < density, ACCEPT, REJECT).astype(np.int8)
        verdicts[(np.abs(height - density) <= CLOSE * density) | (layer == 0) | (uniforms == 0)] = UNDECIDED
        return verdicts

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

        Raises
        ------
        UnknownStreamError
            If a uniform that the value needs is an exact 0.
        """
        layer = 255 - (unit[1] >> 24)
        x: float = (((unit[0] >> 3) * 16777216.0 + (unit[1] & 0xFFFFFF)) * 2.0**-52 - 1.0) * self.w[layer]
        if abs(x) <= self.w[layer + 1]:
            return x
        if layer == 0:
            while True:
                beyond = math.log(known(uniform())) / self.edge
                height = -math.log(known(uniform()))
                if height + height > beyond * beyond:
                    return beyond - self.edge if x < 0 else self.edge - beyond
        height = self.f[layer] + known(uniform()) * (self.f[layer + 1] - self.f[layer])
        return x if height < math.exp(-0.5 * x * x) else None


def known(uniform: float) -> float:
    """Return a uniform that is not 0; what MATLAB does with a 0, once in 2^53 draws, has not been observed.

    Parameters
    ----------
    uniform : float
        In [0, 1).

    Returns
    -------
    float
        The same number.

    Raises
    ------
    UnknownStreamError
        If it is 0.

    Examples
    --------
    >>> known(0.5)
    0.5
    """
    if uniform == 0.0:
        raise UnknownStreamError("the generator gave an exact 0, and what MATLAB then does is not known")
    return uniform


@cache
def matlab_ziggurat() -> MatlabNormal:
    """Return the ziggurat, made once.

    Returns
    -------
    MatlabNormal
        With its tables.

    Examples
    --------
    >>> matlab_ziggurat().width
    2
    """
    return MatlabNormal()
