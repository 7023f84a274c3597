"""The live reference: GNU Octave, run through oct2py."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import logging
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from matdrop.errors import MatdropError
from matdrop.parity.case import Case
from matdrop.parity.reference import Engine, OriginalError, Reference
from matdrop.parity.values import FunctionHandle, cell_column, load_mat, pack, packed_expression, text_of, write_packed

ENGINE_FOLDER = Path(__file__).parent / "engine"
CASES_PER_CALL = 250
MEMORY_FOLDER = Path("/dev/shm")

INSTALL_OCTAVE = (
    "install GNU Octave with the machine's package manager (`make octave`; or `apt-get install octave`, "
    "`dnf install octave`, `brew install octave`)"
)
INSTALL_OCT2PY = "install oct2py (`pip install 'matdrop[octave]'`)"


class OctaveUnavailableError(MatdropError):
    """There is no Octave to be had, or it does not start; the message says why and what to do."""


@dataclass(frozen=True)
class Availability:
    """Whether a live Octave can be had: its path, or the reason why not and the remedy."""

    path: str | None
    reason: str = ""
    remedy: str = ""


def find_octave() -> Availability:
    """Look for Octave without starting it.

    Returns
    -------
    Availability
        The environment variable ``OCTAVE_EXECUTABLE`` goes before the PATH.

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
        missing = f"OCTAVE_EXECUTABLE is {asked}, and there is no such program"
        return Availability(path) if path else Availability(None, missing, "correct or unset OCTAVE_EXECUTABLE")
    path = shutil.which("octave-cli") or shutil.which("octave")
    return Availability(path) if path else Availability(None, "GNU Octave is not on the PATH", INSTALL_OCTAVE)


class Octave:
    """A session of GNU Octave that runs originals.

    It starts on first use, is restarted after a crash or a hang, and ends with the ``with`` block.

    Parameters
    ----------
    timeout : float
        Seconds that one case may take.

    Raises
    ------
    OctaveUnavailableError
        On first use, if Octave is not found or does not start.

    Examples
    --------
    >>> from matdrop.parity.case import OWN_TABLE, load_table
    >>> cases = load_table(OWN_TABLE).select(["inverted_dropout/article"])
    >>> if find_octave().path:
    ...     with Octave() as octave:
    ...         assert octave.run(cases)[0].outputs["X"].shape == (3, 4)
    """

    def __init__(self, timeout: float = 60.0) -> None:
        self.timeout = timeout
        self._session: Any = None
        self._engine: Engine | None = None
        self._folder: Path | None = None

    def __enter__(self) -> Octave:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def engine(self) -> Engine:
        """Name and version of the engine; starts it."""
        self._start()
        assert self._engine is not None
        return self._engine

    @property
    def process_id(self) -> int:
        """The process id of the running Octave; starts it."""
        self._start()
        return int(self._child.pid)

    @property
    def _child(self) -> Any:
        return self._session._engine.repl.child

    def close(self) -> None:
        """End the session and remove its exchange folder."""
        if self._session is not None:
            with contextlib.suppress(Exception):  # an Octave that has died cannot be ended again
                self._session.exit()
            self._session = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def run(self, cases: Sequence[Case], progress: Callable[[int], None] = lambda done: None) -> list[Reference]:
        """Run originals.

        Parameters
        ----------
        cases : sequence of Case
            Run in this order, many in one call.
        progress : callable
            Called with the number of cases done so far.

        Returns
        -------
        list of Reference
            One for each case; a case that fails, hangs or crashes Octave has its `error` set, and the
            cases after it are run all the same.

        Raises
        ------
        OctaveUnavailableError
            If Octave is not found or does not start.
        """
        references: list[Reference] = []
        while len(references) < len(cases):
            done = len(references)
            chunk = cases[done : done + CASES_PER_CALL]
            results, culprit, reason = self._attempt(chunk, functools.partial(_advance, progress, done))
            if culprit is not None:
                # Octave is gone, and with it the results of the cases before the culprit: run those again.
                before, _, _ = self._attempt(chunk[:culprit], lambda n: None) if culprit else ([], None, "")
                results = before[:culprit]
                if len(results) == culprit:
                    error = OriginalError("call", "matdrop:session", reason, str(chunk[culprit].pair.original))
                    results = [*results, Reference("live", self.engine, (), {}, error=error)]
            references += results
            progress(len(references))
        return references

    def call(self, folder: Path, handle: FunctionHandle, args: Sequence[Any]) -> Any:
        """Evaluate a function handle.

        Parameters
        ----------
        folder : Path
            Where the functions that the handle calls are.
        handle : FunctionHandle
            Its text is evaluated anew, so it must not capture variables.
        args : sequence of object
            Anything that `canonical` takes.

        Returns
        -------
        object
            The first output: a number where it is one, else an array of at least two dimensions.

        Raises
        ------
        MatdropError
            If Octave cannot evaluate it.
        """
        self._start()
        assert self._folder is not None
        job, result = self._folder / "call.mat", self._folder / "called.mat"
        request = {"folder": str(folder), "handle": handle.text, "args": cell_column([pack(arg) for arg in args])}
        job.write_bytes(write_packed({"request": request}))
        try:
            self._session.feval("matdrop_apply", str(job), str(result), nout=0, timeout=self.timeout)
        except Exception as error:
            raise MatdropError(f"Octave cannot evaluate {handle.text}: {error}") from None
        value = load_mat(result)["value"]
        return value.item() if isinstance(value, np.ndarray) and value.size == 1 else value

    def trace(self, case: Case, plan: Mapping[str, Any]) -> tuple[Reference, Any]:
        """Run an original and record what its lines store.

        Parameters
        ----------
        case : Case
            What is run.
        plan : mapping of str to object
            Which lines are recorded and what is read after each, as ``engine/matdrop_probe.m`` takes it.

        Returns
        -------
        reference : Reference
            What the original computed; its `error` is set if it did not get to its end.
        record : struct
            As ``engine/matdrop_probe.m`` gives it; None if the engine hung or died.
        """
        self._start()
        engine = self.engine
        assert self._folder is not None
        job, result, running = (self._folder / name for name in ("job.mat", "result.mat", "running.txt"))
        result.unlink(missing_ok=True)
        running.write_text("1")
        job.write_bytes(write_packed({"request": _request(case), "plan": plan}))
        watchdog = _Watchdog(self.process_id, running, self.timeout, lambda done: None)
        try:
            with watchdog:
                self._session.feval("matdrop_trace", str(self._folder), nout=0)
            answer = load_mat(result)
        except Exception as failure:
            self._abandon()
            reason = f"no answer within {self.timeout:g} s" if watchdog.expired else str(failure).partition("\n")[0]
            error = OriginalError("trace", "matdrop:session", f"{reason}; {engine} was started anew")
            return Reference("live", engine, (), {}, error=error), None
        return _reference(case, answer["result"], engine), answer["record"][0, 0]

    def _attempt(
        self, cases: Sequence[Case], progress: Callable[[int], None]
    ) -> tuple[list[Reference], int | None, str]:
        """Run cases in one call; if Octave hangs or dies, tell at which case and why instead."""
        self._start()
        assert self._folder is not None
        job, result, running = (self._folder / name for name in ("job.mat", "result.mat", "running.txt"))
        result.unlink(missing_ok=True)
        running.write_text("1")
        job.write_bytes(write_packed({"requests": cell_column([_request(case) for case in cases])}))
        watchdog = _Watchdog(self.process_id, running, self.timeout, progress)
        failure = ""
        try:
            with watchdog:
                self._session.feval("matdrop_run", str(job), str(result), str(running), nout=0)
        except Exception as error:
            failure = str(error)
        if result.is_file() and not failure:
            results = load_mat(result)["results"].ravel()
            references = [_reference(case, answer, self.engine) for case, answer in zip(cases, results, strict=True)]
            return references, None, ""
        engine = self.engine
        self._abandon()
        culprit = int(running.read_text() or 1) - 1 if running.exists() else 0
        if watchdog.expired:
            reason = f"no answer within {self.timeout:g} s; {engine} was stopped and started anew"
        else:
            reason = f"{engine} ended in the middle of the case and was started anew ({failure.splitlines()[0]})"
        return [], culprit, reason

    def _start(self) -> None:
        if self._session is not None:
            if self._child.isalive():
                return
            self._abandon()  # it died between two runs, which is no case's fault
        available = find_octave()
        if available.path is None:
            raise OctaveUnavailableError(f"{available.reason}; to verify live, {available.remedy}")
        if self._folder is None:
            place = MEMORY_FOLDER if os.access(MEMORY_FOLDER, os.W_OK) else None
            self._folder = Path(tempfile.mkdtemp(prefix="matdrop_", dir=place))
        logger = logging.getLogger("matdrop.octave")
        logger.setLevel(logging.ERROR)
        try:
            with _start_up_kept_to_itself():
                import oct2py  # slow, and not needed for saved references
                import octave_kernel

                self._session = oct2py.Oct2Py(executable=available.path, load_octaverc=False, logger=logger)
                self._session.addpath(str(ENGINE_FOLDER), nout=0)
                # Octave looks into its working folder before its path, and there might be a file of the same name.
                self._session.cd(str(self._folder), nout=0)
                # The kernel beneath oct2py brings a `pause` that waits for an answer, before which no stand-in goes.
                self._session.rmpath(str(Path(octave_kernel.__file__).resolve().parent), nout=0)
                version = str(self._session.feval("version"))
        except Exception as error:
            raise OctaveUnavailableError(
                f"{available.path} does not start: {error}; try `{available.path} --version`, or `matdrop doctor`"
            ) from None
        self._engine = Engine("GNU Octave", version)

    def _abandon(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._child.pid, signal.SIGKILL)
        with contextlib.suppress(Exception):
            self._session.exit()
        self._session = None


@contextlib.contextmanager
def _start_up_kept_to_itself() -> Iterator[None]:
    """Undo what starting oct2py does to the process: TERM becomes "dumb", Octave's start writes to standard error."""
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


def _advance(progress: Callable[[int], None], before: int, done: int) -> None:
    progress(before + done)


class _Watchdog:
    """Kills a process when the number in its progress file stands still for too long."""

    def __init__(self, process_id: int, running: Path, timeout: float, progress: Callable[[int], None]) -> None:
        self.expired = False
        self._process_id, self._running, self._timeout, self._progress = process_id, running, timeout, progress
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        seen, since = "", time.monotonic()
        while not self._done.wait(0.05):
            current = self._running.read_text()
            if current != seen:
                seen, since = current, time.monotonic()
                if seen:
                    self._progress(int(seen) - 1)
            elif time.monotonic() - since > self._timeout:
                self.expired = True
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._process_id, signal.SIGKILL)
                return


def _request(case: Case) -> dict[str, Any]:
    pair = case.pair
    return {
        "folder": str(pair.original.parent),
        "name": pair.original.stem,
        "script": pair.declaration.is_script,
        "args": cell_column([packed_expression(arg) if isinstance(arg, str) else pack(arg) for arg in case.args]),
        "seed": np.zeros((0, 0)) if case.seed is None else float(case.seed),
        "nargout": float(len(pair.outputs)),
        "outputs": cell_column(pair.outputs),
    }


def _reference(case: Case, answer: Any, engine: Engine) -> Reference:
    get = {name: answer[name][0, 0] for name in answer.dtype.names}
    inputs = tuple(get["inputs"].ravel())
    if get["error"].size:
        stage, identifier, message, file, line, _ = get["error"].ravel()
        error = OriginalError(text_of(stage), text_of(identifier), text_of(message), text_of(file), int(line.item()))
        return Reference("live", engine, inputs, {}, error=error)
    names = [text_of(name) for name in get["names"].ravel()]
    outputs = dict(zip(names, get["outputs"].ravel(), strict=True))
    printed = text_of(get["printed"]).encode("latin-1").decode(errors="replace")
    states = {text_of(name): state for name, state in get["states"].reshape(-1, 2)}
    draws = np.asarray(get["draws"])
    return Reference("live", engine, inputs, outputs, printed, states, draws, None, float(get["seconds"].item()))
