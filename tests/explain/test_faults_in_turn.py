"""Two faults, one behind the other: each is named and mended, proven with the other mended where values show it."""

from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.explain.trace import Trace, trace

ORIGINAL = "function y = f(x)\ns = std(x);\nt = s * 2;\ny = exp(-t) + 1;\nend\n"
PORT = "import numpy as np\ndef f(x):\n    s = np.std(x{0})\n    t = s * {1}\n    y = np.exp(-t) + 1\n    return y\n"


@pytest.fixture
def traced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octave: Octave) -> Trace:
    """Trace a port with two faults on the way to its only output."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.m").write_text(ORIGINAL)
    (tmp_path / "f.py").write_text(PORT.format("", 3))
    return trace(tmp_path / "f.m", "f.py", "[1.5 2 4 8.5]", session=octave)


def test_both_are_named_and_mended(traced: Trace) -> None:
    first, second = traced.findings
    assert [(f.certainty, str(f.port)) for f in (first, second)] == [("proven", "f.py:3:5"), ("proven", "f.py:4:5")]
    assert (first.variable, second.variable, first.kind) == ("s", "t", "ddof")
    assert first.proof[:2] == ("with line 4 mended:", "all that line 3 reads agrees with the original")
    assert second.proof[:2] == ("with line 3 mended:", "all that line 4 reads agrees with the original")
    assert second.proof[-1].startswith("with 2 for 3 (line 4) and 1 other change the case agrees")
    assert second.fix is not None and second.fix.patch is not None
    assert second.fix.patch.text == PORT.format(", ddof=1", 2)  # it starts from what the first one has written


ONE_LINE = "function J = g(x, y)\nJ = sum((x - y).^2) / numel(x);\nend\n"
SEVERAL_LINES = "def g(x, y):\n    d = x {0} y\n    total = (d {1} 2).sum()\n    J = total / x.size\n    return J\n"


def test_two_statements_of_one_line_of_the_original_are_mended_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octave: Octave
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "g.m").write_text(ONE_LINE)
    (tmp_path / "g.py").write_text(SEVERAL_LINES.format("+", "*"))
    found = trace(tmp_path / "g.m", "g.py", "[1.5 2 4 8.5]", "[0.25 3 -1 2]", session=octave).findings
    assert [(f.certainty, str(f.port)) for f in found] == [("probable", "g.py:2:5"), ("probable", "g.py:3:5")]
    assert all(f.port is not None and f.port.line in [place.line for place in f.interval] for f in found)
    fix = found[-1].fix
    assert fix is not None and fix.patch is not None
    assert fix.patch.text == SEVERAL_LINES.format("-", "**")


GALLERY = Path(__file__).parents[1] / "gallery"
SLIPS = [
    # Six changes agree with the case by chance, before the one that undoes the slip.
    (
        "knn_vote",
        ("-vc[1]", "-vc[0]"),
        ["[0 0; 1 1; 5 5; 6 6; 9 9]", "[2; 2; 1; 1; 3]", "[2.9 2.9; 0.2 0.1; 6 7]", "4"],
    ),
    # The negated exponents in line 5 would do what conj does, but what line 5 stores is what the original stores.
    ("beam_weights", ("A.conj().T / n", "k.conj().T * n"), ["[-30 0 45]", "4"]),
]


@pytest.mark.parametrize(("name", "slip", "args"), SLIPS)
def test_a_single_fault_stays_a_single_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octave: Octave, name: str, slip: tuple[str, str], args: list[str]
) -> None:
    [folder] = GALLERY.glob(f"*/{name}")
    [original] = folder.glob("*.m")
    right = (folder / "right.py").read_text(encoding="utf-8")
    (tmp_path / "port.py").write_text(right.replace(*slip))
    monkeypatch.chdir(tmp_path)
    [finding] = trace(original, f"port.py:{folder.name}", *args, session=octave).findings
    assert finding.port is not None
    assert finding.port.line == 1 + right[: right.index(slip[0])].count("\n")
    assert finding.fix is not None


def test_a_line_that_is_wrong_by_itself_is_not_hidden_by_a_change_that_does_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octave: Octave
) -> None:
    (tmp_path / "h.m").write_text("function y = h(x)\nv = x / 255;\ny = v + 1;\nend\n")
    right = "def h(x):\n    v = x / 255\n    y = v + 1\n    return y\n"
    (tmp_path / "h.py").write_text(right.replace("255", "256").replace("v + 1", "x + 1"))
    monkeypatch.chdir(tmp_path)
    found = trace(tmp_path / "h.m", "h.py", "[1.5 2 4 8.5]", session=octave).findings
    assert {f.port.line: f.certainty for f in found if f.port} == {2: "proven", 3: "proven"}
