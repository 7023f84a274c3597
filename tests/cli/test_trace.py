"""The faces of a trace: the commands, their JSON, and pytest's failure report."""

import contextlib
import importlib
import io
import json
import re
import sys
from pathlib import Path

import pytest

from matdrop import cli
from matdrop.cli import common
from matdrop.cli.common import INTERRUPTED, status_line
from matdrop.engines.octave_session import Octave
from tests.engines.test_matlab_session import stand_in

explain_trace = importlib.import_module("matdrop.explain.trace")
__all__ = ["stand_in"]  # a fixture

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
    assert out.startswith("f/case_1: proven f.py:4:5\n")
    assert re.search(r"^ · +2 m = mean\(X\);", out, re.MULTILINE)
    assert re.search(r"^ ≠ +3 s = std\(X\); +≠ +4     s = X\.std", out, re.MULTILINE)
    assert "  proof: with the original's values after line 4 the case agrees\n" in out
    assert "\nerror[ddof] f/case_1: MISMATCH (proven)\n  --> f.py:4:9   original f.m:3:1\n" in out
    assert out.index("ddof=1)") < out.index("proof:") < out.index("= agrees")


def test_all_cases_of_a_pair_are_traced_together(pair: Path, capsys: Output) -> None:
    assert cli.main(["trace", "f.m", "f.py", "--args", "magic(4)", "--args", "magic(3)"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("f (2 cases): proven f.py:4:5\n")
    assert "  proof: with the original's values after line 4 all 2 failing cases agree\n" in out


class Terminal(io.StringIO):
    """Standard error of a user who looks at it."""

    def isatty(self) -> bool:
        return True


def test_a_line_is_shown_before_changes_are_tried(pair: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(common, "_status", lambda text: contextlib.nullcontext(seen.append))
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert cli.main(["trace", "f.m", "f.py", "--args", "magic(4)"]) == 1
    assert seen == ["f: proven f.py:4:5; looking for a change that mends it"]


def test_ctrl_c_leaves_what_was_located(pair: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(explain_trace, "repairs_of", interrupted)
    assert cli.main(["trace", "f.m", "f.py", "--args", "magic(4)"]) == INTERRUPTED
    assert "f: proven f.py:4:5; looking for a change that mends it" in capsys.readouterr().err


def test_what_is_done_is_shown_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with status_line("f[1]: recording") as show:
        show("f[1]: proven f.py:4:5")  # a redraw in between may show the first text, too
    assert "f[1]: proven f.py:4:5" in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[2K")  # it takes itself away


def test_json(pair: Path, capsys: Output) -> None:
    assert cli.main(["trace", "f/one", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["cases"] == [{"case": "one", "verdict": "MISMATCH"}]
    (finding,) = told["findings"]
    assert (finding["variable"], finding["certainty"]) == ("s", "proven")
    assert finding["original"] == {"file": "f.m", "line": 3, "column": 1, "end_line": 3}
    assert finding["port"] == {"file": "f.py", "line": 4, "column": 5, "end_line": 4}
    (pair / "f.py").write_text(PORT.replace("std(axis=0,", "std(axis=0, ddof=1,"))
    assert cli.main(["trace", "f/one", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []


def test_matlab_traces_too(stand_in: Path, pair: Path, capsys: Output) -> None:
    assert cli.main(["trace", "f/one", "--engine", "matlab", "--json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["variable"], finding["port"]["line"]) == ("s", 4)


def test_a_page(pair: Path, capsys: Output) -> None:
    assert cli.main(["trace", "f/one", "--html", "trace.html"]) == 1
    assert "f.py, line 4, original f.m, line 3" in (pair / "trace.html").read_text()


def test_what_python_lets_pass_in_a_comment_is_traced(pair: Path, capsys: Output) -> None:
    (pair / "f.py").write_bytes(PORT.encode() + b"# caf\xe9\n")
    assert cli.main(["trace", "f/one"]) == 1
    assert "f.py:4" in capsys.readouterr().out


def test_verify_shows_it_unless_told_otherwise(pair: Path, capsys: Output) -> None:
    assert cli.main(["verify"]) == 1
    assert "(proven)\n  --> f.py:4:9   original f.m:3:1\n" in capsys.readouterr().out
    assert cli.main(["verify", "--no-trace"]) == 1
    assert "original f.m" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["trace", "f.m"], "an original needs one port"),
        (["trace", "f.m", "f.py"], "f.m takes X; pass them with --args"),
        (["trace", "nothing"], "nothing is neither a pair nor a case"),
        (["trace", "f/one", "--html", "none/trace.html"], "--html none/trace.html: folder not found: none"),
        (["trace", "f/one", "--html", "."], "--html . cannot be written: Is a directory"),
        (["trace", "f.py", "f.m", "--args", "1"], "f.py f.m: the original comes first: ORIGINAL.m PORT.py[:function]"),
        (
            ["trace", "--own", "inverted_dropout", "nn_cost"],
            "2 pairs were named; trace one: inverted_dropout, nn_cost\n",
        ),
        (["trace", "f.m", "f.py", "--args", "1, 2"], "called with too many inputs"),
        (["trace", "f.m", "f.py", "--args", "magic("], "argument 1: parse error"),
        (["trace", "f.m", "f.py", "--inputs", "none.mat"], "there is no file none.mat"),
        (["trace", "f.m", "none.py", "--args", "1"], "file not found"),
        (["trace", "none.m", "f.py", "--args", "1"], "MATLAB file not found: none.m"),
        (["trace", "f.m", "f.py:none", "--args", "1"], "f.py has no function none"),
        (["trace", "f.m", "latin.py", "--args", "1"], "latin.py, line 2)"),
        (["trace", "f.m", "unfinished.py", "--args", "1"], "port: SyntaxError: "),
        (["trace", "f.m", "needs.py", "--args", "1"], "port: ModuleNotFoundError: "),
        (["trace", "script.m", "f.py"], "only the original sets a"),
        (["trace", "1f.m", "f.py", "--args", "1"], "1f.m has a name that MATLAB cannot call"),
    ],
)
def test_requests_that_cannot_be_carried_out(pair: Path, capsys: Output, words: list[str], said: str) -> None:
    (pair / "alone.m").write_text("function alone\nend\n")
    (pair / "script.m").write_text("a = 1;\n")
    (pair / "1f.m").write_text(ORIGINAL)
    (pair / "latin.py").write_bytes(b"def f(X):\n    return X, 'caf\xe9'\n")
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


def test_a_helper_is_recorded(helped: Path, capsys: Output) -> None:
    assert cli.main(["trace", "g.m", "g.py:g", "--args", "7"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("g/case_1: proven g.py:2:5\n")
    assert "  --> g.py:2:13   original twice.m:2:1\n" in out


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
        assert cli.main(["trace", "g.m", port, "--args", "7"]) == 1
        assert "proven matdrop_test_package/helpers.py:2" in capsys.readouterr().out


def test_verify_says_what_it_does_not_trace(pair: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli.main(["fixtures", "record"]) == 0
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")
    capsys.readouterr()
    assert cli.main(["verify", "--reference", "saved"]) == 1
    assert "\nNOT TRACED: f: OCTAVE_EXECUTABLE is /nonexistent" in capsys.readouterr().out
    assert cli.main(["verify", "--reference", "saved", "--json"]) == 1
    entry = json.loads(capsys.readouterr().out)["cases"][0]
    assert entry["not_traced"].startswith("OCTAVE_EXECUTABLE is /nonexistent")


def test_verify_goes_on_after_a_port_without_source(pair: Path, capsys: Output) -> None:
    (pair / "parity.toml").write_text(
        TABLE + TABLE.replace("[f]", "[g]").replace("f.case", "g.case").replace("f.py:f", "math:sqrt")
    )
    (pair / "g.m").write_text(ORIGINAL)
    assert cli.main(["verify"]) == 1
    out = capsys.readouterr().out
    assert "f.py:4:9   original f.m:3:1" in out
    assert "the port cannot be traced: it has no Python source" in out


def test_pytest_tells_the_line(octave: Octave, pytester: pytest.Pytester) -> None:
    pytester.makefile(".m", f=ORIGINAL)
    pytester.makepyfile(f=PORT)
    pytester.makepyfile(test_f='from f import f\ndef test_f(matlab):\n    matlab.check(f, "f.m", "magic(4)")\n')
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["error[[]ddof] *(proven)", "  --> f.py:4:*   original f.m:3:1"])


def test_a_port_that_takes_other_arguments_is_not_traced(pair: Path, capsys: Output) -> None:
    """Nothing that it computes is wrong: the table has to say how it is called."""
    (pair / "f.py").write_text("def f():\n    return 1.0\n")
    assert cli.main(["verify"]) == 1
    out = capsys.readouterr().out
    assert "declare which inputs it takes (arguments = [...]), or put an adapter before it (adapter = ...)" in out
    assert "-->" not in out and "fix" not in out


def test_more_arguments_than_the_original_names_cannot_be_declared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.m").write_text("function y = f(x, varargin)\ny = x * 2;\nend\n")
    (tmp_path / "f.py").write_text("def f(x, A):\n    return x * 3\n")
    assert cli.main(["verify", "f.m", "f.py", "--args", "2, magic(3)"]) == 1
    assert "MISMATCH (proven)" in capsys.readouterr().out


def test_small_numbers_are_not_said_to_be_far_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.m").write_text("function y = f(x)\ny = [x 0];\nend\n")
    (tmp_path / "f.py").write_text("import numpy as np\n\n\ndef f(x):\n    return np.array([x, 1e-8])\n")
    assert cli.main(["verify", "f.m", "f.py", "--args", "1e6"]) == 0
    assert "live, exact, but for numbers that are small beside the largest" in capsys.readouterr().out
