"""MATLAB's structs and cells, as far as the ports need them: a dict with fields as attributes, and a list."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray


class Struct(dict[str, Any]):
    """A struct: ``net.W`` is ``net["W"]``.

    Examples
    --------
    >>> options = Struct(rate=0.1)
    >>> options.momentum = 0.9
    >>> options
    {'rate': 0.1, 'momentum': 0.9}
    """

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"the struct has no field {name}; it has {', '.join(self) or 'none'}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


def cell(m: Literal[1], n: int) -> list[NDArray[Any]]:
    """Make a cell of empty matrices.

    Parameters
    ----------
    m : int
        1, since a list is a row.
    n : int
        The number of elements.

    Returns
    -------
    list of ndarray
        0-by-0 arrays of double.

    Examples
    --------
    >>> cell(1, 2)
    [array([], shape=(0, 0), dtype=float64), array([], shape=(0, 0), dtype=float64)]
    """
    return [np.zeros((0, 0))] * n


def is_cell(value: Any) -> bool:
    """Whether a value stands for a cell: a list or tuple of anything but numbers.

    Parameters
    ----------
    value : object
        Any argument of a port.

    Returns
    -------
    bool
        False for a list of numbers, which stands for a matrix.

    Examples
    --------
    >>> is_cell(["relu", "softmax"]), is_cell([64, 10])
    (True, False)
    """
    if not isinstance(value, list | tuple):
        return False
    return any(isinstance(element, str | dict | np.ndarray) or is_cell(element) for element in value)
