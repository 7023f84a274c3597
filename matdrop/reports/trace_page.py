"""A trace as one HTML page that needs nothing else: findings, sources side by side, values to open, keys n and p."""

from __future__ import annotations

from html import escape
from typing import Any

from matdrop.explain.trace import Trace, format_kept
from matdrop.reports.both_values import both_values
from matdrop.reports.rendering import render
from matdrop.reports.trace_lines import DIFFERS, Files, Moment, Row, files_of
from matdrop.reports.trace_terminal import headline
from matdrop.tracing.recording import Event


def page(trace: Trace) -> str:
    """Make a page of a trace.

    Parameters
    ----------
    trace : Trace
        Of any pair.

    Returns
    -------
    str
        HTML with its style and script in it; it loads nothing.
    """
    return render(
        "trace_page.html",
        title=headline(trace),
        tone="wrong" if trace.findings else "open" if trace.differs else "right",
        remarks=trace.remarks,
        findings=[finding.to_json() for finding in trace.findings],
        case=trace.results[0].case.name,
        files=[_files(files) for files in files_of(trace)],
    )


def framed(trace: Trace) -> str:
    """Return the page of a trace in a frame, which keeps the notebook's styles and the page's apart.

    Parameters
    ----------
    trace : Trace
        Of any pair.

    Returns
    -------
    str
        An ``iframe`` that holds the page.
    """
    rows = max((len(files.rows) for files in files_of(trace)), default=0)
    return (
        f'<iframe title="matdrop trace" srcdoc="{escape(page(trace))}" sandbox="allow-scripts" '
        f'style="width: 100%; height: {min(720, 260 + 20 * rows)}px; border: 0"></iframe>'
    )


def _files(files: Files) -> dict[str, Any]:
    """Return two files side by side; the values of a line stand below it."""
    rows = [_row(row) for row in files.rows]
    heads = [side.file.name if side else "" for side in (files.original, files.port)]
    return {"heads": heads, "rows": rows, "differing": sum(row["differs"] for row in rows)}


def _row(row: Row) -> dict[str, Any]:
    """Return a row; below it what was stored there, and the first values that differ element by element."""
    moments = [_moment(moment) for moment in row.moments]
    first = next((moment for moment in row.moments if moment.mark == DIFFERS), None)
    return {
        "original": row.original,
        "port": row.port,
        "moments": moments,
        "names": ", ".join(dict.fromkeys(moment["name"] for moment in moments)),
        "more": row.more,
        "differs": first is not None,
        "is_open": any(line is not None and line.fault for line in row.lines),
        "first": None if first is None else _elements(first),
    }


def _moment(moment: Moment) -> dict[str, Any]:
    original, port = ("" if event is None else format_kept(event.value) for event in (moment.original, moment.port))
    return {
        "name": moment.name,
        "iteration": moment.iteration,
        "original": original,
        "port": port,
        "mark": moment.mark,
    }


def _elements(moment: Moment) -> dict[str, Any] | None:
    """Return both values element by element; None if they have none, so that a line says all."""
    shown = both_values(_value(moment.original), _value(moment.port))
    has_elements = any(part.keys() & {"rows", "kind"} or part.get("parts") for _, part in shown["sides"])
    return shown if has_elements else None


def _value(event: Event | None) -> Any:
    return None if event is None else event.value
