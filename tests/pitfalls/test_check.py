"""Lines where a pitfall is likely: found in naive code, and not in code that is right."""

from pathlib import Path

import pytest

from matdrop import cli
from matdrop.errors import MatdropError
from matdrop.pitfalls import in_matlab
from matdrop.pitfalls.alarm import Alarm
from matdrop.pitfalls.catalogue import load_pitfalls
from matdrop.pitfalls.check import find
from matdrop.pitfalls.in_matlab import find_in_matlab
from matdrop.pitfalls.in_python import find_in_python, patterns
from tests.test_gallery import ENTRIES

TESTS = Path(__file__).parents[1]
ROWS = {row.id: row for row in load_pitfalls()}
# Right versions that do on purpose what is mostly a mistake: round halves to even, go on with the last value.
ON_PURPOSE = {"mod-of-fractions": "round-halves", "interp-argument-order": "interp-outside"}


def in_row(id_: str, code: str) -> set[str]:
    return {finding.id for finding in find_in_python(f"import numpy as np\n{ROWS[id_].given}\n{code}")}


def test_no_right_version_of_the_table_is_suspected() -> None:
    found = {id_: in_row(id_, row.right) for id_, row in ROWS.items()}
    assert {id_: "".join(ids) for id_, ids in found.items() if ids} == ON_PURPOSE


def test_naive_versions_of_the_table_are_found() -> None:
    found = {id_ for id_, row in ROWS.items() if id_ in in_row(id_, row.naive)}
    # That row adds two variables; the pattern takes numbers that are converted where they are added.
    assert {pattern.row for pattern in patterns()} - found == {"integer-saturates"}


def test_snippets_of_the_table_are_found() -> None:
    found = {id_ for id_, row in ROWS.items() if id_ in {finding.id for finding in find_in_matlab(row.matlab)}}
    assert {id_ for rules in in_matlab.CALLS.values() for id_, _ in rules} <= found
    assert set(in_matlab.OUTPUTS.values()) <= found


def test_ports_that_are_right_raise_no_alarm() -> None:
    files = {TESTS / "gallery" / entry["right"].partition(":")[0] for entry in ENTRIES.values()}
    files |= set((TESTS / "coursework/python").glob("*.py"))
    assert len(files) > 100
    assert {file.name: find(file) for file in files if find(file)} == {}


def test_planted_defects_that_a_line_shows_are_pointed_at() -> None:
    pointed = set()
    for key, entry in ENTRIES.items():
        findings = find(TESTS / "gallery" / entry["wrong"].partition(":")[0])
        if any(finding.line == entry["lines"]["port"] for finding in findings):
            pointed.add(key)
        # What else is found in a port with one defect is a consequence of it.
        assert [f.id for f in findings if f.line != entry["lines"]["port"]] in ([], ["input-is-untouched"])
    assert {"feature_normalize", "half_grades", "rank_scores", "center_columns"} <= pointed
    assert len(pointed) == 15


@pytest.mark.parametrize(
    ("code", "ids"),
    [
        ("A(:, end + 1) = c;", ["append-column"]),
        ("A(end + 1, :) = c;", ["append-row"]),
        ("labels(end + 1, 1) = 3;", ["append-number"]),
        ("s = sum(A(:));", []),
        ("v = A(:);", ["colon-flattens-columns"]),
        ("A(:) = 0;", []),
        ("mode = 3; x = mode(1);", []),
        ("function y = f(std)\ny = std(2);\nend", []),
        ("upper = text >= 'A' & text <= 'Z';", []),
        ("r = 1 < x < 3;", ["chained-comparison"]),
        ("% std(x) in a comment", []),
        ("disp('std(x)')", []),
        ("s = std(x, 1);", ["std-second-argument"]),
        ("[~, k] = max(x);", ["max-index"]),
        ("[m, ~] = max(x);", []),
        ("x = A \\ b;", ["backslash"]),
        ("x = A / b;", []),
        ("this is (no MATLAB", []),
    ],
)
def test_matlab(code: str, ids: list[str]) -> None:
    assert [finding.id for finding in find_in_matlab(code)] == ids


@pytest.mark.parametrize(
    ("code", "ids"),
    [
        ("from numpy import std\ns = std(x)", ["std-ddof"]),
        ("import numpy\ns = numpy.std(x, ddof=1)", []),
        ("s = x.std(axis=0)", ["std-ddof"]),
        ("import numpy as np\nx = np.round(x, 2)", []),
        ("import numpy as np\nx = np.linspace(0, 1, 11)", []),
        ("import numpy as np\ny = x.reshape(-1, 1)", []),
        ("import numpy as np\nA = np.zeros(3, int)", []),
        ("import numpy as np\nA = np.zeros(3, 3)", ["ones-two-sizes"]),
        ("def f(X):\n    X = X.copy()\n    X[:, 0] = 0\n    return X", []),
        ("def f(X):\n    X[:, 0] = 0\n    return X", ["input-is-untouched"]),
        ("def f(n):\n    n -= 1\n    return n", []),
        ("def f(X):\n    Y = X\n    Y[0, :] = 1\n    return X, Y", ["array-is-copied", "input-is-untouched"]),
        ("t = A[0:2]\nt[0] = 1\nprint(A)", ["slice-is-copied"]),
        ("t = A[0:2]\nt[0] = 1\nprint(t)", []),
        ("import numpy as np\nx = np.array([1, 2])\nx[0] = 1 / 2", ["integer-array-keeps-class"]),
        ("import numpy as np\nx = np.array([1.0, 2])\nx[0] = 1 / 2", []),
        ("flags = a ^ b", ["caret-is-not-power"]),
    ],
)
def test_python(code: str, ids: list[str]) -> None:
    assert [finding.id for finding in find_in_python(code)] == ids


def test_every_id_has_a_row() -> None:
    for file in [*(TESTS / "gallery").rglob("*.m"), *(TESTS / "coursework").rglob("*.m")]:
        assert {finding.id for finding in find(file)} <= ROWS.keys()


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "spread.m").write_text("function s = spread(x)\ns = std(x);\nend\n")
    (tmp_path / "spread.py").write_text("import numpy as np\n\n\ndef spread(x):\n    return np.std(x, ddof=1)\n")
    assert cli.main(["pitfalls", "check", str(tmp_path)]) == 1
    first, why, last = capsys.readouterr().out.splitlines()
    assert first == f"{tmp_path / 'spread.m'}:2: std-ddof: s = std(x);"
    assert why.strip() == ROWS["std-ddof"].why
    assert last == "1 likely in 2 files; `matdrop pitfalls ID` shows a row"
    assert cli.main(["pitfalls", "check", str(tmp_path / "spread.py")]) == 0


def test_command_says_what_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["pitfalls", "check"]) == 2
    assert "name files or folders" in capsys.readouterr().err
    (tmp_path / "broken.py").write_text("def f(:\n")
    for name, said in (
        ("broken.py", "is no Python: line 1"),
        ("none.m", "cannot be read: No such file"),
        ("notes.txt", "is neither .py nor .m"),
    ):
        if name == "notes.txt":
            (tmp_path / name).write_text("")
        with pytest.raises(MatdropError, match=said):
            find(tmp_path / name)


def test_findings_are_in_the_order_of_lines() -> None:
    source = "import numpy as np\na = np.var(x)\nb = np.std(x)\n"
    assert find_in_python(source) == [Alarm(2, "var-ddof"), Alarm(3, "std-ddof")]
