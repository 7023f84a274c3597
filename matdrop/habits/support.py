"""Support: how much of the values a transformation explains, against what was fitted and tried."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matdrop.habits.leaf import Leaf

# The tests of the habits with the constants that some of them know: one of so many fits two digits by chance.
TRIED = 100
# Digits that have to be left: a transformation that fits by chance alone is then one in ten.
MARGIN = 1.0
MOST = 1000  # different values that are counted


@dataclass(frozen=True)
class Support:
    """What a transformation explains, and what was spent on it.

    A value of one digit is met by chance one time in ten, and one of sixteen digits never. Numbers that were fitted can
    be met as often as they have digits.

    Attributes
    ----------
    values : int
        Values that differ, and agree after the transformation; equal ones count once.
    digits : float
        Decimal digits of them that it gets right. Where equal values recur in places that differ, each is the choice
        among those that there are.
    fitted : int
        Numbers that were fitted to the values.
    spent : float
        Their digits.

    Examples
    --------
    >>> one, three = Support(1, 1.0), Support(3, 30.0)
    >>> one.is_enough, three.is_enough, (one + three).values
    (False, True, 4)
    """

    values: int
    digits: float
    fitted: int = 0
    spent: float = 0.0

    def __add__(self, other: Support) -> Support:
        return Support(
            self.values + other.values,
            self.digits + other.digits,
            self.fitted + other.fitted,
            self.spent + other.spent,
        )

    @property
    def is_enough(self) -> bool:
        """Whether it explains by far more than was fitted and tried: one number proves nothing."""
        return self.digits - self.spent - math.log10(TRIED) >= MARGIN

    def __str__(self) -> str:
        fitted = f", {_counted(self.fitted, 'number')} fitted" if self.fitted else ""
        explained = f"{_counted(self.values, 'value')} with {_counted(round(self.digits), 'digit')}"
        return f"{explained} explained{fitted}, some {TRIED} transformations tried"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" + "s" * (count != 1)


def support_of(leaf: Leaf, fitted: Iterable[float] = (), rounds: bool = False) -> Support:
    """Return the support of a transformation that makes the two sides of a leaf agree.

    Parameters
    ----------
    leaf : Leaf
        Two arrays of numbers of the same size.
    fitted : iterable of float
        The numbers that were fitted.
    rounds : bool
        Whether the transformation leaves digits out: then only the side that has fewer can be got right.

    Returns
    -------
    Support
        Of this leaf alone.

    Examples
    --------
    >>> from matdrop.habits.leaf import Leaf
    >>> support_of(Leaf("k", "", np.array([[3.0, 1.0, 2.0]]), np.array([[2.0, 0.0, 1.0]])))
    Support(values=3, digits=3.0, fitted=0, spent=0.0)
    >>> str(support_of(Leaf("y", "", np.array([[1.5, 4.0]]), np.array([[1.6, 4.1]])), [0.1]))
    '2 values with 4 digits explained, 1 number fitted, some 100 transformations tried'
    """
    where = leaf.differs
    pairs = np.stack([leaf.a[where].astype(complex), leaf.b[where].astype(complex)], axis=-1)
    different = np.unique(pairs, axis=0)
    counted = min if rounds else max
    digits = sum(counted(digits_of(one), digits_of(other)) for one, other in different[:MOST])
    recurring = (len(pairs) - len(different)) * math.log10(max(len(different), 1))
    numbers = [digits_of(number) for number in fitted]
    return Support(len(different), digits + recurring, len(numbers), float(sum(numbers)))


def total(supports: Iterable[Support | None]) -> Support | None:
    """Return the support of one transformation in several places.

    Parameters
    ----------
    supports : iterable of Support or None
        Of each place.

    Returns
    -------
    Support or None
        Their sum; None if one of the places shows it as it is.

    Examples
    --------
    >>> total([Support(1, 2.0), Support(2, 5.0)])
    Support(values=3, digits=7.0, fitted=0, spent=0.0)
    """
    found = list(supports)
    known = [support for support in found if support is not None]
    return sum(known[1:], start=known[0]) if known and len(known) == len(found) else None


def digits_of(number: complex) -> int:
    """Return how many digits a number has, from its first to its last that is not 0; 1 for 0, NaN and Inf.

    Parameters
    ----------
    number : number
        Real or complex: of both parts together.

    Returns
    -------
    int
        At most 15 for each part.

    Examples
    --------
    >>> digits_of(0.5), digits_of(1200), digits_of(1 / 3), digits_of(255)
    (1, 2, 15, 3)
    """
    parts = [part for part in (number.real, number.imag) if part != 0]
    texts = (f"{abs(part):.14e}".partition("e")[0].replace(".", "").rstrip("0") for part in parts)
    return sum(len(text) if text.isdecimal() else 1 for text in texts) or 1
