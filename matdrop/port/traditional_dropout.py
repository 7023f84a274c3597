"""Forward pass of traditional dropout, in training: the port of ``matlab_ref/traditional_dropout.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, Draw, matlab_arguments, times


@matlab_arguments
def traditional_dropout(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    """Drop elements of `X` at random and scale nothing: `traditional_dropout_predict` does that.

    Parameters
    ----------
    X : array_like
        Activations of any size and any MATLAB class.
    keep_prob : float
        Probability, a real scalar in [0, 1], with which an element is kept.
    rand : callable
        ``rand(size)`` gives uniform draws of that size.

    Returns
    -------
    X : ndarray
        The input where the mask is 1, 0 (NaN for NaN and Inf) elsewhere.
    mask : ndarray of bool
        True where an element was kept.

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
    >>> from matdrop.streams import OctaveStream
    >>> traditional_dropout([[24, 15], [1, 26]], 0.5, OctaveStream(42).rand)[0]
    array([[ 0., 15.],
           [ 1., 26.]])
    """
    # function [X, mask] = traditional_dropout(X, keep_prob)
    mask = rand(X.shape) < keep_prob  # mask = rand(size(X)) < keep_prob;
    X = times(X, mask)  # X = X .* mask;
    return X, mask  # end
