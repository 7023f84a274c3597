"""When a value of the port counts as the original's: how strictly two values in the middle of a run are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.cases.tolerance import DEFAULT_TOLERANCE, Tolerance
from matdrop.tracing.record import Write
from matdrop.tracing.summary import agree, is_summarized
from matdrop.values.canonical import Value
from matdrop.verification.compare import compare

EXACT = Tolerance()
# What may have to be added to a value of the port's: 1 to what counts from 0.
Bases = tuple[int, ...]
AS_IT_IS: Bases = (0,)
_NUMBERS = (int, float, np.float64)


@dataclass(frozen=True)
class Sameness:
    """A way to compare.

    Attributes
    ----------
    turned : bool
        Whether rows may be columns, matrices transposed, and a diagonal matrix the vector of its diagonal.
    shifted : bool
        Whether what the port uses as an index may count from 0.
    classes : bool
        Whether whole numbers may be held in another class.
    strict : bool
        Whether NumPy's ways (1-D vectors, integers for whole doubles) are differences too.
    tolerance : Tolerance
        How far numbers may differ.
    """

    turned: bool
    shifted: bool
    classes: bool
    strict: bool
    tolerance: Tolerance

    def holds(self, expected: Value, given: Write, bases: Bases = AS_IT_IS) -> bool:
        """Tell whether a value of the port's, which counts from one of some bases, is the original's."""
        value = given.value
        if type(value) in _NUMBERS and getattr(expected, "size", 0) == 1 and expected.dtype == np.float64:
            number = expected.item()
            return any(self._near(number, value + base) for base in bases)
        obtained = given.canonical
        if obtained is None or expected is None:
            return False
        if is_summarized(expected) or is_summarized(obtained):
            return self._agree(expected, obtained)
        if _is_numbers(expected) and _is_numbers(obtained):
            flat = self.strict and np.ndim(value) == 1
            if expected.dtype == obtained.dtype and expected.shape == obtained.shape and not flat:
                near = 0 in bases and _near(expected, obtained, self.tolerance)
                return near or self._moved(expected, obtained, bases)
        if 0 in bases and compare(expected, value, self.tolerance, strict=self.strict).mismatch is None:
            return True
        begun = _is_begun(expected, obtained, value) or (self.turned and _is_filling(expected, obtained))
        return begun or self._moved(expected, obtained, bases)

    def _agree(self, expected: Value, obtained: Value) -> bool:
        """Compare values of which one has a summary in it."""

        def same(a: Value, b: Value) -> bool:
            return compare(a, b, self.tolerance, strict=self.strict).mismatch is None

        return agree(expected, obtained, self.tolerance, self.strict, same)

    def _near(self, expected: float, obtained: float) -> bool:
        """Compare two numbers, fast."""
        if expected == obtained or (expected != expected and obtained != obtained):
            return True
        allowed = self.tolerance.rtol + self.tolerance.of_largest
        near = self.tolerance.ulp is None and abs(obtained) < 2**1023
        return near and abs(expected - obtained) <= allowed * abs(expected) < np.inf

    def _moved(self, expected: Value, obtained: Value, bases: Bases) -> bool:
        """Tell whether the value is the original's up to orientation, class and what counting starts from."""
        if not (_is_numbers(expected) and _is_numbers(obtained)):
            return False
        if self.turned and _is_diagonal(expected) and obtained.size == len(expected):
            expected = np.diag(expected)[:, np.newaxis]
        elif self.turned and _is_diagonal(obtained) and expected.size == len(obtained):
            obtained = np.diag(obtained)[:, np.newaxis]
        if expected.size != obtained.size:
            return False
        if obtained.dtype.kind in "iu" and not self.strict:
            obtained = obtained.astype(np.float64)
        if self.classes and expected.dtype.kind in "iu" and obtained.dtype.kind == "f":
            expected = expected.astype(np.float64)
        ways = [obtained]
        if self.turned and obtained.ndim == 2 and obtained.size > 1:
            ways.append(obtained.T)
        if obtained.dtype.kind in "iuf":
            ways = [way + base for base in bases for way in ways]
        return any(
            way.shape == expected.shape and way.dtype == expected.dtype and _near(expected, way, self.tolerance)
            for way in ways
        )


# From the most lenient to the strictest: a wrong output is traced by the most lenient way in which it is wrong.
SAMENESS = tuple(
    Sameness(turned, shifted, classes, strict, tolerance)
    for tolerance in (DEFAULT_TOLERANCE, EXACT)
    for turned, shifted, classes, strict in (
        (True, True, True, False),
        (False, True, True, False),
        (True, False, True, False),
        (False, False, True, False),
        (False, False, False, False),
        (False, False, False, True),
    )
)


def _near(expected: NDArray[Any], obtained: NDArray[Any], tolerance: Tolerance) -> bool:
    if np.array_equal(expected, obtained, equal_nan=expected.dtype.kind in "fc"):
        return True
    if expected.dtype.kind not in "fc" or tolerance.ulp is not None:
        return False
    with np.errstate(invalid="ignore"):
        near = np.abs(expected - obtained) <= tolerance.allowed(expected)
        return bool(
            (near & np.isfinite(expected) | (expected == obtained) | (np.isnan(expected) & np.isnan(obtained))).all()
        )


def _is_begun(expected: Value, obtained: Value, given: Any) -> bool:
    """Whether a list holds the first elements of an array or a cell whose other elements are still zero or empty."""
    if isinstance(given, list) and isinstance(expected, np.ndarray) and expected.dtype.kind == "O":
        elements = expected.ravel(order="F")
        begun, rest = elements[: len(given)], elements[len(given) :]
        empty = all(getattr(element, "size", 1) == 0 for element in rest)
        return (
            len(given) <= len(elements)
            and empty
            and all(compare(a, b, strict=False).mismatch is None for a, b in zip(begun, given, strict=False))
        )
    if not isinstance(given, list) or not _is_numbers(expected) or len(given) >= max(expected.shape):
        return False
    done = len(given)
    if not done:
        return not expected.any()
    if not _is_numbers(obtained):
        return False
    begun = expected.ravel(order="F") if 1 in expected.shape else expected
    if begun[done:].any() or begun[:done].size != obtained.size:
        return False
    return bool(np.allclose(begun[:done].ravel(), obtained.ravel(), rtol=1e-9, atol=0))


def _is_filling(expected: Value, obtained: Value) -> bool:
    """Whether one side's vector or matrix has grown so far, column by column, as the other's is filled, zeros apart."""
    if not (_is_numbers(expected) and _is_numbers(obtained)) or expected.ndim != 2 or obtained.ndim != 2:
        return False
    vectors = 1 in expected.shape and 1 in obtained.shape
    if expected.size == obtained.size or not (vectors or len(expected) == len(obtained)):
        return False
    short, long = sorted((expected.ravel(order="F"), obtained.ravel(order="F")), key=len)
    done = len(short)
    return (
        done > 0 and not long[done:].any() and bool(np.allclose(short, long[:done], rtol=1e-9, atol=0, equal_nan=True))
    )


def _is_numbers(value: Value) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind in "biufc"


def _is_diagonal(value: Value) -> bool:
    square = value.ndim == 2 and value.shape[0] == value.shape[1] > 1
    return bool(square and np.count_nonzero(value) == np.count_nonzero(np.diag(value)))


def is_stacked(expected: list[Value], given: Write, sameness: Sameness) -> bool:
    """Tell whether an array of the port's holds, along its first or its last dimensions, the values of a loop."""
    obtained = given.canonical
    if obtained is None or not _is_numbers(obtained) or not all(_is_numbers(value) for value in expected):
        return False
    if len({value.shape for value in expected}) != 1 or obtained.size != len(expected) * expected[0].size:
        return False
    stack = np.stack([value.ravel(order="F") for value in expected])
    ways = [obtained.reshape(stack.shape), obtained.reshape(-1, len(expected)).T]
    if stack.shape[1] == 1:  # a loop over all elements goes down the columns
        ways.append(obtained.reshape(stack.shape, order="F"))
    kind = obtained.dtype if sameness.strict else np.result_type(obtained.dtype, np.float64)
    return any(compare(stack.astype(kind), way.astype(kind), sameness.tolerance).mismatch is None for way in ways)
