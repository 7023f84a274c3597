"""Each statement of a port held against the values that the same statement of the original has stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matdrop.tracing.equality import RELATIONS
from matdrop.tracing.recording import Event, Recording, Statement
from matdrop.tracing.summary import Summary
from matdrop.translate.port import Origin, Port
from matdrop.values.display import format_value
from matdrop.values.value import Value, is_cell, is_char, is_struct

# Sizes must be the same, classes need not: a whole number of the port may be an int.
RELATION = RELATIONS[2]
Key = tuple[Origin, str, int]  # a statement, the variable that it stores, the how-manieth execution


@dataclass(frozen=True)
class Difference:
    """The first statement of a port that stores another value than the original's.

    Attributes
    ----------
    origin : Origin
        The statement of the original.
    lines : tuple of int
        The lines of the port that are its translation.
    variable : str
        What it stores, by its name in MATLAB; empty for a condition.
    reason : str
        What the original has there and what the port has, or the error that the port raises there.
    """

    origin: Origin
    lines: tuple[int, ...]
    variable: str
    reason: str


@dataclass(frozen=True)
class StatementCheck:
    """How the statements of a port compare with those of the original in one case.

    Attributes
    ----------
    statements : int
        How many statements were held against recorded values.
    values : int
        How many values of them agree.
    difference : Difference or None
        The first one that does not.
    """

    statements: int
    values: int
    difference: Difference | None = None


def check_statements(port: Port, original: Recording, ported: Recording) -> StatementCheck:
    """Hold the values of a port against those of the original, statement by statement.

    Parameters
    ----------
    port : Port
        What was written.
    original, ported : Recording
        Of the same case.

    Returns
    -------
    StatementCheck
        The first difference in the order of the original's events; where the port ends early, the statement at
        which it does.
    """
    stored = _values_of(port, ported)
    seen: set[Origin] = set()
    agreeing = 0
    for event, key in _originals(original):
        if key not in stored:
            continue
        seen.add(key[0])
        if _is_same(event.value, stored[key].value):
            agreeing += 1
        elif event.value is not None and stored[key].value is not None:
            return StatementCheck(len(seen), agreeing, _difference(port, key, event, stored[key]))
    return StatementCheck(len(seen), agreeing, _raised(port, ported))


def _is_same(expected: Value | Summary | None, obtained: Value | Summary | None) -> bool:
    """Whether a value of the port is the original's: there rows are lists, a struct array is a list of dicts."""
    if is_char(expected) or (is_cell(expected) and 1 not in expected.shape):
        rows = [row[None, :] for row in expected]
        if is_cell(obtained) and obtained.size == len(rows):
            return all(map(RELATION.holds, rows, obtained.ravel()))
    if is_struct(expected) and is_cell(obtained) and expected.size == obtained.size:
        structs = expected.ravel(order="F").reshape(-1, 1, 1)
        return all(RELATION.holds(one, other) for one, other in zip(structs, obtained.ravel(), strict=True))
    return RELATION.holds(expected, _as_kept(expected, obtained))


def _as_kept(expected: Value | Summary | None, obtained: Value | Summary | None) -> Value | Summary | None:
    """Return a value of the port without the stack, where the original's is an error: a trace keeps none of it."""
    is_error = is_struct(expected) and expected.dtype.names == ("identifier", "message")
    if is_error and is_struct(obtained) and {*(obtained.dtype.names or ())} == {"identifier", "message", "stack"}:
        return obtained[["identifier", "message"]]
    return obtained


def _originals(recording: Recording) -> Iterator[tuple[Event, Key]]:
    for event in recording.events:
        if event.kind in ("store", "condition") and event.statement >= 0:
            yield event, (_origin(recording.statements[event.statement]), event.variable, event.execution)


def _origin(statement: Statement) -> Origin:
    return Origin(statement.span.file, statement.span.line, statement.span.column)


def _values_of(port: Port, recording: Recording) -> dict[Key, Event]:
    """Return the values of the port by the original's statements; of several lines the last one that stores counts."""
    last: dict[tuple[Origin, str], Statement] = {}
    for translation in _translations(port, recording.statements):
        for name in [*translation.stores, ""]:
            key = port.origins[translation.span.line], port.names.get((translation.function, name), name)
            last[key] = translation
    found: dict[Key, Event] = {}
    for event in recording.events:
        statement: Statement | None = recording.statements[event.statement] if event.statement >= 0 else None
        if statement is None or statement.span.line not in port.origins or event.kind not in ("store", "condition"):
            continue
        origin, name = port.origins[statement.span.line], port.names.get((statement.function, event.variable), "")
        if last.get((origin, name)) is statement and (name or event.kind == "condition"):
            found[origin, name, event.execution] = event
    return found


def _translations(port: Port, statements: Sequence[Statement]) -> list[Statement]:
    found = [statement for statement in statements if statement.span.line in port.origins]
    return sorted(found, key=lambda statement: statement.span.line)


def _difference(port: Port, key: Key, expected: Event, obtained: Event) -> Difference:
    origin, variable, _ = key
    values = [format_value(event.value) for event in (expected, obtained)]
    what = variable or "the condition"
    return Difference(
        origin, _lines_of(port, origin), variable, f"{what} is {values[0]} in the original, {values[1]} here"
    )


def _raised(port: Port, recording: Recording) -> Difference | None:
    """Return the statement at which the port has raised an error."""
    if not recording.error or recording.error_statement < 0:
        return None
    line = recording.statements[recording.error_statement].span.line
    origin = port.origins.get(line)
    return None if origin is None else Difference(origin, _lines_of(port, origin), "", recording.error)


def _lines_of(port: Port, origin: Origin) -> tuple[int, ...]:
    by_origin = defaultdict[Origin, list[int]](list)
    for line, other in port.origins.items():
        by_origin[other].append(line)
    return tuple(by_origin[origin])
