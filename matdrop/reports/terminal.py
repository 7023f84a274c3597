"""A report in the terminal: a table for each pair, what differs and why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matdrop.cases.tolerance import DEFAULT_TOLERANCE
from matdrop.explain.explanation import ExplainedReport
from matdrop.explain.finding import Finding
from matdrop.reports.fix_lines import fix_lines
from matdrop.reports.summary import closing_line
from matdrop.verification.result import Result
from matdrop.verification.run import Report

DIFFERENCES_SHOWN = 20


def show(report: ExplainedReport, console: Console, each: bool = False, printed: bool = False) -> None:
    """Print a report: a table for each pair, what differs and why, and the closing line.

    The figures of a row are the largest of its outputs, in units in the last place and relative.

    Parameters
    ----------
    report : ExplainedReport
        Of any verification.
    console : Console
        Where to.
    each : bool
        Whether generated cases get a row each; otherwise those of a pair that agree share one.
    printed : bool
        Whether what both sides of a case print is shown too.
    """
    for pair_name, rows in groupby(_rows(report, each), key=lambda results: results[0].case.pair.name):
        console.print(_table(pair_name, rows))
        ways = [way for r in report.results if r.case.pair.name == pair_name for way in r.conventions]
        for way in dict.fromkeys(ways):
            console.print(f"  {way}", markup=False, highlight=False, soft_wrap=True)
    if printed:
        _show_printed(report, console)
    _show_differences(report, console)
    if any(not r.case.pair.strict and not r.case.tolerance for r in report.results):
        console.print(_default_tolerance(), style="dim", highlight=False, soft_wrap=True)
    if report.not_live:
        console.print(f"[yellow]NOT VERIFIED LIVE:[/] {escape(report.not_live)}", soft_wrap=True)
    style = "bold green" if report.as_expected else "bold red"
    console.print(closing_line(report), style=style, highlight=False, soft_wrap=True)


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


def _show_differences(report: ExplainedReport, console: Console) -> None:
    """Print what differs and why, case by case."""
    differing = [r for r in report.results if not r.as_expected or r.verdict != "PASS"]
    # The references of a case mostly say the same; one of them is enough.
    shown = list({(r.case.id, r.verdict, r.error): r for r in reversed(differing)}.values())[::-1]
    for result in shown[:DIFFERENCES_SHOWN]:
        first, *rest = difference_lines(result, report.findings_of(result))
        style = "cyan" if result.as_expected else "bold red"
        console.print(first, markup=False, style=style, highlight=False, soft_wrap=True)
        for line in rest:
            console.print(line, style="default", markup=False, highlight=False, soft_wrap=True)
    if len(shown) > DIFFERENCES_SHOWN:
        console.print(f"and {len(shown) - DIFFERENCES_SHOWN} more: see them with --json, or name a pair or a case")


def _default_tolerance() -> str:
    """Return the line on the tolerance of outputs for which none is declared."""
    relative, share = (f"{x:.0e}".replace("e-0", "e-") for x in (DEFAULT_TOLERANCE.rtol, DEFAULT_TOLERANCE.of_largest))
    return f"default tolerance: relative {relative}, or {share} x the largest value"


def _rows(report: Report, each: bool) -> Iterator[list[Result]]:
    """Results that share a row: one case's by all references, or all the agreeing generated cases of a pair."""

    def row_of(result: Result) -> tuple[str, str]:
        case = result.case
        together = case.generated and result.as_expected and not each
        return case.pair.name, case.name.rsplit("_", 1)[0] + "_*" if together else case.name

    for _, group in groupby(report.results, key=row_of):
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
            new_ulp = math.inf if output.ulp is None else output.ulp
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


def difference_lines(result: Result, findings: Sequence[Finding] = ()) -> list[str]:
    """Return, line by line, what a verdict other than PASS rests on.

    Parameters
    ----------
    result : Result
        Of one case.
    findings : sequence of Finding
        What explains it.

    Returns
    -------
    list of str
        The verdict, then errors, mismatches and findings.
    """
    case = result.case
    lines = [f"{case.id} ({result.source}): {result.verdict}"]
    if result.as_expected:
        lines[0] += f", as expected: {case.why}"
    elif case.expected != "PASS":
        lines[0] += f", expected {case.expected}"
    if result.declaration:
        lines.append(f"  agrees once the table declares it: {'; '.join(result.declaration)}")
    lines += [f"  {result.error}"] if result.error else []
    lines += [f"  {output.name}: {output.mismatch.detail}" for output in result.outputs if output.mismatch]
    lines += [f"  {name}: the port changes its input" for name in result.changed]
    if result.extra and case.pair.strict:
        lines.append(f"  {result.extra} more returned than the original's outputs")
    for finding in findings:
        place = f", {finding.port}" if finding.port else ""
        place += f", original {finding.original}" if finding.original else ""
        output = f" ({', '.join(finding.outputs)})" if finding.outputs else ""
        lines.append(f"  {finding.certainty}: {finding.kind}{output}{place}: {finding.summary_of(case.name)}")
        lines += [f"    proof: {'; '.join(finding.proof)}"] if finding.proof and finding.original else []
        lines += [f"    {line}" for line in fix_lines(finding.fix)] if finding.fix else []
        lines += [f"    see: matdrop pitfalls {id_}" for id_ in finding.pitfalls]
    return lines
