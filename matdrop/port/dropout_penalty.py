"""The weight penalty that dropout stands for: the port of ``matlab_ref/dropout_penalty.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, matlab_arguments
from matdrop.port.sums import sum_


@matlab_arguments
def dropout_penalty(X: Array, keep_prob: float) -> Array:
    """Return the ridge penalty that is equivalent to dropout of the inputs of a linear model.

    Parameters
    ----------
    X : array_like of double
        Units-by-examples.
    keep_prob : float
        Probability, a real scalar in [0, 1], with which an element of `X` is kept.

    Returns
    -------
    ndarray of double
        Units-by-1: the penalty on the square of each unit's weight,
        ``(1 - keep_prob) / keep_prob * diag(X @ X.T)``.

    Raises
    ------
    ValueError
        If `keep_prob` is outside [0, 1], NaN, or not a real scalar; the original does not check.

    Notes
    -----
    Source: the claim of the article "Dropout (inverted dropout)" that dropout is a kind of weight decay. The
    derivation stands in the original.

    Examples
    --------
    >>> dropout_penalty([[1, 2], [3, 4]], 0.5)
    array([[ 5.],
           [25.]])
    """
    # function penalty = dropout_penalty(X, keep_prob)
    penalty = (1 - keep_prob) / keep_prob * sum_(X**2, 2)  # penalty = (1 - keep_prob) ./ keep_prob .* sum(X .^ 2, 2);
    return penalty  # end
