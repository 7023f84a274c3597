"""Reports, results and comparisons as they show themselves in a notebook: small tables that bring their own style."""

from __future__ import annotations

from collections.abc import Iterable

from matdrop.explain.explanation import ExplainedResult
from matdrop.reports.matrices import differences
from matdrop.reports.rendering import render, tone
from matdrop.reports.summary import closing_line
from matdrop.values.display import format_size
from matdrop.verification.compare import ULPS_SHOWN, Comparison, Mismatch
from matdrop.verification.result import Result
from matdrop.verification.run import Report

ROWS_SHOWN = 30
CASES = ("case", "verdict", "ulp", "relative", "reference")
OUTPUTS = ("output", "class", "size", "ulp", "relative")
PLACES = ("at", "original", "port", "relative")


def report_html(report: Report) -> str:
    """Return a report as HTML: one row for each result, failures first, then the closing line.

    Parameters
    ----------
    report : Report
        Of any verification.

    Returns
    -------
    str
        HTML with its own style.

    Examples
    --------
    >>> print(report_html(Report(())))
    <div>
    <p style="color:#2f9e44">0 cases: 0 saved; 0 stale</p>
    </div>
    """
    results = sorted(report.results, key=lambda result: (result.as_expected, result.verdict == "PASS"))
    rows = [
        (result.case.id, _verdict(result), *_figures(result.outputs), result.source) for result in results[:ROWS_SHOWN]
    ]
    remarks = [f"and {len(results) - ROWS_SHOWN} more"] if len(results) > ROWS_SHOWN else []
    remarks += [f"NOT VERIFIED LIVE: {report.not_live}"] if report.not_live else []
    closing = closing_line(report), "right" if report.as_expected else "wrong"
    return render("notebook.html", tables=[(CASES, rows)] if rows else [], remarks=remarks, closing=closing)


def result_html(result: Result) -> str:
    """Return a result as HTML: the verdict, every output with its figures, the differences and their causes.

    Parameters
    ----------
    result : Result
        Of one case; causes are shown if it is an `ExplainedResult`.

    Returns
    -------
    str
        HTML with its own style.
    """
    wrong = [result.error] if result.error else []
    wrong += [f"{output.name}: {output.mismatch.detail}" for output in result.outputs if output.mismatch]
    return render(
        "notebook.html",
        heading=f"{result.case.id} ({result.source})",
        verdict=_verdict(result),
        tables=[(OUTPUTS, list(map(_output, result.outputs)))] if result.outputs else [],
        wrong=wrong,
        findings=result.findings if isinstance(result, ExplainedResult) else (),
        case=result.case.name,
    )


def comparison_html(comparison: Comparison) -> str:
    """Return a comparison as HTML: its figures, and the elements that differ most.

    Parameters
    ----------
    comparison : Comparison
        Of one output.

    Returns
    -------
    str
        HTML with its own style.

    Examples
    --------
    >>> from matdrop.verification.compare import compare
    >>> "1.0 in the original, 2.0 in the port" in comparison_html(compare(1, 2))
    True
    """
    tables = [(OUTPUTS, [_output(comparison)])]
    if comparison.mismatch is None:
        return render("notebook.html", tables=tables)
    worst = [
        (PLACES, [[str(place[title]) for title in PLACES] for place in found["worst"]])
        for found in differences(comparison)
    ]
    return render("notebook.html", tables=tables, wrong=[comparison.mismatch.detail], worst=worst)


def mismatch_html(mismatch: Mismatch) -> str:
    """Return a mismatch as HTML.

    Parameters
    ----------
    mismatch : Mismatch
        Of one output.

    Returns
    -------
    str
        HTML with the detail of the mismatch.

    Examples
    --------
    >>> print(mismatch_html(Mismatch("size", "size: 1x2 in the original, 2x1 in the port")))
    <div>
    <p style="color:#e5484d">size: 1x2 in the original, 2x1 in the port</p>
    </div>
    """
    return render("notebook.html", wrong=[mismatch.detail])


def _verdict(result: Result) -> tuple[str, str]:
    """Return a verdict and the tone that colours it."""
    return result.verdict, tone(result.as_expected, result.verdict)


def _output(comparison: Comparison) -> tuple[str, ...]:
    return (comparison.name, comparison.class_name, format_size(comparison.size), *_figures([comparison]))


def _figures(outputs: Iterable[Comparison]) -> tuple[str, str]:
    """Return the largest ulp and relative difference; - where there is none to give."""
    pairs = [(output.ulp, output.relative) for output in outputs]
    ulps = [None if ulp is not None and ulp > ULPS_SHOWN else ulp for ulp, _ in pairs]
    return _largest(ulps), _largest([relative for _, relative in pairs])


def _largest(figures: Iterable[float | None]) -> str:
    known = list(figures)
    return "-" if None in known or not known else f"{max(figure for figure in known if figure is not None):.3g}"
