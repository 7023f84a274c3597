"""A workbench: one engine that stays warm over many calls, for notebooks, watching and agents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from matdrop.adequacy.measure import measure
from matdrop.adequacy.outcome import Adequacy
from matdrop.cases.call_arguments import check_arguments
from matdrop.cases.case import Case
from matdrop.cases.table import CaseTable, find_table, load_table
from matdrop.engines.find import EngineName, session_of
from matdrop.engines.oct2py_world import Oct2PySession
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.explain.explanation import ExplainedReport, ExplainedResult, explain_report, verify_pair
from matdrop.explain.mending import Mending, mend, write_all
from matdrop.explain.trace import Trace, trace_results
from matdrop.repair.effort import THOROUGH
from matdrop.search.pair_search import PairSearch, search_pair
from matdrop.verification.run import ReferenceChoice, Report, verify


class Workbench:
    """A running engine with all that can be done with it; it starts on first use, and a ``with`` block ends it.

    Parameters
    ----------
    folder : str or Path, optional
        A project's table, or a folder from which it is looked for upwards; the folder of work by default. The table is
        read anew for each call.
    engine : str or oct2py.Oct2Py
        The engine that runs the originals, as `find_engine` takes it, or as the table's ``[engines]`` names it. With a
        running oct2py session they find the folders on its path and the packages that it has loaded.
    timeout : float
        Seconds that one case may take on each side.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> with Workbench(OWN_TABLE) as bench:
    ...     bench.report(["dropout_demo/seed_42"], "saved").as_expected
    True
    """

    def __init__(
        self,
        folder: str | Path | None = None,
        *,
        engine: EngineName | Oct2PySession = "octave",
        timeout: float = 60.0,
    ) -> None:
        check_arguments(folder=folder, timeout=timeout)
        self._folder = None if folder is None else Path(folder)
        self._engine = engine
        self._timeout = timeout
        self._session: Session | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the engine; a later call starts it again."""
        if self._session is not None:
            self._session.close()
            self._session = None

    @property
    def session(self) -> Session:
        """The engine's session."""
        if self._session is None:
            self._session = session_of(self._program, self._timeout)
        return self._session

    @property
    def _program(self) -> EngineName | Oct2PySession:
        """The engine, or the program that the table has under its name."""
        if not isinstance(self._engine, str):
            return self._engine
        try:
            return self.table.engine(self._engine)
        except MatdropError:  # a pair by itself needs no table; what needs one says what is wrong with it
            return self._engine

    @property
    def table(self) -> CaseTable:
        """The project's table, as it is now."""
        place = (self._folder or Path.cwd()).resolve()
        return load_table(place if place.is_file() else find_table(place))

    def verify(
        self, original: str | Path, port: str | Callable[..., Any], *args: Any, **options: Any
    ) -> ExplainedResult:
        """Verify that a port computes what its original computes on one set of arguments.

        Parameters
        ----------
        original, port, *args, **options : object
            As `matdrop.verify` takes them.

        Returns
        -------
        ExplainedResult
            Verdict, figures and findings.

        Raises
        ------
        MatdropError
            As `matdrop.verify`.
        """
        return verify_pair(original, port, *args, session=self.session, timeout=self._timeout, **options)

    def report(
        self,
        names: Sequence[str] = (),
        reference: ReferenceChoice = "auto",
        traced: bool = True,
        reached: Callable[[int], None] = lambda done: None,
    ) -> ExplainedReport:
        """Verify pairs of the project's table, and explain what differs.

        Parameters
        ----------
        names : sequence of str
            Pairs, or cases as ``pair/case``; all by default.
        reference : {"auto", "live", "saved", "both"}
            Run the originals, read fixtures, both, or whatever there is.
        traced : bool
            Whether the lines are looked for where a port goes wrong.
        reached : callable
            Called with the number of originals run so far.

        Returns
        -------
        ExplainedReport
            Results and findings.

        Raises
        ------
        MatdropError
            If there is no table, a name is not in it, or the engine is not found.
        """
        table = self.table
        found = self._verified(table, table.select(list(names)), reference, reached)
        return explain_report(found, table.path.parent, self._running, self._timeout, traced, fixtures=table.fixtures)

    def trace(self, pair: str) -> Trace:
        """Find the statements of a pair's port at which it goes wrong, and confirm them on moved inputs.

        Parameters
        ----------
        pair : str
            A pair of the table, or one of its cases.

        Returns
        -------
        Trace
            With its findings.

        Raises
        ------
        MatdropError
            As `report`, or if the pair cannot be traced.
        """
        table = self.table
        found = self._verified(table, table.select([pair]), "live")
        folder = table.path.parent
        return trace_results(found.results, folder, self.session, self._timeout, confirm=True, effort=THOROUGH)

    def mend(self, names: Sequence[str] = (), write: bool = False) -> tuple[Mending, ...]:
        """Find the changes with which ports agree with their originals on all cases.

        Parameters
        ----------
        names : sequence of str
            Pairs, or cases of them; all by default.
        write : bool
            Whether the changes are written into the ports' files.

        Returns
        -------
        tuple of Mending
            One for each pair that differs.

        Raises
        ------
        MatdropError
            As `report`, or if a file cannot be written.
        """
        table = self.table
        cases = table.beside(table.select(list(names)))
        folder, session = table.path.parent, self._running

        def run(cases: Sequence[Case]) -> Report:
            return self._verified(table, cases, "live" if session else "saved")

        found = run(cases)
        mendings = mend(found, folder, session, self._timeout)
        if write:
            write_all(mendings, found, folder, session, self._timeout, table.cases, run)
        return mendings

    def adequacy(self, names: Sequence[str] = (), at_most: int = 200, seconds: float = 0.0) -> Adequacy:
        """Measure which changes of the ports their cases notice.

        Parameters
        ----------
        names : sequence of str
            Pairs or cases; all by default.
        at_most : int
            How many changes of each port are tried.
        seconds : float
            How long cases are searched for that would notice more.

        Returns
        -------
        Adequacy
            By pair.

        Raises
        ------
        MatdropError
            As `report`.
        """
        table = self.table
        found = self._verified(table, table.select(list(names)), "live")
        return measure(found.results, table.path.parent, self.session, at_most, search=seconds)

    def search(self, pair: str, seconds: float = 10.0) -> PairSearch:
        """Search for inputs on which original and port of a pair differ.

        Parameters
        ----------
        pair : str
            A pair of the table.
        seconds : float
            How long, about.

        Returns
        -------
        PairSearch
            The differences, each as small as it can be.

        Raises
        ------
        MatdropError
            As `report`.
        """
        table = self.table
        return search_pair(list(table.select([pair])), table.path.parent, self.session, seconds)

    @property
    def _running(self) -> Session | None:
        """The engine's session; None where the engine is not found."""
        return self.session if self.session.find().path else None

    def _verified(
        self,
        table: CaseTable,
        cases: Sequence[Case],
        reference: ReferenceChoice,
        reached: Callable[[int], None] = lambda done: None,
    ) -> Report:
        engine = self._program if isinstance(self._program, str) else "octave"
        return verify(table, cases, reference, reached, self._timeout, engine, session=self._running)


def report(
    names: Sequence[str] = (),
    *,
    folder: str | Path | None = None,
    reference: ReferenceChoice = "auto",
    engine: EngineName = "octave",
    timeout: float = 60.0,
    traced: bool = True,
) -> ExplainedReport:
    """Verify pairs of a project's table, and explain what differs.

    Parameters
    ----------
    names : sequence of str
        Pairs, or cases as ``pair/case``; all by default.
    folder : str or Path, optional
        A project's table, or a folder from which it is looked for upwards; the folder of work by default.
    reference : {"auto", "live", "saved", "both"}
        Run the originals, read fixtures, both, or whatever there is.
    engine : str
        The engine that runs the originals, as `find_engine` takes it, or as the table's ``[engines]`` names it.
    timeout : float
        Seconds that one case may take on each side.
    traced : bool
        Whether the lines are looked for where a port goes wrong.

    Returns
    -------
    ExplainedReport
        Results and findings; `print` shows them.

    Raises
    ------
    MatdropError
        If there is no table, a name is not in it, or the engine is not found.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> print(report(["dropout_demo"], folder=OWN_TABLE, reference="saved"))
    2 verdicts: 2 PASS
    """
    check_arguments(names=names)
    with Workbench(folder, engine=engine, timeout=timeout) as bench:
        return bench.report(names, reference, traced)
