"""The label beside a caret: what a statement of the port gives, and what MATLAB has, in a few words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from matdrop.tracing.summary import Summary
from matdrop.values.canonical import class_of, size_of
from matdrop.values.display import format_number, format_size, format_value
from matdrop.values.distance import Distance, dense, leaves
from matdrop.values.value import Array, Value, is_numbers

# A label stands beside code: longer values are shown below, with the proof.
WIDTH = 24
# Significant digits, as in the values below.
DIGITS = 6


def label_of(name: str, original: Any, port: Any) -> str:
    """Return in what a value of the port differs from the original's; of arrays one element.

    Parameters
    ----------
    name : str
        What has the value.
    original, port : value, Summary or None
        As recordings have them.

    Returns
    -------
    str
        One clause; empty where no single element or property tells them apart.

    Examples
    --------
    >>> label_of("sigma", np.array([[5.5, 2.0]]), np.array([[4.7, 2.0]]))
    'sigma is 4.7 at (1, 1), MATLAB has 5.5'
    >>> label_of("D", np.zeros((3, 2)), np.zeros((2, 3)))
    'D is 2x3, MATLAB has 3x2'
    """
    if any(value is None or isinstance(value, Summary) for value in (original, port)):
        return ""
    for path, left, right in leaves(original, port):
        found = _difference(left, right)
        if found is not None:
            at, expected, obtained = found
            return f"{name}{path} is {obtained}{at}, MATLAB has {expected}"
    return ""


def _difference(left: Value, right: Value) -> tuple[str, str, str] | None:
    """Return where two leaves differ and what both have there; None where they do not."""
    if size_of(left) != size_of(right):
        # A row for a column may be a 1-D array, which is no fault: what differs in the numbers comes first.
        found = _element(dense(left), dense(right).reshape(size_of(left))) if _are_vectors(left, right) else None
        return found or ("", format_size(size_of(left)), format_size(size_of(right)))
    if is_numbers(left) and is_numbers(right):
        found = _element(dense(left), dense(right))
        if found is not None:
            return found
    if class_of(left) != class_of(right):
        return "", class_of(left), class_of(right)
    if is_numbers(left):
        return None
    sides = format_value(left, None), format_value(right, None)
    return None if sides[0] == sides[1] or max(map(len, sides)) > WIDTH else ("", *sides)


def _are_vectors(left: Value, right: Value) -> bool:
    """Whether both are vectors of as many numbers."""
    sizes = size_of(left), size_of(right)
    return (
        is_numbers(left) and is_numbers(right) and all(max(size) == math.prod(size) == max(sizes[0]) for size in sizes)
    )


def _element(left: Array, right: Array) -> tuple[str, str, str] | None:
    """Return the first element, in MATLAB's order, that differs by more than what may be rounding of a larger one."""
    absolute = Distance(left, right).absolute
    if not absolute.size or absolute.max() == 0:
        return None
    if absolute.size == 1:
        return "", format_value(left), format_value(right)
    first = int(np.argmax((absolute >= absolute.max() / 1000).ravel(order="F")))
    index = tuple(int(k) for k in np.unravel_index(first, absolute.shape, order="F"))
    sides = [format_number(side[index], DIGITS) for side in (left, right)]
    if sides[0] == sides[1]:
        sides = [format_number(side[index]) for side in (left, right)]
    return f" at ({', '.join(str(k + 1) for k in index)})", sides[0], sides[1]
