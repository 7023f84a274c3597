"""Compare two values as MATLAB sees them: class, size, NaN, sign of zero, then ulp and relative error."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from matdrop.errors import MatdropError
from matdrop.parity.values import FunctionHandle, Value, canonical, class_of, size_of, text_of


@dataclass(frozen=True)
class Tolerance:
    """How far an output may be from the original's.

    Attributes
    ----------
    ulp : int or None
        Units in the last place (for integers: units) that are allowed; None where `rtol` and `atol` decide.
    rtol, atol : float
        Allowed is ``abs(expected - obtained) <= atol + rtol * abs(expected)``.
    of_largest : float
        What is allowed besides, as a share of the output's largest magnitude: what is left of numbers
        that cancel is no smaller than the rounding of those numbers.
    """

    ulp: int | None = 0
    rtol: float = 0.0
    atol: float = 0.0
    of_largest: float = 0.0

    @classmethod
    def parse(cls, given: str | Mapping[str, float]) -> Tolerance:
        """Read a tolerance as a case table writes it.

        Parameters
        ----------
        given : str or mapping
            ``"exact"``, ``"ulp:N"``, or a mapping with ``rtol`` and ``atol``.

        Returns
        -------
        Tolerance
            ``exact`` also asks for the sign of a zero.

        Raises
        ------
        MatdropError
            If it is none of these.

        Examples
        --------
        >>> print(Tolerance.parse("ulp:4"))
        4 ulp
        """
        if given == "exact":
            return cls()
        if isinstance(given, str) and (match := re.fullmatch(r"ulp:(\d+)", given)):
            return cls(ulp=int(match[1]))
        if isinstance(given, Mapping) and given and set(given) <= {"rtol", "atol"}:
            rtol, atol = given.get("rtol", 0.0), given.get("atol", 0.0)
            if all(isinstance(number, int | float) and 0 <= number < np.inf for number in (rtol, atol)):
                return cls(None, float(rtol), float(atol))
        raise MatdropError(f'{given!r} is no tolerance; write "exact", "ulp:4" or {{ rtol = 1e-12, atol = 0 }}')

    def __str__(self) -> str:
        if self.ulp is None:
            share = f", {self.of_largest:g} of the largest" if self.of_largest else ""
            return f"rtol {self.rtol:g}, atol {self.atol:g}{share}"
        return f"{self.ulp} ulp" if self.ulp else "exact"

    def allowed(self, expected: NDArray[Any]) -> Any:
        """Give the difference that is allowed at each element of what the original has."""
        magnitude = np.abs(expected)
        largest = np.max(magnitude, where=np.isfinite(magnitude), initial=0)
        return self.atol + self.of_largest * largest + self.rtol * magnitude


DEFAULT_TOLERANCE = Tolerance(None, rtol=1e-9, of_largest=1e-13)


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

    def _repr_html_(self) -> str:
        """Show itself in a notebook."""
        from matdrop.parity.report.notebook import mismatch_html

        return mismatch_html(self)


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

    def _repr_html_(self) -> str:
        """Show itself in a notebook."""
        from matdrop.parity.report.notebook import comparison_html

        return comparison_html(self)


def compare(
    expected: Any, obtained: Any, tolerance: Tolerance | str = "exact", name: str = "value", strict: bool = True
) -> Comparison:
    """Compare a port's value with its original's.

    Parameters
    ----------
    expected, obtained : object
        The original's value and the port's: whatever `matdrop.parity.values.canonical` takes. Cells
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
        detail = f"size: {_by(size_of(reference))} in the original, 1-D with {obtained.size} elements in the port"
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
        a, b = _dense(left), _dense(right)
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
        accepted.append(f"1-D for {_by(size)}")
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


def _leaf(
    left: Value, right: Value, tolerance: Tolerance, path: str
) -> tuple[int | None, float | None, Mismatch | None]:
    place = f"{path}: " if path else ""
    if size_of(left) != size_of(right):
        sizes = f"{_by(size_of(left))} in the original, {_by(size_of(right))} in the port"
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
    ulp, relative, mismatch = _numbers(_dense(left), _dense(right), tolerance, place)
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
    nan = _nan(left), _nan(right)
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
    both_nan = _nan(left) & _nan(right)
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


def _difference(
    what: str, wrong: NDArray[Any], left: NDArray[Any], right: NDArray[Any], first: NDArray[Any] | None = None
) -> str:
    index = tuple(int(n) for n in np.argwhere(wrong if first is None else first)[0])
    place = "" if wrong.size == 1 else f" at ({', '.join(str(n + 1) for n in index)})"
    count = "" if wrong.size == 1 else f" of {int(wrong.sum())} of {wrong.size} elements"
    return f"{what}{count} differs:{place} {_number(left[index])} in the original, {_number(right[index])} in the port"


def _number(element: Any) -> str:
    return str(element.item())


def _nan(array: NDArray[Any]) -> NDArray[np.bool_]:
    return np.isnan(array) if array.dtype.kind == "f" else np.zeros(array.shape, bool)


def _dense(value: Value) -> NDArray[Any]:
    dense = value.toarray() if scipy.sparse.issparse(value) else value
    return np.asarray(dense)


def _plain(value: Value) -> str:
    if isinstance(value, FunctionHandle):
        return value.text
    if class_of(value) == "char":
        return f"'{text_of(value)}'"
    if class_of(value) == "struct":
        return "a struct with the fields " + ", ".join(value.dtype.names)
    return f"a {_by(size_of(value))} {class_of(value)}"


def _by(size: tuple[int, ...]) -> str:
    return "x".join(map(str, size))
