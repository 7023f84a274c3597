"""A trace as one HTML page that needs nothing else: sources side by side, values to open, heat maps, keys n and p."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.reports.trace_terminal import headline
from matdrop.source.statements import MAIN
from matdrop.tracing.divergence import Place
from matdrop.tracing.lines import AGREES, ALONE, DIFFERS, NOT_REACHED, NOT_RECORDED
from matdrop.tracing.outcome import FunctionPair, Trace
from matdrop.values.canonical import ValueModelError, canonical, text_of
from matdrop.values.display import format_number, format_value
from matdrop.values.distance import Distance, dense
from matdrop.values.value import field_names, is_cell, is_char, is_numbers, is_struct

TEMPLATE = Path(__file__).with_name("trace_page.html")
STYLE = Path(__file__).with_name("style.css")
CLASSES = {
    AGREES: "agrees",
    DIFFERS: "differs",
    ALONE: "alone",
    NOT_REACHED: "unreached",
    NOT_RECORDED: "unrecorded",
}
# Of a larger array the page shows as many rows and columns, from the first difference on.
SHOWN = 24
# Of a text it shows as many characters, and of what differs after the divergence as many variables.
TEXT_SHOWN, SPREAD_SHOWN = 2000, 100


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
        "style": STYLE.read_text(encoding="utf-8").rstrip(),
        "title": escape(headline(trace)),
        "verdict": "open" if trace.is_open else "right" if trace.divergence is None else "wrong",
        "remarks": "".join(f"<p>{escape(remark)}</p>" for remark in (*trace.remarks, *_not_shown(trace))),
        "divergence": _divergence(trace),
        "functions": "\n".join(_functions(trace)),
    }
    for name, part in parts.items():
        text = text.replace(f"{{{{{name}}}}}", part)
    return text


def framed(trace: Trace) -> str:
    """Put the page of a trace into a frame, where the styles of a notebook and its own do not meet.

    Parameters
    ----------
    trace : Trace
        Of any case.

    Returns
    -------
    str
        An ``iframe`` that holds the page.
    """
    height = min(720, 260 + 20 * len(trace.rows))
    return (
        f'<iframe title="matdrop trace" srcdoc="{escape(page(trace))}" sandbox="allow-scripts" '
        f'style="width: 100%; height: {height}px; border: 0"></iframe>'
    )


def _not_shown(trace: Trace) -> Iterator[str]:
    if len(trace.spread) > SPREAD_SHOWN:
        yield f"{len(trace.spread)} variables differ after the divergence; the first {SPREAD_SHOWN} are shown"


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


def _functions(trace: Trace) -> Iterator[str]:
    """Give each pair of functions that ran, the one of the divergence open and the others folded."""
    told = _told(trace)
    for number, pair in enumerate(trace.function_pairs):
        rows = "\n".join(_rows(trace, pair, told))
        names = [
            f"{source.path.name}{f': {name}' if name != MAIN else ''}" if name in source.functions else ""
            for source, (_, name) in zip(trace.sources_of(pair), pair, strict=True)
        ]
        heads = "".join(f"<th colspan=3>{escape(name or '(nothing that corresponds)')}</th>" for name in names)
        count = rows.count("<details")
        differ = f" <b>{count} differ{'s' if count == 1 else ''}</b>" if count else ""
        columns = "<col class=mark><col class=line><col>" * 2
        yield (
            f"<details class=function{' open' if number == 0 else ''}>"
            f"<summary>{escape(' and '.join(filter(None, names)))}{differ}</summary>"
            f"<table class=sources><colgroup>{columns}</colgroup><tr class=heads>{heads}</tr>\n{rows}\n</table>"
            "</details>"
        )


def _told(trace: Trace) -> dict[tuple[int, Path, int], str]:
    """Give the values that differ, by the side, the file and the line below which they are shown."""
    told: dict[tuple[int, Path, int], str] = {}
    divergence = trace.divergence
    if divergence is not None and (place := divergence.port or divergence.original):
        values = f"<p>{escape(divergence.detail)}</p>"
        if divergence.variable:
            values = _values(divergence.variable, divergence.expected, divergence.obtained, True)
        told[int(divergence.port is not None), place.file, place.line] = values
    for spread in trace.spread[:SPREAD_SHOWN]:
        key = 1, spread.port.file, spread.port.line
        told[key] = told.get(key, "") + _values(spread.variable, spread.expected, spread.obtained, False)
    return told


def _rows(trace: Trace, pair: FunctionPair, told: dict[tuple[int, Path, int], str]) -> Iterator[str]:
    """Give the rows of a table: the lines, and below a line its values, where they are told for the first time."""
    sources = trace.sources_of(pair)
    for row in trace.rows_of(pair):
        yield (
            f"<tr>{_cell(row.original, row.original_mark, trace, pair, 0)}"
            f"{_cell(row.port, row.port_mark, trace, pair, 1)}</tr>"
        )
        for side, line in ((0, row.original), (1, row.port)):
            if line is not None and (values := told.pop((side, sources[side].path, line), "")):
                yield f"<tr class=values tabindex=-1><td colspan=6>{values}</td></tr>"


def _cell(line: int | None, mark: str, trace: Trace, pair: FunctionPair, side: int) -> str:
    if line is None:
        return "<td class=none></td>" * 3
    source = trace.sources_of(pair)[side]
    here = " here" if _is_at(trace, side, source.path, line) else ""
    kind = f"{CLASSES.get(mark, '')}{here}{' port' if side else ''}".strip()
    code = escape(source.text[line - 1].expandtabs(4))
    return (
        f'<td class="mark {kind}" title="{escape(mark)}"></td><td class="line {kind}">{line}</td>'
        f'<td class="code {kind}">{code}</td>'
    )


def _is_at(trace: Trace, side: int, file: Path, line: int) -> bool:
    place: Place | None = None
    if trace.divergence is not None:
        place = trace.divergence.port if side else trace.divergence.original
    return place is not None and (place.file, place.line) == (file, line)


def _values(name: str, expected: Any, obtained: Any, is_open: bool) -> str:
    """Show both values of a variable and where they differ."""
    a, b = _matrix(expected), _matrix(obtained)
    if a is not None and b is not None and a.size == b.size == max(a.shape):
        b = b.reshape(a.shape)
    relative = None if a is None or b is None or a.shape != b.shape else Distance(a, b).relative
    sides = [
        f"<div><h3>{side}</h3>{_value(value) if matrix is None else _numbers(value, matrix, other, relative)}</div>"
        for side, value, matrix, other in (("original", expected, a, b), ("port", obtained, b, a))
        if value is not None
    ]
    heat = "" if relative is None else _heat_map(relative)
    opened = " open" if is_open else ""
    return f"<details{opened}><summary>{escape(name)}</summary><div class=sides>{''.join(sides)}{heat}</div></details>"


def _matrix(value: Any) -> NDArray[Any] | None:
    """Give an array of numbers as a matrix, its further dimensions side by side; None for anything else."""
    try:
        array = canonical(value)
    except ValueModelError:
        return None
    if not is_numbers(array):
        return None
    array = dense(array)
    if array.size < 2:
        return None
    return array.reshape(array.shape[0], -1, order="F")


def _numbers(value: Any, matrix: NDArray[Any], other: NDArray[Any] | None, relative: NDArray[Any] | None) -> str:
    """Show a matrix from its first difference on, what differs marked."""
    top, left = 0, 0
    if relative is not None and relative.any():
        first = np.unravel_index(np.flatnonzero(relative)[0], relative.shape)
        top, left = (max(0, min(int(at) - 3, n - SHOWN)) for at, n in zip(first, matrix.shape, strict=True))
    rows, columns = (range(start, min(start + SHOWN, n)) for start, n in zip((top, left), matrix.shape, strict=True))
    heads = "".join(f"<th>{column + 1}</th>" for column in columns)
    lines = []
    for row in rows:
        cells = []
        for column in columns:
            text = format_number(matrix[row, column], 6)
            if relative is not None and other is not None and relative[row, column]:
                if text == format_number(other[row, column], 6):
                    text = format_number(matrix[row, column])
                cells.append(f"<td class=apart>{text}</td>")
            else:
                cells.append(f"<td>{text}</td>")
        lines.append(f"<tr><th>{row + 1}</th>{''.join(cells)}</tr>")
    part = "" if matrix.shape == (len(rows), len(columns)) else " (a part)"
    what = escape(format_value(value).partition(" [")[0])
    return f"<p>{what}{part}</p><table class=numbers><tr><th></th>{heads}</tr>{''.join(lines)}</table>"


def _value(value: Any) -> str:
    """Show what is no array of numbers: a text, the fields of a struct, the elements of a cell, or a line."""
    try:
        array = canonical(value)
    except ValueModelError:
        return f"<p>{escape(repr(value)[:TEXT_SHOWN])}</p>"
    parts: list[tuple[str, Any]] = []
    if is_char(array) and array.shape[0] == 1:
        return f"<p class=text>'{escape(text_of(array)[:TEXT_SHOWN])}'</p>"
    if is_struct(array) and array.size == 1:
        parts = [(name, array[name].item()) for name in field_names(array)]
    elif is_cell(array):
        parts = [(f"{{{k + 1}}}", element) for k, element in enumerate(array.ravel(order="F"))]
    shown = "".join(
        f"<details><summary>{escape(f'{name} = {format_value(part)}')}</summary>{_nested(part)}</details>"
        for name, part in parts[:SHOWN]
    )
    return f"<p>{escape(format_value(value))}</p>{shown}"


def _nested(value: Any) -> str:
    matrix = _matrix(value)
    return _value(value) if matrix is None else _numbers(value, matrix, None, None)


def _heat_map(relative: NDArray[Any]) -> str:
    """Draw where two matrices differ, from 1e-16 (light) to 1 (dark); of a large one each cell is a block's largest."""
    steps = [-(-n // SHOWN) for n in relative.shape]
    blocks = relative
    for axis, step in enumerate(steps):
        blocks = np.maximum.reduceat(blocks, range(0, relative.shape[axis], step), axis=axis)
    with np.errstate(divide="ignore"):
        shade = np.clip(1 + np.log10(np.minimum(blocks, 1)) / 16, 0.05, 1)
    cells = []
    for row, column in np.argwhere(blocks > 0):
        places = [
            str(at * step + 1) if step == 1 else f"{at * step + 1} to {min((at + 1) * step, n)}"
            for at, step, n in zip((row, column), steps, relative.shape, strict=True)
        ]
        cells.append(
            f'<rect x="{12 * column}" y="{12 * row}" width="11" height="11" fill-opacity="{shade[row, column]:.2f}">'
            f"<title>({', '.join(places)}) relative {blocks[row, column]:.3g}</title></rect>"
        )
    size = f'width="{12 * blocks.shape[1]}" height="{12 * blocks.shape[0]}"'
    label = f"{np.count_nonzero(relative)} of {relative.size} elements differ"
    return (
        f'<div><h3>difference</h3><p>{label}</p><svg {size} role=img aria-label="{label}">{"".join(cells)}</svg></div>'
    )
