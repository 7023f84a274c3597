"""A trace as one HTML page that needs nothing else: findings, sources side by side, values to open, keys n and p."""

from __future__ import annotations

from html import escape

from matdrop.explain.trace import Trace
from matdrop.reports.rendering import packed, render
from matdrop.reports.trace_data import sources_json
from matdrop.reports.trace_lines import files_of
from matdrop.reports.trace_terminal import headline


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
        data=packed({"sources": [sources_json(trace)]}),
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
