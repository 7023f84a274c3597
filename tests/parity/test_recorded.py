"""Recording where there is no Python: the folder taken along, record_fixtures.m in Octave alone, and the import."""

import shutil
import subprocess
from pathlib import Path

import pytest

from matdrop import cli
from matdrop.errors import MatdropError
from matdrop.parity.case import OWN_TABLE, CaseTable, load_table
from matdrop.parity.octave import find_octave
from matdrop.parity.recorded import read_recorded, write_request
from matdrop.parity.saved import Fixtures
from matdrop.parity.session import Session
from matdrop.parity.verify import verify
from matdrop.pitfalls.recorded import with_pitfalls
from tests.conftest import Project

FILES = {
    "cases.toml": """\
[first]
original = "one/first.m"
port = "ports.py:first"
[[first.case]]
name = "table"
args = ["2"]
[[first.case]]
name = "random"
seed = 5
args = ["rand"]
[second]
original = "two/second.m"
port = "ports.py:second"
[[second.case]]
name = "fails"
args = ["-1"]
expected = "BOTH FAILED"
why = "negative numbers are refused"
""",
    "one/first.m": "function y = first(x)\ntable = load('table.txt');\ny = helper(x) * table;\nend\n",
    "one/helper.m": "function y = helper(x)\ny = x + 1;\nend\n",
    "one/table.txt": "1 2\n3 4\n",
    "two/second.m": "function y = second(x)\nif x < 0\n    error('second:negative', 'no %d', x);\nend\ny = x;\nend\n",
    "ports.py": """\
import numpy as np


def first(x):
    return (x + 1) * np.array([[1, 2], [3, 4]])


def second(x):
    raise ValueError
""",
}


def recorded(table: CaseTable, folder: Path) -> Path:
    """Take the folder to a machine that has Octave alone."""
    write_request(table, folder)
    elsewhere = folder.parent / "elsewhere"
    shutil.move(folder, elsewhere)
    command = [str(find_octave().path), "-q", "--eval", "record_fixtures"]
    done = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, timeout=120, check=False)
    assert (elsewhere / "recorded.mat").is_file(), done
    folder.parent.joinpath("said.txt").write_text(done.stdout)
    return elsewhere / "recorded.mat"


@pytest.mark.usefixtures("octave")
def test_own_fixtures_are_recorded_without_python_bit_for_bit(tmp_path: Path) -> None:
    table = with_pitfalls(load_table(OWN_TABLE))
    references, engine = read_recorded(recorded(table, tmp_path / "taken"), table)
    if str(engine) != "GNU Octave 7.3.0":
        pytest.skip(f"the fixtures were recorded in GNU Octave 7.3.0, this is {engine}")
    plan = Fixtures(table.fixtures).plan(references, table.cases)
    assert {recording.change for recording in plan} == {"same"}
    assert len(plan) == len(table.cases)


@pytest.mark.usefixtures("octave")
def test_data_neighbours_streams_and_failures_come_along(project: Project, tmp_path: Path, octave: Session) -> None:
    table = project(FILES)
    references, _ = read_recorded(recorded(table, tmp_path / "taken"), table)
    assert "failed: second/fails: no -1" in (tmp_path / "said.txt").read_text()
    Fixtures(table.fixtures).record(references, table.cases)
    plan = Fixtures(table.fixtures).plan(list(zip(table.cases, octave.run(table.cases), strict=True)), table.cases)
    assert [recording.change for recording in plan] == ["same"] * 3
    error = Fixtures(table.fixtures).read(table.cases[2]).error
    assert error is not None
    assert (error.identifier, error.file, error.line) == ("second:negative", str(tmp_path / "two/second.m"), 3)
    assert [result.verdict for result in verify(table, reference="saved").results][2] == "BOTH FAILED"
    assert verify(table, reference="saved").as_expected


@pytest.mark.usefixtures("octave")
def test_data_above_the_original_comes_along(project: Project, tmp_path: Path) -> None:
    above = {**FILES, "one/first.m": FILES["one/first.m"].replace("table.txt", "../data/table.txt")}
    table = project({**above, "data/table.txt": above.pop("one/table.txt")})
    (tmp_path / "one/table.txt").unlink(missing_ok=True)
    references, _ = read_recorded(recorded(table, tmp_path / "taken"), table)
    assert references[0][1].outputs["y"].tolist() == [[3, 6], [9, 12]]
    (tmp_path / "data/table.txt").write_text("1 2\n3 5\n")
    with pytest.raises(MatdropError, match=r"first/table was recorded from another \.\./data/table\.txt"):
        read_recorded(tmp_path / "elsewhere/recorded.mat", table)


@pytest.mark.usefixtures("octave")
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("one/helper.m", "function y = helper(x)\ny = x + 2;\nend\n", "first/table was recorded from another helper.m"),
        ("one/table.txt", "1 2\n3 5\n", "first/table was recorded from another table.txt"),
        ("cases.toml", FILES["cases.toml"].replace('"2"', '"3"'), "first/table was recorded with other arguments"),
        ("cases.toml", FILES["cases.toml"].replace("random", "chance"), "has a case first/random, which"),
    ],
)
def test_what_has_changed_meanwhile_is_named(
    project: Project, tmp_path: Path, name: str, content: str, said: str
) -> None:
    file = recorded(project(FILES), tmp_path / "taken")
    with pytest.raises(MatdropError, match=said):
        read_recorded(file, project({**FILES, name: content}))


@pytest.mark.parametrize(
    "content", [b"", b"no .mat file", (OWN_TABLE.parents[1] / "fixtures/dropout_demo.mat").read_bytes()]
)
def test_other_files_are_refused(project: Project, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "recorded.mat").write_bytes(content)
    with pytest.raises(MatdropError, match=r"is not a recorded\.mat"):
        read_recorded(tmp_path / "recorded.mat", project(FILES))
    with pytest.raises(MatdropError, match="cannot be read: No such file"):
        read_recorded(tmp_path / "nowhere.mat", project(FILES))


def test_a_folder_with_something_in_it_is_left_alone(project: Project, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/mine.txt").write_text("mine")
    with pytest.raises(MatdropError, match="is there already and not empty"):
        write_request(project(FILES), tmp_path / "taken")
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["mine.txt"]


@pytest.mark.usefixtures("octave")
def test_record_fixtures_without_a_request_says_what_to_do() -> None:
    command = [str(find_octave().path), "-q", "--eval", "record_fixtures"]
    done = subprocess.run(command, cwd=OWN_TABLE.parent, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "make a folder to record in with" in done.stderr


@pytest.mark.usefixtures("octave")
def test_command_line(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project({**FILES, "parity.toml": FILES["cases.toml"]})
    monkeypatch.chdir(tmp_path)
    assert cli.main(["fixtures", "request", "taken"]) == 0
    assert "3 cases in taken; next: take the folder to the machine" in capsys.readouterr().out
    command = [str(find_octave().path), "-q", "--eval", "record_fixtures"]
    subprocess.run(command, cwd=tmp_path / "taken", capture_output=True, timeout=120, check=False)
    assert cli.main(["fixtures", "import", "taken/recorded.mat", "--dry-run"]) == 0
    assert not (tmp_path / "fixtures").exists()
    assert cli.main(["fixtures", "import", "taken/recorded.mat"]) == 0
    assert "3 cases, recorded in GNU Octave" in capsys.readouterr().out
    assert cli.main(["verify", "--reference", "saved"]) == 0
