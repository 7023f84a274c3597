"""Problems: what a report has to say, each once, with its place. Every face that lists places shows these."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from matdrop.calling.load import source_file
from matdrop.cases.pair import Pair
from matdrop.explain.explanation import ExplainedReport
from matdrop.explain.finding import Finding, Place
from matdrop.source.names import normalize_name
from matdrop.verification.result import Result

if TYPE_CHECKING:
    from matdrop.explain.trace import Trace
    from matdrop.pitfalls.alarm import Alarm
    from matdrop.pitfalls.catalogue import Pitfall


@dataclass(frozen=True)
class Problem:
    """One fault, or a verdict that nothing explains, with everything that is known of it.

    Attributes
    ----------
    kind : str
        The kind of the finding; of a verdict without one its own words: ``original-failed``.
    message : str
        What is wrong, in one sentence.
    pair : str
        The pair that has it; empty for a line where a pitfall is likely.
    cases : tuple of str
        The cases that it spoils.
    verdicts : tuple of str
        The verdicts of these cases, with what was expected in place of a PASS.
    place : Place or None
        Where it is in the port, by an absolute path; the port's function where no line is known.
    original : Place or None
        Where that is in the original, by an absolute path.
    finding : Finding or None
        What explains it.
    notes : tuple of Finding
        What is suspected besides.
    declaration : tuple of str
        The lines by which the table makes it a PASS.
    level : {"error", "warning"}
        A warning was not seen to go wrong.
    differs : tuple of str
        What differs in the first of these cases, in a sentence for each output.
    of : int
        How many cases the pair has in the report.
    """

    kind: str
    message: str
    pair: str
    cases: tuple[str, ...]
    verdicts: tuple[str, ...]
    place: Place | None = None
    original: Place | None = None
    finding: Finding | None = None
    notes: tuple[Finding, ...] = ()
    declaration: tuple[str, ...] = ()
    level: Literal["error", "warning"] = "error"
    differs: tuple[str, ...] = ()
    of: int = 0

    @property
    def fix(self) -> str:
        """The changed lines in one line, or what to do; empty if nothing is known."""
        fix = self.finding.fix if self.finding else None
        if fix is None:
            return ""
        new = [line[1:].strip() for line in fix.diff.splitlines()[2:] if line.startswith("+")]
        return " / ".join(new) or fix.text


def problems(report: ExplainedReport, folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong in a report, pair by pair; one fault once, with the cases that it spoils.

    Parameters
    ----------
    report : ExplainedReport
        Of any verification.
    folder : Path
        The folder of the case table, which ports are relative to.

    Returns
    -------
    tuple of Problem
        Empty if all is as expected.

    Examples
    --------
    >>> problems(ExplainedReport(()), Path())
    ()
    """
    wrong: dict[str, list[Result]] = {}
    count = Counter(pair for pair, _ in {(result.case.pair.name, result.case.name) for result in report.results})
    for result in report.results:
        if not result.as_expected:
            wrong.setdefault(result.case.pair.name, []).append(result)
    found = [problem for results in wrong.values() for problem in _of_pair(report, results, folder)]
    return tuple(replace(problem, of=count[problem.pair]) for problem in found)


def problems_of_trace(trace: Trace) -> tuple[Problem, ...]:
    """Return what a trace has located, in the order in which it has to be mended.

    Parameters
    ----------
    trace : Trace
        Of any pair; what it has located is shown also where the table expects a difference.

    Returns
    -------
    tuple of Problem
        Empty if nothing was located.
    """
    found = [_of_finding(finding, (), trace.results, trace.folder) for finding in trace.findings]
    return tuple(replace(problem, of=len({result.case.name for result in trace.results})) for problem in found)


def alarms_as_problems(
    found: Sequence[tuple[Path, Sequence[Alarm]]], pitfalls: Sequence[Pitfall]
) -> tuple[Problem, ...]:
    """Return lines where a pitfall is likely, as problems.

    Parameters
    ----------
    found : sequence of (Path, sequence of Alarm)
        By file.
    pitfalls : sequence of Pitfall
        The table.

    Returns
    -------
    tuple of Problem
        A warning for each alarm; its kind is the id of the row.

    Examples
    --------
    >>> alarms_as_problems([], ())
    ()
    """
    rows = {row.id: row for row in pitfalls}
    return tuple(
        Problem(alarm.id, rows[alarm.id].why, "", (), (), Place(str(file.resolve()), alarm.line), level="warning")
        for file, alarms in found
        for alarm in alarms
    )


def _of_pair(report: ExplainedReport, results: Sequence[Result], folder: Path) -> Iterator[Problem]:
    pair = results[0].case.pair
    explaining = [report.findings_of(result) for result in results]
    found = [finding for finding in report.findings if any(finding in findings for findings in explaining)]
    explained = {case for finding in found for case in finding.cases}
    told: set[tuple[str, ...]] = set()
    for finding, notes in _with_notes(found):
        problem = _of_finding(finding, notes, results, folder)
        # Several faults mostly spoil the same case: what differs in it is said once.
        yield replace(problem, differs=() if problem.differs in told else problem.differs)
        told.add(problem.differs)
    # The references of a case mostly say the same, and so do cases.
    rest: dict[tuple[object, ...], list[Result]] = {}
    for result in results:
        if result.case.name not in explained:
            rest.setdefault((result.verdict, result.declaration or result.error), []).append(result)
    for alike in rest.values():
        yield _of_verdict(alike, _function_place(pair, folder))


def _with_notes(findings: Sequence[Finding]) -> list[tuple[Finding, tuple[Finding, ...]]]:
    """Put what is only suspected beside what is known of the same cases; "unknown" stands alone or not at all."""
    faults = [finding for finding in findings if finding.certainty != "suspected"]
    notes: list[list[Finding]] = [[] for _ in faults]
    for suspicion in findings:
        if suspicion.certainty != "suspected":
            continue
        at = _fault_of(suspicion, faults)
        if at is None:
            faults.append(suspicion)
            notes.append([])
        elif faults[at].kind == "unknown":
            faults[at] = suspicion
        elif not _says_no_more(suspicion, faults[at]):
            notes[at].append(suspicion)
    return [(fault, tuple(beside)) for fault, beside in zip(faults, notes, strict=True)]


def _fault_of(suspicion: Finding, faults: Sequence[Finding]) -> int | None:
    """Return which fault a suspicion belongs to: that of its output, or else the first of its cases."""
    shared = [k for k, fault in enumerate(faults) if set(suspicion.cases) & set(fault.cases)]
    return next((k for k in shared if faults[k].variable in suspicion.outputs), shared[0] if shared else None)


def _says_no_more(suspicion: Finding, fault: Finding) -> bool:
    """Whether a suspicion only describes how outputs differ, beside a fault of which the line is known."""
    from matdrop.habits.registry import habits

    is_description = suspicion.kind not in {habit.kind for habit in habits()}
    return suspicion.kind == "unknown" or (is_description and fault.certainty != "suspected")


def _of_finding(finding: Finding, notes: tuple[Finding, ...], results: Sequence[Result], folder: Path) -> Problem:
    pair = results[0].case.pair
    spoiled = [result for result in results if result.case.name in finding.cases]
    at = finding.port or next(iter(finding.interval), None)
    return Problem(
        finding.kind,
        finding.summary,
        pair.name,
        tuple(dict.fromkeys(result.case.name for result in spoiled)),
        tuple(dict.fromkeys(map(_verdict, spoiled))),
        _function_place(pair, folder) if at is None else _absolute(at, folder),
        None if finding.original is None else _absolute(finding.original, pair.search_path.home),
        finding,
        notes,
        spoiled[0].declaration,
        differs=_differences(spoiled[0]),
    )


def _of_verdict(results: Sequence[Result], place: Place | None) -> Problem:
    """Return a problem of which only the verdict is known, of cases that have the same."""
    first = results[0]
    pair = first.case.pair
    is_of_original = first.verdict in ("ORIGINAL FAILED", "STALE")
    return Problem(
        first.verdict.lower().replace(" ", "-"),
        _message(first),
        pair.name,
        tuple(dict.fromkeys(result.case.name for result in results)),
        (_verdict(first),),
        Place(str(pair.original), 1) if is_of_original else place,
        None if is_of_original else Place(str(pair.original), 1),
        declaration=first.declaration,
        differs=_differences(first),
    )


def _verdict(result: Result) -> str:
    expected = result.case.expected
    return result.verdict if expected == "PASS" else f"{result.verdict}, expected {expected}"


def _message(result: Result) -> str:
    """Say what a verdict rests on."""
    if result.declaration:
        return f"agrees once the table declares it: {'; '.join(result.declaration)}"
    return "; ".join(_differences(result)) or _verdict(result)


def _differences(result: Result) -> tuple[str, ...]:
    said = [result.error] if result.error else []
    said += [f"{output.name}: {output.mismatch.detail}" for output in result.outputs if output.mismatch]
    said += [f"{name}: the port changes its input" for name in result.changed]
    if result.extra and result.case.pair.strict:
        said.append(f"{result.extra} more returned than the original's outputs")
    return tuple(said)


def _absolute(place: Place, folder: Path) -> Place:
    return replace(place, file=str((folder / place.file).resolve()))


def _function_place(pair: Pair, folder: Path) -> Place | None:
    """Return where a port's function begins; None if its file is not known."""
    if callable(pair.port):
        file, name = source_file(pair.port), getattr(pair.port, "__name__", "")
    else:
        module, _, name = pair.port.partition(":")
        file = folder / module if module.endswith(".py") else None
    if file is None or not file.is_file():
        return None
    return Place(str(file.resolve()), _line_of(file, name.rpartition(".")[2] or pair.name))


def _line_of(file: Path, name: str) -> int:
    try:
        tree = ast.parse(file.read_bytes())
    except SyntaxError as error:
        return error.lineno or 1
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and normalize_name(node.name) == normalize_name(name):
            return node.lineno
    return 1
