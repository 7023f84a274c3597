"""A problem in the terminal and in pytest: title, place, caret, what differs, proof and fix."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from matdrop.explain.finding import Finding, Place
from matdrop.reports.concise import located, relative
from matdrop.reports.fix_lines import fix_lines
from matdrop.reports.marked_line import marked_line
from matdrop.reports.problems import Problem
from matdrop.reports.syntax import coloured_lines, coloured_text

CASES_SHOWN = 6
MARK, REMOVED, ADDED, QUIET = "bold red", "red", "green", "dim"


def problem_lines(problem: Problem, home: Path) -> list[Text]:
    r"""Return a problem line by line.

    Parameters
    ----------
    problem : Problem
        Of a report.
    home : Path
        The folder that files are named from, if they are in it.

    Returns
    -------
    list of Text
        With styles; as text they are right without colour and in ASCII, as far as values and names are.

    Examples
    --------
    >>> problem = Problem("stale", "f.m has changed", "f", ("one",), ("STALE",), differs=("f.m has changed",), of=1)
    >>> print(*problem_lines(problem, Path()), sep="\n")
    error[stale] f/one: STALE
      f.m has changed
    """
    return list(_lines(problem, home))


def show_problem(problem: Problem, home: Path, console: Console) -> None:
    """Print a problem; in a terminal long lines go on below, further in.

    Parameters
    ----------
    problem : Problem
        Of a report.
    home : Path
        As for `problem_lines`.
    console : Console
        Where to.
    """
    for line in problem_lines(problem, home):
        print_line(line, console)


def print_line(line: Text, console: Console) -> None:
    """Print a line; in a terminal a long one goes on below, further in.

    Parameters
    ----------
    line : Text
        With its styles.
    console : Console
        Where to.
    """
    for part in _wrapped(line, console.width) if console.is_terminal else [line]:
        console.print(part, highlight=False, soft_wrap=True)


def _lines(problem: Problem, home: Path) -> Iterator[Text]:
    yield _title(problem)
    yield from _source(problem, home)
    finding = problem.finding
    if finding is not None:
        yield Text(f"  {finding.summary_of(problem.cases[0])}")
    yield from (Text(f"  {said}", QUIET if finding is not None else "") for said in problem.differs)
    if problem.declaration:
        yield Text(f"  agrees once the table declares it: {'; '.join(problem.declaration)}")
    if finding is not None:
        yield from _explained(finding)
    yield from (Text(f"  suspected: {note.kind}: {note.summary}") for note in problem.notes)


def _title(problem: Problem) -> Text:
    verdict = " or ".join(problem.verdicts)
    title = Text.assemble((f"error[{problem.kind}]", MARK), " ")
    if problem.of == 1:
        title.append(f"{problem.pair}/{problem.cases[0]}: {verdict}", "bold")
    else:
        names = ", ".join(problem.cases[:CASES_SHOWN]) + (", ..." if len(problem.cases) > CASES_SHOWN else "")
        title.append(f"{problem.pair}: {verdict} in {len(problem.cases)} of {problem.of} cases: {names}", "bold")
    if problem.finding is not None:
        title.append(f" ({problem.finding.certainty})", QUIET)
    return title


def _source(problem: Problem, home: Path) -> Iterator[Text]:
    """Return where it is on both sides, and the line with a caret."""
    finding = problem.finding
    if problem.place is None or finding is None or (finding.port is None and not finding.interval):
        return  # the function as a whole is no place to look at
    marked = marked_line(problem)
    place = problem.place
    if marked is not None and place.column is not None:
        place = Place(place.file, place.line, marked.start + 1)
    where = Text(
        f"  --> {located(place, home) if place.column else f'{relative(place.file, home)}:{place.line}'}", "bold"
    )
    if finding.original is not None:
        where.append(f"   original {finding.original}", QUIET)
    yield where
    if marked is None:
        return
    gutter = " " * max(2, len(str(marked.number)))
    text = coloured_text(coloured_lines((marked.text,), "python")[0])
    start = cell_len(marked.text[: marked.start].expandtabs(4))
    width = max(1, cell_len(marked.text[: marked.end].expandtabs(4)) - start)
    yield Text.assemble((f" {marked.number:>{len(gutter)}} | ", QUIET), text)
    yield Text.assemble((f" {gutter} | ", QUIET), " " * start, ("^" * width, MARK))
    lines = sorted({at.line for at in finding.interval})
    if len(lines) > 1:
        yield Text(f"  the fault is in one of the lines {', '.join(map(str, lines))}")


def _explained(finding: Finding) -> Iterator[Text]:
    if finding.proof:
        yield Text(f"  proof: {'; '.join(finding.proof)}", QUIET)
    for line in fix_lines(finding.fix) if finding.fix else ():
        sign = line[:4].strip()
        yield Text(f"  {line}", {"-": REMOVED, "+": ADDED}.get(sign, ""))
    if finding.pitfalls:
        yield Text(f"  see: matdrop pitfalls {', '.join(finding.pitfalls)}", QUIET)


def _wrapped(line: Text, width: int) -> list[Text]:
    """Return a line in pieces that fit; what goes on stands a little further in. Source and diffs are not broken."""
    plain = line.plain
    is_code = plain.lstrip()[:2] in ("- ", "+ ", "^") or " | " in plain[:12]
    if is_code or line.cell_len <= width:
        return [line]
    indent = max(4, len(plain) - len(plain.lstrip()) + 2)
    pieces = line.wrap(Console(width=width), max(20, width - indent))
    for piece in pieces:
        piece.rstrip()
    return [pieces[0], *(Text.assemble(" " * indent, piece) for piece in pieces[1:])]
