"""How far apart two values are: ulp, relative difference, NaN, and the sign of zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.values.canonical import size_of
from matdrop.values.value import Array, Cell, Struct, Value, array_of, field_names, is_cell, is_sparse, is_struct

# What `Distance.ulp` holds where no number of units can be told; a double cannot be that far from another.
NO_ULP = 2.0**64


def leaves(left: Value, right: Value, path: str = "") -> Iterator[tuple[str, Value, Value]]:
    """Yield the values inside cells and structs that can be compared number by number.

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
    if size_of(left) != size_of(right):
        yield path, left, right
    elif is_cell(left) and is_cell(right):
        for k, (a, b) in enumerate(_pairs(left, right), 1):
            yield from leaves(a, b, f"{path}{{{k}}}")
    elif is_struct(left) and is_struct(right):
        yield from _leaves_of_structs(left, right, path)
    else:
        yield path, left, right


def _leaves_of_structs(left: Struct, right: Struct, path: str) -> Iterator[tuple[str, Value, Value]]:
    if set(field_names(left)) != set(field_names(right)):
        yield path, left, right
    for field in [name for name in field_names(left) if name in field_names(right)]:
        for k, (a, b) in enumerate(_pairs(left[field], right[field]), 1):
            yield from leaves(a, b, f"{path}.{field}" if left.size == 1 else f"{path}({k}).{field}")


def _pairs(left: Cell, right: Cell) -> Iterator[tuple[Any, Any]]:
    return zip(left.ravel(order="F"), right.ravel(order="F"), strict=True)


@dataclass(frozen=True, eq=False)
class Distance:
    """How far two arrays of numbers are apart, element by element.

    Complex numbers are measured by modulus: the noise in one part is set against the whole number.

    Attributes
    ----------
    left, right : ndarray
        Arrays of one size: floating-point numbers, real or complex, integers or logical values.

    Examples
    --------
    >>> distance = Distance(np.array([0.3, 1.0]), np.array([0.1 + 0.2, 2.0]))
    >>> int(distance.ulp[0]), float(distance.relative[1])
    (1, 0.5)
    >>> float(Distance(np.array([1e3 + 0j]), np.array([1e3 + 1e-13j])).relative[0])
    1e-16
    """

    left: Array
    right: Array

    @cached_property
    def parts(self) -> list[tuple[str, Array, Array]]:
        """The name and both sides of each part: the numbers themselves, or their real and imaginary parts."""
        left, right = self.left, self.right
        if np.iscomplexobj(left) or np.iscomplexobj(right):
            return [("real part", left.real, right.real), ("imaginary part", left.imag, right.imag)]
        return [("", left, right)]

    @cached_property
    def one_is_nan(self) -> NDArray[np.bool_]:
        """The mask of elements where NaN is on one side only, in either part."""
        return _any(is_nan(a) != is_nan(b) for _, a, b in self.parts)

    @cached_property
    def one_is_infinite(self) -> NDArray[np.bool_]:
        """The mask of elements where a side has Inf, in either part, and the numbers differ."""
        infinite = _any(_is_inf(a) | _is_inf(b) for _, a, b in self.parts)
        return np.asarray(infinite & (self.absolute != 0))

    @cached_property
    def other_zero(self) -> list[NDArray[np.bool_]]:
        """The mask, for each part, of elements where two floating-point numbers are zeros of different sign."""
        return [_other_zero(a, b) for _, a, b in self.parts]

    @cached_property
    def absolute(self) -> NDArray[np.longdouble]:
        """The value of ``abs(left - right)``: 0 where both are NaN or the same Inf, Inf where NaN or Inf differ."""
        differences = [_difference(a, b) for _, a, b in self.parts]
        return differences[0] if len(differences) == 1 else np.hypot(*differences)

    @cached_property
    def moduli(self) -> tuple[NDArray[np.longdouble], NDArray[np.longdouble]]:
        """The magnitudes of the numbers on both sides."""
        return _modulus(self.left), _modulus(self.right)

    @cached_property
    def relative(self) -> NDArray[np.longdouble]:
        """The ratio ``absolute / max(abs(left), abs(right))``; 0 if equal or both NaN, Inf if NaN or Inf differ."""
        return _share(self.absolute, np.maximum(*self.moduli))

    @cached_property
    def ulp(self) -> NDArray[Any]:
        """The units in the last place: 0 only where equal or both NaN, without a meaning where only one side is NaN.

        Integers and logical values differ by units. A complex number's unit is that of its larger part. Between two
        classes of which one has no fractions, the units are 1.
        """
        if len(self.parts) == 1:
            return _real_ulp(self.left, self.right)
        return self._complex_ulp()

    def _complex_ulp(self) -> NDArray[np.longdouble]:
        part_class = np.result_type(self.left, self.right, np.complex64).type(0).real.dtype
        magnitude = np.fmax.reduce([np.abs(side).astype(part_class) for _, *sides in self.parts for side in sides])
        furthest = np.maximum(*(_difference(a, b) for _, a, b in self.parts))
        # np.spacing overflows at the largest number of a class, and the one below has the same unit.
        unit = np.spacing(np.minimum(magnitude, np.nextafter(np.finfo(part_class).max, part_class.type(0))))
        units = np.where(np.isfinite(magnitude), np.ceil(furthest / unit), NO_ULP)
        # Any difference is one unit at least, so that exact is exact: beside a large part a small one may be less than
        # any number of units that a long double tells from 0, which on some machines is a double.
        return np.asarray(np.where(furthest == 0, 0, np.clip(units, 1, NO_ULP)))

    @property
    def largest_ulp(self) -> int | None:
        """The largest number of units; None where it cannot be told."""
        largest = self.ulp.max(initial=0)
        # Between two classes the distance may have no end (true and Inf), or more digits than it is worth.
        return int(largest) if int(largest) < NO_ULP else None

    @property
    def largest_relative(self) -> float:
        """The largest relative difference."""
        return float(self.relative.max(initial=0))


def _any(masks: Iterator[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    return np.asarray(np.logical_or.reduce(list(masks)))


def _difference(left: Array, right: Array) -> NDArray[np.longdouble]:
    a, b = left.astype(np.longdouble), right.astype(np.longdouble)
    with np.errstate(invalid="ignore"):
        difference: NDArray[np.longdouble] = np.abs(a - b)
    difference[np.isnan(difference)] = np.inf
    difference[(a == b) | (np.isnan(a) & np.isnan(b))] = 0
    return difference


def _modulus(array: Array) -> NDArray[np.longdouble]:
    wide = np.clongdouble if np.iscomplexobj(array) else np.longdouble
    return np.asarray(np.abs(array.astype(wide)))


def _share(absolute: Array, magnitude: Array) -> Array:
    """Return differences as shares of magnitudes: 0 where there is none, Inf where the magnitude is NaN or Inf."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(np.isfinite(magnitude), absolute / magnitude, np.inf)
    return np.where(absolute == 0, 0, share)


def _real_ulp(left: Array, right: Array) -> NDArray[Any]:
    kinds = {left.dtype.kind, right.dtype.kind}
    if left.dtype == right.dtype and left.dtype.kind in "biu":
        high, low = np.maximum(left, right), np.minimum(left, right)
        return np.asarray(high.astype(np.uint64) - low.astype(np.uint64))  # modulo 2^64
    if kinds != {"f"}:
        return np.asarray(np.ceil(np.nan_to_num(_difference(left, right), posinf=NO_ULP)))
    if left.dtype != right.dtype:
        left, right = left.astype(np.float64), right.astype(np.float64)
    places = _place(left), _place(right)
    high, low = np.maximum(*places), np.minimum(*places)
    ulp = np.asarray(high.view(np.uint64) - low.view(np.uint64))  # modulo 2^64, so no difference overflows
    ulp[np.isnan(left) & np.isnan(right)] = 0
    return ulp


def _place(array: Array) -> NDArray[np.int64]:
    """Return the place of each number among all those of its class, 0 for zero."""
    bits = np.int64 if array.dtype.itemsize == 8 else np.int32
    raw: NDArray[Any] = np.ascontiguousarray(array).view(bits)
    # Negative numbers count down from -0, which stands at the place of 0.
    return np.where(raw < 0, np.iinfo(bits).min - raw, raw).astype(np.int64)


def _other_zero(left: Array, right: Array) -> NDArray[np.bool_]:
    if left.dtype.kind != "f" or right.dtype.kind != "f":
        return np.zeros(left.shape, bool)
    return np.asarray((left == right) & (np.signbit(left) != np.signbit(right)))


def is_nan(array: Array) -> NDArray[np.bool_]:
    """Find the NaNs of an array of numbers of any class.

    Parameters
    ----------
    array : ndarray
        Numbers, real or complex, or logical values.

    Returns
    -------
    ndarray of bool
        True where an element is NaN; of the array's size.

    Examples
    --------
    >>> is_nan(np.array([1, 2])), is_nan(np.array([np.nan]))
    (array([False, False]), array([ True]))
    """
    return np.isnan(array) if array.dtype.kind in "fc" else np.zeros(array.shape, bool)


def _is_inf(array: Array) -> NDArray[np.bool_]:
    return np.isinf(array) if array.dtype.kind == "f" else np.zeros(array.shape, bool)


def dense(value: Value) -> Array:
    """Return all elements of a numeric value as a full array.

    Parameters
    ----------
    value : ndarray or csc_array
        A value in canonical form, full or sparse.

    Returns
    -------
    ndarray
        The elements, in the class of `value`.

    Raises
    ------
    TypeError
        If the value is a function handle.

    Examples
    --------
    >>> from matdrop.values.canonical import canonical
    >>> dense(canonical([1, 2]))
    array([[1., 2.]])
    """
    return value.toarray() if is_sparse(value) else array_of(value)


def numbers(value: Value) -> Array:
    """Return the numbers of a value in double, complex double or, for 64-bit integers, long double.

    Parameters
    ----------
    value : ndarray or csc_array
        Numbers or logical values in canonical form, full or sparse.

    Returns
    -------
    ndarray of float64, complex128 or longdouble
        The numbers as a full array, of the size of `value`.

    Raises
    ------
    TypeError
        If the value is a function handle.

    Examples
    --------
    >>> numbers(np.array([[True]])), numbers(np.array([[2**63 - 1]])).dtype == np.longdouble
    (array([[1.]]), True)
    """
    array = dense(value)
    if array.dtype.kind == "c":
        return array.astype(np.complex128)
    wide = array.dtype.kind in "iu" and array.dtype.itemsize == 8
    return array.astype(np.longdouble if wide else np.float64)


def milliseconds(duration: Array) -> Array:
    """Return lengths of time as numbers of milliseconds, in which MATLAB holds them.

    Parameters
    ----------
    duration : ndarray of timedelta64[ns]
        Lengths of time in canonical form.

    Returns
    -------
    ndarray of float64
        The numbers, of the size of `duration`; NaN where there is no time.

    Examples
    --------
    >>> milliseconds(np.array([[1_500_000, "NaT"]], "m8[ns]")).tolist()
    [[1.5, nan]]
    """
    return np.where(np.isnat(duration), np.nan, duration.astype(np.int64) / 1e6)


def integers(a: Array) -> bool:
    """Check whether every element is a real whole number.

    Parameters
    ----------
    a : ndarray
        Numbers or logical values.

    Returns
    -------
    bool
        False if an element is NaN, Inf or has a fraction, or if the array is complex.

    Examples
    --------
    >>> integers(np.array([1.0, -2.0])), integers(np.array([1.0, np.inf])), integers(np.array([1j]))
    (True, False, False)
    """
    return bool(a.dtype.kind != "c" and np.isfinite(a).all() and (a == np.trunc(a)).all())


# Elements smaller than this part of the largest are judged as if they were that large: they carry its rounding.
FLOOR = 1e-4


def relative_differences(a: Array, b: Array) -> Array:
    """Return the relative difference of each element, of small ones as if they were `FLOOR` of the largest.

    Parameters
    ----------
    a, b : ndarray of float or complex
        Arrays of one size, as `numbers` returns them.

    Returns
    -------
    ndarray of float
        The differences, of the size of `a`: 0 where equal or both NaN, Inf where NaN or Inf differ.

    Examples
    --------
    >>> relative_differences(np.array([1.0, 0.0]), np.array([1.0, 5e-5])).tolist()
    [0.0, 0.5]
    """
    with np.errstate(all="ignore"):
        magnitude = np.maximum(np.abs(a), np.abs(b))
        finite = magnitude[np.isfinite(magnitude)]
        absolute = np.where((a == b) | (np.isnan(a) & np.isnan(b)), 0, np.abs(a - b))
        return _share(absolute, np.maximum(magnitude, FLOOR * finite.max(initial=0)))


def relative_distance(a: Array, b: Array) -> float:
    """Return the largest of the relative differences.

    Parameters
    ----------
    a, b : ndarray of float or complex
        Two arrays, as `numbers` returns them.

    Returns
    -------
    float
        The largest element of `relative_differences`; 0 for empty arrays, Inf for arrays of different size.

    Examples
    --------
    >>> relative_distance(np.array([1.0, 2.0]), np.array([1.0, 4.0]))
    0.5
    """
    return float(relative_differences(a, b).max(initial=0.0)) if a.shape == b.shape else np.inf
