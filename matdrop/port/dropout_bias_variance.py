"""Bias and variance of the linear model trained with dropout: the port of ``matlab_ref/dropout_bias_variance.m``."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array, Draw, matlab_arguments
from matdrop.port.bias_variance import bias_variance
from matdrop.port.inverted_dropout import inverted_dropout
from matdrop.port.linear_fit import linear_fit


@matlab_arguments
def dropout_bias_variance(
    W: Array,
    b: Array,
    X: Array,
    X_test: Array,
    sigma: Array,
    sets: int,
    iterations: int,
    keep_prob: float,
    rand: Draw,
    randn: Draw,
) -> tuple[Array, Array]:
    """Train the linear model with dropout on many training sets and measure bias and variance.

    Parameters
    ----------
    W, b : array_like of double
        The true weights, 1-by-units, and the true bias, a scalar; `b` is held in the fits.
    X, X_test : array_like of double
        Units of the training and the test examples, units-by-examples.
    sigma : array_like of double
        Standard deviation of the normal noise in the training sets, a scalar.
    sets : int
        How many training sets are drawn.
    iterations : int
        How often a fit sees its training set, each time with another mask.
    keep_prob : float
        Probability, a real scalar in [0, 1], with which an element of `X` is kept in an iteration.
    rand, randn : callable
        ``rand(size)`` and ``randn(m, n)`` give uniform and normal draws.

    Returns
    -------
    bias_squared : ndarray of double
        The squared bias of the predictions at `X_test`, where nothing is dropped; 1-by-1, as `bias_variance` takes it.
    variance : ndarray of double
        Their variance, 1-by-1.

    Raises
    ------
    ValueError
        If `keep_prob` is outside [0, 1], NaN, or not a real scalar, if the sizes do not match, or if `sets` or
        `iterations` is not a whole number; the original does not check.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)".

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> W, X = [[2, -1]], [[1, 1, -1, -1], [1, -1, 1, -1]]
    >>> for keep_prob in (1, 0.5, 1e-300):
    ...     s = OctaveStream(42)
    ...     bias_squared, variance = dropout_bias_variance(W, 3, X, X, 1, 50, 20, keep_prob, s.rand, s.randn)
    ...     print(f"{bias_squared.item():.2f} {variance.item():.2f}")
    0.01 0.51
    1.20 0.15
    5.00 0.00
    """
    # function [bias_squared, variance] = dropout_bias_variance(W, b, X, X_test, sigma, sets, iterations, keep_prob)
    truth = W @ X_test + b  # truth = W * X_test + b;
    Y_hat = np.zeros((sets, X_test.shape[1]))  # Y_hat = zeros(sets, size(X_test, 2));
    X_seen = np.tile(X, (1, iterations))  # X_seen = repmat(X, 1, iterations);
    for s in range(1, sets + 1):  # for s = 1:sets
        Y = W @ X + b + sigma * randn(1, X.shape[1])  # Y = W * X + b + sigma .* randn(1, size(X, 2));
        X_dropped = inverted_dropout(X_seen, keep_prob, rand)[0]  # X_dropped = inverted_dropout(X_seen, keep_prob);
        Y_seen = np.tile(Y, (1, iterations))  # Y_seen = repmat(Y, 1, iterations);
        W_hat = linear_fit(X_dropped, Y_seen, b)  # W_hat = linear_fit(X_dropped, Y_seen, b);
        Y_hat[s - 1, :] = W_hat @ X_test + b  # Y_hat(s, :) = W_hat * X_test + b;
    # end
    bias_squared, variance = bias_variance(Y_hat, truth)  # [bias_squared, variance] = bias_variance(Y_hat, truth);
    return bias_squared, variance  # end
