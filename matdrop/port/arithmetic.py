"""MATLAB's elementwise arithmetic and argument conventions, as far as the ports need them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matdrop.port.struct import Struct, is_cell

Array = NDArray[Any]
Draw = Callable[..., Array]  # a stream's rand, randi, ...: sizes in, draws out
P = ParamSpec("P")
R = TypeVar("R")

FLOAT_CLASSES = "fdFD"
PROBABILITIES = ("keep_prob", "Probability", "rate")
INTEGER_CLASSES = "bhilqBHILQ"


def times(A: ArrayLike, B: ArrayLike) -> Array:
    """Multiply elementwise, as MATLAB's ``A .* B`` does.

    Parameters
    ----------
    A : array_like
        Any size; double, single, an integer class, logical or complex.
    B : array_like
        Real, and of a size that MATLAB's implicit expansion fits to that of `A`.

    Returns
    -------
    ndarray
        The product in MATLAB's class: an integer class wins (computed in double, 64-bit integers in
        the machine's extended precision; rounded half away from zero and saturated), then single,
        else double. An imaginary part that is zero everywhere is dropped.

    Raises
    ------
    TypeError
        If a class has no MATLAB counterpart, two different integer classes meet, or `B` is complex.
    ValueError
        If the sizes do not match.

    Notes
    -----
    GNU Octave 7.3 loses the last digits of some large 64-bit products, where MATLAB documents 80-bit
    arithmetic: ``(int64(2)^61 + 12345) .* 0.85`` comes out 256 too small. This function does not.

    Examples
    --------
    >>> times(np.array([[200, 3]], np.uint8), 1.3)
    array([[255,   4]], dtype=uint8)
    >>> times([[True, True]], [[True, False]])
    array([[1., 0.]])
    """
    return _elementwise(np.multiply, A, B)


def rdivide(A: ArrayLike, B: ArrayLike) -> Array:
    """Divide elementwise from the right, as MATLAB's ``A ./ B`` does.

    Parameters
    ----------
    A : array_like
        Any size; double, single, an integer class, logical or complex.
    B : array_like
        Real, and of a size that MATLAB's implicit expansion fits to that of `A`.

    Returns
    -------
    ndarray
        The quotient, in the class that `times` describes. Division by zero gives Inf, -Inf or NaN,
        for an integer class its largest value, its smallest value or 0.

    Raises
    ------
    TypeError
        If a class has no MATLAB counterpart, two different integer classes meet, or `B` is complex.
    ValueError
        If the sizes do not match.

    Examples
    --------
    >>> rdivide(np.array([[7, -5, 100]], np.int8), 0.5)
    array([[ 14, -10, 127]], dtype=int8)
    >>> rdivide([[1.0, 0.0]], 0)
    array([[inf, nan]])
    """
    return _elementwise(np.divide, A, B)


def maximum(A: Array, b: float) -> Array:
    """Take the larger of each element and a number, as GNU Octave's ``max(A, b)`` does.

    Parameters
    ----------
    A : ndarray
        Double or single.
    b : float
        A number that is not NaN.

    Returns
    -------
    ndarray
        In the class of `A`. NaN gives way to `b`, and of two zeros the first is taken: -0 stays if `b` is 0.

    Examples
    --------
    >>> maximum(np.array([[-1.0, -0.0, np.nan, 2.0]]), 0)
    array([[ 0., -0.,  0.,  2.]])
    """
    return np.where(b <= A, A, A.dtype.type(b))


def matlab_arguments(port: Callable[P, R]) -> Callable[P, R]:
    """Return a port that gets its arguments as MATLAB would hold them.

    Array arguments become at least two-dimensional (1-D becomes a row) in a class that MATLAB has. A dict
    becomes a `Struct`, whose 1-by-1 fields are scalars, and a list or tuple of anything but numbers a list;
    both are copies, since MATLAB passes by value. Text stays as it is. An argument named ``keep_prob``, ``Probability``
    or ``rate`` must be a real scalar in [0, 1], and one that is annotated ``int`` a whole number of 0 or more; the
    originals do not check that. As in MATLAB, arithmetic does not warn.

    Parameters
    ----------
    port : callable
        The port to wrap. Callable arguments (a stream's functions) pass through.

    Returns
    -------
    callable
        The port, with the same signature.

    Raises
    ------
    ValueError
        From the wrapped port, if a probability is outside [0, 1], NaN, or not a real scalar, or if a number of things
        is not a whole number.
    TypeError
        From the wrapped port, if an array's class has no MATLAB counterpart.

    Examples
    --------
    >>> @matlab_arguments
    ... def scale(X, keep_prob):
    ...     return X.shape, keep_prob
    >>> scale([1, 2, 3], 1)
    ((1, 3), np.float64(1.0))
    """
    signature = inspect.signature(port)

    @functools.wraps(port)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        bound = signature.bind(*args, **kwargs)
        for name, value in bound.arguments.items():
            if name in PROBABILITIES:
                bound.arguments[name] = probability(name, value)
            elif signature.parameters[name].annotation == "int":
                bound.arguments[name] = _count(name, value)
            elif signature.parameters[name].annotation == "Array":
                bound.arguments[name] = matrix(value)
            elif not callable(value) and not (value is None and signature.parameters[name].default is None):
                bound.arguments[name] = _by_value(value)
        with np.errstate(all="ignore"):
            return port(*bound.args, **bound.kwargs)

    return call


def _by_value(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        fields = {name: _by_value(field) for name, field in value.items()}
        return Struct((name, _scalar(field)) for name, field in fields.items())
    if is_cell(value):
        return [_by_value(element) for element in value]
    return matrix(value)


def _scalar(field: Any) -> Any:
    return field[0, 0] if isinstance(field, np.ndarray) and field.shape == (1, 1) else field


def matrix(value: ArrayLike) -> Array:
    """Return a value as MATLAB would hold it: at least two-dimensional (1-D becomes a row), Python's ints as double.

    Parameters
    ----------
    value : array_like
        Numbers or logicals.

    Returns
    -------
    ndarray
        The same elements.

    Raises
    ------
    TypeError
        If its class has no MATLAB counterpart.

    Examples
    --------
    >>> matrix([1, 2])
    array([[1., 2.]])
    """
    array = np.asarray(value)
    if not hasattr(value, "dtype") and array.dtype.kind in "iu":
        array = array.astype(np.float64)  # a Python int stands for a literal in MATLAB, which is a double
    if array.dtype.char not in FLOAT_CLASSES + INTEGER_CLASSES + "?":
        raise TypeError(
            f"MATLAB has no class for an array of {array.dtype}; "
            "convert it to float64, float32, an integer of 8 to 64 bits, bool, complex128 or complex64"
        )
    return np.atleast_2d(array)


def probability(name: str, value: Any) -> Any:
    """Return a probability as a NumPy scalar of its class.

    Parameters
    ----------
    name : str
        The argument, for the error message.
    value : object
        A real scalar in [0, 1].

    Returns
    -------
    NumPy scalar
        The same number.

    Raises
    ------
    ValueError
        If it is outside [0, 1], NaN, or not a real scalar.
    TypeError
        If its class has no MATLAB counterpart.

    Examples
    --------
    >>> probability("keep_prob", 0.5)
    np.float64(0.5)
    """
    array = np.asarray(value)
    if array.size != 1 or array.dtype.kind not in "fiub" or not 0 <= array.item() <= 1:
        raise ValueError(f"{name} must be a real scalar in [0, 1], but {value!r} was given")
    return matrix(value)[(0,) * max(array.ndim, 2)]


def _count(name: str, value: Any) -> int:
    array = np.asarray(value)
    if array.size != 1 or array.dtype.kind not in "fiu" or not (array >= 0).all() or array.item() % 1 != 0:
        raise ValueError(f"{name} must be a whole number of 0 or more, but {value!r} was given")
    return int(array.item())


def _elementwise(operation: np.ufunc, A: ArrayLike, B: ArrayLike) -> Array:
    a, b = matrix(A), matrix(B)
    if np.iscomplexobj(b):
        raise TypeError("the second operand is complex; only a real one is supported")
    # MATLAB matches sizes from the first dimension on, NumPy from the last.
    dimensions = max(a.ndim, b.ndim)
    a = a.reshape(a.shape + (1,) * (dimensions - a.ndim), order="A")
    b = b.reshape(b.shape + (1,) * (dimensions - b.ndim), order="A")

    integers = {array.dtype for array in (a, b) if array.dtype.kind in "iu"}
    if len(integers) > 1:
        raise TypeError(f"{a.dtype} and {b.dtype} cannot be combined: MATLAB refuses two different integer classes")
    with np.errstate(all="ignore"):
        if integers:
            (integer,) = integers
            # MATLAB documents 80-bit precision for 64-bit integers; double would lose their last digits.
            work = np.longdouble if integer.itemsize == 8 else np.float64
            return _saturate(operation(a.astype(work), b.astype(work)), integer)
        single = any(array.dtype.char in "fF" for array in (a, b))
        real = np.float32 if single else np.float64
        if np.iscomplexobj(a):
            # A complex number by a real one is two real operations in MATLAB; NumPy would make b complex first.
            parts = operation(a.real.astype(real), b.astype(real)), operation(a.imag.astype(real), b.astype(real))
            if not parts[1].any():
                return np.asarray(parts[0])
            result = np.empty(parts[0].shape, np.complex64 if single else np.complex128)
            result.real, result.imag = parts
            return result
        return np.asarray(operation(a.astype(real), b.astype(real)))


def _saturate(values: Array, integer: np.dtype[Any]) -> Array:
    limits = np.iinfo(integer)
    whole = np.trunc(values)
    whole = whole + np.copysign(np.abs(values - whole) >= 0.5, values)
    result = np.zeros(values.shape, integer)  # where NaN stays 0
    inside = (whole > limits.min) & (whole < limits.max)
    result[inside] = whole[inside].astype(integer)
    result[whole <= limits.min] = limits.min
    result[whole >= limits.max] = limits.max
    return result
