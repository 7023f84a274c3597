"""What a recording of an original holds: events, executions, windows, limits."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from matdrop.cases.case import Case, case_of_call
from matdrop.engines.matlab_session import Matlab
from matdrop.engines.octave_session import Octave
from matdrop.engines.session import Session
from matdrop.tracing.bounds import Bounds
from matdrop.tracing.original_recording import record_original
from matdrop.tracing.partners import variable_of
from matdrop.tracing.recording import Event, Recording
from matdrop.tracing.summary import Summary, summarize
from matdrop.values.value import is_sparse
from tests.engines.test_matlab_session import stand_in

__all__ = ["stand_in"]  # a fixture
Make = Callable[..., Case]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write an original ``f.m``, and return the case of its call."""

    def write(text: str, *args: str) -> Case:
        (tmp_path / "f.m").write_text(text)
        return case_of_call(tmp_path / "f.m", "f.py:f", args)

    return write


@pytest.fixture
def matlab_session(stand_in: Path) -> Iterator[Matlab]:
    with Matlab(timeout=20.0) as session:
        yield session


def number(event: Event) -> float:
    assert isinstance(event.value, np.ndarray)
    return float(event.value.item())


def told(recording: Recording) -> list[tuple[object, ...]]:
    """Return of each event its kind, line, variable, iterations and value."""
    lines = [*(statement.span.line for statement in recording.statements), 0]  # an input's statement is -1
    return [
        (event.kind, lines[event.statement], event.variable, event.iterations, number(event))
        for event in recording.events
    ]


LOOP = """function s = f(n)
s = 0;
for k = [4 5 6]
    if k == n
        s = s + k;
    end
end
while s < 20, s = s * 2; end
end
"""


def test_events_come_in_the_order_of_the_run(octave: Octave, make: Make) -> None:
    _, recording = record_original(make(LOOP, "5"), octave)
    events = [event for event in recording.events if event.kind != "iterable"]
    assert told(Recording(recording.statements, events)) == [
        ("input", 0, "n", (), 5),
        ("store", 2, "s", (), 0),
        ("store", 3, "k", (), 4),
        ("condition", 4, "", (1,), 0),
        ("store", 3, "k", (), 5),
        ("condition", 4, "", (2,), 1),
        ("store", 5, "s", (2,), 5),
        ("store", 3, "k", (), 6),
        ("condition", 4, "", (3,), 0),
        ("condition", 8, "", (), 1),
        ("store", 8, "s", (1,), 10),
        ("condition", 8, "", (), 1),
        ("store", 8, "s", (2,), 20),
        ("condition", 8, "", (), 0),
        ("return", 9, "s", (), 20),
    ]
    assert [event.execution for event in recording.events if event.variable == "k"] == [0, 1, 2]
    assert [event.execution for event in recording.events if event.kind == "condition"] == [0, 1, 2, 0, 1, 2]


def test_statements_say_what_they_store_and_read_and_what_is_around(octave: Octave, make: Make) -> None:
    _, recording = record_original(make(LOOP, "5"), octave)
    lines = [statement.span.line for statement in recording.statements]
    found = [(s.stores, s.reads, [lines[n] for n in s.around]) for s in recording.statements]
    assert found == [
        (("s",), (), []),
        (("k",), (), []),
        ((), ("k", "n"), [3]),
        (("s",), ("s", "k"), [3, 4]),
        ((), ("s",), []),
        (("s",), ("s",), [8]),
        ((), ("s",), []),
    ]
    assert [recording.counts[n] for n in range(7)] == [1, 3, 3, 1, 3, 2, 1]


RECURSION = """function y = f(n)
y = 1;
if n > 1
    y = n * f(n - 1);
end
end
"""


def test_calls_are_told_apart(octave: Octave, make: Make) -> None:
    _, recording = record_original(make(RECURSION, "3"), octave)
    stored = [(event.call, number(event)) for event in recording.events if event.kind == "store"]
    assert stored == [(0, 1), (1, 1), (2, 1), (1, 2), (0, 6)]
    assert [(e.call, number(e)) for e in recording.events if e.kind == "return"] == [(2, 1), (1, 2), (0, 6)]


LONG = """function s = f(n)
s = 0;
for k = 1:n
    s = mod(7 * s + k, 101);
    if k == 7777
        s = s + 1;
    end
end
end
"""


def test_a_helper_that_is_called_first_does_not_take_the_inputs(octave: Octave, make: Make) -> None:
    case = make("function y = f(x)\ny = g(2) + x;\nend\nfunction z = g(a)\nz = 3 * a;\nend\n", "5")
    _, recording = record_original(case, octave)
    inputs = [event for event in recording.events if event.kind == "input"]
    assert [variable_of(recording, event) for event in inputs] == [("f", "x"), ("g", "a")]


def test_long_loops_are_recorded_at_intervals(octave: Octave, make: Make) -> None:
    bounds = Bounds(turns=5, stride=10)
    _, recording = record_original(make(LONG, "1000"), octave, bounds)
    executions = [event.execution + 1 for event in recording.events if event.variable == "k"]
    assert executions == [turn for turn in range(1, 1001) if bounds.hold(turn)]
    assert executions[:7] == [1, 2, 3, 4, 5, 10, 20]
    assert recording.counts[1] == 1000
    assert [event.iterations for event in recording.events if event.variable == "s"][-2:] == [(1000,), ()]


def test_a_branch_that_is_rarely_taken_is_recorded_wherever_it_is(octave: Octave, make: Make) -> None:
    _, recording = record_original(make(LONG, "9000"), octave)
    taken = [event for event in recording.events if event.kind == "condition" and number(event)]
    assert [(event.execution, event.iterations) for event in taken] == [(7776, (7777,))]
    rare = [event for event in recording.events if event.variable == "s" and event.iterations == (7777,)]
    assert len(rare) == 1  # what stands beside the branch was only counted


def test_a_window_is_recorded_whole(octave: Octave, make: Make) -> None:
    case = make(LONG, "9000")
    _, first = record_original(case, octave)
    loop = next(statement.number for statement in first.statements if statement.stores == ("k",))
    reference, second = record_original(case, octave, window={loop: range(7700, 7800)})
    inside = [event for event in second.events if event.iterations and 7701 <= event.iterations[0] <= 7800]
    stored = [event.iterations[0] for event in inside if event.variable == "s" and event.statement == loop + 1]
    assert stored == list(range(7701, 7801))
    # Outside of the window both recordings are the same.
    outside = [e for e in second.events if e.variable != "k" and e not in inside]
    before = [e for e in first.events if e.variable != "k" and not (e.iterations and 7701 <= e.iterations[0] <= 7800)]
    assert [(e.kind, e.statement, e.execution, e.variable) for e in outside] == [
        (e.kind, e.statement, e.execution, e.variable) for e in before
    ]
    assert reference.outputs["s"] == first.events[-1].value


NESTED = """function s = f(n)
s = 0;
for i = 1:n
    for j = 1:4
        while mod(s, 3) > 0, s = s + 1; end
        if j > 2, s = s + i; end
    end
end
end
"""


def test_loops_within_a_window_are_recorded_whole(octave: Octave, make: Make) -> None:
    case, bounds = make(NESTED, "50"), Bounds(turns=3, stride=1000)
    _, first = record_original(case, octave, bounds)
    outer = next(statement.number for statement in first.statements if statement.stores == ("i",))
    _, second = record_original(case, octave, bounds, {outer: range(40, 42)})
    columns = [(*event.iterations, int(number(event))) for event in second.events if event.variable == "j"]
    assert columns == [(1, 1), (1, 2), (1, 3), *((i, j) for i in (41, 42) for j in (1, 2, 3, 4))]
    _, whole = record_original(case, octave)

    def within(recording: Recording) -> list[tuple[object, ...]]:
        events = [e for e in recording.events if e.iterations and 41 <= e.iterations[0] <= 42 and e.kind != "iterable"]
        return [(e.kind, e.statement, e.execution, e.iterations, e.variable, number(e)) for e in events]

    assert within(second) == within(whole)


LARGE = """function y = f(n)
y = zeros(n);
for k = 1:3
    y(k, k) = k;
end
c = {y, 'a'};
end
"""


def test_of_large_values_summaries_are_kept(octave: Octave, make: Make) -> None:
    case = make(LARGE, "40")
    _, whole = record_original(case, octave)
    _, summarized = record_original(case, octave, Bounds(large=100))
    compared = 0
    for value, kept in zip(whole.events, summarized.events, strict=True):
        if value.variable == "y" and isinstance(kept.value, Summary):
            expected = summarize(value.value)
            assert isinstance(expected, Summary)
            assert (kept.value.hash, kept.value.size) == (expected.hash, expected.size)
            assert np.array_equal(kept.value.figures, expected.figures)
            compared += 1
    assert compared == 5


def test_a_sparse_number_stays_sparse_among_others(octave: Octave, make: Make) -> None:
    _, recording = record_original(make("function y = f()\nx = 2;\ny = sparse(3);\nz = 4;\nend\n"), octave)
    kept = {event.variable: is_sparse(event.value) for event in recording.events if event.kind == "store"}
    assert kept == {"x": False, "y": True, "z": False}


def test_a_window_keeps_large_values_whole(octave: Octave, make: Make) -> None:
    case = make(LARGE, "40")
    bounds = Bounds(large=100)
    _, first = record_original(case, octave, bounds)
    loop = next(statement.number for statement in first.statements if statement.stores == ("k",))
    _, second = record_original(case, octave, bounds, {loop: range(1, 2)})
    kept = {e.iterations: isinstance(e.value, Summary) for e in second.events if e.variable == "y" and e.iterations}
    assert kept == {(1,): True, (2,): False, (3,): True}


ENDLESS = """function s = f(n)
s = 0;
while true
    try
        s = s + n;
    catch
        s = 0;
    end
end
end
"""


def test_time_that_is_over_ends_the_original_and_keeps_the_record(warm: object, make: Make) -> None:
    with Octave(timeout=2.0) as octave:
        reference, recording = record_original(make(ENDLESS, "1"), octave)
        assert recording.ended == "time"
        assert reference.error is not None
        assert "no answer within 2 s" in str(reference.error)
        assert reference.error.line in (3, 5)
        stored = [number(event) for event in recording.events if event.variable == "s"][:4]
        assert stored == [0, 1, 2, 3]
        assert record_original(make(RECURSION, "3"), octave)[1].ended == ""


def test_a_full_record_ends_and_the_original_goes_on(octave: Octave, make: Make) -> None:
    case = make(LONG, "3000")
    reference, recording = record_original(case, octave, Bounds(turns=3000, limit=2000))
    assert recording.ended == "memory"
    assert 1000 < len(recording.events) < 2000  # entries into blocks count, too
    assert reference.error is None
    assert reference.outputs == octave.run([case])[0].outputs
    assert recording.counts[1] == 3000


def test_an_error_is_told_with_its_statement(octave: Octave, make: Make) -> None:
    reference, recording = record_original(make("function y = f(x)\ny = 1;\ny = x(y + 1);\nend\n", "3"), octave)
    assert reference.error is not None
    assert reference.error.line == 3
    assert recording.error_statement == 1
    assert "out of bound" in recording.error


def test_nothing_is_left_beside_the_original(octave: Octave, make: Make, tmp_path: Path) -> None:
    make_data = tmp_path / "data.txt"
    make_data.write_text("1 2\n")
    before = sorted(tmp_path.iterdir())
    case = make("function y = f()\ny = load('data.txt');\nfclose(fopen('made.txt', 'w'));\nend\n")
    reference, _ = record_original(case, octave)
    assert np.array_equal(reference.outputs["y"], [[1, 2]])  # type: ignore[arg-type]
    assert sorted(tmp_path.iterdir()) == sorted([*before, tmp_path / "f.m"])
    assert octave._folder is not None
    assert not list(octave._folder.glob("copies_*"))


def test_matlab_records_too(matlab_session: Session, octave: Octave, make: Make) -> None:
    case = make(LOOP, "5")
    kinds = [
        [(e.kind, e.statement, e.execution) for e in record_original(case, s)[1].events]
        for s in (matlab_session, octave)
    ]
    assert kinds[0] == kinds[1]
