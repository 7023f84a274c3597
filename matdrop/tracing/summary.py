"""Large arrays of a recording: what is kept of them in place of their elements, and when two count as the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matdrop.cases.tolerance import Tolerance
from matdrop.values.canonical import class_of, size_of
from matdrop.values.display import format_size
from matdrop.values.distance import Distance, dense
from matdrop.values.value import FunctionHandle, Value, elements_of, field_names, is_char, is_container, parts_of

# As in drivers/matdrop_digest.m.
GROUPS = 16
WORDS = 4096
# How far two means of the same numbers may be apart, as a share of the largest mean.
SUMMED = 1e-13
_WHOLE = ("logical", "double", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Summary:
    """What is kept of a large array.

    Attributes
    ----------
    class_name : str
        Its MATLAB class.
    size : tuple of int
        Its MATLAB size.
    hash : str
        Of its bits, in MATLAB's order; every NaN counts alike.
    figures : ndarray of shape (at most 16, at most 16)
        Its means over blocks of elements; further dimensions count as columns.
    """

    class_name: str
    size: tuple[int, ...]
    hash: str
    figures: NDArray[Any]

    def __repr__(self) -> str:
        mean = f", mean {self.figures.mean():.6g}" if self.figures.size else ""
        return f"{format_size(self.size)} {self.class_name}, of which a summary was kept{mean}"


Kept: TypeAlias = Value | Summary


def summarize(value: Value, beyond: int = 0) -> Kept:
    """Put summaries in place of large arrays.

    Parameters
    ----------
    value : ndarray, csc_array or FunctionHandle
        In canonical form.
    beyond : int
        Elements that an array in a cell or a struct may have and stay.

    Returns
    -------
    Summary or value
        Of a cell or a struct, the same with the arrays in it summarized.

    Examples
    --------
    >>> summarize(np.ones((200, 300)))
    200x300 double, of which a summary was kept, mean 1
    """
    if is_container(value):
        result = value.copy()
        for part in parts_of(result):
            for index in np.ndindex(part.shape):
                element = part[index]
                if not isinstance(element, Summary) and (is_container(element) or np.size(element) > beyond):
                    part[index] = summarize(element, beyond)
        return result
    if isinstance(value, FunctionHandle):
        return value
    elements = dense(value)
    if is_char(elements):
        elements = np.ascontiguousarray(elements).view(np.uint32).astype(np.float64)
    return Summary(class_of(value), size_of(value), _hash(elements), _figures(elements))


def is_summarized(value: Any) -> bool:
    """Check whether a value is a summary, or has one in it."""
    return isinstance(value, Summary) or (is_container(value) and any(map(is_summarized, elements_of(value))))


def agree(
    expected: Kept, obtained: Kept, tolerance: Tolerance, strict: bool, same: Callable[[Value, Value], bool]
) -> bool:
    """Tell whether two values, one of them summarized at least, may be the same as far as is known of them.

    Parameters
    ----------
    expected, obtained : value
        The original's and the port's.
    tolerance : Tolerance
        How far numbers may differ.
    strict : bool
        Whether a class of NumPy's for whole doubles is a difference.
    same : callable
        Compares two elements of cells or structs that are kept whole.

    Returns
    -------
    bool
        True if nothing tells them apart. Differences within a block that leave its mean as it is are not seen.
    """
    if isinstance(expected, Summary) or isinstance(obtained, Summary):
        a, b = (value if isinstance(value, Summary) else summarize(value) for value in (expected, obtained))
        return isinstance(a, Summary) and isinstance(b, Summary) and _near(a, b, tolerance, strict)
    if not (isinstance(expected, np.ndarray) and isinstance(obtained, np.ndarray)):
        return False
    if class_of(expected) != class_of(obtained) or expected.shape != obtained.shape:
        return False
    names = field_names(expected)
    if set(names) != set(field_names(obtained)):
        return False
    parts = [(expected[name], obtained[name]) for name in names] or [(expected, obtained)]
    pairs = (pair for part, other in parts for pair in zip(part.flat, other.flat, strict=True))
    return all(
        agree(a, b, tolerance, strict, same) if is_summarized(a) or is_summarized(b) else same(a, b) for a, b in pairs
    )


def _near(a: Summary, b: Summary, tolerance: Tolerance, strict: bool) -> bool:
    if a.hash == b.hash and (a.class_name, a.size) == (b.class_name, b.size):
        return True
    if a.class_name != b.class_name and (strict or not {a.class_name, b.class_name} <= set(_WHOLE)):
        return False
    is_exact = tolerance.ulp is not None
    if is_exact and a.class_name == b.class_name and a.size == b.size:
        return False
    figures = b.figures
    if a.size != b.size:
        if strict or a.size[:2] != b.size[1::-1] or len(a.size) > 2:
            return False
        figures = figures.T  # a row for a column, or a matrix transposed
    if is_exact:
        return bool(np.array_equal(a.figures, figures, equal_nan=True))
    # The two sides may add up a block in another order.
    allowed = replace(tolerance, of_largest=max(tolerance.of_largest, SUMMED))
    return not allowed.exceeded(Distance(a.figures, figures)).any()


def _figures(array: NDArray[Any]) -> NDArray[Any]:
    flat = array.reshape(array.shape[0], -1, order="F")
    flat = flat.astype(np.result_type(flat.dtype, np.float64), copy=False)
    if not flat.size:
        return np.zeros((0, 0))
    for axis in (0, 1):
        count = flat.shape[axis]
        groups = min(count, GROUPS)
        # Group k has the elements from floor(k * count / groups) on.
        starts = np.arange(groups) * count // groups
        sizes = np.diff(np.append(starts, count))
        flat = np.add.reduceat(flat, starts, axis=axis) / (sizes[:, None] if axis == 0 else sizes)
    return flat


def _hash(array: NDArray[Any]) -> str:
    """Hash the bits: sums of 4096 words each, weighted by their places, which doubles hold exactly."""
    parts = (array.real, array.imag) if np.iscomplexobj(array) else (array,)
    state = hashlib.md5(usedforsecurity=False)
    for part in parts:
        elements = part.ravel(order="F")
        if elements.dtype.kind == "f":
            elements = np.where(np.isnan(elements), np.array(np.nan, elements.dtype), elements).view(np.uint32)
        words = np.zeros(-(-elements.size // WORDS) * WORDS)
        words[: elements.size] = elements
        weights = np.arange(WORDS) * 37 % 511 + 1.0
        state.update(np.ascontiguousarray(words.reshape(-1, WORDS) @ weights, "<f8").tobytes())
    return state.hexdigest()
