"""Arrays of other libraries: read as NumPy arrays, without a copy if possible, and given back as what they were."""

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

    Parameters
    ----------
    array : ndarray
        The same elements, in the same memory if the library gives it.
    back : callable
        Makes the library's array of a NumPy array.
    """

    array: Array
    back: Callable[[Array], Any]


def foreign(value: Any) -> Foreign:
    """Return any array-like as a NumPy array, with the way back to what it was.

    Parameters
    ----------
    value : array_like
        What has DLPack comes back by its library's ``from_dlpack``, what has only ``__array__`` by its
        ``__array_wrap__``; everything else, lists and scalars among it, becomes a NumPy array and stays one.

    Returns
    -------
    Foreign
        Both.

    Raises
    ------
    ValueError
        If it is not in the CPU's memory, or its library does not hand it out.

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
        array = array.astype(np.float64)  # as in the port: Python's ints are MATLAB's literals, which are double
    if isinstance(value, np.generic) or not hasattr(value, "__array_wrap__"):
        return Foreign(array, _unchanged)
    return Foreign(array, value.__array_wrap__)


def is_dask(value: Any) -> bool:
    """Whether it is a Dask array; Dask is not imported for that.

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
        raise ValueError(f"a {kind} on the device {tuple(map(int, device))} was given; move it to the CPU first")
    try:
        return np.from_dlpack(value)
    except (BufferError, RuntimeError, TypeError) as error:
        raise ValueError(f"a {kind} was given that its library does not hand out as it is: {error}") from None


def _namespace(value: Any) -> Any:
    """Return the module that makes such arrays; PyTorch's have no ``__array_namespace__``."""
    if hasattr(value, "__array_namespace__"):
        return value.__array_namespace__()
    return sys.modules[type(value).__module__.partition(".")[0]]
