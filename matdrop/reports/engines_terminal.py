"""Several engines side by side in the terminal: a table of case by engine, and where the engines differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from matdrop.verification.result import Result
from matdrop.verification.side_by_side import CaseByEngine

# With more cases, the table has those alone on which engines or verdicts differ.
WHOLE_TABLE = 30
SHOWN = 20


def show_engines(cases: Sequence[CaseByEngine], rows: Sequence[Sequence[str]], console: Console) -> None:
    """Print the cases on which engines or verdicts differ, a column for each engine, and sum all of them up.

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
    chosen = [(case, lines) for case, lines in zip(cases, rows, strict=True) if _is_shown(case)]
    if shown := cases if len(cases) <= WHOLE_TABLE else [case for case, _ in chosen]:
        console.print(_table(shown))
    for case, lines in chosen[:SHOWN]:
        _show_differences(case, lines, console)
    if len(chosen) > SHOWN:
        console.print(f"and {len(chosen) - SHOWN} more: see them with --json, or name a pair or a case")
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


def _table(cases: Sequence[CaseByEngine]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("case", no_wrap=True)
    for engine in cases[0].engines:
        table.add_column(str(engine))
    table.add_column("the port follows")
    for case in cases:
        marks = zip(case.results, case.differences, strict=True)
        table.add_row(case.case.id, *(_cell(result, other) for result, other in marks), _names(case.follows))
    return table


def _cell(result: Result, difference: str) -> str:
    style = "green" if result.verdict == "PASS" else "cyan" if result.as_expected else "bold red"
    return f"[{style}]{result.verdict}[/]{' (another answer)' if difference else ''}"


def _names(engines: Iterable[object]) -> str:
    return ", ".join(map(str, engines)) or "none of them"


def _show_differences(case: CaseByEngine, lines: Sequence[str], console: Console) -> None:
    console.print(case.case.id, style="bold", markup=False, highlight=False)
    for difference in dict.fromkeys(filter(None, case.differences)):
        console.print(f"  {difference}", markup=False, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(f"  suspected: {line}", markup=False, highlight=False, soft_wrap=True)
