"""Recording where there is no Python: the folder that is taken along, and recorded.mat that comes back."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from matdrop.errors import MatdropError
from matdrop.parity.case import OWN_TABLE, Case, CaseTable
from matdrop.parity.original import data_of, sources_of
from matdrop.parity.reference import Engine, Reference
from matdrop.parity.saved import source_hash, source_hashes
from matdrop.parity.session import ENGINE_FOLDER, job_of, references_of
from matdrop.parity.values import cell_column, load_mat, text_of, write_packed

RECORD_FIXTURES = OWN_TABLE.parent / "record_fixtures.m"
REQUEST, RECORDED = "request.mat", "recorded.mat"


def write_request(table: CaseTable, folder: Path) -> None:
    """Make a folder that holds all that MATLAB or Octave needs to record a project's fixtures.

    Parameters
    ----------
    table : CaseTable
        The project.
    folder : Path
        Made anew: ``record_fixtures.m``, the drivers, the originals with the neighbours that they call and
        the data files that they name, and ``request.mat``.

    Raises
    ------
    MatdropError
        If there is such a folder already and it is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise MatdropError(f"{folder} is there already and not empty; name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(RECORD_FIXTURES, folder)
    shutil.copytree(ENGINE_FOLDER, folder / "engine")
    originals = dict.fromkeys(case.pair.original for case in table.cases)
    needed = {original: (*sources_of(original), *data_of(original)) for original in originals}
    homes = dict.fromkeys(original.parent for original in originals)
    places = {home: f"originals_{k}" + "/below" * _levels_up(home, needed) for k, home in enumerate(homes, 1)}
    for original, files in needed.items():
        for file in files:
            copy = folder / places[original.parent] / file.relative_to(original.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)
    job = job_of(table.cases)
    for pair in job["pairs"].ravel():
        home = Path(pair["folder"])
        pair["sources"] = cell_column(list(source_hashes(home / f"{pair['name']}.m")))
        pair["folder"] = places[home]
    job["cases"] = cell_column([case.id for case in table.cases])
    job["definitions"] = cell_column([case.definition for case in table.cases])
    (folder / REQUEST).write_bytes(write_packed(job))


def _levels_up(home: Path, needed: Mapping[Path, Sequence[Path]]) -> int:
    """How many folders above their own the originals of a folder have data."""
    files = (file.relative_to(home) for original, files in needed.items() if original.parent == home for file in files)
    return max(file.parts.count("..") for file in files)


def read_recorded(file: Path, table: CaseTable) -> tuple[list[tuple[Case, Reference]], Engine]:
    """Read what ``record_fixtures.m`` has recorded.

    Parameters
    ----------
    file : Path
        Its ``recorded.mat``.
    table : CaseTable
        The project; the recorded cases must still be its own.

    Returns
    -------
    references : list of (Case, Reference)
        In the order of recording.
    engine : Engine
        What computed them.

    Raises
    ------
    MatdropError
        If the file is none, or was recorded from other cases or other ``.m`` files than the project has now.
    """
    try:
        found = load_mat(file)
        engine = Engine(text_of(found["name"]), text_of(found["release"]))
        ids = [text_of(value) for value in found["cases"].ravel()]
        definitions = [text_of(value) for value in found["definitions"].ravel()]
        hashes = [
            {text_of(name): source_hash(content.tobytes()) for name, content in pair}
            for pair in found["contents"].ravel()
        ]
        pairs = [int(number) - 1 for number in found["pair"].ravel()]
    except OSError as error:
        raise MatdropError(f"{file} cannot be read: {error.strerror}") from None
    except Exception as error:  # whatever another kind of file makes its reader raise
        raise MatdropError(f"{file} is not a {RECORDED} that record_fixtures.m has written ({error})") from None
    known = {case.id: case for case in table.cases}
    again = "make a new folder with `matdrop fixtures request` and record again"
    cases: list[Case] = []
    for case_id, definition, pair in zip(ids, definitions, pairs, strict=True):
        case = known.get(case_id)
        if case is None:
            raise MatdropError(f"{file} has a case {case_id}, which {table.path} has not; {again}")
        if case.definition != definition:
            raise MatdropError(f"{case_id} was recorded with other arguments, seed or outputs; {again}")
        now, then = source_hashes(case.pair.original), hashes[pair]
        if other := [name for name in now.keys() | then.keys() if now.get(name) != then.get(name)]:
            raise MatdropError(f"{case_id} was recorded from another {', '.join(sorted(other))}; {again}")
        cases.append(case)
    return list(zip(cases, references_of(cases, found, engine), strict=True)), engine
