"""A trace as data of a page: both sources line by line, and the values behind each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from matdrop.explain.trace import Trace, format_kept
from matdrop.reports.both_values import both_values
from matdrop.reports.matrices import SHOWN
from matdrop.reports.syntax import Piece
from matdrop.reports.trace_lines import DIFFERS, Files, Line, Moment, Row, files_of
from matdrop.tracing.recording import Event

# The first values of a line that differ are shown large; of all others so many rows and columns.
SMALL = 8
# The pieces of each line of a file, by number.
Colours: TypeAlias = Mapping[int, Sequence[Piece]]


def sources_json(trace: Trace) -> dict[str, Any]:
    """Return what a page shows of a trace.

    Parameters
    ----------
    trace : Trace
        Of any pair.

    Returns
    -------
    dict
        With the keys ``pair``, ``case`` (whose values are shown), ``remarks`` and ``files``: pairs of files, each with
        its ``heads`` and ``rows``. A row has the ``lines`` of both sides and the ``moments`` in which they were run.
    """
    return {
        "pair": trace.results[0].case.pair.name,
        "case": trace.results[0].case.name,
        "remarks": list(trace.remarks),
        "files": [_files(files) for files in files_of(trace)],
    }


def _files(files: Files) -> dict[str, Any]:
    sides = (files.original, files.port)
    texts = [side.colours if side else {} for side in sides]
    return {
        "heads": [side.file.name if side else "" for side in sides],
        "rows": [_row(row, texts) for row in files.rows],
    }


def _row(row: Row, texts: Sequence[Colours]) -> dict[str, Any]:
    """Return a row; of each name that is stored there the first value that differs is shown large."""
    moments, large = [], set[str]()
    for moment in row.moments:
        is_large = moment.mark == DIFFERS and moment.name not in large
        large |= {moment.name} if is_large else set()
        moments.append(_moment(moment, SHOWN if is_large else SMALL))
    return {
        "lines": [_line(line, of_side) for line, of_side in zip(row.lines, texts, strict=True)],
        "moments": moments,
        "more": row.more,
        "open": any(line is not None and line.fault for line in row.lines),
    }


def _line(line: Line | None, texts: Colours) -> dict[str, Any] | None:
    if line is None:
        return None
    return {
        "line": line.line,
        "text": [[colour, characters.expandtabs(4)] for colour, characters in texts[line.line]],
        "mark": line.mark,
        "fault": line.fault,
    }


def _moment(moment: Moment, shown: int) -> dict[str, Any]:
    original, port = ("" if event is None else format_kept(event.value) for event in (moment.original, moment.port))
    return {
        "name": moment.name,
        "iteration": moment.iteration,
        "original": original,
        "port": port,
        "mark": moment.mark,
        "elements": _elements(moment, shown),
    }


def _elements(moment: Moment, shown: int) -> dict[str, Any] | None:
    """Return both values element by element; None if they have none, so that a line says all."""
    found = both_values(_value(moment.original), _value(moment.port), shown)
    has_elements = any(part.keys() & {"rows", "kind"} or part.get("parts") for _, part in found["sides"])
    return found if has_elements else None


def _value(event: Event | None) -> Any:
    return None if event is None else event.value
