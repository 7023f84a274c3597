"""A value as MATLAB would write it, short enough for a line."""

from __future__ import annotations

from typing import Any

import numpy as np

from matdrop.values.canonical import ValueModelError, canonical, class_of, size_of, text_of
from matdrop.values.display import format_number, format_size
from matdrop.values.value import FunctionHandle, Value, field_names, is_sparse, is_struct
from matdrop.verification.compare import compare


def text(value: Any, digits: int = 5, width: int = 100) -> str:
    """Write a value as MATLAB would.

    Parameters
    ----------
    value : object
        Whatever `matdrop.values.canonical.canonical` takes; anything else is named by its type.
    digits : int
        Significant digits of fractions.
    width : int
        Longer texts are cut.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> text([[1, 2.5], [0, -0.0]])
    '[1 2.5; 0 -0]'
    >>> text(np.array([1, 255], np.uint8)), text(np.zeros((0, 3))), text(["a", True])
    ('uint8([1 255])', 'zeros(0, 3)', "{'a', true}")
    """
    try:
        written = _text(canonical(value), digits)
    except ValueModelError:
        written = f"a {type(value).__name__}"
    return written if len(written) <= width else written[: width - 1] + "…"


def texts(matlab: Any, naive: Any, right: Any) -> tuple[str, str, str]:
    """Write the three results of a row with as many digits as tell the first two apart.

    Parameters
    ----------
    matlab, naive, right : object
        As `text` takes them.

    Returns
    -------
    tuple of str
        The first two are alike only if the values are.

    Examples
    --------
    >>> texts(0.1 + 0.2, 0.3, 0.1 + 0.2)
    ('0.30000000000000004', '0.29999999999999999', '0.30000000000000004')
    """
    try:
        digits = 5 if text(matlab) != text(naive) or compare(matlab, naive).mismatch is None else 17
    except ValueModelError:
        digits = 5
    return text(matlab, digits), text(naive, digits), text(right, digits)


def _text(value: Value, digits: int) -> str:
    size, kind = size_of(value), class_of(value)
    if isinstance(value, FunctionHandle):
        return value.text
    if is_struct(value):
        return f"a {format_size(size)} struct with {', '.join(field_names(value))}"
    if is_sparse(value) or len(size) > 2:
        return f"a {format_size(size)} {kind}"
    if kind == "char" and size[0] <= 1:
        return f"'{text_of(value)}'"
    if 0 in size:
        return ("{}" if kind == "cell" else "[]") if size == (0, 0) else f"{_maker(kind)}({size[0]}, {size[1]})"
    if kind == "char":
        return "[" + "; ".join(f"'{''.join(row)}'" for row in value) + "]"
    if kind == "cell":
        return "{" + "; ".join(", ".join(_text(element, digits) for element in row) for row in value) + "}"
    rows = "; ".join(" ".join(_number(element, digits) for element in row) for row in value)
    numbers = rows if value.size == 1 else f"[{rows}]"
    return numbers if kind in ("double", "logical", "complex double") else f"{kind.split()[-1]}({numbers})"


def _number(element: Any, digits: int) -> str:
    if isinstance(element, np.bool_):
        return "true" if element else "false"
    return format_number(element, digits)


def _maker(kind: str) -> str:
    return "cell" if kind == "cell" else "zeros"
