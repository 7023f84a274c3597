"""Cases with moved inputs: numbers that are not whole are moved, and what is proven must hold for them."""

import numpy as np

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.table import OWN_TABLE
from matdrop.cases.tolerance import DEFAULT_TOLERANCE, Tolerance
from matdrop.tracing.moved_cases import FACTOR, SHARE, moved_cases, shuffled_cases


def case_of(**tolerance: Tolerance) -> Case:
    original = OWN_TABLE.parent / "inverted_dropout.m"
    return Case(pair_of(original, "f:f", outputs=["y"], strict=True), "case_1", ("[1 0.5]", "3"), tolerance=tolerance)


def test_whole_numbers_stay_and_others_are_moved_a_little_and_by_more() -> None:
    inputs = [np.array([[1.0, 0.5, -2.25]]), np.array([[3.0]])]
    for case, most in zip(moved_cases(case_of(), inputs, 4), [1 + SHARE, FACTOR] * 2, strict=True):
        first, second = case.args
        assert first[0, 0] == 1
        assert second is inputs[1]
        factors = first[0, 1:] / inputs[0][0, 1:]
        assert ((factors != 1) & (factors <= most) & (factors >= 1 / most)).all()
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


def test_numbers_beyond_the_tolerance_of_strict_pairs_are_accepted_on_shuffled_inputs_too() -> None:
    (case,) = shuffled_cases(case_of(y=Tolerance(None, 1e-3)), [np.array([[1.0, 2.0]]), np.array([[3.0]])], 1)
    assert not case.pair.strict
    assert case.tolerance["y"].rtol == 1e-3


def test_arrays_are_shuffled_and_single_whole_numbers_are_raised_in_every_second_run() -> None:
    first, second = shuffled_cases(case_of(), [np.array([[1.0, 2.0, 4.0]]), np.array([[3.0]])], 2)
    assert sorted(first.args[0].ravel().tolist()) == [1, 2, 4]
    assert (first.args[1].item(), second.args[1].item()) == (3, 4)
