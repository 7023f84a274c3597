"""MATLAB's ``sum``, ``mean`` and ``var`` along a dimension, as far as the ports need them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def sum_(A: Matrix, dim: int) -> Matrix:
    """Add up along a dimension, as MATLAB's ``sum(A, dim)`` does.

    Parameters
    ----------
    A : ndarray of float64
        A matrix, m-by-n.
    dim : {1, 2}
        1 adds up columns and gives a row, 2 adds up rows and gives a column.

    Returns
    -------
    ndarray of float64
        1-by-n or m-by-1.

    Notes
    -----
    Elements are added one after the other, as GNU Octave adds them. `numpy.sum` adds up in pairs, which
    is as right, but differs in the last digits.

    Examples
    --------
    >>> sum_(np.array([[1.0, 2.0], [3.0, 4.0]]), 2)
    array([[3.],
           [7.]])
    >>> ones_and_small = np.array([[1.0] + 200 * [2.0**-53]])
    >>> sum_(ones_and_small, 2).item() == 1, np.sum(ones_and_small).item() == 1
    (True, False)
    """
    axis = dim - 1
    if A.shape[axis] == 0:
        return np.sum(A, axis=axis, keepdims=True)
    return np.take(np.cumsum(A, axis=axis), [-1], axis=axis)


def mean(A: Matrix, dim: int) -> Matrix:
    """Take the mean along a dimension, as MATLAB's ``mean(A, dim)`` does.

    Parameters
    ----------
    A : ndarray of float64
        A matrix, m-by-n.
    dim : {1, 2}
        1 gives a row of the columns' means, 2 a column of the rows' means.

    Returns
    -------
    ndarray of float64
        1-by-n or m-by-1; added up as `sum_` does, NaN of no element.

    Examples
    --------
    >>> mean(np.array([[1.0, 2.0], [3.0, 4.0]]), 1)
    array([[2., 3.]])
    """
    with np.errstate(invalid="ignore"):
        return sum_(A, dim) / A.shape[dim - 1]


def var(A: Matrix, opt: int, dim: int) -> Matrix:
    """Take the variance along a dimension, as MATLAB's ``var(A, opt, dim)`` does.

    Parameters
    ----------
    A : ndarray of float64
        A matrix, m-by-n.
    opt : {0, 1}
        0 divides by the number of elements less 1, 1 by their number.
    dim : {1, 2}
        1 gives a row of the columns' variances, 2 a column of the rows' variances.

    Returns
    -------
    ndarray of float64
        1-by-n or m-by-1; 0 of one element, NaN of none.

    Examples
    --------
    >>> var(np.array([[1.0, 2.0, 6.0]]), 0, 2)
    array([[7.]])
    """
    n = A.shape[dim - 1]
    with np.errstate(invalid="ignore"):
        return sum_((A - mean(A, dim)) ** 2, dim) / (n - 1 + opt if n > 1 else n)
