"""Reports, results and comparisons as they show themselves in a notebook: small tables that bring their own style."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from matdrop.explain.explanation import ExplainedResult
from matdrop.reports.markup import element, html
from matdrop.reports.matrices import differences
from matdrop.reports.summary import closing_line
from matdrop.verification.compare import Comparison, Mismatch
from matdrop.verification.result import Result
from matdrop.verification.run import Report

ROWS_SHOWN = 30
# Styles stand in the elements, so that they reach nothing else in the notebook; these colours can be read on light and
# on dark ground, and everything else takes the notebook's own.
RED, GREEN, BLUE = "color:#e5484d", "color:#2f9e44", "color:#3b82f6"
CELL = "padding:.1em .6em;text-align:left;vertical-align:top"


def report_html(report: Report) -> str:
    """Show a report: what differs first, each result in a row, then the closing line.

    Examples
    --------
    >>> report_html(Report(()))
    '<div><p style="color:#2f9e44">0 cases: 0 saved; 0 stale</p></div>'
    """
    results = sorted(report.results, key=lambda result: (result.as_expected, result.verdict == "PASS"))
    parts = []
    if results:
        parts.append(_table(("case", "verdict", "ulp", "relative", "reference"), map(_row, results[:ROWS_SHOWN])))
    if len(results) > ROWS_SHOWN:
        parts.append(element("p", f"and {len(results) - ROWS_SHOWN} more"))
    if report.not_live:
        parts.append(element("p", f"NOT VERIFIED LIVE: {report.not_live}"))
    parts.append(element("p", closing_line(report), style=GREEN if report.as_expected else RED))
    return html(element("div", *parts))


def result_html(result: Result) -> str:
    """Show a result: the verdict, every output with its figures, what differs and why."""
    verdict = element("p", f"{result.case.id} ({result.source}): ", element("b", result.verdict, style=_colour(result)))
    outputs = [(o.name, o.class_name, _size(o), *_figures([o])) for o in result.outputs]
    table = [_table(("output", "class", "size", "ulp", "relative"), outputs)] if outputs else []
    return html(element("div", verdict, *table, *_told(result)))


def comparison_html(comparison: Comparison) -> str:
    """Show a comparison: its figures, and the elements that differ most."""
    figures = (comparison.name, comparison.class_name, _size(comparison), *_figures([comparison]))
    parts = [_table(("output", "class", "size", "ulp", "relative"), [figures])]
    if comparison.mismatch:
        parts.append(element("p", comparison.mismatch.detail, style=RED))
        for found in differences(comparison):
            titles = ("at", "original", "port", "relative")
            parts.append(_table(titles, [[str(place[title]) for title in titles] for place in found["worst"]]))
    return html(element("div", *parts))


def mismatch_html(mismatch: Mismatch) -> str:
    """Show a mismatch.

    Examples
    --------
    >>> mismatch_html(Mismatch("size", "size: 1x2 in the original, 2x1 in the port"))
    '<p style="color:#e5484d">size: 1x2 in the original, 2x1 in the port</p>'
    """
    return html(element("p", mismatch.detail, style=RED))


def _row(result: Result) -> tuple[str | Element, ...]:
    verdict = element("b", result.verdict, style=_colour(result))
    return (result.case.id, verdict, *_figures(result.outputs), result.source)


def _told(result: Result) -> list[Element]:
    """Tell what a verdict other than PASS rests on."""
    parts = [element("p", result.error, style=RED)] if result.error else []
    parts += [element("p", f"{o.name}: {o.mismatch.detail}", style=RED) for o in result.outputs if o.mismatch]
    for finding in result.findings if isinstance(result, ExplainedResult) else ():
        fix: Sequence[str | Element] = [element("br"), f"fix: {finding.fix.text}"] if finding.fix else []
        output = f" ({', '.join(finding.outputs)})" if finding.outputs else ""
        title = element("b", f"{finding.certainty}: {finding.kind}")
        parts.append(element("p", title, f"{output}: {finding.summary}", *fix))
    return parts


def _figures(outputs: Iterable[Comparison]) -> tuple[str, str]:
    """Give the largest ulp and relative difference; - where there is none to give."""
    pairs = [(output.ulp, output.relative) for output in outputs]
    ulps, relatives = [ulp for ulp, _ in pairs], [relative for _, relative in pairs]
    ulp = "-" if None in ulps or not ulps else f"{max(u for u in ulps if u is not None):.3g}"
    relative = "-" if None in relatives or not relatives else f"{max(r for r in relatives if r is not None):.3g}"
    return ulp, relative


def _size(comparison: Comparison) -> str:
    return "x".join(map(str, comparison.size))


def _colour(result: Result) -> str:
    return RED if not result.as_expected else GREEN if result.verdict == "PASS" else BLUE


def _table(titles: Sequence[str], rows: Iterable[Sequence[str | Element]]) -> Element:
    head = element("tr", *(element("th", title, style=CELL) for title in titles))
    body = [element("tr", *(element("td", cell, style=CELL) for cell in row)) for row in rows]
    return element("table", head, *body)
