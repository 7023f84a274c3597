"""The format of .mat files (version 5) as far as matdrop and its drivers use it.

SciPy reads and writes all of the format, and takes longer to import than all else that a small verification does.
What is not read or written here is left to it: other numbers than real ones, text of several rows, sparse arrays,
objects, and files of other machines.
"""

from __future__ import annotations

import functools
import itertools
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

# The kinds of elements of a file: numbers by their type, text, and what is made of elements.
_STORED = {
    kind: np.dtype(f"<{name}")
    for kind, name in {
        1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8",
    }.items()
}  # fmt: skip
_INT8, _INT32, _UINT32, _MATRIX, _COMPRESSED, _UTF8 = 1, 5, 6, 14, 15, 16
_ENCODINGS = {1: "ascii", 2: "ascii", 4: "utf-16-le", _UTF8: "utf-8", 17: "utf-16-le"}
# The classes of matrices.
_CELL, _STRUCT, _CHAR = 1, 2, 4
_NUMBERS = {
    number: np.dtype(f"<{name}")
    for number, name in {
        6: "f8", 7: "f4", 8: "i1", 9: "u1", 10: "i2", 11: "u2", 12: "i4", 13: "u4", 14: "i8", 15: "u8",
    }.items()
}  # fmt: skip
_COMPLEX, _LOGICAL = 0x800, 0x200  # flags beside the class

# By the type of an array: class and flags of its matrix, and the kind of element that holds its numbers.
_WRITTEN = {
    np.dtype(bool): (9 | _LOGICAL, 2),
    **{
        dtype: (number, next(kind for kind, stored in _STORED.items() if stored == dtype))
        for number, dtype in _NUMBERS.items()
    },
}

_TWO_NUMBERS = struct.Struct("<II").unpack_from
# How a matrix of rows and columns without a name starts: flags, size, name, and the kind and the length of its content.
_START = struct.Struct("<II I4x II II II II")
_HEADER = 128  # bytes
_VERSION_AND_ORDER = b"\x00\x01IM"
_NO_SUBSYSTEM = bytes(8)


class UnfamiliarError(ValueError):
    """A file or a value holds something that only SciPy reads and writes."""


def read(content: bytes) -> dict[str, Any]:
    """Read a .mat file.

    Parameters
    ----------
    content : bytes
        What it holds.

    Returns
    -------
    dict of str to ndarray
        The variables, as `scipy.io.loadmat` returns them with ``mat_dtype=True``.

    Raises
    ------
    UnfamiliarError
        If it holds something that only SciPy reads, or is damaged.

    Examples
    --------
    >>> read(write({"x": 1.5}, b"a description"))
    {'x': array([[1.5]])}
    """
    return {name: value_of(part) for name, part in variables_in(content).items()}


def variables_in(content: bytes) -> dict[str, bytes]:
    """Find the variables of a .mat file without reading their values.

    Parameters
    ----------
    content : bytes
        What the file holds.

    Returns
    -------
    dict of str to bytes
        The names, and what `value_of` reads.

    Raises
    ------
    UnfamiliarError
        If it is a file that only SciPy reads, or is damaged.

    Examples
    --------
    >>> list(variables_in(write({"x": 1.5}, b"a description")))
    ['x']
    """
    if content[_HEADER - 4 : _HEADER] != _VERSION_AND_ORDER:
        raise UnfamiliarError("another version, or the file of another machine")
    return {_name_of(kind, part): part for kind, part in _elements(content[_HEADER:])}


def _name_of(kind: int, part: bytes) -> str:
    if kind != _MATRIX:
        raise UnfamiliarError(f"an element of kind {kind}")
    try:
        _, _, (_, name) = itertools.islice(_elements(part), 3)
        return name.decode("ascii")
    except ValueError as error:
        raise UnfamiliarError(str(error)) from None


def value_of(part: bytes) -> Any:
    """Read the value of a variable.

    Parameters
    ----------
    part : bytes
        As `variables_in` returns it.

    Returns
    -------
    ndarray
        As `scipy.io.loadmat` returns it with ``mat_dtype=True``.

    Raises
    ------
    UnfamiliarError
        If it holds something that only SciPy reads, or is damaged.

    Examples
    --------
    >>> value_of(variables_in(write({"x": 1.5}, b"a description"))["x"])
    array([[1.5]])
    """
    numbers = _plain_numbers(part)
    if numbers is not None:
        return numbers
    parts = _elements(part)
    try:
        (_, flags), (_, dimensions), _ = next(parts), next(parts), next(parts)
        size = struct.unpack(f"<{len(dimensions) // 4}i", dimensions)
        if min(size) < 0:  # which NumPy would take for "as many as there are"
            raise UnfamiliarError(f"a matrix of the size {size}")
        return _read_value(_TWO_NUMBERS(flags)[0], size, parts)
    except (StopIteration, KeyError, ValueError, struct.error) as error:  # what a damaged file leads to
        raise UnfamiliarError(f"a matrix cannot be read: {error}") from None


def _plain_numbers(part: bytes) -> NDArray[Any] | None:
    """Read a matrix of numbers as most are, inside of a cell or a struct; None for any other, and for a damaged one."""
    if len(part) < _START.size:
        return None
    *flags_tag, flags, kind, length, rows, columns, of_name, letters, stored, size = _START.unpack_from(part)
    if (*flags_tag, kind, length, of_name, letters) != (_UINT32, 8, _INT32, 8, _INT8, 0):
        return None
    start = _START.size
    if stored >> 16:  # up to four bytes stand beside their kind
        stored, size, start = stored & 0xFFFF, stored >> 16, start - 4
    if flags & ~_LOGICAL not in _NUMBERS or stored not in _STORED or len(part) < start + size:
        return None
    element = _STORED[stored]
    if rows * columns * element.itemsize != size:
        return None
    numbers = np.frombuffer(part, element, rows * columns, start).reshape((rows, columns), order="F")
    return numbers.astype(np.bool_ if flags & _LOGICAL else _NUMBERS[flags])


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the elements that stand one after the other, each with its kind."""
    place, end = 0, len(content)
    while place < end:
        if end - place < 8:
            raise UnfamiliarError("the file ends within an element")
        kind, size = _TWO_NUMBERS(content, place)
        start = place + 8
        if kind >> 16:  # up to four bytes stand beside their kind
            kind, size, start = kind & 0xFFFF, kind >> 16, place + 4
            place += 8
        elif kind == _COMPRESSED:
            place = start + size
        else:
            place = start + size + -size % 8
        element = content[start : start + size]
        if len(element) < size:
            raise UnfamiliarError("the file ends within an element")
        if kind == _COMPRESSED:
            yield from _elements(_decompressed(element))
        else:
            yield kind, element


def _decompressed(content: bytes) -> bytes:
    try:
        return zlib.decompress(content)
    except zlib.error as error:
        raise UnfamiliarError(str(error)) from None


def _read_value(flags: int, size: tuple[int, ...], parts: Iterator[tuple[int, bytes]]) -> Any:
    kind = flags & 0xFF
    if kind in _NUMBERS and not flags & _COMPLEX:
        stored, content = next(parts)
        numbers = np.frombuffer(content, _STORED[stored]).reshape(size, order="F")
        return numbers.astype(np.bool_ if flags & _LOGICAL else _NUMBERS[kind])
    if kind == _CELL:
        return _array_of([value_of(part) for _, part in parts], size)
    if kind == _STRUCT:
        return _read_struct(size, parts)
    if kind == _CHAR and size == (0, 0):
        return np.array([], "<U1")
    if kind == _CHAR and len(size) == 2 and size[0] == 1 and size[1]:
        return np.array([_read_text(*next(parts))])
    raise UnfamiliarError(f"a matrix of class {kind}")


def _read_text(kind: int, content: bytes) -> str:
    try:
        return content.decode(_ENCODINGS[kind])
    except (KeyError, UnicodeDecodeError) as error:
        raise UnfamiliarError(f"text: {error}") from None


def _read_struct(size: tuple[int, ...], parts: Iterator[tuple[int, bytes]]) -> NDArray[Any]:
    (_, length), (_, letters) = next(parts), next(parts)
    fields = _fields_of(letters, *struct.unpack("<i", length))
    count = len(fields.names or ())
    if not count:
        raise UnfamiliarError("a struct without fields")
    values = [value_of(part) for _, part in parts]
    elements = [tuple(values[start : start + count]) for start in range(0, len(values), count)]
    return _array_of(elements, size, fields)


@functools.cache
def _fields_of(letters: bytes, width: int) -> np.dtype[Any]:
    """Return the type of a struct whose names stand one after the other, each of a width."""
    names = [letters[start : start + width].rstrip(b"\0").decode("ascii") for start in range(0, len(letters), width)]
    return np.dtype([(name, object) for name in names])


def _array_of(values: list[Any], size: tuple[int, ...], kind: Any = object) -> NDArray[Any]:
    result = np.empty(len(values), kind)
    for number, value in enumerate(values):
        result[number] = value
    return result.reshape(size, order="F")


def write(variables: Mapping[str, Any], description: bytes) -> bytes:
    """Write a .mat file.

    Parameters
    ----------
    variables : mapping of str to object
        Names and values: real numbers, logical values, text, arrays of them, cells as arrays of objects, structs as
        dicts.
    description : bytes
        What its first 116 bytes say.

    Returns
    -------
    bytes
        As `scipy.io.savemat` writes it with ``long_field_names=True``.

    Raises
    ------
    UnfamiliarError
        If a value is of another kind.

    Examples
    --------
    >>> len(write({"x": 1.5}, b"a description"))
    192
    """
    header = description.ljust(_HEADER - 12) + _NO_SUBSYSTEM + _VERSION_AND_ORDER
    return header + b"".join(_written(name, value) for name, value in variables.items())


def _written(name: str, value: Any) -> bytes:
    """Return the matrix of a value."""
    if type(value) is np.ndarray and value.dtype in _WRITTEN:  # as most are
        return _written_numbers(name, value)
    if isinstance(value, dict) and value:
        return _matrix(name, _STRUCT, (1, 1), _written_fields(value))
    if isinstance(value, str) and value.isascii():
        size = (1, len(value)) if value else (0, 0)
        return _matrix(name, _CHAR, size, [_element(_UTF8, value.encode())])
    if isinstance(value, np.ndarray) and value.dtype == object:
        return _matrix(name, _CELL, _size_of(value), (_written("", element) for element in value.ravel(order="F")))
    if isinstance(value, np.ndarray | np.generic | float | bool | int):
        array = np.asarray(value)
        if array.dtype in _WRITTEN:
            return _written_numbers(name, array)
    raise UnfamiliarError(f"a {type(value).__name__}")


def _written_numbers(name: str, array: NDArray[Any]) -> bytes:
    kind, stored = _WRITTEN[array.dtype]
    return _matrix(name, kind, _size_of(array), [_element(stored, array.tobytes(order="F"))])


def _written_fields(fields: Mapping[str, Any]) -> Iterator[bytes]:
    width = max(map(len, fields)) + 1
    yield _element(_INT32, struct.pack("<i", width))
    yield _element(_INT8, b"".join(name.encode("ascii").ljust(width, b"\0") for name in fields))
    for value in fields.values():
        yield _written("", value)


def _size_of(array: NDArray[Any]) -> tuple[int, ...]:
    return array.shape if array.ndim > 1 else (1, array.size)


def _matrix(name: str, kind: int, size: tuple[int, ...], parts: Iterable[bytes]) -> bytes:
    return _element(_MATRIX, b"".join([_head_of(name, kind, size), *parts]))


@functools.lru_cache(maxsize=256)  # arguments have few sizes
def _head_of(name: str, kind: int, size: tuple[int, ...]) -> bytes:
    head = _element(_UINT32, struct.pack("<II", kind, 0)) + _element(_INT32, np.array(size, "<i4").tobytes())
    return head + _element(_INT8, name.encode("ascii"))


def _element(kind: int, content: bytes) -> bytes:
    size = len(content)
    if size <= 4 and kind != _MATRIX:
        return struct.pack("<I", kind | size << 16) + content.ljust(4, b"\0")
    return struct.pack("<II", kind, size) + content + bytes(-size % 8)
