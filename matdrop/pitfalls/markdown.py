"""The table as a Markdown page, with the results of all versions."""

from __future__ import annotations

from collections.abc import Iterator

from matdrop.pitfalls.execution import Outcome, Outcomes
from matdrop.pitfalls.text import texts

HEAD = """# Pitfalls from MATLAB to NumPy

Each row was run. `r` is what {engine} computes; the naive Python gives something else, or raises, and the right
Python gives the same class, size and value. `np` is NumPy. MATLAB itself was not run: where it is known to differ
from Octave, the row says so.

`matdrop pitfalls WORDS` finds rows in the terminal, `matdrop pitfalls --check` runs all of them anew, and
`matdrop pitfalls --markdown` writes this page.
"""


def markdown(outcomes: Outcomes) -> str:
    """Write rows as a page that is the same on every machine.

    Parameters
    ----------
    outcomes : Outcomes
        Of all rows, by one reference.

    Returns
    -------
    str
        Markdown; each row has a heading with its id.

    Examples
    --------
    >>> from matdrop.pitfalls.execution import run
    >>> from matdrop.pitfalls.catalogue import choose_pitfalls, load_pitfalls
    >>> page = markdown(run(choose_pitfalls("std-ddof", load_pitfalls()), "saved"))
    >>> "# naive: 1.8028" in page.splitlines()
    True
    """
    topics: dict[str, list[Outcome]] = {}
    for outcome in outcomes.results:
        topics.setdefault(outcome.pitfall.topic, []).append(outcome)
    parts = [HEAD.format(engine=outcomes.results[0].engine)]
    parts.append("\n".join(f"- [{topic}](#{topic}): {len(rows)} rows" for topic, rows in topics.items()) + "\n")
    for topic, rows in topics.items():
        parts.append(f"## {topic}\n")
        parts += ["\n".join(_row(outcome)) + "\n" for outcome in rows]
    return "\n".join(parts)


def _row(outcome: Outcome) -> Iterator[str]:
    row = outcome.pitfall
    matlab, naive, right = texts(outcome.matlab, outcome.naive, outcome.right)
    if isinstance(outcome.naive, Exception):
        naive = f"raises {type(outcome.naive).__name__}"  # what it says differs between versions of NumPy
    elif row.fails in ("class", "size"):
        naive += f" ({row.fails})"
    yield f"### {row.id}\n"
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
