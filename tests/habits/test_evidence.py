"""Causes that concern the whole call: outputs swapped, missing or too many, inputs changed."""

from __future__ import annotations

import numpy as np

from matdrop.habits.diagnosis import diagnose
from matdrop.habits.evidence import Evidence
from matdrop.verification.compare import Comparison, Mismatch
from tests.habits.diagnosing import M34, M44, X, causes, causes_of_call, kinds, reference


def test_swapped_outputs() -> None:
    found = causes_of_call({"U": M34, "s": [3, 2, 1], "V": M44}, {"U": M44, "s": [3, 2, 1], "V": M34})
    assert [(cause.kind, cause.output) for cause in found] == [("swapped-outputs", "U"), ("swapped-outputs", "V")]
    assert "U as V" in found[0].detail


def test_swapped_outputs_up_to_orientation() -> None:
    mean, std = X.mean(0, keepdims=True), X.std(0, ddof=1, keepdims=True)
    found = causes_of_call({"mu": mean, "sigma": std}, {"mu": std.ravel(), "sigma": mean.ravel()}, (X,))
    assert kinds(found) == ["swapped-outputs"] * 2


def test_outputs_that_are_equal_by_accident_are_not_swapped() -> None:
    found = causes_of_call({"a": [1, 0, 0], "b": [0, 0, 1]}, {"a": [1, 0, 0], "b": [1, 0, 0]})
    assert kinds(found) != ["swapped-outputs"]
    found = causes_of_call({"a": 0, "b": 1}, {"a": 1, "b": 0})
    assert "swapped-outputs" not in kinds(found)


def test_output_among_the_extra_values() -> None:
    found = causes_of_call({"sigma": M34}, {"sigma": M44}, returned=(M44, 7.5, M34))
    assert kinds(found) == ["extra-output", "swapped-outputs"]
    assert "value 3" in found[1].detail


def test_missing_output() -> None:
    assert kinds(causes_of_call({"a": M34, "b": M44}, {"a": M34})) == ["missing-output"]
    found = causes_of_call({"a": M34}, {"a": None})
    assert kinds(found) == ["missing-output"] and "None" in found[0].detail


def test_extra_output() -> None:
    assert kinds(causes_of_call({"a": M34}, {"a": M34}, returned=(M34, 1))) == ["extra-output"]
    assert causes_of_call({"a": M34}, {"a": M34}, returned=(M34,)) == []


def test_mutated_input_stands_beside_the_output() -> None:
    assert kinds(causes(M34, M34, mutated=("X",))) == ["mutated-input"]
    assert kinds(causes(M34, -M34, mutated=("X",))) == ["mutated-input", "sign"]


def test_value_without_matlab_counterpart() -> None:
    comparison = Comparison("r", "double", (1, 1), None, None, Mismatch("value", "differs"))
    assert kinds(diagnose(Evidence(reference({"r": 1}), {"r": np.float16(1)}, [comparison]))) == ["class"]


def test_what_a_script_leaves_behind_tells_the_sizes() -> None:
    found = causes_of_call({"scores": X, "s": X.std(ddof=1)}, {"scores": X, "s": X.std()})
    assert kinds(found) == ["ddof"] and "n = 30" in found[0].detail


def test_none_for_an_empty_output() -> None:
    assert kinds(causes_of_call({"k": np.zeros((0, 1)), "v": 1}, {"k": None, "v": 1})) == ["empty"]
    assert kinds(causes_of_call({"k": np.zeros((0, 1))}, {})) == ["empty"]
    assert kinds(causes_of_call({"k": np.zeros((0, 1)), "v": 1}, {"v": 1})) == ["missing-output"]
