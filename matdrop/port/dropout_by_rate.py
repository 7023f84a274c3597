"""Dropout by a rate, with the scale in the mask: the port of ``matlab_ref/dropout_by_rate.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, Draw, matlab_arguments, rdivide, times


@matlab_arguments
def dropout_by_rate(X: Array, rate: float, rand: Draw) -> tuple[Array, Array]:
    """Keep elements of `X` where a draw is at least `rate`, and scale them.

    Parameters
    ----------
    X : array_like
        Activations of any size and any MATLAB class.
    rate : float
        The share, a real scalar in [0, 1], that is dropped.
    rand : callable
        ``rand(size)`` gives uniform draws of that size, such as `matdrop.streams.OctaveStream.rand`.

    Returns
    -------
    Y : ndarray
        The input times `mask`. NaN and Inf are NaN where the mask is 0.
    mask : ndarray
        ``1 / (1 - rate)`` where an element was kept, 0 elsewhere: the backward pass is ``dY .* mask``.

    Raises
    ------
    ValueError
        If `rate` is outside [0, 1], NaN, or not a real scalar; the original does not check.
    TypeError
        If `X` is of a class that MATLAB does not have.

    Notes
    -----
    Source: MatConvNet's ``vl_nndropout``, whose older versions documented the rate as the share that is kept.

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> Y, mask = dropout_by_rate([[24, 15], [1, 26]], 0.25, OctaveStream(42).rand)
    >>> Y
    array([[32., 20.],
           [ 0.,  0.]])
    >>> mask[0, 0] == 1 / (1 - 0.25)
    np.True_
    """
    # function [Y, mask] = dropout_by_rate(X, rate)
    mask = rdivide(rand(X.shape) >= rate, 1 - rate)  # mask = (rand(size(X)) >= rate) ./ (1 - rate);
    Y = times(X, mask)  # Y = X .* mask;
    return Y, mask  # end
