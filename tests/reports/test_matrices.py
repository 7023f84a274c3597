"""Where two values differ, and what a mask stands between, as a report shows them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matdrop.cases.case import Case, case_of_call
from matdrop.cases.pair import pair_of
from matdrop.cases.reference import Engine, Reference
from matdrop.cases.table import OWN_TABLE
from matdrop.reports.matrices import CELLS, LEAVES, SHOWN, WORST, differences, masked, number
from matdrop.values.canonical import canonical
from matdrop.verification.compare import compare
from matdrop.verification.result import Result


def found(expected: Any, obtained: Any) -> list[dict[str, Any]]:
    return differences(compare(expected, obtained))


def test_nothing_differs() -> None:
    values = np.array([[1.0, np.nan, np.inf], [0.0, -0.0, 3.0]])
    assert found(values, values) == []


def test_a_planted_difference_is_found_where_it_is_in_a_large_matrix() -> None:
    expected = np.ones((100, 257))
    obtained = expected.copy()
    obtained[70, 200] = 2
    (entry,) = found(expected, obtained)
    assert entry["worst"] == [{"at": [71, 201], "original": 1.0, "port": 2.0, "relative": 0.5}]
    rows, columns = entry["block"]
    cells = np.array(entry["map"], float)
    assert max(cells.shape) <= CELLS
    assert [tuple(place) for place in np.argwhere(cells)] == [(70 // rows, 200 // columns)]


def test_the_worst_come_first_and_are_few() -> None:
    expected = np.arange(1.0, 21)
    obtained = expected * (1 + np.arange(20) / 100)
    (entry,) = found([expected.tolist()], [obtained.tolist()])
    assert entry["count"] == 19
    assert [place["at"] for place in entry["worst"]] == [[1, 20 - k] for k in range(WORST)]


@pytest.mark.parametrize(
    ("expected", "obtained"), [(np.nan, 1.0), (np.inf, 1.0), (np.inf, -np.inf), (1 + 0j, np.nan), (1.0, np.nan)]
)
def test_what_is_finite_on_one_side_only_is_infinitely_far(expected: complex, obtained: complex) -> None:
    (entry,) = found(expected, obtained)
    assert entry["map"] == [["Inf"]]


def test_pages_of_an_array_stand_side_by_side() -> None:
    expected = np.zeros((2, 3, 4))
    obtained = expected.copy()
    obtained[1, 2, 3] = 1
    (entry,) = found(expected, obtained)
    assert entry["worst"][0]["at"] == [2, 3, 4]
    assert np.argwhere(np.array(entry["map"])).tolist() == [[1, 11]]


def test_arrays_in_structs_and_cells_have_their_path_and_are_few() -> None:
    (entry,) = found({"a": [1, 2], "b": ["x", [1, 2, 3]]}, {"a": [1, 2], "b": ["y", [1, 2, 4]]})
    assert entry["path"] == ".b{2}"
    many = found([[0.0, 1.0]] * 9 + ["text"], [[0.0, 2.0]] * 9 + ["text"])
    assert len(many) == LEAVES


def test_other_sizes_text_and_missing_values_have_no_map() -> None:
    assert found([1, 2], [1, 2, 3]) == []
    assert found("abc", "abd") == []
    assert differences(replace(compare(1, 2), obtained=None)) == []


@pytest.fixture
def case() -> Case:
    return case_of_call(OWN_TABLE.parent / "inverted_dropout.m", "matdrop.port.inverted_dropout", ("1", "0.5"))


def result(case: Case, inputs: dict[str, Any], outputs: dict[str, Any]) -> Result:
    compared = tuple(compare(value, value, name=name) for name, value in outputs.items())
    reference = Reference("saved", Engine("GNU Octave", "7.3.0"), tuple(map(canonical, inputs.values())), outputs)
    return Result(case, "saved", "PASS", compared, reference=reference)


X = np.array([[1.0, np.nan], [-np.inf, 4]])
MASK = X == 1


def names(entries: list[dict[str, Any]]) -> list[str]:
    return [f"{entry['name']} {entry['side']}" for entry in entries]


def test_a_mask_stands_between_what_was_before_and_after(case: Case) -> None:
    entries = masked(result(case, {"X": X, "keep_prob": 0.5}, {"X": X * 2, "mask": MASK}))
    assert names(entries) == ["X input", "mask output", "X output"]
    assert entries[0]["values"] == [[1.0, "NaN"], ["-Inf", 4.0]]
    assert entries[1]["values"] == [[True, False], [False, False]]


def test_the_mask_may_be_an_input_and_an_output_comes_first(case: Case) -> None:
    backward = pair_of(OWN_TABLE.parent / "inverted_dropout_backward.m", "matdrop.port.inverted_dropout_backward")
    of_backward = replace(case, pair=backward)
    assert names(masked(result(of_backward, {"dY": X, "mask": MASK}, {"dX": X}))) == [
        "dY input",
        "mask input",
        "dX output",
    ]
    both = masked(result(case, {"X": MASK}, {"X": X, "mask": ~MASK}))
    assert names(both) == ["X input", "mask output", "X output"]


@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [
        ({"X": X}, {"Y": X}),
        ({"X": X}, {"mask": MASK}),
        ({"X": X, "flag": True}, {"Y": X}),
        ({"X": 1.0, "flag": True}, {"Y": 2.0}),
        ({"X": X}, {"Y": X, "mask": MASK.astype(float)}),
        ({"X": X[:1]}, {"Y": X[:1], "mask": MASK}),
        ({}, {}),
    ],
)
def test_what_is_no_mask_is_not_taken_for_one(case: Case, inputs: dict[str, Any], outputs: dict[str, Any]) -> None:
    assert masked(result(case, inputs, outputs)) == []


def test_of_a_large_matrix_the_first_rows_and_columns_are_shown(case: Case) -> None:
    values = np.zeros((100, 30))
    entries = masked(result(case, {"X": values}, {"Y": values, "mask": values == 0}))
    assert np.shape(entries[0]["values"]) == (SHOWN, SHOWN)
    assert entries[0]["size"] == [100, 30]


@pytest.mark.parametrize(
    ("element", "text"),
    [
        (np.float64("nan"), "NaN"),
        (np.float32("-inf"), "-Inf"),
        (np.complex128(complex("inf-1j")), "Inf-1i"),
        (np.complex64(1j), "0+1i"),
        (np.int64(-(2**63)), -(2**63)),
        (np.bool_(True), True),
    ],
)
def test_numbers_are_as_json_has_them(element: Any, text: object) -> None:
    assert number(element) == text
