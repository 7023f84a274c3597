"""Run cases against their references and give a report."""

from __future__ import annotations

import contextlib
import functools
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from matdrop.errors import MatdropError
from matdrop.parity.call import PortAnswer, PortError, call_port, port_error, quiet, time_limit
from matdrop.parity.case import Case, CaseTable, Pair, Verdict, case_of_call
from matdrop.parity.compare import Comparison, Mismatch, compare
from matdrop.parity.conventions import Convention, candidates, normal, outputs_of
from matdrop.parity.diagnose import Cause, diagnose
from matdrop.parity.octave import Octave, find_octave
from matdrop.parity.port import folder_of, load_port
from matdrop.parity.reference import Engine, OriginalError, Reference, Source
from matdrop.parity.saved import MANIFEST, FixtureError, Fixtures
from matdrop.parity.values import FunctionHandle, Value, ValueModelError

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
    """

    case: Case
    source: Source
    verdict: Verdict
    outputs: tuple[Comparison, ...] = ()
    causes: tuple[Cause, ...] = ()
    error: str | None = None
    seconds: float = 0.0
    conventions: tuple[str, ...] = ()

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


def choose(reference: ReferenceChoice) -> tuple[tuple[Source, ...], str]:
    """Decide which references a request can have.

    Parameters
    ----------
    reference : {"auto", "live", "saved", "both"}
        ``auto`` takes both where there is an Octave and the saved ones elsewhere.

    Returns
    -------
    sources : tuple of {"live", "saved"}
        What to verify against.
    not_live : str
        Why ``auto`` does without live references; empty otherwise.

    Raises
    ------
    MatdropError
        If live references are asked for and there is no Octave.

    Examples
    --------
    >>> choose("saved")
    (('saved',), '')
    """
    if reference == "saved":
        return ("saved",), ""
    octave = find_octave()
    if octave.path is None:
        if reference == "auto":
            return ("saved",), f"{octave.reason}; to verify live, {octave.remedy}"
        raise MatdropError(f"{reference} references were asked for, but {octave.reason}; {octave.remedy}")
    return ("live",) if reference == "live" else ("live", "saved"), ""


def verify(
    table: CaseTable,
    cases: Sequence[Case] | None = None,
    reference: ReferenceChoice = "auto",
    progress: Callable[[int], None] = lambda done: None,
    timeout: float = 60.0,
) -> Report:
    """Verify that ports compute what their originals compute.

    Parameters
    ----------
    table : CaseTable
        The project.
    cases : sequence of Case, optional
        Which of its cases; all by default.
    reference : {"auto", "live", "saved", "both"}
        What to compare with; ``auto`` is both where there is an Octave, saved where there is none.
    progress : callable
        Called with the number of originals run so far.
    timeout : float
        Seconds that one case of an original may take.

    Returns
    -------
    Report
        Nothing is printed.

    Raises
    ------
    MatdropError
        If the request cannot be carried out: no Octave where one is needed, no such port.

    Examples
    --------
    >>> from matdrop.parity.case import OWN_TABLE, load_table
    >>> table = load_table(OWN_TABLE)
    >>> report = verify(table, table.select(["inverted_dropout/article"]), "saved")
    >>> [(result.verdict, result.outputs[0].ulp) for result in report.results]
    [('PASS', 0)]
    """
    sources, not_live = choose(reference)
    if reference == "auto" and "live" in sources and not (table.fixtures / MANIFEST).is_file():
        sources = ("live",)  # nothing was recorded yet
    chosen = tuple(table.cases if cases is None else cases)
    by_source: dict[Source, list[Result]] = {}
    engine = None
    if "live" in sources:
        with Octave(timeout) as octave:
            references = octave.run(chosen, progress)
            engine = octave.engine
            folder = table.path.parent
            by_source["live"] = [
                judge(case, reference, folder, octave, timeout)
                for case, reference in zip(chosen, references, strict=True)
            ]
    if "saved" in sources:
        fixtures = Fixtures(table.fixtures)
        by_source["saved"] = [judge_saved(case, fixtures, table.path.parent, timeout) for case in chosen]
    results = tuple(result for pair in zip(*by_source.values(), strict=True) for result in pair)
    return Report(results, engine, not_live)


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
    octave: Octave | None = None,
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
        Seeds every generator of Octave; the port gets the same random numbers.
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
    octave : Octave, optional
        A running session; by default one is started and ended.

    Returns
    -------
    Result
        Verdict, figures, causes. Nothing is printed.

    Raises
    ------
    MatdropError
        If the request cannot be carried out: no Octave, no such original or port.

    Examples
    --------
    >>> from matdrop.parity.case import OWN_TABLE
    >>> original, port = OWN_TABLE.parent / "inverted_dropout_predict.m", lambda X: X
    >>> verify_pair(original, port, "magic(3)").verdict if find_octave().path else "PASS"
    'PASS'
    """
    case = case_of_call(
        Path(original), port, args, seed=seed, nargout=nargout, outputs=outputs, tolerance=tolerance, strict=strict
    )
    with contextlib.nullcontext(octave) if octave else Octave(timeout) as session:
        (reference,) = session.run([case])
        return judge(case, reference, Path.cwd(), session, timeout)


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
    case: Case, reference: Reference, folder: Path, octave: Octave | None = None, timeout: float = 60.0
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
    octave : Octave, optional
        The live session, for function handles among the inputs and for perturbed runs of the original.
    timeout : float
        Seconds that the port may take.

    Returns
    -------
    Result
        With every figure; a failure on either side is a verdict, not an exception. Of the conventions
        that a port may follow, the first one by which it agrees decides; if it agrees by none, the first
        by which it gives an answer at all.

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
    function = _port(case.pair, folder, timeout, _source(case.pair, folder))
    if isinstance(function, PortError):
        return _failed(case, reference.source, original_error, function, reference.seconds)
    first: Result | None = None
    for convention in candidates(reference.inputs, case.pair.strict):
        with contextlib.chdir(folder_of(case.pair.port, folder) or "."):
            answer = call_port(case, function, reference, convention, _handles(case, octave), timeout)
        result = _compared(case, reference, convention, answer, octave)
        if result.verdict in ("PASS", "ORIGINAL FAILED", "BOTH FAILED"):
            return result
        if first is None or (first.verdict == "PORT FAILED" and result.verdict == "MISMATCH"):
            first = result
        if answer.error is not None and answer.error.kind == "timeout":
            break
    assert first is not None
    return first


def _compared(
    case: Case, reference: Reference, convention: Convention, answer: PortAnswer, octave: Octave | None
) -> Result:
    seconds = reference.seconds + answer.seconds
    if reference.error is not None or answer.error is not None:
        return _failed(case, reference.source, reference.error, answer.error, seconds)
    pair = case.pair
    names, expected = list(pair.outputs), dict(reference.outputs)
    said = convention.describe(case.input_names(len(reference.inputs)))
    if answer.left_behind is not None:
        obtained, ways, extra = *_common_variables(expected, answer.left_behind), 0
        names = names or list(obtained)
        if not names:
            return Result(case, reference.source, "UNVERIFIED", error="; ".join(ways), seconds=seconds)
    else:
        obtained, ways, extra = outputs_of(answer.returned, names, answer.changed)
    said += ways
    for name in set(pair.zero_based) & obtained.keys():
        obtained[name] = np.asarray(obtained[name]) + 1
    if pair.printed:
        names.append("printed")
        obtained["printed"], expected["printed"] = answer.printed, reference.printed
    comparisons = []
    for name in names:
        if obtained.get(name) is None:
            given = "None for it" if name in obtained else f"{len(obtained)} of the {len(names)} outputs"
            nothing = Mismatch("missing", f"the port gives {given}")
            comparisons.append(Comparison(name, "", (), None, None, nothing))
            continue
        tolerance = case.tolerance.get(name, case.default_tolerance)
        try:
            comparisons.append(compare(expected[name], obtained[name], tolerance, name, pair.strict))
        except ValueModelError as error:
            failure = PortError("ValueModelError", f"output {name}: {error}")
            return _failed(case, reference.source, None, failure, seconds)
    said += [f"{comparison.name}: {way}" for comparison in comparisons for way in comparison.accepted]
    # A port that works in place is taken at its word; MATLAB's callers would still see the old value.
    in_place = answer.returned is None and not pair.strict
    mutated = () if in_place else tuple(answer.changed)
    if extra and not pair.strict:
        said.append(f"{extra} more returned than {', '.join(names)}")
    # The verdict rests on the comparison; the diagnosis only explains it.
    differs = any(comparison.mismatch for comparison in comparisons) or bool(mutated) or (extra > 0 and pair.strict)
    causes: list[Cause] = []
    if differs:
        causes = diagnose(
            reference,
            obtained,
            comparisons,
            mutated,
            returned=answer.returned if isinstance(answer.returned, tuple) and pair.strict else None,
            port_draws=answer.draws,
            generators=answer.generators,
            rerun=None if octave is None else functools.partial(_rerun, case, octave),
            tolerances={name: case.tolerance.get(name, case.default_tolerance) for name in names},
            strict=pair.strict,
        )
    if not pair.strict and causes and {cause.kind for cause in causes} == {"ill-conditioned"}:
        untold = [cause for cause in causes if cause.output not in case.tolerance]
        if len(untold) == len(causes):  # nobody has asked for more than the original itself can give
            said += [f"{cause.output}: ill-conditioned, {cause.detail}" for cause in causes]
            causes, differs = [], False
    verdict: Verdict = "MISMATCH" if differs else "PASS"
    return Result(case, reference.source, verdict, tuple(comparisons), tuple(causes), None, seconds, tuple(said))


def _rerun(case: Case, octave: Octave, inputs: tuple[Value, ...]) -> Mapping[str, Value] | None:
    """Run the original on other inputs; None where that fails."""
    (reference,) = octave.run([replace(case, name="perturbed", args=inputs)])
    return None if reference.error is not None else reference.outputs


def _common_variables(expected: Mapping[str, Any], left: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Take the port's variables that both scripts leave behind, and say which only one of them does."""
    here, there = {normal(name): name for name in expected}, {normal(name): name for name in left}
    common = {name: left[there[key]] for key, name in here.items() if key in there}
    ways = []
    for side, names, other in (("original", here, there), ("port", there, here)):
        alone = [name for key, name in names.items() if key not in other]
        if alone:
            ways.append(f"left behind by the {side} only: {', '.join(alone)}")
    return common, ways


def _handles(case: Case, octave: Octave | None) -> Callable[[FunctionHandle], Callable[..., Any]]:
    """Make Python functions of function handles: Octave evaluates them, so without it they cannot be called."""

    def function_of(handle: FunctionHandle) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            if octave is None:
                raise MatdropError(
                    f"the function handle {handle.text} needs a live Octave; verify with --reference live"
                )
            return octave.call(case.pair.original.parent, handle, args)

        return call

    return function_of


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
def _port(pair: Pair, folder: Path, timeout: float, source: bytes) -> Callable[..., Any] | PortError:
    """Import a port once; what its module raises is the port's error, on every case."""
    try:
        with quiet(io.StringIO()), time_limit(timeout), contextlib.chdir(folder_of(pair.port, folder) or "."):
            return load_port(pair.port, folder, pair.original.stem, pair.declaration.is_script)
    except MatdropError:
        raise
    except (Exception, SystemExit) as exception:
        return port_error(exception)
