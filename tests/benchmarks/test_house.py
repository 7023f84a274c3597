"""What is planted into a small package is counted, and nothing else is."""

import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks import house

CLEAN = {
    "__init__.py": "",
    "low/__init__.py": "",
    "low/numbers.py": '"""Numbers."""\n\n\ndef double(x):\n    # Twice is enough.\n    return 2 * x\n',
    "high.py": "from p.low import numbers\n\n\ndef _four():\n    return numbers.double(2)\n",
}
TEN_BRANCHES = "def planted(x):\n" + "".join(f"    if x == {k}:\n        return {k}\n" for k in range(9))
Package = dict[str, str]


def files_of(package: Package) -> list[house.File]:
    return [house.File(Path(path), text) for path, text in package.items()]


def figures(changes: Package) -> dict[str, str]:
    return house.figures(files_of(CLEAN | changes), "p")


def test_a_clean_package() -> None:
    assert figures({}) == {
        "files": "4",
        "lines": "11",
        "functions": "2",
        "mean complexity": "1.00",
        "complexity >= 10": "0.0%",
        "mean C901": "1.00",
        "C901 >= 10": "0.0%",
        "nested comprehensions": "0",
        "private functions": "50.0%",
        "comments per 100 lines": "20.0",
        "rooms": "2",
        "arrows between rooms": "1",
        "circles of rooms": "0",
        "arrows between files": "1",
        "circles of files": "0",
    }


@pytest.mark.parametrize(
    "upward",
    [
        "from p import high",
        "import p.high",
        "from .. import high",
        "from ..high import _four",
        "def f():\n    from p import high",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.high import _four",
    ],
)
def test_a_planted_circle(upward: str) -> None:
    found = figures({"low/numbers.py": upward + "\n"})
    assert found["circles of files"] == found["circles of rooms"] == "1, the largest of 2"
    assert found["arrows between files"] == "2"


def test_the_largest_circle_comes_first() -> None:
    ring = {
        "a.py": "import p.b",
        "b.py": "import p.c",
        "c.py": "import p.a",
        "d.py": "import p.e",
        "e.py": "import p.d",
    }
    graph = house.import_graph(files_of(CLEAN | ring), "p")
    assert house.circles(graph) == [["a.py", "b.py", "c.py"], ["d.py", "e.py"]]


def test_imports_from_outside_and_of_a_folder() -> None:
    found = figures({"high.py": "import numpy\nfrom pandas import low\nfrom p.low import nothing\nimport p\n"})
    assert found["arrows between files"] == "2"


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("[x for x in y]", "0"),
        ("[x for x in y for y in z]", "1"),
        ("[[x for x in y] for y in z]", "1"),
        ("{k: sum(x for x in y) for k, y in {a: {b for b in c} for c in d}}", "2"),
        ("[x for x in y], [x for x in y]", "0"),
    ],
)
def test_planted_nested_comprehensions(code: str, count: str) -> None:
    assert figures({"high.py": code + "\n"})["nested comprehensions"] == count


def test_a_planted_complex_function() -> None:
    planted = {"high.py": TEN_BRANCHES}
    found = figures(planted)
    assert (found["mean complexity"], found["complexity >= 10"], found["C901 >= 10"]) == ("5.50", "50.0%", "50.0%")
    worst, other = house.most_complex(files_of(CLEAN | planted))
    assert (worst.value, worst.name) == (10, "high.py: planted")
    assert (other.value, other.name) == (1, "low/numbers.py: double")


def test_only_one_of_the_two_measures_sees_what_stands_in_expressions() -> None:
    dense = "class C:\n    def f(x):\n        return [y if y else 0 for y in x if y and x or y] and x\n"
    file = house.File(Path("a.py"), dense)
    assert [(one.value, one.name) for one in house.complexities(file)] == [(7, "a.py: C.f")]
    assert [one.value for one in house.statement_complexities(file)] == [1]


def test_private_functions_and_comments() -> None:
    lines = [
        '"""A docstring.',
        "# no comment",
        '"""',
        "",
        "# one",
        "class C:  # two",
        "    def __len__(self): return 0",
        '    def _f(self): return """',
        "# no comment",
        '"""',
    ]
    found = figures({"__init__.py": "\n".join(lines) + "\n"})
    assert (found["functions"], found["private functions"]) == ("4", "50.0%")
    assert found["comments per 100 lines"] == f"{100 * 3 / 10:.1f}"


def write(folder: Path, package: Package) -> None:
    for path, text in package.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a checkout whose revision `before` has a circle that its files no longer have."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed: no revision can be read")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(tmp_path)]
    write(
        tmp_path / "matdrop",
        CLEAN | {"low/numbers.py": "import matdrop.high\n", "high.py": "import matdrop.low.numbers\n"},
    )
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "A circle"], ["tag", "before"]):
        subprocess.run([*git, *words], check=True)
    write(tmp_path / "matdrop", {"low/numbers.py": ""})
    monkeypatch.setattr(house, "ROOT", tmp_path)
    return tmp_path


def test_a_revision_beside_a_folder(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(checkout / "matdrop")
    house.main(["--by-room", "before", folder])
    out = capsys.readouterr().out
    titles, *rows = out.splitlines()
    assert titles.split() == ["before", folder]
    assert [row.split() for row in rows if row.startswith("circles of files")] == [
        ["circles", "of", "files", "1,", "the", "largest", "of", "2", "0"]
    ]
    assert "before: a circle of 2 files: high.py, low/numbers.py" in out
    assert f"{folder}: a circle" not in out
    assert out.count("\nlow  ") == 2


@pytest.mark.parametrize("argument", ["no-such-revision", "low"])
def test_what_is_no_package(argument: str, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (checkout / "low").mkdir()
    monkeypatch.chdir(checkout)
    with pytest.raises(SystemExit, match=f"{argument}: n"):
        house.main([argument])
