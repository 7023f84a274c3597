"""`matdrop search`: inputs on which an original and its port part."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from matdrop.cases.table import find_table
from matdrop.cli.common import AS_EXPECTED, DIFFERS, console_for_errors, progress_bar
from matdrop.cli.options import (
    add_engine,
    add_own,
    add_pair_options,
    asked_cases,
    check_accept,
    is_pair,
    seconds,
)

if TYPE_CHECKING:
    from matdrop.cases.case import Case
    from matdrop.search.pair_search import PairSearch


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    search = commands.add_parser("search", description=_search.__doc__)
    search.add_argument(
        "names", nargs="+", metavar="NAME", help="pairs of the project's table, or ORIGINAL.m PORT.py[:function]"
    )
    pair = search.add_argument_group("for ORIGINAL.m PORT.py[:function]")
    pair.add_argument(
        "--args", action="append", metavar="EXPRESSIONS", help="a case: the arguments as MATLAB expressions; repeatable"
    )
    add_pair_options(pair)
    add_own(search)
    add_engine(search)
    search.add_argument("--seconds", type=seconds, default=60.0, metavar="S", help="seconds for each pair (60)")
    search.add_argument("--json", action="store_true", help="print what is found as JSON")
    search.add_argument("--accept", action="store_true", help="write what is found into the table, as cases")
    search.set_defaults(command=_search)


def _search(options: argparse.Namespace, console: Console) -> int:
    """Try inputs that the cases of a pair do not have, and show the smallest on which original and port differ."""
    check_accept(options, "copy the cases that are shown")
    searches = _searched(options)
    if options.json:
        from matdrop.reports.search_data import search_json

        print(json.dumps(search_json(searches), indent=1, allow_nan=False))
    else:
        _show(searches, console, options)
    if options.accept:
        # Standard output is the JSON's alone.
        _accept(searches, find_table(Path.cwd()), console_for_errors() if options.json else console)
    return DIFFERS if any(searches) else AS_EXPECTED


def _searched(options: argparse.Namespace) -> list[PairSearch]:
    """Search for the pairs that the command line names."""
    from matdrop.engines.find import session_of
    from matdrop.search.pair_search import LIMIT, search_pair

    table, named = asked_cases(options)
    searches = []
    with session_of(table.engine(options.engine)) as session:
        for cases in _by_pair(named):
            with progress_bar(f"searching {cases[0].pair.name}", LIMIT) as progress:
                searches.append(search_pair(cases, table.path.parent, session, options.seconds, progress))
    return searches


def _by_pair(cases: Sequence[Case]) -> list[list[Case]]:
    return [list(group) for _, group in groupby(cases, key=lambda case: case.pair.name)]


def _show(searches: Sequence[PairSearch], console: Console, options: argparse.Namespace) -> None:
    from matdrop.reports.search_terminal import show

    for search in searches:
        show(search, console)
    if any(searches) and not options.accept and not is_pair(options.names) and not options.own:
        text = (
            "\n--accept writes these cases into the table; where the original is not meant to get such inputs, do not"
        )
        console.print(text, markup=False, highlight=False, soft_wrap=True)


def _accept(searches: Sequence[PairSearch], project: Path, console: Console) -> None:
    """Write what was found into the table, as cases."""
    from matdrop.cases.table_writer import add_cases

    for search in filter(None, searches):
        pair, entries = search.cases[0].pair.name, search.entries
        add_cases(project, pair, entries)
        names = ", ".join(entry["name"] for entry in entries)
        text = (
            f"{project.name}: [{pair}] now has {names}; they fail until the port is mended. Fixtures of {pair} "
            "have to be recorded anew: matdrop fixtures record"
        )
        console.print(text, markup=False, highlight=False, soft_wrap=True, style="bold")
