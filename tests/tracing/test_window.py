"""Long loops: both sides are recorded in steps, and whole around the first iteration in which they part."""

from dataclasses import replace
from pathlib import Path

import pytest

from matdrop.cases.case import Case, case_of_call
from matdrop.cases.reference import Reference
from matdrop.engines.octave_session import Octave
from matdrop.explain.places import places_run
from matdrop.explain.trace import Trace, trace_results
from matdrop.tracing import monitor, window
from matdrop.tracing.bounds import BOUNDS, Bounds
from matdrop.tracing.comparison import Observation
from matdrop.tracing.location import locate
from matdrop.tracing.original_recording import Window, record_original
from matdrop.tracing.recording import Recording
from matdrop.verification.judge import judge
from tests.tracing.located import FEW_CHANGES

ORIGINAL = """function s = f(n)
s = 0;
for k = 1:n
    t = mod(k * 3 + s, 17);
    s = mod(s + twice(t), 1000);
    if k == 2333
        s = s + 1;
    end
end
end
function u = twice(t)
u = 2 * t;
end
"""
PORT = """def twice(t, k):
    return 2 * t


def f(n):
    s = 0
    for k in range(1, int(n) + 1):
        t = (k * 3 + s) % 17
        s = (s + twice(t, k)) % 1000
        if k == 2333:
            s = s + 1
    return s
"""
NESTED = """function s = f(n)
s = 0;
for i = 1:10
    for k = 1:n
        s = mod(7 * s + k * i, 101);
    end
end
end
"""
NESTED_PORT = """def f(n):
    s = 0
    for i in range(1, 11):
        for k in range(1, int(n) + 1):
            s = (7 * s + k * i) % 101
            if i == 7 and k == 111:
                s = s + 1
    return s
"""

# The values of the whole array fill the room for them long before the fault.
LARGE = """function [s, y] = f(n)
s = 0;
y = zeros(20, n);
for k = 1:n
    s = mod(7 * s + k, 101);
    if k == 2333, s = s + 1; end
    y(3, k) = s;
end
end
"""
LARGE_PORT = """import numpy as np


def f(n):
    s = 0
    y = np.zeros((20, int(n)))
    for k in range(1, int(n) + 1):
        s = (7 * s + k) % 101
        if k == 2333:
            s = s + 2
        y[2, k - 1] = s
    return s, y
"""


@pytest.fixture(autouse=True)
def long(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let loops of some thousand iterations be long."""
    monkeypatch.setattr(window, "WHOLE", 100)
    monkeypatch.chdir(tmp_path)


def traced(octave: Octave, original: str, port: str, n: str) -> Trace:
    Path("f.m").write_text(original)
    Path("f.py").write_text(port)
    case = case_of_call(Path("f.m"), "f.py:f", (n,))
    (reference,) = octave.run([case])
    # As much time as it takes: a machine with other work must not change what is found.
    result = judge(case, reference, Path.cwd(), octave)
    return trace_results([result], Path.cwd(), octave, seconds=300, effort=FEW_CHANGES)


def test_the_first_iteration_in_which_a_fault_shows_is_named(octave: Octave) -> None:
    found = traced(octave, ORIGINAL, PORT.replace("s = s + 1", "s = s + 2"), "3000")
    (fault,) = found.faults.faults
    assert fault.statement is not None
    assert (fault.certainty, fault.statement.line, fault.iteration) == ("proven", 11, (2333,))
    (windows,) = [observation.windows for observation in found.observations]
    assert list(windows.values()) == [range(2299, 2400)]


def test_the_change_is_found_at_once_by_what_the_statement_stores_in_the_window(octave: Octave) -> None:
    found = traced(octave, ORIGINAL, PORT.replace("s = s + 1", "s = s + 2"), "3000")
    ((repair,),) = found.repairs
    assert repair.candidate.patch.text == PORT
    assert repair.tried < 30


def test_a_value_that_was_not_kept_is_not_wrong_by_itself(octave: Octave, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "SUMMARIZED", 0)  # there is no time to look at the elements of `y`
    found = traced(octave, LARGE, LARGE_PORT, "6000")
    (fault,) = found.faults.faults
    assert places_run(fault, found.faults).lines == {Path("f.py").resolve(): {10}}


def test_a_helper_is_recorded_within_the_window(octave: Octave) -> None:
    port = PORT.replace("return 2 * t", "return 2 * t + (k == 1717)")
    (fault,) = traced(octave, ORIGINAL, port, "3000").faults.faults
    assert fault.statement is not None
    assert fault.statement.line == 2
    assert fault.certainty in ("proven", "probable")


def test_an_iteration_of_an_inner_loop_is_named(octave: Octave) -> None:
    found = traced(octave, NESTED, NESTED_PORT, "300")
    (fault,) = found.faults.faults
    assert 7 in [span.line for span in (*fault.interval, *([fault.statement] if fault.statement else []))]
    (windows,) = [observation.windows for observation in found.observations]
    assert list(windows.values()) == [range(1899, 2000)]


def test_an_iteration_of_a_loop_over_a_large_array_is_named(octave: Octave) -> None:
    found = traced(octave, LARGE, LARGE_PORT, "6000")
    (fault,) = found.faults.faults
    assert fault.statement is not None
    assert (fault.certainty, fault.statement.line, fault.iteration) == ("proven", 10, (2333,))


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[range]:
    """The windows of originals that are recorded."""
    found: list[range] = []

    def noted(case: Case, session: Octave, bounds: Bounds, asked: Window) -> tuple[Reference, Recording]:
        found.extend(asked.values())
        return record_original(case, session, bounds, asked)

    monkeypatch.setattr(window, "record_original", noted)
    return found


def test_one_window_has_all_iterations_between_two_that_are_recorded_of_a_million(
    octave: Octave, windows: list[range]
) -> None:
    traced(octave, ORIGINAL, PORT.replace("s = s + 1", "s = s + 2"), "3000")
    assert windows == [range(2299, 2400)]
    assert BOUNDS.decision(777_001) == (False, 778_000)
    assert BOUNDS.decision(778_000)[0]
    assert len(range(776_999, 778_000)) <= window.MOST


def test_a_window_has_fewer_iterations_if_each_executes_many_statements(
    octave: Octave, windows: list[range], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "EXECUTED", 100)
    (fault,) = traced(octave, ORIGINAL, PORT.replace("s = s + 1", "s = s + 2"), "3000").faults.faults
    assert (fault.certainty, fault.iteration) == ("proven", (2333,))
    assert [asked.step > 1 for asked in windows] == [True, False]


def test_recordings_are_told_apart_without_a_look_at_their_values(
    octave: Octave, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("f.m").write_text("function y = f(x)\ny = 2 * x;\nend\n")
    Path("f.py").write_text("def f(x):\n    return 3 * x\n")
    case = case_of_call(Path("f.m"), "f.py:f", ("[1 2 3]",))
    (reference,) = octave.run([case])
    convention = judge(case, reference, Path.cwd(), octave).convention
    assert convention is not None
    asked: list[int] = []

    def recorded_again(observations: list[Observation], *_: object) -> list[Observation]:
        asked.append(1)  # of as many events, with arrays among their values
        return [replace(one, original=record_original(case, octave)[1]) for one in observations]

    monkeypatch.setattr(window, "_recorded_again", recorded_again)
    recording = record_original(case, octave)[1]
    window.focused([Observation(case, reference, recording, convention)], Path.cwd(), octave)
    assert len(asked) == window.STEPS


def test_of_a_long_window_only_some_iterations_are_recorded(octave: Octave) -> None:
    Path("f.m").write_text(ORIGINAL)
    case = case_of_call(Path("f.m"), "f.py:f", ("3000",))
    loop = next(s.number for s in record_original(case, octave)[1].statements if s.span.line == 3)
    recording = record_original(case, octave, window.AROUND, {loop: range(2000, 2900, 30)})[1]
    turns = [event.iterations[0] for event in recording.events if event.variable == "t" and event.iterations]
    assert turns == [*range(1, 501), *range(2001, 2901, 30)]


def test_a_short_loop_is_recorded_whole(octave: Octave, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "WHOLE", 50_000)
    (fault,) = traced(octave, ORIGINAL, PORT.replace("% 17", "% 18"), "900").faults.faults
    assert fault.statement is not None
    assert (fault.certainty, fault.statement.line) == ("proven", 8)


def test_a_right_port_of_a_long_loop_has_no_finding(octave: Octave) -> None:
    assert traced(octave, ORIGINAL, PORT, "3000").findings == ()


def test_in_a_window_nothing_is_recorded_at_intervals() -> None:
    assert replace(BOUNDS, stride=10**12) == window.AROUND
    assert not window.AROUND.hold(10**6)
    assert window.ALL.hold(10**6 + 1)


def test_what_was_not_recorded_proves_nothing(octave: Octave) -> None:
    Path("f.m").write_text(ORIGINAL)
    Path("f.py").write_text(PORT.replace("s = s + 1", "s = s + 2"))
    case = case_of_call(Path("f.m"), "f.py:f", ("3000",))
    (reference,) = octave.run([case])
    convention = judge(case, reference, Path.cwd(), octave).convention
    assert convention is not None
    recording = record_original(case, octave)[1]
    (fault,) = locate([Observation(case, reference, recording, convention)], Path.cwd(), octave, 300).faults
    assert fault.certainty != "proven"
    assert 11 in [span.line for span in fault.interval]
