"""The repairs of a pair's faults, one after the other: each the smallest change with which the cases agree."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from matdrop.cases.reference import Reference
from matdrop.engines.session import Session
from matdrop.explain.faults_in_turn import Mended, mended_apart, mended_in_turn
from matdrop.explain.places import places_of, places_run
from matdrop.repair.effort import Effort
from matdrop.repair.grafted_port import GraftedPort
from matdrop.repair.other_inputs import Original
from matdrop.repair.patched_port import Trial
from matdrop.repair.repair import Repair
from matdrop.repair.search import Places, RepairSearch
from matdrop.repair.several_faults import repair_by_outputs, repair_several, repairs_together
from matdrop.repair.two_statements import two_changes
from matdrop.source.python import lines_of
from matdrop.tracing.comparison import Observation
from matdrop.tracing.fault import Fault, Faults
from matdrop.tracing.port_recording import named_in_file
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


Repairs = tuple[tuple[Repair, ...], ...]


def repairs_of(
    faults: Faults,
    observations: Sequence[Observation],
    results: Sequence[Result],
    folder: Path,
    session: Session | None,
    timeout: float,
    effort: Effort,
) -> tuple[Faults, Repairs, bool]:
    """Find the repair of each fault that a trace has located.

    Parameters
    ----------
    faults : Faults
        What was located.
    observations : sequence of Observation
        The cases that were traced.
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
    faults : Faults
        With the faults that are behind those that were located, if one after the other is mended.
    repairs : tuple of tuple of Repair
        For each fault its repairs: none if none was found, several if it is an interval with several faults.
    is_cut : bool
        Whether none was found among those that were tried, and there are more.
    """
    trials = trials_of(results)
    if not trials or not faults.faults:
        return faults, ((),) * len(faults.faults), False
    return repairs_by(_search(trials, folder, session, timeout, effort), faults, observations)


def repairs_by(
    search: RepairSearch, faults: Faults, observations: Sequence[Observation]
) -> tuple[Faults, Repairs, bool]:
    """Find the repair of each fault by a search of its pair.

    Parameters
    ----------
    search : RepairSearch
        Of the pair.
    faults : Faults
        What was located.
    observations : sequence of Observation
        The cases that were traced.

    Returns
    -------
    tuple
        As `repairs_of` returns it.
    """
    places = [places_of(fault, faults) for fault in faults.faults]
    if not all(place.lines for place in places):
        return faults, ((),) * len(places), False
    repairs = _all_at_once(search, faults, places)
    mended = None
    if len(places) == 1:
        mended, known = _by_two_changes(search, observations, faults, places[0], repairs[0])
        repairs = (known,)
    if mended is None and not all(repairs):
        mended = mended_in_turn(search, observations, faults)
    if mended is None:
        return faults, repairs, search.is_over and not all(repairs)
    return replace(faults, faults=mended.faults), tuple((repair,) for repair in mended.repairs), False


def _by_two_changes(
    search: RepairSearch, observations: Sequence[Observation], faults: Faults, place: Places, known: tuple[Repair, ...]
) -> tuple[Mended | None, tuple[Repair, ...]]:
    """Look for two changes where they may be likelier than what mends a fault so far.

    Returns two faults, if each is proven with the other mended, and what mends the one.
    """
    [fault], limit = faults.faults, _cost_to_beat(search, known)
    is_proven = fault.certainty == "proven"
    if limit == -math.inf and not is_proven:
        return None, known
    every = places_run(fault, faults)
    if is_proven and every.lines != place.lines:
        limit = math.inf  # a change that does not need what another statement stores wrongly leaves that as it is
    two = two_changes(search, place, every, limit) if limit > -math.inf else None
    if two is None:
        return None, known
    mended = mended_apart(search, observations, two)
    # Beside a fault that is proven a second one has to be proven, too.
    return mended, known if is_proven else repairs_together(search, two)


def _cost_to_beat(search: RepairSearch, repairs: Sequence[Repair]) -> float:
    """Return what two changes of different statements may cost, to be likelier than what mends a fault so far.

    A single change is always likelier, and so are several that each make an output right. Two changes of one statement
    are not if they leave out a variable that may be wrong.
    """
    if not repairs:
        return math.inf
    if len(repairs) > 1 or not repairs[0].candidate.is_pair:
        return -math.inf
    return math.inf if search.does_without(repairs[0].candidate) else repairs[0].candidate.cost


def _all_at_once(search: RepairSearch, faults: Faults, places: Sequence[Places]) -> Repairs:
    """Find the repair of each fault as all of them were located, with the others healed."""
    if len(places) == 1:
        return (_repairs_of_one(search, places[0]),)
    ports = [_grafted(fault, faults, search) for fault in faults.faults]
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


def _grafted(fault: Fault, faults: Faults, search: RepairSearch) -> list[GraftedPort]:
    """Return the ports of the failing cases in which the other faults are healed; none if these have no place."""
    others = [other.statement for other in faults.faults if other is not fault]
    known = [span for span in others if span is not None]
    if len(known) < len(others):
        return []
    cases = [trial for trial in search.trials if trial.case.name in faults.alignments]
    return [
        GraftedPort(trial, faults.alignments[trial.case.name], known, search.folder, search.session, search.timeout)
        for trial in cases
    ]


def repair_without_trace(
    results: Sequence[Result],
    folder: Path,
    session: Session | None,
    timeout: float,
    effort: Effort,
    only_habits: bool = False,
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
    only_habits : bool
        Whether only the edits of habits are tried.

    Returns
    -------
    Repair or None
        None if no change of one statement mends it, or every case agrees as it is.
    """
    trials = trials_of(results)
    if not trials:
        return None
    search = _search(trials, folder, session, timeout, effort)
    function = str(named_in_file(trials[0].case.pair.port)).rpartition(":")[2].partition(".")[0]
    places = Places({file: reached_lines(file, function) for file in search.sources.used}, {})
    if not search.failing:
        return None
    return search.habit_repair(places) if only_habits else search.repair(places)


def reached_lines(file: Path, function: str) -> set[int]:
    """Return the lines of a file that a function of it may come to: its own, and those of the functions that it names.

    Parameters
    ----------
    file : Path
        A Python file.
    function : str
        The function, or the class, by which it is called.

    Returns
    -------
    set of int
        All lines, where the file has no such function.
    """
    lines = set(range(1, 1 + len(lines_of(file))))
    try:
        body = ast.parse(file.read_bytes()).body
    except SyntaxError:
        return lines
    definitions = {node.name: node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    reached, waiting = set[str](), [function] if function in definitions else list(definitions)
    while waiting:
        name = waiting.pop()
        if name in definitions and name not in reached:
            reached.add(name)
            waiting += [node.id for node in ast.walk(definitions[name]) if isinstance(node, ast.Name)]
    left_out = (node for name, node in definitions.items() if name not in reached)
    return lines - {line for node in left_out for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
