"""NumPy's decompositions of Inf and NaN: for Inf LAPACK may never end, and no time limit stops it."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from matdrop.values.value import Array

# By which NumPy calls LAPACK's `gesdd` and `gelsd`, and what they are not called with. With NaN both end with an error,
# and `gelsd` writes lines of its own about it to the terminal.
REFUSED: dict[str, Callable[[Array], Array]] = {"svd": np.isinf, "lstsq": lambda numbers: ~np.isfinite(numbers)}


@contextlib.contextmanager
def ending_decompositions() -> Iterator[None]:
    """Refuse singular values of matrices with Inf, and least squares of those with Inf or NaN.

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
    numpy.linalg.LinAlgError: svd of a matrix with Inf or NaN: LAPACK may never end, so it is not called
    """
    homes = [(home, {name: home[name] for name in REFUSED if name in home}) for home in _homes()]
    for home, own in homes:
        home.update({name: _refusing(function) for name, function in own.items()})
    try:
        yield
    finally:
        for home, own in homes:
            home.update(own)


@functools.cache  # each call of a port asks
def _homes() -> list[dict[str, Any]]:
    """Return where callers look decompositions up.

    Such as `pinv` and `polyfit` call them by what they are called in the module that they were written in.
    """
    return [vars(np.linalg), *(inspect.unwrap(caller).__globals__ for caller in (np.linalg.svd, np.polyfit))]


@functools.cache
def _refusing(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def refusing(a: Any, *more: Any, **named: Any) -> Any:
        if any(map(is_refused, (a, *more, *named.values()))):
            raise np.linalg.LinAlgError(
                f"{function.__name__} of a matrix with Inf or NaN: LAPACK may never end, so it is not called"
            )
        return function(a, *more, **named)

    def is_refused(given: Any) -> bool:
        """Whether there is such a number; what are no numbers, the function refuses by itself."""
        numbers = np.asanyarray(given)
        return numbers.dtype.kind in "fc" and bool(REFUSED[function.__name__](numbers).any())

    return refusing
