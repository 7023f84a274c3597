"""A report to the terminal and to JSON."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import matdrop
from matdrop.parity.case import Case
from matdrop.parity.compare import DEFAULT_TOLERANCE
from matdrop.parity.judge import Result
from matdrop.parity.verify import Report

DIFFERENCES_SHOWN = 20


def closing_line(report: Report) -> str:
    """Sum a report up in one line.

    Parameters
    ----------
    report : Report
        Of any verification.

    Returns
    -------
    str
        Such as ``453 cases: 453 live in GNU Octave 7.3.0, 453 saved; 0 stale``, and what was not as
        expected.

    Examples
    --------
    >>> closing_line(Report(()))
    '0 cases: 0 saved; 0 stale'
    """
    engine = None if report.engine is None else str(report.engine)
    return tally([(r.case.id, r.source, r.verdict, r.as_expected, engine) for r in report.results])


def tally(verdicts: Sequence[tuple[str, str, str, bool, str | None]]) -> str:
    """Count verdicts in one line; `matdrop verify` and pytest close with the same.

    Parameters
    ----------
    verdicts : sequence of tuple
        Case, source, verdict, whether it was expected, and the live engine (None for saved references).

    Returns
    -------
    str
        The line.

    Examples
    --------
    >>> tally([("f/a", "live", "PASS", True, "GNU Octave 7.3.0"), ("f/a", "saved", "STALE", False, None)])
    '1 case: 1 live in GNU Octave 7.3.0, 0 saved; 1 stale; 1 NOT AS EXPECTED'
    """
    # Without a usable fixture there was nothing to verify against, so such a verdict is in no count but its own.
    once = {(case, source): verdict for case, source, verdict, _, _ in verdicts}
    used = Counter(source for (_, source), verdict in once.items() if verdict not in ("STALE", "UNVERIFIED"))
    kinds = Counter(once.values())
    expected = {case for case, _, verdict, as_expected, _ in verdicts if as_expected and verdict != "PASS"}
    unexpected = {case for case, _, _, as_expected, _ in verdicts if not as_expected}
    engine = next((engine for _, _, _, _, engine in verdicts if engine), None)
    live = f"{used['live']} live in {engine}, " if engine else ""
    count = len({case for case, *_ in verdicts})
    line = f"{count} case{'' if count == 1 else 's'}: {live}{used['saved']} saved; {kinds['STALE']} stale"
    if kinds["UNVERIFIED"]:
        line += f"; {kinds['UNVERIFIED']} UNVERIFIED"
    if expected:
        line += f"; {len(expected)} expected difference{'s' if len(expected) > 1 else ''}"
    if unexpected:
        line += f"; {len(unexpected)} NOT AS EXPECTED"
    return line


def to_json(report: Report) -> dict[str, Any]:
    """Give a report as JSON-ready data.

    Parameters
    ----------
    report : Report
        Of any verification.

    Returns
    -------
    dict
        With the keys ``matdrop``, ``engine`` (null where nothing ran live), ``cases`` (an entry for each
        case and reference) and ``summary``.

    Examples
    --------
    >>> to_json(Report(()))["summary"]
    {'cases': 0, 'live': 0, 'saved': 0, 'as_expected': 0, 'stale': 0}
    """
    return {
        "matdrop": matdrop.__version__,
        "engine": None if report.engine is None else {"name": report.engine.name, "version": report.engine.version},
        "cases": [_result_json(result) for result in report.results],
        "summary": {
            "cases": len({result.case.id for result in report.results}),
            "live": report.count("live"),
            "saved": report.count("saved"),
            "as_expected": sum(result.as_expected for result in report.results),
            "stale": sum(result.verdict == "STALE" for result in report.results),
        },
    }


def show(report: Report, console: Console, each: bool = False, printed: bool = False) -> None:
    """Print a report: a table for each pair, what differs and why, and the closing line.

    The figures of a row are the largest of its outputs, in units in the last place and relative.

    Parameters
    ----------
    report : Report
        Of any verification.
    console : Console
        Where to.
    each : bool
        Whether generated cases get a row each; otherwise those of a pair that agree share one.
    printed : bool
        Whether what both sides of a case print is shown too.
    """
    for pair_name, rows in groupby(_rows(report, each), key=lambda results: results[0].case.pair.name):
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
        console.print(table)
        ways = [way for r in report.results if r.case.pair.name == pair_name for way in r.conventions]
        for way in dict.fromkeys(ways):
            console.print(f"  {way}", markup=False, highlight=False, soft_wrap=True)
    if printed:
        for result in report.results:
            for side, text in zip(("original", "port"), result.printed, strict=True):
                console.print(f"{result.case.id}, printed by the {side}:", style="dim", highlight=False, soft_wrap=True)
                console.print(text.rstrip("\n") or "(nothing)", markup=False, highlight=False, soft_wrap=True)
    differing = [r for r in report.results if not r.as_expected or r.verdict != "PASS"]
    # The references of a case mostly tell the same; one of them is enough.
    told = list({(r.case.id, r.verdict, r.error): r for r in reversed(differing)}.values())[::-1]
    for result in told[:DIFFERENCES_SHOWN]:
        first, *rest = difference_lines(result)
        console.print(
            first, markup=False, style="cyan" if result.as_expected else "bold red", highlight=False, soft_wrap=True
        )
        for line in rest:
            console.print(line, style="default", markup=False, highlight=False, soft_wrap=True)
    if len(told) > DIFFERENCES_SHOWN:
        console.print(f"and {len(told) - DIFFERENCES_SHOWN} more: see them with --json, or name a pair or a case")
    if any(not r.case.pair.strict and not r.case.tolerance for r in report.results):
        console.print(
            f"tolerance where none is given: {DEFAULT_TOLERANCE}", style="dim", highlight=False, soft_wrap=True
        )
    if report.not_live:
        console.print(f"[yellow]NOT VERIFIED LIVE:[/] {escape(report.not_live)}", soft_wrap=True)
    style = "bold green" if report.as_expected else "bold red"
    console.print(closing_line(report), style=style, highlight=False, soft_wrap=True)


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


def difference_lines(result: Result) -> list[str]:
    """Tell, line by line, what a verdict other than PASS rests on.

    Parameters
    ----------
    result : Result
        Of one case.

    Returns
    -------
    list of str
        The verdict, then errors, mismatches and causes.
    """
    case = result.case
    lines = [f"{case.id} ({result.source}): {result.verdict}"]
    if result.as_expected:
        lines[0] += f", as expected: {case.why}"
    elif case.expected != "PASS":
        lines[0] += f", expected {case.expected}"
    lines += [f"  {result.error}"] if result.error else []
    lines += [f"  {output.name}: {output.mismatch.detail}" for output in result.outputs if output.mismatch]
    for cause in result.causes:
        lines.append(f"  cause: {cause.kind}{f' ({cause.output})' if cause.output else ''}: {cause.detail}")
        lines += [f"    fix: {cause.fix}"] if cause.fix else []
        lines += [f"    see: matdrop pitfalls {id_}" for id_ in cause.pitfalls]
    return lines


def _result_json(result: Result) -> dict[str, Any]:
    case: Case = result.case
    return {
        "pair": case.pair.name,
        "case": case.name,
        "reference": result.source,
        "verdict": result.verdict,
        "expected": case.expected,
        "why": case.why,
        "seconds": round(result.seconds, 6),
        "outputs": [
            {
                "name": output.name,
                "class": output.class_name,
                "size": list(output.size),
                "ulp": output.ulp,
                "relative": output.relative if output.relative is None or math.isfinite(output.relative) else None,
                "tolerance": str(case.tolerance.get(output.name, case.default_tolerance)),
                "mismatch": None if output.mismatch is None else output.mismatch.detail,
            }
            for output in result.outputs
        ],
        "conventions": list(result.conventions),
        "printed": {"original": result.printed[0], "port": result.printed[1]},
        "causes": [
            {
                "kind": cause.kind,
                "output": cause.output,
                "detail": cause.detail,
                "fix": cause.fix,
                "line": cause.line,
                "pitfalls": list(cause.pitfalls),
            }
            for cause in result.causes
        ],
        "error": result.error,
    }
