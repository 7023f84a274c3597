"""`matdrop fixtures`: recording, checking, and recording on a machine without Python."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from matdrop.cases.case import Case
from matdrop.cases.table import CaseTable
from matdrop.cli.common import AS_EXPECTED, DIFFERS, progress_bar
from matdrop.cli.options import add_engine, add_jobs, add_path, recorded_table, with_path
from matdrop.errors import MatdropError

if TYPE_CHECKING:
    from matdrop.cases.reference import Reference
    from matdrop.fixtures.store import Fixtures

PROBLEMS = ("missing", "stale", "tampered", "unused")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    fixtures = commands.add_parser("fixtures", help="record or check the saved references")
    actions = fixtures.add_subparsers(required=True, metavar="ACTION")
    record = actions.add_parser("record", help="run the originals and save their results", description=_record.__doc__)
    which = record.add_mutually_exclusive_group()
    which.add_argument("--missing", action="store_const", dest="which", const="missing", help="only missing fixtures")
    which.add_argument("--changed", action="store_const", dest="which", const="changed", help="only stale fixtures")
    which.add_argument("--all", action="store_const", dest="which", const="all", help="all fixtures")
    record.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")
    add_engine(record)
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


def _record(options: argparse.Namespace, console: Console) -> int:
    """Run the originals and save their results: by default for fixtures that are missing or stale."""
    from matdrop.fixtures.store import Fixtures
    from matdrop.verification.workers import run_originals

    table = with_path(recorded_table(), options.path)
    fixtures = Fixtures(table.fixtures)
    cases = _cases_to_record(options.which, table, fixtures)
    references = []
    if cases:
        with progress_bar("running the originals", len(cases)) as progress:
            computed = run_originals(cases, options.jobs, options.engine, progress=progress)
            references = list(zip(cases, computed, strict=True))
    return _save(fixtures, table, references, options.dry_run, console)


def _save(
    fixtures: Fixtures,
    table: CaseTable,
    references: Sequence[tuple[Case, Reference]],
    dry_run: bool,
    console: Console,
) -> int:
    """Show what recording references changes, then do it, unless one of them failed."""
    for case, reference in references:
        if reference.error and case.expected not in ("ORIGINAL FAILED", "BOTH FAILED"):
            raise MatdropError(f"nothing was written, because {case.id} failed: {reference.error}")
    plan = fixtures.plan(references, table.cases)
    changes = [recording for recording in plan if recording.change != "same"]
    for recording in changes:
        console.print(f"{recording.change:>8}  {recording.case_id}  {recording.detail}".rstrip(), highlight=False)
    if not dry_run and changes:
        fixtures.record(references, table.cases)
    verb = "would change" if dry_run else "changed"
    console.print(f"{len(plan)} fixtures checked, {len(changes)} {verb}, in {table.fixtures}", soft_wrap=True)
    return AS_EXPECTED


def _request(options: argparse.Namespace, console: Console) -> int:
    """Make a folder to take to a machine that has MATLAB or Octave but no Python: record_fixtures records there."""
    from matdrop.fixtures.exchange import write_request

    table = recorded_table()
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

    table = recorded_table()
    references, engine = read_recorded(options.file, table)
    console.print(f"{len(references)} cases, recorded in {engine}", highlight=False)
    return _save(Fixtures(table.fixtures), table, references, options.dry_run, console)


def _cases_to_record(which: str, table: CaseTable, fixtures: Fixtures) -> Sequence[Case]:
    from matdrop.fixtures.store import FixtureError

    if which == "all":
        return table.cases
    wanted = {"missing": {"missing"}, "changed": {"stale"}, "default": {"missing", "stale"}}[which]
    chosen = []
    for case in table.cases:
        try:
            fixtures.read(case)
        except FixtureError as error:
            if error.problem == "tampered":
                raise
            if error.problem in wanted:
                chosen.append(case)
    return chosen


def _check(options: argparse.Namespace, console: Console) -> int:
    """Find stale, missing, unused and tampered fixtures."""
    from matdrop.fixtures.store import Fixtures

    table = recorded_table()
    problems = Fixtures(table.fixtures).check(table.cases)
    for problem in problems:
        console.print(f"[bold red]{problem.problem}[/]: {escape(str(problem))}", highlight=False, soft_wrap=True)
    counts = {kind: sum(problem.problem == kind for problem in problems) for kind in PROBLEMS}
    console.print(f"{len(table.cases)} cases: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
    return DIFFERS if problems else AS_EXPECTED
