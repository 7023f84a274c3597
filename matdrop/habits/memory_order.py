"""Memory order: MATLAB fills and flattens column by column, NumPy row by row."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Literal

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.edit import Edit, with_keyword
from matdrop.habits.habit import Habit, Rearranged
from matdrop.habits.leaf import Leaf, distinct, input_sizes, matching, number_inputs
from matdrop.habits.matlab_pattern import MatlabCall
from matdrop.habits.pattern import calls, lacks
from matdrop.values.display import format_size
from matdrop.values.distance import integers

ORDER_FIX = "reshape and ravel with order='F': MATLAB fills and flattens column by column"


ORDERS: tuple[Literal["F", "C"], ...] = ("F", "C")


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


def by_rows(leaf: Leaf) -> Iterator[Rearranged]:
    """Put the port's matrix column by column."""
    a, b = leaf.a, leaf.b
    if a.ndim == b.ndim == 2 and a.shape == b.shape and 1 not in b.shape:
        detail = "filled row by row, and different in another way too"
        columnwise = b.ravel(order="C").reshape(a.shape, order="F")
        yield leaf.cause("memory-order", detail, "reshape with order='F'"), leaf.against(columnwise)


def _is_reordering(shape: list[ast.expr]) -> bool:
    """Whether a shape has at least two dimensions, none of which is written as 1: that would be a vector's."""
    dimensions = shape[0].elts if len(shape) == 1 and isinstance(shape[0], ast.Tuple | ast.List) else shape
    return len(dimensions) > 1 and not any(isinstance(d, ast.Constant) and d.value == 1 for d in dimensions)


def _unrolls(call: ast.Call) -> bool:
    """Whether at least two matrices are flattened row by row to be joined."""
    parts = call.args[0].elts if call.args and isinstance(call.args[0], ast.Tuple | ast.List) else []
    flat = [
        part
        for part in parts
        if isinstance(part, ast.Call)
        and isinstance(part.func, ast.Attribute)
        and part.func.attr in ("ravel", "flatten")
        and not part.args
        and not part.keywords
    ]
    return len(flat) > 1


HABIT = Habit(
    kind="memory-order",
    rows={
        "reshape": "reshape",
        "colon-flattens-columns": "ravel reshape",
        "mask-order": "reshape",
        "linear-index": "flat ravel",
        "unroll-parameters": "",
    },
    fix="MATLAB fills and flattens column by column: give order='F'",
    explains={70: reshaped, 81: memory_order},
    moves={20: memory_order},
    rearranges={20: by_rows},
    edits=(
        Edit("order='F' in reshape, ravel and flatten", with_keyword({"reshape", "ravel", "flatten"}, "order", "F")),
    ),
    patterns=(
        calls("reshape", "numpy.reshape", when=lambda call: lacks("order")(call) and _is_reordering(call.args[1:])),
        calls("reshape", methods=("reshape",), when=lambda call: lacks("order")(call) and _is_reordering(call.args)),
        calls("unroll-parameters", "numpy.concatenate", when=_unrolls),
    ),
    tempting=(MatlabCall("reshape", "reshape"),),
)
