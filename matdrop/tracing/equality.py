"""When a value of the port counts as the original's, in the middle of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from matdrop.cases.tolerance import DEFAULT_TOLERANCE, Tolerance
from matdrop.source.names import normalize_name
from matdrop.tracing.summary import Summary, agree, is_summarized
from matdrop.values.distance import Distance, dense
from matdrop.values.value import (
    Array,
    Cell,
    FunctionHandle,
    elements_of,
    field_names,
    is_cell,
    is_char,
    is_number_array,
    is_sparse,
    is_struct,
)

EXACT = Tolerance()


@dataclass(frozen=True)
class Equality:
    """A relation between the original's values and the port's.

    Attributes
    ----------
    turned : bool
        Whether matrices may be transposed.
    sized : bool
        Whether sizes must be the same; otherwise a vector may be a row or a column.
    classed : bool
        Whether classes must be the same. Single never equals double.
    tolerance : Tolerance
        How far numbers may differ.
    """

    turned: bool
    sized: bool
    classed: bool
    tolerance: Tolerance

    def holds(self, expected: Any, obtained: Any, base: int = 0) -> bool:
        """Check whether a value of the port is the original's.

        Parameters
        ----------
        expected, obtained : value, Summary or None
            The original's and the port's, in canonical form; None equals nothing.
        base : int
            What has to be added to the port's value: 1 to what counts from 0.

        Returns
        -------
        bool
            True if they are equal by this relation.

        Examples
        --------
        >>> RELATIONS[0].holds(np.array([[1.0], [2.0]]), np.array([[0, 1]]), base=1)
        True
        """
        if expected is None or obtained is None:
            return False
        if isinstance(expected, Summary) or isinstance(obtained, Summary) or is_summarized(expected):
            return agree(expected, obtained, self.tolerance, self.classed, lambda a, b: self.holds(a, b))
        if is_sparse(expected) or is_sparse(obtained):
            expected, obtained = _dense(expected), _dense(obtained)
        if is_number_array(expected) and is_number_array(obtained):
            return self._numbers(expected, obtained, base)
        if is_cell(expected) or is_cell(obtained):
            return self._elements(expected, obtained, base)
        if is_struct(expected) and is_struct(obtained):
            return self._fields(expected, obtained)
        if is_char(expected) and is_char(obtained):
            return bool(np.array_equal(expected, obtained)) or expected.size == obtained.size == 0
        return isinstance(expected, FunctionHandle) and expected == obtained

    def _numbers(self, expected: Array, obtained: Array, base: int) -> bool:
        if expected.size != obtained.size or not self._classes(expected, obtained):
            return False
        if base:
            obtained = obtained.astype(np.result_type(obtained.dtype, np.float64)) + base
        return any(self._near(expected, way) for way in self._ways(expected, obtained))

    def _classes(self, expected: Array, obtained: Array) -> bool:
        single = np.dtype(np.float32), np.dtype(np.complex64)
        if (expected.dtype in single) != (obtained.dtype in single):
            return False
        return not self.classed or expected.dtype == obtained.dtype

    def _ways(self, expected: Array, obtained: Array) -> Iterable[Array]:
        """Yield the port's value in the sizes that may be the original's."""
        if expected.shape == obtained.shape:
            yield obtained
        elif not self.sized and (not expected.size or max(expected.shape) == expected.size):
            yield obtained.reshape(expected.shape, order="F")
        if self.turned and obtained.ndim == 2 and obtained.T.shape == expected.shape and 1 not in expected.shape:
            yield obtained.T

    def _near(self, expected: Array, obtained: Array) -> bool:
        if expected.size == 1:
            a, b = expected.item(), obtained.item()
            if a == b or (a != a and b != b):
                return True
        elif np.array_equal(expected, obtained, equal_nan=expected.dtype.kind in "fc" and obtained.dtype.kind in "fc"):
            return True
        return bool(self.near(expected, obtained).all())

    def near(self, expected: Array, obtained: Array) -> Array:
        """Find where two arrays of one size have the same numbers.

        Parameters
        ----------
        expected, obtained : ndarray
            The original's and the port's.

        Returns
        -------
        ndarray of bool
            True where they agree.

        Examples
        --------
        >>> RELATIONS[0].near(np.array([1.0, np.nan]), np.array([1.0, 2.0]))
        array([ True, False])
        """
        same: Array = (expected == obtained) | ((expected != expected) & (obtained != obtained))
        if self.tolerance.ulp is not None or not {expected.dtype.kind, obtained.dtype.kind} & set("fc"):
            return same
        kind = np.result_type(expected.dtype, obtained.dtype)
        return same | ~self.tolerance.exceeded(Distance(expected.astype(kind), obtained.astype(kind)))

    def _elements(self, expected: Any, obtained: Any, base: int) -> bool:
        """Compare cells by their elements; the port may hold a cell of numbers as an array."""
        parts, others = _elements(expected), _elements(obtained)
        if parts is None or others is None or len(parts) != len(others):
            return False
        return all(self.holds(a, b, base) for a, b in zip(parts, others, strict=True))

    def _fields(self, expected: Any, obtained: Any) -> bool:
        """Compare structs field by field."""
        names = {normalize_name(name): name for name in field_names(obtained)}
        if expected.size != obtained.size or {normalize_name(n) for n in field_names(expected)} != names.keys():
            return False
        pairs = (
            (a, b)
            for name in field_names(expected)
            for a, b in zip(expected[name].ravel("F"), obtained[names[normalize_name(name)]].ravel("F"), strict=True)
        )
        return all(self.holds(a, b) for a, b in pairs)


# From the most lenient to the strictest: a wrong output is traced by the first one under which it is wrong.
RELATIONS = (
    Equality(True, False, False, DEFAULT_TOLERANCE),
    Equality(False, False, False, DEFAULT_TOLERANCE),
    Equality(False, True, False, DEFAULT_TOLERANCE),
    Equality(False, True, True, DEFAULT_TOLERANCE),
    Equality(True, False, False, EXACT),
    Equality(False, True, True, EXACT),
)


def relation_for(outputs: Iterable[tuple[Any, Any]]) -> Equality:
    """Return the weakest relation under which an output is wrong.

    Parameters
    ----------
    outputs : iterable of tuple
        The original's and the port's values of the outputs that differ, in canonical form.

    Returns
    -------
    Equality
        The strictest if no relation tells any of them apart.

    Examples
    --------
    >>> relation_for([(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 3.0], [2.0, 4.0]]))]) is RELATIONS[1]
    True
    """
    pairs = list(outputs)
    for relation in RELATIONS:
        if any(not relation.holds(expected, obtained) for expected, obtained in pairs):
            return relation
    return RELATIONS[-1]


def is_telling(value: Any) -> bool:
    """Check whether a value is hardly another one's by chance: three different numbers, or one that is not round.

    Examples
    --------
    >>> is_telling(np.array([[1.0, 2.0, 3.0]])), is_telling(np.array([[0.5]])), is_telling(np.array([[0.12345]]))
    (True, False, True)
    """
    if isinstance(value, Summary):
        return True
    if not is_number_array(value) or not value.size:
        return False
    if value.size == 1:
        number = complex(value.item())
        return bool(np.isfinite(number)) and number != complex(round(number.real, 4), round(number.imag, 4))
    return value.dtype != bool and np.unique(value.ravel()[:1000]).size >= 3


def _dense(value: Any) -> Any:
    return dense(value) if is_sparse(value) else value


def _elements(value: Any) -> list[Any] | None:
    """Return the elements of a cell or of an array of numbers, as values."""
    if is_cell(value):
        cell: Cell = value
        return list(elements_of(cell))
    if is_number_array(value):
        if value.ndim == 2 and 1 not in value.shape and value.size:
            return [row.reshape(1, -1) for row in value]
        return [np.full((1, 1), element) for element in value.ravel(order="F")]
    return None
