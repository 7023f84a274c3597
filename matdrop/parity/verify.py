"""Run cases against their references and give a report."""

from __future__ import annotations

import contextlib
import functools
import io
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from matdrop.errors import MatdropError
from matdrop.parity.call import DRAWS, PortAnswer, PortError, call_port, port_error, quiet, time_limit
from matdrop.parity.case import Case, CaseTable, Pair, Verdict, case_of_call
from matdrop.parity.compare import Comparison, Mismatch, compare
from matdrop.parity.conventions import Convention, Record, outputs_of, shifted, unusual_conventions, usual_conventions
from matdrop.parity.diagnose import Cause, diagnose
from matdrop.parity.diagnose.leaf import integers, is_numbers, numbers
from matdrop.parity.engines import EngineName, find_engine, session_of
from matdrop.parity.handles import functions_for
from matdrop.parity.names import normal
from matdrop.parity.port import folder_of, load_port, parameters_of
from matdrop.parity.reference import Engine, OriginalError, Reference, Source
from matdrop.parity.saved import MANIFEST, FixtureError, Fixtures
from matdrop.parity.session import Session
from matdrop.parity.values import Value, ValueModelError, class_of, size_of

# The largest relative difference that is let pass where the original itself moves as much.
ILL_CONDITIONED = 1e-6
ReferenceChoice = Literal["auto", "live", "saved", "both"]


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
        One of `matdrop.parity.case.Verdict`.
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

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the one that the case expects."""
        return self.verdict == self.case.expected


@dataclass(frozen=True)
class Report:
    """All results of a verification.

    Attributes
    ----------
    results : tuple of Result
        In the order of the cases; live before saved.
    engine : Engine or None
        The live engine, where there was one.
    not_live : str
        Why nothing was verified live, and what to do; empty if it was, or was not asked for.
    """

    results: tuple[Result, ...]
    engine: Engine | None = None
    not_live: str = ""

    @property
    def as_expected(self) -> bool:
        """Whether every verdict is the expected one."""
        return all(result.as_expected for result in self.results)

    def count(self, source: Source) -> int:
        """Count the verdicts that were reached with references of a kind.

        A stale, missing or damaged fixture gives no reference, so it does not count.
        """
        return sum(r.source == source and r.verdict not in ("STALE", "UNVERIFIED") for r in self.results)


def choose(reference: ReferenceChoice, engine: EngineName = "octave") -> tuple[tuple[Source, ...], str]:
    """Decide which references a request can have.

    Parameters
    ----------
    reference : {"auto", "live", "saved", "both"}
        ``auto`` takes both where the engine is there and the saved ones elsewhere.
    engine : {"octave", "matlab"}
        What runs the originals.

    Returns
    -------
    sources : tuple of {"live", "saved"}
        What to verify against.
    not_live : str
        Why ``auto`` does without live references; empty otherwise.

    Raises
    ------
    MatdropError
        If live references are asked for and the engine is not there.

    Examples
    --------
    >>> choose("saved")
    (('saved',), '')
    """
    if reference == "saved":
        return ("saved",), ""
    found = find_engine(engine)
    if found.path is None:
        if reference == "auto":
            return ("saved",), f"{found.reason}; to verify live, {found.remedy}"
        raise MatdropError(f"{reference} references were asked for, but {found.reason}; {found.remedy}")
    return ("live",) if reference == "live" else ("live", "saved"), ""


def verify(
    table: CaseTable,
    cases: Sequence[Case] | None = None,
    reference: ReferenceChoice = "auto",
    progress: Callable[[int], None] = lambda done: None,
    timeout: float = 60.0,
    engine: EngineName = "octave",
) -> Report:
    """Verify that ports compute what their originals compute.

    Parameters
    ----------
    table : CaseTable
        The project.
    cases : sequence of Case, optional
        Which of its cases; all by default.
    reference : {"auto", "live", "saved", "both"}
        What to compare with; ``auto`` is both where the engine is there, saved where it is not.
    progress : callable
        Called with the number of originals run so far.
    timeout : float
        Seconds that one case of an original may take.
    engine : {"octave", "matlab"}
        What runs the originals.

    Returns
    -------
    Report
        Nothing is printed.

    Raises
    ------
    MatdropError
        If the request cannot be carried out: no engine where one is needed, no such port.

    Examples
    --------
    >>> from matdrop.parity.case import OWN_TABLE, load_table
    >>> table = load_table(OWN_TABLE)
    >>> report = verify(table, table.select(["inverted_dropout/article"]), "saved")
    >>> [(result.verdict, result.outputs[0].ulp) for result in report.results]
    [('PASS', 0)]
    """
    sources, not_live = choose(reference, engine)
    if reference == "auto" and "live" in sources and not (table.fixtures / MANIFEST).is_file():
        sources = ("live",)  # nothing was recorded yet
    chosen = tuple(table.cases if cases is None else cases)
    by_source: dict[Source, list[Result]] = {}
    ran_in = None
    if "live" in sources:
        with session_of(engine, timeout) as session:
            references = session.run(chosen, progress)
            ran_in = session.engine
            folder = table.path.parent
            by_source["live"] = [
                judge(case, reference, folder, session, timeout)
                for case, reference in zip(chosen, references, strict=True)
            ]
    if "saved" in sources:
        fixtures = Fixtures(table.fixtures)
        by_source["saved"] = [judge_saved(case, fixtures, table.path.parent, timeout) for case in chosen]
    results = tuple(result for pair in zip(*by_source.values(), strict=True) for result in pair)
    return Report(results, ran_in, not_live)


def verify_pair(
    original: str | Path,
    port: str | Callable[..., Any],
    *args: Any,
    seed: Any = None,
    nargout: int | None = None,
    outputs: Sequence[str] | None = None,
    tolerance: str | Mapping[str, Any] | None = None,
    strict: bool = False,
    timeout: float = 60.0,
    session: Session | None = None,
) -> Result:
    """Verify live that a port computes what its original computes on one set of arguments.

    Parameters
    ----------
    original : str or Path
        The ``.m`` file, a function or a script.
    port : str or callable
        The function, or ``path/file.py:function``, or ``module:function``.
    *args : object
        The arguments: a str is a MATLAB expression, anything else a value of any class and size that
        MATLAB has.
    seed : number, optional
        Seeds every generator of the engine; the port gets the same random numbers.
    nargout : int, optional
        How many outputs to ask for; by default all that the original declares.
    outputs : sequence of str, optional
        Their names; of a script, the variables to compare.
    tolerance : str or mapping, optional
        As `Tolerance.parse` takes it, for every output; by default `DEFAULT_TOLERANCE`.
    strict : bool
        Whether NumPy's own ways (1-D for vectors, integers for whole doubles) are mismatches too.
    timeout : float
        Seconds that each side may take.
    session : Session, optional
        A running session of an engine; by default GNU Octave is started and ended.

    Returns
    -------
    Result
        Verdict, figures, causes. Nothing is printed.

    Raises
    ------
    MatdropError
        If the request cannot be carried out: no engine, no such original or port.

    Examples
    --------
    >>> from matdrop.parity.case import OWN_TABLE
    >>> original, port = OWN_TABLE.parent / "inverted_dropout_predict.m", lambda X: X
    >>> verify_pair(original, port, "magic(3)").verdict if find_engine("octave").path else "PASS"
    'PASS'
    """
    case = case_of_call(
        Path(original), port, args, seed=seed, nargout=nargout, outputs=outputs, tolerance=tolerance, strict=strict
    )
    with contextlib.nullcontext(session) if session else session_of("octave", timeout) as running:
        (reference,) = running.run([case])
        return judge(case, reference, Path.cwd(), running, timeout)


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
    attempt = _best_attempt(case, reference, function, folder, session, timeout)
    result = _explained(case, reference, attempt, session)
    missing = dict.fromkeys((*not_drawn, *attempt.answer.not_drawn))
    said = tuple(f"{library} is not installed: a stand-in has drawn nothing" for library in missing)
    return replace(result, conventions=(*result.conventions, *said))


@dataclass(frozen=True)
class _Attempt:
    """A call of the port by one convention, and how its outputs compare."""

    answer: PortAnswer
    said: tuple[str, ...]
    obtained: Mapping[str, Any] = field(default_factory=dict)
    comparisons: tuple[Comparison, ...] = ()
    extra: int = 0
    error: PortError | None = None

    @property
    def agrees(self) -> bool:
        """Whether every output does."""
        return self.error is None and not any(comparison.mismatch for comparison in self.comparisons)

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
    folder: Path,
    session: Session | None,
    timeout: float,
) -> _Attempt:
    """Call the port by one convention after the other, until it agrees; else give the attempt that came nearest."""
    names = case.input_names(len(reference.inputs))
    parameters = [p for p in parameters_of(function) if case.seed is None or p.name in names or p.name not in DRAWS]
    attempts: list[_Attempt] = []
    answers: dict[Any, list[Any]] = {}
    until = time.monotonic() + timeout

    def agreeing(conventions: Iterator[Convention]) -> _Attempt | None:
        for convention in conventions:
            if attempts and time.monotonic() > until:
                return None
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
                answer = call_port(case, function, reference, convention, handle, timeout)
            attempts.append(_compared(case, reference, convention, answer))
            if attempts[-1].agrees or reference.error is not None:
                return attempts[-1]
        return None

    found = agreeing(usual_conventions(case, reference.inputs, parameters))
    if found is None:
        usual = len(attempts)
        failed = all(attempt.error is not None for attempt in attempts)
        found = agreeing(unusual_conventions(case, reference.inputs, parameters, failed))
        if found is None and not failed:
            del attempts[usual:]  # what is unusual and does not agree either only leads astray
    return found or max(attempts, key=lambda attempt: attempt.rank)


def _compared(case: Case, reference: Reference, convention: Convention, answer: PortAnswer) -> _Attempt:
    said = convention.describe(case.input_names(len(reference.inputs)))
    if reference.error is not None or answer.error is not None:
        return _Attempt(answer, tuple(said), error=answer.error)
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
        if name in pair.passed_over:
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
            comparisons.append(Comparison(name, reference_class, size, None, None, Mismatch("class", str(error))))
    said += [f"{comparison.name}: {way}" for comparison in comparisons for way in comparison.accepted]
    if extra and not pair.strict:
        said.append(f"{extra} more returned than {', '.join(names)}")
    return _Attempt(answer, tuple(said), obtained, tuple(comparisons), extra)


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
    here, there = {normal(name): name for name in expected}, {normal(name): name for name in left}
    # A script may have both K and k.
    found = {name: name if name in left else there.get(normal(name), "") for name in expected}
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
