"""Causes: proven by a change with which every case agrees, else suspected."""

import re
from pathlib import Path

import numpy as np
import pytest

from matdrop.cases.case import case_of_call
from matdrop.cases.reference import Engine, Reference
from matdrop.engines.octave_session import Octave
from matdrop.engines.session import Session
from matdrop.explain.explanation import explain_report, verify_pair
from matdrop.verification.judge import judge
from matdrop.verification.run import Report

# Original, port, arguments, the cause's kind and line.
FOUND: dict[str, tuple[str, str, list[str], str, int]] = {
    "parameters unrolled": (
        "function J = f(params, a, b)\nW = reshape(params(1:a*b), a, b);\nJ = sum(sum(W * W'));\nend",
        "import numpy as np\ndef f(params, a, b):\n    params = params.ravel()\n"
        "    W = params[: a * b].reshape(a, b)\n    return (W @ W.T).sum()",
        ["(1:6)'", "2", "3"],
        "memory-order",
        4,
    ),
    "a std in the middle": (
        "function y = f(X)\ns = std(X(:));\ny = sum(exp(-X(:) / s));\nend",
        "import numpy as np\ndef helper(X):\n    return np.std(X)\n\n\ndef f(X):\n"
        "    return np.exp(-X / helper(X)).sum()",
        ["magic(4)"],
        "ddof",
        3,
    ),
    "a rounding in the middle": (
        "function y = f(x)\nk = round(x);\ny = sum(sqrt(k) .* (1:numel(x)));\nend",
        "import numpy as np\ndef f(x):\n    k = np.round(x)\n    return (np.sqrt(k) * np.arange(1, x.size + 1)).sum()",
        ["[0.5 1.5 2.5 3.2]"],
        "rounding",
        3,
    ),
    "the place of the largest": (
        "function y = f(x)\n[~, k] = max(x);\ny = k * 2.5;\nend",
        "import numpy as np\ndef f(x):\n    k = np.argmax(x)\n    return k * 2.5",
        ["[7 3 10 8]"],
        "index-base",
        3,
    ),
    "an integer division in the middle": (
        "function y = f(n)\nm = n / 2;\ny = exp(m) + sin(m);\nend",
        "import math\ndef f(n):\n    m = n // 2\n    return math.exp(m) + math.sin(m)",
        ["7"],
        "rounding",
        3,
    ),
}


@pytest.mark.parametrize("key", FOUND)
def test_cause_and_line(tmp_path: Path, octave: Session, key: str) -> None:
    original, port, args, kind, line = FOUND[key]
    (tmp_path / "f.m").write_text(original + "\n")
    (tmp_path / "f.py").write_text(port + "\n")
    result = verify_pair(tmp_path / "f.m", str(tmp_path / "f.py"), *args, session=octave)
    assert result.verdict == "MISMATCH"
    first = result.findings[0]
    assert first.port is not None
    # A place that counts from 0 may be meant, and counted from 1 where it is read.
    certainty = "probable" if kind == "index-base" else "proven"
    assert (first.kind, first.certainty, first.port.line) == (kind, certainty, line)
    assert re.search(rf"line {line}\) the (port|case) agrees", first.proof[-1])


def test_no_edit_helps_a_port_that_is_wrong_elsewhere(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "f.m").write_text("function y = f(X)\ny = sum(exp(X(:) / std(X(:))));\nend\n")
    (tmp_path / "f.py").write_text("import numpy as np\ndef f(X):\n    return np.exp(X / np.std(X)).sum() + 0.1\n")
    result = verify_pair(tmp_path / "f.m", str(tmp_path / "f.py"), "magic(4)", session=octave)
    assert result.verdict == "MISMATCH"
    assert [found.kind for found in result.findings if found.is_proven] == ["divergence"]  # the line, and no cause


ORIGINAL = "function s = spread(x)\ns = std(x);\nend\n"
PORT = "import numpy as np\n\n\ndef spread(x):\n    return np.std(x)\n"


def pair_in(folder: Path, original: str, port: str) -> tuple[Path, str]:
    (folder / "spread.m").write_text(original)
    (folder / "spread.py").write_text(port)
    return folder / "spread.m", str(folder / "spread.py:spread")


def test_without_a_trace_a_habit_is_proven_by_its_edit_all_the_same(tmp_path: Path, octave: Session) -> None:
    original, port = pair_in(tmp_path, ORIGINAL, PORT)
    (found,) = verify_pair(original, port, "[1 2.5 4]", session=octave, traced=False).findings
    assert (found.kind, found.certainty, str(found.port)) == ("ddof", "proven", f"{tmp_path}/spread.py:5")
    assert found.fix is not None
    assert "np.std(x, ddof=1)" in found.fix.diff


def test_an_edit_that_agrees_by_chance_with_a_case_proves_nothing(tmp_path: Path, octave: Session) -> None:
    # 1.5 times is what ddof=1 does to three numbers' variance, and to nothing else.
    original, port = pair_in(
        tmp_path, "function s = spread(x)\ns = 1.5 * var(x, 1);\nend\n", PORT.replace("np.std", "np.var")
    )
    one = verify_pair(original, port, "[1 2.5 4]", session=octave, traced=False)
    assert [found.certainty for found in one.findings] == ["proven"]  # one size of inputs cannot tell
    table = Report((one, verify_pair(original, port, "[1 2.5 4 9]", session=octave, traced=False)))
    found = explain_report(table, tmp_path, octave).findings
    assert {finding.certainty for finding in found} == {"suspected"}


def test_what_was_located_and_what_is_suspected_of_it_are_one_finding(tmp_path: Path, octave: Session) -> None:
    # A port of a module that cannot be changed: a function that is made by another one.
    original = "function y = f(x)\na = x * 3;\ny = a + 1;\nend\n"
    (tmp_path / "f.m").write_text(original)
    (tmp_path / "f.py").write_text(
        "def twisted(x):\n    return eval('-x' + '* 3')\n\n\n"
        "def f(x):\n    a = twisted(x)\n    y = a + 1\n    return y\n"
    )
    result = verify_pair(tmp_path / "f.m", str(tmp_path / "f.py:f"), "[1.5 2.5 4.25]", session=octave)
    assert len(result.findings) == 1


def test_saved_references_are_enough_for_a_fix_which_says_on_what_it_was_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "no-such-octave")
    (tmp_path / "f.m").write_text("function y = f(x)\ny = x * 3;\nend\n")
    (tmp_path / "f.py").write_text("def f(x):\n    y = x * 2\n    return y\n")
    x = np.array([[1.5, 2.5, 4.25]])
    reference = Reference("saved", Engine("GNU Octave", "7.3.0"), (x,), {"y": np.array([[4.5, 7.5, 12.75]])})
    result = judge(case_of_call(tmp_path / "f.m", str(tmp_path / "f.py:f"), ("x",)), reference, tmp_path)
    with Octave() as session:
        report = explain_report(Report((result,)), tmp_path, session, traced=True)
    (finding,) = report.findings
    assert finding.fix is not None
    assert "-    y = x * 2\n+    y = x * 3\n" in finding.fix.diff
    assert finding.certainty == "probable"
    assert "it was not tried on moved inputs" in finding.proof[0]
