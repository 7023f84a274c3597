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
