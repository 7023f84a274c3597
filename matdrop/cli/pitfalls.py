"""`matdrop pitfalls`: the executed table, NumPy's own, and lines where a pitfall is likely."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from matdrop.cli.common import AS_EXPECTED, DIFFERS
from matdrop.cli.formats import LISTING, add_format, listed
from matdrop.cli.options import add_engine
from matdrop.errors import MatdropError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    pitfalls = commands.add_parser("pitfalls", description=_pitfalls.__doc__)
    pitfalls.add_argument(
        "words", nargs="*", metavar="TOPIC|SEARCH", help="a topic, an id, or words; or: check FILE..."
    )
    pitfalls.add_argument("--check", action="store_true", help="run every row and report which does not hold")
    pitfalls.add_argument(
        "--numpy-table", action="store_true", help="NumPy's own table, run: print it as Markdown, or --check it"
    )
    add_format(pitfalls, LISTING, "of `pitfalls check`")
    add_engine(pitfalls)
    pitfalls.set_defaults(command=_pitfalls)


def _pitfalls(options: argparse.Namespace, console: Console) -> int:
    """Show the executed table of pitfalls: its topics, or the rows of a topic or a search with all results."""
    from matdrop.pitfalls.catalogue import choose_pitfalls, load_pitfalls
    from matdrop.pitfalls.execution import run
    from matdrop.pitfalls.show import show_check, show_rows, show_topics

    pitfalls = load_pitfalls()
    if options.numpy_table:
        return _numpy_table(options, console)
    if options.words[:1] == ["check"]:
        return _pitfalls_in([Path(word) for word in options.words[1:]], options.format, console)
    if options.format != "full":
        raise MatdropError(f"--format {options.format} is for `matdrop pitfalls check FILE...`")
    if options.words:
        pitfalls = choose_pitfalls(" ".join(options.words), pitfalls)
    if options.check:
        outcomes = run(pitfalls, engine=options.engine)
        show_check(outcomes, console)
        return DIFFERS if any(outcome.wrong for outcome in outcomes.results) else AS_EXPECTED
    if options.words:
        show_rows(run(pitfalls, "saved"), console)
    else:
        show_topics(pitfalls, "pitfalls", console)
    return AS_EXPECTED


def _numpy_table(options: argparse.Namespace, console: Console) -> int:
    """Print NumPy's own table for MATLAB users as a page, or run its cells."""
    from matdrop.pitfalls.execution import run
    from matdrop.pitfalls.numpy_table import closing_line, load_numpy_table, page, wrong_of

    outcomes = run(load_numpy_table(), "auto" if options.check else "saved", options.engine)
    wrong = {outcome.pitfall.id: wrong_of(outcome) for outcome in outcomes.results if wrong_of(outcome)}
    if not options.check:
        if wrong:
            raise MatdropError(
                f"the page was not printed: {', '.join(wrong)} does not hold; see "
                "`matdrop pitfalls --numpy-table --check`"
            )
        print(page(outcomes), end="")
        return AS_EXPECTED
    for id_, said in wrong.items():
        console.print(f"{id_}: {said}", style="bold red", markup=False, highlight=False, soft_wrap=True)
    if outcomes.not_live:
        console.print(f"[yellow]NOT RUN LIVE:[/] {escape(outcomes.not_live)}", highlight=False, soft_wrap=True)
    console.print(closing_line(outcomes), style="bold", highlight=False, soft_wrap=True)
    return DIFFERS if wrong else AS_EXPECTED


def _pitfalls_in(files: Sequence[Path], format_: str, console: Console) -> int:
    """Find lines of files where a pitfall is likely."""
    from matdrop.differences.in_originals import MATLAB, OLDEST, differences_in
    from matdrop.pitfalls.catalogue import load_pitfalls
    from matdrop.pitfalls.check import find_in_files
    from matdrop.pitfalls.show import show_findings
    from matdrop.reports.problems import alarms_as_problems
    from matdrop.source.matlab_files import not_called_in

    if not files:
        raise MatdropError("name files or folders: matdrop pitfalls check FILE...; --check runs the table itself")
    found = find_in_files(files)
    if format_ != "full":
        print(listed(format_, alarms_as_problems(found, load_pitfalls())), end="")
        return DIFFERS if any(findings for _, findings in found) else AS_EXPECTED
    for remark in not_called_in([file for file in files if file.is_dir()]):
        console.print(remark, style="yellow", markup=False, highlight=False, soft_wrap=True)
    show_findings(found, load_pitfalls(), console)
    for file in [file for file, _ in found if file.suffix == ".m"]:
        for known in differences_in(file, OLDEST):
            console.print(f"{known.between(OLDEST, MATLAB)}", markup=False, highlight=False, soft_wrap=True)
    return DIFFERS if any(findings for _, findings in found) else AS_EXPECTED
