"""Tracing the mismatches of a verification."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from matdrop.cases.case import Case
from matdrop.engines.octave_session import Octave, find_octave
from matdrop.errors import MatdropError
from matdrop.explain.explanation import ExplainedReport, merged
from matdrop.explain.finding import Finding, Fix, Place
from matdrop.habits.rows import rows_for
from matdrop.tracing.divergence import Place as DivergencePlace
from matdrop.tracing.outcome import Trace
from matdrop.tracing.run import trace_case
from matdrop.values.display import format_value
from matdrop.verification.result import Result

# A trace takes about a second and half a screen.
TRACED = 20


def to_trace(results: Sequence[Result]) -> tuple[Case, ...]:
    """Choose the cases in which a port differs or fails although that is not expected.

    Parameters
    ----------
    results : sequence of Result
        Of a verification.

    Returns
    -------
    tuple of Case
        Each once, whatever its references.

    Examples
    --------
    >>> to_trace([])
    ()
    """
    wrong = [r.case for r in results if not r.as_expected and r.verdict in ("MISMATCH", "PORT FAILED")]
    return tuple({case.id: case for case in wrong}.values())


def trace_mismatches(
    cases: Sequence[Case], folder: Path, timeout: float = 60.0, progress: Callable[[int], None] = lambda done: None
) -> dict[str, Trace | str]:
    """Trace cases, live in GNU Octave.

    Parameters
    ----------
    cases : sequence of Case
        As `to_trace` returns them; the first `TRACED` are traced.
    folder : Path
        The folder of the case table.
    timeout : float
        Seconds that each side may take.
    progress : callable
        Called with the number of cases traced so far.

    Returns
    -------
    dict of str to Trace or str
        By the case's id: its trace, or why it was not traced and what to do.

    Raises
    ------
    MatdropError
        If Octave was found and does not start.

    Examples
    --------
    >>> trace_mismatches([], Path())
    {}
    """
    octave = find_octave()
    if octave.path is None:
        return {case.id: f"{octave.reason}; to trace, {octave.remedy}" for case in cases}
    traces: dict[str, Trace | str] = {}
    with Octave(timeout) as session:
        for number, case in enumerate(cases[:TRACED]):
            try:
                traces[case.id] = trace_case(case, folder, session, timeout=timeout)
            except MatdropError as error:
                traces[case.id] = str(error)
            progress(number + 1)
    for case in cases[TRACED:]:
        traces[case.id] = f"only the first {TRACED} are traced; trace others with `matdrop trace`"
    return traces


def finding_of(trace: Trace) -> Finding | None:
    """Convert the first divergence of a trace to a finding.

    Parameters
    ----------
    trace : Trace
        Of a mismatch.

    Returns
    -------
    Finding or None
        The lines on both sides, the values there, and the first cause that was found for them. Lines are matched by
        names and values, so it is suspected; None if there is no divergence.
    """
    divergence = trace.divergence
    if divergence is None:
        return None
    case, cause = trace.result.case, next(iter(divergence.causes), None)
    sides = {"original": divergence.expected, "port": divergence.obtained}
    return Finding(
        cause.kind if cause else "divergence",
        "suspected",
        cause.detail if cause else divergence.detail,
        case.pair.name,
        (case.name,),
        port=_place(divergence.port),
        original=_place(divergence.original),
        variable=divergence.variable,
        values={side: format_value(value) for side, value in sides.items() if value is not None},
        fix=Fix(cause.fix) if cause and cause.fix else None,
        pitfalls=rows_for(cause) if cause else (),
    )


def with_traces(report: ExplainedReport, traces: Mapping[str, Trace | str]) -> ExplainedReport:
    """Add the findings of traces to a report.

    Parameters
    ----------
    report : ExplainedReport
        With the findings so far.
    traces : mapping of str to Trace or str
        By the case's id, as `trace_mismatches` returns them.

    Returns
    -------
    ExplainedReport
        Proven findings stay first; the traces' findings follow, each with its lines, and replace suspicions of the
        same kind that have none.

    Examples
    --------
    >>> with_traces(ExplainedReport(()), {"f/one": "GNU Octave is not on the PATH"}).findings
    ()
    """
    found = [finding_of(trace) for trace in traces.values() if isinstance(trace, Trace)]
    located = merged(finding for finding in found if finding is not None)
    placed = {(finding.pair, finding.kind, case) for finding in located for case in finding.cases}
    proven = [finding for finding in report.findings if finding.is_proven]
    suspected = [finding for finding in report.findings if not finding.is_proven]
    return replace(report, findings=(*proven, *located, *(f for s in suspected for f in _without(s, placed))))


def _without(finding: Finding, placed: set[tuple[str, str, str]]) -> list[Finding]:
    """Leave out the cases whose lines a trace has found: not every case is traced."""
    cases = tuple(case for case in finding.cases if (finding.pair, finding.kind, case) not in placed)
    return [replace(finding, cases=cases, summary=finding.summary_of(cases[0]))] if cases else []


def _place(place: DivergencePlace | None) -> Place | None:
    return None if place is None else Place(place.file.name, place.line)
