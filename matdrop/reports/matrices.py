"""The matrices of a case that a report shows: where two of them differ, and what a mask has left of which."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.values.canonical import class_of, size_of
from matdrop.values.display import format_number
from matdrop.values.distance import Distance, dense, leaves
from matdrop.values.value import is_numbers
from matdrop.verification.compare import Comparison
from matdrop.verification.result import Result

# A report shows the first rows and columns of a matrix.
SHOWN = 24
# A map of differences has at most so many cells in a row; a larger matrix has several elements in each cell.
CELLS = 32
WORST = 5
# Of the values in cells and structs, so many that differ.
LEAVES = 4


def differences(comparison: Comparison) -> list[dict[str, Any]]:
    """Find where the two values of an output differ.

    Parameters
    ----------
    comparison : Comparison
        Of an output.

    Returns
    -------
    list of dict
        An entry for each numeric array in the output that differs and has one size on both sides: its
        ``path`` in cells and structs, its ``size``, how many elements differ (``count``), those that differ most
        (``worst``: ``at``, ``original``, ``port``, ``relative``), and ``map``, the relative difference
        of each element, or the largest of each block of ``block`` elements. N-D arrays have their pages side by side.

    Examples
    --------
    >>> from matdrop.verification.compare import compare
    >>> (entry,) = differences(compare([[1, 2], [3, 4]], [[1, 2], [3, 5]]))
    >>> entry["count"], entry["worst"], entry["map"]
    (1, [{'at': [2, 2], 'original': 4.0, 'port': 5.0, 'relative': 0.2}], [[0.0, 0.0], [0.0, 0.2]])
    """
    if comparison.expected is None or comparison.obtained is None:
        return []
    entries: list[dict[str, Any]] = []
    for path, left, right in leaves(comparison.expected, comparison.obtained):
        if size_of(left) != size_of(right) or not (is_numbers(left) and is_numbers(right)):
            continue
        a, b = dense(left), dense(right)
        relative = Distance(a, b).relative
        count = int(np.count_nonzero(relative))
        if count and len(entries) < LEAVES:
            cells, block = largest_by_block(relative)
            entries.append(
                {
                    "path": path,
                    "size": list(size_of(left)),
                    "count": count,
                    "worst": _worst(a, b, relative),
                    "block": block,
                    "map": cells,
                }
            )
    return entries


def masked(result: Result) -> list[dict[str, Any]]:
    """Return a mask and the matrices that it belongs to.

    A logical output (or else a logical input) is taken for a mask if at least two other inputs or outputs of the
    original are numeric and of its size.

    Parameters
    ----------
    result : Result
        Of any case.

    Returns
    -------
    list of dict
        The first other matrix of its size, the mask, then the other matrices of its size, each with ``name``, ``side``
        (input or output), ``class``, ``size`` and its first rows and columns as ``values``; empty without a mask.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> from matdrop.verification.run import verify
    >>> table = load_table(OWN_TABLE)
    >>> (result,) = verify(table, table.select(["inverted_dropout/article"]), "saved").results
    >>> [(entry["name"], entry["side"], entry["class"]) for entry in masked(result)]
    [('X', 'input', 'double'), ('mask', 'output', 'logical'), ('X', 'output', 'double')]
    """
    inputs = [(name, "input", value) for name, value in result.inputs.items()]
    outputs = [(output.name, "output", output.expected) for output in result.outputs if output.expected is not None]
    numeric = [entry for entry in (*inputs, *outputs) if is_numbers(entry[2]) and math.prod(size_of(entry[2])) > 1]
    logical = [entry for entry in numeric if class_of(entry[2]) == "logical"]
    for mask in sorted(logical, key=lambda entry: entry[1] == "input"):
        others = [entry for entry in numeric if entry is not mask and size_of(entry[2]) == size_of(mask[2])]
        if len(others) >= 2:
            return [
                {
                    "name": name,
                    "side": side,
                    "class": class_of(value),
                    "size": list(size_of(value)),
                    "values": [[number(element) for element in row[:SHOWN]] for row in flat(dense(value))[:SHOWN]],
                }
                for name, side, value in (others[0], mask, *others[1:])
            ]
    return []


def number(element: Any) -> bool | int | float | str:
    """Return an element of an array as JSON can hold it.

    Parameters
    ----------
    element : numpy.generic
        A number or a logical value.

    Returns
    -------
    bool, int, float or str
        The element; NaN, Inf and complex numbers, which JSON does not have, as MATLAB writes them.

    Examples
    --------
    >>> number(np.float64("-inf")), number(np.complex128(1, -2)), number(np.uint8(3))
    ('-Inf', '1-2i', 3)
    """
    value: bool | int | float | complex = element.item()
    return format_number(value, 15) if isinstance(value, complex) or not math.isfinite(value) else value


def flat(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array as a matrix, its pages side by side.

    Parameters
    ----------
    array : ndarray
        An array of at least two dimensions.

    Returns
    -------
    ndarray
        The elements with as many rows as `array` has.

    Examples
    --------
    >>> flat(np.zeros((2, 3, 4))).shape
    (2, 12)
    """
    return array.reshape(array.shape[0], -1, order="F") if array.size else array.reshape(array.shape[0], 0)


def _worst(a: NDArray[Any], b: NDArray[Any], relative: NDArray[Any]) -> list[dict[str, Any]]:
    order = np.argsort(-relative, axis=None, kind="stable")[:WORST]
    places = [index for index in zip(*np.unravel_index(order, a.shape), strict=True) if relative[index]]
    return [
        {
            "at": [int(n) + 1 for n in index],
            "original": number(a[index]),
            "port": number(b[index]),
            "relative": _rounded(float(relative[index])),
        }
        for index in places
    ]


def largest_by_block(relative: NDArray[Any]) -> tuple[list[list[float | str]], list[int]]:
    """Return the largest relative difference of each block of elements, and the size of a block.

    Parameters
    ----------
    relative : ndarray of float
        Relative differences, at least two dimensions; N-D arrays have their pages side by side.

    Returns
    -------
    cells : list of list of float or str
        The largest difference of each block, to two digits; ``Inf`` as text.
    block : list of int
        The rows and columns of a block.

    Examples
    --------
    >>> largest_by_block(np.array([[0, 0.5]]))
    ([[0.0, 0.5]], [1, 1])
    """
    matrix = flat(relative)
    block = [max(1, math.ceil(length / CELLS)) for length in matrix.shape]
    padded = np.pad(matrix, [(0, -length % step) for length, step in zip(matrix.shape, block, strict=True)])
    blocks = padded.reshape(padded.shape[0] // block[0], block[0], padded.shape[1] // block[1], block[1])
    return [[_rounded(cell) for cell in row] for row in blocks.max(axis=(1, 3)).astype(float).tolist()], block


def _rounded(relative: float) -> float | str:
    return float(f"{relative:.1e}") if math.isfinite(relative) else "Inf"
