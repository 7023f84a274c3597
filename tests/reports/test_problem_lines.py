"""A problem in the terminal: what it shows, the caret, and that it fits the terminal's width."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from matdrop.explain.finding import Finding, Fix, Place
from matdrop.repair.changes import Change
from matdrop.repair.patch import Patch, read_source_file
from matdrop.reports.marked_line import marked_line
from matdrop.reports.problem_lines import problem_lines, show_problem
from matdrop.reports.problems import Problem

SOURCE = "import numpy as np\n\n\ndef f(X):\n    sigma = np.std(X, axis=0)\n    return X / sigma\n"


def fault(folder: Path, source: str = SOURCE, before: str = "0)", after: str = "0, ddof=1)", line: int = 5) -> Problem:
    """Return a problem whose fix puts one text in place of another."""
    (folder / "f.py").write_text(source, encoding="utf-8")
    read = read_source_file(folder / "f.py")
    start = source.index(before)
    if "ddof" in after:  # only what is new is put in, as repairs do
        change = Change(
            start + len(before) - 1, start + len(before) - 1, after[len(before) - 1 : -1], line, "keyword", "w"
        )
    else:
        change = Change(start, start + len(before), after, line, "keyword", "w")
    patch = Patch(read, (change,))
    finding = Finding(
        "ddof", "proven", "sigma is 1x4 double [4.71699 4.5 4.5 4.71699], MATLAB has 1x4 double [5.44671 5.19615 5.1]",
        "f", ("one", "two"), ("Y",), Place("f.py", line, 5), Place("f.m", 3, 5), "sigma",
        {"original": "1x4 double [5.44671 5.19615 5.1]", "port": "1x4 double [4.71699 4.5 4.5 4.71699]"},
        ("all that line 5 reads agrees", "with the original's values after line 5 the case agrees"),
        Fix("MATLAB divides by n - 1: ddof=1", 2, 2, patch.diff("f.py"), patch=patch), ("std-ddof",),
        label="sigma is 4.7 at (1, 1), MATLAB has 5.4",
    )  # fmt: skip
    place = Place(str(folder / "f.py"), line, 5)
    differs = ("Y: value of 16 of 16 elements differs: at (1, 4) 0.8 in the original, 0.9 in the port",)
    return Problem("ddof", finding.summary, "f", ("one", "two"), ("MISMATCH",), place, None, finding,
                   differs=differs, of=3)  # fmt: skip


def test_it_reads_from_the_place_to_the_fix(tmp_path: Path) -> None:
    problem = replace(fault(tmp_path), original=Place(str(tmp_path / "f.m"), 3))
    assert [line.plain for line in problem_lines(problem, tmp_path)] == [
        "error[ddof] f: MISMATCH in 2 of 3 cases (proven)",
        "  --> f.py:5:13   original f.m:3:5",
        "  5 |     sigma = np.std(X, axis=0)",
        "    |             ^^^^^^^^^^^^^^^^^ sigma is 4.7 at (1, 1), MATLAB has 5.4",
        "  fix: MATLAB divides by n - 1: ddof=1",
        "    -     sigma = np.std(X, axis=0)",
        "    +     sigma = np.std(X, axis=0, ddof=1)",
        "    run on 2 of 2 cases: agrees; `matdrop fix --write` applies it",
        "  proof: all that line 5 reads agrees",
        "  proof: with the original's values after line 5 the case agrees",
        "  sigma in the original: 1x4 double [5.44671 5.19615 5.1]",
        "  sigma in the port: 1x4 double [4.71699 4.5 4.5 4.71699]",
        "  Y: value of 16 of 16 elements differs: at (1, 4) 0.8 in the original, 0.9 in the port",
        "  cases: one, two",
        "  see: matdrop pitfalls std-ddof",
    ]


def test_without_a_label_the_summary_stands_below_the_caret(tmp_path: Path) -> None:
    problem = fault(tmp_path)
    assert problem.finding is not None
    problem = replace(problem, finding=replace(problem.finding, label="", summary="this statement is wrong"))
    lines = [line.plain for line in problem_lines(problem, tmp_path)]
    assert lines[3:6] == [
        "    |             ^^^^^^^^^^^^^^^^^",
        "  this statement is wrong",
        "  fix: MATLAB divides by n - 1: ddof=1",
    ]
    assert not [line for line in lines if line.startswith("  sigma in")]


def test_a_label_that_is_too_long_to_stand_beside_the_caret_stands_below(tmp_path: Path) -> None:
    problem = fault(tmp_path)
    assert problem.finding is not None
    label = "sigma is 4.716990566028302 at (1, 1), MATLAB has 5.446711546122732"
    lines = problem_lines(replace(problem, finding=replace(problem.finding, label=label)), tmp_path)
    assert [line.plain for line in lines][3:5] == ["    |             ^^^^^^^^^^^^^^^^^", f"  {label}"]
    assert max(line.cell_len for line in lines[:4]) <= 80


def test_values_that_the_label_has_are_not_said_again(tmp_path: Path) -> None:
    problem = fault(tmp_path)
    assert problem.finding is not None
    values = {"original": "6.0", "port": "5.0"}
    finding = replace(problem.finding, label="n is 5.0, MATLAB has 6.0", values=values)
    assert sum("5.0" in line.plain for line in problem_lines(replace(problem, finding=finding), tmp_path)) == 1


def test_of_many_cases_the_first_are_named(tmp_path: Path) -> None:
    problem = replace(fault(tmp_path), cases=tuple(f"case_{k}" for k in range(1, 9)), of=8)
    lines = [line.plain for line in problem_lines(problem, tmp_path)]
    assert "  cases: case_1, case_2, case_3, case_4, case_5, case_6 and 2 more" in lines


@pytest.mark.parametrize(
    ("line", "before", "after", "marked"),
    [
        ("    y = np.sum(a * (b - 1))", "*", "/", "a * (b - 1)"),
        ("    y = np.sum(a * (b - 1))", "1", "2", "1"),
        ("    grün = 'ä' + str(x)", "str", "repr", "str"),
        ("\ty = a * b", "*", "/", "a * b"),
    ],
)
def test_the_caret_marks_the_expression_that_is_changed(
    tmp_path: Path, line: str, before: str, after: str, marked: str
) -> None:
    source = f"def f(a, b, x):\n{line}\n    return 1\n" if line[0] == " " else f"def f(a, b):\n{line}\n\treturn 1\n"
    found = marked_line(fault(tmp_path, source, before, after, 2))
    assert found is not None
    assert found.text[found.start : found.end] == marked


def test_of_several_faults_each_is_marked_in_the_file_as_it_is(tmp_path: Path) -> None:
    """The later one is mended in a text in which the earlier one is, so its offsets are not the file's."""
    later = fault(tmp_path, "def f(a, b):\n    c = a + b + 1000\n    return c * b\n", "*", "/", 3)
    (tmp_path / "f.py").write_text("def f(a, b):\n    c = a\n    return c * b\n")
    found = marked_line(later)
    assert found is not None
    assert found.text[found.start : found.end] == "c * b"


@pytest.mark.parametrize(
    ("statement", "marked"),
    [("y = 3 * x", "3 * x"), ("return x + 1", "x + 1"), ("if x > 2:", "x > 2"), ("pass", "pass")],
)
def test_without_a_fix_it_marks_what_is_computed(tmp_path: Path, statement: str, marked: str) -> None:
    body = f"    {statement}\n" + ("        pass\n" if statement.endswith(":") else "")
    (tmp_path / "f.py").write_text(f"def f(x):\n{body}")
    found = marked_line(Problem("divergence", "", "f", ("one",), ("MISMATCH",), Place(str(tmp_path / "f.py"), 2, 5)))
    assert found is not None
    assert found.text[found.start : found.end] == marked


@pytest.mark.parametrize("text", ["def f(:\n", "def f(x):\n    return x\n"])
def test_a_file_that_has_changed_is_no_obstacle(tmp_path: Path, text: str) -> None:
    problem = fault(tmp_path)
    (tmp_path / "f.py").write_text(text)
    assert problem_lines(problem, tmp_path)[0].plain.startswith("error[ddof]")


@pytest.mark.parametrize("width", [80, 120])
def test_it_fits_the_terminal(tmp_path: Path, width: int) -> None:
    written = io.StringIO()
    console = Console(file=written, width=width, force_terminal=True, color_system=None, legacy_windows=False)
    show_problem(fault(tmp_path), tmp_path, console)
    lines = written.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    whole = "\n".join(line.plain for line in problem_lines(fault(tmp_path), tmp_path))
    assert " ".join(written.getvalue().split()) == " ".join(whole.split())


def test_it_is_ascii_and_has_no_colour_where_there_is_none(tmp_path: Path) -> None:
    written = io.StringIO()
    show_problem(fault(tmp_path), tmp_path, Console(file=written, width=80))
    assert written.getvalue().isascii()
    assert "\x1b" not in written.getvalue()


def test_the_diff_is_coloured(tmp_path: Path) -> None:
    styles = {line.plain.strip()[:1]: line.style for line in problem_lines(fault(tmp_path), tmp_path)}
    assert styles["+"] == "green"


def test_its_line_has_the_colours_of_its_language(tmp_path: Path) -> None:
    source = "import numpy as np\n\n\ndef f(X):\n\tif X is None: return np.std('a', 0)  # b\n"
    line = problem_lines(fault(tmp_path, source, "0)", "1)"), tmp_path)[2]
    assert line.plain == "  5 |     if X is None: return np.std('a', 0)  # b"
    pieces = {line.plain[span.start : span.end]: str(span.style) for span in line.spans}
    assert pieces["if"] == pieces["return"] == "magenta"
    assert (pieces["'a'"], pieces["0"], pieces["# b"]) == ("yellow", "cyan", "dim italic")
