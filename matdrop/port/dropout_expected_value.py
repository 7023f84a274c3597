"""The mean of dropped ones: the port of ``matlab_ref/dropout_expected_value.m``."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array, Draw, matlab_arguments
from matdrop.port.dropout_as_published import dropout_as_published
from matdrop.port.inverted_dropout import inverted_dropout
from matdrop.port.sums import mean


@matlab_arguments
def dropout_expected_value(keep_prob: float, draws: int, rand: Draw) -> tuple[Array, Array]:
    """Take the mean of many dropped ones, by inverted dropout and by the gist as published.

    Parameters
    ----------
    keep_prob : float
        Probability, a real scalar in [0, 1], with which a one is kept.
    draws : int
        How many ones.
    rand : callable
        ``rand(size)`` gives uniform draws of that size.

    Returns
    -------
    inverted : ndarray of double
        1-by-1; the expected value is 1.
    as_published : ndarray of double
        1-by-1; the expected value is ``0.8 / keep_prob``.

    Raises
    ------
    ValueError
        If `keep_prob` is outside [0, 1], NaN, or not a real scalar, or if `draws` is not a whole number; the
        original does not check.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)", which invites its reader to check this.

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> [round(value.item(), 3) for value in dropout_expected_value(0.85, 10000, OctaveStream(42).rand)]
    [1.004, 0.936]
    """
    # function [inverted, as_published] = dropout_expected_value(keep_prob, draws)
    X = np.ones((draws, 1))  # X = ones(draws, 1);
    X_dropped = inverted_dropout(X, keep_prob, rand)[0]  # X_dropped = inverted_dropout(X, keep_prob);
    inverted = mean(X_dropped, 1)  # inverted = mean(X_dropped, 1);
    X_dropped = dropout_as_published(X, keep_prob, rand)[0]  # X_dropped = dropout_as_published(X, keep_prob);
    as_published = mean(X_dropped, 1)  # as_published = mean(X_dropped, 1);
    return inverted, as_published  # end
