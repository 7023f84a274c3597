"""Order: the same values in other places."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from matdrop.habits.cause import Cause, Strength
from matdrop.habits.edit import Edit, called, of_numpy
from matdrop.habits.habit import Habit, Rearranged
from matdrop.habits.leaf import Leaf, distinct, equal_values, matching
from matdrop.habits.pattern import calls
from matdrop.values.distance import integers, relative_distance
from matdrop.values.value import Array, is_cell

FIX = "sort or index as the original does: order of eigenvalues, 'stable' sorts, axis, direction"


def order(leaf: Leaf) -> Cause | None:
    """Recognise the same values in other places."""
    a, b = leaf.a, leaf.b
    if a.shape != b.shape or not _various(a) or not leaf.explains(np.sort(a, axis=None), np.sort(b, axis=None)):
        return None
    found = _flipped(leaf) or _shifted(leaf) or _lines_moved(leaf)
    if found is not None or distinct(a) < 3:
        return found
    return leaf.cause("order", f"the same {a.size} values in other places", FIX, Strength.FOLLOWS)


def _flipped(leaf: Leaf) -> Cause | None:
    a, b = leaf.a, leaf.b
    for axis, word in enumerate(("up and down", "left and right")[: a.ndim]):
        if a.shape[axis] > 1 and leaf.explains(np.flip(a, axis), b):
            if max(a.shape) == a.size:
                return leaf.cause("order", "the same values in reverse order", "reverse with [::-1]", Strength.FOLLOWS)
            return leaf.cause("order", f"the same values flipped {word}", f"use np.flip(x, {axis})", Strength.FOLLOWS)
    return None


def _shifted(leaf: Leaf) -> Cause | None:
    a, b = leaf.a, leaf.b
    for axis in range(a.ndim):
        for shift in range(1, min(a.shape[axis], 100)):
            starts = relative_distance(np.take(a, -shift, axis), np.take(b, 0, axis)) <= leaf.tight
            if starts and leaf.explains(np.roll(a, shift, axis), b):
                detail = f"the same values shifted circularly by {shift} along dimension {axis + 1}"
                return leaf.cause("order", detail, f"use np.roll(x, {-shift}, axis={axis})", Strength.FOLLOWS)
    return None


def _lines_moved(leaf: Leaf) -> Cause | None:
    for axis, word in ((1, "column"), (0, "row")):
        moves = matching(leaf, leaf.a, leaf.b, axis)
        if moves is not None:
            shown = ", ".join(str(k + 1) for k in moves[:10]) + (", ..." if len(moves) > 10 else "")
            return leaf.cause("order", f"the port's {word}s are the original's {word}s {shown}", FIX, Strength.FOLLOWS)
    return None


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
    fix = "number the groups in the original's order, as of first appearance or of size"
    return leaf.cause("order", detail, fix, Strength.FOLLOWS)


def reordered_cell(leaf: Leaf) -> Cause | None:
    """Recognise a cell's elements in other places."""
    left, right = leaf.expected, leaf.obtained
    if not (is_cell(left) and is_cell(right)) or left.shape != right.shape or not 1 < left.size <= 200:
        return None
    free, moves = dict(enumerate(left.ravel(order="F"))), []
    for element in right.ravel(order="F"):
        found = next((k for k, x in free.items() if equal_values(x, element, leaf)), None)
        if found is None:
            return None
        del free[found]
        moves.append(found)
    if moves == sorted(moves):
        return None
    shown = ", ".join(str(k + 1) for k in moves[:10]) + (", ..." if len(moves) > 10 else "")
    detail = f"the port's elements are the original's elements {shown}"
    return leaf.cause(
        "order", detail, "keep the original's order: np.unique, set and dict order as they please", Strength.FOLLOWS
    )


def up_to_sign(leaf: Leaf) -> Iterator[Rearranged]:
    """Put the port's columns or rows, which are the original's up to sign, in the original's order."""
    a, b = leaf.a, leaf.b
    if a.ndim != 2 or a.shape != b.shape or 1 in b.shape:
        return
    for axis, word in ((1, "column"), (0, "row")):
        moves = matching(leaf, np.abs(a), np.abs(b), axis)
        if moves is None or moves == sorted(moves):
            continue
        back = np.argsort(moves)
        shown = ", ".join(str(k + 1) for k in moves[:10])
        detail = f"up to sign the port's {word}s are the original's {word}s {shown}"
        cause = leaf.cause("order", detail, "sort eigenvalues and their vectors alike", Strength.FOLLOWS)
        yield cause, leaf.against(b[:, back] if axis == 1 else b[back])


def by_first_appearance(node: ast.AST) -> ast.expr | None:
    """Keep the order of first appearance, where distinct values are sorted."""
    if not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
        return None
    (values,) = node.args
    if called(node) == "unique":
        found = of_numpy("unique", values, return_index=ast.Constant(True))
        places = ast.Subscript(found, ast.Constant(1), ast.Load())
        return ast.Subscript(values, of_numpy("sort", places), ast.Load())
    if called(node) == "sorted" and isinstance(values, ast.Call) and called(values) == "set":
        kept = ast.Call(ast.Attribute(ast.Name("dict", ast.Load()), "fromkeys", ast.Load()), values.args, [])
        return ast.Call(ast.Name("list", ast.Load()), [kept], [])
    return None


HABIT = Habit(
    kind="order",
    rows={
        "sort-columns": "sort",
        "eigenvalues-order": "eig eigh linalg reshape",
        "top-n": "0 argsort reshape",
        "unique-keeps-order": "reshape sort unique",
        "mask-order": "reshape",
        "polynomial-order": "polynomial polyval",
    },
    fix=FIX,
    explains={160: relabelled, 170: order},
    rearranges={30: up_to_sign},
    of_whole={10: reordered_cell},
    edits=(Edit("distinct values in the order of first appearance", by_first_appearance),),
    patterns=(calls("eigenvalues-order", "numpy.linalg.eig", "numpy.linalg.eigvals"),),
)
