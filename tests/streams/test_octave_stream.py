"""OctaveStream's argument forms and errors, and defects planted to see the tests catch them."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from numpy.random import RandomState

from matdrop.streams import MatlabStream, OctaveStream, UnknownStreamError
from matdrop.streams import octave_stream as module
from matdrop.streams.mersenne import Mersenne
from tests.streams.conftest import Octave
from tests.streams.test_live import DISTRIBUTIONS, compare, sequence


@pytest.mark.parametrize("name", ["rand", "randn", "rande"])
def test_argument_forms(name: str) -> None:
    """Scalars without a size, MATLAB's sizes with one, its classes."""
    draw = getattr(OctaveStream(1), name)
    assert type(draw()) is float
    assert type(draw("single")) is np.float32
    for arguments, shape in [
        ((3,), (3, 3)),
        ((2, 3), (2, 3)),
        (((2, 3),), (2, 3)),
        (([2, 3],), (2, 3)),
        ((np.array([[2], [3]]),), (2, 3)),
        (((3,),), (3, 3)),
        (([],), (0, 0)),
        ((1,), (1, 1)),
        ((2, 3, 1, 1), (2, 3)),
        ((2, 1, 3), (2, 1, 3)),
        ((-1,), (0, 0)),
        ((3, -2), (3, 0)),
        ((2.0, np.int8(3)), (2, 3)),
        ((True,), (1, 1)),
    ]:
        value = draw(*arguments)
        assert value.shape == shape, arguments
        assert value.dtype == np.float64
    assert draw(2, "single").dtype == np.float32
    assert draw(np.zeros((4, 2)).shape).shape == (4, 2)
    assert draw(3, 2).flags.f_contiguous


Calls = list[tuple[str, list[Any]]]

BAD_CALLS: list[tuple[str, tuple[Any, ...], type[Exception], str]] = [
    ("rand", (2.5,), ValueError, "an integer was expected, found 2.5"),
    ("rand", (2, float("nan")), ValueError, "integer"),
    ("rand", (float("inf"),), ValueError, "integer"),
    ("rand", (2, "int8"), ValueError, "not a class it can draw"),
    ("rand", ("single", 2), ValueError, "must be the last argument|unrecognized"),
    ("rand", ("polar",), ValueError, "unrecognized text 'polar'"),
    ("rand", ("state", "reset"), UnknownStreamError, "from the clock"),
    ("rand", ("state", "x"), ValueError, "a seed is a number"),
    ("rand", ("state", []), UnknownStreamError, "uninitialised memory"),
    ("rand", ("state", [0] * 624 + [1]), ValueError, "state of zeros"),
    ("rand", ("state", 1, 2), ValueError, "takes one seed"),
    ("rand", ("seed", [1, 2]), ValueError, "one real number"),
    ("rand", ("seed",), UnknownStreamError, "from the clock"),
    ("rand", ([[1, 2], [3, 4]],), ValueError, "vector of integers"),
    ("randi", (0,), ValueError, "at least 1"),
    ("randi", (-3,), ValueError, "at least 1"),
    ("randi", (1.5,), ValueError, "integer"),
    ("randi", ([5, 1],), ValueError, "above the highest"),
    ("randi", ([1, 2, 3],), ValueError, "a highest value or a pair"),
    ("randi", (2**53,), ValueError, "below 2"),
    ("randi", (10, 2, "logical"), ValueError, "not a class it can draw"),
    ("randi", (True,), ValueError, "a highest value or a pair"),
    ("randperm", (-1,), ValueError, "0 <= m <= n"),
    ("randperm", (3, 4), ValueError, "0 <= m <= n"),
    ("randperm", (3.5,), ValueError, "integer"),
    ("rng", (-1,), ValueError, "not negative"),
    ("rng", ("shuffle",), UnknownStreamError, "from the clock"),
    ("rng", (1, "philox"), UnknownStreamError, "only the generator 'twister'"),
]


@pytest.mark.parametrize(("name", "arguments", "error", "message"), BAD_CALLS)
def test_failed_calls_leave_the_stream(
    name: str, arguments: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    """Each says what was wrong, and draws nothing."""
    stream = OctaveStream(1)
    before = [getattr(stream, other)("state") for other in DISTRIBUTIONS]
    with pytest.raises(error, match=message):
        getattr(stream, name)(*arguments)
    assert all(np.array_equal(getattr(stream, o)("state"), b) for o, b in zip(DISTRIBUTIONS, before, strict=True))


def test_saturation_warns() -> None:
    """Values beyond the class saturate, as in Octave, which warns."""
    with pytest.warns(RuntimeWarning, match=r"\[-5, 300\] exceed the class uint8"):
        value = OctaveStream(1).randi([-5, 300], 1, 500, "uint8")
    assert value.min() == 0
    assert value.max() == 255


def test_randi_of_octave_11() -> None:
    """As many uniforms as values; equal to the older form where nothing is rejected."""
    new, old = OctaveStream(3, octave_version=11), OctaveStream(3)
    assert np.array_equal(new.randi(16, 5, 5), old.randi(16, 5, 5))
    assert new.rand() == old.rand()
    new, plain = OctaveStream(3, octave_version=11), OctaveStream(3)
    drawn = new.randi(10, 1, 100)
    assert np.array_equal(drawn, 1 + np.floor(plain.rand(1, 100) * 2**53 // (2**53 // 10)))
    assert new.rand() == plain.rand()
    with pytest.raises(ValueError, match="'int64' is not a class it can draw"):
        new.randi(10, 1, 3, "int64")
    with pytest.raises(UnknownStreamError, match="Octave 4"):
        OctaveStream(3, octave_version=4)


def test_randi_of_octave_11_draws_each_misfit_again_before_the_next() -> None:
    """What Octave 11.3.0 printed: rand("twister", 11); x = randi(3 * 2^50, 1, 40); x([3 10 17 18 30 37:39]), rand."""
    stream = OctaveStream(11, octave_version=11)
    drawn = stream.randi(3 * 2**50, 1, 40)[0, [2, 9, 16, 17, 29, 36, 37, 38]]
    assert drawn.tolist() == [
        1419882357069638.0,
        1034323268901073.0,
        316258526450735.0,
        1803240412230136.0,
        1740702197364502.0,
        2454178320408.0,
        944483270829381.0,
        2116634521124023.0,
    ]
    assert stream.rand() == 0.98035894117429212


def test_import_is_light() -> None:
    """Importing the streams loads neither numba nor scipy nor oct2py."""
    code = "import sys, matdrop.streams; print({'numba', 'scipy', 'oct2py'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def is_caught(octave: Octave, monkeypatch: pytest.MonkeyPatch, calls: Calls, target: str, defect: Any) -> bool:
    """Return whether a comparison that holds fails once `defect` is put in the place of `target`."""
    compare(octave, calls)
    with monkeypatch.context() as patch:
        patch.setattr(target, defect)
        try:
            compare(octave, calls)
        except AssertionError:
            return True
    return False


def test_a_seed_taken_as_an_integer_is_caught(octave: Octave, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted defect: RandomState(s) where Octave is RandomState([s])."""
    calls: Calls = [("rand", ["state", 42]), ("rand", [2, 2])]

    def by_integer(key: Any) -> Mersenne:
        return Mersenne(key[0] if isinstance(key, list) else key)

    assert is_caught(octave, monkeypatch, calls, "matdrop.streams.octave_stream.Mersenne", by_integer)


def test_a_row_major_fill_is_caught(octave: Octave, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted defect: an array filled in C order."""
    calls: Calls = [("rand", ["state", 1]), ("rand", [2, 3])]
    real = OctaveStream.rand

    def row_major(self: OctaveStream, *args: Any) -> Any:
        return real(self, *args) if isinstance(args[0], str) else real(self, *args[::-1]).T

    assert is_caught(octave, monkeypatch, calls, "matdrop.streams.octave_stream.OctaveStream.rand", row_major)


def test_a_randi_of_one_uniform_each_is_caught(octave: Octave, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted defect: Octave 11's randi in place of Octave 7's."""
    calls: Calls = [("rand", ["state", 1]), ("randi", [10, 3, 3]), ("rand", [])]
    assert is_caught(octave, monkeypatch, calls, "matdrop.streams.octave_stream._integers_5", module._integers_11)


def test_a_seed_rounded_half_to_even_is_caught(octave: Octave, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted defect: 2.5 rounded to 2."""
    calls: Calls = [("rand", ["state", 2.5]), ("rand", [])]

    def half_to_even(name: str, seed: Any) -> Any:
        return np.atleast_1d(np.rint(seed)).astype(np.uint32)

    assert is_caught(octave, monkeypatch, calls, "matdrop.streams.octave_stream.seed_words", half_to_even)


def test_seed_0_that_is_not_5489_is_caught() -> None:
    """Planted defect: MATLAB's seed 0 taken as it is."""
    assert MatlabStream(0).rand() == RandomState(5489).random_sample()
    assert MatlabStream(0).rand() != RandomState(0).random_sample()


def test_sequences_cover_everything() -> None:
    """The random sequences of the live tests hold every function, class and kind of state."""
    calls = [call for seed in range(5) for call in sequence(seed, 200_000, 8000)]
    assert {name for name, _ in calls} == {*DISTRIBUTIONS, "randi", "randperm", "rng"}
    texts = {argument for _, arguments in calls for argument in arguments if isinstance(argument, str)}
    assert texts >= {"single", "double", "state", "twister", "seed", "int8", "int64"}
