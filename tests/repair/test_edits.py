"""Causes found in the port's source: one habit changed, the port agrees, and its line is named."""

import math
import re
from pathlib import Path

import numpy as np
import pytest

from matdrop.engines.session import Session
from matdrop.explain.explanation import verify_pair
from matdrop.repair.edits import variants

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
    assert (first.kind, first.certainty, first.port.line) == (kind, "proven", line)
    assert re.search(rf"line {line}\) the (port|case) agrees", first.proof[-1])


def test_no_edit_helps_a_port_that_is_wrong_elsewhere(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "f.m").write_text("function y = f(X)\ny = sum(exp(X(:) / std(X(:))));\nend\n")
    (tmp_path / "f.py").write_text("import numpy as np\ndef f(X):\n    return np.exp(X / np.std(X)).sum() + 0.1\n")
    result = verify_pair(tmp_path / "f.m", str(tmp_path / "f.py"), "magic(4)", session=octave)
    assert result.verdict == "MISMATCH"
    assert [found.kind for found in result.findings if found.is_proven] == ["divergence"]  # the line, and no cause


def test_a_function_within_another_is_changed_too() -> None:
    scale = 3.0

    def port(x: np.ndarray) -> float:
        return scale * float(np.std(x))

    (variant,) = variants(port)
    x = np.array([1.0, 2.0, 4.0])
    assert variant.habit.kind == "ddof"
    assert math.isclose(variant.function(x), scale * float(np.std(x, ddof=1)))
    assert math.isclose(port(x), scale * float(np.std(x)))


def test_what_has_no_source_has_no_variants() -> None:
    assert not list(variants(abs))
    assert not list(variants(np.sin))
    assert not list(variants(eval("lambda x: x.reshape(3)")))
