"""What a trace proves becomes a finding with the places and values of both sides, and meets the causes."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matdrop.cases.case import case_of_call
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.explain.explanation import explain_report, verify_pair
from matdrop.explain.trace import CUT, trace, trace_results
from matdrop.repair.effort import Effort
from matdrop.tracing.location import locate
from matdrop.verification.judge import judge
from matdrop.verification.run import Report

ORIGINAL = "function y = f(x)\ns = std(x);\ny = exp(-s) + 1;\nend\n"
PORT = "import numpy as np\ndef f(x):\n    s = np.std(x)\n    y = np.exp(-s) + 1\n    return y\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.m").write_text(ORIGINAL)
    (tmp_path / "f.py").write_text(PORT)
    return tmp_path / "f.m", "f.py"


PROOF = "with the other ddof in std, var or cov (line 3) the case agrees, and so do 6 shuffled inputs"


def test_places_values_and_proof(files: tuple[Path, str], octave: Octave) -> None:
    (finding,) = trace(*files, "[1 2 4 8]", session=octave).findings
    assert (str(finding.original), str(finding.port)) == ("f.m:2:1", "f.py:3:5")
    assert (finding.variable, finding.certainty, finding.outputs) == ("s", "proven", ("y",))
    assert finding.values == {"original": "3.095695936834452", "port": "2.680951323690902"}
    assert finding.proof == (
        "all that line 3 reads agrees with the original",
        "with the original's values after line 3 the case agrees",
        PROOF,
    )
    assert finding.kind == "ddof"


def test_a_port_that_never_ends_gets_less_time_when_it_is_traced(
    files: tuple[Path, str], octave: Octave, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module("matdrop.explain.trace")
    limits: list[float] = []

    def noted(*given: Any) -> Any:
        limits.append(given[4])
        return locate(*given)

    monkeypatch.setattr(module, "locate", noted)
    monkeypatch.setattr(module, "ENDLESS", 0.5)
    for body in ("    while True:\n        pass\n", PORT.partition("\n    ")[2]):
        Path("f.py").write_text(f"import numpy as np\ndef f(x):\n    {body.strip()}\n")
        case = case_of_call(*files, ("[1 2 4 8]",))
        (reference,) = octave.run([case])
        result = judge(case, reference, Path.cwd(), octave, 1.0)
        trace_results([result], Path.cwd(), octave, 1.0, effort=Effort(0, 1.0))
    assert limits == [0.5, 1.0]


def test_a_cause_that_is_proven_at_the_same_line_is_the_same_finding(files: tuple[Path, str], octave: Octave) -> None:
    (finding,) = verify_pair(*files, "[1 2 4 8]", session=octave).findings
    assert (finding.kind, finding.certainty, str(finding.original)) == ("ddof", "proven", "f.m:2:1")
    assert finding.proof[-1] == PROOF


def test_one_fault_of_several_cases_is_one_finding(files: tuple[Path, str], octave: Octave) -> None:
    cases = [case_of_call(files[0], files[1], (args,)) for args in ("[1 2 4 8]", "[3 1 5]")]
    results = [judge(c, r, Path.cwd(), octave) for c, r in zip(cases, octave.run(cases), strict=True)]
    (finding,) = trace_results(results, Path.cwd(), octave).findings
    assert finding.cases == tuple(case.name for case in cases)
    report = explain_report(Report(tuple(results)), Path.cwd(), octave, traced=True)
    assert [(found.kind, found.cases) for found in report.findings] == [("ddof", finding.cases)]
    assert report.findings_of(results[1]) == report.findings


def test_a_line_without_a_counterpart_is_proven_by_the_only_change_that_mends_it(
    files: tuple[Path, str], octave: Octave
) -> None:
    files[0].write_text("function y = f(x, c)\ny = x - sum(x, 1) / c;\nend\n")
    lines = ["import numpy as np", "def f(x, c):", "    t = np.sum(x, axis=0) * c", "    y = x - t", "    return y"]
    Path("f.py").write_text("\n".join(lines) + "\n")
    found = trace(*files, "[1.5 2; 4 8.5]", "2", session=octave)
    assert [span.line for span in found.faults.faults[0].interval] == [3, 4]
    (finding,) = found.findings
    assert (finding.certainty, str(finding.port), finding.interval) == ("proven", "f.py:3:5", ())
    assert finding.proof == (
        "of all changes tried in the lines of the fault, only some of line 3 make every case agree",
        "with / for * (line 3) the case agrees, and so do 6 moved inputs",
    )


def test_whole_numbers_are_shuffled_where_they_cannot_be_moved(files: tuple[Path, str], octave: Octave) -> None:
    files[0].write_text("function y = f(x, c)\ny = x - sum(x, 1) * c;\nend\n")
    lines = ["import numpy as np", "def f(x, c):", "    t = np.sum(x, axis=0) + c", "    y = x - t", "    return y"]
    Path("f.py").write_text("\n".join(lines) + "\n")
    (finding,) = trace(*files, "[1 2; 4 8]", "2", session=octave).findings
    assert (finding.certainty, str(finding.port)) == ("proven", "f.py:3:5")
    assert finding.proof[-1].endswith("(line 3) the case agrees, and so do 6 shuffled inputs")


def test_two_lines_that_a_change_may_mend_are_not_proven(files: tuple[Path, str], octave: Octave) -> None:
    files[0].write_text("function y = f(x)\ny = x - 2 * sum(x, 1);\nend\n")
    lines = ["import numpy as np", "def f(x):", "    t = np.sum(x, axis=0)", "    y = x - t", "    return y"]
    Path("f.py").write_text("\n".join(lines) + "\n")
    (finding,) = trace(*files, "[1.5 2; 4 8.5]", session=octave).findings
    assert finding.certainty == "probable"
    assert [place.line for place in finding.interval] == [3, 4]


def test_a_right_port_has_no_finding(files: tuple[Path, str], octave: Octave) -> None:
    Path("f.py").write_text(PORT.replace("np.std(x)", "np.std(x, ddof=1)"))
    found = trace(*files, "[1 2 4 8]", session=octave)
    assert (found.findings, found.differs) == ((), False)


def test_one_run_of_the_original_gives_its_outputs_and_the_recording(
    files: tuple[Path, str], octave: Octave, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def noted(how: str) -> Callable[..., Any]:
        run = getattr(octave, how)

        def run_and_noted(*args: Any, **options: Any) -> Any:
            ran.append(how)
            return run(*args, **options)

        return run_and_noted

    for how in ("run", "record"):
        monkeypatch.setattr(octave, how, noted(how))
    Path("f.py").write_text(PORT.replace("np.std(x)", "np.std(x, ddof=1)"))
    assert trace(*files, "[1 2 4 8]", session=octave).findings == ()
    assert ran == ["record"]


def test_a_file_of_another_folder_is_recorded_too(files: tuple[Path, str], octave: Octave) -> None:
    Path("lib").mkdir()
    Path("lib/spread.m").write_text("function s = spread(x)\nm = mean(x);\ns = sum((x - m).^2);\nend\n")
    files[0].write_text("function y = f(x)\ny = spread(x) + 1;\nend\n")
    Path("f.py").write_text(
        "def spread(x):\n    m = x.max()\n    return ((x - m) ** 2).sum()\ndef f(x):\n    return spread(x) + 1\n"
    )
    (finding,) = trace(files[0], "f.py:f", "[1 2 4 8]", path=["lib"], session=octave).findings
    assert (str(finding.original), str(finding.port)) == ("lib/spread.m:2:1", "f.py:2:5")


def test_an_original_that_fails_is_said(files: tuple[Path, str], octave: Octave) -> None:
    files[0].write_text("function y = f(x)\ny = undefined_there(x);\nend\n")
    with pytest.raises(MatdropError, match="undefined_there"):
        trace(*files, "1", session=octave)


def test_why_a_pair_is_not_traced_is_said(files: tuple[Path, str], octave: Octave) -> None:
    case = case_of_call(files[0], files[1], ("[1 2 4 8]",))
    (reference,) = octave.run([case])
    result = judge(case, reference, Path.cwd(), octave)
    files[0].write_text("function y = f(x)\nerror('no more');\nend\n")
    report = explain_report(Report((result,)), Path.cwd(), octave, traced=True)
    assert "no more" in str(report.traces["f"])


def test_a_search_that_was_cut_short_says_where_to_go_on(files: tuple[Path, str], octave: Octave) -> None:
    files[0].write_text("function y = f(x)\ny = x * 3 + 7;\nend\n")
    Path("f.py").write_text("def f(x):\n    y = (x - 2.5) ** 2\n    return y\n")
    case = case_of_call(files[0], files[1], ("[1 2 4 8]",))
    (reference,) = octave.run([case])
    result = judge(case, reference, Path.cwd(), octave)
    assert CUT in trace_results([result], Path.cwd(), octave, effort=Effort(0, 20.0)).remarks
    assert CUT not in trace_results([result], Path.cwd(), octave, effort=Effort(10_000, 20.0)).remarks
