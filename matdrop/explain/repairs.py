"""The repairs of a pair's faults, one after the other: each the smallest change with which the cases agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from matdrop.cases.reference import Reference
from matdrop.engines.session import Session
from matdrop.repair.grafted_port import GraftedPort
from matdrop.repair.moved_inputs import Original
from matdrop.repair.patched_port import Trial
from matdrop.repair.search import Effort, Places, Repair, RepairSearch
from matdrop.repair.several_faults import repair_by_outputs, repair_several
from matdrop.source.python import lines_of
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.fault import Fault, Faults
from matdrop.tracing.recording import Span
from matdrop.verification.result import Result


def trials_of(results: Iterable[Result]) -> list[Trial]:
    """Return the cases on which changes of a port can be tried.

    Parameters
    ----------
    results : iterable of Result
        Of one pair.

    Returns
    -------
    list of Trial
        One for each case whose original has run and whose port has been called.
    """
    found: dict[str, Trial] = {}
    for result in results:
        if result.reference is not None and result.reference.error is None and result.convention is not None:
            found.setdefault(result.case.name, Trial(result.case, result.reference, result.convention))
    return list(found.values())


def _search(
    trials: Sequence[Trial], folder: Path, session: Session | None, timeout: float, effort: Effort
) -> RepairSearch:
    """Return the search of one pair, which runs the original on moved inputs where there is an engine."""
    original: Original | None = None
    if session is not None:

        def original(moved: Sequence[Trial]) -> list[Reference]:
            return session.run([trial.case for trial in moved], timeout=timeout)

    return RepairSearch(trials, folder, session, original, timeout, effort)


def repairs_of(
    faults: Faults, results: Sequence[Result], folder: Path, session: Session | None, timeout: float, effort: Effort
) -> tuple[tuple[Repair, ...], ...]:
    """Find the repair of each fault that a trace has located.

    Parameters
    ----------
    faults : Faults
        What was located.
    results : sequence of Result
        Of all cases of the pair.
    folder : Path
        The folder of the case table.
    session : Session, optional
        The live session, for moved inputs.
    timeout : float
        Seconds that a call of the port may take.
    effort : Effort
        How many changes are tried.

    Returns
    -------
    tuple of tuple of Repair
        For each fault its repairs: none if none was found, several if it is an interval with several faults.
    """
    trials = trials_of(results)
    places = [places_of(fault, faults) for fault in faults.faults]
    if not trials or not all(place.lines for place in places):
        return ((),) * len(places)
    search = _search(trials, folder, session, timeout, effort)
    if len(places) == 1:
        return (_repairs_of_one(search, places[0]),)
    ports = [_grafted(fault, faults, trials, folder, session, timeout) for fault in faults.faults]
    several = repair_several(search, places, ports) if all(ports) else None
    return ((),) * len(places) if several is None else tuple((repair,) for repair in several)


def _repairs_of_one(search: RepairSearch, place: Places) -> tuple[Repair, ...]:
    """Find what mends one fault, or the several that its interval has: two slips in one statement are tried last."""
    single = search.single_repair(place)
    if single is not None:
        return (single,)
    several = repair_by_outputs(search, place)
    if several is not None:
        return several
    pair = search.paired_repair(place)
    return () if pair is None else (pair,)


def _grafted(
    fault: Fault, faults: Faults, trials: Sequence[Trial], folder: Path, session: Session | None, timeout: float
) -> list[GraftedPort]:
    """Return the ports of the failing cases in which the other faults are healed; none if these have no place."""
    others = [other.statement for other in faults.faults if other is not fault]
    known = [span for span in others if span is not None]
    if len(known) < len(others):
        return []
    cases = [trial for trial in trials if trial.case.name in faults.alignments]
    return [GraftedPort(trial, faults.alignments[trial.case.name], known, folder, session, timeout) for trial in cases]


def places_of(fault: Fault, faults: Faults) -> Places:
    """Return where a fault is mended: in its statement if that is proven, else in those of its interval.

    Parameters
    ----------
    fault : Fault
        The fault.
    faults : Faults
        Of its pair, with both recordings side by side.

    Returns
    -------
    Places
        Its lines, and the original's statements that stand for them.
    """
    is_proven = fault.certainty == "proven" and fault.statement is not None
    spans = (fault.statement,) if is_proven else (fault.statement, *fault.interval)
    lines: dict[Path, set[int]] = {}
    for span in spans:
        if span is not None and span.file.is_file():  # not one of a notebook
            lines.setdefault(span.file, set()).update(range(span.line, span.end_line + 1))
    aligned = _aligned_statements(faults.alignments.values())
    if fault.statement is not None and fault.original is not None:
        aligned[fault.statement.file, fault.statement.line] = fault.original
    return Places(lines, aligned)


def _aligned_statements(alignments: Iterable[Alignment]) -> dict[tuple[Path, int], Span]:
    """Return the original's statements that stand for the port's, by the port's files and first lines."""
    found: dict[tuple[Path, int], Span] = {}
    for alignment in alignments:
        for order, partner in alignment.partner.items():
            own, other = alignment.port.events[order].statement, alignment.original.events[partner].statement
            if own >= 0 and other >= 0:
                span = alignment.port.statements[own].span
                found.setdefault((span.file, span.line), alignment.original.statements[other].span)
    return found


def repair_without_trace(
    results: Sequence[Result], folder: Path, session: Session | None, timeout: float, effort: Effort
) -> Repair | None:
    """Find the change of a port of which nothing is known but that it differs: line by line.

    Parameters
    ----------
    results : sequence of Result
        Of all cases of the pair.
    folder : Path
        The folder of the case table.
    session : Session, optional
        The live session, for moved inputs.
    timeout : float
        Seconds that a call of the port may take.
    effort : Effort
        How many changes are tried.

    Returns
    -------
    Repair or None
        None if no change of one statement mends it.
    """
    trials = trials_of(results)
    if not trials:
        return None
    search = _search(trials, folder, session, timeout, effort)
    lines = {file: range(1, 1 + len(lines_of(file))) for file in search.sources.used}
    return search.repair(Places(lines, {}))
