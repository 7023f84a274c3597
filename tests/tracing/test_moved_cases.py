"""Cases with moved inputs: numbers that are not whole are moved, and what is proven must hold for them."""

import numpy as np

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.table import OWN_TABLE
from matdrop.cases.tolerance import DEFAULT_TOLERANCE, Tolerance
from matdrop.tracing.moved_cases import SHARE, moved_cases


def case_of(**tolerance: Tolerance) -> Case:
    original = OWN_TABLE.parent / "inverted_dropout.m"
    return Case(pair_of(original, "f:f", outputs=["y"], strict=True), "case_1", ("[1 0.5]", "3"), tolerance=tolerance)


def test_whole_numbers_stay_and_others_are_moved_a_little() -> None:
    inputs = [np.array([[1.0, 0.5, -2.25]]), np.array([[3.0]])]
    for case in moved_cases(case_of(), inputs):
        first, second = case.args
        assert first[0, 0] == 1
        assert second is inputs[1]
        moved = np.abs(first[0, 1:] / inputs[0][0, 1:] - 1)
        assert ((moved > 0) & (moved <= SHARE)).all()
    assert inputs[0][0, 1] == 0.5


def test_the_same_case_always_gives_the_same_ones() -> None:
    inputs = [np.array([[0.5]]), np.array([[3.0]])]
    first, second = (moved_cases(case_of(), inputs) for _ in range(2))
    assert [case.args[0].item() for case in first] == [case.args[0].item() for case in second]
    assert len({case.args[0].item() for case in first}) == len(first)


def test_an_exact_tolerance_is_loosened_and_a_loose_one_kept() -> None:
    inputs = [np.array([[0.5]]), np.array([[3.0]])]
    exact, *_ = moved_cases(case_of(y=Tolerance()), inputs)
    assert exact.tolerance.get("y", exact.default_tolerance) == DEFAULT_TOLERANCE
    loose, *_ = moved_cases(case_of(y=Tolerance(None, 1e-3)), inputs)
    assert loose.tolerance["y"].rtol == 1e-3
