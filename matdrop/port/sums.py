"""MATLAB's ``sum``, ``mean`` and ``var`` along a dimension, as far as the ports need them."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array


def sum_(A: Array, dim: int) -> Array:
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
    total: Array = np.take(np.cumsum(A, axis=axis), [-1], axis=axis) if A.shape[axis] else A.sum(axis, keepdims=True)
    return total


def mean(A: Array, dim: int) -> Array:
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
        average: Array = sum_(A, dim) / A.shape[dim - 1]
    return average


def var(A: Array, opt: int, dim: int) -> Array:
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
        variance: Array = sum_((A - mean(A, dim)) ** 2, dim) / (n - 1 + opt if n > 1 else n)
    return variance
