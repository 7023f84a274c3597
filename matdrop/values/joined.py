"""Many lists of values in a .mat file: small matrices of numbers side by side in a few large ones.

A thousand small matrices take as long to be written and read, one by one, as to be computed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from matdrop.values.matfile import cell_column
from matdrop.values.value import Struct, Value

# How many numbers a matrix has at most that is joined: larger ones are not worth a copy.
SMALL = 1000


def joined(lists: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Join lists of packed values as ``drivers/matdrop_join.m`` does.

    Parameters
    ----------
    lists : sequence of sequence of object
        Values as `pack` returns them.

    Returns
    -------
    dict
        What ``drivers/matdrop_lists.m`` takes apart, ready for `write_packed`.

    Examples
    --------
    >>> from matdrop.values.matfile import pack
    >>> joined([[pack(1.0), pack([2.0, 3.0])], []])["numbers"].item()
    array([[1., 2., 3.]])
    """
    values = [value for values in lists for value in values]
    alone = np.array([not _is_small_matrix(value) for value in values], bool)
    sizes = [(0, 0) if is_alone else value.shape for value, is_alone in zip(values, alone.tolist(), strict=True)]
    rows, columns = np.array(sizes, np.float64).reshape(-1, 2).T
    heights = np.unique(rows[~alone])
    beside = [np.flatnonzero(~alone & (rows == height)).tolist() for height in heights]
    return {
        "counts": np.array([[float(len(values))] for values in lists]).reshape(-1, 1),
        "rows": rows.reshape(1, -1),
        "columns": columns.reshape(1, -1),
        "alone": alone.astype(np.float64).reshape(1, -1),
        "numbers": cell_column([np.concatenate([values[place] for place in places], axis=1) for places in beside]),
        "others": cell_column([values[place] for place in np.flatnonzero(alone).tolist()]),
    }


def _is_small_matrix(value: Any) -> bool:
    return type(value) is np.ndarray and value.dtype == np.float64 and value.ndim == 2 and value.size <= SMALL


def lists_of(joined: Struct) -> Iterator[list[Value]]:
    """Take apart what ``drivers/matdrop_join.m`` has joined.

    Parameters
    ----------
    joined : ndarray
        The struct that it returns, in canonical form.

    Yields
    ------
    list of value
        The lists, in their order.

    Examples
    --------
    >>> from matdrop.values.canonical import canonical
    >>> numbers = [[np.array([[1.0]]), np.array([[2.0, 3.0]])], [], [np.array([[4.0]])]]
    >>> list(lists_of(canonical(joined(numbers))))
    [[array([[1.]]), array([[2., 3.]])], [], [array([[4.]])]]
    """
    counts, rows, columns, alone, numbers, others = (
        joined[name].item().ravel() for name in ("counts", "rows", "columns", "alone", "numbers", "others")
    )
    values = np.empty(rows.size, object)
    values[alone == 1] = others
    for height, matrix in zip(np.unique(rows[alone == 0]), numbers, strict=True):
        places = np.flatnonzero((alone == 0) & (rows == height))
        ends = np.cumsum(columns[places], dtype=int).tolist()
        for place, start, end in zip(places.tolist(), [0, *ends[:-1]], ends, strict=True):
            values[place] = matrix[:, start:end]
    rest = iter(values.tolist())
    for count in counts.tolist():
        yield list(itertools.islice(rest, int(count)))
