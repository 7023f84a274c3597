"""Rows in the terminal: both languages, both results, and what does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from matdrop.cases.topic_rows import TopicRow, topics
from matdrop.pitfalls.alarm import Alarm
from matdrop.pitfalls.catalogue import Pitfall
from matdrop.pitfalls.execution import Outcome, Outcomes
from matdrop.pitfalls.text import texts


def show_topics(rows: Sequence[TopicRow], name: str, console: Console) -> None:
    """Print the topics of a table with the ids of their rows.

    Parameters
    ----------
    rows : sequence of TopicRow
        All rows.
    name : str
        What the rows are called, which is also the command that shows them.
    console : Console
        Where to.
    """
    found = topics(rows)
    for topic in found:
        ids = [row.id for row in rows if row.topic == topic]
        console.print(f"[bold]{topic}[/] ({len(ids)})", highlight=False)
        console.print(Padding(Text(", ".join(ids)), (0, 0, 0, 2)))
    console.print(
        f"{len(rows)} {name} in {len(found)} topics; see them with `matdrop {name} TOPIC`, an id, or words",
        highlight=False,
        soft_wrap=True,
    )


def show_rows(outcomes: Outcomes, console: Console) -> None:
    """Print rows with the result of each version.

    Parameters
    ----------
    outcomes : Outcomes
        Of the rows to be shown.
    console : Console
        Where to.
    """
    for outcome in outcomes.results:
        row = outcome.pitfall
        console.print(f"[bold]{row.id}[/] [dim]({row.topic})[/]", highlight=False)
        if outcome.wrong:
            _show_wrong(outcome, console)
        if outcome.matlab is None:
            continue
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", width=6, no_wrap=True)
        table.add_column(ratio=1)
        matlab, naive, right = texts(outcome.matlab, outcome.naive, outcome.right)
        table.add_row("MATLAB", _code(row.matlab, "matlab"))
        table.add_row("", Text(f"r = {matlab}", "green"))
        if row.given:
            table.add_row("given", _code(row.given, "python"))
        table.add_row("naive", _code(row.naive, "python"))
        result = "" if isinstance(outcome.naive, Exception) else f"r = {naive}: "
        table.add_row("", Text(result + outcome.failure, "red"))
        table.add_row("right", _code(row.right, "python"))
        table.add_row("", Text(f"r = {right}", "green"))
        table.add_row("why", Text(row.why.replace("`", "")))
        if row.engine:
            table.add_row("engine", Text(row.engine.replace("`", "")))
        if row.because:
            table.add_row("within", Text(f"{row.tolerance}: {row.because}"))
        console.print(Padding(table, (0, 0, 1, 2)))
    engines = ", ".join(dict.fromkeys(outcome.engine for outcome in outcomes.results if outcome.engine))
    console.print(f"MATLAB's results are those of {engines}", style="dim", highlight=False, soft_wrap=True)


def show_check(outcomes: Outcomes, console: Console) -> None:
    """Print the rows that do not hold, and how many were run in which way.

    Parameters
    ----------
    outcomes : Outcomes
        Of all rows.
    console : Console
        Where to.
    """
    for outcome in outcomes.results:
        if outcome.wrong:
            _show_wrong(outcome, console)
    if outcomes.not_live:
        console.print(f"[yellow]NOT RUN LIVE:[/] {outcomes.not_live}", highlight=False, soft_wrap=True)
    wrong = any(outcome.wrong for outcome in outcomes.results)
    console.print(closing_line(outcomes), style="bold red" if wrong else "bold green", highlight=False, soft_wrap=True)


def show_findings(found: Sequence[tuple[Path, Sequence[Alarm]]], pitfalls: Sequence[Pitfall], console: Console) -> None:
    """Print the lines where a pitfall is likely, and why.

    Parameters
    ----------
    found : sequence of (Path, sequence of Alarm)
        By file.
    pitfalls : sequence of Pitfall
        The table.
    console : Console
        Where to.

    Examples
    --------
    >>> show_findings([], [], Console(force_terminal=False))
    0 likely in 0 files; `matdrop pitfalls ID` shows a row
    """
    rows = {row.id: row for row in pitfalls}
    for file, findings in found:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        for finding in findings:
            console.print(
                f"[bold]{escape(str(file))}:{finding.line}[/]: [bold red]{finding.id}[/]: "
                f"{escape(lines[finding.line - 1].strip())}",
                highlight=False,
                soft_wrap=True,
            )
            console.print(f"  {rows[finding.id].why}", style="dim", markup=False, highlight=False, soft_wrap=True)
    count = sum(len(findings) for _, findings in found)
    files = f"{len(found)} file{'' if len(found) == 1 else 's'}"
    console.print(f"{count} likely in {files}; `matdrop pitfalls ID` shows a row", highlight=False, soft_wrap=True)


def closing_line(outcomes: Outcomes) -> str:
    """Sum up in one line how many rows ran live and saved, and how many hold.

    Parameters
    ----------
    outcomes : Outcomes
        Of any rows.

    Returns
    -------
    str
        The line.

    Examples
    --------
    >>> closing_line(Outcomes(()))
    '0 rows: 0 saved; 0 right versions equal to MATLAB, 0 naive versions failed as stated'
    """
    by_row = outcomes.by_row
    counts = {
        source: sum(outcome.source == source and outcome.matlab is not None for outcome in outcomes.results)
        for source in ("live", "saved")
    }
    engine = next((outcome.engine for outcome in outcomes.results if outcome.source == "live"), "")
    live = f"{counts['live']} live in {engine}, " if engine else ""
    right = sum(all(outcome.holds_right for outcome in row) for row in by_row.values())
    naive = sum(all(outcome.holds_naive for outcome in row) for row in by_row.values())
    return (
        f"{len(by_row)} rows: {live}{counts['saved']} saved; {right} right versions equal to MATLAB, "
        f"{naive} naive versions failed as stated"
    )


def _show_wrong(outcome: Outcome, console: Console) -> None:
    said = f"{outcome.pitfall.id} ({outcome.source}): {outcome.wrong}"
    console.print(said, style="bold red", markup=False, highlight=False, soft_wrap=True)


def _code(code: str, language: str) -> Syntax:
    return Syntax(code, language, theme="ansi_light", background_color="default", word_wrap=True)
