"""A port's surroundings during a call: its output, its plots, its time."""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator

from matdrop.calling.plotting import without_plots


@contextlib.contextmanager
def quiet(printed: io.StringIO) -> Iterator[list[str]]:
    """Catch what a port prints, answer its requests for input with an empty line, and suppress its plots.

    Parameters
    ----------
    printed : io.StringIO
        Collects the output.

    Yields
    ------
    list of str
        After the block, the plotting libraries that were imported and are not installed.

    Examples
    --------
    >>> printed = io.StringIO()
    >>> with quiet(printed):
    ...     answer = input("How many? ")
    >>> printed.getvalue(), answer
    ('How many? ', '')
    """
    os.environ.setdefault("MPLBACKEND", "Agg")
    keyboard, ask = sys.stdin, builtins.input
    sys.stdin = io.StringIO()
    builtins.input = lambda prompt="": print(prompt, end="") or ""
    try:
        with contextlib.redirect_stdout(printed), without_plots() as not_drawn:
            yield not_drawn
    finally:
        sys.stdin, builtins.input = keyboard, ask


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
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        with _time_limit_without_signals(seconds):
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


class PortTimeoutError(Exception):
    """A port has taken too long."""


@contextlib.contextmanager
def _time_limit_without_signals(seconds: float) -> Iterator[None]:
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
