"""The fuzz's own pieces can fail: what an edit changes, what is apart, which forms lose nothing."""

import random

import numpy as np
import pytest

from tests.fuzz.distance import distance
from tests.fuzz.edits import edited
from tests.fuzz.originals import ORIGINALS, StructArray
from tests.fuzz.representations import REPRESENTATIONS, Forms, WrongFormError, cell, compiled, in_forms, random_forms

PORT = "def f(x, n):\n    if x[0, n] >= 2:\n        x = np.sum(x - n, axis=0)\n    return (x, -n)"
EDITS = {
    "operator": "x + n",
    "dropped term": "np.sum(x, axis=0)",
    "swapped operands": "n - x",
    "sign": "(x, n)",
    "constant": "axis=1",
    "comparison": "> 2",
    "other variable": "x[0, x]",
    "other function": "np.mean(",
    "swapped outputs": "(-n, x)",
}


@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_changes_one_place(kind: str) -> None:
    sources = [source for found, source in edited(PORT) if found == kind]
    assert any(EDITS[kind] in source for source in sources)
    assert PORT not in sources


def test_every_original_has_a_dozen_of_edits_on_average() -> None:
    assert len({original.name for original in ORIGINALS}) == len(ORIGINALS) >= 40
    assert sum(len(list(edited(original.port))) for original in ORIGINALS) > 12 * len(ORIGINALS)


X = np.array([[1.0, 2.0, np.nan]])


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (X, X.copy(), "same"),
        (X, X * (1 + 1e-15), "same"),
        (X, X * (1 + 1e-9), "hardly"),
        (X, X * (1 + 1e-7), "apart"),
        (X, X.T, "apart"),
        (X, X.astype(np.float32), "apart"),
        (X, X + 0j, "same"),
        (X, np.array([[1.0, np.nan, 2.0]]), "apart"),
        (np.array([[1, 2]], np.int8), np.array([[1, 3]], np.int8), "apart"),
        (np.zeros((0, 3)), np.zeros((0, 0)), "apart"),
        ("ab", "ab", "same"),
        ("ab", "ac", "apart"),
        (cell(X, "a"), cell(X, "a"), "same"),
        (cell(X, "a"), cell(X.T, "a"), "apart"),
        ({"a": X}, {"a": X}, "same"),
        ({"a": X}, {"b": X}, "apart"),
        (StructArray([{"a": X}]), StructArray([{"a": X}, {"a": X}]), "apart"),
    ],
)
def test_distance(left: object, right: object, expected: str) -> None:
    assert distance(left, right) == expected


def test_a_port_takes_and_returns_what_its_forms_say() -> None:
    original = next(original for original in ORIGINALS if original.name == "between")
    right = compiled(original, original.port)
    port = in_forms(original, right, Forms({"x": "1-D", "lo": "number", "hi": "any"}, {"m": "list"}, "alone"))
    assert port(np.array([1.0, 2.0, 3.0]), 1, np.array([[2.0]])) == [False, True, False]
    with pytest.raises(WrongFormError):
        port(np.array([[1.0, 2.0, 3.0]]), 1, 2)
    with pytest.raises(WrongFormError):
        port(np.array([1.0, 2.0, 3.0]), np.array([[1.0]]), 2)


def test_every_representation_can_be_drawn() -> None:
    draw = random.Random(1)
    original = ORIGINALS[0]
    values = [X, X[:, :1], np.array([[1.0, 2.0]]), X > 1, np.zeros((0, 3)), "a", cell(X), {"a": X}]
    values += [StructArray([{"a": X}]), np.array([[1.0]]), np.eye(2)]
    drawn = {random_forms(original, [value], draw).returned["Y"] for value in values for _ in range(200)}
    assert drawn == {form.name for form in REPRESENTATIONS}
