"""What is done to each element of a cell, which a port has as a list, or as a list of rows."""

from __future__ import annotations

from matdrop.translate.code import Code, call


def cell_of_each(cell: Code, one: str, name: str = "text") -> Code:
    """Return the cell of what is made of each element of another.

    Parameters
    ----------
    cell : Code
        A cell.
    one : str
        What is made of an element.
    name : str
        How the element is called there.

    Returns
    -------
    Code
        A list, or a list of rows, as the cell is one.
    """
    return Code(_listed(cell, one, name), kind="cell", class_="cell")


def array_of_each(cell: Code, one: str, name: str = "text", dtype: str = "float") -> str:
    """Return the array of a number for each element of a cell, in the size of the cell.

    Parameters
    ----------
    cell : Code
        A cell.
    one : str
        The number, or truth value, of an element.
    name : str
        How the element is called there.
    dtype : str
        Of the array.

    Returns
    -------
    str
        Code of an array.
    """
    listed = _listed(cell, one, name)
    if cell.facts.is_grid:
        return f"np.array({listed}, dtype={dtype})"
    is_column = cell.facts.is_column and not cell.facts.is_row
    if (0, 0) in cell.facts.sizes:
        count = call("len", cell)
        shape = f"{count}, min({count}, 1)" if is_column else f"min({count}, 1), {count}"
        return f"np.array({listed}, dtype={dtype}).reshape({shape})"
    return f"np.array([{listed}], dtype={dtype})" + (".T" if is_column else "")


def _listed(cell: Code, one: str, name: str) -> str:
    if cell.facts.is_grid:
        return f"[[{one} for {name} in row] for row in {cell.text}]"
    return f"[{one} for {name} in {cell.text}]"
