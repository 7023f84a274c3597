"""Fixtures: what makes one missing, stale, tampered with or unused, and how they are written."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.errors import MatdropError
from matdrop.parity.case import OWN_TABLE, Case, CaseTable, load_table
from matdrop.parity.reference import Engine, OriginalError, Reference
from matdrop.parity.saved import FixtureError, Fixtures
from matdrop.parity.values import digest, load_mat
from matdrop.pitfalls.recorded import with_pitfalls
from matdrop.streams import OctaveStream
from tests.conftest import Project

ENGINE = Engine("GNU Octave", "7.3.0")
TOML = """\
[matdrop]
fixtures = "fixtures"
[f]
port = "f.py:f"
outputs = ["y"]
[[f.case]]
name = "one"
args = ["1"]
[[f.case]]
name = "two"
args = ["2"]
seed = 1
[g]
port = "g.py:g"
outputs = ["y"]
printed = true
[[g.case]]
name = "three"
args = ["3"]
"""
FILES = {
    "f.m": "function y = f(x)\ny = 2 * h(x);\nend\n",
    "g.m": "function y = g(x)\ny = x;\nend\n",
    "h.m": "function y = h(x)\ny = x;\nend\n",
    "cases.toml": TOML,
}


def answer(case: Case) -> Reference:
    """What an engine would give: here the fixtures are tested, not the values."""
    x = float(case.args[0])
    states = {"rand": np.arange(625.0).reshape(-1, 1)} if case.seed else {}
    draws = np.array([[0.25], [0.5]]) if case.seed else np.zeros((0, 0))
    outputs = {"y": np.array([[x, -0.0, np.nan]])}
    return Reference("live", ENGINE, (np.array([[x]]),), outputs, "shown\n", states, draws, seconds=0.5)


def record(table: CaseTable, change: Callable[[Reference], Reference] = lambda reference: reference) -> Fixtures:
    Fixtures(table.fixtures).record([(case, change(answer(case))) for case in table.cases], table.cases)
    return Fixtures(table.fixtures)


def problems(table: CaseTable) -> list[tuple[str, str]]:
    return [(error.problem, str(error)) for error in Fixtures(table.fixtures).check(table.cases)]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".lock"}


@pytest.fixture
def table(project: Project) -> CaseTable:
    """A project of three cases, recorded."""
    table = project(FILES)
    record(table)
    return table


def test_reference_comes_back_whole(table: CaseTable) -> None:
    for case in table.cases:
        saved, live = Fixtures(table.fixtures).read(case), answer(case)
        assert saved.source == "saved"
        assert (saved.engine, saved.error, saved.seconds) == (ENGINE, None, 0.0)
        assert digest(list(saved.inputs)) == digest(list(live.inputs))
        assert digest(dict(saved.outputs)) == digest(dict(live.outputs))
        assert digest(dict(saved.states)) == digest(dict(live.states))
        assert saved.draws.tolist() == live.draws.tolist()
        assert saved.printed == ("shown\n" if case.pair.printed else "")


def test_error_of_the_original_comes_back_whole(project: Project, tmp_path: Path) -> None:
    table = project(FILES)
    error = OriginalError("call", "f:negative", "x is negative", str(tmp_path / "f.m"), 2)
    fixtures = record(table, lambda reference: replace(reference, outputs={}, error=error))
    assert fixtures.read(table.cases[0]).error == error


def test_fixtures_that_fit_have_no_problems(table: CaseTable) -> None:
    assert problems(table) == []


def test_missing(project: Project, tmp_path: Path) -> None:
    table = project(FILES)
    said = "f/one has no fixture; record it with `matdrop fixtures record`"
    assert problems(table)[0] == ("missing", said)
    assert len(problems(table)) == 3


def test_stale_by_an_edited_original(table: CaseTable, tmp_path: Path) -> None:
    (tmp_path / "g.m").write_text(FILES["g.m"].replace("y = x", "y = x + 1"))
    said = "g/three was recorded from another g.m; record it anew with `matdrop fixtures record`"
    assert problems(table) == [("stale", said)]


def test_stale_by_an_edited_callee(table: CaseTable, tmp_path: Path) -> None:
    (tmp_path / "h.m").write_text(FILES["h.m"].replace("y = x", "y = -x"))
    assert [problem for problem, _ in problems(table)] == ["stale", "stale"]
    assert "f/one was recorded from another h.m" in problems(table)[0][1]


def test_stale_by_a_new_callee(table: CaseTable, tmp_path: Path) -> None:
    (tmp_path / "y.m").write_text("function y = y()\nend\n")
    assert {problem for problem, _ in problems(table)} == {"stale"}


@pytest.mark.parametrize(
    ("before", "after"),
    [('args = ["1"]', 'args = ["1.0"]'), ('args = ["1"]', "args = [1]"), ('["1"]\n', '["1"]\nseed = 0\n')],
)
def test_stale_by_a_changed_case(table: CaseTable, project: Project, before: str, after: str) -> None:
    changed = project({"cases.toml": TOML.replace(before, after, 1)})
    ((problem, said),) = problems(changed)
    assert problem == "stale"
    assert "f/one was recorded from another case (its arguments, seed or outputs have changed)" in said


def test_turned_line_ends_and_new_cases_elsewhere_are_not_stale(table: CaseTable, tmp_path: Path) -> None:
    for name in ("f.m", "g.m", "h.m"):
        (tmp_path / name).write_bytes(FILES[name].replace("\n", "\r\n").encode())
    (tmp_path / "unrelated.m").write_text("function unrelated()\nend\n")
    assert problems(table) == []


def test_tampered_value(table: CaseTable) -> None:
    path = table.fixtures / "g.mat"
    content = path.read_bytes()
    wrong = content.replace(np.float64(3).tobytes(), np.float64(4).tobytes())
    assert wrong != content
    path.write_bytes(wrong)
    ((problem, said),) = problems(table)
    assert problem == "tampered"
    assert said.startswith(f"g/three: {path} is not as it was recorded; restore it from version control, or record it")


@pytest.mark.parametrize(
    "damage", [lambda content: content[: len(content) // 2], lambda content: b"", lambda content: b"x" * 500]
)
def test_damaged_mat_file(table: CaseTable, damage: Callable[[bytes], bytes]) -> None:
    path = table.fixtures / "g.mat"
    path.write_bytes(damage(path.read_bytes()))
    ((problem, said),) = problems(table)
    assert problem == "tampered"
    assert said.startswith(f"g/three: {path} ")
    assert "restore it" in said


def test_mat_file_gone(table: CaseTable) -> None:
    (table.fixtures / "g.mat").unlink()
    assert [problem for problem, _ in problems(table)] == ["tampered"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', '{"cases": {}}'])
def test_damaged_manifest(table: CaseTable, text: str) -> None:
    (table.fixtures / "manifest.json").write_text(text)
    with pytest.raises(MatdropError, match=r"manifest\.json is damaged .*; restore it from version control"):
        Fixtures(table.fixtures)


@pytest.mark.parametrize("key", ["definition", "sources", "values", "engine"])
def test_manifest_entry_without_a_key(table: CaseTable, key: str) -> None:
    path = table.fixtures / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["cases"]["g"]["three"][key]
    path.write_text(json.dumps(manifest))
    with pytest.raises(MatdropError, match=rf"manifest\.json is damaged \(g/three has no {key}\); restore it"):
        Fixtures(table.fixtures)


def test_manifest_of_another_format(table: CaseTable) -> None:
    (table.fixtures / "manifest.json").write_text('{"format": 99, "cases": {}}')
    with pytest.raises(MatdropError, match="has format 99, this matdrop reads format 1; update matdrop"):
        Fixtures(table.fixtures)


def test_unused_entry_and_stray_file(table: CaseTable, project: Project) -> None:
    (table.fixtures / "stray.mat").write_bytes(b"")
    fewer = project({"cases.toml": TOML[: TOML.index("[g]")]})
    assert [problem for problem, _ in problems(fewer)] == ["unused", "unused"]
    assert (
        problems(fewer)[0][1]
        == "g/three has a fixture but is no case any more; remove it with `matdrop fixtures record`"
    )
    assert f"{table.fixtures / 'stray.mat'} is in no manifest" in problems(fewer)[1][1]


def test_data_that_an_original_loads_from_the_folder_is_no_unused_fixture(table: CaseTable, project: Project) -> None:
    loads = {"f.m": "function y = f(x)\ndata = load('fixtures/../fixtures/data.mat');\ny = x;\nend\n"}
    (table.fixtures / "data.mat").write_bytes(b"")
    assert "unused" in [problem for problem, _ in problems(table)]
    with_data = project({**loads, "cases.toml": TOML})
    assert "unused" not in [problem for problem, _ in problems(with_data)]
    Fixtures(with_data.fixtures).record([], with_data.cases)
    assert (with_data.fixtures / "data.mat").exists()


def test_recording_removes_what_no_case_uses(table: CaseTable, project: Project) -> None:
    fewer = project({"cases.toml": TOML[: TOML.index("[g]")].replace('[[f.case]]\nname = "one"\nargs = ["1"]\n', "")})
    Fixtures(fewer.fixtures).record([], fewer.cases)
    assert problems(fewer) == []
    assert contents(fewer.fixtures).keys() == {"f.mat", "manifest.json"}
    assert load_mat(fewer.fixtures / "f.mat").keys() == {"two"}


def test_same_content_same_bytes(table: CaseTable, tmp_path: Path) -> None:
    once = contents(table.fixtures)
    record(table)
    assert contents(table.fixtures) == once
    elsewhere = replace(table, fixtures=tmp_path / "elsewhere")
    record(elsewhere)
    assert contents(elsewhere.fixtures) == once


def test_recording_one_case_leaves_the_others(table: CaseTable) -> None:
    before = contents(table.fixtures)
    other = replace(answer(table.cases[0]), outputs={"y": np.array([[9.0]])})
    Fixtures(table.fixtures).record([(table.cases[0], other)], table.cases)
    after = contents(table.fixtures)
    assert problems(table) == []
    assert after["g.mat"] == before["g.mat"]
    assert Fixtures(table.fixtures).read(table.cases[0]).outputs["y"].tolist() == [[9.0]]
    assert digest(dict(Fixtures(table.fixtures).read(table.cases[1]).outputs)) == digest({"y": [2.0, -0.0, np.nan]})


@pytest.mark.parametrize("files_written", [0, 1, 2])
def test_recording_that_fails_midway_leaves_the_old_fixtures(
    table: CaseTable, monkeypatch: pytest.MonkeyPatch, files_written: int
) -> None:
    before = contents(table.fixtures)
    open_file, opened = tempfile.NamedTemporaryFile, list[Any]()

    def full_disk(**options: Any) -> Any:
        if len(opened) == files_written:
            raise OSError("no space left on device")
        opened.append(options)
        return open_file(**options)

    monkeypatch.setattr("matdrop.parity.saved.tempfile.NamedTemporaryFile", full_disk)
    with pytest.raises(OSError, match="no space left"):
        record(table, lambda reference: replace(reference, outputs={"y": np.array([[7.0]])}))
    assert contents(table.fixtures) == before


def test_value_that_does_not_survive_is_refused_before_anything_is_written(
    table: CaseTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(table.fixtures)
    monkeypatch.setattr("matdrop.parity.saved.load_mat", lambda content: {"one": 0, "two": 0})
    with pytest.raises(MatdropError, match=r"f/one does not survive a \.mat file; nothing was written"):
        record(table, lambda reference: replace(reference, outputs={"y": np.array([[7.0]])}))
    assert contents(table.fixtures) == before


def test_only_live_references_are_recorded(table: CaseTable) -> None:
    before = contents(table.fixtures)
    saved = [(case, Fixtures(table.fixtures).read(case)) for case in table.cases]
    with pytest.raises(MatdropError, match="f/one: only an engine's own answer can be recorded"):
        Fixtures(table.fixtures).record(saved, table.cases)
    assert contents(table.fixtures) == before


def test_plan_tells_what_recording_would_change(table: CaseTable, project: Project, tmp_path: Path) -> None:
    more = project({"cases.toml": TOML.replace('name = "three"', 'name = "four"')})
    (tmp_path / "h.m").write_text(FILES["h.m"].replace("y = x", "y = -x"))
    before = contents(table.fixtures)
    references = [(case, answer(case)) for case in more.cases]
    one = replace(references[0][1], outputs={"y": np.array([[7.0]])}, engine=Engine("GNU Octave", "9.1.0"))
    references[0] = (references[0][0], one)
    plan = [(r.change, r.case_id, r.detail) for r in Fixtures(more.fixtures).plan(references, more.cases)]
    assert plan == [
        ("changed", "f/one", "values, .m files, engine"),
        ("changed", "f/two", ".m files"),
        ("new", "g/four", ""),
        ("removed", "g/three", ""),
    ]
    assert contents(table.fixtures) == before


def test_plan_of_nothing_new_is_the_same(table: CaseTable) -> None:
    references = [(case, answer(case)) for case in table.cases]
    assert {r.change for r in Fixtures(table.fixtures).plan(references, table.cases)} == {"same"}


def test_own_fixtures_have_no_problems() -> None:
    assert problems(with_pitfalls(load_table(OWN_TABLE))) == []


def test_draws_of_every_own_fixture_are_those_of_the_stream() -> None:
    table = load_table(OWN_TABLE)
    fixtures = Fixtures(table.fixtures)
    compared = 0
    for case in table.cases:
        reference = fixtures.read(case)
        if case.seed is None or not reference.draws.size or np.isnan(reference.draws).any():
            continue  # nothing was drawn, or too much to be kept
        stream = OctaveStream(case.seed)
        if "rand" in reference.states:
            stream.rand("state", reference.states["rand"])
        draws: Any = stream.rand(reference.draws.size, 1)
        assert draws.tobytes() == reference.draws.tobytes(), case.id
        compared += 1
    assert compared > 200


def test_states_of_own_fixtures_are_reached_by_drawing_their_arguments() -> None:
    table = load_table(OWN_TABLE)
    fixtures = Fixtures(table.fixtures)
    (case,) = table.select(["inverted_dropout/article"])
    reference = fixtures.read(case)
    assert case.args[0] == "randi(35, 3, 4)"
    stream = OctaveStream(case.seed)
    assert stream.randi(35, 3, 4).tolist() == reference.inputs[0].tolist()
    state = stream.rand("state")
    assert state is not None
    assert state.tolist() == reference.states["rand"].tolist()


def test_fixture_error_is_an_error_of_matdrop() -> None:
    assert issubclass(FixtureError, MatdropError)
