"""The search for the smallest change of a port with which it agrees with its original on every case."""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from matdrop.engines.session import Session
from matdrop.repair.candidates import Candidate, StatementCandidates, statement_candidates
from matdrop.repair.moved_inputs import Original, moved_trials
from matdrop.repair.original_statements import statements_of
from matdrop.repair.patch import read_source
from matdrop.repair.patched_port import ChangedSources, PatchedPort, Trial
from matdrop.tracing.recording import Span

SECONDS = 10.0
ENOUGH = 6  # candidates that agree, after which no more of the same cost are looked for
MOVED_CASES = 3  # cases whose inputs are moved


@dataclass(frozen=True)
class Places:
    """Where changes are tried.

    Attributes
    ----------
    lines : mapping of Path to container of int
        Lines by the port's files.
    aligned : mapping of (Path, int) to Span
        The original's statements by the first lines of the port's, as far as a trace knows them.
    """

    lines: Mapping[Path, Container[int]]
    aligned: Mapping[tuple[Path, int], Span]


@dataclass(frozen=True)
class Repair:
    """A change with which a port agrees on all cases.

    Attributes
    ----------
    candidate : Candidate
        The change.
    cases : int
        On how many cases the changed port was run.
    moved : int
        On how many moved inputs of them it agrees with the original, too.
    alternatives : tuple of Candidate
        Other changes of the same cost that agree on all of these.
    telling : str
        What has told others apart that agree on the cases alone.
    tried : int
        How many changes were tried.
    """

    candidate: Candidate
    cases: int
    moved: int
    alternatives: tuple[Candidate, ...] = ()
    telling: str = ""
    tried: int = 0


class RepairSearch:
    """Looks for changes of one pair's port.

    Parameters
    ----------
    trials : sequence of Trial
        All cases of the pair, with those that agree.
    folder : Path
        The folder of the case table.
    session : Session, optional
        The live session, for function handles among the inputs.
    original : callable, optional
        Runs the original on moved inputs.
    timeout : float
        Seconds that a call of the port may take.
    seconds : float
        How long the search takes, about.

    Raises
    ------
    MatdropError
        If the port is not found.
    """

    def __init__(
        self,
        trials: Sequence[Trial],
        folder: Path,
        session: Session | None = None,
        original: Original | None = None,
        timeout: float = 60.0,
        seconds: float = SECONDS,
    ) -> None:
        self.trials, self._folder, self._session = trials, folder, session
        self._original, self._timeout = original, timeout
        self._until = time.process_time() + seconds
        self.sources = ChangedSources()
        self.tried = 0
        ports = [PatchedPort(trial, self.sources, folder, session, timeout) for trial in trials]
        agree = [port.agrees({}) for port in ports]
        self.failing = [port for port, is_right in zip(ports, agree, strict=True) if not is_right]
        self.ports = [*self.failing, *(port for port, is_right in zip(ports, agree, strict=True) if is_right)]

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.process_time() > self._until

    def repair(self, places: Places) -> Repair | None:
        """Find the change of least cost with which the port agrees on all cases.

        Parameters
        ----------
        places : Places
            Where changes are tried.

        Returns
        -------
        Repair or None
            None if there is none, or none was found in time.
        """
        statements = self._statements(places)
        for candidates in (self._singles(statements), self._pairs(statements)):
            found = self._agreeing(candidates)
            repair = self._told_apart(found) if found else None
            if repair is not None:
                return repair
        return None

    def _statements(self, places: Places) -> list[StatementCandidates]:
        original = self.trials[0].case.pair.original
        originals = statements_of(original)
        found = []
        for path, lines in places.lines.items():
            aligned = {line: span for (file, line), span in places.aligned.items() if file == path}
            found += statement_candidates(read_source(path), lines, originals, aligned)
        return found

    def _singles(self, statements: Sequence[StatementCandidates]) -> Iterator[Candidate]:
        yield from sorted((c for one in statements for c in one.singles), key=lambda candidate: candidate.rank)

    def _pairs(self, statements: Sequence[StatementCandidates]) -> Iterator[Candidate]:
        yield from sorted((c for one in statements for c in one.pairs), key=lambda candidate: candidate.rank)

    def _agreeing(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Return the candidates with which every case agrees."""
        found: list[Candidate] = []
        for candidate in candidates:
            if self.is_over or len(found) >= ENOUGH:
                break
            self.tried += 1
            if self._agrees(candidate, self.ports):
                found.append(candidate)
        return found

    def _agrees(self, candidate: Candidate, ports: Sequence[PatchedPort]) -> bool:
        texts = {candidate.patch.source.path: candidate.patch.text}
        return all(port.agrees(texts) for port in ports)

    @cached_property
    def _moved(self) -> list[PatchedPort]:
        """The port on moved inputs of some cases."""
        if self._original is None:
            return []
        trials = [port.trial for port in self.ports][:MOVED_CASES]
        moved = moved_trials(trials, self._original)
        return [PatchedPort(trial, self.sources, self._folder, self._session, self._timeout) for trial in moved]

    def _told_apart(self, found: Sequence[Candidate]) -> Repair | None:
        """Leave out the candidates that part from the original on moved inputs."""
        left, telling = list(found), ""
        for port in self._moved:
            port.call({})  # for the time that it may take
            agreeing = [candidate for candidate in left if self._agrees(candidate, [port])]
            if agreeing and len(agreeing) < len(left) and not telling:
                telling = port.trial.case.name
            left = agreeing
        if not left:
            return None
        return Repair(left[0], len(self.ports), len(self._moved), tuple(left[1:]), telling, self.tried)
