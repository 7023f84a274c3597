"""The gallery, traced: what is proven is the planted line, an interval holds it, and right ports have no fault."""

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.explain.trace import Trace, trace_results
from matdrop.verification.judge import judge
from tests.test_gallery import ENTRIES, GALLERY, LET_PASS, case_of
from tests.tracing.located import FEW_CHANGES, check_located


def traced(octave: Octave, key: str, side: str) -> Trace:
    case = case_of(GALLERY, key, ENTRIES[key], side, side == "wrong" and key in LET_PASS)
    (reference,) = octave.run([case])
    return trace_results([judge(case, reference, GALLERY, octave)], GALLERY, octave, effort=FEW_CHANGES)


@pytest.mark.parametrize("key", ENTRIES)
def test_the_planted_line_is_located(gallery_octave: Octave, key: str) -> None:
    check_located(traced(gallery_octave, key, "wrong").findings, ENTRIES[key]["lines"]["port"])


@pytest.mark.parametrize("key", ENTRIES)
def test_a_right_port_has_no_fault(gallery_octave: Octave, key: str) -> None:
    assert traced(gallery_octave, key, "right").findings == ()
