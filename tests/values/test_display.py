"""A value in one line, and a number as MATLAB names it."""

from typing import Any

import numpy as np
import pytest
import scipy.sparse

from matdrop.values.display import format_number, format_size, format_value
from matdrop.values.value import FunctionHandle


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        (0.1 + 0.2, None, "0.30000000000000004"),
        (0.1 + 0.2, 6, "0.3"),
        (np.float32(0.1), None, "0.1"),  # as many digits as tell it from all other singles
        (1.0, None, "1.0"),
        (1.0, 6, "1"),
        (-0.0, None, "-0.0"),
        (123456789.0, 6, "123456789"),
        (1234567.5, 6, "1.23457e+06"),
        (1e300, 6, "1.0000000000000001e+300"),
        (np.nan, None, "NaN"),
        (np.float64(-np.inf), 6, "-Inf"),
        (1 - 2.5j, 6, "1-2.5i"),
        (complex(0.0, -0.0), None, "0.0-0.0i"),
        (complex(np.nan, np.inf), 6, "NaN+Infi"),
        (np.uint64(2**64 - 1), 6, "18446744073709551615"),
        (np.int8(-3), None, "-3"),
        (True, None, "1"),
        (np.False_, 6, "0"),
    ],
    ids=str,
)
def test_number(number: Any, digits: int | None, text: str) -> None:
    assert format_number(number, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([1.5, 2], "1x2 double [1.5 2]"),
        ([[1, 2], [3, np.nan]], "2x2 double [1 2; 3 NaN]"),
        ([1 + 2j, 3], "1x2 complex double [1+2i 3+0i]"),
        ([True, False], "1x2 logical [1 0]"),
        (np.array([[1234567, 2]], np.int32), "1x2 int32 [1234567 2]"),
        (0.1 + 0.2, "0.30000000000000004"),
        (2j, "0.0+2.0i"),
        (np.float32(2), "2.0 (single)"),
        (True, "1 (logical)"),
        ([], "0x0 double"),
        ("abc", "'abc'"),
        ("", "''"),
        (np.array([["a", "b"], ["c", "d"]]), "2x2 char ['ab'; 'cd']"),
        (["a", 1], "1x2 cell"),
        ({"mu": 1, "sigma": 2}, "1x1 struct with the fields mu, sigma"),
        (scipy.sparse.csc_array(np.eye(2)), "2x2 sparse double"),
        (FunctionHandle("@(x) x + 1"), "@(x) x + 1"),
        (None, "None"),
    ],
    ids=repr,
)
def test_value_in_one_line(value: Any, text: str) -> None:
    assert format_value(value) == text


def test_long_line_is_cut_and_says_so() -> None:
    assert format_value(np.arange(100.0), 20) == "1x100 double [0 1  …"
    assert format_value("a" * 100, 10) == "'aaaaaaa …"
    assert len(format_value(list(range(100)), None)) > 72


def test_size() -> None:
    assert format_size((2, 0, 3)) == "2x0x3"
