"""A real browser for the tests of pages: headless Chromium, with a profile of its own."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

# A text that, taken for markup or for a template, sets `harmed` or is gone from the page.
HARM = (
    '</script><script>harmed = 1</script>{{divergence}}{% raw %}{# #}"><img src=x onerror="harmed = 1">'
    "' onmouseover='harmed = 1"
)
# Asked when everything has loaded or failed to: whether harm was done, and what the page shows.
ASKED = """<script>addEventListener("load", () => setTimeout(() => {
const text = (selector) => [...document.querySelectorAll(selector)].map((found) => found.textContent);
document.title = JSON.stringify({
  harmed: "harmed" in window, tags: document.querySelectorAll("img, script").length,
  handlers: document.querySelectorAll("[onmouseover], [onerror]").length, texts: %s.map(text),
});
}, 200))</script></body>"""


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


def texts(chromium: str, file: Path, text: str, selectors: dict[str, str]) -> dict[str, list[str]]:
    """Show a page, check that nothing in it has done harm, and return the texts that the selectors find, by name."""
    script = ASKED % json.dumps(list(selectors.values()))
    file.write_text(text.replace("</body>", script), encoding="utf-8")
    run = shown(chromium, file, "--dump-dom")
    title = re.search(r"<title>(.*)</title>", run.stdout)
    assert title is not None
    seen: dict[str, Any] = json.loads(unescape(title[1]))
    # The page's own script, and the one that asks.
    assert (seen["harmed"], seen["tags"], seen["handlers"]) == (False, 2, 0)
    assert "CONSOLE" not in run.stderr
    return dict(zip(selectors, seen["texts"], strict=True))
