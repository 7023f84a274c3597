"""Columns and rows that are judged one by one."""

from __future__ import annotations

import numpy as np

from matdrop.habits.leaf import Leaf, distinct, figure
from matdrop.values.value import Array


def has_telling_lines(leaf: Leaf, axis: int) -> bool:
    """Whether there are lines to judge one by one: two or more, each with three or more different values."""
    if leaf.a.ndim != 2 or leaf.a.shape[axis] < 3 or not 2 <= leaf.a.shape[1 - axis] <= 1000:
        return False
    lines = leaf.a if axis == 1 else leaf.a.T
    return all(distinct(np.abs(line[line != 0])) >= 3 for line in lines)


def first_few(values: Array) -> str:
    """Write the first five numbers.

    Examples
    --------
    >>> first_few(np.arange(6.0))
    '0, 1, 2, 3, 4, ...'
    """
    shown = ", ".join(figure(value) for value in values.ravel()[:5])
    return shown + (", ..." if values.size > 5 else "")
