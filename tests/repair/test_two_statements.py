"""Two faults in different statements, neither of which can be mended alone."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matdrop.cases.case import case_of_call
from matdrop.cases.reference import Engine, Reference
from matdrop.repair.candidates import Candidate
from matdrop.repair.other_inputs import Original
from matdrop.repair.patched_port import Trial
from matdrop.repair.search import Places, RepairSearch, texts_of
from matdrop.repair.two_statements import two_changes
from matdrop.values.value import Array, array_of
from matdrop.verification.judge import judge

ORIGINAL = "function J = f(x, y)\nJ = sum((x - y).^2) / numel(x);\nend\n"
RIGHT = "def f(x, y):\n    d = x - y\n    total = (d ** 2).sum()\n    J = total / x.size\n    return J\n"
X, Y = np.array([[1.5, 2.0, 4.0, 8.5]]), np.array([[0.25, 3.0, -1.0, 2.0]])


def reference_of(x: Array, y: Array) -> Reference:
    """Return what the original computes: Octave gives the same for these inputs."""
    return Reference("live", Engine("GNU Octave", "7.3.0"), (x, y), {"J": np.array([[((x - y) ** 2).sum() / x.size]])})


def original(trials: Sequence[Trial]) -> list[Reference]:
    """Stand for the original on other inputs."""
    return [reference_of(*map(array_of, trial.reference.inputs)) for trial in trials]


def search_of(folder: Path, port: str, known: Original | None = original) -> RepairSearch:
    """Return the search of a port."""
    (folder / "f.m").write_text(ORIGINAL)
    (folder / "f.py").write_text(port)
    case = case_of_call(folder / "f.m", str(folder / "f.py:f"), ("0", "0"))
    reference = reference_of(X, Y)
    result = judge(case, reference, folder)
    assert result.convention is not None
    return RepairSearch([Trial(case, reference, result.convention)], folder, original=known)


def changes(folder: Path, port: str, lines: range, known: Original | None = original) -> tuple[Candidate, ...] | None:
    """Mend two statements of a port, one of them in some lines, the other one anywhere."""
    search, file = search_of(folder, port, known), (folder / "f.py").resolve()
    return two_changes(search, Places({file: lines}, {}), Places({file: range(1, 6)}, {}))


WRONG = RIGHT.replace("x - y", "x + y").replace("** 2", "* 2")


def test_two_statements_are_mended_together(tmp_path: Path) -> None:
    found = changes(tmp_path, WRONG, range(2, 4))
    assert found is not None
    assert [change.lines for change in found] == [(2,), (3,)]
    assert list(texts_of(found).values()) == [RIGHT]


def test_the_other_statement_may_be_outside_of_the_lines_of_the_fault(tmp_path: Path) -> None:
    found = changes(tmp_path, WRONG, range(3, 4))
    assert found is not None
    assert {change.lines for change in found} == {(2,), (3,)}


def test_nothing_is_claimed_where_no_change_is_in_the_lines_of_the_fault(tmp_path: Path) -> None:
    assert changes(tmp_path, WRONG, range(5, 6)) is None


def test_nothing_is_claimed_where_the_original_cannot_be_run_on_other_inputs(tmp_path: Path) -> None:
    assert changes(tmp_path, WRONG, range(2, 4), None) is None


def test_the_return_at_the_end_stays(tmp_path: Path) -> None:
    port = "def f(x, y):\n    x[...] = 1\n    if x.size > 9:\n        return y\n    return x\n"
    search = search_of(tmp_path, port)
    dropped = [one.lines for one in search.singles(Places({(tmp_path / "f.py").resolve(): range(1, 6)}, {}))
               if one.what.startswith("without return")]  # fmt: skip
    assert dropped == [(4,)]


def test_a_line_of_another_file_is_not_the_place(tmp_path: Path) -> None:
    search, file = search_of(tmp_path, RIGHT), (tmp_path / "f.py").resolve()
    change = search.singles(Places({file: range(2, 3)}, {}))[0]
    assert Places({file: range(2, 3)}, {}).hold(change)
    assert not Places({tmp_path / "g.py": range(2, 3)}, {}).hold(change)
