"""Saved recordings: the same after saving and reading, the same bytes, and a trace by them without an engine."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop import cli
from matdrop.engines.find import find_engine
from matdrop.engines.octave_session import Octave
from matdrop.tracing.recording import Event, EventKind, Recording, Span, Statement
from matdrop.tracing.saved_recordings import FOLDER, SavedRecordings, recording_from, saved_form
from matdrop.tracing.summary import Summary, summarize
from matdrop.values.canonical import canonical, digest
from matdrop.values.matfile import load_mat, save_mat

Output = pytest.CaptureFixture[str]
ORIGINAL = "function [m, s] = f(X)\nm = mean(X);\ns = std(X);\nend\n"
PORT = """import numpy as np
def f(X):
    m = X.mean(axis=0, keepdims=True)
    s = X.std(axis=0, keepdims=True)
    return m, s
"""
TABLE = '[f]\nport = "f.py:f"\n[[f.case]]\nname = "one"\nargs = ["magic(4)"]\n'


def made() -> Recording:
    statement = Statement(0, Span(Path("/home/a/lib/f.m"), 1, 2, 3, 4), "f", ("x", "s.a"), ("y",), (0, 2))
    values: list[Any] = [
        np.array([[2.5]]),
        np.array([[np.nan]]),
        canonical("text"),
        None,
        summarize(np.arange(12.0).reshape(3, 4)),
        canonical([1.0, summarize_in_cell()]),
        canonical(np.array([[True]])),
    ]
    kinds: list[EventKind] = ["store", "condition", "input", "return", "store", "store", "iterable"]
    events = [
        Event(order, kind, -1 if kind == "input" else 0, order % 2, order, (1,) * (order % 3), f"v{order}", value)
        for order, (kind, value) in enumerate(zip(kinds, values, strict=True))
    ]
    return Recording([statement], events, {0: 7}, "an error", 0, "memory", ("f.m:1: a class",))


def summarize_in_cell() -> object:
    return {"a": [3.0, "b"]}


def test_a_recording_is_the_same_after_it_was_saved_and_read() -> None:
    recording, home = made(), Path("/home/a/demo")
    saved = load_mat(save_mat({"one": saved_form(recording, home)}))["one"]
    read = recording_from(saved, home)
    assert read is not None
    assert list(read.statements) == list(recording.statements)
    for one, other in zip(recording.events, read.events, strict=True):
        fields = [(e.order, e.kind, e.statement, e.call, e.execution, e.iterations, e.variable) for e in (one, other)]
        assert fields[0] == fields[1]
        if isinstance(one.value, Summary):
            assert isinstance(other.value, Summary)
            assert (one.value.hash, one.value.size) == (other.value.hash, other.value.size)
            assert np.array_equal(one.value.figures, other.value.figures)
        else:
            assert (one.value is None) == (other.value is None)
            assert one.value is None or digest(one.value) == digest(other.value)
    assert (read.counts, read.error, read.error_statement) == ({0: 7}, "an error", 0)
    assert (read.ended, read.not_instrumented) == ("memory", ("f.m:1: a class",))


def test_files_are_named_from_the_originals_folder() -> None:
    read = recording_from(saved_form(made(), Path("/home/a/demo")), Path("/elsewhere/demo"))
    assert read is not None
    assert read.statements[0].span.file == Path("/elsewhere/lib/f.m")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "f.m").write_text(ORIGINAL)
    (tmp_path / "f.py").write_text(PORT)
    (tmp_path / "parity.toml").write_text(TABLE)
    return tmp_path


def test_recordings_are_those_of_the_first_engine_that_is_named(
    octave: Octave, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = str(find_engine("octave").path)
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")  # what --engine would be by default
    assert cli.main(["fixtures", "record", "--engines", program, "--trace"]) == 0
    assert (project / "fixtures" / FOLDER / "f.mat").is_file()


def test_a_trace_needs_no_engine_where_a_recording_was_saved(
    octave: Octave, project: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.main(["trace", "f/one", "--json"]) == 1
    (live,) = json.loads(capsys.readouterr().out)["findings"]
    assert cli.main(["fixtures", "record", "--trace"]) == 0
    assert "1 recordings checked, 1 changed" in capsys.readouterr().out
    files = [project / "fixtures" / FOLDER / name for name in ("f.mat", "manifest.json")]
    content = [file.read_bytes() for file in files]
    assert cli.main(["fixtures", "record", "--trace", "--all"]) == 0
    assert [file.read_bytes() for file in files] == content
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")
    capsys.readouterr()
    assert cli.main(["trace", "f/one", "--json"]) == 1
    (saved,) = json.loads(capsys.readouterr().out)["findings"]
    for key in ("certainty", "port", "original", "variable", "values"):
        assert saved[key] == live[key], key
    assert cli.main(["verify"]) == 1
    assert "f.py:4:9   original f.m:3:1" in capsys.readouterr().out
    (project / "f.py").write_text(PORT.replace("std(axis=0,", "std(axis=0, ddof=1,"))
    assert cli.main(["trace", "f/one"]) == 0
    assert_problems_are_named(project, files[0], capsys)


def assert_problems_are_named(project: Path, file: Path, capsys: Output) -> None:
    content = file.read_bytes()
    capsys.readouterr()
    assert cli.main(["fixtures", "check"]) == 0
    file.write_bytes(content + b"x")
    assert cli.main(["fixtures", "check"]) == 1
    assert "tampered" in capsys.readouterr().out
    file.write_bytes(content)
    (project / "f.m").write_text(ORIGINAL.replace("mean(X)", "mean(X) + 0"))
    assert cli.main(["fixtures", "check"]) == 1
    assert "2 stale" in capsys.readouterr().out
    assert cli.main(["trace", "f/one"]) != 0
    assert "f.m has changed since it was recorded" in capsys.readouterr().err
    (project / "f.m").write_text(ORIGINAL)
    capsys.readouterr()
    (project / "parity.toml").write_text(TABLE.replace('"one"', '"two"'))
    assert cli.main(["fixtures", "check"]) == 1
    assert "f/one has a fixture but is no longer a case" in capsys.readouterr().out


def test_without_an_engine_and_a_recording_it_is_said_what_to_do(
    octave: Octave, project: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.main(["fixtures", "record"]) == 0
    assert not SavedRecordings(project / "fixtures").exist
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")
    assert cli.main(["verify"]) == 1
    assert "`matdrop fixtures record --trace`" in capsys.readouterr().out.replace("\n", " ")
