"""A report as one HTML page that needs nothing else, made from its JSON-ready data."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from matdrop.errors import MatdropError
from matdrop.reports.markup import element, html
from matdrop.reports.summary import tally
from matdrop.reports.trace_page import CLASSES

TEMPLATE = Path(__file__).with_name("page.html")
STYLE = Path(__file__).with_name("style.css")
DIFFERENCES_SHOWN = 100
OPEN_AT_FIRST = 3
# The darkest shade of a heat map leaves the number in the cell readable.
DARKEST = 0.6
Entry = Mapping[str, Any]


def page(document: Mapping[str, Any], more: Sequence[tuple[str, str]] = ()) -> str:
    """Make a page of a report.

    Parameters
    ----------
    document : mapping
        As `matdrop.reports.to_json` gives it, or ``matdrop verify --json`` prints it.
    more : sequence of tuple of str
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
        parts = _parts(document, more)
    # In one pass, so that nothing which a report says is taken for a place in the template.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], TEMPLATE.read_text(encoding="utf-8"))


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
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise MatdropError(
            f"this is no report that can be shown ({type(error).__name__}: {error}); "
            "write one with `matdrop verify --json > run.json`"
        ) from None


def _parts(document: Mapping[str, Any], more: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Give what the template has places for."""
    cases = document["cases"]
    engine = document["engine"] and f"{document['engine']['name']} {document['engine']['version']}"
    told: dict[Any, Entry] = {}
    for entry in sorted(filter(_differs, cases), key=_rank):
        told.setdefault(_told(entry), entry)
    own = [
        ("What differs", "differs", _differences(list(told.values()), document["findings"])),
        ("Cases", "cases", _cases(cases, {key: number for number, key in enumerate(told)}) if cases else []),
        ("Before, mask, after", "masks", list(_masks(cases))),
    ]
    sections = [(title, name, "".join(map(html, content))) for title, name, content in own if content]
    sections += [(title, f"more-{number}", markup) for number, (title, markup) in enumerate(more)]
    head = [element("nav", *(element("a", title, href=f"#{name}") for title, name, _ in sections))]
    if document["not_live"]:
        head.insert(0, element("p", element("b", "NOT VERIFIED LIVE: "), document["not_live"]))
    counted = [
        (_id(e), e["reference"], e["verdict"], _as_expected(e), engine if e["reference"] == "live" else None)
        for e in cases
    ]
    return {
        "style": STYLE.read_text(encoding="utf-8").rstrip(),
        "verdict": "right" if all(map(_as_expected, cases)) else "wrong",
        "version": escape(str(document["matdrop"])),
        "title": escape(tally(counted)),
        "head": "".join(map(html, head)),
        "sections": "\n".join(
            f'<section id="{name}">{html(element("h2", title))}{content}</section>' for title, name, content in sections
        ),
    }


def _id(entry: Entry) -> str:
    return f"{entry['pair']}/{entry['case']}"


def _as_expected(entry: Entry) -> bool:
    return bool(entry["verdict"] == entry["expected"])


def _differs(entry: Entry) -> bool:
    return not _as_expected(entry) or entry["verdict"] != "PASS"


def _told(entry: Entry) -> tuple[str, str, str | None]:
    """Give what is told of a case: its references mostly tell the same, and one of them is enough."""
    return _id(entry), entry["verdict"], entry["error"]


def _rank(entry: Entry) -> tuple[bool, bool, float]:
    """Order entries: the unexpected before the expected, what differs before what passes, then by how far it is off."""
    return _as_expected(entry), not _differs(entry), -_largest(entry, "relative")


def _largest(entry: Entry, figure: str) -> float:
    nothing = 0.0 if entry["verdict"] == "PASS" else math.inf
    return max((math.inf if o[figure] is None else o[figure] for o in entry["outputs"]), default=nothing)


def _tone(entry: Entry) -> str:
    return "wrong" if not _as_expected(entry) else "right" if entry["verdict"] == "PASS" else "known"


# ---------------------------------------------------------------- what differs


def _differences(told: Sequence[Entry], findings: Sequence[Entry]) -> list[Element]:
    shown = [_difference(entry, number, findings) for number, entry in enumerate(told[:DIFFERENCES_SHOWN])]
    if len(told) > DIFFERENCES_SHOWN:
        shown.append(element("p", f"and {len(told) - DIFFERENCES_SHOWN} more: name a pair or a case to see them"))
    return shown


def _difference(entry: Entry, number: int, findings: Sequence[Entry]) -> Element:
    """Tell what a verdict other than PASS rests on."""
    verdict = entry["verdict"]
    if _as_expected(entry):
        verdict += f", as expected: {entry['why']}"
    elif entry["expected"] != "PASS":
        verdict += f", expected {entry['expected']}"
    summary = element("summary", f"{_id(entry)} ({entry['reference']}): {verdict}", class_=_tone(entry))
    parts = [_asked(entry)]
    parts += [element("p", entry["error"])] if entry["error"] else []
    for output in entry["outputs"]:
        if output["mismatch"]:
            parts.append(element("p", element("b", output["name"]), f": {output['mismatch']}"))
            parts += [_map(output["name"] + found["path"], found) for found in output["differences"]]
    parts += [_finding(finding) for finding in findings if _shows_in(finding, entry)]
    if entry.get("not_traced"):
        parts.append(element("p", f"not traced: {entry['not_traced']}"))
    if entry.get("trace"):
        parts.append(_trace(entry["trace"]))
    is_open = {"open": ""} if number < OPEN_AT_FIRST else {}
    return element("details", summary, *parts, id=f"difference-{number}", **is_open)


def _shows_in(finding: Entry, entry: Entry) -> bool:
    shown = finding["pair"] == entry["pair"] and entry["case"] in finding["cases"]
    return bool(shown and entry["verdict"] == "MISMATCH")


def _finding(finding: Entry) -> Element:
    outputs = f" ({', '.join(finding['outputs'])})" if finding["outputs"] else ""
    port = finding["port"]
    place = f", {port['file']}, line {port['line']}" if port else ""
    fix: list[str | Element] = [element("br"), f"fix: {finding['fix']['text']}"] if finding["fix"] else []
    links = [element("a", id_, href=f"#pitfall-{id_}") for id_ in finding["pitfalls"]]
    see = [element("br"), "see: ", *(part for link in links for part in (link, " "))] if links else []
    title = element("b", f"{finding['certainty']}: {finding['kind']}")
    return element("p", title, f"{outputs}{place}: {finding['summary']}", *fix, *see)


def _asked(entry: Entry) -> Element:
    seed = "" if entry["seed"] is None else f"; seed {entry['seed']}"
    return element("p", f"({', '.join(entry['arguments'])}){seed}", class_="faint")


def _map(name: str, found: Mapping[str, Any]) -> Element:
    """Draw where an output differs, from a relative 1e-16 (light) to 1 (dark), and list the elements that do most."""
    rows = []
    for cells in found["map"]:
        shades = [max(0.05, 1 + math.log10(min(relative, 1)) / 16) if relative else 0 for relative in map(float, cells)]
        rows.append(element("tr", *(element("td", style=f"--shade:{shade:.2f}") for shade in shades)))
    heat = element("table", *rows, class_="heat difference")
    size = "x".join(map(str, found["size"]))
    caption = f"{name}, {size}: {found['count']} elements differ"
    if max(found["block"]) > 1:
        caption += f"; each cell is a block of {'x'.join(map(str, found['block']))}"
    worst = [element("tr", *(element("th", title) for title in ("at", "original", "port", "relative")))]
    for place in found["worst"]:
        at = f"({', '.join(map(str, place['at']))})"
        texts = (at, _exact(place["original"]), _exact(place["port"]), f"{float(place['relative']):.3g}")
        worst.append(element("tr", *(element("td", text) for text in texts)))
    sides = [element("div", element("h3", caption), heat)]
    sides.append(element("div", element("h3", "the worst"), element("table", *worst, class_="numbers")))
    return element("div", *sides, class_="sides")


def _trace(trace: Mapping[str, Any]) -> Element:
    """Show the lines of both sides, and where they part."""
    divergence = trace["divergence"]
    places = [divergence["original"], divergence["port"]] if divergence else [None, None]
    said = [f"{place['file']}, line {place['line']}" for place in places if place]
    what = f"first divergence: {divergence['variable']}, {' against '.join(said)}" if divergence else "no divergence"
    columns = [element("col", **attributes) for attributes in 2 * ({"class_": "mark"}, {"class_": "line"}, {})]
    rows = []
    for row in trace["lines"]:
        cells = []
        for side, place in zip(("original", "port"), places, strict=True):
            if (line := row[side]) is None:
                cells += [element("td", class_="none") for _ in range(3)]
                continue
            here = " here" if place and line["line"] == place["line"] else ""
            kind = f"{CLASSES.get(line['mark'], '')}{here}{' port' if side == 'port' else ''}"
            cells.append(element("td", class_=f"mark {kind}", title=line["mark"]))
            cells.append(element("td", str(line["line"]), class_=f"line {kind}"))
            cells.append(element("td", line["text"].expandtabs(4), class_=f"code {kind}"))
        rows.append(element("tr", *cells))
    lines = element("table", element("colgroup", *columns), *rows, class_="sources")
    return element("details", element("summary", f"trace: {what}"), lines)


def _exact(number: bool | float | str) -> str:
    return number if isinstance(number, str) else repr(number)


# ---------------------------------------------------------------- cases


def _cases(cases: Sequence[Entry], numbers: Mapping[Any, int]) -> list[Element]:
    """Give the table of all cases; the agreeing generated cases of a pair share a row."""

    def row_of(entry: Entry) -> str:
        return _id(entry).rsplit("_", 1)[0] + "_*" if entry["generated"] and _as_expected(entry) else _id(entry)

    rows = [(name, list(entries)) for name, entries in groupby(cases, key=row_of)]
    rows.sort(key=lambda row: min(map(_rank, row[1])))
    titles = ("case", "verdict", "ulp", "relative", "tolerance", "reference", "ms")
    kinds = ("", "", "number", "number", "wide", "wide", "number wide")
    heads = [
        element("th", element("button", title, type="button"), class_=kind)
        for title, kind in zip(titles, kinds, strict=True)
    ]
    body = element("tbody", *(_row(name, entries, numbers) for name, entries in rows))
    table = element("table", element("thead", element("tr", *heads)), body, class_="cases")
    search = element("input", type="search", placeholder="search", aria_label="search cases")
    # In what ports were followed, so that nothing is let pass in silence.
    ways = dict.fromkeys(f"{entry['pair']}: {way}" for entry in cases for way in entry["conventions"])
    said = [element("p", way, class_="faint") for way in ways]
    return [element("p", search), element("div", table, class_="scroll"), *said]


def _row(name: str, entries: Sequence[Entry], numbers: Mapping[Any, int]) -> Element:
    count = len({_id(entry) for entry in entries})
    verdict = element("td")
    for tone, text, number in dict.fromkeys((_tone(e), e["verdict"], numbers.get(_told(e))) for e in entries):
        linked = number is not None and number < DIFFERENCES_SHOWN
        shown = element("a", text, href=f"#difference-{number}") if linked else element("span", text)
        shown.set("class", tone)
        shown.tail = " "
        verdict.append(shown)
    figures = [max(_largest(entry, figure) for entry in entries) for figure in ("ulp", "relative")]
    milliseconds = 1000 * sum(entry["seconds"] for entry in entries)
    return element(
        "tr",
        element("td", name if count == 1 else f"{name} ({count} cases)"),
        verdict,
        *(_number(f"{figure:.3g}" if figure < math.inf else "-", figure) for figure in figures),
        element("td", _joined(output["tolerance"] for entry in entries for output in entry["outputs"]), class_="wide"),
        element("td", "+".join(dict.fromkeys(entry["reference"] for entry in entries)), class_="wide"),
        element("td", f"{milliseconds:.1f}", class_="number wide", data_value=f"{milliseconds}"),
    )


def _joined(texts: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(texts))


def _number(text: str, value: float) -> Element:
    return element("td", text, class_="number", data_value=f"{min(value, 1e308)}")


# ---------------------------------------------------------------- before, mask, after


def _masks(cases: Sequence[Entry]) -> Iterator[Element]:
    """Show what each mask stands between, once for each case."""
    once: dict[str, Entry] = {}
    for entry in cases:
        if entry["masked"]:
            once.setdefault(_id(entry), entry)
    for number, (name, entry) in enumerate(once.items()):
        before, mask, *_ = entry["masked"]
        kept = mask["values"]
        matrices = [_matrix(matrix, None if matrix is mask else kept) for matrix in entry["masked"]]
        is_open = {"open": ""} if number == 0 else {}
        size = "x".join(map(str, before["size"]))
        summary = element("summary", f"{name} ({size})")
        yield element("details", summary, _asked(entry), element("div", *matrices, class_="sides"), **is_open)


def _matrix(matrix: Mapping[str, Any], kept: Sequence[Sequence[bool]] | None) -> Element:
    """Draw a matrix: the larger a magnitude, the darker; dashed what a mask has dropped."""
    magnitudes = [[_magnitude(value) for value in row] for row in matrix["values"]]
    largest = max((m for row in magnitudes for m in row if math.isfinite(m)), default=0) or 1
    rows = []
    for i, values in enumerate(matrix["values"]):
        cells = []
        for j, value in enumerate(values):
            shade = 0 if math.isnan(magnitudes[i][j]) else DARKEST * min(magnitudes[i][j] / largest, 1)
            dropped = {"class_": "dropped"} if kept is not None and not kept[i][j] else {}
            cells.append(element("td", _short(value), style=f"--shade:{shade:.2f}", **dropped))
        rows.append(element("tr", *cells))
    size = matrix["size"]
    caption = f"{matrix['name']}, {matrix['side']}, {'x'.join(map(str, size))} {matrix['class']}"
    if len(size) > 2:
        caption += ", pages side by side"
    shown = len(rows), len(matrix["values"][0])
    if shown[0] * shown[1] < math.prod(size):
        caption += f", the first {shown[0]} rows and {shown[1]} columns"
    return element("div", element("h3", caption), element("table", *rows, class_="heat"))


def _magnitude(value: bool | float | str) -> float:
    return abs(complex(value[:-1] + "j")) if isinstance(value, str) and value.endswith("i") else abs(float(value))


def _short(value: bool | float | str) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"
