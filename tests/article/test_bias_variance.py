"""Bias and variance of the linear model, against what least squares must give."""

import itertools
import math

import pytest

from matdrop.article.bias_variance import BiasVariance, Point, bias_variance

# Of the cases: the true weights, and the noise in 8 examples whose units are uncorrelated, in 100 training sets.
W = [2.0, -1.0, 0.5]
SIGMA, EXAMPLES, SETS = 1.0, 8, 100
ALL_BIAS = sum(weight**2 for weight in W)


@pytest.fixture(scope="module")
def measured() -> BiasVariance:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OCTAVE_EXECUTABLE", "/no/such/octave")  # the originals are run live by tests/test_parity.py
        return bias_variance()


def test_both_languages_agree(measured: BiasVariance) -> None:
    assert measured.agreement.largest_difference < 2e-14  # the largest tolerance of the cases


def test_without_units_there_is_only_bias(measured: BiasVariance) -> None:
    assert measured.units_dropped[-1] == Point(3, ALL_BIAS, 0)
    assert measured.keep_prob[-1].bias_squared == ALL_BIAS
    assert measured.keep_prob[-1].variance == 0


@pytest.mark.parametrize("road", ["units_dropped", "keep_prob"])
def test_bias_rises_and_variance_falls_at_every_step(measured: BiasVariance, road: str) -> None:
    points: tuple[Point, ...] = getattr(measured, road)
    assert len(points) > 3
    for before, after in itertools.pairwise(points):
        assert before.bias_squared < after.bias_squared
        assert before.variance > after.variance


def test_levels_are_in_order(measured: BiasVariance) -> None:
    assert [point.level for point in measured.units_dropped] == [0, 1, 2, 3]
    probabilities = [point.level for point in measured.keep_prob]
    assert probabilities[0] == 1
    assert probabilities == sorted(probabilities, reverse=True)


def test_measures_are_those_of_least_squares(measured: BiasVariance) -> None:
    # The units are uncorrelated, so each weight has the variance sigma^2 / examples, independently: their sample
    # variances add up to sigma^2 / examples times a chi-squared of kept * (sets - 1) degrees of freedom over
    # sets - 1; the squared errors of the mean weights, to that over sets times a chi-squared of kept degrees.
    weight_variance = SIGMA**2 / EXAMPLES
    for point in measured.units_dropped:
        dropped, kept = int(point.level), len(W) - int(point.level)
        bound = 4 * weight_variance * math.sqrt(2 * kept / (SETS - 1))
        assert abs(point.variance - kept * weight_variance) <= bound
        lost = sum(weight**2 for weight in W[:dropped])
        # A chi-squared of 3 degrees is above 30 with a probability of 1.4e-6.
        assert lost - 1e-12 <= point.bias_squared <= lost + 30 * weight_variance / SETS


def test_json_is_plain(measured: BiasVariance) -> None:
    assert measured.to_json()["units_dropped"][-1] == {"level": 3.0, "bias_squared": ALL_BIAS, "variance": 0.0}
