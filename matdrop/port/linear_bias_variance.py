"""Bias and variance of the linear model without some units: the port of ``matlab_ref/linear_bias_variance.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, Draw, matlab_arguments
from matdrop.port.bias_variance import bias_variance
from matdrop.port.linear_fit import linear_fit


@matlab_arguments
def linear_bias_variance(
    W: Array, b: Array, X: Array, X_test: Array, sigma: Array, sets: int, kept: Array, randn: Draw
) -> tuple[Array, Array]:
    """Fit many training sets without some of the units and measure bias and variance.

    Parameters
    ----------
    W, b : array_like of double
        The true weights, 1-by-units, and the true bias, a scalar; `b` is held in the fits.
    X, X_test : array_like of double
        Units of the training and the test examples, units-by-examples.
    sigma : array_like of double
        Standard deviation of the normal noise in the training sets, a scalar.
    sets : int
        How many training sets are drawn.
    kept : array_like of bool
        Which units are kept, units-by-1.
    randn : callable
        ``randn(m, n)`` gives normal draws.

    Returns
    -------
    bias_squared : ndarray of double
        The squared bias of the predictions at `X_test`; 1-by-1, as `bias_variance` takes it.
    variance : ndarray of double
        Their variance, 1-by-1.

    Raises
    ------
    ValueError
        If the sizes do not match, or `sets` is not a whole number.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)": with all units dropped ``Y = b``, which has extremely
    high bias and no variance. A `b` that were fitted too would keep its own, ``sigma**2 / examples`` or more.

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> W, X = [[2, -1]], [[1, 1, -1, -1], [1, -1, 1, -1]]
    >>> for kept in ([[1], [1]], [[1], [0]], [[0], [0]]):
    ...     bias_squared, variance = linear_bias_variance(W, 3, X, X, 1, 500, kept, OctaveStream(42).randn)
    ...     print(f"{bias_squared.item():.2f} {variance.item():.2f}")
    0.00 0.48
    1.00 0.24
    5.00 0.00
    """
    # function [bias_squared, variance] = linear_bias_variance(W, b, X, X_test, sigma, sets, kept)
    truth = W @ X_test + b  # truth = W * X_test + b;
    Y = W @ X + b + sigma * randn(sets, X.shape[1])  # Y = W * X + b + sigma .* randn(sets, size(X, 2));
    W_hat = linear_fit(X * kept, Y, b)  # W_hat = linear_fit(X .* kept, Y, b);
    Y_hat = W_hat @ X_test + b  # Y_hat = W_hat * X_test + b;
    bias_squared, variance = bias_variance(Y_hat, truth)  # [bias_squared, variance] = bias_variance(Y_hat, truth);
    return bias_squared, variance  # end
