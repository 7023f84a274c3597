"""The article's walk-through: the port of the script ``matlab_ref/dropout_demo.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, Draw
from matdrop.port.fprintf import fprintf
from matdrop.port.inverted_dropout import inverted_dropout


def dropout_demo(rand: Draw, randi: Draw) -> tuple[Array, float, Array, Array, Array, Array]:
    """Drop some of the elements of a 3-by-4 matrix and print its row sums before and after.

    Parameters
    ----------
    rand : callable
        ``rand(size)`` gives uniform draws of that size.
    randi : callable
        ``randi(imax, m, n)`` gives an m-by-n matrix of integers from 1 to imax.

    Returns
    -------
    L, keep_prob, row_sums, X, mask, row_sums_after
        The variables that the script leaves behind.

    Notes
    -----
    Source: the demonstration of the article "Dropout (inverted dropout)" and the main part of its gist.

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> stream = OctaveStream(42)
    >>> L, keep_prob, row_sums, X, mask, row_sums_after = dropout_demo(stream.rand, stream.randi)
    ... # doctest: +ELLIPSIS, +NORMALIZE_WHITESPACE
    Inverted dropout
    L:
    ...
    """
    fprintf("Inverted dropout\n")  # fprintf('Inverted dropout\n');
    L = randi(35, 3, 4)  # L = randi(35, 3, 4);
    keep_prob = 0.85  # keep_prob = 0.85;
    fprintf("L:\n")  # fprintf('L:\n');
    fprintf("%4d %4d %4d %4d\n", L.T)  # fprintf('%4d %4d %4d %4d\n', L');
    row_sums = L.sum(axis=1, keepdims=True)  # row_sums = sum(L, 2);
    fprintf("Row sum before dropout: %f\n", row_sums)  # fprintf('Row sum before dropout: %f\n', row_sums);
    X, mask = inverted_dropout(L, keep_prob, rand)  # [X, mask] = inverted_dropout(L, keep_prob);
    fprintf("Mask:\n")  # fprintf('Mask:\n');
    fprintf("%4d %4d %4d %4d\n", mask.T)  # fprintf('%4d %4d %4d %4d\n', mask');
    fprintf("After dropout:\n")  # fprintf('After dropout:\n');
    fprintf("%8.4f %8.4f %8.4f %8.4f\n", X.T)  # fprintf('%8.4f %8.4f %8.4f %8.4f\n', X');
    row_sums_after = X.sum(axis=1, keepdims=True)  # row_sums_after = sum(X, 2);
    fprintf("Row sum after dropout: %f\n", row_sums_after)  # fprintf('Row sum after dropout: %f\n', row_sums_after);
    return L, keep_prob, row_sums, X, mask, row_sums_after
