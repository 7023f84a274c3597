"""A report as JSON-ready data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from matdrop.cases.case import Case
from matdrop.explain.explanation import ExplainedReport
from matdrop.explain.finding import Finding, Place
from matdrop.reports.marked_line import marked_line
from matdrop.reports.matrices import differences, masked
from matdrop.reports.problems import Problem, problems
from matdrop.values.display import format_value
from matdrop.verification.compare import Comparison
from matdrop.verification.result import Result
from matdrop.version import __version__

SCHEMA = 2


def to_json(report: ExplainedReport, folder: Path | None = None, values: bool = True) -> dict[str, Any]:
    """Return a report as data that JSON can hold.

    Parameters
    ----------
    report : ExplainedReport
        Of any verification.
    folder : Path, optional
        The folder of the case table, from which places get an absolute ``path``; that of work by default.
    values : bool
        Whether it holds what a page shows besides: inputs and outputs, maps of differences, what masks did, and the
        sources of what was traced.

    Returns
    -------
    dict
        With the keys ``schema``, ``matdrop``, ``engine`` (null if nothing ran live), ``not_live`` (why not),
        ``cases`` (an entry for each case and reference), ``findings`` (one for each fault), ``problems`` (what is
        wrong, each once, by the numbers of its findings), ``summary`` and ``next`` (the command to run next, or null).

    Examples
    --------
    >>> to_json(ExplainedReport(()))["summary"]
    {'cases': 0, 'live': 0, 'saved': 0, 'as_expected': 0, 'stale': 0}
    """
    home = folder or Path()
    document = {
        "schema": SCHEMA,
        "matdrop": __version__,
        "engine": None if report.engine is None else {"name": report.engine.name, "version": report.engine.version},
        "not_live": report.not_live,
        "cases": [_case_json(report, result, values) for result in report.results],
        "findings": [_finding_json(report, finding, home) for finding in report.findings],
        "problems": [_problem_json(report, problem, home) for problem in problems(report, home)],
        "summary": {
            "cases": len({result.case.id for result in report.results}),
            "live": report.count("live"),
            "saved": report.count("saved"),
            "as_expected": sum(result.as_expected for result in report.results),
            "stale": sum(result.verdict == "STALE" for result in report.results),
        },
        "next": _next(report),
    }
    return document | {"sources": _sources(report)} if values else document


def _sources(report: ExplainedReport) -> list[dict[str, Any]]:
    """Return the sources of the pairs that were traced, with the values behind each line."""
    from matdrop.reports.trace_data import sources_json  # slow to load, and most reports have no trace

    return [sources_json(trace) for trace in report.traces.values() if not isinstance(trace, str)]


def run_json(project: str, command: str) -> dict[str, str]:
    """Return what a page says of the run itself.

    Parameters
    ----------
    project : str
        The name of the project.
    command : str
        The command line, as it was typed.

    Returns
    -------
    dict
        With the keys ``project``, ``command`` and ``date``.

    Examples
    --------
    >>> run_json("signals", "matdrop report")["project"]
    'signals'
    """
    return {"project": project, "command": command, "date": datetime.now().astimezone().isoformat(" ", "seconds")}


def joined(documents: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the data of several reports as that of one.

    Parameters
    ----------
    documents : sequence of dict
        As `to_json` returns them.

    Returns
    -------
    dict
        Of the same form.

    Examples
    --------
    >>> one = to_json(ExplainedReport(()))
    >>> joined([one, one]) == one == joined([])
    True
    """
    start = to_json(ExplainedReport(()))
    sources: dict[str, dict[str, Any]] = {}
    for one in documents:
        for found in one["sources"]:
            sources.setdefault(found["pair"], found)
    return start | {
        "engine": next((one["engine"] for one in documents if one["engine"]), None),
        "cases": [case for one in documents for case in one["cases"]],
        "findings": [finding for one in documents for finding in one["findings"]],
        "problems": _joined_problems(documents),
        "sources": list(sources.values()),
        "summary": {key: sum(one["summary"][key] for one in documents) for key in start["summary"]},
        "next": next((one["next"] for one in documents if one["next"]), None),
    }


def _joined_problems(documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the problems of all documents; the findings of one come after those of the ones before it."""
    found, before = [], 0
    for one in documents:
        for problem in one["problems"]:
            finding = problem["finding"]
            numbers = {
                "finding": None if finding is None else finding + before,
                "notes": [note + before for note in problem["notes"]],
            }
            found.append(problem | numbers)
        before += len(one["findings"])
    return found


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


def _finding_json(report: ExplainedReport, finding: Finding, folder: Path) -> dict[str, Any]:
    """Return a finding whose places have an absolute path, too."""
    pairs = {result.case.pair.name: result.case.pair for result in report.results}
    home = pairs[finding.pair].search_path.home if finding.pair in pairs else folder
    paths = {
        "port": _with_path(finding.port, folder),
        "original": _with_path(finding.original, home),
        "interval": [_with_path(place, folder) for place in finding.interval],
    }
    return finding.to_json() | paths


def _problem_json(report: ExplainedReport, problem: Problem, folder: Path) -> dict[str, Any]:
    """Return a problem; what explains it is named by its number among the findings."""
    found = report.findings
    marked = marked_line(problem)
    return {
        "kind": problem.kind,
        "message": problem.message,
        "pair": problem.pair,
        "cases": list(problem.cases),
        "of": problem.of,
        "verdicts": list(problem.verdicts),
        "finding": None if problem.finding is None else found.index(problem.finding),
        "notes": [found.index(note) for note in problem.notes],
        "differs": list(problem.differs),
        "declaration": list(problem.declaration),
        "marked": None if marked is None else marked._asdict(),
        "where": problem.finding.where if problem.finding else "",
    }


def _with_path(place: Place | None, folder: Path) -> dict[str, Any] | None:
    return None if place is None else place.to_json() | {"path": str((folder / place.file).resolve())}


def _case_json(report: ExplainedReport, result: Result, values: bool) -> dict[str, Any]:
    """Return an entry for a result, with the reason why it was not traced if it was to be."""
    trace = report.traces.get(result.case.pair.name)
    reason = {"not_traced": trace} if isinstance(trace, str) and not result.as_expected else {}
    return _result_json(result, values) | reason


def _result_json(result: Result, values: bool) -> dict[str, Any]:
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
        "inputs": {name: format_value(value) for name, value in result.inputs.items()} if values else {},
        "outputs": [
            {
                "name": output.name,
                **(_both_in_a_line(output) if values else {}),
                "class": output.class_name,
                "size": list(output.size),
                "ulp": output.ulp,
                "relative": output.relative if output.relative is None or math.isfinite(output.relative) else None,
                "tolerance": str(case.tolerance_of(output.name)),
                "mismatch": None if output.mismatch is None else output.mismatch.detail,
                "differences": _differences(output, values) if output.mismatch else [],
            }
            for output in result.outputs
        ],
        "conventions": list(result.conventions),
        "declaration": list(result.declaration),
        "printed": {"original": result.printed[0], "port": result.printed[1]},
        "changed_inputs": list(result.changed),
        "error": result.error,
        # Generated cases that agree are told in one row.
        "masked": masked(result) if values and not (case.generated and result.as_expected) else [],
    }


def _both_in_a_line(output: Comparison) -> dict[str, str | None]:
    """Return both sides of an output in a line each; null for a side that has none."""
    sides = {"original": output.expected, "port": output.obtained}
    return {side: None if value is None else format_value(value) for side, value in sides.items()}


def _differences(output: Comparison, values: bool) -> list[dict[str, Any]]:
    """Return where the two sides differ; the map of a large array is large."""
    left_out = () if values else ("map", "block")
    return [{key: found[key] for key in found if key not in left_out} for found in differences(output)]
