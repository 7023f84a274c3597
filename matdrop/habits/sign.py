"""Sign: of singular and eigenvectors, of zeros, of swapped operands."""

from __future__ import annotations

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf, closeness, distinct, named, place
from matdrop.habits.matlab_pattern import MatlabCall
from matdrop.values.value import Array


def sign(leaf: Leaf) -> Cause | None:
    """Recognise opposite signs: everywhere, of whole columns or rows (eigenvectors), of zeros, or of some elements."""
    if leaf.logical:
        return None
    if leaf.distance == 0:
        return _sign_of_zero(leaf)
    if leaf.explains(-leaf.a, leaf.b):
        fix = "negate the result: look for operands of a subtraction that are swapped"
        return leaf.cause("sign", "the port has the original's values with the opposite sign everywhere", fix)
    for axis, word in ((0, "column"), (1, "row")):
        if leaf.a.ndim != 2 or leaf.a.shape[axis] < 2 or leaf.a.shape[1 - axis] < 1:
            continue
        with np.errstate(all="ignore"):
            products = np.sum(np.conj(leaf.a) * leaf.b, axis, keepdims=True)
            phases = np.where(products == 0, 1, products / np.abs(products))
            turned = leaf.a * phases
        if np.isfinite(phases).all() and leaf.explains(turned, leaf.b):
            lines = named(word, np.flatnonzero(np.abs(phases - 1) > leaf.tight))
            how = "the opposite sign" if np.isrealobj(phases) else "another phase"
            detail = f"the port has {lines} with {how}, {closeness(turned, leaf.b)}"
            fix = (
                "singular and eigenvectors are determined up to sign: fix one on both sides, "
                "such as a positive largest element"
            )
            return leaf.cause("sign", detail, fix)
    if distinct(np.abs(leaf.a)) >= 3 and leaf.explains(np.abs(leaf.a), np.abs(leaf.b)):
        absolute = (np.isrealobj(leaf.b) and (leaf.b >= 0).all()) or (np.isrealobj(leaf.a) and (leaf.a >= 0).all())
        detail = f"the absolute values agree, the signs differ at {int(leaf.differs.sum())} of {leaf.a.size} elements"
        return leaf.cause("sign", detail, "look for np.abs on one side only" if absolute else "look for a sign rule")
    return None


def _sign_of_zero(leaf: Leaf) -> Cause | None:
    if leaf.a.dtype.kind == "c" or leaf.b.dtype.kind == "c":
        pairs: tuple[tuple[Array, Array], ...] = ((leaf.a.real, leaf.b.real), (leaf.a.imag, leaf.b.imag))
    else:
        pairs = ((leaf.a, leaf.b),)
    other = np.zeros(leaf.a.shape, bool)
    for a, b in pairs:
        other |= (np.signbit(a) != np.signbit(b)) & ~np.isnan(a)
    if not other.any():
        return None
    detail = (
        f"the values agree, but {int(other.sum())} zeros have the other sign, first at {place(np.argwhere(other)[0])}"
    )
    fix = "do what the original does to zeros: multiply by a mask instead of np.where, say"
    return leaf.cause("sign", detail, fix, fitted=None)


HABIT = Habit(
    kind="sign",
    rows={
        "singular-vector-sign": "linalg sign svd",
        "dropout-negative-zero": "0 where",
        "rem-keeps-sign": "0 fmod",
    },
    fix="fix the sign on both sides, such as a positive largest element",
    explains={110: sign},
    elementwise=True,
    tempting=(MatlabCall("rem", "rem-keeps-sign"),),
)
