"""The page of a report: what it says, that nothing in it can do harm, and how it behaves in a real browser."""

import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from markupsafe import escape

from matdrop.cases.case import Verdict, case_of_call
from matdrop.cases.reference import Engine, Reference
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.errors import MatdropError
from matdrop.explain.explanation import ExplainedReport, explain_report
from matdrop.explain.finding import Finding, Fix
from matdrop.reports import to_json
from matdrop.reports.page import DIFFERENCES_SHOWN, page
from matdrop.values.canonical import canonical
from matdrop.verification.compare import compare
from matdrop.verification.result import Result
from matdrop.verification.run import verify
from tests.browser import HARM, chromium, shown, texts

__all__ = ["chromium"]
# What a reader does: sorts by a column, once and again, and searches; the answers become the page's title.
READER = """<script>{
const first = () => document.querySelector("table.cases tbody tr:not([hidden]) td").textContent.split("/")[1];
const button = (n) => document.querySelectorAll("table.cases th button")[n];
const answers = [first()];
button(0).click(); answers.push(first());
button(0).click(); answers.push(first());
button(3).click(); answers.push(first(), button(3).parentElement.ariaSort);
button(3).click(); answers.push(first());
const search = document.querySelector("input[type=search]");
search.value = "RIGHT"; search.dispatchEvent(new Event("input")); answers.push(first());
answers.push(document.querySelectorAll("table.cases tbody tr:not([hidden])").length);
button(1).focus(); answers.push(document.activeElement.textContent);
answers.push(document.documentElement.scrollWidth <= innerWidth ? "fits" : "too wide");
document.title = answers.join(" ");
}</script></body>"""


def result(name: str, expected: Any, obtained: Any, **more: Any) -> Result:
    case = case_of_call(OWN_TABLE.parent / "inverted_dropout.m", "matdrop.port.inverted_dropout", ("ones(3)", "0.5"))
    output = compare(expected, obtained, name="X")
    verdict: Verdict = "MISMATCH" if output.mismatch else "PASS"
    return replace(Result(replace(case, name=name), "saved", verdict, (output,)), **more)


@pytest.fixture
def report() -> ExplainedReport:
    wrong = result("wrong", np.ones((40, 3)), np.eye(40, 3))
    failed = result(HARM, 1, 1, verdict="PORT FAILED", outputs=(), error=HARM)
    masks = {"X": np.ones((3, 4)), "mask": np.eye(3, 4) == 1}
    given = tuple(map(canonical, masks.values()))
    reference = Reference("saved", Engine("GNU Octave", "7.3.0"), given, {})
    right = result("right", masks["X"], masks["X"], reference=reference)
    known = result("known", 1.0, 1.0 + 1e-9)
    known = replace(known, case=replace(known.case, expected="MISMATCH", why=HARM))
    finding = Finding("diagonal", "suspected", HARM, "inverted_dropout", ("wrong",), ("X",), fix=Fix(HARM))
    return ExplainedReport((right, known, wrong, failed), findings=(finding,))


def test_the_worst_comes_first_and_every_part_is_there(report: ExplainedReport) -> None:
    text = page(to_json(report))
    for title in ("4 cases: 4 saved; 0 stale; 1 expected difference; 2 FAILED</h1>", "What differs</h2>"):
        assert title in text
    summaries = re.findall(r"<summary[^>]*>([^<]*)", text)
    assert [summary.replace(escape(HARM), "...") for summary in summaries] == [
        "inverted_dropout/... (saved): PORT FAILED",
        "inverted_dropout/wrong (saved): MISMATCH",
        "inverted_dropout/known (saved): MISMATCH, as expected: ...",
        "inverted_dropout/right (3x4)",
    ]
    rows = re.findall(r"<tr><td>inverted_dropout/(\w+|&lt;/script)", text)
    assert rows == ["&lt;/script", "wrong", "known", "right"]
    assert "(ones(3), 0.5)</p>" in text
    assert "X, 40x3: 117 elements differ; each cell is a block of 2x1" in text
    assert "suspected: diagonal" in text
    assert text.count('class="dropped"') == 2 * 9  # nine of twelve elements, before and after
    assert "{{" not in text.replace("{{divergence}}", "")


def test_what_was_let_pass_is_said(report: ExplainedReport) -> None:
    near = result("near", [1, 2], [1, 2], conventions=("X: the port returned 1-D, MATLAB 1x2 (accepted)",))
    text = page(to_json(ExplainedReport((near, near))))
    assert text.count('<p class="faint">inverted_dropout: X: the port returned 1-D, MATLAB 1x2 (accepted)</p>') == 1
    assert re.search(r'<td class="wide">rtol 1e-09, atol 0, [^<]*</td><td class="wide">saved</td>', text)


def test_it_loads_nothing(report: ExplainedReport) -> None:
    text = re.sub(r"&lt;.*?&gt;", "", page(to_json(report)))
    assert {found for found in re.findall(r"(?:src|href)=[^ >]*|@import|url\(", text) if "#" not in found} == {
        'href="data:,"'
    }


@pytest.mark.parametrize("document", [[], {}, {"cases": [{}]}, {"cases": 1, "engine": None}, "text", None])
def test_what_is_no_report_is_refused(document: Any) -> None:
    with pytest.raises(MatdropError, match=r"no report that can be shown .*matdrop verify --json > run.json"):
        page(document)


def test_json_and_page_say_the_same_after_a_round_trip(report: ExplainedReport) -> None:
    document = to_json(report)
    assert page(json.loads(json.dumps(document, allow_nan=False))) == page(document)


def test_agreeing_generated_cases_share_a_row_and_many_cases_stay_quick() -> None:
    table = load_table(OWN_TABLE)
    own = verify(table, table.select(["inverted_dropout_predict"]), "saved")
    assert page(to_json(explain_report(own, Path()))).count("random_* (20 cases)") == 1
    many = ExplainedReport(tuple(result(f"case_{k}", np.ones((10, 10)), np.zeros((10, 10))) for k in range(500)))
    start = time.process_time()
    text = page(to_json(many))
    assert time.process_time() - start < 30  # it takes about two seconds; a square of the cases would be minutes
    assert text.count("<summary") == DIFFERENCES_SHOWN
    assert f"and {500 - DIFFERENCES_SHOWN} more" in text
    assert len(text) < 8_000_000


def test_a_reader_sorts_and_searches_on_a_phone(report: ExplainedReport, chromium: str, tmp_path: Path) -> None:
    file, picture = tmp_path / "report.html", tmp_path / "report.png"
    report = replace(report, results=tuple(r for r in report.results if r.case.name != HARM))
    text = page(to_json(report))
    file.write_text(text.replace("</body>", READER))
    run = shown(chromium, file, "--dump-dom", "--window-size=390,800")
    title = re.search(r"<title>(.*)</title>", run.stdout)
    assert title is not None
    assert title[1] == "wrong known wrong wrong descending right right 1 verdict fits"
    assert "CONSOLE" not in run.stderr
    file.write_text(text)
    run = shown(chromium, file, f"--screenshot={picture}", "--window-size=390,800")
    assert picture.stat().st_size > 10_000
    assert "CONSOLE" not in run.stderr


def harmful(report: ExplainedReport) -> dict[str, Any]:
    """Return the data of a report in which every text that comes from outside is one that could do harm."""
    document = to_json(report)
    document |= {"matdrop": HARM, "not_live": HARM, "engine": {"name": HARM, "version": HARM}}
    place = {"file": HARM, "line": 1}
    for entry in document["cases"]:
        entry |= {"pair": HARM, "case": HARM + entry["case"], "reference": "live", "arguments": [HARM]}
        entry |= {"conventions": [HARM], "error": HARM, "why": HARM, "not_traced": HARM}
        for output in entry["outputs"]:
            output |= {"name": HARM, "tolerance": HARM, "mismatch": output["mismatch"] and HARM}
            for found in output["differences"]:
                found["path"] = HARM
                found["worst"][0] |= {"original": HARM, "port": HARM}
        for matrix in entry["masked"]:
            matrix |= {"name": HARM, "side": HARM, "class": HARM}
    for finding in document["findings"]:
        finding |= {
            "kind": HARM,
            "certainty": HARM,
            "summary": HARM,
            "pair": HARM,
            "outputs": [HARM],
            "port": place,
            "original": place,
        }
        finding |= {"cases": [f"{HARM}wrong"], "fix": {"text": HARM, "diff": HARM}, "pitfalls": [HARM], "proof": [HARM]}
    return document


def test_what_comes_from_outside_is_shown_as_written(report: ExplainedReport, chromium: str, tmp_path: Path) -> None:
    selectors = {
        "heads": "summary",
        "lines": "section > details > p, section > p, body > p",
        "captions": ".sides h3",
        "numbers": "table.numbers td",
        "cases": "table.cases td",
        "links": "section p a",
        "title": "h1",
    }
    seen = texts(chromium, tmp_path / "report.html", page(harmful(report)), selectors)
    assert f"{HARM}/{HARM}wrong (live): MISMATCH" in seen["heads"]
    assert set(seen["lines"]) == {
        *(f"({HARM})", HARM, f"{HARM}: {HARM}", f"not traced: {HARM}", f"NOT VERIFIED LIVE: {HARM}", ""),
        f"{HARM}: {HARM} ({HARM}), {HARM}, line 1, original {HARM}, line 1: {HARM}proof: {HARM}fix: {HARM}see: {HARM}",
    }
    assert {f"{HARM}{HARM}, 40x3: 117 elements differ; each cell is a block of 2x1"} < set(seen["captions"])
    assert f"{HARM}, {HARM}, 3x4 {HARM}" in seen["captions"]
    assert seen["numbers"].count(HARM) == 2 * 2
    assert seen["links"] == [HARM]
    assert f"{HARM}/{HARM}wrong" in seen["cases"]
    assert seen["title"][0].startswith(f"4 cases: 4 live in {HARM} {HARM}, 0 saved; 0 stale")
