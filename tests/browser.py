"""A real browser for the tests of pages: headless Chromium, with a profile of its own."""

import shutil
import subprocess
from pathlib import Path

import pytest


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
