"""A value as the MATLAB expression that makes it."""

from __future__ import annotations

from typing import Any

import numpy as np

from matdrop.values.canonical import ValueModelError, class_of, object_class, text_of
from matdrop.values.value import (
    Array,
    FunctionHandle,
    Struct,
    Value,
    field_names,
    is_cell,
    is_char,
    is_number_array,
    is_sparse,
    is_struct,
)


def literal_of(value: Value) -> str:
    """Write a value as a MATLAB expression.

    Parameters
    ----------
    value : value
        In canonical form.

    Returns
    -------
    str
        One line, from which MATLAB and Octave make the same value, bit for bit.

    Raises
    ------
    ValueModelError
        If it is an object, a table, a date, a cell of more than two dimensions, or has whole numbers beyond 2^53, which
        Octave reads as doubles.

    Examples
    --------
    >>> literal_of(np.array([[1.0, -0.0], [np.nan, 0.1]])), literal_of(np.zeros((0, 3), np.float32))
    ('[1 -0; NaN 0.1]', "zeros(0, 3, 'single')")
    >>> literal_of(np.array([[0.3]], np.float32))
    'single(0.3)'
    """
    if isinstance(value, FunctionHandle):
        return value.text
    if is_number_array(value):
        return _array(value)
    if is_char(value) and value.ndim == 2 and value.shape[0] == 1:
        return _text(text_of(value))
    if is_char(value) and value.shape == (0, 0):
        return "''"
    if is_cell(value) and value.ndim == 2:
        return _cell(value)
    if is_struct(value) and value.size == 1 and not object_class(value):
        return _struct(value)
    if is_sparse(value):
        return f"sparse({_array(np.asarray(value.toarray()))})"
    raise ValueModelError(f"a value of class {class_of(value)} has no expression of its own")


def _array(value: Array) -> str:
    if value.ndim > 2:
        numbers = _array(value.reshape(1, -1, order="F"))
        return f"reshape({numbers}, {_size(value.shape)})"
    if value.dtype.kind in "iu" and value.dtype.itemsize == 8 and (np.abs(value.astype(np.float64)) >= 2**53).any():
        raise ValueModelError("whole numbers beyond 2^53 have no expression that Octave reads without loss")
    kind = class_of(value).removeprefix("complex ")
    if not value.size:
        return _empty(value.shape, kind)
    rows = "; ".join(" ".join(map(_number, row.tolist())) for row in _exact(value))
    text = rows if value.size == 1 else f"[{rows}]"
    return text if kind in ("double", "logical") else f"{kind}({text})"


def _exact(value: Array) -> Array:
    """Return numbers as Python writes them: a single by its own digits, where `single` makes it of these again."""
    if value.dtype != np.float32:
        return value
    short = np.array([float(str(number)) for number in value.ravel()]).reshape(value.shape)
    return short if np.array_equal(short.astype(np.float32), value, equal_nan=True) else value.astype(np.float64)


def _empty(size: tuple[int, ...], kind: str) -> str:
    if kind == "logical":
        return f"false({_size(size)})"
    if kind != "double":
        return f"zeros({_size(size)}, '{kind}')"
    return "[]" if size == (0, 0) else f"zeros({_size(size)})"


def _size(size: tuple[int, ...]) -> str:
    return ", ".join(map(str, size))


def _number(number: Any) -> str:
    if isinstance(number, bool):
        return str(number).lower()
    if isinstance(number, complex):
        return f"complex({_number(number.real)}, {_number(number.imag)})"
    if isinstance(number, int):
        return str(number)
    if np.isnan(number):
        return "NaN"
    if np.isinf(number):
        return "Inf" if number > 0 else "-Inf"
    return repr(number).removesuffix(".0")


def _text(text: str) -> str:
    """Write a text; characters that would end the line, by their codes."""
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return f"char([{' '.join(str(ord(letter)) for letter in text)}])"


def _cell(value: Array) -> str:
    if not value.size:
        return "{}" if value.shape == (0, 0) else f"cell({_size(value.shape)})"
    return "{" + "; ".join(", ".join(map(literal_of, row)) for row in value) + "}"


def _struct(value: Struct) -> str:
    """Write a struct; `struct` would make an array of structs from a cell, so that stands in another one."""
    parts = []
    for name in field_names(value):
        field = value[name].item()
        text = literal_of(field)
        parts.append(f"'{name}', {'{' + text + '}' if is_cell(field) else text}")
    return f"struct({', '.join(parts)})"
