"""Simpler inputs: always in the domain, always cheaper, never with something new."""

from pathlib import Path

import numpy as np

from matdrop.search.domain import Domain
from matdrop.search.shrinking import cost_of, simpler
from tests.search import examples


def test_simpler_inputs_cost_less_and_have_nothing_new(tmp_path: Path) -> None:
    domain = Domain(examples.solving(tmp_path))
    A = np.array([[2.0, 1, 0, 0], [1, 7.25, 1, 0], [0, 1, 9, -0.125], [0, 0, -0.125, 4]])
    inputs = A, np.array([[1.0], [2], [3], [40]])
    found = list(simpler(domain, inputs))
    assert len(found) > 10
    for other in found:
        assert domain.contains(other)
        assert cost_of(domain, other) < cost_of(domain, inputs)
        assert domain.new_traits(other) <= domain.new_traits(inputs)
    assert {other[0].shape for other in found} >= {(2, 2), (3, 3)}  # type: ignore[union-attr]


def test_the_smaller_and_plainer_inputs_are_cheaper(tmp_path: Path) -> None:
    domain = Domain(examples.cutting(tmp_path))
    t = np.array([[1.1]])
    rows = [[0.2, 1.4], [0.2, 1.4, 3.1], [0.2, 1.4, 1.4], [0.2, 1.4, np.nan]]
    costs = [cost_of(domain, (np.array([row]), t)) for row in rows]
    assert costs == sorted(costs)
    assert cost_of(domain, (np.array([[1.0, 2.0]]), t)) < costs[0]
