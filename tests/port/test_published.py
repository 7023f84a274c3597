"""The article's claims and its published numbers."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from matdrop.port.arithmetic import Draw
from matdrop.port.dropout_as_published import dropout_as_published
from matdrop.port.inverted_dropout import inverted_dropout
from matdrop.port.inverted_dropout_backward import inverted_dropout_backward
from matdrop.port.inverted_dropout_predict import inverted_dropout_predict
from matdrop.port.traditional_dropout import traditional_dropout
from matdrop.port.traditional_dropout_predict import traditional_dropout_predict
from matdrop.streams import OctaveStream

Array = NDArray[Any]

KEEP_PROB = 0.85
L_A = np.array([[24, 15, 13, 11], [1, 26, 26, 22], [30, 28, 7, 13]], float)
MASK_A = np.array([[0, 1, 1, 1], [1, 1, 1, 1], [1, 1, 0, 1]], bool)
OUT_A = ["0.0000 17.6471 15.2941 12.9412", "1.1765 30.5882 30.5882 25.8824", "35.2941 32.9412 0.0000 15.2941"]
L_B = np.array([[33, 8, 33, 18], [6, 27, 32, 24], [23, 26, 27, 31]], float)
MASK_B = np.array([[1, 1, 1, 1], [1, 0, 1, 1], [1, 1, 1, 0]], bool)
SUMS_B = [92, 89, 107]
# By GNU Octave 7.3.0: L .* mask ./ 0.85, and sum(ans, 2).
OUT_B = ["38.8235 9.4118 38.8235 21.1765", "7.0588 0.0000 37.6471 28.2353", "27.0588 30.5882 31.7647 0.0000"]
SUMS_OUT_B = ["108.2353", "72.9412", "89.4118"]


def rand_of(mask: Array) -> Draw:
    """A stream whose draws fall below any usual keep_prob exactly where `mask` is 1."""
    return lambda size: np.where(mask, 0.0, 0.99).reshape(size)


def printed(matrix: Array) -> list[str]:
    return [" ".join(f"{x:.4f}" for x in row) for row in matrix]


def test_example_a_of_the_article() -> None:
    X, mask = inverted_dropout(L_A, KEEP_PROB, rand_of(MASK_A))
    assert printed(X) == OUT_A
    assert np.array_equal(mask, MASK_A)


def test_example_b_of_the_gist() -> None:
    assert L_B.sum(axis=1).tolist() == SUMS_B
    X, mask = inverted_dropout(L_B, KEEP_PROB, rand_of(MASK_B))
    assert printed(X) == OUT_B
    assert np.array_equal(mask, MASK_B)
    assert [f"{x:.4f}" for x in X.sum(axis=1)] == SUMS_OUT_B


def test_backward_uses_the_forward_mask_on_the_published_example() -> None:
    assert printed(inverted_dropout_backward(L_A, MASK_A, KEEP_PROB)) == OUT_A


@pytest.mark.parametrize("keep_prob", [0.05, 0.3, 0.5, 0.85, 1.0])
def test_backward_is_the_numerical_gradient_of_forward(keep_prob: float) -> None:
    stream = OctaveStream(7)
    X, dY = stream.rand(4, 5) - 0.5, stream.rand(4, 5) - 0.5
    _, mask = inverted_dropout(X, keep_prob, stream.rand)

    def cost(X: Array) -> float:
        return math.fsum((inverted_dropout(X, keep_prob, lambda size: np.where(mask, 0.0, 1.0))[0] * dY).ravel())

    gradient = np.zeros_like(X)
    for index in np.ndindex(X.shape):
        step = np.zeros_like(X)
        step[index] = 0.5
        gradient[index] = cost(X + step) - cost(X - step)
    # Forward is linear for a held mask, so central differences have no truncation error whatever the step;
    # what is left is the rounding of two sums of 20 terms below 1 / keep_prob <= 20.
    tolerance = 20 * 20 * np.finfo(float).eps
    assert np.abs(gradient - inverted_dropout_backward(dY, mask, keep_prob)).max() <= tolerance


def mean_and_bound(dropout: Callable[..., tuple[Array, Array]], keep_prob: float, kept: float) -> tuple[float, float]:
    """The mean of 200 dropouts of 500 ones, and 4 standard deviations of that mean.

    An element is 1 / keep_prob with probability `kept`, else 0; 4 standard deviations leave a right port
    outside with a probability of 6e-5, and the seed is fixed.
    """
    stream = OctaveStream(20220115)
    masks, ones = 200, np.ones((20, 25))
    mean = float(np.mean([dropout(ones, keep_prob, stream.rand)[0] for _ in range(masks)]))
    return mean, 4 * math.sqrt(kept * (1 - kept) / (masks * ones.size)) / keep_prob


@pytest.mark.parametrize("keep_prob", [0.05, 0.1, 0.25, 0.5, 0.75, 0.85, 0.95, 1.0])
def test_expected_value_is_kept(keep_prob: float) -> None:
    mean, bound = mean_and_bound(inverted_dropout, keep_prob, keep_prob)
    assert abs(mean - 1) <= bound


@pytest.mark.parametrize("keep_prob", [0.25, 0.5, 0.85, 0.95])
def test_expected_value_is_not_kept_as_published(keep_prob: float) -> None:
    mean, bound = mean_and_bound(dropout_as_published, keep_prob, 0.8)
    assert abs(mean - 0.8 / keep_prob) <= bound
    assert abs(mean - 1) > bound


def test_as_published_keeps_0_941_of_the_expected_value() -> None:
    mean, bound = mean_and_bound(dropout_as_published, KEEP_PROB, 0.8)
    assert abs(mean - 0.941) <= bound
    assert bound < 0.01


def test_traditional_dropout_has_its_expected_value_at_test_time() -> None:
    keep_prob = 0.75
    mean, bound = mean_and_bound(traditional_dropout, keep_prob, keep_prob)
    at_test_time = traditional_dropout_predict(np.ones((1, 1)), keep_prob).item()
    assert abs(mean - at_test_time) <= bound


def test_all_units_dropped_leave_the_bias() -> None:
    W, b, X = np.array([[1.0, -2.0, 3.0]]), 0.5, np.array([[4.0], [5.0], [-6.0]])
    dropped, mask = inverted_dropout(X, KEEP_PROB, lambda size: np.full(size, 0.99))
    assert not mask.any()
    assert (W @ dropped + b).tolist() == [[b]]


def test_no_unit_dropped_leaves_the_input() -> None:
    X, mask = inverted_dropout(L_A, 1, OctaveStream(42).rand)
    assert mask.all()
    assert np.array_equal(X, L_A)


def test_keep_prob_0_drops_all_and_divides_by_0() -> None:
    # In Octave: [1 -1 Inf] .* false ./ 0 is NaN everywhere.
    X, mask = inverted_dropout(np.array([[1.0, -1.0, np.inf]]), 0, OctaveStream(1).rand)
    assert not mask.any()
    assert np.isnan(X).all()


def test_predict_is_the_identity_and_a_copy() -> None:
    X = np.array([[0.0, -0.0, np.nan, np.inf, 1.5]], np.float32)
    Y = inverted_dropout_predict(X)
    assert Y.dtype == np.float32
    assert Y.tobytes() == X.tobytes()
    assert not np.shares_memory(X, Y)


PORTS_WITH_KEEP_PROB: list[Callable[[Any], Any]] = [
    lambda keep_prob: inverted_dropout(L_A, keep_prob, OctaveStream(0).rand),
    lambda keep_prob: inverted_dropout_backward(L_A, MASK_A, keep_prob),
    lambda keep_prob: traditional_dropout(L_A, keep_prob, OctaveStream(0).rand),
    lambda keep_prob: traditional_dropout_predict(L_A, keep_prob),
    lambda keep_prob: dropout_as_published(L_A, keep_prob, OctaveStream(0).rand),
]


@pytest.mark.parametrize(
    "port", PORTS_WITH_KEEP_PROB, ids=["forward", "backward", "traditional", "scaled", "published"]
)
@pytest.mark.parametrize(
    ("keep_prob", "said"),
    [
        (-0.1, "-0.1"),
        (-5e-324, "-5e-324"),
        (1.0000000000000002, "1.0000000000000002"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (0.5 + 0j, "(0.5+0j)"),
        ([0.5, 0.5], "[0.5, 0.5]"),
        ([], "[]"),
        ("0.5", "'0.5'"),
        (None, "None"),
    ],
    ids=str,
)
def test_keep_prob_that_is_no_probability_is_refused(port: Callable[[Any], Any], keep_prob: Any, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        port(keep_prob)
    assert str(caught.value) == f"keep_prob must be a real scalar in [0, 1], but {said} was given"


@pytest.mark.parametrize("keep_prob", [0, 1, True, np.float32(0.5), np.array([[0.5]]), -0.0])
def test_keep_prob_may_be_any_real_scalar(keep_prob: Any) -> None:
    X, _ = inverted_dropout(L_A, keep_prob, OctaveStream(0).rand)
    assert X.shape == L_A.shape


@pytest.mark.parametrize("dtype", [np.float16, np.longdouble, object, "datetime64[s]", "U3"])
def test_class_that_matlab_lacks_is_refused(dtype: Any) -> None:
    X = np.zeros((2, 2), dtype)
    with pytest.raises(TypeError, match="MATLAB has no class for"):
        inverted_dropout(X, 0.5, OctaveStream(0).rand)
    with pytest.raises(TypeError, match="MATLAB has no class for"):
        inverted_dropout_predict(X)
