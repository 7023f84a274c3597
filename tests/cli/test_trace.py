"""The faces of a trace: the commands, their JSON, and pytest's failure report."""

import json
import linecache
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from matdrop.tracing.run import trace

from matdrop import cli
from matdrop.engines.octave_session import Octave

ROOT = Path(__file__).parents[2]
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
        (["trace", "f.m", "f.py"], "f.m takes X; pass them with --args"),
        (["trace", "nothing"], "nothing is neither a pair nor a case"),
        (["trace", "f/one", "--map", "mu"], "--map mu: write --map MATLAB=PYTHON"),
        (["trace", "f/one", "--map", "average=mu"], "f.m has no variable average; its variables are X, m, s"),
        (["trace", "f/one", "--map", "m=average"], "f.py has no variable average; its variables are X, mu, s"),
        (["trace", "f/one", "--into", "helper.m"], "there is no file helper.m to trace into"),
        (["trace", "f/one", "--into", "alone.m"], "f.m does not call alone; trace into files that it calls"),
        (["trace", "f/one", "--html", "none/trace.html"], "--html none/trace.html: folder not found: none"),
        (["trace", "f/one", "--html", "."], "--html . cannot be written: Is a directory"),
        (["trace", "f.py", "f.m", "--args", "1"], "f.py f.m: the original comes first: ORIGINAL.m PORT.py[:function]"),
        (["trace", "f.m", "f.py", "--args", "1", "--args", "2"], "2 cases were named; trace one: f/case_1, f/case_2\n"),
        (["trace", "f.m", "f.py", "--args", "1, 2"], "called with too many inputs"),
        (["trace", "f.m", "f.py", "--args", "magic("], "argument 1: parse error"),
        (["trace", "f.m", "f.py", "--inputs", "none.mat"], "there is no file none.mat"),
        (["trace", "f.m", "none.py", "--args", "1"], "file not found"),
        (["trace", "none.m", "f.py", "--args", "1"], "MATLAB file not found: none.m"),
        (["trace", "f.m", "f.py:none", "--args", "1"], "f.py has no function none"),
        (["trace", "f.m", "math:sqrt", "--args", "1"], "sqrt cannot be traced: it has no Python source"),
        (["trace", "f.m", "latin.py", "--args", "1"], "latin.py cannot be read as text; save it as UTF-8"),
        (["trace", "f.m", "unfinished.py", "--args", "1"], "the port cannot be loaded: SyntaxError: "),
        (["trace", "f.m", "needs.py", "--args", "1"], "the port cannot be loaded: ModuleNotFoundError: "),
        (["trace", "script.m", "f.py"], "for there is nothing to compare: only the original sets a"),
        (["trace", "1f.m", "f.py", "--args", "1"], "1f.m has a name that MATLAB cannot call"),
    ],
)
def test_requests_that_cannot_be_carried_out(pair: Path, capsys: Output, words: list[str], said: str) -> None:
    (pair / "alone.m").write_text("function alone\nend\n")
    (pair / "script.m").write_text("a = 1;\n")
    (pair / "1f.m").write_text(ORIGINAL)
    (pair / "latin.py").write_bytes(b"def f(X):\n    return X, X  # caf\xe9\n")
    (pair / "unfinished.py").write_text("def f(X):\n    return (X\n")
    (pair / "needs.py").write_text("import no_such_module\ndef f(X):\n    return X\n")
    assert cli.main(words) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.startswith("matdrop: ")
    assert captured.out == ""


def test_no_octave(pair: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")
    assert cli.main(["trace", "f/one"]) == 2
    assert "OCTAVE_EXECUTABLE is /nonexistent" in capsys.readouterr().err


def test_time_is_more_than_none(pair: Path, capsys: Output) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["trace", "f/one", "--timeout", "0"])
    assert caught.value.code == 2
    assert "0 is not a time" in capsys.readouterr().err


HELPED = "function y = g(x)\nif x > 5\n  y = twice(x);\nelse\n  y = x + 1;\nend\nend\n"
HELPED_PORT = """def twice(x):
    y = x * 3
    return y
def g(x):
    if x > 5:
        y = twice(x)
    else:
        y = x + 2
    return y
"""


@pytest.fixture
def helped(pair: Path) -> Path:
    (pair / "g.m").write_text(HELPED)
    (pair / "twice.m").write_text("function y = twice(x)\ny = 2 * x;\nend\n")
    (pair / "g.py").write_text(HELPED_PORT)
    return pair


def test_a_helper_is_offered_and_entered(helped: Path, capsys: Output) -> None:
    words = ["trace", "g.m", "g.py:g", "--args"]
    assert cli.main([*words, "7"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("g/case_1: first divergence: y, g.m, line 3 against g.py, line 6\n")
    assert "  line 3 calls twice.m; --into twice.m traces its lines too\n" in out
    assert cli.main([*words, "7", "--into", "twice.m"]) == 1
    assert capsys.readouterr().out.startswith("g/case_1: first divergence: y, twice.m, line 2 against g.py, line 2\n")
    assert cli.main([*words, "1", "--into", "twice.m"]) == 1
    assert "  twice.m was not called in this case\n" in capsys.readouterr().out
    (helped / "g.py").write_text(HELPED_PORT.replace("twice", "thrice"))
    assert cli.main([*words, "7", "--into", "twice.m"]) == 1
    assert "  the port calls no function like twice: twice.m is traced alone\n" in capsys.readouterr().out


def test_a_helper_that_a_helper_of_another_folder_calls(
    helped: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCTAVE_PATH", str(helped / "elsewhere"))
    (helped / "elsewhere").mkdir()
    (helped / "elsewhere/twice.m").write_text("function y = twice(x)\ny = thrice(x);\nend\n")
    (helped / "elsewhere/thrice.m").write_text("function y = thrice(x)\ny = 2 * x;\nend\n")
    (helped / "twice.m").unlink()
    (helped / "g.py").write_text(
        HELPED_PORT.replace("x * 3", "thrice(x)") + "def thrice(x):\n    y = x * 3\n    return y\n"
    )
    assert cli.main(["trace", "g.m", "g.py:g", "--args", "7", "--into", "elsewhere/thrice.m"]) == 1
    assert capsys.readouterr().out.startswith("g/case_1: first divergence: y, thrice.m, line 2 against g.py, line 11\n")


def test_every_file_that_is_called_is_entered(helped: Path, capsys: Output) -> None:
    (helped / "twice.m").write_text("function y = twice(x)\ny = 2 * once(x);\nend\n")
    (helped / "once.m").write_text("function y = once(x)\ny = hidden(x);\nend\n")
    (helped / "private").mkdir()
    (helped / "private/hidden.m").write_text("function y = hidden(x)\ny = x;\nend\n")
    port = HELPED_PORT.replace("x * 3", "2 * once(x)") + "def once(x):\n    y = x + 1\n    return y\n"
    (helped / "g.py").write_text(port)
    words = ["trace", "g.m", "g.py:g", "--into", "all", "--args"]
    assert cli.main([*words, "7"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("g/case_1: first divergence: y, once.m, line 2 against g.py, line 11\n")
    assert "  not traced into hidden.m: Octave sets no breakpoints in functions of a private folder\n" in out
    assert cli.main([*words, "1"]) == 1
    assert "was not called" not in capsys.readouterr().out
    assert cli.main(["trace", "f/one", "--into", "all"]) == 1  # nothing to enter
    assert cli.main(["trace", "f/one", "--into", "./all"]) == 2
    assert "there is no file all to trace into" in capsys.readouterr().err
    assert cli.main(["trace", "g.m", "g.py:g", "--into", "private/hidden.m", "--args", "7"]) == 2
    assert "private/hidden.m cannot be traced into: Octave sets no breakpoints" in capsys.readouterr().err


def test_a_port_in_a_package_of_the_working_folder(
    helped: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.path", [entry for entry in sys.path if entry not in ("", str(helped))])
    (helped / "matdrop_test_package").mkdir()
    (helped / "matdrop_test_package/__init__.py").touch()
    (helped / "matdrop_test_package/helpers.py").write_text("def twice(x):\n    return x * 3\n")
    (helped / "matdrop_test_package/g.py").write_text(
        "from .helpers import twice\ndef g(x):\n    y = twice(x)\n    return y\n"
    )
    for port in ("matdrop_test_package/g.py", "matdrop_test_package.g:g"):
        assert cli.main(["trace", "g.m", port, "--args", "7", "--into", "twice.m"]) == 1
        assert "first divergence: y, twice.m, line 2 against helpers.py, line 2\n" in capsys.readouterr().out


def test_a_port_of_a_notebook(pair: Path, octave: Octave) -> None:
    name = "<cell 1>"
    lines = PORT.splitlines(keepends=True)
    linecache.cache[name] = len(PORT), None, lines, name  # where IPython keeps its cells
    cell: dict[str, Any] = {}
    exec(compile(PORT, name, "exec"), cell)
    divergence = trace("f.m", cell["f"], "magic(4)", octave=octave).divergence
    assert divergence is not None and divergence.port is not None
    assert (divergence.port.line, divergence.port.code) == (4, "s = X.std(axis=0, keepdims=True)")


def test_verify_gives_json_with_traces(pair: Path, capsys: Output) -> None:
    (pair / "parity.toml").write_text(TABLE + '[[f.case]]\nname = "single"\nargs = ["[1 1; 1 1]"]\n')
    assert cli.main(["trace", "f/one", "--json"]) == 1
    alone = json.loads(capsys.readouterr().out)
    assert cli.main(["verify", "--json", "--trace"]) == 1
    one, single = json.loads(capsys.readouterr().out)["cases"]
    assert one["trace"] == alone
    assert single["verdict"] == "PASS"
    assert "trace" not in single
    assert cli.main(["verify", "--json"]) == 1
    assert "trace" not in json.loads(capsys.readouterr().out)["cases"][0]


def test_verify_says_what_it_does_not_trace(pair: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    (pair / "parity.toml").write_text(TABLE + '[[f.case]]\nname = "two"\nargs = ["magic(3)"]\n')
    monkeypatch.setattr("matdrop.explain.traces.TRACED", 1)
    assert cli.main(["verify", "--trace"]) == 1
    out = capsys.readouterr().out
    assert out.count("first divergence") == 1
    assert out.endswith("NOT TRACED: f/two: only the first 1 are traced; trace others with `matdrop trace`\n")
    assert cli.main(["fixtures", "record"]) == 0
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")
    capsys.readouterr()
    assert cli.main(["verify", "--trace", "--reference", "saved"]) == 1
    assert "\nNOT TRACED: f/one, f/two: OCTAVE_EXECUTABLE is /nonexistent" in capsys.readouterr().out
    assert cli.main(["verify", "--trace", "--reference", "saved", "--json"]) == 1
    entry = json.loads(capsys.readouterr().out)["cases"][0]
    assert entry["trace"] is None
    assert entry["not_traced"].startswith("OCTAVE_EXECUTABLE is /nonexistent")


def test_verify_traces_a_pair_and_goes_on_after_one_without_source(pair: Path, capsys: Output) -> None:
    assert cli.main(["verify", "f.m", "f.py", "--args", "magic(4)", "--args", "magic(3)", "--trace"]) == 1
    assert capsys.readouterr().out.count("first divergence") == 2
    (pair / "parity.toml").write_text(
        TABLE + TABLE.replace("[f]", "[g]").replace("f.case", "g.case").replace("f.py:f", "math:sqrt")
    )
    (pair / "g.m").write_text(ORIGINAL)
    assert cli.main(["verify", "--trace"]) == 1
    out = capsys.readouterr().out
    assert "f/one: first divergence: s, f.m, line 3" in out
    assert "NOT TRACED: g/one: sqrt cannot be traced" in out


def test_pytest_tells_the_line(octave: Octave, pytester: pytest.Pytester) -> None:
    pytester.makefile(".m", f=ORIGINAL)
    pytester.makepyfile(f=PORT)
    pytester.makepyfile(test_f='from f import f\ndef test_f(matlab):\n    matlab.check(f, "f.m", "magic(4)")\n')
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["f/call_*: first divergence: s, f.m, line 3 against f.py, line 4"])
