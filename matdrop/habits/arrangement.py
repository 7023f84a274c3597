"""Causes that leave the values and move them: transpose, memory order, order, and how random draws are filled in."""

from __future__ import annotations

import itertools
import math
from typing import Literal

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.leaf import Leaf, distinct, input_sizes, number_inputs
from matdrop.values.display import format_size
from matdrop.values.distance import integers, relative_distance
from matdrop.values.value import Array

ORDER_FIX = "reshape and ravel with order='F': MATLAB fills and flattens column by column"

ORDERS: tuple[Literal["F", "C"], ...] = ("F", "C")


def transpose(leaf: Leaf) -> Cause | None:
    """Recognise rows against columns, or other axes exchanged."""
    if leaf.a.ndim != leaf.b.ndim or leaf.a.ndim > 4 or 1 in leaf.a.shape[:2] or distinct(leaf.a) < 2:
        return None
    for axes in itertools.permutations(range(leaf.a.ndim)):
        if list(axes) == sorted(axes) or tuple(leaf.b.shape[k] for k in axes) != leaf.a.shape:
            continue
        turned = leaf.b.transpose(axes)
        for moved, also in ((turned, ""), (np.conj(turned), " and conjugated")):
            if also and np.isrealobj(moved):
                continue
            if leaf.explains(leaf.a, moved):
                if leaf.a.ndim == 2:
                    return leaf.cause("transpose", f"the port's matrix transposed{also} is the original's", "use .T")
                order = ", ".join(str(k + 1) for k in axes)
                detail = f"the port's array with its dimensions permuted to ({order}){also} is the original's"
                return leaf.cause("transpose", detail, f"use np.transpose(x, {axes})")
    return None


def memory_order(leaf: Leaf) -> Cause | None:
    """Recognise values filled or flattened row by row instead of column by column."""
    a, b = leaf.a, leaf.b
    if a.size != b.size or distinct(a) < 3:
        return None
    flat = a.ravel(order="F")
    vector = max(a.shape) == a.size
    shapes = [(a.size, 1), *(size for size in input_sizes(leaf) if np.prod(size) == a.size)]
    for shape in dict.fromkeys(shapes):
        rows_first = flat.reshape(shape, order="F").ravel(order="C")
        if leaf.explains(rows_first.reshape(b.shape, order="C"), b) and leaf.explains(rows_first, b.ravel(order="C")):
            how = f"flattened a {format_size(shape)} array" if vector or shape != (a.size, 1) else "filled"
            detail = f"the same values, {how} row by row instead of column by column"
            return leaf.cause("memory-order", detail, ORDER_FIX)
    if a.shape == b.shape and not vector and leaf.explains(a.ravel(order="C").reshape(a.shape, order="F"), b):
        return leaf.cause("memory-order", "the same values, read row by row and filled in column by column", ORDER_FIX)
    return _masked(leaf) or _linear_indices(leaf) or _blocks(leaf)


def reshaped(leaf: Leaf) -> Cause | None:
    """Recognise a stretch of an input, of another size, that is cut into a matrix row by row."""
    a, b = leaf.a, leaf.b
    if a.ndim != 2 or a.shape != b.shape or 1 in a.shape or distinct(a) < 3:
        return None
    flat = a.ravel(order="F")
    for number, x in enumerate(number_inputs(leaf), 1):
        source = x.ravel(order="F")
        starts = np.flatnonzero(source[: source.size - flat.size + 1] == flat[0])[:100] if x.shape != a.shape else ()
        run = any(np.array_equal(source[start : start + flat.size], flat) for start in starts)
        if run and leaf.explains(flat.reshape(a.shape), b):
            which = f"elements of input {number}, a {format_size(x.shape)} array"
            detail = f"{which}, are put in row by row instead of column by column"
            return leaf.cause("memory-order", detail, ORDER_FIX)
    return None


def _blocks(leaf: Leaf) -> Cause | None:
    """Columns (or rows) that are blocks flattened row by row, as im2col makes them."""
    for axis, word in ((0, "column"), (1, "row")):
        moves = matching(leaf, leaf.a, leaf.b, axis)
        if moves is None:
            continue
        for rows in range(2, len(moves) // 2 + 1):
            told = len(moves) >= 6 or any(x.size == 1 and x.item() == rows for x in number_inputs(leaf))
            if told and len(moves) % rows == 0 and moves == np.arange(len(moves)).reshape(-1, rows).T.ravel().tolist():
                detail = (
                    f"each {word} is a {rows}x{len(moves) // rows} block, flattened row by row, not column by column"
                )
                return leaf.cause("memory-order", detail, ORDER_FIX)
    return None


def _masked(leaf: Leaf) -> Cause | None:
    """Elements picked from an input by a mask: A(mask) goes column by column."""
    a, b = leaf.a.ravel(order="F"), leaf.b.ravel(order="F")
    for source in number_inputs(leaf):
        if np.iscomplexobj(source) or 1 in source.shape or distinct(source) != source.size or not a.size < source.size:
            continue
        columnwise = [{value: k for k, value in enumerate(source.ravel(order=order).tolist())} for order in ORDERS]
        places = [
            [where.get(value, -1) for value in side.tolist()] for where, side in zip(columnwise, (a, b), strict=True)
        ]
        if set(a.tolist()) == set(b.tolist()) and all(-1 not in p and p == sorted(p) for p in places):
            size = format_size(source.shape)
            detail = f"the same elements of a {size} input, picked row by row instead of column by column"
            return leaf.cause("memory-order", detail, "pick with A.T[mask.T]: MATLAB's A(mask) goes column by column")
    return None


def _linear_indices(leaf: Leaf) -> Cause | None:
    """Linear indices counted along rows instead of down columns."""
    a, b = leaf.a.ravel(order="F"), leaf.b.ravel(order="F")
    if not (integers(a) and integers(b)):
        return None
    for size in input_sizes(leaf):
        total = int(np.prod(size))
        if min(size) < 2 or a.min() < 1 or a.max() > total:
            continue
        for base in (1, 0):
            if b.min() < base or b.max() - base >= total:
                continue
            subscripts = np.unravel_index((b - base).astype(int), size, order="C")
            columnwise = np.sort(np.ravel_multi_index(subscripts, size, order="F") + 1)
            if np.array_equal(columnwise, np.sort(a)) and not np.array_equal(np.sort(b - base + 1), np.sort(a)):
                counted = f"count along the rows of a {format_size(size)} input"
                detail = f"the linear indices {counted}, in the original down its columns"
                fix = "use np.flatnonzero(A.ravel(order='F')) + 1 for find(A), order='F' in np.unravel_index"
                return leaf.cause("memory-order", detail, fix)
    return None


def stream_order(leaf: Leaf) -> Cause | None:
    """Recognise the same random numbers filled row by row instead of column by column."""
    draws = leaf.draws.ravel()
    a, b = leaf.a, leaf.b
    # Only uniform draws are on record; of others, a seed tells, where no input has as many elements.
    drawn = draws.size == a.size or (leaf.seeded and a.size not in map(math.prod, input_sizes(leaf)))
    if a.shape != b.shape or not drawn or a.size < 4 or max(a.shape) == a.size:
        return None
    fix = "fill random numbers column by column: rand(m * n).reshape((m, n), order='F')"
    said = f"the original's {a.size} draws, filled row by row instead of column by column"
    if distinct(a) >= 3 and leaf.explains(a.ravel(order="F").reshape(a.shape), b):
        return leaf.cause("stream-order", f"the port's values are those of {said}", fix)
    if draws.size != a.size:
        return None
    columnwise, rowwise = draws.reshape(a.shape, order="F"), draws.reshape(a.shape, order="C")
    low_a, high_a = _threshold(columnwise, a != 0)
    low_b, high_b = _threshold(rowwise, b != 0)
    if max(low_a, low_b) < min(high_a, high_b) and ((a != 0) != (b != 0)).any():
        detail = f"the port's zeros are where {said} pass the same threshold as the original's"
        return leaf.cause("stream-order", detail, fix)
    return None


def _threshold(draws: Array, kept: Array) -> tuple[float, float]:
    """Bounds between which a threshold separates the draws that are kept from the others; empty if none does."""
    if kept.all() or not kept.any():
        return np.inf, -np.inf
    below = float(draws[kept].max()), float(draws[~kept].min())
    above = float(draws[~kept].max()), float(draws[kept].min())
    # The second pair is negated, so that a threshold from below never meets one from above.
    return below if below[0] < below[1] else (2 + above[0], 2 + above[1])


def order(leaf: Leaf) -> Cause | None:
    """Recognise the same values in other places."""
    a, b = leaf.a, leaf.b
    if a.shape != b.shape or not _various(a) or not leaf.explains(np.sort(a, axis=None), np.sort(b, axis=None)):
        return None
    fix = "sort or index as the original does: order of eigenvalues, 'stable' sorts, axis, direction"
    for axis, word in enumerate(("up and down", "left and right")[: a.ndim]):
        if a.shape[axis] > 1 and leaf.explains(np.flip(a, axis), b):
            if max(a.shape) == a.size:
                return leaf.cause("order", "the same values in reverse order", "reverse with [::-1]")
            return leaf.cause("order", f"the same values flipped {word}", f"use np.flip(x, {axis})")
    for axis in range(a.ndim):
        for shift in range(1, min(a.shape[axis], 100)):
            starts = relative_distance(np.take(a, -shift, axis), np.take(b, 0, axis)) <= leaf.tight
            if starts and leaf.explains(np.roll(a, shift, axis), b):
                detail = f"the same values shifted circularly by {shift} along dimension {axis + 1}"
                return leaf.cause("order", detail, f"use np.roll(x, {-shift}, axis={axis})")
    for axis, word in ((1, "column"), (0, "row")):
        moves = matching(leaf, a, b, axis)
        if moves is not None:
            shown = ", ".join(str(k + 1) for k in moves[:10]) + (", ..." if len(moves) > 10 else "")
            return leaf.cause("order", f"the port's {word}s are the original's {word}s {shown}", fix)
    return leaf.cause("order", f"the same {a.size} values in other places", fix) if distinct(a) >= 3 else None


def _various(a: Array) -> bool:
    """Whether a move can be told from a change: three values, columns or rows, or four numbers other than 0 and 1."""
    if distinct(a) >= 3 or (distinct(a) == 2 and a.size >= 4 and not np.isin(a, (0, 1)).all()):
        return True
    return a.ndim == 2 and 1 not in a.shape and max(len(np.unique(a, axis=axis)) for axis in (0, 1)) >= 3


def relabelled(leaf: Leaf) -> Cause | None:
    """Recognise the same groups under other labels."""
    a, b = leaf.a.ravel(), leaf.b.ravel()
    if leaf.a.shape != leaf.b.shape or leaf.logical or not (integers(a) and integers(b)) or a.size < 6:
        return None
    pairs = sorted(set(zip(a.tolist(), b.tolist(), strict=True)))
    labels = len({x for x, _ in pairs})
    if not 2 <= labels <= a.size // 3 or not len(pairs) == labels == len({y for _, y in pairs}):
        return None
    left, right = np.unique(a), np.unique(b)
    consecutive = (np.diff(left) == 1).all() and (np.diff(right) == 1).all()
    if len({y - x for x, y in pairs}) == 1 or not (consecutive or np.array_equal(left, right)):
        return None
    renamed = ", ".join(f"{int(x)} -> {int(y)}" for x, y in pairs[:8])
    detail = f"the same groups under other labels: {renamed}"
    return leaf.cause("order", detail, "number the groups in the original's order, as of first appearance or of size")


def matching(leaf: Leaf, a: Array, b: Array, axis: int) -> list[int] | None:
    """Which column (axis 1) or row of `a` each one of `b` is; None if they are not the same ones."""
    if a.ndim != 2 or a.shape != b.shape or not 2 <= a.shape[axis] <= 64 or a.shape[1 - axis] < 2:
        return None
    left, right = (a.T, b.T) if axis == 1 else (a, b)
    free = list(range(len(left)))
    moves = []
    for line in right:
        found = next((k for k in free if relative_distance(left[k], line) <= leaf.tight), None)
        if found is None:
            return None
        free.remove(found)
        moves.append(found)
    return moves
