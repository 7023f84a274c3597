"""Columns and rows that are judged one by one."""

from __future__ import annotations

import numpy as np

from matdrop.habits.leaf import Leaf, distinct, figure
from matdrop.values.value import Array


def has_telling_lines(leaf: Leaf, axis: int) -> bool:
    """Check whether the original's columns or rows can be judged one by one.

    Parameters
    ----------
    leaf : Leaf
        A pair of values.
    axis : {0, 1}
        The dimension along which the lines run: 0 for columns, 1 for rows.

    Returns
    -------
    bool
        Whether there are 2 to 1000 lines, each with three or more values other than 0 that differ in magnitude.

    Examples
    --------
    >>> leaf = Leaf("y", "", np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.zeros((2, 3)))
    >>> has_telling_lines(leaf, 1), has_telling_lines(leaf, 0)
    (True, False)
    """
    if leaf.a.ndim != 2 or leaf.a.shape[axis] < 3 or not 2 <= leaf.a.shape[1 - axis] <= 1000:
        return False
    lines = leaf.a if axis == 1 else leaf.a.T
    return all(distinct(np.abs(line[line != 0])) >= 3 for line in lines)


def first_few(values: Array) -> str:
    """Write the first five numbers.

    Parameters
    ----------
    values : ndarray
        Numbers, of any shape.

    Returns
    -------
    str
        The numbers in row-major order; an ellipsis follows if there are more than five.

    Examples
    --------
    >>> first_few(np.arange(6.0))
    '0, 1, 2, 3, 4, ...'
    """
    shown = ", ".join(figure(value) for value in values.ravel()[:5])
    return shown + (", ..." if values.size > 5 else "")
