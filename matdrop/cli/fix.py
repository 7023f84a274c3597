"""`matdrop fix`: the change with which a port agrees with its original, and its proof."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED, DIFFERS, progress_bar
from matdrop.cli.options import (
    add_engine,
    add_own,
    add_pair_options,
    asked_cases,
    check_fixtures,
    is_pair,
    seconds,
)

if TYPE_CHECKING:
    from matdrop.cases.case import Case
    from matdrop.verification.run import Report


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    fix = commands.add_parser("fix", description=_fix.__doc__)
    fix.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="pairs, or cases as pair/case, or ORIGINAL.m PORT.py[:function]; all pairs by default",
    )
    fix.add_argument("--args", action="append", metavar="EXPRESSIONS", help="the arguments as MATLAB expressions")
    fix.add_argument(
        "--write",
        action="store_true",
        help="write the changes into the port's files, if all other pairs of the table bear them",
    )
    fix.add_argument(
        "--reference",
        choices=["auto", "live", "saved"],
        default="auto",
        help="run the originals (live), read fixtures (saved), which locates no line beforehand, or run them if the "
        "engine is found (auto, the default)",
    )
    add_pair_options(fix)
    add_own(fix)
    add_engine(fix)
    fix.add_argument("--json", action="store_true", help="print the repairs as JSON")
    fix.add_argument("--timeout", type=seconds, default=60.0, metavar="S", help="seconds each side may take (60)")
    fix.set_defaults(command=_fix)


def _fix(options: argparse.Namespace, console: Console) -> int:
    """Find the smallest change of each port that differs with which it agrees on all cases, and show it as a diff.

    The exit code is 0 if there is nothing to mend or everything was mended (with --write) or can be (without), 1 if a
    port differs and no change was found that mends it, 2 if the request could not be carried out.
    """
    from matdrop.engines.find import find_engine, session_of
    from matdrop.explain.mending import mend, write_all
    from matdrop.reports.mending import show, to_json
    from matdrop.verification.run import verify

    is_of_files = is_pair(options.names, options.own)
    if is_of_files:
        check_fixtures(options.reference)
    table, named = asked_cases(options)
    engine, reference = table.engine(options.engine), options.reference
    if is_of_files:
        reference = "live"
    elif reference == "auto":
        reference = "live" if find_engine(engine).path else "saved"
    cases = table.beside(named)
    with session_of(engine, options.timeout) as session:

        def run(cases: Sequence[Case]) -> Report:
            with progress_bar("running the originals", len(cases)) as progress:
                return verify(table, cases, reference, progress, options.timeout, engine, session=session)

        report = run(cases)
        wrong = {result.case.pair.name for result in report.results if not result.as_expected}
        live = session if reference == "live" else None
        with progress_bar("trying changes", len(wrong)) as progress:
            mendings = mend(report, table.path.parent, live, options.timeout, progress)
        if options.write:
            write_all(mendings, report, table.path.parent, live, options.timeout, table.cases, run)
    if options.json:
        print(json.dumps(to_json(mendings, options.write), indent=1, allow_nan=False))
    else:
        show(mendings, options.write, console)
    return AS_EXPECTED if all(mending.is_mended for mending in mendings) else DIFFERS
