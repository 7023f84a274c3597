"""A report as one HTML page that needs nothing else, made from its JSON-ready data."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from jinja2 import UndefinedError
from markupsafe import Markup

from matdrop.errors import MatdropError
from matdrop.reports.rendering import packed, render
from matdrop.reports.summary import tally
from matdrop.reports.syntax import coloured_lines

# Of so many cases that differ the page has maps of where they differ; all have the elements that differ most.
MAPS_SHOWN = 100
Entry: TypeAlias = Mapping[str, Any]
# What is counted and can be chosen, in the order of the tiles; the state of a case is the first that one of its
# verdicts has. A word with True has a tile even where there is none of it.
STATES = {
    "failed": True,
    "undeclared": True,
    "stale": True,
    "unverified": False,
    "expected difference": False,
    "passed": True,
}


def page(document: Entry, more: Sequence[tuple[str, Markup]] = (), first: Sequence[tuple[str, Markup]] = ()) -> str:
    """Make a page of a report.

    Parameters
    ----------
    document : mapping
        As `matdrop.reports.to_json` gives it, or ``matdrop verify --json`` prints it.
    more : sequence of tuple of str and Markup
        Sections that follow: a title, and HTML.
    first : sequence of tuple of str and Markup
        Sections that come before what was verified.

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
    >>> "0 cases: 0 saved; 0 stale</p>" in page(to_json(ExplainedReport(())))
    True
    """
    with understood():
        return render("page.html", **_data(document), more=more, first=first)


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
    """Return what the template asks for: what is read without a script, and packed what the script shows."""
    problems = _once(document["problems"], document["findings"])
    cases = _cases(document["cases"], problems)
    states = [case["state"] for case in cases]
    sources = document.get("sources", [])
    return {
        "run": {"project": "", "command": "", "date": ""} | document.get("run", {}),
        "engine": _engine(document),
        "tally": _tally(document),
        "tone": "right" if all(map(_as_expected, document["cases"])) else "wrong",
        "version": document["matdrop"],
        "not_live": document["not_live"],
        "tiles": [(state, states.count(state)) for state, always in STATES.items() if always or state in states],
        "total": len(cases),
        "pairs": list(dict.fromkeys(case["pair"] for case in cases)),
        "problems": problems,
        "traced": [found["pair"] for found in sources],
        "masks": [case["id"] for case in cases if case["masked"]],
        "adequacy": document.get("adequacy"),
        "data": packed({"cases": cases, "sources": sources, "adequacy": _adequacy(document.get("adequacy"))}),
    }


def _engine(document: Entry) -> str:
    engine = document["engine"]
    return f"{engine['name']} {engine['version']}" if engine else ""


def _tally(document: Entry) -> str:
    engine = _engine(document)
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


def _once(problems: Sequence[Entry], findings: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return each problem once, with its findings; of tests that each verify one case the same fault comes often."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for problem in problems:
        finding = None if problem["finding"] is None else findings[problem["finding"]]
        known = found.setdefault(
            (problem["pair"], problem["kind"], _where(problem, finding)),
            dict(problem)
            | {"cases": [], "finding": finding, "notes": [findings[note] for note in problem["notes"]], "of": 0},
        )
        known["cases"] += [case for case in problem["cases"] if case not in known["cases"]]
        known["of"] += problem["of"]
    return list(found.values())


def _where(problem: Entry, finding: Entry | None) -> Any:
    """Return what tells a problem from others of its kind; references are recorded again pair by pair."""
    if finding and finding["port"]:
        return finding["port"]["file"], finding["port"]["line"]
    return None if problem["kind"] in ("stale", "unverified") else problem["message"]


def _cases(entries: Sequence[Entry], problems: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return each case once, with its verdicts by all references; the worst first."""
    by_id: dict[str, list[Entry]] = {}
    for entry in entries:
        by_id.setdefault(_id(entry), []).append(entry)
    numbers: dict[tuple[str, str], list[int]] = {}
    for number, problem in enumerate(problems):
        for case in problem["cases"]:
            numbers.setdefault((problem["pair"], case), []).append(number)
    cases = [_case(found, numbers.get((found[0]["pair"], found[0]["case"]), [])) for found in by_id.values()]
    cases.sort(key=lambda case: (list(STATES).index(case["state"]), -_finite(case["relative"])))
    for case in [case for case in cases if case["state"] != "passed"][MAPS_SHOWN:]:
        case["details"] = [_without_maps(detail) for detail in case["details"]]
    return cases


def _case(entries: Sequence[Entry], problems: Sequence[int]) -> dict[str, Any]:
    """Return a case; what its references say alike is said once."""
    details: list[dict[str, Any]] = []
    for entry in entries:
        said = {key: entry[key] for key in entry if key not in ("pair", "case", "seconds", "reference", "masked")}
        alike = next((one for one in details if one | {"references": 0} == said | {"references": 0}), None)
        if alike is None:
            details.append(said | {"references": entry["reference"]})
        else:
            alike["references"] += f" and {entry['reference']}"
    return {
        "id": _id(entries[0]),
        "pair": entries[0]["pair"],
        "state": min(map(_state, entries), key=list(STATES).index),
        "verdict": " / ".join(dict.fromkeys(entry["verdict"] for entry in entries)),
        "ulp": _largest(entries, "ulp"),
        "relative": _largest(entries, "relative"),
        "references": "+".join(dict.fromkeys(entry["reference"] for entry in entries)),
        "milliseconds": round(1000 * sum(entry["seconds"] for entry in entries), 1),
        "problems": list(problems),
        "details": details,
        "masked": next((entry["masked"] for entry in entries if entry["masked"]), []),
    }


def _state(entry: Entry) -> str:
    if _as_expected(entry):
        return "passed" if entry["verdict"] == "PASS" else "expected difference"
    return entry["verdict"].lower() if entry["verdict"] in ("UNDECLARED", "STALE", "UNVERIFIED") else "failed"


def _largest(entries: Sequence[Entry], figure: str) -> float | None:
    """Return the largest figure of all outputs; None where one has none."""
    figures = [output[figure] for entry in entries for output in entry["outputs"]]
    return None if None in figures or not figures else float(max(figures))


def _finite(figure: float | None) -> float:
    return math.inf if figure is None else figure


def _without_maps(detail: dict[str, Any]) -> dict[str, Any]:
    outputs = [
        output | {"differences": [found | {"map": []} for found in output["differences"]]}
        for output in detail["outputs"]
    ]
    return detail | {"outputs": outputs}


def _adequacy(adequacy: Entry | None) -> list[dict[str, Any]]:
    """Return what the cases would notice, pair by pair, the lines of the port in colours."""
    if adequacy is None:
        return []
    return [found | {"lines": _coloured(found["lines"])} for found in adequacy["pairs"]]


def _coloured(lines: Sequence[Entry]) -> list[dict[str, Any]]:
    texts = coloured_lines(tuple(line["text"] for line in lines), "python")
    return [dict(line) | {"text": text} for line, text in zip(lines, texts, strict=True)]
