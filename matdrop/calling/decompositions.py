"""NumPy's decompositions of Inf, for which LAPACK may never end: no time limit stops it."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

# By which NumPy calls LAPACK's `gesdd` and `gelsd`. With NaN these end, with an error.
ENDLESS = ("svd", "lstsq")


@contextlib.contextmanager
def ending_decompositions() -> Iterator[None]:
    """Refuse singular values and least squares of matrices with Inf.

    Yields
    ------
    None
        Control, to the block.

    Raises
    ------
    numpy.linalg.LinAlgError
        Inside the block, by `svd` and `lstsq` of such a matrix, and by what calls them.

    Examples
    --------
    >>> with ending_decompositions():
    ...     np.linalg.pinv(np.array([[np.inf, 0, 1], [1, 3, -1], [0, 1, 1]]))
    Traceback (most recent call last):
    numpy.linalg.LinAlgError: svd of a matrix with Inf: LAPACK may never end, so it is not called
    """
    functions = {name: getattr(np.linalg, name) for name in ENDLESS}
    # Such as `pinv` call them by what they are called in the module that they were written in.
    homes = [vars(np.linalg), inspect.unwrap(np.linalg.svd).__globals__]
    for home in homes:
        home.update({name: _refusing(function) for name, function in functions.items()})
    try:
        yield
    finally:
        for home in homes:
            home.update(functions)


@functools.cache
def _refusing(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def refusing(a: Any, *more: Any, **named: Any) -> Any:
        if any(map(_has_infinity, (a, *more, *named.values()))):
            raise np.linalg.LinAlgError(
                f"{function.__name__} of a matrix with Inf: LAPACK may never end, so it is not called"
            )
        return function(a, *more, **named)

    return refusing


def _has_infinity(given: Any) -> bool:
    """Whether there is Inf among numbers; what are none, the function refuses by itself."""
    numbers = np.asanyarray(given)
    return numbers.dtype.kind in "fc" and bool(np.isinf(numbers).any())
