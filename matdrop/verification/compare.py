"""Compare two values as MATLAB sees them: class, size, NaN, sign of zero, then ulp and relative error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matdrop.cases.tolerance import Tolerance
from matdrop.values.canonical import canonical, class_of, has_no_orientation, size_of
from matdrop.values.display import format_number, format_size, format_value
from matdrop.values.distance import Distance, dense, leaves, milliseconds
from matdrop.values.value import Array, FunctionHandle, Value, array_of, is_char, is_numbers, is_struct, is_time
from matdrop.verification.representation import as_represented, differs_by_noise

# Units in the last place tell rounding from a mistake. Beyond so many they are only a long number.
ULPS_SHOWN = 10**6


@dataclass(frozen=True)
class Mismatch:
    """What two values first differ in.

    Attributes
    ----------
    kind : str
        ``class``, ``size``, ``nan``, ``sign-of-zero`` or ``value``.
    detail : str
        One sentence with what the original has, what the port has, and where.
    """

    kind: str
    detail: str


@dataclass(frozen=True)
class Comparison:
    """One output of an original against the port's.

    Attributes
    ----------
    name : str
        The output.
    class_name, size
        MATLAB class and size of the original's value.
    ulp : int or None
        The largest distance in units in the last place; None where that cannot be told (other sizes,
        NaN against a number, text).
    relative : float or None
        The largest ``abs(expected - obtained) / max(abs(expected), abs(obtained))``.
    mismatch : Mismatch or None
        None if the values agree within the tolerance.
    accepted : tuple of str
        What differs in representation alone and was accepted, where the comparison was asked to.
    expected, obtained : value or None
        The original's value and the port's, in canonical form; None where there is none.
    """

    name: str
    class_name: str
    size: tuple[int, ...]
    ulp: int | None
    relative: float | None
    mismatch: Mismatch | None
    accepted: tuple[str, ...] = ()
    expected: Value | None = field(default=None, repr=False, compare=False)
    obtained: Value | None = field(default=None, repr=False, compare=False)


def compare(
    expected: Any, obtained: Any, tolerance: Tolerance | str = "exact", name: str = "value", strict: bool = True
) -> Comparison:
    """Compare a port's value with its original's.

    Parameters
    ----------
    expected, obtained : object
        The original's value and the port's: whatever `matdrop.values.canonical.canonical` takes. Cells
        and structs are compared element by element.
    tolerance : Tolerance or str
        How far numbers may differ; class and size may not.
    name : str
        What to call the value in the result.
    strict : bool
        If false, another representation is accepted and said: a 1-D array or a list for a vector, integers or
        bools for whole numbers of class double or logical.

    Returns
    -------
    Comparison
        With the largest ulp and relative difference, and the first mismatch if there is one.

    Raises
    ------
    MatdropError
        If the port's value has no MATLAB counterpart, or the tolerance is not understood.

    Examples
    --------
    >>> compare([1, 2, 3], [1, 2, 3]).mismatch is None
    True
    >>> compare(0.3, 0.1 + 0.2).ulp
    1
    >>> compare([[1], [2]], np.array([1.0, 2.0])).mismatch.detail
    'size: 2x1 in the original, 1-D with 2 elements in the port'
    >>> compare(0.0, -0.0).mismatch.kind
    'sign-of-zero'
    """
    if isinstance(tolerance, str):
        tolerance = Tolerance.parse(tolerance)
    reference, result = canonical(expected), canonical(obtained)
    if _same_bits(reference, result) and not (strict and _lost_orientation(reference, expected, obtained)):
        return Comparison(name, class_of(reference), size_of(reference), 0, 0.0, None, (), reference, result)
    accepted: list[str] = []
    lost = None
    if strict:
        lost = _lost_orientation(reference, expected, obtained)
    else:
        result, accepted = as_represented(reference, result, has_no_orientation(obtained))
    pairs = list(leaves(reference, result))
    measures = [_measure(left, right, tolerance, path, strict) for path, left, right in pairs]
    relative = _largest([measure.relative for measure in measures])
    mismatch = lost or next((measure.mismatch for measure in measures if measure.mismatch), None)
    if mismatch is None and not (relative is not None and relative <= tolerance.rtol):
        accepted += _beside_largest(reference, result, tolerance)
    if mismatch is None and any(class_of(left) != class_of(right) for _, left, right in pairs):
        accepted.append("one side is complex, with imaginary parts that are rounding (accepted)")
    return Comparison(
        name,
        class_of(reference),
        size_of(reference),
        _largest([measure.ulp for measure in measures]),
        relative,
        mismatch,
        tuple(accepted),
        reference,
        result,
    )


@dataclass(frozen=True)
class _Measure:
    """How far two leaves are apart, None where that cannot be told, and what they first differ in."""

    ulp: int | None = None
    relative: float | None = None
    mismatch: Mismatch | None = None


Figure = TypeVar("Figure", int, float)


def _largest(figures: Sequence[Figure | None]) -> Figure | None:
    """Return the largest of some figures; None if one is not known."""
    known = [figure for figure in figures if figure is not None]
    return None if len(known) < len(figures) else max(known, default=0)


def _is_1d(obtained: Any) -> bool:
    return isinstance(obtained, np.ndarray) and obtained.ndim == 1 and not is_struct(obtained)


def _lost_orientation(reference: Value, expected: Any, obtained: Any) -> Mismatch | None:
    """Return that a port gives a 1-D array: MATLAB has none, so the port has lost whether it is a row or a column."""
    if not _is_1d(obtained) or (isinstance(expected, np.ndarray) and expected.ndim == 1):
        return None
    sizes = f"{format_size(size_of(reference))} in the original, 1-D with {obtained.size} elements in the port"
    return Mismatch("size", f"size: {sizes}")


def _measure(left: Value, right: Value, tolerance: Tolerance, path: str, strict: bool) -> _Measure:
    """Measure two leaves: their size, then their class, then their numbers or texts."""
    place = f"{path}: " if path else ""
    if size_of(left) != size_of(right):
        sizes = f"{format_size(size_of(left))} in the original, {format_size(size_of(right))} in the port"
        return _Measure(mismatch=Mismatch("size", f"{place}size: {sizes}"))
    other_class = None
    is_noise = class_of(left) != class_of(right) and not strict and differs_by_noise(left, right)
    if class_of(left) != class_of(right) and not is_noise:
        classes = f"{class_of(left)} in the original, {class_of(right)} in the port"
        other_class = Mismatch("class", f"{place}class: {classes}")
    if _same_bits(left, right):  # as most are; to measure how far they are apart takes a hundred times as long
        return _Measure(0, 0.0)
    if is_numbers(left) and is_numbers(right):
        numbers, others = (_of_one_part(dense(side)) if is_noise else dense(side) for side in (left, right))
        measure = _measure_numbers(numbers, others, tolerance, place)
        return replace(measure, mismatch=other_class) if other_class else measure
    if class_of(left) == class_of(right) == "duration":
        return _measure_numbers(milliseconds(array_of(left)), milliseconds(array_of(right)), tolerance, place)
    return _Measure(mismatch=other_class) if other_class else _measure_others(left, right, place)


def _of_one_part(array: Array) -> Array:
    """Return numbers whose NaN are real: of what is not defined the other side has no second part."""
    return np.where(np.isnan(array), np.nan, array)


def _same_bits(left: Value, right: Value) -> bool:
    """Whether two values are arrays of numbers of one class and size, with the same bits."""
    if not (isinstance(left, np.ndarray) and isinstance(right, np.ndarray)) or left.shape != right.shape:
        return False
    return left.dtype == right.dtype and left.dtype.kind in "bfciu" and left.tobytes() == right.tobytes()


def _measure_others(left: Value, right: Value, place: str) -> _Measure:
    """Measure what are no numbers: texts, dates, function handles, and structs of different fields."""
    if _same_text(left, right):
        return _Measure(0, 0.0)
    sides = f"{format_value(left, None)} in the original, {format_value(right, None)} in the port"
    return _Measure(mismatch=Mismatch("value", place + sides))


def _same_text(left: Value, right: Value) -> bool:
    if is_char(left) and is_char(right):
        return np.array_equal(left, right)
    if is_time(left) and is_time(right):  # a date counts from an arbitrary year, so no share of it may be allowed
        return np.array_equal(left, right, equal_nan=True)
    return isinstance(left, FunctionHandle) and left == right


def _measure_numbers(left: Array, right: Array, tolerance: Tolerance, place: str) -> _Measure:
    """Measure numbers: NaN first, then how far they are apart, then, where they must be exact, the sign of zeros."""
    distance = Distance(left, right)
    if distance.one_is_nan.any():
        difference = _difference("NaN", distance.one_is_nan, left, right)
        return _Measure(mismatch=Mismatch("nan", place + difference))
    mismatch = _value_mismatch(distance, tolerance, place)
    if mismatch is None and tolerance.ulp == 0:
        mismatch = _zero_mismatch(distance, place)
    return _Measure(distance.largest_ulp, distance.largest_relative, mismatch)


def _value_mismatch(distance: Distance, tolerance: Tolerance, place: str) -> Mismatch | None:
    wrong = tolerance.exceeded(distance)
    if not wrong.any():
        return None
    worst = wrong & (distance.ulp == distance.ulp[wrong].max())
    is_counted = distance.largest_ulp is not None and distance.largest_ulp <= ULPS_SHOWN
    units = f"{distance.largest_ulp} ulp, " if is_counted and not _are_whole(distance.left, distance.right) else ""
    difference = _difference("value", wrong, distance.left, distance.right, worst)
    return Mismatch("value", f"{place}{difference}; at most {units}relative {distance.largest_relative:.3g}")


def _are_whole(*arrays: Array) -> bool:
    return all(np.isrealobj(array) and bool(np.all(np.equal(array, np.round(array)))) for array in arrays)


def _zero_mismatch(distance: Distance, place: str) -> Mismatch | None:
    for (part, left, right), wrong in zip(distance.parts, distance.other_zero, strict=True):
        if wrong.any():
            where = f"{place}{part}: " if part else place
            return Mismatch("sign-of-zero", where + _difference("sign of zero", wrong, left, right))
    return None


def _difference(what: str, wrong: NDArray[Any], left: Array, right: Array, first: NDArray[Any] | None = None) -> str:
    """Say where two arrays differ, and what they have at the first of some places."""
    index = tuple(int(n) for n in np.argwhere(wrong if first is None else first)[0])
    place = "" if wrong.size == 1 else f" at ({', '.join(str(n + 1) for n in index)})"
    count = "" if wrong.size == 1 else f" of {int(wrong.sum())} of {wrong.size} elements"
    sides = f"{format_number(left[index])} in the original, {format_number(right[index])} in the port"
    return f"{what}{count} differs:{place} {sides}"


def _beside_largest(reference: Value, result: Value, tolerance: Tolerance) -> list[str]:
    """Say how many numbers agree only by the share of the largest that a tolerance allows, and how far they are."""
    count, furthest = 0, 0.0
    for _, left, right in leaves(reference, result):
        if not (tolerance.of_largest and is_numbers(left) and is_numbers(right)):
            continue
        distance = Distance(dense(left), dense(right))
        only = distance.absolute > tolerance.atol + tolerance.rtol * distance.moduli[0]
        count += int(only.sum())
        furthest = max(furthest, float(np.max(distance.absolute, where=only, initial=0)))
    numbers = "1 number agrees" if count == 1 else f"{count} numbers agree"
    return [f"{numbers} only to {furthest:.2g}, beside the largest"] if count else []
