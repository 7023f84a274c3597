"""What a trace finds becomes a finding with the lines of both sides."""

from dataclasses import replace
from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.explain.explanation import ExplainedReport, explain_result
from matdrop.explain.traces import finding_of, with_traces
from matdrop.tracing.run import trace
from matdrop.verification.result import Result

ORIGINAL = "function y = f(x)\ns = std(x);\ny = exp(-s) + 1;\nend\n"
PORT = "import numpy as np\ndef f(x):\n    s = np.std(x)\n    y = np.exp(-s) + 1\n    return y\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, str]:
    (tmp_path / "f.m").write_text(ORIGINAL)
    (tmp_path / "f.py").write_text(PORT)
    return tmp_path / "f.m", str(tmp_path / "f.py")


def test_lines_values_and_certainty(files: tuple[Path, str], octave: Octave) -> None:
    found = trace(*files, "[1 2 4 8]", octave=octave)
    finding = finding_of(found)
    assert finding is not None
    assert (str(finding.original), str(finding.port)) == ("f.m:2", "f.py:3")
    assert (finding.variable, finding.certainty) == ("s", "suspected")
    assert finding.values == {"original": "3.095695936834452", "port": "2.680951323690902"}


def test_a_trace_takes_the_place_of_a_suspicion_and_leaves_a_proof(files: tuple[Path, str], octave: Octave) -> None:
    found = trace(*files, "[1 2 4 8]", octave=octave)
    explained = explain_result(found.result, files[0].parent, octave)
    report = ExplainedReport((found.result,), findings=explained.findings)
    first, second, *_ = with_traces(report, {found.result.case.id: found}).findings
    assert (first.kind, first.certainty, first.original) == ("ddof", "proven", None)
    assert (second.kind, str(second.original)) == ("scale", "f.m:2") or second.kind == "ddof"


def test_a_case_that_was_not_traced_keeps_its_suspicion(files: tuple[Path, str], octave: Octave) -> None:
    found = trace(*files, "[1 2 4 8]", octave=octave)
    located = finding_of(found)
    assert located is not None
    both = replace(located, original=None, port=None, cases=(*located.cases, "other"), figures={"other": "its own"})
    report = with_traces(ExplainedReport((found.result,), findings=(both,)), {found.result.case.id: found})
    assert [finding.cases for finding in report.findings] == [located.cases, ("other",)]
    assert report.findings[1].summary == "its own"


def test_a_port_that_agrees_has_no_finding(files: tuple[Path, str], octave: Octave) -> None:
    files[0].with_suffix(".py").write_text(PORT.replace("np.std(x)", "np.std(x, ddof=1)"))
    found = trace(*files, "[1 2 4 8]", octave=octave)
    assert finding_of(found) is None
    report = ExplainedReport((Result(found.result.case, "live", "PASS"),))
    assert with_traces(report, {found.result.case.id: found, "other": "no engine"}).findings == ()
