"""What is said of inputs."""

import numpy as np
import pytest

from matdrop.search.traits import oddity_of, traits_of
from matdrop.values.canonical import canonical


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([[0.0, 1.0], [1.0, 0.0]], {"x needs pivoting", "x has a zero", "x has equal numbers", "x is a matrix"}),
        ([[1.0, 2.0], [2.0, 4.0]], {"x is singular"}),
        ([3.0, 1.0], {"x is not sorted", "x is a row"}),
        ([2.5], {"x has halves", "x has fractions"}),
        ([np.inf, -0.0], {"x has an Inf", "x has a negative zero"}),
        (np.zeros((0, 2)), {"x is empty"}),
        (np.array([[1, 1]], np.int8), {"x is of an integer class", "x has one number everywhere"}),
        ([1e12, -1.0], {"x has a large number", "x has a negative number"}),
        ("abc", {"x is 'abc'"}),
    ],
)
def test_a_trait_is_named(value: object, said: set[str]) -> None:
    assert said <= traits_of((canonical(value),), ["x"])


def test_plain_numbers_have_no_other_traits() -> None:
    assert traits_of((canonical([1.0, 2.0, 4.0]),), ["x"]) == {"x is double", "x is a row"}


def test_the_number_of_another_input_is_named_once() -> None:
    assert "x has the number t" in traits_of((canonical([1.5, 3.0]), canonical(3.0)), ["x", "t"])
    both = [trait for trait in traits_of((canonical(3.0), canonical(3.0)), ["a", "b"]) if "number" in trait]
    assert sorted(both) == ["a is one number", "b has the number a", "b is one number"]


def test_what_is_odd_costs_more() -> None:
    assert oddity_of(["x is single"]) > oddity_of(["x is empty", "y is a row"]) - 2 > oddity_of(["x needs pivoting"])
