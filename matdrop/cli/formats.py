"""The choice of a format, and problems as a list in one of them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matdrop.reports.problems import Problem

# Formats of a list of places; a report of cases has two more.
LISTING = ("full", "concise", "github", "sarif")
FORMATS = (*LISTING, "json", "junit")


def add_format(parser: argparse.ArgumentParser, formats: Sequence[str], what: str = "of what is printed") -> None:
    """Add the choice of a format.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Of the command.
    formats : sequence of str
        Those that it has; the first is the default.
    what : str
        What is printed so.
    """
    parser.add_argument(
        "--format",
        choices=list(formats),
        default=formats[0],
        help=f"the format {what}: {', '.join(formats)}; {formats[0]} by default",
    )
    if "json" in formats:
        parser.add_argument(
            "--json", action="store_const", dest="format", const="json", help="the same as --format json"
        )


def as_json(document: dict[str, Any]) -> str:
    r"""Return data as the text that commands print.

    Parameters
    ----------
    document : dict
        JSON-ready.

    Returns
    -------
    str
        JSON that ends with a newline.

    Examples
    --------
    >>> as_json({"schema": 2})
    '{\n "schema": 2\n}\n'
    """
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def listed(format_: str, problems: Sequence[Problem]) -> str:
    """Return problems in a format of places, files named from the folder of work.

    Parameters
    ----------
    format_ : {"concise", "github", "sarif"}
        The format.
    problems : sequence of Problem
        Of a report, or of `matdrop pitfalls check`.

    Returns
    -------
    str
        Text for standard output.

    Examples
    --------
    >>> listed("concise", ())
    ''
    """
    from matdrop.reports.concise import concise
    from matdrop.reports.github import github_annotations
    from matdrop.reports.sarif import sarif

    home = Path.cwd()
    if format_ == "sarif":
        return as_json(sarif(problems, home))
    return (concise if format_ == "concise" else github_annotations)(problems, home)
