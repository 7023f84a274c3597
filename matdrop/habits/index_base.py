"""Index base: NumPy counts from 0, MATLAB from 1."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matdrop.habits.cause import Cause
from matdrop.habits.edit import Edit, called
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf, distinct, input_sizes
from matdrop.habits.matlab_pattern import MatlabCall, MatlabOutput
from matdrop.values.distance import integers

# Functions of NumPy that return indices.
INDICES = {"argmax", "argmin", "nanargmax", "nanargmin", "argsort", "lexsort", "flatnonzero", "permutation"}


def index_base(leaf: Leaf) -> Cause | None:
    """Recognise indices from 0 against indices from 1: whole numbers, one apart, in the range of an input's indices."""
    if leaf.logical:
        return None
    largest = max((math.prod(size) for size in input_sizes(leaf)), default=0)
    for where, mask in _index_parts(leaf):
        a, b = leaf.a[mask], leaf.b[mask]
        if not (integers(a) and integers(b)) or a.min() < 0 or b.min() < -1 or 1 < largest < a.max():
            continue
        step = b - a
        if abs(step[0]) != 1 or (step != step[0]).any():
            continue
        # One number alone is an index only if an input has so many elements; 0 against 1 may be anything.
        if distinct(a) < 2 and (largest < 2 or step[0] > 0 or b.min() < 1):
            continue
        less = step[0] < 0
        return leaf.cause(
            "index-base",
            f"{where} the port's whole numbers ({int(b.min())} to {int(b.max())}) are exactly one "
            f"{'less' if less else 'more'} than the original's ({int(a.min())} to {int(a.max())})",
            f"{'add 1 to' if less else 'subtract 1 from'} the indices returned: MATLAB counts from 1, NumPy from 0",
        )
    return None


def _index_parts(leaf: Leaf) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Where indices may be: the whole, columns or rows; or all that are not 0, if 0 stands for none on both sides."""
    yield from leaf.parts()
    none = leaf.a == 0
    if none.any() and (leaf.b[none] == 0).all() and distinct(leaf.a[~none]) > 1:
        yield "wherever the original is not 0,", ~none


def from_one(node: ast.AST) -> ast.expr | None:
    """Count from 1 what a function returns that gives indices."""
    if not isinstance(node, ast.Call) or called(node) not in INDICES:
        return None
    return ast.BinOp(node, ast.Add(), ast.Constant(1))


HABIT = Habit(
    kind="index-base",
    rows={
        "max-index": "0 argmax",
        "sort-index": "0 argsort",
        "find-in-matrix": "0 flatnonzero reshape",
        "randperm-from-one": "0 permutation reshape sort",
    },
    fix="add 1 to the indices returned: MATLAB counts from 1, NumPy from 0",
    explains={40: index_base},
    elementwise=True,
    edits=(Edit("indices counted from 1", from_one),),
    tempting=(
        MatlabCall("randperm", "randperm-from-one"),
        MatlabOutput("max", 2, "max-index"),
        MatlabOutput("min", 2, "max-index"),
        MatlabOutput("sort", 2, "sort-index"),
    ),
)
