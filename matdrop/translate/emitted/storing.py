"""Parts of arrays: reading, storing, growing, joining."""

import numpy as np

from matdrop.translate.emitted.statistics import sort_order
from matdrop.translate.emitted.text import assert_true


def elements_at(value, places):
    """Return elements by linear indices, in the size that MATLAB gives: a vector keeps its own orientation."""
    found = value.ravel(order="F")[places]
    if isinstance(places, slice) or (1 in value.shape and 1 in places.shape and value.size != 1):
        return found.reshape((-1, 1) if value.shape[1:] == (1,) and value.shape[0] != 1 else (1, -1))
    return found


def grown(value, *size):
    """Return an array with zeros added, so that it has at least a size: MATLAB's arrays grow where one stores."""
    while len(size) > max(value.ndim, 2) and size[-1] == 1:  # a dimension of 1 at the end is not there
        size = size[:-1]
    value = value.reshape(value.shape + (1,) * (len(size) - value.ndim))
    shape = tuple(max(old, int(new)) for old, new in zip(value.shape, size, strict=False)) + value.shape[len(size) :]
    if shape == value.shape:
        return value
    result = np.zeros(shape, dtype=value.dtype)
    result[tuple(map(slice, value.shape))] = value
    return result


def grown_linear(value, count):
    """Return a vector with zeros added, so that it has at least a number of elements; an empty one becomes a row."""
    if value.size >= count:
        return value
    return grown(value, count, 1) if value.shape[1] == 1 and value.shape[0] > 1 else grown(value, 1, count)


def grown_to(value, parts):
    """Return an array with zeros added, so that it has elements at a list of MATLAB's indices."""
    flat = [np.ravel(part) for part in parts if not isinstance(part, str)]
    ends = [np.flatnonzero(part) + 1 if part.dtype == bool else part for part in flat]
    lengths = iter([int(np.max(end, initial=0)) for end in ends])
    if len(parts) < 2:
        return grown_linear(value, next(lengths, 0))
    shape = value.shape + (1,) * (len(parts) - value.ndim)
    own = (1,) * len(parts) if value.shape == (0, 0) else shape
    return grown(
        value, *(length if isinstance(part, str) else next(lengths) for part, length in zip(parts, own, strict=True))
    )


def grown_rows(rows, height, width):
    """Return a list of rows with empty matrices added, so that it has at least so many rows and columns."""
    width = max([width, *map(len, rows)])
    longer = [row + [np.zeros((0, 0)) for _ in range(width - len(row))] for row in rows]
    return longer + [[np.zeros((0, 0)) for _ in range(width)] for _ in range(height - len(rows))]


def index_along(value, part):
    """Return NumPy's index for one of MATLAB's, which counts down the columns: a vector keeps its direction."""
    if isinstance(part, str):
        places = np.arange(value.size)[:, None]
    elif np.asarray(part).dtype == bool:
        places = np.flatnonzero(np.ravel(part, order="F"))
        places = places[None, :] if np.shape(part)[:1] == (1,) else places[:, None]
    else:
        places = np.atleast_2d(part).astype(int) - 1
    if 1 in value.shape and value.size > 1 and 1 in places.shape and not isinstance(part, str):
        places = places.reshape((1, -1) if value.shape[0] == 1 else (-1, 1))
    return np.unravel_index(places, value.shape, order="F")


def places_of(index):
    """Return places from 0 for one of MATLAB's indices: numbers from 1, or a mask."""
    index = np.atleast_2d(index)
    if index.dtype != bool:
        return index.astype(int) - 1
    places = np.flatnonzero(index.T)
    return places[None, :] if index.shape[0] == 1 else places[:, None]


def index_of(value, parts):
    """Return NumPy's index for a list of MATLAB's: numbers and arrays from 1, masks, ":"."""
    if len(parts) < 2:  # without any it is the whole
        return index_along(value, parts[0]) if parts else (slice(None),) * value.ndim
    assert_true(len(parts) >= value.ndim, "fewer indices than dimensions")
    lengths = value.shape + (1,) * (len(parts) - value.ndim)
    places = []
    for part, length in zip(parts, lengths, strict=True):
        flat = np.arange(1, length + 1) if isinstance(part, str) else np.ravel(part)
        places.append(np.flatnonzero(flat) if flat.dtype == bool else flat.astype(int) - 1)
    assert_true(all(np.all(place == 0) for place in places[value.ndim :]), "out of bound")
    return np.ix_(*places[: value.ndim])


def indexed(value, index):
    """Return elements by more indices than there may be dimensions; in the result those of 1 at the end go."""
    found = value.reshape(value.shape + (1,) * (len(index) - value.ndim))[index]
    while found.ndim > 2 and found.shape[-1] == 1:
        found = found[..., 0]
    return found


def joined(axis, *parts):
    """Join values along an axis; what is 0-by-0 does not count."""
    parts = [part for part in parts if np.shape(part) != (0, 0)]
    shapes = [part.shape + (1,) * (axis + 1 - part.ndim) for part in parts]
    if len(parts) < 2:
        return parts[0] if parts else np.zeros((0, 0))
    return np.concatenate([part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)], axis=axis)


def join_blocks(rows):
    """Join values in rows and rows below each other; 0-by-0, 0-by-1 or 1-by-0 goes where it does not fit."""
    lines = []
    for row in rows:
        parts = [np.atleast_2d(part) for part in row if np.shape(part) != (0, 0)]
        if len({len(part) for part in parts}) > 1:
            parts = [part for part in parts if sum(part.shape) > 1]
        lines += [np.hstack(parts)] if parts else []
    if len({line.shape[1] for line in lines}) > 1:
        lines = [line for line in lines if line.size] or [max(lines, key=np.shape)]
    return np.vstack(lines).astype(np.result_type(float, *lines)) if lines else np.zeros((0, 0))


def fitting(value, index):
    """Return an array in the shape of the places at which it is stored: it may have dimensions of 1 elsewhere."""
    shape = [np.size(places) for places in index]
    return np.reshape(value, shape, order="F") if np.size(value) > 1 else value


def pick_at(values, places):
    """Return the elements of a list or text at places from 1, or where a mask is true."""
    places = np.ravel(places, order="F")
    chosen = np.flatnonzero(places) if places.dtype == bool else places.astype(int) - 1
    found = [values[place] for place in chosen]
    return "".join(found) if isinstance(values, str) else found


def set_places(rule, first, second, rows=False, stable=False):
    """Return the sorted values that a rule takes out of two sets, and the places, from 1, of those of each set."""
    sides = []
    for side in (first, second):
        values = side if isinstance(side, list) else np.asarray(side) if rows else np.ravel(side, order="F")
        keys = [tuple(value) if rows else value for value in values]
        sides.append({key: place for place, key in reversed(list(enumerate(keys, 1)))})
    found = [key for key in {**sides[0], **sides[1]} if rule(key in sides[0], key in sides[1])]
    if stable:  # in the order in which they come
        found.sort(key=lambda key: (key not in sides[0], sides[0].get(key) or sides[1].get(key)))
    else:
        found.sort()
    is_intersection = not rule(True, False)  # its values have a place in each
    seconds = [key for key in found if key in sides[1] and (is_intersection or key not in sides[0])]
    firsts = [sides[0][key] for key in found if key in sides[0]]
    values = found if isinstance(first, list) else np.array(found).reshape((len(found), -1) if rows else -1)
    in_first, in_second = (
        np.array(places, dtype=float)[:, None] for places in (firsts, [sides[1][key] for key in seconds])
    )
    return values, in_first, in_second


def unique_places(values, axis=None, last=False, stable=False):
    """Return sorted values, each once, with the place of the first of equal ones, and of each value among them."""
    flat = np.array(values) if isinstance(values, list) else values if axis == 0 else np.ravel(values, order="F")
    nan = {} if axis == 0 else {"equal_nan": False}
    found, start, inverse = np.unique(flat, return_index=True, return_inverse=True, axis=axis, **nan)
    inverse = np.ravel(inverse)
    if last:
        start = len(flat) - 1 - np.unique(flat[::-1], return_index=True, axis=axis, **nan)[1]
    if stable or (axis is None and np.iscomplexobj(found)):
        # In the order in which they come; or of complex numbers in that of MATLAB.
        order = np.argsort(start) if stable else sort_order(found, 0)
        found, start, inverse = found[order], start[order], np.argsort(order)[inverse]
    return found.tolist() if isinstance(values, list) else found, start + 1.0, inverse + 1.0


def without(value, places):
    """Return text, a list or an array without the elements at places from 0, or where a mask is true."""
    if isinstance(value, str | list):
        kept = [value[place] for place in np.delete(np.arange(len(value)), places)]
        return "".join(kept) if isinstance(value, str) else kept
    left = np.delete(np.ravel(value, order="F"), places)
    return left[:, None] if np.shape(value)[1:] == (1,) and np.size(value) > 1 else left[None, :]
