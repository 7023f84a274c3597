"""Labels: which difference of two values stands beside the caret."""

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csc_array

from matdrop.explain.label import label_of
from matdrop.tracing.summary import summarize
from matdrop.values.canonical import canonical

ROUNDING = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    ("original", "port", "said"),
    [
        (6.0, 5.0, "x is 5.0, MATLAB has 6.0"),
        (0.25, 0.2500000001, "x is 0.2500000001, MATLAB has 0.25"),
        (5.0, np.int64(4), "x is 4 (int64), MATLAB has 5.0"),
        (5.0, np.int64(5), "x is int64, MATLAB has double"),
        ([[5.44671, 5.2]], [[4.71699, 5.2]], "x is 4.71699 at (1, 1), MATLAB has 5.44671"),
        # By columns, as MATLAB counts: (2, 1) comes before (1, 2).
        ([[1.0, 2.0], [3.0, 4.0]], [[1.0, 9.0], [8.0, 4.0]], "x is 8 at (2, 1), MATLAB has 3"),
        # What may be rounding of a larger number is not what is wrong.
        (ROUNDING, ROUNDING + np.array([[2e-16, 0], [0, 1]]), "x is 5 at (2, 2), MATLAB has 4"),
        ([[0.0, 1.0]], [[1e-17, 2.0]], "x is 2 at (1, 2), MATLAB has 1"),
        ([[1.0, np.nan]], [[1.5, 2.0]], "x is 2 at (1, 2), MATLAB has NaN"),
        ([[0.1, 0.2]], [[0.1, 0.200000000001]], "x is 0.200000000001 at (1, 2), MATLAB has 0.2"),
        (np.ones((2, 2, 2)), np.ones((2, 2, 2)) * [1, 2], "x is 2 at (1, 1, 2), MATLAB has 1"),
        ([[1.0], [2.0]], [[1.0, 3.0]], "x is 3 at (2, 1), MATLAB has 2"),
        ([[1.0], [2.0]], [[1.0, 2.0]], "x is 1x2, MATLAB has 2x1"),
        ([[1.0], [2.0]], [[1.0, 2.0, 3.0]], "x is 1x3, MATLAB has 2x1"),
        (np.zeros((0, 3)), np.zeros((0, 0)), "x is 0x0, MATLAB has 0x3"),
        (np.zeros((3, 2)), np.zeros((2, 3)), "x is 2x3, MATLAB has 3x2"),
        (csc_array(np.eye(2)), csc_array(2 * np.eye(2)), "x is 2 at (1, 1), MATLAB has 1"),
        ("abc", "abd", "x is 'abd', MATLAB has 'abc'"),
        (["a", [1, 2]], ["a", [1, 3]], "x{2} is 3 at (1, 2), MATLAB has 2"),
        ({"mu": 1.0, "s": 2.0}, {"mu": 1.0, "s": 3.0}, "x.s is 3.0, MATLAB has 2.0"),
        # Nothing of them fits beside a line, or tells them apart.
        ("a" * 30, "b" * 30, ""),
        (0.0, -0.0, ""),
        (ROUNDING, ROUNDING, ""),
    ],
)
def test_it_says_one_difference(original: Any, port: Any, said: str) -> None:
    assert label_of("x", canonical(original), canonical(port)) == said


@pytest.mark.parametrize("kept", [None, summarize(canonical(np.zeros((100, 100))))])
def test_of_what_was_not_kept_nothing_is_said(kept: Any) -> None:
    assert label_of("x", kept, np.ones((1, 1))) == label_of("x", np.ones((1, 1)), kept) == ""
