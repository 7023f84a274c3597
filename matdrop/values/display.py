"""A value in one line, a number, a size: how every message writes them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from matdrop.values.canonical import ValueModelError, canonical, class_of, size_of, text_of
from matdrop.values.value import (
    Array,
    Chars,
    FunctionHandle,
    Value,
    field_names,
    is_char,
    is_number_array,
    is_struct,
    is_time,
)

# Of a matrix, a line shows no more rows; it is cut to its width anyway.
ROWS = 20


def format_value(value: Any, width: int | None = 72) -> str:
    """Return a value in one line: its size and class, and its first elements.

    Parameters
    ----------
    value : object
        Anything; what has no MATLAB counterpart is written as Python does.
    width : int or None
        Longer lines are cut; None for no limit.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> format_value([1.5, 2])
    '1x2 double [1.5 2]'
    >>> format_value("abc"), format_value({"mu": 1, "sigma": 2}), format_value(np.uint8(3))
    ("'abc'", '1x1 struct with the fields mu, sigma', '3 (uint8)')
    """
    try:
        text = _format(canonical(value))
    except ValueModelError:
        text = repr(value)
    return text if width is None or len(text) <= width else text[: width - 2] + " …"


def _format(value: Value) -> str:
    if isinstance(value, FunctionHandle):
        return value.text
    if is_char(value):
        return _format_chars(value)
    kind, size = class_of(value), format_size(size_of(value))
    if is_struct(value):
        return f"{size} {kind} with the fields {', '.join(field_names(value))}"
    if is_time(value) and value.size:
        times = " ".join(map(str, value.ravel()[:ROWS]))
        return f"{times} ({kind})" if value.size == 1 else f"{size} {kind} [{times}]"
    if not is_number_array(value) or not value.size:
        return f"{size} {kind}"
    if value.size == 1:
        number = format_number(value.ravel()[0])
        return number if kind in ("double", "complex double") else f"{number} ({kind})"
    return f"{size} {kind} [{_format_rows(value)}]"


def _format_chars(value: Chars) -> str:
    if value.ndim > 2 or value.shape[0] <= 1:
        return f"'{text_of(value)}'"
    rows = "; ".join(f"'{text_of(row)}'" for row in value)
    return f"{format_size(value.shape)} char [{rows}]"


def _format_rows(value: Array) -> str:
    rows = value.reshape(value.shape[0], -1)[:ROWS]
    return "; ".join(" ".join(format_number(element, 6) for element in row) for row in rows)


def format_number(number: Any, digits: int | None = None) -> str:
    """Return a number as MATLAB names it: NaN, Inf, 1-2i; a logical value as 1 or 0.

    Parameters
    ----------
    number : scalar
        Of NumPy or of Python.
    digits : int, optional
        Significant digits of fractions; by default as many as tell the number from all others of its class.

    Returns
    -------
    str
        The number.

    Examples
    --------
    >>> format_number(1 / 3), format_number(1 / 3, 6), format_number(1 - 2j, 6), format_number(-np.inf)
    ('0.3333333333333333', '0.333333', '1-2i', '-Inf')
    >>> format_number(123456789.0, 6), format_number(True)
    ('123456789', '1')
    """
    if isinstance(number, bool | np.bool_):
        return str(int(number))
    if isinstance(number, int | np.integer):
        return str(number)
    if np.iscomplexobj(number):
        imaginary = format_number(number.imag, digits)
        return f"{format_number(number.real, digits)}{'' if imaginary[0] == '-' else '+'}{imaginary}i"
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else "Inf" if number > 0 else "-Inf"
    if digits is None:
        return str(number)
    # A whole number is more than its first digits: it may be an index, a count or a code.
    return f"{number:.{digits}g}" if abs(number) < 10**digits or number % 1 else f"{number:.17g}"


def format_size(size: tuple[int, ...]) -> str:
    """Return a size as MATLAB shows it.

    Parameters
    ----------
    size : tuple of int
        The number of elements along each dimension.

    Returns
    -------
    str
        The numbers with ``x`` between them.

    Examples
    --------
    >>> format_size((2, 3))
    '2x3'
    """
    return "x".join(map(str, size))
