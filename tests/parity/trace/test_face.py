"""The faces of a trace: the commands, their JSON, and pytest's failure report."""

import json
import re
import shutil
from pathlib import Path

import pytest

from matdrop import cli
from matdrop.parity.octave import Octave

ROOT = Path(__file__).parents[3]
Output = pytest.CaptureFixture[str]
ORIGINAL = "function [m, s] = f(X)\nm = mean(X);\ns = std(X);\nend\n"
PORT = """import numpy as np
def f(X):
    mu = X.mean(axis=0, keepdims=True)
    s = X.std(axis=0, keepdims=True)
    return mu, s
"""
TABLE = '[f]\nport = "f.py:f"\n[[f.case]]\nname = "one"\nargs = ["magic(4)"]\n'


@pytest.fixture
def pair(octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "f.m").write_text(ORIGINAL)
    (tmp_path / "f.py").write_text(PORT)
    (tmp_path / "parity.toml").write_text(TABLE)
    return tmp_path


def test_a_pair(pair: Path, capsys: Output) -> None:
    assert cli.main(["trace", "f.m", "f.py", "--args", "magic(4)"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("f/case_1: first divergence: s, f.m, line 3 against f.py, line 4\n")
    assert re.search(r"^ = +2 m = mean\(X\); += +3     mu = X\.mean", out, re.MULTILINE)
    assert re.search(r"^ ≠ +3 s = std\(X\); +≠ +4     s = X\.std", out, re.MULTILINE)
    assert "  cause: ddof: everywhere the port has 0.866025 = sqrt((n-1)/n) for n = 4" in out


def test_json(pair: Path, capsys: Output) -> None:
    assert cli.main(["trace", "f/one", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["divergence"]["variable"] == "s"
    assert told["divergence"]["original"] == {"file": "f.m", "line": 3}
    assert told["divergence"]["port"] == {"file": "f.py", "line": 4}
    assert told["divergence"]["iteration"] is None
    assert told["divergence"]["causes"][0]["kind"] == "ddof"
    assert {"line": 2, "mark": "agrees", "text": "m = mean(X);"} in [row["original"] for row in told["lines"]]
    (pair / "f.py").write_text(PORT.replace("std(axis=0,", "std(axis=0, ddof=1,"))
    assert cli.main(["trace", "f/one", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["divergence"] is None


def test_a_page(pair: Path, capsys: Output) -> None:
    assert cli.main(["trace", "f/one", "--html", "trace.html"]) == 1
    assert "f.m, line 3 against f.py, line 4" in (pair / "trace.html").read_text()


def test_verify_shows_it_when_asked(pair: Path, capsys: Output) -> None:
    assert cli.main(["verify", "--trace"]) == 1
    assert "f/one: first divergence: s, f.m, line 3 against f.py, line 4\n" in capsys.readouterr().out
    assert cli.main(["verify"]) == 1
    assert "first divergence" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["trace", "f.m"], "an original needs one port"),
        (["trace", "f.m", "f.py"], "f.m takes X; give them with --args"),
        (["trace", "nothing"], "nothing is neither a pair nor a case"),
        (["trace", "f/one", "--map", "mu"], "--map mu: write --map MATLAB=PYTHON"),
        (["trace", "f/one", "--into", "helper.m"], "there is no file helper.m to trace into"),
    ],
)
def test_requests_that_cannot_be_carried_out(pair: Path, capsys: Output, words: list[str], said: str) -> None:
    assert cli.main(words) == 2
    assert said in capsys.readouterr().err


def test_pytest_tells_the_line(octave: Octave, pytester: pytest.Pytester) -> None:
    pytester.makefile(".m", f=ORIGINAL)
    pytester.makepyfile(f=PORT)
    pytester.makepyfile(test_f='from f import f\ndef test_f(matlab):\n    matlab.check(f, "f.m", "magic(4)")\n')
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["f/call_*: first divergence: s, f.m, line 3 against f.py, line 4"])


def test_the_readme_shows_what_is_printed(
    octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "110")
    shutil.copy(ROOT / "tests/gallery/ddof/feature_normalize/featureNormalize.m", tmp_path)
    shutil.copy(ROOT / "tests/gallery/ddof/feature_normalize/wrong.py", tmp_path / "feature_normalize.py")
    assert cli.main(["trace", "featureNormalize.m", "feature_normalize.py", "--args", "magic(4)"]) == 1
    printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines())
    assert f"```text\n{printed}\n```" in (ROOT / "README.md").read_text()
