"""Factors: a number that the port's values are times the original's, and where a call may have it from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from matdrop.habits.leaf import Leaf, closeness, distinct, figure, number_inputs, telling
from matdrop.values.distance import integers
from matdrop.values.value import Array

Factor = tuple[str, float]


def common_factor(leaf: Leaf, known: Iterable[Factor], others: bool = False) -> tuple[str, str, float, str] | None:
    """Where the port has a factor, its name and value, and a sentence."""
    known = list(known)
    for where, mask in leaf.parts():
        a, b = leaf.a[mask], leaf.b[mask]
        usable = np.isfinite(a) & np.isfinite(b) & (a != 0)
        if not usable.any():
            continue
        largest = int(np.argmax(np.where(usable, np.abs(a), 0)))
        ratio = b[largest] / a[largest]
        if abs(ratio.imag) > 1e-9 * abs(ratio) or ratio in (0, 1, -1) or are_small_integers(a, b):
            continue
        estimate = float(ratio.real)
        same = [(name, value) for name, value in known if value and abs(estimate / value - 1) <= leaf.tight]
        name, value = same[0] if same else ("", estimate)
        if name == figure(value):  # a size of an input tells more than the number
            name = next((other for other, _ in same if "size of an input" in other), name)
        # An unknown factor that is hardly one is rounding of some kind.
        if not name and not (others and telling(a[usable], b[usable]) and abs(estimate - 1) > 1e-6):
            continue
        for factor in dict.fromkeys((value, estimate)):
            if leaf.explains(np.where(mask, leaf.a * factor, leaf.a), leaf.b):
                held = closeness(np.where(mask, leaf.a * factor, leaf.a), leaf.b)
                named_so = f" = {name}" if name and name != figure(value) else ""
                detail = f"{where} the port has {figure(value)}{named_so} times the original's values, {held}"
                return where, name or figure(value), value, detail
    return None


def scalar_factors(leaf: Leaf) -> Iterator[Factor]:
    """Find the factors that an input of one number may stand for: p, 1/p, 1 - p and such."""
    for number, array in enumerate(number_inputs(leaf), 1):
        if array.size != 1 or array.dtype.kind == "c" or not np.isfinite(array).all():
            continue
        p = float(array.item())
        what = f"p for the scalar input {number}, p = {p:g}"
        candidates = [(what, p), (f"1/{what}", 1 / p if p else 0.0), (f"p^2, {what[2:]}", p * p)]
        if 0 < p < 1:
            candidates += [(f"(1-p)/{what}", (1 - p) / p), (f"p/(1-p), {what[2:]}", p / (1 - p))]
            candidates += [(f"1-{what}", 1 - p), (f"1/(1-p), {what[2:]}", 1 / (1 - p))]
        yield from candidates


def are_small_integers(a: Array, b: Array) -> bool:
    """One small whole number against another: too little to see a factor in."""
    return distinct(a) == 1 and integers(a) and integers(b) and max(np.abs(a).max(), np.abs(b).max()) <= 10
