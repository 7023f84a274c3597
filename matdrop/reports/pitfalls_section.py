"""Rows of the table as a section of a report's page, to which its findings link."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from markupsafe import Markup

from matdrop.pitfalls.catalogue import load_pitfalls
from matdrop.pitfalls.execution import Outcome, run
from matdrop.pitfalls.text import texts
from matdrop.reports.rendering import render


def sections(document: Mapping[str, Any]) -> list[tuple[str, Markup]]:
    """Return the rows that a report's findings name, or the whole table beside the article.

    Parameters
    ----------
    document : mapping
        A report's data, as `matdrop.reports.to_json` gives them.

    Returns
    -------
    list of tuple of str and Markup
        One section, its title and HTML; none where there are no rows to show.

    Examples
    --------
    >>> sections({"findings": []})
    []
    >>> [(title, markup)] = sections({"findings": [{"kind": "ddof", "pitfalls": ["std-ddof"]}]})
    >>> title, 'id="pitfall-std-ddof"' in markup
    ('Pitfalls', True)
    """
    named = {id_ for finding in document["findings"] for id_ in finding["pitfalls"]}
    rows = [row for row in load_pitfalls() if row.id in named or "article" in document]
    if not rows:
        return []
    topics = groupby(run(rows, "saved").results, key=lambda outcome: outcome.pitfall.topic)
    shown = [(topic, list(map(_row, outcomes))) for topic, outcomes in topics]
    return [("Pitfalls", Markup(render("pitfalls.html", topics=shown)))]


def _row(outcome: Outcome) -> dict[str, Any]:
    row = outcome.pitfall
    matlab, naive, right = texts(outcome.matlab, outcome.naive, outcome.right)
    found = outcome.failure if isinstance(outcome.naive, Exception) else f"r = {naive}: {outcome.failure}"
    return {
        "id": row.id,
        "sides": (
            ("MATLAB", row.matlab, f"r = {matlab}", "right"),
            ("naive", f"{row.given}\n{row.naive}".strip(), found, "wrong"),
            ("right", f"{row.given}\n{row.right}".strip(), f"r = {right}", "right"),
        ),
        "said": [text.replace("`", "") for text in (row.why, row.engine) if text],
    }
