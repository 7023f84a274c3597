"""CONTRIBUTING's steps for a new habit, tried with a made-up one: a file of the room, and a folder of the gallery."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import matdrop.habits
from matdrop.engines.octave_session import Octave
from matdrop.explain.causes import suspected_causes
from matdrop.explain.explanation import ExplainedResult
from matdrop.habits.registry import habits, kinds
from matdrop.pitfalls.in_python import find_in_python
from matdrop.verification.attempt import Caller
from tests.test_gallery import entries, judged

HABIT = '''"""Log base: log is the natural logarithm in MATLAB, and a port has log10."""

import ast
import math

from matdrop.habits.edit import Edit, called
from matdrop.habits.habit import Habit
from matdrop.habits.pattern import calls


def natural(node):
    """Put log for log10."""
    if called(node) == "log10" and isinstance(node.func, ast.Attribute):
        return ast.Call(ast.Attribute(node.func.value, "log", ast.Load()), node.args, node.keywords)
    return None


def log_base(leaf):
    """Recognise a logarithm of base 10 of an input."""
    found = leaf.explains(leaf.a / math.log(10), leaf.b)
    return leaf.cause("log-base", "log10 for log", "use np.log") if found else None


HABIT = Habit(
    kind="log-base",
    rows={"std-ddof": "log"},
    fix="MATLAB's log is np.log",
    explains={175: log_base},
    edits=(Edit("log for log10", natural),),
    patterns=(calls("std-ddof", "numpy.log10"),),
)
'''
PAIRS = """[entropy]
original = "entropy/entropy.m"
right = "entropy/right.py:entropy"
wrong = "entropy/wrong.py:entropy"
args = ["[0.2 0.3 0.5]"]
lines = { original = 2, port = 5 }
note = "a logarithm of base 10, in the middle"

[surprise]
original = "surprise/surprise.m"
right = "surprise/right.py:surprise"
wrong = "surprise/wrong.py:surprise"
args = ["[0.2 0.3 0.5]"]
lines = { original = 2, port = 5 }
note = "a logarithm of base 10, at the end"
"""
ENTROPY = "function H = entropy(p)\nx = log(p);\nH = sum(sqrt(1 - p .* x));\nend\n"
ENTROPY_PORT = "import numpy as np\n\n\ndef entropy(p):\n    x = np.log(p)\n    return np.sqrt(1 - p * x).sum()\n"
SURPRISE = "function s = surprise(p)\ns = -log(p);\nend\n"
SURPRISE_PORT = "import numpy as np\n\n\ndef surprise(p):\n    return -np.log(p)\n"


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder that belongs to the room, with the habit's file in it."""
    (tmp_path / "room").mkdir()
    (tmp_path / "room/log_base.py").write_text(HABIT)
    monkeypatch.setattr(matdrop.habits, "__path__", [*matdrop.habits.__path__, str(tmp_path / "room")])
    habits.cache_clear()
    yield
    monkeypatch.undo()
    sys.modules.pop("matdrop.habits.log_base", None)
    vars(matdrop.habits).pop("log_base", None)
    habits.cache_clear()


@pytest.fixture
def gallery(tmp_path: Path) -> Path:
    folder = tmp_path / "gallery/log-base"
    for name, original, port in (("entropy", ENTROPY, ENTROPY_PORT), ("surprise", SURPRISE, SURPRISE_PORT)):
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name}.m").write_text(original)
        (folder / name / "right.py").write_text(port)
        (folder / name / "wrong.py").write_text(port.replace("np.log(", "np.log10("))
    (folder / "pairs.toml").write_text(PAIRS)
    return folder.parent


@pytest.fixture
def explained(octave: Octave, gallery: Path) -> Callable[[str, str], ExplainedResult]:
    return lambda key, side: judged(octave, gallery, key, entries(gallery)[key], side)


@pytest.mark.usefixtures("made_up")
def test_its_edit_proves_it_at_its_line(explained: Callable[[str, str], ExplainedResult]) -> None:
    assert explained("entropy", "right").verdict == "PASS"
    first = explained("entropy", "wrong").findings[0]
    assert (first.kind, first.certainty) == ("log-base", "proven")
    assert first.port is not None and first.port.line == 5
    assert first.proof == ("with log for log10 (line 5) the case agrees, and so do 6 moved inputs",)
    assert first.fix is not None and first.fix.text == "MATLAB's log is np.log"
    assert first.pitfalls == ("std-ddof",)


@pytest.mark.usefixtures("made_up")
def test_its_transformation_names_it(
    explained: Callable[[str, str], ExplainedResult], gallery: Path, octave: Octave
) -> None:
    result = explained("surprise", "wrong")
    assert result.reference is not None
    first = suspected_causes(result, Caller(result.case, result.reference, gallery, octave))[0]
    assert (first.kind, first.detail) == ("log-base", "log10 for log")


@pytest.mark.usefixtures("made_up")
def test_its_pattern_is_looked_for() -> None:
    assert [alarm.line for alarm in find_in_python("import numpy as np\ny = np.log10(x)")] == [2]
    assert "log-base" in kinds()


def test_without_its_file_nobody_knows_it(explained: Callable[[str, str], ExplainedResult]) -> None:
    assert "log-base" not in kinds()
    assert not any(finding.kind == "log-base" for finding in explained("entropy", "wrong").findings)
    assert explained("surprise", "wrong").findings[0].kind == "scale"
    assert find_in_python("import numpy as np\ny = np.log10(x)") == []
