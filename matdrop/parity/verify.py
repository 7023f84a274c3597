"""Run cases against their references and give a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from matdrop.errors import MatdropError
from matdrop.parity.call import PortError, call_port, load_port
from matdrop.parity.case import Case, CaseTable, Verdict
from matdrop.parity.compare import Comparison, Mismatch, Tolerance, compare
from matdrop.parity.diagnose import Cause, diagnose
from matdrop.parity.octave import Octave, find_octave
from matdrop.parity.reference import Engine, OriginalError, Reference, Source
from matdrop.parity.saved import FixtureError, Fixtures
from matdrop.parity.values import ValueModelError

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
    """

    case: Case
    source: Source
    verdict: Verdict
    outputs: tuple[Comparison, ...] = ()
    causes: tuple[Cause, ...] = ()
    error: str | None = None
    seconds: float = 0.0

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
    chosen = tuple(table.cases if cases is None else cases)
    by_source: dict[Source, list[Result]] = {}
    engine = None
    if "live" in sources:
        with Octave(timeout) as octave:
            references = octave.run(chosen, progress)
            engine = octave.engine
        by_source["live"] = [judge(c, r, table.path.parent) for c, r in zip(chosen, references, strict=True)]
    if "saved" in sources:
        fixtures = Fixtures(table.fixtures)
        by_source["saved"] = [judge_saved(case, fixtures, table.path.parent) for case in chosen]
    results = tuple(result for pair in zip(*by_source.values(), strict=True) for result in pair)
    return Report(results, engine, not_live)


def judge_saved(case: Case, fixtures: Fixtures, folder: Path) -> Result:
    """Compare a port with its saved reference.

    Parameters
    ----------
    case : Case
        What is verified.
    fixtures : Fixtures
        Where the reference is.
    folder : Path
        Where the case table stands.

    Returns
    -------
    Result
        ``STALE`` or ``UNVERIFIED`` where the fixture cannot be used.
    """
    try:
        return judge(case, fixtures.read(case), folder)
    except FixtureError as error:
        return Result(case, "saved", "STALE" if error.problem == "stale" else "UNVERIFIED", error=str(error))


def judge(case: Case, reference: Reference, folder: Path) -> Result:
    """Call a port and compare what it gives with a reference.

    Parameters
    ----------
    case : Case
        What is verified.
    reference : Reference
        What the original computed.
    folder : Path
        Where the case table stands; ports given as files are relative to it.

    Returns
    -------
    Result
        With every figure; a failure on either side is a verdict, not an exception.

    Raises
    ------
    MatdropError
        If there is no such port.
    """
    original_error = reference.error
    if original_error is not None and original_error.stage != "call":
        return Result(case, reference.source, "UNVERIFIED", error=f"before the call: {original_error}")
    answer = call_port(case, _port(case.pair.port, folder), reference)
    seconds = reference.seconds + answer.seconds
    if original_error is not None or answer.error is not None:
        return _failed(case, reference.source, original_error, answer.error, seconds)

    names = list(case.pair.outputs)
    obtained: dict[str, Any] = dict(zip(names, answer.returned, strict=False))
    expected = dict(reference.outputs)
    if case.pair.printed:
        names.append("printed")
        obtained["printed"], expected["printed"] = answer.printed, reference.printed
    comparisons = []
    for name in names:
        if name not in obtained:
            nothing = Mismatch("missing", f"the port returns {len(answer.returned)} values, the original {len(names)}")
            comparisons.append(Comparison(name, "", (), None, None, nothing))
            continue
        try:
            comparisons.append(compare(expected[name], obtained[name], case.tolerance.get(name, Tolerance()), name))
        except ValueModelError as error:
            failure = PortError("ValueModelError", f"output {name}: {error}")
            return _failed(case, reference.source, None, failure, seconds)
    extra = len(answer.returned) - len(case.pair.outputs)
    causes: list[Cause] = []
    if extra > 0:
        causes.append(Cause("extra-output", "", f"the port returns {extra} more than {', '.join(case.pair.outputs)}"))
    if any(comparison.mismatch for comparison in comparisons) or answer.mutated:
        causes += diagnose(reference, obtained, comparisons, answer.mutated)
    verdict: Verdict = "MISMATCH" if causes else "PASS"
    return Result(case, reference.source, verdict, tuple(comparisons), tuple(causes), None, seconds)


def _failed(
    case: Case, source: Source, original: OriginalError | None, port: PortError | None, seconds: float
) -> Result:
    verdict: Verdict = "BOTH FAILED" if original and port else "ORIGINAL FAILED" if original else "PORT FAILED"
    sides = [f"original: {original}" if original else "", f"port: {port}" if port else ""]
    return Result(case, source, verdict, error="; ".join(filter(None, sides)), seconds=seconds)


@cache
def _port(port: str, folder: Path) -> Callable[..., Any]:
    return load_port(port, folder)
