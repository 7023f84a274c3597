"""A trace in the terminal: colours, widths, and characters that the terminal does not have."""

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from matdrop.cli import main
from matdrop.engines.octave_session import Octave
from matdrop.explain.trace import Trace, trace
from matdrop.reports.trace_terminal import show

# Line 2 of the port is wide: characters of two columns, and longer than any half of a terminal.
ORIGINAL = """function [m, s] = f(X)
m = mean(X); % Größe ≠ Länge
if false
  m = 0;
end
s = std(X); % [bold]no markup[/]
end
"""
PORT = f"""import numpy as np
def f(X):
    m = X.mean(axis=0, keepdims=True)  # 平均 {"漢字" * 60}
    s = X.std(axis=0, keepdims=True)
    return m, s
"""
ROOT = Path(__file__).parents[2]
COLOUR = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture
def found(octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trace:
    monkeypatch.chdir(tmp_path)
    for variable in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "f.m").write_text(ORIGINAL)
    (tmp_path / "f.py").write_text(PORT)
    return trace("f.m", "f.py", "magic(4)", session=octave)


def shown(found: Trace, **options: object) -> str:
    stream = io.StringIO()
    show(found, Console(file=stream, **options))  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_sources_fit_the_width(found: Trace, width: int) -> None:
    lines = shown(found, width=width).splitlines()
    start = next(k for k, line in enumerate(lines) if line.split() == ["f.m", "f.py"])
    end = next(k for k, line in enumerate(lines) if line.startswith("= agrees"))
    rows = lines[start:end]
    assert max(map(cell_len, rows)) <= width
    # The right-hand side begins in the same column in every row, and both sides have half of the width.
    starts = {cell_len(row[: row.index("    s = X.std") - 4]) for row in rows if "    s = X.std" in row}
    starts |= {cell_len(row[: row.index("    m = X.mean") - 4]) for row in rows if "    m = X.mean" in row}
    assert len(starts) == 1
    assert width // 2 - 4 <= starts.pop() <= width // 2 + 4


def test_marks_have_colours_and_the_words_are_the_same_without(found: Trace) -> None:
    coloured = shown(found, width=100, force_terminal=True, color_system="standard")
    assert re.search(r"\x1b\[1;7;31m≠", coloured)  # the fault: bold, reversed, red
    assert re.search(r"\x1b\[32m=", coloured)
    assert re.search(r"\x1b\[2m-", coloured)
    assert re.search(r"\x1b\[1;31mf/call_\w+: proven f.py", coloured)
    plain = shown(found, width=100)
    assert "\x1b" not in plain
    words = COLOUR.sub("", coloured)
    assert words.split() == plain.split()
    assert max(map(cell_len, words.splitlines())) <= 100  # in a terminal long lines go on below
    assert "[bold]no markup[/]" in plain


def test_no_color_is_heeded(found: Trace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    coloured = shown(found, width=100, force_terminal=True, color_system="standard")
    assert not re.search(r"\x1b\[[\d;]*3[0-7]m", coloured)


COMMANDS = (["trace", "f.m", "f.py", "--args", "magic(4)"], ["trace", "g.m", "g.py", "--args", "'ä'"])
ALONE = """\
from matdrop.cli import main
from tests.warm_octave import warm_octaves
with warm_octaves():
    for words in {commands!a}:
        print(main(words))
"""


def check_encoded(printed: bytes, encoding: str) -> None:
    """Check what the commands print to a stream of an encoding."""
    text = printed.decode(encoding)
    differs = {"ascii": "!", "latin-1": "!", "utf-8": "≠"}[encoding]
    assert text.count(f"= agrees   {differs} differs") == len(COMMANDS)
    assert re.search(rf"^[| ]?{differs}\|? +6", text, re.MULTILINE)
    assert ("Gr??e" if encoding == "ascii" else "Größe") in text


@pytest.fixture
def other(found: Trace) -> None:
    """A pair of the working folder that computes characters which few encodings have."""
    (Path.cwd() / "g.m").write_text("function y = g(x)\ny = [x 'ö‥漢'];\nend\n")
    (Path.cwd() / "g.py").write_text('def g(x):\n    return "ö‥漢" + x\n')


@pytest.mark.usefixtures("other")
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_without_the_characters(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    terminal = io.TextIOWrapper(io.BytesIO(), encoding)
    with contextlib.redirect_stdout(terminal):
        assert [main(words) for words in COMMANDS] == [1, 1]
    terminal.flush()
    check_encoded(terminal.buffer.getvalue(), encoding)


@pytest.mark.usefixtures("other")
def test_a_process_in_a_locale_without_the_characters() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0", "COLUMNS": "100"}
    environment |= {"PYTHONCOERCECLOCALE": "0", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", ALONE.format(commands=COMMANDS)], capture_output=True, env=environment, check=False
    )
    assert (run.returncode, run.stderr) == (0, b"")
    check_encoded(run.stdout, "ascii")
