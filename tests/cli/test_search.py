"""`matdrop search`: what it prints, writes and returns."""

import json
from pathlib import Path

import pytest

from matdrop.cases.table import load_table
from matdrop.cli import main
from matdrop.search import pair_search
from tests.search.examples import CUT

Output = pytest.CaptureFixture[str]

WRONG = "import numpy as np\n\n\ndef cut(x, t):\n    return np.where(x < t, 0, x)\n"
TABLE = """\
# my table
[cut]
port = "cut.py:cut"  # wrong where they meet
[[cut.case]]
name = "found_1"  # a name that is taken
args = ["[0.2 0.7 1.4 3.1]", "1.1"]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one pair, of which one case passes; a search of few inputs."""
    (tmp_path / "cut.m").write_text(CUT)
    (tmp_path / "cut.py").write_text(WRONG)
    (tmp_path / "parity.toml").write_text(TABLE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pair_search, "LIMIT", 20)
    return tmp_path


@pytest.mark.usefixtures("octave")
def test_what_is_found_is_shown_and_written_where_that_is_asked_for(folder: Path, capsys: Output) -> None:
    assert main(["search", "cut", "--seconds", "600", "--accept"]) == 1
    said = capsys.readouterr().out
    case = '[[cut.case]]\nname = "found_2"\nargs = ["[1 2]", "1"]\n'
    assert all(line in said for line in case.splitlines())
    assert "Fixtures of cut have to be recorded anew" in " ".join(said.split())
    written = (folder / "parity.toml").read_text()
    assert written.startswith(TABLE)
    assert case in written
    assert [case.name for case in load_table(folder / "parity.toml").cases][:2] == ["found_1", "found_2"]
    assert sorted(file.name for file in folder.glob("*")) == ["cut.m", "cut.py", "parity.toml"]
    assert main(["verify", "cut/found_2"]) == 1
    (folder / "cut.py").write_text(WRONG.replace("<", "<="))
    assert main(["verify", "cut/found_2"]) == 0


@pytest.mark.usefixtures("octave")
def test_what_is_found_as_data(capsys: Output) -> None:
    assert main(["search", "cut", "--seconds", "600", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == 2
    assert found["next"] == "matdrop search cut --accept"
    (pair,) = found["pairs"]
    assert pair["tried"] == 20
    first = pair["differences"][0]
    assert first["case"] == {"name": "found_2", "args": first["arguments"]}
    assert first["outputs"][0]["original"] == "1x2 double [0 2]"
    assert first["outputs"][0]["port"] == "1x2 double [1 2]"


@pytest.mark.usefixtures("octave")
def test_nothing_found(folder: Path, capsys: Output) -> None:
    (folder / "cut.py").write_text(WRONG.replace("<", "<="))
    before = (folder / "parity.toml").read_text()
    assert main(["search", "cut.m", "cut.py", "--args", "[0.2 0.7 1.4 3.1], 1.1", "--seconds", "600"]) == 0
    assert "cut: no difference was found on 20 inputs" in capsys.readouterr().out
    assert main(["search", "cut", "--accept"]) == 0
    assert (folder / "parity.toml").read_text() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cut.m", "cut.py", "--args", "1, 2", "--accept"], "no table to write to"),
        (["cut", "--own", "--accept"], "never into matdrop's own"),
        (["cat"], "cat is neither a pair nor a case"),
    ],
)
def test_what_cannot_be_carried_out(words: list[str], said: str, capsys: Output) -> None:
    assert main(["search", *words]) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_without_an_engine_it_is_said(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "no-such-octave")
    assert main(["search", "cut", "--json"]) == 2
    assert "no-such-octave" in json.loads(capsys.readouterr().out)["error"]["message"]


@pytest.mark.usefixtures("octave")
def test_a_case_that_differs_already_comes_first(folder: Path, capsys: Output) -> None:
    (folder / "cut.py").write_text(WRONG.replace("0, x", "1, x"))
    assert main(["search", "cut"]) == 2
    assert "cut/found_1 is no PASS but MISMATCH" in " ".join(capsys.readouterr().err.split())


@pytest.mark.usefixtures("octave")
def test_an_argument_that_octave_cannot_read_is_named(folder: Path, capsys: Output) -> None:
    assert main(["search", "cut.m", "cut.py", "--args", "1, 9 +"]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "9 +" in said
    assert "verify" not in said
