"""The gallery, traced: what is proven is the planted line, an interval holds it, and right ports have no fault."""

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.explain.trace import Trace, trace_results
from matdrop.verification.judge import judge
from tests.test_gallery import ENTRIES, GALLERY, LET_PASS, case_of


def traced(octave: Octave, key: str, side: str) -> Trace:
    case = case_of(GALLERY, key, ENTRIES[key], side, side == "wrong" and key in LET_PASS)
    (reference,) = octave.run([case])
    return trace_results([judge(case, reference, GALLERY, octave)], GALLERY, octave)


@pytest.mark.parametrize("key", ENTRIES)
def test_the_planted_line_is_located(gallery_octave: Octave, key: str) -> None:
    findings = traced(gallery_octave, key, "wrong").findings
    planted = ENTRIES[key]["lines"]["port"]
    spans = [place for found in findings for place in (found.port, *found.interval) if place is not None]
    assert any(place.line <= planted <= (place.end_line or place.line) for place in spans)
    proven = [found.port for found in findings if found.is_proven and found.port is not None]
    assert all(place.line <= planted <= (place.end_line or place.line) for place in proven)


@pytest.mark.parametrize("key", ENTRIES)
def test_a_right_port_has_no_fault(gallery_octave: Octave, key: str) -> None:
    assert traced(gallery_octave, key, "right").findings == ()
