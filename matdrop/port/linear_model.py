"""The linear model Y = W X + b with dropout on its units: the port of ``matlab_ref/linear_model.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, Draw, matlab_arguments
from matdrop.port.inverted_dropout import inverted_dropout


@matlab_arguments
def linear_model(W: Array, b: Array, X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    """Drop some of the units `X` and take ``W @ X + b`` of what is left.

    A dropped unit takes its term out of ``W @ X``. If all units are dropped, ``Y = b``.

    Parameters
    ----------
    W : array_like of double
        Weights, outputs-by-units.
    b : array_like of double
        Biases, outputs-by-1.
    X : array_like of double
        Units-by-examples: examples are columns, as the article writes ``Y = W X + b``.
    keep_prob : float
        Probability, a real scalar in [0, 1], with which an element of `X` is kept. The smallest positive
        number drops all; with 0 the division by `keep_prob` makes NaN of every element.
    rand : callable
        ``rand(size)`` gives uniform draws of that size.

    Returns
    -------
    Y : ndarray of double
        Outputs-by-examples.
    mask : ndarray of bool
        True where an element of `X` was kept.

    Raises
    ------
    ValueError
        If `keep_prob` is outside [0, 1], NaN, or not a real scalar (the original does not check), or if
        the sizes do not match.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)".

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> W, b, X = [[1, -2, 0.5]], [[3]], [[4, 1], [5, 1], [-6, 1]]
    >>> [linear_model(W, b, X, keep_prob, OctaveStream(42).rand)[0] for keep_prob in (1, 0.5, 1e-300)]
    [array([[-6. ,  2.5]]), array([[-23.,   5.]]), array([[3., 3.]])]
    """
    # function [Y, mask] = linear_model(W, b, X, keep_prob)
    X, mask = inverted_dropout(X, keep_prob, rand)  # [X, mask] = inverted_dropout(X, keep_prob);
    Y = W @ X + b  # Y = W * X + b;
    return Y, mask  # end
