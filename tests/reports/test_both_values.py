"""Two values side by side: values of every class, and a part of large ones."""

from typing import Any

import numpy as np
import pytest
import scipy.sparse

from matdrop.reports.both_values import both_values


def said(shown: Any) -> list[str]:
    """Return all texts of what is shown."""
    if isinstance(shown, str):
        return [shown]
    parts = shown.values() if isinstance(shown, dict) else shown if isinstance(shown, list | tuple) else ()
    return [text for part in parts for text in said(part)]


def apart(shown: Any) -> list[str]:
    """Return the numbers that are marked."""
    return [text for _, part in shown["sides"] for _, cells in part["rows"] for text, differs in cells if differs]


@pytest.mark.parametrize(
    ("original", "port", "text"),
    [
        ([1.0, "a<b", [1.0, 2.0, 3.0]], [1, "a<c", [1, 2, 4]], "{2} = 'a<c'"),
        ([{"a": 1, "b": "x"}], [{"a": 1, "b": "z"}], "b = 'z'"),
        (np.array([[1, 2]], "int8"), np.array([[1, 3]], "int8"), "1x2 int8"),
        (np.array([[1, np.nan, np.inf]]), np.array([[1, 2, -np.inf]]), "2 of 3 elements differ"),
        (scipy.sparse.csc_array([[1.0, 0, 2]]), scipy.sparse.csc_array([[1.0, 0, 3]]), "1x3 sparse double"),
        (np.array([[[1, 3], [2, 4.0]]]), np.array([[[1, 3], [2, 5.0]]]), "1x2x2 double"),
        ("größer", "grösser", "'größer'"),
        (np.zeros((0, 3)), np.zeros((3, 0)), "0x3 double"),
    ],
)
def test_values_of_every_class_can_be_shown(original: Any, port: Any, text: str) -> None:
    assert text in said(both_values(original, port))


def test_what_differs_is_marked_on_both_sides() -> None:
    assert apart(both_values(np.array([[1 + 2j, 3]]), np.array([[1 + 2.5j, 3]]))) == ["1+2i", "1+2.5i"]
    assert apart(both_values(np.array([[True, False]]), np.array([[True, True]]))) == ["0", "1"]
    assert apart(both_values(np.ones((2, 2)), np.ones((2, 2)))) == []


def test_large_values_are_shown_from_the_first_difference_on() -> None:
    original = np.ones((100, 100))
    original[59, 69] = 0.5
    port = original.copy()
    port[59, 69] += 1e-9
    shown = both_values(original, port)
    _, left = shown["sides"][0]
    assert left["text"] == "100x100 double (a part)"
    assert (left["rows"][0][0], left["columns"][0]) == (57, 67)
    # The same to 6 digits, so that all digits are told.
    assert apart(shown) == ["0.5", "0.500000001"]
    assert shown["text"] == "1 of 10000 elements differ"
    where = np.argwhere(np.array(shown["map"]))
    assert (where.tolist(), shown["map"][14][17], shown["block"]) == ([[14, 17]], 2e-9, [4, 4])
    assert len(both_values(original, port, 8)["sides"][0][1]["rows"]) == 8
