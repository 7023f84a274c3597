"""The gallery, traced: the planted line is named, and right ports differ nowhere."""

from typing import Any

import pytest

from matdrop.parity.case import Case, pair_of
from matdrop.parity.compare import Tolerance
from matdrop.parity.octave import Octave
from matdrop.parity.trace import Trace, trace_case
from matdrop.parity.trace.lines import DIFFERS
from tests.test_gallery import ENTRIES, GALLERY, LET_PASS

# Another line than the planted one is named, as original and port.
NAMED_OTHERWISE = {
    "log_odds": (6, 6),  # clipping by 1e-15 shows only where the logarithm makes Inf of it
    "random_walk": (5, 6),  # the loop that is the inner one in the original, and the outer one in the port
    "principal_axes": (4, 5),  # where latent is first set: the port orders it again two lines below
    "accumulate_frames": (3, 5),  # the port keeps integers that are wider than the original's class
    "first_peak": (1, 9),  # None has no counterpart: what the original sets is left for the port to return
    "fit_gaussian": (3, 7),  # the fields of a returned dict have no variables of their own in the original
}
# A right port has a variable with a namesake in the original that is something else, or counts from 0.
NAMESAKES = {
    "principal_components": {7},
    "fiedler_vector": {6},
    "image_patches": {10},
    "bfs_parents": {12, 17},
    "nearest_neighbours": {6},
}


def traced(octave: Octave, key: str, side: str) -> Trace:
    entry: dict[str, Any] = ENTRIES[key]
    strict = side == "wrong" and key in LET_PASS
    pair = pair_of(GALLERY / entry["original"], entry[side], name=key, outputs=entry.get("outputs"), strict=strict)
    given = entry.get("tolerance", "exact")
    by_output = isinstance(given, dict) and not set(given) & {"rtol", "atol"}
    tolerance = {name: Tolerance.parse(given.get(name, "exact") if by_output else given) for name in pair.outputs}
    case = Case(pair, "gallery", tuple(entry.get("args", ())), entry.get("seed"), tolerance)
    return trace_case(case, GALLERY, octave)


@pytest.mark.parametrize("key", ENTRIES)
def test_the_planted_line_is_named(octave: Octave, key: str) -> None:
    divergence = traced(octave, key, "wrong").divergence
    assert divergence is not None
    assert divergence.original is not None
    assert divergence.port is not None
    planted = ENTRIES[key]["lines"]["original"], ENTRIES[key]["lines"]["port"]
    assert (divergence.original.line, divergence.port.line) == NAMED_OTHERWISE.get(key, planted)


@pytest.mark.parametrize("key", ENTRIES)
def test_a_right_port_differs_nowhere(octave: Octave, key: str) -> None:
    trace = traced(octave, key, "right")
    assert trace.divergence is None
    assert {row.port for row in trace.rows if row.port_mark == DIFFERS} == NAMESAKES.get(key, set())
