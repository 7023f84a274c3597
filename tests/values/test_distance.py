"""Distances between numbers: by hand, or as GNU Octave 7.3 gives them for the expression beside them."""

from typing import Any

import numpy as np
import pytest

from matdrop.values.canonical import canonical
from matdrop.values.distance import NO_ULP, Distance, leaves, relative_differences, relative_distance

EPS = float(np.spacing(1.0))
LARGEST = float(np.finfo(float).max)
TINY = 5e-324


def distance(a: Any, b: Any) -> Distance:
    return Distance(np.atleast_1d(np.asarray(a)), np.atleast_1d(np.asarray(b)))


# Two numbers, units in the last place, relative difference.
REAL = [
    (0.1 + 0.2, 0.3, 1, 1.8503717077085941e-16),  # abs(a - b) / max(abs(a), abs(b)), abs(a - b) / eps(0.3)
    (1.0, 1 + EPS, 1, EPS),
    (1.0, 1 - EPS / 2, 1, EPS / 2),  # below 1 the doubles stand twice as dense
    (1 - EPS / 2, 1 + EPS, 2, 1.5 * EPS),
    (-TINY, TINY, 2, 2.0),
    (0.0, -0.0, 0, 0.0),
    (LARGEST, np.inf, 1, np.inf),
    (np.inf, np.inf, 0, 0.0),
    (np.inf, -np.inf, 18437736874454810624, np.inf),
    (np.nan, np.nan, 0, 0.0),
    (np.float32(1), np.nextafter(np.float32(1), np.float32(2)), 1, 2.0**-23 / (1 + 2.0**-23)),
    (np.float32(1), 1.0 + 2 * EPS, 2, 2 * EPS),  # between two classes as doubles
    (np.int64(-(2**63)), np.int64(2**63 - 1), 2**64 - 1, 2.0),
    (np.uint64(2**64 - 1), np.uint64(2**64 - 2), 1, 2.0**-64),
    (True, False, 1, 1.0),
    (np.int8(-128), np.int8(127), 255, 255 / 128),
    (np.int32(3), 3.5, 1, 1 / 7),
]


@pytest.mark.parametrize(("a", "b", "ulp", "relative"), REAL, ids=str)
def test_real_numbers(a: Any, b: Any, ulp: int, relative: float) -> None:
    for found in (distance(a, b), distance(b, a)):
        assert found.largest_ulp == ulp
        assert found.largest_relative == pytest.approx(relative, rel=1e-12, abs=0)


# Two numbers, units in the last place, relative difference: in Octave, with
# m = max(abs([real(a) imag(a) real(b) imag(b)])),
# ceil(max(abs([real(a - b) imag(a - b)])) / eps(m)) and abs(a - b) / max(abs(a), abs(b)).
COMPLEX = [
    (1 + 0j, 1 + 1e-16j, 1, 9.9999999999999998e-17),
    (3 + 4j, 3 + (4 + 4 * EPS) * 1j, 1, 1.7763568394002501e-16),
    (1e3 + 0j, 1e3 + 1e-13j, 1, 9.9999999999999998e-17),
    (1 + 1j, (1 + EPS) + (1 + 2 * EPS) * 1j, 2, 3.5108334685766997e-16),
    (3e8 + 1j, 3e8 + (1 + 2.0**-30) * 1j, 1, 3.1044085820515951e-18),
    (0 + 2j, 0 - 2j, 9007199254740992, 2.0),
    (np.complex64(3 + 4j), np.complex64(3 + np.float32(4 + 2.0**-21) * 1j), 1, 2.0**-21 / abs(3 + (4 + 2.0**-21) * 1j)),
]


@pytest.mark.parametrize(("a", "b", "ulp", "relative"), COMPLEX, ids=str)
def test_complex_numbers_by_modulus(a: complex, b: complex, ulp: int, relative: float) -> None:
    for found in (distance(a, b), distance(b, a)):
        assert found.largest_ulp == ulp
        assert found.largest_relative == pytest.approx(relative, rel=1e-12, abs=0)


@pytest.mark.parametrize("noise", [TINY, 1e-300, 1e-17])
def test_any_complex_difference_is_one_unit_at_least(noise: float) -> None:
    assert distance(1 + 0j, complex(1, noise)).largest_ulp == 1
    assert distance(complex(LARGEST, 0), complex(LARGEST, noise)).largest_ulp == 1


def test_complex_numbers_without_an_end() -> None:
    same = distance(complex(np.inf, 1), complex(np.inf, 1))
    assert (same.largest_ulp, same.largest_relative, bool(same.one_is_infinite.any())) == (0, 0.0, False)
    other = distance(complex(np.inf, 1), complex(np.inf, 1.1))
    assert (other.largest_ulp, other.largest_relative, bool(other.one_is_infinite.all())) == (None, np.inf, True)


def test_nan_in_either_part_is_seen_on_the_side_that_has_it() -> None:
    numbers = [complex(np.nan, 1), complex(1, np.nan), 1 + 1j, complex(np.nan, np.nan)]
    expected = [[i != j for j in range(4)] for i in range(4)]
    assert [[bool(distance(a, b).one_is_nan[0]) for b in numbers] for a in numbers] == expected
    assert distance(complex(np.nan, 1), complex(np.nan, 1)).largest_relative == 0
    assert distance(np.nan, 1.0).largest_relative == np.inf
    assert distance(np.nan, 1.0).absolute.tolist() == [np.inf]


def test_sign_of_zero_is_kept_for_each_part() -> None:
    zeros = [complex(0.0, 0.0), complex(0.0, -0.0), complex(-0.0, 0.0), complex(-0.0, -0.0)]
    found = [[bool(mask[0]) for mask in distance(zeros[0], zero).other_zero] for zero in zeros]
    assert found == [[False, False], [False, True], [True, False], [True, True]]
    assert [mask.tolist() for mask in distance([0.0, 1.0, 0.0], [-0.0, -1.0, 0.0]).other_zero] == [[True, False, False]]
    assert not distance(np.int8(0), np.int8(0)).other_zero[0].any()


def test_true_is_as_far_from_infinity_as_can_be_told() -> None:
    found = distance(True, np.inf)
    assert (float(found.ulp[0]), found.largest_ulp) == (NO_ULP, None)


def test_empty_arrays_are_no_distance_apart() -> None:
    found = Distance(np.zeros((0, 3)), np.zeros((0, 3)))
    assert (found.largest_ulp, found.largest_relative) == (0, 0.0)


@pytest.mark.parametrize(
    ("a", "b", "relative"),
    [
        ([1.0, 2.0], [1.0, 4.0], 0.5),
        ([1.0, 0.0], [1.0, 1e-8], 1e-4),  # 1e-8 is judged as if it were 1e-4, the floor beside 1
        ([1.0, np.nan], [1.0, np.nan], 0.0),
        ([1.0, np.nan], [1.0, 2.0], np.inf),
        ([np.inf, 1.0], [np.inf, 1.0], 0.0),
        ([np.inf, 1.0], [1.0, 1.0], np.inf),
        ([3 + 4j], [3 + 5j], 1 / np.hypot(3, 5)),
        ([[1.0, 2.0]], [1.0, 2.0], np.inf),
    ],
    ids=str,
)
def test_relative_distance_beside_the_largest(a: Any, b: Any, relative: float) -> None:
    assert relative_distance(np.array(a), np.array(b)) == pytest.approx(relative, rel=1e-12, abs=0)


def test_relative_differences_are_those_of_distance_where_nothing_is_small() -> None:
    random = np.random.default_rng(1)
    a = random.uniform(1, 2, 50) + 1j * random.uniform(1, 2, 50)
    b = a * (1 + 1e-9 * random.standard_normal(50))
    np.testing.assert_allclose(relative_differences(a, b), Distance(a, b).relative.astype(float), rtol=1e-6)


def test_leaves_walk_through_cells_and_structs_in_matlabs_order() -> None:
    left = canonical({"a": [1, "x"], "b": {"c": 2}})
    right = canonical({"b": {"c": 3}, "a": [1, "y"]})
    assert [path for path, _, _ in leaves(left, right)] == [".a{1}", ".a{2}", ".b.c"]
    missing = canonical({"a": [1, "x"]})
    assert [path for path, _, _ in leaves(left, missing)] == ["", ".a{1}", ".a{2}"]
    assert [path for path, _, _ in leaves(canonical([1, "x"]), canonical([1, "x", 2]))] == [""]
