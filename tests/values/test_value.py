"""Kinds of values: each question answers yes for its own kind and no for all others."""

from collections.abc import Callable

import numpy as np
import pytest
import scipy.sparse

from matdrop.values.canonical import canonical
from matdrop.values.value import (
    FunctionHandle,
    Value,
    array_of,
    elements_of,
    field_names,
    is_cell,
    is_char,
    is_container,
    is_number_array,
    is_numbers,
    is_sparse,
    is_struct,
    parts_of,
)

KINDS = {
    "double": canonical([1, 2]),
    "complex": canonical([1j]),
    "logical": canonical(True),
    "int8": canonical(np.int8(1)),
    "empty": canonical([]),
    "char": canonical("ab"),
    "cell": canonical([1, "a"]),
    "struct": canonical({"a": 1}),
    "sparse": canonical(scipy.sparse.csc_array(np.eye(2))),
    "handle": FunctionHandle("@sin"),
}
NUMBERS = {"double", "complex", "logical", "int8", "empty"}


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        (is_sparse, {"sparse"}),
        (is_char, {"char"}),
        (is_cell, {"cell"}),
        (is_struct, {"struct"}),
        (is_container, {"cell", "struct"}),
        (is_number_array, NUMBERS),
        (is_numbers, {*NUMBERS, "sparse"}),
    ],
)
def test_each_question_knows_its_kinds(question: Callable[[object], bool], kinds: set[str]) -> None:
    assert {name for name, value in KINDS.items() if question(value)} == kinds
    assert not question(None)


@pytest.mark.parametrize("name", ["sparse", "handle"])
def test_what_is_no_full_array_is_refused_as_one(name: str) -> None:
    with pytest.raises(TypeError, match="a full array was expected, not a"):
        array_of(KINDS[name])


def test_elements_come_field_by_field_in_column_major_order() -> None:
    cell = np.array([[1, 2], [3, 4]], object)
    assert list(elements_of(cell)) == [1, 3, 2, 4]
    struct = np.empty((1, 2), [("b", object), ("a", object)])
    struct["b"], struct["a"] = [[1, 2]], [[3, 4]]
    assert (field_names(struct), list(elements_of(struct))) == (("b", "a"), [1, 2, 3, 4])


@pytest.mark.parametrize("value", [canonical([1, "a"]), canonical({"a": 1, "b": 2})], ids=["cell", "struct"])
def test_writing_to_the_parts_changes_the_container(value: Value) -> None:
    assert is_container(value)
    for part in parts_of(value):
        part[...] = 7
    assert set(elements_of(value)) == {7}
