"""A trace in the terminal: its findings, and the two sources side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from matdrop.explain.finding import Finding, one_of_the_lines
from matdrop.explain.trace import Trace
from matdrop.reports.problem_lines import show_problem
from matdrop.reports.problems import problems_of_trace
from matdrop.reports.syntax import coloured_text
from matdrop.reports.trace_lines import AGREES, ALONE, DIFFERS, NOT_REACHED, Files, Line, Row, Side, files_of

SIGNS = {AGREES: ("=", "green"), DIFFERS: ("≠", "bold red"), ALONE: ("·", "cyan"), NOT_REACHED: ("-", "dim")}
AROUND = 12


def show(trace: Trace, console: Console) -> None:
    """Print a trace.

    Parameters
    ----------
    trace : Trace
        Of any pair.
    console : Console
        Where to; the sources take its width.
    """
    style = "bold red" if trace.findings else "bold yellow" if trace.differs else "bold green"
    console.print(headline(trace), style=style, markup=False, highlight=False, soft_wrap=True)
    for remark in trace.remarks:
        console.print(f"  {remark}", markup=False, highlight=False, soft_wrap=True)
    for problem in problems_of_trace(trace):
        console.print()
        show_problem(problem, Path.cwd(), console)
    for files in _shown(files_of(trace)):
        console.print(_table(files, console.width))
    signs = "   ".join(f"{sign} {mark}" for mark, (sign, _) in SIGNS.items())
    console.print(signs, style="dim", highlight=False)


def headline(trace: Trace) -> str:
    """Return the first line of a trace: whether there are faults, and where.

    Parameters
    ----------
    trace : Trace
        Of any pair.

    Returns
    -------
    str
        One line, which begins with the name of the case, or of the pair if it has several.
    """
    names = [result.case.id for result in trace.results]
    name = names[0] if len(names) == 1 else f"{trace.results[0].case.pair.name} ({len(names)} cases)"
    if not trace.findings:
        verdicts = ", ".join(dict.fromkeys(result.verdict for result in trace.results))
        return f"{name}: no fault was located ({verdicts})"
    return f"{name}: {places(trace.findings)}"


def places(findings: Sequence[Finding]) -> str:
    """Return where some findings are, and how certain that is.

    Parameters
    ----------
    findings : sequence of Finding
        Of a trace.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> from matdrop.explain.finding import Place
    >>> places([Finding("divergence", "proven", "s is 2, MATLAB has 1", "f", ("f",), port=Place("f.py", 3))])
    'proven f.py:3'
    """
    return "; ".join(f"{finding.certainty} {_where(finding)}" for finding in findings)


def _where(finding: Finding) -> str:
    if finding.port is not None:
        return str(finding.port)
    if not finding.interval:
        return "no place"
    file = finding.interval[0].file
    return f"{file}, {one_of_the_lines(finding.interval, file)}"


def _shown(files: Sequence[Files]) -> list[Files]:
    """Return the files that have a fault; the first ones where none has."""
    return [each for each in files if _faulty(each.rows)] or list(files[:1])


def _faulty(rows: Sequence[Row]) -> list[int]:
    return [k for k, row in enumerate(rows) if any(line is not None and line.fault for line in row.lines)]


def _table(files: Files, width: int) -> Table:
    """Lay two files side by side."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0, expand=False)
    code = max(20, (width - 18) // 2)
    for side in (files.original, files.port):
        table.add_column("", width=1)
        table.add_column("", justify="right", style="dim", width=4)
        table.add_column(Text(side.file.name if side else ""), width=code, no_wrap=True, overflow="ellipsis")
    for row in _near(files.rows):
        sides = zip((files.original, files.port), row.lines, strict=True)
        table.add_row(*(cell for side, line in sides for cell in _cells(side, line)))
    return table


def _near(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows around what is wrong; all if nothing is."""
    wrong = _faulty(rows)
    for k, row in enumerate(rows):
        if not wrong or min(abs(k - other) for other in wrong) <= AROUND:
            yield row


def _cells(side: Side | None, line: Line | None) -> list[Text]:
    if side is None or line is None:
        return [Text(), Text(), Text()]
    sign, style = SIGNS.get(line.mark, ("", ""))
    style = {"": style, "interval": "bold red"}.get(line.fault, "bold red reverse")
    text = coloured_text(side.colours[line.line])
    text.stylize("bold" if line.fault else "")
    return [Text(sign, style), Text(str(line.line)), text]
