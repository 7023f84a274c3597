"""Which rows of the table of pitfalls show a cause best."""

from __future__ import annotations

import re

from matdrop.habits.cause import Cause
from matdrop.habits.registry import rows_of

ROWS_SHOWN = 2


def rows_for(cause: Cause) -> tuple[str, ...]:
    """Return the ids of the rows that show a cause best.

    Parameters
    ----------
    cause : Cause
        Of any kind.

    Returns
    -------
    tuple of str
        Rows of its kind, first those whose functions the cause's figures and its fix name.

    Examples
    --------
    >>> rows_for(Cause("memory-order", "J", "with order='F' in reshape the port agrees"))
    ('reshape', 'colon-flattens-columns')
    >>> rows_for(Cause("unknown", "J", ""))
    ()
    """
    said = set(re.findall(r"\w+", f"{cause.detail} {cause.fix}"))
    rows = rows_of(cause.kind)
    ranked = sorted(rows, key=lambda id_: -len(said & set(rows[id_].split())))
    return tuple(ranked[:ROWS_SHOWN])
