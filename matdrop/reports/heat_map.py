"""Heat maps as rows of cells: where two matrices differ, and how large the elements of one are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

# The darkest shade behind a number leaves it readable; the lightest of a difference can still be seen.
DARKEST, LIGHTEST = 0.6, 0.05
Number: TypeAlias = bool | int | float | str


class Cell(NamedTuple):
    """A cell: its shade from 0 to 1, the text in it, what the pointer is told, and whether a mask has dropped it."""

    shade: float
    text: str = ""
    title: str = ""
    is_dropped: bool = False


def difference_map(
    blocks: Sequence[Sequence[float | str]], block: Sequence[int], shape: tuple[int, int]
) -> list[list[Cell]]:
    """Return the cells that show where two matrices differ, from a relative 1e-16 (light) to 1 (dark).

    Parameters
    ----------
    blocks : sequence of sequence of float or str
        The largest relative difference of each block of elements; "Inf" stands for infinity.
    block : sequence of int
        Rows and columns of a block.
    shape : tuple of int
        Rows and columns of the matrices.

    Returns
    -------
    list of list of Cell
        What differs is named by its rows and columns.

    Examples
    --------
    >>> difference_map([[0, 0.01]], [2, 1], (3, 2))[0][1]
    Cell(shade=0.875, text='', title='(1 to 2, 2) relative 0.01', is_dropped=False)
    """
    return [
        [_difference(float(relative), (row, column), block, shape) for column, relative in enumerate(relatives)]
        for row, relatives in enumerate(blocks)
    ]


def _difference(relative: float, at: tuple[int, int], block: Sequence[int], shape: tuple[int, int]) -> Cell:
    if not relative:
        return Cell(0)
    places = ", ".join(_range(*where) for where in zip(at, block, shape, strict=True))
    shade = max(LIGHTEST, 1 + math.log10(min(relative, 1)) / 16)
    return Cell(shade, title=f"({places}) relative {relative:.3g}")


def _range(at: int, step: int, length: int) -> str:
    return str(at + 1) if step == 1 else f"{at * step + 1} to {min((at + 1) * step, length)}"


def magnitude_map(
    values: Sequence[Sequence[Number]], kept: Sequence[Sequence[Number]] | None = None
) -> list[list[Cell]]:
    """Return the cells that show a matrix: the larger a magnitude, the darker.

    Parameters
    ----------
    values : sequence of sequence of number or str
        As `matdrop.reports.matrices.number` gives them.
    kept : sequence of sequence of bool, optional
        A mask of the same size; what it drops is marked.

    Returns
    -------
    list of list of Cell
        With the numbers as texts.

    Examples
    --------
    >>> magnitude_map([[-2, 1.0]], [[True, False]])
    [[Cell(shade=0.6, text='-2', title='', is_dropped=False), Cell(shade=0.3, text='1', title='', is_dropped=True)]]
    """
    magnitudes = [abs(_complex(value)) for row in values for value in row]
    largest = max(filter(math.isfinite, magnitudes), default=0) or 1
    return [
        [_magnitude(value, largest, kept is not None and not kept[i][j]) for j, value in enumerate(row)]
        for i, row in enumerate(values)
    ]


def _magnitude(value: Number, largest: float, is_dropped: bool) -> Cell:
    magnitude = abs(_complex(value))
    shade = 0 if math.isnan(magnitude) else DARKEST * min(magnitude / largest, 1)
    return Cell(shade, value if isinstance(value, str) else f"{value:.6g}", is_dropped=is_dropped)


def _complex(value: Number) -> complex:
    return complex(value.removesuffix("i") + "j") if isinstance(value, str) and value.endswith("i") else float(value)
