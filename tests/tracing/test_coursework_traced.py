"""The coursework, traced: right ports have no fault."""

import pytest

from matdrop.cases.case import Case
from matdrop.cases.declared_conventions import AS_IN_MATLAB
from matdrop.cases.pair import pair_of
from matdrop.cases.tolerance import Tolerance
from matdrop.engines.octave_session import Octave
from matdrop.explain.trace import trace_results
from matdrop.verification.judge import judge
from tests.test_coursework import COURSEWORK, DECLARED, TRUTH


@pytest.mark.parametrize("name", TRUTH)
def test_a_right_port_has_no_fault(octave: Octave, name: str) -> None:
    entry = TRUTH[name]
    declared = DECLARED.get(name, AS_IN_MATLAB)
    pair = pair_of(COURSEWORK / entry["original"], entry["port"], outputs=entry["outputs"], conventions=declared)
    tolerance = dict.fromkeys(pair.outputs, Tolerance.parse(entry.get("tolerance", "exact")))
    case = Case(pair, "coursework", tuple(entry["args"]), entry.get("seed"), tolerance)
    (reference,) = octave.run([case])
    assert trace_results([judge(case, reference, COURSEWORK, octave)], COURSEWORK, octave).findings == ()
