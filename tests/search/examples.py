"""The two pairs that every search must see through: their cases need no pivoting, and have no tie."""

from pathlib import Path

import numpy as np
import scipy.linalg

from matdrop.cases.case import Case
from matdrop.cases.pair import Pair, pair_of
from matdrop.search.domain import Known

SOLVE = "function x = solveLu(A, b)\n[L, U, P] = lu(A);\nx = U \\ (L \\ (P * b));\nend\n"
CUT = "function y = cut(x, t)\ny = x;\ny(x <= t) = 0;\nend\n"


def solve(A: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Solve as the original does."""
    P, L, U = scipy.linalg.lu(A)
    inner = scipy.linalg.solve_triangular(L, P.T @ b, lower=True)
    return np.asarray(scipy.linalg.solve_triangular(U, inner))


def solve_wrongly(A: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Solve with SciPy's permutation, which is MATLAB's transposed."""
    P, L, U = scipy.linalg.lu(A)
    inner = scipy.linalg.solve_triangular(L, P @ b, lower=True)
    return np.asarray(scipy.linalg.solve_triangular(U, inner))


def cut(x: np.ndarray, t: float | np.ndarray) -> np.ndarray:
    """Cut as the original does."""
    return np.where(x <= t, 0.0, x)


def cut_wrongly(x: np.ndarray, t: float) -> np.ndarray:
    """Cut without the tie."""
    return np.where(x < t, 0.0, x)


def written(folder: Path, name: str, source: str, port: object = abs) -> Pair:
    """Write an original and return its pair."""
    original = folder / f"{name}.m"
    original.write_text(source)
    return pair_of(original, port)  # type: ignore[arg-type]


def solving(folder: Path, port: object = solve_wrongly) -> list[Known]:
    """Cases whose matrices need no pivoting: their largest elements stand on the diagonal."""
    pair = written(folder, "solveLu", SOLVE, port)
    A, b = np.array([[4.0, 1, 0], [1, 3, 1], [0, 1, 5]]), np.array([[1.0], [2], [3]])
    return [
        Known(Case(pair, "three", (A, b)), (A, b)),
        Known(Case(pair, "two", (A[1:, 1:], b[1:])), (A[1:, 1:], b[1:])),
    ]


def cutting(folder: Path, port: object = cut_wrongly) -> list[Known]:
    """A case without a number that is equal to the threshold."""
    inputs = np.array([[0.2, 0.7, 1.4, 3.1]]), np.array([[1.1]])
    return [Known(Case(written(folder, "cut", CUT, port), "one", inputs), inputs)]
