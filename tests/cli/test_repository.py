"""A repository as they are: packages, classes, private folders, helpers elsewhere, a start-up script; from init on."""

import contextlib
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from matdrop import cli
from matdrop.cases.table import load_table
from matdrop.engines.session import Session
from matdrop.fixtures.store import Fixtures

# Of each kind of original: its body, and the port's.
KINDS = {
    "plain": ("2 * x", "2 * x"),
    "package": ("kit.scaled(x, 3)", "3 * x"),
    "private": ("hidden(x) + 1", "x - 1"),
    "started": ("tool(x)", "x + 7"),
    "sibling": ("helper(x)", "5 * x"),
    "classy": ("Scale(4).apply(x)", "4 * x"),
}
FILES = {
    ".git/HEAD": "",
    "startup.m": "here = fileparts(mfilename('fullpath'));\naddpath(fullfile(here, 'tools'));\nerror('never run');\n",
    "tools/tool.m": "function y = tool(x)\ny = x + 7;\nend\n",
    "helpers/helper.m": "function y = helper(x)\ny = 5 * x;\nend\n",
    "src/private/hidden.m": "function y = hidden(x)\ny = x - 2;\nend\n",
    "+kit/scaled.m": "function y = scaled(x, factor)\ny = factor * x;\nend\n",
    "@Scale/Scale.m": """\
classdef Scale
    properties
        factor
    end
    methods
        function o = Scale(factor)
            o.factor = factor;
        end
    end
end
""",
    "@Scale/apply.m": "function y = apply(o, x)\ny = o.factor * x;\nend\n",
    "src/spread.m": "function varargout = spread(x)\nfor k = 1:nargout\n  varargout{k} = k * x .^ 2;\nend\nend\n",
}


@pytest.fixture(scope="module")
def initialized(tmp_path_factory: pytest.TempPathFactory, octave: Session) -> tuple[Path, str]:
    """The repository with the table that `matdrop init` proposes, and what init says: run once for all tests."""
    folder = tmp_path_factory.mktemp("initialized")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    ports = ["def spread(x):\n    return x**2, 2 * x**2, 3 * x**2\n"]
    for number in range(30):
        kind = list(KINDS)[number % len(KINDS)]
        name, (matlab, python) = f"{kind}_{number}", KINDS[kind]
        place = "+kit" if number == 1 else "src"  # one original is in the package itself
        (folder / place / f"{name}.m").write_text(f"function y = {name}(x)\ny = {matlab} + {number};\nend\n")
        ports.append(f"def {name}(x):\n    return {python} + {number}\n")
    (folder / "ports.py").write_text("\n".join(ports))
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()) as said:
        assert cli.main(["init", "src", "+kit", "ports.py", "--path", "helpers"]) == 0
    return folder, said.getvalue()


@pytest.fixture
def repository(initialized: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(initialized[0], tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_from_init_to_fixtures(
    initialized: tuple[Path, str], repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = initialized[1]
    assert "31 pairs in" in said
    assert "fails" not in said
    assert cli.main(["verify"]) == 0, capsys.readouterr().out
    assert cli.main(["fixtures", "record"]) == 0
    assert cli.main(["fixtures", "check"]) == 0
    assert cli.main(["verify", "--reference", "saved"]) == 0
    table = load_table(repository / "parity.toml")
    (spread,) = {case.pair for case in table.cases if case.pair.name == "spread"}
    assert len(spread.outputs) == 3

    # An edit of any helper, wherever it stands, makes the fixtures of those that call it stale.
    for helper, kind in {
        "helpers/helper.m": "sibling",
        "tools/tool.m": "started",
        "+kit/scaled.m": "package",
        "@Scale/apply.m": "classy",
        "src/private/hidden.m": "private",
    }.items():
        before = (repository / helper).read_text()
        (repository / helper).write_text(before + "% edited\n")
        problems = Fixtures(table.fixtures).check(table.cases)
        assert {problem.problem for problem in problems} == {"stale"}
        assert {str(problem).split("/")[0].split("_")[0] for problem in problems} == {kind}
        (repository / helper).write_text(before)


def test_recording_where_there_is_no_python(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fixtures", "record"]) == 0
    assert cli.main(["fixtures", "request", "taken"]) == 0
    (repository / "tools").rename(repository / "away")  # what is recorded needs nothing of the repository
    done = subprocess.run(
        ["octave-cli", "--norc", "--eval", "record_fixtures"], cwd=repository / "taken", capture_output=True, text=True
    )
    assert "failed:" not in done.stdout, done.stdout
    (repository / "away").rename(repository / "tools")
    capsys.readouterr()
    assert cli.main(["fixtures", "import", "taken/recorded.mat"]) == 0
    assert ", 0 changed" in capsys.readouterr().out
