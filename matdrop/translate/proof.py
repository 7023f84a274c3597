"""A port that is written, verified on all cases, and held against the original statement by statement."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from matdrop.calling.conventions import Convention
from matdrop.cases.case import Case
from matdrop.cases.declared_conventions import DeclaredConventions
from matdrop.cases.reference import Reference
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.original_recording import record_original
from matdrop.tracing.port_recording import RecordedPort
from matdrop.tracing.recording import Recording
from matdrop.translate.alternatives import alternatives, marked, refused
from matdrop.translate.observation import Observation, merged, observe
from matdrop.translate.port import Port, write_port
from matdrop.translate.statement_check import StatementCheck, check_statements
from matdrop.verification.judge import judge
from matdrop.verification.result import Result

ROUNDS = 4  # statements that are mended at most, one after the other
CHECKED = 3  # cases in which statements are held against each other


@dataclass(frozen=True)
class Proof:
    """A port, and what came of it on the cases.

    Attributes
    ----------
    port : Port
        What was written.
    results : tuple of Result
        The verdict on each case.
    checks : tuple of StatementCheck
        For the first cases, how the statements compare.
    mended : tuple of str
        What was changed because a statement differed.
    said : tuple of str
        What could not be observed.
    """

    port: Port
    results: tuple[Result, ...]
    checks: tuple[StatementCheck, ...] = ()
    mended: tuple[str, ...] = ()
    said: tuple[str, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether there is a case, and the port agrees on each on which the original runs."""
        verdicts = {result.verdict for result in self.results}
        return "PASS" in verdicts and verdicts <= {"PASS", "BOTH FAILED"}


def port_and_prove(cases: Sequence[Case], session: Session, timeout: float = 60.0) -> Proof:
    """Write the port of an original, call it on all cases, and hold its statements against the original's.

    Parameters
    ----------
    cases : sequence of Case
        Of one original; what their pair names as the port does not matter.
    session : Session
        An engine.
    timeout : float
        Seconds that the port may take on a case.

    Returns
    -------
    Proof
        The port and the verdicts. Where a statement stores another value than the original's, other forms of it were
        tried; where none agrees, it raises `NotImplementedError`.

    Raises
    ------
    EngineUnavailableError
        If the engine is not found or does not start.
    MatdropError
        If the original is not found, or defines a class.
    """
    observation = observe(cases, session)
    references = session.run(cases)
    proof = _Prover(cases, references, session, timeout).proof(write_port(cases[0].pair.original, observation))
    return replace(proof, said=_unobserved(cases, references, observation))


def port_and_prove_all(groups: Sequence[Sequence[Case]], session: Session, timeout: float = 60.0) -> list[Proof]:
    """Write the ports of several originals, which import each other, and call each on its cases.

    Parameters
    ----------
    groups : sequence of sequence of Case
        The cases of each original.
    session : Session
        An engine.
    timeout : float
        Seconds that a port may take on a case.

    Returns
    -------
    list of Proof
        For each original. What was seen of a function when others called it counts for its port, too.

    Raises
    ------
    EngineUnavailableError
        If the engine is not found or does not start.
    MatdropError
        If an original is not found, or defines a class.
    """
    together = merged([observe(cases, session) for cases in groups])
    ports = [write_port(cases[0].pair.original, together, by_file=True) for cases in groups]
    proofs = []
    with tempfile.TemporaryDirectory(prefix="matdrop_port_") as folder:
        wheres = [_write(port, cases[0], Path(folder)) for port, cases in zip(ports, groups, strict=True)]
        for port, cases, where in zip(ports, groups, wheres, strict=True):
            results = tuple(
                _verdict(case, reference, where, port, session, timeout)
                for case, reference in zip(cases, session.run(cases), strict=True)
            )
            proofs.append(Proof(port, results))
    return proofs


def judge_port(port: Port, cases: Sequence[Case], session: Session, timeout: float = 60.0) -> tuple[Result, ...]:
    """Call a port on other cases than those that it was written from.

    Parameters
    ----------
    port : Port
        What was written.
    cases : sequence of Case
        Of the original.
    session : Session
        An engine.
    timeout : float
        Seconds that the port may take on a case.

    Returns
    -------
    tuple of Result
        The verdict on each case.

    Raises
    ------
    EngineUnavailableError
        If the engine is not found or does not start.
    """
    return _Prover(cases, session.run(cases), session, timeout).results(port)


class _Prover:
    """Proves ports of one original."""

    def __init__(
        self, cases: Sequence[Case], references: Sequence[Reference], session: Session, timeout: float
    ) -> None:
        self._cases, self._references, self._session, self._timeout = cases, references, session, timeout
        self._recordings: dict[int, Recording | None] = {}

    def proof(self, port: Port) -> Proof:
        """Verify a port, and mend the first statement that differs, as long as that helps."""
        results = self.results(port)
        mended: list[str] = []
        for _ in range(ROUNDS):
            proof = Proof(port, results, tuple(self._checks(port, results)), tuple(mended))
            first = next((check.difference for check in proof.checks if check.difference is not None), None)
            if first is None:
                return proof
            if proof.is_proven:
                return replace(proof, port=marked(port, first))
            found = self._better(port, proof)
            if found is None:
                return replace(proof, port=refused(port, first))
            port, results, said = found
            mended.append(said)
        return Proof(port, results, tuple(self._checks(port, results)), tuple(mended))

    def _better(self, port: Port, proof: Proof) -> tuple[Port, tuple[Result, ...], str] | None:
        """Return a port with another form of the first statement that differs, which then agrees; None if none does."""
        before = _agreeing(proof)
        first = next(check.difference for check in proof.checks if check.difference is not None)
        for other, said in alternatives(port, first):
            results = self.results(other)
            found = Proof(other, results, tuple(self._checks(other, results)))
            if found.is_proven or (_agreeing(found) > before and _first(found) != first.origin):
                return other, results, said
        return None

    def results(self, port: Port) -> tuple[Result, ...]:
        """Call a port on all cases."""
        with tempfile.TemporaryDirectory(prefix="matdrop_port_") as folder:
            where = _write(port, self._cases[0], Path(folder))
            return tuple(
                _verdict(case, reference, where, port, self._session, self._timeout)
                for case, reference in zip(self._cases, self._references, strict=True)
            )

    def _checks(self, port: Port, results: Sequence[Result]) -> Iterator[StatementCheck]:
        """Hold statements against each other, first in cases that differ."""
        runnable = [place for place, reference in enumerate(self._references) if reference.error is None]
        order = sorted(runnable, key=lambda place: results[place].verdict == "PASS")
        for place in order[:CHECKED]:
            original = self._recording(place)
            if original is not None and (ported := self._ported(port, place, results[place])) is not None:
                yield check_statements(port, original, ported)

    def _recording(self, place: int) -> Recording | None:
        """Record the original, once for each case; None if that fails."""
        if place not in self._recordings:
            try:
                self._recordings[place] = record_original(self._cases[place], self._session)[1]
            except MatdropError:
                self._recordings[place] = None
        return self._recordings[place]

    def _ported(self, port: Port, place: int, result: Result) -> Recording | None:
        """Record the port as it was called; None if it cannot be loaded."""
        reference = self._references[place]
        convention = result.convention or Convention((False,) * len(reference.inputs))
        with tempfile.TemporaryDirectory(prefix="matdrop_port_") as folder:
            case = _as_port(self._cases[place], _write(port, self._cases[place], Path(folder)), port)
            recorded = RecordedPort(Program(), case, reference, Path(folder), convention, self._session, self._timeout)
            try:
                return recorded.run().recording
            except MatdropError:
                return None


def _unobserved(cases: Sequence[Case], references: Sequence[Reference], observation: Observation) -> tuple[str, ...]:
    """Say in which cases the original runs and its observed copy does not: less is known of them."""
    return tuple(
        f"{case.name} could not be observed to its end ({seen.error.message}); less is known of what follows"
        for case, reference, seen in zip(cases, references, observation.references, strict=True)
        if reference.error is None and seen.error is not None
    )


def _write(port: Port, case: Case, folder: Path) -> str:
    """Write a port into a folder, and return what a pair names as its port."""
    file = folder.resolve() / f"{case.pair.original.stem}.py"
    file.write_text(port.text, encoding="utf-8")
    return f"{file}:{port.function}" if port.function else str(file)


def _agreeing(proof: Proof) -> int:
    return sum(check.values for check in proof.checks)


def _first(proof: Proof) -> object:
    return next((check.difference.origin for check in proof.checks if check.difference is not None), None)


def _as_port(case: Case, where: str, port: Port) -> Case:
    """Return the case with the port, which is called as it is meant to be: with NumPy's numbers and arrays."""
    declared = DeclaredConventions()
    if port.handle_outputs > 1:
        declared = msgspec.structs.replace(declared, handle_outputs=port.handle_outputs)
    return replace(case, pair=replace(case.pair, port=where, strict=False, adapter="", conventions=declared))


def _verdict(
    case: Case, reference: Reference, where: str, port: Port, session: Session | None, timeout: float
) -> Result:
    called = _as_port(case, where, port)
    return judge(called, reference, Path(where.partition(":")[0]).parent, session, timeout)
