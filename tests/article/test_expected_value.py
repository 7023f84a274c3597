"""The expected value against keep_prob, with its bands."""

import json

import pytest

from matdrop.article.expected_value import ExpectedValue, expected_value


@pytest.fixture(scope="module")
def measured() -> ExpectedValue:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OCTAVE_EXECUTABLE", "/no/such/octave")  # the originals are run live by tests/test_parity.py
        return expected_value()


def test_both_languages_agree_exactly(measured: ExpectedValue) -> None:
    assert measured.agreement.largest_difference == 0


def test_means_are_inside_their_bands(measured: ExpectedValue) -> None:
    assert len(measured.points) == 11
    for point in measured.points:
        assert abs(point.inverted - 1) <= point.band
        assert abs(point.as_published - point.expected_as_published) <= point.band_as_published


def test_as_published_is_0_941_at_the_gist_s_keep_prob(measured: ExpectedValue) -> None:
    (point,) = (point for point in measured.points if point.keep_prob == 0.85)
    assert f"{point.expected_as_published:.3f}" == "0.941"
    assert abs(point.as_published - 1) > point.band
    assert point.band < 0.03


def test_json_is_plain(measured: ExpectedValue) -> None:
    assert len(json.loads(json.dumps(measured.to_json()))["points"]) == 11
