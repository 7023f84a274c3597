"""Octave's gamma and Poisson numbers, each drawn from a generator of its own.

Gamma: Marsaglia and Tsang (2000), "A simple method for generating gamma variables", ACM Transactions on Mathematical
Software 26(3). Poisson: inversion of the distribution function; multiplication of uniforms (Knuth); rejection from a
Lorentzian (Press et al., Numerical Recipes); the normal approximation. Which method is used when was found by
experiment.
"""

import ctypes
import math
from collections.abc import Callable
from ctypes.util import find_library
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from matdrop.streams.errors import UnknownStreamError
from matdrop.streams.mersenne import Mersenne
from matdrop.streams.octave_ziggurat import ExponentialDouble, NormalDouble, octave_ziggurat
from matdrop.streams.ziggurat import draw, draw_one

LARGE_MEAN = 1e8  # above it, the normal approximation


def gamma_of_one_shape(generator: Mersenne, shape: float, count: int) -> NDArray[np.float64]:
    """Draw gamma numbers of one shape; below shape 1 their exponentials are drawn after all the others.

    Parameters
    ----------
    generator : Mersenne
        The generator of the distribution, which moves on.
    shape : float
        The shape; the scale is 1.
    count : int
        How many.

    Returns
    -------
    ndarray of float64
        1-D; NaN for a shape that is not positive and finite.

    Examples
    --------
    >>> gamma_of_one_shape(Mersenne([42]), 2.0, 2).round(4)
    array([1.6582, 0.9047])
    """
    if shape <= 0 or shape == math.inf:
        return np.full(count, np.nan)
    draw_gamma = _gamma(generator, shape)
    values = np.array([draw_gamma() for _ in range(count)], np.float64)
    if shape < 1:
        exponentials = draw(octave_ziggurat(ExponentialDouble), generator, count)
        values *= [math.exp(-exponential / shape) for exponential in exponentials.tolist()]
    return values


def gamma_of_each_shape(generator: Mersenne, shapes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Draw a gamma number for each of several shapes.

    Parameters
    ----------
    generator : Mersenne
        The generator of the distribution, which moves on.
    shapes : ndarray of float64
        The shapes, 1-D; the scale is 1.

    Returns
    -------
    ndarray of float64
        1-D; NaN for a shape that is not positive and finite.

    Examples
    --------
    >>> gamma_of_each_shape(Mersenne([42]), np.array([2.0, -1.0])).round(4)
    array([1.6582,    nan])
    """
    return np.array([gamma_of_one_shape(generator, shape, 1)[0] for shape in shapes.tolist()], np.float64)


def poisson_of_one_mean(generator: Mersenne, mean: float, count: int) -> NDArray[np.float64]:
    """Draw Poisson numbers of one mean: up to a mean of 10 by inversion, the last of them first.

    Parameters
    ----------
    generator : Mersenne
        The generator of the distribution, which moves on.
    mean : float
        The mean.
    count : int
        How many.

    Returns
    -------
    ndarray of float64
        1-D; NaN for a mean that is negative or infinite.

    Raises
    ------
    UnknownStreamError
        For a mean between 10 and 1e8.

    Examples
    --------
    >>> poisson_of_one_mean(Mersenne([42]), 3.0, 3)
    array([2., 0., 3.])
    """
    if mean < 0 or mean == math.inf:
        return np.full(count, np.nan)
    if mean <= 10:
        uniforms = np.array([_open(generator) for _ in range(count)], np.float64)
        return np.searchsorted(_distribution(mean), uniforms).astype(np.float64)[::-1]
    if mean <= LARGE_MEAN:
        raise UnknownStreamError(
            f"randp({mean:g}): how Octave draws from one mean between 10 and 1e8 has not been derived; "
            "give an array of means on both sides, randp(L * ones(m, n)), which is known"
        )
    return np.array([_large_poisson(generator, mean) for _ in range(count)], np.float64)


def poisson_of_each_mean(generator: Mersenne, means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Draw a Poisson number for each of several means.

    Parameters
    ----------
    generator : Mersenne
        The generator of the distribution, which moves on.
    means : ndarray of float64
        The means, 1-D.

    Returns
    -------
    ndarray of float64
        1-D; NaN for a mean that is negative or infinite.

    Examples
    --------
    >>> poisson_of_each_mean(Mersenne([42]), np.array([3.0, 20.0]))
    array([ 1., 27.])
    """
    return np.array([_poisson(generator, mean) for mean in means.tolist()], np.float64)


def _gamma(generator: Mersenne, shape: float) -> Callable[[], float]:
    """Return a function that draws a gamma number of `shape`, or of 1 + `shape` below 1, in the article's names."""
    d = (shape + 1 if shape < 1 else shape) - 1 / 3
    c = 1 / math.sqrt(9 * d)
    normal = partial(draw_one, octave_ziggurat(NormalDouble), generator)

    def one() -> float:
        while True:
            x = normal()
            v = 1 + c * x
            if v <= 0:
                continue
            v = v * v * v
            u = _open(generator)
            squared = x * x
            if u >= 1 - 0.0331 * squared * squared and math.log(u) >= 0.5 * squared + d * (1 - v + math.log(v)):
                continue
            return d * v  # also for a shape of NaN, after a normal and a uniform

    return one


def _poisson(generator: Mersenne, mean: float) -> float:
    if mean < 0 or mean == math.inf:
        return math.nan
    if mean <= 12:
        return _small_poisson(generator, mean)
    if mean <= LARGE_MEAN:
        return _middle_poisson(generator, mean)
    return _large_poisson(generator, mean)


def _small_poisson(generator: Mersenne, mean: float) -> float:
    limit = math.exp(-mean)
    count, product = 0, _open(generator)
    while product > limit:
        count += 1
        product *= _open(generator)
    return float(count)


def _middle_poisson(generator: Mersenne, mean: float) -> float:
    width, logarithm = math.sqrt(2 * mean), math.log(mean)
    peak = mean * logarithm - _log_gamma()(mean + 1)
    while True:
        tangent = math.tan(math.pi * _open(generator))
        value = width * tangent + mean
        if value < 0:
            continue
        value = math.floor(value)
        density = math.exp(value * logarithm - _log_gamma()(value + 1.0) - peak)
        if _open(generator) <= 0.9 * (1 + tangent * tangent) * density:
            return float(value)


def _large_poisson(generator: Mersenne, mean: float) -> float:
    normal = draw_one(octave_ziggurat(NormalDouble), generator)
    return math.nan if math.isnan(mean) else float(math.floor(normal * math.sqrt(mean) + mean + 0.5))


def _distribution(mean: float) -> NDArray[np.float64]:
    """Return the distribution function at 0, 1, ..., as far as it grows."""
    density = total = math.exp(-mean)
    values = [total]
    while total + density * mean / len(values) > total:
        density *= mean / len(values)
        total += density
        values.append(total)
    return np.array(values)


def _open(generator: Mersenne) -> float:
    while not (value := generator.uniform()):
        pass
    return float(value)


@cache
def _log_gamma() -> Callable[[float], float]:
    """Return the C library's lgamma; Python's own differs in the last bits."""
    function = ctypes.CDLL(find_library("m")).lgamma
    function.restype, function.argtypes = ctypes.c_double, [ctypes.c_double]
    return function
