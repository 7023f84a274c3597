"""Inverted dropout at test time: the port of ``matlab_ref/inverted_dropout_predict.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, matlab_arguments


@matlab_arguments
def inverted_dropout_predict(X: Array) -> Array:
    """Return `X` as it is: at test time nothing is dropped and nothing is scaled.

    Parameters
    ----------
    X : array_like
        Activations of any size and any MATLAB class.

    Returns
    -------
    ndarray
        A copy of `X`, since MATLAB passes by value.

    Raises
    ------
    TypeError
        If `X` is of a class that MATLAB does not have.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)".

    Examples
    --------
    >>> inverted_dropout_predict([[1.5, -2.0]])
    array([[ 1.5, -2. ]])
    """
    # function Y = inverted_dropout_predict(X)
    Y = X.copy()  # Y = X;
    return Y  # end
