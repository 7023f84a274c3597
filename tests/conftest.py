"""What several test modules share."""

import contextlib
import functools
import os
import pickle
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from filelock import FileLock

from matdrop.cases.reference import Reference
from matdrop.cases.table import OWN_TABLE, CaseTable, load_table
from matdrop.engines.find import find_engine, session_of
from matdrop.engines.octave_session import Octave
from matdrop.engines.programs import find_octave
from matdrop.engines.session import Session
from matdrop.pitfalls.recorded import with_pitfalls
from tests.recordings import RECORD, Recorder, Replayed, differences, recording_of
from tests.warm_octave import WarmOctaves, warm_octaves

pytest_plugins = ["pytester"]

Project = Callable[[Mapping[str, str]], CaseTable]
AnotherOctave = Callable[[int], Session]


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmOctaves]:
    """Let all sessions of this process hand on their Octaves."""
    with warm_octaves() as octaves:
        yield octaves


@pytest.fixture(scope="session")
def octave(octave: Session, warm: WarmOctaves) -> Session:
    """Give the session of the plugin's fixture of this name, which says whether live tests run at all."""
    return octave


@pytest.fixture(scope="session")
def another_octave(request: pytest.FixtureRequest, warm: WarmOctaves) -> Iterator[AnotherOctave]:
    """Return a function from a version to a session of that Octave; the test is skipped where there is none."""
    with contextlib.ExitStack() as open_sessions:

        @functools.cache
        def session(version: int) -> Session:
            found = find_engine(f"octave-{version}")
            if request.config.getoption("--matlab") == "saved" or found.path is None:
                pytest.skip(f"not run in Octave {version}: {found.reason or '--matlab=saved'}")
            return open_sessions.enter_context(session_of(f"octave-{version}"))

        yield session


@pytest.fixture(scope="session")
def own_references(octave: Session, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Reference]:
    """Give what the live Octave computes of each own case, by its id: run once for all processes of these tests."""
    cases = with_pitfalls(load_table(OWN_TABLE)).cases
    folder = tmp_path_factory.getbasetemp()
    file = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "own_references.pickle"
    with FileLock(f"{file}.lock"):
        if not file.exists():
            file.write_bytes(pickle.dumps(octave.run(cases)))
    return dict(zip((case.id for case in cases), pickle.loads(file.read_bytes()), strict=True))


@pytest.fixture
def cold_octave(warm: WarmOctaves, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start an Octave for each session of a test, and end it, as for a user."""
    monkeypatch.setattr(warm, "is_lending", False)


@pytest.fixture
def gallery_octave(request: pytest.FixtureRequest, key: str) -> Iterator[Octave]:
    """Give what runs the original of a gallery's pair: Octave, which must answer as was recorded; without one, that."""
    from tests.test_gallery import ENTRIES, GALLERY

    recorded = Replayed(recording_of(GALLERY / ENTRIES[key]["original"]), GALLERY)
    if request.config.getoption("--matlab") == "saved" or find_octave().path is None:
        yield recorded
        return
    recorder = Recorder(request.getfixturevalue("octave"), GALLERY)
    yield recorder
    if recorder.engine == recorded.engine:
        assert differences(recorded.answers, recorder.answers) == [], RECORD


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Write files, ``cases.toml`` among them, into an empty folder and load its case table."""

    def write(files: Mapping[str, str]) -> CaseTable:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return load_table(tmp_path / "cases.toml")

    return write
