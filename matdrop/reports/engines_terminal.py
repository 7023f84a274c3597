"""Several engines side by side in the terminal: a table of case by engine, and where the engines differ."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TypeAlias

from rich.console import Console
from rich.text import Text

from matdrop.reports.problem_lines import print_line
from matdrop.verification.result import Result
from matdrop.verification.side_by_side import CaseByEngine

SHOWN = 20
CASES_NAMED = 6
# A case, and lines on the behaviour that is known to differ between its engines.
Told: TypeAlias = tuple[CaseByEngine, Sequence[str]]


def show_engines(cases: Sequence[CaseByEngine], rows: Sequence[Sequence[str]], console: Console) -> None:
    """Print a line for each pair on which all engines agree, in full what differs, and sum all of it up.

    Parameters
    ----------
    cases : sequence of CaseByEngine
        All cases.
    rows : sequence of sequence of str
        For each case, lines on the behaviour that is known to differ between its engines.
    console : Console
        Where to.
    """
    if not cases:
        return
    shown = 0
    for pair, told in groupby(zip(cases, rows, strict=True), key=lambda one: one[0].case.pair.name):
        of_pair = list(told)
        apart = [one for one in of_pair if _is_shown(one[0])]
        if len(apart) < len(of_pair):
            console.print(_line(pair, [case for case, _ in of_pair if not _is_shown(case)]), soft_wrap=True)
        for alike in _alike(apart):
            shown += 1
            if shown <= SHOWN:
                _show_apart(pair, alike, len(of_pair), console)
    if shown > SHOWN:
        console.print(f"and {shown - SHOWN} more: see them with --json, or name a pair or a case")
    failed = any(not case.as_expected for case in cases)
    for line in closing_lines(cases):
        console.print(line, style="bold red" if failed else "bold green", highlight=False, soft_wrap=True)


def closing_lines(cases: Sequence[CaseByEngine]) -> list[str]:
    """Sum several engines up: a line for each, and one on where they differ.

    Parameters
    ----------
    cases : sequence of CaseByEngine
        All cases, at least one.

    Returns
    -------
    list of str
        Such as ``GNU Octave 9.4.0: 558 of 558 cases as expected; 2 answers differ from those of GNU Octave 7.3.0``.
    """
    engines = cases[0].engines
    lines = []
    for place, engine in enumerate(engines):
        right = sum(case.results[place].as_expected for case in cases)
        others = sum(bool(case.differences[place]) for case in cases)
        line = f"{engine}: {right} of {len(cases)} cases as expected"
        if place:
            line += f"; {others or 'no'} answer{'' if others == 1 else 's'} other than {engines[0]}'s"
        lines.append(line)
    return lines


def _is_shown(case: CaseByEngine) -> bool:
    return case.engines_differ or not case.as_expected


def _line(pair: str, cases: Sequence[CaseByEngine]) -> Text:
    """Return the line of a pair's cases in which all engines give one answer, and the expected verdict."""
    passed = all(result.verdict == "PASS" for case in cases for result in case.results)
    word, style = ("PASS", "green") if passed else ("expected", "cyan")
    return Text.assemble((f"{word:<9}", style), f"{pair}: {_count(cases)}, the same in all engines")


def _alike(told: Sequence[Told]) -> list[list[Told]]:
    """Put cases together in which the engines part in the same way."""
    found: dict[tuple[object, ...], list[Told]] = {}
    for case, lines in told:
        verdicts = tuple(result.verdict for result in case.results)
        found.setdefault((verdicts, tuple(map(bool, case.differences)), tuple(lines)), []).append((case, lines))
    return list(found.values())


def _show_apart(pair: str, alike: Sequence[Told], of: int, console: Console) -> None:
    """Print cases that are not the same in all engines: a line for each engine, and in what the first differs."""
    case, known = alike[0]
    names = ", ".join(one.case.name for one, _ in alike[:CASES_NAMED]) + ", ..." * (len(alike) > CASES_NAMED)
    count = f" ({len(alike)} of {of} cases)" if of > 1 else ""
    style = "cyan" if case.as_expected else "bold red"
    console.print(Text.assemble((f"{'differs':<9}", style), f"{pair}: {names}{count}"), soft_wrap=True)
    width = max(len(str(engine)) for engine in case.engines)
    for engine, result, difference in zip(case.engines, case.results, case.differences, strict=True):
        note = "  another answer" if difference else ""
        verdict = Text(f"{result.verdict:<{15 if note else 0}}", _style(result))
        console.print(Text.assemble(f"  {engine!s:<{width}}  ", verdict, note), soft_wrap=True)
    for difference in dict.fromkeys(filter(None, case.differences)):
        print_line(Text(f"  {difference}"), console)
    for line in known:
        print_line(Text(f"  suspected: {line}"), console)


def _style(result: Result) -> str:
    return "green" if result.verdict == "PASS" else "cyan" if result.as_expected else "bold red"


def _count(cases: Sequence[CaseByEngine]) -> str:
    return f"{len(cases)} case{'' if len(cases) == 1 else 's'}"
