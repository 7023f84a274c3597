"""Moments in one recording: when a line was reached, a value given, a loop left."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from matdrop.tracing.record import Event, Recording, Variable


def last_before(recording: Recording, variable: Variable, end: int, call: int = 0) -> int | None:
    """Give the last value of a variable, in a call of its function (0 for any), before a place in a recording."""
    places = recording.places.get(variable, [])
    before = reversed(places[: bisect_left(places, end)])
    return next((place for place in before if call in (0, recording.writes[place].event.call)), None)


def last_parts(recording: Recording, variable: Variable, end: int, call: int = 0) -> dict[Variable, int]:
    """Give the last values of a variable, or of its fields, in a call of its function, before a place."""
    parts = [
        other
        for other in recording.places
        if other.function == variable.function and other.name.partition(".")[0] == variable.name
    ]
    found = {part: last_before(recording, part, end, call) for part in parts}
    return {part: index for part, index in found.items() if index is not None}


def turns(recording: Recording, loop: Event) -> int:
    """Give how often a loop was gone round, in one iteration of the loops around it."""
    depth = len(loop.iteration)
    inside = (e for e in recording.events if e.line != loop.line and is_inside(recording, e, loop))
    return max((event.iteration[depth] for event in inside if len(event.iteration) > depth), default=0)


def reached_at(recording: Recording, event: Event, end: int | None) -> int:
    """Give the place of the first value that was given after a line was last reached, in an iteration."""
    events = [
        number
        for number, other in enumerate(recording.events, 1)
        if (other.file, other.line) == (event.file, event.line)
        and other.iteration[: len(event.iteration)] == event.iteration[: len(other.iteration)]
    ]
    last = len(recording.writes) if end is None else end
    if not events:
        return last
    return next((k for k, write in enumerate(recording.writes) if write.time >= events[-1]), last)


def broken_by(recording: Recording, loop: Event) -> int | None:
    """Give the branch by whose ``break`` a loop was left; None if it came to its end."""
    for event in reversed(recording.events):
        if is_inside(recording, event, loop):
            statement = recording.sources[event.file].statements.get(event.line)
            return branch_around(recording, event) if statement and statement.kind == "leave" else None
    return None


def left_at(recording: Recording, event: Event, end: int | None) -> int:
    """Give the place after the last value, before an end, that was given in a loop."""
    last = len(recording.writes) if end is None else end
    kind = recording.sources[event.file].statements[event.line].kind
    if kind not in ("for", "while") and loops_around(recording, event):  # the branch that breaks it
        event = replace(event, line=loops_around(recording, event)[-1])
    inside = (k for k in range(last - 1, -1, -1) if is_inside(recording, recording.writes[k].event, event))
    return next(inside, last - 1) + 1


def is_inside(recording: Recording, event: Event, loop: Event) -> bool:
    """Tell whether a line is a loop's, or in the loop, in one iteration of the loops around it."""
    inside = event.file == loop.file and loop.line in (event.line, *loops_around(recording, event))
    return inside and event.iteration[: len(loop.iteration)] == loop.iteration


def loops_around(recording: Recording, event: Event) -> tuple[int, ...]:
    """Give the lines of the loops around a line, the outermost first."""
    return recording.sources[event.file].loops(event.line)


def branch_around(recording: Recording, event: Event) -> int | None:
    """Give the line of the innermost branch around a line."""
    source = recording.sources[event.file]
    return next((n for n in reversed(source.within(event.line)) if source.statements[n].kind == "branch"), None)
