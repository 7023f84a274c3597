"""The first inputs on which two functions part: with and without the original."""

from pathlib import Path

import numpy as np

from matdrop.cases.case import Case
from matdrop.engines.octave_session import Octave
from matdrop.search.counterexample import parting
from matdrop.search.domain import Known
from matdrop.values.canonical import digest
from matdrop.values.value import array_of
from tests.search import examples


def test_a_matrix_that_needs_pivoting_is_found(tmp_path: Path) -> None:
    found = parting(examples.solving(tmp_path), examples.solve, examples.solve_wrongly, tmp_path)
    assert found is not None
    assert found.agrees is None
    A, b = map(array_of, found.inputs)
    assert not np.allclose(examples.solve(A, b), examples.solve_wrongly(A, b))


def test_a_tie_at_the_threshold_is_found(tmp_path: Path) -> None:
    found = parting(examples.cutting(tmp_path), examples.cut, examples.cut_wrongly, tmp_path)
    assert found is not None
    x, t = map(array_of, found.inputs)
    assert bool(np.any(x == t))


def test_the_original_says_which_of_the_two_is_right(tmp_path: Path, octave: Octave) -> None:
    known = examples.cutting(tmp_path)
    found = parting(known, examples.cut_wrongly, examples.cut, tmp_path, octave)
    assert found is not None
    assert found.agrees == (False, True)
    assert found.reference is not None
    assert np.array_equal(array_of(found.reference.outputs["y"]), examples.cut(*map(array_of, found.inputs)))


def test_the_same_inputs_are_found_again(tmp_path: Path) -> None:
    known = examples.solving(tmp_path)
    one, other = (parting(known, examples.solve, examples.solve_wrongly, tmp_path) for _ in range(2))
    assert one is not None
    assert other is not None
    assert digest(list(one.inputs)) == digest(list(other.inputs))


def test_equal_functions_do_not_part(tmp_path: Path) -> None:
    def same(x: np.ndarray, t: float) -> np.ndarray:
        return np.where(np.logical_not(x <= t), x, 0.0)

    assert parting(examples.cutting(tmp_path), examples.cut, same, tmp_path, limit=200) is None


def test_inputs_on_which_the_original_fails_do_not_count(tmp_path: Path, octave: Octave) -> None:
    source = "function y = rootOf(x)\nif any(x(:) < 0), error('negative'); end\ny = sqrt(x);\nend\n"
    inputs = (np.array([[4.0, 9, 2]]),)
    known = [Known(Case(examples.written(tmp_path, "rootOf", source), "one", inputs), inputs)]

    def one(x: np.ndarray) -> np.ndarray:
        return np.asarray(np.sqrt(x))

    def other(x: np.ndarray) -> np.ndarray:
        return np.where(x < 0, 7.0, np.sqrt(x))

    without = parting(known, one, other, tmp_path, limit=100)
    assert without is not None
    assert bool(np.any(array_of(without.inputs[0]) < 0))
    assert parting(known, one, other, tmp_path, octave, limit=100) is None
