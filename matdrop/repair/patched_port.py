"""Calling a port whose source has been changed, as it is called when it is judged."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

from matdrop.calling.call import PortAnswer, PortError, digest_or_text, import_error
from matdrop.calling.conventions import Convention
from matdrop.calling.load import folder_of, load_port
from matdrop.calling.sandbox import Printed, quiet, time_limit
from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.engines.session import Session
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.port_recording import (
    PLAIN,
    RecordedPort,
    file_of,
    inner_function,
    instrumented,
    named_in_file,
    rerun_limit,
    root_of,
)
from matdrop.values.canonical import ValueModelError, canonical
from matdrop.values.value import Value
from matdrop.verification.attempt import Attempt, Caller
from matdrop.verification.judge import agrees

Texts = Mapping[Path, str]  # changed sources, by their resolved files


@dataclass(frozen=True)
class Trial:
    """A case on which changed ports are tried: what the original computed, and how the port is called."""

    case: Case
    reference: Reference
    convention: Convention


def recorded_as_before(
    trial: Trial, alignment: Alignment, folder: Path, session: Session | None, timeout: float
) -> RecordedPort:
    """Return what records the port of a case once more, in a long loop in the same iterations."""
    case, reference, how = trial.case, trial.reference, (alignment.sides.bounds, alignment.sides.windows)
    return RecordedPort(Program(), case, reference, folder, trial.convention, session, timeout, *how)


class ChangedSources:
    """The code of files, some of them changed; a file that is not changed is read and compiled once.

    Attributes
    ----------
    texts : mapping of Path to str
        The changed sources.
    used : set of Path
        The files that were asked for.
    """

    def __init__(self) -> None:
        self.texts: Texts = {}
        self.used: set[Path] = set()
        self._plain: dict[Path, CodeType] = {}

    def code(self, file: Path) -> CodeType:
        """Return the code of a file.

        Raises
        ------
        SyntaxError
            If a change is not Python.
        """
        self.used.add(file)
        if file in self.texts:
            return _compiled(self.texts[file], str(file))
        if file not in self._plain:
            self._plain[file] = compile(file.read_bytes(), str(file), "exec", dont_inherit=True)
        return self._plain[file]


@lru_cache(maxsize=512)  # the cases of a pair are tried with the same changes, one search after the other
def _compiled(text: str, file: str) -> CodeType:
    with warnings.catch_warnings(action="ignore"):  # of what no one has written
        return compile(text, file, "exec", dont_inherit=True)


class PatchedPort:
    """The port of one case, which can be called with one change of its source after the other.

    Parameters
    ----------
    trial : Trial
        The case.
    sources : ChangedSources
        The port's sources; the cases of a pair share them.
    folder : Path
        The folder of the case table.
    session : Session, optional
        The live session, for function handles among the inputs.
    timeout : float
        Seconds that a call of the unchanged port may take; at most `PLAIN`.

    Attributes
    ----------
    never_ends : bool
        Whether the unchanged port was ended by its time limit.
    """

    def __init__(
        self, trial: Trial, sources: ChangedSources, folder: Path, session: Session | None, timeout: float
    ) -> None:
        self.trial, self._sources, self._folder = trial, sources, folder
        self._caller = Caller(trial.case, trial.reference, folder, session, min(timeout, PLAIN))
        self._function = named_in_file(trial.case.pair.port)
        self._root = root_of(trial.case.pair.port, folder_of(trial.case.pair.port, folder) or folder)
        self._is_timed = False
        self.never_ends = False
        self._file = file_of(self._function, folder)

    def call(self, texts: Texts) -> Attempt:
        """Load the port with changed sources, and call it; the first call should be of the unchanged port.

        Parameters
        ----------
        texts : mapping of Path to str
            Changed sources.

        Returns
        -------
        Attempt
            With every output compared. A port that cannot be loaded has an error.

        Raises
        ------
        MatdropError
            If the port is not found.
        """
        self._sources.texts = texts
        with self._imported():
            try:
                function = self._loaded()
            except (Exception, SystemExit) as error:
                answer = PortAnswer(None, None, "", {}, None, (), import_error(error), 0.0)
                return Attempt(self.trial.convention, answer, (), error=answer.error)
            attempt = self._caller.call(self.trial.convention, function)
        if not self._is_timed:
            self._limit_time(attempt)
        return attempt

    def limit_by_original(self) -> None:
        """Let no call take much longer than the original does: for a port that never ends as it is."""
        self._is_timed = self.never_ends = True
        self._limit(self.trial.reference.seconds)

    def _limit_time(self, plain: Attempt) -> None:
        """Limit the time of all further calls by that of the first one."""
        self._is_timed = True
        if plain.error is None:
            self._limit(plain.answer.seconds)
        elif plain.error.kind == "timeout":
            self.limit_by_original()

    def _limit(self, seconds: float) -> None:
        self._caller.timeout = min(self._caller.timeout, rerun_limit(seconds))

    @contextlib.contextmanager
    def _imported(self) -> Iterator[None]:
        """Import the user's modules anew within the block; a port of one file that has none takes less time."""
        if self._sources.used == {self._file}:  # as an earlier call has shown
            yield
            return
        with instrumented(self._sources, None, self._root):
            yield

    def _loaded(self) -> Callable[..., Any]:
        pair = self.trial.case.pair
        home = folder_of(pair.port, self._folder) or self._folder

        def execute(file: Path, namespace: dict[str, Any]) -> None:
            exec(self._sources.code(file), namespace)

        with quiet(Printed()), time_limit(self._caller.timeout), contextlib.chdir(home):
            if (inner := inner_function(pair.port, self._sources.code)) is not None:
                return inner
            return load_port(self._function, self._folder, pair.original.stem, pair.declaration.is_script, execute)

    def agrees(self, texts: Texts) -> bool:
        """Whether the port with changed sources does what the original does."""
        return agrees(self.call(texts), self.trial.case)

    def answer(self, texts: Texts) -> tuple[str, ...] | PortError:
        """Return hashes of what the port with changed sources returns, or its error."""
        attempt = self.call(texts)
        if attempt.error is not None:
            return attempt.error
        return tuple(map(digest_or_text, attempt.obtained.values()))

    def outputs(self, texts: Texts) -> Mapping[str, Value] | None:
        """Return what the port with changed sources returns, in canonical form; None if it fails."""
        attempt = self.call(texts)
        if attempt.error is not None:
            return None
        try:
            return {name: canonical(value) for name, value in attempt.obtained.items() if value is not None}
        except ValueModelError:
            return None
