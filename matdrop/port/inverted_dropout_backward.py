"""Backward pass of inverted dropout: the port of ``matlab_ref/inverted_dropout_backward.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, matlab_arguments, rdivide, times


@matlab_arguments
def inverted_dropout_backward(dY: Array, mask: Array, keep_prob: float) -> Array:
    """Carry derivatives back through `inverted_dropout`, by the same mask and the same division.

    Parameters
    ----------
    dY : array_like
        Derivatives of the cost by the output of the forward pass; any size and MATLAB class.
    mask : array_like
        The mask of the forward pass, of the size of `dY`.
    keep_prob : float
        The probability of the forward pass, a real scalar in [0, 1].

    Returns
    -------
    ndarray
        Derivatives of the cost by the input of the forward pass.

    Raises
    ------
    ValueError
        If `keep_prob` is outside [0, 1], NaN, or not a real scalar (the original computes with
        whatever it is given), or if the sizes do not match.
    TypeError
        If `dY` is of a class that MATLAB does not have.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)".

    Examples
    --------
    >>> inverted_dropout_backward([[1, 2, 3]], [[True, False, True]], 0.5)
    array([[2., 0., 6.]])
    """
    # function dX = inverted_dropout_backward(dY, mask, keep_prob)
    dX = times(dY, mask)  # dX = dY .* mask;
    dX = rdivide(dX, keep_prob)  # dX = dX ./ keep_prob;
    return dX  # end
