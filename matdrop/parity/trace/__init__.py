"""Which line of a port first computes something else than its original."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from matdrop.errors import MatdropError
from matdrop.parity.call import quiet, time_limit
from matdrop.parity.case import Case, case_of_call
from matdrop.parity.judge import Result, judge
from matdrop.parity.octave import Octave
from matdrop.parity.port import folder_of, load_port
from matdrop.parity.reference import Reference
from matdrop.parity.trace.align import Alignment, align
from matdrop.parity.trace.explain import Divergence, Place, Spread, explain, names_of, spread_of
from matdrop.parity.trace.kin import kin
from matdrop.parity.trace.locate import Locator, Parting
from matdrop.parity.trace.original import record_original
from matdrop.parity.trace.port import RecordedPort
from matdrop.parity.trace.record import BOUNDS, NO_GAP, Bounds, Recording, with_whole
from matdrop.parity.trace.result import Trace
from matdrop.parity.trace.sameness import SAMENESS
from matdrop.parity.trace.source import MAIN

# How often a case is recorded anew at most, to see what was not recorded around the divergence.
PASSES = 8
NONE: frozenset[int] = frozenset()

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
    found = tracer.trace(BOUNDS, BOUNDS)
    for _ in range(PASSES):  # once more, with what was not recorded around the divergence
        bounds = tracer.narrowed(found.alignment)
        if bounds == tracer.bounds:
            break
        found = tracer.trace(*bounds)
    return found


class _Tracer:
    """Traces a case within bounds."""

    def __init__(
        self, case: Case, folder: Path, octave: Octave, names: Mapping[str, str], into: tuple[Path, ...], timeout: float
    ) -> None:
        self._case, self._folder, self._octave = case, folder, octave
        self._names, self._into, self._timeout = names, into, timeout
        self._call = 0  # which of the calls of the port decides; 0 until it is known
        self.bounds = (BOUNDS, BOUNDS)
        self._parting: Parting | None = None
        # Of each side, the places of the values of the divergence and of what it was made of, and of the spread.
        self._around: tuple[list[int], list[int]] = ([], [])
        self._spread: tuple[list[int], list[int]] = ([], [])

    def trace(self, original_bounds: Bounds, port_bounds: Bounds) -> Trace:
        """Record both sides and find the first divergence."""
        case = self._case
        self.bounds = (original_bounds, port_bounds)
        reference, original = record_original(case, self._octave, self._into, original_bounds)
        if reference.error is not None and reference.error.stage != "call":
            raise MatdropError(f"{case.id} cannot be traced: {reference.error}")
        result, port = self._record_port(reference, port_bounds)
        parting, alignment = _first(result, original, port, self._names)
        if parting is not None and (more := kin(alignment, parting.between, reference)):
            parting, alignment = _first(result, original, port, {**more, **self._names})
        divergence = None if parting is None else explain(parting, alignment, reference, result.error)
        spread = () if parting is None else tuple(spread_of(parting, alignment))
        self._parting = parting
        self._around = ([], []) if parting is None else _around(parting, alignment)
        self._around = _with(self._around, [divergence] if divergence else [], alignment)
        self._spread = _with(([], []), spread, alignment)
        return Trace(result, divergence, spread, alignment, tuple(_remarks(alignment)))

    def narrowed(self, alignment: Alignment) -> tuple[Bounds, Bounds]:
        """Give bounds within which what was not recorded around the divergence is; the same if everything was."""
        sides = (alignment.original, alignment.port)
        own = (self._parting.original, self._parting.port) if self._parting else (None, None)
        gaps = [side.writes[place].event.gap for side, place in zip(sides, own, strict=True) if place is not None]
        gap = next((gap for gap in gaps if gap != NO_GAP), NO_GAP)
        windows = [_window(gap, *side) for side in zip(sides, self._around, self.bounds, strict=True)]
        if gap != NO_GAP and windows != [bounds.window for bounds in self.bounds]:
            original, port = self.bounds
            return replace(original, window=windows[0], whole=NONE), replace(port, window=windows[1], whole=NONE)
        original, port = map(with_whole, self.bounds, self._around, self._spread, sides)
        return original, port

    def _record_port(self, reference: Reference, bounds: Bounds) -> tuple[Result, Recording]:
        """Judge the port as ever, and once more with the call recorded that decided."""
        case, folder, pair = self._case, self._folder, self._case.pair
        place = folder_of(pair.port, folder) or "."
        with quiet(io.StringIO()), time_limit(self._timeout), contextlib.chdir(place):
            function = load_port(pair.port, folder, pair.original.stem, pair.declaration.is_script)
        script = None
        if pair.declaration.is_script and isinstance(pair.port, str) and ":" not in pair.port:
            script = (folder / pair.port).resolve()
        helpers = tuple(path.stem for path in self._into)
        for _ in range(1 if self._call else 2):
            recorded = RecordedPort(function, script, self._call, helpers, bounds)
            with contextlib.chdir(place):
                result = judge(
                    replace(case, pair=replace(pair, port=recorded)), reference, folder, self._octave, self._timeout
                )
            self._call = result.decisive
        return replace(result, case=case), recorded.recording


def _window(gap: tuple[int, int], recording: Recording, places: Sequence[int], bounds: Bounds) -> tuple[int, int]:
    """Give the gap of a divergence on one side: the same as the other side's, if both go in step."""
    if any(write.event.gap == gap for write in recording.writes):
        return gap
    gaps = (recording.writes[place].event.gap for place in places)
    return next((gap for gap in gaps if gap != NO_GAP), bounds.window)


def _around(parting: Parting, alignment: Alignment) -> tuple[list[int], list[int]]:
    """Give the places of the values of a divergence, and of those that they were made of."""
    pairs = [(parting.original, parting.port), *Locator(alignment).used(parting)]
    return [a for a, _ in pairs if a is not None], [b for _, b in pairs if b is not None]


def _with(
    places: tuple[list[int], list[int]], shown: Sequence[Divergence | Spread], alignment: Alignment
) -> tuple[list[int], list[int]]:
    """Add the places of the values that are shown."""
    originals = {id(write.value): place for place, write in enumerate(alignment.original.writes)}
    ports = {id(write.value): place for place, write in enumerate(alignment.port.writes)}
    left = [originals[id(one.expected)] for one in shown if id(one.expected) in originals]
    right = [ports[id(one.obtained)] for one in shown if id(one.obtained) in ports]
    return [*places[0], *left], [*places[1], *right]


def _remarks(alignment: Alignment) -> Iterator[str]:
    names = [f"{own} for {name}" for name, own in names_of(alignment).items()]
    if names:
        yield f"the port has {', '.join(names)}"
    for side, recording in (("original", alignment.original), ("port", alignment.port)):
        if recording.ended:
            yield f"the recording of the {side} was ended {_limit(recording)}"


def _limit(recording: Recording) -> str:
    after = f"after {len(recording.events)} lines and {len(recording.writes)} values"
    if recording.ended == "time":
        return f"{after}, because its time was up; give it more time (--timeout), or a smaller case"
    if recording.ended == "size":
        after += f", because these take {BOUNDS.size / 1e6:g} MB"
    return f"{after}, its limit: what comes later is not compared; trace a smaller case, or a function that is called"


def _first(
    result: Result, original: Recording, port: Recording, names: Mapping[str, str]
) -> tuple[Parting | None, Alignment]:
    """Find the first divergence, by the most lenient comparison by which there is one."""
    outputs = result.case.pair.outputs or tuple(output.name for output in result.outputs)
    lenient = align(original, port, SAMENESS[0], outputs, names)
    if result.verdict == "PASS":
        return None, lenient
    locator = Locator(lenient)
    if result.verdict in ("PORT FAILED", "BOTH FAILED") and not port.error_line:
        # It was stopped, or had not come to its first line.
        port.error_line = port.events[-1].line if port.events else port.sources[0].functions[MAIN].line
    if original.error_line or port.error_line:
        return locator.error(original.error_line, port.error_line), lenient
    differing = [output.name for output in result.outputs if output.mismatch and output.mismatch.kind != "missing"]
    for sameness in SAMENESS:
        alignment = lenient if sameness == SAMENESS[0] else align(original, port, sameness, outputs, names)
        parting = Locator(alignment).locate(differing)
        if parting is not None:
            return parting, alignment
    missing = [output.name for output in result.outputs if output.mismatch]
    return locator.changed() or locator.returned((missing or list(outputs) or [""])[0]), lenient
