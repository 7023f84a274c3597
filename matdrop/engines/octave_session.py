"""GNU Octave as an engine, run through oct2py."""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.util
import logging
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from matdrop.engines.session import (
    DRIVERS,
    Availability,
    DriverError,
    EngineUnavailableError,
    Session,
)

INSTALL_OCTAVE = (
    "install GNU Octave with the machine's package manager (`make octave`; or `apt-get install octave`, "
    "`dnf install octave`, `brew install octave`)"
)
INSTALL_OCT2PY = "install oct2py (`python -m pip install oct2py`)"


def find_octave() -> Availability:
    """Find Octave without starting it.

    Returns
    -------
    Availability
        The environment variable ``OCTAVE_EXECUTABLE`` has priority over the PATH.

    Examples
    --------
    >>> bool(find_octave().path) != bool(find_octave().reason)
    True
    """
    if importlib.util.find_spec("oct2py") is None:
        return Availability(None, "the package oct2py is not installed", INSTALL_OCT2PY)
    asked = os.environ.get("OCTAVE_EXECUTABLE")
    if asked:
        path = shutil.which(asked)
        missing = f"OCTAVE_EXECUTABLE is {asked}, and no such program was found"
        return Availability(path) if path else Availability(None, missing, "correct or unset OCTAVE_EXECUTABLE")
    path = shutil.which("octave-cli") or shutil.which("octave")
    return Availability(path) if path else Availability(None, "GNU Octave is not on the PATH", INSTALL_OCTAVE)


class Octave(Session):
    """A session of GNU Octave that runs originals; see `Session`.

    Parameters
    ----------
    timeout : float
        Seconds that one case may take.
    find : callable
        Finds the program; by default the machine's own Octave.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> cases = load_table(OWN_TABLE).select(["inverted_dropout/article"])
    >>> if find_octave().path:
    ...     with Octave() as octave:
    ...         assert octave.run(cases)[0].outputs["X"].shape == (3, 4)
    """

    _oct2py: Any = None

    def __init__(self, timeout: float = 60.0, find: Callable[[], Availability] = find_octave) -> None:
        super().__init__(timeout)
        self.find = find

    def _launch(self, folder: Path) -> None:
        available = self.find()
        if available.path is None:
            raise EngineUnavailableError(f"{available.reason}; to verify live, {available.remedy}")
        logger = logging.getLogger("matdrop.octave")
        logger.setLevel(logging.ERROR)
        try:
            with _quiet_start():
                import octave_kernel  # slow to import, and not needed for saved references

                self._oct2py = _oct2py_core().Oct2Py(executable=available.path, load_octaverc=False, logger=logger)
                # oct2py would start another Octave at once, in the user's folder and without the drivers.
                self._oct2py.restart = _refuse_to_restart
                self._oct2py.addpath(str(DRIVERS), nout=0)
                # Octave searches its working folder before its path, and a file there might have the same name.
                self._oct2py.cd(str(folder), nout=0)
                # The kernel that oct2py uses has a `pause` that waits for an answer; it would hide the drivers' stub.
                self._oct2py.rmpath(str(Path(octave_kernel.__file__).resolve().parent), nout=0)
                self._execute("matdrop_start")
        except Exception as error:
            raise EngineUnavailableError(
                f"{available.path} does not start: {error}; try `{available.path} --version`, or `matdrop doctor`"
            ) from None

    def _execute(self, driver: str, timeout: float | None = None) -> None:
        with _interruptible(self._kill):
            try:
                self._oct2py.feval(driver, str(self._folder), nout=0, timeout=timeout)
            except _oct2py_core().Oct2PyError as error:
                raise DriverError(str(error)) from None

    def _process_id(self) -> int:
        return int(self._oct2py._engine.repl.child.pid)

    def _is_running(self) -> bool:
        return self._oct2py is not None and bool(self._oct2py._engine.repl.child.isalive())

    def _kill(self) -> None:
        if self._oct2py is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process_id(), signal.SIGKILL)

    def _end(self) -> None:
        if self._oct2py is not None:
            with contextlib.suppress(Exception):  # an Octave that has died cannot be ended
                self._oct2py.exit()
            self._oct2py = None


def _refuse_to_restart() -> NoReturn:
    raise RuntimeError("Octave has ended")


@functools.cache
def _oct2py_core() -> ModuleType:
    """Import oct2py's sessions without oct2py itself, whose import starts an Octave that nobody has asked for.

    It comes without pandas, for which oct2py only looks in case it is given data frames: to import pandas takes as long
    as to start Octave. A user who imports oct2py later gets one of their own, with pandas.
    """
    if "oct2py.core" in sys.modules:
        return sys.modules["oct2py.core"]
    found = importlib.util.find_spec("oct2py")
    assert found is not None  # as find_octave has checked
    package = ModuleType("oct2py")
    package.__path__ = list(found.submodule_search_locations or ())
    has_pandas = "pandas" in sys.modules
    modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]  # None stands for what is not there
    modules["oct2py"] = package
    modules.setdefault("pandas", None)
    try:
        return importlib.import_module("oct2py.core")
    finally:
        if not has_pandas:
            modules.pop("pandas", None)
        for name in [name for name in modules if name.partition(".")[0] == "oct2py"]:
            modules.pop(name, None)


@contextlib.contextmanager
def _interruptible(kill: Callable[[], None]) -> Iterator[None]:
    """Kill the engine at Ctrl-C, which oct2py would pass on to it and wait for, and raise KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals come to the main thread only
        return
    interrupted = False

    def interrupt(*_: object) -> None:
        nonlocal interrupted
        interrupted = True
        kill()

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)
        if interrupted:
            raise KeyboardInterrupt


@contextlib.contextmanager
def _quiet_start() -> Iterator[None]:
    """Hide what Octave writes to standard error at its start, and restore TERM, which oct2py sets to "dumb"."""
    terminal = os.environ.get("TERM")
    standard_error = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(standard_error, 2)
        os.close(standard_error)
        if terminal is None:
            os.environ.pop("TERM", None)
        else:
            os.environ["TERM"] = terminal
