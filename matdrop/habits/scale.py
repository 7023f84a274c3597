"""Scale: a constant factor, of all values or of each column or row."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.columns import first_few, has_telling_lines
from matdrop.habits.factor import Factor, common_factor, scalar_factors
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf, input_sizes, telling
from matdrop.values.value import Array


def scale(leaf: Leaf) -> Cause | None:
    """Recognise a constant factor, named where it is a figure of the call; or a factor for each column or row."""
    if leaf.logical and np.isin(leaf.b, (0, 1)).all():
        return None
    found = common_factor(leaf, _known_factors(leaf), others=True)
    if found is not None:
        is_known = any(abs(found[2] - factor) <= leaf.tight * abs(factor) for _, factor in _known_factors(leaf))
        fix = f"divide by {found[1]}: look for a factor that only the port has, or has not"
        return leaf.cause("scale", found[3], fix, fitted=() if is_known else found[2:3])
    for axis, word in ((0, "column"), (1, "row")):
        cause = _normalised(leaf, axis, word)
        if cause is not None:
            return cause
        if not has_telling_lines(leaf, axis):
            continue
        with np.errstate(all="ignore"):
            factors = np.nansum(np.conj(leaf.a) * leaf.b, axis, keepdims=True)
            factors = factors / np.nansum(np.abs(leaf.a) ** 2, axis, keepdims=True)
            scaled = leaf.a * factors
        rounding = np.abs(factors - 1).max() <= 1e-6
        if np.isfinite(factors).all() and (factors != 0).all() and not rounding and leaf.explains(scaled, leaf.b):
            detail = f"each {word} of the port is the original's times a constant of its own: {first_few(factors)}"
            return leaf.cause("scale", detail, f"compare how the two sides normalise each {word}", fitted=factors.flat)
    return None


def _normalised(leaf: Leaf, axis: int, word: str) -> Cause | None:
    """Columns or rows that one side alone divides by their sum, norm or largest magnitude."""
    if leaf.a.ndim != 2 or leaf.a.shape[axis] < 2:
        return None
    sides = ((leaf.a, leaf.b, "port"), (leaf.b, leaf.a, "original"))
    for (raw, normal, who), (what, size) in itertools.product(sides, SIZES.items()):
        with np.errstate(all="ignore"):
            divided = raw / size(raw, axis)
        if np.isfinite(divided).all() and telling(raw, raw) and leaf.explains(divided, normal):
            detail = f"the {who} divides each {word} by its {what}, the other side does not"
            return leaf.cause("scale", detail, f"normalise each {word} on both sides, or on neither")
    return None


SIZES: dict[str, Callable[[Array, int], Array]] = {
    "sum": lambda x, axis: x.sum(axis, keepdims=True),
    "norm": lambda x, axis: np.sqrt((np.abs(x) ** 2).sum(axis, keepdims=True)),
    "first element": lambda x, axis: x.take([0], axis),
    "largest magnitude": lambda x, axis: np.abs(x).max(axis, keepdims=True),
}


def _known_factors(leaf: Leaf) -> Iterator[Factor]:
    # The constants come first: a dimension that happens to be 2 or 100 is the rarer reason.
    for k in (2, 3, 4, 10, 100, 1000):
        yield str(k), float(k)
        yield f"1/{k}", 1 / k
    yield "sqrt(2)", math.sqrt(2)
    yield "1/sqrt(2)", math.sqrt(0.5)
    for text, value in (("pi", math.pi), ("2*pi", 2 * math.pi), ("log(2)", math.log(2)), ("log(10)", math.log(10))):
        yield text, value
        yield f"1/({text})", 1 / value
    yield "pi/180", math.pi / 180
    yield "180/pi", 180 / math.pi
    yield "255", 255.0
    yield "1/255", 1 / 255
    yield from scalar_factors(leaf)
    yield from _size_factors(leaf)


def _size_factors(leaf: Leaf) -> Iterator[Factor]:
    for n, p in dict.fromkeys((size[0], p) for size in input_sizes(leaf) for p in size[1:] if 1 < p < size[0]):
        for k in (n, n - 1):
            what = f"for a {n}x{p} input"
            yield f"{k}/{n - p}, degrees of freedom {what}", k / (n - p)
            yield f"{n - p}/{k}, degrees of freedom {what}", (n - p) / k
            yield f"sqrt({k}/{n - p}), degrees of freedom {what}", math.sqrt(k / (n - p))
            yield f"sqrt({n - p}/{k}), degrees of freedom {what}", math.sqrt((n - p) / k)
    lengths = {n: None for size in input_sizes(leaf) for n in (*size, math.prod(size))}
    for m in lengths:
        if m > 1:
            yield f"m = {m}, a size of an input", float(m)
            yield f"1/m for m = {m}, a size of an input", 1 / m
            yield f"sqrt(m) for m = {m}, a size of an input", math.sqrt(m)
            yield f"1/sqrt(m) for m = {m}, a size of an input", 1 / math.sqrt(m)
            yield f"1/(2*m) for m = {m}, a size of an input", 0.5 / m
            yield f"2*m for m = {m}, a size of an input", 2.0 * m


HABIT = Habit(
    kind="scale",
    fix="look for a factor that only the port has, or has not",
    explains={180: scale},
    elementwise=True,
)
