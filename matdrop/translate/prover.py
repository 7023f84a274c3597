"""Calling a written port on cases, holding its statements against the original's, and mending what differs."""

from __future__ import annotations

import ast
import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from matdrop.calling.conventions import Convention
from matdrop.cases.case import Case
from matdrop.cases.declared_conventions import DeclaredConventions
from matdrop.cases.reference import Reference
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.explain.repairs import trials_of
from matdrop.repair.candidates import Candidate
from matdrop.repair.effort import Effort
from matdrop.repair.patched_port import Texts, Trial
from matdrop.repair.search import Places, RepairSearch
from matdrop.search.undetermined import are_undetermined
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.original_recording import record_original
from matdrop.tracing.port_recording import RecordedPort
from matdrop.tracing.recording import Recording
from matdrop.translate.data_files import folder_within
from matdrop.translate.marks import changed, marked, refused
from matdrop.translate.port import Port
from matdrop.translate.statement_check import Difference, StatementCheck, check_statements
from matdrop.verification.judge import judge
from matdrop.verification.result import Result

ROUNDS = 4  # statements that are mended at most, one after the other
CHECKED = 3  # cases in which statements are held against each other
EFFORT = Effort(tries=300, seconds=20.0)  # for the changes of one statement


@dataclass(frozen=True)
class Checked:
    """A port with what came of it on the cases.

    Attributes
    ----------
    port : Port
        What was written, with what was changed in it.
    results : tuple of Result
        The verdict on each case.
    checks : tuple of StatementCheck
        For the first cases, how the statements compare; empty if they were not held against each other.
    mended : tuple of str
        What was changed because a statement differed.
    undetermined : tuple of str
        The cases that differ in nothing but what depends on rounding.
    """

    port: Port
    results: tuple[Result, ...]
    checks: tuple[StatementCheck, ...] = ()
    mended: tuple[str, ...] = ()
    undetermined: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether there is a case, and the port agrees on each on which the original runs."""
        verdicts = {result.verdict for result in self.results}
        return "PASS" in verdicts and verdicts <= {"PASS", "BOTH FAILED"}

    @property
    def difference(self) -> Difference | None:
        """The first statement that differs."""
        return next((check.difference for check in self.checks if check.difference is not None), None)


class Prover:
    """Proves ports of one original.

    Parameters
    ----------
    cases : sequence of Case
        Of the original.
    session : Session
        An engine.
    timeout : float
        Seconds that a port may take on a case.
    beside : mapping of str to str, optional
        The texts of modules that the port imports, by their names.
    """

    def __init__(
        self, cases: Sequence[Case], session: Session, timeout: float, beside: Mapping[str, str] | None = None
    ) -> None:
        self.cases, self.session, self._timeout = cases, session, timeout
        self.references = session.run(cases)
        self._beside = beside or {}
        self._recordings: dict[int, Recording | None] = {}

    def on(self, cases: Sequence[Case]) -> Prover:
        """Return a prover on other cases.

        Parameters
        ----------
        cases : sequence of Case
            Of the same original.

        Returns
        -------
        Prover
            With the same session and the same modules.
        """
        return Prover(cases, self.session, self._timeout, self._beside)

    def checked(self, port: Port) -> Checked:
        """Call a port on all cases; where it differs, mend the first statement that does, as long as that helps.

        Parameters
        ----------
        port : Port
            What was written.

        Returns
        -------
        Checked
            Where no change of a statement agrees, it raises `NotImplementedError`, unless rounding decides there.
        """
        results = self.results(port)
        found = Checked(port, results)
        if found.agrees:
            return found
        found = self._compared(port, results, ())
        codes = {_code_of(port)}
        for _ in range(ROUNDS):
            first = found.difference
            if found.agrees or first is None or any(first.origin.line == one.line for one in found.port.untranslated):
                return found
            better = self._better(found, first)
            if better is None or _code_of(better.port) in codes:  # one change is taken back by the next
                found = replace(found, undetermined=self._undetermined(found.results))
                wrong = {result.case.name for result in found.results if result.verdict != "PASS"}
                return found if wrong <= {*found.undetermined} else replace(found, port=refused(found.port, first))
            found = better
            codes.add(_code_of(better.port))
        return found

    def _undetermined(self, results: Sequence[Result]) -> tuple[str, ...]:
        """Return the cases that differ in nothing that the original determines."""
        found = [(result, one.inputs) for result, one in zip(results, self.references, strict=True)]
        answers = are_undetermined(found, self.session, self._timeout)
        return tuple(result.case.name for result, is_so in zip(results, answers, strict=True) if is_so)

    def statements(self, found: Checked) -> Checked:
        """Hold the statements of a port against the original's, if that was not done, and mark the first that differs.

        Parameters
        ----------
        found : Checked
            A port and its results.

        Returns
        -------
        Checked
            With the checks of the first cases.
        """
        if not found.checks:
            found = self._compared(found.port, found.results, found.mended)
        first = found.difference
        return replace(found, port=marked(found.port, first)) if found.agrees and first is not None else found

    def results(self, port: Port) -> tuple[Result, ...]:
        """Call a port on all cases.

        Parameters
        ----------
        port : Port
            What was written.

        Returns
        -------
        tuple of Result
            The verdict on each case.
        """
        with self.written(port) as where:
            return self._judged(port, where)

    @contextlib.contextmanager
    def written(self, port: Port) -> Iterator[str]:
        """Write a port, and the modules that it imports, into a folder that is there within the block.

        Parameters
        ----------
        port : Port
            What was written.

        Yields
        ------
        str
            What a pair names as its port.
        """
        with tempfile.TemporaryDirectory(prefix="matdrop_port_") as name:
            folder = folder_within(Path(name).resolve(), port.text, self.cases[0].pair.search_path.home)
            stem = self.cases[0].pair.original.stem
            for module, text in {**self._beside, stem: port.text}.items():
                (folder / f"{module}.py").write_text(text, encoding="utf-8")
            file = folder / f"{stem}.py"
            yield f"{file}:{port.function}" if port.function else str(file)

    def _judged(self, port: Port, where: str) -> tuple[Result, ...]:
        folder = file_of(where).parent
        return tuple(
            judge(as_port(case, where, port), reference, folder, self.session, self._timeout)
            for case, reference in zip(self.cases, self.references, strict=True)
        )

    def _compared(self, port: Port, results: tuple[Result, ...], mended: tuple[str, ...]) -> Checked:
        return Checked(port, results, tuple(self._checks(port, results)), mended)

    def _checks(self, port: Port, results: Sequence[Result]) -> Iterator[StatementCheck]:
        """Hold statements against each other, first in cases that differ."""
        runnable = [place for place, reference in enumerate(self.references) if reference.error is None]
        for place in sorted(runnable, key=lambda place: results[place].verdict == "PASS")[:CHECKED]:
            check = self.check(port, place)
            if check is not None:
                yield check

    def check(self, port: Port, place: int) -> StatementCheck | None:
        """Hold the statements of a port against the original's.

        Parameters
        ----------
        port : Port
            What was written.
        place : int
            Of the case, from 0.

        Returns
        -------
        StatementCheck or None
            None if one side cannot be recorded.
        """
        original = self._recording(place)
        ported = self._ported(port, place) if original is not None else None
        return None if original is None or ported is None else check_statements(port, original, ported)

    def _recording(self, place: int) -> Recording | None:
        """Record the original, once for each case; None if that fails."""
        if place not in self._recordings:
            try:
                self._recordings[place] = record_original(self.cases[place], self.session)[1]
            except MatdropError:
                self._recordings[place] = None
        return self._recordings[place]

    def _ported(self, port: Port, place: int) -> Recording | None:
        """Record the port; None if it cannot be loaded."""
        reference = self.references[place]
        convention = Convention((False,) * len(reference.inputs))
        with self.written(port) as where:
            case, folder = as_port(self.cases[place], where, port), file_of(where).parent
            recorded = RecordedPort(Program(), case, reference, folder, convention, self.session, self._timeout)
            try:
                return recorded.run().recording
            except MatdropError:
                return None

    # -- mending

    def _better(self, found: Checked, first: Difference) -> Checked | None:
        """Return a port in which the first statement that differs was changed, and then agrees; None if none does."""
        candidate = self._candidate(found, first)
        if candidate is None:
            return None
        said = f"line {first.origin.line}: {candidate.what}"
        port = changed(found.port, candidate.patch.text, candidate.lines[0], candidate.what)
        return self._compared(port, self.results(port), (*found.mended, said))

    def _candidate(self, found: Checked, first: Difference) -> Candidate | None:
        """Find the change of a statement with which all cases agree, else one with which the statement does."""
        with self.written(found.port) as where:
            trials = trials_of(self._judged(found.port, where))
            if not trials:
                return None
            folder = file_of(where).parent
            search = RepairSearch(
                trials, folder, self.session, self._original, self._timeout, EFFORT, _is_of_translation
            )
            places = Places({file_of(where): frozenset(first.lines)}, {})
            repair = search.single_repair(places)
            if repair is not None:
                return repair.candidate
            count = len(found.port.text.splitlines())
            statements = [_Statement(self, found.port, first, place, count) for place in self._differing(found)]
            return next(iter(search.agreeing(places, statements)), None) if statements else None

    def _differing(self, found: Checked) -> list[int]:
        """Return the first cases that do not agree."""
        wrong = [
            place
            for place, (result, reference) in enumerate(zip(found.results, self.references, strict=True))
            if result.verdict != "PASS" and reference.error is None
        ]
        return wrong[:CHECKED]

    def _original(self, trials: Sequence[Trial]) -> Sequence[Reference]:
        return self.session.run([trial.case for trial in trials], timeout=self._timeout)


def _code_of(port: Port) -> str:
    """Return a port without its comments."""
    return ast.unparse(ast.parse(port.text))


class _Statement:
    """One statement of a port in one case, which knows whether it agrees once it is changed."""

    def __init__(self, prover: Prover, port: Port, difference: Difference, place: int, count: int) -> None:
        self._prover, self._port, self._difference, self._place, self._count = prover, port, difference, place, count
        self._before = prover.check(port, place)

    def agrees(self, texts: Texts) -> bool:
        """Whether the first difference is gone, and more values agree than before."""
        (text,) = texts.values()
        if len(text.splitlines()) != self._count:
            return False
        check = self._prover.check(replace(self._port, text=text), self._place)
        if check is None or self._before is None or check.values <= self._before.values:
            return False
        return check.difference is None or check.difference.origin != self._difference.origin


def _is_of_translation(candidate: Candidate) -> bool:
    """Whether a change is of what a translation has to guess: a dimension, a product, an orientation, a habit.

    All else the statement has from the original; what agrees when it is changed does so by chance.
    """
    return candidate.habit is not None or all(
        change.kind in ("axis", "transpose", "slice", "keyword")
        or (change.kind == "operator" and change.text in ("*", "@"))
        for change in candidate.patch.changes
    )


def as_port(case: Case, where: str, port: Port) -> Case:
    """Return a case with a port, which is called as it is meant to be: with NumPy's numbers and arrays.

    Parameters
    ----------
    case : Case
        Of the original.
    where : str
        What the pair names as its port.
    port : Port
        What was written.

    Returns
    -------
    Case
        With the conventions that the port needs.
    """
    declared = DeclaredConventions()
    if port.handle_outputs > 1:
        declared = msgspec.structs.replace(declared, handle_outputs=port.handle_outputs)
    return replace(case, pair=replace(case.pair, port=where, strict=False, adapter="", conventions=declared))


def file_of(where: str) -> Path:
    """Return the file of what a pair names as its port.

    Parameters
    ----------
    where : str
        A file, with or without a function.

    Returns
    -------
    Path
        The file.
    """
    return Path(where.partition(":")[0])
