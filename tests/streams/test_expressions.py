"""Draws written as MATLAB writes them, and their text."""

from typing import Any

import numpy as np
import pytest

from matdrop.streams import MatlabStream, OctaveStream, UnknownStreamError
from matdrop.streams.expressions import draw, rows


def test_calls() -> None:
    """Literals of every kind reach the stream."""
    ours = OctaveStream(7)
    text = "rand(2,3); randn(1,4), randi([-5 10], 2, 3)\nrand(2,3,'single');randi([1, 6],[2 2],\"int8\"); rand; "
    text += "randperm(5)"
    found = draw(OctaveStream(7), text)
    expected = [
        ("rand(2,3)", ours.rand(2, 3)),
        ("randn(1,4)", ours.randn(1, 4)),
        ("randi([-5 10], 2, 3)", ours.randi([-5, 10], 2, 3)),
        ("rand(2,3,'single')", ours.rand(2, 3, "single")),
        ('randi([1, 6],[2 2],"int8")', ours.randi([1, 6], 2, 2, "int8")),
        ("rand", ours.rand()),
        ("randperm(5)", ours.randperm(5)),
    ]
    assert [call for call, _ in found] == [call for call, _ in expected]
    for (_, value), (_, theirs) in zip(found, expected, strict=True):
        assert np.asarray(value).dtype == np.asarray(theirs).dtype
        assert np.array_equal(value, theirs)


def test_seeds_and_parameters() -> None:
    """Negative, fractional and special numbers, vectors, and matrices by columns."""
    stream = OctaveStream(0)
    values = draw(stream, "rand(\"state\", [1 2;3 4]); rand; rand('twister', -2.5e0); rand; rand('state', NaN); rand")
    assert [value for _, value in values[::2]] == [None, None, None]
    for seed, (_, value) in zip(([1, 3, 2, 4], -2.5, float("nan")), values[1::2], strict=True):
        assert value == OctaveStream(seed).rand()
    assert draw(MatlabStream(1), "unifrnd(-1, 2.5, 1, 3)")[0][1].shape == (1, 3)
    assert draw(OctaveStream(1), "") == []


@pytest.mark.parametrize(
    "text",
    [
        *("rand(2,3", "rand)", "sin(1)", "rand(x)", "rand(rand(2))", "__import__('os')", "rand(2) + 1", "rand(2)*3"),
        *("rand(1:3)", "randi([1 - 2])", "randi([1-2])", "rand('state)", "rand(2,,3)", "2", "rand(2 3)", "rand.real"),
        *("randi([1 2; 3])", "rand rand", "rand(1e)", "rand(@x)"),
    ],
)
def test_anything_else_is_an_error(text: str) -> None:
    """Nothing is drawn before all of it is understood."""
    stream = OctaveStream(1)
    with pytest.raises(ValueError, match=r"allowed are calls of rand, randn|differ in length"):
        draw(stream, "rand; " + text)
    assert stream.rand() == OctaveStream(1).rand()


def test_functions_of_the_other_engine() -> None:
    """They are refused by name."""
    with pytest.raises(UnknownStreamError, match="MatlabStream has no rande"):
        draw(MatlabStream(1), "rande(2)")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, ["0.1"]),
        (3.0, ["3"]),
        (None, []),
        (np.float32(0.1), ["0.1"]),
        (np.array([[1, -20], [3, 4]], np.int8), ["  1  -20", "  3    4"]),
        (np.array([[np.nan, -np.inf]]), [" NaN  -Inf"]),
        (np.empty((0, 3)), ["[](0x3)"]),
        (np.arange(8.0).reshape(2, 2, 2, order="F"), ["(:,:,1)", "0  2", "1  3", "(:,:,2)", "4  6", "5  7"]),
    ],
)
def test_rows(value: Any, text: list[str]) -> None:
    """One text a row."""
    assert rows(value) == text


def test_rows_round_trip() -> None:
    """Every number's text gives the number back."""
    values = OctaveStream(1).randn(50, 4)
    assert np.array_equal([[float(text) for text in row.split()] for row in rows(values)], values)
