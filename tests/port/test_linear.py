"""The linear model's ports: what they refuse, and what their originals leave to the caller."""

import math
from typing import Any

import numpy as np
import pytest

from matdrop.port.dropout_expected_value import dropout_expected_value
from matdrop.port.linear_fit import linear_fit
from matdrop.port.linear_model import linear_model
from matdrop.port.mrdivide import mrdivide
from matdrop.port.sums import mean, sum_, var
from matdrop.streams import OctaveStream

W, B, X = np.array([[1.0, -2.0, 3.0]]), np.array([[0.5]]), np.array([[4.0], [5.0], [-6.0]])


@pytest.mark.parametrize("keep_prob", [1e-300, 2.0**-54])
def test_all_units_dropped_leave_the_bias(keep_prob: float) -> None:
    Y, mask = linear_model(W, B, X, keep_prob, OctaveStream(42).rand)
    assert not mask.any()
    assert Y.tolist() == B.tolist()


def test_dropped_unit_takes_its_term_away() -> None:
    Y, mask = linear_model(W, B, X, 0.5, lambda size: np.reshape([0.1, 0.9, 0.1], size))
    assert mask.ravel().tolist() == [True, False, True]
    assert Y.item() == 2 * (1 * 4 + 3 * -6) + 0.5


def test_units_that_are_zeros_get_no_weight_however_many() -> None:
    # With the rows of zeros left in, gelsd takes their rounding for rank: in Octave, weights of 1e15 were seen.
    stream = OctaveStream(12)
    units = np.sign(stream.randn(5, 32)) * [[0], [0], [1], [1], [1]]
    fitted = linear_fit(units, stream.randn(200, 32), B)
    assert not fitted[:, :2].any()
    assert np.abs(fitted).max() < 2


@pytest.mark.parametrize("draws", [1.5, -1, math.nan, math.inf, [1, 2], []], ids=str)
def test_number_of_draws_must_be_whole(draws: Any) -> None:
    with pytest.raises(ValueError, match=r"draws must be a whole number of 0 or more, but .* was given"):
        dropout_expected_value(0.5, draws, OctaveStream(1).rand)


@pytest.mark.parametrize("draws", [3, 3.0, np.array([[3.0]]), np.uint8(3)])
def test_number_of_draws_may_be_of_any_class(draws: Any) -> None:
    inverted, _ = dropout_expected_value(1, draws, OctaveStream(1).rand)
    assert inverted.tolist() == [[1.0]]


def test_sums_of_nothing() -> None:
    # By GNU Octave 7.3.0: sum(zeros(0, 3), 1), mean(zeros(0, 3), 1), var(zeros(0, 3), 0, 1), var(ones(1, 3), 0, 1).
    nothing = np.zeros((0, 3))
    assert sum_(nothing, 1).tolist() == [[0, 0, 0]]
    assert np.isnan(mean(nothing, 1)).all()
    assert np.isnan(var(nothing, 0, 1)).all()
    assert var(np.ones((1, 3)), 0, 1).tolist() == [[0, 0, 0]]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_least_squares_are_refused_where_lapack_may_not_end(value: float) -> None:
    B = np.array([[1.0, 2.0, 4.0], [value, 1.0, 3.0]])
    with pytest.raises(np.linalg.LinAlgError, match="NaN or Inf"):
        mrdivide(np.ones((1, 3)), B)
    with pytest.raises(np.linalg.LinAlgError, match="NaN or Inf"):
        mrdivide(B, np.array([[1.0, 2.0, 4.0], [2.0, 1.0, 3.0]]))
