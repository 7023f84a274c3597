"""NaN: MATLAB's max and min ignore it, and sqrt and log of negative numbers are complex there."""

from __future__ import annotations

import ast

import numpy as np

from matdrop.habits.cause import Cause, Strength
from matdrop.habits.edit import Edit
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf, place
from matdrop.habits.matlab_pattern import MatlabCall
from matdrop.habits.pattern import calls, lacks
from matdrop.values.distance import relative_differences


def nan(leaf: Leaf) -> Cause | None:
    """Recognise NaN or Inf on one side only, or of the other sign."""
    a, b = leaf.a, leaf.b
    with np.errstate(all="ignore"):
        where = (np.isnan(a) != np.isnan(b)) | ((np.isinf(a) | np.isinf(b)) & (a != b) & ~np.isnan(a) & ~np.isnan(b))
    if not where.any():
        return None
    left, right = sorted(set(map(_sort_of, a[where]))), sorted(set(map(_sort_of, b[where])))
    rest = relative_differences(a[~where], b[~where])
    others = (
        "all others agree" if (rest <= leaf.tight).all() else f"of the others {int((rest > leaf.tight).sum())} differ"
    )
    if where.all():
        others = "there are no others"
    first = f"first at {place(np.argwhere(where)[0])}; " if where.size > 1 else ""
    detail = (
        f"at {int(where.sum())} of {where.size} elements the original has {' or '.join(left)} and the port "
        f"{' or '.join(right)}, {first}{others}"
    )
    if "a complex number" in left:
        fix = "use np.emath.sqrt, power, log or a complex dtype: MATLAB goes complex where NumPy gives NaN"
    elif "NaN" in right:
        fix = (
            "guard what gives NaN (0/0, 0*Inf, sqrt of a negative), or use np.fmax, np.nanmax: MATLAB's max ignores NaN"
        )
    elif "NaN" in left:
        fix = "let NaN through as the original does: np.where, np.nan*, bool masks and ddof with n = 1 lose it"
    else:
        fix = "mind division by zero and log(0): do not clip or add a small number where the original does not"
    return leaf.cause("nan", detail, fix, Strength.STATES)


def _sort_of(element: complex) -> str:
    if np.isnan(element):
        return "NaN"
    if np.isinf(element):
        return "-Inf" if element.real < 0 else "Inf"
    if element.imag:
        return "a complex number"
    return "0" if element == 0 else "a number"


IGNORING_NAN = {"max": "nanmax", "amax": "nanmax", "min": "nanmin", "amin": "nanmin"}


IGNORING_NAN |= {"maximum": "fmax", "minimum": "fmin"}


def ignoring_nan(node: ast.AST) -> ast.expr | None:
    """Ignore NaN in max and min."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    owner, name = node.func.value, node.func.attr
    if name not in IGNORING_NAN or getattr(owner, "id", "") not in ("np", "numpy"):
        return None
    return ast.Call(ast.Attribute(owner, IGNORING_NAN[name], ast.Load()), node.args, node.keywords)


HABIT = Habit(
    kind="nan",
    rows={
        "max-skips-nan": "max nanmax",
        "max-of-two-skips-nan": "fmax maximum",
        "std-of-one": "std",
        "dropout-infinite": "0 5 errstate where",
        "interp-outside": "interp nan",
    },
    fix="MATLAB's max and min ignore NaN: np.nanmax, np.fmax",
    states={10: nan},
    edits=(Edit("NaN ignored by max and min", ignoring_nan),),
    patterns=(calls("interp-outside", "numpy.interp", when=lacks("left", "right", after=3)),),
    tempting=(MatlabCall("interp1", "interp-outside"),),
)
