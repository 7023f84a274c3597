"""Causes of a mismatch: suggested by transformations of the values, proven by changes of the port."""

from __future__ import annotations

import time
from dataclasses import replace

from matdrop.calling.conventions import Convention
from matdrop.habits.cause import Cause, Strength
from matdrop.habits.diagnosis import diagnose
from matdrop.habits.evidence import Evidence
from matdrop.habits.registry import habits
from matdrop.repair.edits import narrowed, variants
from matdrop.source.original import iterates
from matdrop.verification.attempt import Attempt, Caller
from matdrop.verification.conditioning import rerun_of
from matdrop.verification.result import Result


def causes_of(result: Result, caller: Caller) -> list[Cause]:
    """Find the causes of a mismatch.

    Parameters
    ----------
    result : Result
        A mismatch.
    caller : Caller
        For the same case and reference; it calls the port again, unchanged and with changes.

    Returns
    -------
    list of Cause
        Nearest first. A cause without a `proof` is only suspected.

    Raises
    ------
    MatdropError
        If the original has to be run and the engine does not start.
    """
    assert result.convention is not None
    causes = _suspected(result, caller, caller.call(result.convention))
    if causes and causes[0].is_telling:
        return causes
    proven = _by_edits(result, caller, result.convention) or _by_draws(result, caller, result.convention)
    return causes if proven is None else [proven, *(cause for cause in causes if cause.is_telling)]


def _suspected(result: Result, caller: Caller, attempt: Attempt) -> list[Cause]:
    """Return the causes that transformations of the values suggest."""
    case, answer = result.case, attempt.answer
    evidence = Evidence(
        caller.reference,
        attempt.obtained,
        attempt.comparisons,
        result.changed,
        returned=answer.returned if isinstance(answer.returned, tuple) else None,
        strict=case.pair.strict,
        port_draws=answer.draws,
        generators=answer.generators,
        tolerances={c.name: case.tolerance.get(c.name, case.default_tolerance) for c in attempt.comparisons},
    )
    rerun = None if caller.session is None else rerun_of(case, caller.session)
    return diagnose(evidence, iterates=iterates(case.pair.original), rerun=rerun)


def _by_edits(result: Result, caller: Caller, convention: Convention) -> Cause | None:
    """Change one habit of NumPy after the other in the port's source: if the port then agrees, that is the cause."""
    until = time.monotonic() + caller.timeout
    assert callable(caller.port)
    for variant in variants(caller.port):
        if time.monotonic() > until:
            return None
        if not caller.call(convention, variant.function).agrees:
            continue
        found = narrowed(caller.port, variant, lambda other: caller.call(convention, other.function).agrees)
        lines = ", ".join(map(str, dict.fromkeys(found.lines)))
        proof = f"with {found.edit.what} ({'line' if len(found.lines) == 1 else 'lines'} {lines}) the port agrees"
        return replace(_proven(found.habit.kind, result, proof, found.fix), line=found.lines[0])
    return None


def _by_draws(result: Result, caller: Caller, convention: Convention) -> Cause | None:
    """Fill random arrays in another order: if the port then agrees, that is the cause."""
    if result.case.seed is None:
        return None
    for habit in habits():
        if habit.draws is not None and caller.call(convention, order=habit.draws.order).agrees:
            return _proven(habit.kind, result, f"with {habit.draws.what} the port agrees", habit.draws.fix)
    return None


def _proven(kind: str, result: Result, proof: str, fix: str) -> Cause:
    output = next((comparison.name for comparison in result.outputs if comparison.mismatch), "")
    return Cause(kind, output, proof, fix, proof=proof, strength=Strength.PROVEN)
