"""A trace as one HTML page that needs nothing else: sources side by side, values to open, heat maps, keys n and p."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matdrop.explain.traces import finding_of
from matdrop.reports.heat_map import difference_map
from matdrop.reports.matrices import flat, largest_by_block
from matdrop.reports.rendering import render
from matdrop.reports.trace_terminal import headline
from matdrop.source.statements import MAIN, Source
from matdrop.tracing.divergence import Divergence
from matdrop.tracing.lines import Row
from matdrop.tracing.outcome import FunctionPair, Trace
from matdrop.values.canonical import ValueModelError, canonical, text_of
from matdrop.values.display import format_number, format_value
from matdrop.values.distance import Distance, dense
from matdrop.values.value import Value, field_names, is_cell, is_char, is_numbers, is_struct

# Of a larger array the page shows as many rows and columns, from the first difference on.
SHOWN = 24
# Of a text it shows as many characters, and of what differs after the divergence as many variables.
TEXT_SHOWN, SPREAD_SHOWN = 2000, 100


Shown: TypeAlias = dict[str, Any]
# The variables that are shown below a line, by side (0: original, 1: port), file and line.
Below: TypeAlias = dict[tuple[int, Path, int], list[Shown]]


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
    divergence, found = trace.divergence, finding_of(trace)
    return render(
        "trace_page.html",
        title=headline(trace),
        tone="open" if trace.is_open else "right" if divergence is None else "wrong",
        remarks=[*trace.remarks, *_not_shown(trace)],
        detail=divergence.detail if divergence else "",
        # Where only the place is known, the detail says all.
        found=found if found and found.kind != "divergence" else None,
        case=trace.result.case.name,
        between=divergence.between if divergence else (),
        functions=_functions(trace),
    )


def framed(trace: Trace) -> str:
    """Return the page of a trace in a frame, which keeps the notebook's styles and the page's apart.

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


# ---------------------------------------------------------------- functions and their lines


def _functions(trace: Trace) -> list[Shown]:
    """Return each pair of functions that ran, that of the divergence first."""
    below = _below(trace)
    return [_function(trace, pair, below) for pair in trace.function_pairs]


def _function(trace: Trace, pair: FunctionPair, below: Below) -> Shown:
    sources, divergence = trace.sources_of(pair), trace.divergence
    heads = [
        f"{source.path.name}{f': {name}' if name != MAIN else ''}" if name in source.functions else ""
        for source, (_, name) in zip(sources, pair, strict=True)
    ]
    places = (divergence.original, divergence.port) if divergence else (None, None)
    here = [
        place.line if place and place.file == source.path else None
        for place, source in zip(places, sources, strict=True)
    ]
    rows = [_row(row, sources, below) for row in trace.rows_of(pair)]
    differing = sum(bool(variable["name"]) for row in rows for variable in row["below"])
    return {"heads": heads, "here": here, "rows": rows, "differing": differing}


def _row(row: Row, sources: tuple[Source, Source], below: Below) -> Shown:
    """Return a row of the table; values are shown below the line where they are told for the first time."""
    original, port = sources
    return {
        "original": _line(original, row.original, row.original_mark),
        "port": _line(port, row.port, row.port_mark),
        "below": below.pop((0, original.path, row.original or 0), []) + below.pop((1, port.path, row.port or 0), []),
    }


def _line(source: Source, line: int | None, mark: str) -> Shown | None:
    return None if line is None else {"line": line, "mark": mark, "text": source.text[line - 1]}


def _below(trace: Trace) -> Below:
    """Return the variables that differ, by the line below which they are shown."""
    below: Below = {}
    divergence = trace.divergence
    if divergence is not None and (place := divergence.port or divergence.original):
        below[int(divergence.port is not None), place.file, place.line] = [_first(divergence)]
    for spread in trace.spread[:SPREAD_SHOWN]:
        key = 1, spread.port.file, spread.port.line
        below.setdefault(key, []).append(_variable(spread.variable, spread.expected, spread.obtained))
    return below


def _first(divergence: Divergence) -> Shown:
    """Return what differs first, opened."""
    if not divergence.variable:
        return {"name": "", "text": divergence.detail}
    return _variable(divergence.variable, divergence.expected, divergence.obtained) | {"is_open": True}


# ---------------------------------------------------------------- variables and their values


def _variable(name: str, expected: Any, obtained: Any) -> Shown:
    """Return both values of a variable and where they differ."""
    a, b = _matrix(expected), _matrix(obtained)
    if a is not None and b is not None and a.size == b.size == max(a.shape):
        b = b.reshape(a.shape)
    relative = None if a is None or b is None or a.shape != b.shape else Distance(a, b).relative
    sides = [
        (side, _value(value) if matrix is None else _numbers(value, matrix, other, relative))
        for side, value, matrix, other in (("original", expected, a, b), ("port", obtained, b, a))
        if value is not None
    ]
    shown = {"name": name, "sides": sides, "cells": [], "is_open": False}
    if relative is None:
        return shown
    rows, columns = relative.shape
    return shown | {
        "text": f"{np.count_nonzero(relative)} of {relative.size} elements differ",
        "cells": difference_map(*largest_by_block(relative), (rows, columns)),
    }


def _matrix(value: Any) -> NDArray[Any] | None:
    """Return an array of numbers as a matrix; None for anything else."""
    try:
        held = canonical(value)
    except ValueModelError:
        return None
    if not is_numbers(held) or (array := dense(held)).size < 2:
        return None
    return flat(array)


def _numbers(
    value: Any, matrix: NDArray[Any], other: NDArray[Any] | None = None, relative: NDArray[Any] | None = None
) -> Shown:
    """Return a matrix from its first difference on, what differs marked."""
    rows, columns = _window(matrix.shape, relative)
    shown = [(row + 1, [_number((row, column), matrix, other, relative) for column in columns]) for row in rows]
    part = "" if matrix.shape == (len(rows), len(columns)) else " (a part)"
    what = format_value(value).partition(" [")[0]
    return {"text": f"{what}{part}", "columns": [column + 1 for column in columns], "rows": shown}


def _window(shape: tuple[int, ...], relative: NDArray[Any] | None) -> tuple[range, range]:
    """Return the rows and columns that are shown: from a little before the first difference on."""
    first: Sequence[Any] = (0, 0)
    if relative is not None and relative.any():
        first = np.unravel_index(np.flatnonzero(relative)[0], relative.shape)
    starts = [max(0, min(int(at) - 3, length - SHOWN)) for at, length in zip(first, shape, strict=True)]
    rows, columns = (range(start, min(start + SHOWN, n)) for start, n in zip(starts, shape, strict=True))
    return rows, columns


def _number(
    at: tuple[int, int], matrix: NDArray[Any], other: NDArray[Any] | None, relative: NDArray[Any] | None
) -> tuple[str, bool]:
    """Return an element with six digits, or all where the two sides would look the same; and whether they differ."""
    text = format_number(matrix[at], 6)
    if relative is None or other is None or not relative[at]:
        return text, False
    return format_number(matrix[at]) if text == format_number(other[at], 6) else text, True


def _value(value: Any) -> Shown:
    """Return what is no array of numbers: a text, the fields of a struct, the elements of a cell, or a line."""
    try:
        held = canonical(value)
    except ValueModelError:
        return {"text": repr(value)[:TEXT_SHOWN]}
    if is_char(held) and held.shape[0] == 1:
        return {"text": f"'{text_of(held)[:TEXT_SHOWN]}'", "kind": "text"}
    parts = [(f"{name} = {format_value(part)}", _nested(part)) for name, part in _parts(held)[:SHOWN]]
    return {"text": format_value(value), "parts": parts}


def _parts(value: Value) -> list[tuple[str, Any]]:
    """Return what a struct or a cell is made of."""
    if is_struct(value) and value.size == 1:
        return [(name, value[name].item()) for name in field_names(value)]
    if is_cell(value):
        return [(f"{{{k}}}", element) for k, element in enumerate(value.ravel(order="F"), 1)]
    return []


def _nested(value: Any) -> Shown:
    matrix = _matrix(value)
    return _value(value) if matrix is None else _numbers(value, matrix)
