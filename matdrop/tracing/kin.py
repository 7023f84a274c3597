"""Renamed variables that differ: which of the original's they stand for, told by what they are made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matdrop.cases.reference import Reference
from matdrop.habits.diagnosis import diagnose
from matdrop.habits.evidence import Evidence
from matdrop.tracing.align import Alignment
from matdrop.tracing.record import Recording, Variable, Write
from matdrop.verification.compare import compare


def kin(alignment: Alignment, variables: Sequence[Variable], reference: Reference) -> dict[str, str]:
    """Find originals for variables of the port that have neither a namesake nor a value in common with one.

    Parameters
    ----------
    alignment : Alignment
        The recordings.
    variables : sequence of Variable
        The port's.
    reference : Reference
        What the original computed.

    Returns
    -------
    dict of str to str
        By the original's name the port's: both are made of the same variables, and no other variable of the
        original is, or a known cause makes their last values agree.
    """
    taken = set(alignment.partners.values())
    free = {v: w for v, w in _last(alignment.original).items() if v not in taken}
    last = _last(alignment.port)
    found: dict[str, str] = {}
    for variable in variables:
        given = last[variable]
        made_of = {alignment.partners.get(name) for name in _made_of(alignment.port, given, set(last))}
        like = [
            (other, write)
            for other, write in free.items()
            if made_of == _made_of(alignment.original, write, set(alignment.chains)) and other.name not in found
        ]
        for other, write in like if made_of else []:
            if (len(like) == 1 and write.size == given.size) or _is_caused(write, given, reference):
                found[other.name] = variable.name
                break
    return found


def _last(recording: Recording) -> dict[Variable, Write]:
    return {write.variable: write for write in recording.writes}


def _made_of(recording: Recording, write: Write, known: set[Variable]) -> set[Variable]:
    """Give the variables that a value's line reads."""
    statement = recording.sources[write.event.file].statements.get(write.line)
    names = statement.reads if statement else ()
    return {Variable(write.variable.function, name) for name in names} & known - {write.variable}


def _is_caused(expected: Write, obtained: Write, reference: Reference) -> bool:
    a, b = expected.canonical, obtained.canonical
    if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)) or a.size != b.size:
        return False
    alone = Reference(reference.source, reference.engine, reference.inputs, {"value": a})
    comparison = compare(a, b, name="value")
    return any(cause.is_telling for cause in diagnose(Evidence(alone, {"value": b}, [comparison]))[:1])
