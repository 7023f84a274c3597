"""The order of causes, what goes together, and how they are told."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from matdrop.cases.case import Case
from matdrop.cases.pair import Pair
from matdrop.explain.explanation import ExplainedReport
from matdrop.explain.finding import Finding, Fix
from matdrop.reports import to_json
from matdrop.reports.problem_lines import problem_lines
from matdrop.reports.problems import problems
from matdrop.verification.result import Result
from tests.habits.diagnosing import M34, M44, RANDOM, X, causes, causes_of_call, kinds


def test_what_is_proven_of_one_output_goes_before_what_is_weak_of_another() -> None:
    found = causes_of_call({"J": 4.795, "grad": M34}, {"J": 4.858, "grad": -M34})
    assert [(cause.kind, cause.output) for cause in found] == [("sign", "grad"), ("unknown", "J")]


def test_the_cause_that_explains_more_outputs_goes_first() -> None:
    rows = {"T1": M44, "T2": M34}
    found = causes_of_call(rows, {"T1": M44.T, "T2": M34.ravel(order="F").reshape(3, 4)})
    assert [(cause.kind, cause.output) for cause in found] == [
        ("memory-order", "T1"),
        ("transpose", "T1"),
        ("memory-order", "T2"),
    ]


def test_numpys_own_ways_are_no_cause_where_they_are_let_pass() -> None:
    expected = {"k": [[3], [1], [2]], "name": "a"}
    obtained = {"k": np.array([3, 1, 2]), "name": "b"}
    assert set(kinds(causes(expected, obtained))) == {"class", "orientation", "unknown"}
    assert kinds(causes(expected, obtained, strict=False)) == ["unknown"]


def test_leaves_of_one_kind_are_told_once() -> None:
    found = causes([M34, [M34, M34]], [-M34, [-M34, M34.copy()]])
    assert kinds(found) == ["sign"]
    assert found[0].detail.startswith("{1}: ") and "1 more" in found[0].detail


def test_two_causes_together() -> None:
    sigma = X.std(0, ddof=1, keepdims=True).T
    assert kinds(causes(sigma, X.std(0), X)) == ["ddof", "orientation"]
    assert kinds(causes([[2], [5]], np.array([1, 4]), X)) == ["index-base", "orientation", "class"]
    indices = RANDOM.randint(1, 30, (3, 5)).astype(float)
    assert set(kinds(causes(indices, indices.T - 1, X))) == {"index-base", "transpose"}
    assert set(kinds(causes(M44, 2 * M44.T))) == {"scale", "transpose"}


def test_row_order_and_transpose_are_alternatives_for_a_square_matrix() -> None:
    assert kinds(causes(M44, M44.T)) == ["transpose", "memory-order"]


def test_reports_show_the_fix() -> None:
    case = Case(Pair("f", Path("f.m"), "f.py:f", ("r",)), "one")
    (cause,) = causes(M34, -M34)
    finding = Finding(cause.kind, "suspected", cause.detail, "f", ("one",), ("r",), fix=Fix(cause.fix))
    result = Result(case, "live", "MISMATCH")
    (problem,) = problems(ExplainedReport((result,), findings=(finding,)), Path())
    title, told, fix = (line.plain for line in problem_lines(problem, Path()))
    assert title == "error[sign] f/one: MISMATCH (suspected)"
    assert told == f"  {cause.detail}" and fix.startswith("  suspected fix, not run: negate")
    (told,) = to_json(ExplainedReport((result,), findings=(finding,)))["findings"]
    assert told["kind"] == "sign" and told["fix"]["text"].startswith("negate")
