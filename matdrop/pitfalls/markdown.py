"""The table as Markdown pages for the docs, with the results of all versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from matdrop.pitfalls.execution import Outcome, Outcomes
from matdrop.pitfalls.text import texts

INDEX = """# Pitfalls from MATLAB to NumPy

Each row was run. `r` is what {engine} computes. The naive Python gives something else, or raises. The right
Python gives the same class, size and value. `np` is NumPy. No MATLAB was run: where MATLAB is known to differ
from Octave, the row says so.

`matdrop pitfalls WORDS` finds rows in the terminal, and `matdrop pitfalls --check` runs all of them again.
[NumPy's own table](numpy-table.md) for MATLAB users was run in the same way.

| topic | rows |
|---|---|
"""


def index_page(outcomes: Outcomes) -> str:
    """Write the page that names the topics and says what was run.

    Parameters
    ----------
    outcomes : Outcomes
        Of all rows, by one reference.

    Returns
    -------
    str
        Markdown, with a link to the page of each topic.

    Examples
    --------
    >>> from matdrop.pitfalls.execution import run
    >>> from matdrop.pitfalls.catalogue import choose_pitfalls, load_pitfalls
    >>> page = index_page(run(choose_pitfalls("std-ddof", load_pitfalls()), "saved"))
    >>> page.splitlines()[-1]
    '| [statistics](statistics.md) | 1 |'
    """
    counts = Counter(outcome.pitfall.topic for outcome in outcomes.results)
    rows = "".join(f"| [{topic}]({topic}.md) | {count} |\n" for topic, count in counts.items())
    return INDEX.format(engine=outcomes.results[0].engine) + rows


def topic_page(topic: str, outcomes: Outcomes) -> str:
    """Write rows as a page that is the same on every machine.

    Parameters
    ----------
    topic : str
        What the rows have in common: the page's title.
    outcomes : Outcomes
        Of the rows, by one reference.

    Returns
    -------
    str
        Markdown; each row has a heading with its id.

    Examples
    --------
    >>> from matdrop.pitfalls.execution import run
    >>> from matdrop.pitfalls.catalogue import choose_pitfalls, load_pitfalls
    >>> page = topic_page("statistics", run(choose_pitfalls("std-ddof", load_pitfalls()), "saved"))
    >>> "# naive: 1.8028" in page.splitlines()
    True
    """
    rows = ["\n".join(_row(outcome)) + "\n" for outcome in outcomes.results]
    return "\n".join([f"# Pitfalls: {topic}\n", *rows])


def _row(outcome: Outcome) -> Iterator[str]:
    row = outcome.pitfall
    matlab, naive, right = texts(outcome.matlab, outcome.naive, outcome.right)
    if isinstance(outcome.naive, Exception):
        naive = f"raises {type(outcome.naive).__name__}"  # what it says differs between versions of NumPy
    elif row.fails in ("class", "size"):
        naive += f" ({row.fails})"
    yield f"## {row.id}\n"
    yield f"```matlab\n{row.matlab}\n% r = {matlab}\n```\n"
    yield "```python"
    yield from filter(None, [row.given])
    yield f"# naive: {naive}\n{row.naive}"
    yield f"# right: {right}\n{row.right}\n```\n"
    yield row.why
    if row.engine:
        yield f"\nEngines: {row.engine}"
    if row.because:
        yield f"\nWithin {row.tolerance}: {row.because}."
