"""MATLAB's ``fprintf`` to the screen, as far as the ports need it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def fprintf(template: str, A: ArrayLike | None = None) -> None:
    r"""Print as MATLAB's ``fprintf`` does: elements in column-major order, the template used again for more.

    Parameters
    ----------
    template : str
        A format of C with one conversion or several.
    A : array_like, optional
        The values; their number must be a multiple of the number of conversions.

    Examples
    --------
    >>> fprintf("%d %d\n", np.array([[1, 2], [3, 4]]))
    1 3
    2 4
    """
    if A is None:
        print(template, end="")
        return
    values = np.ravel(A, order="F").tolist()
    count = template.count("%")
    for start in range(0, len(values), count):
        print(template % tuple(values[start : start + count]), end="")
