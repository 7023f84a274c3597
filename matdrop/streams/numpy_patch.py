"""The functions of numpy.random and random, drawn for the time of a block from a stream."""

import functools
import operator
import random
import sys
import sysconfig
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any, Literal, Protocol
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from matdrop.streams.errors import UnknownStreamError

GENERATORS = ("default_rng", "Generator", "RandomState", "Random", "SystemRandom")
_LIBRARY = sysconfig.get_path("stdlib")
# The installed modules that hold no function that draws, by how many names they held then: each call of a port asks
# thousands of modules. A port's own modules are looked at each time.
_DRAWLESS: WeakKeyDictionary[ModuleType, int] = WeakKeyDictionary()
# The names of the generators that were made in each of the blocks that are open, the innermost last.
_MADE: list[list[str]] = []


class Stream(Protocol):
    """What a stream must have: MATLAB's four functions."""

    def rand(self, *args: Any) -> Any:
        """Draw uniforms.

        Parameters
        ----------
        *args : object
            MATLAB's.
        """

    def randn(self, *args: Any) -> Any:
        """Draw normals.

        Parameters
        ----------
        *args : object
            MATLAB's.
        """

    def randi(self, bounds: Any, *args: Any) -> Any:
        """Draw integers.

        Parameters
        ----------
        bounds : int or pair of int
            The highest value, or the lowest and the highest.
        *args : object
            MATLAB's.
        """

    def rng(self, seed: Any, /) -> None:
        """Seed the stream again.

        Parameters
        ----------
        seed : int
            For all distributions.
        """

    def randperm(self, n: int, m: int | None = None, /) -> Any:
        """Draw a permutation.

        Parameters
        ----------
        n : int
            Of the numbers from 1 to n.
        m : int, optional
            How many of them; all by default.
        """


@contextmanager
def numpy_random(stream: Stream, order: Literal["F", "C"] = "F", seeds: bool = False) -> Iterator[list[str]]:
    """Make the functions of `numpy.random` and `random` draw from `stream`, so that a port runs unchanged.

    An array is filled column-major, as MATLAB fills it; a 1-D array of n takes n draws. Names that other modules
    imported (``from numpy.random import randn``) are replaced as well. After the block, also after an exception,
    everything is as before; such blocks may be nested.

    ============================================  ====================================================
    numpy.random                                  MATLAB
    ============================================  ====================================================
    rand(m, n), random((m, n)), random_sample,    ``rand(m, n)``
    ranf, sample
    uniform(a, b, (m, n))                         ``a + (b - a) * rand(m, n)``
    randn(m, n), standard_normal((m, n))          ``randn(m, n)``
    normal(mu, sigma, (m, n))                     ``randn(m, n) * sigma + mu``
    randint(lo, hi, (m, n))                       ``randi([lo, hi - 1], m, n)``; with one bound, lo is 0
    permutation(n)                                ``randperm(n) - 1``
    permutation(x), shuffle(x)                    ``x(randperm(size(x, 1)), :)``
    choice(a, (m, n))                             ``a(randi(numel(a), m, n))``
    choice(a, k, replace=False)                   ``a(randperm(numel(a), k))``
    seed(s)                                       nothing, or ``rng(s)`` with `seeds`
    ============================================  ====================================================

    ============================================  ====================================================
    random                                        MATLAB
    ============================================  ====================================================
    random()                                      ``rand``
    uniform(a, b)                                 ``a + (b - a) * rand``
    gauss(mu, sigma), normalvariate(mu, sigma)    ``randn * sigma + mu``
    randint(a, b)                                 ``randi([a, b])``
    choice(x)                                     ``x(randi(numel(x)))``
    shuffle(x)                                    ``x(randperm(numel(x)))``
    sample(x, k)                                  ``x(randperm(numel(x), k))``
    seed(s)                                       nothing, or ``rng(s)`` with `seeds`
    ============================================  ====================================================

    A port that calls ``seed`` does so to repeat itself; its original's numbers come from the stream's seed, so the call
    is accepted and does nothing, unless the original seeds itself: then it does what ``rng(s)`` does. A function
    without MATLAB counterpart, such as ``numpy.random.gamma``, raises `UnknownStreamError` with its name when it is
    called. A generator of the port's own (``default_rng``, ``RandomState``, ``random.Random``) draws its own numbers,
    not those of the stream.

    Parameters
    ----------
    stream : OctaveStream or MatlabStream
        The source of the numbers, which moves on.
    order : {"F", "C"}
        How arrays are filled: column by column, as MATLAB does, or row by row, as NumPy does.
    seeds : bool
        Whether ``seed`` seeds the stream: for a port whose original seeds itself.

    Yields
    ------
    list of str
        The names of the generators that were made in the block, such as ``numpy.random.default_rng``.

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> with numpy_random(OctaveStream(42)):
    ...     np.random.seed(0)
    ...     np.random.rand(2, 2)
    array([[0.6394268 , 0.27502932],
           [0.02501076, 0.22321074]])
    """
    made: list[str] = []
    seed = _seed_of(stream) if seeds else _no_seed
    of_numpy = _replacements(np.random, {**_NumpyFunctions(stream, order).by_name(), "seed": seed})
    replacements = [*of_numpy, *_replacements(random, {**_random_functions(stream), "seed": seed})]
    by_identity = {id(old): new for _, _, old, new in replacements if not isinstance(old, type)}
    # The generator from which other libraries draw if they are given none.
    legacy = vars(np.random.mtrand)
    functions = SimpleNamespace(**{name: new for _, name, _, new in of_numpy})
    places = [
        *((names, name, old, by_identity[id(old)]) for names, name, old in _held(by_identity.keys())),
        *replacements,
        (legacy, "_rand", legacy["_rand"], functions),
    ]
    _MADE.append(made)
    try:
        for names, name, _, new in places:
            names[name] = new
        yield made
    finally:
        for names, name, old, _ in places:
            names[name] = old
        _MADE.pop()


@dataclass(frozen=True)
class _Survey:
    """Which modules may hold a function that draws, kept as long as nothing suggests that it has changed."""

    modules: Sequence[Any] = ()  # all up to the last installed one, as `sys.modules` has them
    drawless: Sequence[dict[str, Any]] = ()  # the names of the installed ones that held none
    counts: Sequence[int] = ()  # how many names those held
    others: Sequence[dict[str, Any]] = ()  # the names of all the others

    def holds_of(self, modules: Sequence[Any]) -> bool:
        """Whether the same modules come first, with as many names, and no installed one after them."""
        count = len(self.modules)
        return (
            len(modules) >= count
            and all(map(operator.is_, self.modules, modules))
            and list(map(len, self.drawless)) == self.counts
            and not any(map(_is_installed, modules[count:]))
        )


_SURVEYS = [_Survey()]  # the last one


def _held(functions: Set[int]) -> list[tuple[dict[str, Any], str, Any]]:
    """Find what holds a function, by its identity: the names of a module, the name, and the function."""
    modules = list(sys.modules.values())
    if not _SURVEYS[0].holds_of(modules):
        _SURVEYS[0] = _survey(modules, functions)
    survey = _SURVEYS[0]
    looked_at = (*survey.others, *map(vars, filter(_is_module, modules[len(survey.modules) :])))
    return [
        (names, name, value) for names in looked_at for name, value in list(names.items()) if id(value) in functions
    ]


def _survey(modules: list[Any], functions: Set[int]) -> _Survey:
    """Look through all modules. A port's own, which come and go with it, come last."""
    while modules and not _is_installed(modules[-1]):
        modules = modules[:-1]
    drawless: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for module in filter(_is_module, modules):
        (drawless if _is_drawless(module, functions) else others).append(vars(module))
    return _Survey(modules, drawless, list(map(len, drawless)), others)


def _is_drawless(module: ModuleType, functions: Set[int]) -> bool:
    """Whether a module is installed and holds no function that draws, or held none when it had as many names."""
    names = vars(module)
    if _DRAWLESS.get(module) == len(names):
        return True
    if not functions.isdisjoint(map(id, list(names.values()))) or not _is_installed(module):
        return False
    _DRAWLESS[module] = len(names)
    return True


def _is_module(module: Any) -> bool:
    """Whether something is a module: what only says that it is, as cffi's libraries do, `isinstance` believes."""
    return issubclass(type(module), ModuleType)


def _is_installed(module: Any) -> bool:
    if not _is_module(module):
        return False
    file = getattr(module, "__file__", None) or _LIBRARY  # what has no file is Python's own
    return file.startswith(_LIBRARY) or "site-packages" in file or module.__name__.startswith("matdrop.")


def _replacements(
    module: ModuleType, functions: dict[str, Callable[..., Any]]
) -> list[tuple[dict[str, Any], str, Any, Any]]:
    """Return (names of the module, name, old, new) of everything that draws in `module`."""
    names = vars(module)
    return [(names, name, names[name], new) for name, new in {**_without_counterpart(module), **functions}.items()]


@functools.cache  # each call of a port asks, and a class takes long to make
def _without_counterpart(module: ModuleType) -> dict[str, Any]:
    """Return what stands for the functions and generators of a module that MATLAB does not have, by name."""
    found = {}
    for name in vars(module)["__all__"]:
        old = vars(module)[name]
        if name in GENERATORS:
            found[name] = _noted(f"{module.__name__}.{name}", old)
        elif callable(old) and not isinstance(old, type):
            found[name] = _refused(f"{module.__name__}.{name}")
    return found


def _refused(name: str) -> Callable[..., Any]:
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise UnknownStreamError(
            f"{name} has no counterpart among MATLAB's rand, randn, randi and randperm, which must draw this call's "
            "numbers; write it with numpy.random.rand, randn, randint or permutation, or pass the port a stream"
        )

    return refuse


def _noted(name: str, original: Any) -> Any:
    """Return a replacement that makes what the original makes and records it; a class keeps its instance checks."""

    def make(*args: Any, **kwargs: Any) -> Any:
        for made in _MADE:
            made.append(name)
        return original(*args, **kwargs)

    if not isinstance(original, type):
        return make

    class Noted(type):
        def __instancecheck__(cls, instance: Any) -> bool:
            return isinstance(instance, original)

        def __call__(cls, *args: Any, **kwargs: Any) -> Any:
            return make(*args, **kwargs)

    return Noted(original.__name__, (), {})


def _shape(size: Any) -> tuple[int, ...]:
    return tuple(size) if np.iterable(size) else (int(size),)


def _scalar(values: NDArray[Any], size: Any) -> Any:
    return values[()].item() if size is None and values.ndim == 0 else values


class _NumpyFunctions:
    """The functions of `numpy.random` that have a counterpart in MATLAB, drawing from a stream."""

    def __init__(self, stream: Stream, order: Literal["F", "C"]) -> None:
        self._stream, self._order = stream, order

    def by_name(self) -> dict[str, Callable[..., Any]]:
        """Return the functions by their names in `numpy.random`."""
        same = dict.fromkeys(("random", "random_sample", "ranf", "sample"), self.random_sample)
        names = ("rand", "uniform", "randn", "standard_normal", "normal", "randint", "permutation", "shuffle", "choice")
        return {**same, **{name: getattr(self, name) for name in names}}

    def rand(self, *dims: int) -> Any:
        return self.random_sample(dims or None)

    def random_sample(self, size: Any = None) -> Any:
        return _scalar(self._filled(self._uniforms, size), size)

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
        a, b = np.asarray(low, np.float64), np.asarray(high, np.float64)
        return _scalar(np.asarray(a + (b - a) * self._filled(self._uniforms, size, a, b)), size)

    def randn(self, *dims: int) -> Any:
        return self.standard_normal(dims or None)

    def standard_normal(self, size: Any = None) -> Any:
        return _scalar(self._filled(self._normals, size), size)

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        mu, sigma = np.asarray(loc, np.float64), np.asarray(scale, np.float64)
        if (sigma < 0).any():
            raise ValueError("scale < 0")
        return _scalar(np.asarray(self._filled(self._normals, size, mu, sigma) * sigma + mu), size)

    def randint(self, low: int, high: int | None = None, size: Any = None, dtype: Any = int) -> Any:
        lowest, highest = (0, low) if high is None else (low, high)
        if np.ndim(lowest) or np.ndim(highest):
            raise UnknownStreamError("numpy.random.randint with arrays of bounds has no counterpart in MATLAB's randi")
        if lowest >= highest:
            raise ValueError("low >= high")
        values = self._filled(lambda count: self._integers(lowest, highest - 1, count), size).astype(dtype)
        if dtype is int:
            return _scalar(values, size)
        return values[()] if size is None else values

    def permutation(self, x: Any) -> NDArray[Any]:
        if np.ndim(x) == 0:
            return _order(self._stream, int(x))
        values = np.asarray(x)
        return values[_order(self._stream, len(values))]

    def shuffle(self, x: Any) -> None:
        _shuffle(self._stream, x)

    def choice(self, a: Any, size: Any = None, replace: bool = True, p: Any = None) -> Any:
        if p is not None:
            raise UnknownStreamError("numpy.random.choice with probabilities has no counterpart in randi or randperm")
        values = np.arange(a) if np.ndim(a) == 0 else np.asarray(a)
        if values.ndim != 1:
            raise ValueError("a must be 1-dimensional")
        if len(values) == 0:
            raise ValueError("a cannot be empty unless no samples are taken")
        if replace:
            index = self._filled(lambda count: self._integers(1, len(values), count) - 1, size).astype(np.intp)
        else:
            index = self._filled(lambda count: _order(self._stream, len(values), count), size)
        return values[index]

    def _filled(self, draw: Callable[[int], NDArray[Any]], size: Any, *parameters: NDArray[Any]) -> NDArray[Any]:
        """Return an array of NumPy's size, or of the parameters' size if none is given."""
        shape = np.broadcast_shapes(*(p.shape for p in parameters)) if size is None else _shape(size)
        return draw(int(np.prod(shape, dtype=np.int64))).reshape(shape, order=self._order)

    def _uniforms(self, count: int) -> NDArray[Any]:
        return np.asarray(self._stream.rand(count, 1))

    def _normals(self, count: int) -> NDArray[Any]:
        return np.asarray(self._stream.randn(count, 1))

    def _integers(self, lowest: int, highest: int, count: int) -> NDArray[Any]:
        return np.asarray(self._stream.randi([lowest, highest], count, 1))


def _no_seed(*_args: Any, **_kwargs: Any) -> None:
    """Do nothing: the stream is already seeded, and the port must draw the stream's numbers."""


def _seed_of(stream: Stream) -> Callable[..., None]:
    def seed(value: Any = None, *_args: Any, **_kwargs: Any) -> None:
        if value is not None:  # else from the clock, which no original can repeat
            stream.rng(value)

    return seed


def _random_functions(stream: Stream) -> dict[str, Callable[..., Any]]:
    def uniform(a: float, b: float) -> Any:
        return a + (b - a) * stream.rand()

    def gauss(mu: float = 0.0, sigma: float = 1.0) -> Any:
        return stream.randn() * sigma + mu

    def randint(a: int, b: int) -> int:
        return int(stream.randi([a, b]))

    def choice(seq: Any) -> Any:
        if not len(seq):
            raise IndexError("Cannot choose from an empty sequence")
        return seq[randint(1, len(seq)) - 1]

    def shuffle(x: Any) -> None:
        _shuffle(stream, x)

    def sample(population: Any, k: int) -> list[Any]:
        if not 0 <= k <= len(population):
            raise ValueError("Sample larger than population or is negative")
        return [population[i] for i in _order(stream, len(population), k).tolist()]

    return {
        "random": stream.rand,
        "uniform": uniform,
        "gauss": gauss,
        "normalvariate": gauss,
        "randint": randint,
        "choice": choice,
        "shuffle": shuffle,
        "sample": sample,
    }


def _order(stream: Stream, n: int, k: int | None = None) -> NDArray[np.intp]:
    """Return 0-based indices: all n in random order, or k of them."""
    if k is not None and k > n:
        raise ValueError("Cannot take a larger sample than population when replace is False")
    drawn = stream.randperm(n) if k is None or k == n else stream.randperm(n, k)
    return np.asarray(drawn).ravel().astype(np.intp) - 1


def _shuffle(stream: Stream, x: Any) -> None:
    order = _order(stream, len(x))
    x[:] = x[order] if isinstance(x, np.ndarray) else [x[i] for i in order.tolist()]
