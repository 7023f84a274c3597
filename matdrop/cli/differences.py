"""`matdrop differences`: where Octave's versions differ from each other and from MATLAB, executed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED, DIFFERS
from matdrop.errors import MatdropError

if TYPE_CHECKING:
    from matdrop.differences.difference import Difference
    from matdrop.differences.running import Outcome


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    parser = commands.add_parser("differences", description=_differences.__doc__)
    parser.add_argument("words", nargs="*", metavar="TOPIC|SEARCH", help="a topic, an id, or words")
    parser.add_argument("--check", action="store_true", help="run the rows and report which does not hold")
    parser.add_argument(
        "--engines",
        default="7,9,11",
        metavar="A,B",
        help="where --check runs them (7,9,11); an engine that is not there is named, and all must be missing to fail",
    )
    parser.set_defaults(command=_differences)


def _differences(options: argparse.Namespace, console: Console) -> int:
    """Show the executed table of differences: its topics, or the rows of a topic or a search with all results."""
    from matdrop.differences.difference import choose_differences, load_differences
    from matdrop.pitfalls.show import show_topics
    from matdrop.reports.differences_terminal import show_rows

    rows = load_differences()
    if options.words:
        rows = choose_differences(" ".join(options.words), rows)
    if options.check:
        return _check(rows, options.engines.split(","), console)
    if options.words:
        show_rows(rows, console)
    else:
        show_topics(rows, "differences", console)
    return AS_EXPECTED


def _check(rows: Sequence[Difference], engines: Sequence[str], console: Console) -> int:
    """Run rows in the engines that are there."""
    from matdrop.differences.running import run_differences
    from matdrop.engines.find import find_engine, session_of
    from matdrop.reports.differences_terminal import show_check

    missing = {name: f"{found.reason}; {found.remedy}" for name in engines if (found := find_engine(name)).reason}
    if len(missing) == len(engines):
        raise MatdropError("; ".join(missing.values()))
    outcomes: list[Outcome] = []
    for name in engines:
        if name not in missing:
            with session_of(name) as session:
                outcomes += run_differences(rows, session)
    show_check(outcomes, list(missing.values()), console)
    return DIFFERS if any(outcome.wrong for outcome in outcomes) else AS_EXPECTED
