"""A real browser for the tests of pages: headless Chromium, with a profile of its own."""

import base64
import json
import re
import shutil
import subprocess
import zlib
from html import unescape
from pathlib import Path
from typing import Any

import pytest

# A text that, taken for markup or for a template, sets `harmed` or is gone from the page.
HARM = (
    '</script><script>harmed = 1</script>{{divergence}}{% raw %}{# #}"><img src=x onerror="harmed = 1">'
    "' onmouseover='harmed = 1"
)
# Asked when the page's own script has run: whether harm was done, and what the page shows.
ASKED = """
const text = (selector) => [...document.querySelectorAll(selector)].map((found) => found.textContent);
return {
  harmed: "harmed" in window, tags: document.querySelectorAll("img, script").length,
  handlers: document.querySelectorAll("[onmouseover], [onerror]").length, texts: %s.map(text),
};"""
# Runs a script once the page is there, and leaves its answer where --dump-dom shows it, also in a page around it.
WHEN_READY = """<script>{
const ask = async () => { %s };
const wait = () => {
  if (!("ready" in document.documentElement.dataset)) return setTimeout(wait, 20);
  ask().then((answer) => JSON.stringify(answer), String).then((title) => {
    document.title = title;
    if (parent !== window) parent.postMessage(title, "*");
  });
};
addEventListener("load", wait);
}</script></body>"""
AROUND = """<!doctype html><title></title>
<script>addEventListener("message", ({ data }) => { document.title = data; });</script>
<iframe src="%s" style="width: 390px; height: 844px; border: 0"></iframe>"""
DARK = "--blink-settings=preferredColorScheme=0"


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
    """Show a page; what the console says is in the answer's stderr, marked CONSOLE."""
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


def answer(chromium: str, file: Path, text: str, script: str, *options: str) -> Any:
    """Show a page, run a script in it, and return what that returns; the console must stay empty."""
    file.write_text(text.replace("</body>", WHEN_READY % script), encoding="utf-8")
    return _title(shown(chromium, file, "--dump-dom", *options))


def answer_on_a_phone(chromium: str, file: Path, text: str, script: str) -> Any:
    """Do the same at 390 pixels: in a frame, since headless Chromium has no window narrower than 500."""
    file.write_text(text.replace("</body>", WHEN_READY % script), encoding="utf-8")
    around = file.with_name(f"around {file.name}")
    around.write_text(AROUND % file.as_uri(), encoding="utf-8")
    return _title(shown(chromium, around, "--dump-dom", "--window-size=1200,900"))


def _title(run: subprocess.CompletedProcess[str]) -> Any:
    title = re.search(r"<title>(.*)</title>", run.stdout)
    assert title is not None
    assert "CONSOLE" not in run.stderr, run.stderr
    return json.loads(unescape(title[1]))


def texts(chromium: str, file: Path, text: str, selectors: dict[str, str], first: str = "") -> dict[str, list[str]]:
    """Show a page, check that nothing in it has done harm, and return the texts that the selectors find, by name."""
    seen = answer(chromium, file, text, first + ASKED % json.dumps(list(selectors.values())))
    # The page's data and script, and the one that asks.
    assert (seen["harmed"], seen["tags"], seen["handlers"]) == (False, 3, 0)
    return dict(zip(selectors, seen["texts"], strict=True))


def data_of(text: str) -> Any:
    """Return what a page holds for its script."""
    packed = re.search(r'<script [^>]*id="data">([^<]*)</script>', text)
    assert packed is not None
    return json.loads(zlib.decompress(base64.b64decode(packed[1])))
