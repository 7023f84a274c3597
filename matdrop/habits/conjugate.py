"""Conjugate: MATLAB's ' conjugates, NumPy's .T does not."""

from __future__ import annotations

import ast
import itertools

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.edit import Edit
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf, number_inputs

FIX = "MATLAB's ' conjugates, NumPy's .T does not: use .conj().T for ' and .T for .'"


def conjugate(leaf: Leaf) -> Cause | None:
    """Recognise complex numbers conjugated on one side, or in one operand of a product of inputs."""
    a, b = leaf.a, leaf.b
    if not (np.iscomplexobj(a) and np.iscomplexobj(b)):
        return None
    if leaf.explains(np.conj(a), b):
        return leaf.cause("conjugate", "the port has the conjugates of the original's values", FIX)
    matrices = [(k, x) for k, x in enumerate(number_inputs(leaf), 1) if x.ndim == 2]
    for (j, x), (k, y) in itertools.product(matrices, matrices):
        for text, left, right in (
            (f"the product of input {j}' and input {k}", x.T, y),
            (f"input {j} * input {k}'", x, y.T),
        ):
            if left.shape[1] != right.shape[0] or (left.shape[0], right.shape[1]) != a.shape:
                continue
            plain, conjugated = left @ right, (left.conj() @ right if right is y else left @ right.conj())
            for who, here, there in (("original", conjugated, plain), ("port", plain, conjugated)):
                size = np.vdot(here, here)
                factor = np.vdot(here, a) / size if size else 1.0
                if leaf.explains(factor * here, a) and leaf.explains(factor * there, b):
                    return leaf.cause("conjugate", f"{text}, which is conjugated in the {who} alone", FIX)
    return None


def conjugated(node: ast.AST) -> ast.expr | None:
    """Conjugate what is transposed."""
    if isinstance(node, ast.Attribute) and node.attr == "T" and isinstance(node.ctx, ast.Load):
        return ast.Call(ast.Attribute(node, "conj", ast.Load()), [], [])
    return None


HABIT = Habit(
    kind="conjugate",
    rows={
        "complex-transpose": "conj",
        "inner-product-complex": "dot vdot",
    },
    fix=FIX,
    explains={50: conjugate},
    elementwise=True,
    edits=(Edit(".T.conj() for .T", conjugated),),
)
