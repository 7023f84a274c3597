"""Transpose: rows for columns."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.habit import Habit, Rearranged
from matdrop.habits.leaf import Leaf, distinct
from matdrop.habits.matlab_pattern import MatlabCall, MatlabOutput
from matdrop.habits.pattern import Code, Pattern, nodes


def transpose(leaf: Leaf) -> Cause | None:
    """Recognise rows against columns, or other axes exchanged."""
    if leaf.a.ndim != leaf.b.ndim or leaf.a.ndim > 4 or 1 in leaf.a.shape[:2] or distinct(leaf.a) < 2:
        return None
    for axes in itertools.permutations(range(leaf.a.ndim)):
        if list(axes) == sorted(axes) or tuple(leaf.b.shape[k] for k in axes) != leaf.a.shape:
            continue
        turned = leaf.b.transpose(axes)
        for moved, also in ((turned, ""), (np.conj(turned), " and conjugated")):
            if also and np.isrealobj(moved):
                continue
            if leaf.explains(leaf.a, moved):
                if leaf.a.ndim == 2:
                    return leaf.cause("transpose", f"the port's matrix transposed{also} is the original's", "use .T")
                order = ", ".join(str(k + 1) for k in axes)
                detail = f"the port's array with its dimensions permuted to ({order}){also} is the original's"
                return leaf.cause("transpose", detail, f"use np.transpose(x, {axes})")
    return None


def turned(leaf: Leaf) -> Iterator[Rearranged]:
    """Transpose the port's matrix."""
    a, b = leaf.a, leaf.b
    if a.ndim == b.ndim == 2 and a.shape == b.shape[::-1] and 1 not in b.shape:
        detail = "the port's matrix is transposed, and differs in another way too"
        yield leaf.cause("transpose", detail, "use .T"), leaf.against(b.T)


def lower_factors(code: Code) -> Iterator[int]:
    """Find Cholesky factors that are not transposed at once: NumPy's are MATLAB's transposed."""
    mended = {node.value for node in code.nodes if isinstance(node, ast.Attribute) and node.attr == "T"}
    for call in code.calls:
        if code.full_name(call.func) == "numpy.linalg.cholesky" and call not in mended:
            yield call.lineno


def _takes_v(node: ast.AST, code: Code) -> bool:
    """Whether the third output of svd, which NumPy returns transposed, is called V."""
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=[_, _, ast.Name(id="V" | "v")])], value=ast.Call(func=function)):
            return code.full_name(function).endswith("linalg.svd")
    return False


HABIT = Habit(
    kind="transpose",
    rows={
        "sum-dimension-one": "sum",
        "svd-transposed": "diag linalg norm svd",
        "chol-upper": "cholesky linalg",
        "lu-permutation": "",
        "meshgrid-or-mgrid": "0 arange meshgrid mgrid",
    },
    fix="use .T",
    explains={80: transpose},
    moves={10: transpose},
    rearranges={10: turned},
    patterns=(Pattern("chol-upper", lower_factors), nodes("svd-transposed", _takes_v)),
    tempting=(
        MatlabCall("chol", "chol-upper"),
        MatlabOutput("svd", 3, "svd-transposed"),
        MatlabOutput("lu", 3, "lu-permutation"),
    ),
)
