"""What a trace may say of a defect that was planted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matdrop.cases.case import case_of_call
from matdrop.engines.session import Session
from matdrop.explain.finding import Finding, Place
from matdrop.explain.trace import Trace, trace_results
from matdrop.repair.effort import Effort
from matdrop.verification.judge import judge

# Where a test asks for the line alone: a change that mends it soon is still found, and has to stand there.
FEW_CHANGES = Effort(10, 60.0)


def located(octave: Session, original: Path, port: Path, *args: Any, **options: Any) -> Trace:
    """Trace a pair as `matdrop.trace` does, for the lines and the values alone."""
    case = case_of_call(original, str(port), args, **options)
    (reference,) = octave.run([case])
    result = judge(case, reference, original.parent, octave)
    return trace_results([result], original.parent, octave, effort=FEW_CHANGES)


def check_located(findings: Sequence[Finding], line: int, around: int = 0) -> None:
    """Check that what is proven is the planted line, and that all else says that the fault may be there.

    Of a statement that is left out, `around` is the line of the loop around it: an interval may have that instead.
    """
    assert findings
    for found in findings:
        if found.is_proven:
            assert found.port is not None
            assert _covers(found.port, line), f"line {line} is wrong, and {found.port} is said to be proven"
        else:
            places = found.interval or ([found.port] if found.port else [])
            assert any(_covers(place, line) or place.line == around for place in places)


def _covers(place: Place, line: int) -> bool:
    return place.line <= line <= (place.end_line or place.line)
