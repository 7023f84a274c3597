"""MATLAB's value model over NumPy: class, size, canonical form; .mat files in and out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from matdrop.errors import MatdropError

NUMERIC_CLASSES: dict[np.dtype[Any], str] = {
    np.dtype(np.float64): "double",
    np.dtype(np.float32): "single",
    np.dtype(np.complex128): "double",
    np.dtype(np.complex64): "single",
    np.dtype(np.bool_): "logical",
    **{np.dtype(name): name for name in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")},
}


class ValueModelError(MatdropError, TypeError):
    """A Python value has no MATLAB counterpart."""


@dataclass(frozen=True)
class FunctionHandle:
    """A MATLAB function handle, by the text that ``func2str`` gives."""

    text: str


Value: TypeAlias = Any  # an ndarray, a csc_array or a FunctionHandle, as canonical gives it


def canonical(value: Any) -> Value:
    """Give a Python value the form in which MATLAB would hold it.

    Parameters
    ----------
    value : object
        A number, bool, str, list, tuple, dict, array (also sparse, ``np.matrix``, structured or of
        objects), `FunctionHandle`, named tuple, or an object with attributes, which stand for fields.

    Returns
    -------
    ndarray, csc_array or FunctionHandle
        An array of at least two dimensions without trailing singletons. Python numbers become double,
        bool logical, str a row of characters (dtype ``<U1``), a list or tuple of numbers a row (of
        rows a matrix, empty 0x0), other lists a cell (dtype object), a dict a struct (a structured
        array of objects). An imaginary part that is zero everywhere is dropped, as MATLAB's
        operators do.

    Raises
    ------
    ValueModelError
        If MATLAB has no such value (``None``, float16, dates, ...).

    Examples
    --------
    >>> canonical([1, 2, 3])
    array([[1., 2., 3.]])
    >>> canonical("ab")
    array([['a', 'b']], dtype='<U1')
    >>> canonical({"a": 1}).dtype.names
    ('a',)
    """
    if isinstance(value, FunctionHandle):
        return value
    if scipy.sparse.issparse(value):
        matrix = scipy.sparse.csc_array(value)
        return matrix.real if np.iscomplexobj(matrix) and not matrix.imag.count_nonzero() else matrix
    if isinstance(value, str):
        return np.array(list(value), "<U1").reshape((1, len(value)) if value else (0, 0))
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return struct_array([str(name) for name in value], [[canonical(element)] for element in value.values()], (1, 1))
    if isinstance(value, list | tuple) and not _is_matrix(value):
        cell = np.empty((1, len(value)), object)
        for k, element in enumerate(value):
            cell[0, k] = canonical(element)
        return cell
    if vars_of := getattr(value, "__dict__", None) if not hasattr(value, "__array__") and not callable(value) else None:
        return canonical(dict(vars_of))
    array = np.asarray(value)
    if not array.size and isinstance(value, list | tuple):
        return np.zeros((0, 0))
    if not hasattr(value, "dtype") and array.dtype.kind in "iu":
        array = array.astype(np.float64)  # Python ints go out as double, as MATLAB's literals are
    if array.dtype.names is not None:
        fields = [[canonical(element) for element in array[name].ravel(order="F")] for name in array.dtype.names]
        return struct_array(list(array.dtype.names), fields, matlab_size(array.shape))
    is_text = array.dtype.kind == "U"
    texts = is_text and array.itemsize > np.dtype("<U1").itemsize
    if texts or (array.dtype == object and isinstance(value, np.ndarray)):
        cell = np.empty(array.shape, object)
        for index in np.ndindex(array.shape):
            cell[index] = canonical(array[index])
        return cell.reshape(matlab_size(array.shape), order="F")
    if not is_text and array.dtype not in NUMERIC_CLASSES:
        kind = type(value).__name__ + (f" of {array.dtype}" if isinstance(value, np.ndarray) else "")
        raise ValueModelError(
            f"{value!r:.60} ({kind}) has no MATLAB value; "
            "return numbers, text, lists, dicts or arrays of them, in a class that MATLAB has"
        )
    if np.iscomplexobj(array) and not array.imag.any():
        array = array.real
    return array.reshape(matlab_size(array.shape), order="F")


def class_of(value: Value) -> str:
    """Name the MATLAB class of a canonical value.

    Parameters
    ----------
    value : ndarray, csc_array or FunctionHandle
        As `canonical` gives it.

    Returns
    -------
    str
        ``double``, ``single``, an integer class, ``logical``, ``char``, ``cell``, ``struct`` or
        ``function_handle``; ``sparse double`` and the like for sparse arrays, ``complex double`` and
        ``complex single`` for complex ones.

    Examples
    --------
    >>> class_of(canonical(True)), class_of(canonical([1j])), class_of(canonical("a"))
    ('logical', 'complex double', 'char')
    """
    if isinstance(value, FunctionHandle):
        return "function_handle"
    prefix = "sparse " if scipy.sparse.issparse(value) else ""
    if np.iscomplexobj(value):
        prefix += "complex "
    if value.dtype.names is not None:
        return "struct"
    if value.dtype.kind == "U":
        return "char"
    if value.dtype == object:
        return "cell"
    return prefix + NUMERIC_CLASSES[value.dtype]


def size_of(value: Value) -> tuple[int, ...]:
    """Give the MATLAB size of a canonical value, as ``size`` does.

    Parameters
    ----------
    value : ndarray, csc_array or FunctionHandle
        As `canonical` gives it.

    Returns
    -------
    tuple of int
        At least two numbers.

    Examples
    --------
    >>> size_of(canonical("abc"))
    (1, 3)
    """
    return (1, 1) if isinstance(value, FunctionHandle) else tuple(value.shape)


def digest(value: Any) -> str:
    """Hash a value by class, size and bits.

    Every NaN hashes alike, since neither language tells NaNs apart; 0 and -0 hash differently.

    Parameters
    ----------
    value : object
        Anything that `canonical` takes.

    Returns
    -------
    str
        SHA-256 in hexadecimal, the same on every platform.

    Examples
    --------
    >>> digest(1.0) == digest([[1]]), digest(0.0) == digest(-0.0)
    (True, False)
    """
    state = hashlib.sha256()
    _feed(state, canonical(value))
    return state.hexdigest()


def text_of(value: Value) -> str:
    """Give a char array's characters as a str, in column-major order.

    Examples
    --------
    >>> text_of(canonical("abc"))
    'abc'
    """
    return "".join(value.ravel(order="F").tolist())


def _is_matrix(value: Sequence[Any]) -> bool:
    """Whether a list is what MATLAB writes in brackets: numbers, or rows of as many numbers each."""
    if value and all(isinstance(element, list | tuple) for element in value):
        return len({len(row) for row in value}) == 1 and all(_is_matrix(row) for row in value)
    return all(isinstance(element, bool | int | float | complex | np.number | np.bool_) for element in value)


def matlab_size(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the MATLAB size of a NumPy shape: at least two numbers, no trailing ones beyond.

    Examples
    --------
    >>> matlab_size((3,)), matlab_size((2, 3, 1))
    ((1, 3), (2, 3))
    """
    size = list((1,) * (2 - len(shape)) + shape)
    while len(size) > 2 and size[-1] == 1:
        size.pop()
    return tuple(size)


def struct_array(names: list[str], fields: list[list[Any]], size: tuple[int, ...]) -> NDArray[Any]:
    """Make a struct array of field names and, for each of them, its values in column-major order.

    Examples
    --------
    >>> struct_array(["a"], [[1, 2]], (1, 2))["a"]
    array([[1, 2]], dtype=object)
    """
    result = np.empty(size, [(name, object) for name in names])
    for name, elements in zip(names, fields, strict=True):
        column = np.empty(len(elements), object)
        for k, element in enumerate(elements):
            column[k] = element
        result[name] = column.reshape(size, order="F")
    return result


def triplets(value: scipy.sparse.csc_array) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Columns of row, column (both from 1) and element, in MATLAB's order, as ``find`` gives them."""
    entries = value.tocoo(copy=True)
    entries.sum_duplicates()
    entries.eliminate_zeros()
    order = np.lexsort((entries.row, entries.col))
    row, column = entries.row[order], entries.col[order]
    return row[:, None] + 1.0, column[:, None] + 1.0, entries.data[order].reshape(-1, 1)


def _feed(state: Any, value: Value) -> None:
    state.update(f"{class_of(value)} {size_of(value)} ".encode())
    if isinstance(value, FunctionHandle):
        state.update(value.text.encode())
    elif scipy.sparse.issparse(value):
        for part in triplets(value):
            _feed(state, part)
    elif value.dtype.names is not None:
        for name in value.dtype.names:
            state.update(name.encode() + b" ")
            for element in value[name].ravel(order="F"):
                _feed(state, element)
    elif value.dtype == object:
        for element in value.ravel(order="F"):
            _feed(state, element)
    else:
        bits = value.ravel(order="F")
        if bits.dtype.kind == "U":
            bits = np.array([ord(character or "\0") for character in bits.tolist()], np.uint32)
        parts = (bits.real, bits.imag) if np.iscomplexobj(bits) else (bits,)
        for part in parts:
            if part.dtype.kind == "f":
                part = np.where(np.isnan(part), np.array(np.nan, part.dtype), part)
            state.update(np.ascontiguousarray(part, part.dtype.newbyteorder("<")).tobytes())


Array: TypeAlias = NDArray[Any]
