"""A mismatch's probable causes, each one shown on the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from matdrop.parity.compare import Comparison
from matdrop.parity.reference import Reference
from matdrop.parity.values import canonical, class_of, size_of


@dataclass(frozen=True)
class Cause:
    """A probable cause of a mismatch.

    Attributes
    ----------
    kind : str
        One word, the same in text, JSON and docs.
    output : str
        The output that shows it; empty where it concerns the call.
    detail : str
        The figures, in one sentence.
    """

    kind: str
    output: str
    detail: str


def diagnose(
    reference: Reference, obtained: Mapping[str, Any], comparisons: list[Comparison], mutated: tuple[str, ...]
) -> list[Cause]:
    """Name the probable causes of a case's mismatches.

    Parameters
    ----------
    reference : Reference
        What the original computed.
    obtained : mapping of str to object
        The port's outputs by name, as far as there are any.
    comparisons : list of Comparison
        Of every output.
    mutated : tuple of str
        The inputs that the port has changed.

    Returns
    -------
    list of Cause
        Nearest first; ``unknown`` where nothing fits.
    """
    causes = [
        Cause("mutated-input", "", f"the port changes its input {name} in place; MATLAB passes by value: copy it")
        for name in mutated
    ]
    for comparison in comparisons:
        if comparison.mismatch is None:
            continue
        if comparison.name not in obtained:
            causes.append(Cause("missing-output", comparison.name, comparison.mismatch.detail))
            continue
        left, right = reference.outputs.get(comparison.name), canonical(obtained[comparison.name])
        kind = {"nan": "nan", "class": "class", "sign-of-zero": "sign"}.get(comparison.mismatch.kind)
        if kind is not None:
            causes.append(Cause(kind, comparison.name, comparison.mismatch.detail))
        elif left is None or class_of(left) != class_of(right) or not _has_numbers(left):
            causes.append(Cause("unknown", comparison.name, comparison.mismatch.detail))
        elif size_of(left) == size_of(right):
            causes.append(_by_values(comparison.name, left, right))
        elif left.size == right.size and {1} & set(size_of(left)) and {1} & set(size_of(right)):
            causes.append(Cause("orientation", comparison.name, comparison.mismatch.detail))
        else:
            causes.append(Cause("unknown", comparison.name, comparison.mismatch.detail))
    return causes


def _by_values(name: str, left: Any, right: Any) -> Cause:
    a, b = left.astype(np.complex128), right.astype(np.complex128)
    differs = a != b
    with np.errstate(all="ignore"):
        ratio = b / a
    first = ratio.ravel()[np.flatnonzero(np.isfinite(ratio) & (a != 0))[:1]]
    if first.size and first != 1 and np.allclose(b, a * first, rtol=1e-12, atol=0, equal_nan=True):
        return Cause("scale", name, f"the port has {first.item().real:.6g} times the original's values everywhere")
    if class_of(left) == "logical" and (left != right).all():
        return Cause("complement", name, "the port has true exactly where the original has false")
    share = f"{int(differs.sum())} of {a.size} elements differ"
    zeros = {"the original": differs & (a == 0) & (b != 0), "the port": differs & (b == 0) & (a != 0)}
    for side, where in zeros.items():
        if where.any() and (where == differs).all() and np.isfinite(a).all() and np.isfinite(b).all() and b.sum() != 0:
            means = f"; its mean is {abs(a.mean() / b.mean()):.4f} of the port's" if side == "the original" else ""
            return Cause("region", name, f"{share}, those where only {side} has 0{means}")
    if np.array_equal(np.sort(a.ravel()), np.sort(b.ravel())):
        same = np.array_equal(a.ravel(order="F"), b.ravel(order="C"))
        if same:
            return Cause("memory-order", name, "the same values, filled row by row instead of column by column")
        return Cause("order", name, "the same values in other places")
    return Cause("unknown", name, share)


def _has_numbers(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind in "biufc" and value.size > 0
