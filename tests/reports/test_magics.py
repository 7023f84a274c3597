"""`%%matlab` and `%%verify` in IPython's own shell."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.engines.octave_session import Octave

interactiveshell = pytest.importorskip("IPython.core.interactiveshell", reason="IPython is not installed")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octave: Octave) -> Iterator[Any]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    hook = sys.displayhook, sys.excepthook
    made = interactiveshell.InteractiveShell()
    made.history_manager.enabled = False
    made.run_cell("%load_ext matdrop").raise_error()
    yield made
    made.find_cell_magic("matlab").__wrapped__.__self__.close()
    sys.displayhook, sys.excepthook = hook
    made.history_manager.end_session()


FUNCTION = "%%matlab\nfunction s = spread(X)\n    s = std(X);\nend"
PORT = "%%verify spread X\nimport numpy as np\ndef spread(X):\n    s = np.std(X, axis=0)\n    return s"


def test_a_port_in_a_cell_from_wrong_to_right(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run_cell(FUNCTION, store_history=True).raise_error()
    shell.run_cell("%%matlab X\nX = magic(4);\ndisp(sum(X(:)))\nhidden = 1;", store_history=True).raise_error()
    assert capsys.readouterr().out.split() == ["spread", "is", "defined", "136"]
    assert np.array_equal(shell.user_ns["X"].sum(axis=0), [34, 34, 34, 34])
    assert "hidden" not in shell.user_ns
    result = shell.run_cell(PORT, store_history=True)
    result.raise_error()
    assert result.result.verdict == "MISMATCH"
    (finding,) = result.result.findings
    assert (finding.kind, str(finding.port)) == ("ddof", "In [3]:3:5")
    assert finding.fix.diff.startswith("--- a/In [3]\n+++ b/In [3]\n")
    right = shell.run_cell(PORT.replace("axis=0", "axis=0, ddof=1"), store_history=True)
    assert right.result
    # MATLAB expressions are arguments, too, and a port in a cell sees the names of the others.
    more = shell.run_cell("%%verify spread [1 2; 5 9]\ndef spread(X):\n    return np.std(X, axis=0, ddof=1)")
    assert more.result


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%%matlab\nerror('x:y', 'no such luck')", "no such luck"),
        ("%%matlab z\ny = 1;", "the cell leaves no variable z; it leaves y"),
        ("%%verify nothing 1\ndef nothing(x): return x", "MATLAB file not found: nothing.m"),
        ("%%verify spread 1\nx = 1", "the cell defines 0 functions"),
        ("%%verify\nx = 1", "write %%verify ORIGINAL"),
    ],
)
def test_what_goes_wrong_is_said(shell: Any, cell: str, said: str) -> None:
    (Path.cwd() / "spread.m").write_text("function s = spread(X)\ns = X;\nend\n")
    result = shell.run_cell(cell)
    assert said in str(result.error_in_exec)
