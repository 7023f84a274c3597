# mypy: ignore-errors
"""The helpers as they stand in a port. Each says what MATLAB does that NumPy does not."""

import re

import numpy as np


def accumarray(subscripts, values, *size):
    """Add values up at their subscripts, as MATLAB's accumarray does."""
    subscripts = np.atleast_2d(subscripts).astype(int) - 1
    values = np.broadcast_to(np.ravel(values), (len(subscripts),))
    shape = subscripts.max(axis=0) + 1 if not size else np.ravel(size[0]).astype(int)
    shape = (int(shape[0]), int(shape[1]) if len(shape) > 1 else 1)
    result = np.zeros(shape)
    columns = subscripts[:, 1] if subscripts.shape[1] > 1 else np.zeros(len(subscripts), int)
    np.add.at(result, (subscripts[:, 0], columns), values)
    return result


def arithmetic(function, a, b):
    """Compute by MATLAB's classes: an integer class wins, then single, else double; integers round and saturate."""
    a, b = np.asarray(a), np.asarray(b)
    classes = {a.dtype, b.dtype}
    # A number of Python is a double, whatever NumPy makes of it.
    integers = [
        side.dtype for side in (a, b) if side.dtype.kind in "iu" and not (side.dtype == np.int64 and side.ndim == 0)
    ]
    if integers:
        wide = np.longdouble if integers[0].itemsize == 8 else np.float64
        result = function(a.astype(wide), b.astype(wide))
        return saturate(result, integers[0])
    if np.dtype(np.float32) in classes or np.dtype(np.complex64) in classes:
        a, b = (side.astype(np.complex64 if side.dtype.kind == "c" else np.float32) for side in (a, b))
        return function(a, b)
    return function(*(side.astype(float) if side.dtype.kind in "biu" else side for side in (a, b)))[()]


def assert_true(condition, message="assert failed"):
    """Raise an error if a condition does not hold, as MATLAB's assert does."""
    if not condition:
        raise RuntimeError(message)


def char_codes(text):
    """Return the codes of characters as a row."""
    return np.array([[ord(character) for character in text]], dtype=float)


def matlab_range(start, step, stop):
    """Return the row start:step:stop; a stop that rounding has moved by a few ulp is reached."""
    if step == 0 or (step > 0 and start > stop) or (step < 0 and start < stop):
        return np.zeros((1, 0))
    count = int(np.floor((stop - start) / step * (1 + 3 * np.finfo(float).eps)))
    return (start + np.arange(count + 1.0) * step)[None, :]


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


def element_count(value):
    """Return the number of elements of a value, also of text and lists."""
    return len(value) if isinstance(value, (str, list)) else np.size(value)


def diagonal_of(value, offset=0):
    """Return a diagonal matrix of a vector, a column of the diagonal of a matrix."""
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
        return np.linalg.eigvalsh(matrix)[:, None]
    return np.linalg.eigvals(matrix)[:, None]


def eigenvectors(matrix):
    """Return eigenvectors, and the diagonal matrix of the eigenvalues."""
    solve = np.linalg.eigh if np.array_equal(matrix, matrix.conj().T) else np.linalg.eig
    values, vectors = solve(matrix)
    return vectors, np.diag(values)


def elements_at(value, places):
    """Return elements by linear indices, in the size that MATLAB gives: a vector keeps its own orientation."""
    found = value.ravel(order="F")[places]
    if 1 in value.shape and 1 in places.shape and value.size != 1:
        return found.reshape((1, -1) if value.shape[0] == 1 else (-1, 1))
    return found


def raise_error(message):
    """Raise an error, as a statement within an expression may do."""
    raise RuntimeError(message)


def extreme_of(function, value):
    """Return an extreme along the first dimension that is not 1; of an empty value it is empty."""
    if value.size == 0:
        return np.zeros((0, 0)) if value.shape == (0, 0) or 1 in value.shape else np.zeros((1, value.shape[1]))
    return function(value, axis=first_axis(value), keepdims=True)


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


def histc(values, edges):
    """Count values between edges; the last edge counts for itself."""
    edges = np.ravel(edges)
    places = np.searchsorted(edges, np.ravel(values), side="right")
    inside = places[(places > 0) & (np.ravel(values) <= edges[-1])]
    counts = np.bincount(inside - 1, minlength=edges.size)[: edges.size].astype(float)
    return counts[:, None] if np.shape(values)[1:] == (1,) else counts[None, :]


def is_empty(value):
    """Return whether a value has no elements, also of text and lists."""
    return len(value) == 0 if isinstance(value, (str, list, dict)) else np.size(value) == 0


def is_true(value):
    """Return whether a condition holds: all elements are, and there is one."""
    return len(value) > 0 if isinstance(value, str) else np.size(value) > 0 and bool(np.all(value))


def isprime(numbers):
    """Return which numbers are prime."""

    def is_one(number):
        return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))

    return is_one(numbers) if np.ndim(numbers) == 0 else np.vectorize(is_one, otypes=[bool])(numbers)


def join_blocks(rows):
    """Join values in rows and rows below each other; empty matrices without rows and columns are left out."""
    lines = []
    for row in rows:
        parts = [np.atleast_2d(part) for part in row if np.shape(part) != (0, 0)]
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
        return sprintf(f"%.{int(digits)}g", number)

    if np.size(value) == 1:
        return one(np.ravel(value)[0])
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


def mldivide(left, right):
    """Solve a system: exactly if it is square, by least squares if it is not."""
    if np.size(left) == 1:
        return right / np.ravel(left)[0]
    if left.shape[0] == left.shape[1]:
        return np.linalg.solve(left, right)
    return np.linalg.lstsq(left, right)[0]


def mod_(x, y):
    """Return the remainder with the sign of the divisor; by zero it is the dividend."""
    return np.where(np.equal(y, 0), x, np.mod(x, np.where(np.equal(y, 0), 1, y)))[()]


def most_frequent(values):
    """Return the smallest of the most frequent values."""
    found, counts = np.unique(values, return_counts=True)
    return found[np.argmax(counts)]


def mtimes(left, right):
    """Multiply: a scalar with each element, matrices as such."""
    return np.atleast_2d(left * right if np.size(left) == 1 or np.size(right) == 1 else left @ right)


def mpower(base, exponent):
    """Return the power of a matrix by its eigenvalues."""
    values, vectors = np.linalg.eig(base)
    return vectors @ np.diag(values**exponent) @ np.linalg.inv(vectors)


def num2str(value, digits=None):
    """Return a number as text: with four digits behind the point if it has a fraction."""
    if isinstance(value, str):
        return value
    if np.size(value) != 1:
        return "\n".join("  ".join(num2str(element, digits) for element in row) for row in np.atleast_2d(value))
    number = np.ravel(value)[0]
    if digits is not None:
        return sprintf(f"%.{int(digits)}g", number)
    if number == np.trunc(number) or not np.isfinite(number):
        return sprintf("%d", number)
    places = max(int(np.floor(np.log10(abs(number)))) + 5, 5)
    return sprintf(f"%.{min(places, 16)}g", number)


def pick_at(values, places):
    """Return the elements of a list or text at places from 1, or where a mask is true."""
    places = np.ravel(places, order="F")
    chosen = np.flatnonzero(places) if places.dtype == bool else places.astype(int) - 1
    found = [values[place] for place in chosen]
    return "".join(found) if isinstance(values, str) else found


def primes_up_to(limit):
    """Return the primes up to a number as a row."""
    found = [n for n in range(2, int(limit) + 1) if all(n % d for d in range(2, int(n**0.5) + 1))]
    return np.array([found], dtype=float)


def rem_(x, y):
    """Return the remainder with the sign of the dividend; by zero it is the dividend."""
    return np.where(np.equal(y, 0), x, np.fmod(x, np.where(np.equal(y, 0), 1, y)))[()]


def round_half_away(x, digits=0):
    """Round half away from zero, as MATLAB does; NumPy rounds half to even."""
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
    return np.array([found]) if found else np.zeros((1, 0)) if text else np.zeros((0, 0))


def strtok(text, delimiters=" \t\n\v\f\r\0"):
    """Return the first word, and what follows it."""
    start = next((k for k, c in enumerate(text) if c not in delimiters), len(text))
    end = next((k for k in range(start, len(text)) if text[k] in delimiters), len(text))
    return text[start:end], text[end:]


def svd_factors(matrix, economy):
    """Return the factors of a singular value decomposition: U, S as a matrix, V."""
    left, values, right = np.linalg.svd(matrix, full_matrices=not economy)
    middle = np.zeros((left.shape[1], right.shape[0]))
    np.fill_diagonal(middle, values)
    return left, middle, right.conj().T


def text_of(numbers):
    """Return the text of character codes."""
    return "".join(chr(int(number)) for number in np.ravel(numbers, order="F"))


def unique_places(values, axis=None, first=False):
    """Return sorted values, each once, with the place of the last of equal ones, and of each value among them."""
    if isinstance(values, list):
        found = sorted(set(values))
        places = [max(k for k, v in enumerate(values) if v == value) for value in found]
        return found, np.array(places) + 1.0, np.array([found.index(value) for value in values]) + 1.0
    flat = values if axis == 0 else np.ravel(values, order="F")
    found, start, inverse = np.unique(flat, return_index=True, return_inverse=True, axis=axis)
    if not first:
        start = len(flat) - 1 - np.unique(flat[::-1], return_index=True, axis=axis)[1]
    return found, start + 1.0, np.ravel(inverse) + 1.0


def with_characters(text, places, new):
    """Return a text with other characters at places from 1, or where a mask is true."""
    characters = list(text)
    places = np.ravel(places, order="F")
    chosen = np.flatnonzero(places) if places.dtype == bool else places.astype(int) - 1
    for k, place in enumerate(chosen):
        characters[place] = new[k if len(new) > 1 else 0]
    return "".join(characters)
