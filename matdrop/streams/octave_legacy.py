"""Octave's old generators, in force after ``rand("seed", v)``: L'Ecuyer's combined MLCG and what is drawn from it.

All arithmetic is in single precision, as in RANLIB, which Octave calls: L'Ecuyer (1988), "Efficient and portable
combined random number generators", Communications of the ACM 31(6); Ahrens and Dieter (1973), "Extensions of Forsythe's
method for random sampling from the normal distribution", Mathematics of Computation 27(124), algorithm FL; Ahrens and
Dieter (1972), "Computer methods for sampling from the exponential and normal distributions", Communications of the ACM
15(10), algorithm SA.
"""

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

Single = np.float32

MULTIPLIERS = 40014, 40692
MODULI = 2147483563, 2147483399
STEP = Single(4.656613057e-10)  # an integer of the generator times this is a uniform
ONE, HALF = Single(1), Single(0.5)


class Legacy:
    """One generator of the old kind: two integers, which Octave packs into the bits of a double.

    Parameters
    ----------
    seed : float
        Its low and high 32 bits become the two integers, made positive and reduced below their moduli.
    """

    def __init__(self, seed: float) -> None:
        low, high = struct.unpack("<ii", struct.pack("<d", seed))
        self._state = [_in_range(low, MODULI[0]), _in_range(high, MODULI[1])]

    def get(self) -> float:
        """Return the state.

        Returns
        -------
        float
            The double that, as a seed, sets this state.
        """
        value: float = struct.unpack("<d", struct.pack("<ii", *self._state))[0]
        return value

    def uniform(self) -> np.float32:
        """Draw one uniform.

        Returns
        -------
        numpy.float32
            In (0, 1).
        """
        first, second = (
            multiplier * integer % modulus
            for multiplier, integer, modulus in zip(MULTIPLIERS, self._state, MODULI, strict=True)
        )
        self._state = [first, second]
        difference = first - second
        return Single(difference if difference >= 1 else difference + MODULI[0] - 1) * STEP

    def normal(self) -> np.float32:
        """Draw one normal by algorithm FL, in the names and steps of the article.

        Returns
        -------
        numpy.float32
            Of mean 0 and variance 1.
        """
        u = self.uniform()
        negative = u > HALF
        u = u + u - Single(negative)
        u = Single(32) * u
        i = min(int(u), 31)
        value = self._normal_centre(u - Single(i), i) if i else self._normal_tail(u)
        return -value if negative else value

    def exponential(self) -> np.float32:
        """Draw one exponential by algorithm SA, in the names of the article.

        Returns
        -------
        numpy.float32
            Of mean 1.
        """
        a = Single(0)
        u = self.uniform()
        u = u + u
        while u <= ONE:
            a = a + Q[0]
            u = u + u
        u = u - ONE
        if u <= Q[0]:
            return a + u
        smallest = self.uniform()
        i = 0
        while True:
            smallest = min(smallest, self.uniform())
            i += 1
            if u <= Q[i]:
                return a + smallest * Q[0]

    def _normal_centre(self, ustar: np.float32, i: int) -> np.float32:
        a, t, h = A[i], T[i - 1], H[i - 1]
        while ustar <= t:
            u = self.uniform()
            w = u * (A[i + 1] - a)
            threshold = (HALF * w + a) * w
            accepted, ustar = self._forsythe(ustar, threshold)
            if accepted:
                return a + w
            ustar = self.uniform()
        return a + (ustar - t) * h

    def _normal_tail(self, u: np.float32) -> np.float32:
        i = 6
        a = A[32]
        u = u + u
        while u < ONE:
            a = a + D[i - 1]
            i += 1
            u = u + u
        u = u - ONE
        while True:
            w = u * D[i - 1]
            threshold = (HALF * w + a) * w
            accepted, _ = self._forsythe(self.uniform(), threshold)
            if accepted:
                return a + w
            u = self.uniform()

    def _forsythe(self, ustar: np.float32, threshold: np.float32) -> tuple[bool, np.float32]:
        """Return whether a run of uniforms that begins under `threshold` ends in acceptance, and its last."""
        while True:
            if ustar > threshold:
                return True, ustar
            u = self.uniform()
            if ustar < u:
                return False, ustar
            threshold, ustar = u, self.uniform()


def draw_legacy(generator: Legacy, name: str, count: int) -> NDArray[np.float32]:
    """Draw values of a distribution.

    Parameters
    ----------
    generator : Legacy
        The generator of the distribution, which moves on.
    name : {"rand", "randn", "rande"}
        The distribution.
    count : int
        How many.

    Returns
    -------
    ndarray of float32
        1-D.

    Examples
    --------
    >>> draw_legacy(Legacy(42.0), "rand", 2).shape
    (2,)
    """
    one: Any = {"rand": generator.uniform, "randn": generator.normal, "rande": generator.exponential}[name]
    return np.array([one() for _ in range(count)], np.float32)


def _in_range(integer: int, modulus: int) -> int:
    """Return a seed's integer as Octave changes it: positive, at least 1, at most the modulus."""
    if integer == -(1 << 31):
        return integer  # its absolute value does not fit 32 bits, and Octave leaves it as it is
    integer = abs(integer)
    return max(integer if integer <= modulus else integer % modulus, 1)


def _singles(text: str) -> list[np.float32]:
    return [Single(number) for number in text.split()]


# The tables of Ahrens and Dieter (1973), as printed there; A counts from 1.
A = _singles(
    """0 0 .03917609 .07841241 .1177699 .1573107 .1970991 .2372021 .2776904 .3186394 .3601299 .4022501 .4450965 .4887764
    .5334097 .5791322 .6260990 .6744898 .7245144 .7764218 .8305109 .8871466 .9467818 1.009990 1.077516 1.150349 1.229859
    1.318011 1.417797 1.534121 1.675940 1.862732 2.153875"""
)
D = _singles(
    """0 0 0 0 0 .2636843 .2425085 .2255674 .2116342 .1999243 .1899108 .1812252 .1736014 .1668419 .1607967 .1553497
    .1504094 .1459026 .1417700 .1379632 .1344418 .1311722 .1281260 .1252791 .1226109 .1201036 .1177417 .1155119 .1134023
    .1114027 .1095039"""
)
T = _singles(
    """.0007673828 .002306870 .003860618 .005438454 .007050699 .008708396 .01042357 .01220953 .01408125 .01605579
    .01815290 .02039573 .02281177 .02543407 .02830296 .03146822 .03499233 .03895483 .04345878 .04864035 .05468334
    .06184222 .07047983 .08113195 .09462444 .1123001 .1364980 .1716886 .2276241 .3304980 .5847031"""
)
H = _singles(
    """.03920617 .03932705 .03950999 .03975703 .04007093 .04045533 .04091481 .04145507 .04208311 .04280748 .04363863
    .04458932 .04567523 .04691571 .04833487 .04996298 .05183859 .05401138 .05654656 .05953130 .06308489 .06737503
    .07264544 .07926471 .08781922 .09930398 .1155599 .1404344 .1836142 .2790016 .7010474"""
)
# Partial sums of log(2)^k / k!.
Q = _singles(".6931472 .9333737 .9888778 .9984959 .9998293 .9999833 .9999986 .9999999")
