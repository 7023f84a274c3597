"""In what way the values of a variable part: another value, another branch or loop, or a change on one side only."""

from __future__ import annotations

from dataclasses import replace

from matdrop.source.statements import MAIN
from matdrop.tracing.align import Alignment, Step
from matdrop.tracing.apart import repeats
from matdrop.tracing.moments import branch_around, broken_by, loops_around, turns
from matdrop.tracing.parting import Parting
from matdrop.tracing.record import Event, Recording, Variable

# So many lines of the original's are looked at for one that the port has too.
NEAR = 100


def described(alignment: Alignment, variable: Variable, original: int | None, port: int | None) -> Parting:
    """Tell in what way a variable's values part, and at which lines.

    Parameters
    ----------
    alignment : Alignment
        The recordings, side by side.
    variable : Variable
        The original's.
    original, port : int or None
        The two values, by their places in the recordings; None for the side that has no such value.

    Returns
    -------
    Parting
        The way, and the lines to look at.
    """
    left = None if original is None else alignment.original.writes[original].event
    right = None if port is None else alignment.port.writes[port].event
    if left is not None and right is not None:
        return _of_both(alignment, variable, original, port, left, right)
    anchor = _anchor(alignment, variable, original, port)
    before = None if anchor is None or anchor.original is None else alignment.original.writes[anchor.original].event
    after = None if anchor is None or anchor.port is None else alignment.port.writes[anchor.port].event
    if left is not None:
        place = _counterpart(alignment, variable, left, True) or after
        if _is_counter(alignment.original, left, variable):
            own = _counterpart(alignment, variable, left, True)
            if own is None:
                own = next((Event(0, line, 0, ()) for line in _stored(alignment, variable)), None)
            return Parting("loop", variable, original, None, left, own)
        way = None if place is None else _way(alignment, variable, original, None, left, place, left.iteration, True)
        header = _not_entered(alignment, variable, left) if way is None else None
        if header is not None:
            return Parting("loop", variable, original, None, *header)
        return way or _missing(alignment, variable, original, left, after)
    assert port is not None and right is not None
    if alignment.port.writes[port].returned:
        declared = Event(0, alignment.original.sources[0].functions[MAIN].line, 0, ())
        return Parting("returned", variable, None, port, declared, right)
    place = _counterpart(alignment, variable, right, False) or before
    if _is_counter(alignment.port, right, alignment.port.writes[port].variable):
        return Parting("loop", variable, None, port, place, right)
    way = None if place is None else _way(alignment, variable, None, port, place, right, right.iteration, False)
    return way or Parting("extra", variable, None, port, before, right)


def _of_both(
    alignment: Alignment, variable: Variable, original: int | None, port: int | None, left: Event, right: Event
) -> Parting:
    """Describe two values that stand for each other: of two iterations or branches, another way was taken."""
    plain = Parting("value", variable, original, port, left, right)
    anchor = _anchor(alignment, variable, original, port)
    before = None if anchor is None else anchor.port
    returned = port is not None and alignment.port.writes[port].returned
    if port is not None and before is not None and returned and repeats(alignment.port, before, port):
        # The port returns what it had, so it did not come to give the value.
        place = _counterpart(alignment, variable, left, True) or alignment.port.writes[before].event
        way = _way(alignment, variable, original, None, left, place, left.iteration, True)
        if way is not None and way.kind == "loop":
            return way
        instead = None if original is None else _instead(alignment, original)[1]
        return plain if instead is None else Parting("missing", variable, original, None, left, instead)
    if left.iteration == right.iteration:
        branches = _branches_taken(alignment, variable, left, right)
        if branches is None:
            return plain
        here, there = replace(left, line=branches[0]), replace(right, line=branches[1])
        return Parting("branch", variable, original, port, here, there)
    if len(left.iteration) != len(right.iteration):
        return plain
    executed_by_original = left.iteration < right.iteration
    iteration = min(left.iteration, right.iteration)
    return _way(alignment, variable, original, port, left, right, iteration, executed_by_original) or plain


def _way(
    alignment: Alignment,
    variable: Variable,
    original: int | None,
    port: int | None,
    left: Event,
    right: Event,
    iteration: tuple[int, ...],
    executed_by_original: bool,
) -> Parting | None:
    """Describe the loop or the branch by which only one side came to a line in an iteration."""
    other, place = (alignment.port, right) if executed_by_original else (alignment.original, left)
    here, there = loops_around(alignment.original, left), loops_around(alignment.port, right)
    if not iteration or not len(here) == len(there) == len(iteration):
        return None
    loops = there if executed_by_original else here
    for depth in range(1, len(iteration) + 1):
        begun = (
            event.iteration[:depth] == iteration[:depth]
            for event in other.events
            if event.file == place.file and loops[depth - 1] in loops_around(other, event)
        )
        own = iteration[: depth - 1]
        sides = Event(left.file, here[depth - 1], 0, own), Event(right.file, there[depth - 1], 0, own)
        if not any(begun) or ((original is None or port is None) and _goes_on(alignment, *sides)):
            broken = broken_by(other, sides[executed_by_original])
            sources = alignment.original.sources[left.file], alignment.port.sources[right.file]
            exits = [source.leaves(side.line) for source, side in zip(sources, sides, strict=True)]
            if broken is not None and exits[0] and exits[1]:
                lines = (exits[0][-1], broken) if executed_by_original else (broken, exits[1][-1])
                sides = replace(sides[0], line=lines[0]), replace(sides[1], line=lines[1])
            return Parting("loop", variable, original, port, *sides)
    branches = branch_around(alignment.original, left), branch_around(alignment.port, right)
    if branches == (None, None):
        return None
    lines = branches[0] or left.line, branches[1] or right.line
    sides = Event(left.file, lines[0], 0, iteration), Event(right.file, lines[1], 0, iteration)
    return Parting("branch", variable, original, port, *sides)


def _is_counter(recording: Recording, event: Event, variable: Variable) -> bool:
    statement = recording.sources[event.file].statements.get(event.line)
    return statement is not None and statement.kind == "for" and variable.name in statement.stores


def _goes_on(alignment: Alignment, left: Event, right: Event) -> bool:
    """Tell whether one of two ``for`` loops is gone round more often."""
    sides = (alignment.original, left), (alignment.port, right)
    for recording, loop in sides:
        if recording.error_line or recording.ended or recording.sources[loop.file].statements[loop.line].kind != "for":
            return False
    return len({turns(recording, loop) for recording, loop in sides}) > 1


def _missing(
    alignment: Alignment, variable: Variable, original: int | None, left: Event, otherwise: Event | None
) -> Parting:
    """Describe a change that the port does not make: at the line that stands in its place, or else the one before."""
    before, instead = (None, None) if original is None else _instead(alignment, original)
    if before is None and otherwise is None:
        otherwise = next((Event(0, line, 0, ()) for line in _stored(alignment, variable)), None)
    return Parting("missing", variable, original, None, left, instead or before or otherwise)


def _instead(alignment: Alignment, original: int) -> tuple[Event | None, Event | None]:
    """Give the port's line before the one that should have given a value of the original's, and one in its place."""
    known, lines = {}, set()
    for steps in alignment.chains.values():
        for step in steps:
            if step.same and step.original is not None and step.port is not None:
                write, given = alignment.original.writes[step.original], alignment.port.writes[step.port]
                known[write.event.file, write.line, write.event.iteration] = given.time
                lines.add((given.event.file, given.line))
    time = alignment.original.writes[original].time
    for event in reversed(alignment.original.events[max(0, time - 1 - NEAR) : max(0, time - 1)]):
        there = known.get((event.file, event.line, event.iteration), 0)
        if there:
            before, *after = alignment.port.events[there - 1 : there + 1]
            for instead in after:
                statement = alignment.port.sources[instead.file].statements.get(instead.line)
                plain = statement is None or statement.kind in ("plain", "branch")
                if plain and instead.call == before.call and (instead.file, instead.line) not in lines:
                    return before, instead
            return before, None
    return None, None


def _branches_taken(alignment: Alignment, variable: Variable, left: Event, right: Event) -> tuple[int, int] | None:
    """Give the branches by which the sides came to two lines, if they went different ways."""
    sources = alignment.original.sources[left.file], alignment.port.sources[right.file]
    here, there = branch_around(alignment.original, left), branch_around(alignment.port, right)
    if here is not None and there is not None:
        pairs = {(a.line, b.line) for a, b in _pairs(alignment, variable)}
        apart = (left.line, right.line) not in pairs and any(a == left.line or b == right.line for a, b in pairs)
        if apart or sources[0].arms.get(left.line) != sources[1].arms.get(right.line):
            return here, there
        return None
    if there is not None and (line := _not_taken(alignment.original, left, {variable.name})) is not None:
        return line, there
    names = {own.name for own, other in alignment.partners.items() if other == variable}
    if here is not None and (line := _not_taken(alignment.port, right, names)) is not None:
        return here, line
    return None


def _not_taken(recording: Recording, event: Event, names: set[str]) -> int | None:
    """Give a branch before a line, that is in none, which was not taken and would have given a variable a value."""
    source = recording.sources[event.file]
    reached = {other.line for other in recording.events if other.file == event.file}
    for statement in source.statements.values():
        if statement.line < event.line and statement.line not in reached and names & set(statement.stores):
            for header in reversed(statement.within):
                if source.statements[header].kind == "branch" and header in reached:
                    return header
    return None


def _not_entered(alignment: Alignment, variable: Variable, left: Event) -> tuple[Event, Event] | None:
    """Give the two loops if the port has one that would give a variable its value, and did not enter it."""
    source = alignment.port.sources[0]
    reached = {event.line for event in alignment.port.events if event.file == 0}
    loops = loops_around(alignment.original, left)
    for stored in _stored(alignment, variable):
        for depth, line in enumerate(source.loops(stored)[: len(loops)]):
            if stored not in reached and line in reached and source.first_within(line) not in reached:
                return replace(left, line=loops[depth], iteration=left.iteration[:depth]), Event(0, line, 0, ())
    return None


def _stored(alignment: Alignment, variable: Variable) -> list[int]:
    """Give the port's lines that store into a variable, reached or not."""
    names = {own.name for own, other in alignment.partners.items() if other == variable}
    return sorted(s.line for s in alignment.port.sources[0].statements.values() if names & set(s.stores))


def _anchor(alignment: Alignment, variable: Variable, original: int | None, port: int | None) -> Step | None:
    """Give the last values before a divergence that agree."""
    found = None
    for step in alignment.chains.get(variable, []):
        if (original is not None and step.original is not None and step.original >= original) or (
            port is not None and step.port is not None and step.port >= port
        ):
            break
        if step.same and None not in (step.original, step.port):
            found = step
    return found


def _pairs(alignment: Alignment, variable: Variable) -> set[tuple[Event, Event]]:
    """Give the lines on which a variable gets the same values."""
    return {
        (
            replace(alignment.original.writes[step.original].event, call=0, iteration=()),
            replace(alignment.port.writes[step.port].event, call=0, iteration=()),
        )
        for step in alignment.chains.get(variable, [])
        if step.same and step.original is not None and step.port is not None
    }


def _counterpart(alignment: Alignment, variable: Variable, event: Event, of_original: bool) -> Event | None:
    """Give the line of the other side that gives a variable the values that a line gives it."""
    for here, there in sorted(_pairs(alignment, variable), key=lambda pair: (pair[0].line, pair[1].line)):
        own, other = (here, there) if of_original else (there, here)
        if (own.file, own.line) == (event.file, event.line):
            return other
    return None
