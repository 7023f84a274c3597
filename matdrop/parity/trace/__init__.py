"""Which line of a port first computes something else than its original."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from matdrop.errors import MatdropError
from matdrop.parity.call import port_error, quiet, time_limit
from matdrop.parity.case import Case, case_of_call
from matdrop.parity.judge import Result, judge
from matdrop.parity.names import normal
from matdrop.parity.octave import Octave
from matdrop.parity.port import folder_of, load_port
from matdrop.parity.reference import Reference
from matdrop.parity.trace.align import Alignment
from matdrop.parity.trace.explain import Divergence, Place, Spread, explain, names_of, spread_of
from matdrop.parity.trace.first import first_divergence
from matdrop.parity.trace.original import record_original
from matdrop.parity.trace.port import RecordedPort
from matdrop.parity.trace.record import BOUNDS, Bounds, Recording
from matdrop.parity.trace.result import Trace

__all__ = ["Divergence", "Place", "Spread", "Trace", "trace", "trace_case"]


def trace(
    original: str | Path,
    port: str | Callable[..., Any],
    *args: Any,
    seed: Any = None,
    nargout: int | None = None,
    outputs: Sequence[str] | None = None,
    tolerance: str | Mapping[str, Any] | None = None,
    strict: bool = False,
    names: Mapping[str, str] | None = None,
    into: Sequence[str | Path] = (),
    timeout: float = 60.0,
    octave: Octave | None = None,
) -> Trace:
    """Find the line at which a port first computes something else than its original.

    Parameters
    ----------
    original, port, *args, seed, nargout, outputs, tolerance, strict, timeout, octave
        As `matdrop.verify` has them. The port must have Python source.
    names : mapping of str to str, optional
        The port's names of the original's variables, where matdrop does not find them by itself.
    into : sequence of str or Path, optional
        Other ``.m`` files whose lines are traced too, with the port's functions of the same name.

    Returns
    -------
    Trace
        Its `divergence` is None where the port computes what the original computes. Nothing is printed.

    Raises
    ------
    MatdropError
        If the request cannot be carried out: no Octave, no such original or port, no source.

    Examples
    --------
    >>> from matdrop.parity.case import OWN_TABLE
    >>> from matdrop.parity.octave import find_octave
    >>> original, port = OWN_TABLE.parent / "inverted_dropout_predict.m", "matdrop.port.inverted_dropout_predict"
    >>> trace(original, port, "magic(3)").divergence is None if find_octave().path else True
    True
    """
    case = case_of_call(
        Path(original), port, args, seed=seed, nargout=nargout, outputs=outputs, tolerance=tolerance, strict=strict
    )
    with contextlib.nullcontext(octave) if octave else Octave(timeout) as session:
        return trace_case(case, Path.cwd(), session, names=names, into=[Path(file) for file in into], timeout=timeout)


def trace_case(
    case: Case,
    folder: Path,
    octave: Octave,
    *,
    names: Mapping[str, str] | None = None,
    into: Sequence[Path] = (),
    timeout: float = 60.0,
) -> Trace:
    """Trace one case.

    Parameters
    ----------
    case : Case
        What is traced.
    folder : Path
        Where the case table stands; ports given as files are relative to it.
    octave : Octave
        The session.
    names, into, timeout
        As `trace` has them.

    Returns
    -------
    Trace
        As `trace` gives it.

    Raises
    ------
    MatdropError
        As `trace` does.
    """
    for file in into:
        if not file.is_file():
            raise MatdropError(f"there is no file {file} to trace into")
    tracer = _Tracer(case, folder, octave, names or {}, tuple(file.resolve() for file in into), timeout)
    found = tracer.trace(BOUNDS)
    turn = _turn(found)
    if turn > BOUNDS.turns:  # only one in some iterations was recorded there: once more, with all of them
        found = tracer.trace(replace(BOUNDS, window=(turn - BOUNDS.stride, turn)))
    return found


class _Tracer:
    """Traces a case within bounds."""

    def __init__(
        self, case: Case, folder: Path, octave: Octave, names: Mapping[str, str], into: tuple[Path, ...], timeout: float
    ) -> None:
        self._case, self._folder, self._octave = case, folder, octave
        self._names, self._into, self._timeout = names, into, timeout

    def trace(self, bounds: Bounds) -> Trace:
        """Record both sides and find the first divergence."""
        case = self._case
        reference, original = record_original(case, self._octave, self._into, bounds)
        if reference.error is not None and (reference.error.stage != "call" or not original.events):
            raise MatdropError(f"{case.id} cannot be traced: {reference.error}")
        helpers = tuple(path.stem for path in self._into)
        result, port = _record_port(case, self._folder, reference, self._octave, helpers, self._timeout, bounds)
        if result.verdict == "UNVERIFIED":
            raise MatdropError(f"{case.id} cannot be traced, for there is nothing to compare: {result.error}")
        _check_names(self._names, original, port)
        parting, alignment = first_divergence(result, original, port, self._names, reference)
        divergence = None if parting is None else explain(parting, alignment, reference, result.error)
        spread = () if parting is None else tuple(spread_of(parting, alignment))
        remarks = (*_not_entered(case, original, port), *_to_enter(divergence, original), *_remarks(alignment))
        return Trace(result, divergence, spread, alignment, remarks)


def _check_names(names: Mapping[str, str], original: Recording, port: Recording) -> None:
    """Refuse names of variables that there are not."""
    for recording, given in ((original, names), (port, names.values())):
        known = {write.variable.name for write in recording.writes if not write.returned}
        for source in recording.sources:
            known |= {name for statement in source.statements.values() for name in statement.stores}
            known |= {name for function in source.functions.values() for name in function.parameters}
        for name in given:
            if name not in known:
                file = recording.sources[0].path.name
                raise MatdropError(f"{file} has no variable {name}; its variables are {', '.join(sorted(known))}")


def _not_entered(case: Case, original: Recording, port: Recording) -> Iterator[str]:
    """Say which of the files that were to be traced into did not run."""
    entered = {event.file for event in original.events}
    functions = {normal(name) for source in port.sources for name in source.functions}
    for number, source in enumerate(original.sources[1:], 1):
        name = source.path.stem
        if number in entered:
            if normal(name) not in functions:
                yield f"the port calls no function like {name}: {source.path.name} is traced alone"
        elif name in case.pair.called:
            yield f"{source.path.name} was not called in this case"
        else:
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


def _turn(found: Trace) -> int:
    """Give the iteration of the outermost loop in which the sides part; 0 where that is in no loop."""
    places = [found.divergence.original, found.divergence.port] if found.divergence else []
    return max((place.iteration[0] for place in places if place is not None and place.iteration), default=0)


def _remarks(alignment: Alignment) -> Iterator[str]:
    names = [f"{own} for {name}" for name, own in names_of(alignment).items()]
    if names:
        yield f"the port has {', '.join(names)}"
    for side, recording in (("original", alignment.original), ("port", alignment.port)):
        if recording.full:
            yield (
                f"the recording of the {side} was ended at {len(recording.events)} lines, its limit: what comes later "
                "is not compared; trace a smaller case, or a function that is called"
            )


def _record_port(
    case: Case,
    folder: Path,
    reference: Reference,
    octave: Octave,
    helpers: tuple[str, ...],
    timeout: float,
    bounds: Bounds,
) -> tuple[Result, Recording]:
    """Judge the port as ever, and once more with the call recorded that decided."""
    pair = case.pair
    place = folder_of(pair.port, folder) or "."
    with quiet(io.StringIO()), time_limit(timeout), contextlib.chdir(place):
        try:
            function = load_port(pair.port, folder, pair.original.stem, pair.declaration.is_script)
        except MatdropError:
            raise
        except (Exception, SystemExit) as error:
            raise MatdropError(f"{case.id} cannot be traced: the port cannot be loaded: {port_error(error)}") from None
    script = None
    if pair.declaration.is_script and isinstance(pair.port, str) and ":" not in pair.port:
        script = (folder / pair.port).resolve()
    decisive = 0
    for _ in range(2):
        recorded = RecordedPort(function, script, decisive, helpers, bounds)
        with contextlib.chdir(place):
            result = judge(replace(case, pair=replace(pair, port=recorded)), reference, folder, octave, timeout)
        decisive = result.decisive
    return replace(result, case=case), recorded.recording
