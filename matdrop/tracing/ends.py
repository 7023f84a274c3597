"""Recordings that a limit has ended: whether the two sides part within what both of them have recorded."""

from __future__ import annotations

from collections.abc import Sequence

from matdrop.tracing.align import Alignment, Step
from matdrop.tracing.apart import first_apart
from matdrop.tracing.moments import loops_around
from matdrop.tracing.parting import Parting
from matdrop.tracing.record import Recording, Variable, Write
from matdrop.tracing.ways import described


def is_within(alignment: Alignment, parting: Parting) -> bool:
    """Tell whether two sides part within what both have recorded.

    A side whose recording was ended has no value where it had not come to give it. That it had is known by values of
    both sides, later ones, that agree or are of the same iteration; or by what may still run.

    Parameters
    ----------
    alignment : Alignment
        The recordings, side by side.
    parting : Parting
        Where they part.

    Returns
    -------
    bool
        True wherever both recordings go to the end of the run.
    """
    original, port = alignment.original, alignment.port
    if alignment.is_complete or parting.kind == "changed":
        return True
    if parting.kind == "returned":
        return False
    if parting.kind == "error":
        sides = (original, parting.original_event), (port, parting.port_event)
        return all(event is not None for side, event in sides if side.ended)
    left, right = parting.original, parting.port
    if left is not None and right is not None:
        iteration = original.writes[left].event.iteration
        if iteration and iteration == port.writes[right].event.iteration:
            return True
        if _is_final(original, original.writes[left]) and _is_final(port, port.writes[right]):
            return True
    elif not (original if left is None else port).ended:
        return True
    return any((left is None or a > left) and (right is None or b > right) for a, b in alignment.in_step)


def _is_final(recording: Recording, write: Write) -> bool:
    """Tell whether a variable is given no other value by what comes after the end of a recording."""
    if not recording.ended:
        return True
    if write.returned:  # it is noted even after the end
        return False
    statements = recording.sources[write.event.file].statements
    own = [statement for statement in statements.values() if statement.function == write.variable.function]
    lines = {statement.line for statement in own}
    events = (e for e in reversed(recording.events) if e.file == write.event.file and e.line in lines)
    last = next(events, write.event)
    has_run = any(other.event == last and not other.returned for other in recording.writes)
    begin = (*loops_around(recording, last), last.line + has_run)[0]
    return all(statement.line < begin for statement in own if write.variable.name in statement.stores)


def apart_within(
    alignment: Alignment, variable: Variable, steps: Sequence[Step]
) -> tuple[int | None, int | None] | None:
    """Give the first values of a variable that differ, as `first_apart` does, if they are within what was recorded."""
    apart = first_apart(alignment, steps)
    if apart is None or alignment.is_complete or is_within(alignment, described(alignment, variable, *apart)):
        return apart
    return None
