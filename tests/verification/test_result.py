"""A result and a report as truth values: a MISMATCH is not true."""

from dataclasses import replace

import pytest

from matdrop.cases.case import Verdict
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.explain.explanation import ExplainedReport, ExplainedResult
from matdrop.verification.result import Result
from matdrop.verification.run import Report

CASE = load_table(OWN_TABLE).select(["inverted_dropout/article"])[0]


@pytest.mark.parametrize("kind", [Result, ExplainedResult])
@pytest.mark.parametrize(
    ("verdict", "truth"), [("PASS", True), ("MISMATCH", False), ("PORT FAILED", False), ("UNVERIFIED", False)]
)
def test_a_result_is_true_if_it_is_a_pass(kind: type[Result], verdict: Verdict, truth: bool) -> None:
    assert bool(kind(CASE, "saved", verdict)) is truth


def test_a_pass_counts_even_if_a_mismatch_was_expected() -> None:
    assert not Result(replace(CASE, expected="MISMATCH", why="..."), "saved", "MISMATCH")


@pytest.mark.parametrize("kind", [Report, ExplainedReport])
def test_a_report_is_true_if_all_is_as_expected(kind: type[Report]) -> None:
    right, wrong = Result(CASE, "saved", "PASS"), Result(CASE, "saved", "MISMATCH")
    expected = Result(replace(CASE, expected="MISMATCH", why="..."), "saved", "MISMATCH")
    assert kind((right, expected))
    assert not kind((right, wrong))
    assert not kind(())  # nothing was verified
