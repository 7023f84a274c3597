"""`matdrop completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

import argparse

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED
from matdrop.errors import MatdropError

SHELLS = ("bash", "zsh", "tcsh")
MISSING = (
    'shtab is not installed, which writes completions; install it with `python -m pip install "matdrop[completion]"`'
)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    completion = commands.add_parser("completion", description=_completion.__doc__)
    completion.add_argument("shell", choices=SHELLS, help="the shell")
    completion.set_defaults(command=_completion)


def _completion(options: argparse.Namespace, console: Console) -> int:
    """Print a script by which a shell completes commands and options; needs the extra completion."""
    from matdrop.cli import build_parser

    try:
        import shtab
    except ImportError:
        raise MatdropError(MISSING) from None
    print(shtab.complete(build_parser(), options.shell))
    return AS_EXPECTED
