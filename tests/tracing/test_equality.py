"""When a value of the port counts as the original's."""

import numpy as np
import pytest
import scipy.sparse

from matdrop.tracing.equality import RELATIONS, is_telling, relation_for
from matdrop.values.canonical import canonical

LENIENT, UNTURNED, SIZED, CLASSED, EXACT, STRICTEST = RELATIONS
MATRIX = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    ("expected", "obtained", "base", "first_that_differs"),
    [
        (MATRIX, MATRIX.T, 0, UNTURNED),
        (np.ones((3, 1)), np.ones((1, 3)), 0, SIZED),
        (np.ones((1, 3)), np.ones((1, 3), int), 0, CLASSED),
        (np.array([[0.3]]), np.array([[0.1 + 0.2]]), 0, EXACT),
        (np.array([[2.0, 3.0]]), np.array([[1.0, 2.0]]), 1, None),
        (np.array([[np.nan]]), np.array([[np.nan]]), 0, None),
        (np.ones((1, 1)), np.ones((1, 1), np.float32), 0, LENIENT),
        (np.ones((2, 3)), np.ones((3, 3)), 0, LENIENT),
        (canonical("ab"), canonical("ab"), 0, None),
        (canonical("ab"), canonical("ac"), 0, LENIENT),
        (canonical({"a": 1}), canonical({"A": 1}), 0, None),
        (canonical({"a": 1}), canonical({"A": 1, "b": 2}), 0, LENIENT),
        (canonical({"a": 1}), canonical({"b": 1}), 0, LENIENT),
        (canonical([[1.0], "a"]), canonical([1.0, "a"]), 0, None),
        (scipy.sparse.csc_array(MATRIX), MATRIX, 0, None),
    ],
)
def test_each_relation_asks_for_more(expected: object, obtained: object, base: int, first_that_differs: object) -> None:
    differing = [relation for relation in RELATIONS if not relation.holds(expected, obtained, base)]
    assert (differing[0] if differing else None) is first_that_differs


def test_the_relation_is_the_weakest_under_which_an_output_is_wrong() -> None:
    same, turned = (MATRIX, MATRIX), (MATRIX, MATRIX.T)
    assert relation_for([same, turned]) is UNTURNED
    assert relation_for([turned, (MATRIX, MATRIX + 1)]) is LENIENT
    assert relation_for([]) is STRICTEST


def test_nothing_equals_what_is_not_known() -> None:
    assert not LENIENT.holds(None, None)


def test_telling_values_are_not_round() -> None:
    assert is_telling(np.array([[0.123456]]))
    assert not is_telling(np.array([[0.25]]))
    assert not is_telling(np.array([[True, False, True]]))
