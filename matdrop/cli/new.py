"""`matdrop new`: a sample pair to start from."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED, write


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    new = commands.add_parser("new", description=_new.__doc__)
    new.add_argument("name", metavar="NAME", help="the pair's name, which both languages can call")
    new.set_defaults(command=_new)


def _new(options: argparse.Namespace, console: Console) -> int:
    """Write a sample pair into this folder: an original, its port with a mistake, and a parity.toml."""
    from matdrop.init.sample import sample_files

    files = sample_files(options.name, Path.cwd())
    for file, text in files.items():
        write("new", file, text)
        console.print(f"wrote {file.name}", markup=False, highlight=False)
    console.print("next: matdrop verify; then matdrop fix", highlight=False)
    return AS_EXPECTED
