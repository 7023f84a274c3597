"""MATLAB's other generators, as far as MATLAB's published numbers confirm them: those of MATLAB 4 and 5, and dSFMT.

Park and Miller (1988), "Random number generators: good ones are hard to find", Communications of the ACM 31(10);
Marsaglia and Zaman (1991), "A new class of random number generators", Annals of Applied Probability 1(3); Marsaglia and
Tsang (1984), "A fast, easily implemented method for sampling from decreasing or symmetric unimodal density functions",
SIAM Journal on Scientific and Statistical Computing 5(2); Saito and Matsumoto (2009), "A PRNG specialized in double
precision floating point numbers using an affine transition". How MATLAB seeds them and puts their bits together was
solved from its published output; `tests/streams/matlab_published_generators.json` has that, with its sources.
"""

import math
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

WORD = 0xFFFFFFFF
LARGEST_SEED = (1 << 31) - 1  # of MATLAB 4 and 5; larger ones were not seen in published output


class Uniforms(Protocol):
    """A generator of uniform numbers in [0, 1)."""

    def uniform(self) -> float:
        """Return the next uniform.

        Returns
        -------
        float
            In [0, 1).
        """

    def uniforms(self, count: int) -> NDArray[np.float64]:
        """Return the next uniforms.

        Parameters
        ----------
        count : int
            How many.

        Returns
        -------
        ndarray of float64
            1-D.
        """


class Normals(Protocol):
    """A generator of standard normal numbers."""

    def normal(self) -> float:
        """Return the next normal.

        Returns
        -------
        float
            Of mean 0 and variance 1.
        """


class _OneByOne:
    """What computes its uniforms one after the other."""

    def uniform(self) -> float:
        raise NotImplementedError

    def uniforms(self, count: int) -> NDArray[np.float64]:
        return np.array([self.uniform() for _ in range(count)], np.float64)


class Version4(_OneByOne):
    """MATLAB 4's ``rand('seed', s)`` and ``randn('seed', s)``: x = 16807 x mod (2^31 - 1), called mcg16807.

    Parameters
    ----------
    seed : int
        From 0 to 2**31 - 1. Its lower 15 bits become the upper ones of the state; 0 stands for 931316785.

    Examples
    --------
    >>> round(Version4(0).uniform(), 4), round(Version4(0).normal(), 4)
    (0.219, 1.165)
    """

    MODULUS = (1 << 31) - 1

    def __init__(self, seed: int) -> None:
        high, sixteenth = seed >> 16, seed & 0x8000
        swapped = (((seed & 0xFFFF) - sixteenth) << 16) + sixteenth + high
        self._state = min(swapped, self.MODULUS - 1) or 1144108930

    def uniform(self) -> float:
        """Return the next uniform.

        Returns
        -------
        float
            In (0, 1).
        """
        self._state = 16807 * self._state % self.MODULUS
        return self._state * 4.6566128752457969e-10  # the double nearest to 1 / (2^31 - 1)

    def normal(self) -> float:
        """Return the next normal, by the polar method, which gives the first of the two it has.

        Returns
        -------
        float
            Of mean 0 and variance 1.
        """
        while True:
            x, y = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            square = y * y + x * x
            if square <= 1:
                return x * math.sqrt(-2 * math.log(square) / square)


class Version5Uniform:
    """MATLAB 5's ``rand('state', s)``: subtract with borrow over 32 numbers, mixed with a shift register; swb2712.

    Parameters
    ----------
    seed : int
        From 0 to 2**31 - 1; 0 stands for 2**31.

    Examples
    --------
    >>> generator = Version5Uniform(0)
    >>> round(generator.uniform(), 4), round(generator.uniform(), 4)
    (0.9501, 0.2311)
    """

    def __init__(self, seed: int) -> None:
        self._register = register = seed or 1 << 31
        self._z = []
        for _ in range(32):
            z = 0
            for _ in range(53):
                register = _shifted(register)
                z = z << 1 | register >> 19 & 1
            self._z.append(z)
        self._place = self._borrow = 0

    def uniform(self) -> float:
        """Return the next uniform.

        Returns
        -------
        float
            In [0, 1).
        """
        return float(self.uniforms(1)[0])

    def uniforms(self, count: int) -> NDArray[np.float64]:
        """Return the next uniforms: differences, with the bits of their fractions flipped by the shift register.

        Parameters
        ----------
        count : int
            How many.

        Returns
        -------
        ndarray of float64
            1-D.
        """
        differences, flips = [0] * count, [0] * count
        for k in range(count):
            differences[k] = self._difference()
            before = self._register
            self._register = _shifted(before)
            flips[k] = (self._register & 0xFFFFF) << 32 | before
        values = np.array(differences, np.float64) * 2.0**-53
        return (values.view(np.uint64) ^ np.array(flips, np.uint64)).view(np.float64)

    def _difference(self) -> int:
        z, i = self._z, self._place
        difference = z[(i + 20) % 32] - z[(i + 5) % 32] - self._borrow
        self._borrow = int(difference < 0)
        z[i] = difference + (self._borrow << 53)
        self._place = (i + 1) % 32
        return z[i]


class Version5Normal:
    """MATLAB 5's ``randn('state', s)``: a ziggurat of 64 layers over the sum of two generators; shr3cong.

    Parameters
    ----------
    seed : int
        From 0 to 2**31 - 1; 0 stands for 521288629.

    Examples
    --------
    >>> generator = Version5Normal(0)
    >>> round(generator.normal(), 4), round(generator.normal(), 4)
    (-0.4326, -1.6656)
    """

    def __init__(self, seed: int) -> None:
        self._congruential, self._register = 362436069, seed or 521288629

    def normal(self) -> float:
        """Return the next normal, by the method and with the constants of Marsaglia and Tsang (1984).

        Returns
        -------
        float
            Of mean 0 and variance 1.
        """
        word = self._word()
        inner, outer = LAYERS[word & 63], LAYERS[(word & 63) + 1]
        r = word * 4.6566128730773926e-10 * outer
        if abs(r) <= inner:
            return r
        return math.copysign(self._outside(abs(r), inner, outer), r)

    def _outside(self, r: float, inner: float, outer: float) -> float:
        """Return the absolute value that comes of a candidate `r` outside its layer's rectangle."""
        x = (r - inner) / (outer - inner)
        y = self._uniform()
        if x + y > 1.301198:
            return 0.4878992 - 0.4878992 * x
        if x + y <= 0.9689279:
            return r
        x = 0.4878992 - 0.4878992 * x
        if y > 12.67706 - 12.37586 * math.exp(-0.5 * x * x):
            return x
        if math.exp(-0.5 * outer * outer) + y * 0.01958303 / outer <= math.exp(-0.5 * r * r):
            return r
        return self._tail()

    def _tail(self) -> float:
        edge = 2.776994
        while True:
            x = math.log(self._uniform()) / edge
            if -2 * math.log(self._uniform()) > x * x:
                return edge - x

    def _uniform(self) -> float:
        return 0.5 + self._word() * 2.0**-32

    def _word(self) -> int:
        """Return the next sum as an integer with a sign."""
        self._congruential = 69069 * self._congruential + 1234567 & WORD
        self._register = _shifted(self._register)
        word = self._congruential + self._register & WORD
        return word - (word >> 31 << 32)


class SimdTwister(_OneByOne):
    """MATLAB's ``rng(s, 'simdTwister')``: dSFMT-19937; dsfmt19937.

    Parameters
    ----------
    seed : int
        From 0 to 2**32 - 1.

    Examples
    --------
    >>> generator = SimdTwister(1)
    >>> round(generator.uniform(), 4), round(generator.uniform(), 4)
    (0.1194, 0.9124)
    """

    PAIRS = 191  # of 64-bit words in the state; one more, the lung, goes along
    SHIFTED_BY = 117
    MASKS = 0x000FFAFFFFFFFB3F, 0x000FFDFFFC90FFFD

    def __init__(self, seed: int) -> None:
        words = [seed]
        for i in range(1, 4 * (self.PAIRS + 1)):
            words.append(1812433253 * (words[-1] ^ words[-1] >> 30) + i & WORD)
        long = [low | high << 32 for low, high in zip(words[::2], words[1::2], strict=True)]
        # Each word of the state but the lung is a double in [1, 2).
        self._state = [word & (1 << 52) - 1 | 0x3FF << 52 for word in long[:-2]]
        self._lung = _certified(long[-2:])
        self._ready: list[float] = []

    def uniform(self) -> float:
        """Return the next uniform.

        Returns
        -------
        float
            In [0, 1).
        """
        if not self._ready:
            self._advance()
        return self._ready.pop()

    def _advance(self) -> None:
        """Compute the next state, which is the next 382 numbers."""
        for i in range(self.PAIRS):
            here, there = 2 * i, 2 * ((i + self.SHIFTED_BY) % self.PAIRS)
            old, lung = self._state[here : here + 2], self._lung
            turned = [(word >> 32 | word << 32) & (1 << 64) - 1 for word in lung]
            self._lung = [(old[k] << 19 & (1 << 64) - 1) ^ turned[1 - k] ^ self._state[there + k] for k in range(2)]
            for k, mask in enumerate(self.MASKS):
                self._state[here + k] = self._lung[k] >> 12 ^ self._lung[k] & mask ^ old[k]
        values = np.array(self._state, np.uint64).view(np.float64) - 1.0
        self._ready = values[::-1].tolist()


def _shifted(register: int) -> int:
    """Return the next state of Marsaglia's 32-bit shift register."""
    register ^= register << 13 & WORD
    register ^= register >> 17
    return register ^ register << 5 & WORD


def _certified(lung: list[int]) -> list[int]:
    """Return dSFMT's lung with a bit set right where the period would be shorter than 2^19937 - 1."""
    fixed = lung[0] ^ 0x90014964B32F4329, lung[1] ^ 0x3B8D12AC548A7C7A
    odd = (fixed[0] & 0x3D84E1AC0DC82880 ^ fixed[1] & 1).bit_count() % 2
    return lung if odd else [lung[0], lung[1] ^ 1]


# The edges of the layers of Marsaglia and Tsang (1984), with the last one four times.
# fmt: off
LAYERS = [
    0.340945, 0.4573146, 0.5397793, 0.6062427, 0.6631691, 0.7136975, 0.7596125, 0.8020356, 0.8417227,
    0.8792102, 0.9148948, 0.9490791, 0.9820005, 1.0138492, 1.044781, 1.0749254, 1.1043917, 1.1332738,
    1.161653, 1.189601, 1.2171815, 1.2444516, 1.2714635, 1.298265, 1.3249008, 1.3514125, 1.3778399, 1.4042211,
    1.4305929, 1.4569915, 1.4834527, 1.5100122, 1.5367061, 1.5635712, 1.5906454, 1.617968, 1.6455802,
    1.6735255, 1.7018503, 1.7306045, 1.7598422, 1.7896223, 1.8200099, 1.851077, 1.8829044, 1.9155831,
    1.9492166, 1.9839239, 2.0198431, 2.0571356, 2.095993, 2.136645, 2.1793713, 2.2245175, 2.2725186,
    2.3239338, 2.3795008, 2.4402218, 2.5075117, 2.5834658, 2.6713916, 2.7769942, 2.7769942, 2.7769942,
    2.7769942,
]
# fmt: on
