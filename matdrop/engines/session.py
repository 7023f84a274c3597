"""A session of an engine that runs originals: many cases in one call; a hang or a crash ends one case only."""

from __future__ import annotations

import abc
import contextlib
import functools
import operator
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from matdrop.cases.case import Case
from matdrop.cases.pair import Pair
from matdrop.cases.reference import Engine, OriginalError, Reference
from matdrop.engines.gaps import extended_calls, packages_of
from matdrop.engines.lack import with_advice
from matdrop.engines.process import DRIVERS, START_LIMIT, DriverError, EngineProcess, exchange_folder
from matdrop.engines.programs import Availability
from matdrop.errors import MatdropError
from matdrop.source.search_path import search_path_of
from matdrop.values.canonical import canonical, text_of
from matdrop.values.joined import joined, lists_of
from matdrop.values.matfile import cell_column, load_mat, pack, packed_expression, write_packed
from matdrop.values.value import FunctionHandle, Value, array_of

SHIMS = DRIVERS.parent / "shims"  # found by the drivers as their neighbour
CASES_PER_CALL = 1000
RUNNING = "running.txt"
# Seconds that an instrumented copy gets to stop an original whose time is up and to save its record.
GRACE = 10.0
MARKED = re.compile("\x01(\\d+)\x01([^\x01]*)")


class EngineUnavailableError(MatdropError):
    """An engine was not found or does not start; the message says why and what to do."""


@dataclass(frozen=True)
class _Gone:
    """The case at which an engine hung or died, whether its time was up, and the reason to report."""

    case: int
    expired: bool
    reason: str


_Attempted = tuple[list[Reference], _Gone | None]  # what originals computed; or nothing, and the case that ended it


class _Ahead(threading.Thread):
    """Originals that run before they are asked for.

    Parameters
    ----------
    cases : sequence of Case
        Those that run.
    attempt : callable
        Runs them.
    """

    def __init__(self, cases: Sequence[Case], attempt: Callable[[], _Attempted]) -> None:
        super().__init__(daemon=True)
        self.cases, self._attempt = cases, attempt
        self._attempted: _Attempted | None = None
        self._error: Exception | None = None
        self.start()

    def run(self) -> None:
        """Run them, as the thread."""
        try:
            self._attempted = self._attempt()
        except Exception as error:
            self._error = error

    def are(self, cases: Sequence[Case]) -> bool:
        """Whether these are the cases that run."""
        return len(cases) == len(self.cases) and all(map(operator.is_, cases, self.cases))

    def result(self) -> _Attempted:
        """Wait for them."""
        self.join()
        if self._error is not None:
            raise self._error
        assert self._attempted is not None
        return self._attempted


class Session(abc.ABC):
    """A session of an engine.

    It starts on first use, restarts after a crash or a hang, and ends with the ``with`` block. Python and the engine
    exchange files in a folder that belongs to the session: ``job.mat``, ``result.mat``, ``running.txt``.

    Parameters
    ----------
    timeout : float
        Seconds that one case may take.
    find : callable
        Finds its program.

    Raises
    ------
    EngineUnavailableError
        On first use, if the engine is not found or does not start.
    """

    check: ClassVar[str]  # the arguments with which its program says whether it works

    def __init__(self, timeout: float, find: Callable[[], Availability]) -> None:
        self.timeout = timeout
        self.find = find
        # What functions among the outputs return, by the identity of the reference, which is kept with it.
        self.called_outputs: dict[int, tuple[Reference, Mapping[str, Value]]] = {}
        self._process: EngineProcess | None = None
        self._engine: Engine | None = None
        self._folder: Path | None = None
        self._shims: frozenset[str] = frozenset()
        self._packaged: Mapping[str, str] = {}
        self._ahead: _Ahead | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def engine(self) -> Engine:
        """The name and the version of the engine; reading it starts the engine.

        Raises
        ------
        EngineUnavailableError
            If the engine is not found or does not start.
        """
        self._know()
        assert self._engine is not None
        return self._engine

    @property
    def process_id(self) -> int:
        """The process id of the running engine; reading it starts the engine.

        Raises
        ------
        EngineUnavailableError
            If the engine is not found or does not start.
        """
        return self._start().process_id

    @property
    def shims(self) -> frozenset[str]:
        """The names of the MATLAB functions that the engine lacks and for which matdrop has a shim; starts the engine.

        Raises
        ------
        EngineUnavailableError
            If the engine is not found or does not start.
        """
        self._know()
        return self._shims

    @property
    def packaged(self) -> Mapping[str, str]:
        """The functions that only an installed package of the engine has, and its name; starts the engine.

        Raises
        ------
        EngineUnavailableError
            If the engine is not found or does not start.
        """
        self._know()
        return self._packaged

    def close(self) -> None:
        """End the session and remove its exchange folder."""
        if self._ahead is not None and self._process is not None:
            self._process.kill()
        self._settle()
        self._end()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def kill(self) -> None:
        """End the session at once, whatever the engine is doing, and remove its exchange folder."""
        if self._process is not None:
            self._process.kill()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def begin(
        self,
        cases: Sequence[Case],
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Begin to run originals, for which `run` is going to be asked next, and do not wait for them.

        What else is asked of the session in the meantime waits for them. Where they cannot be run, nothing is begun,
        and `run` says why.

        Parameters
        ----------
        cases : sequence of Case
            As for `run`; of many the first are begun, those that run in one call.
        progress : callable
            As for `run`; called from another thread.
        """
        self._settle()
        cases = cases[:CASES_PER_CALL]
        try:
            job = job_of(cases, self.packaged)
        except MatdropError:
            return
        self._ahead = _Ahead(cases, functools.partial(self._attempt, cases, job, self.timeout, progress))

    def run(
        self,
        cases: Sequence[Case],
        progress: Callable[[int], None] = lambda done: None,
        timeout: float | None = None,
    ) -> list[Reference]:
        """Run originals.

        Parameters
        ----------
        cases : sequence of Case
            Run in this order, many in one call.
        progress : callable
            Called with the number of cases done so far.
        timeout : float, optional
            Seconds that one case may take; the session's by default.

        Returns
        -------
        list of Reference
            One for each case. A case that fails, hangs or crashes the engine has its `error` set; the cases after it
            are run all the same.

        Raises
        ------
        EngineUnavailableError
            If the engine is not found or does not start.
        ValueModelError
            If an argument has no MATLAB counterpart.
        """
        timeout = self.timeout if timeout is None else timeout
        references: list[Reference] = []
        while len(references) < len(cases):
            done = len(references)
            chunk = cases[done : done + CASES_PER_CALL]
            results, gone = self._attempted(chunk, timeout, functools.partial(_advance, progress, done))
            if gone is not None:
                # The results of the cases before the culprit were lost with the engine: run those cases again.
                before, culprit = self.run(chunk[: gone.case], timeout=timeout), chunk[gone.case : gone.case + 1]
                if not gone.expired:  # something else may have ended the engine: the case gets a second chance
                    results, gone = self._attempted(culprit, timeout)
                if gone is not None:
                    error = OriginalError("call", "matdrop:session", gone.reason, str(culprit[0].pair.original))
                    results = [Reference("live", self.engine, (), {}, error=error)]
                results = [*before, *results]
            references += results
            progress(len(references))
        return references

    @contextlib.contextmanager
    def folder_for_copies(self) -> Iterator[Path]:
        """Make a folder for copies of originals, which is removed after the block.

        Yields
        ------
        Path
            The folder, which belongs to the session.

        Raises
        ------
        EngineUnavailableError
            If the engine is not found or does not start.
        """
        with tempfile.TemporaryDirectory(prefix="copies_", dir=self._idle().folder) as place:
            yield Path(place)

    def record(
        self, case: Case, copy_of: Callable[[Path], Path], plan: Mapping[str, Any]
    ) -> tuple[Reference, dict[str, Any] | None]:
        """Run an original in an instrumented copy, and return what the copy has recorded.

        Parameters
        ----------
        case : Case
            The case to run.
        copy_of : callable
            Says where the copy of a file or a folder of the original's stands.
        plan : mapping of str to object
            What is recorded, as ``drivers/matdrop_record.m`` takes it.

        Returns
        -------
        reference : Reference
            What the original computed; its `error` is set if it did not run to its end.
        record : dict of str to value or None
            As ``drivers/matdrop_record.m`` saves it; None if the engine hung or died.

        Raises
        ------
        EngineUnavailableError
            If the engine is not found or does not start.
        ValueModelError
            If an argument has no MATLAB counterpart.
        """
        self._settle()
        engine, late = self.engine, f"no answer within {self.timeout:g} s"
        job = job_of([case], self.packaged, copy_of)
        job["plan"] = {**plan, "seconds": self.timeout}
        # The copy ends an original that takes too long and keeps the record; this limit is for a line without end.
        answer, expired, said = self._answer("matdrop_record", job, self.timeout + GRACE)
        if answer is None:
            said = f"{late if expired else said}; {engine} was started again"
            return Reference("live", engine, (), {}, error=OriginalError("trace", "matdrop:session", said)), None
        if "outputs" not in answer:
            error = OriginalError("call", "matdrop:timeout", late, str(case.pair.original))
            return Reference("live", engine, (), {}, error=error), answer
        (reference,) = references_of([case], answer, engine)
        return reference, answer

    def call(
        self, folder: Path, handle: FunctionHandle, args: Sequence[Any], count: int = 1, path: Sequence[Path] = ()
    ) -> list[Any]:
        """Evaluate a function handle.

        Parameters
        ----------
        folder : Path
            The folder of the functions that the handle calls.
        handle : FunctionHandle
            Its text is evaluated again, so it must not capture variables.
        args : sequence of object
            Anything that `canonical` accepts.
        count : int
            How many outputs to ask for.
        path : sequence of Path
            More folders of functions that the handle calls.

        Returns
        -------
        list of object
            The outputs: a 1-by-1 output as a number, any other as an array of at least two dimensions.

        Raises
        ------
        EngineUnavailableError
            If the engine is not found or does not start.
        ValueModelError
            If an argument has no MATLAB counterpart.
        MatdropError
            If the engine cannot evaluate the handle.
        """
        process = self._idle()
        request = {
            "folder": _text(folder),
            "path": _folders(path),
            "handle": _text(handle.text),
            "args": cell_column([pack(arg) for arg in args]),
            "nargout": float(count),
        }
        (process.folder / "job.mat").write_bytes(write_packed({"request": request}))
        try:
            process.execute("matdrop_apply", self.timeout)
        except DriverError as error:
            raise MatdropError(f"{self._engine} cannot evaluate {handle.text}: {first_line(error)}") from None
        values = array_of(load_mat(process.folder / "result.mat")["outputs"]).ravel()
        return [value.item() if isinstance(value, np.ndarray) and value.size == 1 else value for value in values]

    @abc.abstractmethod
    def _launch(self, program: str, folder: Path) -> EngineProcess:
        """Start the engine in the exchange folder."""

    def _take(self, program: str) -> EngineProcess | None:
        """Take an engine that was started before anybody has asked for it."""
        return None

    def _settle(self) -> None:
        """Wait for what was begun and was not asked for, and forget it."""
        if self._ahead is not None:
            self._ahead.join()
            self._ahead = None

    def _idle(self) -> EngineProcess:
        """Return the running engine when it has nothing else to do."""
        self._settle()
        return self._start()

    def _know(self) -> None:
        """Start the engine if it has not said yet what it is."""
        if self._engine is None:
            self._start()

    def _start(self) -> EngineProcess:
        if self._process is not None and self._process.is_running:
            return self._process
        self._end()  # if it has died between two runs, no case is to blame
        found = self.find()
        if found.path is None:
            raise EngineUnavailableError(f"{found.reason}; {found.remedy}")
        early = None if self._folder else self._take(found.path)
        self._folder = early.folder if early else self._folder or exchange_folder()
        try:
            self._process = early or self._launch(found.path, self._folder)
            self._process.finish(START_LIMIT)
        except Exception as error:
            self._end()
            raise EngineUnavailableError(
                f"{found.path} does not start: {error}; try `{found.path} {self.check}`, or `matdrop doctor`"
            ) from None
        if self._engine is None:
            answer = load_mat(self._folder / "result.mat")
            self._engine = Engine(text_of(answer["name"]), text_of(answer["release"]))
            self._shims = frozenset(text_of(name) for name in array_of(answer["shims"]).ravel())
            self._packaged = {text_of(name): text_of(package) for name, package in array_of(answer["packaged"])}
        return self._process

    def _end(self) -> None:
        """End the engine, or clean up after it if it has died; do nothing if it was not started."""
        if self._process is not None:
            self._process.end()
            self._process = None

    def _attempted(
        self, cases: Sequence[Case], timeout: float, progress: Callable[[int], None] = lambda done: None
    ) -> _Attempted:
        """Run cases in one call, or take what was begun."""
        if self._ahead is not None and self._ahead.are(cases):
            ahead, self._ahead = self._ahead, None
            return ahead.result()
        self._settle()
        return self._attempt(cases, job_of(cases, self.packaged), timeout, progress)

    def _attempt(
        self, cases: Sequence[Case], job: Mapping[str, Any], timeout: float, progress: Callable[[int], None]
    ) -> _Attempted:
        """Run a job of cases in one call; if the engine hangs or dies, return at which case."""
        engine = self.engine
        answer, expired, said = self._answer("matdrop_run", job, timeout, progress)
        if answer is not None:
            return references_of(cases, answer, engine), None
        assert self._folder is not None
        culprit = running_case(self._folder / RUNNING) - 1
        if expired:
            return [], _Gone(culprit, True, f"{said}; {engine} was stopped and started again")
        return [], _Gone(culprit, False, f"{engine} ended in the middle of the case and was started again ({said})")

    def _answer(
        self,
        driver: str,
        job: Mapping[str, Any],
        timeout: float,
        progress: Callable[[int], None] = lambda done: None,
    ) -> tuple[dict[str, Any] | None, bool, str]:
        """Run a driver on a job and read its result.

        If the engine hangs or dies, it is stopped and there is no result; then the answer says whether the time was up,
        and why the engine ended.
        """
        process = self._start()
        result, running = process.folder / "result.mat", process.folder / RUNNING
        result.unlink(missing_ok=True)
        running.write_text("1\n")
        (process.folder / "job.mat").write_bytes(write_packed(job))
        watchdog = Watchdog(process.kill, running, timeout, progress)
        try:
            with watchdog:
                process.execute(driver)
            return load_mat(result), False, ""
        except Exception as error:
            process.kill()
            said = f"no answer within {timeout:g} s" if watchdog.expired else first_line(error)
            return None, watchdog.expired, said


def _in_place(path: Path) -> Path:
    return path


def job_of(
    cases: Sequence[Case],
    packaged: Mapping[str, str] | None = None,
    copy_of: Callable[[Path], Path] = _in_place,
) -> dict[str, Any]:
    """Make the job of some cases, as ``drivers/matdrop_run.m`` reads it: what cases share is written once.

    Parameters
    ----------
    cases : sequence of Case
        In the order in which they are to be run.
    packaged : mapping of str to str, optional
        Functions that only a package of the engine offers, and its name.
    copy_of : callable
        Says where a file or a folder of the originals stands that are run; by default in its own place.

    Returns
    -------
    dict
        Ready for `write_packed`.

    Raises
    ------
    MatdropError
        If a source of an original cannot be read.
    ValueModelError
        If an argument has no MATLAB counterpart.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> (case,) = load_table(OWN_TABLE).select(["inverted_dropout/article"])
    >>> job_of([case])["seed"]
    array([[42.]])
    """
    keys = [_asked_of(case.pair) for case in cases]
    pairs = {key: case.pair for key, case in zip(keys, cases, strict=True)}
    numbers = {key: number for number, key in enumerate(pairs, 1)}
    return {
        "pairs": cell_column([_packed_pair(pair, packaged or {}, copy_of) for pair in pairs.values()]),
        "pair": _column(numbers[key] for key in keys),
        "args": joined([_packed(case.args) for case in cases]),
        "constructor": joined([_packed(case.constructor) for case in cases]),
        "evaluated": _column(any(isinstance(arg, str) for arg in case.args) for case in cases),
        "seed": _column(np.nan if case.seed is None else case.seed for case in cases),
    }


def _asked_of(pair: Pair) -> tuple[Any, ...]:
    """Return what decides what an original is asked, whatever the port."""
    return pair.original, pair.outputs, pair.path, pair.method


def _packed_pair(pair: Pair, packaged: Mapping[str, str], copy_of: Callable[[Path], Path]) -> dict[str, Any]:
    found, declaration = search_path_of(pair.called_file, pair.path), pair.declaration
    return {
        "folder": _text(copy_of(found.home)),
        "file": "" if found.by_object else _text(copy_of(pair.called_file)),
        "name": found.name,
        "path": _folders(map(copy_of, found.folders)),
        "extended": cell_column(extended_calls(pair.files)),
        "packages": cell_column(packages_of(pair.files, packaged)),
        "method": pair.method,
        "static": declaration.is_static,
        "parameters": cell_column([name for name in declaration.parameters if name.isidentifier()]),
        "script": declaration.is_script,
        "nargout": float(len(pair.outputs)),
        "outputs": cell_column(pair.outputs),
        "cleared": pair.keeps_variables,
        "confined": pair.is_confined,
    }


def _folders(folders: Iterable[Path]) -> Any:
    return cell_column([_text(folder) for folder in folders])


def _text(what: Path | str) -> Any:
    """Return text as ``drivers/matdrop_texts.m`` takes it: each engine holds what is beyond ASCII in its own way."""
    return str(what) if str(what).isascii() else pack(str(what))


def references_of(cases: Sequence[Case], result: Mapping[str, Any], engine: Engine) -> list[Reference]:
    """Make references from the result of ``drivers/matdrop_run.m``.

    Parameters
    ----------
    cases : sequence of Case
        The cases of the job.
    result : mapping of str to value
        As `load_mat` reads it.
    engine : Engine
        The engine that ran them.

    Returns
    -------
    list of Reference
        One for each case.
    """
    printed = dict(MARKED.findall(_text_of_codes(result["printed"])))
    more: list[dict[str, Any]] = [{} for _ in cases]
    for number, field, value in result["more"]:
        more[int(number.item()) - 1][text_of(field)] = value
    return [
        _reference_of(case, outputs, float(seconds), printed.get(str(number), ""), rest, engine)
        for number, (case, outputs, seconds, rest) in enumerate(
            zip(cases, lists_of(result["outputs"]), result["seconds"].ravel(), more, strict=True), 1
        )
    ]


def _reference_of(
    case: Case, outputs: Sequence[Value], seconds: float, printed: str, more: Mapping[str, Any], engine: Engine
) -> Reference:
    if any(isinstance(arg, str) for arg in case.args):
        inputs = tuple(more["inputs"].ravel()) if "inputs" in more else ()
    else:
        inputs = tuple(canonical(arg) for arg in case.args)
    if "error" in more:
        stage, identifier, message, file, running = more["error"].ravel()
        said = text_of(message)
        if text_of(stage) in ("arguments", "constructor"):
            said = " ".join(said.split())  # a parse error comes with blank lines
        lines = tuple(map(int, running.ravel()))
        line = lines[-1] if lines else 0
        error = OriginalError(text_of(stage), text_of(identifier), said, text_of(file), line, lines)
        error = with_advice(error, case.pair, engine)
        return Reference("live", engine, inputs, {}, printed, error=error)
    names = [text_of(name) for name in more["names"].ravel()] if "names" in more else case.pair.outputs
    states = {text_of(name): state for name, state in more["states"]} if "states" in more else {}
    draws = np.asarray(more.get("draws", np.zeros((0, 0))))
    constructor = tuple(more["constructor"].ravel()) if "constructor" in more else ()
    return Reference(
        "live",
        engine,
        inputs,
        dict(zip(names, outputs, strict=True)),
        printed,
        states,
        draws,
        None,
        seconds,
        constructor,
    )


def first_line(error: Exception) -> str:
    r"""Return the first line of an engine's error; the rest is the stack of the drivers, or advice on packages.

    Parameters
    ----------
    error : Exception
        As the session raised it.

    Returns
    -------
    str
        The name of the exception's class if it has no text.

    Examples
    --------
    >>> first_line(DriverError("'x' undefined\ncalled from"))
    "'x' undefined"
    """
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _text_of_codes(codes: NDArray[np.float64]) -> str:
    """Return the text that an engine has printed: bytes in Octave, UTF-16 in MATLAB."""
    numbers = codes.ravel(order="F").astype(np.uint16)
    if (numbers < 256).all():
        return numbers.astype(np.uint8).tobytes().decode(errors="replace")
    return numbers.tobytes().decode("utf-16", errors="replace")


def _packed(args: Iterable[Any]) -> list[Any]:
    return [packed_expression(arg) if isinstance(arg, str) else pack(arg) for arg in args]


def _column(numbers: Iterable[float]) -> NDArray[np.float64]:
    return np.array(list(numbers), np.float64).reshape(-1, 1)


def running_case(file: Path) -> int:
    """Read the number of the case that is running.

    Parameters
    ----------
    file : Path
        The session's ``running.txt``, a number on each line.

    Returns
    -------
    int
        The last complete line that is a number; 1 if there is none yet. Others are not ours: an original that takes a
        file by its number can be given that of this file.
    """
    numbers = [line for line in file.read_bytes().split(b"\n")[:-1] if line.isdigit()]
    return int(numbers[-1]) if numbers else 1


def _advance(progress: Callable[[int], None], before: int, done: int) -> None:
    progress(before + done)


class Watchdog:
    """A thread that kills an engine when the number in its progress file does not change for too long.

    Parameters
    ----------
    kill : callable
        Stops the engine.
    running : Path
        The progress file, as `running_case` reads it.
    timeout : float
        Seconds that one case may take.
    progress : callable
        Called with the number of cases done so far.

    Attributes
    ----------
    expired : bool
        Whether the engine was killed.
    """

    def __init__(
        self, kill: Callable[[], None], running: Path, timeout: float, progress: Callable[[int], None]
    ) -> None:
        self.expired = False
        self._kill, self._running, self._timeout, self._progress = kill, running, timeout, progress
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        seen, since = 0, time.monotonic()
        while not self._done.wait(0.05):
            current = running_case(self._running)
            if current != seen:
                seen, since = current, time.monotonic()
                self._progress(seen - 1)
            elif time.monotonic() - since > self._timeout:
                self.expired = True
                self._kill()
                return
