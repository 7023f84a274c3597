"""Problems as annotations of a pull request: workflow commands, which a GitHub Action prints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matdrop.reports.concise import relative, said
from matdrop.reports.problems import Problem


def github_annotations(problems: Sequence[Problem], home: Path) -> str:
    """Return a command for each problem, such as ``::error``.

    Parameters
    ----------
    problems : sequence of Problem
        Of a report.
    home : Path
        The folder that files are named from: that of the checkout.

    Returns
    -------
    str
        Text that ends with a newline; empty if there is no problem.

    Examples
    --------
    >>> print(github_annotations([Problem("stale", "f.m has changed", "f", ("one",), ("STALE",))], Path()), end="")
    ::error title=f%3A stale::f: f.m has changed (1 case: one)
    """
    return "".join(f"{_annotation(problem, home)}\n" for problem in problems)


def _annotation(problem: Problem, home: Path) -> str:
    place = problem.place
    properties = {}
    if place is not None:
        properties = {"file": relative(place.file, home), "line": str(place.line), "col": str(place.column or 1)}
        if place.end_line and place.end_line != place.line:
            properties |= {"endLine": str(place.end_line)}
            del properties["col"]  # a column is shown for a single line alone
    properties["title"] = f"{problem.pair}: {problem.kind}" if problem.pair else problem.kind
    named = ",".join(f"{key}={_property(text)}" for key, text in properties.items())
    return f"::{problem.level} {named}::{_data(said(problem))}"


def _data(text: str) -> str:
    """Escape what a workflow command would take for its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
