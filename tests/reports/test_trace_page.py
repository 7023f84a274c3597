"""The page of a trace, in a real browser: it shows, its keys work, and the console stays empty."""

import re
from dataclasses import replace
from html import escape, unescape
from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.explain.trace import Trace, trace
from matdrop.reports.trace_page import page
from tests.browser import HARM, chromium, shown, texts
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
DARK = "--blink-settings=preferredColorScheme=0"
# What a reader does: n goes to the first difference, n again to the next one, which it opens, p back.
KEYS = """<script>
const press = (key) => {
  document.dispatchEvent(new KeyboardEvent("keydown", { key }));
  return document.activeElement.querySelector("summary").textContent;
};
document.title = [press("n"), press("n"), press("p"), press("p")].join(" ");
</script></body>"""


@pytest.fixture
def found(octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trace:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.m").write_text(ORIGINAL)
    (tmp_path / "f.py").write_text(PORT)
    return trace("f.m", "f.py", "magic(4)", session=octave)


def test_it_is_whole_and_loads_nothing(found: Trace) -> None:
    text = page(found)
    assert "{{" not in text
    assert "f.py, line 4, original f.m, line 3" in text
    assert re.findall(r"(?:src|href)=[^ >]*|@import|url\(", text) == ['href="data:,"']


def test_what_comes_from_outside_is_shown_as_written(
    octave: Octave, chromium: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    comment, text = f"% {HARM}", HARM.replace("'", "''")
    original, port = f"y = {{'{text}', 1}}; {comment}", f"    y = [{HARM!r}, 2]  # {HARM}"
    (tmp_path / "f.m").write_text(f"function y = f(x)\n{original}\nend\n")
    (tmp_path / "f.py").write_text(f"def f(x):\n{port}\n    return y\n")
    found = trace("f.m", "f.py", "1", tolerance="exact", session=octave)
    fault = replace(found.faults.faults[0], variable=HARM, proof=(HARM,))
    found = replace(found, faults=replace(found.faults, faults=(fault,)), remarks=(HARM,))
    selectors = {"code": "td.code", "heads": "summary", "lines": "p", "title": "h1"}
    seen = texts(chromium, tmp_path / "trace.html", page(found), selectors)
    assert seen["code"] == ["function y = f(x)", "def f(x):", original, port, "end", "    return y"]
    assert HARM in seen["lines"]
    assert any(f"proof: {HARM}" in line for line in seen["lines"])


def test_its_keys_go_from_difference_to_difference(found: Trace, chromium: str, tmp_path: Path) -> None:
    file = tmp_path / "trace.html"
    file.write_text(page(found).replace("</body>", KEYS))
    run = shown(chromium, file, "--dump-dom")
    title = re.search(r"<title>(.*)</title>", run.stdout)
    assert title is not None
    assert title[1].startswith("original, line 3: s original, line 4: Z original, line 3: s")
    assert '<td class="apart">' in run.stdout
    assert "CONSOLE" not in run.stderr


@pytest.mark.parametrize(
    "options", [("1200,900",), ("1200,900", "--blink-settings=preferredColorScheme=0"), ("390,900",)]
)
def test_it_can_be_seen(found: Trace, chromium: str, tmp_path: Path, options: tuple[str, ...]) -> None:
    file, picture = tmp_path / "trace.html", tmp_path / "trace.png"
    file.write_text(page(found))
    size, *others = options
    run = shown(chromium, file, f"--screenshot={picture}", f"--window-size={size}", *others)
    assert picture.stat().st_size > 10_000
    assert "CONSOLE" not in run.stderr


# What a browser makes of a page, put where --dump-dom shows it.
SEEN = """<script>
const style = (selector, property) => getComputedStyle(document.querySelector(selector))[property];
document.title = [%s].join("|");
</script></body>"""


def seen(chromium: str, file: Path, text: str, what: str, *options: str) -> list[str]:
    file.write_text(text.replace("</body>", SEEN % what))
    run = shown(chromium, file, "--dump-dom", *options)
    assert "CONSOLE" not in run.stderr
    title = re.search(r"<title>(.*)</title>", run.stdout)
    assert title is not None
    return title[1].split("|")


def test_it_is_dark_where_the_reader_wants_it(found: Trace, chromium: str, tmp_path: Path) -> None:
    what = 'style("body", "backgroundColor")'
    assert seen(chromium, tmp_path / "light.html", page(found), what) == ["rgb(255, 255, 255)"]
    assert seen(chromium, tmp_path / "dark.html", page(found), what, DARK) == ["rgb(22, 23, 26)"]


def test_on_a_phone_the_sides_stand_one_below_the_other(found: Trace, chromium: str, tmp_path: Path) -> None:
    # Headless Chromium has no window narrower than 500 pixels, so that the page stands in a frame of a phone's width.
    what = (
        'document.querySelector("td.code.port").getBoundingClientRect().left, '
        'document.querySelector("td.code").getBoundingClientRect().left, '
        "document.documentElement.scrollWidth > innerWidth, innerWidth"
    )
    inner = page(found).replace("</body>", SEEN % what).replace("document.title =", "parent.document.title =")
    for width, one_below_the_other in ((390, True), (1100, False)):
        file = tmp_path / f"{width}.html"
        frame = f'<iframe srcdoc="{escape(inner)}" style="width: {width}px; border: 0"></iframe>'
        file.write_text(f"<!doctype html><title></title>{frame}")
        run = shown(chromium, file, "--dump-dom", "--window-size=1200,900")
        title = re.search(r"<title>(.*)</title>", run.stdout)
        assert title is not None
        port, original, too_wide, inner_width = title[1].split("|")
        assert (port == original, too_wide, inner_width) == (one_below_the_other, "false", str(width))


def test_a_notebook_keeps_its_styles(found: Trace, chromium: str, tmp_path: Path) -> None:
    assert repr(found).startswith("<Trace of f/call_")
    what = 'style("h1", "color"), style("table", "borderTopWidth"), document.querySelectorAll("h1").length'
    notebook = (
        "<!doctype html><title></title><body><style>h1 { color: green } table { border: 3px solid }</style>"
        f"<h1>Theirs</h1><table><tr><td>1</td></tr></table>{displayed(found)}</body>"
    )
    assert seen(chromium, tmp_path / "notebook.html", notebook, what) == ["rgb(0, 128, 0)", "3px", "1"]
    (srcdoc,) = re.findall(r'srcdoc="([^"]*)"', displayed(found))
    assert unescape(srcdoc) == page(found)
