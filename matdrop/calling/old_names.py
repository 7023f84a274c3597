"""Names that older versions of NumPy, SciPy and Python had: stand-ins for ports that were written for those."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from matdrop.calling.own_modules import is_users

# SciPy had all of NumPy's functions and constants; these of its own give complex numbers where NumPy's give NaN.
_COMPLEX = ("sqrt", "log", "log2", "logn", "log10", "power", "arccos", "arcsin", "arctanh")
_OF_NUMPY = [name for name in np.__all__ if not isinstance(vars(np).get(name, np), ModuleType)]
# What each module had, and where it is now. Names that are still there are never asked for here.
MOVED = {
    "scipy": {
        **{name: f"numpy.{name}" for name in _OF_NUMPY},
        **{name: f"numpy.lib.scimath.{name}" for name in _COMPLEX},
        **{"rand": "numpy.random.rand", "randn": "numpy.random.randn", "ifft": "numpy.fft.ifft"},
        "random": "numpy.random",
    },
    "numpy": {
        **{name: f"builtins.{name}" for name in ("bool", "complex", "float", "int", "object", "str")},
        **{"long": "builtins.int", "unicode": "builtins.str"},
        **{"float_": "numpy.float64", "complex_": "numpy.complex128", "cfloat": "numpy.complex128"},
        **{"unicode_": "numpy.str_", "string_": "numpy.bytes_"},
        **dict.fromkeys(("Inf", "Infinity", "PINF", "infty"), "numpy.inf"),
        **dict.fromkeys(("NaN", "NAN"), "numpy.nan"),
        **{"product": "numpy.prod", "cumproduct": "numpy.cumprod", "alltrue": "numpy.all", "sometrue": "numpy.any"},
        **{"row_stack": "numpy.vstack", "round_": "numpy.round", "mat": "numpy.asmatrix", "trapz": "numpy.trapezoid"},
    },
    "scipy.integrate": {"trapz": "scipy.integrate.trapezoid", "cumtrapz": "scipy.integrate.cumulative_trapezoid"},
    "scipy.misc": {
        **{name: f"scipy.special.{name}" for name in ("comb", "factorial", "factorial2", "factorialk", "logsumexp")},
    },
    "scipy.signal": {
        name: f"scipy.signal.windows.{name}"
        for name in ("bartlett", "blackman", "boxcar", "gaussian", "hamming", "hann", "hanning", "kaiser", "triang")
    },
    "fractions": {},
}
VERSIONS = {"numpy": "NumPy", "scipy": "SciPy"}


def in1d(ar1: Any, ar2: Any, assume_unique: bool = False, invert: bool = False) -> Any:
    """Return which elements are in another array, in one dimension, as ``numpy.in1d`` did.

    Parameters
    ----------
    ar1, ar2 : array_like
        The elements, and where they are looked for.
    assume_unique, invert : bool
        As for `numpy.isin`.

    Returns
    -------
    ndarray of bool
        1-D.

    Examples
    --------
    >>> in1d([[1, 2], [3, 4]], [2, 3]).tolist()
    [False, True, True, False]
    """
    return np.isin(np.asarray(ar1).ravel(), ar2, assume_unique=assume_unique, invert=invert)


def gcd(a: Any, b: Any) -> Any:
    """Return the greatest common divisor with the sign of the second number, as ``fractions.gcd`` did.

    Parameters
    ----------
    a, b : number
        Whole numbers, of any class.

    Returns
    -------
    number
        The divisor.

    Examples
    --------
    >>> gcd(12, -18)
    -6
    """
    while b:
        a, b = b, a % b
    return a


def simps(y: Any, x: Any = None, dx: float = 1, axis: int = -1, even: str = "avg") -> Any:
    """Integrate by Simpson's rule as ``scipy.integrate.simps`` did, which treats an even number of points otherwise.

    Parameters
    ----------
    y : array_like
        The values, at three points or more.
    x : array_like, optional
        The points; by default `dx` apart.
    dx : float
        The distance of the points.
    axis : int
        Along which axis.
    even : {"avg", "first", "last"}
        For an even number of points: the rule for all but the last interval, for all but the first, or the mean of
        both; the interval that is left out is integrated by the trapezoidal rule.

    Returns
    -------
    float or ndarray
        The integral.

    Examples
    --------
    >>> float(simps([0, 1, 4, 9])), float(simps([0, 1, 4]))
    (9.166666666666666, 2.6666666666666665)
    """
    from scipy.integrate import simpson, trapezoid

    y = np.moveaxis(np.asarray(y), axis, -1)
    x = np.arange(y.shape[-1]) * dx if x is None else np.asarray(x)
    x = np.moveaxis(x, axis, -1) if x.ndim > 1 else x
    if y.shape[-1] % 2:
        return simpson(y, x=x)
    first = simpson(y[..., :-1], x=x[..., :-1]) + trapezoid(y[..., -2:], x=x[..., -2:])
    last = simpson(y[..., 1:], x=x[..., 1:]) + trapezoid(y[..., :2], x=x[..., :2])
    return {"first": first, "last": last}.get(even, 0.5 * (first + last))


OWN: dict[str, dict[str, Callable[..., Any]]] = {
    "numpy": {"in1d": in1d, "asscalar": lambda a: a.item()},
    "scipy.integrate": {"simps": simps},
    "fractions": {"gcd": gcd},
}


@contextlib.contextmanager
def old_names() -> Iterator[list[str]]:
    r"""Provide a port with names that it knows from older versions; whoever else asks for them does not get them.

    A module is asked for a name that it lacks by its function ``__getattr__``. That function is put into the modules
    for the time of the block. It answers the user's own code only, so that libraries find out what there is as ever.

    Yields
    ------
    list of str
        After the block, which names were used, and what was put in their place.

    Examples
    --------
    >>> with old_names() as used:
    ...     exec(compile("import numpy\nx = numpy.Inf", "/project/f.py", "exec"))
    >>> used[0].partition(" is not in ")[0], hasattr(np, "Inf")
    ('numpy.Inf', False)
    """
    watch = _Watch()
    for name in MOVED:
        if name in sys.modules:
            watch.hook(sys.modules[name])
    sys.meta_path.insert(0, watch)
    try:
        yield watch.used
    finally:
        sys.meta_path.remove(watch)
        watch.unhook()


class _Watch(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Hooks modules, those that are imported meanwhile as well, and makes one that does not exist any more."""

    def __init__(self) -> None:
        self.used: list[str] = []
        self._before: dict[str, tuple[ModuleType, Any]] = {}
        self._made: list[str] = []

    def hook(self, module: ModuleType) -> None:
        """Have a module answer for names that it lacks."""
        before = vars(module).get("__getattr__")
        self._before[module.__name__] = (module, before)
        vars(module)["__getattr__"] = partial(self._answer, module.__name__, before)

    def unhook(self) -> None:
        """Leave every module as it was found."""
        for module, before in self._before.values():
            if before is None:
                vars(module).pop("__getattr__", None)
            else:
                vars(module)["__getattr__"] = before
        for name in self._made:
            sys.modules.pop(name, None)
            package, _, module_name = name.rpartition(".")
            vars(sys.modules[package]).pop(module_name, None)

    def _answer(self, module: str, before: Callable[[str], Any] | None, name: str) -> Any:
        known = name in MOVED[module] or name in OWN.get(module, {})
        if known and is_users(sys._getframe(1).f_code.co_filename):
            return self._stand_in(module, name)
        if before is not None:
            return before(name)
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    def _stand_in(self, module: str, name: str) -> Any:
        if name in OWN.get(module, {}):
            value, place = OWN[module][name], "a function that does the same"
        else:
            place = MOVED[module][name]
            home, _, attribute = place.rpartition(".")
            value = getattr(import_module(home), attribute)
            place = place.removeprefix("builtins.")
        said = f"{module}.{name} is not in {_version_of(module)}: {place} was put in its place"
        if said not in self.used:
            self.used.append(said)
        return value

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a module that has stand-ins, to hook it once it is loaded."""
        if fullname not in MOVED:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.loader is None:
            self._made.append(fullname)
            return importlib.util.spec_from_loader(fullname, self)
        load = spec.loader.exec_module

        def load_and_hook(module: ModuleType) -> None:
            load(module)
            self.hook(module)

        spec.loader.exec_module = load_and_hook  # type: ignore[method-assign]
        return spec

    def exec_module(self, module: ModuleType) -> None:
        """Fill a module that does not exist any more: it has its stand-ins."""
        self.hook(module)


def _version_of(module: str) -> str:
    package = module.partition(".")[0]
    if package not in VERSIONS:
        return f"Python {platform.python_version()}"
    return f"{VERSIONS[package]} {import_module(package).__version__}"
