"""The coursework, traced: right ports differ nowhere, labels that count from 0 apart."""

import pytest

from matdrop.cases.case import Case
from matdrop.cases.declared_conventions import AS_IN_MATLAB
from matdrop.cases.pair import pair_of
from matdrop.cases.tolerance import Tolerance
from matdrop.engines.octave_session import Octave
from matdrop.tracing.run import trace_case
from tests.test_coursework import COURSEWORK, DECLARED, TRUTH

# Labels from 0 are a difference until the user says that they are meant: the variable, and the lines that give it.
LABELS = {
    "predictOneVsAll": ("p", 7, 9),
    "runKMeans": ("idx", 9, 23),  # where they are returned: an object's attributes are not recorded
}


@pytest.mark.parametrize("name", TRUTH)
def test_a_right_port_differs_nowhere(octave: Octave, name: str) -> None:
    entry = TRUTH[name]
    declared = AS_IN_MATLAB if name in LABELS else DECLARED.get(name, AS_IN_MATLAB)
    pair = pair_of(COURSEWORK / entry["original"], entry["port"], outputs=entry["outputs"], conventions=declared)
    tolerance = dict.fromkeys(pair.outputs, Tolerance.parse(entry.get("tolerance", "exact")))
    divergence = trace_case(
        Case(pair, "coursework", tuple(entry["args"]), entry.get("seed"), tolerance), COURSEWORK, octave
    ).divergence
    if name not in LABELS:
        assert divergence is None
        return
    assert divergence is not None
    assert divergence.original is not None
    assert divergence.port is not None
    assert (divergence.variable, divergence.original.line, divergence.port.line) == LABELS[name]
