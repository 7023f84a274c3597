"""An alarm: a line where a known pitfall is likely."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Alarm:
    """A line where a pitfall is likely, and the id of its row in the table."""

    line: int
    id: str
