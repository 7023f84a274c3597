"""Findings: their JSON has the documented keys, and only what was run is proven."""

from dataclasses import replace
from pathlib import Path

from matdrop.cases.case import Case
from matdrop.cases.pair import Pair
from matdrop.explain.explanation import ExplainedReport, explain_result, merged
from matdrop.explain.finding import Finding, Fix, Place
from matdrop.verification.result import Result

SUSPICION = Finding("ddof", "suspected", "0.816 times", "spread", ("one",), ("s",), fix=Fix("use ddof=1"))
PROOF = replace(SUSPICION, certainty="proven", port=Place("spread.py", 3), proof=("agrees",), fix=Fix("ddof=1", 1, 1))
KEYS = {
    *("kind", "certainty", "proven", "summary", "port", "original", "variable", "values", "proof", "fix", "pair"),
    *("cases", "outputs", "pitfalls", "figures", "interval", "label"),
}


def test_json_has_the_documented_keys() -> None:
    told = PROOF.to_json()
    assert told.keys() == KEYS
    assert told["port"] == {"file": "spread.py", "line": 3, "column": None, "end_line": 3}
    fix = {"text": "ddof=1", "diff": "", "agrees": 1, "of": 1, "alternatives": [], "moved": 0, "telling": ""}
    assert told["fix"] == fix
    assert (told["proven"], SUSPICION.to_json()["proven"]) == (True, False)


def test_one_suspicion_in_two_cases_is_one_finding() -> None:
    (finding,) = merged([SUSPICION, replace(SUSPICION, cases=("two",))])
    assert (finding.cases, finding.outputs) == (("one", "two"), ("s",))


def test_each_case_keeps_its_own_figures() -> None:
    (finding,) = merged([SUSPICION, replace(SUSPICION, cases=("two",), summary="0.707 times")])
    assert (finding.summary_of("one"), finding.summary_of("two")) == ("0.816 times", "0.707 times")
    assert finding.to_json()["figures"] == {"two": "0.707 times"}


def test_other_kinds_other_outputs_and_other_pairs_stay_apart() -> None:
    assert len(merged([SUSPICION, replace(SUSPICION, kind="rounding")])) == 2
    assert len(merged([SUSPICION, replace(SUSPICION, outputs=("t",))])) == 2
    assert len(merged([SUSPICION, replace(SUSPICION, pair="other")])) == 2


def test_findings_are_those_of_the_case_and_only_of_a_mismatch() -> None:
    case = Case(Pair("spread", Path("spread.m"), "spread.py", ("s",)), "one")
    wrong = Result(case, "live", "MISMATCH")
    report = ExplainedReport((wrong,), findings=(SUSPICION, replace(SUSPICION, cases=("two",))))
    assert report.findings_of(wrong) == (SUSPICION,)
    assert report.findings_of(replace(wrong, verdict="PORT FAILED")) == (SUSPICION,)
    assert report.findings_of(replace(wrong, verdict="STALE")) == ()


def test_what_is_no_mismatch_is_not_explained(tmp_path: Path) -> None:
    case = Case(Pair("spread", tmp_path / "spread.m", "spread.py", ("s",)), "one")
    assert explain_result(Result(case, "saved", "STALE"), tmp_path).findings == ()
