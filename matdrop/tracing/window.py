"""Windows: the iterations of long loops that are recorded whole, around the first one in which the two sides part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from matdrop.engines.session import Session
from matdrop.tracing.bounds import BOUNDS, Bounds
from matdrop.tracing.comparison import Comparison, Observation
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.original_recording import record_original
from matdrop.tracing.port_recording import RecordedPort, Run
from matdrop.tracing.recording import Event, Span
from matdrop.tracing.view import View

# Statements, as often as they are executed, that are recorded whole without a look at where the sides part.
WHOLE = 20_000
# Of a window nothing is recorded at intervals: what follows it then runs by itself, and shows whether it is healed.
AROUND = replace(BOUNDS, stride=10**12)
ALL = replace(BOUNDS, turns=10**12)


def focused(
    observations: Sequence[Observation], folder: Path, session: Session, timeout: float = 60.0
) -> list[Observation]:
    """Record again, whole, what decides a case of which not every iteration was recorded.

    Parameters
    ----------
    observations : sequence of Observation
        Cases of one pair, recorded at intervals.
    folder : Path
        The folder of the case table.
    session : Session
        An engine.
    timeout : float
        Seconds that a call of the port may take.

    Returns
    -------
    list of Observation
        As many; of short loops recorded whole, of long ones with a window.

    Raises
    ------
    EngineUnavailableError
        If the engine is not found or does not start.
    MatdropError
        If the port cannot be loaded, or a recording has failed.
    """
    program = Program()
    ports = [RecordedPort(program, o.case, o.reference, folder, o.convention, session, timeout) for o in observations]
    runs = [port.run() for port in ports]
    failing = [k for k, run in enumerate(runs) if not run.attempt.agrees]
    sampled = [k for k in failing if _is_sampled(runs[k])]
    if not sampled:
        return list(observations)
    chosen = [[observations[k] for k in failing], [ports[k] for k in failing], [runs[k] for k in failing]]
    comparison = Comparison(program, *chosen)  # type: ignore[arg-type]
    view = View(comparison, [runs[k] for k in failing])
    result = list(observations)
    for place, k in enumerate(failing):
        if k in sampled:
            result[k] = _focused(observations[k], runs[k], view, place, session)
    return result


def _is_sampled(run: Run) -> bool:
    return any(event.kind == "gap" for event in run.recording.events)


def _focused(observation: Observation, run: Run, view: View, place: int, session: Session) -> Observation:
    """Record an original again: whole, or within a window, or not at all where no window is found."""
    alignment = view.alignments[place]
    if sum(run.recording.counts.values()) <= WHOLE:
        return _recorded(observation, session, ALL, {}, {})
    gap = _gap_before_parting(view, place)
    loop = None if gap is None else _loop_of_original(alignment, gap.statement)
    if gap is None or loop is None:
        return observation
    iterations = range(_last_recorded(alignment, gap), gap.execution)
    span = run.recording.statements[gap.statement].span
    return _recorded(observation, session, AROUND, {loop: iterations}, {span: iterations})


def _recorded(
    observation: Observation, session: Session, bounds: Bounds, original: dict[int, range], port: dict[Span, range]
) -> Observation:
    reference, recording = record_original(observation.case, session, bounds, original)
    if reference.error is not None:
        return observation
    return replace(observation, original=recording, bounds=bounds, windows=port)


def _gap_before_parting(view: View, place: int) -> Event | None:
    """Return what was not recorded before the first value that differs, if it may have come from there."""
    alignment = view.alignments[place]
    parted = (order for order in view.reached[place] if _differs(alignment, order))
    first = next(parted, None)
    if first is None:
        return None
    events = (alignment.port.events[order] for order in view.slices[place].back_from([first]))
    return next((event for event in reversed(list(events)) if event.kind == "gap"), None)


def _differs(alignment: Alignment, order: int) -> bool:
    partner = alignment.partner.get(order)
    if partner is None or alignment.agrees(order):
        return False
    return alignment.port.events[order].value is not None and alignment.original.events[partner].value is not None


def _loop_of_original(alignment: Alignment, number: int) -> int | None:
    """Return the original's loop that stands for a loop of the port."""
    events = (event.order for event in alignment.port.events if event.statement == number and event.kind != "gap")
    partners = (alignment.original.events[alignment.partner[e]] for e in events if e in alignment.partner)
    loops = {other for statement in alignment.original.statements for other in statement.around}
    found = Counter(event.statement for event in partners if event.statement in loops)
    if found:
        return found.most_common(1)[0][0]
    times = alignment.port.counts.get(number, 0)
    alike = [loop for loop in sorted(loops) if alignment.original.counts.get(loop, 0) == times]
    return alike[0] if len(alike) == 1 else None


def _last_recorded(alignment: Alignment, gap: Event) -> int:
    """Return the last iteration before a gap that was recorded, counted from 0."""
    before = alignment.port.events[: gap.order]
    turns = (e.execution for e in reversed(before) if e.statement == gap.statement and e.kind in ("store", "condition"))
    return next(turns, 0)
