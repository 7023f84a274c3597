"""What is no habit: ill-conditioned, unknown, and what is seen through them."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse

from matdrop.cases.tolerance import Tolerance
from matdrop.values.value import Value
from matdrop.verification.compare import compare
from tests.habits.diagnosing import COMPLEX, M34, M44, RANDOM, causes, kinds, with_column


def hilbert(n: int) -> Any:
    return 1 / (np.arange(1, n + 1)[:, None] + np.arange(n))


def test_ill_conditioned() -> None:
    A, b = hilbert(9), np.ones((9, 1))
    expected, obtained = np.linalg.solve(A, b), np.linalg.inv(A) @ b
    solve = lambda inputs: {"r": np.linalg.solve(*inputs)}  # noqa: E731
    found = causes(expected, obtained, A, b, rerun=solve)
    assert kinds(found) == ["ill-conditioned"] and "one ulp" in found[0].detail
    well = A + np.eye(9)
    apart = np.linalg.solve(well, b) * (1 + 1e-6 * RANDOM.randn(9, 1))
    assert "ill-conditioned" not in kinds(causes(np.linalg.solve(well, b), apart, well, b, rerun=solve))


def test_a_cause_is_seen_through_ill_conditioning() -> None:
    A, b = hilbert(8), np.ones((8, 1))
    x, other = np.linalg.solve(A, b), np.linalg.inv(A) @ b
    solve = lambda inputs: {"r": np.linalg.solve(*inputs)}  # noqa: E731
    assert kinds(causes(x, 2 * other, A, b, rerun=solve)) == ["scale"]
    changed = other.copy()
    changed[0] = 0
    found = causes(x, changed, A, b, rerun=solve)
    assert kinds(found) == ["region"] and "element 1" in found[0].detail


def test_unknown_points_at_the_trace() -> None:
    assert "matdrop trace" in causes(M34, M44[:3])[0].fix


def test_perturbation_leaves_what_counts_alone() -> None:
    seen: list[Any] = []

    def rerun(inputs: tuple[Value, ...]) -> dict[str, Value]:
        seen.append(inputs)
        return {"r": M34}

    given_inputs = (3, "text", [True], M34, [M34, 5], np.int8(4), scipy.sparse.csc_array(M44), COMPLEX)
    causes(M34, M34 + 0.1 * M44[:3] ** 2, *given_inputs, rerun=rerun)
    assert len(seen) == 4
    for inputs in seen:
        for k, value in enumerate(given_inputs):
            same = compare(value, inputs[k]).mismatch is None
            assert same == (k in (0, 1, 2, 5)), k
            assert compare(value, inputs[k], "ulp:1").mismatch is None


def test_differences_within_the_tolerance_do_not_hide_a_column() -> None:
    noisy = with_column(M34, 1, 2 * M34[:, 1]) * (1 + 1e-8 * RANDOM.randn(3, 4))
    found = causes(M34, noisy, tolerance=Tolerance(None, 1e-6, 0))
    assert kinds(found) == ["scale"] and "column 2" in found[0].detail
