"""Problems and the formats that list them: each fault once, at its place."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as SarifLog

from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.explain.explanation import ExplainedReport, explain_report
from matdrop.explain.finding import Finding, Fix, Place
from matdrop.repair.changes import Change
from matdrop.repair.patch import Patch, read_source_file
from matdrop.reports.concise import concise
from matdrop.reports.data import to_json
from matdrop.reports.github import github_annotations
from matdrop.reports.junit import junit
from matdrop.reports.problems import Problem, problems
from matdrop.reports.sarif import sarif
from matdrop.verification.run import verify

TABLE = load_table(OWN_TABLE)
WRONG = "def inverted_dropout_predict(X):\n    factor = 3\n    return X * factor\n"


@pytest.fixture
def report(tmp_path: Path) -> ExplainedReport:
    """Return the report of a port that multiplies by 3: two of its cases, one of another pair that agrees."""
    (tmp_path / "predict.py").write_text(WRONG)
    names = ["inverted_dropout_predict/article", "inverted_dropout_predict/random_002"]
    wrong = [
        replace(case, pair=replace(case.pair, port=f"{tmp_path / 'predict.py'}:inverted_dropout_predict"))
        for case in TABLE.select(names)
    ]
    cases = [*wrong, *TABLE.select(["dropout_demo/seed_42"])]
    return explain_report(verify(TABLE, cases, "saved"), TABLE.path.parent)


def located(report: ExplainedReport, file: Path, certainty: str = "proven", **more: object) -> ExplainedReport:
    """Return a report with one finding more, which names a line."""
    names = tuple(result.case.name for result in report.results if not result.as_expected)
    source = read_source_file(file)
    patch = Patch(
        source, (Change(source.text.index("3"), source.text.index("3") + 1, "1", 2, "constant", "with 1 for 3"),)
    )
    finding = Finding(
        "scale", certainty, "factor is 3,\nMATLAB has 1", "inverted_dropout_predict", names, ("X",),  # type: ignore[arg-type]
        Place("predict.py", 2, 5), Place("inverted_dropout_predict.m", 4), "factor", proof=("it was run",),
        fix=Fix("with 1 for 3", 2, 2, patch.diff("predict.py"), patch=patch), **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return replace(report, findings=(finding, *report.findings))


def test_a_suspicion_stands_at_the_function(report: ExplainedReport, tmp_path: Path) -> None:
    (problem,) = problems(report, tmp_path)
    assert (problem.kind, problem.verdicts, len(problem.cases)) == ("scale", ("MISMATCH",), 2)
    assert problem.place == Place(str(tmp_path / "predict.py"), 1)
    assert concise([problem], tmp_path).startswith("predict.py:1:1: error[scale] inverted_dropout_predict: suspected: ")


def test_a_fault_that_is_located_comes_once_with_what_is_suspected_beside(
    report: ExplainedReport, tmp_path: Path
) -> None:
    (problem,) = problems(located(report, tmp_path / "predict.py"), tmp_path)
    assert problem.place == Place(str(tmp_path / "predict.py"), 2, 5)
    assert [note.certainty for note in problem.notes] == ["suspected"]
    assert concise([problem], tmp_path) == (
        "predict.py:2:5: error[scale] inverted_dropout_predict: factor is 3, MATLAB has 1; fix: factor = 1 "
        f"(2 cases: {', '.join(problem.cases)})\n"
    )


def test_unknown_never_stands_beside_what_is_known(report: ExplainedReport, tmp_path: Path) -> None:
    findings = tuple(replace(finding, kind="unknown") for finding in report.findings)
    (problem,) = problems(located(replace(report, findings=findings), tmp_path / "predict.py"), tmp_path)
    assert (problem.kind, problem.notes) == ("scale", ())


@pytest.mark.parametrize("order", [lambda found: found, lambda found: found[::-1]], ids=["first", "last"])
def test_unknown_gives_way_to_what_is_suspected(
    report: ExplainedReport, tmp_path: Path, order: Callable[[tuple[Finding, ...]], tuple[Finding, ...]]
) -> None:
    unknown = tuple(replace(finding, kind="unknown") for finding in report.findings)
    (problem,) = problems(replace(report, findings=order((*unknown, *report.findings))), tmp_path)
    assert (problem.kind, problem.notes) == ("scale", ())


def test_a_verdict_without_a_finding_is_a_problem_too(tmp_path: Path) -> None:
    (case,) = TABLE.select(["inverted_dropout_predict/article"])
    (tmp_path / "predict.py").write_text(
        "import numpy\n\n\ndef inverted_dropout_predict(X):\n    raise ValueError('no')\n"
    )
    case = replace(case, pair=replace(case.pair, port=f"{tmp_path / 'predict.py'}"))
    report = explain_report(verify(TABLE, [case], "saved"), TABLE.path.parent)
    (problem,) = problems(report, tmp_path)
    assert (problem.kind, problem.place) == ("port-failed", Place(str(tmp_path / "predict.py"), 4))
    assert "ValueError: no" in problem.message


def test_a_right_port_has_no_problem(tmp_path: Path) -> None:
    report = explain_report(verify(TABLE, TABLE.select(["dropout_demo"]), "saved"), TABLE.path.parent)
    assert problems(report, tmp_path) == ()
    assert concise((), tmp_path) == github_annotations((), tmp_path) == ""


def test_an_annotation_names_file_line_and_column(report: ExplainedReport, tmp_path: Path) -> None:
    text = github_annotations(problems(located(report, tmp_path / "predict.py"), tmp_path), tmp_path)
    assert text.startswith(
        "::error file=predict.py,line=2,col=5,title=inverted_dropout_predict%3A scale::inverted_dropout_predict: factor"
    )
    assert text.count("\n") == 1


def test_an_annotation_escapes_what_is_not_text(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "a,b.py"), 1)
    problem = Problem("scale", "100 %\nof all", "f", ("one",), ("MISMATCH",), place)
    text = github_annotations([problem], tmp_path)
    assert "file=a%2Cb.py," in text
    assert "100 %25 of all" in text


def test_sarif_is_what_its_schema_asks_for(report: ExplainedReport, tmp_path: Path) -> None:
    """The model is generated from the schema of SARIF 2.1.0 and refuses what the schema does not have."""
    log = sarif(problems(located(report, tmp_path / "predict.py"), tmp_path), tmp_path)
    parsed = SarifLog.model_validate_json(json.dumps(log))
    assert parsed.runs[0].tool.driver.name == "matdrop"
    (result,) = log["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "predict.py", "uriBaseId": "PROJECT"},
        "region": {"startLine": 2, "startColumn": 5},
    }
    (change,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    assert change["deletedRegion"] == {"startLine": 2, "startColumn": 14, "endLine": 2, "endColumn": 15}
    assert change["insertedContent"] == {"text": "1"}
    SarifLog.model_validate_json(json.dumps(sarif((), tmp_path)))


def test_sarif_has_no_fix_of_a_text_that_is_not_the_file(report: ExplainedReport, tmp_path: Path) -> None:
    found = problems(located(report, tmp_path / "predict.py"), tmp_path)
    (tmp_path / "predict.py").write_text(f"# mended\n{WRONG}")
    assert "fixes" not in sarif(found, tmp_path)["runs"][0]["results"][0]


def test_a_sarif_log_that_is_wrong_is_refused(tmp_path: Path) -> None:
    log = sarif((), tmp_path)
    log["runs"][0]["tool"]["driver"]["colour"] = "red"
    with pytest.raises(ValueError, match="colour"):
        SarifLog.model_validate_json(json.dumps(log))


def test_junit_has_a_test_for_each_case(report: ExplainedReport, tmp_path: Path) -> None:
    found = problems(located(report, tmp_path / "predict.py"), tmp_path)
    root = ElementTree.fromstring(junit(report, found, tmp_path))
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root] == [
        ("inverted_dropout_predict", "2", "2"),
        ("dropout_demo", "1", "0"),
    ]
    failures = root.findall(".//failure")
    assert [failure.get("type") for failure in failures] == ["scale", "scale"]
    assert "+    factor = 1" in (failures[0].text or "")


def test_junit_holds_what_a_program_prints(tmp_path: Path, report: ExplainedReport) -> None:
    (problem,) = problems(report, tmp_path)
    text = junit(report, [replace(problem, message="\x1b[31mred <&>\x00")], tmp_path)
    assert "red <&>" in (ElementTree.fromstring(text).findall(".//failure")[0].get("message") or "")


def test_json_is_small_unless_values_are_asked_for(report: ExplainedReport, tmp_path: Path) -> None:
    told = to_json(located(report, tmp_path / "predict.py"), tmp_path, values=False)
    (place, original) = told["findings"][0]["port"], told["findings"][0]["original"]
    assert (place["file"], place["path"]) == ("predict.py", str(tmp_path / "predict.py"))
    assert original["path"] == str(OWN_TABLE.parent / "inverted_dropout_predict.m")
    small, large = (
        to_json(report, tmp_path, values)["cases"][0]["outputs"][0]["differences"] for values in (False, True)
    )
    assert "map" not in small[0]
    assert "map" in large[0]
    assert small[0]["worst"] == large[0]["worst"]
