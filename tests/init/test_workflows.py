"""Workflow files: GitHub's schema, matdrop's own commands in them, and the way by MATLAB with a stand-in."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from matdrop.cases.table import load_table
from matdrop.cli import build_parser, main
from matdrop.engines.programs import find_octave
from matdrop.engines.session import Session
from matdrop.init.workflows import FOLDER, Workflows

ROOT = Path(__file__).parents[2]
TABLE = '[f]\nport = "f.py:f"\n[[f.case]]\nname = "one"\nargs = ["magic(3)"]\n'
ORIGINAL = "function y = f(x)\ny = 2 * x;\nend\n"
PORT = "def f(x):\n    return 2 * x\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {"parity.toml": TABLE, "f.m": ORIGINAL, "f.py": PORT}.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def schema_problems(files: Sequence[Path]) -> str:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def commands(text: str) -> list[list[str]]:
    """Return the words of matdrop's commands in a workflow."""
    (job,) = yaml.safe_load(text)["jobs"].values()
    lines = [line for step in job["steps"] for line in step.get("run", "").splitlines()]
    return [line.split()[1:] for line in lines if line.startswith("matdrop ")]


def test_files_pass_the_schema_of_github(project: Path) -> None:
    """The plain ones, those with every option, and the project's own; a planted defect is found."""
    assert main(["ci", "init"]) == 0
    table = load_table(project / "parity.toml")
    (project / "test_parity.py").write_text("")
    (project / "requirements.txt").write_text("scipy\n")
    full = Workflows(table, ["R2023b"], ["Signal_Processing_Toolbox", "Optimization_Toolbox"], pull_request=True)
    files = list((project / FOLDER).iterdir())
    for name, text in full.files.items():
        files.append(project / f"full-{name}")
        files[-1].write_text(text)
    assert schema_problems([*files, *sorted((ROOT / FOLDER).iterdir())]) == ""
    files[0].write_text(files[0].read_text().replace("runs-on:", "runs:"))
    assert "runs-on" in schema_problems(files[:1])


def test_commands_are_matdrops(project: Path) -> None:
    for text in Workflows(load_table(project / "parity.toml")).files.values():
        found = commands(text)
        assert len(found) >= 2
        for words in found:
            build_parser().parse_args(words)


def test_what_the_project_needs_is_installed(project: Path) -> None:
    table = load_table(project / "parity.toml")
    assert "pip install matdrop pytest\n" in Workflows(table).files["matdrop-octave.yml"]
    assert "pytest --matlab" not in Workflows(table).files["matdrop-octave.yml"]
    (project / "requirements.txt").write_text("scipy\n")
    (project / "pyproject.toml").write_text('[project]\nname = "ports"\n')
    (project / "tests").mkdir()
    (project / "tests/test_f.py").write_text("")
    octave = Workflows(table).files["matdrop-octave.yml"]
    assert "pip install matdrop pytest --requirement requirements.txt --editable .\n" in octave
    assert "python -m pytest --matlab=live" in octave


def test_nothing_is_overwritten(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / FOLDER).mkdir(parents=True)
    own = project / FOLDER / "matdrop-matlab.yml"
    own.write_text("name: mine\n")
    assert main(["ci", "init"]) == 2
    assert "matdrop-matlab.yml exists; --force overwrites it" in " ".join(capsys.readouterr().err.split())
    assert [file.name for file in (project / FOLDER).iterdir()] == ["matdrop-matlab.yml"]
    assert own.read_text() == "name: mine\n"
    assert main(["ci", "init", "--force", "--release", "R2022b"]) == 0
    assert "release: [R2022b]" in own.read_text()


def test_release_before_the_first_is_refused(project: Path) -> None:
    with pytest.raises(SystemExit):
        main(["ci", "init", "--release", "R2020b"])


def test_whole_way_by_a_stand_in_for_matlab(project: Path, octave: Session, capsys: pytest.CaptureFixture[str]) -> None:
    """Request, the action's command as `matlab -batch` gets it, import, verify: as the workflow's steps do."""
    workflow = Workflows(load_table(project / "parity.toml")).files["matdrop-matlab.yml"]
    request, record, verify = commands(workflow)
    assert main(request) == 0
    (action,) = [step for step in yaml.safe_load(workflow)["jobs"]["matlab"]["steps"] if "run-command" in str(step)]
    program = [str(find_octave().path), "--norc", "-q", "--eval", action["with"]["command"]]
    subprocess.run(program, cwd=project, check=True, capture_output=True)
    assert main(record) == 0
    assert main(verify) == 0
    assert "1 case: 1 saved; 0 stale" in capsys.readouterr().out
