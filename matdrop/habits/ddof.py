"""Ddof: MATLAB's std, var and cov divide by n - 1, NumPy's std and var by n."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from matdrop.habits.cause import Cause
from matdrop.habits.edit import Edit, called
from matdrop.habits.factor import Factor, common_factor, scalar_factors
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf, input_sizes
from matdrop.habits.matlab_pattern import Arguments, MatlabCall, is_number
from matdrop.habits.pattern import calls, lacks
from matdrop.source import matlab_syntax as syntax


def ddof(leaf: Leaf) -> Cause | None:
    """Recognise a standard deviation, variance or covariance divided by n against n - 1, or numbers divided by such."""
    found = common_factor(leaf, _ddof_factors(leaf))
    if found is None:
        return None
    _, name, value, detail = found
    if any(abs(factor / value - 1) <= leaf.tight for _, factor in scalar_factors(leaf)):
        return None
    less, power = value < 1, "std" if name.startswith("sqrt") else "var or cov"
    other = "1" if less else "0"
    fix = f"use ddof={other} (np.std, np.var; np.cov has ddof=1 by default): MATLAB's {power} divides by n - 1"
    if not less:
        fix = "use ddof=1 where the port divides by a std (zscore), or ddof=0 where the original asks for std(x, 1)"
    return leaf.cause("ddof", detail, fix)


def _ddof_factors(leaf: Leaf) -> Iterator[Factor]:
    lengths = {n: None for size in input_sizes(leaf) for n in (*size, math.prod(size))}
    for n in lengths:
        if n > 1:
            yield f"sqrt((n-1)/n) for n = {n}", math.sqrt((n - 1) / n)
            yield f"sqrt(n/(n-1)) for n = {n}", math.sqrt(n / (n - 1))
            if n > 2:  # for n = 2 these are 1/2 and 2, which have other reasons more often
                yield f"(n-1)/n for n = {n}", (n - 1) / n
                yield f"n/(n-1) for n = {n}", n / (n - 1)


def other_ddof(node: ast.AST) -> ast.expr | None:
    """Divide by n - 1 for n, and by n for n - 1."""
    if not isinstance(node, ast.Call) or called(node) not in {"std", "var", "nanstd", "nanvar", "cov"}:
        return None
    given = next((k.value.value for k in node.keywords if k.arg == "ddof" and isinstance(k.value, ast.Constant)), None)
    if given is None and any(k.arg in ("ddof", "bias") for k in node.keywords):
        return None
    now = (1 if called(node) == "cov" else 0) if given is None else given
    others = [k for k in node.keywords if k.arg != "ddof"]
    return ast.Call(node.func, node.args, [*others, ast.keyword("ddof", ast.Constant(0 if now else 1))])


def _divides_by_n_less_1(arguments: Arguments) -> bool:
    if len(arguments) == 1:
        return True
    weight = arguments[1]
    return is_number(weight, "0") or (isinstance(weight, syntax.Matrix) and not weight.rows)


HABIT = Habit(
    kind="ddof",
    rows={
        "std-ddof": "std",
        "var-ddof": "var",
        "zscore": "stats",
    },
    fix="MATLAB's std, var and cov divide by n - 1: ddof=1",
    explains={100: ddof},
    elementwise=True,
    edits=(Edit("the other ddof in std, var or cov", other_ddof),),
    patterns=(
        calls("std-ddof", "numpy.std", "numpy.nanstd", methods=("std",), when=lacks("ddof")),
        calls("var-ddof", "numpy.var", "numpy.nanvar", methods=("var",), when=lacks("ddof")),
        calls("zscore", "scipy.stats.zscore", when=lacks("ddof")),
    ),
    tempting=(
        MatlabCall("std", "std-ddof", _divides_by_n_less_1),
        MatlabCall("var", "var-ddof", _divides_by_n_less_1),
        MatlabCall("zscore", "zscore"),
    ),
)
