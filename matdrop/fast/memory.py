"""Dropout of an array in memory: by the compiled kernels where they take it, else by the port itself."""

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
    """Return what `matdrop.dropout` returns for a NumPy array, and its mask, None where none is asked for."""
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
    """Return what `matdrop.dropout_backward` returns for a NumPy array."""
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
