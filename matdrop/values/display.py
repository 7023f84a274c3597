"""A value in one line."""

from __future__ import annotations

from typing import Any

import numpy as np

from matdrop.values.canonical import ValueModelError, canonical, class_of, size_of, text_of


def format_value(value: Any, width: int = 72) -> str:
    """Give a value in one line: its size and class, and its first elements.

    Examples
    --------
    >>> format_value([1.5, 2])
    '1x2 double [1.5 2]'
    """
    try:
        value = canonical(value)
    except ValueModelError:
        return repr(value)[:width]
    kind, size = class_of(value), "x".join(map(str, size_of(value)))
    if kind == "char":
        return f"'{text_of(value)}'"[:width]
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biufc" or not value.size:
        return f"{size} {kind}"
    if value.size == 1:
        return f"{value.item()}" if kind == "double" else f"{value.item()} ({kind})"
    rows = [
        " ".join(f"{element:.6g}" for element in row) for row in np.atleast_2d(value.reshape(value.shape[0], -1))[:20]
    ]
    text = f"{size} {kind} [{'; '.join(rows)}]"
    return text if len(text) <= width else text[: width - 2] + " …"


def format_size(size: tuple[int, ...]) -> str:
    """Give a size as MATLAB shows it.

    Examples
    --------
    >>> format_size((2, 3))
    '2x3'
    """
    return "x".join(map(str, size))
