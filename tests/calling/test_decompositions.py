"""Decompositions of Inf, for which LAPACK may never end."""

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
    ],
)
def test_inf_is_refused(function: Callable[[Any], Any]) -> None:
    with ending_decompositions(), pytest.raises(np.linalg.LinAlgError, match="of a matrix with Inf"):
        function(ENDLESS)


def test_all_else_is_as_before() -> None:
    before = np.linalg.svd
    expected = before(FINITE)
    with ending_decompositions():
        for one, other in zip(expected, np.linalg.svd(FINITE), strict=True):
            np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(np.linalg.svd([[3, 0], [0, 4]], compute_uv=False), [4, 3])
        with pytest.raises(np.linalg.LinAlgError, match="did not converge"):
            np.linalg.svd(np.full((2, 2), np.nan))
    assert np.linalg.svd is before
