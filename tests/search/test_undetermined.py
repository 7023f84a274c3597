"""What an original does not determine: how many values its outputs take on moved inputs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.cases.case import Case
from matdrop.cases.reference import Engine, Reference
from matdrop.engines.session import Session
from matdrop.search.undetermined import are_undetermined, is_undetermined, moved_inputs
from matdrop.values.canonical import canonical
from matdrop.verification.judge import judge
from tests.search import examples

WHOLE = 2.0**47


def is_undetermined_of(folder: Path, expected: complex, obtained: complex, moved: Sequence[complex]) -> bool:
    """Judge a port that returns one number in place of another."""
    pair = examples.written(folder, "f", "function y = f(x)\ny = x;\nend\n", lambda x: obtained)
    case = Case(pair, "case_1", ("1.5",))
    reference = Reference("saved", Engine("GNU Octave", "7.3.0"), (canonical(1.5),), {"y": canonical(expected)})
    result = judge(case, reference, folder)
    return is_undetermined(result, [{"y": canonical(value)} for value in moved])


@pytest.mark.parametrize(
    ("expected", "obtained", "moved", "answer"),
    [
        (0.5, 0.25, [0.1, 0.7, 0.3, 0.9], True),
        (0.5, 0.25, [0.5, 0.25, 0.5, 0.25], False),  # a jump from one value to another
        (np.inf, np.nan, [-np.inf, np.nan, np.inf, np.inf], True),  # what rounding has left, over what it has left
        (np.inf, np.nan, [np.inf, np.inf, np.inf, np.inf], False),
        (0.5, 0.5 + 3e-8, [0.5 + 2e-8, 0.5 - 4e-8, 0.5 + 6e-8, 0.5 - 1e-8], True),  # no nearer to itself
        (0.5, 0.5 + 3e-8, [0.5 + 2e-12, 0.5 - 4e-12, 0.5 + 6e-12, 0.5 - 1e-12], False),
        (3.0, 4.0, [5.0, 6.0, 7.0, 8.0], False),  # a count
        (0.5, 0.5 + 4e-8, [0.5 + 1e-8, 0.5 - 2e-8, 0.5, 0.5], True),  # what rounding has moved
        (0.5, 0.5 + 4e-8, [0.5 + 1e-9, 0.5 - 2e-9, 0.5, 0.5], False),  # and what it has not
        (complex(np.inf, np.nan), complex(np.nan, np.nan), [complex(np.inf, np.nan)] * 4, True),
        (complex(-90, np.inf), np.nan, [complex(-90, np.inf)] * 4, True),
        (complex(np.inf, np.nan), complex(1, np.nan), [complex(np.inf, np.nan)] * 4, True),
        (complex(np.inf, 1), complex(2, 1), [complex(np.inf, 1)] * 4, False),
        (0.0, 3e-17, [1e-17, -2e-17, 0.0, 5e-17], True),  # what cancels, by chance to nothing
        (1e-17, 5.0, [1e-17, -2e-17, 0.0, 5e-17], False),  # much further from it than it moves
        (0.0, 5.0, [1e-17, -2e-17, 0.0, 5e-17], False),
        (3 * WHOLE, 4 * WHOLE, [5 * WHOLE, 6 * WHOLE, 7 * WHOLE, 8 * WHOLE], True),  # whole by its size alone
    ],
)
def test_a_value_that_moves_about_is_undetermined(
    tmp_path: Path, expected: complex, obtained: complex, moved: list[complex], answer: bool
) -> None:
    assert is_undetermined_of(tmp_path, expected, obtained, moved) is answer


def test_whole_numbers_that_stand_alone_are_moved_and_stay_in_turn() -> None:
    inputs: list[Any] = [np.array([[1.5, 2.0]]), np.array([[2.0]]), canonical("text")]
    moved: list[Any] = [*moved_inputs(inputs)]
    assert len(moved) == 12
    assert all((x != inputs[0]).all() for x, _, _ in moved)
    assert [dim.item() == 2 for _, dim, _ in moved] == [False] * 6 + [True] * 6
    assert len(moved_inputs(inputs[1:])) == 6
    assert moved_inputs(inputs[2:]) == []


def test_a_matrix_that_rounding_makes_singular_is_undetermined(octave: Session, tmp_path: Path) -> None:
    """The original's inverse is one of huge numbers, other ones for each of the moved inputs; the port raises."""
    source = "function b = f(x)\nZ = [ones(2, 1), x, x.^2];\nb = inv(Z' * Z);\nend\n"
    pair = examples.written(tmp_path, "f", source, lambda x: np.linalg.inv(np.zeros((2, 2))))
    cases = [Case(pair, f"case_{k}", (x,)) for k, x in enumerate(("[1; 2]", "[0; 0]"))]
    references = octave.run(cases)
    found = [
        (judge(case, reference, tmp_path), reference.inputs) for case, reference in zip(cases, references, strict=True)
    ]
    assert [result.verdict for result, _ in found] == ["PORT FAILED", "PORT FAILED"]
    assert are_undetermined(found, octave, 10.0) == [True, False]


def test_a_matrix_that_rounding_makes_positive_definite_is_undetermined(octave: Session, tmp_path: Path) -> None:
    """The original finds a factor of some of the moved matrices; the port finds none of its own."""
    source = "function R = f(X)\nX = X - sum(X) / rows(X);\nR = chol(X' * X);\nend\n"
    pair = examples.written(tmp_path, "f", source, lambda x: np.linalg.cholesky(-np.eye(2)))
    singular = "[1 2 0.5; 2 1 -1; 4 3 0]"  # three points in three dimensions
    cases = [Case(pair, f"case_{k}", (x,)) for k, x in enumerate((singular, "[1 2; 2 1; 5 0; 1 1]"))]
    references = octave.run(cases)
    found = [
        (judge(case, reference, tmp_path), reference.inputs) for case, reference in zip(cases, references, strict=True)
    ]
    assert [result.verdict for result, _ in found] == ["PORT FAILED", "PORT FAILED"]
    assert are_undetermined(found, octave, 10.0) == [True, False]
