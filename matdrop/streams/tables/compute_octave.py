"""The tables of Octave's ziggurats, computed: ``python -m matdrop.streams.tables.compute_octave`` writes them here.

The recurrence is Marsaglia and Tsang's (2000), "The Ziggurat Method for Generating Random Variables", Journal of
Statistical Software 5(8), from the right edge R down through 256 layers of equal area.
"""

import json
import math
from collections.abc import Callable

import numpy as np

from matdrop.streams.octave_ziggurat import EXPONENTIAL_EDGE, NORMAL_EDGE, TABLES

SOURCE = (
    "Computed by compute_octave.py from the recurrence of Marsaglia and Tsang (2000), with the edges and areas that "
    "GNU Octave uses, by the C library's exp, log and sqrt in double precision; for single precision every edge and "
    "height is rounded to single on the way. w: width of a layer over the mantissa; k: mantissas below it are accepted "
    "at once; f: height of the density. Hexadecimal floating point; k is an integer."
)
NORMAL_AREA = 0.00492867323399
EXPONENTIAL_AREA = 0.0039496598225815571993

Table = dict[str, list[str] | list[int]]
Function = Callable[[float], float]


def layers(edge: float, area: float, bits: int, density: Function, inverse: Function, rounded: Function) -> Table:
    """Return the table of 256 layers of equal area, as it is stored.

    Parameters
    ----------
    edge : float
        The right edge R.
    area : float
        The area of a layer.
    bits : int
        The bits of a mantissa.
    density : callable
        The density.
    inverse : callable
        Its inverse.
    rounded : callable
        Rounds an edge or a height to the precision of the table.

    Returns
    -------
    dict
        With the keys ``w``, ``k`` and ``f``; floating-point numbers as hexadecimal text.
    """
    mantissa = float(1 << bits)
    w, k, f = [0.0] * 256, [0.0] * 256, [0.0] * 256
    x = edge
    w[255], f[255] = x / mantissa, rounded(density(x))
    k[0] = x * f[255] / area * mantissa
    w[0], f[0] = area / f[255] / mantissa, 1.0
    for i in range(254, 0, -1):
        narrower = rounded(inverse(area / x + f[i + 1]))
        k[i + 1] = narrower / x * mantissa
        w[i], f[i] = narrower / mantissa, rounded(density(narrower))
        x = narrower
    return {"w": [rounded(x).hex() for x in w], "k": [int(x) for x in k], "f": [x.hex() for x in f]}


def octave_tables() -> dict[str, Table]:
    """Return the tables of randn and rande in double and single precision.

    Returns
    -------
    dict of str to dict
        By the names ``normal``, ``exponential``, ``normal_single`` and ``exponential_single``.
    """
    normal, exponential = (_normal_density, _normal_inverse), (_exponential_density, _minus_log)
    return {
        "normal": layers(NORMAL_EDGE, NORMAL_AREA, 53, *normal, float),
        "exponential": layers(EXPONENTIAL_EDGE, EXPONENTIAL_AREA, 53, *exponential, float),
        "normal_single": layers(NORMAL_EDGE, NORMAL_AREA, 31, *normal, _single),
        "exponential_single": layers(_single(EXPONENTIAL_EDGE), EXPONENTIAL_AREA, 32, *exponential, _single),
    }


def _normal_density(x: float) -> float:
    return math.exp(-0.5 * x * x)


def _normal_inverse(y: float) -> float:
    return math.sqrt(-2.0 * math.log(y))


def _exponential_density(x: float) -> float:
    return math.exp(-x)


def _minus_log(y: float) -> float:
    return -math.log(y)


def _single(value: float) -> float:
    return float(np.float32(value))


if __name__ == "__main__":
    TABLES.write_text(json.dumps({"source": SOURCE, **octave_tables()}, indent=0) + "\n")
