"""A report as one HTML page that needs nothing else, made from its JSON-ready data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

from jinja2 import UndefinedError
from markupsafe import Markup

from matdrop.errors import MatdropError
from matdrop.reports.heat_map import Cell, difference_map, magnitude_map
from matdrop.reports.rendering import render, tone
from matdrop.reports.source_table import SourceLine, SourceRow, source_line
from matdrop.reports.summary import tally

DIFFERENCES_SHOWN = 100
OPEN_AT_FIRST = 3
Entry: TypeAlias = Mapping[str, Any]
# What a difference says; the references of a case mostly say the same, and one of them is enough.
Key: TypeAlias = tuple[str, str, str | None]


class Difference(NamedTuple):
    """A verdict other than PASS, and what it rests on."""

    title: str
    tone: str
    asked: str
    error: str | None
    outputs: Sequence[Output]
    findings: Sequence[Entry]
    not_traced: str | None
    trace: TraceTable | None


class Output(NamedTuple):
    """An output that differs, with a map of each array in it."""

    name: str
    mismatch: str
    maps: Sequence[DifferenceMap]


class DifferenceMap(NamedTuple):
    """Where an array differs, and the elements that differ most."""

    caption: str
    cells: Sequence[Sequence[Cell]]
    worst: Sequence[Sequence[str]]


class TraceTable(NamedTuple):
    """The lines of both sides, and where they diverge."""

    title: str
    rows: Sequence[SourceRow]


class Figure(NamedTuple):
    """A number as it is shown, and as it is sorted."""

    text: str
    value: float


class Verdict(NamedTuple):
    """A verdict, and the number of the difference that tells more of it, if one does."""

    text: str
    tone: str
    number: int | None


class CaseRow(NamedTuple):
    """A row of the table of cases: a case with its references, or generated cases that agree."""

    name: str
    verdicts: Sequence[Verdict]
    ulp: Figure
    relative: Figure
    tolerance: str
    reference: str
    milliseconds: Figure


class Masking(NamedTuple):
    """What a mask stands between: matrices with their captions."""

    name: str
    asked: str
    matrices: Sequence[tuple[str, Sequence[Sequence[Cell]]]]


def page(document: Entry, more: Sequence[tuple[str, Markup]] = ()) -> str:
    """Make a page of a report.

    Parameters
    ----------
    document : mapping
        As `matdrop.reports.to_json` gives it, or ``matdrop verify --json`` prints it.
    more : sequence of tuple of str and Markup
        Sections that follow: a title, and HTML.

    Returns
    -------
    str
        HTML with its style and script in it; it loads nothing. What differs comes first, the worst at the top.

    Raises
    ------
    MatdropError
        If the document is no report.

    Examples
    --------
    >>> from matdrop.reports import to_json
    >>> from matdrop.explain.explanation import ExplainedReport
    >>> "0 cases: 0 saved; 0 stale</h1>" in page(to_json(ExplainedReport(())))
    True
    """
    with understood():
        return render("report.html", **_data(document), more=more)


@contextmanager
def understood() -> Iterator[None]:
    """Refuse a report whose data are not those that it needs.

    Raises
    ------
    MatdropError
        In place of what goes wrong within.
    """
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, UndefinedError) as error:
        raise MatdropError(
            f"this is no report that can be shown ({type(error).__name__}: {error}); "
            "write one with `matdrop verify --json > run.json`"
        ) from None


def _data(document: Entry) -> dict[str, Any]:
    """Return what the template asks for."""
    cases = document["cases"]
    told: dict[Key, Entry] = {}
    for entry in sorted(filter(_differs, cases), key=_rank):
        told.setdefault(_key(entry), entry)
    shown = dict(list(told.items())[:DIFFERENCES_SHOWN])
    return {
        "title": _title(document),
        "tone": "right" if all(map(_as_expected, cases)) else "wrong",
        "version": document["matdrop"],
        "not_live": document["not_live"],
        "differences": [_difference(entry, document["findings"]) for entry in shown.values()],
        "open_at_first": OPEN_AT_FIRST,
        "not_shown": len(told) - len(shown),
        "cases": _case_rows(cases, {key: number for number, key in enumerate(shown)}),
        # In what ports were followed, so that nothing is let pass in silence.
        "conventions": _once(f"{entry['pair']}: {text}" for entry in cases for text in entry["conventions"]),
        "masks": _masks(cases),
    }


def _title(document: Entry) -> str:
    engine = document["engine"] and f"{document['engine']['name']} {document['engine']['version']}"
    return tally(
        [
            (_id(e), e["reference"], e["verdict"], _as_expected(e), engine if e["reference"] == "live" else None)
            for e in document["cases"]
        ]
    )


def _id(entry: Entry) -> str:
    return f"{entry['pair']}/{entry['case']}"


def _as_expected(entry: Entry) -> bool:
    return bool(entry["verdict"] == entry["expected"])


def _differs(entry: Entry) -> bool:
    return not _as_expected(entry) or entry["verdict"] != "PASS"


def _key(entry: Entry) -> Key:
    return _id(entry), entry["verdict"], entry["error"]


def _rank(entry: Entry) -> tuple[bool, bool, float]:
    """Order entries: the unexpected before the expected, what differs before what passes, then by how far it is off."""
    return _as_expected(entry), not _differs(entry), -_largest(entry, "relative")


def _largest(entry: Entry, figure: str) -> float:
    nothing = 0.0 if entry["verdict"] == "PASS" else math.inf
    return max((math.inf if o[figure] is None else o[figure] for o in entry["outputs"]), default=nothing)


def _tone(entry: Entry) -> str:
    return tone(_as_expected(entry), entry["verdict"])


def _asked(entry: Entry) -> str:
    seed = "" if entry["seed"] is None else f"; seed {entry['seed']}"
    return f"({', '.join(entry['arguments'])}){seed}"


def _by(size: Iterable[int]) -> str:
    return "x".join(map(str, size))


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


# ---------------------------------------------------------------- what differs


def _difference(entry: Entry, findings: Sequence[Entry]) -> Difference:
    verdict = entry["verdict"]
    if _as_expected(entry):
        verdict += f", as expected: {entry['why']}"
    elif entry["expected"] != "PASS":
        verdict += f", expected {entry['expected']}"
    return Difference(
        f"{_id(entry)} ({entry['reference']}): {verdict}",
        _tone(entry),
        _asked(entry),
        entry["error"],
        [_output(output) for output in entry["outputs"] if output["mismatch"]],
        [finding for finding in findings if _shows_in(finding, entry)],
        entry.get("not_traced"),
        _trace_table(entry["trace"]) if entry.get("trace") else None,
    )


def _shows_in(finding: Entry, entry: Entry) -> bool:
    shown = finding["pair"] == entry["pair"] and entry["case"] in finding["cases"]
    return bool(shown and entry["verdict"] == "MISMATCH")


def _output(output: Entry) -> Output:
    maps = [_difference_map(output["name"] + found["path"], found) for found in output["differences"]]
    return Output(output["name"], output["mismatch"], maps)


def _difference_map(name: str, found: Entry) -> DifferenceMap:
    size, block = found["size"], found["block"]
    caption = f"{name}, {_by(size)}: {found['count']} elements differ"
    if max(block) > 1:
        caption += f"; each cell is a block of {_by(block)}"
    cells = difference_map(found["map"], block, (size[0], math.prod(size[1:])))
    return DifferenceMap(caption, cells, [_worst(place) for place in found["worst"]])


def _worst(place: Entry) -> tuple[str, str, str, str]:
    at = f"({', '.join(map(str, place['at']))})"
    return at, str(place["original"]), str(place["port"]), f"{float(place['relative']):.3g}"


def _trace_table(trace: Entry) -> TraceTable:
    divergence = trace["divergence"]
    places = [divergence["original"], divergence["port"]] if divergence else [None, None]
    against = " against ".join(f"{place['file']}, line {place['line']}" for place in places if place)
    what = f"first divergence: {divergence['variable']}, {against}" if divergence else "no divergence"
    here = [place["line"] if place else None for place in places]
    rows = [
        SourceRow(_line(row["original"], False, here[0]), _line(row["port"], True, here[1])) for row in trace["lines"]
    ]
    return TraceTable(what, rows)


def _line(line: Entry | None, is_port: bool, here: int | None) -> SourceLine | None:
    if line is None:
        return None
    return source_line(line["line"], line["text"], line["mark"], is_port, line["line"] == here)


# ---------------------------------------------------------------- cases


def _case_rows(cases: Sequence[Entry], numbers: Mapping[Key, int]) -> list[CaseRow]:
    """Return the table of all cases; the agreeing generated cases of a pair share a row."""
    rows = [(name, list(entries)) for name, entries in groupby(cases, key=_row_name)]
    rows.sort(key=lambda row: min(map(_rank, row[1])))
    return [_case_row(name, entries, numbers) for name, entries in rows]


def _row_name(entry: Entry) -> str:
    return _id(entry).rsplit("_", 1)[0] + "_*" if entry["generated"] and _as_expected(entry) else _id(entry)


def _case_row(name: str, entries: Sequence[Entry], numbers: Mapping[Key, int]) -> CaseRow:
    count = len({_id(entry) for entry in entries})
    verdicts = [Verdict(entry["verdict"], _tone(entry), numbers.get(_key(entry))) for entry in entries]
    tolerances = _once(output["tolerance"] for entry in entries for output in entry["outputs"])
    milliseconds = 1000 * sum(entry["seconds"] for entry in entries)
    return CaseRow(
        name if count == 1 else f"{name} ({count} cases)",
        list(dict.fromkeys(verdicts)),
        _figure(entries, "ulp"),
        _figure(entries, "relative"),
        " or ".join(tolerances),
        "+".join(_once(entry["reference"] for entry in entries)),
        Figure(f"{milliseconds:.1f}", milliseconds),
    )


def _figure(entries: Sequence[Entry], name: str) -> Figure:
    largest = max(_largest(entry, name) for entry in entries)
    return Figure(f"{largest:.3g}", largest) if largest < math.inf else Figure("-", 1e308)


# ---------------------------------------------------------------- before, mask, after


def _masks(cases: Sequence[Entry]) -> list[Masking]:
    """Return what each mask stands between, once for each case."""
    once: dict[str, Entry] = {}
    for entry in cases:
        if entry["masked"]:
            once.setdefault(_id(entry), entry)
    return [_masking(name, entry) for name, entry in once.items()]


def _masking(name: str, entry: Entry) -> Masking:
    before, mask, *_ = entry["masked"]
    matrices = [
        (_caption(matrix), magnitude_map(matrix["values"], None if matrix is mask else mask["values"]))
        for matrix in entry["masked"]
    ]
    return Masking(f"{name} ({_by(before['size'])})", _asked(entry), matrices)


def _caption(matrix: Entry) -> str:
    size, values = matrix["size"], matrix["values"]
    caption = f"{matrix['name']}, {matrix['side']}, {_by(size)} {matrix['class']}"
    if len(size) > 2:
        caption += ", pages side by side"
    if len(values) * len(values[0]) < math.prod(size):
        caption += f", the first {len(values)} rows and {len(values[0])} columns"
    return caption
