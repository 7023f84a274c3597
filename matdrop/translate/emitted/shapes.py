"""Sizes, dimensions and directions of arrays, as MATLAB counts them."""

import numpy as np


def narrowed(value):
    """Return a complex value as a real one if no imaginary part is left, as MATLAB does after each operation."""
    return np.real(value) if np.iscomplexobj(value) and not np.any(np.imag(value)) else value


def elements_of(rows):
    """Return the elements of a list of rows, column by column."""
    return [element for column in zip(*rows, strict=True) for element in column]


def rows_of(elements, height):
    """Return the elements of a cell in rows of which there are so many: they are put in column by column."""
    return [elements[row::height] for row in range(height)]


def elements_where(value, mask):
    """Return the elements where a mask is true: a vector keeps its direction, of a number nothing may be left."""
    found = value.ravel(order="F")[np.flatnonzero(mask.T)]
    if value.shape == mask.shape == (1, 1) and not found.size:
        return np.zeros((0, 0), dtype=value.dtype)
    shape = value.shape if 1 in value.shape and value.size != 1 else mask.shape
    return found[None, :] if shape[0] == 1 else found[:, None]


def element_count(value):
    """Return the number of elements of a value, also of text and lists."""
    return len(value) if isinstance(value, (str, list)) else np.size(value)


def longest_side(value):
    """Return the length of the longest side of a value, also of text and lists; of what is empty it is 0."""
    shape = shape_of(value)
    return 0 if 0 in shape else max(shape)


def diagonal_of(value, offset=0):
    """Return a diagonal matrix of a vector, a column of the diagonal of a matrix; nothing of what is 0-by-0."""
    if value.shape == (0, 0) and not offset:
        return value
    if 1 in value.shape:
        return np.diag(value.ravel(), offset)
    return np.diag(value, offset)[:, None]


def first_axis(value):
    """Return the first dimension that is not 1: MATLAB's functions work along it."""
    return next((axis for axis, length in enumerate(value.shape) if length != 1), 0)


def longer_axis(value):
    """Return the first dimension that is longer than 1."""
    return next((axis for axis, length in enumerate(value.shape) if length > 1), 0)


def is_empty(value):
    """Return whether a value has no elements, also of text and lists."""
    return len(value) == 0 if isinstance(value, (str, list, dict)) else np.size(value) == 0


def is_square(shape):
    """Return whether a size is that of a square matrix."""
    return len(shape) == 2 and shape[0] == shape[1]


def is_vector(shape):
    """Return whether a size is that of a row or a column, which may be empty."""
    return len(shape) == 2 and 1 in shape


def shape_of(value):
    """Return the size of a value, also of text and lists."""
    if isinstance(value, (str, list)):
        return (1, len(value)) if value else (0, 0)
    return np.atleast_2d(value).shape


def of_length(vector, length, fill=0, before=False):
    """Return a vector of a length: with a number added at its end, or cut there; or both at its start."""
    flat = np.ravel(vector)
    more = np.full(max(length - flat.size, 0), fill, dtype=flat.dtype)
    found = (
        np.concatenate((more, flat))[max(flat.size - length, 0) :] if before else np.concatenate((flat, more))[:length]
    )
    return found[:, None] if np.shape(vector)[1:] == (1,) else found[None, :]


def as_deep(value, other):
    """Return an array with dimensions of 1 behind its own, as many as another one has; NumPy puts them before."""
    return value.reshape(value.shape + (1,) * (other.ndim - value.ndim))


def row_places(rows, matrix):
    """Return, as a column, where rows first stand in a matrix, from 1; 0 where they do not."""
    found = [np.flatnonzero(np.all(matrix == row, axis=1)) for row in rows]
    return np.array([[places[0] + 1.0 if places.size else 0.0] for places in found])


def subscripts_of(size, index, count):
    """Return the subscripts, from 1, of linear indices; the last runs over all dimensions that are left."""
    lengths = np.ravel(size).astype(int).tolist()
    lengths = [*lengths[: count - 1], int(np.prod(lengths[count - 1 :]))]
    return [place + 1.0 for place in np.unravel_index(np.asarray(index).astype(int) - 1, lengths, order="F")]


def size_of_numbers(numbers):
    """Return the size that numbers stand for: of one number that of a square matrix."""
    lengths = tuple(np.maximum(np.ravel(numbers).astype(int), 0).tolist())
    return lengths * 2 if len(lengths) == 1 else lengths


def sizes_of(value, count):
    """Return the numbers of a size; the last is the product of those that are left."""
    shape = np.atleast_2d(value).shape
    shape = shape + (1,) * (count - len(shape))
    return [*shape[: count - 1], int(np.prod(shape[count - 1 :]))]


def squeezed(value):
    """Return an array without dimensions of 1, as long as there are more than two."""
    shape = [length for length in value.shape if length != 1] if value.ndim > 2 else value.shape
    return value.reshape(tuple(shape) + (1,) * (2 - len(shape)))


def finite(matrix):
    """Return a matrix; what has Inf or NaN has no singular values, and LAPACK may search for them without an end."""
    if not np.all(np.isfinite(matrix)):
        raise np.linalg.LinAlgError("cannot take SVD of matrix containing Inf or NaN values")
    return matrix


def length_along(value, dimension):
    """Return the length along a dimension from 1; beyond the last one it is 1."""
    shape = (1, len(value)) if isinstance(value, (str, list)) else np.atleast_2d(value).shape
    return shape[int(dimension) - 1] if dimension <= len(shape) else 1


def padded(value, size, fill, direction="both"):
    """Return an array with elements added around it."""
    size = [int(count) for count in np.ravel(size)] + [0] * (value.ndim - np.size(size))
    widths = [(count * (direction != "post"), count * (direction != "pre")) for count in size]
    modes = {"replicate": "edge", "symmetric": "symmetric", "circular": "wrap"}
    if isinstance(fill, str):
        return np.pad(value, widths, mode=modes[fill])
    return np.pad(value, widths, constant_values=fill)


def permuted(value, order):
    """Return an array with its dimensions in another order; those of 1 at the end are dropped."""
    value = value.reshape(value.shape + (1,) * (len(order) - value.ndim)) if value.ndim < len(order) else value
    shape = value.shape[len(order) :]
    value = value.reshape(value.shape[: len(order)]) if all(length == 1 for length in shape) else value
    found = value.transpose(order)
    while found.ndim > 2 and found.shape[-1] == 1:
        found = found[..., 0]
    return found


def nonzero_places(value):
    """Return the rows, the columns and the values of what is not zero, column by column; places from 1."""
    value = value.toarray() if hasattr(value, "toarray") else np.atleast_2d(value)
    is_row = value.ndim == 2 and value.shape[0] == 1
    value = value.reshape((len(value), -1), order="F") if value.ndim > 2 else value
    columns, rows = np.nonzero(value.T)
    found = rows + 1.0, columns + 1.0, value[rows, columns]
    if value.shape in ((0, 0), (1, 1)) and not rows.size:
        return np.zeros((0, 0)), np.zeros((0, 0)), np.zeros((0, 0))
    rows, columns, values = (part[None, :] if is_row else part[:, None] for part in found)
    return rows, columns, values


def along(function, value, dimension, **options):
    """Apply a function along a dimension from 1; along one that the value does not have, to each element."""
    value = np.atleast_2d(value)
    value = value.reshape(value.shape + (1,) * (int(dimension) - value.ndim))
    found = function(value, axis=int(dimension) - 1, keepdims=True, **options)
    return found.reshape(found.shape[:2]) if all(length == 1 for length in found.shape[2:]) else found


def along_first(function, value, **options):
    """Apply a function along the first dimension that is not 1; a 0-by-0 array counts as a column."""
    value = np.zeros((0, 1)) if np.shape(value) == (0, 0) else np.atleast_2d(value)
    return function(value, axis=first_axis(value), keepdims=True, **options)


def found_places(value, count=None, last=False):
    """Return the places, from 1, of what is not zero: a row of a row, nothing at all of a number, else a column."""
    places = np.flatnonzero(value.T) + 1.0
    if count is not None:
        places = places[-int(count) :] if last else places[: int(count)]
    if value.shape in ((1, 1), (0, 0)) and not places.size:
        return np.zeros((0, 0))
    return places[None, :] if value.shape[0] == 1 else places[:, None]


def lying_as(values, other):
    """Return a vector as a row if another value is one, else as a column: MATLAB keeps the direction."""
    return values[None, :] if np.shape(other)[0] == 1 else values[:, None]


def lying_as_both(values, first, second):
    """Return a vector as a row if two sets are rows, else as a column."""
    return values[None, :] if first.shape[0] == second.shape[0] == 1 else values[:, None]


def flipped(value, dimension):
    """Return an array turned round along a dimension from 1; along one that it does not have it stays."""
    return np.flip(value, axis=int(dimension) - 1) if dimension <= value.ndim else value


def shifted_dimensions(value, count):
    """Return an array whose first dimensions, so many, come last; of less than 0 as many of 1 come before them."""
    if count < 0:
        shape = (1,) * -int(count) + value.shape
        last = max([2, *(place for place, length in enumerate(shape, 1) if length != 1)])
        return value.reshape(shape[:last])
    order = np.roll(np.arange(value.ndim), -int(count))
    return permuted(value, order)


def tiled(value, counts):
    """Repeat an array by so many numbers as there are; NumPy would put new dimensions before the others."""
    counts = size_of_numbers(counts)
    counts = (*counts, *(1 for _ in range(value.ndim - len(counts))))
    found = np.tile(value.reshape(value.shape + (1,) * (len(counts) - value.ndim)), counts)
    while found.ndim > 2 and found.shape[-1] == 1:
        found = found[..., 0]
    return found


def left_of(values, places, is_row=True):
    """Return an array without some elements: of a matrix what is left is a row, in Octave also a column."""
    left = np.delete(values.ravel(order="F"), places)
    if left.size == values.size:
        return values
    if 1 in values.shape:
        is_row = values.shape[1:] != (1,) or values.size == 1
    return left[None, :] if is_row else left[:, None]


def element_of(cell, places):
    """Return the element of a cell at a place, or at a row and a column, from 1."""
    *row, place = [int(np.ravel(place)[0]) - 1 for place in places]
    if cell and all(isinstance(one, list) for one in cell):
        return cell[row[0]][place] if row else [one for column in zip(*cell, strict=True) for one in column][place]
    return cell[max([place, *row])]
