# mypy: ignore-errors
"""The helpers as they stand in a port. Each says what MATLAB does that NumPy does not."""

import itertools
import re

import numpy as np
import scipy.integrate
import scipy.interpolate
import scipy.linalg
import scipy.optimize
import scipy.sparse


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


def narrowed(value):
    """Return a complex value as a real one if no imaginary part is left, as MATLAB does after each operation."""
    return np.real(value) if np.iscomplexobj(value) and not np.any(np.imag(value)) else value


def assert_true(condition, message="assert failed"):
    """Raise an error if a condition does not hold, as MATLAB's assert does."""
    if not condition:
        raise RuntimeError(message)


def chosen_word(text, choices):
    """Return the choice that begins with a text, whatever its case."""
    found = [choice for choice in choices if choice.lower().startswith(text.lower())]
    assert_true(found, f"validatestring: '{text}' does not match any valid string")
    return found[0]


def char_codes(text):
    """Return the codes of characters: a row of text, a matrix of several rows; numbers stay as they are."""
    if not isinstance(text, (str, list)):
        return text
    rows = [text] if isinstance(text, str) else text
    return np.array([[ord(character) for character in row] for row in rows], dtype=float)


def matlab_range(start, step, stop):
    """Return the row start:step:stop; a stop that rounding has moved by a few ulp is reached."""
    bounds = [np.ravel(bound) for bound in (start, step, stop)]
    if not all(bound.size for bound in bounds):
        return np.zeros((1, 0))
    kind = np.float32 if any(bound.dtype == np.float32 for bound in bounds) else np.float64
    start, step, stop = (bound.astype(kind)[0] for bound in bounds)
    if np.any(np.isnan([start, step, stop])):
        return np.array([[np.nan]])
    if step == 0 or (step > 0 and start > stop) or (step < 0 and start < stop):
        return np.zeros((1, 0), dtype=kind)
    if np.isinf(step):
        return np.array([[np.nan if np.isinf(stop) else start]], dtype=kind)
    count = int(np.floor((stop - start) / step * (1 + 3 * np.finfo(kind).eps)))
    return (start + np.arange(count + 1, dtype=kind) * step)[None, :]


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


def elements_of(rows):
    """Return the elements of a list of rows, column by column."""
    return [element for column in zip(*rows, strict=True) for element in column]


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


def diagonal_of(value, offset=0):
    """Return a diagonal matrix of a vector, a column of the diagonal of a matrix; nothing of what is 0-by-0."""
    if value.shape == (0, 0) and not offset:
        return value
    if 1 in value.shape:
        return np.diag(value.ravel(), offset)
    return np.diag(value, offset)[:, None]


def disp_text(value):
    """Return what MATLAB's disp prints, for a number or an array of whole numbers."""
    if np.size(value) == 1:
        return num2str(value)
    return "\n".join("   " + "   ".join(num2str(element) for element in row) for row in np.atleast_2d(value))


def eigenvalues(matrix):
    """Return eigenvalues as a column: in ascending order for a symmetric matrix, as LAPACK gives them."""
    if np.array_equal(matrix, matrix.conj().T):
        return np.linalg.eigvalsh(matrix, UPLO="U")[:, None]
    return np.linalg.eigvals(matrix)[:, None]


def eigenvectors(matrix):
    """Return eigenvectors, and the diagonal matrix of the eigenvalues."""
    # From the upper triangle, as MATLAB reads it: from the lower one some vectors have the other sign.
    is_symmetric = np.array_equal(matrix, matrix.conj().T)
    values, vectors = np.linalg.eigh(matrix, UPLO="U") if is_symmetric else np.linalg.eig(matrix)
    return vectors, np.diag(values)


def eigenvectors_of_two(left, right):
    """Return eigenvectors of a pair of matrices, and the diagonal matrix of the eigenvalues."""
    is_symmetric = all(np.array_equal(matrix, matrix.conj().T) for matrix in (left, right))
    if is_symmetric and np.all(np.linalg.eigvalsh(right) > 0):
        values, vectors = scipy.linalg.eigh(left, right, lower=False)
    else:  # the largest element of each vector is 1
        values, vectors = scipy.linalg.eig(left, right)
        vectors = vectors / np.max(np.abs(vectors.real) + np.abs(vectors.imag), axis=0)
        values, vectors = (narrowed(found) for found in (values, vectors))
    return vectors, np.diag(values)


def largest_eigenvectors(matrix, count=6):
    """Return the eigenvectors of the eigenvalues that are largest in modulus, and the diagonal matrix of these."""
    vectors, values = eigenvectors(matrix)
    order = np.argsort(-np.abs(np.diag(values)), kind="stable")[:count]
    return vectors[:, order], values[order][:, order]


def elements_at(value, places):
    """Return elements by linear indices, in the size that MATLAB gives: a vector keeps its own orientation."""
    found = value.ravel(order="F")[places]
    if isinstance(places, slice) or (1 in value.shape and 1 in places.shape and value.size != 1):
        return found.reshape((-1, 1) if value.shape[1:] == (1,) and value.shape[0] != 1 else (1, -1))
    return found


def raise_error(message):
    """Raise an error, as a statement within an expression may do."""
    raise RuntimeError(message)


def extreme_of(function, value, dimension=None):
    """Return an extreme along a dimension, by default the first that is not 1; of no elements it is the value."""
    axis = first_axis(value) if dimension is None else int(dimension) - 1
    return value if value.shape[axis] == 0 else function(value, axis=axis, keepdims=True)


def polynomial_quotient(dividend, divisor):
    """Divide polynomials; return the quotient, and what is left with as many coefficients as the dividend, as rows."""
    quotient, rest = np.polydiv(dividend, divisor)
    return quotient[None, :], np.pad(rest, (dividend.size - rest.size, 0))[None, :]


def prime_factors(number):
    """Return the prime factors of a number as a row."""
    found, rest, divisor = [], int(number), 2
    while divisor * divisor <= rest:
        while rest % divisor == 0:
            found.append(divisor)
            rest //= divisor
        divisor += 1
    return np.array([[*found, *([rest] if rest > 1 or not found else [])]], dtype=float)


def first_axis(value):
    """Return the first dimension that is not 1: MATLAB's functions work along it."""
    return next((axis for axis, length in enumerate(value.shape) if length != 1), 0)


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


def grown_list(values, count):
    """Return a list with empty matrices added, so that it has at least a number of elements."""
    return values + [np.zeros((0, 0)) for _ in range(count - len(values))]


def grown_rows(rows, height, width):
    """Return a list of rows with empty matrices added, so that it has at least so many rows and columns."""
    width = max([width, *map(len, rows)])
    longer = [row + [np.zeros((0, 0)) for _ in range(width - len(row))] for row in rows]
    return longer + [[np.zeros((0, 0)) for _ in range(width)] for _ in range(height - len(rows))]


def counts_and_centres(values, bins=10):
    """Count values in bins around centres; a value in the middle between two belongs to the lower one."""
    values = np.ravel(values)
    if np.size(bins) == 1:
        half = (np.max(values) - np.min(values)) / int(bins) / 2
        bins = np.linspace(np.min(values) + half, np.max(values) - half, int(bins))
    centres = np.ravel(bins)
    places = np.searchsorted((centres[:-1] + centres[1:]) / 2, values, side="left")
    return np.bincount(places, minlength=centres.size)[None, :].astype(float), centres[None, :]


def histc(values, edges):
    """Count values between edges; the last edge counts for itself."""
    if 1 not in np.shape(values) and np.ndim(values) == 2:
        return np.hstack([histc(column[:, None], edges) for column in values.T])
    places = np.ravel(bin_places(values, edges)).astype(int)
    counts = np.bincount(places, minlength=np.size(edges) + 1)[1:].astype(float)
    return counts[:, None] if np.shape(values)[1:] == (1,) else counts[None, :]


def bin_places(values, edges):
    """Return for each value the place of its bin, from 1: 0 for what is outside, the last edge has its own."""
    edges = np.ravel(edges)
    places = np.searchsorted(edges, values, side="right").astype(float)
    return np.where(np.asarray(values) <= edges[-1], places, 0.0)


def is_empty(value):
    """Return whether a value has no elements, also of text and lists."""
    return len(value) == 0 if isinstance(value, (str, list, dict)) else np.size(value) == 0


def is_square(shape):
    """Return whether a size is that of a square matrix."""
    return len(shape) == 2 and shape[0] == shape[1]


def is_vector(shape):
    """Return whether a size is that of a row or a column that is not empty."""
    return len(shape) == 2 and 1 in shape and 0 not in shape


def shape_of(value):
    """Return the size of a value, also of text and lists."""
    if isinstance(value, (str, list)):
        return (1, len(value)) if value else (0, 0)
    return np.atleast_2d(value).shape


def is_true(value):
    """Return whether a condition holds: all elements are, and there is one."""
    return len(value) > 0 if isinstance(value, str) else np.size(value) > 0 and bool(np.all(value))


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


def isprime(numbers):
    """Return which numbers are prime."""

    def is_one(number):
        return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))

    return is_one(numbers) if np.ndim(numbers) == 0 else np.vectorize(is_one, otypes=[bool])(numbers)


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
    lines = [line for line in lines if line.size] or lines[:1]
    return np.vstack(lines).astype(np.result_type(float, *lines)) if lines else np.zeros((0, 0))


def magic_square(n):
    """Return a magic square, by MATLAB's way."""
    if n % 2:
        i, j = np.mgrid[1 : n + 1, 1 : n + 1]
        a, b = (i + j - (n + 3) // 2) % n, (i + 2 * j - 2) % n
        return n * a + b + 1.0
    if n % 4 == 0:
        square = np.arange(1.0, n * n + 1).reshape(n, n)
        i = (np.arange(1, n + 1) % 4) // 2
        keep = i[:, None] == i[None, :]
        square[keep] = n * n + 1 - square[keep]
        return square
    half = n // 2
    small = magic_square(half)
    square = np.block([[small, small + 2 * half**2], [small + 3 * half**2, small + half**2]])
    if n == 2:
        return np.array([[4.0, 3.0], [1.0, 2.0]])
    k = (n - 2) // 4
    columns = [*range(k), *range(n - k + 1, n)]
    top, bottom = square[:half, columns].copy(), square[half:, columns].copy()
    square[:half, columns], square[half:, columns] = bottom, top
    square[[k, k + half], 0] = square[[k + half, k], 0]
    square[[k, k + half], k] = square[[k + half, k], k]
    return square


def mat2str(value, digits=15):
    """Return numbers as they are written in MATLAB."""

    def one(number):
        if isinstance(number, (bool, np.bool_)):
            return "true" if number else "false"
        if np.iscomplexobj(value):
            form = f"%.{int(digits)}g"
            return f"{sprintf(form, number.real)}{'-' if number.imag < 0 else '+'}{sprintf(form, abs(number.imag))}i"
        return sprintf(f"%.{int(digits)}g", number)

    if np.size(value) == 1:
        return one(np.ravel(value)[0])
    if not np.size(value):
        return "[]"
    return "[" + ";".join(" ".join(one(number) for number in row) for row in value) + "]"


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


def of_length(vector, length, fill=0, before=False):
    """Return a vector of a length: with a number added at its end, or cut there; or both at its start."""
    flat = np.ravel(vector)
    more = np.full(max(length - flat.size, 0), fill, dtype=flat.dtype)
    found = np.concatenate((more, flat))[-length:] if before else np.concatenate((flat, more))[:length]
    return found[:, None] if np.shape(vector)[1:] == (1,) and flat.size > 1 else found[None, :]


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


def matrix_of_diagonals(columns, places, height, width):
    """Return a sparse matrix of its diagonals; of one that is wider than high each begins at its first row."""
    result = scipy.sparse.lil_array((height, width))
    for column, place in zip(columns.T, np.ravel(places).astype(int), strict=True):
        for row in range(max(0, -place), min(height, width - place)):
            result[row, row + place] = column[row if height < width else row + place]
    return result.tocsc()


def mldivide(left, right):
    """Solve a system: exactly if it is square, by least squares if it is not, or is singular."""
    if np.size(left) == 1:
        return right / np.ravel(left)[0]
    if not np.size(left):
        return np.zeros((left.shape[1], right.shape[1]))
    is_finite = np.all(np.isfinite(left))
    if left.shape[0] == left.shape[1] and (not is_finite or 1 + 1 / np.linalg.cond(left, 1) != 1):
        return np.linalg.solve(left, right)
    if np.isnan(left).any():
        return np.full((left.shape[1], right.shape[1]), np.nan)
    return np.linalg.lstsq(left, right)[0]


def mrdivide(left, right):
    """Divide by a scalar, or solve a system from the right."""
    if np.size(right) == 1:
        return np.atleast_2d(left / np.ravel(right)[0])
    return mldivide(np.transpose(right), np.atleast_2d(left).T).T


def mod_(x, y):
    """Return the remainder with the sign of the divisor: of a multiple but for rounding 0, by zero the dividend."""
    divisor = np.where(np.equal(y, 0), 1, y)
    return np.where(np.equal(y, 0), x, np.where(is_multiple(x, divisor), 0, np.mod(x, divisor)))[()]


def is_multiple(x, y):
    """Return which numbers are a multiple, but for rounding, of divisors that are no whole numbers."""
    quotient, nearest = x / y, np.round(x / y)
    return (y != np.round(y)) & (np.abs(quotient - nearest) < np.finfo(float).eps * np.abs(nearest))


def reduced_rows(matrix, tolerance=None):
    """Return the reduced row echelon form, and the columns of the pivots, from 1."""
    matrix = np.array(matrix, dtype=float, ndmin=2)
    rows, columns = matrix.shape
    if tolerance is None:
        tolerance = np.finfo(float).eps * max(rows, columns) * np.linalg.norm(matrix, np.inf)
    pivots = []
    for column in range(columns):
        row = len(pivots)
        if row == rows:
            break
        pivot = row + np.argmax(np.abs(matrix[row:, column]))
        if np.abs(matrix[pivot, column]) <= tolerance:
            matrix[row:, column] = 0
            continue
        pivots.append(column + 1.0)
        matrix[[pivot, row], column:] = matrix[[row, pivot], column:]
        matrix[row, column:] = matrix[row, column:] / matrix[row, column]
        others = [*range(row), *range(row + 1, rows)]
        matrix[others, column:] -= matrix[others, column][:, None] * matrix[row, column:][None, :]
    return matrix, np.array([pivots])


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


def as_deep(value, other):
    """Return an array with dimensions of 1 behind its own, as many as another one has; NumPy puts them before."""
    return value.reshape(value.shape + (1,) * (other.ndim - value.ndim))


def modulus(z):
    """Return the modulus; NumPy's abs of a complex number may be off by a unit in the last place."""
    return np.hypot(np.real(z), np.imag(z))


def mtimes(left, right):
    """Multiply: a scalar with each element, matrices as such."""
    return np.atleast_2d(left * right if np.size(left) == 1 or np.size(right) == 1 else left @ right)


def mpower(base, exponent):
    """Return the power of a number, or of a matrix: by its eigenvalues if the exponent is no whole number."""
    if np.size(base) == np.size(exponent) == 1:
        return powered(base, exponent)
    if np.size(exponent) == 1 and float(exponent).is_integer():
        return np.linalg.matrix_power(base, int(exponent))
    values, vectors = np.linalg.eig(base)
    power = vectors @ np.diag((values + 0j) ** exponent) @ np.linalg.inv(vectors)
    return power if power.imag.any() else power.real


def num2str(value, digits=None):
    """Return numbers as text, in columns of one width: with four digits behind the point if there are fractions."""
    if isinstance(value, str):
        return value
    if np.iscomplexobj(value):
        number = np.ravel(value)[0]
        return f"{num2str(number.real, digits)}{'-' if number.imag < 0 else '+'}{num2str(abs(number.imag), digits)}i"
    table = np.atleast_2d(value)
    if isinstance(digits, str):
        lines = ["".join(sprintf(digits, number) for number in row) for row in table]
    else:
        form = number_format(table, digits)
        lines = ["".join(sprintf(form, number) for number in row) for row in table]
    blank = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    lines = [line[blank:].rstrip() for line in lines]
    return lines[0] if len(lines) == 1 else lines


def number_format(table, digits=None):
    """Return the format in which numbers are written as columns, by the largest of them."""
    if digits is not None:
        return f"%{int(digits) + 7}.{int(digits)}g"
    finite = np.abs(table[np.isfinite(table)].astype(float))
    order = int(np.floor(np.log10(np.max(finite)))) if np.any(finite) else 0
    if order <= 15 and np.all(finite == np.trunc(finite)):
        return f"%{order + 3 if finite.size == table.size else max(order + 3, 5)}.0f"
    places = min(max(order + 5, 5), 16)
    return f"%{places + 7}.{places}g"


def pick_at(values, places):
    """Return the elements of a list or text at places from 1, or where a mask is true."""
    places = np.ravel(places, order="F")
    chosen = np.flatnonzero(places) if places.dtype == bool else places.astype(int) - 1
    found = [values[place] for place in chosen]
    return "".join(found) if isinstance(values, str) else found


def parse_options(parser, *arguments):
    """Sort arguments by the rules of a parser, as MATLAB's inputParser does; its results go into "Results"."""
    rules = {kind: [] for kind in ("required", "optional", "parameter", "switch")}
    for kind, name, *rest in parser["rules"]:
        rules[kind].append((name, *rest))
    waiting, results, unmatched = list(arguments), {}, {}
    named = {name.lower(): (name, checks) for name, _, *checks in rules["parameter"] + rules["switch"]}
    for name, _, *checks in rules["required"]:
        assert_true(waiting, "not enough input arguments")
        results[name] = checked_option(name, waiting.pop(0), checks)
    for name, _, *checks in rules["optional"]:
        is_word = bool(waiting) and isinstance(waiting[0], str)
        if not waiting or (is_word and waiting[0].lower() in named):
            break
        if isinstance(waiting[0], (str, dict)) and not passes(checks, waiting[0]):
            break
        results[name] = checked_option(name, waiting.pop(0), checks)
    switches = {name for name, *_ in rules["switch"]}
    while waiting:
        word = waiting.pop(0)
        if isinstance(word, dict):  # its fields are options
            waiting = [part for option in word.items() for part in option] + waiting
            continue
        assert_true(isinstance(word, str), "non-string for Parameter name or Switch")
        name, checks = named.get(word.lower(), (None, []))
        assert_true(name is not None or parser.get("KeepUnmatched"), f"argument '{word}' is not a valid parameter")
        assert_true(waiting or name in switches, f"no matching value for option '{word}'")
        if name is None:
            unmatched[word] = waiting.pop(0)
        else:
            results[name] = True if name in switches else checked_option(name, waiting.pop(0), checks)
    defaults = {name: default for _, name, default, *_ in parser["rules"] if name not in results}
    parser |= {"Results": results | defaults, "Unmatched": unmatched, "UsingDefaults": list(defaults)}


def checked_option(name, value, checks):
    """Return the value of an option; one that fails its check is an error."""
    assert_true(passes(checks, value), f"failed validation of {name}")
    return value


def passes(checks, value):
    """Return whether a value passes all checks; one that returns nothing fails by an error alone."""
    try:
        return all(found is None or bool(np.all(found)) for found in (check(value) for check in checks))
    except Exception:
        return False


def primes_up_to(limit):
    """Return the primes up to a number as a row."""
    found = [n for n in range(2, int(limit) + 1) if all(n % d for d in range(2, int(n**0.5) + 1))]
    return np.array([found], dtype=float)


def row_places(rows, matrix):
    """Return, as a column, where rows first stand in a matrix, from 1; 0 where they do not."""
    found = [np.flatnonzero(np.all(matrix == row, axis=1)) for row in rows]
    return np.array([[places[0] + 1.0 if places.size else 0.0] for places in found])


def reciprocal_condition(matrix):
    """Return 1 over the condition in the 1-norm; Inf of nothing, 0 if there is no inverse, or not all is finite."""
    if not matrix.size:
        return np.inf
    return 1 / np.linalg.cond(matrix, 1) if np.all(np.isfinite(matrix)) else 0.0


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


def same_text(first, second, count=None, fold=False):
    """Return whether two values are the same text; what is no text is not equal."""
    if not (isinstance(first, str) and isinstance(second, str)):
        return False
    if fold:
        first, second = first.lower(), second.lower()
    return first[:count] == second[:count]


def saturate(x, dtype):
    """Return numbers in an integer class as MATLAB does: round half away from zero, and stop at the bounds."""
    limits = np.iinfo(dtype)
    x = np.asarray(x, dtype=np.longdouble if limits.bits == 64 else float)
    x = np.where(np.isnan(x), 0, x)
    x = np.trunc(x + np.copysign(0.5, x))
    result = np.where(x >= limits.max, 0, np.maximum(x, limits.min)).astype(dtype)
    return np.where(x >= limits.max, limits.max, result).astype(dtype)[()]


def subscripts_of(size, index, count):
    """Return the subscripts, from 1, of linear indices; the last runs over all dimensions that are left."""
    lengths = np.ravel(size).astype(int).tolist()
    lengths = [*lengths[: count - 1], int(np.prod(lengths[count - 1 :]))]
    return [place + 1.0 for place in np.unravel_index(np.asarray(index).astype(int) - 1, lengths, order="F")]


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


def sizes_of(value, count):
    """Return the numbers of a size; the last is the product of those that are left."""
    shape = np.atleast_2d(value).shape
    shape = shape + (1,) * (count - len(shape))
    return [*shape[: count - 1], int(np.prod(shape[count - 1 :]))]


def sort_order(values, axis, descending=False):
    """Return the places, from 0, in the order of the values; what is equal keeps its order, NaN is the largest."""
    if not descending:
        return np.argsort(values, axis=axis, kind="stable")
    turned = np.flip(values, axis=axis)
    return values.shape[axis] - 1 - np.flip(np.argsort(turned, axis=axis, kind="stable"), axis=axis)


def sprintf(template, *values):
    """Format values as MATLAB does: the template is used again for more of them."""
    escapes = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
    template = re.sub(r"\\(.)", lambda found: escapes.get(found[1], found[1]), template)
    waiting = []
    for value in values:
        waiting += [value] if isinstance(value, str) else np.ravel(value, order="F").tolist()
    conversions = list(re.finditer(r"%([-+ 0#]*)(\*|\d+)?(\.\d+|\.\*)?l?([diouxXeEfgGcs%])", template))
    pieces, has_values = [], bool(waiting)
    while True:
        at = 0
        for found in conversions:
            pieces.append(template[at : found.start()])
            at = found.end()
            if found[4] != "%" and has_values and not waiting:
                return "".join(pieces)
            pieces.append("%" if found[4] == "%" else formatted(found, waiting))
        pieces.append(template[at:])
        if not waiting or all(found[4] == "%" for found in conversions):
            return "".join(pieces)


def formatted(conversion, waiting):
    """Return the next of the waiting values by a conversion; nothing where none is left."""
    flags, width, precision, letter = conversion.groups()
    if width == "*":
        width = str(int(waiting.pop(0)))
    spec = f"%{flags}{width or ''}"
    if not waiting:
        return " " * int(width or 0)
    if isinstance(waiting[0], str) and letter not in "sc":
        waiting[:1] = [ord(character) for character in waiting[0]]
    value = waiting.pop(0)
    if isinstance(value, str):
        return f"{spec}{precision or ''}s" % value
    if not np.isfinite(value):
        return f"{spec.replace('0', '')}s" % ("NaN" if np.isnan(value) else "Inf" if value > 0 else "-Inf")
    if letter in "sc":
        return f"{spec}s" % (chr(int(value)) if value == int(value) else f"{value:.5g}")
    if letter in "diouxX" and value != int(value):
        return f"{spec}s" % (f"{value:{precision or ''}g}" if abs(value) < 1e5 else repr(value))
    if letter in "diouxX":
        return f"{spec}{precision or ''}{letter.replace('u', 'd')}" % int(value)
    return f"{spec}{precision or ''}{letter}" % value


def squeezed(value):
    """Return an array without dimensions of 1, as long as there are more than two."""
    shape = [length for length in value.shape if length != 1] if value.ndim > 2 else value.shape
    return value.reshape(tuple(shape) + (1,) * (2 - len(shape)))


def unique_values(values):
    """Return each value once, as a row of a row, else as a column: also of nothing, but for what is 0-by-0."""
    if not values.size:
        return values if values.shape == (0, 0) else np.zeros((0, 1))
    found = np.unique(values)
    return found[None, :] if values.shape[0] == 1 else found[:, None]


def unique_stable(values):
    """Return each value once, in the order in which they come."""
    flat = np.ravel(values, order="F")
    return flat[np.sort(np.unique(flat, return_index=True)[1])]


def str2double(text):
    """Return the number that a text is; NaN if it is none."""
    try:
        return float(text.strip().replace(",", "").replace("i", "j").replace("jnf", "inf"))
    except ValueError:
        return np.nan


def strfind(text, pattern):
    """Return where a text begins in another as a row, from 1; they may overlap."""
    found = [k + 1.0 for k in range(len(text) - len(pattern) + 1) if pattern and text.startswith(pattern, k)]
    return np.array([found]) if found else np.zeros((0, 0))


def strtok(text, delimiters=" \t\n\v\f\r\0"):
    """Return the first word, and what follows it."""
    start = next((k for k, c in enumerate(text) if c not in delimiters), len(text))
    end = next((k for k in range(start, len(text)) if text[k] in delimiters), len(text))
    return text[start:end], text[end:]


def svd_factors(matrix, economy):
    """Return the factors of a singular value decomposition: U, S as a matrix, V."""
    # By the driver that MATLAB's LAPACK takes: by the other one some vectors have the other sign.
    left, values, right = scipy.linalg.svd(finite(matrix), full_matrices=not economy, lapack_driver="gesvd")
    middle = np.zeros((left.shape[1], right.shape[0]))
    np.fill_diagonal(middle, values)
    return left, middle, right.conj().T


def finite(matrix):
    """Return a matrix; what has Inf or NaN has no singular values, and LAPACK may search for them without an end."""
    if not np.all(np.isfinite(matrix)):
        raise np.linalg.LinAlgError("cannot take SVD of matrix containing Inf or NaN values")
    return matrix


def spectral_norm(matrix):
    """Return the largest singular value of a matrix: NaN if an element is Inf or NaN, 0 if there is none."""
    if not np.all(np.isfinite(matrix)):
        return np.nan
    return np.linalg.norm(np.atleast_2d(matrix), 2) if np.size(matrix) else 0.0


def pseudo_inverse(matrix, tolerance=None):
    """Return the pseudoinverse of a matrix: singular values up to the tolerance count as 0; of Inf or NaN it is NaN."""
    if not np.all(np.isfinite(matrix)):
        return np.full(matrix.T.shape, np.nan)
    if tolerance is None or not np.size(matrix):
        return np.linalg.pinv(matrix)
    return np.linalg.pinv(matrix, rcond=tolerance / np.linalg.norm(matrix, 2))


def text_of(numbers):
    """Return the text of character codes."""
    return "".join(chr(int(np.floor(number + 0.5))) for number in np.ravel(numbers, order="F"))


def transformed(function, value, **options):
    """Return a Fourier transform; of nothing it is nothing."""
    return function(value, **options) if value.size else value


def unique_places(values, axis=None, last=False, stable=False):
    """Return sorted values, each once, with the place of the first of equal ones, and of each value among them."""
    flat = np.array(values) if isinstance(values, list) else values if axis == 0 else np.ravel(values, order="F")
    nan = {} if axis == 0 else {"equal_nan": False}
    found, start, inverse = np.unique(flat, return_index=True, return_inverse=True, axis=axis, **nan)
    inverse = np.ravel(inverse)
    if last:
        start = len(flat) - 1 - np.unique(flat[::-1], return_index=True, axis=axis, **nan)[1]
    if stable:  # in the order in which they come
        order = np.argsort(start)
        found, start, inverse = found[order], start[order], np.argsort(order)[inverse]
    return found.tolist() if isinstance(values, list) else found, start + 1.0, inverse + 1.0


def with_characters(text, places, new):
    """Return a text with other characters at places from 1, or where a mask is true; it may become longer."""
    places = np.ravel(places, order="F")
    chosen = np.flatnonzero(places) if places.dtype == bool else places.astype(int) - 1
    characters = list(text.ljust(int(np.max(chosen, initial=-1)) + 1, "\0"))
    for k, place in enumerate(chosen):
        characters[place] = new[k if len(new) > 1 else 0]
    return "".join(characters)


def length_along(value, dimension):
    """Return the length along a dimension from 1; beyond the last one it is 1."""
    shape = (1, len(value)) if isinstance(value, (str, list)) else np.atleast_2d(value).shape
    return shape[int(dimension) - 1] if dimension <= len(shape) else 1


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


def cholesky(matrix, lower=False):
    """Return Cholesky's factor and 0; if the matrix is not positive definite, that of a part, and where it ends."""
    for size in range(matrix.shape[0], -1, -1):
        try:
            factor = np.linalg.cholesky(matrix[:size, :size], upper=not lower)
        except np.linalg.LinAlgError:
            continue
        flag = 0.0 if size == matrix.shape[0] else size + 1.0
        return factor, flag
    return np.zeros((0, 0)), 1.0


def cell_texts(value):
    """Return the rows of text as a list of text without blanks at their ends."""
    if isinstance(value, list) and all(isinstance(element, str) for element in value):
        return [element.rstrip(" ") for element in value]
    return [value]


def is_cell_of_text(value):
    """Return whether a value is a cell of text."""
    return isinstance(value, list) and all(isinstance(element, str) for element in value)


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


def starting_with(text, choices, exact=False):
    """Return the places, from 1, of the texts that begin with a text, or are that text, as a column."""
    choices = [choices] if isinstance(choices, str) else choices
    found = [
        [k + 1.0]
        for k, choice in enumerate(choices)
        if choice.startswith(text) and not (exact and choice[len(text) :].rstrip(" \0"))
    ]
    return np.array(found) if found else np.zeros((0, 0))


def char_rows(*texts, keep_empty=True):
    """Return texts as the rows of a char array: filled up with blanks to the same length; one alone is text."""
    rows = [line for text in texts for line in (text if isinstance(text, list) else [text])]
    rows = [text_of(row) if not isinstance(row, str) else row for row in rows]
    rows = [row for row in rows if row or keep_empty]
    width = max(map(len, rows), default=0)
    return "".join(rows) if len(rows) < 2 else [row.ljust(width) for row in rows]


def or_nothing(found, value):
    """Return what was found in a value; in what is 0-by-0 the same is found."""
    return value if np.shape(value) == (0, 0) else found


def padded(value, size, fill, direction="both"):
    """Return an array with elements added around it."""
    size = [int(count) for count in np.ravel(size)] + [0] * (value.ndim - np.size(size))
    widths = [(count * (direction != "post"), count * (direction != "pre")) for count in size]
    modes = {"replicate": "edge", "symmetric": "symmetric", "circular": "wrap"}
    if isinstance(fill, str):
        return np.pad(value, widths, mode=modes[fill])
    return np.pad(value, widths, constant_values=fill)


def listed_numbers(text):
    """Return the numbers that a text lists, as MATLAB writes them; nothing if it is no list."""
    rows = [row.replace(",", " ").split() for row in text.strip(" []").split(";") if row.strip()]
    numbers = np.array([[str2double(word) for word in row] for row in rows])
    return np.zeros((0, 0)) if np.any(np.isnan(numbers)) or not numbers.size else numbers


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


def mapped(function, count, *lists):
    """Call a function of several outputs on the elements of lists; return a list for each output."""
    found = [function(*elements) for elements in zip(*lists, strict=True)]
    return [[one[k] if isinstance(one, tuple) else one for one in found] for k in range(count)]


def called(named, function, *arguments, **asked):
    """Call a function that is given itself or by its name."""
    return (named[function] if isinstance(function, str) else function)(*arguments, **asked)


def as_asked_for(outputs, count):
    """Return the first of the outputs of a function, or as many as are asked for."""
    return outputs[0] if count == 1 else outputs[:count]


def pieces_of(value, rows, columns=None):
    """Cut a matrix into the parts of a cell: a list if they stand in one row or column, else a list of rows."""
    rows = np.cumsum([0, *np.ravel(rows)]).astype(int)
    columns = [0, value.shape[1]] if columns is None else np.cumsum([0, *np.ravel(columns)]).astype(int)
    strips = [value[a:b] for a, b in itertools.pairwise(rows)]
    grid = [[strip[:, c:d] for c, d in itertools.pairwise(columns)] for strip in strips]
    return [row[0] for row in grid] if len(columns) == 2 else grid[0] if len(rows) == 2 else grid


def permuted(value, order):
    """Return an array with its dimensions in another order; those of 1 at the end are dropped."""
    value = value.reshape(value.shape + (1,) * (len(order) - value.ndim)) if value.ndim < len(order) else value
    shape = value.shape[len(order) :]
    value = value.reshape(value.shape[: len(order)]) if all(length == 1 for length in shape) else value
    found = value.transpose(order)
    while found.ndim > 2 and found.shape[-1] == 1:
        found = found[..., 0]
    return found


def not_translated(what):
    """Raise an error where a port comes to a part of a line that is not translated."""
    raise NotImplementedError(what)


def null_space(matrix):
    """Return a basis of the null space, as columns; what rounding has left of a 0 is 0."""
    found = scipy.linalg.null_space(matrix, lapack_driver="gesvd")
    return np.where(np.abs(found) < np.finfo(float).eps, 0.0, found)


def nonzero_places(value):
    """Return the rows, the columns and the values of what is not zero, column by column; places from 1."""
    value = value.toarray() if hasattr(value, "toarray") else value
    columns, rows = np.nonzero(value.T)
    found = rows + 1.0, columns + 1.0, value[rows, columns]
    if value.shape in ((0, 0), (1, 1)) and not rows.size:
        return np.zeros((0, 0)), np.zeros((0, 0)), np.zeros((0, 0))
    rows, columns, values = (part[None, :] if value.shape[0] == 1 else part[:, None] for part in found)
    return rows, columns, values


def updated_cholesky(factor, vector, sign="+"):
    """Return the upper factor of R' * R plus, or minus, x * x'."""
    change = np.outer(np.ravel(vector), np.conj(np.ravel(vector)))
    return np.linalg.cholesky(factor.conj().T @ factor + (change if sign == "+" else -change)).conj().T


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


def powered(base, exponent):
    """Raise to a power, which is complex where a negative number is raised to one that is not whole."""
    is_negative = np.isrealobj(base) & (np.real(base) < 0)
    if not np.any(is_negative & (np.asarray(exponent) != np.trunc(exponent))):
        return np.power(base + 0.0, exponent)
    turned = np.exp(1j * np.pi * np.where(is_negative, exponent, 0))  # which rounds where the exponent is whole, too
    return narrowed(np.abs(base) ** exponent * turned)


def found_places(value, count=None, last=False):
    """Return the places, from 1, of what is not zero: a row of a row, nothing at all of a number, else a column."""
    places = np.flatnonzero(value.T) + 1.0
    if count is not None:
        places = places[-int(count) :] if last else places[: int(count)]
    if value.shape in ((1, 1), (0, 0)) and not places.size:
        return np.zeros((0, 0))
    return places[None, :] if value.shape[0] == 1 else places[:, None]


def inverse(matrix):
    """Return the inverse of a matrix; Inf if there is none, or not all of it is finite."""
    if np.size(matrix) > 1 and not np.all(np.isfinite(matrix)):
        return np.full(np.shape(matrix), np.inf)
    try:
        return np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        return np.full(np.shape(matrix), np.inf)


def lying_as(values, other):
    """Return a vector as a row if another value is one, else as a column: MATLAB keeps the direction."""
    return values[None, :] if np.shape(other)[0] == 1 else values[:, None]


def flipped(value, dimension):
    """Return an array turned round along a dimension from 1; along one that it does not have it stays."""
    return np.flip(value, axis=int(dimension) - 1) if dimension <= value.ndim else value


def class_of(value):
    """Return the class that a value has in MATLAB."""
    kinds = {str: "char", list: "cell", dict: "struct", bool: "logical"}
    if type(value) in kinds:
        return kinds[type(value)]
    if callable(value):
        return "function_handle"
    name = value.dtype.name if hasattr(value, "dtype") else "float64"
    return {"bool": "logical", "float32": "single", "complex64": "single"}.get(name, name.replace("float64", "double"))


def shifted_dimensions(value, count):
    """Return an array whose first dimensions, so many, come last; of less than 0 as many of 1 come before them."""
    if count < 0:
        return value.reshape((1,) * -int(count) + value.shape)
    order = np.roll(np.arange(value.ndim), -int(count))
    return permuted(value, order)
