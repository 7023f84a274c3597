"""MATLAB's value model over NumPy: class, size, canonical form; .mat files in and out."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import enum
import hashlib
import inspect
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.errors import MatdropError
from matdrop.values.value import (
    Array,
    Cell,
    Chars,
    FunctionHandle,
    Sparse,
    Struct,
    Value,
    array_of,
    field_names,
    is_cell,
    is_char,
    is_sparse,
    is_struct,
    is_time,
    parts_of,
)

NUMERIC_CLASSES: dict[np.dtype[Any], str] = {
    np.dtype(np.float64): "double",
    np.dtype(np.float32): "single",
    np.dtype(np.complex128): "double",
    np.dtype(np.complex64): "single",
    np.dtype(np.bool_): "logical",
    np.dtype("M8[ns]"): "datetime",
    np.dtype("m8[ns]"): "duration",
    **{np.dtype(name): name for name in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")},
}

# The same with what tells complex numbers from real ones.
FULL_CLASSES = {dtype: f"complex {name}" if dtype.kind == "c" else name for dtype, name in NUMERIC_CLASSES.items()}

# Where the dtype of a struct carries the class of the object whose properties its fields are.
CLASS = "matlab_class"
# Where the dtype of an array inside of a container says that it was neither a row nor a column.
NO_ORIENTATION = "matlab_no_orientation"
# The classes of maps: the second has numbers as keys, whose names are the fields.
MAP, NUMBER_MAP = "containers.Map", "containers.Map of numbers"


class ValueModelError(MatdropError, TypeError):
    """A Python value has no MATLAB counterpart."""


def canonical(value: Any) -> Value:
    """Return a Python value in the form in which MATLAB would hold it.

    Parameters
    ----------
    value : object
        A number, bool, str, bytes, list, tuple, dict, date or time, array (also sparse, ``np.matrix``, structured or of
        objects), ``pandas.DataFrame``, `FunctionHandle`, named tuple, or an object with attributes, which stand for
        fields. Of an enumeration a member that is a number or text counts as that, any other as its name.

    Returns
    -------
    ndarray, csc_array or FunctionHandle
        An array of at least two dimensions without trailing singletons. Python numbers become double,
        bool logical, str a row of characters (dtype ``<U1``), a list or tuple of numbers a row (of
        rows a matrix, empty 0x0), other lists a cell (dtype object), a dict a struct (a structured
        array of objects), dates and times of NumPy's in nanoseconds. An imaginary part that is zero everywhere is
        dropped, as MATLAB's operators do.

    Raises
    ------
    ValueModelError
        If MATLAB has no such value (``None``, float16, sets, an object that holds itself, ...).

    Examples
    --------
    >>> canonical([1, 2, 3])
    array([[1., 2., 3.]])
    >>> canonical("ab")
    array([['a', 'b']], dtype='<U1')
    >>> canonical({"a": 1}).dtype.names
    ('a',)
    """
    if type(value) is np.ndarray and value.dtype.kind in "biufc":  # nearly all values: no look at what else they may be
        return value if _is_as_in_matlab(value) else _canonical_array(value)
    if type(value) in (float, int, bool, complex):
        return _canonical_array(value)
    try:
        return _canonical(_plain(value))
    except RecursionError:
        raise ValueModelError(
            f"an object of class {type(value).__name__} holds itself, so it has no MATLAB value"
        ) from None


def has_no_orientation(obtained: Any) -> bool:
    """Whether a port's value is neither a row nor a column, or is an empty text or dict.

    Parameters
    ----------
    obtained : object
        As the port returned it.

    Returns
    -------
    bool
        True for 1-D arrays, lists, and what is empty.

    Examples
    --------
    >>> has_no_orientation([]), has_no_orientation(np.zeros(3)), has_no_orientation(np.zeros((1, 3)))
    (True, True, False)
    """
    is_1d = getattr(obtained, "ndim", None) == 1  # a structured array and a series of pandas, too
    is_nothing = isinstance(obtained, str | bytes | Mapping) and not is_sparse(obtained) and len(obtained) == 0
    return is_1d or is_nothing or isinstance(obtained, list | tuple)


def without_orientation(value: Array) -> Array:
    """Mark an array inside of a container as one that is neither a row nor a column in Python.

    Parameters
    ----------
    value : ndarray
        In canonical form, which has rows and columns.

    Returns
    -------
    ndarray
        The same elements; the dtype carries the mark.

    Examples
    --------
    >>> marked = without_orientation(np.ones((1, 3)))
    >>> is_without_orientation(marked), marked.dtype == np.float64
    (True, True)
    """
    return value.view(np.dtype(value.dtype, metadata={NO_ORIENTATION: True}))


def is_without_orientation(value: Value) -> bool:
    """Whether a value inside of a container is neither a row nor a column in Python.

    Parameters
    ----------
    value : value
        In canonical form.

    Returns
    -------
    bool
        True for what was a 1-D array, a list, or empty without a size.

    Examples
    --------
    >>> [is_without_orientation(element) for element in canonical([np.ones(2), np.ones((1, 2))])[0]]
    [True, False]
    """
    return isinstance(value, np.ndarray) and NO_ORIENTATION in (value.dtype.metadata or {})


def _element(value: Any) -> Value:
    """Return the canonical form of what a container holds: it says of itself whether it had rows and columns."""
    element = canonical(value)
    if has_no_orientation(value) and isinstance(element, np.ndarray) and not is_struct(element):
        return without_orientation(element)
    return element


def _canonical(value: Any) -> Value:
    if isinstance(value, FunctionHandle):
        return value
    if is_sparse(value):
        return _sparse(value)
    if isinstance(value, str):
        return _chars(value)
    if (fields := _fields(value)) is not None:
        values = [[_element(element)] for element in fields.values()]
        return struct_array([key_text(name) for name in fields], values, (1, 1))
    if isinstance(value, list | tuple) and not _is_matrix(value):
        return _cell_of(np.fromiter(value, object, len(value)).reshape(1, -1))
    return _canonical_array(value)


def _plain(value: Any) -> Any:
    """Return what Python holds in more than one form in the one that `canonical` knows."""
    if isinstance(value, enum.Enum):
        return value.value if isinstance(value, int | float | str) else value.name
    if isinstance(value, bytes | bytearray):
        return value.decode("latin-1")  # a character for each byte, as MATLAB reads it
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "USO":
        return _plain(value.item())
    if isinstance(value, np.ndarray) and value.dtype.kind == "S":
        return np.char.decode(value, "latin-1")
    if isinstance(value, datetime.datetime | datetime.timedelta | datetime.date):
        return _time(value)
    return value


def _time(value: datetime.date | datetime.timedelta) -> Any:
    """Return a date or a time as NumPy has it; one with a time zone in UTC, as ``pandas.Timestamp`` itself does."""
    if hasattr(value, "to_numpy"):
        return value.to_numpy()
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        value = value.astimezone(datetime.UTC).replace(tzinfo=None)
    return np.timedelta64(value) if isinstance(value, datetime.timedelta) else np.datetime64(value)


def _canonical_array(value: Any) -> Value:
    """Return the canonical form of an array, of a number, or of a list that is a matrix."""
    array = np.asarray(value)
    if not array.size and isinstance(value, list | tuple):
        return np.zeros((0, 0))
    if array.dtype.kind in "iu" and not _has_class(value):
        array = array.astype(np.float64)  # Python ints go out as double, as MATLAB's literals are
    if array.dtype.kind in "mM":
        array = _in_nanoseconds(array)
    if is_struct(array):
        return _canonical_struct(array)
    is_one_character_each = is_char(array) and array.itemsize <= np.dtype("<U1").itemsize
    if (is_char(array) and not is_one_character_each) or (is_cell(array) and hasattr(value, "__array__")):
        return _cell_of(array)
    if not is_one_character_each and array.dtype not in NUMERIC_CLASSES:
        kind = type(value).__name__ + (f" of {array.dtype}" if isinstance(value, np.ndarray) else "")
        raise ValueModelError(
            f"{value!r:.60} ({kind}) has no MATLAB value; "
            "return numbers, text, lists, dicts or arrays of them, in a class that MATLAB has"
        )
    return _real_if_real(array).reshape(matlab_size(array.shape), order="F")


def _has_class(value: Any) -> bool:
    """Whether a value is NumPy's, or a list of such numbers, which keep their class."""
    return all(map(_has_class, value)) if isinstance(value, list | tuple) else hasattr(value, "dtype")


def _in_nanoseconds(array: NDArray[Any]) -> NDArray[Any]:
    times = array.astype(f"{array.dtype.kind}8[ns]")
    if not np.array_equal(times.astype(array.dtype), array, equal_nan=True):  # NumPy wraps around without a word
        raise ValueModelError(f"{array.ravel()[0]!s:.40} is beyond what counts in nanoseconds, the years 1678 to 2262")
    return times


def _canonical_struct(array: Struct) -> Struct:
    size = matlab_size(array.shape)
    order = np.arange(array.size).reshape(array.shape).ravel(order="F")
    fields = []
    for part in parts_of(array):
        # A field may be an array itself: then the part has dimensions beyond the struct array's.
        elements = part.reshape(array.size, *part.shape[array.ndim :])
        fields.append([_element(elements[k]) for k in order])
    return struct_array(list(field_names(array)), fields, size, object_class(array))


def _chars(text: str) -> Chars:
    return np.array(list(text), "<U1").reshape((1, len(text)) if text else (0, 0))


def key_text(key: Any) -> str:
    """Return the key of a dict as the name of a field; a number as ``drivers/matdrop_pack.m`` writes it.

    Parameters
    ----------
    key : object
        The key.

    Returns
    -------
    str
        The same for numbers that are equal.

    Examples
    --------
    >>> key_text("mu"), key_text(2.0), key_text(np.int64(2)), key_text(0.1)
    ('mu', '2', '2', '0.1')
    """
    is_number = isinstance(key, int | float | np.number) and not isinstance(key, bool)
    return f"{float(key):.15g}" if is_number else str(key)


def _fields(value: Any) -> Mapping[Any, Any] | None:
    """Return the fields of what stands for a struct: a mapping, a named tuple, a data frame, an object."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return value
    if hasattr(value, "columns") and hasattr(value, "to_dict"):  # a data frame: a variable for each column
        return {name: value[name].to_numpy() for name in value.columns}
    if isinstance(value, list | tuple | str) or hasattr(value, "__array__") or callable(value):
        return None
    return _attributes(value) or None


def _attributes(value: Any) -> Mapping[str, Any]:
    """Return the public attributes of an object: those it holds, in its slots too, and its properties."""
    if not hasattr(value, "__dict__") and type(value).__module__.partition(".")[0] in sys.stdlib_module_names:
        return {}  # None, a set, a fraction, ...: no object of a user's class
    if type(value).__module__.partition(".")[0] == __name__.partition(".")[0]:
        return {}  # what matdrop itself has in a value's place, such as a summary
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
    else:
        slots = [name for kind in reversed(type(value).__mro__) for name in _slots(kind)]
        names = [*getattr(value, "__dict__", {}), *slots]
        names += [name for name, found in inspect.getmembers_static(type(value)) if isinstance(found, property)]
    attributes = {}
    for name in dict.fromkeys(names):
        with contextlib.suppress(Exception):  # a slot that is empty, or a property that cannot be computed
            if not name.startswith("_"):
                attributes[name] = getattr(value, name)
    return attributes


def _slots(kind: type) -> Sequence[str]:
    slots = vars(kind).get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _cell_of(elements: NDArray[Any]) -> Cell:
    """Return a cell of the canonical forms of some elements."""
    cell = np.empty(elements.shape, object)
    for index in np.ndindex(elements.shape):
        cell[index] = _element(elements[index])
    return cell.reshape(matlab_size(elements.shape), order="F")


def _is_as_in_matlab(array: NDArray[Any]) -> bool:
    """Whether an array of real numbers has a class and a size that MATLAB has."""
    sized = array.ndim == 2 or (array.ndim > 2 and array.shape[-1] != 1)
    return sized and array.dtype.kind != "c" and array.dtype in NUMERIC_CLASSES


def _real_if_real(array: NDArray[Any]) -> NDArray[Any]:
    """Drop an imaginary part that is zero everywhere, as MATLAB's operators do."""
    return array.real if np.iscomplexobj(array) and not array.imag.any() else array


def _sparse(value: Any) -> Sparse:
    """Return a sparse value by columns, as MATLAB has it, and real where its imaginary part is zero everywhere."""
    import scipy.sparse  # slow to import

    matrix: Sparse = scipy.sparse.csc_array(value.reshape((1, -1)) if value.ndim == 1 else value)
    return matrix.real if np.iscomplexobj(matrix) and not matrix.imag.count_nonzero() else matrix


def class_of(value: Value) -> str:
    """Return the MATLAB class of a canonical value.

    Parameters
    ----------
    value : ndarray, csc_array or FunctionHandle
        As `canonical` gives it.

    Returns
    -------
    str
        ``double``, ``single``, an integer class, ``logical``, ``char``, ``cell``, ``struct``, ``datetime``,
        ``duration`` or ``function_handle``; ``sparse double`` and the like for sparse arrays, ``complex double`` and
        ``complex single`` for complex ones; of an object, which is held as the struct of its properties, its class.

    Examples
    --------
    >>> class_of(canonical(True)), class_of(canonical([1j])), class_of(canonical("a"))
    ('logical', 'complex double', 'char')
    """
    if isinstance(value, np.ndarray) and value.dtype in FULL_CLASSES:  # asked so often that it should not take long
        return FULL_CLASSES[value.dtype]
    if isinstance(value, FunctionHandle):
        return "function_handle"
    if is_struct(value):
        return object_class(value) or "struct"
    if is_char(value):
        return "char"
    if is_cell(value):
        return "cell"
    return f"sparse {FULL_CLASSES[value.dtype]}"


def size_of(value: Value) -> tuple[int, ...]:
    """Return the MATLAB size of a canonical value, as ``size`` does.

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
    """Return a hash of a value's class, size and bits.

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
    """Return a char array's characters as a str, in column-major order.

    Parameters
    ----------
    value : ndarray
        A char array in canonical form.

    Returns
    -------
    str
        As many characters as the array has elements.

    Raises
    ------
    TypeError
        If the value is sparse or a function handle.

    Examples
    --------
    >>> text_of(canonical("abc"))
    'abc'
    """
    return "".join(array_of(value).ravel(order="F").tolist())


def _is_matrix(value: Sequence[Any]) -> bool:
    """Whether a list is what MATLAB writes in brackets: numbers, or rows of as many numbers each."""
    if any(hasattr(element, "_asdict") for element in value):
        return False  # named tuples are structs, also where they hold numbers alone
    if value and all(isinstance(element, list | tuple) for element in value):
        return all(_is_matrix(row) for row in value) and len({_lengths(row) for row in value}) == 1
    return all(isinstance(element, bool | int | float | complex | np.number | np.bool_) for element in value)


def _lengths(matrix: Sequence[Any]) -> tuple[int, ...]:
    """Return the lengths of a list that is a matrix, along each of its dimensions."""
    first = matrix[0] if matrix else None
    return (len(matrix), *(_lengths(first) if isinstance(first, list | tuple) else ()))


def matlab_size(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the MATLAB size of a NumPy shape.

    Parameters
    ----------
    shape : tuple of int
        The shape, of any number of dimensions.

    Returns
    -------
    tuple of int
        At least two numbers; trailing ones beyond the second are dropped.

    Examples
    --------
    >>> matlab_size((3,)), matlab_size((2, 3, 1))
    ((1, 3), (2, 3))
    """
    size = list((1,) * (2 - len(shape)) + shape)
    while len(size) > 2 and size[-1] == 1:
        size.pop()
    return tuple(size)


def struct_array(names: list[str], fields: list[list[Any]], size: tuple[int, ...], class_name: str = "") -> Struct:
    """Return a struct array of field names and values, or an object by its properties.

    Parameters
    ----------
    names : list of str
        The field names.
    fields : list of list
        For each field name, the values of all elements in column-major order.
    size : tuple of int
        The MATLAB size of the struct array.
    class_name : str
        The class of the object whose properties the fields are, such as ``containers.Map``, whose fields are its keys;
        empty for a struct.

    Returns
    -------
    ndarray
        A structured array of that size with one field of objects for each name. Its dtype carries the class.

    Raises
    ------
    ValueError
        If the number of lists is not that of the names, or a list does not fit the size.

    Examples
    --------
    >>> struct_array(["a"], [[1, 2]], (1, 2))["a"]
    array([[1, 2]], dtype=object)
    """
    metadata = {CLASS: class_name} if class_name else {}
    result = np.empty(size, np.dtype([(name, object) for name in names], metadata=metadata))
    for name, elements in zip(names, fields, strict=True):
        column = np.empty(len(elements), object)
        for k, element in enumerate(elements):
            column[k] = element
        result[name] = column.reshape(size, order="F")
    return result


def object_class(value: Array) -> str:
    """Return the class of an object that is held as the struct of its properties.

    Parameters
    ----------
    value : ndarray
        A struct, or any other array.

    Returns
    -------
    str
        Empty for a struct and for all other arrays.

    Examples
    --------
    >>> object_class(struct_array(["a"], [[1]], (1, 1), "containers.Map")), object_class(struct_array([], [], (1, 1)))
    ('containers.Map', '')
    """
    metadata: Mapping[str, Any] = value.dtype.metadata or {}
    return str(metadata.get(CLASS, ""))


def triplets(value: Sparse) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return row, column and element of each entry that is not zero, in MATLAB's order, as ``find`` does.

    Parameters
    ----------
    value : csc_array
        A sparse value.

    Returns
    -------
    row : ndarray of float
        The rows, counted from 1, as a column.
    column : ndarray of float
        The columns, counted from 1, as a column.
    elements : ndarray
        The elements, in the class of `value`, as a column.

    Examples
    --------
    >>> import scipy.sparse
    >>> [part.item() for part in triplets(scipy.sparse.csc_array([[0.0, 5.0]]))]
    [1.0, 2.0, 5.0]
    """
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
    elif is_sparse(value):
        for part in triplets(value):
            _feed(state, part)
    elif is_struct(value):
        for name, part in zip(field_names(value), parts_of(value), strict=True):
            state.update(name.encode() + b" ")
            _feed_all(state, part)
    elif is_cell(value):
        _feed_all(state, value)
    elif is_char(value):
        _feed_bits(
            state, np.array([ord(character or "\0") for character in value.ravel(order="F").tolist()], np.uint32)
        )
    elif is_time(value):
        _feed_bits(state, value.ravel(order="F").view(np.int64))
    else:
        _feed_bits(state, value.ravel(order="F"))


def _feed_all(state: Any, cell: Cell) -> None:
    for element in cell.ravel(order="F"):
        _feed(state, element)


def _feed_bits(state: Any, elements: NDArray[Any]) -> None:
    for part in (elements.real, elements.imag) if np.iscomplexobj(elements) else (elements,):
        if part.dtype.kind == "f":
            part = np.where(np.isnan(part), np.array(np.nan, part.dtype), part)
        state.update(np.ascontiguousarray(part, part.dtype.newbyteorder("<")).tobytes())
