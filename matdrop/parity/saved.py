"""The saved reference: fixtures, one ``.mat`` file for each pair, and the manifest that vouches for them."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from filelock import FileLock

from matdrop.errors import MatdropError
from matdrop.parity.case import Case
from matdrop.parity.original import data_of, sources_of
from matdrop.parity.reference import Engine, OriginalError, Reference
from matdrop.parity.values import canonical, cell_column, digest, load_mat, save_mat, text_of

Problem = Literal["missing", "stale", "tampered", "unused"]
Change = Literal["new", "changed", "same", "removed"]
FORMAT = 1
ENTRY_KEYS = {"sources", "definition", "values", "engine"}
MANIFEST = "manifest.json"


class FixtureError(MatdropError):
    """A fixture that cannot be used.

    Attributes
    ----------
    problem : str
        ``missing``, ``stale``, ``tampered`` or ``unused``.
    """

    def __init__(self, problem: Problem, message: str) -> None:
        super().__init__(message)
        self.problem = problem


@dataclass(frozen=True)
class Recording:
    """What recording a case does to its fixture."""

    case_id: str
    change: Change
    detail: str = ""


class Fixtures:
    """The fixtures of a project.

    Parameters
    ----------
    folder : Path
        With ``manifest.json`` and a ``.mat`` file for each pair; need not exist yet.
    recorder : str
        The command that records them, for messages.

    Examples
    --------
    >>> from matdrop.parity.case import OWN_TABLE, load_table
    >>> table = load_table(OWN_TABLE)
    >>> Fixtures(table.fixtures).read(table.cases[0]).engine.name
    'GNU Octave'
    """

    def __init__(self, folder: Path, recorder: str = "matdrop fixtures record") -> None:
        self.folder = folder
        self.recorder = recorder
        self._files: dict[str, Mapping[str, Any]] = {}
        self._manifest = self._read_manifest()
        self._sources: dict[Path, dict[str, str]] = {}

    def read(self, case: Case) -> Reference:
        """Read the saved reference of a case.

        Parameters
        ----------
        case : Case
            What was asked of the original.

        Returns
        -------
        Reference
            Verified against the manifest: recorded from these sources and inputs, and not edited since.

        Raises
        ------
        FixtureError
            If the fixture is missing, stale or tampered with; the message says how and what to do.
        """
        entry = self._manifest.get(case.pair.name, {}).get(case.name)
        if entry is None:
            message = f"{case.id} has no fixture; record it with `{self.recorder}`"
            raise FixtureError("missing", message)
        if changed := self._changed(case, entry):
            raise FixtureError(
                "stale", f"{case.id} was recorded from another {changed}; record it anew with `{self.recorder}`"
            )
        try:
            stored = self._stored(case.pair.name)[case.name]
            same = digest(stored) == entry["values"]
        except Exception as error:  # whatever a damaged file makes its reader raise
            message = f"{case.id}: {self._path(case.pair.name)} cannot be read ({error}); {_RESTORE}"
            raise FixtureError("tampered", message) from None
        if not same:
            message = f"{case.id}: {self._path(case.pair.name)} is not as it was recorded; {_RESTORE}"
            raise FixtureError("tampered", message)
        return _reference(case, stored, entry)

    def check(self, cases: Sequence[Case]) -> list[FixtureError]:
        """Find every fixture that is missing, stale, tampered with or unused.

        Parameters
        ----------
        cases : sequence of Case
            All cases of the project.

        Returns
        -------
        list of FixtureError
            Empty if all is well.
        """
        problems = []
        for case in cases:
            try:
                self.read(case)
            except FixtureError as error:
                problems.append(error)
        for case_id in self._unused(cases):
            problems.append(FixtureError("unused", f"{case_id} has a fixture but is no case any more; {_PRUNE}"))
        known = {self._path(pair).name for pair in self._manifest} | self._data(cases)
        for path in sorted(self.folder.glob("*.mat")):
            if path.name not in known:
                problems.append(FixtureError("unused", f"{path} is in no manifest; delete it, or {_PRUNE}"))
        return problems

    def plan(self, references: Iterable[tuple[Case, Reference]], cases: Sequence[Case]) -> list[Recording]:
        """Tell what recording would change, without writing.

        Parameters
        ----------
        references : iterable of (Case, Reference)
            What is to be recorded.
        cases : sequence of Case
            All cases of the project; fixtures of others are removed.

        Returns
        -------
        list of Recording
            One for each reference and for each unused fixture.
        """
        plan = []
        for case, reference in references:
            old = self._manifest.get(case.pair.name, {}).get(case.name)
            new = self._entry(case, reference)
            if old is None:
                plan.append(Recording(case.id, "new"))
            elif old == new:
                plan.append(Recording(case.id, "same"))
            else:
                parts = {"values": "values", "sources": ".m files", "definition": "case", "engine": "engine"}
                detail = ", ".join(label for key, label in parts.items() if old.get(key) != new[key])
                plan.append(Recording(case.id, "changed", detail))
        return plan + [Recording(case_id, "removed") for case_id in self._unused(cases)]

    def record(self, references: Iterable[tuple[Case, Reference]], cases: Sequence[Case] | None = None) -> None:
        """Write references as fixtures and remove those that no case uses.

        Every file is written aside and renamed; a failure on the way leaves the old fixtures whole.

        Parameters
        ----------
        references : iterable of (Case, Reference)
            Live references, each the answer of an engine.
        cases : sequence of Case, optional
            All cases of the project; without them nothing is removed.

        Raises
        ------
        MatdropError
            If a reference is not live, or does not survive being written and read.
        """
        references = list(references)
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / ".lock"):
            self._files, self._manifest = {}, self._read_manifest()  # another process may have recorded meanwhile
            recorded: dict[str, dict[str, tuple[Any, dict[str, Any]]]] = {}
            for case, reference in references:
                if reference.source != "live":
                    raise MatdropError(f"{case.id}: only an engine's own answer can be recorded")
                pair = recorded.setdefault(case.pair.name, {})
                pair[case.name] = (_stored_form(case, reference), self._entry(case, reference))
            manifest: dict[str, dict[str, Any]] = {}
            contents: dict[Path, bytes] = {}
            for pair_name, case_names in self._order(recorded, cases).items():
                new = recorded.get(pair_name, {})
                old = self._manifest.get(pair_name, {})
                kept = [name for name in case_names if name in new or name in old]
                if not kept:
                    continue
                manifest[pair_name] = {name: new[name][1] if name in new else old[name] for name in kept}
                if new or set(old) != set(kept):
                    values = {name: new[name][0] if name in new else self._stored(pair_name)[name] for name in kept}
                    contents[self._path(pair_name)] = self._checked(pair_name, values)
            contents[self.folder / MANIFEST] = _manifest_text(manifest)
            self._write(contents)
            data = self._data([*(cases or ()), *(case for case, _ in references)])
            for path in self.folder.glob("*.mat"):
                if path.stem not in manifest and path.name not in data:
                    path.unlink()
            self._files, self._manifest = {}, manifest

    def _data(self, cases: Iterable[Case]) -> set[str]:
        """Names of the files in the folder that are no fixtures, but data of originals."""
        originals = {case.pair.original for case in cases}
        files = (path.resolve() for original in originals for path in data_of(original))
        return {path.name for path in files if path.parent == self.folder.resolve()}

    def _order(self, recorded: Mapping[str, Mapping[str, Any]], cases: Sequence[Case] | None) -> dict[str, list[str]]:
        """Pairs and cases in the order of the table, or sorted where there is none."""
        order: dict[str, list[str]] = {}
        if cases is not None:
            for case in cases:
                order.setdefault(case.pair.name, []).append(case.name)
        else:
            for pair_name in sorted(self._manifest.keys() | recorded.keys()):
                order[pair_name] = sorted(self._manifest.get(pair_name, {}).keys() | recorded.get(pair_name, {}).keys())
        return order

    def _read_manifest(self) -> dict[str, dict[str, Any]]:
        path = self.folder / MANIFEST
        if not path.is_file():
            return {}
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            if document["format"] != FORMAT:
                found = document["format"]
                raise MatdropError(f"{path} has format {found}, this matdrop reads format {FORMAT}; update matdrop")
            cases = dict(document["cases"])
            for pair_name, entries in cases.items():
                for case_name, entry in entries.items():
                    if lacking := ENTRY_KEYS - entry.keys():
                        raise ValueError(f"{pair_name}/{case_name} has no {', '.join(sorted(lacking))}")
            return cases
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MatdropError(f"{path} is damaged ({error}); {_RESTORE}") from None

    def _path(self, pair_name: str) -> Path:
        return self.folder / f"{pair_name}.mat"

    def _stored(self, pair_name: str) -> Mapping[str, Any]:
        if pair_name not in self._files:
            self._files[pair_name] = load_mat(self._path(pair_name))
        return self._files[pair_name]

    def _source_hashes(self, case: Case) -> dict[str, str]:
        if case.pair.original not in self._sources:
            self._sources[case.pair.original] = source_hashes(case.pair.original)
        return self._sources[case.pair.original]

    def _changed(self, case: Case, entry: Mapping[str, Any]) -> str:
        if entry["definition"] != case.definition:
            return "case (its arguments, seed or outputs have changed)"
        now, then = self._source_hashes(case), entry["sources"]
        return ", ".join(sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name)))

    def _entry(self, case: Case, reference: Reference) -> dict[str, Any]:
        return {
            "sources": self._source_hashes(case),
            "definition": case.definition,
            "values": digest(_stored_form(case, reference)),
            "engine": [reference.engine.name, reference.engine.version],
        }

    def _unused(self, cases: Sequence[Case]) -> list[str]:
        used = {(case.pair.name, case.name) for case in cases}
        return [
            f"{pair}/{name}" for pair, entries in self._manifest.items() for name in entries if (pair, name) not in used
        ]

    def _checked(self, pair_name: str, values: Mapping[str, Any]) -> bytes:
        content = save_mat(values)
        read_back = load_mat(content)
        for name, value in values.items():
            if digest(value) != digest(read_back[name]):
                raise MatdropError(f"{pair_name}/{name} does not survive a .mat file; nothing was written: report this")
        return content

    def _write(self, contents: Mapping[Path, bytes]) -> None:
        """Write every file aside before the first of them takes its place."""
        aside: dict[Path, Path] = {}
        try:
            for path, content in contents.items():
                if path.is_file() and path.read_bytes() == content:
                    continue
                with tempfile.NamedTemporaryFile(dir=self.folder, prefix=f".{path.name}.", delete=False) as file:
                    aside[path] = Path(file.name)
                    file.write(content)
                aside[path].chmod(0o644)
            for path, written in aside.items():
                written.replace(path)
        finally:
            for written in aside.values():
                written.unlink(missing_ok=True)


_RESTORE = "restore it from version control, or record it anew with `matdrop fixtures record --all`"
_PRUNE = "remove it with `matdrop fixtures record`"


def source_hashes(original: Path) -> dict[str, str]:
    """Hash the files on which an original's results depend: itself, its neighbours, its data.

    Parameters
    ----------
    original : Path
        The ``.m`` file.

    Returns
    -------
    dict of str to str
        By path, relative to the original's folder.

    Examples
    --------
    >>> from matdrop.parity.case import OWN_TABLE
    >>> list(source_hashes(OWN_TABLE.parent / "dropout_demo.m"))
    ['dropout_demo.m', 'inverted_dropout.m']
    """
    files = (*sources_of(original), *data_of(original))
    return {path.relative_to(original.parent).as_posix(): source_hash(path.read_bytes()) for path in files}


def source_hash(content: bytes) -> str:
    """Hash a file's content; a checkout may turn line ends, and that does not make another original."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _stored_form(case: Case, reference: Reference) -> Any:
    stored: dict[str, Any] = {"inputs": cell_column(reference.inputs)}
    if reference.error is not None:
        error = reference.error
        stored["error"] = [error.stage, error.identifier, error.message, Path(error.file).name, float(error.line)]
    else:
        stored["outputs"] = dict(reference.outputs)
    if case.pair.printed:
        stored["printed"] = reference.printed
    if reference.states:
        stored["states"] = dict(reference.states)
    if reference.draws.size:
        stored["draws"] = reference.draws
    return canonical(stored)


def _reference(case: Case, stored: Any, entry: Mapping[str, Any]) -> Reference:
    parts = {name: stored[name][0, 0] for name in stored.dtype.names}
    fields = {
        part: {name: parts[part][name][0, 0] for name in parts[part].dtype.names} if part in parts else {}
        for part in ("outputs", "states")
    }
    error = None
    if "error" in parts:
        stage, identifier, message, file, line = parts["error"].ravel()
        place = str(case.pair.original.parent / text_of(file)) if file.size else ""
        error = OriginalError(text_of(stage), text_of(identifier), text_of(message), place, int(line.item()))
    printed = text_of(parts["printed"]) if "printed" in parts else ""
    draws = parts.get("draws", np.zeros((0, 0)))
    inputs = tuple(parts["inputs"].ravel())
    return Reference(
        "saved", Engine(*entry["engine"]), inputs, fields["outputs"], printed, fields["states"], draws, error
    )


def _manifest_text(manifest: Mapping[str, Mapping[str, Any]]) -> bytes:
    """JSON with a line for each case, so that a diff shows which cases were recorded."""
    pairs = []
    for pair_name, entries in manifest.items():
        lines = [f"   {json.dumps(name)}: {json.dumps(entry, sort_keys=True)}" for name, entry in entries.items()]
        pairs.append(f"  {json.dumps(pair_name)}: {{\n" + ",\n".join(lines) + "\n  }")
    return (f'{{\n "format": {FORMAT},\n "cases": {{\n' + ",\n".join(pairs) + "\n }\n}\n").encode()
