"""Recordings that a limit has ended: what lies beyond is not blamed, what lies before is still named."""

import json
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from matdrop import cli
from matdrop.cases.case import case_of_call
from matdrop.engines.octave_session import Octave
from matdrop.reports.trace_page import page
from matdrop.reports.trace_terminal import headline
from matdrop.tracing.passes import Tracer
from matdrop.tracing.record import BOUNDS, Bounds
from matdrop.tracing.run import Trace, trace
from tests.tracing.test_run import lines, write

ORIGINAL = """\
function y = f(n)
a = 3;
s = 0;
for k = 1:n
    t = mod(k * a, 7);
    if t > 3
        s = s + t;
    end
end
u = s / 2;
y = u * 1.7;
end
"""
PORT = """\
def f(n):
    a = 3
    s = 0
    for k in range(1, int(n) + 1):
        t = k * a % 7
        if t > 3:
            s = s + t
    u = s / 2
    y = u * 1.7
    return y
"""
VECTORISED = """\
import numpy as np
def f(n):
    a = 3
    t = np.arange(1, n + 1) * a % 7
    s = t[t > 3].sum()
    u = s / 2
    y = u * 1.7
    return y
"""
WITH_WHILE = """\
def f(n):
    a = 3
    s = 0
    k = 1
    while k <= n:
        t = k * a % 7
        if t > 3:
            s = s + t
        k = k + 1
    u = s / 2
    y = u * 1.7
    return y
"""
ENDED = {"original": (replace(BOUNDS, limit=150), BOUNDS), "port": (BOUNDS, replace(BOUNDS, limit=150))}
ENDED |= {"both": (replace(BOUNDS, limit=150), replace(BOUNDS, limit=120))}
ENDED |= {"by size": (replace(BOUNDS, size=500), BOUNDS)}
SLOW = ORIGINAL.replace("    t = mod", "    system('sleep 0.02');\n    t = mod")
SLOW_PORT = PORT.replace("        t = k", "        time.sleep(0.02)\n        t = k").replace(
    "def", "import time\ndef", 1
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def traced(octave: Octave, port: str, bounds: tuple[Bounds, Bounds], original: str = ORIGINAL) -> Trace:
    write(Path.cwd(), original, port)
    case = case_of_call(Path("f.m"), "f.py:f", ("100",))
    return Tracer(case, Path.cwd(), octave, {}, [], [], 60).trace(*bounds)


@pytest.mark.parametrize("side", ENDED)
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("u = s / 2", "u = s / 4"),
        ("y = u * 1.7", "y = u * 1.8"),
        ("k * a % 7", "(k * a + (k > 90)) % 7"),
        ("t > 3", "t > 3 and k < 90"),
        ("int(n) + 1", "int(n) - 3"),
        ("    u = s / 2", "    s = s + 1\n    u = s / 2"),
    ],
)
@pytest.mark.parametrize("port", [PORT, WITH_WHILE])
def test_a_defect_beyond_the_end(octave: Octave, side: str, right: str, wrong: str, port: str) -> None:
    wrong = wrong if right in port else "u = s / 5"
    found = traced(octave, port.replace(right if right in port else "u = s / 2", wrong), ENDED[side])
    assert found.result.verdict == "MISMATCH"
    assert (found.divergence, found.is_open, found.spread) == (None, True, ())
    assert "differs" not in {mark for row in found.rows for mark in (row.original_mark, row.port_mark)}
    document = found.to_json()
    assert (document["divergence"], document["complete"]) == (None, False)


@pytest.mark.parametrize("side", ENDED)
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("a = 3", "a = 4"),
        ("s = 0", "s = 1"),
        ("k * a % 7", "(k * a + (k == 6)) % 7"),
        ("s + t", "s + t + (k == 9)"),
        ("t > 3", "t > 3 and k != 6"),
        ("range(1", "range(4"),
        ("a % 7\n", "a % 7\n        s = s + (k == 5)\n"),
    ],
)
def test_a_defect_before_the_end(octave: Octave, side: str, right: str, wrong: str) -> None:
    whole = traced(octave, PORT.replace(right, wrong), (BOUNDS, BOUNDS))
    found = traced(octave, PORT.replace(right, wrong), ENDED[side])
    assert whole.alignment.is_complete
    assert not found.alignment.is_complete
    assert found.divergence is not None
    assert whole.divergence is not None
    assert lines(found) == lines(whole)


@pytest.mark.parametrize("limit", range(60, 70))
def test_an_end_in_the_middle_of_an_iteration(octave: Octave, limit: int) -> None:
    original = ORIGINAL.replace("    if t", "    t = t + 1;\n    if t")
    port = PORT.replace("        if t", "        t = t + 1\n        if t").replace("u * 1.7", "u * 1.8")
    assert traced(octave, port, (replace(BOUNDS, limit=limit), BOUNDS), original).is_open
    assert traced(octave, port, (BOUNDS, replace(BOUNDS, limit=limit)), original).is_open


@pytest.mark.parametrize("side", ENDED)
def test_a_right_port_that_is_vectorised(octave: Octave, side: str) -> None:
    assert traced(octave, VECTORISED, ENDED[side]).divergence is None
    wrong = traced(octave, VECTORISED.replace("u * 1.7", "u * 1.8"), ENDED[side])
    if side == "port":
        assert lines(wrong) == (11, 7)  # it comes to its end within the limit
    else:
        assert wrong.is_open


@pytest.mark.parametrize("side", ENDED)
def test_a_whole_value_before_the_end(octave: Octave, side: str) -> None:
    original = "function s = f(n)\ns = 0;\nv = (1:400) * n;\nfor i = 1:400\n    s = s + v(i) * i;\nend\nend\n"
    port = (
        "import numpy as np\ndef f(n):\n    v = np.arange(1, 401) * (n + 1)\n"
        "    s = (v * np.arange(1, 401)).sum()\n    return s\n"
    )
    assert lines(traced(octave, port, ENDED[side], original)) == (3, 3)


@pytest.mark.parametrize(
    ("original", "port"), [(SLOW, PORT), (ORIGINAL, SLOW_PORT), (SLOW, SLOW_PORT), (SLOW, VECTORISED)]
)
def test_time_that_is_up(octave: Octave, monkeypatch: pytest.MonkeyPatch, original: str, port: str) -> None:
    monkeypatch.setattr(octave, "timeout", 1)
    write(Path.cwd(), original, port)
    found = trace("f.m", "f.py:f", "100", timeout=1, octave=octave)
    assert found.is_open, found
    assert "nothing differs up to where the recording of the" in headline(found)
    wrong = port.replace("k * a % 7", "(k * a + (k == 6)) % 7").replace("* a %", "* (a + 1) %")
    write(Path.cwd(), original, wrong)
    found = trace("f.m", "f.py:f", "100", timeout=1, octave=octave)
    if port == VECTORISED:
        assert found.is_open  # of all of a loop's values one side has some
        return
    divergence = found.divergence
    assert divergence is not None and divergence.original is not None
    assert (divergence.variable, divergence.original.code) == ("t", "t = mod(k * a, 7);")


def test_an_error_before_the_end_and_one_beyond_it(octave: Octave) -> None:
    late = traced(octave, PORT.replace("u = s", "u = s.no"), ENDED["original"])
    assert (late.result.verdict, late.is_open) == ("PORT FAILED", True)
    early = traced(octave, PORT.replace("a % 7", "a % (7 if k != 6 else None)"), ENDED["original"])
    assert early.divergence is not None
    assert early.divergence.kind == "error"
    assert early.divergence.port is not None
    assert early.divergence.port.line == 5


def test_what_is_said(octave: Octave, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("matdrop.tracing.run.BOUNDS", ENDED["both"][0])
    write(Path.cwd(), ORIGINAL, PORT.replace("u * 1.7", "u * 1.8"))
    words = ["trace", "f.m", "f.py:f", "--args", "100"]
    assert cli.main(words) == 1  # the outputs differ
    said = capsys.readouterr().out
    assert said.startswith(
        "f/case_1: MISMATCH, and nothing differs up to where the recording of the original was ended, at line 7 "
        "(iteration 30) and the recording of the port was ended, at line"
    )
    assert "  the recording of the original was ended after" in said
    assert "~ not recorded" in said
    assert cli.main([*words, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["complete"] is False
    assert cli.main(["trace", "f.m", "f.py:f", "--args", "5"]) == 1
    assert "~ not recorded" not in capsys.readouterr().out
    monkeypatch.setattr("matdrop.tracing.run.BOUNDS", BOUNDS)
    write(Path.cwd(), SLOW, PORT)
    assert cli.main([*words, "--timeout", "1", "--html", "page.html"]) == 2  # nothing is known
    assert capsys.readouterr().out.startswith(
        "f/case_1: ORIGINAL FAILED, and nothing differs up to where the recording"
    )
    assert '<h1 class="open">' in Path("page.html").read_text()


def test_marks(octave: Octave) -> None:
    found = traced(octave, PORT, ENDED["original"])
    assert found.divergence is None
    marks = {row.port: row.port_mark for row in found.rows} | {
        -(row.original or 0): row.original_mark for row in found.rows
    }
    assert [marks[line] for line in (2, 3, 4, 5, 7)] == ["agrees"] * 5
    assert [marks[line] for line in (8, 9, 10)] == ["not recorded"] * 3
    assert [marks[-line] for line in (10, 11)] == ["not recorded"] * 2
    assert 'class="mark not-recorded port"' in page(found)


def test_a_coarse_divergence_is_kept_when_a_limit_comes_first(octave: Octave, monkeypatch: pytest.MonkeyPatch) -> None:
    original = textwrap.dedent(
        """
        function s = f(n)
        s = 0;
        for k = 1:n
            s = s + k;
        end
        end
        """
    ).lstrip()
    port = "def f(n):\n    s = 0\n    for k in range(1, int(n) + 1):\n        s = s + k + (k == 1850)\n    return s\n"
    write(Path.cwd(), original, port)
    assert trace("f.m", "f.py", "2500", octave=octave).divergence is not None
    given = Tracer.narrowed

    def narrowed(tracer: Tracer, *words: object) -> tuple[Bounds, Bounds]:
        here, there = given(tracer, *words)  # type: ignore[arg-type]
        return (here, there) if here == BOUNDS else (replace(here, limit=50), there)

    monkeypatch.setattr(Tracer, "narrowed", narrowed)
    found = trace("f.m", "f.py", "2500", octave=octave)
    assert lines(found) == (4, 4)
    assert found.remarks[-1].startswith("the recording of the original was ended after")
