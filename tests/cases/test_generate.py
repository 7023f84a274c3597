"""Generated cases are frozen and cover what they are there for."""

from collections import Counter

import numpy as np
import pytest

from matdrop.cases.generate import CLASSES, generated_args
from matdrop.errors import MatdropError
from matdrop.values.canonical import canonical, class_of, digest


def test_generated_arguments_are_frozen() -> None:
    # Pinned: other arguments would turn every recorded fixture stale.
    first = [[args, seed] for args, seed in generated_args(["array", "mask", "probability"], 5, 20220115)]
    assert digest(first) == "1f146910f053ce9d2618ceef96174cf0f7396aaf70ff67fb422cf01a1448a5ab"


def test_generated_seeds_do_not_depend_on_the_number_of_cases() -> None:
    few = list(generated_args(["array", "probability"], 3, 1))
    many = list(generated_args(["array", "probability"], 9, 1))
    assert [digest(args) for args, _ in few] == [digest(args) for args, _ in many[:3]]
    assert [seed for _, seed in few] == [seed for _, seed in many[:3]]


def test_two_hundred_cases_cover_classes_sizes_values_and_probabilities() -> None:
    cases = list(generated_args(["array", "probability"], 200, 20220115))
    arrays = [args[0] for args, _ in cases]
    assert {array.dtype.name for array in arrays} == set(CLASSES)
    assert {array.ndim for array in arrays} == {2, 3, 4}
    assert {0, 1} <= {array.size for array in arrays}
    sizes = Counter("row" if a.shape[0] == 1 else "column" if a.shape[1:] == (1,) else "other" for a in arrays)
    assert min(sizes.values()) > 5
    floats = np.concatenate([array.real.ravel() for array in arrays if array.dtype.kind in "fc"]).astype(float)
    assert np.isnan(floats).any()
    assert np.isinf(floats).any()
    assert (np.signbit(floats) & (floats == 0)).any()
    probabilities = [args[1] for args, _ in cases]
    assert {0.0, 1.0} <= set(probabilities)
    assert all(0 <= probability <= 1 for probability in probabilities)
    assert {0, 2**32 - 1} <= {seed for _, seed in cases}


def test_mask_is_logical_and_of_the_size_of_the_first_argument() -> None:
    for (array, mask), _ in generated_args(["array", "mask"], 50, 3):
        assert mask.shape == array.shape
        assert class_of(canonical(mask)) == "logical"


def test_mask_needs_an_array_before_it() -> None:
    with pytest.raises(MatdropError, match='which is "mask"; make that an "array"'):
        list(generated_args(["mask", "array"], 1, 0))
