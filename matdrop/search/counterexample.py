"""A counterexample: inputs on which two Python functions part that agree on all cases of a pair."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from matdrop.calling.conventions import Convention, conventions_for, integer_conventions, outputs_of
from matdrop.cases.reference import Engine, OriginalError, Reference
from matdrop.engines.session import Session
from matdrop.search.domain import Known
from matdrop.search.generator import Candidate, inputs_for
from matdrop.search.leaves import Inputs
from matdrop.values.canonical import ValueModelError
from matdrop.verification.attempt import Attempt, Caller
from matdrop.verification.compare import compare

Port: TypeAlias = Callable[..., Any]
# How many originals run in one call of the engine; and how many seconds one may take on inputs that nobody chose.
BLOCK, SECONDS = 50, 5.0
_NOT_RUN = OriginalError("call", "matdrop:search", "the original was not run")


@dataclass(frozen=True, eq=False)
class Counterexample:
    """Inputs on which two functions part.

    Attributes
    ----------
    candidate : Candidate
        The inputs, and a case with them.
    answers : (Attempt, Attempt)
        What both returned; compared with the original's outputs if it was run.
    reference : Reference or None
        What the original computed; None if there was no session.
    """

    candidate: Candidate
    answers: tuple[Attempt, Attempt]
    reference: Reference | None = None

    @property
    def inputs(self) -> Inputs:
        """The inputs, in canonical form."""
        return self.candidate.inputs

    @property
    def agrees(self) -> tuple[bool, bool] | None:
        """Whether each of the two agrees with the original; None if it was not run."""
        if self.reference is None:
            return None
        one, other = self.answers
        return one.agrees, other.agrees


def parting(
    known: Sequence[Known],
    one: Port,
    other: Port,
    folder: Path,
    session: Session | None = None,
    *,
    limit: int = 300,
    timeout: float = SECONDS,
) -> Counterexample | None:
    """Find the first inputs on which two Python functions part.

    Parameters
    ----------
    known : sequence of Known
        Cases of one pair with their evaluated inputs (`Reference.inputs`). Both functions are called as its port.
    one, other : callable
        The functions: such as a port and a change of it. Inputs on which `one` raises an exception do not count unless
        there is a session, for they may be outside of the original's domain.
    folder : Path
        The folder of the case table.
    session : Session, optional
        If given, the original runs on the inputs. Then only those count on which it does not fail, and on which one of
        the two agrees with it and the other does not. What is ill-conditioned is no difference, as for `judge`.
    limit : int
        How many inputs are tried at most.
    timeout : float
        Seconds that a call may take.

    Returns
    -------
    Counterexample or None
        The first that was found; the same in every run.

    Raises
    ------
    MatdropError
        If the pair's own port is not found, or the engine does not start.

    Examples
    --------
    >>> import numpy as np
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> case = load_table(OWN_TABLE).select(["inverted_dropout_predict"])[0]
    >>> known = [Known(case, (np.array([[1.0, 2.0]]),))]
    >>> found = parting(known, lambda x: x + 0.0, lambda x: abs(x), OWN_TABLE.parent)
    >>> bool(found.inputs[0].min() < 0)
    True
    """
    candidates = inputs_for(known, port_file(known, folder), limit)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings of ports on inputs that no user has chosen
        if session is None:
            return _first_apart(candidates, one, other, folder, timeout)
        return _first_decided(candidates, one, other, folder, session, timeout)


def _first_apart(
    candidates: Iterator[Candidate], one: Port, other: Port, folder: Path, timeout: float
) -> Counterexample | None:
    """Find the first inputs on which two functions give different answers."""
    for candidate in candidates:
        answers = _answers(candidate, one, other, folder, timeout)
        if answers is not None:
            return Counterexample(candidate, answers)
    return None


def _first_decided(
    candidates: Iterator[Candidate], one: Port, other: Port, folder: Path, session: Session, timeout: float
) -> Counterexample | None:
    """Find the first inputs on which one of two functions agrees with the original."""
    while block := list(itertools.islice(candidates, BLOCK)):
        # Only where the two part at all is the original asked.
        parted = [candidate for candidate in block if _answers(candidate, one, other, folder, timeout, False)]
        references = session.run([candidate.case for candidate in parted], timeout=timeout)
        for candidate, reference in zip(parted, references, strict=True):
            found = _judged(candidate, one, other, folder, reference, session, timeout)
            if found is not None:
                return found
    return None


def port_file(known: Sequence[Known], folder: Path) -> Path | None:
    """Return the file of a pair's port, if the table names one.

    Parameters
    ----------
    known : sequence of Known
        Cases of one pair.
    folder : Path
        The folder of the case table.

    Returns
    -------
    Path or None
        None for a module, or a function itself.
    """
    port = known[0].case.pair.port if known else ""
    file = folder / port.partition(":")[0] if isinstance(port, str) else folder
    return file if file.suffix == ".py" and file.is_file() else None


def _answers(
    candidate: Candidate, one: Port, other: Port, folder: Path, timeout: float, fails_alike: bool = True
) -> tuple[Attempt, Attempt] | None:
    """Call both in one way; return their answers if these differ."""
    reference = Reference("live", Engine("", ""), candidate.inputs, {}, error=_NOT_RUN)
    caller = Caller(candidate.case, reference, folder, None, timeout)
    first = _first_answer(caller, one, candidate)
    if first.error is not None and fails_alike:
        return None
    second = caller.call(first.convention, other)
    return (first, second) if _differ(candidate, first, second) else None


def _first_answer(caller: Caller, port: Port, candidate: Candidate) -> Attempt:
    """Call a port by one convention after the other, until it does not fail."""
    attempt: Attempt | None = None
    for convention in _conventions(caller, candidate):
        attempt = caller.call(convention, port)
        if attempt.error is None:
            break
    assert attempt is not None
    return attempt


def _conventions(caller: Caller, candidate: Candidate) -> Iterator[Convention]:
    yield from conventions_for(candidate.case, candidate.inputs, caller.parameters)
    yield from integer_conventions(candidate.case, candidate.inputs, caller.parameters)


def _differ(candidate: Candidate, first: Attempt, second: Attempt) -> bool:
    """Whether two answers differ: one is an error, or an output is another within the tolerance of the case."""
    if first.error is not None or second.error is not None:
        return (first.error is None) != (second.error is None)
    ones, others = _outputs(candidate, first), _outputs(candidate, second)
    if ones.keys() != others.keys():
        return True
    case = candidate.case
    for name, value in ones.items():
        tolerance = case.tolerance_of(name)
        try:
            if compare(value, others[name], tolerance, name, strict=False).mismatch is not None:
                return True
        except ValueModelError:
            return type(value) is not type(others[name])
    return False


def _outputs(candidate: Candidate, attempt: Attempt) -> Mapping[str, Any]:
    pair, answer = candidate.case.pair, attempt.answer
    obtained, _, extra = outputs_of(answer.returned, pair.outputs, answer.changed, pair.conventions.returns)
    return {name: value for name, value in obtained.items() if name not in pair.ignored} | (
        {"": extra} if extra else {}
    )


def _judged(
    candidate: Candidate,
    one: Port,
    other: Port,
    folder: Path,
    reference: Reference,
    session: Session,
    timeout: float,
) -> Counterexample | None:
    """Compare both with the original; return their answers if one agrees and the other does not."""
    if reference.error is not None:
        return None
    caller = Caller(candidate.case, reference, folder, session, timeout)
    answers = _nearest_answer(caller, one, candidate), _nearest_answer(caller, other, candidate)
    if answers[0].agrees == answers[1].agrees:
        return None
    return Counterexample(candidate, answers, reference)


def _nearest_answer(caller: Caller, port: Port, candidate: Candidate) -> Attempt:
    """Call a port by one convention after the other until it agrees; else return the answer that came nearest."""
    attempts: list[Attempt] = []
    for convention in _conventions(caller, candidate):
        attempts.append(caller.call(convention, port))
        if attempts[-1].agrees:
            return attempts[-1]
    return max(attempts, key=lambda attempt: attempt.rank)
