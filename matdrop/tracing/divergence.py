"""The first divergence in words and figures: the lines, both values, what they differ in, and probably why."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matdrop.cases.reference import Reference
from matdrop.cases.tolerance import Tolerance
from matdrop.habits.cause import Cause
from matdrop.habits.diagnosis import diagnose
from matdrop.habits.evidence import Evidence
from matdrop.source.names import normalize_name
from matdrop.tracing.align import Alignment
from matdrop.tracing.ends import apart_within
from matdrop.tracing.parting import Parting
from matdrop.tracing.record import Event, Recording, Write
from matdrop.values.canonical import ValueModelError, canonical, size_of
from matdrop.values.value import Value
from matdrop.verification.compare import compare


@dataclass(frozen=True)
class Place:
    """A line of one side.

    Attributes
    ----------
    file : Path
        The file.
    line : int
        The line, from 1.
    code : str
        Its text.
    iteration : tuple of int
        The iterations of the loops around it, the outermost first.
    """

    file: Path
    line: int
    code: str
    iteration: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.file.name}, line {self.line}"


@dataclass(frozen=True)
class Divergence:
    """Where the port first does something else than its original.

    Attributes
    ----------
    kind : str
        ``value``: another value. ``missing``, ``extra``: a change that only the original, only the port makes.
        ``branch``, ``loop``: with the same values another way is taken. ``returned``: right values are returned
        otherwise. ``changed``: an input is changed. ``error``: one side fails.
    variable : str
        The original's variable; empty for an error.
    port_variable : str
        The port's.
    original, port : Place or None
        The lines.
    expected, obtained : object
        The two values; None where there is none.
    detail : str
        What the sides differ in.
    causes : tuple of Cause
        Probable causes of another value.
    between : tuple of str
        Variables of the port that the value was made of and that have no counterpart.
    """

    kind: str
    variable: str
    port_variable: str
    original: Place | None
    port: Place | None
    expected: Any
    obtained: Any
    detail: str
    causes: tuple[Cause, ...] = ()
    between: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spread:
    """A variable that differs after the divergence: where it first does, and the two values."""

    variable: str
    original: Place
    port: Place
    expected: Value | None
    obtained: Any


def explain(parting: Parting, alignment: Alignment, reference: Reference, error: str | None) -> Divergence:
    """Put a divergence into words and figures.

    Parameters
    ----------
    parting : Parting
        Where the recordings part.
    alignment : Alignment
        The recordings.
    reference : Reference
        What the original computed.
    error : str or None
        The error of the side that failed.

    Returns
    -------
    Divergence
        With the causes of the value that differs first.
    """
    expected, obtained = _values(parting, alignment)
    port = None if parting.port is None else alignment.port.writes[parting.port]
    name = parting.variable.name if parting.variable else ""
    detail = _detail(parting, alignment)
    causes: tuple[Cause, ...] = ()
    if parting.kind == "error":
        detail = error or ""
    elif expected is not None and obtained is not None:
        difference, causes = _difference(name, expected, obtained, alignment.sameness.tolerance, reference)
        detail, causes = (detail, ()) if detail else (difference, causes)
    return Divergence(
        parting.kind,
        name,
        _port_name(parting, alignment, port),
        _place(alignment.original, parting.original_event),
        _place(alignment.port, parting.port_event),
        expected,
        obtained,
        detail,
        causes,
        tuple(str(variable) for variable in parting.between),
    )


def spread_of(parting: Parting, alignment: Alignment) -> list[Spread]:
    """Tell which variables differ after the first divergence, in the order in which they first do."""
    found = []
    for variable, steps in alignment.chains.items():
        left, right = apart_within(alignment, variable, steps) or (None, None)
        if left is None or right is None or variable == parting.variable:
            continue
        if parting.port is not None and right <= parting.port:
            continue
        here, there = alignment.original.writes[left], alignment.port.writes[right]
        places = _place(alignment.original, here.event), _place(alignment.port, there.event)
        if places[0] is not None and places[1] is not None:
            values = _values(Parting("value", variable, left, right, here.event, there.event), alignment)
            found.append((right, Spread(str(variable), places[0], places[1], *values)))
    return [spread for _, spread in sorted(found, key=lambda pair: pair[0])]


def _place(recording: Recording, event: Event | None) -> Place | None:
    if event is None:
        return None
    source = recording.sources[event.file]
    return Place(source.path, event.line, source.code(event.line), event.iteration)


def _port_name(parting: Parting, alignment: Alignment, port: Write | None) -> str:
    if port is not None and not port.returned:
        return port.variable.name
    names = [v.name for v, other in alignment.partners.items() if other == parting.variable]
    return next((name for name in names if not name.startswith("return ")), "the returned value")


def _values(parting: Parting, alignment: Alignment) -> tuple[Value | None, Any]:
    """Give the two values; where the port's is that of a whole loop, the original's of the whole loop too."""
    original, port = alignment.original.writes, alignment.port.writes
    if parting.original is None or parting.port is None:
        return (
            None if parting.original is None else original[parting.original].value,
            None if parting.port is None else port[parting.port].value,
        )
    expected, obtained = original[parting.original].value, port[parting.port].value
    depth = len(port[parting.port].event.iteration)
    if len(original[parting.original].event.iteration) > depth and parting.variable is not None:
        chain = [step.original for step in alignment.chains[parting.variable] if step.original is not None]
        loop = [original[k].value for k in chain if len(original[k].event.iteration) > depth]
        size, sizes = port[parting.port].size, {np.shape(value) for value in loop}
        if len(sizes) == 1 and len(loop) > 1 and size == len(loop) * np.size(loop[0]) and np.size(loop[0]) != size:
            expected = np.stack([np.ravel(value, order="F") for value in loop]).reshape(size_of(canonical(obtained)))
        elif np.shape(loop[-1]) == np.shape(expected):
            expected = loop[-1]
    return expected, obtained


def _difference(
    name: str, expected: Value, obtained: Any, tolerance: Tolerance, reference: Reference
) -> tuple[str, tuple[Cause, ...]]:
    try:
        comparison = compare(expected, obtained, tolerance, name, strict=False)
        if comparison.mismatch is None:
            comparison = compare(expected, obtained, tolerance, name, strict=True)
    except ValueModelError as error:
        return str(error), ()
    if comparison.mismatch is None:
        return "", ()
    flat = isinstance(obtained, np.ndarray) and obtained.ndim == 1
    if flat and obtained.size == math.prod(size_of(expected)) == max(size_of(expected)):
        obtained = obtained.reshape(size_of(expected))  # 1-D is accepted
    alone = Reference(reference.source, reference.engine, reference.inputs, {name: expected}, draws=reference.draws)
    causes = diagnose(Evidence(alone, {name: obtained}, [comparison], tolerances={name: tolerance}))
    return comparison.mismatch.detail, tuple(cause for cause in causes if cause.kind != "unknown")


def _detail(parting: Parting, alignment: Alignment) -> str:
    """Say in what way the sides part, where that is not by a value."""
    left, right = parting.original_event, parting.port_event
    name = parting.variable.name if parting.variable else ""
    if parting.kind == "missing":
        return f"the original changes {name} here; the port leaves it as it is"
    if parting.kind == "extra":
        return f"the port changes {name} here; the original leaves it as it is"
    if parting.kind == "returned":
        return f"the values agree up to here; {name} is returned in another place, not at all, or more is returned"
    if parting.kind == "changed" and parting.port is not None and right is not None:
        write = alignment.port.writes[parting.port]
        if write.event == right:
            return f"this changes the caller's {name}; MATLAB passes by value, so copy it first"
        return f"this is the caller's {name} itself, not a copy, and line {write.line} changes it"
    if parting.kind in ("branch", "loop") and left is not None:
        if parting.kind == "branch" and _same_iteration(parting, alignment):
            return f"with the same values, the two sides take different branches and give {name} different values"
        goes = _side_that_goes_on(parting, alignment)
        other = "port" if goes == "original" else "original"
        what = "takes this branch" if parting.kind == "branch" else "goes round the loop once more"
        return f"with the same values, the {goes} {what} and the {other} does not"
    return ""


def _side_that_goes_on(parting: Parting, alignment: Alignment) -> str:
    if parting.port is None or parting.original is None:
        return "original" if parting.port is None else "port"
    left = alignment.original.writes[parting.original].event.iteration
    return "original" if left < alignment.port.writes[parting.port].event.iteration else "port"


def _same_iteration(parting: Parting, alignment: Alignment) -> bool:
    if parting.port is None or parting.original is None:
        return False
    left = alignment.original.writes[parting.original].event.iteration
    return left == alignment.port.writes[parting.port].event.iteration


def names_of(alignment: Alignment) -> dict[str, str]:
    """Give the port's names of variables, by the original's, where more than case and underscores differs.

    Parameters
    ----------
    alignment : Alignment
        The recordings.

    Returns
    -------
    dict of str to str
        Of the functions that are traced; ``function: name`` in the others.
    """
    pairs = [(str(other), str(own)) for own, other in alignment.partners.items() if "return " not in own.name]
    return {original: port for original, port in pairs if normalize_name(original) != normalize_name(port)}
