"""The expected squared error under dropout: the port of ``matlab_ref/dropout_expected_objective.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, matlab_arguments
from matdrop.port.dropout_penalty import dropout_penalty
from matdrop.port.sums import sum_


@matlab_arguments
def dropout_expected_objective(W: Array, b: Array, X: Array, Y: Array, keep_prob: float) -> Array:
    """Add the ridge penalty that dropout stands for to the squared error without dropout.

    Parameters
    ----------
    W, b : array_like of double
        Weights, 1-by-units, and bias, a scalar.
    X, Y : array_like of double
        Units-by-examples, and the 1-by-examples that are to be predicted.
    keep_prob : float
        Probability, a real scalar in [0, 1], with which an element of `X` is kept.

    Returns
    -------
    ndarray of double
        1-by-1.

    Raises
    ------
    ValueError
        If `keep_prob` is outside [0, 1], NaN, or not a real scalar (the original does not check), or if the
        sizes do not match.

    Notes
    -----
    Source: the claim of the article "Dropout (inverted dropout)" that dropout is a kind of weight decay.

    Examples
    --------
    >>> dropout_expected_objective([[1, -1]], 0, [[2], [1]], [[1]], 0.5)
    array([[5.]])
    """
    # function J = dropout_expected_objective(W, b, X, Y, keep_prob)
    penalty = dropout_penalty(X, keep_prob)  # penalty = dropout_penalty(X, keep_prob);
    J: Array = sum_((Y - W @ X - b) ** 2, 2) + W**2 @ penalty  # J = sum((Y - W * X - b) .^ 2, 2) + W .^ 2 * penalty;
    return J  # end
