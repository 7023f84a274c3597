"""A trace of a pair: both sides recorded, the faults that were located, and the findings that these are."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from matdrop.cases.case import case_of_call
from matdrop.cases.reference import Reference
from matdrop.engines.find import running_session
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.explain.finding import Certainty, Finding, Fix, Place, where_of
from matdrop.explain.label import label_of
from matdrop.explain.places import with_repair
from matdrop.explain.repairs import repairs_of
from matdrop.fixtures.store import FixtureError
from matdrop.habits.cause import Cause
from matdrop.habits.rows import rows_for
from matdrop.repair.effort import LONG, QUICK, THOROUGH, Effort
from matdrop.repair.repair import Repair
from matdrop.tracing.comparison import Observation
from matdrop.tracing.fault import Fault, Faults
from matdrop.tracing.location import SECONDS, locate
from matdrop.tracing.moved_cases import moved_observations
from matdrop.tracing.original_recording import record_original
from matdrop.tracing.port_recording import rerun_limit
from matdrop.tracing.recording import Recording, Span
from matdrop.tracing.saved_recordings import SavedRecordings
from matdrop.tracing.window import focused
from matdrop.values.display import format_value
from matdrop.verification.judge import judge
from matdrop.verification.result import Result
from matdrop.version import __version__

CUT = "the search for a fix was cut short: `matdrop fix` tries ten times as many changes"
# Originals that are recorded at most, of cases that fail and of cases that agree.
FAILING, AGREEING = 20, 5
# Seconds that it is waited for a port that did not end before, so that what it does until then is seen.
ENDLESS = 2.0


@dataclass(frozen=True, repr=False)
class Trace:
    """A trace of a pair: both sides recorded, and the faults of the port.

    Attributes
    ----------
    results : tuple of Result
        The cases that were traced.
    observations : tuple of Observation
        What the original did in each.
    faults : Faults
        What was located; of a right port there are none.
    folder : Path
        The folder that the port's files are named from.
    remarks : tuple of str
        What was not traced, and why.
    repairs : tuple of tuple of Repair
        For each fault, the changes with which all cases agree; none if they were not found.
    """

    results: tuple[Result, ...]
    observations: tuple[Observation, ...]
    faults: Faults
    folder: Path
    remarks: tuple[str, ...] = ()
    repairs: tuple[tuple[Repair, ...], ...] = ()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The faults as findings, in the order in which they have to be mended."""
        found = zip(self.faults.faults, self.repairs, strict=True)
        single = [(fault, repair) for fault, repairs in found for repair in repairs or (None,)]
        return tuple(_finding(fault, repair, self.faults, self.results, self.folder) for fault, repair in single)

    @property
    def differs(self) -> bool:
        """Whether a case is not as it should be."""
        return any(not result for result in self.results)

    def __str__(self) -> str:
        cases = ", ".join(result.case.id for result in self.results)
        count = len(self.findings)
        said = f"{count} fault{'s' * (count > 1)} located" if count else "no fault was located"
        return "\n".join([f"{cases}: {said}", *(f"  {finding}" for finding in self.findings)])

    def __repr__(self) -> str:
        return f"<Trace of {', '.join(result.case.id for result in self.results)}: {len(self.findings)} findings>"

    def to_json(self) -> dict[str, Any]:
        """Return the trace as JSON-ready data.

        Returns
        -------
        dict
            With the keys ``pair``, ``cases`` (with their verdicts), ``findings``, ``reruns`` (how often the port was
            run) and ``remarks``.
        """
        return {
            "matdrop": __version__,
            "pair": self.results[0].case.pair.name,
            "cases": [{"case": result.case.name, "verdict": result.verdict} for result in self.results],
            "findings": [finding.to_json() for finding in self.findings],
            "reruns": self.faults.reruns,
            "remarks": list(self.remarks),
        }


def trace_results(
    results: Sequence[Result],
    folder: Path,
    session: Session | SavedRecordings,
    timeout: float = 60.0,
    seconds: float = SECONDS,
    confirm: bool = False,
    effort: Effort = QUICK,
    recordings: Mapping[str, Recording] | None = None,
    located: Callable[[tuple[Finding, ...]], None] | None = None,
) -> Trace:
    """Trace a pair.

    Parameters
    ----------
    results : sequence of Result
        Of cases of one pair; those that fail are explained, those that agree have to stay so.
    folder : Path
        The folder of the case table.
    session : Session or SavedRecordings
        An engine, or what was recorded of originals.
    timeout : float
        Seconds that a call of the port may take.
    seconds : float
        How long originals are recorded, about, and of processor time, how long the search for faults takes.
    confirm : bool
        Whether what is proven must hold for moved inputs, too, on which the original is then run.
    effort : Effort
        How many changes of the port are tried.
    recordings : mapping of str to Recording, optional
        How the references of some cases, by their names, were computed: these originals need not run again.
    located : callable, optional
        Called with what was located, before changes are tried: that may take longer than all before.

    Returns
    -------
    Trace
        Of as many cases as there was time for.

    Raises
    ------
    EngineUnavailableError
        If the engine is not found or does not start.
    MatdropError
        If no case can be traced.
    """
    failing = [result for result in results if _may_trace(result) and not result]
    agreeing = [result for result in results if _may_trace(result) and result]
    if not failing and not agreeing:
        reasons = dict.fromkeys(result.error or f"{result.case.id}: {result.verdict}" for result in results)
        raise MatdropError("; ".join(reasons))
    chosen = [*failing[:FAILING], *agreeing[:AGREEING]]
    timeout = _shorter(timeout, failing, agreeing)
    traced, observations, remarks = _observed(chosen, session, seconds, recordings or {})
    if not observations:
        raise MatdropError("; ".join(dict.fromkeys(remarks)))
    count = sum(not result for result in traced)
    if count < len(failing):
        remarks.append(f"{count} of {len(failing)} failing cases were traced: what is said holds for these")
    live = session if isinstance(session, Session) else None
    observations = focused(observations, folder, live, timeout) if live else observations

    def further() -> list[Observation]:
        return moved_observations(observations[:count], live, seconds / 2) if live and confirm else []

    faults = locate(observations, folder, live, seconds, timeout, further)
    if located is not None:
        located(tuple(_finding(fault, None, faults, results, folder) for fault in faults.faults))
    faults, repairs, is_cut = repairs_of(faults, observations, results, folder, live, timeout, effort)
    remarks += [CUT] if is_cut and effort != LONG else []
    said = tuple(dict.fromkeys([*remarks, *faults.said]))
    return Trace(tuple(traced), tuple(observations), faults, folder, said, repairs)


def trace(
    original: str | Path,
    port: str | Callable[..., Any],
    *args: Any,
    seed: Any = None,
    nargout: int | None = None,
    outputs: Sequence[str] | None = None,
    tolerance: str | Mapping[str, Any] | None = None,
    strict: bool = False,
    timeout: float = 60.0,
    conventions: Mapping[str, Any] | None = None,
    path: Sequence[str | Path] = (),
    session: Session | None = None,
) -> Trace:
    """Find the statements at which a port computes something else than its original, and prove it where possible.

    Parameters
    ----------
    original, port, *args, seed, nargout, outputs, tolerance, strict, timeout, conventions, path, session : object
        As `matdrop.verify` has them. The port must have Python source.

    Returns
    -------
    Trace
        Its `findings` are empty where the port computes what the original computes. Nothing is printed.

    Raises
    ------
    MatdropError
        If the request cannot be carried out: no engine, no such original or port, no source.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.engines.find import find_engine
    >>> original, port = OWN_TABLE.parent / "inverted_dropout_predict.m", "matdrop.port.inverted_dropout_predict"
    >>> trace(original, port, "magic(3)").findings if find_engine("octave").path else ()
    ()
    """
    case = case_of_call(
        original,
        port,
        args,
        seed=seed,
        nargout=nargout,
        outputs=outputs,
        tolerance=tolerance,
        strict=strict,
        conventions=conventions,
        path=path,
    )
    with running_session(session, timeout=timeout) as running:
        # One run of the original gives its outputs and shows how it came to them.
        reference, recording = record_original(case, running)
        result = judge(case, reference, Path.cwd(), running, timeout)
        recordings = {case.name: recording}
        return trace_results(
            [result], Path.cwd(), running, timeout, confirm=True, effort=THOROUGH, recordings=recordings
        )


def _shorter(timeout: float, failing: Sequence[Result], agreeing: Sequence[Result]) -> float:
    """Return how long further calls of the port may take: less if it never ends, for which it was waited once."""
    endless = [result for result in failing if result.verdict == "PORT FAILED" and result.seconds >= timeout]
    if not endless:
        return timeout
    ended = [result.seconds for result in (*failing, *agreeing) if result not in endless]
    originals = [result.reference.seconds for result in endless if result.reference is not None]
    return min(timeout, max(ENDLESS, rerun_limit(max((*ended, *originals), default=0.0))))


def _observed(
    results: Sequence[Result],
    source: Session | SavedRecordings,
    seconds: float,
    recordings: Mapping[str, Recording],
) -> tuple[list[Result], list[Observation], list[str]]:
    """Record originals as long as there is time, the first in any case; also return why others were not recorded."""
    until = time.monotonic() + seconds
    observations, traced, remarks = list[Observation](), list[Result](), list[str]()
    for result in results:
        if observations and time.monotonic() > until:
            break
        try:
            reference, recording = _recorded(result, source, recordings)
        except FixtureError as problem:
            remarks.append(str(problem))
            continue
        remarks += recording.not_instrumented
        if reference.error is not None:
            remarks.append(f"{result.case.id}: the original failed when it was recorded: {reference.error}")
            continue
        assert result.convention is not None
        observations.append(Observation(result.case, reference, recording, result.convention))
        traced.append(result)
    return traced, observations, remarks


def _recorded(
    result: Result, source: Session | SavedRecordings, recordings: Mapping[str, Recording]
) -> tuple[Reference, Recording]:
    """Record an original, or return what is known or saved of its recording.

    Raises
    ------
    FixtureError
        If there is no saved recording, or it cannot be used.
    """
    if result.reference is not None and result.case.name in recordings:
        return result.reference, recordings[result.case.name]
    if isinstance(source, Session):
        return record_original(result.case, source)
    assert result.reference is not None
    return result.reference, source.read(result.case)


def _may_trace(result: Result) -> bool:
    return result.convention is not None and result.verdict in ("PASS", "MISMATCH", "UNDECLARED", "PORT FAILED")


def _finding(located: Fault, repair: Repair | None, faults: Faults, results: Sequence[Result], folder: Path) -> Finding:
    """Convert a fault and its repair to a finding."""
    fault = located if repair is None else with_repair(located, repair, faults)
    spoiled = [result for result in results if result.case.name in fault.cases]
    pair = results[0].case.pair
    outputs = dict.fromkeys(output.name for result in spoiled for output in result.outputs if output.mismatch)
    values = {}
    if fault.values is not None:
        values = dict(zip(("original", "port"), map(format_kept, fault.values), strict=True))
    interval = tuple(place_of(span, folder) for span in fault.interval)
    port = None if fault.statement is None else place_of(fault.statement, folder)
    found = Finding(
        "divergence",
        fault.certainty,
        _summary(replace(fault, proof=located.proof), values, where_of(interval, port)),
        pair.name,
        fault.cases,
        tuple(outputs),
        port,
        None if fault.original is None else place_of(fault.original, pair.search_path.home),
        fault.variable,
        values,
        fault.proof,
        interval=() if interval == (port,) else interval,
        label=_label(fault),
    )
    return found if repair is None else _with_repair(found, repair, folder)


def spoiled_by(wrong: Sequence[Result]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a fault spoils, each once.

    Parameters
    ----------
    wrong : sequence of Result
        The results that are wrong for it.

    Returns
    -------
    tuple
        The names of the cases, and those of the outputs.
    """
    cases = tuple(dict.fromkeys(result.case.name for result in wrong))
    return cases, tuple(dict.fromkeys(o.name for result in wrong for o in result.outputs if o.mismatch))


def finding_of_repair(repair: Repair, results: Sequence[Result], folder: Path) -> Finding:
    """Return the finding of a change that was found without a trace.

    Parameters
    ----------
    repair : Repair
        The change.
    results : sequence of Result
        Of all cases of the pair.
    folder : Path
        The folder that the port's files are named from.

    Returns
    -------
    Finding
        Proven if the change is that of a habit, and can be made nowhere else. Else its line is probable.
    """
    candidate = repair.candidate
    wrong = [result for result in results if not result or any(output.mismatch for output in result.outputs)]
    cases, outputs = spoiled_by(wrong)
    place = Place(file_name(candidate.patch.source.path, folder), candidate.lines[0])
    proof, fix = proof_of(repair), fix_of(repair, folder)
    kind = "divergence" if candidate.habit is None else candidate.habit.kind
    pitfalls = rows_for(Cause(kind, "", proof, fix.text)) if candidate.habit is not None else ()
    is_proven = candidate.habit is not None and repair.has_one_place
    certainty: Certainty = "proven" if is_proven else "probable"
    pair = results[0].case.pair.name
    return Finding(kind, certainty, proof, pair, cases, outputs, place, proof=(proof,), fix=fix, pitfalls=pitfalls)


def _with_repair(found: Finding, repair: Repair, folder: Path) -> Finding:
    """Return a finding with the change with which every case was seen to agree."""
    habit, proof = repair.candidate.habit, (*found.proof, proof_of(repair))
    fix = fix_of(repair, folder)
    if habit is not None:
        cause = Cause(habit.kind, found.variable, proof[-1], fix.text)
        found = replace(found, kind=habit.kind, pitfalls=rows_for(cause))
    return replace(found, proof=proof, fix=fix)


def proof_of(repair: Repair) -> str:
    """Say what was changed, and what then agreed.

    Parameters
    ----------
    repair : Repair
        The change.

    Returns
    -------
    str
        A clause.
    """
    candidate, lines = repair.candidate, repair.candidate.lines
    where = f"line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))}"
    cases = "the case agrees" if repair.cases == 1 else f"all {repair.cases} cases agree"
    moved = ""
    if not repair.has_original:
        moved = "; it was not tried on moved inputs, for which the original has to run"
    elif repair.is_confirmed:
        others = f"{repair.moved} moved" if repair.moved else f"{repair.shuffled} shuffled"
        moved = f", and so do {others} inputs"
    besides = f" and {repair.others} other change{'s' * (repair.others > 1)}" if repair.others else ""
    return f"{candidate.what} ({where}){besides} {cases}{moved}"


def fix_of(repair: Repair, folder: Path) -> Fix:
    """Return a repair as the fix of a finding.

    Parameters
    ----------
    repair : Repair
        The change.
    folder : Path
        The folder that the port's files are named from.

    Returns
    -------
    Fix
        With its diff.
    """
    candidate = repair.candidate
    name = file_name(candidate.patch.source.path, folder)
    text = candidate.what
    if candidate.habit is not None:
        text = (candidate.edit.fix if candidate.edit else "") or candidate.habit.fix
    alternatives = tuple(f"{other.candidate.what} (other on {other.inputs})" for other in repair.alternatives)
    diff = candidate.patch.diff(name)
    return Fix(text, repair.cases, repair.cases, diff, alternatives, repair.moved, repair.telling, candidate.patch)


def _turn(fault: Fault) -> str:
    """Return in which iterations of loops a fault first shows."""
    return f" (iteration {', '.join(map(str, fault.iteration))})" if any(fault.iteration) else ""


def _label(fault: Fault) -> str:
    """Return in what the values of a fault differ."""
    label = label_of(fault.variable or "the condition", *fault.values) if fault.values is not None else ""
    return f"{label}{_turn(fault)}" if label else ""


def _summary(fault: Fault, values: Mapping[str, str], where: str) -> str:
    """Say in one sentence what is wrong, and where else that may come from."""
    turn = _turn(fault)
    what = f"{fault.variable or 'the condition'} is {values['port']}, MATLAB has {values['original']}" if values else ""
    if not what and fault.proof:
        what = fault.proof[0]
    if where:
        return f"{what}{turn}; {where}" if what else where
    return f"{what or 'this statement makes the outputs wrong'}{turn}"


def format_kept(value: Any) -> str:
    """Return a recorded value in one line.

    Parameters
    ----------
    value : Value or Summary or None
        As an event has it.

    Returns
    -------
    str
        Its size and class, and its first elements where these were kept.

    Examples
    --------
    >>> format_kept(None)
    'not kept'
    """
    return "not kept" if value is None else format_value(value)


def place_of(span: Span, folder: Path) -> Place:
    """Return where a piece of source is, its file as seen from a folder that holds it.

    Parameters
    ----------
    span : Span
        The piece.
    folder : Path
        The folder.

    Returns
    -------
    Place
        With its column.

    Examples
    --------
    >>> str(place_of(Span(Path("/project/f.py"), 3, 5, 3, 9), Path("/project")))
    'f.py:3:5'
    """
    return Place(file_name(span.file, folder), span.line, span.column, span.end_line)


def file_name(file: Path, folder: Path) -> str:
    """Return a file as seen from a folder that holds it; its path if it does not.

    Parameters
    ----------
    file : Path
        The file.
    folder : Path
        The folder.

    Returns
    -------
    str
        The name.

    Examples
    --------
    >>> file_name(Path("/project/code/f.py"), Path("/project"))
    'code/f.py'
    """
    home = folder.resolve()
    return str(file.relative_to(home) if file.is_relative_to(home) else file)
