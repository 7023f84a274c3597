"""Every row is run, live and saved; a row that does not tell the truth fails by its id."""

import dataclasses
from typing import Any

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.pitfalls.catalogue import Pitfall, choose_pitfalls, load_pitfalls
from matdrop.pitfalls.execution import Outcome, cases_of, outcome_of, run

ROWS = load_pitfalls()
TRUE = Pitfall("std", "t", "r = std([1 3]);", "r = np.std([1.0, 3.0])", "r = np.sqrt(2.0)", "value", "n-1")


def live(octave: Octave, row: Pitfall) -> Outcome:
    return outcome_of(row, octave.run(cases_of([row]))[0])


def test_every_row_holds_live(octave: Octave) -> None:
    outcomes = [outcome_of(row, reference) for row, reference in zip(ROWS, octave.run(cases_of(ROWS)), strict=True)]
    assert {outcome.pitfall.id: outcome.wrong for outcome in outcomes if outcome.wrong} == {}
    assert all(outcome.source == "live" and outcome.failure for outcome in outcomes)


def test_every_row_holds_by_its_fixture() -> None:
    outcomes = run(ROWS, "saved").results
    assert {outcome.pitfall.id: outcome.wrong for outcome in outcomes if outcome.wrong} == {}
    assert len(outcomes) == len(ROWS)


def test_a_true_row_holds(octave: Octave) -> None:
    assert live(octave, TRUE).wrong == ""
    assert live(octave, TRUE).failure == "value differs: 1.4142135623730951 in MATLAB, 1.0 in Python"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"right": "r = 1.5"}, "the right version is not: value differs: 1.414"),
        ({"right": "r = np.float32(np.sqrt(2.0))"}, "the right version is not: class: double in MATLAB, single"),
        ({"right": "r = np.array([np.sqrt(2.0)] * 2)"}, "the right version is not: size: 1x1 in MATLAB, 1-D with 2"),
        ({"right": "r = undefined"}, "the right version raises NameError: name 'undefined' is not defined"),
        ({"right": "r = np.sqrt(np.float64(-2.0))"}, "the right version raises RuntimeWarning: invalid value"),
        ({"right": "q = 1"}, "the right version raises KeyError: 'r'"),
        ({"naive": "r = np.std([1.0, 3.0], ddof=1)"}, "the naive version is right"),
        ({"naive": "r = np.ones(2)"}, "the naive version fails by size, and the row says value: size: 1x1"),
        ({"naive": "r = 1 / 0"}, "the naive version fails by ZeroDivisionError, and the row says value"),
        ({"matlab": "r = std([1 3], ;"}, "the snippet fails in GNU Octave"),
        ({"matlab": "r = no_such_function(1);"}, "'no_such_function' undefined"),
        ({"matlab": "q = 1;"}, "the snippet fails in GNU Octave"),
    ],
)
def test_a_wrong_row_of_each_kind_is_found(octave: Octave, change: dict[str, Any], said: str) -> None:
    assert said in live(octave, dataclasses.replace(TRUE, **change)).wrong


def test_a_wrong_row_does_not_hide_the_rows_after_it(octave: Octave) -> None:
    rows = [dataclasses.replace(TRUE, matlab="error('no');"), TRUE]
    first, second = (outcome_of(row, r) for row, r in zip(rows, octave.run(cases_of(rows)), strict=True))
    assert (first.wrong != "", second.wrong) == (True, "")


def test_a_snippet_that_was_changed_is_stale_and_an_unknown_row_has_no_fixture() -> None:
    (row,) = choose_pitfalls("std-ddof", ROWS)
    changed = dataclasses.replace(row, matlab=row.matlab + " ")
    unknown = dataclasses.replace(row, id="new-row")
    first, second = run([changed, unknown], "saved").results
    assert "have changed since it was recorded" in first.wrong
    assert "pitfalls/new_row has no fixture" in second.wrong
