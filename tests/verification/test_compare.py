"""The tester, tested: each kind of difference is accepted where there is none and named where there is one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from matdrop.cases.tolerance import DEFAULT_TOLERANCE, Tolerance
from matdrop.errors import MatdropError
from matdrop.values.distance import Distance
from matdrop.values.value import FunctionHandle
from matdrop.verification.compare import compare

ULP = float(np.spacing(1.0))
TINY = 5e-324


@dataclass(frozen=True)
class Different:
    """A right value, a wrong one, and what the comparison must say of the wrong one."""

    expected: Any
    obtained: Any
    kind: str
    detail: str
    ulp: int | None = None


WRONG = {
    "class": Different(1.0, np.float32(1), "class", "class: double in the original, single in the port", 0),
    "logical for double": Different(
        [[1.0]], [[True]], "class", "class: double in the original, logical in the port", 0
    ),
    "int32 for double": Different(2.0, np.int32(2), "class", "class: double in the original, int32 in the port", 0),
    "complex for real": Different(
        [1, 2], [1, 2j], "class", "class: double in the original, complex double in the port"
    ),
    "sparse for full": Different(
        np.eye(2),
        scipy.sparse.csc_array(np.eye(2)),
        "class",
        "class: double in the original, sparse double in the port",
        0,
    ),
    "text for number": Different(97.0, "a", "class", "class: double in the original, char in the port"),
    "class far away": Different(True, np.inf, "class", "class: logical in the original, double in the port"),
    "size": Different(np.zeros((2, 3)), np.zeros((3, 2)), "size", "size: 2x3 in the original, 3x2 in the port"),
    "row for column": Different([[1], [2]], [1, 2], "size", "size: 2x1 in the original, 1x2 in the port"),
    "page": Different(np.zeros((2, 2, 2)), np.zeros((2, 4)), "size", "size: 2x2x2 in the original, 2x4 in the port"),
    "1-D for column": Different(
        [[1], [2]], np.array([1.0, 2.0]), "size", "size: 2x1 in the original, 1-D with 2 elements in the port"
    ),
    "1-D for row": Different(
        [[1, 2]], np.array([1.0, 2.0]), "size", "size: 1x2 in the original, 1-D with 2 elements in the port", 0
    ),
    "empty": Different(np.zeros((0, 0)), np.zeros((1, 0)), "size", "size: 0x0 in the original, 1x0 in the port"),
    "empty text": Different("", np.zeros((1, 0), "<U1"), "size", "size: 0x0 in the original, 1x0 in the port"),
    "number for NaN": Different(
        [1, np.nan], [1, 0], "nan", "NaN of 1 of 2 elements differs: at (1, 2) NaN in the original, 0.0 in the port"
    ),
    "NaN for number": Different(1.0, np.nan, "nan", "NaN differs: 1.0 in the original, NaN in the port"),
    "sign of zero": Different(
        0.0, -0.0, "sign-of-zero", "sign of zero differs: 0.0 in the original, -0.0 in the port", 0
    ),
    "sign of zero, imaginary": Different(
        [[1j, complex(1, 0.0)]],
        np.array([[1j, complex(1, -0.0)]]),
        "sign-of-zero",
        "imaginary part: sign of zero of 1 of 2 elements differs: at (1, 2) 0.0 in the original, -0.0 in the port",
        0,
    ),
    "one ulp": Different(
        1.0, 1 + ULP, "value", "value differs: 1.0 in the original, 1.0000000000000002 in the port", 1
    ),
    "one ulp, single": Different(
        np.float32(1), np.nextafter(np.float32(1), np.float32(2)), "value", "at most 1 ulp", 1
    ),
    "ulps across zero": Different(-TINY, TINY, "value", "at most 2 ulp", 2),
    "least to zero": Different(0.0, TINY, "value", "at most 1 ulp", 1),
    "largest to Inf": Different(np.finfo(float).max, np.inf, "value", "at most relative inf", 1),
    "Inf to -Inf": Different(np.inf, -np.inf, "value", "Inf in the original, -Inf in the port", 18437736874454810624),
    "real part": Different(
        [1 + 1j], [2 + 1j], "value", "value differs: 1.0+1.0i in the original, 2.0+1.0i in the port"
    ),
    "imaginary part": Different([1 + 1j], [1 + 3j], "value", "value differs: 1.0+1.0i in the original, 1.0+3.0i"),
    "noise in the imaginary part": Different([1 + 1j], [1 + 1j * (1 + ULP)], "value", "at most 1 ulp", 1),
    "noise beside a large part": Different(
        [1 + 1e-20j], [1 + 2e-20j], "value", "value differs: 1.0+1e-20i in the original, 1.0+2e-20i in the port", 1
    ),
    "int64 extremes": Different(np.int64(-(2**63)), np.int64(2**63 - 1), "value", "at most relative 2", 2**64 - 1),
    "int64 neighbours": Different(np.int64(2**62), np.int64(2**62 + 1), "value", "at most relative 2.17e-19", 1),
    "uint64 neighbours": Different(np.uint64(2**64 - 1), np.uint64(2**64 - 2), "value", "at most relative 5.42e-20", 1),
    "logical": Different(
        [[True, False]],
        [[True, True]],
        "value",
        "value of 1 of 2 elements differs: at (1, 2) 0 in the original, 1 in the port",
        1,
    ),
    "text": Different("abc", "abd", "value", "'abc' in the original, 'abd' in the port"),
    "cell element": Different([1, "a"], [1, "b"], "value", "{2}: 'a' in the original, 'b' in the port"),
    "cell class": Different([1, "a"], [True, "a"], "class", "{1}: class: double in the original, logical in the port"),
    "cell size": Different([1, "a"], [1, "a", 2], "size", "size: 1x2 in the original, 1x3 in the port"),
    "cell in cell": Different(["x", [1, "a"]], ["x", [2, "a"]], "value", "{2}{1}: value differs: 1.0 in the original"),
    "field": Different({"a": 1, "b": 2}, {"a": 1, "b": 3}, "value", ".b: value differs: 2.0 in the original, 3.0"),
    "field names": Different({"a": 1}, {"b": 1}, "value", "1x1 struct with the fields a in the original"),
    "field missing": Different({"a": 1, "b": 2}, {"a": 1}, "value", "1x1 struct with the fields a, b in the original"),
    "sparse": Different(
        scipy.sparse.csc_array([[0.0, 1.0]]),
        scipy.sparse.csc_array([[0.0, 2.0]]),
        "value",
        "at (1, 2) 1.0 in the original",
    ),
    "function handle": Different(FunctionHandle("@sin"), FunctionHandle("@cos"), "value", "@sin in the original, @cos"),
}


@pytest.mark.parametrize("different", WRONG.values(), ids=WRONG)
def test_right_value_passes(different: Different) -> None:
    comparison = compare(different.expected, different.expected)
    assert (comparison.mismatch, comparison.ulp, comparison.relative) == (None, 0, 0.0)


@pytest.mark.parametrize("different", WRONG.values(), ids=WRONG)
def test_wrong_value_is_named(different: Different) -> None:
    comparison = compare(different.expected, different.obtained)
    assert comparison.mismatch is not None
    assert comparison.mismatch.kind == different.kind
    assert different.detail in comparison.mismatch.detail
    if different.ulp is not None:
        assert comparison.ulp == different.ulp


@pytest.mark.parametrize("different", WRONG.values(), ids=WRONG)
def test_wrong_value_is_wrong_from_the_other_side_too(different: Different) -> None:
    assert compare(different.obtained, different.expected).mismatch is not None or "1-D" in different.detail


def test_nan_equals_nan_at_the_same_place() -> None:
    assert compare([np.nan, 1], [np.nan, 1]).mismatch is None
    assert compare([np.nan, 1], [1, np.nan]).mismatch is not None


def test_struct_fields_may_come_in_any_order() -> None:
    # In Octave: isequal(struct('a', 1, 'b', 2), struct('b', 2, 'a', 1)) is 1.
    assert compare({"a": 1, "b": 2}, {"b": 2, "a": 1}).mismatch is None


def test_imaginary_part_of_zeros_is_no_difference() -> None:
    assert compare([1, 2], np.array([[1 + 0j, 2 - 0j]])).mismatch is None


def test_nothing_is_compared_in_empty_values_but_class_and_size() -> None:
    assert compare(np.zeros((0, 3)), np.zeros((0, 3))).mismatch is None
    wrong = compare(np.zeros((0, 3)), np.zeros((0, 3), np.float32)).mismatch
    assert wrong is not None
    assert wrong.kind == "class"


def test_column_of_one_dimension_stays_one_when_the_reference_has_it_too() -> None:
    assert compare(np.zeros(3), np.zeros(3)).mismatch is None


def test_figures_are_the_largest_of_all_elements() -> None:
    comparison = compare([1, 1, 1], [1, 1 + ULP, 1 - ULP])
    assert comparison.ulp == 2  # below 1 the doubles stand twice as dense
    assert comparison.relative == pytest.approx(ULP)


def test_worst_element_is_the_one_shown() -> None:
    mismatch = compare([1.0, 1.0, 1.0], [1.0, 1 + ULP, 2.0]).mismatch
    assert mismatch is not None
    assert "value of 2 of 3 elements differs: at (1, 3) 1.0 in the original, 2.0 in the port" in mismatch.detail


@pytest.mark.parametrize(
    ("tolerance", "near", "far"),
    [
        ("ulp:1", 1 + ULP, 1 + 2 * ULP),
        ("ulp:4", 1 + 4 * ULP, 1 + 5 * ULP),
        (Tolerance.parse({"rtol": 1e-3}), 1.001, 1.0011),
        (Tolerance.parse({"atol": 0.5}), 1.5, 1.5 + ULP),
        (Tolerance.parse({"rtol": 0.25, "atol": 0.25}), 1.5, 1.5 + ULP),
    ],
    ids=str,
)
def test_tolerance_lets_near_values_pass_and_no_others(tolerance: Any, near: float, far: float) -> None:
    assert compare(1.0, near, tolerance).mismatch is None
    assert compare(1.0, far, tolerance).mismatch is not None


@pytest.mark.parametrize(
    ("tolerance", "near", "far"),
    [
        ("ulp:1", 1e3 + 1e-13j, 1e3 + 2e-13j),  # one unit of 1e3 is 1.1e-13
        (Tolerance.parse({"rtol": 1e-9}), 1e3 + 9e-7j, 1e3 + 1.1e-6j),
        (Tolerance.parse({"atol": 0.5}), 1000.3 + 0.4j, 1000.4 + 0.4j),  # 0.5 and 0.57 away
        (DEFAULT_TOLERANCE, 1e3 * (1 + 9e-10) + 0j, 1e3 * (1 + 2e-9) + 0j),
    ],
    ids=str,
)
def test_tolerance_goes_by_the_modulus_of_a_complex_number(tolerance: Any, near: complex, far: complex) -> None:
    expected = np.array([[1e3 + 0j, 1j]])
    assert compare(expected, np.array([[near, 1j]]), tolerance).mismatch is None
    assert compare(expected, np.array([[far, 1j]]), tolerance).mismatch is not None


@pytest.mark.parametrize("noise", [1e-16, 1e-20, 5e-324])
def test_exact_takes_no_noise_in_a_complex_number(noise: float) -> None:
    expected, obtained = np.array([[1 + 0j, 1j]]), np.array([[complex(1, noise), 1j]])
    assert compare(expected, obtained, DEFAULT_TOLERANCE).mismatch is None
    mismatch = compare(expected, obtained).mismatch
    assert mismatch is not None
    assert mismatch.kind == "value"
    assert "at (1, 1) 1.0+0.0i in the original, 1.0+" in mismatch.detail


def test_the_mask_of_what_is_too_far_is_exact() -> None:
    a = np.array([1.0, 1.0, np.nan, 1.0, np.nan, np.inf, np.inf, 0.0])
    b = np.array([1.0, 1.1, np.nan, np.nan, 1.0, np.inf, 1.0, -0.0])
    expected = [False, True, False, True, True, False, True, False]
    for tolerance in (Tolerance(), Tolerance(None, 1e-3), Tolerance(None, 0, 1e-3), Tolerance(10)):
        assert tolerance.exceeded(Distance(a, b)).tolist() == expected, tolerance
    # Among all doubles NaN stands beside Inf, fewer than 2^52 places away; still no number of units allows it.
    assert Tolerance(2**60).exceeded(Distance(np.array([np.nan]), np.array([np.inf]))).all()
    assert Tolerance(None, of_largest=0.2).exceeded(Distance(a[:2], b[:2])).tolist() == [False, False]


def test_what_agrees_only_beside_the_largest_is_said() -> None:
    comparison = compare([1e6, 0.0, 1.0], [1e6, 5e-8, 1.0], DEFAULT_TOLERANCE)
    assert comparison.mismatch is None
    assert comparison.accepted == ("1 number agrees only to 5e-08, beside the largest",)
    assert compare([1e6, 0.0], [1e6, 2e-7], DEFAULT_TOLERANCE).mismatch is not None


TOLERANCES = [Tolerance.parse("exact"), Tolerance.parse("ulp:1000000"), Tolerance.parse({"rtol": 1e9, "atol": 1e300})]


@pytest.mark.parametrize("tolerance", TOLERANCES, ids=str)
@pytest.mark.parametrize(
    ("expected", "obtained"),
    [
        ([1, np.nan], [1, 2]),
        ([1, 2], [1, np.nan]),
        ([1 + 1j], [complex(1, np.nan)]),
        ([1], [True]),
        ([1], np.array([1.0])),
        (np.zeros((0, 0)), np.zeros((1, 0))),
        (np.inf, -np.inf),
        ("a", "b"),
    ],
    ids=["NaN", "no NaN", "complex NaN", "class", "1-D", "empty", "Inf", "text"],
)
def test_no_tolerance_forgives(tolerance: Tolerance, expected: Any, obtained: Any) -> None:
    assert compare(expected, obtained, tolerance).mismatch is not None


def test_relative_tolerance_takes_inf_for_itself_only() -> None:
    tolerance = Tolerance.parse({"rtol": 1.0})
    assert compare(np.inf, np.inf, tolerance).mismatch is None
    assert compare(1.0, np.inf, tolerance).mismatch is not None
    assert compare(np.inf, 1.0, tolerance).mismatch is not None


def test_tolerance_other_than_exact_takes_either_zero() -> None:
    assert compare(0.0, -0.0, "ulp:1").mismatch is None


@pytest.mark.parametrize(
    "given",
    ["", "close", "ulp", "ulp:", "ulp:-1", "ulp:1.5", "exact ", {}, {"rtol": -1}, {"atol": np.nan}, {"rtol": np.inf},
     {"rtol": 1, "tol": 2}, {"rtol": "1e-3"}, 1e-6, None],
    ids=repr,
)  # fmt: skip
def test_what_is_no_tolerance_is_refused(given: Any) -> None:
    with pytest.raises(MatdropError, match=r"tolerance .* is not understood; write"):
        Tolerance.parse(given)


def test_tolerance_says_itself() -> None:
    texts = [str(Tolerance.parse(given)) for given in ("exact", "ulp:4", {"rtol": 1e-12, "atol": 0})]
    assert texts == ["exact", "4 ulp", "rtol 1e-12, atol 0"]
