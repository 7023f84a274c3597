"""What dropout checks before it works: the probability, the class of the result, where the result goes."""

from __future__ import annotations

from typing import Any

import numpy as np

from matdrop.fast.arrays import Array, foreign
from matdrop.port.arithmetic import matrix, probability
from matdrop.streams import MatlabStream, OctaveStream

Stream = OctaveStream | MatlabStream


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


def checked_probability(keep_prob: float) -> float:
    """Return the probability, or raise ValueError where it is outside [0, 1], NaN or no real scalar."""
    if type(keep_prob) is not float or not 0 <= keep_prob <= 1:
        probability("keep_prob", keep_prob)
    return keep_prob


def checked_target(X: Array, keep_prob: float, out: Any, taken: bool) -> Array | None:
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


def put(result: Array, X: Array, target: Array | None) -> Array:
    """Return what the port gives in the shape of `X`, in `target` or in the memory order that the kernels choose."""
    result = result.reshape(X.shape, order="A")
    if target is None:
        return np.asarray(result, order="C" if X.flags.c_contiguous else "F")
    np.copyto(target, result)
    return target
