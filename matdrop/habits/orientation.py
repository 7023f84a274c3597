"""Orientation: a row, a column or a 1-D array; dimensions of size 1 that are dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.habit import Habit, Rearranged
from matdrop.habits.leaf import Leaf, equal_values
from matdrop.values.canonical import class_of, size_of, text_of
from matdrop.values.display import format_size
from matdrop.values.value import Value, array_of
from matdrop.verification.compare import Comparison


def as_vector(leaf: Leaf) -> Iterator[Rearranged]:
    """Turn the port's vector as the original's stands."""
    a, b = leaf.a, leaf.b
    if a.size == b.size and a.size in a.shape and a.size in b.shape:
        words = {0: "column", 1: "row"}
        sides = [words.get(int(np.argmax(side.shape)), "vector") for side in (a, b)]
        detail = f"a {format_size(a.shape)} {sides[0]} in the original, a {format_size(b.shape)} {sides[1]} in the port"
        fix = "use x[:, None] or reshape(-1, 1)" if a.shape[0] > 1 else "use x[None, :] or reshape(1, -1)"
        yield leaf.cause("orientation", detail, fix), leaf.against(b.ravel().reshape(a.shape))


def broadcast(leaf: Leaf) -> Iterator[Rearranged]:
    """Undo that a column met a 1-D array: NumPy makes a matrix with the original's values on its diagonal."""
    a, b = leaf.a, leaf.b
    n = a.size
    if n > 1 and n in a.shape and b.shape == (n, n):
        vector = f"the original's {format_size(a.shape)} vector"
        detail = f"the port has a {n}x{n} matrix with {vector} on its diagonal: it broadcast"
        fix = "give both operands two dimensions (x[:, None]): a column and a 1-D array broadcast to a matrix"
        yield leaf.cause("orientation", detail, fix), leaf.against(np.diagonal(b).reshape(a.shape))


def repeated(leaf: Leaf) -> Iterator[Rearranged]:
    """Repeat the port's row or column as often as the original has it, which broadcasting would do."""
    a, b = leaf.a, leaf.b
    if a.ndim != b.ndim or a.shape == b.shape or b.size < 2:
        return
    if all(m == n or n == 1 for m, n in zip(a.shape, b.shape, strict=True)):
        detail = f"the original repeats to {format_size(a.shape)} what the port holds once, as {format_size(b.shape)}"
        fix = "use np.broadcast_to or np.tile: NumPy leaves repeating to broadcasting (sparse=True in np.meshgrid)"
        yield leaf.cause("orientation", detail, fix), leaf.against(np.broadcast_to(b, a.shape))


def squeezed(leaf: Leaf) -> Iterator[Rearranged]:
    """Give the same elements the original's size, column by column."""
    a, b = leaf.a, leaf.b
    if a.size != b.size or (a.size in a.shape and a.size in b.shape):
        return
    both = f"{format_size(a.shape)} in the original and {format_size(b.shape)} in the port"
    sizes = f"the same elements in the same order, {both}"
    if [n for n in a.shape if n > 1] == [n for n in b.shape if n > 1]:
        fix = "keep the dimensions of size 1: keepdims=True, x[:, None]"
    else:
        fix = f"use reshape({a.shape}, order='F')"
    yield leaf.cause("orientation", sizes, fix), leaf.against(b.reshape(a.shape, order="F"))


def text(leaf: Leaf) -> Cause | None:
    """Recognise the same text in another size."""
    sizes = size_of(leaf.expected), size_of(leaf.obtained)
    if class_of(leaf.expected) != "char" or class_of(leaf.obtained) != "char" or sizes[0] == sizes[1]:
        return None
    if text_of(leaf.expected) != text_of(leaf.obtained):
        return None
    detail = f"the same text, {format_size(sizes[0])} in the original and {format_size(sizes[1])} in the port"
    return leaf.cause("orientation", detail, "return a str for a row of characters")


def cell(leaf: Leaf) -> Cause | None:
    """Recognise the same elements of a cell or struct array in another size."""
    sizes = size_of(leaf.expected), size_of(leaf.obtained)
    if not {class_of(leaf.expected), class_of(leaf.obtained)} <= {"cell", "struct"} or sizes[0] == sizes[1]:
        return None
    left, right = array_of(leaf.expected).ravel(order="F"), array_of(leaf.obtained).ravel(order="F")
    if left.size != right.size or not all(equal_values(x, y, leaf) for x, y in zip(left, right, strict=True)):
        return None
    detail = f"the same elements, {format_size(sizes[0])} in the original and {format_size(sizes[1])} in the port"
    return leaf.cause("orientation", detail, "reshape the cell: a list is a row")


def flat(given: Any, comparison: Comparison, expected: Value) -> Cause | None:
    """Recognise a 1-D array with as many elements as the original's output.

    Parameters
    ----------
    given : object
        What the port returned.
    comparison : Comparison
        The comparison of the output.
    expected : value
        The original's value.

    Returns
    -------
    Cause or None
        None if the comparison found no mismatch in size, or if the port's value is not 1-D.
    """
    minded = comparison.mismatch is not None and comparison.mismatch.kind == "size"
    if not minded or not isinstance(given, np.ndarray) or given.ndim != 1 or given.size != np.prod(comparison.size):
        return None
    detail = f"{format_size(size_of(expected))} in the original, a 1-D array of {given.size} elements in the port"
    return Cause("orientation", comparison.name, detail, "use keepdims=True, x[None, :] or reshape(1, -1)")


HABIT = Habit(
    kind="orientation",
    rows={
        "column-minus-row": "0",
        "column-stays-2d": "hstack",
        "mean-keeps-dimension": "mean",
    },
    fix="use keepdims=True, x[:, None] or reshape(-1, 1)",
    refits={20: as_vector, 21: broadcast, 22: repeated, 23: squeezed},
    forms={62: text, 63: cell},
)
