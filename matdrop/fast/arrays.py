"""Arrays of other libraries: read as NumPy arrays, if possible without a copy, and returned in their own class."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
CPU = 1  # DLPack's kDLCPU


class Foreign(NamedTuple):
    """An array as NumPy's, and the way back.

    Attributes
    ----------
    array : ndarray
        The same elements, in the same memory if the library allows it.
    back : callable
        Makes the library's array from a NumPy array.
    """

    array: Array
    back: Callable[[Array], Any]


def foreign(value: Any) -> Foreign:
    """Return any array-like as a NumPy array, with the way back to its library.

    Parameters
    ----------
    value : array_like
        An array with DLPack comes back by its library's ``from_dlpack``, one with only ``__array__`` by its
        ``__array_wrap__``; everything else, such as a list or a scalar, becomes a NumPy array and stays one.

    Returns
    -------
    Foreign
        Both.

    Raises
    ------
    ValueError
        If it is not in the CPU's memory, or its library does not export it.

    Examples
    --------
    >>> foreign([1, 2]).array
    array([1., 2.])
    >>> type(foreign(np.ma.array([1.0, 2.0])).back(np.array([3.0, 4.0]))).__name__
    'MaskedArray'
    """
    if type(value) is np.ndarray:
        return Foreign(value, _unchanged)
    if hasattr(value, "__dlpack__") and not isinstance(value, (np.ndarray, np.generic)):
        return Foreign(_by_dlpack(value), _namespace(value).from_dlpack)
    array = np.asarray(value)
    if not hasattr(value, "dtype") and array.dtype.kind in "iu":
        array = array.astype(
            np.float64
        )  # as in the port: a Python int stands for a literal in MATLAB, which is a double
    if isinstance(value, np.generic) or not hasattr(value, "__array_wrap__"):
        return Foreign(array, _unchanged)
    return Foreign(array, value.__array_wrap__)


def is_dask(value: Any) -> bool:
    """Whether a value is a Dask array; Dask is not imported for that.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        False if Dask has not been imported.

    Examples
    --------
    >>> is_dask(np.zeros(3))
    False
    """
    dask = sys.modules.get("dask.array")
    return dask is not None and isinstance(value, dask.Array)


def _unchanged(array: Array) -> Array:
    return array


def _by_dlpack(value: Any) -> Array:
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    device = value.__dlpack_device__()
    if device[0] != CPU:
        raise ValueError(f"a {kind} is on the device {tuple(map(int, device))}; move it to the CPU first")
    try:
        return np.from_dlpack(value)
    except (BufferError, RuntimeError, TypeError) as error:
        raise ValueError(f"the library of a {kind} does not export it as it is: {error}") from None


def _namespace(value: Any) -> Any:
    """Return the module that makes such arrays; PyTorch's arrays have no ``__array_namespace__``."""
    if hasattr(value, "__array_namespace__"):
        return value.__array_namespace__()
    return sys.modules[type(value).__module__.partition(".")[0]]
