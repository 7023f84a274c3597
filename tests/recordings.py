"""What Octave has answered, saved, so that what reads its answers is tested without it.

A session asks its engine by a driver and a job (`matdrop.engines.session`), and by handles that a port calls.
`Recorder` passes questions on to a live Octave and keeps the answers; `Replayed` answers from a file. So whatever runs
originals in a session can be recorded: references, traces, and the original on moved inputs. Only Octave's answers are
ever kept.

``python -m tests.recordings`` records the gallery and the coursework anew, with names only those pairs of the gallery;
without a change of originals, drivers or of what the search for a fix asks it changes nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.io

from matdrop.cases.reference import Engine
from matdrop.cases.tolerance import Tolerance
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.source.original import sources_of
from matdrop.values.canonical import canonical, digest, text_of
from matdrop.values.matfile import cell_column, load_mat, save_mat, write_packed
from matdrop.values.value import FunctionHandle, Value, array_of
from matdrop.verification.compare import compare

COPIES = re.compile(r".*/copies_\w+")  # wherever instrumented copies stand
Answers = dict[str, bytes]  # .mat files, by what was asked
SHIMS, ENGINE = "shims.txt", "engine.txt"
RECORD = "record it with `python -m tests.recordings`"


class Recorder(Octave):
    """A live session whose answers are kept.

    Attributes
    ----------
    answers : dict of str to bytes
        All that it has answered so far.
    """

    def __init__(self, live: Octave, home: Path) -> None:
        super().__init__(live.timeout)
        self._live, self._home = live, home
        self.answers: Answers = {}

    @property
    def engine(self) -> Engine:
        """The live one's."""
        return self._live.engine

    @property
    def shims(self) -> frozenset[str]:
        """The live one's."""
        return self._live.shims

    @property
    def packaged(self) -> Mapping[str, str]:
        """None: what is recorded does not depend on what else is installed."""
        return {}

    def call(
        self, folder: Path, handle: FunctionHandle, args: Sequence[Any], count: int = 1, path: Sequence[Path] = ()
    ) -> list[Any]:
        """Ask the live one."""
        values = self._live.call(folder, handle, args, count, path)
        self.answers[_call(folder, self._home, handle, args, count)] = save_mat({"values": cell_column(values)})
        return values

    @contextlib.contextmanager
    def folder_for_copies(self) -> Iterator[Path]:
        """Make a folder of the live one's."""
        with self._live.folder_for_copies() as place:
            yield place

    def _answer(
        self, driver: str, job: Mapping[str, Any], timeout: float, progress: Callable[[int], None] = lambda done: None
    ) -> tuple[dict[str, Any] | None, bool, str]:
        answer, expired, said = self._live._answer(driver, job, timeout, progress)
        if answer is not None and self._live._folder is not None:
            self.answers[_question(driver, job, self._home)] = _timeless(self._live._folder / "result.mat")
        return answer, expired, said


class Replayed(Octave):
    """A session that answers what was recorded, and starts no engine.

    Parameters
    ----------
    file : Path
        As `write` writes it.
    home : Path
        The folder within which the originals may be moved.

    Raises
    ------
    MatdropError
        When asked what was not recorded.
    """

    def __init__(self, file: Path, home: Path) -> None:
        super().__init__()
        self._file, self._home = file, home
        self.answers, self._ran_in, self._stood_in = read(file)

    @property
    def engine(self) -> Engine:
        """The engine that has answered."""
        return self._ran_in

    @property
    def shims(self) -> frozenset[str]:
        """Those of that engine."""
        return self._stood_in

    @property
    def packaged(self) -> Mapping[str, str]:
        """None, as when it was recorded."""
        return {}

    def call(
        self, folder: Path, handle: FunctionHandle, args: Sequence[Any], count: int = 1, path: Sequence[Path] = ()
    ) -> list[Any]:
        """Answer as was recorded."""
        values = self._recorded(_call(folder, self._home, handle, args, count))["values"].ravel()
        return [value.item() if value.size == 1 else value for value in values]

    @contextlib.contextmanager
    def folder_for_copies(self) -> Iterator[Path]:
        """Make a folder without an engine."""
        with tempfile.TemporaryDirectory(prefix="copies_") as place:
            yield Path(place)

    def _answer(
        self, driver: str, job: Mapping[str, Any], timeout: float, progress: Callable[[int], None] = lambda done: None
    ) -> tuple[dict[str, Any] | None, bool, str]:
        return self._recorded(_question(driver, job, self._home)), False, ""

    def _recorded(self, question: str) -> dict[str, Any]:
        if question not in self.answers:
            raise MatdropError(f"{self._file} has no answer to {question}; {RECORD}")
        return load_mat(self.answers[question])


def write(file: Path, answers: Answers, engine: Engine, shims: frozenset[str]) -> None:
    """Write answers; the same answers always give the same file."""
    texts = {ENGINE: f"{engine.name}\n{engine.version}".encode(), SHIMS: "\n".join(sorted(shims)).encode()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*texts.items(), *sorted(answers.items())):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # without a date


def read(file: Path) -> tuple[Answers, Engine, frozenset[str]]:
    """Read what `write` has written."""
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    shims, engine = (content.pop(name).decode() for name in (SHIMS, ENGINE))
    return content, Engine(*engine.split("\n")), frozenset(shims.split())


def differences(expected: Answers, answers: Answers) -> list[str]:
    """Name the answers that are not as recorded, but for what another processor's libraries round otherwise."""
    return [
        question
        for question, answer in answers.items()
        if answer != expected.get(question)
        and (question not in expected or not _agree(load_mat(expected[question]), load_mat(answer)))
    ]


def recording_of(original: Path) -> Path:
    """Return the file of what is recorded of an original and those beside it."""
    return original.parent / "recorded.zip"


def record_gallery(octave: Octave, names: Sequence[str] = ()) -> None:
    """Record what the tests of the gallery ask, of all pairs or of some."""
    from tests.test_gallery import ENTRIES, GALLERY, LET_PASS, result
    from tests.test_perturbation import verdict_on
    from tests.tracing.test_gallery_traced import traced

    for key, entry in ENTRIES.items():
        if names and key not in names:
            continue
        recorder = Recorder(octave, GALLERY)
        for side in ("right", "wrong"):
            for strict in (False, True) if key in LET_PASS else (False,):
                result(recorder, key, side, strict)
            traced(recorder, key, side)
        verdict_on(key, recorder, False)
        verdict_on(key, recorder, True)
        write(recording_of(GALLERY / entry["original"]), recorder.answers, octave.engine, octave.shims)


def record_coursework(octave: Octave) -> None:
    """Record what the test of scaled outputs asks."""
    from tests.test_coursework import COURSEWORK
    from tests.test_perturbation import coursework, verdict_on

    recorder = Recorder(octave, COURSEWORK)
    for key in coursework():
        verdict_on(key, recorder, False)
        verdict_on(key, recorder, True)
    write(COURSEWORK / "recorded.zip", recorder.answers, octave.engine, octave.shims)


def _timeless(file: Path) -> bytes:
    """Read what a driver has written, without the date, the time that it took, and the folders in which it failed."""
    variables = scipy.io.loadmat(file, mat_dtype=True)
    kept = {name: value for name, value in variables.items() if not name.startswith("__")}
    if "seconds" in kept:
        kept["seconds"] = np.zeros_like(kept["seconds"])
    for _, field, value in kept.get("more", np.empty((0, 3), object)):
        if str(np.squeeze(field)) == "error":
            place = value.ravel()[3]
            value.ravel()[3] = np.array([Path(name).name for name in place])
    return write_packed(kept)


def _agree(expected: Mapping[str, Value], answer: Mapping[str, Value]) -> bool:
    nearly = Tolerance(None, 1e-3, 1e-6)
    for values in (expected, answer):
        _leave_out_folders(values)
    return expected.keys() == answer.keys() and all(
        compare(value, answer[name], nearly).mismatch is None for name, value in expected.items()
    )


def _leave_out_folders(answer: Mapping[str, Value]) -> None:
    """Name the file in which an original has failed without its folder, which is another on each machine."""
    for _, field, value in array_of(answer.get("more", np.empty((0, 3), object))):
        if text_of(field) == "error":
            file = value.ravel()[3]
            value.ravel()[3] = canonical(Path(text_of(file)).name)


def _question(driver: str, job: Mapping[str, Any], home: Path) -> str:
    """Name a job by all that decides its answer: what is asked, and the text of the originals; not by where it is."""
    pairs = list(job["pairs"].ravel())
    moved = [{**pair, **{place: _within(Path(pair[place]), home) for place in ("folder", "file")}} for pair in pairs]
    plan = {"plan": {**job["plan"], "seconds": 0.0}} if "plan" in job else {}  # not by how long it may take
    asked = hashlib.sha256(write_packed({**job, **plan, "pairs": cell_column(moved)}))
    for pair in pairs:
        for source in sources_of(Path(pair["file"])):
            asked.update(source.read_bytes())
    return f"{driver}-{asked.hexdigest()[:24]}.mat"


def _call(folder: Path, home: Path, handle: FunctionHandle, args: Sequence[Value], count: int) -> str:
    inputs = [_within(folder, home), handle.text, str(count), *(digest(canonical(arg)) for arg in args)]
    return f"call-{hashlib.sha256(repr(inputs).encode()).hexdigest()[:24]}.mat"


def _within(folder: Path, home: Path) -> str:
    if folder.is_relative_to(home):
        return str(folder.relative_to(home))
    return COPIES.sub("copies", str(folder))


if __name__ == "__main__":
    with Octave() as session:
        record_gallery(session, sys.argv[1:])
        if not sys.argv[1:]:
            record_coursework(session)
