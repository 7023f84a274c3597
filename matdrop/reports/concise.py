"""Problems, each in one line that editors take: ``file:line:column: error[kind] message``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matdrop.explain.finding import Place
from matdrop.reports.problems import Problem


def concise(problems: Sequence[Problem], home: Path) -> str:
    """Return a line for each problem.

    Parameters
    ----------
    problems : sequence of Problem
        Of a report.
    home : Path
        The folder that files are named from, as far as they are in it: that in which the command was typed.

    Returns
    -------
    str
        Text that ends with a newline; empty if there is no problem.

    Examples
    --------
    >>> place = Place("/project/f.py", 5, 9)
    >>> problem = Problem("ddof", "s is 0.8, MATLAB has 1", "f", ("one",), ("MISMATCH",), place)
    >>> print(concise([problem], Path("/project")), end="")
    f.py:5:9: error[ddof] f: s is 0.8, MATLAB has 1 (1 case: one)
    """
    return "".join(f"{_line(problem, home)}\n" for problem in problems)


def _line(problem: Problem, home: Path) -> str:
    where = f"{located(problem.place, home)}: " if problem.place else ""
    return f"{where}{problem.level}[{problem.kind}] {said(problem)}"


def said(problem: Problem) -> str:
    """Return a problem in one line, without its place: its pair, what is wrong, what mends it, the cases.

    Parameters
    ----------
    problem : Problem
        Of a report, or a line where a pitfall is likely, which belongs to no pair.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> said(Problem("std-ddof", "std divides by n", "", (), (), level="warning"))
    'std divides by n'
    """
    if not problem.pair:
        return in_one_line(problem)
    return f"{problem.pair}: {in_one_line(problem)} ({cases_of(problem)})"


def located(place: Place, home: Path) -> str:
    """Return a place as ``file:line:column``.

    Parameters
    ----------
    place : Place
        By an absolute path.
    home : Path
        The folder that the file is named from, if it is in it.

    Returns
    -------
    str
        The column is 1 where only the line is known.

    Examples
    --------
    >>> located(Place("/project/f.py", 5), Path("/project"))
    'f.py:5:1'
    """
    return f"{relative(place.file, home)}:{place.line}:{place.column or 1}"


def relative(file: str, home: Path) -> str:
    """Return a file as seen from a folder that holds it; its path if none does.

    Parameters
    ----------
    file : str
        An absolute path.
    home : Path
        The folder.

    Returns
    -------
    str
        With ``/`` between folders.

    Examples
    --------
    >>> relative("/project/code/f.py", Path("/project")), relative("/f.py", Path("/project"))
    ('code/f.py', '/f.py')
    """
    path, base = Path(file), home.resolve()
    return (path.relative_to(base) if path.is_relative_to(base) else path).as_posix()


def in_one_line(problem: Problem) -> str:
    r"""Return what is wrong and what mends it.

    Parameters
    ----------
    problem : Problem
        Of a report.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> in_one_line(Problem("stale", "f.m has changed\nsince", "f", ("one",), ("STALE",)))
    'f.m has changed since'
    """
    certainty = problem.finding.certainty if problem.finding else ""
    said = f"{certainty}: {problem.message}" if certainty in ("suspected", "probable") else problem.message
    if problem.finding is not None and problem.finding.fix is not None:
        said += f"; {problem.finding.fix.label}: {problem.fix}"
    return " ".join(said.split())


def cases_of(problem: Problem, shown: int = 3) -> str:
    """Return how many cases a problem spoils, and which.

    Parameters
    ----------
    problem : Problem
        Of a report.
    shown : int
        How many are named at most.

    Returns
    -------
    str
        Such as ``2 cases: one, two``.

    Examples
    --------
    >>> cases_of(Problem("scale", "", "f", ("a", "b", "c", "d"), ("MISMATCH",)))
    '4 cases: a, b, c, ...'
    """
    count = len(problem.cases)
    names = ", ".join(problem.cases[:shown]) + (", ..." if count > shown else "")
    return f"{count} case{'' if count == 1 else 's'}: {names}"
