"""`matdrop trace`: the first line where the values diverge."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED, DIFFERS, NOT_CARRIED_OUT, check_folder, write
from matdrop.cli.options import add_own, add_pair_options, is_pair, project_table, seconds, table_of_pair, with_path
from matdrop.errors import MatdropError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    trace = commands.add_parser(
        "trace", help="find the first line where the values diverge", description=_trace.__doc__
    )
    trace.add_argument("names", nargs="+", metavar="NAME", help="a case as pair/case, or ORIGINAL.m PORT.py[:function]")
    trace.add_argument("--args", action="append", metavar="EXPRESSIONS", help="the arguments as MATLAB expressions")
    add_pair_options(trace)
    add_own(trace)
    trace.add_argument(
        "--map", action="append", default=[], metavar="MATLAB=PYTHON", help="names of the same variable; repeatable"
    )
    trace.add_argument(
        "--into",
        action="append",
        default=[],
        metavar="HELPER.m",
        help='trace this file too; repeatable; "all" for every file of its folder that the original calls',
    )
    trace.add_argument("--json", action="store_true", help="print the trace as JSON")
    trace.add_argument("--html", type=Path, metavar="FILE", help="write the trace as a page")
    trace.add_argument("--timeout", type=seconds, default=60.0, metavar="S", help="seconds each side may take (60)")
    trace.set_defaults(command=_trace)


def _trace(options: argparse.Namespace, console: Console) -> int:
    """Run original and port side by side and find the first line where their values diverge."""
    from matdrop.engines.octave_session import Octave
    from matdrop.reports.trace_terminal import show
    from matdrop.tracing.run import trace_case

    check_folder("--html", options.html)
    if is_pair(options.names, options.own):
        table, names = table_of_pair(options), []
    else:
        table, names = with_path(project_table(options.own), options.path), options.names
    cases = table.select(names)
    if len(cases) != 1:
        some = [case.id for case in cases[:5]] + ["..."] * (len(cases) > 5)
        raise MatdropError(f"{len(cases)} cases were named; trace one: {', '.join(some)}")
    pairs = [text.partition("=") for text in options.map]
    if wrong := next((text for text, (_, equals, _) in zip(options.map, pairs, strict=True) if not equals), None):
        raise MatdropError(f"--map {wrong}: write --map MATLAB=PYTHON, such as --map lambda=lam")
    with Octave(options.timeout) as octave:
        trace = trace_case(
            cases[0],
            table.path.parent,
            octave,
            names={original: port for original, _, port in pairs},
            into="all" if "all" in options.into else [Path(file) for file in options.into],
            timeout=options.timeout,
        )
    if options.html:
        from matdrop.reports.trace_page import page

        write("--html", options.html, page(trace))
    if options.json:
        print(json.dumps(trace.to_json(), indent=1, allow_nan=False))
    else:
        show(trace, console)
    if trace.result.verdict == "PASS":
        return AS_EXPECTED
    return NOT_CARRIED_OUT if trace.is_open and trace.result.verdict != "MISMATCH" else DIFFERS
