"""MATLAB's value model: canonical form, class, size, digest, .mat files."""

import datetime
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from matdrop.values.canonical import ValueModelError, canonical, class_of, digest, size_of, struct_array, text_of
from matdrop.values.matfile import load_mat, save_mat
from matdrop.values.value import FunctionHandle, array_of, field_names, is_struct
from matdrop.verification.compare import compare

# What class() and size() say in GNU Octave of the MATLAB value beside it.
FORMS: list[tuple[Any, str, tuple[int, ...]]] = [
    (1, "double", (1, 1)),  # 1
    (1.5, "double", (1, 1)),  # 1.5
    (True, "logical", (1, 1)),  # true
    (1j, "complex double", (1, 1)),  # 1i
    (1 + 0j, "double", (1, 1)),  # complex(1, 0) + 0
    ([1, 2, 3], "double", (1, 3)),  # [1 2 3]
    ((1, 2.5), "double", (1, 2)),
    ([[1, 2], [3, 4], [5, 6]], "double", (3, 2)),  # [1 2; 3 4; 5 6]
    ([], "double", (0, 0)),  # []
    ([True, False], "logical", (1, 2)),  # [true false]
    ("abc", "char", (1, 3)),  # 'abc'
    ("", "char", (0, 0)),  # ''
    ([1, "a"], "cell", (1, 2)),  # {1, 'a'}
    (["a", "bc"], "cell", (1, 2)),  # {'a', 'bc'}
    ([[1, 2], [3]], "cell", (1, 2)),  # {[1 2], 3}
    ([[1, 2], [[3], [4]]], "cell", (1, 2)),  # {[1 2], [3; 4]}
    ({"a": 1, "b": "x"}, "struct", (1, 1)),  # struct('a', 1, 'b', 'x')
    ({}, "struct", (1, 1)),  # struct()
    (np.float32(1), "single", (1, 1)),  # single(1)
    (np.int8(1), "int8", (1, 1)),  # int8(1)
    ([np.int8(1), np.int8(2)], "int8", (1, 2)),  # int8([1 2]), or {int8(1), int8(2)}
    ([np.int8(1), 2], "double", (1, 2)),
    (np.zeros(3), "double", (1, 3)),  # zeros(1, 3)
    (np.zeros((0, 3)), "double", (0, 3)),  # zeros(0, 3)
    (np.zeros((2, 3, 1, 1)), "double", (2, 3)),  # zeros(2, 3, 1, 1)
    (np.zeros((1, 1, 2)), "double", (1, 1, 2)),  # zeros(1, 1, 2)
    (np.zeros((2, 0, 1), np.complex64), "single", (2, 0)),  # single(complex(zeros(2, 0), 0)) + 0
    (np.array(["ab", "c"]), "cell", (1, 2)),
    (np.array([[1, "x"]], object), "cell", (1, 2)),
    (np.zeros((2, 1), [("a", object)]), "struct", (2, 1)),
    (scipy.sparse.csc_array(np.eye(2)), "sparse double", (2, 2)),  # sparse(eye(2))
    (scipy.sparse.coo_array(np.eye(2, dtype=bool)), "sparse logical", (2, 2)),  # sparse(eye(2)) == 1
    (scipy.sparse.csc_array(np.eye(2) * 1j), "sparse complex double", (2, 2)),
    (scipy.sparse.csc_array((3, 4)), "sparse double", (3, 4)),  # sparse(3, 4)
    (scipy.sparse.csc_array((0, 4)), "sparse double", (0, 4)),  # sparse(0, 4)
    (FunctionHandle("@(x) x + 1"), "function_handle", (1, 1)),
    (np.datetime64("2022-01-15"), "datetime", (1, 1)),  # datetime(2022, 1, 15)
    (datetime.datetime(2022, 1, 15, 12), "datetime", (1, 1)),
    (np.array(["2022-01-15", "NaT"], "M8[s]"), "datetime", (1, 2)),
    (datetime.timedelta(hours=1), "duration", (1, 1)),  # hours(1)
    (struct_array(["mu"], [[canonical(1)]], (1, 1), "containers.Map"), "containers.Map", (1, 1)),
]


@pytest.mark.parametrize(("value", "class_name", "size"), FORMS, ids=lambda value: repr(value)[:30])
def test_canonical_has_matlab_class_and_size(value: Any, class_name: str, size: tuple[int, ...]) -> None:
    assert (class_of(canonical(value)), size_of(canonical(value))) == (class_name, size)


@pytest.mark.parametrize("name", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"])
def test_integer_classes_keep_their_limits(name: str) -> None:
    limits = np.iinfo(name)
    value = load_mat(save_mat({"x": np.array([[limits.min, limits.max]], name)}))["x"]
    assert class_of(value) == name
    assert array_of(value).tolist() == [[limits.min, limits.max]]


def test_canonical_of_a_list_of_rows_stands_as_matlab_writes_it() -> None:
    assert array_of(canonical([[1, 2], [3, 4]]))[1, 0] == 3


def test_struct_array_keeps_its_fields_in_order() -> None:
    array = np.empty((1, 2), [("b", object), ("a", object)])
    array["b"], array["a"] = [[1, 2]], [["x", "yz"]]
    value = canonical(array)
    assert is_struct(value)
    assert field_names(value) == ("b", "a")
    assert text_of(value["a"][0, 1]) == "yz"


@pytest.mark.parametrize(
    "value",
    [None, np.float16(1), np.longdouble(1), {1, 2}, Ellipsis, np.array([None]), Fraction(1, 3)],
    ids=repr,
)
def test_value_without_counterpart_is_refused(value: Any) -> None:
    with pytest.raises(ValueModelError, match="has no MATLAB value"):
        canonical(value)


@pytest.mark.parametrize("value", [form[0] for form in FORMS], ids=lambda value: repr(value)[:30])
def test_mat_file_keeps_the_value(value: Any) -> None:
    read = load_mat(save_mat({"x": value}))["x"]
    assert digest(read) == digest(value)
    assert compare(canonical(value), read).mismatch is None
    assert save_mat({"x": read}) == save_mat({"x": value})


@pytest.mark.parametrize(
    "value",
    [
        np.array([[0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324]]),
        np.array([[complex(-0.0, 1), complex(np.nan, -0.0), complex(np.inf, -np.inf)]]),
        np.array([[complex(1, -0.0), 2j]], np.complex64),
        np.arange(24.0).reshape(2, 3, 4),
        np.array([["é", "中"]]),
        {"deep": {"cell": [1, "two", {"x": []}]}},
    ],
    ids=["special", "complex", "complex single", "3-D", "text", "nested"],
)
def test_mat_file_keeps_every_bit(value: Any) -> None:
    read = load_mat(save_mat({"x": value}))["x"]
    assert digest(read) == digest(value)


def test_mat_file_names_its_writer_and_no_date() -> None:
    assert save_mat({"x": 1})[:116] == b"MATLAB 5.0 MAT-file, written by matdrop".ljust(116)


DISTINCT: list[Any] = [
    0.0, -0.0, np.float32(0), np.int8(0), np.uint8(0), False, 1.0, 1j, -1j, np.nan, np.inf, "", "a", ["a"], [],
    np.zeros((1, 0)), np.zeros((0, 1)), np.zeros((0, 0), np.float32), [1, 2], [[1], [2]], ["a", "b"], ["ab"],
    {"a": 1}, {"b": 1}, {"a": 1, "b": 2}, {"b": 2, "a": 1}, FunctionHandle("@sin"), "@sin",
    scipy.sparse.csc_array(np.zeros((1, 1))), scipy.sparse.csc_array(np.ones((1, 1))),
]  # fmt: skip


def test_digest_tells_values_apart() -> None:
    assert len({digest(value) for value in DISTINCT}) == len(DISTINCT)


def test_digest_does_not_tell_nans_apart() -> None:
    odd = np.array([0x7FF8000000000001], np.int64).view(np.float64)
    assert digest(odd.reshape(1, 1)) == digest(np.nan)
    assert digest(-np.float32(np.nan)) == digest(np.float32(np.nan))


def test_digest_does_not_depend_on_memory_order() -> None:
    value = np.arange(6.0).reshape(2, 3)
    assert digest(np.asfortranarray(value)) == digest(value) == digest(value.astype(">f8").astype("<f8"))


def test_sparse_is_the_same_however_it_is_stored() -> None:
    plain = scipy.sparse.csc_array(([1.0, 3.0], ([0, 1], [0, 1])), shape=(2, 2))
    explicit_zero = scipy.sparse.csc_array(([1.0, 0.0, 3.0], ([0, 1, 1], [0, 0, 1])), shape=(2, 2))
    duplicates = scipy.sparse.csc_array((np.array([3.0, 1.0, 2.0]), np.array([0, 1, 1]), np.array([0, 1, 3])))
    doubled = scipy.sparse.csc_array(([3.0, 3.0], ([0, 1], [0, 1])), shape=(2, 2))
    assert digest(explicit_zero) == digest(plain)
    assert digest(duplicates) == digest(doubled)
    assert duplicates.nnz == 3, "the value itself is left as it was"


def test_an_object_that_holds_itself_is_refused() -> None:
    class Node:
        def __init__(self) -> None:
            self.parent = self

    with pytest.raises(ValueModelError, match="an object of class Node holds itself"):
        canonical(Node())


def test_a_time_with_a_zone_is_taken_in_utc() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=2))
    assert digest(datetime.datetime(2022, 1, 15, 12, tzinfo=zone)) == digest(np.datetime64("2022-01-15T10:00"))


def test_a_property_that_cannot_be_computed_is_left_out() -> None:
    class Fit:
        def __init__(self) -> None:
            self.a, self._b = 1.5, 0

        @property
        def ratio(self) -> float:
            return self.a / self._b

        @property
        def double(self) -> float:
            return 2 * self.a

    fields = array_of(canonical(Fit()))
    assert field_names(fields) == ("a", "double")


def test_a_date_beyond_nanoseconds_is_refused() -> None:
    with pytest.raises(ValueModelError, match="1066-10-14 is beyond"):
        canonical(np.datetime64("1066-10-14"))
