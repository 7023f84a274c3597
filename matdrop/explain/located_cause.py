"""The cause of a fault that a trace has located: a habit whose change in those lines makes every case agree."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from matdrop.calling.load import source_file
from matdrop.engines.session import Session
from matdrop.repair.edits import Variant, narrowed, variants
from matdrop.tracing.comparison import Observation
from matdrop.tracing.fault import Fault
from matdrop.tracing.recording import Span
from matdrop.verification.attempt import Caller


def located_cause(
    fault: Fault,
    observations: Sequence[Observation],
    folder: Path,
    session: Session | None,
    timeout: float,
    seconds: float,
) -> Variant | None:
    """Change one habit of NumPy after the other in the lines of a fault, until every case of the fault agrees.

    Parameters
    ----------
    fault : Fault
        What was located.
    observations : sequence of Observation
        Cases of its pair.
    folder : Path
        The folder of the case table.
    session : Session, optional
        The live session, for function handles among the inputs.
    timeout : float
        Seconds that a call of the port may take.
    seconds : float
        How long changes are tried, about.

    Returns
    -------
    Variant or None
        The port with the change; None if no change of a habit makes all cases agree.
    """
    until = time.monotonic() + seconds
    spoiled = [one for one in observations if one.case.name in fault.cases]
    callers = [Caller(one.case, one.reference, folder, session, timeout) for one in spoiled]
    port = callers[0].port
    if not callable(port):
        return None
    lines = _lines_in(source_file(port), [*([fault.statement] if fault.statement else []), *fault.interval])

    def agrees(variant: Variant) -> bool:
        calls = zip(callers, spoiled, strict=True)
        return all(caller.call(one.convention, variant.function).agrees for caller, one in calls)

    for variant in variants(port):
        if time.monotonic() > until:
            return None
        if lines.isdisjoint(variant.lines) or not agrees(variant):
            continue
        found = narrowed(port, variant, agrees)
        if lines.issuperset(found.lines):
            return found
    return None


def _lines_in(file: Path | None, spans: Sequence[Span]) -> set[int]:
    return {
        line
        for span in spans
        if file is not None and span.file == file.resolve()
        for line in range(span.line, span.end_line + 1)
    }
