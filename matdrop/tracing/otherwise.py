"""Partings that no wrong value leads to: an error, an input that is changed, a right value returned otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from matdrop.source.names import normalize_name
from matdrop.source.statements import MAIN
from matdrop.tracing.align import Alignment
from matdrop.tracing.locate import back
from matdrop.tracing.parting import Parting
from matdrop.tracing.record import Event, Recording, Variable, equal_values


def returned(alignment: Alignment, output: str) -> Parting:
    """Describe an output that is not returned, or not in its place.

    Parameters
    ----------
    alignment : Alignment
        The recordings, side by side.
    output : str
        The original's.

    Returns
    -------
    Parting
        At the original's declaration, and at the last line of the port.
    """
    function = alignment.original.sources[0].functions[MAIN]
    last = next((event for event in reversed(alignment.port.events) if event.file == 0), Event(0, 1, 0, ()))
    return Parting("returned", Variable(MAIN, output), None, None, Event(0, function.line, 0, ()), last)


def swapped(alignment: Alignment, outputs: Sequence[str]) -> Parting | None:
    """Describe outputs that are returned in the place of one another.

    Parameters
    ----------
    alignment : Alignment
        The recordings, side by side.
    outputs : sequence of str
        Outputs of the original that the port gives otherwise.

    Returns
    -------
    Parting or None
        None if there are none such.
    """
    expected = {write.variable.name: write for write in alignment.original.writes if write.variable.function == MAIN}
    given = {
        partner.name: index
        for index, write in enumerate(alignment.port.writes)
        if write.returned and (partner := alignment.partners.get(write.variable)) is not None
    }
    for name in outputs:
        for other in outputs:
            if name != other and {name, other} <= given.keys() and {name, other} <= expected.keys():
                crossed = alignment.sameness.holds(expected[name].value, alignment.port.writes[given[other]])
                back_again = alignment.sameness.holds(expected[other].value, alignment.port.writes[given[name]])
                if crossed and back_again:
                    return returned(alignment, name)
    return None


def changed(alignment: Alignment) -> Parting | None:
    """Describe where the port first changes an object that it was given: at the line that made another name for it.

    Parameters
    ----------
    alignment : Alignment
        The recordings, side by side.

    Returns
    -------
    Parting or None
        None if no line was seen to change one.
    """
    writes = alignment.port.writes
    given = {w.identity: w for w in writes if w.variable.function == MAIN and not w.event.iteration and w.time == 0}
    for index, write in enumerate(writes):
        entry = given.get(write.identity)
        if entry is None or write.time == 0 or equal_values(entry, write):
            continue
        same = [k for k, other in enumerate(writes) if other.identity == write.identity]
        named = [k for k in same if k < index and writes[k].time > 0 and writes[k].variable != entry.variable]
        partners = [alignment.step_of[k].original for k in same if k >= index and k in alignment.step_of]
        partner = next((k for k in partners if k is not None), None)
        event = None if partner is None else alignment.original.writes[partner].event
        variable = alignment.partners.get(entry.variable)
        return Parting("changed", variable, None, index, event, writes[named[0] if named else index].event)
    return None


def failed(alignment: Alignment, original: int, port: int) -> Parting:
    """Describe where one side has failed and the other has gone on.

    Parameters
    ----------
    alignment : Alignment
        The recordings, side by side.
    original, port : int
        The lines of the errors; 0 for the side that has none.

    Returns
    -------
    Parting
        The line of the error, or a value that it used and that differs.
    """
    here, there = _reached_line(alignment.original, original), _reached_line(alignment.port, port)
    index = None
    if here is None and there is not None:
        index = _not_reached(alignment, alignment.original, _stores(alignment.port, there))
        here = None if index is None else alignment.original.writes[index].event
    elif there is None and here is not None:
        other = _not_reached(alignment, alignment.port, _stores(alignment.original, here))
        there = None if other is None else alignment.port.writes[other].event
    return back(alignment, Parting("error", None, index, None, here, there))


def _not_reached(alignment: Alignment, other: Recording, names: set[str]) -> int | None:
    """Give the value that the side that went on gave next, and the other one did not come to give."""
    reached = set()
    for steps in alignment.chains.values():
        for step in steps:
            if step.same:
                reached.add(step.original if other is alignment.original else step.port)
    last = max((k for k in reached if k is not None), default=-1)
    left = [k for k, w in enumerate(other.writes) if k > last and w.variable.function == MAIN]
    named = [k for k in left if normalize_name(other.writes[k].variable.name) in names]
    return next(iter(named or left), None)


def _reached_line(recording: Recording, line: int) -> Event | None:
    """Give the last event at, or before, the line of an error; None if there is no error."""
    if not line:
        return None
    return next((e for e in reversed(recording.events) if e.file == 0 and e.line <= line), Event(0, line, 0, ()))


def _stores(recording: Recording, event: Event) -> set[str]:
    statement = recording.sources[event.file].statements.get(event.line)
    return {normalize_name(name) for name in statement.stores} if statement else set()
