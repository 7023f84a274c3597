"""A trace as one HTML page that needs nothing else: sources side by side, values to open, heat maps, keys n and p."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from matdrop.parity.trace.explain import Place
from matdrop.parity.trace.lines import AGREES, ALONE, DIFFERS, NOT_REACHED
from matdrop.parity.trace.result import Trace
from matdrop.parity.trace.terminal import brief, headline
from matdrop.parity.values import ValueModelError, canonical

TEMPLATE = Path(__file__).with_name("page.html")
CLASSES = {AGREES: "agrees", DIFFERS: "differs", ALONE: "alone", NOT_REACHED: "unreached"}
# Of a larger array the page shows the first rows and columns.
SHOWN = 24


def page(trace: Trace) -> str:
    """Make a page of a trace.

    Parameters
    ----------
    trace : Trace
        Of any case.

    Returns
    -------
    str
        HTML with its style and script in it; it loads nothing.
    """
    text = TEMPLATE.read_text(encoding="utf-8")
    parts = {
        "title": escape(headline(trace)),
        "verdict": "right" if trace.divergence is None else "wrong",
        "remarks": "".join(f"<p>{escape(remark)}</p>" for remark in trace.remarks),
        "divergence": _divergence(trace),
        "original": escape(trace.sources[0].path.name),
        "port": escape(trace.sources[1].path.name),
        "rows": "\n".join(_rows(trace)),
    }
    for name, part in parts.items():
        text = text.replace(f"{{{{{name}}}}}", part)
    return text


def _divergence(trace: Trace) -> str:
    divergence = trace.divergence
    if divergence is None:
        return ""
    lines = [f"<p class=detail>{escape(divergence.detail)}</p>"] if divergence.detail else []
    for cause in divergence.causes:
        fix = f"<br>fix: {escape(cause.fix)}" if cause.fix else ""
        lines.append(f"<p><b>cause: {escape(cause.kind)}</b> {escape(cause.detail)}{fix}</p>")
    if divergence.between:
        made_of = escape(", ".join(divergence.between))
        lines.append(f"<p>made of {made_of}, which the original does not have: look there too</p>")
    return "".join(lines)


def _rows(trace: Trace) -> Iterator[str]:
    """Give the rows of the table: the lines, and below a line of the port (or of the original alone) its values."""
    told: dict[tuple[int | None, int | None], str] = {}
    if trace.divergence is not None:
        first = trace.divergence
        key = (None, _line(first.port)) if first.port else (_line(first.original), None)
        told[key] = _values(first.variable, first.expected, first.obtained, True)
    for spread in trace.spread:
        if spread.port.file == trace.sources[1].path:
            key = None, spread.port.line
            told[key] = told.get(key, "") + _values(spread.variable, spread.expected, spread.obtained, False)
    for row in trace.rows:
        yield f"<tr>{_cell(row.original, row.original_mark, trace, 0)}{_cell(row.port, row.port_mark, trace, 1)}</tr>"
        for key in ((None, row.port), (row.original, None)):
            if key in told:
                yield f"<tr class=values tabindex=-1><td colspan=6>{told.pop(key)}</td></tr>"


def _line(place: Place | None) -> int | None:
    return None if place is None else place.line


def _cell(line: int | None, mark: str, trace: Trace, side: int) -> str:
    if line is None:
        return "<td></td><td></td><td></td>"
    divergence = trace.divergence
    place = None if divergence is None else (divergence.original, divergence.port)[side]
    here = " here" if line == _line(place) else ""
    kind = CLASSES.get(mark, "") + here
    code = escape(trace.sources[side].text[line - 1].expandtabs(4))
    sign = f'<td class="mark {kind}" title="{escape(mark)}"></td>'
    return f'{sign}<td class="line{here}">{line}</td><td class="code {kind}">{code}</td>'


def _values(name: str, expected: Any, obtained: Any, is_open: bool) -> str:
    """Show both values of a variable and where they differ."""
    opened = " open" if is_open else ""
    sides = "".join(
        f"<div><h3>{side}</h3>{_value(value)}</div>"
        for side, value in (("original", expected), ("port", obtained))
        if value is not None
    )
    heat = _heat_map(expected, obtained)
    return f"<details{opened}><summary>{escape(name)}</summary><div class=sides>{sides}{heat}</div></details>"


def _value(value: Any) -> str:
    try:
        array = canonical(value)
    except ValueModelError:
        return f"<p>{escape(repr(value)[:200])}</p>"
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "biufc" or array.ndim != 2 or array.size == 1:
        return f"<p>{escape(brief(value))}</p>"
    rows = "".join(f"<tr>{''.join(f'<td>{element:.6g}</td>' for element in row[:SHOWN])}</tr>" for row in array[:SHOWN])
    return f"<p>{escape(brief(value).partition(' [')[0])}</p><table class=numbers>{rows}</table>"


def _heat_map(expected: Any, obtained: Any) -> str:
    """Draw where two matrices differ, by the relative difference of each element: from 1e-16 (light) to 1 (dark)."""
    try:
        a, b = canonical(expected), canonical(obtained)
    except ValueModelError:
        return ""
    if not all(isinstance(array, np.ndarray) and array.dtype.kind in "biuf" and array.ndim == 2 for array in (a, b)):
        return ""
    if a.size == b.size == max(a.shape):
        b = b.reshape(a.shape)
    if a.shape != b.shape or a.size == 1:
        return ""
    a, b = (array[:SHOWN, :SHOWN].astype(float) for array in (a, b))
    with np.errstate(all="ignore"):
        relative = np.abs(a - b) / np.maximum(np.abs(a), np.abs(b))
        relative[(a == b) | (np.isnan(a) & np.isnan(b))] = 0
        relative[np.isnan(relative)] = 1
        shade = np.where(relative > 0, np.clip(1 + np.log10(np.minimum(relative, 1)) / 16, 0.05, 1), 0)
    cells = "".join(
        f'<rect x="{12 * column}" y="{12 * row}" width="11" height="11" fill-opacity="{shade[row, column]:.2f}">'
        f"<title>({row + 1}, {column + 1}) relative {relative[row, column]:.3g}</title></rect>"
        for row, column in np.ndindex(a.shape)
    )
    size = f'width="{12 * a.shape[1]}" height="{12 * a.shape[0]}"'
    return f"<div><h3>difference</h3><svg {size} role=img>{cells}</svg></div>"
