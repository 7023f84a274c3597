"""Run cases against their references and return a report."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from matdrop.cases.case import Case
from matdrop.cases.reference import Engine, Reference, Source
from matdrop.cases.table import CaseTable
from matdrop.engines.find import EngineName, find_engine, running_session
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.fixtures.store import MANIFEST, fixtures_in
from matdrop.verification.garbage import collected_seldom
from matdrop.verification.judge import judge, judge_saved
from matdrop.verification.result import Result
from matdrop.verification.returned_functions import holds_function
from matdrop.verification.undeclared import with_declarations

# Originals run in one call of the engine, at first and at most. Few: what was judged before Ctrl-C can be shown, and a
# hang repeats little work. Many: each call of the engine reads its functions again.
BLOCK, LARGEST_BLOCK = 100, 800
MOMENT = 1.0  # seconds; blocks that take no longer grow
ReferenceChoice = Literal["auto", "live", "saved", "both"]


@dataclass(frozen=True)
class Report:
    """All results of a verification; as a truth value, whether there are any and all are as expected.

    Attributes
    ----------
    results : tuple of Result
        In the order of the cases; live before saved.
    engine : Engine or None
        The live engine; None if no reference was live.
    not_live : str
        Why nothing was verified live, and what to do; empty if it was, or was not asked for.
    """

    results: tuple[Result, ...]
    engine: Engine | None = None
    not_live: str = ""

    def __bool__(self) -> bool:
        """Check whether something was verified and every verdict is the expected one."""
        return bool(self.results) and self.as_expected

    @property
    def as_expected(self) -> bool:
        """Whether every verdict is the expected one."""
        return all(result.as_expected for result in self.results)

    def count(self, source: Source) -> int:
        """Count the verdicts that were reached with references of a kind.

        A stale, missing or damaged fixture is no reference, so it does not count.

        Parameters
        ----------
        source : {"live", "saved"}
            The kind of reference.

        Returns
        -------
        int
            The number of results.
        """
        return sum(r.source == source and r.verdict not in ("STALE", "UNVERIFIED") for r in self.results)


def choose(reference: ReferenceChoice, engine: EngineName = "octave") -> tuple[tuple[Source, ...], str]:
    """Choose the references that a request can have.

    Parameters
    ----------
    reference : {"auto", "live", "saved", "both"}
        ``auto`` takes both if the engine is found, else the saved ones.
    engine : {"octave", "matlab"}
        The engine that runs originals.

    Returns
    -------
    sources : tuple of {"live", "saved"}
        The references to verify against.
    not_live : str
        Why ``auto`` takes no live references; empty otherwise.

    Raises
    ------
    MatdropError
        If live references are asked for and the engine is not found.

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
    jobs: int | str = 1,
    session: Session | None = None,
    reached: Callable[[Result], None] = lambda result: None,
    recorded_in: str = "",
) -> Report:
    """Verify that ports compute what their originals compute.

    Parameters
    ----------
    table : CaseTable
        The project.
    cases : sequence of Case, optional
        Which of its cases; all by default.
    reference : {"auto", "live", "saved", "both"}
        What to compare with; ``auto`` is both if the engine is found, else saved.
    progress : callable
        Called with the number of originals run so far.
    timeout : float
        Seconds that one case of an original may take.
    engine : {"octave", "matlab"}
        The engine that runs originals.
    jobs : int or str
        1 to work in this process; another number for so many processes, each with an engine of its own; or the address
        of a Dask scheduler. A script that asks for processes needs ``if __name__ == "__main__":``.
    session : Session, optional
        A session of that engine, to be used and left running; by default one is started and ended.
    reached : callable
        Called with each verdict when it is reached, if the work is done in this process.
    recorded_in : str
        The engine whose fixtures are read, such as ``octave-11``; that of the project's fixtures by default.

    Returns
    -------
    Report
        Nothing is printed.

    Raises
    ------
    MatdropError
        If the request cannot be carried out: an engine is needed and not found, or a port is not found.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> table = load_table(OWN_TABLE)
    >>> report = verify(table, table.select(["inverted_dropout/article"]), "saved")
    >>> [(result.verdict, result.outputs[0].ulp) for result in report.results]
    [('PASS', 0)]
    """
    sources, not_live = choose(reference, engine)
    if reference == "auto" and "live" in sources and not (table.fixtures / MANIFEST).is_file():
        sources = ("live",)  # nothing has been recorded yet
    chosen = tuple(table.cases if cases is None else cases)
    judged = functools.partial(
        _judged,
        folder=table.path.parent,
        fixtures=table.fixtures,
        sources=sources,
        timeout=timeout,
        recorded_in=recorded_in,
    )
    # The session starts its engine when it is first asked.
    with running_session(session, engine, timeout) as running, collected_seldom():
        if jobs == 1:
            found = judged(chosen, running, progress=progress, reached=reached)
        else:
            from matdrop.verification.workers import on_workers  # slow to import

            lost = functools.partial(_lost, sources=sources)
            part = functools.partial(judged, block=LARGEST_BLOCK)  # its cases are lost, and shown, together
            found = on_workers(part, chosen, jobs, engine, timeout, lost, progress)
        results = [result for results, _ in found for result in results]
        live = running if "live" in sources else None
        settled = with_declarations(results, table.path.parent, live, timeout)
    ran_in = next((ran_in for _, ran_in in found if ran_in is not None), None)
    return Report(settled, ran_in, not_live)


def _judged(
    cases: Sequence[Case],
    session: Session,
    folder: Path,
    fixtures: Path,
    sources: Sequence[Source],
    timeout: float,
    recorded_in: str,
    progress: Callable[[int], None] = lambda done: None,
    reached: Callable[[Result], None] = lambda result: None,
    block: int = 0,
) -> list[tuple[tuple[Result, ...], Engine | None]]:
    """Return for each case its results by all references, and the engine that ran its original."""
    by_source: list[list[Result]] = []
    if "live" in sources:
        by_source.append([])
        for case, reference in _with_references(cases, session, progress, block or BLOCK):
            by_source[-1].append(judge(case, reference, folder, session, timeout))
            reached(by_source[-1][-1])
    if "saved" in sources:
        saved = fixtures_in(fixtures, recorded_in)
        by_source.append([])
        for case in cases:
            by_source[-1].append(judge_saved(case, saved, folder, timeout))
            reached(by_source[-1][-1])
    ran_in = session.engine if "live" in sources else None
    return [(results, ran_in) for results in zip(*by_source, strict=True)]


def _with_references(
    cases: Sequence[Case], session: Session, progress: Callable[[int], None], size: int
) -> Iterator[tuple[Case, Reference]]:
    """Run originals, and return each case with its reference; the next ones run while these are judged.

    There are more at a time while that takes a moment.
    """
    start, some = 0, cases[:size]
    while some:
        began = time.monotonic()
        references = session.run(some, functools.partial(_advance, progress, start))
        start += len(some)
        following = cases[start : start + size]
        # A port that is given a function of the original's asks the engine, and would wait for all of these.
        if following and not any(holds_function(value) for reference in references for value in reference.inputs):
            session.begin(following, functools.partial(_advance, progress, start))
        yield from zip(some, references, strict=True)
        some = following
        is_quick = time.monotonic() - began < MOMENT
        size = min(2 * size, LARGEST_BLOCK) if is_quick else max(size // 2, BLOCK)


def _advance(progress: Callable[[int], None], before: int, done: int) -> None:
    progress(before + done)


def _lost(case: Case, sources: Sequence[Source]) -> tuple[tuple[Result, ...], Engine | None]:
    """Return the verdict on a case whose port has ended the process, three times."""
    from matdrop.verification.workers import LOST

    return tuple(Result(case, source, "PORT FAILED", error=f"port: {LOST}") for source in sources), None
