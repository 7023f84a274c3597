"""What a newcomer types: no table, an empty one, options with a minus, a closed pipe, Ctrl-C, JSON for what fails."""

import importlib.metadata
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import scipy.io

from matdrop import cli
from matdrop.cases.case import Case
from matdrop.cli.common import progress_bar
from matdrop.engines.octave_session import Octave
from matdrop.engines.session import Session

Output = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[2]
TABLELESS = [
    ["verify"],
    ["verify", "inverted_dropout"],
    ["report"],
    ["trace", "f/one"],
    ["fixtures", "record"],
    ["fixtures", "check"],
    ["fixtures", "request", "taken"],
    ["fixtures", "import", "recorded.mat"],
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a pair, and no table."""
    (tmp_path / "f.m").write_text("function y = f(x)\ny = 2 * x;\nend\n")
    (tmp_path / "f.py").write_text("def f(x):\n    return 2 * x\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def no_octave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")


# ---------------------------------------------------------------- which table


@pytest.mark.parametrize("words", TABLELESS, ids=" ".join)
def test_without_a_table_nothing_is_verified_and_it_is_said_what_to_do(capsys: Output, words: list[str]) -> None:
    before = sorted(Path.cwd().iterdir())
    assert cli.main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    for part in ("no parity.toml in", "`matdrop init FOLDER`", "matdrop verify ORIGINAL.m PORT.py", "--own"):
        assert part in captured.err
    assert sorted(Path.cwd().iterdir()) == before


@pytest.mark.parametrize("text", ["", "[matdrop]\nstrict = true\n", '[f]\nport = "f.py:f"\n'])
@pytest.mark.parametrize("words", TABLELESS, ids=" ".join)
def test_an_empty_table_is_no_success(capsys: Output, folder: Path, words: list[str], text: str) -> None:
    (folder / "parity.toml").write_text(text)
    assert cli.main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "parity.toml has no case, so there is nothing to do; add one under [[" in captured.err


def test_an_empty_table_fails_a_test_run(pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml('[tool.pytest.ini_options]\nmatdrop_cases = "parity.toml"\n')
    (pytester.path / "parity.toml").write_text("")
    pytester.makepyfile("def test_parity(parity):\n    parity.check()\n")
    finished = pytester.runpytest_subprocess()
    assert finished.ret != 0
    finished.stdout.fnmatch_lines(["*parity.toml has no case*"])


def test_own_cases_are_asked_for(capsys: Output) -> None:
    assert cli.main(["verify", "--own", "dropout_demo", "--reference", "saved"]) == 0
    assert capsys.readouterr().out.endswith("2 cases: 2 saved; 0 stale\n")


def test_own_is_not_for_a_pair(capsys: Output) -> None:
    assert cli.main(["verify", "--own", "f.m", "f.py", "--args", "1"]) == 2
    assert "--own is for matdrop's own cases" in capsys.readouterr().err


# ---------------------------------------------------------------- words


@pytest.mark.parametrize("given", [["--args", "-2:0.5:2"], ["--args=-2:0.5:2"], ["--args", "-[1 2]"]])
def test_expressions_may_begin_with_a_minus(capsys: Output, octave: Octave, given: list[str]) -> None:
    assert cli.main(["verify", "f.m", "f.py", *given]) == 0
    assert "PASS" in capsys.readouterr().out


def run_in_shell(command: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OCTAVE_EXECUTABLE": "/nonexistent"}
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, env=environment, check=False
    )


@pytest.mark.parametrize("words", ["verify --own inverted_dropout_predict --each", "schema", "pitfalls statistics"])
def test_a_closed_pipe_ends_it_quietly(words: str) -> None:
    # head ends at once; what is written later finds no reader.
    finished = run_in_shell(f"{sys.executable} -m matdrop {words} | (read line; exec <&-)")
    assert finished.stderr == ""
    assert finished.returncode in (0, 141)


# ---------------------------------------------------------------- JSON of what fails


@pytest.mark.usefixtures("no_octave")
@pytest.mark.parametrize(
    ("words", "said", "advice"),
    [
        (["verify", "--json"], "no parity.toml in", "`matdrop init FOLDER`"),
        (["trace", "f/one", "--json"], "no parity.toml in", "`matdrop init FOLDER`"),
        (["verify", "f.m", "f.py", "--json"], "f.m takes x", "--args"),
        (["verify", "f.m", "f.py", "--args", "1", "--json"], "OCTAVE_EXECUTABLE is /nonexistent", "OCTAVE_EXECUTABLE"),
        (["trace", "g.m", "f.py", "--args", "1", "--json"], "MATLAB file not found: g.m", ""),
    ],
)
def test_a_request_that_fails_gives_json(capsys: Output, words: list[str], said: str, advice: str) -> None:
    assert cli.main(words) == 2
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    assert document["schema"] == 2
    assert said in document["error"]["message"]
    assert advice in document["error"]["next"]
    assert "matdrop: " in captured.err


@pytest.mark.parametrize(
    "words", [["verify", "--jobs", "0", "--json"], ["trace", "--json"], ["verify", "--json", "-z"]]
)
def test_words_that_are_not_understood_give_json(capsys: Output, words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["message"]
    assert error["next"].endswith("--help")


def test_a_report_that_fails_writes_json(folder: Path) -> None:
    assert cli.main(["report", "--json", "run.json"]) == 2
    assert "no parity.toml" in json.loads((folder / "run.json").read_text())["error"]["message"]
    assert not (folder / "report.html").exists()


# ---------------------------------------------------------------- Ctrl-C


def interrupting(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("words", [["verify", "--json"], ["verify"]])
def test_an_interrupt_says_how_far_it_came(
    capsys: Output, monkeypatch: pytest.MonkeyPatch, octave: Octave, words: list[str]
) -> None:
    def interrupted(self: object, cases: object, progress: Callable[[int], None], *more: object) -> None:
        progress(1)
        raise KeyboardInterrupt

    monkeypatch.setattr("matdrop.engines.session.Session.run", interrupted)
    assert cli.main([*words, "f.m", "f.py", "--args", "1", "--args", "2"]) == 130
    captured = capsys.readouterr()
    said = "interrupted (running the originals: 1 of 2 done); nothing was written"
    assert said in captured.err
    if "--json" in words:
        assert json.loads(captured.out)["error"]["message"] == said


def test_an_interrupt_shows_the_verdicts_that_were_reached(
    capsys: Output, monkeypatch: pytest.MonkeyPatch, octave: Octave
) -> None:
    monkeypatch.setattr("matdrop.verification.run.BLOCK", 2)
    run = Session.run

    def second_is_interrupted(self: Session, cases: Sequence[Case], *more: object) -> object:
        if cases[0].name != "case_1":
            raise KeyboardInterrupt
        return run(self, cases, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("matdrop.engines.session.Session.run", second_is_interrupted)
    given = [word for k in range(4) for word in ("--args", str(k))]
    assert cli.main(["verify", "f.m", "f.py", *given]) == 130
    captured = capsys.readouterr()
    assert captured.out.splitlines()[-1] == f"2 cases: 2 live in {octave.engine}, 0 saved; 0 stale"
    assert "interrupted (running the originals: 2 of 4 done)" in captured.err


# ---------------------------------------------------------------- doctor


def program(folder: Path, text: str) -> str:
    """Write a program that stands where Octave should."""
    file = folder / "octave-cli"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return str(file)


def test_doctor_names_an_octave_that_does_not_start(
    capsys: Output, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = program(tmp_path, "echo 'libreadline.so.8: cannot open' >&2; exit 127")
    monkeypatch.setenv("OCTAVE_EXECUTABLE", broken)
    assert cli.main(["doctor"]) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "does not start: libreadline.so.8" in out.replace("│", "").replace("  ", " ")
    assert f"Next: run `{broken} --version` in a terminal, and install GNU Octave again" in out


def test_doctor_names_an_octave_that_does_not_answer(
    capsys: Output, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", program(tmp_path, 'test "$1" = --version'))
    assert cli.main(["doctor"]) == 1
    assert "Next: Octave starts, but does not answer" in capsys.readouterr().out


@pytest.mark.usefixtures("no_octave")
def test_doctor_says_what_optional_libraries_are_for(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    version = importlib.metadata.version

    def without_numba(name: str) -> str:
        if name == "numba":
            raise importlib.metadata.PackageNotFoundError
        return version(name)

    monkeypatch.setattr("importlib.metadata.version", without_numba)
    assert cli.main(["doctor"]) == 0
    out = " ".join(capsys.readouterr().out.replace("│", "").split())
    assert "numba not installed; only for a fast matdrop.dropout: pip install 'matdrop[fast]'" in out


# ---------------------------------------------------------------- .mat files


def save(folder: Path, **variables: float) -> None:
    scipy.io.savemat(folder / "data.mat", variables)


@pytest.fixture
def weighted(folder: Path) -> None:
    (folder / "w.m").write_text("function y = w(X, mu, sigma2)\ny = (X - mu) / sigma2;\nend\n")
    (folder / "w.py").write_text("def w(X, mu, sigma2):\n    return (X - mu) / sigma2\n")


@pytest.mark.usefixtures("weighted")
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"X": 1.0, "mu": 2.0, "Sigma2": 3.0}, "data.mat has Sigma2, not sigma2; rename it there"),
        ({"x": 1.0, "mu": 2.0, "sigma2": 3.0}, "data.mat has x, not X; rename it there"),
        ({"X": 1.0, "sigma2": 3.0}, "w.m takes X, mu, sigma2, and data.mat has no mu; it has X, sigma2"),
        ({"a": 1.0}, "w.m takes X, mu, sigma2, and data.mat has only a"),
    ],
)
def test_variables_of_a_mat_file_that_do_not_fit_are_named(
    folder: Path, capsys: Output, variables: dict[str, float], said: str
) -> None:
    save(folder, **variables)
    assert cli.main(["verify", "w.m", "w.py", "--inputs", "data.mat"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("weighted", "octave")
def test_a_parameter_that_is_not_passed_is_named(folder: Path, capsys: Output) -> None:
    save(folder, X=1.0, mu=2.0, other=3.0)
    assert cli.main(["verify", "w.m", "w.py", "--inputs", "data.mat"]) == 1
    assert "w.m takes X, mu, sigma2, and sigma2 was not passed" in " ".join(capsys.readouterr().out.split())


def test_the_progress_bar_names_the_case_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with progress_bar("running the originals", 2, ["f/one", "f/two[x]"]) as progress:
        _wait_for("f/one", terminal)
        assert "f/two" not in terminal.getvalue()
        progress(1)
        _wait_for("f/two[x]", terminal)
        progress(2)


def _wait_for(text: str, terminal: io.StringIO) -> None:
    """Wait until the bar, which is drawn ten times a second, shows a text."""
    until = time.monotonic() + 20
    while text not in terminal.getvalue() and time.monotonic() < until:
        time.sleep(0.02)
    assert text in terminal.getvalue()


def test_names_may_stand_after_options(folder: Path, capsys: Output) -> None:
    (folder / "a.py").write_text("import numpy as np\ny = np.std(x)\n")
    (folder / "b.py").write_text("import numpy as np\ny = np.round(x)\n")
    assert cli.main(["pitfalls", "check", "--format", "concise", "a.py", "b.py"]) == 1
    out = capsys.readouterr().out
    assert "a.py:2" in out and "b.py:2" in out
    assert cli.main(["verify", "--own", "dropout_demo/seed_0", "--reference", "saved", "dropout_demo/seed_42"]) == 0
    assert "2 cases: 2 saved" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        cli.main(["doctor", "f.m"])
    with pytest.raises(SystemExit):
        cli.main(["verify", "f", "--no-such-option", "g"])
