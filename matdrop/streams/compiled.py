"""Loops that numba compiles: the ziggurats' fast path, candidates and wedges, and the swaps of a permutation.

Each scan reads units of two words from `position` on, writes their values to `out` from `done` on, and returns where
it stopped: at the end, or at a unit in a tail or so close to its density that only the C library's exp and log may
settle it. So no bit of a result depends on the compiler's own exp.
"""

import math
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]  # the first word in the low half
Doubles = NDArray[np.float64]


def _compiled(function: Any) -> Any:
    return numba.njit(cache=True)(function)


@_compiled
def octave_normal(
    units: Words, position: int, out: Doubles, done: int, w: Doubles, k: Doubles, f: Doubles, close: float
) -> tuple[int, int]:
    """Scan units as Octave's randn does.

    Parameters
    ----------
    units : ndarray of uint64
        Pairs of 32-bit words, the first word in the low half.
    position : int
        The first unit to read.
    out : ndarray of float64
        The values are written here.
    done : int
        Where in `out` the first value is written.
    w : ndarray of float64
        Widths by the sign bit and the layer.
    k : ndarray of float64
        Limits below which a mantissa is accepted at once, by the sign bit and the layer.
    f : ndarray of float64
        Heights of the density by the layer.
    close : float
        Relative distance from the density within which the C library has to decide.

    Returns
    -------
    position : int
        The first unit that was not read.
    done : int
        The end of the values in `out`.
    """
    while position < units.size:
        bits = units[position] & np.uint64(0x3FFFFFFFFFFFFF)
        index = np.int64(bits & np.uint64(511))
        mantissa = float(np.int64(bits >> np.uint64(1)))
        x = mantissa * w[index]
        if mantissa < k[index]:
            out[done] = x
            done += 1
            position += 1
            continue
        layer = index >> 1
        if layer == 0 or position + 1 == units.size:
            return position, done
        uniform = _uniform(units[position + 1])
        height = (f[layer - 1] - f[layer]) * uniform + f[layer]
        density = math.exp(-0.5 * x * x)
        if uniform == 0 or abs(height - density) <= close * density:
            return position, done
        if height < density:
            out[done] = x
            done += 1
        position += 2
    return position, done


@_compiled
def octave_exponential(
    units: Words, position: int, out: Doubles, done: int, w: Doubles, k: Doubles, f: Doubles, close: float
) -> tuple[int, int]:
    """Scan units as Octave's rande does; a tail is left as minus its uniform.

    Parameters
    ----------
    units : ndarray of uint64
        Pairs of 32-bit words, the first word in the low half.
    position : int
        The first unit to read.
    out : ndarray of float64
        The values are written here.
    done : int
        Where in `out` the first value is written.
    w : ndarray of float64
        Widths by the layer.
    k : ndarray of float64
        Limits below which a mantissa is accepted at once, by the layer.
    f : ndarray of float64
        Heights of the density by the layer.
    close : float
        Relative distance from the density within which the C library has to decide.

    Returns
    -------
    position : int
        The first unit that was not read.
    done : int
        The end of the values in `out`.
    """
    while position < units.size:
        bits = units[position] & np.uint64(0x1FFFFFFFFFFFFF)
        layer = np.int64(bits & np.uint64(255))
        mantissa = float(np.int64(bits))
        x = mantissa * w[layer]
        if mantissa < k[layer]:
            out[done] = x
            done += 1
            position += 1
            continue
        if position + 1 == units.size:
            return position, done
        uniform = _uniform(units[position + 1])
        if layer == 0 and uniform != 0:
            out[done] = -uniform
            done += 1
            position += 2
            continue
        height = (f[layer - 1] - f[layer]) * uniform + f[layer]
        density = math.exp(-x)
        if uniform == 0 or abs(height - density) <= close * density:
            return position, done
        if height < density:
            out[done] = x
            done += 1
        position += 2
    return position, done


@_compiled
def matlab_normal(
    units: Words, position: int, out: Doubles, done: int, w: Doubles, f: Doubles, close: float
) -> tuple[int, int]:
    """Scan units as MATLAB's randn does.

    Parameters
    ----------
    units : ndarray of uint64
        Pairs of 32-bit words, the first word in the low half.
    position : int
        The first unit to read.
    out : ndarray of float64
        The values are written here.
    done : int
        Where in `out` the first value is written.
    w : ndarray of float64
        Widths by the layer, from the widest.
    f : ndarray of float64
        Heights of the density by the layer, from the widest.
    close : float
        Relative distance from the density within which the C library has to decide.

    Returns
    -------
    position : int
        The first unit that was not read.
    done : int
        The end of the values in `out`.
    """
    while position < units.size:
        unit = units[position]
        layer = 255 - np.int64(unit >> np.uint64(56))
        first = np.int64((unit & np.uint64(0xFFFFFFFF)) >> np.uint64(3))
        second = np.int64((unit >> np.uint64(32)) & np.uint64(0xFFFFFF))
        x = (float((first << 24) | second) * 2.0**-52 - 1.0) * w[layer]
        if abs(x) <= w[layer + 1]:
            out[done] = x
            done += 1
            position += 1
            continue
        if layer == 0 or position + 1 == units.size:
            return position, done
        uniform = _uniform(units[position + 1])
        height = f[layer] + uniform * (f[layer + 1] - f[layer])
        density = math.exp(-0.5 * x * x)
        if uniform == 0 or abs(height - density) <= close * density:
            return position, done
        if height < density:
            out[done] = x
            done += 1
        position += 2
    return position, done


@_compiled
def swapped(n: int, others: NDArray[np.int64]) -> Doubles:
    """Return the first elements of 1..n after swapping each i with others[i].

    Parameters
    ----------
    n : int
        The number of elements.
    others : ndarray of int64
        The place with which each place is swapped, counted from 0; at most n of them.

    Returns
    -------
    ndarray of float64
        As many elements as there are swaps.
    """
    values = np.arange(1.0, n + 1.0)
    for i in range(others.size):
        values[i], values[others[i]] = values[others[i]], values[i]
    return values[: others.size].copy()


@_compiled
def _uniform(unit: np.uint64) -> float:
    first = np.int64((unit & np.uint64(0xFFFFFFFF)) >> np.uint64(5))
    second = np.int64(unit >> np.uint64(38))
    return float((first << 26) | second) * 2.0**-53
