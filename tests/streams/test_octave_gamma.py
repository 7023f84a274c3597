"""Gamma and Poisson numbers against a live Octave."""

import numpy as np
import pytest

from matdrop.streams import OctaveStream, UnknownStreamError
from tests.streams.conftest import Octave


@pytest.mark.parametrize("shape", [1e-5, 0.1, 0.5, 0.999, 1, 1.5, 3, 10, 1e3, 1e8])
def test_gamma(octave: Octave, shape: float) -> None:
    """Vectors, scalar calls and arrays of shapes, which draw in different orders, and the state after."""
    expected = octave(
        f"randg('state', 8); put(randg({shape!r}, 5000, 1), randg({shape!r}), randg({shape!r}), "
        f"randg({shape!r} * ones(40, 50)), randg('state'));"
    )
    stream = OctaveStream(8)
    parts = [
        *(stream.randg(shape, 5000, 1), stream.randg(shape), stream.randg(shape)),
        *(stream.randg(np.full((40, 50), shape)), stream.randg("state")),
    ]
    ours = np.concatenate([np.asarray(part, np.float64).ravel(order="F") for part in parts])
    assert np.array_equal(ours, expected)


@pytest.mark.parametrize("mean", [1e-9, 0.01, 0.3, 1, 2.5, 5, 7, 9.999, 10])
def test_poisson_of_one_mean(octave: Octave, mean: float) -> None:
    """Vectors, which are filled from the end, and scalar calls."""
    expected = octave(f"randp('state', 8); put(randp({mean!r}, 200, 100), randp({mean!r}), randp('state'));")
    stream = OctaveStream(8)
    ours = [stream.randp(mean, 200, 100), stream.randp(mean), stream.randp("state")]
    assert np.array_equal(np.concatenate([np.asarray(x, np.float64).ravel(order="F") for x in ours]), expected)


def test_poisson_of_large_mean(octave: Octave) -> None:
    """The normal approximation."""
    expected = octave("randp('state', 8); put(randp(2e8, 1, 500), randp(1e12), randp('state'));")
    stream = OctaveStream(8)
    ours = [stream.randp(2e8, 1, 500), stream.randp(1e12), stream.randp("state")]
    assert np.array_equal(np.concatenate([np.asarray(x, np.float64).ravel() for x in ours]), expected)


def test_poisson_of_each_mean(octave: Octave) -> None:
    """Arrays of means of every size, with those that give NaN."""
    odd = [0, -1, float("nan"), float("inf")]
    means = [*odd, 1e-5, 0.5, 3, 9, 11, 12, 12.001, 20, 100, 1e4, 1e6, 9.9e7, 1e8, 1.1e8, 1e15]
    text = " ".join(repr(mean).replace("inf", "Inf").replace("nan", "NaN") for mean in means)
    expected = octave(f"randp('state', 8); put(randp(repmat([{text}], 1, 300)), randp('state'));")
    stream = OctaveStream(8)
    ours = [stream.randp(np.tile(means, 300)), stream.randp("state")]
    ours_flat = np.concatenate([np.asarray(x, np.float64).ravel() for x in ours])
    assert np.array_equal(ours_flat, expected, equal_nan=True)


def test_shapes_that_give_nan(octave: Octave) -> None:
    """Of these only NaN itself draws."""
    expected = octave("randg('state', 8); put(randg([0 -1 NaN Inf 2 0.5; 1 1 1 1 1 1]), randg(0, 1, 3), randg(2));")
    stream = OctaveStream(8)
    ours = [stream.randg([[0, -1, np.nan, np.inf, 2, 0.5], [1] * 6]), stream.randg(0, 1, 3), stream.randg(2)]
    flat = np.concatenate([np.asarray(x, np.float64).ravel(order="F") for x in ours])
    assert np.array_equal(flat, expected, equal_nan=True)


def test_what_is_not_known_is_refused() -> None:
    """By name, with what to use instead, and without drawing."""
    stream = OctaveStream(1)
    before = stream.randp("state")
    with pytest.raises(UnknownStreamError, match=r"randp.*array of means"):
        stream.randp(50)
    with pytest.raises(UnknownStreamError, match=r"randg.*draw doubles"):
        stream.randg(2, 3, "single")
    with pytest.raises(ValueError, match=r"size \(1, 2\)"):
        stream.randg([1, 2], 2, 1)
    stream.rand("seed", 1)
    with pytest.raises(UnknownStreamError, match="old generator"):
        stream.randg(2)
    assert np.array_equal(stream.randp("state"), before)
