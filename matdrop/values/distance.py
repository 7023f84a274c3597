"""How far apart two values are: ulp, relative difference, NaN, and the sign of zero."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from matdrop.values.canonical import Array, FunctionHandle, Value, class_of, size_of


def leaves(left: Value, right: Value, path: str = "") -> Iterator[tuple[str, Value, Value]]:
    """Walk through cells and structs to the values in them that can be compared number by number.

    Parameters
    ----------
    left, right : value
        In canonical form.
    path : str
        Where they stand.

    Yields
    ------
    tuple
        Path, and both values; a pair that differs in class, size or field names is one as a whole.

    Examples
    --------
    >>> from matdrop.values.canonical import canonical
    >>> [path for path, _, _ in leaves(canonical({"a": [1, 2], "b": ["x"]}), canonical({"a": 3, "b": ["y"]}))]
    ['.a', '.b{1}']
    """
    alike = class_of(left) == class_of(right) and size_of(left) == size_of(right)
    if alike and class_of(left) == "cell":
        for k, (a, b) in enumerate(zip(left.ravel(order="F"), right.ravel(order="F"), strict=True), 1):
            yield from leaves(a, b, f"{path}{{{k}}}")
    elif alike and class_of(left) == "struct":
        if set(left.dtype.names) != set(right.dtype.names):
            yield path, left, right
        for field in [name for name in left.dtype.names if name in right.dtype.names]:
            pairs = zip(left[field].ravel(order="F"), right[field].ravel(order="F"), strict=True)
            for k, (a, b) in enumerate(pairs, 1):
                yield from leaves(a, b, f"{path}.{field}" if left.size == 1 else f"{path}({k}).{field}")
    else:
        yield path, left, right


def distances(left: NDArray[Any], right: NDArray[Any]) -> tuple[NDArray[np.uint64], NDArray[np.longdouble]]:
    """Tell how far the elements of two real arrays are apart.

    Parameters
    ----------
    left, right : ndarray
        Of one size, and real: floating-point numbers, integers or logical values.

    Returns
    -------
    ulp : ndarray
        Units in the last place (for integers: units); without a meaning where one side alone is NaN.
    relative : ndarray
        ``abs(left - right) / max(abs(left), abs(right))``: 0 where both are NaN, Inf where only one of them is
        NaN or Inf, or both are Inf of different signs.

    Examples
    --------
    >>> ulp, relative = distances(np.array([0.3, 1.0]), np.array([0.1 + 0.2, 2.0]))
    >>> int(ulp[0]), float(relative[1])
    (1, 0.5)
    """
    both_nan = is_nan(left) & is_nan(right)
    ulp = _ulp(left, right)
    ulp[both_nan] = 0
    a, b = left.astype(np.longdouble), right.astype(np.longdouble)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.abs(a - b) / np.maximum(np.abs(a), np.abs(b))
    relative[(a == b) | both_nan] = 0
    relative[np.isnan(relative)] = np.inf
    return ulp, relative


def _ulp(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    if left.dtype == right.dtype and left.dtype.kind in "biu":
        high, low = np.maximum(left, right), np.minimum(left, right)
        return np.asarray(high.astype(np.uint64) - low.astype(np.uint64))  # modulo 2^64
    if left.dtype.kind != "f" or left.dtype != right.dtype:
        if left.dtype.kind == right.dtype.kind == "f":
            left, right = left.astype(np.float64), right.astype(np.float64)
        else:
            difference = left.astype(np.longdouble) - right.astype(np.longdouble)
            return np.asarray(np.ceil(np.nan_to_num(np.abs(difference), nan=0.0, posinf=2.0**64)))
    bits = np.int64 if left.dtype.itemsize == 8 else np.int32
    lowest = np.iinfo(bits).min
    ordered = []
    for array in (left, right):
        raw: NDArray[Any] = np.ascontiguousarray(array).view(bits)
        # Negative numbers count down from -0, which stands at the place of 0.
        ordered.append(np.where(raw < 0, lowest - raw, raw).astype(np.int64))
    high, low = np.maximum(*ordered), np.minimum(*ordered)
    return high.view(np.uint64) - low.view(np.uint64)  # modulo 2^64, so no difference overflows


def is_nan(array: NDArray[Any]) -> NDArray[np.bool_]:
    """Find the NaNs of a real array of any class.

    Examples
    --------
    >>> is_nan(np.array([1, 2])), is_nan(np.array([np.nan]))
    (array([False, False]), array([ True]))
    """
    return np.isnan(array) if array.dtype.kind == "f" else np.zeros(array.shape, bool)


def dense(value: Value) -> NDArray[Any]:
    """Return the elements of a numeric value, of a sparse one all of them.

    Examples
    --------
    >>> from matdrop.values.canonical import canonical
    >>> dense(canonical([1, 2]))
    array([[1., 2.]])
    """
    return np.asarray(value.toarray() if scipy.sparse.issparse(value) else value)


def is_numbers(value: Value) -> bool:
    """Whether a canonical value is numeric or logical."""
    if isinstance(value, FunctionHandle):
        return False
    return scipy.sparse.issparse(value) or (value.dtype.names is None and value.dtype.kind in "biufc")


def numbers(value: Value) -> Array:
    """Give the numbers of a value in double, complex double or, for 64-bit integers, long double."""
    array = dense(value)
    if array.dtype.kind == "c":
        return array.astype(np.complex128)
    wide = array.dtype.kind in "iu" and array.dtype.itemsize == 8
    return array.astype(np.longdouble if wide else np.float64)


def integers(a: Array) -> bool:
    """Whether every element is a real whole number."""
    return bool(a.dtype.kind != "c" and np.isfinite(a).all() and (a == np.trunc(a)).all())


# Elements smaller than this part of the largest are judged as if they were that large: they carry its rounding.
FLOOR = 1e-4


def relative_differences(a: Array, b: Array) -> Array:
    """Relative difference of each element: 0 where equal or both NaN, inf where NaN or Inf is not shared."""
    with np.errstate(all="ignore"):
        magnitude = np.maximum(np.abs(a), np.abs(b))
        finite = magnitude[np.isfinite(magnitude)]
        apart = np.abs(a - b) / np.maximum(magnitude, FLOOR * finite.max(initial=0))
        apart = np.where(np.isnan(apart) | ~np.isfinite(magnitude), np.inf, apart)
    return np.where((a == b) | (np.isnan(a) & np.isnan(b)), 0.0, apart)


def relative_distance(a: Array, b: Array) -> float:
    """Largest relative difference; inf for other sizes.

    Examples
    --------
    >>> relative_distance(np.array([1.0, 2.0]), np.array([1.0, 4.0]))
    0.5
    """
    return float(relative_differences(a, b).max(initial=0.0)) if a.shape == b.shape else np.inf
