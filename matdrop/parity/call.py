"""Calling a port: its inputs, its random stream, its side effects, its time."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import sysconfig
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matdrop.parity.case import Case
from matdrop.parity.conventions import Convention, normal, to_python
from matdrop.parity.port import LeftBehind, parameters_of
from matdrop.parity.reference import Reference
from matdrop.parity.values import FunctionHandle, ValueModelError, canonical, digest
from matdrop.streams import OctaveStream, numpy_random

_LIBRARY = sysconfig.get_path("stdlib")


class PortTimeoutError(Exception):
    """A port has run for too long."""


@dataclass(frozen=True)
class PortError:
    """An error of the port and the place in the port's file where it arose."""

    kind: str
    message: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}" + (f" ({self.file}, line {self.line})" if self.file else "")


@dataclass(frozen=True)
class PortAnswer:
    """What a port gave on one case.

    Attributes
    ----------
    returned : object
        As it was returned.
    left_behind : mapping of str to object or None
        Of a script, its variables.
    printed : str
        What the port printed.
    changed : mapping of str to object
        The inputs that the port has changed, by their name in the original; MATLAB passes by value.
    draws : ndarray or None
        The uniform draws that the port took from its stream, a column; None without a seed.
    generators : tuple of str
        The random generators that the port made for itself, of which the stream knows nothing.
    error : PortError or None
        Set if the port raised.
    seconds : float
        The time of the call.
    """

    returned: Any
    left_behind: Mapping[str, Any] | None
    printed: str
    changed: Mapping[str, Any]
    draws: np.ndarray[Any, Any] | None
    generators: tuple[str, ...]
    error: PortError | None
    seconds: float


def call_port(
    case: Case,
    function: Callable[..., Any],
    reference: Reference,
    convention: Convention,
    handle: Callable[[FunctionHandle], Callable[..., Any]],
    timeout: float = 60.0,
) -> PortAnswer:
    """Call a port with the inputs and the random stream that its original had.

    Parameters
    ----------
    case : Case
        What is verified. With a seed the port gets that stream: by every parameter that is named like a
        function of the stream (``rand``, ``randi``, ...), else in place of ``numpy.random`` and ``random``.
    function : callable
        The port.
    reference : Reference
        Gives the evaluated inputs and the states of the generators at the call.
    convention : Convention
        How inputs are handed over.
    handle : callable
        Makes a Python function of a function handle.
    timeout : float
        Seconds that the port may take (in the main thread; elsewhere Python cannot interrupt it).

    Returns
    -------
    PortAnswer
        Values or error, and what happened beside them. Nothing is raised on the port's behalf.
    """
    names = case.input_names(len(reference.inputs))
    shifted = [_zero_based(case, name, value) for name, value in zip(names, reference.inputs, strict=True)]
    inputs = {
        name: to_python(value, convention, flat, handle)
        for name, value, flat in zip(names, shifted, convention.flat, strict=True)
    }
    before = {name: _digest(value) for name, value in inputs.items()}
    stream = None if case.seed is None else _Tap(_stream(case.seed, reference))
    positional, keywords = _arguments(case, function, inputs, stream)
    patch: contextlib.AbstractContextManager[list[str] | None] = contextlib.nullcontext()
    if stream is not None and not stream.handed_out:
        patch = numpy_random(stream)
    returned, error, printed, made = None, None, io.StringIO(), None
    started = time.perf_counter()
    try:
        with quiet(printed), time_limit(timeout), np.errstate(all="ignore"), patch as made:
            returned = function(*positional, **keywords)
    except (Exception, SystemExit) as exception:
        error = port_error(exception)
    seconds = time.perf_counter() - started
    changed = {name: value for name, value in inputs.items() if _digest(value) != before[name]}
    draws = None if stream is None else stream.draws()
    left_behind = None
    if isinstance(returned, LeftBehind):
        returned, left_behind = None, returned
    return PortAnswer(returned, left_behind, printed.getvalue(), changed, draws, tuple(made or ()), error, seconds)


@contextlib.contextmanager
def quiet(printed: io.StringIO) -> Iterator[None]:
    """Catch what a port prints, answer what it asks for by an end of file, and draw its plots nowhere."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    keyboard = sys.stdin
    sys.stdin = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            yield
    finally:
        sys.stdin = keyboard


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `PortTimeoutError` in the main thread when the time is up."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise PortTimeoutError(f"no answer within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def port_error(exception: BaseException) -> PortError:
    """Tell an exception of a port by its type, its message and its place in the user's code.

    Parameters
    ----------
    exception : BaseException
        As it was caught.

    Returns
    -------
    PortError
        The place is the innermost one outside of Python's own and of installed packages.
    """
    if isinstance(exception, SyntaxError):
        return PortError("SyntaxError", exception.msg, exception.filename or "", exception.lineno or 0)
    frames = traceback.extract_tb(exception.__traceback__)
    library = (_LIBRARY, str(Path(__file__).parent), "<")
    own = [
        frame for frame in frames if not frame.filename.startswith(library) and "site-packages" not in frame.filename
    ]
    place = (own[-1].filename, own[-1].lineno or 0) if own else ("", 0)
    kind = "timeout" if isinstance(exception, PortTimeoutError) else type(exception).__name__
    return PortError(kind, str(exception), *place)


class _Tap:
    """A stream that remembers the uniform draws taken from it and whether any of its functions was handed out."""

    def __init__(self, stream: OctaveStream) -> None:
        self.stream = stream
        self.start = stream.rand("state")
        self.handed_out = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def draws(self) -> np.ndarray[Any, Any]:
        """Give the draws between the start and now, as `matdrop_draws` finds them: by drawing them again."""
        end, again = self.stream.rand("state"), OctaveStream(self.start)
        found: list[np.ndarray[Any, Any]] = []
        state = self.start
        while not np.array_equal(state, end) and len(found) < 3300:
            words = int(state[-1, 0]) - int(end[-1, 0])
            found.append(again.rand((words // 2) % 312 if not found else 312, 1))
            state = again.rand("state")
        return np.concatenate(found) if found else np.zeros((0, 1))


def _stream(seed: Any, reference: Reference) -> OctaveStream:
    stream = OctaveStream(seed)
    for generator, state in reference.states.items():
        getattr(stream, generator)("state", state)
    return stream


def _arguments(
    case: Case, function: Callable[..., Any], inputs: Mapping[str, Any], stream: _Tap | None
) -> tuple[list[Any], dict[str, Any]]:
    """Arrange the inputs for a port: by name where it names them all, else by position; the stream by name."""
    parameters = parameters_of(function)
    keywords: dict[str, Any] = {}
    if stream is not None:
        for parameter in parameters:
            if parameter.name not in inputs and hasattr(stream.stream, parameter.name):
                keywords[parameter.name] = getattr(stream, parameter.name)
                stream.handed_out = True
    if case.pair.arguments:
        return [], {**keywords, **dict(zip(case.pair.arguments, inputs.values(), strict=False))}
    open_parameters = [p for p in parameters if p.name not in keywords and p.kind is not p.POSITIONAL_ONLY]
    by_name = {normal(parameter.name): parameter.name for parameter in open_parameters}
    required = [p.name for p in open_parameters if p.default is p.empty]
    matched = {by_name[normal(name)]: value for name, value in inputs.items() if normal(name) in by_name}
    if len(matched) == len(inputs) and set(required) <= set(matched) and not case.pair.strict:
        return [], {**keywords, **matched}
    return list(inputs.values()), keywords


def _zero_based(case: Case, name: str, value: Any) -> Any:
    if name not in case.pair.zero_based:
        return value
    return value - 1 if isinstance(value, np.ndarray) and value.dtype.kind in "iuf" else value


def _digest(value: Any) -> str:
    """Make a digest that tells whether a port has changed an input; of what MATLAB cannot hold, its text."""
    try:
        return digest(canonical(value))
    except ValueModelError:
        return repr(value)
