"""Dropout against weight decay, for linear regression: the port of ``matlab_ref/weight_decay.m``."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array, Draw, matlab_arguments
from matdrop.port.dropout_expected_objective import dropout_expected_objective
from matdrop.port.dropout_gradient_descent import dropout_gradient_descent
from matdrop.port.dropout_objective import dropout_objective
from matdrop.port.dropout_penalty import dropout_penalty
from matdrop.port.ridge_closed_form import ridge_closed_form


@matlab_arguments
def weight_decay(
    W: Array,
    b: Array,
    X: Array,
    keep_prob: float,
    draws: int,
    runs: int,
    rate: Array,
    iterations: int,
    rand: Draw,
    randn: Draw,
) -> tuple[Array, Array, Array, Array]:
    """Draw a training set, fit it by ridge regression, and train on it with dropout.

    Parameters
    ----------
    W, b : array_like of double
        The true weights, 1-by-units, and the true bias, a scalar. The noise is standard normal.
    X : array_like of double
        Units-by-examples.
    keep_prob : float
        Probability, a real scalar in [0, 1], with which an element of `X` is kept.
    draws : int
        How many masks are drawn for the estimate of the objective.
    runs : int
        How often the model is trained.
    rate : array_like of double
        Learning rate, a scalar.
    iterations : int
        Steps of each training.
    rand, randn : callable
        ``rand(size)`` and ``randn(m, n)`` give uniform and normal draws.

    Returns
    -------
    ridge : ndarray of double
        Weights and bias of the ridge fit with the penalty that dropout stands for, 1-by-(units + 1); with
        `keep_prob` 1 that is least squares.
    trained : ndarray of double
        Weights and bias by gradient descent on dropped inputs, runs-by-(units + 1).
    J_expected : ndarray of double
        1-by-1: the expected objective at the ridge fit, in closed form.
    J_drawn : ndarray of double
        1-by-draws: the objective at the ridge fit, for each draw of a mask.

    Raises
    ------
    ValueError
        If `keep_prob` is outside [0, 1], NaN, or not a real scalar, if the sizes do not match, or if a number
        of things is not a whole number; the original does not check.

    Notes
    -----
    Source: the claim of the article "Dropout (inverted dropout)" that dropout is a kind of weight decay. The
    derivation stands in ``matlab_ref/dropout_penalty.m``.

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> s = OctaveStream(42)
    >>> fit = weight_decay(2, 3, [[-1, 0, 1]], 0.5, 1000, 2, 0.1, 2000, s.rand, s.randn)
    >>> [value.round(1).tolist() for value in (*fit[:3], fit[3].mean())]
    [[[0.8, 2.6]], [[0.8, 2.6], [0.8, 2.6]], [[2.7]], 2.8]
    """
    # function [ridge, trained, J_expected, J_drawn] = weight_decay(W, b, X, keep_prob, draws, runs, rate, iterations)
    Y = W @ X + b + randn(1, X.shape[1])  # Y = W * X + b + randn(1, size(X, 2));
    penalty = dropout_penalty(X, keep_prob)  # penalty = dropout_penalty(X, keep_prob);
    W_ridge, b_ridge = ridge_closed_form(X, Y, penalty)  # [W_ridge, b_ridge] = ridge_closed_form(X, Y, penalty);
    ridge = np.hstack([W_ridge, b_ridge])  # ridge = [W_ridge, b_ridge];
    trained = np.zeros((runs, ridge.size))  # trained = zeros(runs, numel(ridge));
    for r in range(1, runs + 1):  # for r = 1:runs
        W_mean, b_mean = dropout_gradient_descent(
            X, Y, keep_prob, rate, iterations, rand
        )  # [W_mean, b_mean] = dropout_gradient_descent(X, Y, keep_prob, rate, iterations);
        trained[r - 1, :] = np.hstack([W_mean, b_mean])  # trained(r, :) = [W_mean, b_mean];
    # end
    J_expected = dropout_expected_objective(
        W_ridge, b_ridge, X, Y, keep_prob
    )  # J_expected = dropout_expected_objective(W_ridge, b_ridge, X, Y, keep_prob);
    J_drawn = dropout_objective(
        W_ridge, b_ridge, X, Y, keep_prob, draws, rand
    )  # J_drawn = dropout_objective(W_ridge, b_ridge, X, Y, keep_prob, draws);
    return ridge, trained, J_expected, J_drawn  # end
