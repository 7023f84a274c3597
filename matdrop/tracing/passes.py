"""Recording a case, and anew with what was not recorded around the divergence."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from matdrop.calling.call import port_error
from matdrop.calling.load import at_home, load_port
from matdrop.calling.sandbox import quiet, time_limit
from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.tracing.align import Alignment
from matdrop.tracing.divergence import Divergence, Spread, explain, spread_of
from matdrop.tracing.first import first_divergence
from matdrop.tracing.locate import used
from matdrop.tracing.original_recorder import record_original
from matdrop.tracing.outcome import Trace
from matdrop.tracing.parting import Parting
from matdrop.tracing.port_recorder import RecordedPort
from matdrop.tracing.record import BOUNDS, NO_GAP, Bounds, Recording, with_whole
from matdrop.tracing.remarks import check_names, remarks
from matdrop.verification.judge import judge
from matdrop.verification.result import Result

NONE: frozenset[int] = frozenset()


class Tracer:
    """Traces a case within bounds."""

    def __init__(
        self,
        case: Case,
        folder: Path,
        octave: Octave,
        names: Mapping[str, str],
        into: Sequence[Path],
        asked: Sequence[Path],
        timeout: float,
    ) -> None:
        self._case, self._folder, self._octave = case, folder, octave
        self._names, self._into, self._asked, self._timeout = names, into, asked, timeout
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
        if reference.error is not None and (reference.error.stage != "call" or not original.events):
            raise MatdropError(f"{case.id} cannot be traced: {reference.error}")
        result, port = self._record_port(reference, port_bounds)
        if result.verdict == "UNVERIFIED":
            raise MatdropError(f"{case.id} cannot be traced, for there is nothing to compare: {result.error}")
        check_names(self._names, original, port)
        parting, alignment = first_divergence(result, original, port, self._names, reference)
        divergence = None if parting is None else explain(parting, alignment, reference, result.error)
        spread = () if parting is None else tuple(spread_of(parting, alignment))
        self._parting = parting
        self._around = ([], []) if parting is None else _around(parting, alignment)
        self._around = _with(self._around, [divergence] if divergence else [], alignment)
        self._spread = _with(([], []), spread, alignment)
        said = tuple(remarks(case, [path.stem for path in self._asked], divergence, alignment, original_bounds))
        return Trace(result, divergence, spread, alignment, said)

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
        with quiet(io.StringIO()), time_limit(self._timeout), at_home(pair.port, folder):
            try:
                function = load_port(pair.port, folder, pair.original.stem, pair.declaration.is_script)
            except MatdropError:
                raise
            except (Exception, SystemExit) as error:
                raise MatdropError(
                    f"{case.id} cannot be traced: the port cannot be loaded: {port_error(error)}"
                ) from None
        script = None
        if pair.declaration.is_script and isinstance(pair.port, str) and ":" not in pair.port:
            script = (folder / pair.port).resolve()
        helpers = tuple(path.stem for path in self._into)
        for _ in range(1 if self._call else 2):
            recorded = RecordedPort(function, script, self._call, helpers, bounds)
            with at_home(pair.port, folder):
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
    pairs = [(parting.original, parting.port), *used(alignment, parting)]
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
