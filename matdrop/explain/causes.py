"""Causes of a mismatch: suggested by transformations of the values, proven by changes with which every case agrees.

A cause is proven where a change of the port was run and brought agreement on every case of the pair, and on moved
inputs where there are any. Whatever the values suggest without that is suspected, if its transformation explains by far
more of them than was fitted and tried, in all cases and outputs together; else it is a description with its figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from matdrop.engines.session import Session
from matdrop.explain.finding import Finding, Fix
from matdrop.explain.repairs import repair_without_trace, trials_of
from matdrop.explain.trace import finding_of_repair, spoiled_by
from matdrop.habits.cause import Cause, Strength
from matdrop.habits.diagnosis import diagnose
from matdrop.habits.evidence import Evidence
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import TRACE
from matdrop.habits.registry import habits
from matdrop.habits.support import Support, total
from matdrop.repair.effort import Effort
from matdrop.source.original import iterates
from matdrop.verification.attempt import Caller
from matdrop.verification.conditioning import rerun_of
from matdrop.verification.result import Result


def suspected_causes(result: Result, caller: Caller) -> list[Cause]:
    """Return the causes that transformations of the values suggest.

    Parameters
    ----------
    result : Result
        A mismatch.
    caller : Caller
        For the same case and reference.

    Returns
    -------
    list of Cause
        Nearest first.

    Raises
    ------
    MatdropError
        If the original has to be run and the engine does not start.
    """
    assert result.convention is not None
    attempt, case = caller.call(result.convention), result.case
    answer = attempt.answer
    evidence = Evidence(
        caller.reference,
        attempt.obtained,
        attempt.comparisons,
        result.changed,
        returned=answer.returned if isinstance(answer.returned, tuple) else None,
        strict=case.pair.strict,
        port_draws=answer.draws,
        generators=answer.generators,
        tolerances={c.name: case.tolerance_of(c.name) for c in attempt.comparisons},
    )
    rerun = None if caller.session is None else rerun_of(case, caller.session)
    return diagnose(evidence, iterates=iterates(case.pair.original), rerun=rerun)


def supported(found: Sequence[tuple[Result, Cause]]) -> list[tuple[Result, Cause]]:
    """Return causes of a pair's mismatches, those as descriptions that the values do not support: one number is none.

    Parameters
    ----------
    found : sequence of (Result, Cause)
        What `suspected_causes` returns for each result.

    Returns
    -------
    list of (Result, Cause)
        In the same order.
    """
    kinds = dict.fromkeys(cause.kind for _, cause in found)
    support = {kind: total(cause.support for _, cause in found if cause.kind == kind) for kind in kinds}
    weighed: dict[tuple[str, str, str], tuple[Result, Cause]] = {}
    for result, cause in found:  # of an output that several causes would explain, one description is enough
        known = _as_supported(cause, support[cause.kind])
        weighed.setdefault((result.case.id, known.kind, known.output), (result, known))
    return list(weighed.values())


def _as_supported(cause: Cause, support: Support | None) -> Cause:
    """Return a cause, or what it says as a description."""
    if support is None or support.is_enough or cause.is_description:
        return cause
    detail = f"{cause.detail}; too few to suspect {cause.kind}: {support}"
    return replace(cause, kind="unknown", detail=detail, fix=TRACE, strength=Strength.UNKNOWN)


def proven_causes(
    results: Sequence[Result],
    folder: Path,
    session: Session | None,
    timeout: float,
    effort: Effort,
    only_habits: bool = False,
) -> tuple[Finding, ...]:
    """Find the change of a port with which every case of its pair agrees, where no trace has led to one.

    Parameters
    ----------
    results : sequence of Result
        Of all cases of the pair.
    folder : Path
        The folder of the case table.
    session : Session, optional
        The live session, for moved inputs.
    timeout : float
        Seconds that a call of the port may take.
    effort : Effort
        How many changes are tried.
    only_habits : bool
        Whether only the edits of habits are tried, in the whole port.

    Returns
    -------
    tuple of Finding
        One, or none.
    """
    repair = repair_without_trace(results, folder, session, timeout, effort, only_habits)
    if repair is not None:
        return (finding_of_repair(repair, results, folder),)
    habit = _habit_of_draws(results, folder, session, timeout)
    return () if habit is None else (_finding_of_draws(habit, results),)


def _habit_of_draws(results: Sequence[Result], folder: Path, session: Session | None, timeout: float) -> Habit | None:
    """Fill random arrays in another order: return the habit with whose order every case agrees."""
    trials = trials_of(results)
    if not trials or any(trial.case.seed is None for trial in trials):
        return None
    callers = [(Caller(t.case, t.reference, folder, session, timeout), t.convention) for t in trials]
    for habit in habits():
        order = None if habit.draws is None else habit.draws.order
        if order is not None and all(caller.call(how, order=order).agrees for caller, how in callers):
            return habit
    return None


def _finding_of_draws(habit: Habit, results: Sequence[Result]) -> Finding:
    assert habit.draws is not None
    wrong = [result for result in results if any(output.mismatch for output in result.outputs)]
    cases, outputs = spoiled_by(wrong)
    count = len({result.case.name for result in results})
    proof = f"with {habit.draws.what} the port agrees"
    fix = Fix(habit.draws.fix, count, count)
    return Finding(habit.kind, "proven", proof, results[0].case.pair.name, cases, outputs, proof=(proof,), fix=fix)
