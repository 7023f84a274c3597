"""`matdrop doctor`: what is installed and what is missing."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

import matdrop
from matdrop.cases.case import Case
from matdrop.cases.table import CaseTable, find_table, load_table
from matdrop.cli.common import AS_EXPECTED, DIFFERS
from matdrop.cli.options import recorded_table
from matdrop.errors import MatdropError

NEEDED = ("numpy", "scipy", "rich")
OPTIONAL = {
    "oct2py": ("the path and packages of a running oct2py session", "'matdrop[oct2py]'"),
    "pytest": ("the pytest plugin", "pytest"),
    "numba": ("a fast matdrop.dropout", "'matdrop[fast]'"),
    "matplotlib": ("pictures", "'matdrop[plot]'"),
    "distributed": ("many machines", "'matdrop[dask]'"),
}
START_LIMIT = 30.0  # seconds that Octave may take to start


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    doctor = commands.add_parser("doctor")
    doctor.set_defaults(command=_doctor)


def _doctor(options: argparse.Namespace, console: Console) -> int:
    """Show what is installed, whether Octave answers, and what to do next."""
    from matdrop.engines.programs import find_matlab

    doctor = _Doctor()
    doctor.show("matdrop", matdrop.__version__)
    doctor.show("Python", platform.python_version())
    doctor.look_at_packages()
    doctor.look_at_fixtures()
    doctor.look_at_octave()
    doctor.look_at_other_octaves()
    matlab = find_matlab()
    doctor.show("MATLAB", matlab.path or f"{matlab.reason}; only for --engine matlab", "" if matlab.path else "dim")
    console.print(doctor.table)
    for line in doctor.advice or ["nothing to do: run `matdrop verify`"]:
        console.print(f"Next: {line}", markup=False, highlight=False, soft_wrap=True)
    return DIFFERS if doctor.found_broken else AS_EXPECTED


class _Doctor:
    """What was found so far, and what to do about it."""

    def __init__(self) -> None:
        self.table = Table("what", "found", title="matdrop doctor", title_justify="left")
        self.advice: list[str] = []
        self.found_broken = False

    def show(self, what: str, found: str, style: str = "") -> None:
        """Add a line to the table."""
        self.table.add_row(what, f"[{style}]{escape(found)}[/]" if style else escape(found))

    def show_broken(self, what: str, found: str, advice: str) -> None:
        """Add a line on something that is there and does not work."""
        self.show(what, found, "red")
        self.advice.append(advice)
        self.found_broken = True

    def look_at_packages(self) -> None:
        """Show what matdrop needs, which it would not run without, and what it can use."""
        for package in NEEDED:
            self.show(package, importlib.metadata.version(package))
        for package, (purpose, name) in OPTIONAL.items():
            try:
                self.show(package, importlib.metadata.version(package))
            except importlib.metadata.PackageNotFoundError:
                self.show(package, f"not installed; only for {purpose}: pip install {name}", "dim")

    def look_at_fixtures(self) -> None:
        """Check matdrop's own fixtures, and those of the project that the working folder is in."""
        self._look_at_table("fixtures", recorded_table(own=True))
        try:
            project = find_table(Path.cwd())
        except MatdropError:  # the working folder is in no project
            return
        try:
            self._look_at_table(project.name, load_table(project))
        except MatdropError as error:
            self.show_broken(project.name, "cannot be used", str(error))

    def _look_at_table(self, what: str, table: CaseTable) -> None:
        from matdrop.fixtures.store import MANIFEST, Fixtures

        if not (table.fixtures / MANIFEST).is_file():
            self.show(what, f"{len(table.cases)} cases, no fixtures")
            return
        problems = Fixtures(table.fixtures).check(table.cases)
        found = f"{len(table.cases)} cases, {len(problems)} problems"
        command = f"matdrop fixtures check{' --own' if what == 'fixtures' else ''}"
        if problems:
            self.show_broken(what, found, f"run `{command}` to see what is wrong with the fixtures")
        else:
            self.show(what, found)

    def look_at_octave(self) -> None:
        """Find Octave, start it, and run an original in it, as far as that goes."""
        from matdrop.engines.programs import find_octave

        octave = find_octave()
        if octave.path is None:
            self.show("GNU Octave", octave.reason, "yellow")
            self.advice.append(f"to verify live, {octave.remedy}; without it, saved fixtures can be used")
            return
        if problem := _start_problem(octave.path):
            again = f"run `{octave.path} --version` in a terminal, and install GNU Octave again if that fails, too"
            self.show_broken("GNU Octave", problem, again)
            return
        self.show("GNU Octave", octave.path)
        self._make_live_call(recorded_table(own=True).cases[0])

    def look_at_other_octaves(self) -> None:
        """Show the Octaves of other versions on the PATH, each with its version and its name for `--engine`."""
        from matdrop.engines.find import engines_on_path, octave_version

        for name, path in engines_on_path().items():
            if name.startswith("octave-"):
                version = octave_version(path)
                self.show(name, f"{path} (GNU Octave {version})" if version else f"{path} does not answer")

    def _make_live_call(self, case: Case) -> None:
        from matdrop.engines.octave_session import Octave

        try:
            with Octave(START_LIMIT) as session:
                error = session.run([case])[0].error
                works = f"works in {session.engine}"
        except MatdropError as failure:
            other = "Octave starts, but does not answer: set OCTAVE_EXECUTABLE to the full path of octave-cli"
            self.show_broken("live call", str(failure), other)
            return
        if error:
            self.show_broken("live call", str(error), "verify with `--reference saved`, and report this")
        else:
            self.show("live call", works)


def _start_problem(program: str) -> str:
    """Return why Octave does not start; empty if it does."""
    problem = _problem_of([program, "--version"])
    return f"{program} does not start: {problem}" if problem else ""


def _problem_of(command: Sequence[str]) -> str:
    """Run a program; return why it fails: the last line that it wrote. Empty if it does not fail."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=START_LIMIT, check=False, errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return ""
    said = (done.stderr or done.stdout).strip().splitlines()
    return said[-1] if said else f"exit code {done.returncode}"
