"""Single precision: float32 in the port where MATLAB computes in double."""

from __future__ import annotations

import ast

import numpy as np

from matdrop.habits.cause import Cause, Strength
from matdrop.habits.edit import Edit
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf
from matdrop.values.canonical import class_of
from matdrop.values.distance import relative_differences
from matdrop.values.value import Array


def single_precision(leaf: Leaf) -> Cause | None:
    """Recognise that one side is the other rounded to single, or was computed in it."""
    a, b = leaf.a, leaf.b
    if not (0 < leaf.distance < 1e-3):
        return None
    for exact, held, who in ((a, b, "port"), (b, a, "original")):
        if not _is_single(exact) and np.array_equal(_single(exact), held, equal_nan=True):
            detail = f"the {who} has the other side's values rounded to single precision, exactly"
            return leaf.cause("single-precision", detail, _single_fix(who))
    return None


def single_computed(leaf: Leaf) -> Cause | None:
    """Recognise relative differences as single precision leaves them: near 1e-7, and hardly any smaller."""
    apart = relative_differences(leaf.a, leaf.b).ravel()
    apart = apart[(leaf.a != 0).ravel() | (leaf.b != 0).ravel()]
    sides = [who for who, side in (("port", leaf.b), ("original", leaf.a)) if _is_single(side)]
    # Where one side alone is single, a few operations may have made its rounding larger, or there are few numbers.
    held = len(sides) == 1
    if not held and not leaf.iterates:
        return None  # so much may also come of a small number added
    typical, largest = (1e-5, 1e-3) if held else (3e-7, 3e-6)
    if (
        apart.size < (1 if "single" in class_of(leaf.obtained) else 3)
        or not (apart > 1e-10).mean() >= (0.3 if held else 0.7)
        or not 2e-9 <= np.median(apart[apart > 0]) <= typical
        or apart.max() > largest
    ):
        return None
    classes = f", and the {sides[0]}'s values are all single precision numbers" if len(sides) == 1 else ""
    detail = (
        f"relative differences are {np.median(apart):.2g} in the middle and {apart.max():.2g} at most, "
        f"as single precision (eps 1.2e-07) leaves them{classes}"
    )
    return leaf.cause(
        "single-precision", detail, _single_fix(sides[0] if len(sides) == 1 else "port"), Strength.SUGGESTS
    )


def _single_fix(who: str) -> str:
    if who == "port":
        return "compute in float64: mind float32 inputs, constants and torch defaults"
    return "convert to np.float32 where the original has single"


def _single(a: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(a.astype(np.complex64 if a.dtype.kind == "c" else np.float32).astype(a.dtype))


def _is_single(a: Array) -> bool:
    return np.array_equal(_single(a), a, equal_nan=True)


def double_for_single(node: ast.AST) -> ast.expr | None:
    """Put float64 for float32."""
    if isinstance(node, ast.Attribute) and node.attr in ("float32", "single"):
        return ast.Attribute(node.value, "float64", ast.Load())
    if isinstance(node, ast.Constant) and node.value in ("float32", "single", "f4"):
        return ast.Constant("float64")
    return None


HABIT = Habit(
    kind="single-precision",
    rows={
        "single-with-double": "2 float32",
        "dropout-single": "8 float32",
    },
    fix="compute in float64, as MATLAB does by default",
    explains={30: single_precision},
    suggests={40: single_computed},
    edits=(Edit("float64 for float32", double_for_single),),
)
