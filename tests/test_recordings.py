"""Recorded answers: they are Octave's, they are found wherever the originals stand, and no other question gets them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.reference import Engine
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.values.canonical import digest
from matdrop.values.matfile import cell_column, save_mat
from matdrop.values.value import FunctionHandle
from tests.recordings import Recorder, Replayed, differences, read, recording_of, write
from tests.test_gallery import ENTRIES, GALLERY, case_of, result
from tests.tracing.test_gallery_traced import traced

KEY = "feature_normalize"
ENTRY = ENTRIES[KEY]
FILE = recording_of(GALLERY / ENTRY["original"])


def moved(folder: Path) -> Path:
    """A copy of a part of the gallery."""
    part = Path(ENTRY["original"]).parent
    shutil.copytree(GALLERY / part, folder / part)
    return folder


def test_octave_answers_as_was_recorded(octave: Octave) -> None:
    recorder = Recorder(octave, GALLERY)
    lively = result(recorder, KEY, "wrong")
    replayed = result(Replayed(FILE, GALLERY), KEY, "wrong")
    assert [f.kind for f in replayed.findings] == [f.kind for f in lively.findings]
    assert {finding.kind for finding in replayed.findings} == {"ddof"}
    traced(recorder, KEY, "wrong")
    answers, engine, shims = read(FILE)
    assert (engine, shims) == (octave.engine, octave.shims) or engine != octave.engine
    assert recorder.answers.keys() <= answers.keys()


def test_answers_are_found_wherever_the_originals_stand(tmp_path: Path) -> None:
    (reference,) = Replayed(FILE, moved(tmp_path)).run([case_of(tmp_path, KEY, ENTRY, "right")])
    (here,) = Replayed(FILE, GALLERY).run([case_of(GALLERY, KEY, ENTRY, "right")])
    assert [digest(value) for value in reference.outputs.values()] == [digest(value) for value in here.outputs.values()]
    assert reference.outputs


def change_original(folder: Path, case: Case) -> Case:
    path = folder / ENTRY["original"]
    path.write_text(path.read_text() + "\n")
    return case


def change_arguments(folder: Path, case: Case) -> Case:
    return Case(case.pair, case.name, ("magic(3)",), case.seed, case.tolerance)


@pytest.mark.parametrize("change", [change_original, change_arguments])
def test_another_question_has_no_answer(tmp_path: Path, change: Callable[[Path, Case], Case]) -> None:
    case = change(moved(tmp_path), case_of(tmp_path, KEY, ENTRY, "right"))
    with pytest.raises(MatdropError, match=r"no answer to matdrop_run-\w+\.mat; record it with `python -m"):
        Replayed(FILE, tmp_path).run([case])


def test_calls_of_handles_are_recorded_too(octave: Octave, tmp_path: Path) -> None:
    recorder, handle = Recorder(octave, tmp_path), FunctionHandle("@(x) [x, 2 * x]")
    value = recorder.call(tmp_path, handle, [3.0])
    write(tmp_path / "recorded.zip", recorder.answers, octave.engine, octave.shims)
    replayed = Replayed(tmp_path / "recorded.zip", tmp_path)
    assert np.array_equal(replayed.call(tmp_path, handle, [3.0])[0], value[0])
    with pytest.raises(MatdropError, match="no answer to call-"):
        replayed.call(tmp_path, handle, [4.0])


def test_a_planted_value_differs_and_a_rounded_one_does_not() -> None:
    expected = {"run.mat": save_mat({"y": [[1.0, 2.0]]})}
    assert differences(expected, expected) == []
    assert differences(expected, {"run.mat": save_mat({"y": [[1.0, 2.0 + 1e-9]]})}) == []
    assert differences(expected, {"run.mat": save_mat({"y": [[1.0, 2.1]]})}) == ["run.mat"]
    assert differences(expected, {"run.mat": save_mat({"y": [[1.0], [2.0]]})}) == ["run.mat"]
    assert differences(expected, {"run.mat": save_mat({"z": [[1.0, 2.0]]})}) == ["run.mat"]
    assert differences({}, expected) == ["run.mat"]


def failed_in(file: str) -> dict[str, bytes]:
    error = cell_column(["call", "Octave:index-out-of-bounds", "out of bound 17", file, 3.0])
    return {"run.mat": save_mat({"more": cell_column([2.0, "error", error]).T})}


def test_an_original_that_fails_in_another_folder_fails_alike() -> None:
    assert differences(failed_in("/home/one/f.m"), failed_in("/root/another/f.m")) == []
    assert differences(failed_in("/home/one/f.m"), failed_in("/home/one/g.m")) == ["run.mat"]


def test_the_same_answers_give_the_same_file(tmp_path: Path) -> None:
    answers = {"b.mat": b"2", "a.mat": b"1"}
    for name, content in (("one.zip", answers), ("two.zip", dict(reversed(answers.items())))):
        write(tmp_path / name, content, Engine("GNU Octave", "7.3.0"), frozenset({"nanmax"}))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert read(tmp_path / "one.zip") == (answers, Engine("GNU Octave", "7.3.0"), frozenset({"nanmax"}))


def test_no_engine_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")
    original = Replayed(FILE, GALLERY).run([case_of(GALLERY, KEY, ENTRY, "right")])[0]
    assert (original.error, original.engine.name) == (None, "GNU Octave")
    assert traced(Replayed(FILE, GALLERY), KEY, "wrong").findings != ()
    assert pair_of(GALLERY / ENTRY["original"], ENTRY["right"]).outputs == tuple(original.outputs)
