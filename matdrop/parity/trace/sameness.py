"""When a value of the port counts as the original's: how strictly two values in the middle of a run are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.parity.compare import DEFAULT_TOLERANCE, Tolerance, compare
from matdrop.parity.trace.record import Write
from matdrop.parity.trace.summary import agree, is_summarized
from matdrop.parity.values import Value

EXACT = Tolerance()
_NUMBERS = (int, float, np.float64)


@dataclass(frozen=True)
class Sameness:
    """A way to compare.

    Attributes
    ----------
    turned : bool
        Whether rows may be columns, and matrices transposed.
    shifted : bool
        Whether what the port uses as an index may count from 0.
    strict : bool
        Whether NumPy's ways (1-D vectors, integers for whole doubles) are differences too.
    tolerance : Tolerance
        How far numbers may differ.
    """

    turned: bool
    shifted: bool
    strict: bool
    tolerance: Tolerance

    def holds(self, expected: Value, given: Write) -> bool:
        """Tell whether a value of the port's is the original's."""
        value = given.value
        if type(value) in _NUMBERS and getattr(expected, "size", 0) == 1 and expected.dtype == np.float64:
            number = expected.item()
            return self._near(number, value) or (self.shifted and given.counts and self._near(number, value + 1))
        obtained = given.canonical
        if obtained is None or expected is None:
            return False
        if is_summarized(expected) or is_summarized(obtained):
            return self._agree(expected, obtained)
        if _is_numbers(expected) and _is_numbers(obtained):
            flat = self.strict and np.ndim(value) == 1
            if expected.dtype == obtained.dtype and expected.shape == obtained.shape and not flat:
                return _near(expected, obtained, self.tolerance) or self._moved(expected, obtained, given.counts)
        if compare(expected, value, self.tolerance, strict=self.strict).mismatch is None:
            return True
        return _is_begun(expected, obtained, value) or self._moved(expected, obtained, given.counts)

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

    def _moved(self, expected: Value, obtained: Value, counts: bool) -> bool:
        """Tell whether the value is the original's up to orientation and the number that counting starts from."""
        if not (_is_numbers(expected) and _is_numbers(obtained)) or expected.size != obtained.size:
            return False
        if obtained.dtype.kind in "iu" and not self.strict:
            obtained = obtained.astype(np.float64)
        ways = [obtained]
        if self.turned and obtained.ndim == 2 and obtained.size > 1:
            ways.append(obtained.T)
        if self.shifted and counts and obtained.dtype.kind in "iuf":
            ways += [way + 1 for way in ways]
        return any(
            way.shape == expected.shape and way.dtype == expected.dtype and _near(expected, way, self.tolerance)
            for way in ways[1:]
        )


# From the most lenient to the strictest: a wrong output is traced by the most lenient way in which it is wrong.
SAMENESS = tuple(
    Sameness(turned, shifted, strict, tolerance)
    for tolerance in (DEFAULT_TOLERANCE, EXACT)
    for turned, shifted, strict in (
        (True, True, False),
        (False, True, False),
        (True, False, False),
        (False, False, False),
        (False, False, True),
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
        return empty and all(compare(a, b, strict=False).mismatch is None for a, b in zip(begun, given, strict=False))
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


def _is_numbers(value: Value) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind in "biufc"


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
