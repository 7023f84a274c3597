"""A port's surroundings during a call: its output, its plots, its time."""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import io
import os
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from matdrop.calling.decompositions import ending_decompositions
from matdrop.calling.old_names import old_names
from matdrop.calling.own_modules import is_users
from matdrop.calling.plotting import without_plots

# Nothing is looked for on these: a port may talk to its own processes.
HERE = ("localhost", "127.0.0.1", "::1", "")
AGAIN = 0.01  # seconds after which a port is stopped again


class NetworkRefusedError(Exception):
    """A port wanted to use the network. It is no `OSError`, which libraries would catch and try again."""


@contextlib.contextmanager
def quiet(printed: io.StringIO) -> Iterator[list[str]]:
    """Catch what a port prints and warns of, answer its requests for input with an empty line, suppress its plots.

    Parameters
    ----------
    printed : io.StringIO
        Collects the output.

    Yields
    ------
    list of str
        After the block, what the user should know of it: what the port has warned of, and what was put in place of
        something that is missing (answers to `input`, plotting libraries that are not installed, names that NumPy,
        SciPy and Python do not have any more). Connections to other machines are refused, and so are decompositions
        that may never end.

    Examples
    --------
    >>> printed = io.StringIO()
    >>> with quiet(printed):
    ...     answer = input("How many? ")
    >>> printed.getvalue(), answer
    ('How many? ', '')
    """
    said: list[str] = []

    def answer(prompt: object = "") -> str:
        print(prompt, end="")
        said.append(f"input() was answered with nothing{_users_line()}")
        return ""

    def take_warning(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
        warned[f"the port warned: {category.__name__}: {str(message).partition(chr(10))[0]}{_users_line()}"] = None

    warned: dict[str, None] = {}
    os.environ.setdefault("MPLBACKEND", "Agg")
    keyboard, ask, words = sys.stdin, builtins.input, sys.argv
    sys.stdin = io.StringIO()
    builtins.input = answer
    sys.argv = sys.argv[:1]  # the words of matdrop's own command line are not the port's
    try:
        with (
            contextlib.redirect_stdout(printed),
            warnings.catch_warnings(),
            without_network(),
            without_plots() as not_drawn,
            old_names() as used,
            ending_decompositions(),
        ):
            # As Python has them by itself: a verdict must not depend on the filters of whoever asks for it.
            warnings.simplefilter("default")
            for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
                warnings.simplefilter("ignore", category)
            warnings.showwarning = take_warning
            yield said
    finally:
        sys.stdin, builtins.input, sys.argv = keyboard, ask, words
        said += [f"{library} is not installed: a stub drew nothing" for library in not_drawn]
        said += [*used, *warned]


class Printed(io.StringIO):
    """What a port prints.

    Attributes
    ----------
    place : str
        The user's line that printed first, in brackets; empty if nothing was printed.
    """

    place = ""

    def write(self, text: str) -> int:
        """Take more text.

        Parameters
        ----------
        text : str
            What is printed.

        Returns
        -------
        int
            Its length.
        """
        self.place = self.place or _users_line()
        return super().write(text)


def _users_line() -> str:
    """Return the innermost line that runs in the user's code, in brackets."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and not is_users(frame.f_code.co_filename):
        frame = frame.f_back
    return "" if frame is None else f" ({Path(frame.f_code.co_filename).name}, line {frame.f_lineno})"


@contextlib.contextmanager
def without_network() -> Iterator[None]:
    """Refuse connections to other machines that this thread opens: a verdict must not depend on what is out there.

    Yields
    ------
    None
        Control, to the block.

    Raises
    ------
    NetworkRefusedError
        Inside the block, by whatever opens a connection or looks up a machine's name.

    Examples
    --------
    >>> with without_network():
    ...     socket.create_connection(("example.org", 80))
    Traceback (most recent call last):
    matdrop.calling.sandbox.NetworkRefusedError: it asks the network for example.org; ...
    """
    thread = threading.get_ident()  # the others may be a Dask worker's
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def check(host: Any) -> None:
        if threading.get_ident() == thread and host not in (None, *HERE):
            name = host.decode() if isinstance(host, bytes) else host
            raise NetworkRefusedError(
                f"it asks the network for {name}; that is refused: save what it needs in a file and read that"
            )

    def checked_look_up(host: Any, *more: Any, **named: Any) -> Any:
        check(host)
        return look_up(host, *more, **named)

    def checked_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            check(address[0])
        connect(self, address)

    socket.getaddrinfo = checked_look_up
    socket.socket.connect = checked_connect  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        socket.getaddrinfo = look_up
        socket.socket.connect = connect  # type: ignore[method-assign]


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop a port when its time is up.

    Parameters
    ----------
    seconds : float
        How long the block may take, more than 0.

    Raises
    ------
    PortTimeoutError
        When the time is up.

    Examples
    --------
    >>> with time_limit(0.01):
    ...     while True:
    ...         pass
    Traceback (most recent call last):
    matdrop.calling.sandbox.PortTimeoutError: no answer within 0.01 s
    """
    in_main_thread = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
    limit = _limit_by_a_signal if in_main_thread else _limit_without_signals
    # `np.errstate` is Python code: stopped in the midst of it, what it had set would stay set for whatever runs next.
    with np.errstate(), limit(seconds):
        yield


class PortTimeoutError(Exception):
    """A port has taken too long."""


@contextlib.contextmanager
def _limit_by_a_signal(seconds: float) -> Iterator[None]:
    """Stop a port in the main thread.

    Raises
    ------
    PortTimeoutError
        When the time is up.
    """

    def stop(*_: object) -> None:
        raise PortTimeoutError(f"no answer within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        with _where_it_is_ignored(lambda: signal.setitimer(signal.ITIMER_REAL, AGAIN)):
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _where_it_is_ignored(stop_again: Callable[[], object]) -> Iterator[None]:
    """Stop a port again that was stopped where Python ignores errors: as an object goes, or as garbage is collected."""
    before = sys.unraisablehook

    def ignored(what: sys.UnraisableHookArgs) -> None:
        if isinstance(what.exc_value, PortTimeoutError):
            stop_again()
        else:
            before(what)

    sys.unraisablehook = ignored
    try:
        yield
    finally:
        sys.unraisablehook = before


@contextlib.contextmanager
def _limit_without_signals(seconds: float) -> Iterator[None]:
    """Stop a port in a thread that gets no signals, such as a Dask worker's; a call into C is not interrupted.

    Raises
    ------
    PortTimeoutError
        When the time is up.
    """
    thread, done, lock = threading.get_ident(), threading.Event(), threading.Lock()

    def stop() -> None:
        with lock:
            if not done.is_set():
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(PortTimeoutError))

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        try:
            yield
        finally:
            with lock:
                done.set()
            timer.cancel()
    except PortTimeoutError:
        raise PortTimeoutError(f"no answer within {seconds:g} s") from None
