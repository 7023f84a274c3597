"""A report as one HTML page that needs nothing else, made from its JSON-ready data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any, TypeAlias

from jinja2 import UndefinedError
from markupsafe import Markup

from matdrop.errors import MatdropError
from matdrop.reports.heat_map import difference_map, magnitude_map
from matdrop.reports.rendering import render, tone
from matdrop.reports.summary import tally

DIFFERENCES_SHOWN = 100
OPEN_AT_FIRST = 3
Entry: TypeAlias = Mapping[str, Any]
# What a difference says; the references of a case mostly say the same, and one of them is enough.
Key: TypeAlias = tuple[str, str, str | None]


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
        return render("page.html", **_data(document), more=more)


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
        "masks": list({_id(entry): _masking(entry) for entry in reversed(cases) if entry["masked"]}.values())[::-1],
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


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _difference(entry: Entry, findings: Sequence[Entry]) -> Entry:
    """Return a verdict other than PASS with what it rests on."""
    return {
        "entry": entry,
        "tone": _tone(entry),
        "outputs": [_output(output) for output in entry["outputs"] if output["mismatch"]],
        "findings": [found for found in findings if found["pair"] == entry["pair"] and entry["case"] in found["cases"]],
        "not_traced": entry.get("not_traced", ""),
    }


def _output(output: Entry) -> Entry:
    return {**output, "maps": [_map(found) for found in output["differences"]]}


def _map(found: Entry) -> Entry:
    """Return a map of differences; only its worst elements if the report was written without values."""
    if "map" not in found:
        return {**found, "block": [1], "cells": []}
    size = found["size"]
    return {**found, "cells": difference_map(found["map"], found["block"], (size[0], math.prod(size[1:])))}


def _case_rows(cases: Sequence[Entry], numbers: Mapping[Key, int]) -> list[Entry]:
    """Return the table of all cases; the agreeing generated cases of a pair share a row."""
    rows = [(name, list(entries)) for name, entries in groupby(cases, key=_row_name)]
    rows.sort(key=lambda row: min(map(_rank, row[1])))
    return [_case_row(name, entries, numbers) for name, entries in rows]


def _row_name(entry: Entry) -> str:
    return _id(entry).rsplit("_", 1)[0] + "_*" if entry["generated"] and _as_expected(entry) else _id(entry)


def _case_row(name: str, entries: Sequence[Entry], numbers: Mapping[Key, int]) -> Entry:
    count = len({_id(entry) for entry in entries})
    tolerances = _once(output["tolerance"] for entry in entries for output in entry["outputs"])
    return {
        "name": name if count == 1 else f"{name} ({count} cases)",
        # Text, tone and number of the difference, once each.
        "verdicts": list(dict.fromkeys((e["verdict"], _tone(e), numbers.get(_key(e))) for e in entries)),
        "figures": [max(_largest(entry, name) for entry in entries) for name in ("ulp", "relative")],
        "tolerance": " or ".join(tolerances),
        "reference": "+".join(_once(entry["reference"] for entry in entries)),
        "milliseconds": 1000 * sum(entry["seconds"] for entry in entries),
    }


def _masking(entry: Entry) -> Entry:
    """Return the matrices that a mask stands between."""
    _, mask, *_ = entry["masked"]
    return {"entry": entry, "matrices": [_matrix(matrix, mask) for matrix in entry["masked"]]}


def _matrix(matrix: Entry, mask: Entry) -> Entry:
    cells = magnitude_map(matrix["values"], None if matrix is mask else mask["values"])
    return {**matrix, "cells": cells, "is_part": len(cells) * len(cells[0]) < math.prod(matrix["size"])}
