"""Polynomials, interpolation, integration, signals, primes."""

import itertools
import math

import numpy as np
import scipy.integrate
import scipy.interpolate
import scipy.special

from matdrop.translate.emitted.shapes import first_axis


def matlab_range(start, step, stop):
    """Return the row start:step:stop; a stop that rounding has moved by a few ulp is reached."""
    bounds = [np.ravel(bound) for bound in (start, step, stop)]
    if not all(bound.size for bound in bounds):
        return np.zeros((1, 0))
    kind = np.float32 if any(bound.dtype == np.float32 for bound in bounds) else np.float64
    start, step, stop = (bound.astype(kind)[0] for bound in bounds)
    if np.any(np.isnan([start, step, stop])) or (np.isinf(start) and start == stop):
        return np.array([[np.nan]])
    if step == 0 or (step > 0 and start > stop) or (step < 0 and start < stop):
        return np.zeros((1, 0), dtype=kind)
    if np.isinf(step):
        return np.array([[np.nan if np.isinf(stop) else start]], dtype=kind)
    count = int(np.floor((stop - start) / step * (1 + 3 * np.finfo(kind).eps)))
    return (start + np.arange(count + 1, dtype=kind) * step)[None, :]


def last_whole(start, stop, down=False):
    """Return the last whole number before the stop of a loop; one that rounding has moved by a few ulp is reached."""
    nearest = round(stop)
    if nearest != start and abs(stop - nearest) <= 3 * np.finfo(float).eps * max(abs(stop), 1):
        return nearest
    return int(np.ceil(stop) if down else np.floor(stop))


def conv2_valid(matrix, kernel):
    """Return the part of a convolution where the kernel is within the matrix: nothing where it is larger."""
    rows, columns = np.maximum(np.subtract(matrix.shape, kernel.shape) + 1, 0)
    result = np.zeros((rows, columns))
    for (row, column), factor in np.ndenumerate(kernel[::-1, ::-1]):
        result += factor * matrix[row : row + rows, column : column + columns]
    return result


def conv2_same(image, kernel):
    """Return the middle of a convolution, of the size of the first matrix; MATLAB's middle is half a step further."""
    rows, columns = image.shape
    full = np.zeros((rows + kernel.shape[0] - 1, columns + kernel.shape[1] - 1))
    for (row, column), factor in np.ndenumerate(kernel):
        full[row : row + rows, column : column + columns] += factor * image
    top, left = kernel.shape[0] // 2, kernel.shape[1] // 2
    return full[top : top + rows, left : left + columns]


def conv_same(values, kernel):
    """Return the middle of a convolution, of the size of the first vector."""
    start = kernel.size // 2
    return np.convolve(values.ravel(), kernel.ravel())[start : start + values.size].reshape(values.shape)


def polynomial_quotient(dividend, divisor):
    """Divide polynomials; return the quotient, and what is left with as many coefficients as the dividend, as rows."""
    rest = np.array(dividend, dtype=np.result_type(dividend, divisor, float))
    quotient = np.zeros(max(dividend.size - divisor.size + 1, 1), dtype=rest.dtype)
    for place in range(dividend.size - divisor.size + 1):  # np.polydiv leaves out what is small
        quotient[place] = rest[place] / divisor[0]
        rest[place : place + divisor.size] -= quotient[place] * divisor
        rest[place] = 0
    return quotient[None, :], rest[None, :]


def prime_factors(number):
    """Return the prime factors of a number as a row."""
    found, rest, divisor = [], int(number), 2
    while divisor * divisor <= rest:
        while rest % divisor == 0:
            found.append(divisor)
            rest //= divisor
        divisor += 1
    return np.array([[*found, *([rest] if rest > 1 or not found else [])]], dtype=float)


def isprime(numbers):
    """Return which numbers are prime."""

    def is_one(number):
        return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))

    return is_one(numbers) if np.ndim(numbers) == 0 else np.vectorize(is_one, otypes=[bool])(numbers)


def within_polygon(x, y, corners_x, corners_y):
    """Return which points are within a polygon or on its edge."""
    x, y = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    corners = np.column_stack((np.ravel(corners_x, order="F"), np.ravel(corners_y, order="F")))
    is_in, is_on = np.zeros(x.shape, dtype=bool), np.zeros(x.shape, dtype=bool)
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        is_between = (np.minimum(x1, x2) <= x) & (x <= np.maximum(x1, x2))
        is_on |= (cross == 0) & is_between & (np.minimum(y1, y2) <= y) & (y <= np.maximum(y1, y2))
        is_in ^= ((y1 > y) != (y2 > y)) & ((cross > 0) == (y2 > y1))  # an edge to the right of the point
    return is_in | is_on


def interpolated_table(x, y, table, new_x, new_y, method="linear", outside=np.nan):
    """Return values between those of a table over x (its columns) and y (its rows); outside of it one number."""
    x = x[0] if np.ndim(x) == 2 and x.shape[0] > 1 and x.shape[1] > 1 else np.ravel(x)
    y = y[:, 0] if np.ndim(y) == 2 and y.shape[0] > 1 and y.shape[1] > 1 else np.ravel(y)
    new_x, new_y = np.asarray(new_x, dtype=float), np.asarray(new_y, dtype=float)
    if new_x.shape != new_y.shape or (new_x.ndim == 2 and new_x.shape[0] == 1 and new_y.shape[1] == 1):
        new_x, new_y = np.meshgrid(new_x, new_y)
    column = np.clip(np.searchsorted(x, new_x, side="right") - 1, 0, x.size - 2)
    row = np.clip(np.searchsorted(y, new_y, side="right") - 1, 0, y.size - 2)
    u, v = (new_x - x[column]) / (x[column + 1] - x[column]), (new_y - y[row]) / (y[row + 1] - y[row])
    if method == "nearest":
        u, v = np.floor(u + 0.5), np.floor(v + 0.5)
    above = table[row, column] * (1 - u) + table[row, column + 1] * u
    below = table[row + 1, column] * (1 - u) + table[row + 1, column + 1] * u
    is_outside = (new_x < x[0]) | (new_x > x[-1]) | (new_y < y[0]) | (new_y > y[-1])
    return np.where(is_outside, outside, above * (1 - v) + below * v)


def piecewise(breaks, coefficients):
    """Return a piecewise polynomial as MATLAB holds it: a struct of its breaks, and a row of coefficients for each."""
    breaks, coefficients = np.ravel(breaks).astype(float), np.atleast_2d(coefficients).astype(float)
    pieces = breaks.size - 1
    coefficients = coefficients.reshape(pieces, -1)
    order = float(coefficients.shape[1])
    return {"form": "pp", "breaks": breaks[None, :], "coefs": coefficients, "pieces": pieces, "order": order, "dim": 1}


def piecewise_values(polynomial, places):
    """Return the values of a piecewise polynomial; its first and its last piece go on beyond the breaks."""
    breaks = np.ravel(polynomial["breaks"])
    piece = np.clip(np.searchsorted(breaks, places, side="right") - 1, 0, breaks.size - 2)
    part = np.asarray(places) - breaks[piece]
    result = np.zeros(np.shape(places))
    for coefficients in polynomial["coefs"].T:
        result = result * part + coefficients[piece]
    return result[()]


def primes_up_to(limit):
    """Return the primes up to a number as a row."""
    found = [n for n in range(2, int(limit) + 1) if all(n % d for d in range(2, int(n**0.5) + 1))]
    return np.array([found], dtype=float)


def integral_of(function, low, high):
    """Integrate a function that expects an array, as MATLAB's quadrature calls it."""
    tight = {"epsabs": 1e-13, "epsrel": 1e-13}
    return scipy.integrate.quad(lambda x: np.ravel(function(np.array([[x]])))[0], low, high, **tight)[0]


def double_integral(function, x_low, x_high, y_low, y_high):
    """Integrate a function of two variables over a rectangle, as MATLAB's quadrature calls it: with arrays."""
    tight = {"epsabs": 1e-12, "epsrel": 1e-12}
    return scipy.integrate.dblquad(
        lambda y, x: np.ravel(function(np.array([[x]]), np.array([[y]])))[0], x_low, x_high, y_low, y_high, **tight
    )[0]


def interpolated(x, y, new, method="linear", outside=np.nan):
    """Return a function's values between known ones; `outside` is a number for new places beyond them, or "extrap"."""
    x, new = np.ravel(x), np.asarray(new, dtype=float)
    y = np.reshape(y, (x.size, -1), order="F")
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    flat = new.ravel(order="F")
    if method in ("spline", "cubic", "pchip"):
        kind = scipy.interpolate.CubicSpline if method == "spline" else scipy.interpolate.PchipInterpolator
        found = kind(x, y)(flat)
    else:
        at = np.clip(np.searchsorted(x, flat, side="right") - 1, 0, x.size - 2)
        part = ((flat - x[at]) / (x[at + 1] - x[at]))[:, None]
        if method == "nearest":
            part = np.where(part < 0.5, 0.0, 1.0)
        elif method in ("previous", "next"):
            part = np.where(part >= 1, 1.0, 0.0) if method == "previous" else np.where(part <= 0, 0.0, 1.0)
        found = y[at] + part * (y[at + 1] - y[at])
    if not isinstance(outside, str):
        found[(flat < x[0]) | (flat > x[-1]) | np.isnan(flat)] = outside
    return found[:, 0].reshape(new.shape, order="F") if found.shape[1] == 1 else found


def normalized_legendre(degree, x, way):
    """Return the associated Legendre functions of a degree, a row for each order, normalized in one of two ways."""
    orders = np.arange(degree + 1.0)[:, None]
    share = scipy.special.factorial(degree - orders) / scipy.special.factorial(degree + orders)
    scale = np.sqrt((degree + 0.5) * share) if way == "norm" else np.sqrt(np.where(orders == 0, 1, 2) * share)
    return (-1) ** orders * scale * scipy.special.lpmv(orders, degree, np.ravel(x))


def hue_of(colours):
    """Return hue, saturation and value of red, green and blue, which are the columns of a map or pages of an image."""
    red, green, blue = np.moveaxis(colours, -1, 0)
    low, value = np.min(colours, axis=-1), np.max(colours, axis=-1)
    spread = np.where(value == low, 1, value - low)  # gray has no hue
    parts = [(green - blue) / spread, 2 + (blue - red) / spread, 4 + (red - green) / spread]
    hue = np.select([value == low, value == red, value == green], [0, *parts[:2]], parts[2]) / 6
    saturation = np.where(value == low, 0, 1 - low / np.where(value == 0, 1, value))
    return np.stack((np.where(hue < 0, hue + 1, hue), saturation, value), axis=-1)


def colour_of(colours):
    """Return red, green and blue of hue, saturation and value, which are the columns of a map or pages of an image."""
    hue, saturation, value = np.moveaxis(colours, -1, 0)[..., None]
    turned = np.mod(hue - np.array([2, 0, 1]) / 3, 1)
    share = np.select([turned < 1 / 6, turned < 1 / 2, turned < 2 / 3], [6 * turned, 1, 4 - 6 * turned], 0)
    return value * (1 - saturation) + saturation * value * share


def colours_between(first, last, count):
    """Return the rows of a map of colours from one to another; the first alone for a map of one."""
    share = np.arange(max(count, 0))[:, None] / max(count - 1, 1)
    return first + np.subtract(last, first) * share


def all_hues(count):
    """Return the map of colours that goes once through all hues."""
    hue = np.arange(max(count, 0)) / max(count, 1)
    return colour_of(np.stack((hue, np.ones_like(hue), np.ones_like(hue)), axis=-1))


def hot_colours(count):
    """Return the map of colours from black over red and yellow to white: one colour after the other rises to 1."""
    if count < 3:
        return np.array([[1, 1, 0.5], [1, 1, 1]])[max(2 - count, 0) :]
    rise, place = 3 * count // 8, np.arange(1.0, count + 1)
    red, green = place / rise, (place - rise) / rise
    blue = (place - 2 * rise) / (count - 2 * rise)
    return np.clip(np.stack((red, green, blue), axis=-1), 0, 1)


def jet_colours(count):
    """Return the map of colours from blue over cyan, yellow and red: each rises to 1, stays there and falls again."""
    if count < 3:
        return np.array([[0.0, 0, 1], [0, 1, 1]])[max(2 - count, 0) :]
    rise, place = -(-count // 4), np.arange(1.0, count + 1)
    start = -(-3 * count // 8) + 1 + (count % 8 == 2)  # where red begins to rise

    def hill(first):
        up, down = (place - first + 1) / rise, (first + 3 * rise - 1 - place) / rise
        return np.clip(np.minimum(up, down), 0, 1)

    return np.stack([hill(start - k * rise) for k in range(3)], axis=-1)


def curve_through(way, x, y):
    """Return a curve of SciPy's through points in any order; two values more are the slopes at both ends."""
    order = np.argsort(x, kind="stable")
    if y.size == x.size + 2:
        return way(x[order], y[1:-1][order], bc_type=((1, y[0]), (1, y[-1])))
    return way(x[order], y[order])


def polynomials_of(curve):
    """Return an interpolating curve of SciPy's as MATLAB's struct of piecewise polynomials."""
    return piecewise(curve.x, curve.c.T)


def polynomial_fit(x, y, degree):
    """Return the coefficients of a fitted polynomial as a row; few points have one of a lower degree, behind zeros."""
    if np.isnan([*x, *y]).any():
        return np.full((1, degree + 1), np.nan)
    found = np.polyfit(x, y, min(degree, x.size - 1)) if x.size else np.zeros(0)
    return np.pad(found, (degree + 1 - found.size, 0))[None, :]


def differences(values, n=1):
    """Return differences along the first dimension that is not 1; of one number, or an empty column, there are none."""
    return np.zeros((0, 0)) if values.shape in ((1, 1), (0, 1)) else np.diff(values, n=n, axis=first_axis(values))


def line_along(places, shape, axis):
    """Return the places along a dimension of a table as one line, which a grid of its size repeats."""
    if places.shape == tuple(shape) and 1 not in shape:
        return np.moveaxis(places, axis, -1).reshape(-1, shape[axis])[0]
    return np.ravel(places)


def interpolated_grid(places, table, new, method="linear", outside=None):
    """Return values between those of a table of any number of dimensions, with a list of places for each of them."""
    shape = table.shape if len(places) == table.ndim else (table.size,)
    places = [line_along(np.atleast_2d(one), shape, axis) for axis, one in enumerate(places)]
    if len({np.shape(one) for one in new}) > 1:  # vectors of different sizes make a grid
        new = np.meshgrid(*map(np.ravel, new), indexing="ij")
    points = np.stack(np.broadcast_arrays(*map(np.atleast_2d, new)), axis=-1).astype(float)
    if method == "spline":
        values = [spline_value(places, table.reshape(shape), point) for point in points.reshape(-1, len(places))]
        found = np.reshape(values, points.shape[:-1])
    elif method == "nearest":
        nearest = [np.searchsorted((x[1:] + x[:-1]) / 2, points[..., k], side="right") for k, x in enumerate(places)]
        found = table.reshape(shape)[tuple(nearest)].astype(float)
    else:
        inner = scipy.interpolate.RegularGridInterpolator(places, table.reshape(shape), bounds_error=False)
        found = inner(points)
    if method == "nearest" or outside is not None:
        lows, highs = ([one[k] for one in places] for k in (0, -1))
        found[np.any((points < lows) | (points > highs), axis=-1)] = np.nan if outside is None else outside
    return found


def spline_value(places, table, point):
    """Return the value of the cubic splines through a table at a point, one dimension after the other."""
    for x, at in zip(places, point, strict=True):
        table = scipy.interpolate.CubicSpline(x, table, axis=0)(at)
    return table


def sine_of_degrees(x):
    """Return the sine of angles in degrees: of multiples of 180 exactly 0, which the sine of radians misses."""
    turned = np.mod(np.subtract(x, 180), 360) - 180
    return np.where(turned == -180, 0.0, np.sin(turned / 180 * np.pi))[()]


def tangent_of_degrees(x):
    """Return the tangent of angles in degrees: of multiples of 90 exactly 0 or Inf."""
    x = np.asarray(x, dtype=float)
    exact = np.where(np.mod(x, 180) == 0, 0.0, np.inf)
    return np.where(np.mod(x, 90) == 0, exact, np.tan(x / 180 * np.pi))[()]


def detrended(values, degree=1):
    """Return values without the polynomial of time that fits them best: of a row, or of each column."""
    columns = values.T if values.shape[0] == 1 else values
    powers = np.arange(1.0, len(columns) + 1)[:, None] ** np.arange(degree + 1)
    found = columns - powers @ np.linalg.lstsq(powers, columns)[0]
    return found.T if values.shape[0] == 1 else found


def gradient_along(values, axis=None):
    """Return differences in the middle along an axis, by default that of a vector or of rows; of a single place 0."""
    axis = int(values.shape[1] != 1) if axis is None else axis
    return np.gradient(values, axis=axis) if values.shape[axis] > 1 else np.zeros(values.shape)


def discrete_laplacian(values, step=1):
    """Return a quarter of the Laplacian of a matrix, half the second derivative of a vector; sides go on linearly."""
    found = np.zeros(values.shape)
    for axis in (axis for axis, length in enumerate(values.shape) if length >= 3):
        inner = np.diff(np.moveaxis(values, axis, 0), n=2, axis=0) / (2 * step**2)
        first, last = (inner[0], inner[-1]) if len(inner) == 1 else (2 * inner[0] - inner[1], 2 * inner[-1] - inner[-2])
        found += np.moveaxis(np.concatenate((first[None], inner, last[None])), 0, axis)
    return found / values.ndim


def rescaled(values, low=0.0, high=1.0):
    """Return values of which the smallest becomes one number, the largest another one."""
    spread = np.max(values) - np.min(values)
    return low + (values - np.min(values)) / (spread if spread else 1) * (high - low)


def fit_statistics(x, y, degree):
    """Return what a polynomial fit leaves: the fitted values, the matrix of powers, its factor, the residual's norm."""
    powers = np.vander(np.ravel(x), int(degree) + 1)
    factor = np.linalg.qr(powers, mode="r")
    inverse = np.linalg.inv(factor)
    fitted = (powers @ np.polyfit(np.ravel(x), np.ravel(y), int(degree))).reshape(np.shape(y))
    freedom = float(max(0, np.size(y) - (degree + 1)))
    scatter = inverse @ inverse.T
    norm = np.linalg.norm(fitted - y)
    return {"yf": fitted, "X": powers, "C": scatter, "R": factor, "df": freedom, "normr": norm}


def vector_product(left, right):
    """Return the vector product along the first dimension of three; of a row and a column it is a column."""
    if left.size == right.size == 3 and left.shape != right.shape:
        return np.cross(left.ravel(), right.ravel())[:, None]
    return np.cross(left, right, axis=left.shape.index(3))


def combinations_of(values, size):
    """Return the combinations of some of the values, one in a row; of a single number how many there are of so many."""
    size = int(np.ravel(size)[0])
    if values.size == 1:
        return np.array([[float(math.comb(int(values.flat[0]), size))]])
    found = list(itertools.combinations(values.ravel(order="F").tolist(), size))
    return np.array(found, dtype=float).reshape((len(found), size))
