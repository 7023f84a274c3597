"""Cells beside and below each other, as brackets and ``cat`` join them."""

from __future__ import annotations

from collections.abc import Sequence

from matdrop.translate.code import ATOM, EMPTY, SUM, Code, call
from matdrop.translate.context import Context
from matdrop.translate.facts import Facts


def joined_cells(context: Context, rows: Sequence[Sequence[Code]], facts: Facts) -> Code:
    """Join cells, and what becomes an element of them; what has no elements goes.

    Parameters
    ----------
    context : Context
        Of the function.
    rows : sequence of sequence of Code
        What stands beside each other, and below each other.
    facts : Facts
        What was seen of the result.

    Returns
    -------
    Code
        A list, or a list of rows.
    """
    rows = [[item for item in row if not _is_nothing(item)] for row in rows]
    rows = [row for row in rows if row]
    if facts.is_grid and rows:
        lines = [_cells_beside(context, row, len(rows)) for row in rows]
        return Code(" + ".join(lines), SUM if len(lines) > 1 else ATOM, "cell", "cell")
    pieces = [_as_cells(context, context.independent(item, "")) for row in rows for item in row]
    return Code(" + ".join(pieces) or "[]", SUM if len(pieces) > 1 else ATOM, "cell", "cell")


def _is_nothing(item: Code) -> bool:
    """Whether an element of brackets has no elements in any case, as ``[]``, ``{}`` and ``''``."""
    return item.text in (EMPTY, '""', "[]") or (item.kind in ("str", "array") and item.facts.sizes == {(0, 0)})


def _as_cells(context: Context, item: Code) -> str:
    """Return an element of brackets as a list of what it adds to a cell."""
    if item.kind == "cell":
        return item.at(SUM)
    if (
        item.text.startswith("*")
        or item.kind not in ("any", "str", "array")
        or (item.facts and not item.facts.ever_empty)
    ):
        return f"[{item.text}]"
    return call(context.helper("cells_of"), item)


def _cells_beside(context: Context, row: Sequence[Code], count: int) -> str:
    """Return a row of cells in brackets as a list of rows."""
    columns = count == 1 and all(item.facts.is_column or item.facts.is_grid for item in row if item.kind == "cell")
    parts = []
    for item in row:
        if item.kind == "cell" and item.facts.is_grid:
            parts.append(item.at(ATOM))
        elif columns and item.kind == "cell":
            parts.append(f"[[element] for element in {item.text}]")
        else:
            parts.append(f"[{_as_cells(context, item)}]")
    if len(parts) == 1:
        return parts[0]
    if not columns and not any(item.facts.is_grid for item in row):
        return f"[{' + '.join(_as_cells(context, item) for item in row)}]"
    return f"[sum(parts, []) for parts in zip({', '.join(parts)}, strict=True)]"
