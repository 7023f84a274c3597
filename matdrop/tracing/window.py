"""Windows: the iterations of long loops that are recorded whole, around the first one in which the two sides part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matdrop.engines.session import Session
from matdrop.tracing.bounds import BOUNDS, Bounds
from matdrop.tracing.comparison import Comparison, Observation
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.original_recording import record_original
from matdrop.tracing.port_recording import Run
from matdrop.tracing.recording import Event, Span
from matdrop.tracing.summary import Summary
from matdrop.tracing.view import View

# Statements, as often as they are executed, that are recorded whole without a look at where the sides part.
WHOLE = 20_000
# Iterations in a window at most: all from one that the first recording of a million has to the next, so that no further
# window is needed ...
MOST = 1001
EXECUTED = 20_000  # ... and executions of statements in it, about
# Of a window nothing is recorded at intervals: what follows it then runs by itself, and shows whether it is healed.
AROUND = replace(BOUNDS, stride=10**12)
ALL = replace(BOUNDS, turns=10**12)
STEPS = 5  # that are taken at most: the original is run for each


@dataclass(frozen=True)
class _Parting:
    """Where the sides part: a loop of the port, its iterations from the last that agrees to the one of the parting."""

    loop: int
    iterations: range
    events: range  # of the port, in these iterations


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
    for _ in range(STEPS):
        closer = _recorded_again(observations, folder, session, timeout)
        if all(new is old for new, old in zip(closer, observations, strict=True)):
            break
        observations = closer
    return list(observations)


def _recorded_again(
    observations: Sequence[Observation], folder: Path, session: Session, timeout: float
) -> Sequence[Observation]:
    """Take a step with each failing case of which the port's iterations were not all recorded."""
    program = Program()
    ports = [observation.port(program, folder, session, timeout) for observation in observations]
    runs = [port.run() for port in ports]
    failing = [k for k, run in enumerate(runs) if not run.attempt.agrees]
    sampled = [k for k in failing if _is_sampled(runs[k])]
    if not sampled:
        return observations
    chosen = [[observations[k] for k in failing], [ports[k] for k in failing], [runs[k] for k in failing]]
    comparison = Comparison(program, *chosen)  # type: ignore[arg-type]
    view = View(comparison, [runs[k] for k in failing])
    result = list(observations)
    for place, k in enumerate(failing):
        if k in sampled:
            result[k] = _closer(observations[k], view, place, session)
    return result


def _is_sampled(run: Run) -> bool:
    return any(event.kind == "gap" for event in run.recording.events)


def _closer(observation: Observation, view: View, place: int, session: Session) -> Observation:
    """Record an original again: whole, or closer to where the sides part; not if that is as close as it gets."""
    alignment = view.alignments[place]
    if sum(alignment.port.counts.values()) <= WHOLE:
        return _recorded(observation, session, ALL, {}, {})
    parting = _parting(view, place)
    if parting is None:
        return observation
    span, iterations = alignment.port.statements[parting.loop].span, parting.iterations
    most = _most(alignment, view.program, parting.loop)
    if len(iterations) > most:
        iterations = iterations[:: -(-len(iterations) // most)]
    elif span in observation.windows and len(iterations) <= 2 and _is_whole(alignment, parting.events):
        return observation
    loop = _loop_of_original(alignment, parting.loop)
    if loop is None or observation.windows == {span: iterations}:
        return observation
    return _recorded(observation, session, AROUND, {loop: iterations}, {span: iterations})


def _parting(view: View, place: int) -> _Parting | None:
    """Return where the sides part; None if that may not have come from an iteration that was not recorded.

    Only iterations that both sides have recorded are known to agree.
    """
    alignment, events = view.alignments[place], view.alignments[place].port.events
    parted = next((order for order in view.reached[place] if alignment.differs(order)), None)
    gap = None if parted is None else _gap_before(view, place, parted)
    if gap is None or parted is None:
        return None
    loop = gap.statement
    turns = [e for e in events[:parted] if e.statement == loop and e.kind != "gap" and e.order in alignment.partner]
    if not turns or turns[-1].order < gap.order:
        start = turns[-1].execution if turns else 0
        return _Parting(loop, range(start, gap.execution), range(gap.order, gap.order + 1))
    last = turns[-1]
    before = next((turn for turn in reversed(turns) if turn.execution < last.execution), last)
    end = next((e.order for e in events[parted:] if e.statement == loop), len(events))
    return _Parting(loop, range(before.execution, last.execution + 1), range(before.order, end))


def _most(alignment: Alignment, program: Program, loop: int) -> int:
    """Return how many iterations of a loop a window has at most: fewer if each executes many statements."""
    counts = alignment.port.counts
    executed = sum(counts.get(statement.number, 0) for statement in program.inside(loop))
    return max(2, min(MOST, EXECUTED * counts.get(loop, 0) // max(1, executed)))


def _is_whole(alignment: Alignment, orders: range) -> bool:
    """Whether the values of some events are all known, on both sides, and not only summaries of them."""
    events = [alignment.port.events[order] for order in orders]
    events += [alignment.original.events[alignment.partner[order]] for order in orders if order in alignment.partner]
    return not any(event.value is None or isinstance(event.value, Summary) for event in events)


def _recorded(
    observation: Observation, session: Session, bounds: Bounds, original: dict[int, range], port: dict[Span, range]
) -> Observation:
    reference, recording = record_original(observation.case, session, bounds, original)
    if reference.error is not None:
        return observation
    return replace(observation, original=recording, bounds=bounds, windows=port)


def _gap_before(view: View, place: int, parted: int) -> Event | None:
    """Return what was not recorded before a value that differs, if the difference may have come from there."""
    events = [view.alignments[place].port.events[order] for order in view.slices[place].back_from([parted])]
    return next((event for event in reversed(events) if event.kind == "gap"), None)


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
