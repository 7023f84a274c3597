"""`matdrop fix`: what it shows, what it writes, and what it leaves alone."""

import json
import subprocess
from pathlib import Path

import pytest

from matdrop import cli
from matdrop.engines.octave_session import Octave

Output = pytest.CaptureFixture[str]
ORIGINAL = "function [m, d] = f(x)\nn = numel(x);\nm = sum(abs(x)) / n;\nd = x - m;\nend\n"
PORT = """import numpy as np


def f(x):
    n = x.size
    m = np.sum(np.abs(x)) * n  # the mean
    d = x - m
    return m, d
"""
TABLE = (
    '[f]\nport = "f.py:f"\n[[f.case]]\nname = "one"\nargs = ["[1.5 2.5 4]"]\n[[f.case]]\nname = "two"\nargs = ["7.5"]\n'
)
ARGS = ["--args", "[1.5 2.5 4]"]


@pytest.fixture
def project(octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "f.m").write_text(ORIGINAL)
    (tmp_path / "f.py").write_text(PORT)
    (tmp_path / "parity.toml").write_text(TABLE)
    return tmp_path


def test_the_diff_and_its_proof(project: Path, capsys: Output) -> None:
    assert cli.main(["fix", "f.m", "f.py", *ARGS]) == 0
    out = capsys.readouterr().out
    assert "-    m = np.sum(np.abs(x)) * n  # the mean\n+    m = np.sum(np.abs(x)) / n  # the mean\n" in out
    assert "proof: with / for * (line 6) the case agrees, and so do 6 moved inputs" in out
    assert "the port that differs is mended; nothing was written: --write writes it" in out
    assert (project / "f.py").read_text() == PORT


def test_write_and_verify_again(project: Path, capsys: Output) -> None:
    assert cli.main(["fix", "--write"]) == 0
    assert (project / "f.py").read_text() == PORT.replace("* n", "/ n")
    assert "written: f.py" in capsys.readouterr().out
    assert cli.main(["fix"]) == 0
    assert "nothing to mend" in capsys.readouterr().out


def test_one_case_is_named_and_all_cases_agree(project: Path, capsys: Output) -> None:
    assert cli.main(["fix", "f/one", "--json"]) == 0
    (pair,) = json.loads(capsys.readouterr().out)["pairs"]
    (finding,) = pair["findings"]
    assert (pair["pair"], pair["mended"], pair["reason"]) == ("f", True, "")
    assert (finding["fix"]["agrees"], finding["fix"]["of"]) == (2, 2)
    assert finding["port"]["line"] == 6


def test_what_no_single_statement_mends(project: Path, capsys: Output) -> None:
    (project / "f.py").write_text("def f(x):\n    return 1, 2\n")
    assert cli.main(["fix", "--write"]) == 1
    out = capsys.readouterr().out
    assert "f: not mended: no change was found with which it agrees on all cases" in out
    assert (project / "f.py").read_text() == "def f(x):\n    return 1, 2\n"


def test_local_changes_in_a_repository_stay(project: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    subprocess.run(["git", "add", "."], cwd=project, check=True)
    (project / "f.py").write_bytes(b"# mine\r\n" + PORT.replace("\n", "\r\n").encode())
    (project / "notes.txt").write_text("mine\n")
    assert cli.main(["fix", "--write"]) == 0
    assert (project / "f.py").read_bytes() == b"# mine\r\n" + PORT.replace("\n", "\r\n").replace("* n", "/ n").encode()
    assert (project / "notes.txt").read_text() == "mine\n"


DECORATED = """import functools


def same(f):
    @functools.wraps(f)
    def inner(*args, **named):
        return f(*args, **named)

    return inner


@same
def f(x):
\tm = abs(x).sum() * x.size
\treturn m, x - m
"""
METHOD = """class Port:
    def f(self, x):
        m = abs(x).sum() * x.size
        return m, x - m
"""
LAMBDA = """mean = lambda x: abs(x).sum() * x.size  # noqa


def f(x):
    return mean(x), x - mean(x)
"""
NON_ASCII = """# Größe
def f(x):
    é = 'é'; m = abs(x).sum() * x.size
    return m, x - m
"""


@pytest.mark.parametrize(
    ("port", "name"),
    [(DECORATED, "f.py:f"), (METHOD, "f.py:Port.f"), (LAMBDA, "f.py:f"), (NON_ASCII, "f.py:f")],
    ids=["a decorator and tabs", "a method", "a lambda", "non-ASCII columns"],
)
def test_only_the_expression_is_written(project: Path, port: str, name: str) -> None:
    (project / "f.py").write_text(port, encoding="utf-8")
    (project / "parity.toml").write_text(TABLE.replace("f.py:f", name))
    assert cli.main(["fix", "--write"]) == 0
    assert (project / "f.py").read_text(encoding="utf-8") == port.replace("() * x.size", "() / x.size")


def test_a_request_that_cannot_be_carried_out(project: Path, capsys: Output) -> None:
    assert cli.main(["fix", "g", "--json"]) == 2
    assert "g is neither a pair nor a case" in json.loads(capsys.readouterr().out)["error"]["message"]


def test_a_port_that_is_not_python(project: Path, capsys: Output) -> None:
    (project / "f.py").write_text("def f(x):\n    return (1, 2\n")
    assert cli.main(["fix"]) == 1
    assert "f: not mended: port: SyntaxError: '(' was never closed" in capsys.readouterr().out


def test_a_pair_of_files_has_no_saved_references(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["fix", "f.m", "f.py", *ARGS, "--reference", "saved"]) == 2
    assert "a pair on the command line has no fixtures" in capsys.readouterr().err
