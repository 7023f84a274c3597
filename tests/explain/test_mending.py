"""What mends a pair: fixes in findings, of one fault and of several, and why there is none."""

import linecache
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from matdrop.cases.case import Case, case_of_call
from matdrop.cases.reference import Engine, Reference
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.explain.explanation import verify_pair
from matdrop.explain.finding import Finding, Fix
from matdrop.explain.mending import Mending, mend, write_all
from matdrop.repair.candidates import Candidate
from matdrop.repair.changes import Change
from matdrop.repair.patch import Patch, read_source_file
from matdrop.repair.several_faults import in_turn
from matdrop.values.value import array_of
from matdrop.verification.judge import judge
from matdrop.verification.result import Result
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
    report = report_of(octave)
    (mending,) = mend(report, folder, octave)
    assert mending.is_mended
    assert [finding.port.line for finding in mending.findings if finding.port] == [5, 7]
    write_all([mending], report, folder, octave)
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
    report = report_of(octave)
    mendings = mend(report, folder)
    (folder / "f.py").write_text("# mine\n")
    with pytest.raises(MatdropError, match="it has changed since it was read"):
        write_all(mendings, report, folder)
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


SHARED = """def step(x):
    return x + 1


def f(x):
    return step(x)


def g(x):
    return 2 * step(x)
"""


def judged(pair: str, y: float) -> Result:
    """Judge a port of the shared file whose original returns a number for 1."""
    Path(f"{pair}.m").write_text(f"function y = {pair}(x)\ny = {y};\nend\n")
    case = case_of_call(Path(f"{pair}.m"), f"f.py:{pair}", ("1",))
    reference = Reference("live", Engine("GNU Octave", "7.3.0"), (np.array([[1.0]]),), {"y": np.array([[y]])})
    return judge(case, reference, Path.cwd())


def mending(pair: str, old: str, new: str) -> Mending:
    """Return a change of the shared file as what mends a pair."""
    source = read_source_file(Path("f.py").resolve())
    start = source.text.index(old)
    patch = Patch(source, (Change(start, start + len(old), new, 1, "constant", f"with {new} for {old}"),))
    return Mending(pair, (Finding("divergence", "proven", "", pair, ("case_1",), fix=Fix(new, patch=patch)),))


def test_ports_of_one_file_are_written_together(folder: Path) -> None:
    (folder / "f.py").write_text(SHARED)
    report = Report((judged("f", 7.0), judged("g", 12.0)))
    both = [mending("f", "return step(x)", "return step(x) + 5"), mending("g", "2 *", "6 *")]
    write_all(both, report, folder)
    assert (folder / "f.py").read_text() == SHARED.replace("return step(x)", "return step(x) + 5").replace("2 *", "6 *")


def test_what_two_ports_have_in_common_is_changed_once(folder: Path) -> None:
    (folder / "f.py").write_text(SHARED)
    report = Report((judged("f", 4.0), judged("g", 8.0)))
    write_all([mending("f", "x + 1", "x + 3"), mending("g", "x + 1", "x + 3")], report, folder)
    assert (folder / "f.py").read_text() == SHARED.replace("x + 1", "x + 3")


@pytest.mark.parametrize(
    ("y", "made", "said"),
    [
        (4.0, [("f", "x + 1", "x + 3")], "g would differ"),  # which agrees as it is
        (10.0, [("f", "x + 1", "x + 3"), ("g", "2 *", "5 *")], "g would differ"),  # which another change mends
        (8.0, [("f", "x + 1", "x + 3"), ("g", "x + 1", "3 + x")], "f, g change .* in the same place"),
    ],
)
def test_no_change_is_written_that_another_port_does_not_bear(
    folder: Path, y: float, made: list[tuple[str, str, str]], said: str
) -> None:
    (folder / "f.py").write_text(SHARED)
    report = Report((judged("f", 4.0), judged("g", y)))
    with pytest.raises(MatdropError, match=f"nothing is written: .*{said}.*fix PAIR --write"):
        write_all([mending(*change) for change in made], report, folder)
    assert (folder / "f.py").read_text() == SHARED


def test_pairs_that_were_not_asked_for_are_run_before_their_file_is_written(folder: Path) -> None:
    (folder / "f.py").write_text(SHARED)
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere/h.py").write_text("def h(x):\n    return x\n")
    report, other = Report((judged("f", 4.0),)), judged("g", 4.0)
    cases = [other.case, case_of_call(Path("g.m"), "elsewhere/h.py:h", ("1",))]  # h cannot import what is changed
    asked: list[str] = []

    def run(cases: Sequence[Case]) -> Report:
        asked.extend(str(case.pair.port) for case in cases)
        return Report((other,))

    with pytest.raises(MatdropError, match="nothing is written: g, which now agrees, would differ with these changes"):
        write_all([mending("f", "x + 1", "x + 3")], report, folder, cases=cases, run=run)
    assert (asked, (folder / "f.py").read_text()) == (["f.py:g"], SHARED)
    write_all([mending("f", "return step(x)", "return step(x) + 2")], report, folder, cases=cases, run=run)
    assert (folder / "f.py").read_text() == SHARED.replace("return step(x)\n\n\ndef g", "return step(x) + 2\n\n\ndef g")


def test_a_statement_that_has_failed_is_judged_by_what_it_stores_now(folder: Path, octave: Octave) -> None:
    (folder / "f.m").write_text("function y = f(x)\ny = 0;\nfor k = 1:numel(x)\ny = y + k * x(k);\nend\nend\n")
    right = (
        "import numpy as np\n\n\ndef f(x):\n    y = 0.0\n    for k, v in enumerate(x.ravel()):\n"
        "        y = y + (k + 1) * v\n    return y\n"
    )
    (folder / "f.py").write_text(right.replace("x.ravel", "v.ravel"))
    report = report_of(octave)
    (mending,) = mend(report, folder, octave)
    write_all([mending], report, folder, octave)
    assert (folder / "f.py").read_text() == right
