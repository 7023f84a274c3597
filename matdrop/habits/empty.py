"""Empty: MATLAB's 0-by-0, 1-by-0 and 0-by-1 are three values; Python's None is none of them."""

from __future__ import annotations

import ast

from matdrop.habits.cause import Cause
from matdrop.habits.edit import Edit, of_numpy
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf
from matdrop.values.canonical import size_of
from matdrop.values.display import format_size


def empty(leaf: Leaf) -> Cause | None:
    """Recognise empty on one side, or empties of two sizes."""
    left, right = size_of(leaf.expected), size_of(leaf.obtained)
    if left == right or (0 not in left and 0 not in right):
        return None
    what = "an empty" if 0 in left else "a"
    other = "an empty" if 0 in right else "a"
    detail = f"{what} {format_size(left)} in the original, {other} {format_size(right)} in the port"
    return leaf.cause(
        "empty", detail, f"return np.zeros({left})" if 0 in left else "mind what empty inputs or masks give"
    )


def empty_for_none(node: ast.AST) -> ast.expr | None:
    """Put an empty matrix in place of None."""
    if not isinstance(node, ast.Constant) or node.value is not None:
        return None
    return of_numpy("zeros", ast.Tuple([ast.Constant(0), ast.Constant(0)], ast.Load()))


HABIT = Habit(
    kind="empty",
    rows={
        "empty-is-0x0": "",
        "sum-of-0x0": "sum",
        "max-of-nothing": "max",
        "find-first-nowhere": "argmax flatnonzero",
    },
    fix="return an empty array of the original's size, such as np.zeros((0, 0))",
    forms={30: empty},
    edits=(Edit("an empty matrix for None", empty_for_none),),
)
