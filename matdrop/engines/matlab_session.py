"""MATLAB as an engine: one ``matlab -batch`` that serves all jobs of a session."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from matdrop.engines.session import DRIVERS, Availability, DriverError, EngineUnavailableError, Session

START_TIMEOUT = 300.0  # seconds; a first start with a licence server takes minutes
POLL = 0.005


def find_matlab() -> Availability:
    """Find MATLAB without starting it.

    Returns
    -------
    Availability
        The environment variable ``MATLAB_EXECUTABLE`` has priority over the PATH.

    Examples
    --------
    >>> bool(find_matlab().path) != bool(find_matlab().reason)
    True
    """
    asked = os.environ.get("MATLAB_EXECUTABLE")
    path = shutil.which(asked or "matlab")
    if path:
        return Availability(path)
    if asked:
        reason = f"MATLAB_EXECUTABLE is {asked}, and no such program was found"
        return Availability(None, reason, "correct or unset MATLAB_EXECUTABLE")
    remedy = "put MATLAB's bin folder on it (R2019a or later, for `matlab -batch`), or set MATLAB_EXECUTABLE"
    return Availability(None, "the program matlab is not on the PATH", remedy)


class Matlab(Session):
    """A session of MATLAB that runs originals; see `Session`.

    Parameters
    ----------
    timeout : float
        Seconds that one case may take.
    find : callable
        Finds the program; by default the one that `find_matlab` finds.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> cases = load_table(OWN_TABLE).select(["inverted_dropout/article"])
    >>> if find_matlab().path:
    ...     with Matlab() as matlab:
    ...         assert matlab.run(cases)[0].outputs["X"].shape == (3, 4)
    """

    _process: subprocess.Popen[bytes] | None = None

    def __init__(self, timeout: float = 60.0, find: Callable[[], Availability] = find_matlab) -> None:
        super().__init__(timeout)
        self.find = find

    def _launch(self, folder: Path) -> None:
        available = self.find()
        if available.path is None:
            raise EngineUnavailableError(f"{available.reason}; {available.remedy}")
        for name in ("next.txt", "done.txt"):
            (folder / name).unlink(missing_ok=True)
        statement = f"addpath({_quoted(DRIVERS)}); matdrop_serve({_quoted(folder)})"
        try:
            with (folder / "log.txt").open("wb") as log:
                self._process = subprocess.Popen(
                    [available.path, "-batch", statement],
                    cwd=folder,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # `matlab` is a script and MATLAB its child: stopping must end both
                )
            self._execute("matdrop_start", START_TIMEOUT)
        except Exception as error:
            self._abandon()
            raise EngineUnavailableError(
                f"{available.path} -batch does not start: {error}; try `{available.path} -batch version`"
            ) from None

    def _execute(self, driver: str, timeout: float | None = None) -> None:
        assert self._folder is not None
        assert self._process is not None
        request, done = self._folder / "next.txt", self._folder / "done.txt"
        done.unlink(missing_ok=True)
        aside = self._folder / "next.part"
        aside.write_text(driver)
        aside.replace(request)  # so MATLAB never reads half a request
        started = time.monotonic()
        while not done.exists():
            if self._process.poll() is not None:
                said = (self._folder / "log.txt").read_text(errors="replace").split("\n")
                raise RuntimeError(
                    f"MATLAB ended with exit code {self._process.returncode}: {' '.join(said[-4:]).strip()}"
                )
            if timeout is not None and time.monotonic() - started > timeout:
                self._abandon()
                raise TimeoutError(f"no answer within {timeout:g} s")
            time.sleep(POLL)
        if message := done.read_text(errors="replace"):
            raise DriverError(message)

    def _process_id(self) -> int:
        assert self._process is not None
        return self._process.pid

    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _end(self) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            with contextlib.suppress(Exception):
                self._execute("stop", timeout=10.0)
        try:
            self._process.wait(10.0)
        except subprocess.TimeoutExpired:
            self._kill()
            self._process.wait()
        self._process = None


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
