"""Dropout against weight decay: exact over all masks, and within its confidence bands."""

import itertools
import json
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from matdrop.article.weight_decay import WeightDecay, weight_decay
from matdrop.port.dropout_expected_objective import dropout_expected_objective
from matdrop.port.dropout_objective import dropout_objective
from matdrop.port.dropout_penalty import dropout_penalty
from matdrop.port.ridge_closed_form import ridge_closed_form
from matdrop.streams import OctaveStream

Array = NDArray[Any]

# Two units and three examples have 64 masks.
W, B = np.array([[1.5, -2.0]]), np.array([[0.5]])
X, Y = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]]), np.array([[1.0, -3.0, 2.0]])


@pytest.fixture(scope="module")
def measured() -> WeightDecay:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OCTAVE_EXECUTABLE", "/no/such/octave")  # the originals are run live by tests/test_parity.py
        return weight_decay()


def expectation(keep_prob: float) -> float:
    """The objective, weighted by the probability of each mask and summed over all of them."""
    total = 0.0
    for bits in itertools.product([False, True], repeat=X.size):
        mask = np.reshape(bits, X.shape)
        J = dropout_objective(W, B, X, Y, keep_prob, 1, lambda size, mask=mask: np.where(mask, 0.0, 1.0))
        total += keep_prob ** mask.sum() * (1 - keep_prob) ** (~mask).sum() * J.item()
    return total


@pytest.mark.parametrize("keep_prob", [0.2, 0.5, 0.8, 0.95])
def test_expected_objective_is_the_mean_over_all_masks(keep_prob: float) -> None:
    closed_form = dropout_expected_objective(W, B, X, Y, keep_prob).item()
    # Nothing is drawn: what is left is the rounding of 64 terms.
    assert closed_form == pytest.approx(expectation(keep_prob), rel=64 * np.finfo(float).eps)


@pytest.mark.parametrize("keep_prob", [0.2, 0.5, 0.8])
def test_ridge_is_the_minimum_of_the_expected_objective(keep_prob: float) -> None:
    W_ridge, b_ridge = ridge_closed_form(X, Y, dropout_penalty(X, keep_prob))
    least = dropout_expected_objective(W_ridge, b_ridge, X, Y, keep_prob).item()
    for step in (*np.eye(3), *-np.eye(3)):
        J = dropout_expected_objective(W_ridge + 1e-3 * step[:2], b_ridge + 1e-3 * step[2], X, Y, keep_prob)
        assert J.item() > least


def test_bias_is_not_penalised() -> None:
    penalty = np.array([[2.0], [3.0]])
    W_before, b_before = ridge_closed_form(X, Y, penalty)
    W_after, b_after = ridge_closed_form(X, Y + 100, penalty)
    # The numbers are of the order 100, and the system of three equations is well conditioned.
    assert np.allclose(W_after, W_before, rtol=0, atol=1e-12)
    assert np.allclose(b_after, b_before + 100, rtol=0, atol=1e-12)


def test_without_dropout_there_is_no_penalty() -> None:
    assert dropout_penalty(X, 1).tolist() == [[0.0], [0.0]]


def test_both_languages_agree(measured: WeightDecay) -> None:
    assert measured.agreement.largest_difference < 1e-12  # of an objective of up to 100; see the cases' tolerances


def test_closed_forms_are_inside_their_bands(measured: WeightDecay) -> None:
    assert [fit.keep_prob for fit in measured.fits] == [0.8, 0.5]
    assert measured.agrees
    for fit in measured.fits:
        assert [estimate.name for estimate in (*fit.weights, fit.objective)] == ["W1", "W2", "b", "objective"]


def test_bands_are_narrow_enough_to_tell_weight_decay_from_none(measured: WeightDecay) -> None:
    for fit in measured.fits:
        for estimate, without in zip(fit.weights, measured.least_squares, strict=True):
            assert abs(estimate.mean - without) > estimate.band


def test_bands_are_narrow_enough_to_tell_a_wrong_penalty(measured: WeightDecay) -> None:
    # p / (1 - p) for (1 - p) / p, and a penalised bias, on data like those of the cases.
    stream, keep_prob = OctaveStream(29), 0.8
    X = stream.randn(2, 10)
    Y = np.array([[2.0, -1.0]]) @ X + 3 + stream.randn(1, 10)
    Z = np.vstack([X, np.ones((1, 10))])
    right = np.append(dropout_penalty(X, keep_prob), 0)
    fits = [
        np.linalg.solve(Z @ Z.T + np.diag(penalty), (Y @ Z.T).T).ravel()
        for penalty in (right, np.append(right[:2] * 16, 0), np.append(right[:2], 2.5))
    ]
    (fit,) = (fit for fit in measured.fits if fit.keep_prob == keep_prob)
    bands = np.array([estimate.band for estimate in fit.weights])
    closed_forms = np.array([estimate.closed_form for estimate in fit.weights])
    assert np.allclose(fits[0], closed_forms, rtol=0, atol=1e-12)
    assert (np.abs(fits[1] - fits[0]) > bands).any()
    assert (np.abs(fits[2] - fits[0]) > bands).any()


def test_json_is_plain(measured: WeightDecay) -> None:
    assert json.loads(json.dumps(measured.to_json()))["fits"][0]["weights"][2]["name"] == "b"
