"""What dropout and dropout_backward refuse: the message says what was found, and nothing has been drawn or written."""

from typing import Any

import numpy as np
import pytest

import matdrop
from matdrop.fast import PackedMask
from matdrop.streams import OctaveStream
from tests.fast.equivalence import state

READ_ONLY = np.zeros(3)
READ_ONLY.flags.writeable = False


@pytest.mark.parametrize(
    ("X", "keep_prob", "given", "error", "message"),
    [
        (np.ones(3), 1.5, {}, ValueError, r"keep_prob must be a real scalar in \[0, 1\], but 1.5 was given"),
        (np.ones(3), float("nan"), {}, ValueError, "keep_prob must be"),
        (np.ones(3), [0.5, 0.5], {}, ValueError, "keep_prob must be"),
        (
            np.ones(3),
            0.5,
            {"return_mask": "bits"},
            ValueError,
            "return_mask must be True, False or 'packed', not 'bits'",
        ),
        (np.ones(3, np.float16), 0.5, {}, TypeError, "MATLAB has no class for an array of float16"),
        (np.array(["a"]), 0.5, {}, TypeError, "MATLAB has no class for"),
        (np.ones(3), 0.5, {"out": np.ones(4)}, ValueError, r"shape of the array given, \(3,\), but has \(4,\)"),
        (np.ones(3), 0.5, {"out": np.ones(3, np.float32)}, TypeError, "class of the result, float64, but has float32"),
        (np.ones(3, bool), 0.5, {"out": np.ones(3, bool)}, TypeError, "class of the result, float64, but has bool"),
        (np.ones(3), np.float32(0.5), {"out": np.ones(3)}, TypeError, "class of the result, float32"),
        (np.ones(3), 0.5, {"out": READ_ONLY}, ValueError, "out is read-only"),
        (np.ones(3), 0.5, {"out": [1.0, 2.0, 3.0]}, TypeError, "out must be an array that can be written to, not list"),
    ],
)
def test_refused(X: Any, keep_prob: Any, given: dict[str, Any], error: type[Exception], message: str) -> None:
    stream = OctaveStream(1)
    before = state(stream)
    with pytest.raises(error, match=message):
        matdrop.dropout(X, keep_prob, stream, **given)
    assert state(stream) == before
    if "return_mask" not in given:
        with pytest.raises(error, match=message):
            matdrop.dropout_backward(X, np.ones(X.shape, bool), keep_prob, **given)
    if isinstance(given.get("out"), np.ndarray):
        assert not (given["out"] == 2).any()


def test_a_stream_is_needed() -> None:
    with pytest.raises(
        TypeError, match=r"stream must be an OctaveStream or a MatlabStream, such as OctaveStream\(42\)"
    ):
        matdrop.dropout(np.ones(3), 0.5, np.random.default_rng(1))  # type: ignore[arg-type]


def test_masks_that_are_none() -> None:
    with pytest.raises(TypeError, match="mask must be of bool, as dropout returns it, not float64"):
        matdrop.dropout_backward(np.ones(3), np.ones(3), 0.5)
    with pytest.raises(ValueError, match=r"the shape of dX, \(3,\), but has \(2,\)"):
        matdrop.dropout_backward(np.ones(3), np.ones(2, bool), 0.5)
    with pytest.raises(ValueError, match=r"the shape of dX, \(3,\), but has \(9,\)"):
        matdrop.dropout_backward(np.ones(3), PackedMask(np.zeros(2, np.uint8), (9,)), 0.5)
    with pytest.raises(ValueError, match=r"needs 1 bytes \(uint8\), but has uint8 of shape \(2,\)"):
        matdrop.dropout_backward(np.ones(3), PackedMask(np.zeros(2, np.uint8), (3,)), 0.5)


def test_lists_and_scalars() -> None:
    assert matdrop.dropout([1, 2], 1.0, OctaveStream(1)).tolist() == [1.0, 2.0]
    assert matdrop.dropout(np.uint8(200), 0.5, OctaveStream(42)).dtype == np.uint8
    assert matdrop.dropout(3, 1.0, OctaveStream(42)).shape == ()


def test_a_complex_result_may_be_real() -> None:
    X = np.array([1 + 0j, 2, 3])
    out = np.empty(3, np.complex128)
    real = matdrop.dropout(X, 0.5, OctaveStream(1))
    assert real.dtype == np.float64  # MATLAB drops an imaginary part that is 0 everywhere
    assert (matdrop.dropout(X, 0.5, OctaveStream(1), out=out) == real).all()
