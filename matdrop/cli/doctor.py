"""`matdrop doctor`: what is installed and what is missing."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform

from rich.console import Console
from rich.markup import escape
from rich.table import Table

import matdrop
from matdrop.cli.common import AS_EXPECTED, DIFFERS
from matdrop.cli.options import recorded_table
from matdrop.errors import MatdropError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    doctor = commands.add_parser("doctor", help="show what is installed and what is missing")
    doctor.set_defaults(command=_doctor)


def _doctor(options: argparse.Namespace, console: Console) -> int:
    """Show what is installed, whether Octave answers, and what to do next."""
    from matdrop.engines.matlab_session import find_matlab
    from matdrop.engines.octave_session import Octave, find_octave
    from matdrop.fixtures.store import Fixtures

    table = Table("what", "found", title="matdrop doctor", title_justify="left")
    table.add_row("matdrop", matdrop.__version__)
    table.add_row("Python", platform.python_version())
    for package in ("numpy", "scipy", "rich", "oct2py", "pytest", "numba", "matplotlib"):
        try:
            table.add_row(package, importlib.metadata.version(package))
        except importlib.metadata.PackageNotFoundError:
            table.add_row(package, "[yellow]not installed[/]")
    cases = recorded_table()
    problems = Fixtures(cases.fixtures).check(cases.cases)
    table.add_row("fixtures", f"{len(cases.cases)} cases, {len(problems)} problems")
    advice = ["run `matdrop fixtures check` to see what is wrong with the fixtures"] if problems else []
    octave = find_octave()
    if octave.path is None:
        table.add_row("GNU Octave", f"[yellow]{escape(octave.reason)}[/]")
        advice.append(f"to verify live, {octave.remedy}; without it `matdrop verify` uses the fixtures")
    else:
        table.add_row("GNU Octave", octave.path)
        try:
            with Octave(timeout=30) as session:
                error = session.run(cases.cases[:1])[0].error
                table.add_row("live call", f"[red]{escape(str(error))}[/]" if error else f"works in {session.engine}")
        except MatdropError as failure:
            error = None
            table.add_row("live call", f"[red]{escape(str(failure))}[/]")
            advice.append("repair Octave, or verify with `--reference saved`")
    matlab = find_matlab()
    table.add_row("MATLAB", matlab.path or f"[dim]{escape(matlab.reason)}; only for --engine matlab[/]")
    console.print(table)
    for line in advice or ["nothing to do: run `matdrop verify`"]:
        console.print(f"Next: {escape(line)}", highlight=False, soft_wrap=True)
    return DIFFERS if problems else AS_EXPECTED
