"""Fit the weights of the linear model by least squares: the port of ``matlab_ref/linear_fit.m``."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array, matlab_arguments
from matdrop.port.mrdivide import mrdivide


@matlab_arguments
def linear_fit(X: Array, Y: Array, b: Array) -> Array:
    """Make ``W @ X + b`` as near to `Y` as can be; `b` is held.

    Parameters
    ----------
    X : array_like of double
        Units-by-examples. The rows that are not 0 must be linearly independent.
    Y : array_like of double
        Outputs-by-examples; each row is fitted by itself.
    b : array_like of double
        Biases, outputs-by-1 or 1-by-1.

    Returns
    -------
    ndarray of double
        The weights, outputs-by-units. A unit that is dropped in every example, a row of zeros in `X`, gets
        the weight 0; with all units dropped the model is ``Y = b``.

    Raises
    ------
    ValueError
        If the sizes do not match.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)". Rows of zeros are left out of the division because
    rounding can hide from LAPACK's ``gelsd`` that they are of no rank; the weights are then without bound.

    Examples
    --------
    >>> linear_fit([[1, 2, 3], [0, 0, 0]], [[4, 6, 8]], 2).round(12)
    array([[2., 0.]])
    """
    # function W = linear_fit(X, Y, b)
    kept = np.any(X, axis=1)  # kept = any(X, 2);
    W = np.zeros((Y.shape[0], X.shape[0]))  # W = zeros(size(Y, 1), size(X, 1));
    W[:, kept] = mrdivide(Y - b, X[kept, :])  # W(:, kept) = (Y - b) / X(kept, :);
    return W  # end
