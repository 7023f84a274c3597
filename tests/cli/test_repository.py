"""A repository as they are: packages, classes, private folders, helpers elsewhere, a start-up script; from init on."""

import subprocess
from pathlib import Path

import pytest

from matdrop import cli
from matdrop.cases.table import load_table
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


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    ports = ["def spread(x):\n    return x**2, 2 * x**2, 3 * x**2\n"]
    for number in range(30):
        kind = list(KINDS)[number % len(KINDS)]
        name, (matlab, python) = f"{kind}_{number}", KINDS[kind]
        folder = "+kit" if number == 1 else "src"  # one original is in the package itself
        (tmp_path / folder / f"{name}.m").write_text(f"function y = {name}(x)\ny = {matlab} + {number};\nend\n")
        ports.append(f"def {name}(x):\n    return {python} + {number}\n")
    (tmp_path / "ports.py").write_text("\n".join(ports))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("octave")
def test_from_init_to_fixtures(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["init", "src", "+kit", "ports.py", "--path", "helpers"]) == 0
    said = capsys.readouterr().out
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


@pytest.mark.usefixtures("octave")
def test_recording_where_there_is_no_python(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["init", "src", "+kit", "ports.py", "--path", "helpers"])
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
