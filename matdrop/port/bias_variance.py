"""Bias squared and variance of predictions: the port of ``matlab_ref/bias_variance.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, matlab_arguments
from matdrop.port.sums import mean, var


@matlab_arguments
def bias_variance(Y_hat: Array, truth: Array) -> tuple[Array, Array]:
    """Measure how far predictions from many training sets are off in the mean, and how far they scatter.

    Parameters
    ----------
    Y_hat : array_like of double
        Predictions, training-sets-by-test-points.
    truth : array_like of double
        True values, 1-by-test-points.

    Returns
    -------
    bias_squared : ndarray of double
        1-by-1: squared distance of the mean prediction from the truth, the mean over the test points.
    variance : ndarray of double
        1-by-1: variance of the predictions (by n - 1), the mean over the test points.

    Raises
    ------
    ValueError
        If the sizes do not match.

    Notes
    -----
    Source: the terms bias and variance of the article "Dropout (inverted dropout)".

    Examples
    --------
    >>> bias_variance([[1, 4], [3, 4]], [[2, 2]])
    (array([[2.]]), array([[1.]]))
    """
    # function [bias_squared, variance] = bias_variance(Y_hat, truth)
    bias_squared = mean((mean(Y_hat, 1) - truth) ** 2, 2)  # bias_squared = mean((mean(Y_hat, 1) - truth) .^ 2, 2);
    variance = mean(var(Y_hat, 0, 1), 2)  # variance = mean(var(Y_hat, 0, 1), 2);
    return bias_squared, variance  # end
