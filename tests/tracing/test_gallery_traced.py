"""The gallery, traced: the planted line is named, and right ports differ nowhere."""

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.tracing.lines import DIFFERS
from matdrop.tracing.run import Trace, trace_case
from tests.test_gallery import ENTRIES, GALLERY, LET_PASS, case_of

# Values on the way of a right port that are others, and do not matter in the end.
ON_THE_WAY = {
    "fiedler_vector": {6},  # an eigenvector's sign is free; it is settled two lines below
    "image_patches": {10},  # a list of rows that is turned into columns when it is returned
}


def traced(octave: Octave, key: str, side: str) -> Trace:
    strict = side == "wrong" and key in LET_PASS
    return trace_case(case_of(GALLERY, key, ENTRIES[key], side, strict), GALLERY, octave)


@pytest.mark.parametrize("key", ENTRIES)
def test_the_planted_line_is_named(gallery_octave: Octave, key: str) -> None:
    divergence = traced(gallery_octave, key, "wrong").divergence
    assert divergence is not None
    assert divergence.original is not None
    assert divergence.port is not None
    planted = ENTRIES[key]["lines"]["original"], ENTRIES[key]["lines"]["port"]
    assert (divergence.original.line, divergence.port.line) == planted


@pytest.mark.parametrize("key", ENTRIES)
def test_a_right_port_differs_nowhere(gallery_octave: Octave, key: str) -> None:
    trace = traced(gallery_octave, key, "right")
    assert trace.divergence is None
    assert {row.port for row in trace.rows if row.port_mark == DIFFERS} == ON_THE_WAY.get(key, set())
