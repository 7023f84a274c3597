"""Representation: what loses nothing is accepted and said; what would lose something stays as it is."""

from typing import Any

import numpy as np
import pytest
import scipy.sparse

from matdrop.values.canonical import canonical
from matdrop.verification.compare import compare
from matdrop.verification.representation import as_represented

# The original's value, the port's, and what is accepted.
ACCEPTED: dict[str, tuple[Any, Any, tuple[str, ...]]] = {
    "nothing": ([[1], [2]], np.array([[1.0], [2.0]]), ()),
    "1-D for a column": ([[1], [2]], np.array([1.0, 2.0]), ("the port returned 1-D, MATLAB 2x1 (accepted)",)),
    "list for a column": ([[1.5], [2]], [1.5, 2], ("the port returned 1-D, MATLAB 2x1 (accepted)",)),
    "integers": ([1, 2], np.array([[1, 2]]), ("the port returned int64, MATLAB double (accepted)",)),
    "bools": ([1, 0], np.array([[True, False]]), ("the port returned logical, MATLAB double (accepted)",)),
    "numbers for logical": ([True, False], [1, 0], ("the port returned double, MATLAB logical (accepted)",)),
    "both": (
        [[1], [2]],
        np.array([1, 2]),
        ("the port returned 1-D, MATLAB 2x1 (accepted)", "the port returned int64, MATLAB double (accepted)"),
    ),
    "cell elements, each said once": (
        [[[1], [2]], [[3], [4]]],
        [np.array([1.0, 2.0]), np.array([3.0, 4.0])],
        (),
    ),
    "struct field": (
        {"w": [[1], [2]]},
        {"w": np.array([1, 2])},
        ("the port returned int64, MATLAB double (accepted)",),
    ),
    "list of rows": (
        np.array([["a", "b", 1], [2, "c", "d"]], object),
        [["a", "b", 1.0], [2.0, "c", "d"]],
        ("the port returned a list of rows, MATLAB 2x3 cell (accepted)",),
    ),
    "numbers for a cell": (
        np.array([[1, 2]], object),
        np.array([[1.0, 2.0]]),
        ("the port returned numbers, MATLAB a cell of numbers (accepted)",),
    ),
}


def accepted_of(expected: Any, obtained: Any) -> tuple[str, ...]:
    comparison = compare(expected, obtained, strict=False)
    assert comparison.mismatch is None, comparison.mismatch
    return comparison.accepted


@pytest.mark.parametrize("name", [name for name in ACCEPTED if "cell elements" not in name and "struct" not in name])
def test_accepted_representation_agrees_and_is_said(name: str) -> None:
    expected, obtained, said = ACCEPTED[name]
    assert accepted_of(expected, obtained) == said


def test_representation_inside_cells_and_structs_is_said_once() -> None:
    cell = np.empty((1, 2), object)
    cell[0, 0], cell[0, 1] = np.array([[1.0], [2.0]]), np.array([[3.0], [4.0]])
    said = "the port returned 1-D, MATLAB 2x1 (accepted)"
    assert accepted_of(cell, [np.array([1.0, 2.0]), np.array([3.0, 4.0])]) == (said,)
    assert accepted_of({"w": np.array([[1.0], [2.0]])}, {"w": np.array([1.0, 2.0])}) == (said,)
    assert accepted_of(["a", 1], ["a", np.int64(1)]) == ("the port returned int64, MATLAB double (accepted)",)


@pytest.mark.parametrize(
    ("expected", "obtained", "kind"),
    [
        ([1.5, 2], np.array([[1, 2]]), "class"),  # not whole, so not a matter of class
        ([True, False], [2, 0], "class"),
        (np.zeros((2, 2)), np.zeros(4), "size"),
        (np.zeros((2, 1)), np.zeros((1, 2)), "size"),  # a row for a column has two dimensions: it is another value
        ([1, 2], np.array([[1, 2]], np.float32), "class"),
        (np.array([[1, 2]], np.int8), np.array([[1.0, 2.0]]), "class"),  # int8 saturates, double does not
        (np.eye(2), scipy.sparse.csc_array(np.eye(2)), "class"),
        ("a", 97, "class"),
        ([1, 2], np.array([[1, 3]]), "value"),
        (np.array([["a", "b"], ["c", "d"]], object), [["a", "c"], ["b", "d"]], "value"),  # rows, not columns
    ],
    ids=repr,
)
def test_what_would_lose_something_is_not_accepted(expected: Any, obtained: Any, kind: str) -> None:
    mismatch = compare(expected, obtained, strict=False).mismatch
    assert mismatch is not None
    assert mismatch.kind == kind


def test_nothing_is_accepted_of_a_strict_pair() -> None:
    for name, (expected, obtained, said) in ACCEPTED.items():
        assert bool(compare(expected, obtained, strict=True).mismatch) or not said, name


def test_the_given_value_is_not_changed() -> None:
    result = canonical([np.array([1, 2]), "a"])
    before = canonical([np.array([1, 2]), "a"])
    as_represented(canonical([np.array([[1.0], [2.0]]), "a"]), result, flat=True)
    assert compare(before, result).mismatch is None


@pytest.mark.parametrize(
    ("original", "right", "wrong"),
    [
        ([np.array([[1.0, 2.0]])], [np.array([1.0, 2.0])], [np.array([[1.0], [2.0]])]),
        (["t", np.array([[1.0], [2.0]])], ["t", [1.0, 2.0]], ["t", np.array([[1.0, 2.0]])]),
        ({"a": np.array([[1.0], [2.0]])}, {"a": np.array([1.0, 2.0])}, {"a": np.array([[1.0, 2.0]])}),
        ({"a": np.zeros((1, 0))}, {"a": np.array([])}, {"a": np.zeros((0, 0))}),
        ({"a": [np.array([[1.0], [2.0]]), "t"]}, {"a": [(1, 2), "t"]}, {"a": [np.array([[1.0, 2.0]]), "t"]}),
    ],
)
def test_inside_of_containers_rows_and_columns_count_as_outside(original: Any, right: Any, wrong: Any) -> None:
    """Any array of two dimensions passed for its transpose there."""
    assert compare(original, right, strict=False).mismatch is None
    mismatch = compare(original, wrong, strict=False).mismatch
    assert mismatch is not None
    assert mismatch.kind == "size"
