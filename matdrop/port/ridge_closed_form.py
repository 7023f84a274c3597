"""Least squares with a penalty on each weight: the port of ``matlab_ref/ridge_closed_form.m``."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array, matlab_arguments
from matdrop.port.mrdivide import mrdivide


@matlab_arguments
def ridge_closed_form(X: Array, Y: Array, penalty: Array) -> tuple[Array, Array]:
    """Minimise the squared error plus the penalised squares of the weights; `b` is not penalised.

    Parameters
    ----------
    X : array_like of double
        Units-by-examples.
    Y : array_like of double
        Outputs-by-examples; each row is fitted by itself.
    penalty : array_like of double
        Units-by-1, the penalty on the square of each unit's weight.

    Returns
    -------
    W : ndarray of double
        Weights, outputs-by-units.
    b : ndarray of double
        Biases, outputs-by-1.

    Raises
    ------
    ValueError
        If the sizes do not match.
    numpy.linalg.LinAlgError
        If the fit is not unique; the original warns and goes on.

    Notes
    -----
    Source: the weight penalty of the article "Dropout (inverted dropout)".

    Examples
    --------
    >>> W, b = ridge_closed_form([[-1, 0, 1]], [[1, 3, 5]], [[2]])
    >>> W.round(12), b.round(12)
    (array([[1.]]), array([[3.]]))
    """
    # function [W, b] = ridge_closed_form(X, Y, penalty)
    Z = np.vstack([X, np.ones((1, X.shape[1]))])  # Z = [X; ones(1, size(X, 2))];
    A = Z @ Z.T + np.diagflat(np.vstack([penalty, [[0.0]]]))  # A = Z * Z' + diag([penalty; 0]);
    theta = mrdivide(Y @ Z.T, A)  # theta = Y * Z' / A;
    W = theta[:, :-1]  # W = theta(:, 1:end-1);
    b = theta[:, -1:]  # b = theta(:, end);
    return W, b  # end
