"""Causes that hold for some elements or are weak: ties, region, ill-conditioned, tolerance; and unknown."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matdrop.habits.cause import Cause
from matdrop.habits.leaf import Leaf, distinct, figure, named, number_inputs, place
from matdrop.values.distance import integers, relative_differences
from matdrop.values.value import Array

TIES_FIX = "take the first of equals: np.argsort(kind='stable'), np.argsort(-x, kind='stable') for 'descend', np.argmax"


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
                return leaf.cause("ties", detail, TIES_FIX)
        if a.size == 1:
            counts = [int((x == side.item()).sum()) for side in (a, b)]
            most = np.unique(x, return_counts=True)[1].max()
            if counts[0] == counts[1] == most > 1:
                detail = f"{figure(a.item())} and {figure(b.item())} are both {most} times in input {number}"
                return leaf.cause("ties", detail, "take the smallest of the most frequent, as mode does")
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
            return leaf.cause("ties", detail, "take the smallest of the most frequent, as mode does")
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


def region(leaf: Leaf) -> Cause | None:
    """Recognise that only some elements differ, and which ones can be named."""
    where = leaf.differs
    if leaf.noise or where.all() or not where.any() or where.size < 3:
        return None
    share = f"{int(where.sum())} of {where.size} elements differ"
    constant = _constant(leaf)
    found = _zeros(leaf) or next(_regions(where, bool(constant)), None)
    if found is None:
        return None
    worst = relative_differences(leaf.a, leaf.b).max()
    figures = "" if not np.isfinite(worst) else f" (relative difference up to {worst:.2g})"
    return leaf.cause(
        "region",
        f"{share}{figures}, {found}{constant}",
        "compare the two sides' bounds, borders and conditions for that region",
    )


def _constant(leaf: Leaf) -> str:
    """Say what the elements that differ have in common: a factor or a difference."""
    a, b = leaf.a[leaf.differs], leaf.b[leaf.differs]
    if distinct(np.abs(a)) < 2 or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return ""
    if (a != 0).all() and (b != 0).all() and distinct(b / a) == 1:
        return f"; there the port has {figure((b / a)[0])} times the original's values"
    if distinct(b - a) == 1:
        return f"; there the port has the original's values plus {figure((b - a)[0])}"
    return ""


def _zeros(leaf: Leaf) -> str | None:
    """Whether the differences are where one side alone has 0, as after masks with other probabilities."""
    a, b, where = leaf.a, leaf.b, leaf.differs
    if where.sum() < 2 or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return None
    for side, zero in (("the original", (a == 0) & (b != 0)), ("the port", (b == 0) & (a != 0))):
        if (zero == where).all():
            small, large = (a, b) if side == "the original" else (b, a)
            ratio = f"; its mean is {abs(small.mean() / large.mean()):.4f} of the other's" if large.mean() else ""
            return f"those where only {side} has 0{ratio}"
    return None


def _regions(where: NDArray[np.bool_], alike: bool) -> Iterator[str]:
    if where.ndim != 2:
        for axis in range(where.ndim):
            lines = where.any(tuple(k for k in range(where.ndim) if k != axis))
            if 2 * lines.sum() <= lines.size:
                yield f"all in {named('page' if axis > 1 else ('row', 'column')[axis], np.flatnonzero(lines))}"
        return
    if 1 in where.shape:
        elements = np.flatnonzero(where)
        run = elements[-1] - elements[0] == elements.size - 1
        if (run and (where.size >= 8 or alike)) or (2 * elements.size <= where.size and (run or elements.size <= 8)):
            last = ", the last" if elements.size == 1 and elements[0] == where.size - 1 else ""
            yield named("element", elements) + last
        return
    rows, columns = (np.flatnonzero(np.asarray(where.any(axis=axis))) for axis in (1, 0))
    row, column = np.indices(where.shape)
    if where.sum() == 1:
        yield f"the one at {place((rows[0], columns[0]))}"
    square = min(where.shape) > 2
    for name, part in (
        ("on the diagonal", row == column),
        ("off the diagonal", row != column),
        ("in the upper triangle", column > row),
        ("in the lower triangle", column < row),
        ("at the border", (row % (where.shape[0] - 1) == 0) | (column % (where.shape[1] - 1) == 0)),
    ):
        if square and (where == part).all():
            yield f"all those {name}"
    sides: tuple[tuple[str, Array, Array], ...] = (("column", columns, where.T), ("row", rows, where))
    for word, lines, side in sides:
        if lines.size == 1 or (2 * lines.size <= len(side) and side[lines].mean() > 0.5):
            yield f"all in {named(word, lines)}"
    block = where[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if 2 * block.size <= where.size and block.mean() > 0.5:
        yield f"all in the block of {named('row', rows)} and {named('column', columns)}"
    square_matrix = where.shape[0] == where.shape[1]
    for name, part in (
        ("above the diagonal", column > row),
        ("below the diagonal", column < row),
    ):
        if square_matrix and square and not (where & ~part).any() and 2 * where.sum() >= part.sum():
            yield f"all {name}"


def ill_conditioned(leaf: Leaf) -> Cause | None:
    """Recognise that the original itself moves as much when its inputs are perturbed by an ulp."""
    # Whole numbers do not drift: where an ulp changes them, a choice or a rounding has tipped over.
    if not 0 < leaf.distance < np.inf or integers(leaf.a) or not leaf.distance <= 10 * leaf.moved:
        return None
    drift = np.max([np.abs(array - leaf.a) for array in leaf.rerun() if array.shape == leaf.a.shape], axis=0, initial=0)
    if not (np.abs(leaf.a - leaf.b) <= 100 * drift)[leaf.differs].all():
        return None
    detail = (
        f"the original itself moves by a relative {leaf.moved:.2g} when its inputs are perturbed by one ulp; "
        f"the port differs by {leaf.distance:.2g}"
    )
    return leaf.cause("ill-conditioned", detail, "allow that much in the case's tolerance, or use a stabler formula")


def tolerance(leaf: Leaf) -> Cause | None:
    """Recognise real numbers that are close everywhere and the same nowhere, as after an iteration that stops early."""
    most = 2e-3 if leaf.a.size > 1 else 1e-4
    if (
        not leaf.iterates
        or integers(leaf.a)
        or integers(leaf.b)
        or not 1e-9 <= leaf.distance <= most
        or leaf.differs.mean() < 0.5
    ):
        return None
    detail = (
        f"both sides are close, to a relative {leaf.distance:.2g}, and no transformation explains the rest: "
        "an iteration may stop elsewhere (weak: nothing proves it)"
    )
    return leaf.cause("tolerance", detail, "use the original's stopping rule, start and iteration limit (tol, maxiter)")


def unknown(leaf: Leaf) -> Cause:
    """State the figures, and where to look next."""
    apart = np.abs(leaf.a - leaf.b)
    share = f"{int((relative_differences(leaf.a, leaf.b) > 0).sum())} of {leaf.a.size} elements differ"
    if leaf.distance < 1e-12:
        detail = f"{share}, by a relative {leaf.distance:.2g} at most: the rounding of the last places"
        return leaf.cause(
            "unknown",
            detail,
            "compute in the original's order of operations, or allow a few ulp in the case's tolerance",
        )
    index = np.unravel_index(int(np.argmax(np.nan_to_num(apart, nan=np.inf))), apart.shape)
    detail = (
        f"{share}, by a relative {leaf.distance:.2g} at most and by {figure(apart[index])} at {place(index)} "
        f"({figure(leaf.a[index])} in the original, {figure(leaf.b[index])} in the port); no known cause fits"
    )
    return leaf.cause("unknown", detail, TRACE)


TRACE = "find the line that first differs with `matdrop trace`"
