"""The tools of `matdrop mcp`: what an agent asks, and typed answers, over one warm engine."""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from matdrop.errors import MatdropError
from matdrop.explain.explanation import ExplainedReport
from matdrop.explain.finding import Place
from matdrop.explain.workbench import Workbench
from matdrop.reports.concise import in_one_line
from matdrop.reports.problems import Problem, problems, problems_of_trace
from matdrop.reports.summary import closing_line
from matdrop.verification.run import ReferenceChoice


@dataclass(frozen=True)
class PlaceAnswer:
    """A place in a file."""

    file: str
    line: int
    column: int | None


@dataclass(frozen=True)
class Fault:
    """One fault: what is wrong, where, why, what mends it, and how certain that is; then the proof and the figures."""

    pair: str
    kind: str
    certainty: str
    port: PlaceAnswer | None
    original: PlaceAnswer | None
    message: str
    declaration: list[str]
    fix: str
    diff: str
    proof: list[str]
    differs: list[str]
    suspected: list[str]
    verdicts: list[str]
    cases: list[str]
    pitfalls: list[str]


@dataclass(frozen=True)
class Verification:
    """The outcome of a verification."""

    as_expected: bool
    summary: str
    passed: list[str]
    failed: list[str]
    faults: list[Fault]
    not_traced: list[str]
    next: str


@dataclass(frozen=True)
class Fixed:
    """What mends one port."""

    pair: str
    mended: bool
    reason: str
    diffs: list[str]
    proof: list[str]


@dataclass(frozen=True)
class Fixes:
    """What mends ports, and whether it was written."""

    written: bool
    pairs: list[Fixed]
    next: str


@dataclass(frozen=True)
class Unnoticed:
    """What the cases of one pair do not notice."""

    pair: str
    share: float | None
    survivors: list[str]
    unreached_lines: list[int]


@dataclass(frozen=True)
class Adequate:
    """What the cases notice."""

    share: float | None
    pairs: list[Unnoticed]
    next: str


@dataclass(frozen=True)
class Searched:
    """Inputs on which original and port differ."""

    pair: str
    tried: int
    differences: list[dict[str, Any]]
    next: str


@dataclass(frozen=True)
class Row:
    """A pitfall, or a line where one is likely."""

    id: str
    where: str
    why: str
    matlab: str
    right: str


@dataclass(frozen=True)
class Ported:
    """What came of first ports: for each the files, the verdicts on its cases, and what is left to do."""

    proven: bool
    ports: list[dict[str, Any]]
    next: str


@dataclass(frozen=True)
class Done:
    """What a command printed, and whether all went well."""

    ok: bool
    text: str
    next: str


class AgentTools:
    """The tools; each works on the project's table as it is at that moment.

    Parameters
    ----------
    bench : Workbench
        With the engine that stays warm.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def verify(self, names: list[str] | None = None, reference: ReferenceChoice = "live") -> Verification:
        """Compare ports with their originals on the cases of the table; locate and prove what differs.

        Parameters
        ----------
        names : list of str, optional
            Pairs, or cases as ``pair/case``; all by default.
        reference : {"live", "saved", "both", "auto"}
            Run the originals, or read fixtures.

        Returns
        -------
        Verification
            With a fault for everything that is wrong.
        """
        report = self._bench.report(names or [], reference)
        faults = problems(report, self._bench.table.path.parent)
        return Verification(
            as_expected=report.as_expected,
            summary=closing_line(report),
            passed=[result.case.id for result in report.results if result.as_expected],
            failed=[result.case.id for result in report.results if not result.as_expected],
            faults=[_fault(problem) for problem in faults],
            not_traced=[f"{pair}: {why}" for pair, why in report.traces.items() if isinstance(why, str)],
            next=_after_verifying(report, faults),
        )

    def explain(self, pair: str) -> Verification:
        """Locate the faults of one pair line by line, and confirm each proof on moved inputs.

        Parameters
        ----------
        pair : str
            A pair, or a case of it.

        Returns
        -------
        Verification
            Its faults, in the order in which they have to be mended.
        """
        trace = self._bench.trace(pair)
        report = ExplainedReport(trace.results, findings=trace.findings)
        faults = problems_of_trace(trace)
        return Verification(
            as_expected=report.as_expected,
            summary=f"{len(faults)} faults",
            passed=[result.case.id for result in report.results if result.as_expected],
            failed=[result.case.id for result in report.results if not result.as_expected],
            faults=[_fault(problem) for problem in faults],
            not_traced=list(trace.remarks),
            next=_after_verifying(report, faults),
        )

    def fix(self, names: list[str] | None = None, write: bool = False) -> Fixes:
        """Find the smallest change of each port with which it agrees on all cases.

        Parameters
        ----------
        names : list of str, optional
            Pairs; all that differ by default.
        write : bool
            Whether it is written into the ports' files.

        Returns
        -------
        Fixes
            For each port that differs its diffs, or the reason why there is none.
        """
        mendings = self._bench.mend(names or [], write)
        pairs: list[Fixed] = [
            Fixed(
                pair=mending.pair,
                mended=mending.is_mended,
                reason=mending.reason,
                diffs=[fix.diff for fix in mending.fixes],
                proof=[sentence for finding in mending.findings for sentence in finding.proof],
            )
            for mending in mendings
        ]
        found = any(pair.diffs for pair in pairs)
        if pairs and not found:
            return Fixes(False, pairs, "change the ports by hand, then verify")
        return Fixes(write and found, pairs, "verify" if write or not pairs else "fix with write=true")

    def adequacy(self, names: list[str] | None = None, at_most: int = 100) -> Adequate:
        """Change the ports in one place after the other, and return the changes that no case notices.

        Parameters
        ----------
        names : list of str, optional
            Pairs; all by default.
        at_most : int
            How many changes of each port are tried.

        Returns
        -------
        Adequate
            By pair, the changes that no case notices.
        """
        found = self._bench.adequacy(names or [], at_most)
        pairs: list[Unnoticed] = [
            Unnoticed(
                pair=one.pair.name,
                share=one.share,
                survivors=[f"line {m.change.line}: {m.change.what}: {m.text.strip()}" for m in one.survivors],
                unreached_lines=sorted({point.line for point in one.unreached}),
            )
            for one in found.pairs
        ]
        is_full = all(not pair.survivors and not pair.unreached_lines for pair in pairs)
        return Adequate(found.share, pairs, "record" if is_full else "add cases to the table, or search")

    def search(self, pair: str, seconds: float = 10.0) -> Searched:
        """Search for inputs that the cases do not have and on which original and port differ.

        Parameters
        ----------
        pair : str
            The pair.
        seconds : float
            How long, about.

        Returns
        -------
        Searched
            Each kind of difference once, as a case for the table.
        """
        from matdrop.reports.search_data import search_json

        (found,) = search_json([self._bench.search(pair, seconds)])["pairs"]
        advice = "record"
        if found["differences"]:
            advice = "add the cases to the table where the original is meant to get such inputs"
        return Searched(pair=pair, tried=found["tried"], differences=found["differences"], next=advice)

    def pitfalls(self, query: str) -> list[Row]:
        """Look up what goes wrong from MATLAB to NumPy, or find likely lines of a file.

        Parameters
        ----------
        query : str
            A ``.py`` or ``.m`` file, or an id, a topic or words.

        Returns
        -------
        list of Row
            Of the file its likely lines; else the rows of the table.
        """
        from matdrop.pitfalls.catalogue import choose_pitfalls, load_pitfalls
        from matdrop.pitfalls.check import find

        table = {row.id: row for row in load_pitfalls()}
        if query.endswith((".py", ".m")):
            file = Path(query)
            found = [(f"{file}:{alarm.line}", table[alarm.id]) for alarm in find(file)]
        else:
            found = [("", row) for row in choose_pitfalls(query, load_pitfalls())]
        return [Row(row.id, where, row.why, row.matlab, row.right) for where, row in found]

    def port(
        self, original: str, args: list[str] | None = None, output: str | None = None, force: bool = False
    ) -> Ported:
        """Write the first port of an original, and prove it on its cases and on inputs that they do not have.

        Parameters
        ----------
        original : str
            A ``.m`` file, or a folder of them.
        args : list of str, optional
            The arguments of each case as MATLAB expressions, such as ``"magic(4), 2"``; inputs are proposed by default.
        output : str, optional
            The file to write, for a folder the folder; beside the original by default.
        force : bool
            Whether existing files are replaced.

        Returns
        -------
        Ported
            What was proven, and the lines that are left.
        """
        from matdrop.cli.port import port_originals
        from matdrop.reports.port_data import port_json

        words = ["port", original, *(["-o", output] if output else []), *(["--force"] if force else [])]
        options = _understood([*words, *(f"--args={one}" for one in args or [])])
        written = port_originals(options, self._bench.session, Console(file=io.StringIO()))
        proven = all(proof.is_proven for _, proof in written.values())
        advice = "init with the original and the port, then verify"
        if not proven:
            advice = f"mend what is in untranslated, differing and cases, and what the port marks; {advice}"
        return Ported(proven, port_json(written)["ports"], advice)

    def init(self, paths: list[str], force: bool = False) -> Done:
        """Write a first parity.toml: pairs found by name in files and folders, with proposed inputs.

        Parameters
        ----------
        paths : list of str
            Originals and ports, or folders of them.
        force : bool
            Whether an existing table is replaced.

        Returns
        -------
        Done
            The pairs that were found.
        """
        return self._run(
            ["init", *paths, *(["--force"] if force else [])], "look at the inputs in parity.toml, then verify"
        )

    def record(self, names: list[str] | None = None) -> Done:
        """Save what the originals compute as fixtures, for machines without an engine.

        Parameters
        ----------
        names : list of str, optional
            Pairs; all by default.

        Returns
        -------
        Done
            What has changed in the fixtures.
        """
        from matdrop.cli.fixtures import record

        printed = io.StringIO()
        console = Console(file=printed, width=200, emoji=False)
        code = record(self._bench.table, names or [], self._bench.session.run, console)
        return Done(ok=code == 0, text=printed.getvalue(), next="verify with reference=saved")

    def _run(self, words: list[str], advice: str) -> Done:
        """Run a command, and return what it prints."""
        printed, options = io.StringIO(), _understood(words)
        command: Callable[[argparse.Namespace, Console], int] = options.command
        code = command(options, Console(file=printed, width=200, emoji=False))
        return Done(ok=code == 0, text=printed.getvalue(), next=advice)


def _understood(words: list[str]) -> argparse.Namespace:
    """Return the options of a command.

    Raises
    ------
    MatdropError
        If they are none: the parser would end the process, and a server goes on.
    """
    from matdrop.cli import build_parser

    try:
        return build_parser().parse_args(words)
    except SystemExit:
        raise MatdropError(f"{' '.join(words)} is not understood; give names and paths only") from None


def _after_verifying(report: ExplainedReport, faults: tuple[Problem, ...]) -> str:
    """Return what to do after a verification, as the name of a tool or as a sentence."""
    if report.as_expected:
        return "adequacy, then record"
    if any(problem.declaration for problem in faults):
        return "write the declaration into the pair's table if the port is meant so, then verify"
    if any(problem.finding is not None for problem in faults):
        return "fix"
    return "read the errors; mend the original's path, the inputs or the port, then verify"


def _fault(problem: Problem) -> Fault:
    finding = problem.finding
    fix = finding.fix if finding else None
    return Fault(
        pair=problem.pair,
        cases=list(problem.cases),
        verdicts=list(problem.verdicts),
        kind=problem.kind,
        certainty=finding.certainty if finding else "",
        message=in_one_line(problem),
        differs=list(problem.differs),
        port=_place(problem.place),
        original=_place(problem.original),
        proof=list(finding.proof) if finding else [],
        fix=problem.fix,
        diff=fix.diff if fix else "",
        suspected=[f"{note.kind}: {note.summary}" for note in problem.notes],
        declaration=list(problem.declaration),
        pitfalls=list(finding.pitfalls) if finding else [],
    )


def _place(place: Place | None) -> PlaceAnswer | None:
    return None if place is None else PlaceAnswer(place.file, place.line, place.column)


def advice_of(error: MatdropError) -> str:
    """Return an error as an agent needs it: what is wrong, and what to do next.

    Parameters
    ----------
    error : MatdropError
        Of a tool.

    Returns
    -------
    str
        Two lines at most.

    Examples
    --------
    >>> print(advice_of(MatdropError("no such pair; check its name")))
    no such pair; check its name
    next: check its name
    """
    return f"{error}\nnext: {error.next}" if error.next else str(error)
