"""Tracing what a verification has found to differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from matdrop.cases.case import Case
from matdrop.engines.octave_session import Octave, find_octave
from matdrop.errors import MatdropError
from matdrop.tracing.outcome import Trace
from matdrop.tracing.run import trace_case
from matdrop.verification.result import Result

# A trace takes about a second and half a screen.
TRACED = 20


def to_trace(results: Sequence[Result]) -> tuple[Case, ...]:
    """Choose the cases in which a port differs, or fails, against what is expected.

    Parameters
    ----------
    results : sequence of Result
        Of a verification.

    Returns
    -------
    tuple of Case
        Each once, whatever its references.
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
        As `to_trace` gives them; the first `TRACED` are traced.
    folder : Path
        Where the case table stands.
    timeout : float
        Seconds that each side may take.
    progress : callable
        Called with the number of cases traced so far.

    Returns
    -------
    dict of str to Trace or str
        By the case's id, its trace, or why there is none and what to do.

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
        traces[case.id] = f"only the first {TRACED} are traced; trace others by `matdrop trace`"
    return traces
