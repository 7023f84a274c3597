"""Dropout of an array in memory: by the compiled kernels if they take it, else by the port itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from matdrop.fast import fused
from matdrop.fast.arrays import Array, foreign
from matdrop.fast.checks import Stream, checked_probability, checked_target, put
from matdrop.fast.packed import PackedMask
from matdrop.port.inverted_dropout import inverted_dropout
from matdrop.port.inverted_dropout_backward import inverted_dropout_backward
from matdrop.streams import OctaveStream


def forward(X: Array, keep_prob: float, stream: Stream, out: Any, return_mask: bool | str) -> tuple[Any, Any]:
    """Compute `matdrop.dropout` for a NumPy array.

    Parameters
    ----------
    X : ndarray
        Of any class that MATLAB has.
    keep_prob : float
        Probability in [0, 1].
    stream : OctaveStream or MatlabStream
        The source of the uniform numbers, which moves on.
    out : array or None
        The target.
    return_mask : bool or "packed"
        Whether to return the mask too.

    Returns
    -------
    Y : ndarray
        The result.
    mask : ndarray of bool, PackedMask or None
        None unless it is asked for.

    Raises
    ------
    ValueError
        If `keep_prob` is not such a probability, or `out` cannot take the result.
    TypeError
        If MATLAB does not have the class of `X`, or `out` is not an array of the class of the result.
    UnknownStreamError
        If a `MatlabStream` draws an exact 0.

    Examples
    --------
    >>> forward(np.ones(3), 0.5, OctaveStream(42), None, True)
    (array([0., 2., 2.]), array([False,  True,  True]))
    """
    taken = fused.takes(X, checked_probability(keep_prob))
    target = checked_target(X, keep_prob, out, taken)
    generator = stream.twister
    if taken and generator is not None:
        redraw = isinstance(stream, OctaveStream)
        return fused.forward(X, keep_prob, generator, redraw, target, return_mask)
    with np.errstate(all="ignore"):
        Y, mask = inverted_dropout(X, keep_prob, stream.rand)
    Y = put(Y, X, target)
    if not return_mask:
        return Y, None
    mask = put(mask, X, None)
    return Y, PackedMask.of(mask) if return_mask == "packed" else mask


def backward(dX: Array, mask: Any, keep_prob: float, out: Any = None) -> Any:
    """Compute `matdrop.dropout_backward` for a NumPy array.

    Parameters
    ----------
    dX : ndarray
        Of any class that MATLAB has.
    mask : array of bool, or PackedMask
        Of the shape of `dX`.
    keep_prob : float
        Probability in [0, 1].
    out : array or None
        The target.

    Returns
    -------
    ndarray
        The result.

    Raises
    ------
    ValueError
        If `keep_prob` is not such a probability, or `mask` or `out` has another shape.
    TypeError
        If `mask` is not of bool, MATLAB does not have the class of `dX`, or `out` is not an array of the class of the
        result.

    Examples
    --------
    >>> backward(np.ones(3), np.array([True, False, True]), 0.5)
    array([2., 0., 2.])
    """
    taken = fused.takes(dX, checked_probability(keep_prob))
    target = checked_target(dX, keep_prob, out, taken)
    if not isinstance(mask, PackedMask):
        mask = foreign(mask).array
        if mask.dtype != np.bool_:
            raise TypeError(f"mask must be of bool, as dropout returns it, not {mask.dtype}; convert it with mask != 0")
    if mask.shape != dX.shape:
        raise ValueError(f"mask must have the shape of dX, {dX.shape}, but has {mask.shape}")
    if taken:
        return fused.backward(dX, mask, keep_prob, target)
    mask = mask.unpack() if isinstance(mask, PackedMask) else mask
    with np.errstate(all="ignore"):
        return put(inverted_dropout_backward(dX, mask, keep_prob), dX, target)
