"""The original's values in the form in which the port holds its own."""

from typing import Any

import numpy as np
import pytest

from matdrop.tracing.graft import FLAT, LIKE, ORIGINAL, WHOLE, NoFormError, in_form, replacement_of
from matdrop.values.canonical import canonical

COLUMN = np.array([[1.0], [2.0], [3.0]])


@pytest.mark.parametrize(
    ("expected", "like", "base", "form", "made"),
    [
        (COLUMN, np.zeros(3), 0, LIKE, [1.0, 2.0, 3.0]),
        (COLUMN, np.zeros(3), 0, ORIGINAL, [[1.0], [2.0], [3.0]]),
        (COLUMN, np.zeros((3, 1)), 0, FLAT, [1.0, 2.0, 3.0]),
        (COLUMN, np.zeros((1, 3)), 0, LIKE, [[1.0, 2.0, 3.0]]),
        (COLUMN, [0, 0], 1, LIKE, [0, 1, 2]),
        (COLUMN, range(3), 1, LIKE, [0, 1, 2]),
        (COLUMN, np.zeros(3, int), 1, LIKE, [0, 1, 2]),
        (COLUMN, np.zeros(3), 0, WHOLE, [1, 2, 3]),
    ],
)
def test_arrays(expected: Any, like: Any, base: int, form: str, made: list[Any]) -> None:
    result = in_form(expected, like, base, form)
    assert np.array(result).tolist() == made
    assert isinstance(result, list if isinstance(like, list | range) else np.ndarray)


@pytest.mark.parametrize(
    ("expected", "like", "made"),
    [
        (np.array([[3.0]]), 7, 3),
        (np.array([[3.5]]), 7, 3.5),
        (np.array([[True]]), False, True),
        (np.array([[2.0]]), np.float64(1), 2.0),
        (np.array([[2.5]], np.float32), 1.0, np.float32(2.5)),
        (canonical("ab"), "c", "ab"),
        (canonical([[1.0], "a"]), [0, ""], [1, "a"]),
        (canonical({"rate": 2.0}), {"Rate": 1.0, "own": 3}, {"Rate": 2.0, "own": 3}),
    ],
)
def test_numbers_texts_and_containers(expected: Any, like: Any, made: Any) -> None:
    result = in_form(expected, like)
    assert result == made
    assert type(result) is type(made)


def test_fractions_are_no_integers() -> None:
    with pytest.raises(NoFormError):
        in_form(np.array([[0.5, 1.0]]), np.zeros(2), 0, WHOLE)


def test_each_execution_gets_its_own_value() -> None:
    replacement = replacement_of({(4, "x"): [(np.array([[1.0]]), 0), (None, 0), (np.array([[3.0]]), 0)]}, LIKE)
    assert [replacement(4, "x", 9) for _ in range(4)] == [1, 9, 3, 9]
    assert replacement(5, "x", 9) == 9
