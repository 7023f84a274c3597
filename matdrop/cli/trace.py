"""`matdrop trace`: the statements where a port goes wrong."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED, DIFFERS, check_folder, status_line, write
from matdrop.cli.options import (
    add_engine,
    add_own,
    add_pair_options,
    asked_cases,
    seconds,
)
from matdrop.errors import MatdropError

if TYPE_CHECKING:
    from matdrop.explain.finding import Finding


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    trace = commands.add_parser("trace", description=_trace.__doc__)
    trace.add_argument(
        "names",
        nargs="+",
        metavar="NAME",
        help="a pair, or cases of it as pair/case, or ORIGINAL.m PORT.py[:function]",
    )
    trace.add_argument("--args", action="append", metavar="EXPRESSIONS", help="the arguments as MATLAB expressions")
    add_pair_options(trace)
    add_own(trace)
    add_engine(trace)
    trace.add_argument("--json", action="store_true", help="print the trace as JSON")
    trace.add_argument("--html", type=Path, metavar="FILE", help="write the trace as a page")
    trace.add_argument("--timeout", type=seconds, default=60.0, metavar="S", help="seconds each side may take (60)")
    trace.set_defaults(command=_trace)


def _trace(options: argparse.Namespace, console: Console) -> int:
    """Run original and port, and find the statements where the port goes wrong, with a proof where there is one."""
    from matdrop.engines.find import find_engine, session_of
    from matdrop.explain.trace import trace_results
    from matdrop.repair.effort import THOROUGH
    from matdrop.reports.trace_terminal import places, show
    from matdrop.tracing.saved_recordings import SavedRecordings
    from matdrop.verification.run import verify

    check_folder("--html", options.html)
    table, cases = asked_cases(options)
    pairs = list(dict.fromkeys(case.pair.name for case in cases))
    if len(pairs) != 1:
        some = [*pairs[:5], *["..."] * (len(pairs) > 5)]
        raise MatdropError(f"{len(pairs)} pairs were named; trace one: {', '.join(some)}")
    folder, timeout, engine = table.path.parent, options.timeout, table.engine(options.engine)
    saved = SavedRecordings(table.fixtures)
    with status_line(f"{pairs[0]}: recording both sides") as show_status:

        def located(findings: tuple[Finding, ...]) -> None:
            if findings:
                show_status(f"{pairs[0]}: {places(findings)}; looking for a change that mends it")

        if saved.exist and find_engine(engine).path is None:
            results = verify(table, cases, "saved", timeout=timeout).results
            trace = trace_results(results, folder, saved, timeout, effort=THOROUGH, located=located)
        else:
            with session_of(engine, timeout) as session:
                report = verify(table, cases, "live", timeout=timeout, engine=engine, session=session)
                trace = trace_results(
                    report.results, folder, session, timeout, confirm=True, effort=THOROUGH, located=located
                )
    if options.html:
        from matdrop.reports.trace_page import page

        write("--html", options.html, page(trace))
    if options.json:
        print(json.dumps(trace.to_json(), indent=1, allow_nan=False))
    else:
        show(trace, console)
    return DIFFERS if trace.differs else AS_EXPECTED
