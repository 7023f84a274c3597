"""Judge a port on one case: call it by one convention after the other, and compare."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from matdrop.calling.call import PortError
from matdrop.calling.conventions import Convention, Record, conventions_for, integer_conventions
from matdrop.cases.case import Case, Verdict
from matdrop.cases.reference import Reference
from matdrop.engines.gaps import filled_gaps, foreign_calls
from matdrop.engines.lack import UNDEFINED
from matdrop.engines.session import Session
from matdrop.fixtures.store import FixtureError, Fixtures
from matdrop.verification.attempt import Attempt, Caller
from matdrop.verification.result import Result

RANDOM = {"rand", "randi", "randn", "randperm", "randsample", "rande", "randg", "randp", "normrnd", "unifrnd"}


def judge_saved(case: Case, fixtures: Fixtures, folder: Path, timeout: float = 60.0) -> Result:
    """Compare a port with its saved reference.

    Parameters
    ----------
    case : Case
        The case to verify.
    fixtures : Fixtures
        Holds the reference.
    folder : Path
        The folder of the case table.
    timeout : float
        Seconds that the port may take.

    Returns
    -------
    Result
        ``STALE`` or ``UNVERIFIED`` if the fixture cannot be used.

    Raises
    ------
    MatdropError
        If the port is not found.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> table = load_table(OWN_TABLE)
    >>> (case,) = table.select(["inverted_dropout/article"])
    >>> judge_saved(case, Fixtures(table.fixtures), table.path.parent).verdict
    'PASS'
    """
    try:
        return judge(case, fixtures.read(case), folder, None, timeout)
    except FixtureError as error:
        return Result(case, "saved", "STALE" if error.problem == "stale" else "UNVERIFIED", error=str(error))


def judge(
    case: Case, reference: Reference, folder: Path, session: Session | None = None, timeout: float = 60.0
) -> Result:
    """Call a port and compare what it returns with a reference.

    Parameters
    ----------
    case : Case
        The case to verify.
    reference : Reference
        What the original computed.
    folder : Path
        The folder of the case table; ports given as files are relative to it.
    session : Session, optional
        The live session, for function handles among the inputs and for perturbed runs of the original.
    timeout : float
        Seconds that the port may take.

    Returns
    -------
    Result
        With every figure; a failure on either side is a verdict, not an exception. Of the representations
        that a port may take, the first by which it agrees decides; if it agrees by none, the one by
        which it comes nearest. What an input means is never searched for.

    Raises
    ------
    MatdropError
        If the port is not found, or the condition of an output has to be measured and the engine does not start.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> table = load_table(OWN_TABLE)
    >>> (case,) = table.select(["inverted_dropout/article"])
    >>> judge(case, Fixtures(table.fixtures).read(case), table.path.parent).verdict
    'PASS'
    """
    case = case.seen_in(reference.engine)
    if reference.error is not None and reference.error.stage != "call":
        return Result(case, reference.source, "UNVERIFIED", error=f"before the call: {reference.error}")
    if reference.error is not None and len(reference.inputs) < len(case.args):
        return _failed(case, reference, None)
    caller = Caller(case, reference, folder, session, timeout)
    if isinstance(caller.port, PortError):
        return _failed(case, reference, caller.port)
    attempt = _best_attempt(caller)
    if (count := _count_returned(attempt, case, reference)) is not None:
        return _judge_count(case, count, folder, session, timeout)
    result = verdict_on(attempt, case, reference)
    said = [*result.conventions, *_stubs(caller, attempt), *_of_random_numbers(result, reference)]
    return replace(
        result, conventions=tuple(said), decisive=attempt.number, reference=reference, convention=attempt.convention
    )


def _count_returned(attempt: Attempt, case: Case, reference: Reference) -> int | None:
    """Return how many outputs a port returns, if the original, which returns any number, was asked for another."""
    if not case.pair.is_open or reference.error is not None or attempt.error is not None:
        return None
    returned = attempt.answer.returned
    count = len(returned) if isinstance(returned, tuple) else 1
    return None if count == len(case.pair.outputs) else count


def _judge_count(case: Case, count: int, folder: Path, session: Session | None, timeout: float) -> Result:
    """Judge a port on as many outputs as it returns; the original, which returns any number, is run again for it."""
    asked = f"{case.pair.original.name} returns as many outputs as it is asked for (varargout)"
    if session is None:
        error = (
            f"{asked}; it was asked for {len(case.pair.outputs)}, and the port returns {count}: write nargout = {count}"
        )
        return Result(case, "saved", "UNVERIFIED", error=error)
    counted = replace(case, pair=case.pair.with_count(count))
    (reference,) = session.run([counted], timeout=timeout)
    result = judge(counted, reference, folder, session, timeout)
    said = f"{asked}: {count}, as the port does"
    return replace(result, conventions=(said, *result.conventions))


def _best_attempt(caller: Caller) -> Attempt:
    """Call the port by one convention after the other until it agrees; else return the attempt that came nearest."""
    case, reference, parameters = caller.case, caller.reference, caller.parameters
    # Where only the engine lacks something, the port is right to answer, by whichever representation.
    has_erred = reference.error is not None and reference.error.identifier not in UNDEFINED
    attempts: list[Attempt] = []
    until = time.monotonic() + caller.timeout

    def agreeing(conventions: Iterator[Convention]) -> Attempt | None:
        for convention in conventions:
            if attempts and time.monotonic() > until:
                return None
            attempts.append(caller.call(convention))
            if attempts[-1].agrees or has_erred:
                return attempts[-1]
        return None

    found = agreeing(conventions_for(case, reference.inputs, parameters))
    if found is None and all(attempt.error is not None for attempt in attempts):
        found = agreeing(integer_conventions(case, reference.inputs, parameters))
    return found or max(attempts, key=lambda attempt: attempt.rank)


def verdict_on(attempt: Attempt, case: Case, reference: Reference) -> Result:
    """Return the verdict on an attempt: the comparison decides, and nothing else.

    Parameters
    ----------
    attempt : Attempt
        A call of the port.
    case : Case
        The case that it was called on.
    reference : Reference
        What the original computed.

    Returns
    -------
    Result
        With every figure.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> table = load_table(OWN_TABLE)
    >>> (case,) = table.select(["inverted_dropout/article"])
    >>> reference = Fixtures(table.fixtures).read(case)
    >>> caller = Caller(case, reference, table.path.parent)
    >>> convention, *_ = conventions_for(case, reference.inputs, caller.parameters)
    >>> verdict_on(caller.call(convention), case, reference).verdict
    'PASS'
    """
    answer, printed = attempt.answer, (reference.printed, attempt.answer.printed)
    if reference.error is not None or attempt.error is not None:
        failed = _failed(case, reference, attempt.error)
        return replace(failed, seconds=reference.seconds + answer.seconds, printed=printed)
    seconds, said = reference.seconds + answer.seconds, list(attempt.said)
    if not attempt.comparisons:
        nothing = (
            f"nothing to compare: {case.pair.original.name} has no output; "
            "compare what both sides print with printed = true"
        )
        error = "; ".join(said) if answer.left_behind is not None else nothing
        return Result(case, reference.source, "UNVERIFIED", error=error, seconds=seconds, printed=printed)
    changed, updated = _changed_inputs(attempt, case.pair.strict)
    said += [f"the port changed {name} in place and returned it" for name in updated]
    is_right = agrees(attempt, case)
    if is_right:
        said += _unequal_draws(attempt, reference)
    verdict: Verdict = "PASS" if is_right else "MISMATCH"
    return Result(
        case,
        reference.source,
        verdict,
        attempt.comparisons,
        changed,
        attempt.extra,
        seconds=seconds,
        conventions=tuple(said),
        printed=printed,
    )


def agrees(attempt: Attempt, case: Case) -> bool:
    """Whether the port does in an attempt what the original does: its outputs, and nothing else.

    Parameters
    ----------
    attempt : Attempt
        A call of the port.
    case : Case
        Its case.

    Returns
    -------
    bool
        False also where the port changes its inputs, or returns more than a strict pair may.
    """
    changed, _ = _changed_inputs(attempt, case.pair.strict)
    return attempt.agrees and not changed and not (case.pair.strict and attempt.extra > 0)


def _changed_inputs(attempt: Attempt, strict: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the inputs whose change is a fault, and those that were updated as users of Python do it."""
    changed = attempt.answer.changed
    if strict:
        return tuple(changed), ()
    if attempt.answer.returned is None:
        return (), ()  # a port that works in place is meant to change its inputs
    # A struct that is updated and returned is Python's form of MATLAB's s = f(s).
    updated = tuple(name for name in changed if _are_records(changed[name]) and name in attempt.obtained)
    return tuple(name for name in changed if name not in updated), updated


def _are_records(value: Any) -> bool:
    """Whether a value is a struct, or a struct array, which a port gets as a list."""
    elements = value if isinstance(value, list) and value else [value]
    return all(isinstance(element, Record) for element in elements)


def _unequal_draws(attempt: Attempt, reference: Reference) -> list[str]:
    """Report if a port that agrees has taken another number of random numbers than its original."""
    if attempt.answer.draws is None:
        return []
    here, there = reference.draws.size, attempt.answer.draws.size
    return [] if here == there else [f"the original takes {here} draws from the stream, the port {there}"]


def _stubs(caller: Caller, attempt: Attempt) -> list[str]:
    """Report what has replaced something that is not installed, on either side."""
    said = list(dict.fromkeys((*caller.stood_in, *attempt.answer.stood_in)))
    if (session := caller.session) is not None:
        said += filled_gaps(caller.case.pair.files, caller.reference.engine, session.shims, session.packaged)
    return said


def _of_random_numbers(result: Result, reference: Reference) -> list[str]:
    """Say what gives a port that differs the random numbers of its original: a seed, or the original's own seeds."""
    case = result.case
    drawn = sorted(foreign_calls(case.pair.files) & RANDOM) if result.verdict == "MISMATCH" else []
    if not drawn:
        return []
    name = case.pair.original.name
    if case.seed is None:
        remedy = "with a seed (--seed 1, or seed = 1 in the case) both sides get the same random numbers"
        return [f"{name} draws random numbers ({', '.join(drawn)}): {remedy}"]
    if reference.seeds_itself:
        return [
            f"{name} seeds its random numbers itself; np.random.seed(s), where it does, gives the port the same ones"
        ]
    return []


def _left_out(case: Case, reference: Reference) -> str:
    """Say which parameter was not passed, if that is what the original stumbles over."""
    if reference.error is None or reference.error.identifier != "Octave:undefined-function":
        return ""
    needed = [name for name in case.not_passed(len(reference.inputs)) if f"'{name}'" in reference.error.message]
    takes = f"{case.pair.original.name} takes {', '.join(case.pair.declaration.parameters)}"
    return f"; {takes}, and {needed[0]} was not passed" if needed else ""


def _failed(case: Case, reference: Reference, port: PortError | None) -> Result:
    original = reference.error
    verdict: Verdict = "BOTH FAILED" if original and port else "ORIGINAL FAILED" if original else "PORT FAILED"
    sides = [f"original: {original}{_left_out(case, reference)}"] if original else []
    sides += [f"{port.side}: {port}"] if port else []
    was_entered = port is None or not port.is_of_the_call
    if not was_entered:
        sides.append("declare which inputs it takes (arguments = [...]), or put an adapter before it (adapter = ...)")
    error = "; ".join(sides)
    return Result(
        case,
        reference.source,
        verdict,
        error=error,
        seconds=reference.seconds,
        reference=reference,
        was_entered=was_entered,
    )
