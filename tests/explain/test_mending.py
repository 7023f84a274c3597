"""What mends a pair: fixes in findings, of one fault and of several, and why there is none."""

import linecache
from pathlib import Path

import numpy as np
import pytest

from matdrop.cases.case import case_of_call
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.explain.explanation import verify_pair
from matdrop.explain.finding import Fix
from matdrop.explain.mending import mend, write_all
from matdrop.repair.candidates import Candidate
from matdrop.repair.changes import Change
from matdrop.repair.patch import Patch, read_source_file
from matdrop.repair.several_faults import in_turn
from matdrop.values.value import array_of
from matdrop.verification.judge import judge
from matdrop.verification.run import Report

ORIGINAL = "function [m, s] = f(x)\nm = sum(x) / numel(x);\nd = x - m;\ns = sqrt(sum(d .^ 2));\nend\n"
RIGHT = """import numpy as np


def f(x):
    m = np.sum(x) / x.size
    d = x - m
    s = np.sqrt(np.sum(d**2))
    return m, s
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.m").write_text(ORIGINAL)
    return tmp_path


def report_of(octave: Octave) -> Report:
    cases = [case_of_call(Path("f.m"), "f.py:f", (args,)) for args in ("[1.5 2.5 4.25]", "[3.5 1 5 7.25]")]
    return Report(tuple(judge(c, r, Path.cwd(), octave) for c, r in zip(cases, octave.run(cases), strict=True)))


def test_a_finding_has_its_fix_and_applies_it(folder: Path, octave: Octave) -> None:
    (folder / "f.py").write_text(RIGHT.replace("/ x.size", "* x.size"))
    (finding,) = verify_pair("f.m", "f.py", "[1.5 2.5 4.25]", session=octave).findings
    assert finding.fix is not None
    assert "-    m = np.sum(x) * x.size\n+    m = np.sum(x) / x.size\n" in finding.fix.diff
    assert (finding.fix.agrees, finding.fix.of, finding.fix.moved) == (1, 1, 6)
    finding.fix.apply()
    assert (folder / "f.py").read_text() == RIGHT
    assert verify_pair("f.m", "f.py", "[1.5 2.5 4.25]", session=octave)


def test_two_faults_are_mended_one_after_the_other(folder: Path, octave: Octave) -> None:
    (folder / "f.py").write_text(RIGHT.replace("/ x.size", "* x.size").replace("np.sqrt(np.sum(d**2))", "np.sum(d**2)"))
    (mending,) = mend(report_of(octave), folder, octave)
    assert mending.is_mended
    assert [finding.port.line for finding in mending.findings if finding.port] == [5, 7]
    write_all([mending])
    assert (folder / "f.py").read_text() == RIGHT


def test_without_a_trace_every_line_is_tried(folder: Path, octave: Octave) -> None:
    (folder / "f.py").write_text(RIGHT.replace("x - m", "x + m"))
    (mending,) = mend(report_of(octave), folder)
    (finding,) = mending.findings
    assert finding.port is not None
    assert (mending.is_mended, finding.certainty, finding.port.line) == (True, "probable", 6)


def test_a_right_port_needs_nothing(folder: Path, octave: Octave) -> None:
    (folder / "f.py").write_text(RIGHT)
    assert mend(report_of(octave), folder, octave) == ()


def test_nothing_is_written_if_one_file_has_changed(folder: Path, octave: Octave) -> None:
    (folder / "f.py").write_text(RIGHT.replace("x - m", "x + m"))
    mendings = mend(report_of(octave), folder)
    (folder / "f.py").write_text("# mine\n")
    with pytest.raises(MatdropError, match="it has changed since it was read"):
        write_all(mendings)
    assert (folder / "f.py").read_text() == "# mine\n"


def test_a_function_of_a_notebook_is_refused_with_the_reason(folder: Path, octave: Octave) -> None:
    name, text = "<ipython-input-1-abc>", RIGHT.replace("x - m", "x + m")
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    namespace: dict[str, object] = {}
    exec(compile(text, name, "exec"), namespace)
    result = verify_pair("f.m", namespace["f"], "[1.5 2.5 4.25]", session=octave)  # type: ignore[arg-type]
    assert result.verdict == "MISMATCH"
    assert all(finding.fix is None or finding.fix.patch is None for finding in result.findings)


def test_advice_cannot_be_written() -> None:
    with pytest.raises(MatdropError, match="this fix cannot be written by itself: use ddof=1"):
        Fix("use ddof=1").apply()


def test_changes_are_made_one_after_the_other(tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text("a = 1\nb = 2\n")
    source = read_source_file(file)
    changes = [Change(4, 5, "100", 1, "constant", "with 100 for 1"), Change(10, 11, "3", 2, "constant", "with 3 for 2")]
    made = in_turn([Candidate(Patch(source, (change,)), 0.0) for change in changes])
    for candidate in made:
        candidate.patch.apply()
    assert file.read_text() == "a = 100\nb = 3\n"


def test_other_inputs_are_shown_for_what_means_something_else(folder: Path, octave: Octave) -> None:
    (folder / "f.m").write_text("function y = f(x, n)\ny = x / n;\nend\n")
    (folder / "f.py").write_text("def f(x, n):\n    return x / 3\n")
    case = case_of_call(Path("f.m"), "f.py:f", ("[1 2]", "2"))
    (reference,) = octave.run([case])
    (mending,) = mend(Report((judge(case, reference, folder, octave),)), folder)
    (fix,) = mending.fixes
    assert "x / n" in fix.diff
    assert any("(other on x = " in other for other in fix.alternatives)
    assert np.array_equal(array_of(reference.outputs["y"]), [[0.5, 1.0]])
