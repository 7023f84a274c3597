"""The first divergence: from a wrong output back to a value that is wrong although all that it was made of is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from matdrop.parity.names import normal
from matdrop.parity.trace.align import Alignment, Step
from matdrop.parity.trace.apart import first_apart, repeats
from matdrop.parity.trace.record import Event, Recording, Variable, equal_values
from matdrop.parity.trace.source import MAIN

Kind = Literal["value", "missing", "extra", "branch", "loop", "returned", "changed", "error"]


@dataclass(frozen=True)
class Parting:
    """Where two recordings part, as the recordings have it.

    Attributes
    ----------
    kind : str
        ``value`` another value; ``missing`` the port does not change the variable where the original does;
        ``extra`` the other way round; ``branch`` another way at a branch; ``loop`` another number of iterations;
        ``returned`` the right values, returned otherwise; ``changed`` an input is changed; ``error`` one side fails.
    variable : Variable or None
        The original's.
    original, port : int or None
        The two values, by their places in the recordings.
    original_event, port_event : Event or None
        The lines to look at.
    between : tuple of Variable
        The port's variables on the way that have no counterpart.
    """

    kind: Kind
    variable: Variable | None
    original: int | None
    port: int | None
    original_event: Event | None
    port_event: Event | None
    between: tuple[Variable, ...] = ()


class Locator:
    """Looks for the first divergence in two recordings.

    Parameters
    ----------
    alignment : Alignment
        The two, side by side.
    """

    def __init__(self, alignment: Alignment) -> None:
        self._alignment = alignment
        self._original, self._port = alignment.original, alignment.port
        self._steps = {
            step.port: step for steps in alignment.chains.values() for step in steps if step.port is not None
        }

    def locate(self, outputs: Sequence[str]) -> Parting | None:
        """Find the first line at which the sides part on the way to the named outputs.

        Parameters
        ----------
        outputs : sequence of str
            Outputs of the original that the port gives otherwise.

        Returns
        -------
        Parting or None
            None if every value on the way agrees.
        """
        found = []
        for name in outputs:
            variable = Variable(MAIN, name)
            apart = first_apart(self._alignment, self._alignment.chains.get(variable, []))
            if apart is not None:
                found.append(self._back(self._described(variable, *apart)))
        return min(found, key=_time, default=None)

    def returned(self, output: str) -> Parting:
        """Describe an output that is not returned, or not in its place: where the two sides give their outputs."""
        function = self._original.sources[0].functions[MAIN]
        last = next((event for event in reversed(self._port.events) if event.file == 0), Event(0, 1, 0, ()))
        return Parting("returned", Variable(MAIN, output), None, None, Event(0, function.line, 0, ()), last)

    def changed(self) -> Parting | None:
        """Describe where the port first changes an object that it was given: at the line that made another name for it.

        Returns
        -------
        Parting or None
            None if no line was seen to change one.
        """
        writes = self._port.writes
        given = {w.identity: w for w in writes if w.variable.function == MAIN and not w.event.iteration and w.time == 0}
        for index, write in enumerate(writes):
            entry = given.get(write.identity)
            if entry is None or write.time == 0 or equal_values(entry, write):
                continue
            same = [k for k, other in enumerate(writes) if other.identity == write.identity]
            named = [k for k in same if k < index and writes[k].time > 0 and writes[k].variable != entry.variable]
            partners = [self._steps[k].original for k in same if k >= index and k in self._steps]
            partner = next((k for k in partners if k is not None), None)
            event = None if partner is None else self._original.writes[partner].event
            variable = self._alignment.partners.get(entry.variable)
            return Parting("changed", variable, None, index, event, writes[named[0] if named else index].event)
        return None

    def error(self, original: int, port: int) -> Parting:
        """Describe where one side has failed and the other has gone on.

        Parameters
        ----------
        original, port : int
            The lines of the errors; 0 for the side that has none.
        """
        here, there = _reached_line(self._original, original), _reached_line(self._port, port)
        index = None
        if here is None and there is not None:
            index = self._not_reached(self._original, _stores(self._port, there))
            here = None if index is None else self._original.writes[index].event
        elif there is None and here is not None:
            other = self._not_reached(self._port, _stores(self._original, here))
            there = None if other is None else self._port.writes[other].event
        return self._back(Parting("error", None, index, None, here, there))

    def _not_reached(self, other: Recording, names: set[str]) -> int | None:
        """Give the value that the side that went on gave next, and the other one did not come to give."""
        reached = set()
        for steps in self._alignment.chains.values():
            for step in steps:
                if step.same:
                    reached.add(step.original if other is self._original else step.port)
        left = [k for k, w in enumerate(other.writes) if k not in reached and w.variable.function == MAIN]
        named = [k for k in left if normal(other.writes[k].variable.name) in names]
        return next(iter(named or left), None)

    def _back(self, here: Parting) -> Parting:
        """Go back from values that differ to the ones that they were made of, as long as those differ too."""
        visited = set()
        between: dict[Variable, None] = {}
        while True:
            visited.add((here.variable, here.original, here.port))
            earlier = [
                found
                for found in self._differing(here, between)
                if (found.variable, found.original, found.port) not in visited
            ]
            if not earlier:
                return replace(here, between=tuple(between))
            here = min(earlier, key=_time)
            between.clear()

    def _differing(self, here: Parting, between: dict[Variable, None]) -> Iterator[Parting]:
        """Give the divergences of the values that a divergence was made of."""
        for variable, index in self._used(here, between):
            partner = self._alignment.partners[variable]
            before = _before(self._original, partner, self._original_end(here))
            step = self._steps.get(index)
            if index in self._alignment.stacked or (step is not None and step.same and step.original == before):
                continue
            if before is not None and self._alignment.sameness.holds(
                self._original.writes[before].value, self._port.writes[index]
            ):
                continue
            apart = first_apart(self._alignment, _until(self._alignment.chains.get(partner, []), before, index))
            if apart is not None:
                found = self._described(partner, *apart)
                yield found if found.port_event else replace(found, port_event=here.port_event)
        yield from self._within_call(here)

    def _within_call(self, here: Parting) -> Iterator[Parting]:
        """Give the first divergence in functions that the port's line calls, if they were given what they should be."""
        if here.port is None or here.kind != "value":
            return
        end = self._port.writes[here.port]
        for index in range(here.port - 1, -1, -1):
            write = self._port.writes[index]
            if write.event.call == end.event.call:
                break
        else:
            index = -1
        for k in range(index + 1, here.port):
            write, step = self._port.writes[k], self._steps.get(k)
            if write.event.call == end.event.call or step is None or step.same or step.original is None:
                continue
            function = self._port.sources[write.event.file].functions.get(write.variable.function)
            if function is not None and write.line != function.line:  # not what it was called with
                yield self._described(self._alignment.partners[write.variable], step.original, k)
            return

    def _used(self, here: Parting, between: dict[Variable, None]) -> Iterator[tuple[Variable, int]]:
        """Give the values that the port's side was made of, seen through variables without a counterpart."""
        if here.port_event is None or here.kind == "missing":  # what is not there was made of nothing
            return
        waiting = [(here.port_event, self._port_end(here))]
        seen = set()
        while waiting:
            event, end = waiting.pop()
            source = self._port.sources[event.file]
            lines = [event.line, *source.within(event.line)]
            if here.kind == "loop":
                lines += source.leaves(event.line)
            statements = [source.statements[line] for line in lines if line in source.statements]
            names: Sequence[str] = [name for statement in statements for name in statement.reads]
            if event is here.port_event and here.port is not None and self._port.writes[here.port].returned:
                names = self._returned_names(here.port) or names
            for name in dict.fromkeys(names):
                variable = Variable(statements[0].function if statements else MAIN, name)
                index = _before(self._port, variable, end)
                if index is None or index in seen:
                    continue
                seen.add(index)
                if variable in self._alignment.partners:
                    yield variable, index
                else:
                    between[variable] = None
                    waiting.append((self._port.writes[index].event, index))

    def _returned_names(self, index: int) -> Sequence[str]:
        write = self._port.writes[index]
        values = self._port.sources[write.event.file].returned.get(write.line, ())
        place = write.variable.name.removeprefix("return ")
        return values[int(place) - 1] if place.isdigit() and int(place) <= len(values) else ()

    def _original_end(self, here: Parting) -> int:
        """Give the place in the original's recording before which a divergence's line was reached."""
        if here.kind == "branch" and here.original_event is not None:
            return _reached(self._original, here.original_event, here.original)
        if here.kind == "loop" and here.original_event is not None:
            return _left(self._original, here.original_event, here.original)
        if here.original is not None and here.port is not None and here.variable is not None:
            left, right = self._original.writes[here.original].event, self._port.writes[here.port].event
            depth = len(right.iteration)
            if len(left.iteration) > depth:  # the port's value is that of a whole loop
                loop = Event(left.file, _loops(self._original, left)[depth], 0, left.iteration[:depth])
                chain = [s.original for s in self._alignment.chains[here.variable] if s.original is not None]
                return max(k for k in chain if _is_inside(self._original, self._original.writes[k].event, loop))
        if here.original is None and here.port is not None and here.variable is not None:
            return self._next(here.variable, here.port)  # what only the port gives, it gives before that
        return len(self._original.writes) if here.original is None else here.original

    def _next(self, variable: Variable, port: int) -> int:
        """Give the original's next value of a variable after one that only the port gives, else its end."""
        steps = self._alignment.chains[variable]
        place = next((k for k, step in enumerate(steps) if step.port == port), len(steps))
        return next((s.original for s in steps[place:] if s.original is not None), len(self._original.writes))

    def _port_end(self, here: Parting) -> int:
        if here.kind == "branch" and here.port_event is not None:
            return _reached(self._port, here.port_event, here.port)
        if here.kind == "loop" and here.port_event is not None:
            return _left(self._port, here.port_event, here.port)
        return len(self._port.writes) if here.port is None else here.port

    def _described(self, variable: Variable, original: int | None, port: int | None) -> Parting:
        """Tell in what way a variable's values part, and at which lines."""
        left = None if original is None else self._original.writes[original].event
        right = None if port is None else self._port.writes[port].event
        if left is not None and right is not None:
            return self._of_both(variable, original, port, left, right)
        anchor = self._anchor(variable, original, port)
        before = None if anchor is None or anchor.original is None else self._original.writes[anchor.original].event
        after = None if anchor is None or anchor.port is None else self._port.writes[anchor.port].event
        if left is not None:
            place = self._counterpart(variable, left, True) or after
            way = None if place is None else self._way(variable, original, None, left, place, left.iteration, True)
            header = self._not_entered(variable, left) if way is None else None
            if header is not None:
                return Parting("loop", variable, original, None, *header)
            if way is None and after is None:
                after = next((Event(0, line, 0, ()) for line in self._stored(variable)), None)
            return way or Parting("missing", variable, original, None, left, after)
        assert port is not None and right is not None
        if self._port.writes[port].returned:
            declared = Event(0, self._original.sources[0].functions[MAIN].line, 0, ())
            return Parting("returned", variable, None, port, declared, right)
        place = self._counterpart(variable, right, False) or before
        way = None if place is None else self._way(variable, None, port, place, right, right.iteration, False)
        return way or Parting("extra", variable, None, port, before, right)

    def _not_entered(self, variable: Variable, left: Event) -> tuple[Event, Event] | None:
        """Give the two loops if the port has one that would give a variable its value, and did not enter it."""
        source = self._port.sources[0]
        reached = {event.line for event in self._port.events if event.file == 0}
        loops = _loops(self._original, left)
        for stored in self._stored(variable):
            for depth, line in enumerate(source.loops(stored)[: len(loops)]):
                if stored not in reached and line in reached and source.first_within(line) not in reached:
                    return replace(left, line=loops[depth], iteration=left.iteration[:depth]), Event(0, line, 0, ())
        return None

    def _stored(self, variable: Variable) -> list[int]:
        """Give the port's lines that store into a variable, reached or not."""
        names = {own.name for own, other in self._alignment.partners.items() if other == variable}
        return sorted(s.line for s in self._port.sources[0].statements.values() if names & set(s.stores))

    def _anchor(self, variable: Variable, original: int | None, port: int | None) -> Step | None:
        """Give the last values before a divergence that agree."""
        found = None
        for step in self._alignment.chains.get(variable, []):
            if (original is not None and step.original is not None and step.original >= original) or (
                port is not None and step.port is not None and step.port >= port
            ):
                break
            if step.same and None not in (step.original, step.port):
                found = step
        return found

    def _pairs(self, variable: Variable) -> set[tuple[Event, Event]]:
        """Give the lines on which a variable gets the same values."""
        return {
            (
                replace(self._original.writes[step.original].event, call=0, iteration=()),
                replace(self._port.writes[step.port].event, call=0, iteration=()),
            )
            for step in self._alignment.chains.get(variable, [])
            if step.same and step.original is not None and step.port is not None
        }

    def _counterpart(self, variable: Variable, event: Event, of_original: bool) -> Event | None:
        """Give the line of the other side that gives a variable the values that a line gives it."""
        for here, there in sorted(self._pairs(variable), key=lambda pair: (pair[0].line, pair[1].line)):
            own, other = (here, there) if of_original else (there, here)
            if (own.file, own.line) == (event.file, event.line):
                return other
        return None

    def _of_both(
        self, variable: Variable, original: int | None, port: int | None, left: Event, right: Event
    ) -> Parting:
        """Describe two values that stand for each other: of two iterations or branches, another way was taken."""
        plain = Parting("value", variable, original, port, left, right)
        anchor = self._anchor(variable, original, port)
        before = None if anchor is None else anchor.port
        returned = port is not None and self._port.writes[port].returned
        if port is not None and before is not None and returned and repeats(self._port, before, port):
            # The port returns what it had, so it did not come to give the value.
            place = self._counterpart(variable, left, True) or self._port.writes[before].event
            way = self._way(variable, original, None, left, place, left.iteration, True)
            return way if way is not None and way.kind == "loop" else plain
        if left.iteration == right.iteration:
            branches = self._branches_taken(variable, left, right)
            if branches is None:
                return plain
            here, there = replace(left, line=branches[0]), replace(right, line=branches[1])
            return Parting("branch", variable, original, port, here, there)
        if len(left.iteration) != len(right.iteration):
            return plain
        executed_by_original = left.iteration < right.iteration
        iteration = min(left.iteration, right.iteration)
        return self._way(variable, original, port, left, right, iteration, executed_by_original) or plain

    def _way(
        self,
        variable: Variable,
        original: int | None,
        port: int | None,
        left: Event,
        right: Event,
        iteration: tuple[int, ...],
        executed_by_original: bool,
    ) -> Parting | None:
        """Describe the loop or the branch by which only one side came to a line in an iteration."""
        other, place = (self._port, right) if executed_by_original else (self._original, left)
        here, there = _loops(self._original, left), _loops(self._port, right)
        if not iteration or not len(here) == len(there) == len(iteration):
            return None
        loops = there if executed_by_original else here
        for depth in range(1, len(iteration) + 1):
            begun = (
                event.iteration[:depth] == iteration[:depth]
                for event in other.events
                if event.file == place.file and loops[depth - 1] in _loops(other, event)
            )
            if not any(begun):
                own = iteration[: depth - 1]
                sides = Event(left.file, here[depth - 1], 0, own), Event(right.file, there[depth - 1], 0, own)
                broken = _break(other, sides[executed_by_original])
                sources = self._original.sources[left.file], self._port.sources[right.file]
                exits = [source.leaves(side.line) for source, side in zip(sources, sides, strict=True)]
                if broken is not None and exits[0] and exits[1]:
                    lines = (exits[0][-1], broken) if executed_by_original else (broken, exits[1][-1])
                    sides = replace(sides[0], line=lines[0]), replace(sides[1], line=lines[1])
                return Parting("loop", variable, original, port, *sides)
        branches = _branch(self._original, left), _branch(self._port, right)
        if branches == (None, None):
            return None
        lines = branches[0] or left.line, branches[1] or right.line
        sides = Event(left.file, lines[0], 0, iteration), Event(right.file, lines[1], 0, iteration)
        return Parting("branch", variable, original, port, *sides)

    def _branches_taken(self, variable: Variable, left: Event, right: Event) -> tuple[int, int] | None:
        """Give the branches by which the sides came to two lines, if they went different ways."""
        sources = self._original.sources[left.file], self._port.sources[right.file]
        here, there = _branch(self._original, left), _branch(self._port, right)
        if here is not None and there is not None:
            pairs = {(a.line, b.line) for a, b in self._pairs(variable)}
            apart = (left.line, right.line) not in pairs and any(a == left.line or b == right.line for a, b in pairs)
            if apart or sources[0].arms.get(left.line) != sources[1].arms.get(right.line):
                return here, there
            return None
        if there is not None and (line := self._not_taken(self._original, left, {variable.name})) is not None:
            return line, there
        names = {own.name for own, other in self._alignment.partners.items() if other == variable}
        if here is not None and (line := self._not_taken(self._port, right, names)) is not None:
            return here, line
        return None

    @staticmethod
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


def _reached_line(recording: Recording, line: int) -> Event | None:
    """Give the last event at, or before, the line of an error; None if there is no error."""
    if not line:
        return None
    return next((e for e in reversed(recording.events) if e.file == 0 and e.line <= line), Event(0, line, 0, ()))


def _stores(recording: Recording, event: Event) -> set[str]:
    statement = recording.sources[event.file].statements.get(event.line)
    return {normal(name) for name in statement.stores} if statement else set()


def _time(found: Parting) -> float:
    return np.inf if found.port is None else found.port


def _before(recording: Recording, variable: Variable, end: int) -> int | None:
    """Give the last value of a variable before a place in a recording."""
    return next((k for k in range(end - 1, -1, -1) if recording.writes[k].variable == variable), None)


def _reached(recording: Recording, event: Event, end: int | None) -> int:
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


def _break(recording: Recording, loop: Event) -> int | None:
    """Give the branch by whose ``break`` a loop was left; None if it came to its end."""
    for event in reversed(recording.events):
        if _is_inside(recording, event, loop):
            statement = recording.sources[event.file].statements.get(event.line)
            return _branch(recording, event) if statement and statement.kind == "leave" else None
    return None


def _left(recording: Recording, event: Event, end: int | None) -> int:
    """Give the place after the last value, before an end, that was given in a loop."""
    last = len(recording.writes) if end is None else end
    kind = recording.sources[event.file].statements[event.line].kind
    if kind not in ("for", "while"):  # the branch that breaks it
        event = replace(event, line=_loops(recording, event)[-1])
    inside = (k for k in range(last - 1, -1, -1) if _is_inside(recording, recording.writes[k].event, event))
    return next(inside, last - 1) + 1


def _is_inside(recording: Recording, event: Event, loop: Event) -> bool:
    """Tell whether a line is a loop's, or in the loop, in one iteration of the loops around it."""
    inside = event.file == loop.file and loop.line in (event.line, *_loops(recording, event))
    return inside and event.iteration[: len(loop.iteration)] == loop.iteration


def _loops(recording: Recording, event: Event) -> tuple[int, ...]:
    return recording.sources[event.file].loops(event.line)


def _branch(recording: Recording, event: Event) -> int | None:
    """Give the line of the innermost branch around a line."""
    source = recording.sources[event.file]
    return next((n for n in reversed(source.within(event.line)) if source.statements[n].kind == "branch"), None)


def _until(steps: Sequence[Step], original: int | None, port: int) -> list[Step]:
    """Leave out what comes later than a value of each side."""
    kept = []
    for step in steps:
        late = step.original is not None and original is not None and step.original > original
        left = None if late else step.original
        right = None if step.port is None or step.port > port else step.port
        if (left, right) != (None, None):
            kept.append(Step(left, right, step.same and None not in (left, right)))
    return kept
