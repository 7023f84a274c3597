"""The page of a trace, in a real browser: it shows, its keys work, and the console stays empty."""

import contextlib
import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from matdrop.cases.case import case_of_call
from matdrop.engines.octave_session import Octave
from matdrop.explain.trace import Trace, trace_results
from matdrop.repair.effort import Effort
from matdrop.reports.trace_page import page
from matdrop.verification.judge import judge
from tests.browser import DARK, HARM, answer, answer_on_a_phone, chromium, data_of, shown, texts
from tests.reports.test_notebook import displayed

__all__ = ["chromium"]
ORIGINAL = """function [Z, s] = f(X)
m = mean(X);
s = std(X);
Z = (X - m) ./ s;
end
"""
PORT = """import numpy as np
def f(X):
    m = X.mean(axis=0, keepdims=True)
    s = X.std(axis=0, keepdims=True)
    Z = (X - m) / s
    return Z, s
"""


def traced(octave: Octave, folder: Path, original: str, port: str, *args: str) -> Trace:
    """Trace a pair; a fix is hardly looked for, since the page shows one like another."""
    name = re.findall(r"(\w+)\(", original)[0]
    (folder / f"{name}.m").write_text(original)
    (folder / f"{name}.py").write_text(port)
    case = case_of_call(folder / f"{name}.m", str(folder / f"{name}.py"), args, tolerance="exact")
    (reference,) = octave.run([case])
    return trace_results([judge(case, reference, folder, octave, 60)], folder, octave, effort=Effort(60, 2))


@pytest.fixture(scope="module")
def found(octave: Octave, tmp_path_factory: pytest.TempPathFactory) -> Trace:
    folder = tmp_path_factory.mktemp("traced")
    with contextlib.chdir(folder):
        return traced(octave, folder, ORIGINAL, PORT, "magic(4)")


def test_it_is_whole_and_loads_nothing(found: Trace) -> None:
    text = page(found)
    assert "{{" not in re.sub(r"<script.*", "", text, flags=re.DOTALL)
    assert "f.py, line 4, original f.m, line 3" in text
    assert re.findall(r"(?:src|href)=[^ >]*|@import|url\(", text) == ['href="data:,"']


def test_what_comes_from_outside_is_shown_as_written(octave: Octave, chromium: str, tmp_path: Path) -> None:
    comment, text = f"% {HARM}", HARM.replace("'", "''")
    original, port = f"y = {{'{text}', 1}}; {comment}", f"    y = [{HARM!r}, 2]  # {HARM}"
    whole = (f"function y = f(x)\n{original}\nend\n", f"def f(x):\n{port}\n    return y\n")
    found = traced(octave, tmp_path, *whole, "1")
    fault = replace(found.faults.faults[0], variable=HARM, proof=(HARM,))
    found = replace(found, faults=replace(found.faults, faults=(fault,)), remarks=(HARM,))
    selectors = {"code": "td.code", "heads": "summary", "lines": "p", "title": "h1"}
    seen = texts(chromium, tmp_path / "trace.html", page(found), selectors)
    assert seen["code"] == ["function y = f(x)", "def f(x):", original, port, "end", "    return y"]
    assert HARM in seen["lines"]
    assert any(f"proof: {HARM}" in line for line in seen["lines"])


# What a reader does: n goes to the first difference, n again to the next one, which it opens, p back.
READER = """
const press = (key) => {
  document.dispatchEvent(new KeyboardEvent("keydown", { key }));
  return [...document.activeElement.querySelectorAll(".variable > .head")].map((head) => head.textContent).join(" / ");
};
const style = (selector, property) => getComputedStyle(document.querySelector(selector))[property];
const left = (selector) => document.querySelector(selector).getBoundingClientRect().left;
return {
  keys: [press("n"), press("n"), press("p"), press("p")],
  maps: document.querySelectorAll("table.difference").length,
  colours: [...document.querySelectorAll("td.code.port .keyword")].map((piece) => piece.textContent),
  marks: [...document.querySelectorAll("td.mark.port")].map((mark) => mark.title),
  paper: style("body", "backgroundColor"),
  below: left("td.code.port") === left("td.code.original"),
  fits: document.documentElement.scrollWidth <= innerWidth,
};"""


def test_a_reader_goes_from_difference_to_difference(found: Trace, chromium: str, tmp_path: Path) -> None:
    file = tmp_path / "trace.html"
    seen = answer(chromium, file, page(found), READER)
    # Each column of Z is off by one factor alone: a map of it would show nothing.
    assert seen == {
        "keys": ["s", "Z", "s", "Z / return 1 / s / return 2"],
        "maps": 0,
        "colours": ["import", "as", "def", "True", "True", "return"],
        "marks": ["", "agrees", "agrees", "differs", "differs", "differs"],
        "paper": "rgb(255, 255, 255)",
        "below": False,
        "fits": True,
    }
    assert answer(chromium, file, page(found), READER, DARK) == seen | {"paper": "rgb(22, 23, 26)"}
    assert answer_on_a_phone(chromium, file, page(found), READER) == seen | {"below": True}


def test_it_can_be_seen(found: Trace, chromium: str, tmp_path: Path) -> None:
    file, picture = tmp_path / "trace.html", tmp_path / "trace.png"
    file.write_text(page(found))
    run = shown(chromium, file, f"--screenshot={picture}", "--window-size=1200,900")
    assert picture.stat().st_size > 10_000
    assert "CONSOLE" not in run.stderr


LOOP = """function total = g(x)
total = 0;
for k = 1:numel(x)
  total = total + x(k) * k;
end
end
"""
LOOP_PORT = """def g(x):
    total = 0
    for k in range(len(x)):
        total = total + x[k] * (k + 1 if k < 58 else k)
    return total
"""
SLIDER = """
const line = [...document.querySelectorAll("td.code.port")].find((code) => code.textContent.includes("x[k]"));
const values = line.closest("tr").nextElementSibling;
values.show();
const slider = values.querySelector("input[type=range]");
const cells = () => [...values.querySelectorAll("table.moments td")].map((cell) => cell.textContent);
const seen = () => [slider.getAttribute("aria-valuetext"), ...cells().slice(1)];
const found = [Number(slider.max), seen()];
slider.value = 0; slider.dispatchEvent(new Event("input"));
return [...found, seen(), values.querySelectorAll(".strip .differs").length];"""


def row_of(trace: Trace, code: str) -> dict[str, Any]:
    """Return the row that has a piece of the port's code."""
    rows = [row for files in data_of(page(trace))["sources"][0]["files"] for row in files["rows"]]
    return next(row for row in rows if row["lines"][1] and code in _text(row["lines"][1]["text"]))


def _text(pieces: Sequence[tuple[str, str]]) -> str:
    return "".join(text for _, text in pieces)


def moments(row: dict[str, Any]) -> list[tuple[str, ...]]:
    keys = ("name", "iteration", "original", "mark", "port")
    return [tuple(moment[key] for key in keys) for moment in row["moments"]]


def test_values_of_a_line_are_kept_by_iteration_and_a_slider_shows_each(
    octave: Octave, chromium: str, tmp_path: Path
) -> None:
    found = traced(octave, tmp_path, LOOP, LOOP_PORT, "ones(1, 60)")
    row = row_of(found, "x[k] * (k + 1")
    rows = moments(row)
    assert len(rows) == 52
    assert rows[0] == ("total", "1", "1.0", "agrees", "1.0")
    assert rows[49] == ("total", "50", "1275.0", "agrees", "1275.0")
    assert rows[50:] == [("total", "59", "1770.0", "differs", "1769.0"), ("total", "60", "1830.0", "differs", "1828.0")]
    assert row["more"] == 8
    assert answer(chromium, tmp_path / "trace.html", page(found), SLIDER) == [
        51,
        ["iteration 59: differs", "1770.0", "≠differs", "1769.0"],
        ["iteration 1: agrees", "1.0", "=agrees", "1.0"],
        2,
    ]


def test_values_of_a_right_port_agree(octave: Octave, tmp_path: Path) -> None:
    found = traced(octave, tmp_path, LOOP, LOOP_PORT.replace(" if k < 58 else k", ""), "[3 4]")
    assert moments(row_of(found, "x[k] * (k + 1)")) == [
        ("total", "1", "3.0", "agrees", "3.0"),
        ("total", "2", "11.0", "agrees", "11.0"),
    ]
    assert "differs" not in str(data_of(page(found)))


def test_an_interval_is_marked(octave: Octave, tmp_path: Path) -> None:
    port = "def h(x):\n    a = x + 3\n    b = a * 1.5\n    y = b - 1\n    return y\n"
    found = traced(octave, tmp_path, "function y = h(x)\ny = (x + 1) * 2;\nend\n", port, "[1 2 7]")
    rows = [row["lines"][1] for row in data_of(page(found))["sources"][0]["files"][0]["rows"]]
    marked = {_text(line["text"]).strip(): line["fault"] for line in rows if line and line["fault"]}
    assert set(marked) == {"a = x + 3", "b = a * 1.5", "y = b - 1"}
    assert [fault != "interval" for fault in marked.values()].count(True) <= 1


def test_a_notebook_keeps_its_styles(found: Trace, chromium: str, tmp_path: Path) -> None:
    assert repr(found).startswith("<Trace of f/call_")
    notebook = (
        '<!doctype html><title></title><body data-jp-theme-light="false">'
        "<style>h1 { color: green } table { border: 3px solid }</style>"
        f'<script>document.documentElement.dataset.ready = ""</script>'
        f"<h1>Theirs</h1><table><tr><td>1</td></tr></table>{displayed(found)}</body>"
    )
    script = """
    const style = (selector, property) => getComputedStyle(document.querySelector(selector))[property];
    return [style("h1", "color"), style("table", "borderTopWidth"), document.querySelectorAll("h1").length,
      style("iframe", "colorScheme")];"""
    assert answer(chromium, tmp_path / "notebook.html", notebook, script) == ["rgb(0, 128, 0)", "3px", 1, "dark"]
    (srcdoc,) = re.findall(r'srcdoc="([^"]*)"', displayed(found))
    assert unescape(srcdoc) == page(found)
