"""Saved recordings of originals: beside the fixtures, so that a trace needs no engine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, get_args

import numpy as np

from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.errors import MatdropError
from matdrop.fixtures.store import MANIFEST, FixtureError, Fixtures
from matdrop.source.search_path import place_from
from matdrop.tracing.bounds import BOUNDS, Bounds
from matdrop.tracing.recording import Event, EventKind, Recording, Span, Statement
from matdrop.tracing.summary import Summary
from matdrop.values.canonical import canonical, text_of
from matdrop.values.matfile import cell_column
from matdrop.values.value import field_names, is_container, parts_of

FOLDER = "traces"  # within that of the fixtures
RECORDER = "matdrop fixtures record --trace"
FORMAT = 1
# What a file holds of one case: small enough for version control.
SAVED: Bounds = replace(BOUNDS, turns=200, limit=40_000, size=8_000_000, large=2_000, roomy=1_000_000)
_KINDS = get_args(EventKind)
_NOTHING, _FIRST_OTHER = -1, -2  # places of values: in the row of numbers, or behind the first of all others


class SavedRecordings:
    """The recordings that are saved beside the fixtures of a project.

    Parameters
    ----------
    fixtures : Path
        The folder of the fixtures; need not exist.

    Attributes
    ----------
    store : Fixtures
        Where they are: a file for each original, and a manifest, as fixtures have them.

    Examples
    --------
    >>> SavedRecordings(Path("fixtures")).store.folder.as_posix()
    'fixtures/traces'
    """

    def __init__(self, fixtures: Path) -> None:
        self.store = Fixtures(fixtures / FOLDER, RECORDER)

    @property
    def exist(self) -> bool:
        """Whether anything was saved."""
        return (self.store.folder / MANIFEST).is_file()

    def read(self, case: Case) -> Recording:
        """Read the recording of a case.

        Parameters
        ----------
        case : Case
            The case.

        Returns
        -------
        Recording
            Made by an engine, from these sources and inputs.

        Raises
        ------
        FixtureError
            If there is none, or it is stale or was edited; the message says what to do.
        MatdropError
            If it has another format.
        """
        saved = self.store.read(case).outputs
        found = recording_from(saved["recording"], case.pair.search_path.home)
        if found is None:
            raise MatdropError(f"{case.id}: its recording has another format; record it again with `{RECORDER} --all`")
        return found

    def problems(self, cases: Sequence[Case]) -> list[FixtureError]:
        """Find recordings that are stale, tampered with or unused; a case need not have one.

        Parameters
        ----------
        cases : sequence of Case
            All cases of the project.

        Returns
        -------
        list of FixtureError
            Empty where nothing is wrong.
        """
        return [problem for problem in self.store.check(cases) if problem.problem != "missing"]


def as_reference(case: Case, reference: Reference, recording: Recording) -> Reference:
    """Return a reference that has a recording as its only output, as it is saved.

    Parameters
    ----------
    case : Case
        The case.
    reference : Reference
        What the original has computed while it was recorded.
    recording : Recording
        How.

    Returns
    -------
    Reference
        With the engine and the inputs of the other.
    """
    if reference.error is not None:
        return reference
    saved = saved_form(recording, case.pair.search_path.home)
    return Reference(reference.source, reference.engine, reference.inputs, {"recording": saved})


def saved_form(recording: Recording, home: Path) -> Any:
    """Return a recording as a value of MATLAB's, the same for the same recording.

    Parameters
    ----------
    recording : Recording
        Of an original.
    home : Path
        The folder in which the original runs; files are named from there.

    Returns
    -------
    ndarray
        A 1-by-1 struct: ``about``, JSON; ``events``, a row for each; ``iterations``, all in one row; ``numbers``, a
        row; ``others``, a cell.
    """
    numbers: list[float] = []
    others: list[Any] = []
    variables = {name: place for place, name in enumerate(dict.fromkeys(event.variable for event in recording.events))}
    rows, iterations = [], list[int]()
    for event in recording.events:
        place = _placed(event.value, numbers, others)
        kind = _KINDS.index(event.kind)
        count = len(event.iterations)
        rows.append([kind, event.statement, event.call, event.execution, count, variables[event.variable], place])
        iterations += event.iterations
    about = {
        "format": FORMAT,
        "statements": [_named(statement, home) for statement in recording.statements],
        "variables": list(variables),
        "counts": sorted(recording.counts.items()),
        "error": recording.error,
        "error_statement": recording.error_statement,
        "ended": recording.ended,
        "not_instrumented": list(recording.not_instrumented),
    }
    return canonical(
        {
            "about": json.dumps(about, sort_keys=True, ensure_ascii=True),
            "events": np.array(rows, float).reshape(-1, 7),
            "iterations": np.array([iterations], float),
            "numbers": np.array([numbers], float),
            "others": cell_column(others),
        }
    )


def _placed(value: Any, numbers: list[float], others: list[Any]) -> int:
    """Add a value, and return its place."""
    if value is None:
        return _NOTHING
    if isinstance(value, np.ndarray) and value.dtype == np.float64 and value.shape == (1, 1):
        numbers.append(value.item())
        return len(numbers) - 1
    others.append(_with_structs(value))
    return _FIRST_OTHER - len(others) + 1


def _named(statement: Statement, home: Path) -> dict[str, Any]:
    fields = asdict(statement)
    fields["span"]["file"] = place_from(home, statement.span.file)
    return fields


def recording_from(saved: Any, home: Path) -> Recording | None:
    """Return the recording of a value that `saved_form` has made; None if its format is another one.

    Parameters
    ----------
    saved : ndarray
        The struct.
    home : Path
        The folder in which the original runs.

    Returns
    -------
    Recording or None
        The same as was saved.
    """
    part = {name: saved[name][0, 0] for name in field_names(saved)}
    about = json.loads(text_of(part["about"]))
    if about["format"] != FORMAT:
        return None
    statements = [_statement(fields, home) for fields in about["statements"]]
    numbers, others = part["numbers"].ravel(), part["others"].ravel()
    iterations = iter(part["iterations"].ravel().astype(int).tolist())
    events = []
    for order, row in enumerate(part["events"].astype(int).tolist()):
        kind, statement, call, execution, count, variable, place = row
        around = tuple(next(iterations) for _ in range(count))
        value = _value(place, numbers, others)
        name = about["variables"][variable]
        events.append(Event(order, _KINDS[kind], statement, call, execution, around, name, value))
    return Recording(
        statements,
        events,
        dict(about["counts"]),
        about["error"],
        about["error_statement"],
        about["ended"],
        tuple(about["not_instrumented"]),
    )


def _statement(fields: dict[str, Any], home: Path) -> Statement:
    span = fields["span"]
    file = Path(os.path.normpath(home / span["file"]))
    lists = {name: tuple(fields[name]) for name in ("stores", "reads", "around")}
    return Statement(fields["number"], Span(**{**span, "file": file}), fields["function"], **lists)


def _value(place: int, numbers: Any, others: Any) -> Any:
    if place == _NOTHING:
        return None
    return np.array([[numbers[place]]]) if place >= 0 else _with_summaries(others[_FIRST_OTHER - place])


def _with_structs(value: Any) -> Any:
    """Return a value with structs in place of summaries."""
    if isinstance(value, Summary):
        fields = {"class_name": value.class_name, "size": list(map(float, value.size)), "hash": value.hash}
        return canonical({"matdrop_summary": {**fields, "figures": value.figures}})
    return _changed(value, _with_structs)


def _with_summaries(value: Any) -> Any:
    """Return a value with summaries in place of structs."""
    if is_container(value) and field_names(value) == ("matdrop_summary",):
        (packed,) = parts_of(value)
        inner = packed[0, 0]
        part = {name: inner[name][0, 0] for name in field_names(inner)}
        size = tuple(int(number.item()) for number in _elements(part["size"]))
        return Summary(text_of(part["class_name"]), size, text_of(part["hash"]), part["figures"])
    return _changed(value, _with_summaries)


def _elements(value: Any) -> Iterator[Any]:
    yield from (np.asarray(element) for element in np.ravel(value))


def _changed(value: Any, change: Any) -> Any:
    """Return a cell or a struct with its elements changed; anything else as it is."""
    if not is_container(value):
        return value
    result = value.copy()
    for part in parts_of(result):
        for index in np.ndindex(part.shape):
            part[index] = change(part[index])
    return result
