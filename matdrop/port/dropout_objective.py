"""The squared error of the linear model under dropout: the port of ``matlab_ref/dropout_objective.m``."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array, Draw, matlab_arguments
from matdrop.port.linear_model import linear_model
from matdrop.port.sums import sum_


@matlab_arguments
def dropout_objective(W: Array, b: Array, X: Array, Y: Array, keep_prob: float, draws: int, rand: Draw) -> Array:
    """Draw masks, and give for each the squared error of `linear_model`, summed over the examples.

    Parameters
    ----------
    W, b : array_like of double
        Weights, 1-by-units, and bias, a scalar.
    X, Y : array_like of double
        Units-by-examples, and the 1-by-examples that are to be predicted.
    keep_prob : float
        Probability, a real scalar in [0, 1], with which an element of `X` is kept.
    draws : int
        How many masks are drawn.
    rand : callable
        ``rand(size)`` gives uniform draws of that size.

    Returns
    -------
    ndarray of double
        1-by-draws. Its mean estimates `dropout_expected_objective`.

    Raises
    ------
    ValueError
        If `keep_prob` is outside [0, 1], NaN, or not a real scalar, if the sizes do not match, or if `draws` is
        no whole number; the original does not check.

    Notes
    -----
    Source: training in the article "Dropout (inverted dropout)", for its linear model.

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> dropout_objective([[1, -1]], 0, [[2], [1]], [[1]], 0.5, 4, OctaveStream(42).rand)
    array([[9., 1., 1., 9.]])
    """
    # function J = dropout_objective(W, b, X, Y, keep_prob, draws)
    X_drawn = np.tile(X, (1, draws))  # X_drawn = repmat(X, 1, draws);
    Y_hat = linear_model(W, b, X_drawn, keep_prob, rand)[0]  # Y_hat = linear_model(W, b, X_drawn, keep_prob);
    E = Y_hat - np.tile(Y, (1, draws))  # E = Y_hat - repmat(Y, 1, draws);
    E = np.reshape(E, (Y.shape[1], draws), order="F")  # E = reshape(E, size(Y, 2), draws);
    J = sum_(E**2, 1)  # J = sum(E .^ 2, 1);
    return J  # end
