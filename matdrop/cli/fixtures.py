"""`matdrop fixtures`: recording, checking, and recording on a machine without Python."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from matdrop.cases.case import Case
from matdrop.cases.table import CaseTable
from matdrop.cli.common import AS_EXPECTED, DIFFERS, kept_as, progress_bar
from matdrop.cli.options import add_engine, add_jobs, add_own, add_path, recorded_table, with_path
from matdrop.errors import MatdropError

if TYPE_CHECKING:
    from matdrop.cases.reference import Reference
    from matdrop.fixtures.store import FixtureError, Fixtures

PROBLEMS = ("missing", "stale", "tampered", "unused")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    fixtures = commands.add_parser("fixtures")
    actions = fixtures.add_subparsers(required=True, metavar="ACTION")
    record = actions.add_parser("record", help="run the originals and save their results", description=_record.__doc__)
    record.add_argument("names", nargs="*", metavar="NAME", help="pairs, or cases as pair/case; all by default")
    which = record.add_mutually_exclusive_group()
    which.add_argument("--missing", action="store_const", dest="which", const="missing", help="only missing fixtures")
    which.add_argument("--changed", action="store_const", dest="which", const="changed", help="only stale fixtures")
    which.add_argument("--all", action="store_const", dest="which", const="all", help="all fixtures")
    record.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")
    record.add_argument(
        "--trace", action="store_true", help="save how the originals compute it, too: a trace then needs no engine"
    )
    add_engine(record)
    record.add_argument(
        "--engines",
        metavar="A,B",
        help="record what each of these engines answers, such as 7,9,11: the first is the reference, of the others is "
        "kept what differs",
    )
    add_jobs(record)
    add_path(record)
    record.set_defaults(command=_record, which="default")
    request = actions.add_parser(
        "request", help="make a folder to record in on a machine without Python", description=_request.__doc__
    )
    request.add_argument(
        "folder", type=Path, metavar="FOLDER", help="will contain everything that MATLAB or Octave needs"
    )
    request.set_defaults(command=_request)
    take = actions.add_parser("import", help="import what record_fixtures.m has recorded", description=_import.__doc__)
    take.add_argument("file", type=Path, metavar="recorded.mat", help="as record_fixtures.m has written it")
    take.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")
    take.set_defaults(command=_import)
    check = actions.add_parser("check", help="find stale, missing, unused and tampered fixtures")
    check.set_defaults(command=_check)
    for action in (record, request, take, check):
        add_own(action)


def _record(options: argparse.Namespace, console: Console) -> int:
    """Run the originals and save their results: by default for fixtures that are missing or stale."""
    from matdrop.fixtures.store import Fixtures, OtherEngineFixtures
    from matdrop.verification.workers import run_originals

    table = with_path(recorded_table(options.own), options.path)
    first, *others = options.engines.split(",") if options.engines else [options.engine]
    beside = {name: _name_beside(table, name) for name in others}
    status = AS_EXPECTED
    for name in (first, *others):
        own = Fixtures(table.fixtures)  # read anew: the others are compared with what the first has just recorded
        fixtures = OtherEngineFixtures(own, beside[name]) if name in beside else own

        def run(cases: Sequence[Case], engine: str = table.engine(name)) -> list[Reference]:
            names = [case.id for case in cases] if options.jobs == 1 else []
            with progress_bar("running the originals", len(cases), names) as progress:
                return run_originals(cases, options.jobs, engine, progress=progress)

        status = max(status, record(table, options.names, run, console, options.which, options.dry_run, fixtures))
    return max(status, _record_traces(options, table, first, console)) if options.trace else status


def _name_beside(table: CaseTable, engine: str) -> str:
    """Return the name under which the fixtures of an engine that is not the reference are kept."""
    from matdrop.engines.find import find_engine

    found = find_engine(table.engine(engine))
    if found.path is None:
        raise MatdropError(f"{engine}: {found.reason}; {found.remedy}")
    return kept_as(engine)


def record(
    table: CaseTable,
    names: Sequence[str],
    run: Callable[[Sequence[Case]], list[Reference]],
    console: Console,
    which: str = "default",
    dry_run: bool = False,
    fixtures: Fixtures | None = None,
) -> int:
    """Run originals and save their results as fixtures.

    Parameters
    ----------
    table : CaseTable
        The project.
    names : sequence of str
        Pairs, or cases as ``pair/case``; all by default.
    run : callable
        Returns what the originals of some cases compute.
    console : Console
        Where what changes is printed.
    which : {"default", "all", "missing", "changed"}
        Which fixtures are recorded; by default those that are missing or stale.
    dry_run : bool
        Whether nothing is written.
    fixtures : Fixtures, optional
        Where they are saved; by default the project's.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    MatdropError
        If a name is not in the table, or no engine is found.
    """
    from matdrop.fixtures.store import Fixtures

    fixtures = fixtures or Fixtures(table.fixtures)
    cases, damaged = _cases_to_record(which, table.select(list(names)), fixtures)
    references = list(zip(cases, run(cases), strict=True)) if cases else []
    return _Saving(fixtures, table, references, damaged, prune=not (names or damaged)).save(dry_run, console)


def _record_traces(options: argparse.Namespace, table: CaseTable, engine: str, console: Console) -> int:
    """Run the originals in instrumented copies, and save what these record."""
    from matdrop.engines.find import session_of
    from matdrop.tracing.original_recording import record_original
    from matdrop.tracing.saved_recordings import SAVED, SavedRecordings, as_reference

    store = SavedRecordings(table.fixtures).store
    cases, damaged = _cases_to_record(options.which, table.select(options.names), store)
    references = []
    with (
        session_of(table.engine(engine)) as session,
        progress_bar("recording the originals", len(cases)) as progress,
    ):
        for done, case in enumerate(cases, 1):
            references.append((case, as_reference(case, *record_original(case, session, SAVED))))
            progress(done)
    saving = _Saving(store, table, references, damaged, not (options.names or damaged), "recordings")
    return saving.save(options.dry_run, console)


@dataclass(frozen=True)
class _Saving:
    """References to be saved, and fixtures that stand in the way of others."""

    fixtures: Fixtures
    table: CaseTable
    references: Sequence[tuple[Case, Reference]]
    damaged: Sequence[FixtureError] = ()
    prune: bool = True
    what: str = "fixtures"

    def save(self, dry_run: bool, console: Console) -> int:
        """Show what saving changes, then do it; what cannot be saved is said, and its fixtures stay as they are."""
        refusals = {case.id: why for case, reference in self.references if (why := self._refusal(case, reference))}
        kept = [(case, reference) for case, reference in self.references if case.id not in refusals]
        plan = self.fixtures.plan(kept, self.table.cases, self.prune)
        changes = [recording for recording in plan if recording.change != "same"]
        for recording in changes:
            console.print(f"{recording.change:>8}  {recording.case_id}  {recording.detail}".rstrip(), highlight=False)
        if not dry_run and changes:
            self.fixtures.record(kept, self.table.cases, self.prune)
        failures = [*(f"{name}: {why}" for name, why in refusals.items()), *map(str, self.damaged)]
        for failure in failures:
            console.print(f"[bold red]NOT RECORDED:[/] {escape(failure)}", highlight=False, soft_wrap=True)
        verb = "would change" if dry_run else "changed"
        failed = f", {len(failures)} not recorded" if failures else ""
        closing = f"{len(plan)} {self.what} checked, {len(changes)} {verb}{failed}, in {self.fixtures.folder}"
        console.print(closing, soft_wrap=True)
        return DIFFERS if failures else AS_EXPECTED

    def _refusal(self, case: Case, reference: Reference) -> str:
        """Return why a reference cannot be saved; empty if it can."""
        from matdrop.calling.handles import only_live

        if reference.error:
            as_expected = case.expected in ("ORIGINAL FAILED", "BOTH FAILED")
            return "" if as_expected else f"the original failed: {reference.error}"
        if not (handles := only_live(case, reference, None) and only_live(case, reference, self._port(case))):
            return ""
        lines = ", ".join(f'{json.dumps(text)} = "FILE.py:FUNCTION"' for text in handles)
        return (
            f"only an engine can evaluate the function handle {', '.join(handles)}; declare a Python function for it "
            f"under [{case.pair.name}]: functions = {{ {lines} }}"
        )

    def _port(self, case: Case) -> Callable[..., Any] | None:
        """Import a port, in whose module there may be functions for handles; None if that fails."""
        from matdrop.calling.load import load_port
        from matdrop.calling.sandbox import quiet

        try:
            with quiet(io.StringIO()):
                return load_port(case.pair.port, self.table.path.parent, case.pair.original.stem)
        except Exception:  # a port may raise anything; `matdrop verify` says what
            return None


def _request(options: argparse.Namespace, console: Console) -> int:
    """Make a folder to take to a machine that has MATLAB or Octave but no Python: record_fixtures records there."""
    from matdrop.fixtures.exchange import write_request

    table = recorded_table(options.own)
    write_request(table, options.folder)
    console.print(
        f"{len(table.cases)} cases in {options.folder}; next: take the folder to the machine, run in it "
        "`matlab -batch record_fixtures` or `octave --eval record_fixtures`, bring recorded.mat back, and run "
        "`matdrop fixtures import recorded.mat`",
        highlight=False,
        soft_wrap=True,
    )
    return AS_EXPECTED


def _import(options: argparse.Namespace, console: Console) -> int:
    """Import recorded.mat: show what changes, and write it as fixtures."""
    from matdrop.fixtures.exchange import read_recorded
    from matdrop.fixtures.store import Fixtures

    table = recorded_table(options.own)
    references, engine = read_recorded(options.file, table)
    console.print(f"{len(references)} cases, recorded in {engine}", highlight=False)
    return _Saving(Fixtures(table.fixtures), table, references).save(options.dry_run, console)


def _cases_to_record(
    which: str, cases: Sequence[Case], fixtures: Fixtures
) -> tuple[Sequence[Case], Sequence[FixtureError]]:
    """Choose the cases to record, and find the damaged fixtures that they leave alone.

    A case whose neighbours in the same file are damaged is not recorded: they would be lost with the file.
    """
    from matdrop.fixtures.store import FixtureError

    if which == "all":
        return cases, ()
    wanted = {"missing": {"missing"}, "changed": {"stale"}, "default": {"missing", "stale"}}[which]
    chosen: list[Case] = []
    damaged: list[tuple[Case, FixtureError]] = []
    for case in cases:
        try:
            fixtures.read(case)
        except FixtureError as error:
            if error.problem == "tampered":
                damaged.append((case, error))
            elif error.problem in wanted:
                chosen.append(case)
    spoilt = {case.pair.name for case, _ in damaged}
    return [case for case in chosen if case.pair.name not in spoilt], [error for _, error in damaged]


def _check(options: argparse.Namespace, console: Console) -> int:
    """Find stale, missing, unused and tampered fixtures, and recordings that `record --trace` has saved."""
    from matdrop.fixtures.store import Fixtures, fixtures_of_others
    from matdrop.tracing.saved_recordings import SavedRecordings

    table = recorded_table(options.own)
    fixtures = Fixtures(table.fixtures)
    problems = [*fixtures.check(table.cases), *SavedRecordings(table.fixtures).problems(table.cases)]
    problems += [problem for other in fixtures_of_others(fixtures) for problem in other.check(table.cases)]
    for problem in problems:
        console.print(f"[bold red]{problem.problem}[/]: {escape(str(problem))}", highlight=False, soft_wrap=True)
    counts = {kind: sum(problem.problem == kind for problem in problems) for kind in PROBLEMS}
    console.print(f"{len(table.cases)} cases: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
    return DIFFERS if problems else AS_EXPECTED
