"""Ties: which of equal elements comes first."""

from __future__ import annotations

import ast

import numpy as np
from numpy.typing import NDArray

from matdrop.habits.cause import Cause, Strength
from matdrop.habits.edit import Edit, with_keyword
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf, are_finite, distinct, figure, number_inputs, tips_over
from matdrop.habits.matlab_pattern import MatlabCall
from matdrop.habits.pattern import Code, calls, nodes
from matdrop.values.distance import integers
from matdrop.values.value import Array

FIX = "take the first of equals: np.argsort(kind='stable'), np.argsort(-x, kind='stable') for 'descend', np.argmax"
VOTE_FIX = "take the smallest of the most frequent, as mode does"


def ties(leaf: Leaf) -> Cause | None:
    """Recognise indices of equal elements of an input, or values that an input holds equally often."""
    a, b = leaf.a, leaf.b
    if a.shape != b.shape or leaf.logical or not (integers(a) and integers(b)):
        return None
    differing = int(leaf.differs.sum())
    for number, x in enumerate(number_inputs(leaf), 1):
        if distinct(x) < 2 or x.size < 3:
            continue
        for way, (left, right) in enumerate(zip(_picked(x, a), _picked(x, b), strict=True)):
            if left is None or right is None or not np.array_equal(left, right):
                continue
            if _chosen(x, left, way, leaf.differs):
                detail = f"the {differing} of {a.size} indices that differ point to equal elements of input {number}"
                return leaf.cause("ties", detail, FIX, fitted=None)
        if a.size == 1:
            counts = [int((x == side.item()).sum()) for side in (a, b)]
            most = np.unique(x, return_counts=True)[1].max()
            if counts[0] == counts[1] == most > 1:
                detail = f"{figure(a.item())} and {figure(b.item())} are both {most} times in input {number}"
                return leaf.cause("ties", detail, VOTE_FIX, fitted=None)
    return None


def vote(leaf: Leaf) -> Cause | None:
    """Recognise labels that an input holds equally often: of the most frequent, mode takes the smallest."""
    a, b = leaf.a[leaf.differs], leaf.b[leaf.differs]
    if leaf.logical or not a.size or not (integers(leaf.a) and integers(leaf.b)) or not (a < b).all():
        return None
    for number, x in enumerate(number_inputs(leaf), 1):
        if x.size not in x.shape or not np.isin(leaf.a, x).all() or not integers(x) or 2 * distinct(x) > x.size + 1:
            continue
        counts = [[int((x == value).sum()) for value in side] for side in (a, b)]
        if counts[0] == counts[1] and min(counts[0]) > 1:
            detail = (
                f"at {a.size} of {leaf.a.size} elements the port has a larger label that input {number} has as often, "
                "as a vote among equals does (weak: nothing proves it)"
            )
            return leaf.cause("ties", detail, VOTE_FIX, Strength.SUGGESTS, None)
    return None


def _chosen(x: Array, picked: Array, way: int, differs: NDArray[np.bool_]) -> bool:
    """Whether indices choose: what is largest or smallest, or all in order, or such that are not equal by chance."""
    steps = np.diff(picked.ravel(order="F"))
    if picked.size > 2 and distinct(picked) > 1 and ((steps >= 0).all() or (steps <= 0).all()):
        return True
    chance = float(np.prod([((x == value).sum() - 1) / (x.size - 1) for value in picked[differs]]))
    axis = {1: 0, 2: 1}.get(way)
    limits = np.fmax.reduce(x, axis, keepdims=True), np.fmin.reduce(x, axis, keepdims=True)
    return chance < (0.4 if any((picked == limit).all() for limit in limits) else 0.02)


def _picked(x: Array, index: Array) -> list[Array | None]:
    """Elements of `x` at indices from 1: linear, down the columns, along the rows; None where that cannot be."""
    k = index.astype(int) - 1
    ways: list[Array | None] = [None, None, None]
    if k.min() < 0:
        return ways
    if k.max() < x.size:
        ways[0] = x.ravel(order="F")[k]
    if x.ndim == k.ndim == 2 and 1 not in x.shape:
        if k.shape[1] == x.shape[1] and k.max() < x.shape[0]:
            ways[1] = np.take_along_axis(x, k, 0)
        if k.shape[0] == x.shape[0] and k.max() < x.shape[1]:
            ways[2] = np.take_along_axis(x, k, 1)
    return ways


def tipped(leaf: Leaf) -> Cause | None:
    """Recognise a choice among equals, which an ulp tips over in the original itself."""
    if (
        not (are_finite(leaf.a, leaf.b) and integers(leaf.a) and integers(leaf.b))
        or min(leaf.a.min(), leaf.b.min()) < 1
    ):
        return None
    tip = tips_over(leaf)
    return leaf.cause("ties", f"{tip}, as a choice among equals does", FIX, fitted=None) if tip else None


def _reverses(place: ast.expr) -> bool:
    """Whether an index turns the order round."""
    slices = place.elts if isinstance(place, ast.Tuple) else [place]
    return any(isinstance(s, ast.Slice) and isinstance(s.step, ast.UnaryOp) for s in slices)


def _sorts_down(node: ast.AST, code: Code) -> bool:
    """Whether an argsort is turned round, and with it the order of equals."""
    match node:
        case ast.Subscript(value=ast.Call(func=function), slice=place) if _reverses(place):
            name = code.full_name(function) or getattr(function, "attr", "")
            return str(name).rpartition(".")[2] == "argsort"
    return False


HABIT = Habit(
    kind="ties",
    rows={
        "sort-descending-ties": "0 argsort",
        "mode-of-ties": "argmax unique",
    },
    fix="MATLAB's sort is stable: kind='stable'",
    explains={90: ties, 150: tipped},
    suggests={20: vote},
    edits=(Edit("stable sorts", with_keyword({"sort", "argsort"}, "kind", "stable")),),
    patterns=(
        calls("mode-of-ties", "statistics.mode", methods=("most_common",)),
        nodes("sort-descending-ties", _sorts_down),
    ),
    tempting=(MatlabCall("mode", "mode-of-ties"),),
)
