"""A report as JSON-ready data."""

from __future__ import annotations

import math
from typing import Any

from matdrop.cases.case import Case
from matdrop.explain.explanation import ExplainedReport
from matdrop.reports.matrices import differences, masked
from matdrop.values.display import format_value
from matdrop.verification.result import Result
from matdrop.version import __version__

SCHEMA = 2


def to_json(report: ExplainedReport) -> dict[str, Any]:
    """Return a report as data that JSON can hold.

    Parameters
    ----------
    report : ExplainedReport
        Of any verification.

    Returns
    -------
    dict
        With the keys ``schema``, ``matdrop``, ``engine`` (null if nothing ran live), ``not_live`` (why not),
        ``cases`` (an entry for each case and reference), ``findings`` (one for each fault), ``summary`` and ``next``
        (the command to run next, or null).

    Examples
    --------
    >>> to_json(ExplainedReport(()))["summary"]
    {'cases': 0, 'live': 0, 'saved': 0, 'as_expected': 0, 'stale': 0}
    """
    return {
        "schema": SCHEMA,
        "matdrop": __version__,
        "engine": None if report.engine is None else {"name": report.engine.name, "version": report.engine.version},
        "not_live": report.not_live,
        "cases": [_case_json(report, result) for result in report.results],
        "findings": [finding.to_json() for finding in report.findings],
        "summary": {
            "cases": len({result.case.id for result in report.results}),
            "live": report.count("live"),
            "saved": report.count("saved"),
            "as_expected": sum(result.as_expected for result in report.results),
            "stale": sum(result.verdict == "STALE" for result in report.results),
        },
        "next": _next(report),
    }


def _next(report: ExplainedReport) -> str | None:
    """Return the command that goes on from here; None where all is as expected."""
    for result in report.results:
        if result.as_expected:
            continue
        if result.verdict == "STALE":
            return "matdrop fixtures record"
        if result.verdict == "UNDECLARED":
            return "matdrop verify --accept"
        if result.verdict in ("MISMATCH", "PORT FAILED"):
            return f"matdrop trace {result.case.id}"
    return None


def _case_json(report: ExplainedReport, result: Result) -> dict[str, Any]:
    """Return an entry for a result, with the reason why it was not traced if it was to be."""
    trace = report.traces.get(result.case.pair.name)
    reason = {"not_traced": trace} if isinstance(trace, str) and not result.as_expected else {}
    return _result_json(result) | reason


def _result_json(result: Result) -> dict[str, Any]:
    case: Case = result.case
    return {
        "pair": case.pair.name,
        "case": case.name,
        "reference": result.source,
        "verdict": result.verdict,
        "expected": case.expected,
        "why": case.why,
        "arguments": [arg if isinstance(arg, str) else format_value(arg) for arg in case.args],
        "seed": case.seed,
        "generated": case.generated,
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
                "differences": differences(output) if output.mismatch else [],
            }
            for output in result.outputs
        ],
        "conventions": list(result.conventions),
        "declaration": list(result.declaration),
        "printed": {"original": result.printed[0], "port": result.printed[1]},
        "changed_inputs": list(result.changed),
        "error": result.error,
        # Generated cases that agree are told in one row.
        "masked": [] if case.generated and result.as_expected else masked(result),
    }
