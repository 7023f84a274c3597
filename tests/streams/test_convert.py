"""MATLAB code after which rand draws NumPy's numbers."""

import numpy as np
import pytest

from matdrop.streams import MatlabStream, randomstate_lines
from tests.streams.conftest import Octave


@pytest.mark.parametrize("seed", [0, 42, 2**32 - 1, [1, 2, 3]])
def test_octave_draws_numpys_numbers(octave: Octave, seed: int | list[int]) -> None:
    """From the start of RandomState(seed)."""
    drawn = octave(randomstate_lines(seed) + "put(rand(1, 1000));")
    assert np.array_equal(drawn, np.random.RandomState(seed).random_sample(1000))


def test_a_state_under_way(octave: Octave) -> None:
    """From the middle of a RandomState."""
    state = np.random.RandomState(9)
    state.random_sample(777)
    drawn = octave(randomstate_lines(state) + "put(rand(1, 1000));")
    assert np.array_equal(drawn, state.random_sample(1000))


def test_lines_for_matlab() -> None:
    """They hold NumPy's words and position, and say that MATLAB did not run them."""
    lines = randomstate_lines(42, "matlab")
    numbers = [int(word) for word in lines.split("[")[1].split("]")[0].replace("...", "").replace(",", " ").split()]
    stream = MatlabStream(0)
    stream.state = np.array(numbers)
    assert np.array_equal(stream.rand(10, 1).ravel(), np.random.RandomState(42).random_sample(10))
    assert "not run in MATLAB" in lines


def test_another_engine() -> None:
    """Is an error."""
    with pytest.raises(ValueError, match="'octave' or 'matlab', not 'julia'"):
        randomstate_lines(1, "julia")
