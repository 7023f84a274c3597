"""Counts, quantiles, spread, order and sets."""

import numpy as np

from matdrop.translate.emitted.shapes import first_axis, longer_axis, narrowed


def accumarray(subscripts, values, size=None, function=None, fill=0.0):
    """Add values up at their subscripts, or gather them there for a function, as MATLAB's accumarray does."""
    subscripts = np.atleast_2d(subscripts).astype(int) - 1
    values = np.broadcast_to(np.ravel(values), (len(subscripts),))
    shape = (
        np.ravel(size).astype(int).tolist() if np.size(size) > 1 else (subscripts.max(axis=0, initial=-1) + 1).tolist()
    )
    shape = shape if len(shape) > 1 else [*shape, 1]
    if subscripts.shape[1] == 1 and shape[0] == 1:  # the places of a row
        subscripts = np.column_stack((np.zeros(len(subscripts), int), subscripts))
    subscripts = np.column_stack((subscripts, np.zeros((len(subscripts), len(shape) - subscripts.shape[1]), int)))
    if function is None:
        result, filled = np.zeros(shape), np.zeros(shape, dtype=bool)
        np.add.at(result, tuple(subscripts.T), values)
        filled[tuple(subscripts.T)] = True
        return np.where(filled, result, fill)
    result = np.full(shape, fill, dtype=float)
    for place in np.unique(subscripts, axis=0):
        found = function(values[np.all(subscripts == place, axis=1)][:, None])
        result[tuple(place)] = np.ravel(found)[0]
    return result


def extreme_of(function, value, dimension=None):
    """Return an extreme along a dimension, by default the first that is not 1; of no elements it is the value."""
    axis = first_axis(value) if dimension is None else int(dimension) - 1
    return value if value.shape[axis] == 0 else function(value, axis=axis, keepdims=True)


def covariance(values):
    """Return the covariances of columns, of a vector its variance; of one observation it is 0, of none -0."""
    columns = values.reshape(-1, 1) if 1 in values.shape else values
    if not columns.size:
        return -np.zeros((columns.shape[1], columns.shape[1]))
    return np.atleast_2d(np.cov(columns, rowvar=False, ddof=int(len(columns) > 1)))


def counts_and_centres(values, bins=10, total=None):
    """Count values in bins around centres, of a matrix in each column; one between two bins belongs to the lower."""
    columns = np.reshape(values, (-1, 1)) if 1 in np.shape(values) else np.asarray(values)
    is_counted = ~np.isnan(columns)
    centres = (
        bin_centres(columns[np.isfinite(columns)], int(np.ravel(bins)[0])) if np.size(bins) == 1 else np.ravel(bins)
    )
    centres = np.sort(centres)
    edges, steps = (centres[:-1] + centres[1:]) / 2, np.diff(centres)
    if centres.size > 10 and (np.size(bins) == 1 or np.all(steps == steps[0])):  # Octave divides by the step then
        step = (centres[-1] - centres[0]) / (centres.size - 1)
        places = np.clip(np.ceil((np.where(is_counted, columns, 0) - edges[0]) / step), 0, edges.size).astype(int)
    else:
        places = np.searchsorted(edges, columns, side="left")
    counts = np.array(
        [
            np.bincount(column[counted], minlength=centres.size)
            for column, counted in zip(places.T, is_counted.T, strict=True)
        ],
        dtype=float,
    )
    if total is not None:
        counts = counts * (np.ravel(total) / np.sum(is_counted, axis=0))[:, None]
    return (counts, centres[None, :]) if 1 in np.shape(values) else (counts.T, centres[:, None])


def bin_centres(values, count):
    """Return the centres of bins from the smallest value to the largest; around a single value they are of width 1."""
    low, high = np.min(values), np.max(values)
    if low == high:
        return low + np.arange(count) - (count - 1) // 2
    return ((high - low) * np.arange(1, 2 * count, 2) + 2 * count * low) / (2 * count)


def histc(values, edges):
    """Count values between edges; the last edge counts for itself."""
    if 1 not in np.shape(values) and np.ndim(values) == 2:
        return np.hstack([histc(column[:, None], edges) for column in values.T])
    places = np.ravel(bin_places(values, edges)).astype(int)
    counts = np.bincount(places, minlength=np.size(edges) + 1)[1:].astype(float)
    return counts[:, None] if np.shape(values)[1:] == (1,) else counts[None, :]


def histc_along(values, edges, axis):
    """Count the values along a dimension between edges."""
    counts = np.hstack([histc(column[:, None], edges) for column in (values if axis == 0 else values.T).T])
    return counts if axis == 0 else counts.T


def bin_places(values, edges):
    """Return for each value the place of its bin, from 1: 0 for what is outside, the last edge has its own."""
    edges = np.ravel(edges)
    places = np.searchsorted(edges, values, side="right").astype(float)
    return np.where(np.asarray(values) <= edges[-1], places, 0.0)


def member_places(values, others):
    """Return where values first stand among others, from 1; 0 where they do not."""
    if isinstance(values, str):
        values = [values]
    flat = others if isinstance(others, list) else np.ravel(others, order="F").tolist()
    places = {}
    for place, other in enumerate(flat, 1):
        places.setdefault(other, place)
    if isinstance(values, list):
        return np.array([[places.get(value, 0) for value in values]], dtype=float)
    return np.vectorize(lambda value: places.get(value, 0), otypes=[float])(np.atleast_2d(values))


def sort_order(values, axis, descending=False):
    """Return the places, from 0, in the order of the values; what is equal keeps its order, NaN is the largest.

    Complex numbers are ordered by their moduli, and those of one modulus by their angles, above -pi up to pi.
    """
    if np.iscomplexobj(values):
        sign, angles = -1 if descending else 1, np.angle(values)
        keys = sign * np.where(angles == -np.pi, np.pi, angles), sign * np.abs(values)
        order = np.lexsort(keys, axis=axis)
        is_nan = np.take_along_axis(np.isnan(values), order, axis)  # a negative NaN would be the last, too
        return np.take_along_axis(order, np.argsort(~is_nan if descending else is_nan, axis=axis, kind="stable"), axis)
    if not descending:
        return np.argsort(values, axis=axis, kind="stable")
    turned = np.flip(values, axis=axis)
    return values.shape[axis] - 1 - np.flip(np.argsort(turned, axis=axis, kind="stable"), axis=axis)


def unique_values(values):
    """Return each value once, as a row of a row, else as a column: also of nothing, but for what is 0-by-0."""
    if not values.size:
        return values if values.shape == (0, 0) else np.zeros((0, 1))
    found = np.unique(values, equal_nan=False)  # each NaN is a value of its own
    found = found[sort_order(found, 0)] if np.iscomplexobj(found) else found
    return found[None, :] if values.shape[0] == 1 else found[:, None]


def unique_stable(values):
    """Return each value once, in the order in which they come."""
    flat = np.ravel(values, order="F")
    return flat[np.sort(np.unique(flat, return_index=True)[1])]


def quantiles(values, shares, axis=None, method=5):
    """Return quantiles of the columns by Hyndman and Fan's methods; of a vector they lie as the shares."""
    values = np.asarray(values, dtype=float)
    axis = first_axis(values) if axis is None else axis
    name = {5: "hazen", 7: "linear", 8: "median_unbiased"}[method]
    found = np.moveaxis(np.nanquantile(values, np.ravel(shares), axis=axis, method=name), 0, axis)
    if np.size(shares) > 1 and found.size == max(found.shape):
        return found.reshape((-1, 1) if np.ndim(shares) == 2 and np.shape(shares)[0] > 1 else (1, -1))
    return found


def sorted_rows(matrix, columns=None):
    """Return the rows in the order of their columns, and their places from 1; a negative column means descending."""
    columns = np.arange(1, matrix.shape[1] + 1) if columns is None else np.ravel(columns).astype(int)
    order = np.arange(matrix.shape[0])
    for column in columns[::-1]:
        keys = matrix[order, abs(column) - 1][:, None]
        order = order[sort_order(keys, 0, descending=column < 0)[:, 0]]
    return matrix[order], order[:, None] + 1.0


def mean_along_longer(function, values):
    """Return means along the first dimension that is longer than 1, as Octave chooses it also of what is empty."""
    values = np.zeros((0, 1)) if values.shape == (0, 0) else values
    return function(values, axis=longer_axis(values), keepdims=True)


def most_frequent(values):
    """Return the smallest of the most frequent values, and how often it is there; of nothing NaN and 0."""
    if not np.size(values):
        return np.nan, 0.0
    found, counts = np.unique(values, return_counts=True)
    return found[np.argmax(counts)], float(np.max(counts))


def most_frequent_along(values, axis=None):
    """Return the smallest of the most frequent values along an axis, and how often each is there."""
    axis = longer_axis(values) if axis is None else axis
    if not values.size:  # an empty dimension stays, unless it is the one
        shape = [*values.shape]
        shape[axis] = 1
        return [np.full(shape, fill) for fill in (np.nan, 0.0)]
    found = [np.apply_along_axis(lambda part, k=k: most_frequent(part)[k], axis, values) for k in (0, 1)]
    return [np.expand_dims(part, axis) for part in found]


def standardized_moment(values, order, axis, corrected):
    """Return the skewness (order 3) or the kurtosis (4) along an axis, without its bias if asked for."""
    count = values.shape[axis]
    centred = values - np.mean(values, axis=axis, keepdims=True)
    spread = np.mean(centred**2, axis=axis, keepdims=True)
    found = np.mean(centred**order, axis=axis, keepdims=True) / np.where(spread == 0, np.nan, spread) ** (order / 2)
    if not corrected:
        return found
    if count < order:
        return np.full_like(found, np.nan)
    if order == 3:
        return np.sqrt(count * (count - 1)) / (count - 2) * found
    return 3 + (count - 1) / ((count - 2) * (count - 3)) * ((count + 1) * found - 3 * (count - 1))


def extreme_by_modulus(place_of, values, axis):
    """Return the extreme along an axis, and its place from 1: of complex numbers by their modulus."""
    values = narrowed(values)
    places = place_of(np.abs(values) if np.iscomplexobj(values) else values, axis=axis, keepdims=True)
    return narrowed(np.take_along_axis(values, places, axis)), places + 1.0


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


def moving(function, values, window, ends="shrink", axis=None):
    """Apply a function to a window around each element.

    At the ends windows are shorter, what they give is NaN or left out, or they are filled: by a number, by the last
    element, or from the other end.
    """
    axis = first_axis(values) if axis is None else axis
    before, *after = np.ravel(window).astype(int)
    before, after = (before, after[0]) if after else (before // 2, (before - 1) // 2)
    if ends not in ("shrink", "fill", "discard"):
        mode = {"periodic": "wrap", "same": "edge"}.get(ends, "constant")
        widths = [(before, after) if one == axis else (0, 0) for one in range(values.ndim)]
        filled = np.pad(values, widths, mode=mode, **({"constant_values": ends} if mode == "constant" else {}))
        return moving(function, filled, window, "discard", axis)
    length, found = values.shape[axis], []
    for place in range(length):
        inside = np.arange(max(place - before, 0), min(place + after + 1, length))
        is_whole = inside.size == before + after + 1
        if ends == "discard" and not is_whole:
            continue
        part = function(np.take(values, inside, axis=axis), axis=axis)
        found.append(part if ends != "fill" or is_whole else np.full_like(part, np.nan))
    return np.stack(found, axis=axis)


def standardized(values, axis, ddof=1):
    """Return values less their mean along an axis, over their standard deviation where that is not 0."""
    if not values.shape[axis]:
        return values
    spread = np.std(values, axis=axis, ddof=ddof * int(values.shape[axis] > 1), keepdims=True)
    return (values - np.mean(values, axis=axis, keepdims=True)) / np.where(spread == 0, 1, spread)


def sample_std(values, axis):
    """Return the standard deviation over n - 1 along an axis; of one observation it is 0."""
    return np.std(values, axis=axis, ddof=int(values.shape[axis] > 1))


def sample_var(values, axis):
    """Return the variance over n - 1 along an axis; of one observation it is 0."""
    return np.var(values, axis=axis, ddof=int(values.shape[axis] > 1))
