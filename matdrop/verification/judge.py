"""Judge a port on one case: call it by one convention after the other, compare, explain."""

from __future__ import annotations

import contextlib
import functools
import io
import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from matdrop.calling.call import DRAWS, PortAnswer, PortError, call_port, port_error
from matdrop.calling.conventions import Convention, Record, outputs_of, shifted, unusual_conventions, usual_conventions
from matdrop.calling.handles import functions_for
from matdrop.calling.load import folder_of, load_port, parameters_of
from matdrop.calling.sandbox import quiet, time_limit
from matdrop.cases.case import Case, Verdict
from matdrop.cases.pair import Pair
from matdrop.cases.reference import OriginalError, Reference, Source
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.fixtures.store import FixtureError, Fixtures
from matdrop.habits.diagnosis import Cause, Kind, diagnose
from matdrop.repair.edits import narrowed, variants
from matdrop.source.names import normalize_name
from matdrop.source.original import iterates
from matdrop.values.canonical import Value, ValueModelError, class_of, size_of
from matdrop.values.distance import integers, is_numbers, numbers
from matdrop.verification.compare import Comparison, Mismatch, compare

# The largest relative difference that is let pass where the original itself moves as much.
ILL_CONDITIONED = 1e-6
# Causes of which no transformation of the values is a proof, so that it is worth a look into the port's source.
WEAK: set[Kind] = {"unknown", "tolerance", "region", "nan", "order", "ill-conditioned", "length"}


@dataclass(frozen=True)
class Result:
    """The verdict on one case by one reference.

    Attributes
    ----------
    case : Case
        What was verified.
    source : {"live", "saved"}
        Which reference was used.
    verdict : str
        One of `matdrop.cases.case.Verdict`.
    outputs : tuple of Comparison
        Every output, with figures; empty where there was nothing to compare.
    causes : tuple of Cause
        Of a mismatch.
    error : str or None
        What failed, where something did.
    seconds : float
        The time of original (if live) and port.
    conventions : tuple of str
        In what the port's habits are not MATLAB's and were followed or let pass.
    printed : tuple of str
        What the original and the port printed.
    decisive : int
        Which call of the port the verdict rests on, from 1; 0 if it was not called.
    inputs : mapping of str to value
        What both sides were given, by the original's names.
    """

    case: Case
    source: Source
    verdict: Verdict
    outputs: tuple[Comparison, ...] = ()
    causes: tuple[Cause, ...] = ()
    error: str | None = None
    seconds: float = 0.0
    conventions: tuple[str, ...] = ()
    printed: tuple[str, str] = ("", "")
    decisive: int = 0
    inputs: Mapping[str, Value] = field(default_factory=dict, repr=False, compare=False)

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the one that the case expects."""
        return self.verdict == self.case.expected

    @property
    def is_unexplained(self) -> bool:
        """Whether it is a mismatch of which no transformation of the values has proven a cause."""
        return self.verdict == "MISMATCH" and (not self.causes or self.causes[0].kind in WEAK)


def judge_saved(case: Case, fixtures: Fixtures, folder: Path, timeout: float = 60.0) -> Result:
    """Compare a port with its saved reference.

    Parameters
    ----------
    case : Case
        What is verified.
    fixtures : Fixtures
        Where the reference is.
    folder : Path
        Where the case table stands.
    timeout : float
        Seconds that the port may take.

    Returns
    -------
    Result
        ``STALE`` or ``UNVERIFIED`` where the fixture cannot be used.
    """
    try:
        return judge(case, fixtures.read(case), folder, None, timeout)
    except FixtureError as error:
        return Result(case, "saved", "STALE" if error.problem == "stale" else "UNVERIFIED", error=str(error))


def judge(
    case: Case, reference: Reference, folder: Path, session: Session | None = None, timeout: float = 60.0
) -> Result:
    """Call a port and compare what it gives with a reference.

    Parameters
    ----------
    case : Case
        What is verified.
    reference : Reference
        What the original computed.
    folder : Path
        Where the case table stands; ports given as files are relative to it.
    session : Session, optional
        The live session, for function handles among the inputs and for perturbed runs of the original.
    timeout : float
        Seconds that the port may take.

    Returns
    -------
    Result
        With every figure; a failure on either side is a verdict, not an exception. Of the conventions
        that a port may follow, the first one by which it agrees decides; if it agrees by none, the one by
        which it comes nearest.

    Raises
    ------
    MatdropError
        If there is no such port.
    """
    original_error = reference.error
    if original_error is not None and original_error.stage != "call":
        return Result(case, reference.source, "UNVERIFIED", error=f"before the call: {original_error}")
    if original_error is not None and len(reference.inputs) < len(case.args):
        return _failed(case, reference.source, original_error, None, reference.seconds)
    function, not_drawn = _port(case.pair, folder, timeout, _source(case.pair, folder))
    if isinstance(function, PortError):
        return _failed(case, reference.source, original_error, function, reference.seconds)
    answers: dict[Any, list[Any]] = {}
    numbers = itertools.count(1)

    def call(convention: Convention, port: Callable[..., Any] = function, order: Literal["F", "C"] = "F") -> _Attempt:
        handle = functools.partial(
            functions_for,
            given=case.functions,
            port=function,
            folder=case.pair.original.parent,
            session=session,
            count=convention.handle_outputs,
            answers=answers,
        )
        with contextlib.chdir(folder_of(case.pair.port, folder) or "."):
            answer = call_port(case, port, reference, convention, handle, timeout, order)
        return replace(_compared(case, reference, convention, answer), number=next(numbers))

    attempt = _best_attempt(case, reference, function, call, timeout)
    result = _explained(case, reference, attempt, session)
    if result.is_unexplained:
        result = _with_edits(result, function, functools.partial(call, attempt.convention), timeout)
    if result.is_unexplained:
        result = _filled_by_rows(result, functools.partial(call, attempt.convention, order="C"))
    missing = dict.fromkeys((*not_drawn, *attempt.answer.not_drawn))
    said = [f"{library} is not installed: a stand-in has drawn nothing" for library in missing]
    if session is not None and (shims := session.shims & case.pair.called):
        said.append(f"not in {reference.engine}, matdrop's own in its place: {', '.join(sorted(shims))}")
    inputs = dict(zip(case.input_names(len(reference.inputs)), reference.inputs, strict=True))
    return replace(result, conventions=(*result.conventions, *said), decisive=attempt.number, inputs=inputs)


@dataclass(frozen=True)
class _Attempt:
    """A call of the port by one convention, and how its outputs compare."""

    convention: Convention
    answer: PortAnswer
    said: tuple[str, ...]
    obtained: Mapping[str, Any] = field(default_factory=dict)
    comparisons: tuple[Comparison, ...] = ()
    extra: int = 0
    error: PortError | None = None
    number: int = 0

    @property
    def agrees(self) -> bool:
        """Whether every output does."""
        return self.error is None and not any(comparison.mismatch for comparison in self.comparisons)

    def agrees_from_zero(self, reference: Reference) -> bool:
        """Whether every output that differs agrees once 1 is added."""
        differing = [c.name for c in self.comparisons if c.mismatch]
        try:
            raised = {name: shifted(self.obtained[name], 1) for name in differing}
        except (KeyError, ValueModelError):  # an output is missing, or MATLAB has nothing like it
            return False
        return self.error is None and not any(
            compare(reference.outputs[name], raised[name], strict=False).mismatch for name in differing
        )

    @property
    def rank(self) -> tuple[int, int, int]:
        """How near it comes: an answer at all, outputs that agree, outputs of the right size; of errors, the last."""
        if self.error is not None:
            return 0, self.error.line, 0
        wrong = [comparison.mismatch.kind for comparison in self.comparisons if comparison.mismatch]
        sized = len(self.comparisons) - sum(kind in ("size", "missing") for kind in wrong)
        return 1, len(self.comparisons) - len(wrong), sized


def _best_attempt(
    case: Case,
    reference: Reference,
    function: Callable[..., Any],
    call: Callable[[Convention], _Attempt],
    timeout: float,
) -> _Attempt:
    """Call the port by one convention after the other, until it agrees; else give the attempt that came nearest."""
    names = case.input_names(len(reference.inputs))
    parameters = [p for p in parameters_of(function) if case.seed is None or p.name in names or p.name not in DRAWS]
    attempts: list[_Attempt] = []
    until = time.monotonic() + timeout

    def agreeing(conventions: Iterator[Convention]) -> _Attempt | None:
        for convention in conventions:
            if attempts and time.monotonic() > until:
                return None
            attempts.append(call(convention))
            if attempts[-1].agrees or reference.error is not None:
                return attempts[-1]
        return None

    found = agreeing(usual_conventions(case, reference.inputs, parameters))
    if found is None:
        usual = len(attempts)
        failed = all(attempt.error is not None for attempt in attempts)
        found = agreeing(unusual_conventions(case, reference.inputs, parameters, failed))
        if found is None:
            found = next((a for a in attempts[usual:] if a.convention.lowered and a.agrees_from_zero(reference)), None)
            # What is unusual and does not agree only leads astray, but for what the port cannot do without.
            kept = [a for a in attempts[usual:] if a.convention.integers or a.convention.handle_outputs > 1]
            attempts[usual:] = [a for a in kept if failed and not any(a.convention.lowered)]
    return found or max(attempts, key=lambda attempt: attempt.rank)


def _compared(case: Case, reference: Reference, convention: Convention, answer: PortAnswer) -> _Attempt:
    said = convention.describe(case.input_names(len(reference.inputs)))
    if reference.error is not None or answer.error is not None:
        return _Attempt(convention, answer, tuple(said), error=answer.error)
    pair = case.pair
    names, expected = list(pair.outputs), dict(reference.outputs)
    if answer.left_behind is not None:
        obtained, ways, extra = *_common_variables(expected, answer.left_behind, bool(names)), 0
        names = names or list(obtained)
    else:
        obtained, ways, extra = outputs_of(answer.returned, names, answer.changed)
    said += ways
    for name in [name for name in names if name in pair.zero_based and obtained.get(name) is not None]:
        obtained[name] = shifted(obtained[name], 1)
        said.append(f"{name} returned counted from 0")
    if pair.printed:
        names.append("printed")
        obtained["printed"], expected["printed"] = answer.printed, reference.printed
    comparisons = []
    for name in names:
        if name in pair.ignored:
            continue
        if obtained.get(name) is None:
            given = "None for it" if name in obtained else f"{len(obtained)} of the {len(names)} outputs"
            nothing = Mismatch("missing", f"the port gives {given}")
            comparisons.append(Comparison(name, "", (), None, None, nothing))
            continue
        tolerance = case.tolerance.get(name, case.default_tolerance)
        try:
            comparisons.append(compare(expected[name], obtained[name], tolerance, name, pair.strict))
        except ValueModelError as error:
            reference_class, size = class_of(expected[name]), size_of(expected[name])
            unlike = Mismatch("class", str(error))
            comparisons.append(Comparison(name, reference_class, size, None, None, unlike, (), expected[name]))
    said += [f"{comparison.name}: {way}" for comparison in comparisons for way in comparison.accepted]
    if extra and not pair.strict:
        said.append(f"{extra} more returned than {', '.join(names)}")
    return _Attempt(convention, answer, tuple(said), obtained, tuple(comparisons), extra)


def _explained(case: Case, reference: Reference, attempt: _Attempt, session: Session | None) -> Result:
    """Give the verdict on an attempt, and the causes of a mismatch."""
    answer, pair = attempt.answer, case.pair
    seconds = reference.seconds + answer.seconds
    printed = (reference.printed, answer.printed)
    if reference.error is not None or attempt.error is not None:
        return replace(_failed(case, reference.source, reference.error, attempt.error, seconds), printed=printed)
    comparisons, said = attempt.comparisons, list(attempt.said)
    if not comparisons:
        nothing = f"{pair.original.name} gives nothing to compare; compare what both sides print with printed = true"
        said = said if answer.left_behind is not None else [nothing]
        return Result(case, reference.source, "UNVERIFIED", error="; ".join(said), seconds=seconds, printed=printed)
    # A port that works in place is taken at its word; MATLAB's callers would still see the old value.
    in_place = answer.returned is None and not pair.strict
    mutated = () if in_place else tuple(answer.changed)
    if not pair.strict:
        # A struct that is updated and returned stands for MATLAB's s = f(s), which is how Python's users write it.
        updated = [n for n in mutated if isinstance(answer.changed[n], Record) and n in attempt.obtained]
        mutated = tuple(name for name in mutated if name not in updated)
        said += [f"{name} changed in place and returned" for name in updated]
    # The verdict rests on the comparison; the diagnosis only explains it.
    differs = not attempt.agrees or bool(mutated) or (attempt.extra > 0 and pair.strict)
    causes: list[Cause] = []
    if differs:
        causes = diagnose(
            reference,
            attempt.obtained,
            comparisons,
            mutated,
            returned=answer.returned if isinstance(answer.returned, tuple) else None,
            strict=pair.strict,
            port_draws=answer.draws,
            generators=answer.generators,
            iterates=iterates(pair.original),
            rerun=None if session is None else functools.partial(_rerun, case, session),
            tolerances={c.name: case.tolerance.get(c.name, case.default_tolerance) for c in comparisons},
        )
    if not pair.strict and causes and {cause.kind for cause in causes} == {"ill-conditioned"}:
        untold = [cause for cause in causes if cause.output not in case.tolerance]
        if len(untold) == len(causes) and all(
            _is_near(c, reference.outputs[c.name]) for c in comparisons if c.mismatch
        ):
            # Nobody has asked for more than the original itself can give.
            said += [f"{cause.output}: ill-conditioned, {cause.detail}" for cause in causes]
            causes, differs = [], False
    taken = None if answer.draws is None else answer.draws.size
    if not differs and taken is not None and taken != reference.draws.size and not np.isnan(reference.draws).any():
        said.append(f"the original takes {reference.draws.size} draws from the stream, the port {taken}")
    verdict: Verdict = "MISMATCH" if differs else "PASS"
    return Result(case, reference.source, verdict, comparisons, tuple(causes), None, seconds, tuple(said), printed)


def _filled_by_rows(result: Result, call: Callable[[], _Attempt]) -> Result:
    """Let NumPy fill random arrays row by row, as it does by itself: if the port then agrees, that is the cause."""
    if result.case.seed is None or not call().agrees:
        return result
    detail = "with the random arrays filled row by row, as NumPy does by itself, the port agrees"
    output = next((comparison.name for comparison in result.outputs if comparison.mismatch), "")
    cause = Cause("stream-order", output, detail, "let the port fill them column by column: no .T, no reshape")
    return replace(result, causes=(cause, *(c for c in result.causes if c.kind not in WEAK)))


def _with_edits(
    result: Result,
    function: Callable[..., Any],
    call: Callable[[Callable[..., Any]], _Attempt],
    timeout: float,
) -> Result:
    """Look for the cause in the port's source: if it agrees once a habit of NumPy's is changed, that is it."""
    until = time.monotonic() + timeout
    for variant in variants(function):
        if time.monotonic() > until:
            break
        if not call(variant.function).agrees:
            continue
        found = narrowed(function, variant, lambda other: call(other.function).agrees)
        lines = ", ".join(map(str, dict.fromkeys(found.lines)))
        detail = f"with {found.edit.what} ({'line' if len(found.lines) == 1 else 'lines'} {lines}) the port agrees"
        output = next((comparison.name for comparison in result.outputs if comparison.mismatch), "")
        cause = Cause(found.edit.kind, output, detail, found.edit.fix, found.lines[0])
        return replace(result, causes=(cause, *(c for c in result.causes if c.kind not in WEAK)))
    return result


def _is_near(comparison: Comparison, expected: Value) -> bool:
    """Whether rounding alone may set two values so far apart: a jump, as at a comparison, is no rounding."""
    if not is_numbers(expected) or integers(numbers(expected)) or comparison.relative is None:
        return False
    return comparison.relative <= ILL_CONDITIONED


def _rerun(case: Case, session: Session, inputs: tuple[Value, ...]) -> Mapping[str, Value] | None:
    """Run the original on other inputs; None where that fails."""
    (reference,) = session.run([replace(case, name="perturbed", args=inputs)])
    return None if reference.error is not None else reference.outputs


def _common_variables(
    expected: Mapping[str, Any], left: Mapping[str, Any], named: bool
) -> tuple[dict[str, Any], list[str]]:
    """Take the port's variables that both scripts leave behind; say which only one does, unless some were named."""
    here, there = {normalize_name(name): name for name in expected}, {normalize_name(name): name for name in left}
    # A script may have both K and k.
    found = {name: name if name in left else there.get(normalize_name(name), "") for name in expected}
    common = {name: left[other] for name, other in found.items() if other}
    ways = []
    for side, names, other in (("original", here, there), ("port", there, here)):
        alone = [name for key, name in names.items() if key not in other]
        if alone and not named:
            ways.append(f"left behind by the {side} only: {', '.join(alone)}")
    return common, ways


def _failed(
    case: Case, source: Source, original: OriginalError | None, port: PortError | None, seconds: float
) -> Result:
    verdict: Verdict = "BOTH FAILED" if original and port else "ORIGINAL FAILED" if original else "PORT FAILED"
    sides = [f"original: {original}" if original else "", f"port: {port}" if port else ""]
    return Result(case, source, verdict, error="; ".join(filter(None, sides)), seconds=seconds)


def _source(pair: Pair, folder: Path) -> bytes:
    """Read a port's file, so that an edited one is loaded anew; nothing for a module or a function."""
    file = folder / pair.port.partition(":")[0] if isinstance(pair.port, str) else folder
    return file.read_bytes() if file.suffix == ".py" and file.is_file() else b""


@cache
def _port(
    pair: Pair, folder: Path, timeout: float, source: bytes
) -> tuple[Callable[..., Any] | PortError, tuple[str, ...]]:
    """Import a port once; what its module raises is the port's error, on every case."""
    function: Callable[..., Any] | PortError
    not_drawn: list[str] = []
    try:
        with (
            quiet(io.StringIO()) as not_drawn,
            time_limit(timeout),
            contextlib.chdir(folder_of(pair.port, folder) or "."),
        ):
            function = load_port(pair.port, folder, pair.original.stem, pair.declaration.is_script)
    except MatdropError:
        raise
    except (Exception, SystemExit) as exception:
        function = port_error(exception)
    return function, tuple(not_drawn)
