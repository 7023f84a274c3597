"""The table of differences in the terminal: rows with all results, and which rows do not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from matdrop.differences.difference import VERSIONS, Difference
from matdrop.differences.running import Outcome


def show_rows(rows: Sequence[Difference], console: Console) -> None:
    """Print rows with the result in each engine.

    Parameters
    ----------
    rows : sequence of Difference
        The rows.
    console : Console
        Where to.
    """
    for row in rows:
        console.print(f"[bold]{row.id}[/] [dim]({row.topic})[/]", highlight=False)
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", width=12, no_wrap=True)
        table.add_column(ratio=1)
        table.add_row("code", Text(row.code))
        for name, result in results_by_engine(row):
            table.add_row(name, Text(f"r = {result}" if not result.startswith("error: ") else result))
        if row.shim:
            table.add_row("with matdrop", Text(f"r = {row.shim}"))
        table.add_row("why", Text(row.why))
        console.print(Padding(table, (0, 0, 1, 2)))


def results_by_engine(row: Difference) -> list[tuple[str, str]]:
    """Return the results of a row, engines with one result together.

    Parameters
    ----------
    row : Difference
        The row.

    Returns
    -------
    list of (str, str)
        The name of an engine and what it gives; of MATLAB with the page of the documentation.

    Examples
    --------
    >>> from matdrop.differences.difference import choose_differences, load_differences
    >>> results_by_engine(*choose_differences("cov-two-vectors", load_differences()))[0]
    ('Octave 7', '1.5')
    """
    groups: dict[str, list[str]] = {}
    for version, result in zip(VERSIONS, row.octave, strict=True):
        groups.setdefault(result, []).append(str(version))
    found = [(f"Octave {', '.join(versions)}", result) for result, versions in groups.items()]
    if row.matlab:
        since = f", since {row.since}" if row.since else ""
        found.append(("MATLAB", f"{row.matlab} (by its documentation of {row.documented}{since})"))
    return found


def show_check(outcomes: Sequence[Outcome], missing: Sequence[str], console: Console) -> None:
    """Print the rows that do not hold, and how many were run in each engine.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Of all engines that were found.
    missing : sequence of str
        What was not run, and why.
    console : Console
        Where to.
    """
    wrong = [outcome for outcome in outcomes if outcome.wrong]
    for outcome in wrong:
        text = f"{outcome.row.id}: {outcome.wrong}"
        console.print(text, style="bold red", markup=False, highlight=False, soft_wrap=True)
    for line in missing:
        console.print(f"NOT RUN: {line}", style="yellow", markup=False, highlight=False, soft_wrap=True)
    for engine, count in Counter(str(outcome.engine) for outcome in outcomes).items():
        failed = sum(str(outcome.engine) == engine for outcome in wrong)
        line = f"{engine}: {count - failed} of {count} rows hold"
        console.print(line, style="bold red" if failed else "bold green", highlight=False, soft_wrap=True)
