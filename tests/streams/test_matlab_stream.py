"""MatlabStream against what MATLAB printed. No MATLAB was run: these numbers are published ones."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.streams import MatlabStream, UnknownStreamError

PUBLISHED: dict[str, Any] = json.loads((Path(__file__).parent / "matlab_published_values.json").read_text())


def printed_alike(value: float, text: str) -> bool:
    """Whether the shortest decimal of `value` rounds to `text`, to each of its digits, either way from a tie."""
    digits = Decimal(text)
    return abs(Decimal(repr(float(value))) - digits) <= Decimal((0, (5,), int(digits.as_tuple().exponent) - 1))


def test_normals() -> None:
    """rng(0), randn."""
    texts = PUBLISHED["rng0_randn_first_40"]
    stream = MatlabStream(0)
    assert all(printed_alike(stream.randn(), text) for text in texts)
    assert all(map(printed_alike, MatlabStream(0).randn(8, 5).ravel(order="F"), texts))


def test_uniforms() -> None:
    """rng(0), rand."""
    texts = PUBLISHED["rng0_rand_first_10"]
    stream = MatlabStream("default")
    assert all(printed_alike(stream.rand(), text) for text in texts)
    assert all(map(printed_alike, MatlabStream(0).rand(2, 5).ravel(order="F"), texts))


def test_integers() -> None:
    """rng(0), randi([-10 10], 1, 10)."""
    assert MatlabStream(0).randi([-10, 10], 1, 10).tolist() == [PUBLISHED["randi"]["rng(0); randi([-10 10],1,10)"]]


def test_permutations() -> None:
    """rng(0), randperm in both of its known ways."""
    stream = MatlabStream(0)
    drawn = [stream.randperm(6).ravel().tolist(), stream.randperm(10, 3).ravel().tolist()]
    assert drawn == PUBLISHED["randperm"]["rng(0); randperm(6) then randperm(10,3)"]
    stream = MatlabStream(0)
    drawn = [stream.randperm(8, 4).ravel().tolist(), stream.randperm(8, 4).ravel().tolist()]
    assert drawn == PUBLISHED["randperm"]["rng(0); randperm(8,4) twice"]


PRINTED_IN_PUBLIC = [
    # rand('twister', 12345); rand(1, 5): github.com/cran/randtoolbox, tests/test-runifInterface-nonLCG.R
    (12345, "0.9296 0.3164 0.1839 0.2046 0.5677"),
    # rng(42, 'twister'); rand(1, 10): github.com/wjassim/CrossLangRandomSeeds, README.md
    (42, "0.3745 0.9507 0.7320 0.5987 0.1560 0.1560 0.0581 0.8662 0.6011 0.7081"),
]


@pytest.mark.parametrize(("seed", "texts"), PRINTED_IN_PUBLIC)
def test_short_format(seed: int, texts: str) -> None:
    """Four digits, as `format short` prints."""
    stream = MatlabStream(seed)
    assert all(printed_alike(stream.rand(), text) for text in texts.split())


def test_one_stream_for_all() -> None:
    """Scalars and arrays, and all functions, continue each other."""
    whole, parts = MatlabStream(7), MatlabStream(7)
    assert np.array_equal(
        whole.randn(1, 3000), np.concatenate([parts.randn(1, 999), [[parts.randn() for _ in range(2001)]]], axis=1)
    )
    assert whole.rand() == parts.rand()
    assert np.array_equal(whole.state, parts.state)


def test_state_out_and_in() -> None:
    """A state set back repeats the numbers."""
    stream = MatlabStream(3)
    stream.rand(1, 100)
    state = stream.state
    first = stream.randn(2, 3)
    stream.state = state
    assert np.array_equal(stream.randn(2, 3), first)
    with pytest.raises(ValueError, match="624 words and a position"):
        stream.state = state[:-1]


def test_toolbox_functions() -> None:
    """They are expressions of rand and randn, and unifrnd is not a + (b-a)*rand."""
    uniforms, normals = MatlabStream(5).rand(1, 200), MatlabStream(5).randn(1, 200)
    drawn = MatlabStream(5).unifrnd(0.1, 0.7, 1, 200)
    assert np.array_equal(drawn, (0.1 + 0.7) / 2 + (0.7 - 0.1) / 2 * (2 * uniforms - 1))
    assert not np.array_equal(drawn, 0.1 + (0.7 - 0.1) * uniforms)
    assert np.array_equal(MatlabStream(5).normrnd(3, 0.2, 1, 200), normals * 0.2 + 3)
    assert MatlabStream(5).normrnd([[1, 2], [3, 4]], 1).shape == (2, 2)
    assert MatlabStream(5).mvnrnd([1, 2], np.eye(2), 4).shape == (4, 2)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda m: m.rand(2, 2, "single"), UnknownStreamError),
        (lambda m: m.randn(2, "single"), UnknownStreamError),
        (lambda m: m.randi(5, 2, "single"), UnknownStreamError),
        (lambda m: m.randi(2**40), UnknownStreamError),
        (lambda m: m.randperm(100, 3), UnknownStreamError),
        (lambda m: m.randperm(8, 8), UnknownStreamError),
        (lambda m: m.rng("shuffle"), UnknownStreamError),
        (lambda m: m.rng(1, "philox"), UnknownStreamError),
        (lambda m: m.mvnrnd([0, 0], [[1, 1], [1, 1]], 2), UnknownStreamError),
        (lambda m: m.rand(2.5), ValueError),
        (lambda m: m.rand("state"), UnknownStreamError),
        (lambda m: m.randi(0), ValueError),
        (lambda m: m.randi(300, "uint8"), ValueError),
        (lambda m: m.randi([3, 1]), ValueError),
        (lambda m: m.randperm(3, 4), ValueError),
        (lambda m: m.rng(-1), ValueError),
        (lambda m: m.rng(2**32), ValueError),
        (lambda m: m.unifrnd([1, 2], [1, 2, 3]), ValueError),
    ],
)
def test_refusals_leave_the_stream(call: Any, error: type[Exception]) -> None:
    """What is unknown or wrong raises, and nothing was drawn."""
    stream = MatlabStream(1)
    before = stream.state
    with pytest.raises(error):
        call(stream)
    assert np.array_equal(stream.state, before)
