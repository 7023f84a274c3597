"""NumPy's own table for MATLAB users: every cell is run, and the page says what holds."""

import dataclasses

import pytest

from matdrop import cli
from matdrop.engines.octave_session import Octave
from matdrop.pitfalls.execution import cases_of, outcome_of, run
from matdrop.pitfalls.numpy_table import load_numpy_table, wrong_of

ROWS = load_numpy_table()


def test_every_cell_holds_or_fails_as_stated_live(octave: Octave) -> None:
    outcomes = [outcome_of(row, reference) for row, reference in zip(ROWS, octave.run(cases_of(ROWS)), strict=True)]
    assert {outcome.pitfall.id: wrong_of(outcome) for outcome in outcomes if wrong_of(outcome)} == {}


def test_cells_that_fail_are_known() -> None:
    failing = {row.id.removeprefix("numpy-") for row in ROWS if row.fails}
    assert {"find", "svd", "rank", "fft", "random", "meshgrid-by-mgrid", "cholesky-product"} <= failing
    assert all(row.why.endswith(".") for row in ROWS if row.fails)


@pytest.mark.parametrize(
    ("id_", "change", "said"),
    [
        ("numpy-size", {"naive": "r = 3"}, "size: 1x2 in MATLAB, 1x1 in Python"),
        ("numpy-find", {"naive": "r = np.flatnonzero((t > 0.5).T) + 1"}, "the naive version is right"),
        ("numpy-find", {"right": "r = 1.0"}, "the right version is not: size: 6x1 in MATLAB, 1x1 in Python"),
        ("numpy-find", {"fails": "value"}, "the naive version fails by size, and the row says value"),
        ("numpy-size", {"matlab": "r = 1;"}, "have changed since it was recorded"),
    ],
)
def test_a_wrong_row_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], id_: str, change: dict[str, str], said: str
) -> None:
    (row,) = (row for row in ROWS if row.id == id_)
    wrong = dataclasses.replace(row, **change)  # type: ignore[arg-type]
    assert said in wrong_of(run([wrong], "saved").results[0])
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")
    monkeypatch.setattr("matdrop.pitfalls.numpy_table.load_numpy_table", lambda: (wrong,))
    assert cli.main(["pitfalls", "--numpy-table", "--check"]) == 1
    assert capsys.readouterr().out.startswith(f"{id_}: ")
    assert cli.main(["pitfalls", "--numpy-table"]) == 2
    assert f"the page was not printed: {id_} does not hold" in capsys.readouterr().err
