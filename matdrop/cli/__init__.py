"""The command line: one file for each command, and here the parser of all."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from matdrop.cli import demo, doctor, fixtures, init, pitfalls, schema, stream, trace, verify
from matdrop.cli.common import NOT_CARRIED_OUT
from matdrop.cli.encoding import print_all
from matdrop.errors import MatdropError
from matdrop.version import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``matdrop``; those of the process by default.

    Returns
    -------
    int
        0 if all is as expected, 1 if something differs, 2 if the request could not be carried out.

    Examples
    --------
    >>> main(["verify", "inverted_dropout/article", "--reference", "saved"])  # doctest: +ELLIPSIS
    inverted_dropout...
    1 case: 1 saved; 0 stale
    0
    """
    print_all(sys.stdout)
    options = build_parser().parse_args(arguments)
    errors = Console(stderr=True, soft_wrap=True)
    try:
        return int(options.command(options, Console(soft_wrap=False)))
    except MatdropError as error:
        errors.print(f"[bold red]matdrop:[/] {escape(str(error))}", highlight=False)
    except KeyboardInterrupt as interrupt:
        so_far = f" {interrupt}" if interrupt.args else ""
        errors.print(f"[bold red]matdrop:[/] interrupted{so_far}; nothing was written", highlight=False)
        gc.freeze()  # else the collection at the end of a process with so many modules takes a second
    return NOT_CARRIED_OUT


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; the docs' reference of the command line is written from it.

    Returns
    -------
    argparse.ArgumentParser
        Each command sets ``command``, a function of the options and a console.
    """
    parser = argparse.ArgumentParser(
        "matdrop", description="Prove that a Python port computes what its MATLAB original computes."
    )
    parser.add_argument("--version", action="version", version=f"matdrop {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (verify, trace, init, schema, fixtures, pitfalls, demo, stream, doctor):
        command.add(commands)
    return parser
