"""Factors: a number that the port's values are times the original's, and where a call may have it from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from matdrop.habits.leaf import Leaf, closeness, distinct, figure, number_inputs, telling
from matdrop.values.distance import integers
from matdrop.values.value import Array

Factor = tuple[str, float]


def common_factor(leaf: Leaf, known: Iterable[Factor], others: bool = False) -> tuple[str, str, float, str] | None:
    """Find a factor by which the port's values are the original's, everywhere or in some columns or rows.

    Parameters
    ----------
    leaf : Leaf
        Two arrays of numbers of the same size.
    known : iterable of (str, float)
        Names and values of the factors to look for.
    others : bool
        Whether to look for factors that are not among the known ones too.

    Returns
    -------
    tuple of (str, str, float, str) or None
        Where the factor holds ("everywhere", "in column 2"), its name, its value, and a sentence on it; None if no
        factor makes the sides agree. A factor that is not known has its value as name.

    Examples
    --------
    >>> leaf = Leaf("y", "", np.array([[1.0, 2.0, 4.0]]), np.array([[3.0, 6.0, 12.0]]))
    >>> common_factor(leaf, [("three", 3.0)])[:3]
    ('everywhere', 'three', 3.0)
    """
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
    """Find the factors that can be formed from inputs of one number: p, 1/p, 1-p and such.

    Parameters
    ----------
    leaf : Leaf
        A pair of values, with the call's inputs.

    Yields
    ------
    str
        The factor's name.
    float
        The factor's value.

    Examples
    --------
    >>> leaf = Leaf("y", "", np.array([[1.0]]), np.array([[2.0]]), inputs=(np.array([[4.0]]),))
    >>> list(scalar_factors(leaf))[1]
    ('1/p for the scalar input 1, p = 4', 0.25)
    """
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
    """Check whether two arrays are too simple to show a factor: small whole numbers, the original's all the same.

    Parameters
    ----------
    a, b : ndarray
        The original's numbers and the port's, at least one each.

    Returns
    -------
    bool
        Whether all are whole numbers of at most 10 in magnitude, and `a` has one value only.

    Examples
    --------
    >>> bool(are_small_integers(np.array([2.0, 2.0]), np.array([4.0, 4.0])))
    True
    """
    return distinct(a) == 1 and integers(a) and integers(b) and max(np.abs(a).max(), np.abs(b).max()) <= 10
