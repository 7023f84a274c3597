"""The porting guide and the CI page tell the truth: files are written, edits made and commands run, in their order."""

import contextlib
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from matdrop import cli

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "porting-guide.md"
WORKFLOWS = re.findall(r"^ +- run: (.*)$", (DOCS / "ci.md").read_text(encoding="utf-8"), re.MULTILINE)
BLOCK = re.compile(r"(?:^`([\w.]+)`\n\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str, str]]:
    """Give the blocks of the page: the file that a block is, or nothing; its language; what it holds."""
    return ((m[1] or "", m[2], m[3]) for m in BLOCK.finditer(PAGE.read_text(encoding="utf-8")))


def run(command: str, folder: Path) -> str:
    """Run a command; what it prints, with the folder left out and the page's version of Octave."""
    printed = output(command, folder).replace(f"{folder}/", "")
    return re.sub(r"(GNU Octave) \d+\.\d+\.\d+", r"\1 7.3.0", printed)


def output(command: str, folder: Path) -> str:
    program, *words = shlex.split(command)
    if program == "matdrop":
        printed = io.StringIO()
        with contextlib.chdir(folder), contextlib.redirect_stdout(printed):
            assert cli.main(words) in (0, 1), command
        return printed.getvalue()
    finished = subprocess.run([sys.executable, "-m", program, *words], cwd=folder, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stdout
    return finished.stdout


def is_shown(shown: list[str], printed: str) -> bool:
    """Whether the lines of the page stand in the output in this order; ``...`` stands for anything."""
    parts = [re.escape(part) for part in "\n".join(shown).split("...")]
    return re.search(r"^" + ".*?".join(parts) + r"\s*\Z", printed, re.DOTALL) is not None


@pytest.mark.usefixtures("octave")
def test_the_guide(tmp_path: Path) -> None:
    commands = []
    for file, language, text in blocks():
        if file:
            (tmp_path / file).write_text(text, encoding="utf-8")
        elif language == "diff":
            port = tmp_path / "grade_report.py"
            lines = text.splitlines()
            for before, after in zip(lines[::2], lines[1::2], strict=True):
                assert (before[0], after[0]) == ("-", "+")
                assert port.read_text().count(f"{before[1:]}\n") == 1
                port.write_text(port.read_text().replace(f"{before[1:]}\n", f"{after[1:]}\n"))
        else:
            assert language == "console"
            for command, _, shown in (part.partition("\n") for part in re.split(r"^\$ ", text, flags=re.M)[1:]):
                commands.append(command)
                printed = run(command, tmp_path)
                assert is_shown(shown.splitlines(), printed), f"{command} printed\n{printed}"
    assert [command.split()[:2] for command in commands] == [
        ["matdrop", "init"],
        ["matdrop", "verify"],
        ["matdrop", "trace"],
        ["matdrop", "pitfalls"],
        ["matdrop", "verify"],
        ["matdrop", "fixtures"],
        ["matdrop", "verify"],
        ["pytest", "--matlab=saved"],
    ]
    live, check, saved = (command.removeprefix("python -m ") for command in WORKFLOWS if "install" not in command)
    assert saved == commands[-1]
    assert run(check, tmp_path).endswith("2 cases: 0 missing, 0 stale, 0 tampered, 0 unused\n")
    assert "matdrop: 2 cases: 2 live in GNU Octave 7.3.0, 2 saved; 0 stale\n" in run(live, tmp_path)


def test_a_line_that_is_not_printed_is_found_missing() -> None:
    assert is_shown(["a", "...", "c"], "a\nb\nc\n")
    assert is_shown(["value 1; ..."], "value 1; at most 3 ulp\n")
    assert not is_shown(["a", "c"], "a\nb\nc\n")
    assert not is_shown(["a", "...", "d"], "a\nb\nc\n")
