"""Decompositions of Inf, for which LAPACK may never end, and of NaN, of which it writes lines to the terminal."""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matdrop.calling.decompositions import ending_decompositions

ENDLESS = np.array([[np.inf, 0.0, 1.0], [1.0, 3.0, -1.0], [0.0, 1.0, 1.0]])
FINITE = np.array([[2.0, 0.0, 1.0], [1.0, 3.0, -1.0], [0.0, 1.0, 1.0]])


@pytest.mark.parametrize(
    "function",
    [
        np.linalg.pinv,
        lambda a: np.linalg.svd(a),
        lambda a: np.linalg.lstsq(a, FINITE, rcond=None),
        lambda a: np.linalg.lstsq(FINITE, b=a, rcond=None),
        lambda a: np.linalg.svd(a.tolist()),
        lambda a: np.polyfit(np.array([0.0, 1.0, 2.0]), a[:, 0], 1),
    ],
)
def test_inf_is_refused(function: Callable[[Any], Any]) -> None:
    with ending_decompositions(), pytest.raises(np.linalg.LinAlgError, match="of a matrix with Inf"):
        function(ENDLESS)


def test_least_squares_of_nan_write_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with ending_decompositions():
        for function in (
            lambda: np.polyfit([0, 1, np.nan], [1, 2, 3], 1),
            lambda: np.linalg.lstsq(FINITE, [1, np.nan, 2]),
        ):
            with pytest.raises(np.linalg.LinAlgError, match="lstsq of a matrix with Inf or NaN"):
                function()
    assert capfd.readouterr() == ("", "")


def test_all_else_is_as_before() -> None:
    before, of_polyfit = np.linalg.svd, inspect.unwrap(np.polyfit).__globals__
    its_own = of_polyfit["lstsq"]
    expected = before(FINITE)
    with ending_decompositions():
        for one, other in zip(expected, np.linalg.svd(FINITE), strict=True):
            np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(np.linalg.svd([[3, 0], [0, 4]], compute_uv=False), [4, 3])
        with pytest.raises(np.linalg.LinAlgError, match="did not converge"):
            np.linalg.svd(np.full((2, 2), np.nan))
    assert np.linalg.svd is before
    assert of_polyfit["lstsq"] is its_own
