"""What is said beside a trace: names that there are not, files that were not traced, limits that were met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from matdrop.cases.case import Case
from matdrop.errors import MatdropError
from matdrop.source.names import normalize_name
from matdrop.tracing.align import Alignment
from matdrop.tracing.divergence import Divergence, names_of
from matdrop.tracing.record import Bounds, Recording


def check_names(names: Mapping[str, str], original: Recording, port: Recording) -> None:
    """Refuse names of variables that there are not.

    Parameters
    ----------
    names : mapping of str to str
        The port's names of the original's variables, as the user gives them.
    original, port : Recording
        The two sides.

    Raises
    ------
    MatdropError
        It lists the variables that there are.
    """
    for recording, given in ((original, names), (port, names.values())):
        known = {write.variable.name for write in recording.writes if not write.returned}
        for source in recording.sources:
            known |= {name for statement in source.statements.values() for name in statement.stores}
            known |= {name for function in source.functions.values() for name in function.parameters}
        for name in given:
            if name not in known:
                file = recording.sources[0].path.name
                raise MatdropError(f"{file} has no variable {name}; its variables are {', '.join(sorted(known))}")


def remarks(
    case: Case, asked: Sequence[str], divergence: Divergence | None, alignment: Alignment, bounds: Bounds
) -> Iterator[str]:
    """Say what is to be known beside the divergence: files not traced, names that were found, limits that were met.

    Parameters
    ----------
    case : Case
        What was traced.
    asked : sequence of str
        Functions of other files that were to be traced into.
    divergence : Divergence or None
        The first one.
    alignment : Alignment
        The recordings, side by side.
    bounds : Bounds
        What was recorded of the original.

    Yields
    ------
    str
        A sentence.
    """
    yield from _not_entered(case, asked, alignment.original, alignment.port)
    yield from _to_enter(divergence, alignment.original)
    names = [f"{own} for {name}" for name, own in names_of(alignment).items()]
    if names:
        yield f"the port has {', '.join(names)}"
    for side, recording in (("original", alignment.original), ("port", alignment.port)):
        if recording.ended:
            yield f"the recording of the {side} was ended {_limit(recording, bounds)}"


def _limit(recording: Recording, bounds: Bounds) -> str:
    after = f"after {len(recording.events)} lines and {len(recording.writes)} values"
    if recording.ended == "time":
        return f"{after}, because its time was up; give it more time (--timeout), or a smaller case"
    if recording.ended == "size":
        after += f", because these take {bounds.size / 1e6:g} MB"
    return f"{after}, its limit: what comes later is not compared; trace a smaller case, or a function that is called"


def _not_entered(case: Case, asked: Sequence[str], original: Recording, port: Recording) -> Iterator[str]:
    """Say which of the files that were traced into ran alone, and which of those that were asked for did not run."""
    entered = {event.file for event in original.events}
    functions = {normalize_name(name) for source in port.sources for name in source.functions}
    for number, source in enumerate(original.sources[1:], 1):
        name = source.path.stem
        if number in entered:
            if normalize_name(name) not in functions:
                yield f"the port calls no function like {name}: {source.path.name} is traced alone"
        elif name in asked and name in case.pair.called:
            yield f"{source.path.name} was not called in this case"
        elif name in asked:
            raise MatdropError(f"{case.pair.original.name} does not call {name}; trace into files that it calls")


def _to_enter(divergence: Divergence | None, original: Recording) -> Iterator[str]:
    """Say which other files the line of the divergence calls."""
    place = divergence.original if divergence else None
    source = next((source for source in original.sources if place and source.path == place.file), None)
    if place is None or source is None or place.line not in source.statements:
        return
    for name in source.statements[place.line].reads:
        file = source.path.with_name(f"{name}.m")
        if file.is_file() and file not in [source.path for source in original.sources]:
            file = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
            yield f"line {place.line} calls {file.name}; --into {file} traces its lines too"
