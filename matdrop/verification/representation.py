"""Representation: in what Python holds a value otherwise than MATLAB, and loses nothing."""

from __future__ import annotations

import math

import numpy as np

from matdrop.values.canonical import class_of, size_of
from matdrop.values.display import format_size
from matdrop.values.value import (
    Array,
    Cell,
    Struct,
    Value,
    field_names,
    is_cell,
    is_number_array,
    is_struct,
)

# Classes that may hold whole numbers.
WHOLE = ("logical", "double", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


def as_represented(reference: Value, result: Value, flat: bool) -> tuple[Value, list[str]]:
    """Return a port's value in the original's representation, as far as that loses nothing; and say what was accepted.

    Parameters
    ----------
    reference, result : value
        The original's and the port's, in canonical form.
    flat : bool
        Whether the port has a 1-D array or a list, which may stand for a column as well as for a row.

    Returns
    -------
    value : value
        The port's, in the original's class and orientation where only the representation differs.
    accepted : list of str
        What was accepted.

    Examples
    --------
    >>> as_represented(np.array([[1.0], [2.0]]), np.array([[1, 2]]), flat=True)[1]
    ['the port returned 1-D, MATLAB 2x1 (accepted)', 'the port returned int64, MATLAB double (accepted)']
    """
    accepted: list[str] = []
    if flat and isinstance(result, np.ndarray) and _is_vector_of_other_orientation(size_of(reference), result.shape):
        result = result.reshape(size_of(reference))
        accepted.append(_accepted("1-D", format_size(size_of(reference))))
    if size_of(reference) != size_of(result):
        return result, accepted
    if is_cell(reference) and is_cell(result):
        value, also = _cell_as_represented(reference, result)
    elif is_cell(reference) and class_of(result) in (*WHOLE, "single", "complex double") and is_number_array(result):
        value, also = _cell_as_represented(reference, _cell_of_numbers(result))
        also = [_accepted("numbers", "a cell of numbers"), *also]
    elif is_struct(reference) and is_struct(result) and result.size == 1:
        value, also = _struct_as_represented(reference, result)
    elif is_number_array(reference) and is_number_array(result):
        value, also = _numbers_as_represented(reference, result)
    else:
        value, also = result, []
    return value, [*accepted, *also]


def _accepted(port: str, matlab: str) -> str:
    return f"the port returned {port}, MATLAB {matlab} (accepted)"


def _is_vector_of_other_orientation(reference: tuple[int, ...], result: tuple[int, ...]) -> bool:
    vectors = all(len(size) == 2 and 1 in size for size in (reference, result))
    return vectors and reference != result and math.prod(reference) == math.prod(result)


def _cell_as_represented(reference: Cell, result: Cell) -> tuple[Value, list[str]]:
    changed = result.copy()
    accepted: dict[str, None] = {}  # each once, in order
    for index in np.ndindex(result.shape):
        changed[index], also = as_represented(reference[index], result[index], flat=True)
        accepted.update(dict.fromkeys(also))
    return changed, list(accepted)


def _cell_of_numbers(result: Array) -> Cell:
    cell = np.empty(result.shape, object)
    for index in np.ndindex(result.shape):
        cell[index] = result[index].reshape(1, 1)
    return cell


def _struct_as_represented(reference: Struct, result: Struct) -> tuple[Value, list[str]]:
    changed = result.copy()
    accepted: dict[str, None] = {}
    for name in [name for name in field_names(reference) if name in field_names(result)]:
        changed[name][0, 0], also = as_represented(reference[name][0, 0], result[name][0, 0], flat=True)
        accepted.update(dict.fromkeys(also))
    return changed, list(accepted)


def _numbers_as_represented(reference: Array, result: Array) -> tuple[Value, list[str]]:
    """Accept whole numbers in another class for doubles, and 0 and 1 for logical values."""
    kind, other = class_of(reference), class_of(result)
    if kind not in ("double", "logical") or other == kind or other not in WHOLE:
        return result, []
    whole = reference.astype(np.float64)
    if not np.array_equal(whole, np.trunc(whole)):
        return result, []
    keeps_values = kind == "double" or np.isin(result, (0, 1)).all()
    return result.astype(reference.dtype) if keeps_values else result, [_accepted(other, kind)]
