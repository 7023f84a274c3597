"""The first divergence: from a wrong output back to a value that is wrong although all that it was made of is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from matdrop.source.statements import MAIN
from matdrop.tracing.align import Alignment, Step, is_telling
from matdrop.tracing.apart import first_apart
from matdrop.tracing.ends import is_within
from matdrop.tracing.moments import is_inside, last_before, last_parts, left_at, loops_around, reached_at
from matdrop.tracing.parting import Parting
from matdrop.tracing.record import Event, Variable
from matdrop.tracing.ways import described


def locate(alignment: Alignment, outputs: Sequence[str]) -> Parting | None:
    """Find the first line at which the sides part on the way to the named outputs.

    Parameters
    ----------
    alignment : Alignment
        The recordings, side by side.
    outputs : sequence of str
        Outputs of the original that the port gives otherwise.

    Returns
    -------
    Parting or None
        None if every value on the way agrees, as far as both sides were recorded.
    """
    found = []
    for variable, steps in alignment.chains.items():
        apart = first_apart(alignment, steps)
        if variable.function == MAIN and variable.name.partition(".")[0] in outputs and apart is not None:
            parting = described(alignment, variable, *apart)
            if is_within(alignment, parting):
                found.append(back(alignment, parting))
    return min(found, key=_time, default=None)


def back(alignment: Alignment, here: Parting) -> Parting:
    """Go back from values that differ to the ones that they were made of, as long as those differ too.

    Parameters
    ----------
    alignment : Alignment
        The recordings, side by side.
    here : Parting
        Where to start.

    Returns
    -------
    Parting
        The first one, with the variables without a counterpart that were passed through last.
    """
    failed = here.kind == "error"  # so what comes later is missing
    visited = set()
    between: dict[Variable, None] = {}
    while True:
        visited.add((here.variable, here.original, here.port))
        earlier = [
            found
            for found in _differing(alignment, here, between)
            if (found.variable, found.original, found.port) not in visited
            and not (found.kind == "missing" and failed)
            and not _is_known(alignment, found)
            and is_within(alignment, found)
        ]
        if not earlier:
            return replace(here, between=tuple(between))
        here = min(earlier, key=_time)
        between.clear()


def used(alignment: Alignment, parting: Parting) -> list[tuple[int | None, int]]:
    """Give the values that a divergence was made of: for each of the port's the original's that it stands for.

    Parameters
    ----------
    alignment : Alignment
        The recordings, side by side.
    parting : Parting
        The divergence.

    Returns
    -------
    list of tuple
        Places in the recordings.
    """
    return [
        (_original_before(alignment, parting, alignment.partners[variable]), index)
        for variable, index, _ in _used(alignment, parting, {})
    ]


def _differing(alignment: Alignment, here: Parting, between: dict[Variable, None]) -> Iterator[Parting]:
    """Give the divergences of the values that a divergence was made of."""
    for variable, index, direct in _used(alignment, here, between):
        partner = alignment.partners[variable]
        past = _original_before(alignment, here, partner)
        step = alignment.step_of.get(index)
        # Of what is used directly, an earlier value of the original's will not do; but a counter has no other.
        if step is not None and step.same and (step.original == past or not direct or _counts(alignment, index)):
            continue
        if index in alignment.stacked:
            continue
        if past is not None and alignment.holds(past, index):
            continue
        apart = first_apart(alignment, _until(alignment.chains.get(partner, []), past, index))
        if apart is not None:
            found = described(alignment, partner, *apart)
            yield found if found.port_event else replace(found, port_event=here.port_event)
    yield from _within_call(alignment, here)


def _within_call(alignment: Alignment, here: Parting) -> Iterator[Parting]:
    """Give the first divergence in functions that the port's line calls, if they were given what they should be."""
    if here.port is None or here.kind != "value":
        return
    end = alignment.port.writes[here.port]
    for index in range(here.port - 1, -1, -1):
        write = alignment.port.writes[index]
        if write.event.call == end.event.call:
            break
    else:
        index = -1
    for k in range(index + 1, here.port):
        write, step = alignment.port.writes[k], alignment.step_of.get(k)
        if write.event.call == end.event.call or step is None or step.same or step.original is None:
            continue
        function = alignment.port.sources[write.event.file].functions.get(write.variable.function)
        if function is not None and write.line != function.line:  # not what it was called with
            yield described(alignment, alignment.partners[write.variable], step.original, k)
        return


def _is_known(alignment: Alignment, found: Parting) -> bool:
    """Tell whether a value that one side has alone, or for another one, is there under another name over there."""
    original, port = alignment.original.writes, alignment.port.writes
    if found.kind == "missing" and found.original is not None:
        expected = original[found.original].value
        return is_telling(original[found.original].canonical) and any(
            alignment.sameness.holds(expected, write)
            for write in port
            if alignment.partners.get(write.variable) != found.variable and write.size == original[found.original].size
        )
    if found.kind not in ("value", "extra") or found.port is None or port[found.port].returned:
        return False
    taken = {other for own, other in alignment.partners.items() if not own.name.startswith("return ")}
    given = port[found.port]
    return is_telling(given.canonical) and any(
        alignment.sameness.holds(write.value, given)
        for write in original
        if write.variable not in taken and write.variable.function == given.variable.function
    )


def _used(alignment: Alignment, here: Parting, between: dict[Variable, None]) -> Iterator[tuple[Variable, int, bool]]:
    """Give the values that the port's side was made of, directly or through others without a counterpart."""
    if here.port_event is None or here.kind == "missing":  # what is not there was made of nothing
        return
    waiting = [(here.port_event, _port_end(alignment, here))]
    seen = set()
    while waiting:
        event, end = waiting.pop()
        source = alignment.port.sources[event.file]
        lines = [event.line, *source.within(event.line)]
        if here.kind == "loop":
            lines += source.leaves(event.line)
        statements = [source.statements[line] for line in lines if line in source.statements]
        names: Sequence[str] = [name for statement in statements for name in statement.reads]
        if event is here.port_event and here.port is not None and alignment.port.writes[here.port].returned:
            names = _returned_names(alignment, here.port) or names
        for name in dict.fromkeys(names):
            whole = Variable(statements[0].function if statements else MAIN, name)
            for variable, index in last_parts(alignment.port, whole, end, event.call).items():
                if index in seen:
                    continue
                seen.add(index)
                partner = alignment.partners.get(variable)
                alone = index not in alignment.step_of or alignment.step_of[index].original is None
                own = (
                    alone
                    and partner == here.variable
                    and here.port is not None
                    and not _is_between(alignment, here, index)
                )
                reused = alone and _is_reused(alignment, index)
                if partner is not None and not own and not reused:
                    yield variable, index, event is here.port_event
                    continue
                if not own:
                    between[variable] = None
                waiting.append((alignment.port.writes[index].event, index))


def _is_between(alignment: Alignment, here: Parting, index: int) -> bool:
    """Tell whether the port gave a value in a loop around a divergence in which both sides are in step."""
    if here.original_event is None or here.port_event is None:
        return False
    iteration = here.port_event.iteration
    return here.original_event.iteration == iteration and alignment.port.writes[index].event.iteration not in (
        (),
        iteration,
    )


def _counts(alignment: Alignment, index: int) -> bool:
    write = alignment.port.writes[index]
    statement = alignment.port.sources[write.event.file].statements.get(write.line)
    return statement is not None and statement.kind == "for"


def _is_reused(alignment: Alignment, index: int) -> bool:
    """Tell whether a name of the port's was given to something else: made without it, or of another size."""
    write = alignment.port.writes[index]
    statement = alignment.port.sources[write.event.file].statements.get(write.line)
    before = last_before(alignment.port, write.variable, index)
    if statement is None or before is None or write.event.iteration or write.returned:
        return False
    earlier = alignment.port.writes[before]
    return write.variable.name not in statement.reads or earlier.size != write.size


def _returned_names(alignment: Alignment, index: int) -> Sequence[str]:
    write = alignment.port.writes[index]
    values = alignment.port.sources[write.event.file].returned.get(write.line, ())
    place = write.variable.name.removeprefix("return ")
    return values[int(place) - 1] if place.isdigit() and int(place) <= len(values) else ()


def _original_before(alignment: Alignment, here: Parting, variable: Variable) -> int | None:
    """Give the original's last value of a variable before a divergence, in the same call of its function."""
    own = None if here.original is None else alignment.original.writes[here.original]
    call = own.event.call if own is not None and own.variable.function == variable.function else 0
    return last_before(alignment.original, variable, _original_end(alignment, here), call)


def _original_end(alignment: Alignment, here: Parting) -> int:
    """Give the place in the original's recording before which a divergence's line was reached."""
    if here.kind == "branch" and here.original_event is not None:
        return reached_at(alignment.original, here.original_event, here.original)
    if here.kind == "loop" and here.original_event is not None:
        return left_at(alignment.original, here.original_event, here.original)
    if here.original is not None and here.port is not None and here.variable is not None:
        left, right = alignment.original.writes[here.original].event, alignment.port.writes[here.port].event
        depth = len(right.iteration)
        if len(left.iteration) > depth:  # the port's value is that of a whole loop
            loop = Event(left.file, loops_around(alignment.original, left)[depth], 0, left.iteration[:depth])
            chain = [s.original for s in alignment.chains[here.variable] if s.original is not None]
            return max(k for k in chain if is_inside(alignment.original, alignment.original.writes[k].event, loop))
    if here.original is None and here.port is not None and here.variable is not None:
        return _next(alignment, here.variable, here.port)  # what only the port gives, it gives before that
    return len(alignment.original.writes) if here.original is None else here.original


def _next(alignment: Alignment, variable: Variable, port: int) -> int:
    """Give the original's next value of a variable after one that only the port gives, else its end."""
    steps = alignment.chains[variable]
    place = next((k for k, step in enumerate(steps) if step.port == port), len(steps))
    return next((s.original for s in steps[place:] if s.original is not None), len(alignment.original.writes))


def _port_end(alignment: Alignment, here: Parting) -> int:
    if here.kind == "branch" and here.port_event is not None:
        return reached_at(alignment.port, here.port_event, here.port)
    if here.kind == "loop" and here.port_event is not None:
        return left_at(alignment.port, here.port_event, here.port)
    return len(alignment.port.writes) if here.port is None else here.port


def _time(found: Parting) -> float:
    return np.inf if found.port is None else found.port


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
