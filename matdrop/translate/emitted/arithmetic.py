"""Arithmetic by MATLAB's classes of numbers."""

import numpy as np
import scipy.optimize

from matdrop.translate.emitted.cells import option_of
from matdrop.translate.emitted.shapes import narrowed


def arcsin_of_real(x):
    """Return the arc sine of real numbers; above 1 it is on the other side of the cut than NumPy's, NaN is real."""
    found = np.emath.arcsin(x)
    return np.where(np.isnan(x), x, np.where(np.greater(x, 1), np.conj(found), found))[()]


def arccos_of_real(x):
    """Return the arc cosine of real numbers; above 1 it is on the other side of the cut than NumPy's, NaN is real."""
    found = np.emath.arccos(x)
    return np.where(np.isnan(x), x, np.where(np.greater(x, 1), np.conj(found), found))[()]


def arithmetic(function, a, b):
    """Compute by MATLAB's classes: an integer class wins, then single, else double; integers round and saturate."""
    # A number of Python is a double, whatever NumPy makes of it; sizes are matched from the first dimension on.
    a, b = (np.asarray(side, dtype=None if hasattr(side, "dtype") else np.result_type(float, side)) for side in (a, b))
    dimensions = max(a.ndim, b.ndim)
    a, b = (side.reshape(side.shape + (1,) * (dimensions - side.ndim)) if side.ndim else side for side in (a, b))
    integers = [side.dtype for side in (a, b) if side.dtype.kind in "iu"]
    if integers:
        wide = np.longdouble if integers[0].itemsize == 8 else np.float64
        return saturate(function(a.astype(wide), b.astype(wide)), integers[0])
    real = np.float32 if {a.dtype.char, b.dtype.char} & {"f", "F"} else np.float64
    if not (np.iscomplexobj(a) or np.iscomplexobj(b)):
        return function(a.astype(real), b.astype(real))[()]
    if np.iscomplexobj(a) and not np.iscomplexobj(b) and function in (np.multiply, np.divide):
        # A complex number by a real one is two real operations.
        return complex_of(function(a.real.astype(real), b.astype(real)), function(a.imag.astype(real), b.astype(real)))
    if np.iscomplexobj(b) and not np.iscomplexobj(a) and function is np.multiply:
        return arithmetic(function, b, a)
    result = function(a, b).astype(np.result_type(real, np.complex64))
    return narrowed(result)


def complex_of(real, imaginary):
    """Put complex numbers together; they are real if no imaginary part is left."""
    if not np.any(imaginary):
        return real[()]
    result = np.empty(np.shape(real), np.result_type(real, np.complex64))
    result.real, result.imag = real, imaginary
    return result[()]


def is_true(value):
    """Return whether a condition holds: all elements are, and there is one."""
    return len(value) > 0 if isinstance(value, str) else np.size(value) > 0 and bool(np.all(value))


def mod_(x, y):
    """Return the remainder with the sign of the divisor: of a multiple but for rounding 0, by zero the dividend."""
    divisor = np.where(np.equal(y, 0), 1, y)
    return np.where(np.equal(y, 0), x, np.where(is_multiple(x, divisor), 0, np.mod(x, divisor)))[()]


def is_multiple(x, y):
    """Return which numbers are a multiple, but for rounding, of divisors that are no whole numbers."""
    quotient, nearest = x / y, np.round(x / y)
    return (y != np.round(y)) & (np.abs(quotient - nearest) < np.finfo(float).eps * np.abs(nearest))


def by_parts(function, z):
    """Return a function of numbers; of complex ones of the real and the imaginary parts, for which NumPy has none."""
    if not np.iscomplexobj(z):
        return function(z)
    found = complex_of(function(np.real(z)), function(np.imag(z)))
    return found if np.any(np.imag(found)) else np.real(found)


def modulus(z):
    """Return the modulus; NumPy's abs of a complex number may be off by a unit in the last place."""
    return np.hypot(np.real(z), np.imag(z))


def mtimes(left, right):
    """Multiply: a scalar with each element, matrices as such."""
    return np.atleast_2d(left * right if np.size(left) == 1 or np.size(right) == 1 else left @ right)


def mtimes_by_class(left, right):
    """Multiply by MATLAB's classes: a scalar with each element, as integers need it, matrices as such."""
    if np.size(left) == 1 or np.size(right) == 1:
        return np.atleast_2d(arithmetic(np.multiply, left, right))
    return mtimes(left, right)


def rem_(x, y):
    """Return the remainder with the sign of the dividend: of a multiple but for rounding 0, by zero NaN."""
    divisor = np.where(np.equal(y, 0), 1, y)
    return np.where(np.equal(y, 0), np.nan, np.where(is_multiple(x, divisor), 0, np.fmod(x, divisor)))[()]


def round_half_away(x, digits=0):
    """Round half away from zero, as MATLAB does; NumPy rounds half to even."""
    if np.iscomplexobj(x):
        return complex_of(round_half_away(np.real(x), digits), round_half_away(np.imag(x), digits))
    scale = 10.0**digits
    whole = np.trunc(np.multiply(x, scale))
    away = np.abs(np.multiply(x, scale) - whole) >= 0.5
    return (whole + np.sign(x) * away) / scale


def saturate(x, dtype):
    """Return numbers in an integer class as MATLAB does: round half away from zero, and stop at the bounds."""
    limits = np.iinfo(dtype)
    x = np.asarray(x, dtype=np.longdouble if limits.bits == 64 else float)
    x = np.where(np.isnan(x), 0, x)
    x = np.trunc(x + np.copysign(0.5, x))
    result = np.where(x >= limits.max, 0, np.maximum(x, limits.min)).astype(dtype)
    return np.where(x >= limits.max, limits.max, result).astype(dtype)[()]


def transformed(function, value, **options):
    """Return a Fourier transform; of nothing it is nothing."""
    return function(value, **options) if value.size else value


def zero_of(function, start):
    """Return where a function is zero: between two places, or near one, with the steps in which MATLAB looks around."""
    first, *other = np.ravel(start).astype(float)
    steps = [-0.01, 0.025, -0.05, 0.1, -0.25, 0.5, -1, 2.5, -5, 10, -50, 100, 500, 1000]
    for second in other or [first + step * (first or 1) for step in [0, *steps]]:
        if np.sign(function(first)) * np.sign(function(second)) <= 0:
            tight = 4 * np.finfo(float).eps
            return scipy.optimize.brentq(
                lambda x: float(np.ravel(function(x))[0]), first, second, xtol=1e-300, rtol=tight
            )
    raise RuntimeError("fzero: not a valid initial bracketing")


def minimum_of(function, start, options):
    """Return where a function is least, what it is there, and whether that was found, in the steps of fminsearch.

    SciPy's Nelder-Mead takes the same ones, but the order of equal values in it depends on the processor.
    """
    start = np.asarray(start, dtype=float)
    calls, steps = start.size + 1, 1
    most_calls, most_steps = (option_of(options, name, 200 * start.size) for name in ("MaxFunEvals", "MaxIter"))
    tolx, tolfun = (option_of(options, name, 1e-4) for name in ("TolX", "TolFun"))

    def value(x):
        return float(np.ravel(function(x.reshape(start.shape, order="F")[()]))[0])

    def in_order(corners):
        return sorted(corners, key=lambda corner: (np.isnan(corner[0]), corner[0]))

    first = start.ravel(order="F")
    moved = [np.where(np.arange(first.size) == k, 1.05 * x if x else 0.00025, first) for k, x in enumerate(first)]
    corners = in_order([(value(x), x) for x in (first, *moved)])
    while calls < most_calls and steps < most_steps:
        (least, x), (second, _), (worst, last) = corners[0], corners[-2], corners[-1]
        height = max(abs(one - least) for one, _ in corners[1:])
        width = max(np.max(np.abs(corner - x)) for _, corner in corners[1:])
        if height <= max(tolfun, 10 * np.spacing(abs(least))) and width <= max(tolx, 10 * np.spacing(abs(max(x)))):
            break
        middle = np.sum([corner for _, corner in corners[:-1]], axis=0) / first.size
        corner = 2 * middle - last
        new = (value(corner), corner)
        calls, steps, is_better = calls + 1, steps + 1, True
        if new[0] < least:
            corner = 3 * middle - 2 * last
            new = min(new, (value(corner), corner), key=lambda pair: pair[0])
            calls += 1
        elif not new[0] < second:
            is_outside = new[0] < worst
            corner = 1.5 * middle - 0.5 * last if is_outside else 0.5 * middle + 0.5 * last
            nearer = (value(corner), corner)
            is_better = nearer[0] <= new[0] if is_outside else nearer[0] < worst
            new = nearer
            calls += 1
        if is_better:
            corners = in_order([*corners[:-1], new])
        else:
            shrunk = [x + 0.5 * (corner - x) for _, corner in corners[1:]]
            corners = in_order([corners[0], *((value(corner), corner) for corner in shrunk)])
            calls += first.size
    least, x = corners[0]
    return x.reshape(start.shape, order="F")[()], least, float(calls < most_calls and steps < most_steps)


def minimum_between(function, low, high, options):
    """Return where a function of one number is least between two, what it is there, and whether that was found."""
    limits = {"xatol": option_of(options, "TolX", 1e-4), "maxiter": option_of(options, "MaxFunEvals", 500)}

    def value(x):
        return float(np.ravel(function(x))[0])

    found = scipy.optimize.minimize_scalar(value, bounds=(low, high), method="bounded", options=limits)
    return found.x, float(found.fun), float(found.success)


def powered(base, exponent):
    """Raise to a power, which is complex where a negative number is raised to one that is not whole."""
    is_negative = np.isrealobj(base) & (np.real(base) < 0)
    if not np.any(is_negative & (np.asarray(exponent) != np.trunc(exponent))):
        return np.power(base + 0.0, exponent)
    turned = np.exp(1j * np.pi * np.where(is_negative, exponent, 0))  # which rounds where the exponent is whole, too
    return narrowed(np.abs(base) ** exponent * turned)


def divisor_and_factors(a, b):
    """Return the greatest common divisor of whole numbers, and the factors with which they add up to it."""

    def of_two(x, y):
        (rest, left, right), (other, next_left, next_right) = (abs(x), 1, 0), (abs(y), 0, 1)
        while other:
            times = rest // other
            rest, left, right, other, next_left, next_right = (
                *(other, next_left, next_right),
                *(rest - times * other, left - times * next_left, right - times * next_right),
            )
        return float(rest), float(left if x >= 0 else -left), float(right if y >= 0 else -right)

    if np.ndim(a) == np.ndim(b) == 0:
        return of_two(int(a), int(b))
    return np.vectorize(of_two, otypes=[float] * 3)(np.asarray(a).astype(int), np.asarray(b).astype(int))


def digits_of(values, base, width=0):
    """Return whole numbers in another base as the rows of a char array, of one width; one alone is text."""
    texts = [np.base_repr(int(value), base) for value in np.ravel(values, order="F")]
    width = max([width, *map(len, texts)])
    rows = [text.zfill(width) for text in texts]
    return rows[0] if len(rows) == 1 else rows


def of_real(function, values):
    """Return a root or a logarithm; it has an imaginary part where a real value is negative, and nowhere else."""
    found = function(values)
    if not np.iscomplexobj(found) or np.iscomplexobj(values):
        return found
    return complex_of(np.asarray(found.real), np.where(np.less(values, 0), found.imag, 0.0))
