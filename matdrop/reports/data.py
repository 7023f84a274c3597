"""A report as JSON-ready data."""

from __future__ import annotations

import math
from typing import Any

import matdrop
from matdrop.cases.case import Case
from matdrop.reports.matrices import differences, masked
from matdrop.values.display import format_value
from matdrop.verification.judge import Result
from matdrop.verification.run import Report


def to_json(report: Report) -> dict[str, Any]:
    """Give a report as JSON-ready data.

    Parameters
    ----------
    report : Report
        Of any verification.

    Returns
    -------
    dict
        With the keys ``matdrop``, ``engine`` (null where nothing ran live), ``not_live`` (why not), ``cases`` (an
        entry for each case and reference) and ``summary``.

    Examples
    --------
    >>> to_json(Report(()))["summary"]
    {'cases': 0, 'live': 0, 'saved': 0, 'as_expected': 0, 'stale': 0}
    """
    return {
        "matdrop": matdrop.__version__,
        "engine": None if report.engine is None else {"name": report.engine.name, "version": report.engine.version},
        "not_live": report.not_live,
        "cases": [_result_json(result) for result in report.results],
        "summary": {
            "cases": len({result.case.id for result in report.results}),
            "live": report.count("live"),
            "saved": report.count("saved"),
            "as_expected": sum(result.as_expected for result in report.results),
            "stale": sum(result.verdict == "STALE" for result in report.results),
        },
    }


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
        # Generated cases that agree are told in one row.
        "masked": [] if case.generated and result.as_expected else masked(result),
    }
