"""`matdrop pitfalls` in the terminal: topics, rows with all results, and the check."""

import dataclasses
import json
from pathlib import Path

import pytest

from matdrop import cli
from matdrop.pitfalls.catalogue import choose_pitfalls, load_pitfalls

Output = pytest.CaptureFixture[str]
ROWS = load_pitfalls()


@pytest.fixture
def no_octave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")


def test_topics(capsys: Output) -> None:
    assert cli.main(["pitfalls"]) == 0
    out = capsys.readouterr().out
    assert "statistics (" in out
    assert f"{len(ROWS)} pitfalls in {len({row.topic for row in ROWS})} topics" in out


def test_a_row_is_shown_with_all_results(capsys: Output) -> None:
    assert cli.main(["pitfalls", "std-ddof"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "MATLAB r = std([1 3 4 6]); r = 2.0817 given" in shown
    assert "naive r = np.std(x) r = 1.8028: value differs" in shown
    assert "right r = np.std(x, ddof=1) r = 2.0817 why" in shown


def test_words_that_no_row_has(capsys: Output) -> None:
    assert cli.main(["pitfalls", "xyzzy"]) == 2
    assert 'no pitfall has "xyzzy" in it; the topics are' in capsys.readouterr().err


@pytest.mark.usefixtures("no_octave")
def test_check_without_octave_says_so_and_runs_the_saved_rows(capsys: Output) -> None:
    assert cli.main(["pitfalls", "dropout", "--check"]) == 0
    count = len(choose_pitfalls("dropout", ROWS))
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("NOT RUN LIVE: OCTAVE_EXECUTABLE is /nonexistent")
    assert last == (
        f"{count} rows: {count} saved; {count} right versions equal to MATLAB, {count} naive versions failed as stated"
    )


@pytest.mark.parametrize("format_", ["concise", "github", "sarif"])
def test_likely_lines_in_other_formats(
    format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.py").write_text("import numpy as np\ns = np.std([1, 2])\n")
    assert cli.main(["pitfalls", "check", "f.py", "--format", format_]) == 1
    out = capsys.readouterr().out
    if format_ == "sarif":
        (result,) = json.loads(out)["runs"][0]["results"]
        assert (result["ruleId"], result["level"]) == ("std-ddof", "warning")
    else:
        start = {"concise": "f.py:2:1: warning[std-ddof] MATLAB", "github": "::warning file=f.py,line=2,col=1,"}
        assert out.startswith(start[format_])
        assert out.count("\n") == 1


def test_a_format_is_for_likely_lines_alone(capsys: Output) -> None:
    assert cli.main(["pitfalls", "std-ddof", "--format", "github"]) == 2
    assert "matdrop pitfalls check FILE" in capsys.readouterr().err


@pytest.mark.usefixtures("octave")
def test_check_runs_live_and_saved(capsys: Output) -> None:
    assert cli.main(["pitfalls", "dropout", "--check"]) == 0
    count = len(choose_pitfalls("dropout", ROWS))
    assert capsys.readouterr().out.startswith(f"{count} rows: {count} live in GNU Octave ")


@pytest.mark.usefixtures("no_octave")
@pytest.mark.parametrize(
    ("change", "said", "counts"),
    [
        ({"right": "r = 1.5"}, "std-ddof (saved): the right version is not: value differs", (0, 1)),
        ({"naive": "r = np.std(x, ddof=1)"}, "std-ddof (saved): the naive version is right", (1, 0)),
        (
            {"matlab": "r = std([1 2]);"},
            "std-ddof (saved): pitfalls/std_ddof: its arguments, seed or outputs have changed",
            (0, 0),
        ),
    ],
)
def test_check_fails_by_id(
    monkeypatch: pytest.MonkeyPatch, capsys: Output, change: dict[str, str], said: str, counts: tuple[int, int]
) -> None:
    (row,) = choose_pitfalls("std-ddof", ROWS)
    wrong = dataclasses.replace(row, **change)  # type: ignore[arg-type]
    monkeypatch.setattr("matdrop.pitfalls.catalogue.load_pitfalls", lambda: (wrong,))
    assert cli.main(["pitfalls", "--check"]) == 1
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first.startswith(said)
    assert last.endswith(f"{counts[0]} right versions equal to MATLAB, {counts[1]} naive versions failed as stated")
