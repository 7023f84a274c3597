"""Rounding: MATLAB rounds half cases away from zero, NumPy to even; // and astype cut off."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable

import numpy as np

from matdrop.habits.cause import Cause, Strength
from matdrop.habits.edit import Edit, called, of_numpy
from matdrop.habits.formulas import results
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf, are_finite, distinct, figure, integer_limits, is_whole, step_of, tips_over
from matdrop.habits.matlab_pattern import Arguments, MatlabCall, count
from matdrop.habits.pattern import INTEGERS, Code, calls, lacks, nodes
from matdrop.source import matlab_syntax as syntax
from matdrop.values.canonical import class_of
from matdrop.values.value import Array

FIX = "MATLAB's round and integer classes round half away from zero: np.trunc(x + np.copysign(0.5, x))"


def half_away(x: Array) -> Array:
    """Round as MATLAB does: half cases away from zero.

    Parameters
    ----------
    x : ndarray
        Real numbers.

    Returns
    -------
    ndarray
        The rounded numbers.

    Examples
    --------
    >>> half_away(np.array([0.5, -2.5, 0.49999999999999994])).tolist()
    [1.0, -3.0, 0.0]
    """
    whole = np.trunc(x)
    return np.asarray(whole + np.copysign((np.abs(x - whole) >= 0.5) * 1.0, x))


ROUNDINGS: dict[str, Callable[[Array], Array]] = {
    "half cases away from zero": half_away,
    "towards zero": np.trunc,
    "down": np.floor,
    "up": np.ceil,
    "half cases to even": np.rint,
}


def rounding(leaf: Leaf) -> Cause | None:
    """Recognise one side rounded, or both, each its own way."""
    a, b = leaf.a, leaf.b
    if np.iscomplexobj(a) or np.iscomplexobj(b) or leaf.logical or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return None
    found = _one_side_rounded(leaf, "everywhere") or _both_rounded(leaf)
    for where, mask in leaf.parts():
        if found is None and not mask.all():
            found = _one_side_rounded(leaf.against(b[mask][None], a[mask][None]), where)
    return found


def _both_rounded(leaf: Leaf) -> Cause | None:
    unit = step_of(leaf)
    if unit is None:
        return None
    a, b = leaf.a, leaf.b
    # So many formulas fit one number by accident: there it must be an input, or the class must be one that rounds.
    enough = a.size > 2 or integer_limits(class_of(leaf.expected)) is not None
    x, y = np.rint(a / unit), np.rint(b / unit)
    for text, source in results(leaf):
        if not enough and (unit != 1 or not text.startswith("input ") or len(text.split()) > 2):
            continue
        for left, f in ROUNDINGS.items():
            for right, g in ROUNDINGS.items():
                if left != right and np.array_equal(f(source / unit), x) and np.array_equal(g(source / unit), y):
                    to = "" if unit == 1 else f" to multiples of {figure(unit)}"
                    detail = f"{text} rounds{to} {left} in the original, {right} in the port"
                    return leaf.cause("rounding", detail, FIX, fitted=None)
    return _half_cases(leaf, unit)


def _one_side_rounded(leaf: Leaf, where: str) -> Cause | None:
    sides = ((leaf.a, leaf.b, "original", "port"), (leaf.b, leaf.a, "port", "original"))
    for digits, (rounded, other, who, whose) in itertools.product(range(5), sides):
        unit = 10.0**digits
        to = f"to {digits} decimals" if digits else "to whole numbers"
        # A few that are not whole are a region. Zeros alone are no evidence, nor is a single 1.
        if (
            not is_whole(rounded * unit).all()
            or 2 * is_whole(other * unit).sum() > other.size
            or np.abs(rounded * unit).max() <= (distinct(rounded) == 1)
        ):
            continue
        # Two numbers are soon rounded to two others: they must be known before, or the class must round.
        held = class_of(leaf.expected if who == "original" else leaf.obtained)
        if other.size < 3 and digits < 2 and integer_limits(held) is None and not _recomputed(leaf, other):
            continue
        for how, f in ROUNDINGS.items():
            if leaf.explains(f(other * unit) / unit, rounded):
                detail = f"{where} the {who}'s values are the {whose}'s rounded {to}, {how}"
                fix = FIX if who == "original" else "do not round here: mind // and astype(int), which cut off"
                return leaf.cause("rounding", detail, fix, fitted=[digits] if digits else [], rounds=True)
    return None


def _recomputed(leaf: Leaf, side: Array) -> bool:
    return any(np.array_equal(x, side) for _, x in results(leaf))


def _half_cases(leaf: Leaf, unit: float) -> Cause | None:
    """Both sides rounded: the differences alone show half cases, or numbers that were cut off."""
    where = leaf.differs
    a, b = np.rint(leaf.a / unit), np.rint(leaf.b / unit)
    x, y = np.abs(a[where]), np.abs(b[where])
    some = f"at {int(where.sum())} of {a.size} elements"
    if (np.sign(a[where]) * np.sign(b[where]) < 0).any() or where.sum() < 3 or distinct(x) < 2:
        return None
    if (x == y + 1).all():
        if (y % 2 == 0).all():
            detail = f"{some} the port has the even neighbour of the original's rounded number: half cases go to even"
            return leaf.cause("rounding", detail, FIX)
        if unit == 1 and (y % 2 == 1).all() and not where.all():
            detail = f"{some} the port is one less, always odd: half cases that go to even, before 1 is added to them"
            return leaf.cause("rounding", detail, FIX)
    if (y == x + 1).all() and (x % 2 == 0).all():
        detail = f"{some} the original has the even neighbour of the port's rounded number: half cases go to even"
        return leaf.cause("rounding", detail, "use np.rint, which rounds half cases to even")
    return None


def tipped(leaf: Leaf) -> Cause | None:
    """Recognise half cases, which an ulp tips over in the original itself."""
    a, b, where = leaf.a, leaf.b, leaf.differs
    if not are_finite(a, b) or not (np.abs(b) < np.abs(a))[where].all() or (a * b < 0).any():
        return None
    step = step_of(leaf)
    tip = "" if step is None else tips_over(leaf)
    if step is None or not tip:
        return None
    return leaf.cause(
        "rounding", f"{tip}, as half cases do: the port is {figure(step)} nearer to zero", FIX, fitted=None
    )


def off_by_one(leaf: Leaf) -> Cause | None:
    """Recognise that values of an integer class differ by one unit here and there."""
    if integer_limits(class_of(leaf.expected)) is None or step_of(leaf) != 1:
        return None
    # Whole columns or rows are a region.
    lines = [axis for axis in range(leaf.a.ndim) if leaf.a.shape[axis] > 1]
    if any((leaf.differs == leaf.differs.all(axis, keepdims=True)).all() for axis in lines):
        return None
    detail = (
        f"at {int(leaf.differs.sum())} of {leaf.a.size} elements the sides are one unit of "
        f"{class_of(leaf.expected)} apart, "
        "as when one rounds and the other cuts off or rounds half cases to even"
    )
    return leaf.cause("rounding", detail, FIX, Strength.SUGGESTS)


def rounded_away(node: ast.AST) -> ast.expr | None:
    """Round half cases away from zero."""
    if isinstance(node, ast.Call) and called(node) in {"round", "rint", "around", "round_"} and len(node.args) == 1:
        half = of_numpy("copysign", ast.Constant(0.5), node.args[0])
        return of_numpy("trunc", ast.BinOp(node.args[0], ast.Add(), half))
    return None


def true_division(node: ast.AST) -> ast.expr | None:
    """Divide without cutting off."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
        return ast.BinOp(node.left, ast.Div(), node.right)
    return None


# What rounds, saturates or draws on purpose before an array becomes one of integers.
WHOLE = {"clip", "round", "around", "rint", "floor", "ceil", "trunc", "fix", "minimum", "maximum", "where", "randint"}


def cuts_off(node: ast.AST, code: Code) -> bool:
    """Whether an expression becomes an array of integers of a size, and nothing in it rounds or saturates."""
    if not isinstance(node, ast.Call) or called(node) != "astype" or not node.args:
        return False
    if getattr(node.args[0], "attr", getattr(node.args[0], "value", None)) not in INTEGERS:
        return False
    if not isinstance(node.func, ast.Attribute) or isinstance(node.func.value, ast.Compare | ast.Name):
        return False
    inside = [call.func for call in ast.walk(node.func.value) if isinstance(call, ast.Call)]
    return not any((getattr(f, "attr", "") or code.full_name(f)) in WHOLE for f in inside)


MATLAB_INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


def _converts(arguments: Arguments) -> bool:
    return len(arguments) == 1 and not isinstance(arguments[0], syntax.Number)


HABIT = Habit(
    kind="rounding",
    rows={
        "round-halves": "5 abs copysign floor round",
        "integer-conversion": "5 astype clip floor int64 uint8",
        "integer-division": "5 astype floor int32",
    },
    fix="MATLAB's round takes half cases away from zero: np.trunc(x + np.copysign(0.5, x))",
    explains={130: rounding, 140: tipped},
    suggests={10: off_by_one},
    edits=(
        Edit("half cases rounded away from zero", rounded_away),
        Edit("/ for //", true_division, "MATLAB's / does not cut off: use /, or floor where the original does"),
    ),
    patterns=(
        calls("round-halves", "numpy.round", "numpy.around", when=lacks("decimals", after=1)),
        calls("round-halves", methods=("round",), when=lacks("decimals", after=0)),
        calls("round-halves", "round", when=lacks("ndigits", after=1)),
        calls("round-halves", "numpy.rint"),
        nodes("integer-conversion", cuts_off),
    ),
    tempting=(
        MatlabCall("round", "round-halves", count(1)),
        *(MatlabCall(name, "integer-conversion", _converts) for name in MATLAB_INTEGERS),
    ),
)
