"""Checks of the arguments of dropout: the probability, the class of the result, the target array."""

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
        A complex result whose imaginary part is 0 everywhere is real in MATLAB; the classes alone do not show that.

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
    """Return a probability after checking it.

    Parameters
    ----------
    keep_prob : float
        Any value.

    Returns
    -------
    float
        The same.

    Raises
    ------
    ValueError
        If it is outside [0, 1], NaN or not a real scalar.
    TypeError
        If it is an array of a class that MATLAB does not have.

    Examples
    --------
    >>> checked_probability(0.5)
    0.5
    """
    if type(keep_prob) is not float or not 0 <= keep_prob <= 1:
        probability("keep_prob", keep_prob)
    return keep_prob


def checked_target(X: Array, keep_prob: float, out: Any, taken: bool) -> Array | None:
    """Return the target of a result as a NumPy array after checking it.

    Parameters
    ----------
    X : ndarray
        The input.
    keep_prob : float
        The probability, which may decide the class of the result.
    out : array or None
        The target.
    taken : bool
        Whether the kernels compute the result; its class is then that of `X`.

    Returns
    -------
    ndarray or None
        None if there is no target.

    Raises
    ------
    TypeError
        If it is not an array, or does not have the class of the result.
    ValueError
        If it has another shape, is read-only or not in the CPU's memory.

    Examples
    --------
    >>> checked_target(np.zeros(3), 0.5, np.empty(3), True).shape
    (3,)
    """
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
    """Return the port's result in the shape of the input.

    Parameters
    ----------
    result : ndarray
        The port's result, at least two-dimensional.
    X : ndarray
        The input.
    target : ndarray or None
        Where the result is written.

    Returns
    -------
    ndarray
        The target; without one an array in the memory order that the kernels choose.

    Examples
    --------
    >>> put(np.array([[1.0, 2.0]]), np.zeros(2), None)
    array([1., 2.])
    """
    result = result.reshape(X.shape, order="A")
    if target is None:
        return np.asarray(result, order="C" if X.flags.c_contiguous else "F")
    np.copyto(target, result)
    return target
