"""Diagonal: a vector for the diagonal matrix that MATLAB returns, or takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from matdrop.habits.habit import Habit, Rearranged
from matdrop.habits.leaf import Leaf
from matdrop.habits.matlab_pattern import MatlabOutput
from matdrop.values.display import format_size


def diagonal(leaf: Leaf) -> Iterator[Rearranged]:
    """Compare a vector with the diagonal of a matrix that has nothing else."""
    a, b = leaf.a, leaf.b
    for matrix, vector, who in ((a, b, "original"), (b, a, "port")):
        if matrix.ndim != 2 or min(matrix.shape) != vector.size or vector.size < 2 or vector.size not in vector.shape:
            continue
        rows, columns = np.nonzero(matrix)
        if (rows != columns).any() or not rows.size:
            continue
        other = "port" if who == "original" else "original"
        detail = f"the {who} has a {format_size(matrix.shape)} diagonal matrix, the {other} its diagonal as a vector"
        fix = "use np.diag(x)" + ("" if who == "original" else ": it takes the diagonal of a matrix")
        inner = np.diagonal(matrix).ravel()
        pair = (inner, vector.ravel()) if who == "original" else (vector.ravel(), inner)
        yield (
            leaf.cause("diagonal", detail, fix),
            leaf.against(pair[1][None, :], pair[0][None, :]),
        )


HABIT = Habit(
    kind="diagonal",
    rows={
        "svd-singular-values": "diag linalg svd",
        "eig-outputs": "diag eigh linalg",
        "diag-of-column": "diag ravel",
    },
    fix="use np.diag(x)",
    refits={10: diagonal},
    tempting=(MatlabOutput("eig", 2, "eig-outputs"), MatlabOutput("svd", 2, "svd-singular-values")),
)
