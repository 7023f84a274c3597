# mypy: ignore-errors
"""Helpers as they stand in a port, each for a function of MATLAB that NumPy and SciPy have in another form."""

import inspect
import itertools
import json
import re

import numpy as np
import scipy.linalg
import scipy.special

from matdrop.translate.emitted import complex_of, first_axis, join_blocks, narrowed, piecewise, text_of


def range_space(matrix):
    """Return an orthonormal basis of the range of a matrix, from its singular value decomposition."""
    left, values, _ = scipy.linalg.svd(matrix, lapack_driver="gesvd")
    rank = np.sum(values > max(matrix.shape) * np.max(values, initial=0) * np.finfo(float).eps)
    return -left[:, :rank]


def normalized_legendre(degree, x, way):
    """Return the associated Legendre functions of a degree, a row for each order, normalized in one of two ways."""
    orders = np.arange(degree + 1.0)[:, None]
    share = scipy.special.factorial(degree - orders) / scipy.special.factorial(degree + orders)
    scale = np.sqrt((degree + 0.5) * share) if way == "norm" else np.sqrt(np.where(orders == 0, 1, 2) * share)
    return (-1) ** orders * scale * scipy.special.lpmv(orders, degree, np.ravel(x))


def most_frequent(values):
    """Return the smallest of the most frequent values, and how often it is there; of nothing NaN and 0."""
    if not np.size(values):
        return np.nan, 0.0
    found, counts = np.unique(values, return_counts=True)
    return found[np.argmax(counts)], float(np.max(counts))


def most_frequent_along(values, axis=None):
    """Return the smallest of the most frequent values along an axis, and how often each is there."""
    axis = first_axis(values) if axis is None else axis
    if not values.size:
        return [np.full((1, 1), fill) for fill in (np.nan, 0.0)]
    found = [np.apply_along_axis(lambda part, k=k: most_frequent(part)[k], axis, values) for k in (0, 1)]
    return [np.expand_dims(part, axis) for part in found]


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


def replacement_of(text):
    """Return what regexprep puts in place of a match, as Python's re writes it: a group is $1, a backslash escapes."""

    def piece(found):
        number, code, sign, group = found.groups()
        if group:
            return rf"\g<{group}>"
        if number or code:
            return chr(int(number or code, 16 if number else 8)).replace("\\", r"\\")
        escapes = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": r"\\"}
        return escapes.get(sign, sign)

    ends_alone = len(text) - len(text.rstrip("\\"))
    text += "\\" * (ends_alone % 2)  # a backslash at the end is one
    return re.sub(r"\\x([0-9A-Fa-f]{1,2})|\\([0-7]{1,3})|\\(.)|\$(\d)", piece, text)


def of_real(function, values):
    """Return a root or a logarithm; it has an imaginary part where a real value is negative, and nowhere else."""
    found = function(values)
    if not np.iscomplexobj(found) or np.iscomplexobj(values):
        return found
    return complex_of(np.asarray(found.real), np.where(np.less(values, 0), found.imag, 0.0))


def tiled(value, counts):
    """Repeat an array by so many numbers as there are; NumPy would put new dimensions before the others."""
    counts = tuple(np.maximum(np.ravel(counts).astype(int), 0))
    found = np.tile(value.reshape(value.shape + (1,) * (len(counts) - value.ndim)), counts)
    while found.ndim > 2 and found.shape[-1] == 1:
        found = found[..., 0]
    return found


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


def parameter_count(function):
    """Return how many arguments a function takes: less than 0 if it takes any number behind the first ones."""
    parameters = inspect.signature(function).parameters.values()
    takes_more = any(one.kind == one.VAR_POSITIONAL for one in parameters)
    # One that has a value is a variable that an anonymous function keeps.
    count = sum(one.kind != one.VAR_POSITIONAL and one.default in (one.empty, None) for one in parameters)
    return -count - 1 if takes_more else count


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


def curve_through(way, x, y):
    """Return a curve of SciPy's through points, which may stand in any order."""
    order = np.argsort(x, kind="stable")
    return way(x[order], y[order])


def polynomials_of(curve):
    """Return an interpolating curve of SciPy's as MATLAB's struct of piecewise polynomials."""
    return piecewise(curve.x, curve.c.T)


def grown_structs(structs, count, *fields):
    """Return a list of at least so many structs with the same fields; one without a value is an empty matrix."""
    names = dict.fromkeys([*itertools.chain(*structs[:1]), *fields])
    longer = [*structs, *({} for _ in range(count - len(structs)))]
    return [{name: one.get(name, np.zeros((0, 0))) for name in names} for one in longer]


def polynomial_fit(x, y, degree):
    """Return the coefficients of a fitted polynomial as a row; few points have one of a lower degree, behind zeros."""
    found = np.polyfit(x, y, min(degree, x.size - 1)) if x.size else np.zeros(0)
    return np.pad(found, (degree + 1 - found.size, 0))[None, :]


def extreme_by_modulus(place_of, values, axis):
    """Return the extreme along an axis, and its place from 1: of complex numbers by their modulus."""
    values = narrowed(values)
    places = place_of(np.abs(values) if np.iscomplexobj(values) else values, axis=axis, keepdims=True)
    return narrowed(np.take_along_axis(values, places, axis)), places + 1.0


def is_equal(first, *others):
    """Return whether values are equal, also cells and structs with all that they hold."""

    def same(a, b):
        if isinstance(a, dict) and isinstance(b, dict):
            return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
        if isinstance(a, list) and isinstance(b, list):
            return len(a) == len(b) and all(map(same, a, b))
        if any(isinstance(side, str | list | dict) or callable(side) for side in (a, b)):
            return type(a) is type(b) and a == b
        return np.array_equal(np.atleast_2d(a), np.atleast_2d(b))

    return all(same(first, other) for other in others)


def left_of(values, places):
    """Return an array without some elements: of a matrix what is left is a row, and all of it the matrix."""
    left = np.delete(values.ravel(order="F"), places)
    if left.size == values.size:
        return values
    return left[:, None] if values.shape[1:] == (1,) and values.size > 1 else left[None, :]


def joined_text(rows):
    """Join text in rows and rows below each other, as MATLAB's brackets do: one row is text, several are a list."""
    lines = []
    for row in rows:
        parts = [part for part in map(text_lines, row) if any(part)]
        lines += ["".join(line) for line in zip(*parts, strict=True)]
    if len({len(line) for line in lines}) > 1:
        raise ValueError("vertical dimensions mismatch")
    return lines if len(lines) > 1 else "".join(lines)


def text_lines(value):
    """Return the rows of text, or of the characters that numbers stand for."""
    if isinstance(value, str):
        return [value]
    return value if isinstance(value, list) else [text_of(row) for row in np.atleast_2d(value)]


def shape_of_text(value):
    """Return the size of text, of several rows of it, or of an array."""
    if isinstance(value, str | list):
        lines = text_lines(value) if len(value) else []
        return len(lines), len(lines[0]) if lines else 0
    return np.atleast_2d(value).shape


def element_of(cell, places):
    """Return the element of a cell at a place, or at a row and a column, from 1."""
    *row, place = [int(np.ravel(place)[0]) - 1 for place in places]
    if cell and all(isinstance(one, list) for one in cell):
        return cell[row[0]][place] if row else [one for column in zip(*cell, strict=True) for one in column][place]
    return cell[max([place, *row])]


def without(value, places):
    """Return text, a list or an array without the elements at places from 0, or where a mask is true."""
    if isinstance(value, str | list):
        kept = [value[place] for place in np.delete(np.arange(len(value)), places)]
        return "".join(kept) if isinstance(value, str) else kept
    left = np.delete(np.ravel(value, order="F"), places)
    return left[:, None] if np.shape(value)[1:] == (1,) and np.size(value) > 1 else left[None, :]


def joined_any(rows):
    """Join values in rows and rows below each other: text if some of them is text, else numbers."""
    return joined_text(rows) if any(isinstance(part, str) for row in rows for part in row) else join_blocks(rows)


def is_numeric(value):
    """Return whether a value is of numbers, which truth values, text, lists and functions are not."""
    if isinstance(value, str | list | dict | bool) or callable(value):
        return False
    return np.asarray(value).dtype.kind != "b"


def cells_of(value):
    """Return what a value adds to a cell: a list its elements, what is empty nothing, all else itself."""
    if isinstance(value, list):
        return value
    return [value] if np.size(value) and not (isinstance(value, str) and not value) else []


def split_between(pattern, text, maxsplit=0, flags=0):
    """Split text at the matches of a pattern; what its groups match is no part of the result."""
    found = [match for match in re.finditer(pattern, text, flags) if match[0]][: maxsplit or None]
    ends = [0, *(match.end() for match in found)]
    starts = [*(match.start() for match in found), len(text)]
    return [text[start:end] for start, end in zip(ends, starts, strict=True)]


def replaced(text, old, new):
    """Replace a text wherever it begins, also within itself, as MATLAB does."""
    starts = [place for place in range(len(text)) if old and text.startswith(old, place)]
    ends = [0, *(start + len(old) for start in starts)]
    return new.join(text[min(end, start) : start] for end, start in zip(ends, [*starts, len(text)], strict=True))


def with_handler(function, handler):
    """Return a function that calls a handler where it fails, with the error and the same arguments."""
    places = itertools.count(1.0)

    def called(*arguments):
        place = next(places)
        try:
            return function(*arguments)
        except Exception as error:
            return handler({"message": str(error), "identifier": "", "index": place}, *arguments)

    return called


def json_value(value):
    """Return what a JSON text holds as a port holds it: lists of numbers are arrays, all other ones stay lists."""
    if isinstance(value, dict):
        return {name: json_value(one) for name, one in value.items()}
    if value is None:
        return np.zeros((0, 0))
    if not isinstance(value, list):
        return float(value) if type(value) is int else value
    if value and all(type(one) in (int, float, type(None)) for one in value) and any(one is not None for one in value):
        return np.array([[np.nan if one is None else one] for one in value], dtype=float)
    if value and all(type(one) is bool for one in value):
        return np.array(value)[:, None]
    found = [json_value(one) for one in value]
    is_table = all(isinstance(one, np.ndarray) and one.size and one.dtype == float for one in found)
    if value and is_table and len({one.shape for one in found}) == 1:
        return np.hstack(found).T if found[0].shape[1] == 1 else np.stack(found)
    return found if value else np.zeros((0, 0))


def json_text(value):
    """Return a value as JSON, as MATLAB's jsonencode writes it."""
    if isinstance(value, dict):
        return f"{{{','.join(f'{json.dumps(name)}:{json_text(one)}' for name, one in value.items())}}}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list) or (isinstance(value, np.ndarray) and value.ndim > 2):
        return f"[{','.join(map(json_text, value))}]"
    if isinstance(value, np.ndarray):
        rows = value if min(value.shape) > 1 else [value.ravel()] if value.size else []
        texts = [f"[{','.join(map(json_text, row))}]" for row in rows]
        return texts[0] if len(texts) == 1 else f"[{','.join(texts)}]"
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    return (
        re.sub(r"e([-+])0+", r"e\1", repr(float(value)).removesuffix(".0")).replace("e+", "e")
        if np.isfinite(value)
        else "null"
    )
