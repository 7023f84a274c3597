"""The page of a trace, in a real browser: it shows, its keys work, and the console stays empty."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from matdrop.parity.octave import Octave
from matdrop.parity.trace import Trace, trace
from matdrop.parity.trace.page import page

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
    return trace("f.m", "f.py", "magic(4)", octave=octave)


@pytest.fixture
def chromium(request: pytest.FixtureRequest) -> str:
    """Give the browser; without one the test is skipped, and said so at the end of the run."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "there is no Chromium to show a page in; install one (apt-get install chromium)"
        request.node.user_properties.append(("matdrop", {"not_live": reason}))
        pytest.skip(reason)
    return path


def shown(chromium: str, file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
            *("--disable-background-networking", "--disable-component-update", "--disable-quic"),
            *(f"--user-data-dir={file.parent / 'profile'}", "--enable-logging=stderr", "--virtual-time-budget=2000"),
            *(*options, file.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )


def test_it_is_whole_and_loads_nothing(found: Trace) -> None:
    text = page(found)
    assert "{{" not in text
    assert "first divergence: s, f.m, line 3 against f.py, line 4" in text
    assert re.findall(r"(?:src|href)=[^ >]*|@import|url\(", text) == ['href="data:,"']


def test_it_escapes_what_the_sources_say(octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.m").write_text("function y = f(x)\ny = x + 1; % <script>alert(1)</script>\nend\n")
    (tmp_path / "f.py").write_text("def f(x):\n    return x + 2  # <b>\n")
    text = page(trace("f.m", "f.py", "1", octave=octave))
    assert "<script>alert" not in text
    assert "&lt;b&gt;" in text


def test_its_keys_go_from_difference_to_difference(found: Trace, chromium: str, tmp_path: Path) -> None:
    file = tmp_path / "trace.html"
    file.write_text(page(found).replace("</body>", KEYS))
    run = shown(chromium, file, "--dump-dom")
    title = re.search(r"<title>(.*)</title>", run.stdout)
    assert title is not None
    assert title[1] == "s Z s Z"
    assert run.stdout.count("<details open") == 2
    assert run.stdout.count("<rect") == 4 + 16  # heat maps of s and Z
    assert "CONSOLE" not in run.stderr


def test_it_can_be_seen(found: Trace, chromium: str, tmp_path: Path) -> None:
    file, picture = tmp_path / "trace.html", tmp_path / "trace.png"
    file.write_text(page(found))
    run = shown(chromium, file, f"--screenshot={picture}", "--window-size=1200,900")
    assert picture.stat().st_size > 10_000
    assert "CONSOLE" not in run.stderr
