"""Mending pairs: for each port that differs, the changes with which it agrees on all cases, or why there are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from matdrop.calling.load import folder_of
from matdrop.cases.case import Case
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.explain.finding import Finding, Fix
from matdrop.explain.repairs import repair_without_trace, trials_of
from matdrop.explain.trace import finding_of_repair, trace_results
from matdrop.repair.changes import Change, replaced
from matdrop.repair.effort import LONG, Effort
from matdrop.repair.patch import Patch, SourceFile
from matdrop.repair.patched_port import ChangedSources, PatchedPort, Texts
from matdrop.repair.rendering import trimmed
from matdrop.tracing.port_recording import is_beside, root_of
from matdrop.verification.result import Result
from matdrop.verification.run import Report

LOCATING = 20.0  # seconds of processor time for each port
_ONE = "mend one port at a time with `matdrop fix PAIR --write`"


@dataclass(frozen=True)
class Mending:
    """What mends the port of a pair that differs.

    Attributes
    ----------
    pair : str
        The pair.
    findings : tuple of Finding
        Its faults, each with its fix as far as one was found.
    reason : str
        Why it is not mended; empty if it is.
    """

    pair: str
    findings: tuple[Finding, ...] = ()
    reason: str = ""

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The changes, in the order in which they have to be made."""
        return tuple(f.fix for f in self.findings if f.fix is not None and f.fix.patch is not None)

    @property
    def is_mended(self) -> bool:
        """Whether the port agrees on all cases with the changes."""
        return not self.reason


def mend(
    report: Report,
    folder: Path,
    session: Session | None = None,
    timeout: float = 60.0,
    progress: Callable[[int], None] = lambda done: None,
    effort: Effort = LONG,
) -> tuple[Mending, ...]:
    """Find what mends the ports that differ.

    Parameters
    ----------
    report : Report
        Of any verification.
    folder : Path
        The folder of the case table.
    session : Session, optional
        A live session: with it the fault is located first, and changes that agree by chance are told apart.
    timeout : float
        Seconds that a call of a port may take.
    progress : callable
        Called with the number of pairs that are done.
    effort : Effort
        How many changes of one port are tried.

    Returns
    -------
    tuple of Mending
        One for each pair with a case that is not as expected.

    Examples
    --------
    >>> mend(Report(()), Path())
    ()
    """
    pairs: dict[str, list[Result]] = {}
    for result in report.results:
        pairs.setdefault(result.case.pair.name, []).append(result)
    found = []
    for results in pairs.values():
        if not all(result.as_expected for result in results):
            found.append(_mended(results, folder, session, timeout, effort))
            progress(len(found))
    return tuple(found)


def write_all(
    mendings: Sequence[Mending],
    report: Report,
    folder: Path,
    session: Session | None = None,
    timeout: float = 60.0,
    cases: Sequence[Case] = (),
    run: Callable[[Sequence[Case]], Report] = lambda cases: Report(()),
) -> None:
    """Write the changes of all ports; nothing is written if one of them may not be.

    Parameters
    ----------
    mendings : sequence of Mending
        As `mend` returns them.
    report : Report
        The verification that they mend.
    folder : Path
        The folder of the case table.
    session : Session, optional
        The live session, for function handles among the inputs.
    timeout : float
        Seconds that a call of a port may take.
    cases : sequence of Case
        All of the table.
    run : callable
        Verifies those of other pairs whose ports may run a file that is changed.

    Raises
    ------
    MatdropError
        If a file has changed since it was read, is not the user's own, or cannot be written; if two ports change the
        same place of a file in different ways, or a port that agrees would differ with the changes of others.

    Examples
    --------
    >>> write_all((), Report(()), Path())
    """
    patches = _patches_by_file(mendings)
    for patch in patches:
        patch.check()
    verified = {result.case.pair.name for result in report.results}
    others = [case for case in cases if case.pair.name not in verified]
    beside = _that_may_run([patch.source.path for patch in patches], others, folder)
    results = (*report.results, *(run(beside).results if beside else ()))
    spoiled = _spoiled_by(patches, mendings, results, folder, session, timeout)
    if not verified.isdisjoint(spoiled):
        raise MatdropError(f"nothing is written: with all changes at once {', '.join(spoiled)} would differ; {_ONE}")
    if spoiled:
        raise MatdropError(
            f"nothing is written: {', '.join(spoiled)}, which now agrees, would differ with these changes"
        )
    for patch in patches:
        patch.apply()


def _patches_by_file(mendings: Sequence[Mending]) -> list[Patch]:
    """Return one patch for each file, with the changes of all ports."""
    by_file: dict[Path, dict[str, list[Patch]]] = {}
    for mending in mendings:
        for fix in mending.fixes:
            assert fix.patch is not None
            by_file.setdefault(fix.patch.source.path, {}).setdefault(mending.pair, []).append(fix.patch)
    found = []
    for path, by_pair in by_file.items():
        # A port's own changes follow each other, but all ports start from the same file.
        source = next(iter(by_pair.values()))[0].source
        changes = dict.fromkeys(_as_one_change(source, patches[-1].text) for patches in by_pair.values())
        try:
            text = replaced(source.text, changes)
        except ValueError:
            clash = f"nothing is written: {', '.join(by_pair)} change {path} in the same place; {_ONE}"
            raise MatdropError(clash) from None
        found.append(Patch(source, (_as_one_change(source, text),)))
    return found


def _that_may_run(files: Sequence[Path], cases: Sequence[Case], folder: Path) -> list[Case]:
    """Return the cases whose ports stand in one of some files, or beside it, so that they may import it."""

    @cache
    def may(port: str | Callable[..., Any]) -> bool:
        root = root_of(port, folder_of(port, folder) or folder)
        return any(is_beside(file, root) for file in files)

    return [case for case in cases if may(case.pair.port)]


def _as_one_change(source: SourceFile, text: str) -> Change:
    """Return the one change that makes a text of a source."""
    start, end, new = trimmed(0, source.text, text)
    return Change(start, end, new, 1 + source.text.count("\n", 0, start), "original", "with all changes")


def _spoiled_by(
    patches: Sequence[Patch],
    mendings: Sequence[Mending],
    results: Sequence[Result],
    folder: Path,
    session: Session | None,
    timeout: float,
) -> list[str]:
    """Return the pairs that agree, or are mended, and do not with the changes of all ports."""
    is_mended = {mending.pair: mending.is_mended for mending in mendings}
    if not patches or len({result.case.pair.name for result in results}) < 2:
        return []  # the changes of a single port were run together when they were found
    texts = {patch.source.path: patch.text for patch in patches}
    right = (r for r in results if is_mended.get(r.case.pair.name, r.verdict == "PASS"))
    ports = (PatchedPort(trial, ChangedSources(), folder, session, timeout) for r in right for trial in trials_of([r]))
    return list(dict.fromkeys(port.trial.case.pair.name for port in ports if not _agrees(port, texts)))


def _agrees(port: PatchedPort, texts: Texts) -> bool:
    port.call({})  # for the time that it may take
    return port.agrees(texts)


def _mended(
    results: Sequence[Result], folder: Path, session: Session | None, timeout: float, effort: Effort
) -> Mending:
    pair = results[0].case.pair.name
    wrong = [result for result in results if not result.as_expected]
    other = next((r for r in wrong if r.verdict not in ("MISMATCH", "PORT FAILED")), None)
    if other is not None:
        return Mending(pair, reason=_not_a_fault(other))
    located: tuple[Finding, ...] = ()
    if session is not None:
        try:
            located = trace_results(results, folder, session, timeout, LOCATING, effort=effort).findings
        except MatdropError as error:
            located = ()
            if not any(result.convention for result in results):
                return Mending(pair, reason=str(error))
        if located and all(finding.fix is not None and finding.fix.patch is not None for finding in located):
            return Mending(pair, located)
    repair = repair_without_trace(results, folder, session, timeout, effort)
    if repair is None:
        return Mending(pair, located, f"no change was found with which it agrees on all cases{_error_of(wrong)}")
    return Mending(pair, (finding_of_repair(repair, results, folder),))


def _error_of(wrong: Sequence[Result]) -> str:
    """Return the error of a port that fails, to follow a sentence."""
    return next((f"; {result.case.name}: {result.error}" for result in wrong if result.error), "")


def _not_a_fault(result: Result) -> str:
    if result.verdict == "UNDECLARED":
        lines = "; ".join(result.declaration)
        return f"it agrees once the table declares {lines}: `matdrop verify --accept` writes that, no port is changed"
    return f"{result.case.name} is {result.verdict}: {result.error}"
