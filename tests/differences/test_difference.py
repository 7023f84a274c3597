"""The table of differences: its rows, in every Octave that is there, and a row that is wrong."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from matdrop.cases.reference import Engine
from matdrop.differences.difference import VERSIONS, Difference, choose_differences, load_differences
from matdrop.differences.running import Outcome, run_differences
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from tests.conftest import AnotherOctave

ROWS = load_differences()


def wrong(outcomes: Sequence[Outcome]) -> dict[str, str]:
    return {outcome.row.id: outcome.wrong for outcome in outcomes if outcome.wrong}


def test_table_is_large_and_says_something() -> None:
    assert len(ROWS) >= 60
    assert sum(row.octaves_differ for row in ROWS) >= 20
    assert all(row.why.endswith(".") for row in ROWS)


def test_every_row_holds_in_this_octave(octave: Session) -> None:
    if octave.engine.major not in VERSIONS:
        pytest.skip(f"the table states no results for {octave.engine}")
    assert wrong(run_differences(ROWS, octave)) == {}


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_every_row_holds_in_another_octave(version: int, another_octave: AnotherOctave) -> None:
    assert wrong(run_differences(ROWS, another_octave(version))) == {}


def test_wrong_row_is_named(octave: Session) -> None:
    right = choose_differences("round-digits", ROWS)[0]
    planted = [
        msgspec.structs.replace(right, id="wrong-result", octave=("3.1",) * 3),
        msgspec.structs.replace(right, id="wrong-shim", shim="3.15"),
    ]
    found = wrong(run_differences(planted, octave))
    assert found["wrong-result"].endswith("Correct usage is:, and the row says 3.1")
    assert found["wrong-shim"].endswith("gives 3.14, and the row says 3.15")


def test_result_in_an_engine() -> None:
    (row,) = choose_differences("cov-two-vectors", ROWS)
    results = {
        version: row.result_in(Engine("GNU Octave", version)) for version in ("6.4.0", "7.3.0", "8.4.0", "10.1.0")
    }
    assert results["6.4.0"] == results["7.3.0"] == results["8.4.0"] == "1.5"
    assert results["10.1.0"] == row.matlab == row.result_in(Engine("MATLAB", "9.14"))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('[A]\ncode = "r = 1;"\noctave = ["1"]\nwhy = "x"', "an id is made of lower-case words"),
        ('[a]\ncode = "r = 1;"\noctave = ["1"]\nwhy = "x"', "all engines give the same"),
        ('[a]\ncode = "r = 1;"\noctave = ["1", "2"]\nwhy = "x"', "`octave` has 2 results"),
        ('[a]\ncode = "r = 1;"\noctave = ["1"]\nmatlab = "2"\nwhy = "x"', "`matlab` and `documented` belong together"),
        ('[a]\noctave = ["1"]\nwhy = "x"', "the key 'code' is missing"),
    ],
)
def test_wrong_row_is_refused(tmp_path: Path, row: str, said: str) -> None:
    (tmp_path / "rows.toml").write_text(row)
    with pytest.raises(MatdropError, match=said):
        load_differences(tmp_path)


def test_choosing() -> None:
    assert {row.topic for row in choose_differences("text", ROWS)} == {"text"}
    assert "cov-two-vectors" in {row.id for row in choose_differences("covariance matrix", ROWS)}
    with pytest.raises(MatdropError, match="no difference has"):
        choose_differences("fortran", ROWS)


def test_row_without_matlab_says_nothing_of_it() -> None:
    (row,) = choose_differences("mean-of-doubles", ROWS)
    outcome = Outcome(row, Engine("MATLAB", "9.14"), "0", "0")
    assert outcome.wrong == ""
    assert isinstance(row, Difference)
