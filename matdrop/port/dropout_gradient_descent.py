"""Train the linear model on dropped inputs: the port of ``matlab_ref/dropout_gradient_descent.m``."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array, Draw, matlab_arguments
from matdrop.port.inverted_dropout import inverted_dropout
from matdrop.port.sums import sum_


@matlab_arguments
def dropout_gradient_descent(
    X: Array, Y: Array, keep_prob: float, rate: Array, iterations: int, rand: Draw
) -> tuple[Array, Array]:
    """Go down the gradient of half the mean squared error, with other elements dropped in each iteration.

    Parameters
    ----------
    X, Y : array_like of double
        Units-by-examples, and the 1-by-examples that are to be predicted.
    keep_prob : float
        Probability, a real scalar in [0, 1], with which an element of `X` is kept.
    rate : array_like of double
        Learning rate, a scalar.
    iterations : int
        How many steps are taken.
    rand : callable
        ``rand(size)`` gives uniform draws of that size.

    Returns
    -------
    W_mean : ndarray of double
        1-by-units: the mean of the weights over the iterations, each weighted by its number. The weights
        themselves go on moving with the masks.
    b_mean : ndarray of double
        1-by-1: the same mean of the bias.

    Raises
    ------
    ValueError
        If `keep_prob` is outside [0, 1], NaN, or not a real scalar, if the sizes do not match, or if
        `iterations` is not a whole number; the original does not check.

    Notes
    -----
    Source: training in the article "Dropout (inverted dropout)", for its linear model.

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> W, b = dropout_gradient_descent([[-1, 0, 1]], [[1, 3, 5]], 0.5, 0.1, 2000, OctaveStream(42).rand)
    >>> W.round(1), b.round(1)  # the ridge fit for the penalty 2 is 1 and 3
    (array([[1.]]), array([[3.]]))
    """
    # function [W_mean, b_mean] = dropout_gradient_descent(X, Y, keep_prob, rate, iterations)
    W = np.zeros((1, X.shape[0]))  # W = zeros(1, size(X, 1));
    b = np.zeros((1, 1))  # b = 0;
    W_mean = W  # W_mean = W;
    b_mean = b  # b_mean = b;
    for t in range(1, iterations + 1):  # for t = 1:iterations
        X_dropped = inverted_dropout(X, keep_prob, rand)[0]  # X_dropped = inverted_dropout(X, keep_prob);
        E = W @ X_dropped + b - Y  # E = W * X_dropped + b - Y;
        W = W - rate * (E @ X_dropped.T) / X.shape[1]  # W = W - rate .* (E * X_dropped') ./ size(X, 2);
        b = b - rate * sum_(E, 2) / X.shape[1]  # b = b - rate .* sum(E, 2) ./ size(X, 2);
        W_mean = W_mean + 2 / (t + 1) * (W - W_mean)  # W_mean = W_mean + 2 ./ (t + 1) .* (W - W_mean);
        b_mean = b_mean + 2 / (t + 1) * (b - b_mean)  # b_mean = b_mean + 2 ./ (t + 1) .* (b - b_mean);
    # end
    return W_mean, b_mean  # end
