"""Traditional dropout at test time: the port of ``matlab_ref/traditional_dropout_predict.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, matlab_arguments, times


@matlab_arguments
def traditional_dropout_predict(X: Array, keep_prob: float) -> Array:
    """Multiply `X` by `keep_prob`, so that it has the expected value that it had in training.

    Parameters
    ----------
    X : array_like
        Activations of any size and any MATLAB class.
    keep_prob : float
        The probability of the forward pass, a real scalar in [0, 1].

    Returns
    -------
    ndarray
        The scaled activations.

    Raises
    ------
    ValueError
        If `keep_prob` is outside [0, 1], NaN, or not a real scalar; the original does not check.
    TypeError
        If `X` is of a class that MATLAB does not have.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)", on the dropout of Hinton et al.

    Examples
    --------
    >>> traditional_dropout_predict([[4.0, 8.0]], 0.75)
    array([[3., 6.]])
    """
    # function X = traditional_dropout_predict(X, keep_prob)
    X = times(X, keep_prob)  # X = X .* keep_prob;
    return X  # end
