"""The table "NumPy for MATLAB users" of NumPy's documentation, run: which cells hold, and which do not."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from matdrop.cases.tolerance import Tolerance
from matdrop.pitfalls.catalogue import Pitfall
from matdrop.pitfalls.execution import Outcome, Outcomes
from matdrop.pitfalls.text import texts

TABLE = Path(__file__).parent / "numpy_for_matlab_users.toml"
ROWS = tomllib.loads(TABLE.read_text(encoding="utf-8"))
GIVEN = ROWS.pop("given")
HEAD = """# NumPy's table for MATLAB users, run

NumPy's documentation has a [table](https://numpy.org/doc/stable/user/numpy-for-matlab-users.html) of MATLAB expressions
and what to write for them. Its rows that can be run were run, in {engine} and in Python: of {rows} cells {same} give
the same, {numbers} the same numbers in NumPy's own form (1-D for a row or a column, integers or bools for doubles), and
{differ} fail or give something else. Those come first, each with a version that gives MATLAB's class, size and value.
The expressions work on

```matlab
{matlab}
```

```python
import numpy as np
{python}
```

`matdrop pitfalls --numpy-table` prints this page; with `--check` it runs all cells again.
"""


def load_numpy_table() -> tuple[Pitfall, ...]:
    """Read the table as rows of pitfalls: the cell is the naive version.

    Returns
    -------
    tuple of Pitfall
        Where the cell holds, it is the right version as well, and `fails` is empty.

    Examples
    --------
    >>> len({row.id for row in load_numpy_table()}) == len(load_numpy_table()) > 80
    True
    """
    return tuple(
        Pitfall(
            f"numpy-{id_}",
            "numpy-table",
            f"{GIVEN['matlab']}{row['matlab']}",
            row["cell"].strip(),
            row.get("right", row["cell"]).strip(),
            row.get("fails", ""),
            row.get("why", ""),
            GIVEN["python"],
            tolerance=Tolerance.parse(row.get("tolerance", "exact")),
            because=row.get("because", ""),
        )
        for id_, row in ROWS.items()
    )


def wrong_of(outcome: Outcome) -> str:
    """Find what does not hold in a row of NumPy's table.

    Parameters
    ----------
    outcome : Outcome
        The results of the row.

    Returns
    -------
    str
        Empty if the cell holds or fails as the row states, and if the right version is right.

    Examples
    --------
    >>> from matdrop.pitfalls.execution import run
    >>> [wrong_of(outcome) for outcome in run(load_numpy_table()[:1], "saved").results]
    ['']
    """
    if outcome.pitfall.fails or outcome.matlab is None:
        return outcome.wrong
    return outcome.failure


def closing_line(outcomes: Outcomes) -> str:
    """Sum up in one line how many cells hold and how many fail as the table states.

    Parameters
    ----------
    outcomes : Outcomes
        Of any of its rows.

    Returns
    -------
    str
        The line.

    Examples
    --------
    >>> closing_line(Outcomes(()))
    "0 cells of NumPy's own table: 0 hold, 0 fail or differ as stated and have a right version"
    """
    by_row = outcomes.by_row
    right = [row[0].pitfall for row in by_row.values() if not any(map(wrong_of, row))]
    differ = sum(bool(row.fails) for row in right)
    return (
        f"{len(by_row)} cells of NumPy's own table: {len(right) - differ} hold, "
        f"{differ} fail or differ as stated and have a right version"
    )


def page(outcomes: Outcomes) -> str:
    """Write the table as a page of the docs.

    Parameters
    ----------
    outcomes : Outcomes
        Of all its rows, by one reference.

    Returns
    -------
    str
        Markdown.

    Examples
    --------
    >>> from matdrop.pitfalls.execution import run
    >>> "## numpy-find" in page(run(load_numpy_table(), "saved")).splitlines()
    True
    """
    differ = [outcome for outcome in outcomes.results if outcome.pitfall.fails]
    hold = [outcome for outcome in outcomes.results if not outcome.pitfall.fails]
    same = [outcome for outcome in hold if outcome.holds_right]
    head = HEAD.format(
        engine=outcomes.results[0].engine,
        rows=len(outcomes.results),
        same=len(same),
        numbers=len(hold) - len(same),
        differ=len(differ),
        matlab=GIVEN["matlab"].strip(),
        python=GIVEN["python"].strip(),
    )
    lines = [line for outcome in differ for line in _differing(outcome)]
    table = ["## Cells that hold", "", "| MATLAB | NumPy | gives |", "|---|---|---|", *map(_holding, hold)]
    return "\n".join([head, *lines, *table]) + "\n"


def _differing(outcome: Outcome) -> Iterator[str]:
    row = outcome.pitfall
    matlab, cell, right = texts(outcome.matlab, outcome.naive, outcome.right)
    if isinstance(outcome.naive, Exception):
        cell = f"raises {type(outcome.naive).__name__}"
    yield f"## {row.id}\n"
    yield f"```matlab\n{_own(row)}\n% r = {matlab}\n```\n"
    yield f"```python\n# the cell: {cell}\n{row.naive}\n# right: {right}\n{row.right}\n```\n"
    yield f"{row.why}\n"


def _holding(outcome: Outcome) -> str:
    row = outcome.pitfall
    matlab, cell = (code.replace("\n", "; ").replace("|", "\\|") for code in (_own(row), row.naive))
    gives = "the same" if outcome.holds_right else "the same numbers"
    return f"| `{matlab}` | `{cell}` | {gives}{f', within {row.tolerance}' if row.because else ''} |"


def _own(row: Pitfall) -> str:
    return row.matlab.removeprefix(GIVEN["matlab"])
