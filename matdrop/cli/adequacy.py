"""`matdrop adequacy`: what the cases would notice if the port were wrong."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED, DIFFERS, progress_bar
from matdrop.cli.options import (
    add_engine,
    add_own,
    add_pair_options,
    asked_cases,
    check_fixtures,
    count,
    is_pair,
    seconds,
)
from matdrop.errors import MatdropError
from matdrop.version import __version__

if TYPE_CHECKING:
    from matdrop.adequacy.outcome import Adequacy
    from matdrop.cases.case import Case
    from matdrop.cases.table import CaseTable
    from matdrop.engines.session import Session
    from matdrop.verification.run import ReferenceChoice, Report


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    parser = commands.add_parser("adequacy", description=_adequacy.__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="pairs, or cases as pair/case, of the project's table, all by default; or ORIGINAL.m PORT.py[:function]",
    )
    pair = parser.add_argument_group("for ORIGINAL.m PORT.py[:function]")
    pair.add_argument(
        "--args", action="append", metavar="EXPRESSIONS", help="a case: the arguments as MATLAB expressions; repeatable"
    )
    add_pair_options(pair)
    add_own(parser)
    parser.add_argument(
        "--reference",
        choices=["auto", "live", "saved"],
        default="auto",
        help="run the originals once (live), read fixtures (saved), or whichever there are (auto, the default)",
    )
    add_engine(parser)
    parser.add_argument("--timeout", type=seconds, default=60.0, metavar="S", help="seconds a case may take (60)")
    add_at_most(parser)
    parser.add_argument(
        "--search",
        type=seconds,
        default=0.0,
        metavar="S",
        help="search so many seconds for each pair for cases that would notice what no case notices; needs the engine",
    )
    parser.add_argument("--all", action="store_true", help="show every change that no case notices")
    parser.add_argument("--json", action="store_true", help="print all that was found as JSON")
    parser.set_defaults(command=_adequacy)


def add_at_most(parser: argparse.ArgumentParser) -> None:
    """Add the number of changes that are tried.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Of the command.
    """
    parser.add_argument(
        "--at-most", type=count, default=200, metavar="N", help="how many changes of each port are tried (200)"
    )


def _adequacy(options: argparse.Namespace, console: Console) -> int:
    """Change the port in one place after the other, and show by line which changes no case notices."""
    from matdrop.engines.find import session_of
    from matdrop.reports.adequacy_data import adequacy_json
    from matdrop.reports.adequacy_terminal import show
    from matdrop.reports.data import SCHEMA
    from matdrop.verification.run import verify

    table, cases, reference = _asked(options)
    engine = table.engine(options.engine)
    with session_of(engine, options.timeout) as session:
        with progress_bar("verifying", len(cases)) as progress:
            report = verify(table, cases, reference, progress, options.timeout, engine, session=session)
        found = measured(report, table.path.parent, session, options.at_most, options.search)
    if found.share is None and not found.below:
        raise MatdropError("; ".join(f"{pair.pair.name}: {pair.error}" for pair in found.pairs))
    if options.json:
        document = {"schema": SCHEMA, "matdrop": __version__, "adequacy": adequacy_json(found)}
        print(json.dumps(document, indent=1, allow_nan=False))
    else:
        show(found, console, options.all)
    return DIFFERS if found.below else AS_EXPECTED


def measured(report: Report, folder: Path, session: Session, at_most: int, search: float = 0.0) -> Adequacy:
    """Measure what the cases of a verification notice, with a progress bar.

    Parameters
    ----------
    report : Report
        The verification.
    folder : Path
        The folder of the case table.
    session : Session
        The session that ran the originals.
    at_most : int
        How many changes of each port are tried.
    search : float
        Seconds for each pair in which to search for cases that would notice more.

    Returns
    -------
    Adequacy
        By pair.
    """
    from matdrop.adequacy.measure import measure

    pairs = len({result.case.pair.name for result in report.results})
    with progress_bar("changing the ports", pairs) as progress:
        return measure(report.results, folder, session, at_most, progress, search)


def _asked(options: argparse.Namespace) -> tuple[CaseTable, Sequence[Case], ReferenceChoice]:
    """Return the table, the cases and the references that the command line asks for."""
    from matdrop.fixtures.store import MANIFEST

    is_of_files = is_pair(options.names, options.own)
    if is_of_files:
        check_fixtures(options.reference)
    table, cases = asked_cases(options)
    if is_of_files:
        return table, cases, "live"
    has_fixtures = (table.fixtures / MANIFEST).is_file()
    automatic: ReferenceChoice = "saved" if has_fixtures else "live"
    return table, cases, automatic if options.reference == "auto" else options.reference
