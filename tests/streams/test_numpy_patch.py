"""numpy_random: what an untouched port draws, and that everything is as before afterwards."""

import random
import sys
from random import random as imported_random
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.random import randn as imported_randn

from matdrop.streams import MatlabStream, OctaveStream, UnknownStreamError, numpy_random

STREAMS = [OctaveStream, MatlabStream]


def snapshot() -> dict[str, Any]:
    """Return every name of numpy.random and random, and what numpy's global generator would draw next."""
    names = {f"numpy.{name}": value for name, value in vars(np.random).items()}
    return names | {f"random.{name}": value for name, value in vars(random).items()} | {"_rand": np.random.mtrand._rand}


@pytest.mark.parametrize("make", STREAMS)
def test_calls_and_their_matlab_counterparts(make: Any) -> None:
    """Each patched function is the MATLAB expression that its documentation gives."""
    ours = make(3)
    x, names = np.arange(12.0).reshape(4, 3), list("abcde")
    with numpy_random(make(3)):
        assert np.random.rand() == ours.rand()
        assert np.array_equal(np.random.rand(2, 3), ours.rand(2, 3))
        assert np.array_equal(np.random.rand(5), ours.rand(5, 1).ravel())
        assert np.array_equal(np.random.random((2, 3, 2)), ours.rand(2, 3, 2))
        assert np.array_equal(np.random.random_sample(4), ours.rand(1, 4).ravel())
        assert np.array_equal(np.random.uniform(-1, 2, (3, 2)), -1 + 3 * ours.rand(3, 2))
        assert np.array_equal(np.random.uniform(np.zeros((2, 2)), 5), 5 * ours.rand(2, 2))
        assert np.array_equal(np.random.randn(3, 2), ours.randn(3, 2))
        assert np.random.standard_normal() == ours.randn()
        assert np.array_equal(np.random.normal(1, 2, size=(2, 2)), ours.randn(2, 2) * 2 + 1)
        integers = np.random.randint(3, 9, size=(2, 3))
        assert integers.dtype == int
        assert np.array_equal(integers, ours.randi([3, 8], 2, 3))
        assert np.random.randint(4) == ours.randi([0, 3])
        assert np.array_equal(np.random.permutation(7), ours.randperm(7).ravel() - 1)
        assert np.array_equal(np.random.permutation(x), x[ours.randperm(4).ravel().astype(int) - 1])
        shuffled = x.copy()
        np.random.shuffle(shuffled)
        assert np.array_equal(shuffled, x[ours.randperm(4).ravel().astype(int) - 1])
        assert np.array_equal(np.random.choice([10, 20, 30], (2, 2)), 10 * ours.randi(3, 2, 2))
        assert np.array_equal(np.random.choice(6, 4, replace=False), ours.randperm(6, 4).ravel() - 1)
        np.random.seed(0)
        random.seed(0)
        assert random.random() == ours.rand()
        assert random.uniform(2, 4) == 2 + 2 * ours.rand()
        assert random.gauss(1, 3) == ours.randn() * 3 + 1
        assert random.randint(1, 6) == ours.randi([1, 6])
        assert random.choice(names) == names[int(ours.randi(5)) - 1]
        shuffled_names = names.copy()
        random.shuffle(shuffled_names)
        assert shuffled_names == [names[int(i) - 1] for i in ours.randperm(5).ravel()]
        assert random.sample(names, 3) == [names[int(i) - 1] for i in ours.randperm(5, 3).ravel()]
        assert imported_randn() == ours.randn()
        assert imported_random() == ours.rand()
        assert np.random.mtrand._rand.rand() == ours.rand()


def test_everything_is_as_before() -> None:
    """After the block, after an exception in it, and between nested ones."""
    before = snapshot()
    own = imported_randn
    with pytest.raises(ZeroDivisionError), numpy_random(OctaveStream(1)):
        assert imported_randn is not own
        with numpy_random(MatlabStream(1)):
            assert np.random.rand() == MatlabStream(1).rand()
        assert np.random.rand() == OctaveStream(1).rand()
        raise ZeroDivisionError
    after = snapshot()
    assert before.keys() == after.keys()
    assert all(before[name] is after[name] for name in before)
    assert imported_randn is own


@pytest.mark.parametrize("file", ["/lib/site-packages/drawing.py", "/project/drawing.py"])
def test_a_module_that_takes_a_function_later_draws_from_the_stream_too(
    monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    module: Any = ModuleType("drawing")
    module.__file__ = file
    monkeypatch.setitem(sys.modules, "drawing", module)
    with numpy_random(OctaveStream(1)):
        pass
    module.draw = np.random.rand
    with numpy_random(OctaveStream(1)):
        assert module.draw() == OctaveStream(1).rand()


class Library:
    """What cffi puts among the modules: it says that it is one, and takes no weak references."""

    __slots__ = ("__dict__",)
    __class__ = ModuleType  # type: ignore[assignment]


def test_what_only_says_that_it_is_a_module_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    library: Any = Library()
    monkeypatch.setitem(sys.modules, "library", library)
    with numpy_random(OctaveStream(1)):
        assert np.random.rand() == OctaveStream(1).rand()


def test_a_port_s_own_module_is_looked_at_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = ModuleType("drawing")
    module.__file__, module.draw = "/project/drawing.py", None
    monkeypatch.setitem(sys.modules, "drawing", module)
    with numpy_random(OctaveStream(1)):
        pass
    module.draw = np.random.rand
    with numpy_random(OctaveStream(1)):
        assert module.draw() == OctaveStream(1).rand()


def test_modules_that_come_and_go_draw_from_the_stream_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a port's own modules do, and what it imports first when it is called."""
    own, installed = ModuleType("drawing"), ModuleType("library")
    own.__file__, installed.__file__ = "/project/drawing.py", "/lib/site-packages/library.py"
    modules: list[Any] = [own, installed]
    for module in modules:
        module.draw = np.random.rand
    for present in (modules, [], modules[:1], modules[::-1], modules[1:], [], modules):
        with monkeypatch.context() as patched:
            for module in present:
                patched.setitem(sys.modules, module.__name__, module)
            with numpy_random(OctaveStream(1)):
                drawn = [module.draw() for module in present]
            assert drawn == OctaveStream(1).rand(1, len(present)).ravel().tolist()
            assert all(module.draw is np.random.rand for module in modules)


@pytest.mark.parametrize("name", ["gamma", "poisson", "exponential", "multivariate_normal", "bytes", "get_state"])
def test_refused_by_name(name: str) -> None:
    """What MATLAB has no counterpart of raises, and says its name."""
    with numpy_random(OctaveStream(1)), pytest.raises(UnknownStreamError, match=f"numpy.random.{name} has no"):
        getattr(np.random, name)(1)


def test_generators_of_the_port_are_noted_and_draw_their_own_numbers() -> None:
    """They draw what they draw without a stream; those made before still are instances of their class."""
    old = np.random.default_rng(1), np.random.RandomState(1)
    own = np.random.default_rng(2).random(), np.random.RandomState(2).rand(), random.Random(2).random()
    with numpy_random(OctaveStream(1)) as made:
        drawn = np.random.default_rng(2).random(), np.random.RandomState(2).rand(), random.Random(2).random()
        assert drawn == own
        assert made == ["numpy.random.default_rng", "numpy.random.RandomState", "random.Random"]
        assert np.random.rand() == OctaveStream(1).rand()
        assert isinstance(old[0], np.random.Generator)
        assert isinstance(old[1], np.random.RandomState)
        assert isinstance(np.random.Generator(np.random.PCG64(1)), np.random.Generator)
        assert not isinstance(1, np.random.Generator)
        with pytest.raises(UnknownStreamError, match=r"random\.betavariate"):
            random.betavariate(1, 1)
        with pytest.raises(UnknownStreamError, match="probabilities"):
            np.random.choice(3, 2, p=[0.2, 0.3, 0.5])


def test_each_block_notes_its_own_generators_and_those_of_blocks_in_it() -> None:
    with numpy_random(OctaveStream(1)) as outer:
        np.random.default_rng(1)
        with numpy_random(OctaveStream(1)) as inner:
            np.random.RandomState(1)
        random.Random(1)
    np.random.default_rng(1)
    assert inner == ["numpy.random.RandomState"]
    assert outer == ["numpy.random.default_rng", "numpy.random.RandomState", "random.Random"]


def test_errors_of_the_functions_themselves() -> None:
    """They raise where NumPy's own do."""
    with numpy_random(OctaveStream(1)):
        for call in (
            lambda: np.random.randint(3, 3),
            lambda: np.random.normal(0, -1),
            lambda: np.random.choice([], 2),
            lambda: np.random.choice(3, 4, replace=False),
            lambda: random.sample([1], 2),
        ):
            with pytest.raises(ValueError, match=r"."):
                call()


@pytest.mark.parametrize("make", STREAMS)
def test_seeds_count_where_the_original_seeds_itself(make: Any) -> None:
    ours = make(1)
    first, again = (ours.rand(), ours.randn()), make(1)
    again.rng(7)
    with numpy_random(make(1)):
        np.random.seed(7)
        assert (np.random.rand(), np.random.randn()) == first
    with numpy_random(make(1), seeds=True):
        np.random.rand(3)
        np.random.seed(7)
        assert (np.random.rand(), np.random.randn()) == (again.rand(), again.randn())
        again.rng(8)
        random.seed(8)
        assert random.random() == again.rand()
