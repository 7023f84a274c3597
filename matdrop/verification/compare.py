"""Compare two values as MATLAB sees them: class, size, NaN, sign of zero, then ulp and relative error."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.cases.tolerance import Tolerance
from matdrop.values.canonical import FunctionHandle, Value, canonical, class_of, size_of, text_of
from matdrop.values.display import format_size
from matdrop.values.distance import dense, distances, is_nan, leaves


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
        What differs and was let pass, because the comparison was asked to: ``1-D`` or the class.
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
    expected: Value = field(default=None, repr=False, compare=False)
    obtained: Value = field(default=None, repr=False, compare=False)


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
        If false, NumPy's own ways are let pass and said: a 1-D array or a list for a vector, integers or
        bools for whole numbers of class double or logical.

    Returns
    -------
    Comparison
        With the largest ulp and relative difference, and the first mismatch if there is one.

    Raises
    ------
    MatdropError
        If the port's value has no MATLAB counterpart, or the tolerance is none.

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
    # MATLAB has no 1-D arrays, so a port that returns one has lost the orientation.
    flat = isinstance(obtained, np.ndarray) and obtained.ndim == 1 and obtained.dtype.names is None
    ulp: int | None = 0
    relative: float | None = 0.0
    mismatch: Mismatch | None = None
    accepted: list[str] = []
    if not strict:
        result, accepted = numpy_ways(reference, result, flat or isinstance(obtained, list | tuple))
    elif flat and not (isinstance(expected, np.ndarray) and expected.ndim == 1):
        detail = (
            f"size: {format_size(size_of(reference))} in the original, 1-D with {obtained.size} elements in the port"
        )
        mismatch = Mismatch("size", detail)
    for path, left, right in leaves(reference, result):
        leaf_ulp, leaf_relative, leaf_mismatch = _leaf(left, right, tolerance, path)
        ulp = None if ulp is None or leaf_ulp is None else max(ulp, leaf_ulp)
        relative = None if relative is None or leaf_relative is None else max(relative, leaf_relative)
        mismatch = mismatch or leaf_mismatch
    near = relative is not None and relative <= tolerance.rtol
    if mismatch is None and not near and tolerance.of_largest and (small := _small_print(reference, result, tolerance)):
        accepted.append(small)
    size = size_of(reference)
    return Comparison(name, class_of(reference), size, ulp, relative, mismatch, tuple(accepted), reference, result)


def _small_print(reference: Value, result: Value, tolerance: Tolerance) -> str:
    """Say how many numbers agree only by the share of the largest that a tolerance allows, and how far they are."""
    count, furthest = 0, 0.0
    for _, left, right in leaves(reference, result):
        if isinstance(left, FunctionHandle) or class_of(left) in ("char", "cell", "struct"):
            continue
        a, b = dense(left), dense(right)
        if a.dtype.kind not in "fc" or b.dtype.kind not in "fc":
            continue
        with np.errstate(invalid="ignore"):
            apart = np.abs(np.where(a == b, 0, a - b))
            only = apart > tolerance.atol + tolerance.rtol * np.abs(a)
        count += int(only.sum())
        furthest = max(furthest, float(np.max(apart, where=only, initial=0)))
    numbers = "1 number agrees" if count == 1 else f"{count} numbers agree"
    return f"{numbers} only to {furthest:.2g}, beside the largest" if count else ""


def numpy_ways(reference: Value, result: Value, flat: bool) -> tuple[Value, list[str]]:
    """Turn a port's value, where only NumPy's ways tell it from the original's, into MATLAB's; and say which ways.

    Parameters
    ----------
    reference, result : value
        The original's and the port's, in canonical form.
    flat : bool
        Whether the port has a 1-D array or a list, which may stand for a column as well as for a row.

    Returns
    -------
    value : value
        The port's, as far as that is so in the original's class and orientation.
    said : list of str
        What was let pass.

    Examples
    --------
    >>> numpy_ways(canonical([[1.0], [2.0]]), canonical(np.array([1, 2])), flat=True)[1]
    ['1-D for 2x1', 'int64 for double']
    """
    accepted: list[str] = []
    size, other = size_of(reference), size_of(result)
    if flat and size != other and _is_vector(size) and _is_vector(other) and math.prod(size) == math.prod(other):
        result = result.reshape(size)
        accepted.append(f"1-D for {format_size(size)}")
    kinds = class_of(reference), class_of(result)
    if kinds[0] == kinds[1] == "cell" and size_of(result) == size:
        elements = [numpy_ways(a, b, flat=True) for a, b in zip(reference.flat, result.flat, strict=True)]
        result = result.copy()
        for k, (element, said) in enumerate(elements):
            result.flat[k] = element
            accepted += [one for one in said if one not in accepted]
    elif kinds[0] == "cell" and kinds[1] in (*_WHOLE, "single", "complex double") and size_of(result) == size:
        cell = np.empty(size, object)
        for index in np.ndindex(size):
            cell[index] = result[index].reshape(1, 1)
        result, also = numpy_ways(reference, cell, flat)
        accepted += ["numbers for a cell of numbers", *also]
    elif kinds[0] == kinds[1] == "struct" and size == (1, 1) == size_of(result):
        result = result.copy()
        for field in set(reference.dtype.names) & set(result.dtype.names):
            result[field][0, 0], said = numpy_ways(reference[field][0, 0], result[field][0, 0], flat=True)
            accepted += [one for one in said if one not in accepted]
    elif kinds[0] in ("double", "logical") and kinds[0] != kinds[1] and kinds[1] in _WHOLE and size_of(result) == size:
        whole = reference.astype(np.float64)
        if np.array_equal(whole, np.trunc(whole)):
            accepted.append(f"{kinds[1]} for {kinds[0]}")
            result = result.astype(reference.dtype) if kinds[0] == "double" else _as_logical(result)
    return result, accepted


_WHOLE = ("logical", "double", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


def _as_logical(result: Value) -> Value:
    return result.astype(bool) if np.isin(result, (0, 1)).all() else result


def _is_vector(size: tuple[int, ...]) -> bool:
    return len(size) == 2 and 1 in size


def _leaf(
    left: Value, right: Value, tolerance: Tolerance, path: str
) -> tuple[int | None, float | None, Mismatch | None]:
    place = f"{path}: " if path else ""
    if size_of(left) != size_of(right):
        sizes = f"{format_size(size_of(left))} in the original, {format_size(size_of(right))} in the port"
        return None, None, Mismatch("size", f"{place}size: {sizes}")
    class_mismatch = None
    if class_of(left) != class_of(right):
        classes = f"{class_of(left)} in the original, {class_of(right)} in the port"
        class_mismatch = Mismatch("class", f"{place}class: {classes}")
    if {"cell", "struct", "char", "function_handle"} & {class_of(left), class_of(right)}:
        if class_mismatch or _plain(left) == _plain(right):
            return (None, None, class_mismatch) if class_mismatch else (0, 0.0, None)
        detail = f"{place}{_plain(left)} in the original, {_plain(right)} in the port"
        return None, None, Mismatch("value", detail)
    ulp, relative, mismatch = _numbers(dense(left), dense(right), tolerance, place)
    return ulp, relative, class_mismatch or mismatch


def _numbers(
    left: NDArray[Any], right: NDArray[Any], tolerance: Tolerance, place: str
) -> tuple[int | None, float | None, Mismatch | None]:
    if left.size == 0:
        return 0, 0.0, None
    if np.iscomplexobj(left) or np.iscomplexobj(right):
        real = _numbers(left.real, right.real, tolerance, place + "real part: ")
        imaginary = _numbers(left.imag, right.imag, tolerance, place + "imaginary part: ")
        ulp = None if real[0] is None or imaginary[0] is None else max(real[0], imaginary[0])
        share = None if real[1] is None or imaginary[1] is None else max(real[1], imaginary[1])
        return ulp, share, real[2] or imaginary[2]
    nan = is_nan(left), is_nan(right)
    if (nan[0] != nan[1]).any():
        where = nan[0] != nan[1]
        return None, None, Mismatch("nan", place + _difference("NaN", where, left, right))

    distance, relative = distances(left, right)
    a, b = left.astype(np.longdouble), right.astype(np.longdouble)
    if tolerance.ulp is None:
        with np.errstate(invalid="ignore"):
            far = ~(np.abs(a - b) <= tolerance.allowed(a))
        wrong = (far | np.isinf(a) | np.isinf(b)) & (a != b) & ~nan[0]  # Inf would allow any distance
    else:
        wrong = distance > tolerance.ulp
    # Between two classes the distance may have no end (true and Inf), or more digits than it is worth.
    largest = int(distance.max()) if distance.max() < 2**64 else None
    mismatch = None
    if wrong.any():
        worst = wrong & (distance == distance[wrong].max())
        figures = f"; at most {'' if largest is None else f'{largest} ulp, '}relative {float(relative.max()):.3g}"
        mismatch = Mismatch("value", place + _difference("value", wrong, left, right, worst) + figures)
    elif tolerance.ulp == 0 and left.dtype.kind == "f" and right.dtype.kind == "f":
        wrong = (np.signbit(left) != np.signbit(right)) & ~nan[0]
        if wrong.any():
            mismatch = Mismatch("sign-of-zero", place + _difference("sign of zero", wrong, left, right))
    return largest, float(relative.max()), mismatch


def _difference(
    what: str, wrong: NDArray[Any], left: NDArray[Any], right: NDArray[Any], first: NDArray[Any] | None = None
) -> str:
    index = tuple(int(n) for n in np.argwhere(wrong if first is None else first)[0])
    place = "" if wrong.size == 1 else f" at ({', '.join(str(n + 1) for n in index)})"
    count = "" if wrong.size == 1 else f" of {int(wrong.sum())} of {wrong.size} elements"
    return f"{what}{count} differs:{place} {_number(left[index])} in the original, {_number(right[index])} in the port"


def _number(element: Any) -> str:
    return str(element.item())


def _plain(value: Value) -> str:
    if isinstance(value, FunctionHandle):
        return value.text
    if class_of(value) == "char":
        return f"'{text_of(value)}'"
    if class_of(value) == "struct":
        return "a struct with the fields " + ", ".join(value.dtype.names)
    return f"a {format_size(size_of(value))} {class_of(value)}"
