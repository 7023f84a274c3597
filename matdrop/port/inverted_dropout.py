"""Forward pass of inverted dropout, in training: the port of ``matlab_ref/inverted_dropout.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, Draw, matlab_arguments, rdivide, times


@matlab_arguments
def inverted_dropout(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    """Drop elements of `X` at random and scale the others, so that the expected value stays.

    Parameters
    ----------
    X : array_like
        Activations of any size and any MATLAB class: double, single, integer, logical or complex.
        1-D becomes a row, since MATLAB has no 1-D.
    keep_prob : float
        Probability, a real scalar in [0, 1], with which an element is kept.
    rand : callable
        ``rand(size)`` gives uniform draws of that size, such as `matdrop.streams.OctaveStream.rand`.

    Returns
    -------
    X : ndarray
        The input where the mask is 1, divided by `keep_prob`, in the class that MATLAB gives it.
        NaN and Inf are NaN where the mask is 0, as in MATLAB (``0 * Inf``).
    mask : ndarray of bool
        True where an element was kept.

    Raises
    ------
    ValueError
        If `keep_prob` is outside [0, 1], NaN, or not a real scalar. The original is less strict: it
        computes with whatever it is given.
    TypeError
        If `X` is of a class that MATLAB does not have.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)". The draw has the size of `X` and is double
    whatever the class of `X`. With an integer class and a logical mask the result is the one of
    GNU Octave; MATLAB documents only the same class or a scalar double beside an integer class.

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> X, mask = inverted_dropout([[24, 15, 13, 11], [1, 26, 26, 22]], 0.85, OctaveStream(42).rand)
    >>> mask.astype(int)
    array([[1, 1, 1, 0],
           [1, 1, 1, 1]])
    >>> X.round(4)
    array([[28.2353, 17.6471, 15.2941,  0.    ],
           [ 1.1765, 30.5882, 30.5882, 25.8824]])
    """
    # function [X, mask] = inverted_dropout(X, keep_prob)
    mask = rand(X.shape) < keep_prob  # mask = rand(size(X)) < keep_prob;
    X = times(X, mask)  # X = X .* mask;
    X = rdivide(X, keep_prob)  # X = X ./ keep_prob;
    return X, mask  # end
