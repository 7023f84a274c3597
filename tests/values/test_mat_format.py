"""The part of .mat files that is read and written here is what SciPy reads and writes, bit for bit."""

import contextlib
import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.io

from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.values import mat_format
from matdrop.values.canonical import digest
from matdrop.values.mat_format import UnfamiliarError, read, write
from matdrop.values.matfile import HEADER_TEXT, MatFile, cell_column, load_mat, save_mat

FIXTURES = sorted(load_table(OWN_TABLE).fixtures.glob("*.mat"))
VALUES: dict[str, Any] = {
    "numbers": {f"v_{kind.name}": np.array([[1, 2, 3], [4, 5, 6]], kind) for kind in mat_format._NUMBERS.values()},
    "logical": {"t": True, "l": np.array([True, False, True])},
    "scalars": {"d": 1.5, "i": 3, "s": np.float32(0.1), "nan": np.array([np.nan, -0.0, np.inf])},
    "empty": {"a": np.zeros((0, 0)), "b": np.zeros((0, 3), np.int8), "c": np.empty((0, 2), object)},
    "sizes": {"cube": np.arange(24.0).reshape(2, 3, 4), "c_order": np.arange(6.0).reshape(2, 3)},
    "text": {"none": "", "one": "a", "several": "several words", "name_that_is_longer_than_thirty_two_characters": 1.0},
    "cells": {"c": cell_column(["a", 1.0, cell_column([np.arange(3), "b"])]), "d": np.full((2, 2), 7.0, object)},
    "structs": {"s": {"a": 1.0, "longer": "text", "inner": {"x": cell_column([1.0])}}},
}
# What a mat file of the kind has, as SciPy writes it, and SciPy alone reads.
OTHERS: dict[str, Any] = {
    "complex": np.array([[1 + 2j]]),
    "sparse": scipy.sparse.csc_array([[0.0, 1.0]]),
    "rows of text": np.array(["ab", "cd"]),
    "no fields": {},
}


def by_scipy(variables: dict[str, Any], compressed: bool = False) -> bytes:
    file = io.BytesIO()
    scipy.io.savemat(file, variables, do_compression=compressed, long_field_names=True)
    return HEADER_TEXT + file.getvalue()[len(HEADER_TEXT) :]


def assert_same(ours: Any, theirs: Any) -> None:
    assert (type(ours), ours.dtype, ours.shape) == (type(theirs), theirs.dtype, theirs.shape)
    assert ours.flags.writeable
    if ours.dtype.names or ours.dtype == object:
        for name in ours.dtype.names or [...]:
            for one, other in zip(ours[name].ravel(), theirs[name].ravel(), strict=True):
                assert_same(one, other)
    else:
        assert ours.tobytes("F") == theirs.tobytes("F")


def assert_read_as_by_scipy(content: bytes) -> None:
    theirs = scipy.io.loadmat(io.BytesIO(content), mat_dtype=True)
    ours = read(content)
    assert ours.keys() == {name for name in theirs if not name.startswith("__")}
    for name, value in ours.items():
        assert_same(value, theirs[name])


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_what_engines_have_answered_is_read_as_by_scipy(file: Path) -> None:
    assert_read_as_by_scipy(file.read_bytes())


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("kind", VALUES)
def test_values_are_read_as_by_scipy(kind: str, compressed: bool) -> None:
    assert_read_as_by_scipy(by_scipy(VALUES[kind], compressed))


@pytest.mark.parametrize("kind", VALUES)
def test_values_are_written_as_by_scipy(kind: str) -> None:
    assert write(VALUES[kind], HEADER_TEXT) == by_scipy(VALUES[kind])


@pytest.mark.parametrize("kind", OTHERS)
def test_the_rest_is_left_to_scipy(kind: str) -> None:
    variables = {"x": OTHERS[kind]}
    with pytest.raises(UnfamiliarError):
        read(by_scipy(variables))
    with pytest.raises(UnfamiliarError):
        write(variables, HEADER_TEXT)
    assert load_mat(save_mat(variables)).keys() == {"x"}


@pytest.mark.parametrize("kind", ["rows of text"])
def test_each_variable_of_a_file_is_read_when_it_is_asked_for(kind: str, tmp_path: Path) -> None:
    (tmp_path / "f.mat").write_bytes(by_scipy({"first": 1.0, "other": OTHERS[kind], "last": "text"}))
    file, whole = MatFile(tmp_path / "f.mat"), load_mat(tmp_path / "f.mat")
    for name in ("last", "other", "first", "last"):
        assert digest(file[name]) == digest(whole[name])
        assert set(file) == {"first", "other", "last"}
        assert len(file) == 3
    with pytest.raises(KeyError):
        file["none"]


def test_text_in_utf_16_as_octave_writes_it() -> None:
    content = by_scipy({"x": "ab"})
    in_utf_8 = struct.pack("<HH", 16, 2) + b"ab\0\0"
    in_utf_16 = struct.pack("<HH", 17, 4) + "ab".encode("utf-16-le")
    assert_read_as_by_scipy(content.replace(in_utf_8, in_utf_16))
    assert content.count(in_utf_8) == 1


@pytest.mark.parametrize("byte", [0, 0x55, 0xFF])
def test_a_damaged_file_is_left_to_scipy_or_read(byte: int) -> None:
    content = bytearray(by_scipy({"s": {"a": np.arange(3.0), "b": cell_column(["text"])}}))
    for place in range(128, len(content)):
        before, content[place] = content[place], byte
        with contextlib.suppress(UnfamiliarError):
            read(bytes(content))
        content[place] = before


@pytest.mark.parametrize("compressed", [False, True])
def test_no_part_of_a_file_is_taken_for_the_whole(compressed: bool) -> None:
    content = by_scipy({"s": {"a": np.arange(3.0), "b": cell_column(["text"])}}, compressed)
    for end in range(129, len(content)):
        with pytest.raises(UnfamiliarError):
            read(content[:end])
