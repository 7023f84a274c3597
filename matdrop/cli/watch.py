"""`matdrop watch`: verifies anew what a saved file concerns, with an engine that stays warm."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED
from matdrop.cli.options import add_engine, seconds
from matdrop.errors import MatdropError

if TYPE_CHECKING:
    from matdrop.explain.watching import Watch
    from matdrop.explain.workbench import Workbench


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    watch = commands.add_parser("watch", description=_watch.__doc__)
    watch.add_argument("names", nargs="*", metavar="NAME", help="pairs of the project's table; all by default")
    watch.add_argument("--no-trace", action="store_true", help="do not locate the statement where a port goes wrong")
    watch.add_argument("--every", type=seconds, default=0.2, metavar="S", help="seconds between two looks (0.2)")
    add_engine(watch)
    watch.set_defaults(command=_watch)


def _watch(options: argparse.Namespace, console: Console) -> int:
    """Verify the pairs of the table, then again those that a saved .m or .py file concerns, until Ctrl-C."""
    from matdrop.explain.watching import Watch
    from matdrop.explain.workbench import Workbench

    with Workbench(engine=options.engine) as bench:
        watch = Watch(bench, options.names)
        bench.table.select(options.names)  # what is not there at the start is no file that is half written
        look(bench, watch, not options.no_trace, console)
        console.print("watching; Ctrl-C ends it", style="dim", highlight=False)
        try:
            while True:
                time.sleep(options.every)
                look(bench, watch, not options.no_trace, console)
        except KeyboardInterrupt:
            return AS_EXPECTED


def look(bench: Workbench, watch: Watch, traced: bool, console: Console) -> None:
    """Look once: verify what was saved, show the verdicts at once, then what is wrong.

    Parameters
    ----------
    bench : Workbench
        With the warm engine.
    watch : Watch
        Of its table.
    traced : bool
        Whether lines are looked for.
    console : Console
        Where to.
    """
    from matdrop.reports import closing_line, show

    try:
        names = watch.concerned()
        if not names:
            return
        report = bench.report(names, "live", traced=False)
        style = "bold green" if report.as_expected else "bold red"
        console.print(f"{time.strftime('%H:%M:%S')} {', '.join(names)}: {closing_line(report)}", style=style,
                      markup=False, highlight=False, soft_wrap=True)  # fmt: skip
        if not report.as_expected:
            show(bench.report(names, "live") if traced else report, console, bench.table.path.parent)
        watch.complaint = ""
    except MatdropError as error:  # a file that is half written, say: the next look may find it whole
        if str(error) == watch.complaint:
            return
        watch.complaint = str(error)
        console.print(f"matdrop: {error}", style="bold red", markup=False, highlight=False, soft_wrap=True)
