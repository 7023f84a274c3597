"""`matdrop ci`: workflow files for a hosted CI."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console

from matdrop.cases.table import find_table, load_table
from matdrop.cli.common import AS_EXPECTED, write
from matdrop.errors import MatdropError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    ci = commands.add_parser("ci")
    actions = ci.add_subparsers(required=True, metavar="ACTION")
    init = actions.add_parser("init", help="Octave's versions, and a real MATLAB", description=_init.__doc__)
    init.add_argument(
        "--release",
        action="append",
        type=_release,
        metavar="R20XXx",
        help="a release of MATLAB, R2021a or later; repeatable (R2021a and R2024b)",
    )
    init.add_argument(
        "--product", action="append", default=[], metavar="NAME", help="a toolbox, such as Signal_Processing_Toolbox"
    )
    init.add_argument(
        "--pull-request", action="store_true", help="propose MATLAB's fixtures as a pull request, not only as a file"
    )
    init.add_argument("--force", action="store_true", help="overwrite the workflow files that there are")
    init.set_defaults(command=_init)


def _release(text: str) -> str:
    if not re.fullmatch(r"R20\d\d[ab]", text) or text < "R2021a":
        raise argparse.ArgumentTypeError(f"{text} is not a release of MATLAB from R2021a on")
    return text


def _check_free(folder: Path, names: Iterable[str]) -> None:
    """Refuse to overwrite what is there."""
    there = [folder / name for name in names if (folder / name).exists()]
    if there:
        raise MatdropError(f"{there[0]} exists; --force overwrites it")


def _init(options: argparse.Namespace, console: Console) -> int:
    """Write workflow files: the cases of the project's table in Octave 7, 9 and 11, and in a real MATLAB.

    They are GitHub's, and stand in .github/workflows beside the table. In a public repository MATLAB needs no licence.
    """
    from matdrop.init.workflows import FOLDER, RELEASES, Workflows

    table = load_table(find_table(Path.cwd()))
    workflows = Workflows(table, options.release or RELEASES, options.product, options.pull_request)
    folder = table.path.parent / FOLDER
    if not options.force:
        _check_free(folder, workflows.files)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in workflows.files.items():
        write("ci init", folder / name, text)
        console.print(f"{FOLDER / name}", highlight=False, soft_wrap=True)
    console.print("next: commit both files and push", highlight=False, soft_wrap=True)
    return AS_EXPECTED
