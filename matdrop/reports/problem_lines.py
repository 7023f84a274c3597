"""A problem in the terminal and in pytest: title, place, caret, fix; then the proof, the values and the cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from matdrop.explain.finding import Finding, Place
from matdrop.reports.concise import located, relative
from matdrop.reports.fix_lines import fix_lines
from matdrop.reports.marked_line import MarkedLine, marked_line
from matdrop.reports.problems import Problem
from matdrop.reports.syntax import coloured_lines, coloured_text

CASES_SHOWN = 6
# What stands beside a caret has to fit the narrowest of usual terminals.
NARROW = 80
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
    """Line, cause and fix come first: what proves them is read by those who doubt it."""
    yield _title(problem)
    finding = problem.finding
    if finding is None:
        yield from map(_indented, problem.differs)
    else:
        yield from _source(problem, finding, home)
    if problem.declaration:
        yield _indented(f"agrees once the table declares it: {'; '.join(problem.declaration)}")
    if finding is not None:
        yield from _fix(finding)
        yield from (_indented(note, QUIET) for note in _notes(problem, finding))
    yield from (_indented(f"suspected: {note.kind}: {note.summary}") for note in problem.notes)
    if problem.of > 1:
        yield _indented(f"cases: {_names(problem.cases)}", QUIET)
    if finding is not None and finding.pitfalls:
        yield _indented(f"see: matdrop pitfalls {', '.join(finding.pitfalls)}", QUIET)


def _indented(text: str, style: str = "") -> Text:
    return Text(f"  {text}", style)


def _names(cases: Sequence[str]) -> str:
    return ", ".join(cases[:CASES_SHOWN]) + (f" and {len(cases) - CASES_SHOWN} more" if cases[CASES_SHOWN:] else "")


def _title(problem: Problem) -> Text:
    verdict = " or ".join(problem.verdicts)
    title = Text.assemble((f"error[{problem.kind}]", MARK), " ")
    if problem.of == 1:
        title.append(f"{problem.pair}/{problem.cases[0]}: {verdict}", "bold")
    else:
        title.append(f"{problem.pair}: {verdict} in {len(problem.cases)} of {problem.of} cases", "bold")
    if problem.finding is not None:
        title.append(f" ({problem.finding.certainty})", QUIET)
    return title


def _source(problem: Problem, finding: Finding, home: Path) -> Iterator[Text]:
    """Return where it is on both sides, the line with a caret, and what is wrong there."""
    marked = None
    # The function as a whole is no place to look at.
    if problem.place is not None and (finding.port is not None or finding.interval):
        marked = marked_line(problem)
        yield _arrow(problem.place, finding, marked, home)
    if marked is not None:
        yield from _marked(marked, finding.label)
    said = "" if marked is not None and finding.label else finding.summary_of(problem.cases[0])
    if said and said not in finding.proof:
        yield _indented(said)
    if finding.where not in said:
        yield _indented(finding.where)


def _arrow(place: Place, finding: Finding, marked: MarkedLine | None, home: Path) -> Text:
    if marked is not None and place.column is not None:
        place = Place(place.file, place.line, marked.start + 1)
    where = located(place, home) if place.column else f"{relative(place.file, home)}:{place.line}"
    original = f"   original {finding.original}" if finding.original is not None else ""
    return Text.assemble((f"  --> {where}", "bold"), (original, QUIET))


def _marked(marked: MarkedLine, label: str) -> Iterator[Text]:
    """Return a line and a caret under what is wrong in it, with the label beside it, or below if that is too long."""
    gutter = " " * max(2, len(str(marked.number)))
    text = coloured_text(coloured_lines((marked.text,), "python")[0])
    start = cell_len(marked.text[: marked.start].expandtabs(4))
    width = max(1, cell_len(marked.text[: marked.end].expandtabs(4)) - start)
    yield Text.assemble((f" {marked.number:>{len(gutter)}} | ", QUIET), text)
    caret = Text.assemble((f" {gutter} | ", QUIET), " " * start, ("^" * width, MARK))
    if label and caret.cell_len + 1 + len(label) <= NARROW:
        caret.append(f" {label}", MARK)
    yield caret
    if label and not caret.plain.endswith(label):
        yield _indented(label, MARK)


def _fix(finding: Finding) -> Iterator[Text]:
    for line in fix_lines(finding.fix) if finding.fix else ():
        yield _indented(line, {"-": REMOVED, "+": ADDED}.get(line[:4].strip(), ""))


def _notes(problem: Problem, finding: Finding) -> Iterator[str]:
    """Return what proves a finding, the values of its line, and in what the outputs differ."""
    yield from (f"proof: {sentence}" for sentence in finding.proof)
    if finding.label and finding.values and not all(value in finding.label for value in finding.values.values()):
        name = finding.variable or "the condition"
        yield from (f"{name} in the {side}: {value}" for side, value in finding.values.items())
    yield from problem.differs


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
