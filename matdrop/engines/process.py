"""An engine as a process of its own, which runs one driver after the other on its exchange folder.

This file and those that it needs are imported, and an engine started, before the rest of matdrop is imported: it needs
the standard library only.
"""

from __future__ import annotations

import abc
import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, ClassVar

DRIVERS = Path(__file__).parent / "drivers"
MEMORY_FOLDER = Path("/dev/shm")
EXCHANGE_FOLDER = re.compile(r"matdrop_(\d+)_\w+")
START_LIMIT = 300.0  # seconds; a first start of MATLAB with a licence server takes minutes
END_LIMIT = 10.0  # seconds that an engine gets to end by itself
# Ends the processes of a group when whoever holds the other end of its standard input has died. Python cannot do that
# itself: where it is killed, an original that runs without end would go on for ever.
GUARD = "read line; kill -9 -{group}"
# GNU Octave allocates and frees small blocks all the time. Glibc keeps 7 of each size at hand, and joins the others
# whenever a larger block is asked for. With 500 at hand an original takes up to a tenth less. Elsewhere this is idle.
ALLOCATION = "GLIBC_TUNABLES", "glibc.malloc.tcache_count=500"

_started: weakref.WeakSet[EngineProcess] = weakref.WeakSet()


class DriverError(Exception):
    """A driver has failed, and the engine is still running."""


class EngineProcess(abc.ABC):
    """A process that runs drivers; made, it starts, and is asked for ``matdrop_start``.

    Parameters
    ----------
    command : sequence of str
        The program and its arguments.
    folder : Path
        The exchange folder: the process starts in it, and the drivers read and write there.
    pipes : bool
        Whether its standard input and output are pipes; else it has no input, and its output goes into ``log.txt``.
    environment : mapping of str to str, optional
        Its environment variables; those of this process by default.

    Raises
    ------
    OSError
        If the program cannot be run.
    """

    name: ClassVar[str]

    def __init__(
        self, command: Sequence[str], folder: Path, pipes: bool, environment: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        with (folder / "log.txt").open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
                stdout=subprocess.PIPE if pipes else log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for Python; and a program that is a script ends with its children
            )
        self._guard = _guard_of(self._process.pid)
        self._is_killed = False
        _started.add(self)

    @property
    def process_id(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it is alive, and is going to stay so."""
        return not self._is_killed and self._process.poll() is None

    @abc.abstractmethod
    def request(self, driver: str) -> None:
        """Ask for a driver, and do not wait for it.

        Parameters
        ----------
        driver : str
            Its name.
        """

    @abc.abstractmethod
    def _answer(self) -> str | None:
        """Wait for what was requested; return the driver's error, or nothing, and None if the process has ended."""

    @abc.abstractmethod
    def _ask_to_end(self) -> None:
        """Ask a process that waits for a request to end by itself."""

    def execute(self, driver: str, timeout: float | None = None) -> None:
        """Run a driver.

        Parameters
        ----------
        driver : str
            Its name.
        timeout : float, optional
            Seconds after which the process is killed.

        Raises
        ------
        DriverError
            If the driver fails. After any other exception the process is dead.
        """
        self.request(driver)
        self.finish(timeout)

    def finish(self, timeout: float | None = None) -> None:
        """Wait for the driver that was requested.

        Parameters
        ----------
        timeout : float, optional
            Seconds after which the process is killed.

        Raises
        ------
        DriverError
            If the driver fails.
        TimeoutError
            If the time is up.
        RuntimeError
            If the process has ended.
        """
        limit = _TimeLimit(self.kill, timeout)
        try:
            with limit:
                message = self._answer()
        except BaseException:
            # Such as Ctrl-C, or the end of a port's time: a late answer would be taken for the one to the next request.
            self.kill()
            raise
        if message:
            raise DriverError(message)
        if message is None:
            raise TimeoutError(f"no answer within {timeout:g} s") if limit.is_over else RuntimeError(self._last())

    def kill(self) -> None:
        """Stop it and all that it has started, whatever they are doing; do nothing if they have ended."""
        self._is_killed = True
        with contextlib.suppress(ProcessLookupError, PermissionError):  # the latter of one that has ended, on macOS
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def end(self) -> None:
        """End it, and clean up after it; do nothing if that was done."""
        if self.is_running:
            self._ask_to_end()
        try:
            self._process.wait(END_LIMIT)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        if self._guard is not None:
            self._guard.kill()
            self._guard.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._guard and self._guard.stdin):
            if pipe:
                pipe.close()

    def _last(self) -> str:
        """Return how the process has ended, and the last that it wrote."""
        code = self._process.wait()
        said = (self.folder / "log.txt").read_text(errors="replace").split("\n")
        return f"{self.name} ended with exit code {code}: {' '.join(said[-4:]).strip()}"


class OctaveProcess(EngineProcess):
    """A process of GNU Octave; it reads statements from its standard input and answers on its standard output.

    Parameters
    ----------
    program : str
        Its path.
    folder : Path
        The exchange folder.
    world : str
        Statements that are executed first.

    Raises
    ------
    OSError
        If the program cannot be run.
    """

    name = "GNU Octave"

    def __init__(self, program: str, folder: Path, world: str = "") -> None:
        quiet = ("--norc", "--no-gui", "--no-history", "--no-line-editing", "--quiet")
        environment = {**dict([ALLOCATION]), **os.environ}  # what the user has set stays
        super().__init__([program, *quiet, "--path", str(DRIVERS)], folder, pipes=True, environment=environment)
        if world:
            self._write(world)
        self.request("matdrop_start")

    def request(self, driver: str) -> None:
        """Ask for a driver, and do not wait for it.

        Parameters
        ----------
        driver : str
            Its name.
        """
        self._write(f"matdrop_reply(matdrop_answer('{driver}', {quoted(self.folder)}))")
        # On a line of its own: an interrupt, by which a recording ends an original, ends the statement before.
        self._write("matdrop_reply()")

    def _write(self, statement: str) -> None:
        with contextlib.suppress(BrokenPipeError):  # it has died, which the wait for its answer says
            os.write(_of(self._process.stdin).fileno(), f"{statement}\n".encode())

    def _answer(self) -> str | None:
        message: list[bytes] = []
        for line in _of(self._process.stdout):
            if line == b"\x02end\n":
                return b"".join(message[1:]).decode(errors="replace").strip()
            # What else arrives here are the programs' that an original has started.
            if message or line == b"\x02error\n":
                message.append(line)
        return None

    def _ask_to_end(self) -> None:
        _of(self._process.stdin).close()


class _TimeLimit:
    """Kills a process when the time is up that it has for an answer."""

    def __init__(self, kill: Callable[[], None], timeout: float | None) -> None:
        self.is_over = False
        self._kill = kill
        self._timer = None if timeout is None else threading.Timer(timeout, self._end)

    def __enter__(self) -> None:
        if self._timer is not None:
            self._timer.start()

    def __exit__(self, *error: object) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _end(self) -> None:
        self.is_over = True
        self._kill()


def is_any_running() -> bool:
    """Check whether this process has an engine that is alive.

    Returns
    -------
    bool
        Whether a copy of this process would hold its pipes open, too, so that it would not end with this one.
    """
    return any(process.is_running for process in _started)


def exchange_folder() -> Path:
    """Make a folder by which Python and an engine exchange files: in memory, where there is a place for that.

    Returns
    -------
    Path
        It has the number of this process in its name, and nothing in it.
    """
    place = MEMORY_FOLDER if os.access(MEMORY_FOLDER, os.W_OK) else Path(tempfile.gettempdir())
    sweep(place)
    return Path(tempfile.mkdtemp(prefix=f"matdrop_{os.getpid()}_", dir=place))


def sweep(place: Path) -> None:
    """Remove the exchange folders of processes that were killed before they could do so.

    Parameters
    ----------
    place : Path
        Where exchange folders are made. Only those are removed that have the number of a process that has ended.
    """
    if os.name != "posix":
        return  # elsewhere os.kill(process, 0) does not ask, but ends the process
    for folder in place.glob("matdrop_*_*"):
        named = EXCHANGE_FOLDER.fullmatch(folder.name)
        if named is not None and not _is_alive(int(named[1])):
            shutil.rmtree(folder, ignore_errors=True)


def quoted(path: object) -> str:
    """Return a path as text in a statement of the engine.

    Parameters
    ----------
    path : object
        A file or a folder, as `str` writes it.

    Returns
    -------
    str
        In quotes.

    Examples
    --------
    >>> quoted("it's here")
    "'it''s here'"
    """
    return "'" + str(path).replace("'", "''") + "'"


def _guard_of(group: int) -> subprocess.Popen[bytes] | None:
    """Start what ends a group of processes when this one dies; on Windows nothing does."""
    if os.name != "posix":
        return None
    command = ["/bin/sh", "-c", GUARD.format(group=group)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass  # another user's
    return True


def _of(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # as asked for in EngineProcess
    return pipe
