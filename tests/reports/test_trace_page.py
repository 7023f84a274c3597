"""The page of a trace, in a real browser: it shows, its keys work, and the console stays empty."""

import contextlib
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
from tests.tracing.located import located

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
# A cell of a heat map that differs.
DIFFERS = re.compile(r'title="\([^"]*\) relative [^"]*"')
DARK = "--blink-settings=preferredColorScheme=0"
# What a reader does: n goes to the first difference, n again to the next one, which it opens, p back.
KEYS = """<script>
const press = (key) => {
  document.dispatchEvent(new KeyboardEvent("keydown", { key }));
  return document.activeElement.querySelector("summary").textContent;
};
document.title = [press("n"), press("n"), press("p"), press("p")].join(" ");
</script></body>"""


@pytest.fixture(scope="module")
def found(octave: Octave, tmp_path_factory: pytest.TempPathFactory) -> Trace:
    folder = tmp_path_factory.mktemp("traced")
    (folder / "f.m").write_text(ORIGINAL)
    (folder / "f.py").write_text(PORT)
    with contextlib.chdir(folder):
        return trace("f.m", "f.py", "magic(4)", session=octave)


def test_it_is_whole_and_loads_nothing(found: Trace) -> None:
    text = page(found)
    assert "{{" not in text
    assert "f.py, line 4, original f.m, line 3" in text
    assert re.findall(r"(?:src|href)=[^ >]*|@import|url\(", text) == ['href="data:,"']


def test_what_comes_from_outside_is_shown_as_written(octave: Octave, chromium: str, tmp_path: Path) -> None:
    comment, text = f"% {HARM}", HARM.replace("'", "''")
    original, port = f"y = {{'{text}', 1}}; {comment}", f"    y = [{HARM!r}, 2]  # {HARM}"
    (tmp_path / "f.m").write_text(f"function y = f(x)\n{original}\nend\n")
    (tmp_path / "f.py").write_text(f"def f(x):\n{port}\n    return y\n")
    found = located(octave, tmp_path / "f.m", tmp_path / "f.py", "1", tolerance="exact")
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
    assert title[1] == "s Z s Z / return 1, s / return 2"
    assert len(DIFFERS.findall(run.stdout)) == 4 + 16 + 16  # heat maps of s, Z and what is returned
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


def moments_of(text: str, line: str) -> list[tuple[str, ...]]:
    """Return the rows of the table below a line of code: name, iteration, original, mark, port."""
    at = text.index(line, text.index('<td class="code'))
    below = text[at:].partition('<table class="moments">')[2].partition("</table>")[0]
    rows = re.findall(
        r"<tr><th>(.*?)</th><td>(.*?)</td><td>(.*?)</td><td class=\"mark ([^\"]*)\".*?></td><td>(.*?)</td>", below
    )
    return [tuple(map(unescape, row)) for row in rows]


def test_values_of_a_line_are_shown_by_iteration_and_bounded(octave: Octave, tmp_path: Path) -> None:
    (tmp_path / "g.m").write_text(LOOP)
    (tmp_path / "g.py").write_text(LOOP_PORT)
    text = page(located(octave, tmp_path / "g.m", tmp_path / "g.py", "ones(1, 60)"))
    rows = moments_of(text, "x[k] * (k + 1 if k &lt; 58 else k)")
    assert len(rows) == 52
    assert rows[0] == ("total", "1", "1.0", "agrees", "1.0")
    assert rows[49] == ("total", "50", "1275.0", "agrees", "1275.0")
    assert rows[50:] == [("total", "59", "1770.0", "differs", "1769.0"), ("total", "60", "1830.0", "differs", "1828.0")]
    assert "and 8 more" in text


def test_values_of_a_right_port_agree(octave: Octave, tmp_path: Path) -> None:
    (tmp_path / "g.m").write_text(LOOP)
    (tmp_path / "g.py").write_text(LOOP_PORT.replace(" if k < 58 else k", ""))
    text = page(located(octave, tmp_path / "g.m", tmp_path / "g.py", "[3 4]"))
    assert moments_of(text, "x[k] * (k + 1)") == [
        ("total", "1", "3.0", "agrees", "3.0"),
        ("total", "2", "11.0", "agrees", "11.0"),
    ]
    assert re.search(r'class="[^"]*\bdiffers\b', text) is None


def test_an_interval_is_marked(octave: Octave, tmp_path: Path) -> None:
    (tmp_path / "h.m").write_text("function y = h(x)\ny = (x + 1) * 2;\nend\n")
    (tmp_path / "h.py").write_text("def h(x):\n    a = x + 3\n    b = a * 1.5\n    y = b - 1\n    return y\n")
    text = page(located(octave, tmp_path / "h.m", tmp_path / "h.py", "[1 2 7]"))
    marked = re.findall(r'<td class="code [^"]*(here|perhaps)[^"]*">(.*?)</td>', text)
    assert sorted(code.strip() for _, code in marked) == ["a = x + 3", "b = a * 1.5", "y = b - 1"]
    assert [kind for kind, _ in marked].count("here") <= 1


def test_large_values_are_shown_from_the_first_difference_on(octave: Octave, tmp_path: Path) -> None:
    (tmp_path / "h.m").write_text("function y = h(x)\ny = x;\ny(60, 70) = 0.5;\nend\n")
    (tmp_path / "h.py").write_text("def h(x):\n    y = x.copy()\n    y[59, 69] = 0.5 + 1e-9\n    return y\n")
    text = page(located(octave, tmp_path / "h.m", tmp_path / "h.py", "ones(100, 100)", tolerance="exact"))
    assert "100x100 double (a part)" in text
    assert set(DIFFERS.findall(text)) == {'title="(57 to 60, 69 to 72) relative 2e-09"'}
    assert "1 of 10000 elements differ" in text
    # The same to 6 digits, so that all digits are told.
    assert '<td class="apart">0.5</td>' in text
    assert '<td class="apart">0.500000001</td>' in text
    assert "<th>57</th>" in text
    assert "<th>56</th>" not in text


@pytest.mark.parametrize(
    ("original", "port", "said"),
    [
        ("y = {1, 'a<b', [1 2 3]};", "y = [1, 'a<c', [1, 2, 4]]", "{2} = &#39;a&lt;c&#39;"),
        ("y = {struct('a', 1, 'b', 'x')};", "y = [{'a': 1, 'b': 'z'}]", "b = &#39;z&#39;"),
        (
            "y = [1+2i 3];",
            "y = __import__('numpy').array([[1 + 2.5j, 3]])",
            '<td class="apart">1+2.5i</td><td>3+0i</td>',
        ),
        ("y = [true false];", "y = [True, True]", '<td class="apart">0</td>'),
        ("y = int8([1 2]);", "y = __import__('numpy').array([[1, 3]], 'int8')", "1x2 int8"),
        ("y = [1 NaN Inf];", "y = [1, 2, -float('inf')]", "2 of 3 elements differ"),
        ("y = sparse([1 0 2]);", "y = __import__('scipy.sparse').sparse.csc_array([[1, 0, 3]])", "1x3 sparse double"),
        ("y = cat(3, [1 2], [3 4]);", "import numpy as np; y = np.array([[[1, 3], [2, 5.0]]])", "1x2x2 double"),
        ("y = 'größer';", "y = 'grösser'", "gr"),
        ("y = zeros(0, 3);", "y = __import__('numpy').zeros((3, 0))", "0x3 double"),
    ],
)
def test_values_of_every_kind_can_be_shown(octave: Octave, tmp_path: Path, original: str, port: str, said: str) -> None:
    (tmp_path / "k.m").write_text(f"function y = k(x)\n{original}\nend\n")
    (tmp_path / "k.py").write_text(f"def k(x):\n    {port}\n    return y\n")
    found = located(octave, tmp_path / "k.m", tmp_path / "k.py", "1", tolerance="exact")
    assert found.findings
    assert said in page(found)


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
