"""The rows among the fixtures: recorded and checked with the cases of matdrop's own table."""

from __future__ import annotations

from dataclasses import replace

from matdrop.cases.table import CaseTable
from matdrop.pitfalls.catalogue import load_pitfalls
from matdrop.pitfalls.execution import cases_of
from matdrop.pitfalls.numpy_table import load_numpy_table


def with_pitfalls(table: CaseTable) -> CaseTable:
    """Add the snippets of all rows to a table, behind its own cases.

    Parameters
    ----------
    table : CaseTable
        That of the repository, in whose folder of fixtures the rows are saved.

    Returns
    -------
    CaseTable
        Ready to be recorded and checked.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> with_pitfalls(load_table(OWN_TABLE)).cases[-1].pair.name
    'pitfalls'
    """
    return replace(table, cases=(*table.cases, *cases_of((*load_pitfalls(), *load_numpy_table()))))
