"""Causes are named in the verdict."""

import numpy as np
from numpy.typing import NDArray

from matdrop.parity.compare import compare
from matdrop.parity.diagnose import diagnose
from matdrop.parity.reference import Engine, Reference


def causes_of(expected: list[list[float]], obtained: NDArray[np.float64], mutated: tuple[int, ...] = ()) -> list[str]:
    reference = Reference("live", Engine("GNU Octave", "7.3.0"), (), {"X": np.array(expected)})
    return [
        cause.kind for cause in diagnose(reference, {"X": obtained}, [compare(expected, obtained, name="X")], mutated)
    ]


def test_constant_factor_is_a_scale() -> None:
    assert causes_of([[1.0, 2.0, 4.0]], np.array([[2.0, 4.0, 8.0]])) == ["scale"]


def test_changed_input_is_named_without_any_mismatch() -> None:
    assert causes_of([[1.0]], np.array([[1.0]]), mutated=("X",)) == ["mutated-input"]
