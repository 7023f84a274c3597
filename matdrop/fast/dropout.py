"""The public functions dropout and dropout_backward: which arrays go to the kernels, and which to the port."""

from __future__ import annotations

from typing import Any, Literal

from matdrop.fast.arrays import foreign, is_dask
from matdrop.fast.checks import Stream
from matdrop.fast.chunks import backward_of_chunks, dropout_of_chunks
from matdrop.fast.memory import backward, forward
from matdrop.streams import MatlabStream, OctaveStream


def dropout(
    X: Any,
    keep_prob: float,
    stream: Stream,
    *,
    out: Any = None,
    return_mask: bool | Literal["packed"] = False,
) -> Any:
    """Drop elements of `X` at random and scale the others: `inverted_dropout`, for use.

    Parameters
    ----------
    X : array_like
        Activations of any shape, memory order and MATLAB class. A list is taken as a NumPy array. Arrays of other
        libraries (those with DLPack on the CPU, such as PyTorch's, and those with ``__array__``) come back as such.
        A Dask array stays lazy, and has the bits that one array would have, whatever its chunks.
    keep_prob : float
        Probability, a real scalar in [0, 1], with which an element is kept.
    stream : OctaveStream or MatlabStream
        The source of the uniform numbers. It moves on as if ``stream.rand(X.shape)`` had been drawn.
    out : array, optional
        The target of the result: of the shape of `X` and the class of the result. It may be `X` itself.
    return_mask : bool or "packed"
        Whether to return the mask too; "packed" for a `PackedMask`, one bit an element.

    Returns
    -------
    Y : array
        ``X .* mask ./ keep_prob`` with the bits of `matdrop.port.inverted_dropout.inverted_dropout`, in the shape of
        `X` (a 1-D array stays 1-D). This is `out`, if that was given.
    mask : array of bool, or PackedMask
        True where an element was kept; only if asked for.

    Raises
    ------
    ValueError
        If `keep_prob` is outside [0, 1], NaN or not a real scalar; if `out` has another shape or cannot be written; for
        an array that is not in the CPU's memory; for another `return_mask`. Nothing has been drawn then.
    TypeError
        If MATLAB has no such class, `out` does not have the class of the result, or `stream` is not a stream. Nothing
        has been drawn then.
    UnknownStreamError
        If a `MatlabStream` draws an exact 0 (once in 2**53 draws): it is not known what MATLAB does with it. `out`
        is then not valid.

    Notes
    -----
    Doubles and singles are computed by compiled kernels if the extra ``fast`` (numba) is installed; everything else is
    computed by the port, in NumPy, and so are the first 2**18 elements of a process: loading numba takes longer. One
    thread. Source: the article "Dropout (inverted dropout)".

    Examples
    --------
    >>> import numpy as np
    >>> from matdrop.streams import OctaveStream
    >>> X = np.array([[24.0, 15, 13, 11], [1, 26, 26, 22]])
    >>> Y, mask = dropout(X, 0.85, OctaveStream(42), return_mask=True)
    >>> Y.round(4)
    array([[28.2353, 17.6471, 15.2941,  0.    ],
           [ 1.1765, 30.5882, 30.5882, 25.8824]])
    >>> dropout_backward(np.ones((2, 4)), mask, 0.85).round(4)
    array([[1.1765, 1.1765, 1.1765, 0.    ],
           [1.1765, 1.1765, 1.1765, 1.1765]])
    """
    if return_mask not in (False, True, "packed"):
        raise ValueError(f"return_mask must be True, False or 'packed', not {return_mask!r}")
    if not isinstance(stream, (OctaveStream, MatlabStream)):
        raise TypeError(f"stream must be an OctaveStream or a MatlabStream, such as OctaveStream(42), not {stream!r}")
    if is_dask(X):
        return dropout_of_chunks(X, keep_prob, stream, out=out, return_mask=return_mask)
    given = foreign(X)
    Y, mask = forward(given.array, keep_prob, stream, out, return_mask)
    Y = given.back(Y) if out is None else out
    if not return_mask:
        return Y
    return Y, mask if return_mask == "packed" else given.back(mask)


def dropout_backward(dX: Any, mask: Any, keep_prob: float, *, out: Any = None) -> Any:
    """Carry derivatives back through `dropout`, by the same mask and the same division.

    Parameters
    ----------
    dX : array_like
        Derivatives of the cost by the output of `dropout`; as `X` there.
    mask : array of bool, or PackedMask
        The mask that `dropout` returned, of the shape of `dX`.
    keep_prob : float
        The probability that `dropout` was given.
    out : array, optional
        The target of the result: of the shape of `dX` and the class of the result. It may be `dX` itself.

    Returns
    -------
    array
        Derivatives of the cost by the input of `dropout`, with the bits of
        `matdrop.port.inverted_dropout_backward.inverted_dropout_backward`. This is `out`, if that was given.

    Raises
    ------
    ValueError
        If `keep_prob` is outside [0, 1], NaN or not a real scalar; if `mask` or `out` have another shape, or `out`
        cannot be written; for an array that is not in the CPU's memory.
    TypeError
        If `mask` is not of bool, MATLAB does not have the class of `dX`, or `out` is not of the class of the result.

    Examples
    --------
    >>> import numpy as np
    >>> dropout_backward([1.0, 2.0, 3.0], np.array([True, False, True]), 0.5)
    array([2., 0., 6.])
    """
    if is_dask(dX):
        return backward_of_chunks(dX, mask, keep_prob, out=out)
    given = foreign(dX)
    result = backward(given.array, mask, keep_prob, out)
    return given.back(result) if out is None else out
