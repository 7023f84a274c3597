"""When a value of the port counts as the original's: how strictly two values in the middle of a run are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matdrop.cases.tolerance import DEFAULT_TOLERANCE, Tolerance
from matdrop.tracing.record import Write
from matdrop.tracing.summary import Kept, agree, is_summarized
from matdrop.values.distance import Distance
from matdrop.values.value import Array, Value, is_cell, is_number_array
from matdrop.verification.compare import compare

EXACT = Tolerance()
FILLED = Tolerance(None, rtol=DEFAULT_TOLERANCE.rtol)  # of elements that a loop has filled so far
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

    def holds(self, expected: Kept | None, given: Write, bases: Bases = AS_IT_IS) -> bool:
        """Tell whether a value of the port's, which counts from one of some bases, is the original's."""
        value = given.value
        if (
            type(value) in _NUMBERS
            and is_number_array(expected)
            and expected.size == 1
            and expected.dtype == np.float64
        ):
            number = expected.item()
            return any(self._near(number, value + base) for base in bases)
        obtained = given.canonical
        if obtained is None or expected is None:
            return False
        if is_summarized(expected) or is_summarized(obtained):
            return self._agree(expected, obtained)
        if is_number_array(expected) and is_number_array(obtained):
            flat = self.strict and np.ndim(value) == 1
            if expected.dtype == obtained.dtype and expected.shape == obtained.shape and not flat:
                near = 0 in bases and _near(expected, obtained, self.tolerance)
                return near or self._moved(expected, obtained, bases)
        if 0 in bases and compare(expected, value, self.tolerance, strict=self.strict).mismatch is None:
            return True
        begun = _is_begun(expected, obtained, value) or (self.turned and _is_filling(expected, obtained))
        return begun or self._moved(expected, obtained, bases)

    def _agree(self, expected: Kept, obtained: Kept) -> bool:
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

    def _moved(self, expected: Kept, obtained: Kept, bases: Bases) -> bool:
        """Tell whether the value is the original's up to orientation, class and what counting starts from."""
        if not (is_number_array(expected) and is_number_array(obtained)):
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


def _near(expected: Array, obtained: Array, tolerance: Tolerance) -> bool:
    if np.array_equal(expected, obtained, equal_nan=expected.dtype.kind in "fc"):
        return True
    if expected.dtype.kind not in "fc" or tolerance.ulp is not None:
        return False
    return not tolerance.exceeded(Distance(expected, obtained)).any()


def _is_begun(expected: Kept, obtained: Kept, given: Any) -> bool:
    """Whether a list holds the first elements of an array or a cell whose other elements are still zero or empty."""
    if isinstance(given, list) and is_cell(expected):
        elements = expected.ravel(order="F")
        begun, rest = elements[: len(given)], elements[len(given) :]
        empty = all(getattr(element, "size", 1) == 0 for element in rest)
        return (
            len(given) <= len(elements)
            and empty
            and all(compare(a, b, strict=False).mismatch is None for a, b in zip(begun, given, strict=False))
        )
    if not isinstance(given, list) or not is_number_array(expected) or len(given) >= max(expected.shape):
        return False
    done = len(given)
    if not done:
        return not expected.any()
    if not is_number_array(obtained):
        return False
    begun = expected.ravel(order="F") if 1 in expected.shape else expected
    if begun[done:].any() or begun[:done].size != obtained.size:
        return False
    return not FILLED.exceeded(Distance(begun[:done].ravel(), obtained.ravel())).any()


def _is_filling(expected: Kept, obtained: Kept) -> bool:
    """Whether one side's vector or matrix has grown so far, column by column, as the other's is filled, zeros apart."""
    if not (is_number_array(expected) and is_number_array(obtained)) or expected.ndim != 2 or obtained.ndim != 2:
        return False
    vectors = 1 in expected.shape and 1 in obtained.shape
    if expected.size == obtained.size or not (vectors or len(expected) == len(obtained)):
        return False
    short, long = sorted((expected.ravel(order="F"), obtained.ravel(order="F")), key=len)
    done = len(short)
    return done > 0 and not long[done:].any() and not FILLED.exceeded(Distance(short, long[:done])).any()


def _is_diagonal(value: Array) -> bool:
    square = value.ndim == 2 and value.shape[0] == value.shape[1] > 1
    return bool(square and np.count_nonzero(value) == np.count_nonzero(np.diag(value)))


def is_stacked(expected: list[Kept], given: Write, sameness: Sameness) -> bool:
    """Tell whether an array of the port's holds, along its first or its last dimensions, the values of a loop."""
    obtained = given.canonical
    arrays = [value for value in expected if is_number_array(value)]
    if not is_number_array(obtained) or len(arrays) < len(expected):
        return False
    if len({value.shape for value in arrays}) != 1 or obtained.size != len(arrays) * arrays[0].size:
        return False
    stack = np.stack([value.ravel(order="F") for value in arrays])
    ways = [obtained.reshape(stack.shape), obtained.reshape(-1, len(expected)).T]
    if stack.shape[1] == 1:  # a loop over all elements goes down the columns
        ways.append(obtained.reshape(stack.shape, order="F"))
    kind = obtained.dtype if sameness.strict else np.result_type(obtained.dtype, np.float64)
    return any(compare(stack.astype(kind), way.astype(kind), sameness.tolerance).mismatch is None for way in ways)
