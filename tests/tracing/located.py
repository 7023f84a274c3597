"""What a trace may say of a defect that was planted."""

from collections.abc import Sequence

from matdrop.explain.finding import Finding, Place
from matdrop.repair.effort import Effort

# Where a test asks for the line alone: a change that mends it soon is still found, and has to stand there.
FEW_CHANGES = Effort(10, 60.0)


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
