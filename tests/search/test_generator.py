"""Candidates: the same in every run, none twice, none of the cases, and each input in its role."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.cases.case import Case
from matdrop.search.domain import Known
from matdrop.search.generator import inputs_for
from matdrop.values.canonical import canonical, digest
from tests.search import examples

COUNT = 400


def inputs_of(folder: Path, source: str, *cases: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Return candidates for a function of some cases."""
    pair = examples.written(folder, "f", source)
    known = [Known(Case(pair, f"case_{k}", case), tuple(map(canonical, case))) for k, case in enumerate(cases)]
    return [candidate.inputs for candidate in inputs_for(known, limit=COUNT)]


def test_candidates_are_the_same_in_every_run_and_none_is_a_case(tmp_path: Path) -> None:
    known = examples.solving(tmp_path)
    runs = [[digest(list(candidate.inputs)) for candidate in inputs_for(known, limit=COUNT)] for _ in range(2)]
    assert runs[0] == runs[1]
    assert len(set(runs[0])) == COUNT
    assert not {digest(list(one.inputs)) for one in known} & set(runs[0])


def test_sizes_that_belong_together_stay_equal(tmp_path: Path) -> None:
    found = inputs_of(
        tmp_path, "function y = f(X, y, theta)\nend\n", (np.eye(5, 3) + 0.5, np.ones((5, 1)), np.ones((3, 1)))
    )
    assert all(X.shape[0] == y.size and X.shape[1] == theta.size for X, y, theta in found)
    assert len({X.shape for X, _, _ in found}) > 20


def test_a_number_that_says_how_many_says_so_always(tmp_path: Path) -> None:
    cases = [(np.arange(k) + 0.5, float(k)) for k in (3, 4)]
    found = inputs_of(tmp_path, "function y = f(x, n)\nend\n", *cases)
    assert all(x.size == n for x, n in found)
    assert len({x.size for x, _ in found}) > 4


def is_network(A: Any) -> bool:
    """Check whether an array is the adjacency matrix of an undirected network."""
    return np.array_equal(A, A.T) and not np.diag(A).any() and bool(np.isin(A, [0, 1]).all())


@pytest.mark.parametrize(
    ("source", "given", "is_kept"),
    [
        ("function y = f(A, x)\nend\n", np.array([[2.0, 1], [1, 3]]), lambda a: (np.linalg.eigvalsh(a) > 0).all()),
        ("function y = f(A, x)\nend\n", np.array([[0.0, 1], [1, 3]]), lambda a: np.array_equal(a, a.T)),
        ("function y = f(A, x)\nend\n", np.array([[0.0, 1], [1, 0]]), is_network),
        ("function y = f(p, x)\nend\n", 0.3, lambda p: 0 <= p <= 1),
        ("function y = f(n, x)\nend\n", 3.0, lambda n: n == np.trunc(n) and n >= 0),
        ("function y = f(k, x)\ny = x(k);\nend\n", np.array([[1.0, 2]]), lambda k: np.isin(k, [1, 2]).all()),
        ("function y = f(k, x)\nend\n", np.array([[True, False]]), lambda k: np.isin(k, [0, 1]).all()),
    ],
)
def test_an_input_keeps_its_role(tmp_path: Path, source: str, given: object, is_kept: object) -> None:
    found = inputs_of(tmp_path, source, (given, np.array([[0.5, 0.2, 7.5]])))
    assert all(is_kept(value) for value, _ in found)  # type: ignore[operator]
    assert len({digest(value) for value, _ in found}) > 1


def test_labels_stay_labels_of_the_examples(tmp_path: Path) -> None:
    X, y = np.arange(12.0).reshape(6, 2) / 7, np.array([[1.0], [2], [3], [1], [2], [3]])
    found = inputs_of(tmp_path, "function y = f(X, y)\nend\n", (X, y))
    assert all(np.isin(labels, [1, 2, 3]).all() and labels.size == len(X) for X, labels in found)


def test_numbers_and_texts_within_structs_and_cells_vary(tmp_path: Path) -> None:
    given = canonical({"rate": 0.1, "layers": [np.ones((2, 3)), np.zeros((3, 1))], "name": "sgd"})
    found = inputs_of(tmp_path, "function y = f(opts)\nend\n", (given,))
    assert len({float(opts["rate"].item().item()) for (opts,) in found}) > 3
    assert {opts["layers"].item()[0, 0].shape for (opts,) in found} > {(2, 3), (1, 3)}


def test_values_meet_what_the_sources_compare_with(tmp_path: Path) -> None:
    source = "function y = f(x)\nif x > 2.75, y = 1; else, y = 0; end\nend\n"
    values = {x.item() for (x,) in inputs_of(tmp_path, source, (9.5,))}
    assert {2.75, np.nextafter(2.75, 3), np.nextafter(2.75, 2)} <= values
    sized = "function y = f(x)\nif numel(x) >= 20, y = 1; else, y = 0; end\nend\n"
    assert {19, 20, 21} <= {x.size for (x,) in inputs_of(tmp_path, sized, (np.arange(4) + 0.5,))}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("given", [3 - 2j, np.array([[1 + 2.5j, 3 - 1j], [2, 0.5j]]), np.array([[1j, -1, 2 + 2j]])])
def test_complex_numbers_vary_in_both_parts(tmp_path: Path, given: Any) -> None:
    found = [x for (x,) in inputs_of(tmp_path, "function y = f(x)\nend\n", (given,))]
    of_its_size = [x for x in found if x.dtype.kind == "c" and x.size == np.size(given)]
    assert len({digest(x) for x in of_its_size}) > 10
    assert all(np.isfinite(x).all() for x in of_its_size)
    assert any((x == np.conj(given)).all() for x in of_its_size)
    assert any(np.isin(x.real % 1, 0.5).all() and np.isin(x.imag % 1, 0.5).all() for x in of_its_size)  # ties
