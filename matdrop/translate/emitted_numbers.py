# mypy: ignore-errors
"""Helpers as they stand in a port: along a dimension, in bins, and between known values."""

import numpy as np
import scipy.interpolate

from matdrop.translate.emitted import first_axis


def differences(values, n=1):
    """Return differences along the first dimension that is not 1; of one number, or an empty column, there are none."""
    return np.zeros((0, 0)) if values.shape in ((1, 1), (0, 1)) else np.diff(values, n=n, axis=first_axis(values))


def weighted_variance(values, weights, axis):
    """Return the variance of weighted observations along an axis."""
    shape = [1] * values.ndim
    shape[axis] = -1
    shares = np.reshape(weights, shape) / np.sum(weights)
    mean = np.sum(shares * values, axis=axis, keepdims=True)
    return np.sum(shares * (values - mean) ** 2, axis=axis, keepdims=True)


def gathered(subscripts, values, size=None, function=None):
    """Return what a function makes of the values at each place, as a list; a place without values is empty."""
    places = np.ravel(subscripts).astype(int) - 1
    values = np.broadcast_to(np.ravel(values), places.shape)
    count = int(np.max(size)) if np.size(size) > 1 else np.max(places, initial=-1) + 1
    found = [values[places == place][:, None] for place in range(count)]
    return [function(part)[0] if part.size else np.zeros((0, 0)) for part in found]


def moving(function, values, window, ends="shrink"):
    """Apply a function to a window around each element; at the ends windows are shorter, or what they give is NaN."""
    axis, (before, *after) = first_axis(values), np.ravel(window).astype(int)
    before, after = (before, after[0]) if after else (before // 2, (before - 1) // 2)
    length, found = values.shape[axis], []
    for place in range(length):
        inside = np.arange(max(place - before, 0), min(place + after + 1, length))
        part = function(np.take(values, inside, axis=axis), axis=axis)
        found.append(part if ends == "shrink" or inside.size == before + after + 1 else np.full_like(part, np.nan))
    return np.stack(found, axis=axis)


def sample_std(values, axis):
    """Return the standard deviation over n - 1 along an axis; of one observation it is 0."""
    return np.std(values, axis=axis, ddof=int(values.shape[axis] > 1))


def sample_var(values, axis):
    """Return the variance over n - 1 along an axis; of one observation it is 0."""
    return np.var(values, axis=axis, ddof=int(values.shape[axis] > 1))


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


def matrix_polynomial(coefficients, matrix):
    """Return a polynomial of a matrix."""
    found = np.zeros(matrix.shape)
    for coefficient in np.ravel(coefficients):
        found = found @ matrix + coefficient * np.eye(len(matrix))
    return found


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
