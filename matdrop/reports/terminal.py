"""A report in the terminal: a line or a table for each pair, what differs and why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from matdrop.cases.tolerance import DEFAULT_TOLERANCE
from matdrop.explain.explanation import ExplainedReport
from matdrop.reports.problem_lines import show_problem
from matdrop.reports.problems import problems
from matdrop.reports.summary import closing_line
from matdrop.verification.compare import ULPS_SHOWN
from matdrop.verification.result import Result
from matdrop.verification.run import Report

PROBLEMS_SHOWN = 20


def show(
    report: ExplainedReport,
    console: Console,
    folder: Path | None = None,
    verbose: bool = False,
    each: bool = False,
    printed: bool = False,
) -> None:
    """Print a report: a line for each pair, what differs and why, and the closing line.

    Parameters
    ----------
    report : ExplainedReport
        Of any verification.
    console : Console
        Where to.
    folder : Path, optional
        The folder of the case table; that of work by default.
    verbose : bool
        Whether each pair has a table of its cases; their figures are the largest of their outputs, in units in the
        last place and relative.
    each : bool
        Whether generated cases get a row each; otherwise those of a pair that agree share one.
    printed : bool
        Whether what both sides of a case print is shown too.
    """
    for pair_name, results in groupby(report.results, key=lambda result: result.case.pair.name):
        if verbose or each:
            _show_table(pair_name, list(results), each, console)
        else:
            console.print(_pair_line(pair_name, list(results)), highlight=False, soft_wrap=True)
    if printed:
        _show_printed(report, console)
    _show_problems(report, folder or Path(), console)
    _show_expected(report, console)
    if any(not r.case.pair.strict and not r.case.tolerance for r in report.results):
        console.print(_default_tolerance(), style="dim", highlight=False, soft_wrap=True)
    if report.not_live:
        console.print(f"[yellow]NOT VERIFIED LIVE:[/] {escape(report.not_live)}", soft_wrap=True)
    show_closing_line(report, console)


def show_closing_line(report: Report, console: Console) -> None:
    """Print the last line of a report.

    Parameters
    ----------
    report : Report
        Of any verification.
    console : Console
        Where to.
    """
    style = "bold green" if report.as_expected else "bold red"
    console.print(closing_line(report), style=style, highlight=False, soft_wrap=True)


def _pair_line(pair_name: str, results: Sequence[Result]) -> Text:
    """Return a pair in one line: its verdict, how many cases it has, how far it is off, what was accepted."""
    cases = {result.case.name for result in results}
    wrong = {result.case.name for result in results if not result.as_expected}
    others = {result.case.name for result in results if result.as_expected and result.verdict != "PASS"}
    sources = "+".join(dict.fromkeys(result.source for result in results))
    word, style = ("FAILED", "bold red") if wrong else ("expected", "cyan") if others == cases else ("PASS", "green")
    said = f"{len(wrong)} of {_count(len(cases), 'case')}" if wrong else _count(len(cases), "case")
    parts = [f"{said} {sources}"]
    if not wrong and not others:
        parts.append(_farthest(results))
    elif not wrong:
        parts.append(f"{_count(len(others), 'expected difference')}")
    ways = {way for result in results for way in result.conventions}
    if ways:
        parts.append(f"{_count(len(ways), 'form')} accepted (-v)")
    return Text.assemble((f"{word:<9}", style), f"{pair_name}: {', '.join(parts)}")


def _farthest(results: Sequence[Result]) -> str:
    """Say how far the outputs of cases that agree are from the original's at most."""
    apart = [
        (output.relative or 0.0, result.case.tolerance_of(output.name))
        for result in results
        for output in result.outputs
    ]
    small = any(tolerance.of_largest and relative > tolerance.rtol for relative, tolerance in apart)
    plain = [relative for relative, tolerance in apart if not tolerance.of_largest or relative <= tolerance.rtol]
    farthest = max(plain, default=0.0)
    said = "exact" if farthest == 0 else f"relative {farthest:.1e} at most"
    return f"{said}, but for numbers that are small beside the largest" if small else said


def _show_table(pair_name: str, results: Sequence[Result], each: bool, console: Console) -> None:
    console.print(_table(pair_name, _rows(results, each)))
    for way in dict.fromkeys(way for result in results for way in result.conventions):
        console.print(f"  {way}", markup=False, highlight=False, soft_wrap=True)


def _table(pair_name: str, rows: Iterable[list[Result]]) -> Table:
    """Make the table of a pair, a row for each case or group of cases."""
    table = Table(
        title=pair_name,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.add_column("case", min_width=22, no_wrap=True)
    table.add_column("verdict", min_width=10)
    table.add_column("output")
    for heading in ("ulp", "relative"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("reference", no_wrap=True)
    table.add_column("ms", justify="right", no_wrap=True)
    for results in rows:
        table.add_row(*_row(results))
    return table


def _show_printed(report: Report, console: Console) -> None:
    """Print what both sides of each case printed."""
    for result in report.results:
        for side, text in zip(("original", "port"), result.printed, strict=True):
            console.print(f"{result.case.id}, printed by the {side}:", style="dim", highlight=False, soft_wrap=True)
            console.print(text.rstrip("\n") or "(nothing)", markup=False, highlight=False, soft_wrap=True)


def _show_problems(report: ExplainedReport, folder: Path, console: Console) -> None:
    """Print what is wrong, each fault once."""
    found = problems(report, folder)
    for problem in found[:PROBLEMS_SHOWN]:
        console.print()
        show_problem(problem, Path.cwd(), console)
    if len(found) > PROBLEMS_SHOWN:
        console.print(f"and {len(found) - PROBLEMS_SHOWN} more: see them with --json, or name a pair or a case")
    if found:
        console.print()


def _show_expected(report: Report, console: Console) -> None:
    """Print the differences that the table expects, with its reasons."""
    expected = [result for result in report.results if result.as_expected and result.verdict != "PASS"]
    for result in {result.case.id: result for result in reversed(expected)}.values():
        text = f"{result.case.id} ({result.source}): {result.verdict}, as expected: {result.case.why}"
        console.print(text, style="cyan", markup=False, highlight=False, soft_wrap=True)


def _default_tolerance() -> str:
    """Return the line on the tolerance of outputs for which none is declared."""
    relative, share = (f"{x:.0e}".replace("e-0", "e-") for x in (DEFAULT_TOLERANCE.rtol, DEFAULT_TOLERANCE.of_largest))
    return f"default tolerance: relative {relative}, or {share} x the largest value"


def _rows(results: Sequence[Result], each: bool) -> Iterator[list[Result]]:
    """Results that share a row: one case's by all references, or all the agreeing generated cases of a pair."""

    def row_of(result: Result) -> tuple[str, str]:
        case = result.case
        together = case.generated and result.as_expected and not each
        return case.pair.name, case.name.rsplit("_", 1)[0] + "_*" if together else case.name

    for _, group in groupby(results, key=row_of):
        yield list(group)


def _row(results: list[Result]) -> list[str]:
    case = results[0].case
    count = len({result.case.id for result in results})
    name = case.name if count == 1 else f"{case.name.rsplit('_', 1)[0]}_* ({count} cases)"
    verdicts = dict.fromkeys(_verdict(result) for result in results)
    sources = "+".join(dict.fromkeys(result.source for result in results))
    milliseconds = f"{1000 * sum(result.seconds for result in results):.1f}"
    return [name, "\n".join(verdicts), *_figures(results), sources, milliseconds]


def _verdict(result: Result) -> str:
    if not result.as_expected:
        expected = "" if result.case.expected == "PASS" else f"\n(expected {result.case.expected})"
        return f"[bold red]{result.verdict}[/]{expected}"
    return "[green]PASS[/]" if result.verdict == "PASS" else f"[cyan]{result.verdict}\n(expected)[/]"


def _figures(results: Iterable[Result]) -> tuple[str, str, str]:
    """Columns of outputs, largest ulp and largest relative difference; outputs with the same figures share a line."""
    largest: dict[str, tuple[float, float]] = {}
    for result in results:
        for output in result.outputs:
            ulp, relative = largest.get(output.name, (0, 0.0))
            new_ulp = math.inf if output.ulp is None or output.ulp > ULPS_SHOWN else output.ulp
            new_relative = math.inf if output.relative is None else output.relative
            largest[output.name] = (max(ulp, new_ulp), max(relative, new_relative))
    lines: dict[tuple[str, str], list[str]] = {}
    for name, (ulp, relative) in largest.items():
        lines.setdefault((_figure(ulp), _figure(relative)), []).append(name)
    names = [
        group[0] if len(group) == 1 else "all" if len(lines) == 1 else ", ".join(group) for group in lines.values()
    ]
    return "\n".join(names), "\n".join(ulp for ulp, _ in lines), "\n".join(relative for _, relative in lines)


def _figure(value: float) -> str:
    return "-" if value == math.inf else f"{value:.3g}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
