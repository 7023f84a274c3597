"""Explaining results: the findings of each mismatch, one for each fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matdrop.cases.case import case_of_call
from matdrop.engines.find import running_session
from matdrop.engines.session import EngineUnavailableError, Session
from matdrop.errors import MatdropError
from matdrop.explain.finding import Finding, Fix
from matdrop.values.display import format_value
from matdrop.verification.attempt import Caller
from matdrop.verification.judge import judge
from matdrop.verification.result import Result
from matdrop.verification.run import Report
from matdrop.verification.undeclared import with_declarations

if TYPE_CHECKING:
    from matdrop.explain.trace import Trace
    from matdrop.habits.cause import Cause


@dataclass(frozen=True)
class ExplainedResult(Result):
    """A result with its findings.

    Attributes
    ----------
    findings : tuple of Finding
        Nearest first; empty if there is nothing to explain.
    trace : Trace or str
        Of a mismatch, what a trace has located, or why there is none.
    """

    findings: tuple[Finding, ...] = ()
    trace: Trace | str = ""

    def __str__(self) -> str:
        verdict, *details = super().__str__().split("\n")
        return "\n".join([verdict, *(f"  {finding}" for finding in self.findings), *details])


@dataclass(frozen=True)
class ExplainedReport(Report):
    """A report with its findings.

    Attributes
    ----------
    findings : tuple of Finding
        One for each fault, however many cases it affects.
    traces : mapping of str to Trace or str
        By the name of a pair that has a mismatch, what a trace has located, or why there is none.
    """

    findings: tuple[Finding, ...] = ()
    traces: Mapping[str, Trace | str] = field(default_factory=dict)

    def __str__(self) -> str:
        verdicts = Counter(result.verdict for result in self.results)
        counted = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
        lines = [*(str(result) for result in self.results if result.verdict != "PASS"), *map(str, self.findings)]
        return "\n".join([*lines, f"{len(self.results)} verdicts: {counted or 'none'}"])

    def findings_of(self, result: Result) -> tuple[Finding, ...]:
        """Return the findings that affect a result's case.

        Parameters
        ----------
        result : Result
            One of the report's.

        Returns
        -------
        tuple of Finding
            Empty unless the result is a mismatch, or the port has failed.
        """
        pair, case = result.case.pair.name, result.case.name
        if not (_differs(result) or result.verdict == "PORT FAILED"):
            return ()
        return tuple(finding for finding in self.findings if finding.pair == pair and case in finding.cases)


def explain_result(
    result: Result,
    folder: Path,
    session: Session | None = None,
    timeout: float = 60.0,
    traced: bool = False,
    fixtures: Path | None = None,
) -> ExplainedResult:
    """Find out why a case is a mismatch, and where.

    Parameters
    ----------
    result : Result
        Of any verdict; what differs is explained, whether or not a convention could be declared instead.
    folder : Path
        The folder of the case table.
    session : Session, optional
        A live session, for function handles and for running the original on moved inputs.
    timeout : float
        Seconds that a call of the port may take, and as many for changes of it.
    traced : bool
        Whether the case is traced, too: with the session, or by a saved recording of the original.
    fixtures : Path, optional
        The folder of the fixtures, beside which recordings are saved.

    Returns
    -------
    ExplainedResult
        The same result with its findings.

    Raises
    ------
    MatdropError
        If the port is not found, or the original has to be run and the engine does not start.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> table = load_table(OWN_TABLE)
    >>> cases = table.select(["inverted_dropout/article"])
    >>> from matdrop.verification.run import verify
    >>> report = verify(table, cases, "saved")
    >>> explain_result(report.results[0], table.path.parent).findings
    ()
    """
    inherited = {one.name: getattr(result, one.name) for one in fields(Result)}
    trace: Trace | str = ""
    if traced and (session is not None or fixtures is not None) and _to_trace(result):
        trace = _trace_or_reason([result], folder, session, timeout, fixtures)
    return ExplainedResult(**inherited, findings=_findings([result], trace, folder, session, timeout), trace=trace)


def _findings(
    results: Sequence[Result], trace: Trace | str, folder: Path, session: Session | None, timeout: float
) -> tuple[Finding, ...]:
    """Return the findings of a pair: what was located and mended, else what a change proves, else what is suspected."""
    located = () if isinstance(trace, str) else trace.findings
    # All changes of a line that is proven alone were tried: no habit elsewhere is the fault.
    is_settled = len(located) == 1 and located[0].is_proven
    if is_settled or (located and all(finding.fix is not None for finding in located)):
        known = located
    else:
        is_untraced = isinstance(trace, str) and bool(trace)
        known = _of_one_fault(_proven(results, folder, session, timeout, not is_untraced), located)
    return _with_suspicions(known, merged(_suspected(_wrong(results), folder, session, timeout)))


def _wrong(results: Sequence[Result]) -> list[Result]:
    """Return the results whose outputs differ, each case once."""
    found: dict[str, Result] = {}
    for result in results:
        if _differs(result) and result.reference is not None:
            found.setdefault(result.case.id, result)
    return list(found.values())


def _proven(
    results: Sequence[Result], folder: Path, session: Session | None, timeout: float, only_habits: bool
) -> tuple[Finding, ...]:
    """Return what a change of the port proves without a trace."""
    if not any(_differs(result) or _to_trace(result) for result in results):
        return ()
    from matdrop.explain.causes import proven_causes  # slow to load, and most verifications have nothing to explain
    from matdrop.repair.effort import QUICK, SHORT

    live = session if any(result.source == "live" for result in results) else None
    return proven_causes(results, folder, live, timeout, SHORT if only_habits else QUICK, only_habits)


def _suspected(results: Sequence[Result], folder: Path, session: Session | None, timeout: float) -> list[Finding]:
    """Return what the values of a pair's mismatches suggest; where a declaration explains it, nothing is suspected."""
    known = [(r, r.reference) for r in results if r.verdict != "UNDECLARED" and r.reference is not None]
    if not known:
        return []
    from matdrop.explain.causes import supported, suspected_causes

    found: list[tuple[Result, Cause]] = []
    for result, reference in known:
        live = session if result.source == "live" else None
        caller = Caller(result.case, reference, folder, live, timeout)
        found += [(result, cause) for cause in suspected_causes(result, caller)]
    return [_finding(cause, result) for result, cause in supported(found)]


def explain_report(
    report: Report,
    folder: Path,
    session: Session | None = None,
    timeout: float = 60.0,
    traced: bool = False,
    progress: Callable[[int], None] = lambda done: None,
    fixtures: Path | None = None,
) -> ExplainedReport:
    """Find out why cases are mismatches, and where; a case is explained once, by its live reference if there is one.

    Parameters
    ----------
    report : Report
        Of any verification.
    folder : Path
        As for `explain_result`.
    session : Session, optional
        As for `explain_result`.
    timeout : float
        As for `explain_result`.
    traced : bool
        Whether pairs are traced, too.
    progress : callable
        Called with the number of pairs traced so far.
    fixtures : Path, optional
        As for `explain_result`.

    Returns
    -------
    ExplainedReport
        The same report with one finding for each fault.

    Raises
    ------
    MatdropError
        As for `explain_result`.

    Examples
    --------
    >>> explain_report(Report(()), Path()).findings
    ()
    """
    traces: dict[str, Trace | str] = {}
    if traced and session is not None:
        for pair, results in to_trace(report.results).items():
            traces[pair] = _trace_or_reason(results, folder, session, timeout, fixtures)
            progress(len(traces))
    by_pair: dict[str, list[Result]] = {}
    for result in report.results:
        by_pair.setdefault(result.case.pair.name, []).append(result)
    found = [_findings(results, traces.get(pair, ""), folder, session, timeout) for pair, results in by_pair.items()]
    findings = tuple(finding for of_pair in found for finding in of_pair)
    return ExplainedReport(report.results, report.engine, report.not_live, findings, traces)


def to_trace(results: Sequence[Result]) -> dict[str, list[Result]]:
    """Choose what is traced: all cases of the pairs in which a port differs or fails although that is not expected.

    Parameters
    ----------
    results : sequence of Result
        Of a verification.

    Returns
    -------
    dict of str to list of Result
        By the pair's name; each case once, whatever its references.

    Examples
    --------
    >>> to_trace([])
    {}
    """
    wrong = dict.fromkeys(result.case.pair.name for result in results if _to_trace(result))
    cases: dict[str, dict[str, Result]] = {pair: {} for pair in wrong}
    for result in results:
        if result.case.pair.name in cases:
            cases[result.case.pair.name].setdefault(result.case.id, result)
    return {pair: list(found.values()) for pair, found in cases.items()}


def _to_trace(result: Result) -> bool:
    return not result.as_expected and result.verdict in ("MISMATCH", "PORT FAILED") and result.was_entered


def _trace_or_reason(
    results: Sequence[Result], folder: Path, session: Session | None, timeout: float, fixtures: Path | None
) -> Trace | str:
    """Trace a pair, without an engine by saved recordings; or return why it cannot be traced."""
    from matdrop.explain.trace import trace_results  # slow to load, and most verifications have nothing to trace
    from matdrop.tracing.saved_recordings import RECORDER, SavedRecordings

    reason = ""
    try:
        if session is not None:
            return trace_results(results, folder, session, timeout)
    except EngineUnavailableError as error:
        reason = f"{error}; "
    except MatdropError as error:
        return str(error)
    try:
        saved = SavedRecordings(fixtures) if fixtures is not None else None
        if saved is not None and saved.exist:
            return trace_results(results, folder, saved, timeout)
        return f"{reason}a trace without an engine needs recordings, which `{RECORDER}` saves where there is one"
    except MatdropError as error:
        return str(error)


def _of_one_fault(proven: Sequence[Finding], located: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return what was located, or in its place the change with which every case agrees: then nothing else is wrong."""
    if not proven:
        return tuple(located)
    cause = proven[0]
    fault = next((fault for fault in located if _is_cause(cause, fault)), None)
    return (cause if fault is None else _joined(cause, fault),)


def _with_suspicions(known: Sequence[Finding], suspected: Sequence[Finding]) -> tuple[Finding, ...]:
    """Add what is suspected: to what was located in the same cases, whose cause it may be, or by itself."""
    cases = {case for finding in known for case in finding.cases}
    beside = [finding for finding in suspected if set(finding.cases) <= cases]
    located = (finding if finding.fix is not None else _with_suspicion(finding, beside) for finding in known)
    return (*located, *(finding for finding in suspected if finding not in beside))


def _with_suspicion(finding: Finding, suspected: Sequence[Finding]) -> Finding:
    """Return what was located with the first cause that its values suggest."""
    known = (one for one in suspected if one.kind != "unknown" and set(one.outputs) <= set(finding.outputs))
    cause = next(known, None)
    if cause is None:
        return finding
    summary = f"{finding.summary}; suspected: {cause.kind}: {cause.summary}"
    return replace(finding, summary=summary, fix=cause.fix, pitfalls=finding.pitfalls or cause.pitfalls)


def _is_cause(finding: Finding, fault: Finding) -> bool:
    """Whether a finding is proven to be the cause of a fault: where it is changed, the fault is."""
    if not finding.is_proven or finding.port is None or finding.pair != fault.pair:
        return False
    places = [*fault.interval, *([fault.port] if fault.port else [])]
    lines = {(place.file, line) for place in places for line in range(place.line, (place.end_line or place.line) + 1)}
    return (finding.port.file, finding.port.line) in lines


def _joined(cause: Finding, fault: Finding) -> Finding:
    """Return a cause with the place and the values that a trace has located."""
    assert cause.port is not None
    is_there = fault.port is not None and fault.port.line == cause.port.line
    return replace(
        cause,
        cases=tuple(dict.fromkeys((*cause.cases, *fault.cases))),
        outputs=tuple(dict.fromkeys((*cause.outputs, *fault.outputs))),
        port=fault.port if is_there else cause.port,
        original=fault.original if is_there else cause.original,
        variable=fault.variable if is_there else cause.variable,
        values=fault.values if is_there else cause.values,
        label=fault.label if is_there else cause.label,
        proof=(*(fault.proof if is_there else ()), *cause.proof),
    )


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Merge suspicions that are the same in several cases.

    Parameters
    ----------
    findings : iterable of Finding
        What is suspected of any cases.

    Returns
    -------
    tuple of Finding
        In order of first appearance; those of different outputs stay apart.

    Examples
    --------
    >>> one = Finding("ddof", "suspected", "", "spread", ("case_1",), ("s",))
    >>> [finding.cases for finding in merged([one, replace(one, cases=("case_2",))])]
    [('case_1', 'case_2')]
    """
    faults: dict[Any, Finding] = {}
    for finding in findings:
        key = finding.pair, finding.kind, finding.outputs
        if (known := faults.get(key)) is None:
            faults[key] = finding
            continue
        cases = tuple(dict.fromkeys((*known.cases, *finding.cases)))
        outputs = tuple(dict.fromkeys((*known.outputs, *finding.outputs)))
        own = {} if finding.summary == known.summary else dict.fromkeys(finding.cases, finding.summary)
        figures = {**known.figures, **own}
        faults[key] = replace(known, cases=cases, outputs=outputs, figures=figures)
    return tuple(faults.values())


def verify_pair(
    original: str | Path,
    port: str | Callable[..., Any],
    *args: Any,
    seed: Any = None,
    nargout: int | None = None,
    outputs: Sequence[str] | None = None,
    tolerance: str | Mapping[str, Any] | None = None,
    strict: bool = False,
    adapter: str | Callable[..., Any] = "",
    timeout: float = 60.0,
    conventions: Mapping[str, Any] | None = None,
    path: Sequence[str | Path] = (),
    constructor: Sequence[Any] = (),
    session: Session | None = None,
    traced: bool = True,
) -> ExplainedResult:
    """Verify live that a port computes what its original computes on one set of arguments.

    Parameters
    ----------
    original : str or Path
        The ``.m`` file, a function or a script.
    port : str or callable
        The function, or ``path/file.py:function``, or ``module:function``.
    *args : object
        The arguments: a str is a MATLAB expression, anything else a value of any class and size that
        MATLAB has.
    seed : number, optional
        Seeds every generator of the engine; the port gets the same random numbers.
    nargout : int, optional
        How many outputs to ask for; by default all that the original declares.
    outputs : sequence of str, optional
        Their names; for a script, the variables to compare.
    tolerance : str or mapping, optional
        As `Tolerance.parse` takes it, for every output; by default `DEFAULT_TOLERANCE`.
    strict : bool
        Whether NumPy's forms (1-D for a vector, integers for whole doubles) are mismatches too.
    adapter : str or callable
        A function of the port and MATLAB's inputs that calls the port and returns MATLAB's outputs, or
        ``path/file.py:function``; none by default.
    timeout : float
        Seconds that each side may take.
    conventions : mapping of str to object, optional
        In what the port's calling differs from MATLAB's, by the keys that a table has: ``{"zero_based": ["labels"]}``.
    path : sequence of str or Path
        More folders in which functions that the original calls are found.
    constructor : sequence of object
        The arguments of the constructor, where the original or the port is a method of a class.
    session : Session, optional
        A running session of an engine; by default GNU Octave is started and ended.
    traced : bool
        Whether a mismatch is traced.

    Returns
    -------
    ExplainedResult
        Verdict, figures and findings; ``bool(result)`` is whether the verdict is PASS. Nothing is printed.

    Raises
    ------
    MatdropError
        If the request cannot be carried out: the engine, the original or the port is not found, or the tolerance is
        not valid.
    ValueModelError
        If an argument has no MATLAB counterpart.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.engines.find import find_engine
    >>> original, port = OWN_TABLE.parent / "inverted_dropout_predict.m", lambda X: X
    >>> verify_pair(original, port, "magic(3)").verdict if find_engine("octave").path else "PASS"
    'PASS'
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
        constructor=constructor,
        adapter=adapter,
    )
    with running_session(session, timeout=timeout) as running:
        (reference,) = running.run([case])
        judged = judge(case, reference, Path.cwd(), running, timeout)
        (result,) = with_declarations([judged], Path.cwd(), running, timeout)
        return explain_result(result, Path.cwd(), running, timeout, traced)


def _differs(result: Result) -> bool:
    """Whether outputs differ as the port is called; what a declaration would mend may be a fault all the same."""
    return result.verdict == "MISMATCH" or (result.verdict == "UNDECLARED" and result.error is None)


def _finding(cause: Cause, result: Result) -> Finding:
    """Convert a cause that the values suggest to a finding."""
    from matdrop.habits.rows import rows_for

    case = result.case
    comparison = next((c for c in result.outputs if c.name == cause.output and c.obtained is not None), None)
    values = {}
    if comparison is not None:
        values = {"original": format_value(comparison.expected), "port": format_value(comparison.obtained)}
    return Finding(
        cause.kind,
        "suspected",
        cause.detail,
        case.pair.name,
        (case.name,),
        (cause.output,) if cause.output else (),
        variable=cause.output,
        values=values,
        fix=Fix(cause.fix) if cause.fix else None,
        pitfalls=rows_for(cause),
    )
