"""dropout and dropout_backward: what they take and refuse, and which arrays go to the kernels, which to the port."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from matdrop.fast import fused
from matdrop.fast.arrays import foreign, is_dask
from matdrop.fast.packed import PackedMask
from matdrop.port.arithmetic import matrix, probability
from matdrop.port.inverted_dropout import inverted_dropout
from matdrop.port.inverted_dropout_backward import inverted_dropout_backward
from matdrop.streams import MatlabStream, OctaveStream

Array = NDArray[Any]
Stream = OctaveStream | MatlabStream


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
        Where the uniform numbers come from. It moves on as if ``stream.rand(X.shape)`` had been drawn.
    out : array, optional
        Where the result goes: of the shape of `X` and the class of the result. It may be `X` itself.
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
        an array that is not in the CPU's memory. Nothing has been drawn then.
    TypeError
        If MATLAB has no such class, `out` has not the class of the result, or `stream` is no stream. Nothing has been
        drawn then.
    UnknownStreamError
        If a `MatlabStream` gives an exact 0 (once in 2**53 draws), of which it is not known what MATLAB does. What
        `out` then holds is not to be used.

    Notes
    -----
    Doubles and singles take the compiled way if the extra ``fast`` (numba) is installed; everything else takes the
    port's own, in NumPy, and so do the first 2**18 elements of a process: to load numba takes longer. One thread.
    Source: the article "Dropout (inverted dropout)".

    Examples
    --------
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
    if type(X) is not np.ndarray:
        if is_dask(X):
            from matdrop.fast.chunks import dropout_of_chunks

            return dropout_of_chunks(X, keep_prob, stream, out=out, return_mask=return_mask)
        given = foreign(X)
        result = dropout(given.array, keep_prob, stream, out=out, return_mask=return_mask)
        Y, mask = result if return_mask else (result, None)
        Y = given.back(Y) if out is None else out
        mask = mask if return_mask == "packed" or mask is None else given.back(mask)
        return (Y, mask) if return_mask else Y
    taken = fused.takes(X, _checked(keep_prob))
    target = _checked_target(X, keep_prob, out, taken)
    generator = stream.twister
    if taken and generator is not None:
        redraw = isinstance(stream, OctaveStream)
        Y, mask = fused.forward(X, keep_prob, generator, redraw, target, return_mask)
    else:
        with np.errstate(all="ignore"):
            Y, mask = inverted_dropout(X, keep_prob, stream.rand)
        Y = _put(Y, X, target)
        if return_mask:
            mask = _put(mask, X, None)
            mask = PackedMask.of(mask) if return_mask == "packed" else mask
    Y = Y if out is None else out
    return (Y, mask) if return_mask else Y


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
        Where the result goes: of the shape of `dX` and the class of the result. It may be `dX` itself.

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
        If `mask` is not of bool, MATLAB has no such class as that of `dX`, or `out` has not the class of the result.

    Examples
    --------
    >>> dropout_backward([1.0, 2.0, 3.0], np.array([True, False, True]), 0.5)
    array([2., 0., 6.])
    """
    if type(dX) is not np.ndarray:
        if is_dask(dX):
            from matdrop.fast.chunks import backward_of_chunks

            return backward_of_chunks(dX, mask, keep_prob, out=out)
        given = foreign(dX)
        result = dropout_backward(given.array, mask, keep_prob, out=out)
        return given.back(result) if out is None else out
    taken = fused.takes(dX, _checked(keep_prob))
    target = _checked_target(dX, keep_prob, out, taken)
    if not isinstance(mask, PackedMask):
        mask = foreign(mask).array
        if mask.dtype != np.bool_:
            raise TypeError(f"mask must be of bool, as dropout returns it, not {mask.dtype}; convert it with mask != 0")
    if mask.shape != dX.shape:
        raise ValueError(f"mask must have the shape of dX, {dX.shape}, but has {mask.shape}")
    if taken:
        result = fused.backward(dX, mask, keep_prob, target)
    else:
        mask = mask.unpack() if isinstance(mask, PackedMask) else mask
        with np.errstate(all="ignore"):
            result = inverted_dropout_backward(dX, mask, keep_prob)
        result = _put(result, dX, target)
    return result if out is None else out


def result_class(X: Array, keep_prob: float) -> np.dtype[Any]:
    """Return the class of the result: an integer class wins, then single, else double; complex stays complex.

    Parameters
    ----------
    X : ndarray
        Of a class that MATLAB has.
    keep_prob : float
        A Python number is a double.

    Returns
    -------
    dtype
        A complex result whose imaginary part is 0 everywhere is real in MATLAB, which the classes alone do not tell.

    Raises
    ------
    TypeError
        If MATLAB has no such class.

    Examples
    --------
    >>> result_class(np.array([True]), 0.5), result_class(np.array([3], np.uint8), 0.5)
    (dtype('float64'), dtype('uint8'))
    """
    classes = [array.dtype.newbyteorder("=") for array in (matrix(X), matrix(keep_prob))]
    for kind in classes:
        if kind.kind in "iu":
            return kind
    single = any(kind.char in "fF" for kind in classes)
    if classes[0].kind == "c":
        return np.dtype(np.complex64 if single else np.complex128)
    return np.dtype(np.float32 if single else np.float64)


def _checked(keep_prob: float) -> float:
    if type(keep_prob) is not float or not 0 <= keep_prob <= 1:
        probability("keep_prob", keep_prob)
    return keep_prob


def _checked_target(X: Array, keep_prob: float, out: Any, taken: bool) -> Array | None:
    """Return `out` as a NumPy array, checked to take the result."""
    if out is None:
        return None
    if not isinstance(out, np.ndarray) and not hasattr(out, "__dlpack__"):
        raise TypeError(f"out must be an array that can be written to, not {type(out).__name__}")
    target: Array = out if type(out) is np.ndarray else foreign(out).array
    wanted = X.dtype if taken else result_class(X, keep_prob)
    if target.shape != X.shape:
        raise ValueError(f"out must have the shape of the array given, {X.shape}, but has {target.shape}")
    if target.dtype != wanted:
        raise TypeError(f"out must have the class of the result, {wanted}, but has {target.dtype}")
    if not target.flags.writeable:
        raise ValueError("out is read-only; give an array that can be written to")
    return target


def _put(result: Array, X: Array, target: Array | None) -> Array:
    """Return what the port gives in the shape of `X`, in `target` or in the memory order that the kernels choose."""
    result = result.reshape(X.shape, order="A")
    if target is None:
        return np.asarray(result, order="C" if X.flags.c_contiguous else "F")
    np.copyto(target, result)
    return target
