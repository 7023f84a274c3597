"""Values that are recorded together with others are those that each statement has stored, in the same order."""

from collections.abc import Callable
from pathlib import Path

import pytest

from matdrop.cases.case import Case, case_of_call
from matdrop.engines.octave_session import Octave
from matdrop.source.matlab import parse
from matdrop.tracing import original_recording
from matdrop.tracing.bounds import Bounds
from matdrop.tracing.instrumented import instrumented
from matdrop.tracing.original_recording import record_original
from matdrop.tracing.recording import Recording
from matdrop.tracing.runs import recorded_functions
from matdrop.tracing.sites import Sites
from matdrop.values.canonical import digest
from tests.tracing.programs import programs

SOURCES = {
    "one after the other": "a = x + 1;\nb = a * 2, y = [a b]; disp(y)\ny = y';\n",
    "stored again": "y = x; y = y + 1; z = y; y(2) = z; y(3) = 1; z = 3;\n",
    "fields": "s.a = x; s.b.c = s.a + 1; s.a = 2; t = s; y = t.b.c;\n",
    "a call that is recorded": "a = x; b = g(a); c = b; y = g(c) + a; g(1); d = y; y = d;\n",
    "a call by a handle": "h = @(t) g(t) + 1; a = x; b = h(a); c = 2; y = b + c;\n",
    "a call by name": "a = x; b = feval('g', a); c = 2; y = b + c;\n",
    "a loop": "y = 0;\nfor k = 1:3\n a = k * x; if a > 2, b = a; y = y + b; continue, end\n y = y - 1; d = y;\nend\n",
    "a break": "y = 0;\nwhile true\n a = y; y = a + x; if y > 3, z = y; break, end, b = 1; c = b;\nend\n",
    "a return": "a = x; y = a; if y > 0, z = 1; return, end, b = 2; y = b;\n",
    "an error": "a = x; b = a + 1; y = [1 2] * [3 4 b]; c = 3;\n",
    "an error that is caught": "y = 1; a = x; try, b = a; c = [1 2] * [3 b b]; catch e, y = 2; z = y; end, w = z;\n",
    "a global variable": "global G\nG = x; a = G; h = @set; b = h(3); y = a; c = G;\n",
    "text that is run": "a = x; b = 2; eval('a = 5;'); y = a; c = b;\n",
    "cleared": "a = x; b = 2; clear a\na = 3; y = a; clear('b'), b = 1; y = b;\n",
    "large arrays": "a = zeros(20) + x; b = a; y = sum(b(:)); c = {a}; d = 1 + 2i; e = 'text'; f1 = @sin; y = y + 1;\n",
    "several values of a call": "[a, b] = two(x); c = a; y = b + c;\n",
    "nested functions": None,
}
NESTED = "function y = f(x)\n a = x; change(); b = a; y = b;\n function change()\n  a = 7; c = a;\n end\nend\n"
# What these store names the folder or a file of the one run, or the lines of its copies.
ONE_RUNS_OWN = {"with_private", "own_name", "stack_lines", "seen_variables", "saved", "loaded", "file_input"}
REST = "end\nfunction y = g(x)\n q = x; y = q + 1;\nend\nfunction r = set(x)\n global G\n G = x; r = 1;\nend\n"
REST += "function [p, q] = two(x)\n p = x; q = p + 1;\nend\n"


def told(recording: Recording) -> list[tuple[object, ...]]:
    return [
        (event.kind, event.statement, event.call, event.execution, event.iterations, event.variable, shown(event.value))
        for event in recording.events
    ]


def shown(value: object) -> object:
    return digest(value) if type(value).__module__ == "numpy" or type(value).__name__ == "csc_array" else str(value)


def statement_by_statement(octave: Octave, case: Case, monkeypatch: pytest.MonkeyPatch) -> Recording:
    with monkeypatch.context() as patch:
        patch.setattr(original_recording, "recorded_functions", lambda files: None)
        return record_original(case, octave, Bounds(turns=3))[1]


@pytest.mark.parametrize("what", SOURCES)
def test_the_events_are_those_of_each_statement(
    octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    body = SOURCES[what]
    (tmp_path / "f.m").write_text(NESTED if body is None else f"function y = f(x)\n{body}{REST}")
    case = case_of_call(tmp_path / "f.m", "f.py:f", ("1",))
    _, recording = record_original(case, octave, Bounds(turns=3))
    assert recording.events
    assert told(recording) == told(statement_by_statement(octave, case, monkeypatch))


def test_the_events_of_whole_programs_are_those_of_each_statement(
    octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for program in [program for program in programs() if program.name not in ONE_RUNS_OWN][::3]:
        case = program.case(tmp_path)
        _, recording = record_original(case, octave, Bounds(turns=3))
        assert told(recording) == told(statement_by_statement(octave, case, monkeypatch)), program.name


def test_statements_are_recorded_together_between_calls() -> None:
    file = parse("function y = f(x)\na = x; b = a; c = g(b); d = c; y = d;\nend\nfunction y = g(x)\ny = x;\nend\n")
    sites = Sites()
    instrumented(Path("f.m"), file, sites, recorded=recorded_functions({Path("f.m"): file}))
    together = [[sites.sites[first - 1 + k].variable for k in range(2)] for first in sorted(sites.together)]
    assert together == [["a", "b"], ["d", "y"]]


@pytest.mark.parametrize(
    ("what", "runs"),
    [("a call by a handle", [True, False]), ("an error", [True, False]), ("several values of a call", [True])],
)
def test_what_came_between_is_recorded_anew(
    octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, runs: list[bool]
) -> None:
    (tmp_path / "f.m").write_text(f"function y = f(x)\n{SOURCES[what]}{REST}")
    case = case_of_call(tmp_path / "f.m", "f.py:f", ("1",))
    asked: list[bool] = []
    written: Callable[..., object] = original_recording._written

    def noted(*arguments: object) -> object:
        asked.append(bool(arguments[-1]))
        return written(*arguments)

    monkeypatch.setattr(original_recording, "_written", noted)
    record_original(case, octave)
    assert asked == runs
