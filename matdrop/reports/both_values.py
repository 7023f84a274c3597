"""Two values side by side, element by element from the first difference on, with a map of where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matdrop.reports.heat_map import difference_map
from matdrop.reports.matrices import SHOWN, flat, largest_by_block
from matdrop.values.canonical import ValueModelError, canonical, text_of
from matdrop.values.display import format_number, format_value
from matdrop.values.distance import Distance, dense
from matdrop.values.value import Value, field_names, is_cell, is_char, is_numbers, is_struct

TEXT_SHOWN = 2000  # characters of a text

Shown: TypeAlias = dict[str, Any]


def both_values(original: Any, port: Any) -> Shown:
    """Return both values of a variable, and where they differ, as templates show them.

    Parameters
    ----------
    original, port : value
        Of any class; None on a side that has none.

    Returns
    -------
    dict
        ``sides``, each with its name and a value; where both are arrays of one size also ``cells``, a map of their
        differences, and ``text``, how many elements differ.

    Examples
    --------
    >>> both_values(np.ones((2, 2)), np.array([[1, 1], [1, 2.0]]))["text"]
    '1 of 4 elements differ'
    """
    a, b = _matrix(original), _matrix(port)
    if a is not None and b is not None and a.size == b.size == max(a.shape):
        b = b.reshape(a.shape)
    relative = None if a is None or b is None or a.shape != b.shape else Distance(a, b).relative
    sides = [
        (side, _value(value) if matrix is None else _numbers(value, matrix, other, relative))
        for side, value, matrix, other in (("original", original, a, b), ("port", port, b, a))
        if value is not None
    ]
    if relative is None:
        return {"sides": sides, "cells": [], "text": ""}
    count = f"{np.count_nonzero(relative)} of {relative.size} elements differ"
    rows, columns = relative.shape
    return {"sides": sides, "cells": difference_map(*largest_by_block(relative), (rows, columns)), "text": count}


def _matrix(value: Any) -> NDArray[Any] | None:
    """Return an array of numbers as a matrix; None for anything else."""
    try:
        held = canonical(value)
    except ValueModelError:
        return None
    if not is_numbers(held) or (array := dense(held)).size < 2:
        return None
    return flat(array)


def _numbers(
    value: Any, matrix: NDArray[Any], other: NDArray[Any] | None = None, relative: NDArray[Any] | None = None
) -> Shown:
    """Return a matrix from its first difference on, what differs marked."""
    rows, columns = _window(matrix.shape, relative)
    shown = [(row + 1, [_number((row, column), matrix, other, relative) for column in columns]) for row in rows]
    part = "" if matrix.shape == (len(rows), len(columns)) else " (a part)"
    what = format_value(value).partition(" [")[0]
    return {"text": f"{what}{part}", "columns": [column + 1 for column in columns], "rows": shown}


def _window(shape: tuple[int, ...], relative: NDArray[Any] | None) -> tuple[range, range]:
    """Return the rows and columns that are shown: from a little before the first difference on."""
    first: Sequence[Any] = (0, 0)
    if relative is not None and relative.any():
        first = np.unravel_index(np.flatnonzero(relative)[0], relative.shape)
    starts = [max(0, min(int(at) - 3, length - SHOWN)) for at, length in zip(first, shape, strict=True)]
    rows, columns = (range(start, min(start + SHOWN, n)) for start, n in zip(starts, shape, strict=True))
    return rows, columns


def _number(
    at: tuple[int, int], matrix: NDArray[Any], other: NDArray[Any] | None, relative: NDArray[Any] | None
) -> tuple[str, bool]:
    """Return an element with six digits, or all where the two sides would look the same; and whether they differ."""
    text = format_number(matrix[at], 6)
    if relative is None or other is None or not relative[at]:
        return text, False
    return format_number(matrix[at]) if text == format_number(other[at], 6) else text, True


def _value(value: Any) -> Shown:
    """Return what is no array of numbers: a text, the fields of a struct, the elements of a cell, or a line."""
    try:
        held = canonical(value)
    except ValueModelError:
        return {"text": repr(value)[:TEXT_SHOWN]}
    if is_char(held) and held.shape[0] == 1:
        return {"text": f"'{text_of(held)[:TEXT_SHOWN]}'", "kind": "text"}
    parts = [(f"{name} = {format_value(part)}", _nested(part)) for name, part in _parts(held)[:SHOWN]]
    return {"text": format_value(value), "parts": parts}


def _parts(value: Value) -> list[tuple[str, Any]]:
    """Return what a struct or a cell is made of."""
    if is_struct(value) and value.size == 1:
        return [(name, value[name].item()) for name in field_names(value)]
    if is_cell(value):
        return [(f"{{{k}}}", element) for k, element in enumerate(value.ravel(order="F"), 1)]
    return []


def _nested(value: Any) -> Shown:
    matrix = _matrix(value)
    return _value(value) if matrix is None else _numbers(value, matrix)
