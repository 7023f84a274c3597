"""Saturation: MATLAB's integers stop at their limits, NumPy's wrap around."""

from __future__ import annotations

import ast
from collections.abc import Callable

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.edit import Edit, called, of_numpy
from matdrop.habits.formulas import results
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf, distinct, figure, integer_limits, place
from matdrop.habits.pattern import INTEGERS, Code, nodes
from matdrop.habits.rounding import half_away
from matdrop.values.canonical import class_of
from matdrop.values.value import Array

Limits = tuple[float, float]


def saturation(leaf: Leaf) -> Cause | None:
    """Recognise integer classes that stop at their limits in MATLAB and wrap around, or have no limits, in the port."""
    if np.iscomplexobj(leaf.a) or np.iscomplexobj(leaf.b):
        return None
    limits, others = integer_limits(class_of(leaf.expected)), integer_limits(class_of(leaf.obtained))
    if limits is not None:
        found = _beyond(leaf, limits) or _wrapped(leaf, limits)
        return _at_limits(leaf, limits) if found is None and others == limits else found
    return None if others is None else _narrower(leaf, others)


def _beyond(leaf: Leaf, limits: Limits) -> Cause | None:
    """Recognise values of the port that the original's class cannot hold."""
    outside = (leaf.b < limits[0]) | (leaf.b > limits[1])
    with np.errstate(all="ignore"):
        clipped = np.clip(np.nan_to_num(half_away(leaf.b), nan=0.0), *limits)
    if not outside.any() or not np.array_equal(clipped, leaf.a):
        return None
    name = class_of(leaf.expected)
    detail = f"the port has {int(outside.sum())} values beyond {name}'s limits, where the original stops"
    return leaf.cause("saturation", detail, _clip_fix(leaf, limits))


def _wrapped(leaf: Leaf, limits: Limits) -> Cause | None:
    """Recognise a formula on the inputs that stops at the limits in the original and wraps around in the port."""
    low, high = limits
    for text, x in results(leaf):
        if not ((x < low) | (x > high)).any() or not leaf.distance:
            continue
        if (np.clip(half_away(x), low, high) == leaf.a).all() and (_wrap(np.trunc(x), low, high) == leaf.b).all():
            first = tuple(np.argwhere(leaf.a != leaf.b)[0])
            detail = (
                f"{text} is {figure(x[first])} at {place(first)}: the original stops at "
                f"{figure(leaf.a[first])}, the port wraps around to {figure(leaf.b[first])}"
            )
            return leaf.cause("saturation", detail, _clip_fix(leaf, limits), fitted=None)
    return None


def _at_limits(leaf: Leaf, limits: Limits) -> Cause | None:
    """Recognise that all that differs is at the limits in the original."""
    where = leaf.a != leaf.b
    at_limit = np.isin(leaf.a, limits)[where]
    if where.all() or not at_limit.all() or distinct(leaf.a) < 2 or _near(leaf.a, leaf.b, where):
        return None
    name = class_of(leaf.expected)
    detail = f"the {int(where.sum())} differing values are at {name}'s limits in the original, not in the port"
    return leaf.cause("saturation", detail, _clip_fix(leaf, limits))


def _narrower(leaf: Leaf, limits: Limits) -> Cause | None:
    """Recognise values of the original that the port's class cannot hold."""
    a, (low, high) = leaf.a, limits
    if not np.isfinite(a).all() or not ((a < low) | (a > high)).any():
        return None
    held = {"modulo 2^bits": _wrap(np.trunc(a), low, high), "cut": np.clip(half_away(a), low, high)}
    how = next((how for how, values in held.items() if (values == leaf.b).all()), None)
    if how is None:
        return None
    detail = f"the port's {class_of(leaf.obtained)} holds the original's values {how}: they are beyond its limits"
    return leaf.cause("saturation", detail, "compute in float64 (dtype=float), as the original does")


def _clip_fix(leaf: Leaf, limits: Limits) -> str:
    low, high = limits
    return f"compute in float64, then np.clip(x, {low:g}, {high:g}), round and convert to {class_of(leaf.expected)}"


def _near(a: Array, b: Array, where: Array) -> bool:
    """Whether all differing values are next to each other, which looks like rounding instead."""
    return bool((np.abs(a - b)[where] <= 1).all())


def _wrap(x: Array, low: float, high: float) -> Array:
    return np.asarray(np.mod(x - low, high - low + 1) + low)


def _computes_in_integers(node: ast.AST, code: Code) -> bool:
    """Whether a number is converted to an integer class and computed with."""
    match node:
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult(), left=left, right=right):
            converted = [side for side in (left, right) if isinstance(side, ast.Call)]
            return any(code.full_name(side.func).removeprefix("numpy.") in INTEGERS for side in converted)
    return False


def _saturating(name: str) -> Callable[[ast.AST], ast.expr | None]:
    """Return a change that computes in double and clips before it converts to an integer class."""
    low, high = (int(limit) for limit in integer_limits(name) or (0, 0))

    def change(node: ast.AST) -> ast.expr | None:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
            double = ast.Attribute(ast.Name("np", ast.Load()), "float64", ast.Load())
            left = ast.Call(ast.Attribute(node.left, "astype", ast.Load()), [double], [])
            value: ast.expr = ast.BinOp(left, node.op, node.right)
        elif called(node) == "astype" and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            value = node.func.value
        else:
            return None
        clipped = of_numpy("clip", value, ast.Constant(low), ast.Constant(high))
        kind = ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())
        return ast.Call(ast.Attribute(clipped, "astype", ast.Load()), [kind], [])

    return change


_CLASSES = ("int8", "int16", "int32", "uint8", "uint16", "uint32")

HABIT = Habit(
    kind="saturation",
    rows={
        "integer-saturates": "astype clip uint8",
        "integer-below-zero": "astype clip uint8",
        "image-difference": "astype",
    },
    fix="compute in float64, then np.clip, round and convert",
    explains={120: saturation},
    edits=tuple(Edit(f"values clipped to {name}", _saturating(name), of_class=name) for name in _CLASSES),
    patterns=(nodes("integer-saturates", _computes_in_integers),),
)
