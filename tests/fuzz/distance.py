"""The fuzz's own comparison of two ports' outputs: what matdrop's is held against, so it takes nothing from it."""

from typing import Any, Literal

import numpy as np

Distance = Literal["same", "hardly", "apart"]
# matdrop's default is 1e-9, or 1e-13 of the largest: what lies a little to either side proves nothing.
NEAR, FAR = 1e-11, 1e-8
NEAR_LARGEST, FAR_LARGEST = 1e-15, 1e-12
ORDER: dict[Distance, int] = {"same": 0, "hardly": 1, "apart": 2}


def distance(left: Any, right: Any) -> Distance:
    """Return whether two outputs, or all that two ports return, are the same, hardly different, or apart.

    Another class, size, length or text is apart; the classes in which whole numbers may stand are hardly different.
    """
    left, right = _plain(left), _plain(right)
    if type(left) is not type(right):
        return "apart"
    if isinstance(left, str):
        return "same" if left == right else "apart"
    if isinstance(left, list):
        return _of_all(left, right)
    if isinstance(left, dict):
        return _of_all([*left.values()], [*right.values()]) if [*left] == [*right] else "apart"
    return _of_arrays(left, right)


def _plain(value: Any) -> Any:
    """Return a value as text, list, dict or array."""
    if isinstance(value, str):
        return str(value)
    if hasattr(value, "_asdict"):
        return value._asdict()
    if isinstance(value, list | tuple):
        return list(value)
    return dict(vars(value)) if hasattr(value, "__dict__") else value if isinstance(value, dict) else np.asarray(value)


def _of_all(left: list[Any], right: list[Any]) -> Distance:
    if len(left) != len(right):
        return "apart"
    return max((distance(a, b) for a, b in zip(left, right, strict=True)), key=ORDER.__getitem__, default="same")


def _of_arrays(left: Any, right: Any) -> Distance:
    if left.size == right.size == 1:  # a number of Python's is MATLAB's 1-by-1
        left, right = left.reshape(1), right.reshape(1)
    if left.shape != right.shape:
        return "apart"
    if _class(left) != _class(right):
        whole = {_class(left), _class(right)} <= {"float64", "int64", "bool"}
        return "hardly" if whole and np.array_equal(left, right) else "apart"
    if left.dtype == object:
        return _of_all(list(left.ravel()), list(right.ravel()))
    if not left.size or np.array_equal(left, right, equal_nan=left.dtype.kind in "fc"):
        return "same"
    if left.dtype.kind in "iub":
        return "apart"
    left, right = left.astype(complex), right.astype(complex)
    finite = np.isfinite(left) & np.isfinite(right)
    if not np.array_equal(left[~finite], right[~finite], equal_nan=True):
        return "apart"
    size, gap = np.abs(left[finite]), np.abs(left[finite] - right[finite])
    largest = size.max(initial=0)
    if (gap > FAR * size + FAR_LARGEST * largest).any():
        return "apart"
    return "hardly" if (gap > NEAR * size + NEAR_LARGEST * largest).any() else "same"


def _class(value: Any) -> str:
    """Return the class without complex, which MATLAB takes off where every imaginary part is 0."""
    if value.dtype.kind == "c":
        return "float64" if value.dtype.itemsize == 16 else "float32"
    return str(value.dtype)
