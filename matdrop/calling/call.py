"""Calling a port: its inputs, its random stream, its side effects, its time."""

from __future__ import annotations

import contextlib
import io
import re
import time
import traceback
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any, Literal, TypeAlias

import numpy as np

from matdrop.calling.conventions import Convention, to_python
from matdrop.calling.load import LeftBehind, Method, parameters_of
from matdrop.calling.meaning import argument_as_declared, input_as_declared
from matdrop.calling.own_modules import is_users
from matdrop.calling.sandbox import PortTimeoutError, quiet, time_limit
from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.streams import MatlabStream, OctaveStream, numpy_random
from matdrop.streams.mersenne import WORDS, Mersenne
from matdrop.values.canonical import ValueModelError, canonical, digest
from matdrop.values.value import FunctionHandle

Stream: TypeAlias = OctaveStream | MatlabStream

# A port takes the functions of a stream by parameters of these names.
DRAWS = ("rand", "randn", "randi", "randperm", "rande", "randg", "randp")

# The stream of the port that is being called: a trace asks how far it has been used up.
STREAM: ContextVar[Stream | None] = ContextVar("stream", default=None)

# Draws that use up the 624 words of a state, and the number of such blocks after which no end is looked for.
BLOCK, LAST_BLOCK = 312, 3300

# What no port can change, and how many numbers are copied to see whether it does: more are hashed, to save memory.
UNCHANGEABLE = (int, float, complex, bool, str)
FEW = 10_000

_TAKES_OTHERS = re.compile(r"\(\) (takes|missing|got) ")
_GUARD = 'put what it runs under if __name__ == "__main__":'


@dataclass(frozen=True)
class PortError:
    """An error of the port and its place in the port's file.

    Attributes
    ----------
    kind : str
        The name of the exception's class, or ``timeout``.
    message : str
        The exception's text.
    file : str
        The file of the user's code that raised it; empty if that is not known.
    line : int
        The line in that file, from 1; 0 if that is not known.
    side : {"port", "adapter"}
        Whether the port has raised it, or the function that the table has put before it.
    reached : tuple of int
        The lines of the user's code that were running, the outermost first: how far the port had come.
    """

    kind: str
    message: str
    file: str = ""
    line: int = 0
    side: Literal["port", "adapter"] = "port"
    reached: tuple[int, ...] = field(default=(), compare=False)

    @property
    def asks_for_integers(self) -> bool:
        """Whether floats stood where Python and NumPy take integers alone: in subscripts, sizes and ranges."""
        return self.kind in ("IndexError", "TypeError") and "integer" in self.message

    @property
    def is_of_the_call(self) -> bool:
        """Whether the port takes other arguments than it was given, so that its first line was not reached."""
        return self.kind == "TypeError" and not self.file and bool(_TAKES_OTHERS.search(self.message))

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}" + (f" ({self.file}, line {self.line})" if self.file else "")


@dataclass(frozen=True)
class PortAnswer:
    """The result of calling a port on one case.

    Attributes
    ----------
    returned : object
        The value as the port returned it.
    left_behind : mapping of str to object or None
        The variables of a port that is a script; None for a function.
    printed : str
        What the port printed.
    changed : mapping of str to object
        The inputs that the port has changed, by their names in the original; MATLAB passes by value.
    draws : ndarray of float64 or None
        The uniform draws that the port took from its stream, n-by-1; None without a seed, and where the original
        seeds itself.
    generators : tuple of str
        The random generators that the port made for itself; they do not draw from the stream.
    error : PortError or None
        Set if the port raised an exception.
    seconds : float
        The time of the call.
    stood_in : tuple of str
        What was put in place of something that is missing, such as a plotting library or an old name of NumPy.
    """

    returned: Any
    left_behind: Mapping[str, Any] | None
    printed: str
    changed: Mapping[str, Any]
    draws: np.ndarray[Any, Any] | None
    generators: tuple[str, ...]
    error: PortError | None
    seconds: float
    stood_in: tuple[str, ...] = ()


def call_port(
    case: Case,
    function: Callable[..., Any],
    reference: Reference,
    convention: Convention,
    handle: Callable[[FunctionHandle, bool], Callable[..., Any]],
    timeout: float = 60.0,
    order: Literal["F", "C"] = "F",
) -> PortAnswer:
    """Call a port with the inputs and the random stream of its original.

    Parameters
    ----------
    case : Case
        The case to verify. With a seed the port gets the stream of that seed: through every parameter that is named
        like a function of the stream (``rand``, ``randi``, ...), else in place of ``numpy.random`` and ``random``.
    function : callable
        The port.
    reference : Reference
        Holds the evaluated inputs and the states of the generators at the call.
    convention : Convention
        How inputs are passed.
    handle : callable
        Makes a Python function from a function handle.
    timeout : float
        Seconds that the port may take (in the main thread; elsewhere Python cannot interrupt it).
    order : {"F", "C"}
        How ``numpy.random`` fills arrays: column by column as in MATLAB, or row by row as in NumPy.

    Returns
    -------
    PortAnswer
        Values or error, and the side effects of the call. An exception of the port is never raised again.
    """
    names = case.input_names(len(reference.inputs))
    declared = case.pair.conventions
    inputs = {}
    for name, given, flat in zip(names, reference.inputs, convention.flat, strict=True):
        value = input_as_declared(declared, name, given)
        inputs[name] = argument_as_declared(declared, name, value, to_python(value, convention, flat, handle))
    before = {name: _kept(value) for name, value in inputs.items()}
    stream = None if case.seed is None else _Tap(stream_of(case.seed, reference))
    positional, keywords = _arguments(function, inputs, stream, convention)
    patch: contextlib.AbstractContextManager[list[str] | None] = contextlib.nullcontext()
    if stream is not None and not stream.was_passed:
        patch = numpy_random(stream, order, reference.seeds_itself)
    returned, error, printed, made, stood_in = None, None, io.StringIO(), None, list[str]()
    running = STREAM.set(None if stream is None else stream.stream)
    made_with = tuple(to_python(value, convention, False, handle) for value in reference.constructor)
    Method.constructor.set(made_with)
    started = time.perf_counter()
    try:
        with quiet(printed) as stood_in, time_limit(timeout), np.errstate(all="ignore"), patch as made:
            returned = function(*positional, **keywords)
    except (Exception, SystemExit) as exception:
        error = port_error(exception)
    seconds = time.perf_counter() - started
    STREAM.reset(running)
    changed = {name: value for name, value in inputs.items() if _differs(value, before[name])}
    draws = None if stream is None or reference.seeds_itself else stream.draws()
    left_behind = None
    if isinstance(returned, LeftBehind):
        returned, left_behind = None, returned
    own = tuple(made or ())
    return PortAnswer(returned, left_behind, printed.getvalue(), changed, draws, own, error, seconds, tuple(stood_in))


def port_error(exception: BaseException) -> PortError:
    """Return the class, the message and the place of an exception of a port.

    Parameters
    ----------
    exception : BaseException
        As it was caught.

    Returns
    -------
    PortError
        Its place is the innermost one in the user's code, outside of Python's library and of installed packages.

    Examples
    --------
    >>> print(port_error(ValueError("shapes (2,3) and (2,3) not aligned")))
    ValueError: shapes (2,3) and (2,3) not aligned
    """
    if isinstance(exception, SyntaxError):
        return PortError("SyntaxError", exception.msg, exception.filename or "", exception.lineno or 0)
    frames = traceback.extract_tb(exception.__traceback__)
    own = [frame for frame in frames if is_users(frame.filename)]
    place = (own[-1].filename, own[-1].lineno or 0) if own else ("", 0)
    kind = "timeout" if isinstance(exception, PortTimeoutError) else type(exception).__name__
    return PortError(kind, str(exception), *place, reached=tuple(frame.lineno or 0 for frame in own))


def import_error(exception: BaseException) -> PortError:
    """Return the class, the message and the place of what a port raised when it was imported.

    Parameters
    ----------
    exception : BaseException
        As it was caught.

    Returns
    -------
    PortError
        Where a port runs something that it should only define, the message says so.

    Examples
    --------
    >>> print(import_error(SystemExit(2)).message)
    it ends Python when it is imported; put what it runs under if __name__ == "__main__":
    """
    error = port_error(exception)
    if isinstance(exception, SystemExit):
        return replace(error, message=f"it ends Python when it is imported; {_GUARD}")
    if isinstance(exception, PortTimeoutError):
        return replace(error, message=f"{error.message} when it is imported; {_GUARD}")
    return error


class _Tap:
    """A stream that records the uniform draws taken from it, and whether the port was passed one of its functions."""

    def __init__(self, stream: Stream) -> None:
        assert stream.twister is not None  # it has just been seeded
        self.stream = stream
        self.was_passed = False
        self._twister = stream.twister
        self._start = self._twister.get()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def draws(self) -> np.ndarray[Any, Any]:
        """Return the draws since the start, found by drawing them again as `matdrop_draws` does."""
        twister = self.stream.twister or self._twister  # None: the port has chosen one of the old generators
        (words, start), (target, end) = self._start, twister.get()
        if start == end and np.array_equal(words, target):
            return np.zeros((0, 1))
        again = Mersenne(0)
        again.set(words, start)
        # A port whose draws do not lead there is followed for a million draws, so a step looks at the state in place.
        found: list[np.ndarray[Any, Any]] = []
        while len(found) < LAST_BLOCK:
            found.append(again.open_uniforms((end - start) // 2 % BLOCK if not found else BLOCK))
            if again.in_place[WORDS] == end and np.array_equal(again.in_place[:WORDS], target):
                break
        return np.concatenate(found).reshape(-1, 1)


def stream_of(seed: Any, reference: Reference) -> Stream:
    """Make the stream of the engine that computed the reference, in its state after the arguments were evaluated.

    Parameters
    ----------
    seed : number
        The seed of the case.
    reference : Reference
        Holds the engine's name and version and the states of its generators.

    Returns
    -------
    OctaveStream or MatlabStream
        The engine's stream.

    Raises
    ------
    ValueError
        If a stream cannot take the seed or a state.
    UnknownStreamError
        If it is not known what the engine draws from that seed.
    """
    if reference.engine.name == "MATLAB":
        stream = MatlabStream(seed)
        if reference.states:
            stream.state = reference.states["rand"]
        return stream
    generators = OctaveStream(seed, octave_version=reference.engine.major)
    for generator, state in reference.states.items():
        getattr(generators, generator)("state", state)
    return generators


def _arguments(
    function: Callable[..., Any], inputs: Mapping[str, Any], stream: _Tap | None, convention: Convention
) -> tuple[list[Any], dict[str, Any]]:
    """Arrange the inputs for a port: by the convention's names, else by position; a stream's functions by name.

    What is in its place is given by position all the same: a decorator may take ``*args`` alone.
    """
    keywords: dict[str, Any] = {}
    if stream is not None:
        for parameter in parameters_of(function):
            if parameter.name not in inputs and parameter.name in DRAWS and hasattr(stream.stream, parameter.name):
                keywords[parameter.name] = getattr(stream, parameter.name)
                stream.was_passed = True
    if convention.parameters:
        given = [(name, value) for name, value in zip(convention.parameters, inputs.values(), strict=False) if name]
        places = [parameter.name for parameter in parameters_of(function) if parameter.kind != parameter.KEYWORD_ONLY]
        in_place = len(list(takewhile(lambda pair: pair[0][0] == pair[1], zip(given, places, strict=False))))
        return [value for _, value in given[:in_place]], {**keywords, **dict(given[in_place:])}
    return list(inputs.values()), keywords


def _kept(value: Any) -> Any:
    """Return what tells afterwards whether the port has changed an input: a copy where that is quick, else a hash."""
    if type(value) in UNCHANGEABLE:
        return value
    if type(value) is np.ndarray and value.dtype.kind in "biufc" and value.size <= FEW:
        return value.copy()
    return digest_or_text(value)


def _differs(value: Any, kept: Any) -> bool:
    """Whether an input is another one than it was; what it was is as `_kept` returns it."""
    if type(value) in UNCHANGEABLE:
        return False
    if isinstance(kept, str):
        return digest_or_text(value) != kept
    same_bits = value.dtype == kept.dtype and value.shape == kept.shape and value.tobytes() == kept.tobytes()
    return not same_bits and digest_or_text(value) != digest_or_text(kept)  # one NaN is as good as another


def digest_or_text(value: Any) -> str:
    """Hash a value, to see whether it is the same as another one.

    Parameters
    ----------
    value : object
        Anything that a port takes or returns.

    Returns
    -------
    str
        Of a value that MATLAB does not have, its text.

    Examples
    --------
    >>> digest_or_text(1) == digest_or_text(1.0), digest_or_text({1, 2})
    (True, '{1, 2}')
    """
    try:
        return digest(canonical(value))
    except ValueModelError:
        return repr(value)
