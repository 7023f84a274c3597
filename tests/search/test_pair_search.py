"""What a search finds for a pair, how small, how often the same, and what it leaves alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.cases.case import Case
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.search.pair_search import Difference, PairSearch, search_pair
from matdrop.values.canonical import digest
from tests.search import examples

# As few inputs as show it, for the searches of tests; a search of the command line tries up to 2000.
FEW = 80


def searched(
    folder: Path,
    octave: Octave,
    name: str,
    source: str,
    port: Callable[..., Any],
    *cases: tuple[Any, ...],
    limit: int = FEW,
) -> PairSearch:
    """Search with an original that is written here."""
    pair = examples.written(folder, name, source, port)
    named = [Case(pair, f"case_{k}", case) for k, case in enumerate(cases)]
    return search_pair(named, folder, octave, 600, limit=limit)


def found_with(search: PairSearch, trait: str) -> Difference:
    """Return the difference whose inputs have a trait, and no other that is new."""
    return next(difference for difference in search.differences if difference.traits == (trait,))


def test_a_matrix_that_needs_pivoting_is_found(tmp_path: Path, octave: Octave) -> None:
    A, b = np.array([[4.0, 1, 0], [2, 3, 1], [0, 1, 5]]), np.array([[1.0], [2], [3]])
    pair = examples.written(tmp_path, "solveLu", examples.SOLVE, examples.solve_wrongly)
    cases = [Case(pair, "three", (A, b)), Case(pair, "two", (A[1:, 1:], b[1:]))]
    search = search_pair(cases, tmp_path, octave, 600, limit=50)
    difference = found_with(search, "A needs pivoting")
    A, b = difference.candidate.inputs  # type: ignore[assignment]
    # Of two rows that change places the permutation is its own inverse: three are the fewest.
    assert A.shape == (3, 3)
    assert np.array_equal(A, np.round(A))
    assert not np.allclose(examples.solve(A, b), examples.solve_wrongly(A, b))


def test_a_tie_at_the_threshold_is_found_and_made_small(tmp_path: Path, octave: Octave) -> None:
    (known,) = examples.cutting(tmp_path)
    search = search_pair([known.case], tmp_path, octave, 600, limit=FEW)
    first = search.differences[0]
    x, t = first.candidate.inputs
    assert (x == t).any()  # type: ignore[union-attr]
    assert x.size <= 2  # type: ignore[union-attr]
    assert first.result.outputs[0].mismatch is not None
    assert first.args[1] in ("1", "0", "2")


def test_a_right_port_has_no_difference_on_numbers_like_those_of_the_cases(tmp_path: Path, octave: Octave) -> None:
    (known,) = examples.cutting(tmp_path, examples.cut)
    search = search_pair([known.case], tmp_path, octave, 600, limit=FEW)
    assert search.tried == FEW
    # np.where gives a double for every class; MATLAB keeps it.
    assert all(difference.traits == ("x is of an integer class",) for difference in search.differences)


def test_a_search_finds_the_same_again(tmp_path: Path, octave: Octave) -> None:
    (known,) = examples.cutting(tmp_path)
    runs = [search_pair([known.case], tmp_path, octave, 600, limit=20) for _ in range(2)]
    keys = [[digest(list(found.candidate.inputs)) for found in run.differences] for run in runs]
    assert keys[0] == keys[1] != []


def test_what_the_original_refuses_is_no_difference_and_is_said(tmp_path: Path, octave: Octave) -> None:
    source = "function y = rootOf(x)\nif any(x(:) < 0), error('rootOf:negative', 'negative'); end\ny = sqrt(x);\nend\n"

    def port(x: Any) -> Any:
        return np.sqrt(np.asarray(x, np.float64) + 0j).real

    search = searched(tmp_path, octave, "rootOf", source, port, (np.array([[4.0, 9, 2]]),))
    assert not any("negative number" in trait for found in search.differences for trait in found.traits)
    assert [found.signature[1] for found in search.unanswered] == ["rootOf:negative"]
    assert search.answered < search.tried


def test_what_is_ill_conditioned_is_no_difference(tmp_path: Path, octave: Octave) -> None:
    source = "function y = spread(x)\ny = sum((x - mean(x)) .^ 2) / numel(x);\nend\n"

    def port(x: Any) -> Any:
        x = np.ravel(x)
        return np.mean(np.cumsum(x - x.mean())[-1:] * 0) + np.sum((x - np.sum(x / x.size)) ** 2) / x.size

    search = searched(tmp_path, octave, "spread", source, port, (np.array([[0.1, 0.7, 1.3, 2.9]]),))
    finite = [
        found
        for found in search.differences
        if not any("empty" in t or "Inf" in t or "class" in t for t in found.traits)
    ]
    assert [found.traits for found in finite if found.result.verdict == "MISMATCH"] == []


def test_a_search_starts_from_cases_that_agree(tmp_path: Path, octave: Octave) -> None:
    with pytest.raises(MatdropError, match=r"twice/case_0 is no PASS but MISMATCH.*matdrop verify"):
        searched(tmp_path, octave, "twice", "function y = twice(x)\ny = 2 * x;\nend\n", lambda x: 3 * x, (1.0,))


def test_without_numbers_there_is_nothing_to_vary(tmp_path: Path, octave: Octave) -> None:
    with pytest.raises(MatdropError, match="greet has no case with numbers among its inputs"):
        searched(tmp_path, octave, "greet", "function y = greet(x)\ny = x;\nend\n", lambda x: x, ("'a'",))


def test_an_original_that_hangs_ends_no_search(tmp_path: Path, octave: Octave) -> None:
    source = "function y = steps(x)\ny = 0;\nwhile x > 0\n  x = x - 1;\n  y = y + 1;\nend\nend\n"

    def port(x: float) -> int:
        return int(max(0, np.ceil(x))) if np.isfinite(x) else 0

    search = searched(tmp_path, octave, "steps", source, port, (3.5,), limit=48)
    assert search.tried == 48
    assert search.answered < 48


def test_a_basis_of_a_null_space_is_no_difference(tmp_path: Path, octave: Octave) -> None:
    source = "function U = basis(X)\n[U, ~, ~] = svd(X' * X);\nend\n"

    def port(X: Any) -> Any:
        return np.linalg.svd(X.T @ X * 3)[0]  # by another factor than the original, which rounds otherwise

    case = (np.array([[2.0, 0.5, 1], [1, 3, 0.25], [0.2, 1, 2], [4, 2.5, 1]]),)
    search = searched(tmp_path, octave, "basis", source, port, case, limit=300)
    assert search.undetermined > 10
    assert all(found.traits != () and "other numbers" not in found.traits[0] for found in search.differences)


def test_a_jump_at_a_tie_is_a_difference(tmp_path: Path, octave: Octave) -> None:
    source = "function y = above(x, t)\ny = 0.5 * (x > t) + 0.25;\nend\n"

    def port(x: Any, t: Any) -> Any:
        return 0.5 * (x >= t) + 0.25

    search = searched(tmp_path, octave, "above", source, port, (np.array([[0.1, 0.7, 0.3]]), 0.5), limit=200)
    assert search.differences
    assert search.undetermined == 0
