"""The gist's dropout with the defect it was published with: the port of ``matlab_ref/dropout_as_published.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, Draw, matlab_arguments, rdivide, times


@matlab_arguments
def dropout_as_published(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    """Keep elements with probability 0.8 but divide by `keep_prob`: a defect, kept as an example.

    The expected value of `X` is multiplied by ``0.8 / keep_prob``: 0.941 at the gist's 0.85.
    Use `matdrop.port.inverted_dropout.inverted_dropout`.

    Parameters
    ----------
    X : array_like
        Activations of any size and any MATLAB class.
    keep_prob : float
        A real scalar in [0, 1]; only the division uses it.
    rand : callable
        ``rand(size)`` gives uniform draws of that size.

    Returns
    -------
    X : ndarray
        The input where the mask is 1, divided by `keep_prob`.
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
    Source: the gist ``ml_dropout_inverted_dropout.m``, id debcff1838abb8e00143d7ecf99283c9.

    Examples
    --------
    >>> import numpy as np
    >>> X, mask = dropout_as_published(np.ones((2, 2)), 0.85, lambda size: np.full(size, 0.82))
    >>> mask.any()  # 0.82 is below keep_prob, and dropped all the same
    np.False_
    """
    # function [X, mask] = dropout_as_published(X, keep_prob)
    mask = rand(X.shape) < 0.8  # mask = rand(size(X)) < 0.8;
    X = times(X, mask)  # X = X .* mask;
    X = rdivide(X, keep_prob)  # X = X ./ keep_prob;
    return X, mask  # end
