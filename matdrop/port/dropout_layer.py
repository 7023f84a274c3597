"""The rule that MATLAB documents for its dropoutLayer: the port of ``matlab_ref/dropout_layer.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, Draw, matlab_arguments, times


@matlab_arguments
def dropout_layer(X: Array, Probability: float, rand: Draw) -> tuple[Array, Array]:
    """Drop elements of `X` where a draw is below `Probability`, and scale the others.

    Parameters
    ----------
    X : array_like
        Activations of any size and any MATLAB class.
    Probability : float
        Probability, a real scalar in [0, 1], with which an element is dropped.
    rand : callable
        ``rand(size)`` gives uniform draws of that size, such as `matdrop.streams.OctaveStream.rand`.

    Returns
    -------
    Y : ndarray
        The input where `dropped` is 0, times ``1 / (1 - Probability)``; 0 elsewhere, also for NaN and Inf, which are
        set to 0 and not multiplied by it (NaN with a `Probability` of 1, where the scale is Inf).
    dropped : ndarray of bool
        True where an element was dropped.

    Raises
    ------
    ValueError
        If `Probability` is outside [0, 1], NaN, or not a real scalar; the original does not check.
    TypeError
        If `X` is of a class that MATLAB does not have.

    Notes
    -----
    Source: MATLAB's documentation of ``dropoutLayer``. For the same draws and the same number, its mask is the
    complement of that of `matdrop.port.inverted_dropout.inverted_dropout`.

    Examples
    --------
    >>> from matdrop.port.inverted_dropout import inverted_dropout
    >>> from matdrop.streams import OctaveStream
    >>> Y, dropped = dropout_layer([[24, 15], [1, 26]], 0.25, OctaveStream(42).rand)
    >>> Y
    array([[32., 20.],
           [ 0.,  0.]])
    >>> (dropped == inverted_dropout([[24, 15], [1, 26]], 0.25, OctaveStream(42).rand)[1]).all()
    np.True_
    """
    # function [Y, dropped] = dropout_layer(X, Probability)
    dropped = rand(X.shape) < Probability  # dropped = rand(size(X)) < Probability;
    Y = X.copy()  # Y = X;
    Y[dropped] = 0  # Y(dropped) = 0;
    Y = times(Y, 1 / (1 - Probability))  # Y = Y .* (1 / (1 - Probability));
    return Y, dropped  # end
