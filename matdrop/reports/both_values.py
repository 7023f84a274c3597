"""Two values side by side, element by element from the first difference on, with a map of where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matdrop.reports.matrices import SHOWN, flat, largest_by_block
from matdrop.values.canonical import ValueModelError, canonical, text_of
from matdrop.values.display import format_number, format_value
from matdrop.values.distance import Distance, dense
from matdrop.values.value import Value, field_names, is_cell, is_char, is_numbers, is_struct

TEXT_SHOWN = 2000  # characters of a text

Shown: TypeAlias = dict[str, Any]


def both_values(original: Any, port: Any, shown: int = SHOWN) -> Shown:
    """Return both values of a variable, and where they differ, as templates show them.

    Parameters
    ----------
    original, port : value
        Of any class; None on a side that has none.
    shown : int
        The number of rows and columns of a matrix, of fields and of elements that are shown.

    Returns
    -------
    dict
        ``sides``, each with its name and a value. Where both are arrays of one size that differ, also ``map``, the
        largest relative difference of each ``block`` of elements, and ``size``. ``text``: how many elements differ.

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
        (side, _value(value, shown) if matrix is None else _numbers(value, matrix, shown, other, relative))
        for side, value, matrix, other in (("original", original, a, b), ("port", port, b, a))
        if value is not None
    ]
    if relative is None:
        return {"sides": sides, "map": [], "text": ""}
    count = int(np.count_nonzero(relative))
    text = f"{count} of {relative.size} elements differ"
    cells, block = largest_by_block(relative) if count else ([], [1, 1])
    return {"sides": sides, "map": cells, "block": block, "size": list(relative.shape), "text": text}


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
    value: Any,
    matrix: NDArray[Any],
    shown: int,
    other: NDArray[Any] | None = None,
    relative: NDArray[Any] | None = None,
) -> Shown:
    """Return a matrix from its first difference on, what differs marked."""
    rows, columns = _window(matrix.shape, shown, relative)
    numbers = [(row + 1, [_number((row, column), matrix, other, relative) for column in columns]) for row in rows]
    part = "" if matrix.shape == (len(rows), len(columns)) else " (a part)"
    what = format_value(value).partition(" [")[0]
    return {"text": f"{what}{part}", "columns": [column + 1 for column in columns], "rows": numbers}


def _window(shape: tuple[int, ...], shown: int, relative: NDArray[Any] | None) -> tuple[range, range]:
    """Return the rows and columns that are shown: from a little before the first difference on."""
    first: Sequence[Any] = (0, 0)
    if relative is not None and relative.any():
        first = np.unravel_index(np.flatnonzero(relative)[0], relative.shape)
    starts = [max(0, min(int(at) - 3, length - shown)) for at, length in zip(first, shape, strict=True)]
    rows, columns = (range(start, min(start + shown, n)) for start, n in zip(starts, shape, strict=True))
    return rows, columns


def _number(
    at: tuple[int, int], matrix: NDArray[Any], other: NDArray[Any] | None, relative: NDArray[Any] | None
) -> tuple[str, bool]:
    """Return an element with six digits, or all where the two sides would look the same; and whether they differ."""
    text = format_number(matrix[at], 6)
    if relative is None or other is None or not relative[at]:
        return text, False
    return format_number(matrix[at]) if text == format_number(other[at], 6) else text, True


def _value(value: Any, shown: int) -> Shown:
    """Return what is no array of numbers: a text, the fields of a struct, the elements of a cell, or a line."""
    try:
        held = canonical(value)
    except ValueModelError:
        return {"text": repr(value)[:TEXT_SHOWN]}
    if is_char(held) and held.shape[0] == 1:
        return {"text": f"'{text_of(held)[:TEXT_SHOWN]}'", "kind": "text"}
    parts = [(f"{name} = {format_value(part)}", _nested(part, shown)) for name, part in _parts(held)[:shown]]
    return {"text": format_value(value), "parts": parts}


def _parts(value: Value) -> list[tuple[str, Any]]:
    """Return what a struct or a cell is made of."""
    if is_struct(value) and value.size == 1:
        return [(name, value[name].item()) for name in field_names(value)]
    if is_cell(value):
        return [(f"{{{k}}}", element) for k, element in enumerate(value.ravel(order="F"), 1)]
    return []


def _nested(value: Any, shown: int) -> Shown:
    matrix = _matrix(value)
    return _value(value, shown) if matrix is None else _numbers(value, matrix, shown)
