"""Calling a port: its function, its inputs, its random stream, its side effects."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import inspect
import io
import sys
import sysconfig
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from matdrop.errors import MatdropError
from matdrop.parity.case import Case
from matdrop.parity.reference import Reference
from matdrop.parity.values import digest
from matdrop.streams import OctaveStream


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
    returned : tuple
        The values as they were returned.
    printed : str
        What the port printed.
    mutated : tuple of int
        Numbers (from 1) of the inputs that the port has changed; MATLAB passes by value.
    error : PortError or None
        Set if the port raised.
    seconds : float
        The time of the call.
    """

    returned: tuple[Any, ...]
    printed: str
    mutated: tuple[int, ...]
    error: PortError | None
    seconds: float


_LIBRARY = sysconfig.get_path("stdlib")


def load_port(port: str, folder: Path) -> Callable[..., Any]:
    """Find a port's function.

    Parameters
    ----------
    port : str
        ``module:function``, or ``path/file.py:function`` with the path relative to `folder`.
    folder : Path
        Where the case table stands.

    Returns
    -------
    callable
        The function.

    Raises
    ------
    MatdropError
        If the module or the function is not there.

    Examples
    --------
    >>> load_port("matdrop.port.inverted_dropout:inverted_dropout", Path()).__name__
    'inverted_dropout'
    """
    place, _, name = port.partition(":")
    if not name:
        raise MatdropError(f'port = "{port}" names no function; write "module:function" or "file.py:function"')
    if place.endswith(".py"):
        file = (folder / place).resolve()
        if not file.is_file():
            raise MatdropError(f'port = "{port}": there is no file {file}')
        module_spec = importlib.util.spec_from_file_location(file.stem, file)
        assert module_spec is not None and module_spec.loader is not None
        module = importlib.util.module_from_spec(module_spec)
        sys.path.insert(0, str(file.parent))
        try:
            module_spec.loader.exec_module(module)
        finally:
            sys.path.remove(str(file.parent))
    else:
        try:
            module = importlib.import_module(place)
        except ModuleNotFoundError as error:
            raise MatdropError(f'port = "{port}": {error}') from None
    function = getattr(module, name, None)
    if not callable(function):
        raise MatdropError(f'port = "{port}": {place} has no function {name}')
    return cast(Callable[..., Any], function)


def call_port(case: Case, function: Callable[..., Any], reference: Reference) -> PortAnswer:
    """Call a port with the inputs and the random stream that its original had.

    Parameters
    ----------
    case : Case
        What is verified; with a seed the port gets the stream of that seed, by every parameter that is
        named like a function of the stream (``rand``, ``randi``, ...).
    function : callable
        The port.
    reference : Reference
        Gives the evaluated inputs and the states of the generators at the call.

    Returns
    -------
    PortAnswer
        Values or error, and what happened beside them. Nothing is raised on the port's behalf.
    """
    inputs = [np.array(value, order="F") if isinstance(value, np.ndarray) else value for value in reference.inputs]
    before = [digest(value) for value in inputs]
    printed = io.StringIO()
    returned: Any = ()
    error = None
    injected = _stream_functions(case, function, len(inputs), reference)
    started = time.perf_counter()
    try:
        with contextlib.redirect_stdout(printed):
            returned = function(*inputs, **injected)
    except Exception as exception:
        error = _port_error(exception)
    seconds = time.perf_counter() - started
    mutated = tuple(k for k, value in enumerate(inputs, 1) if digest(value) != before[k - 1])
    if not isinstance(returned, tuple):
        returned = (returned,)
    return PortAnswer(returned, printed.getvalue(), mutated, error, seconds)


def _stream_functions(
    case: Case, function: Callable[..., Any], given: int, reference: Reference
) -> Mapping[str, Callable[..., Any]]:
    if case.seed is None:
        return {}
    stream = OctaveStream(case.seed)
    for generator, state in reference.states.items():
        if hasattr(stream, generator):
            getattr(stream, generator)("state", state)
    parameters = list(inspect.signature(function).parameters)[given:]
    return {name: getattr(stream, name) for name in parameters if hasattr(stream, name)}


def _port_error(exception: Exception) -> PortError:
    # The innermost frame outside of Python's own and of installed packages is where the user's eye belongs.
    frames = traceback.extract_tb(exception.__traceback__)[1:]
    own = [
        frame for frame in frames if not frame.filename.startswith(_LIBRARY) and "site-packages" not in frame.filename
    ]
    frame = own[-1] if own else None
    place = (frame.filename, frame.lineno or 0) if frame else ("", 0)
    return PortError(type(exception).__name__, str(exception), *place)
