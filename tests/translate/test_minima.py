"""Solvers: what they search may be named in a text, in a file of its own."""

from pathlib import Path

from matdrop.cases.case import case_of_call
from matdrop.engines.octave_session import Octave
from matdrop.source.original import sources_of
from matdrop.translate.proof import port_and_prove

FITTED = """\
function [p, least, flag] = fitted(x, y)
[p, least, flag] = fminsearch('misfit', [1; 0.5], optimset('TolX', 1e-8, 'TolFun', 1e-8), x, y);
end
"""
MISFIT = """\
function e = misfit(p, x, y)
e = sum(abs(y - p(1) * x - p(2)));
end
"""


def test_what_is_searched_may_be_named_in_a_text(tmp_path: Path, octave: Octave) -> None:
    original = tmp_path / "fitted.m"
    original.write_text(FITTED)
    (tmp_path / "misfit.m").write_text(MISFIT)
    assert [path.name for path in sources_of(original)] == ["fitted.m", "misfit.m"]
    cases = [case_of_call(original, abs, args) for args in (("0:4", "[2 1.2 0.8 0.4 0.3]"), ("0:2", "[3 2 2.5]"))]
    found = port_and_prove(cases, octave, tries=10)
    assert [result.verdict for result in found.results] == ["PASS"] * 2
    assert "lambda point: misfit(point, x, y)" in found.port.text
    assert not found.differing
