"""The page of a report: what it says, that nothing in it can do harm, and how it behaves in a real browser."""

import json
import re
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from markupsafe import escape

from matdrop.cases.case import Verdict, case_of_call
from matdrop.cases.reference import Engine, Reference
from matdrop.cases.table import OWN_TABLE
from matdrop.errors import MatdropError
from matdrop.explain.explanation import ExplainedReport
from matdrop.explain.finding import Finding, Fix, Place
from matdrop.reports import to_json
from matdrop.reports.data import joined
from matdrop.reports.page import MAPS_SHOWN, page
from matdrop.values.canonical import canonical
from matdrop.verification.compare import compare
from matdrop.verification.result import Result
from tests.browser import DARK, HARM, answer, answer_on_a_phone, chromium, data_of, shown, texts

__all__ = ["chromium"]


def result(name: str, expected: Any, obtained: Any, **more: Any) -> Result:
    case = case_of_call(OWN_TABLE.parent / "inverted_dropout.m", "matdrop.port.inverted_dropout", ("ones(3)", "0.5"))
    output = compare(expected, obtained, name="X")
    verdict: Verdict = "MISMATCH" if output.mismatch else "PASS"
    return replace(Result(replace(case, name=name), "saved", verdict, (output,)), **more)


@pytest.fixture
def report() -> ExplainedReport:
    lower_half = np.repeat([1.0, 1.5], 20)[:, None] * np.ones((1, 3))
    wrong = result("wrong", np.ones((40, 3)), lower_half)
    failed = result(HARM, 1, 1, verdict="PORT FAILED", outputs=(), error=HARM)
    masks = {"X": np.ones((3, 4)), "mask": np.eye(3, 4) == 1}
    given = tuple(map(canonical, masks.values()))
    reference = Reference("saved", Engine("GNU Octave", "7.3.0"), given, {})
    right = result("right", masks["X"], masks["X"], reference=reference)
    known = result("known", 1.0, 1.0 + 1e-9)
    known = replace(known, case=replace(known.case, expected="MISMATCH", why=HARM))
    place = Place("inverted_dropout.py", 3, 5)
    diff = "--- a/f.py\n+++ b/f.py\n@@ -1 +1 @@\n-y = x * m\n+y = x / m\n"
    fix = Fix(HARM, 1, 1, diff)
    finding = Finding("diagonal", "suspected", HARM, "inverted_dropout", ("wrong",), ("X",), place, fix=fix)
    return ExplainedReport((right, known, wrong, failed), findings=(finding,))


def cases_of(report: ExplainedReport) -> dict[str, dict[str, Any]]:
    """Return the cases that a page holds, by name."""
    return {case["id"].partition("/")[2]: case for case in data_of(page(to_json(report)))["cases"]}


def test_what_is_wrong_is_there_without_a_script(report: ExplainedReport) -> None:
    document = to_json(report) | {"run": {"project": "signals", "command": "matdrop report", "date": "2026-01-02"}}
    text = page(document)
    assert "<title>signals: 4 cases: 4 saved; 0 stale; 1 expected difference; 2 FAILED</title>" in text
    for word, value in (("date", "2026-01-02"), ("command", "matdrop report"), ("engine", "none: saved references")):
        assert f"<dt>{word}</dt><dd>{value}</dd>" in text
    tiles = re.findall(r'data-state="([^"]*)"[^>]*><b>(\d+)</b>', text)
    assert tiles == [
        ("failed", "2"),
        ("undeclared", "0"),
        ("stale", "0"),
        ("expected difference", "1"),
        ("passed", "1"),
    ]
    assert "inverted_dropout.py:3:5" in text
    assert '<span class="wrong">-y = x * m</span>' in text
    assert '<span class="badge suspected">suspected</span>' in text
    assert text.count('<article id="finding-') == 2  # the fault, and the port that fails
    assert f"<p>{escape(HARM)}</p>" in text


def test_the_worst_comes_first_and_each_case_says_what_it_rests_on(report: ExplainedReport) -> None:
    cases = cases_of(report)
    assert list(cases) == [HARM, "wrong", "known", "right"]
    assert [case["state"] for case in cases.values()] == ["failed", "failed", "expected difference", "passed"]
    assert [case["problems"] for case in cases.values()] == [[1], [0], [], []]
    (detail,) = cases["wrong"]["details"]
    assert detail["arguments"] == ["ones(3)", "0.5"]
    (output,) = detail["outputs"]
    assert output["original"].startswith("40x3 double [1 1 1")
    assert output["port"].startswith("40x3 double [1 1 1")
    assert (output["differences"][0]["count"], output["differences"][0]["block"]) == (60, [2, 1])
    assert [matrix["name"] for matrix in cases["right"]["masked"]] == ["X", "keep_prob", "X"]


def test_references_that_say_the_same_share_a_line_and_what_was_let_pass_is_said() -> None:
    accepted = ("X: the port returned 1-D, MATLAB 1x2 (accepted)",)
    near = result("near", [1, 2], [1, 2], conventions=accepted, seconds=0.25)
    (case,) = cases_of(ExplainedReport((replace(near, source="live"), near))).values()
    (detail,) = case["details"]
    assert (detail["references"], case["references"], case["milliseconds"]) == ("live and saved", "live+saved", 500)
    assert detail["conventions"] == list(accepted)
    stale = replace(near, verdict="STALE", error="it has changed")
    (case,) = cases_of(ExplainedReport((replace(near, source="live"), stale))).values()
    assert (case["state"], case["verdict"], len(case["details"])) == ("stale", "PASS / STALE", 2)


def test_one_fault_is_one_finding_in_a_report_of_many_tests(report: ExplainedReport) -> None:
    wrong = next(result for result in report.results if result.case.name == "wrong")
    other = replace(wrong, case=replace(wrong.case, name="other"))
    (finding,) = report.findings
    parts = [
        to_json(ExplainedReport((one,), findings=(replace(finding, cases=(one.case.name,)),))) for one in (wrong, other)
    ]
    text = page(joined(parts))
    assert re.findall(r"MISMATCH in (\d) of (\d) cases", text) == [("2", "2")]
    assert text.count('<article id="finding-') == 1
    assert [case["problems"] for case in data_of(text)["cases"]] == [[0], [0]]
    stale = [result(name, 1, 1, verdict="STALE", outputs=(), error=f"{name} has changed") for name in ("a", "b")]
    text = page(joined([to_json(ExplainedReport((one,))) for one in stale]))
    assert re.findall(r"STALE in (\d) of (\d) cases", text) == [("2", "2")]


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


def test_it_can_be_made_of_a_report_without_values(report: ExplainedReport, chromium: str, tmp_path: Path) -> None:
    text = page(to_json(report, values=False))
    script = 'for (const b of document.querySelectorAll("#cases tbody button")) b.click();' + OPENED
    assert answer(chromium, tmp_path / "report.html", text, script) == 4


OPENED = 'return document.querySelectorAll("tr.opened .detail").length;'


def test_a_page_of_ten_thousand_cases_stays_small(chromium: str, tmp_path: Path) -> None:
    (many,) = to_json(ExplainedReport((result("case", np.ones((10, 10)), np.arange(100).reshape(10, 10)),)))["cases"]
    document = to_json(ExplainedReport(()))
    document["cases"] = [many | {"case": f"case_{k}", "seconds": k / 7} for k in range(10_000)]
    text = page(document)
    assert len(text) < 2_000_000
    assert sum("map" in str(case["details"]) and bool(map_of(case)) for case in data_of(text)["cases"]) == MAPS_SHOWN
    script = """
    const rows = () => document.querySelectorAll("#cases .table > table > tbody > tr").length;
    const before = rows();
    document.querySelector("#cases .table > p button").click();
    const after = rows();
    location.hash = "case-" + encodeURIComponent("inverted_dropout/case_9999");
    await new Promise((done) => setTimeout(done, 50));
    return [before, after, rows(), document.activeElement.textContent];"""
    # The case that is linked to, opened, stands above the first ones.
    seen = answer(chromium, tmp_path / "report.html", text, script)
    assert seen == [200, 400, 201, "inverted_dropout/case_9999"]


def test_an_old_browser_shows_the_findings_and_says_what_is_missing(
    report: ExplainedReport, chromium: str, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    old = page(to_json(report)).replace("<body>", "<body><script>delete window.DecompressionStream</script>")
    file.write_text(old, encoding="utf-8")
    run = shown(chromium, file, "--dump-dom")
    assert "Cases and sources need a browser of 2023 or later." in run.stdout
    assert run.stdout.count('<article id="finding-') == 2


def map_of(case: dict[str, Any]) -> list[Any]:
    found: list[Any] = case["details"][0]["outputs"][0]["differences"][0]["map"]
    return found


# What a reader does: sorts, searches, chooses by a tile, opens a case, follows a link; then what is seen.
READER = """
const rows = () => [...document.querySelectorAll("#cases tbody tr:not(.opened) button")]
  .map((found) => found.textContent.split("/")[1]);
const cards = () => [...document.querySelectorAll(".card")].filter((card) => !card.hidden).length;
const count = () => document.querySelector("#count").textContent;
const head = (n) => document.querySelectorAll("#cases thead button")[n];
const seen = { first: rows().join(" ") };
head(0).click(); seen.up = rows().join(" ");
head(0).click(); seen.down = rows().join(" ");
head(3).click(); seen.largest = [rows()[0], head(3).parentElement.ariaSort];
document.querySelector('[data-state="passed"]').click();
seen.passed = [rows().join(" "), cards(), count(), decodeURIComponent(location.hash)];
document.querySelector("#reset").click(); seen.reset = [rows().length, location.hash];
const search = document.querySelector("#search");
document.dispatchEvent(new KeyboardEvent("keydown", { key: "/" }));
seen.slash = document.activeElement.id;
search.value = "DIAGONAL"; search.dispatchEvent(new Event("input")); seen.found = [rows().join(" "), cards(), count()];
location.hash = "case-" + encodeURIComponent("inverted_dropout/right");
await new Promise((done) => setTimeout(done, 50));
seen.linked = [rows().length, document.activeElement.textContent, document.activeElement.ariaExpanded, search.value];
seen.values = document.querySelector("tr.opened table.values").innerText.replace(/\\s+/g, " ").trim();
location.hash = "case-" + encodeURIComponent("inverted_dropout/wrong");
await new Promise((done) => setTimeout(done, 50));
seen.maps = document.querySelectorAll("tr.opened table.difference").length;
location.hash = "?show=expected+difference&search=known";
await new Promise((done) => setTimeout(done, 50));
seen.shared = [rows().join(" "), document.querySelector('[data-state="expected difference"]').ariaPressed];
for (const box of document.querySelectorAll("#masks details")) box.open = true;
await new Promise((done) => setTimeout(done, 50));
seen.dropped = document.querySelectorAll("#masks td.dropped").length;
seen.fits = document.documentElement.scrollWidth <= innerWidth;
seen.width = innerWidth;
return seen;"""


def test_a_reader_sorts_searches_chooses_and_follows_links_on_a_phone(
    report: ExplainedReport, chromium: str, tmp_path: Path
) -> None:
    report = replace(report, results=tuple(r for r in report.results if r.case.name != HARM))
    text = page(to_json(report))
    assert answer_on_a_phone(chromium, tmp_path / "report.html", text, READER) == {
        "first": "wrong known right",
        "up": "known right wrong",
        "down": "wrong right known",
        "largest": ["wrong", "descending"],
        "passed": ["right", 0, "1 of 3 cases, 0 of 1 finding", "#?show=passed"],
        "reset": [3, ""],
        "slash": "search",
        "found": ["wrong", 1, "1 of 3 cases, 1 of 1 finding"],
        "linked": [3, "inverted_dropout/right", "true", ""],
        "values": "original port tolerance X input 3x4 double [1 1 1 1; 1 1 1 1; 1 1 1 1] keep_prob input "
        "3x4 logical [1 0 0 0; 0 1 0 0; 0 0 1 0] X output 3x4 double [1 1 1 1; 1 1 1 1; 1 1 1 1] "
        "rtol 1e-09, atol 0, 1e-13 of the largest; relative 0",
        "maps": 1,
        "shared": ["known", "true"],
        "dropped": 2 * 9,  # nine of twelve elements, before and after
        "fits": True,
        "width": 390,
    }


KEYS = """
const seen = {};
const press = (key) => {
  document.dispatchEvent(new KeyboardEvent("keydown", { key }));
  return document.activeElement.id;
};
seen.steps = ["j", "j", "j", "k", "k"].map(press);
document.querySelector('[data-state="passed"]').click();
document.activeElement.blur();
seen.hidden = press("j");
document.querySelector("#reset").click();
navigator.clipboard.writeText = async (text) => { seen.copied = text; };
const button = document.querySelector("button.copy");
button.click();
await new Promise((done) => setTimeout(done, 50));
seen.said = button.nextSibling.textContent;
return seen;"""


def test_keys_step_through_findings_and_a_button_copies_the_change(
    report: ExplainedReport, chromium: str, tmp_path: Path
) -> None:
    assert answer(chromium, tmp_path / "report.html", page(to_json(report)), KEYS) == {
        "steps": ["finding-0", "finding-1", "finding-0", "finding-1", "finding-0"],
        "hidden": "",
        "copied": "--- a/f.py\n+++ b/f.py\n@@ -1 +1 @@\n-y = x * m\n+y = x / m\n",
        "said": " copied",
    }


def test_what_differs_alike_everywhere_gets_no_map(chromium: str, tmp_path: Path) -> None:
    wrong = result("wrong", np.ones((4, 4)), np.full((4, 4), 1.25))
    text = page(to_json(ExplainedReport((wrong,))))
    script = """
    document.querySelector("#cases tbody button").click();
    const count = (selector) => document.querySelectorAll(selector).length;
    return [count("table.difference"), count("table.numbers tr")];"""
    assert answer(chromium, tmp_path / "report.html", text, script) == [0, 1 + 5]


def test_it_can_be_printed_with_what_is_folded_in(report: ExplainedReport, chromium: str, tmp_path: Path) -> None:
    file, paper = tmp_path / "report.html", tmp_path / "report.pdf"
    file.write_text(page(to_json(report)), encoding="utf-8")
    run = shown(chromium, file, f"--print-to-pdf={paper}")
    assert paper.stat().st_size > 10_000
    assert "CONSOLE" not in run.stderr


@pytest.mark.parametrize("options", [(), (DARK,)])
def test_axe_finds_nothing(
    report: ExplainedReport, chromium: str, tmp_path: Path, options: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    found = find_spec("axe_core_python")
    if found is None or found.origin is None:
        reason = (
            "axe-core is not installed, so nothing checks the page for screen readers (pip install axe-core-python)"
        )
        request.node.user_properties.append(("matdrop", {"not_live": reason}))
        pytest.skip(reason)
    axe = Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    script = """
    for (const button of document.querySelectorAll("#cases tbody button")) button.click();
    for (const box of document.querySelectorAll("details")) box.open = true;
    await new Promise((done) => setTimeout(done, 50));
    const { violations, passes } = await axe.run(document);
    return [violations.map((one) => [one.id, one.nodes.map((node) => node.html)]), passes.length > 20];"""
    text = page(to_json(report) | {"sources": [sources()]}).replace("</body>", f"<script>{axe}</script></body>")
    assert answer(chromium, tmp_path / "report.html", text, script, *options) == [[], True]


def harmful(report: ExplainedReport) -> dict[str, Any]:
    """Return the data of a report in which every text that comes from outside is one that could do harm."""
    document = to_json(report)
    document |= {"matdrop": HARM, "not_live": HARM, "engine": {"name": HARM, "version": HARM}}
    document["run"] = {"project": HARM, "command": HARM, "date": HARM}
    place = {"file": HARM, "line": 1, "column": 1}
    for entry in document["cases"]:
        entry |= {"pair": HARM, "case": HARM + entry["case"], "reference": "live", "arguments": [HARM]}
        entry |= {"conventions": [HARM], "error": HARM, "why": HARM, "not_traced": HARM, "declaration": [HARM]}
        entry |= {"inputs": {HARM: HARM}, "printed": {"original": HARM, "port": HARM}, "changed_inputs": [HARM]}
        for output in entry["outputs"]:
            output |= {"name": HARM, "tolerance": HARM, "mismatch": output["mismatch"] and HARM}
            output |= {"original": HARM, "port": f"{HARM}!"}
            for found in output["differences"]:
                found["path"] = HARM
                found["worst"][0] |= {"original": HARM, "port": HARM}
        for matrix in entry["masked"]:
            matrix |= {"name": HARM, "side": HARM, "class": HARM}
    for finding in document["findings"]:
        finding |= {"kind": HARM, "certainty": HARM, "summary": HARM, "pair": HARM, "outputs": [HARM]}
        finding |= {"port": place, "original": place, "cases": [f"{HARM}wrong"], "pitfalls": [HARM], "proof": [HARM]}
        finding["fix"] |= {"text": HARM, "diff": HARM, "alternatives": [HARM], "telling": HARM}
    for problem in document["problems"]:
        problem |= {"kind": HARM, "message": HARM, "pair": HARM, "verdicts": [HARM], "differs": [HARM]}
        problem |= {"declaration": [HARM], "cases": [HARM + case for case in problem["cases"]]}
        problem["marked"] = {"number": 1, "text": HARM, "start": 0, "end": len(HARM)}
    document["sources"] = [sources()]
    return document


def sources() -> dict[str, Any]:
    """Return two files of a line each, which is run twice."""
    line = {"line": 1, "text": [["comment", HARM]], "mark": "differs", "fault": "proven"}
    side = {"text": HARM, "columns": [1], "rows": [[1, [[HARM, True]]]], "parts": [[HARM, {"text": HARM}]]}
    elements = {"sides": [["original", side]], "map": [], "text": HARM}
    moment = {"name": HARM, "iteration": "1", "original": HARM, "port": HARM, "mark": "differs", "elements": elements}
    row = {"lines": [line, line], "moments": [moment, moment], "more": 0, "open": True}
    return {"pair": HARM, "case": HARM, "remarks": [HARM], "files": [{"heads": [HARM, HARM], "rows": [row]}]}


def test_what_comes_from_outside_is_shown_as_written(report: ExplainedReport, chromium: str, tmp_path: Path) -> None:
    selectors = {
        "head": "h1, .tally, dd",
        "cards": ".card p",
        "marked": "pre.marked mark",
        "diff": "pre.diff",
        "cases": "#cases tbody > tr > td > button",
        "details": ".detail > p",
        "values": "table.values td, table.values th",
        "worst": ".detail table.numbers td",
        "printed": ".detail pre",
        "masks": "#masks .head",
        "code": "td.code",
        "moments": "table.moments td",
        "options": "option",
    }
    opening = """
    for (const button of document.querySelectorAll("#cases tbody button")) button.click();
    for (const box of document.querySelectorAll("details")) box.open = true;
    await new Promise((done) => setTimeout(done, 50));"""
    seen = texts(chromium, tmp_path / "report.html", page(harmful(report)), selectors, opening)
    assert seen["head"][0] == HARM and seen["head"][1].startswith(f"4 cases: 4 live in {HARM} {HARM}, 0 saved; 0 stale")
    assert {f"{HARM}:1:1 original {HARM}:1", HARM, f"proof: {HARM}", f"agrees as well: {HARM}"} < set(seen["cards"])
    assert seen["marked"] == [HARM, HARM][: len(seen["marked"])] and seen["marked"]
    assert f"{HARM}/{HARM}wrong" in seen["cases"]
    assert {HARM, f"({HARM})", f"not traced: {HARM}", f"{HARM}: the port changes its input"} < set(seen["details"])
    assert {HARM, f"{HARM}!"} < set(seen["values"])
    assert seen["worst"].count(HARM) == 2
    assert seen["printed"] == [HARM] * 8
    assert f"{HARM}, {HARM}, 3x4 {HARM}" in seen["masks"]
    assert seen["code"] == [HARM, HARM]
    assert HARM in seen["moments"] and HARM in seen["options"]
