"""A trace as one HTML page that needs nothing else: findings, sources side by side, values to open, keys n and p."""

from __future__ import annotations

from html import escape

from matdrop.explain.trace import Trace
from matdrop.reports.rendering import packed, render
from matdrop.reports.trace_data import sources_json
from matdrop.reports.trace_lines import files_of
from matdrop.reports.trace_terminal import headline

# A frame prefers the colours that its element has: those of the theme of JupyterLab, VS Code or Colab.
THEMES = (
    'body[data-jp-theme-light="false"] iframe.matdrop, body.vscode-dark iframe.matdrop, '
    'html[theme="dark"] iframe.matdrop { color-scheme: dark } '
    'body[data-jp-theme-light="true"] iframe.matdrop, body.vscode-light iframe.matdrop { color-scheme: light }'
)


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
        An ``iframe`` that holds the page, in the colours of the notebook's theme.
    """
    rows = max((len(files.rows) for files in files_of(trace)), default=0)
    return (
        f"<style>{THEMES}</style>"
        f'<iframe class="matdrop" title="matdrop trace" srcdoc="{escape(page(trace))}" sandbox="allow-scripts" '
        f'style="width: 100%; height: {min(800, 420 + 22 * rows)}px; border: 0"></iframe>'
    )
