"""The table of pitfalls: what a row holds, and how the rows are read and chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from matdrop.cases.tolerance import Tolerance
from matdrop.cases.toml_reader import load_toml
from matdrop.cases.topic_rows import ID_RULE, choose, is_id
from matdrop.errors import MatdropError

ROWS = Path(__file__).parent / "rows"


@dataclass(frozen=True)
class Pitfall:
    """A row of the table: one thing in which MATLAB and NumPy differ, in both languages.

    Attributes
    ----------
    id : str
        Its name: lower-case words joined by hyphens.
    topic : str
        The file of the table that it stands in.
    matlab : str
        A MATLAB snippet that leaves its result in ``r``.
    given : str
        What both Python versions start from; ``np`` is NumPy.
    naive : str
        The tempting Python, which leaves another result in ``r``, or raises.
    right : str
        The Python whose ``r`` has the class, the size and the value of MATLAB's.
    fails : str
        How the naive one fails: the kind of its `matdrop.verification.compare.Mismatch`, or the name of the exception.
    why : str
        One or two sentences.
    engine : str
        Where GNU Octave and MATLAB differ; empty where they do not.
    tolerance : Tolerance
        How far numbers of the right version may be from MATLAB's; exact unless the row says otherwise.
    because : str
        Why another tolerance than exact is needed.
    """

    id: str
    topic: str
    matlab: str
    naive: str
    right: str
    fails: str
    why: str
    given: str = ""
    engine: str = ""
    tolerance: Tolerance = field(default_factory=Tolerance)
    because: str = ""


def load_pitfalls(folder: Path = ROWS) -> tuple[Pitfall, ...]:
    """Read the table.

    Parameters
    ----------
    folder : Path
        Has a TOML file for each topic, in which each row is a table named by its id.

    Returns
    -------
    tuple of Pitfall
        By topic, and within a topic in the order of its file.

    Raises
    ------
    MatdropError
        If a row is not as `Pitfall` describes it; the message names the row.

    Examples
    --------
    >>> len({row.id for row in load_pitfalls()}) == len(load_pitfalls()) >= 150
    True
    """
    rows: dict[str, Pitfall] = {}
    for file in sorted(folder.glob("*.toml")):
        for id_, row in load_toml(file, "the table of pitfalls").items():
            if id_ in rows:
                raise MatdropError(f"{file} has a row {id_}, and so has {rows[id_].topic}.toml; rename one of them")
            rows[id_] = _pitfall(id_, file.stem, row)
    return tuple(rows.values())


def choose_pitfalls(words: str, pitfalls: Sequence[Pitfall]) -> tuple[Pitfall, ...]:
    """Choose rows by id, by topic, or else by what is written in them.

    Parameters
    ----------
    words : str
        An id, a topic, or words that all must be in the row, whatever the case.
    pitfalls : sequence of Pitfall
        Where to look.

    Returns
    -------
    tuple of Pitfall
        In the order of the table.

    Raises
    ------
    MatdropError
        If no row fits.

    Examples
    --------
    >>> [row.id for row in choose_pitfalls("std-ddof", load_pitfalls())]
    ['std-ddof']
    """
    return choose(words, pitfalls, _text, "pitfall")


def _text(row: Pitfall) -> str:
    return "\n".join((row.id, row.topic, row.matlab, row.given, row.naive, row.right, row.why, row.engine))


def _pitfall(id_: str, topic: str, row: Any) -> Pitfall:
    def wrong(what: str) -> MatdropError:
        return MatdropError(f"pitfall {id_} ({topic}.toml): {what}")

    if not is_id(id_):
        raise wrong(ID_RULE)
    known = {f.name for f in fields(Pitfall)} - {"id", "topic"}
    needed = {f.name for f in fields(Pitfall) if f.default is MISSING and f.default_factory is MISSING}
    if not isinstance(row, dict) or set(row) - known:
        raise wrong(f"a row has {', '.join(sorted(known))} and nothing else")
    if lacking := needed - set(row) - {"id", "topic"}:
        raise wrong(f"it lacks {', '.join(sorted(lacking))}")
    if ("tolerance" in row) != ("because" in row):
        raise wrong("`tolerance` and `because` belong together")
    text = {name: value.strip() for name, value in row.items() if isinstance(value, str) and name != "tolerance"}
    tolerance = Tolerance.parse(row["tolerance"]) if "tolerance" in row else Tolerance()
    return Pitfall(id=id_, topic=topic, **text, tolerance=tolerance)
