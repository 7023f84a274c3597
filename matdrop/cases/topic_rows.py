"""Rows of the executed tables: each has an id and a topic, and is chosen by these or by what is written in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from matdrop.errors import MatdropError, did_you_mean


class TopicRow(Protocol):
    """A row of a table."""

    @property
    def id(self) -> str:
        """Lower-case words joined by hyphens, which name the row."""

    @property
    def topic(self) -> str:
        """The file of the table that it stands in."""


Row = TypeVar("Row", bound=TopicRow)
ID_RULE = "an id is made of lower-case words, joined by hyphens"


def is_id(text: str) -> bool:
    """Check whether a text may be the id of a row.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    bool
        As `ID_RULE` says it.

    Examples
    --------
    >>> is_id("std-ddof"), is_id("std_ddof")
    (True, False)
    """
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None


def topics(rows: Sequence[TopicRow]) -> list[str]:
    """Return the topics of rows, each once, in the order of the rows.

    Parameters
    ----------
    rows : sequence of TopicRow
        The rows.

    Returns
    -------
    list of str
        Names of topics.

    Examples
    --------
    >>> topics([])
    []
    """
    return list(dict.fromkeys(row.topic for row in rows))


def choose(words: str, rows: Sequence[Row], text: Callable[[Row], str], name: str) -> tuple[Row, ...]:
    """Choose rows by id, by topic, or else by what is written in them.

    Parameters
    ----------
    words : str
        An id, a topic, or words that all must be in the row, whatever the case.
    rows : sequence of TopicRow
        Where to look.
    text : callable
        Returns all that is written in a row.
    name : str
        What a row is called in the message.

    Returns
    -------
    tuple of TopicRow
        In the order of the table.

    Raises
    ------
    MatdropError
        If no row fits.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = [SimpleNamespace(id="std-ddof", topic="statistics")]
    >>> choose("std-ddof", rows, str, "pitfall") == choose("statistics", rows, str, "pitfall") == tuple(rows)
    True
    >>> choose("cov", rows, str, "pitfall")
    Traceback (most recent call last):
    matdrop.errors.MatdropError: no pitfall has "cov" in it; the topics are statistics
    """
    by_name = [row for row in rows if words == row.id] or [row for row in rows if words == row.topic]
    wanted = words.lower().split()
    found = by_name or [row for row in rows if all(word in text(row).lower() for word in wanted)]
    if not found:
        meant = did_you_mean(words, (row.id for row in rows)) or f"; the topics are {', '.join(topics(rows))}"
        raise MatdropError(f'no {name} has "{words}" in it{meant}')
    return tuple(found)
