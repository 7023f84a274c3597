"""The expression of a value makes the same value, bit for bit, in Octave."""

import numpy as np
import pytest

from matdrop.cases.case import Case
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.engines.octave_session import Octave
from matdrop.values.canonical import ValueModelError, canonical, digest
from matdrop.values.literal import literal_of

VALUES = [
    0.1 + 0.2,
    -0.0,
    1e300,
    5e-324,
    np.array([[1.5, -2.0], [np.nan, -np.inf]]),
    np.array([[0.0, -0.0, 1e-5]]),
    np.array([[1 / 3, 16777217.0]], np.float32),
    np.array([[-128], [127]], np.int8),
    np.array([[2**53 - 1, 0]], np.uint64),
    np.array([[True, False]]),
    np.zeros((0, 0)),
    np.zeros((0, 3)),
    np.zeros((2, 0), np.float32),
    np.zeros((1, 0), bool),
    np.arange(8.0).reshape(2, 2, 2),
    np.array([[1 + 2j, -0.5j]]),
    np.array([[1 + 2j]], np.complex64),
    "it's",
    "a\nb",
    "",
    {"rate": 0.5, "layers": [np.eye(2), "x"], "inner": {"k": np.int32(3)}},
    [[1.0, "a"], [np.zeros((0, 0)), True]],
]


def test_an_expression_makes_the_value_that_it_was_written_from(octave: Octave) -> None:
    pair = load_table(OWN_TABLE).cases[0].pair
    cases = [Case(pair, f"value_{k}", (literal_of(canonical(value)),)) for k, value in enumerate(VALUES)]
    for value, reference in zip(VALUES, octave.run(cases), strict=True):
        assert reference.inputs, (value, reference.error)
        assert digest(reference.inputs[0]) == digest(canonical(value)), value


@pytest.mark.parametrize(
    ("value", "reason"),
    [(np.array([["2022-01-15"]], "M8[ns]"), "datetime"), (np.array([[2**53 + 1]], np.int64), "beyond 2.53")],
)
def test_a_value_without_an_expression_is_refused(value: object, reason: str) -> None:
    with pytest.raises(ValueModelError, match=reason):
        literal_of(canonical(value))
