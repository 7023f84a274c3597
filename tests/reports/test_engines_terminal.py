"""Several engines in the terminal: a line for what is alike, in full what is not, right at 80 columns."""

from dataclasses import replace
from io import StringIO

from rich.console import Console

from matdrop.cases.case import Case
from matdrop.cases.reference import Engine
from matdrop.reports.engines_terminal import show_engines
from matdrop.verification.result import Result
from matdrop.verification.side_by_side import CaseByEngine
from tests.reports.test_page import result

ENGINES = tuple(Engine("GNU Octave", version) for version in ("7.3.0", "9.4.0", "11.3.0"))
RIGHT, WRONG = result("right", 1.0, 1.0), result("wrong", 1.0, 2.0)


def case_in(name: str, *results: Result, differences: tuple[str, ...] = ("", "", "")) -> CaseByEngine:
    case: Case = replace(RIGHT.case, name=name)
    return CaseByEngine(ENGINES, tuple(replace(one, case=case) for one in results), differences)


def printed(cases: list[CaseByEngine], known: list[list[str]], width: int = 80) -> list[str]:
    console = Console(file=StringIO(), width=width)
    show_engines(cases, known, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().splitlines()


def test_what_is_the_same_in_all_engines_is_a_line() -> None:
    alike = [case_in(f"random_{k}", RIGHT, RIGHT, RIGHT) for k in range(100)]
    lines = printed(alike, [[]] * 100)
    assert lines[0] == "PASS     inverted_dropout: 100 cases, the same in all engines"
    assert len(lines) == 1 + len(ENGINES)


def test_what_differs_is_shown_in_full_once_for_cases_that_part_alike() -> None:
    other = ("", "", "r: 1 in GNU Octave 7.3.0, 2 in GNU Octave 11.3.0")
    cases = [
        case_in("a", RIGHT, RIGHT, RIGHT),
        case_in("b", RIGHT, RIGHT, WRONG, differences=other),
        case_in("c", RIGHT, RIGHT, WRONG, differences=other),
    ]
    lines = printed(cases, [[], ["a known row"], ["a known row"]])
    assert lines[:7] == [
        "PASS     inverted_dropout: 1 case, the same in all engines",
        "differs  inverted_dropout: b, c (2 of 3 cases)",
        "  GNU Octave 7.3.0   PASS",
        "  GNU Octave 9.4.0   PASS",
        "  GNU Octave 11.3.0  MISMATCH         another answer",
        "  r: 1 in GNU Octave 7.3.0, 2 in GNU Octave 11.3.0",
        "  suspected: a known row",
    ]
    assert max(map(len, lines[:7])) <= 80
    assert printed(cases, [[], ["a known row"], ["a known row"]], 120) == lines
