"""Any two values have causes, and only if they differ: fuzzed matrices, unrelated values, rounding noise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from matdrop.cases.tolerance import Tolerance
from matdrop.habits.registry import kinds as all_kinds
from matdrop.values.canonical import canonical
from matdrop.values.value import FunctionHandle
from matdrop.verification.compare import compare
from tests.habits.diagnosing import U, causes, kinds


@pytest.mark.parametrize("seed", range(25))
def test_random_matrices(seed: int) -> None:
    random = np.random.RandomState(seed)
    m, n = random.randint(3, 9, 2)
    x = random.randn(m, n) * 10.0 ** random.randint(-6, 7)
    left, right = np.sort(random.permutation(m)[:2]), random.permutation(n)
    while (right == np.arange(n)).all():
        right = random.permutation(n)
    labels = random.randint(1, m * n + 1, (m, n)).astype(float)
    labels[0, :2] = 1, 2
    for kind, expected, obtained in (
        ("transpose", x, x.T),
        ("sign", x, -x),
        ("scale", x, 1.37 * x),
        ("offset", x, x + 0.37 * np.abs(x).max()),
        ("order", x, x[:, right]),
        ("order", x, x[::-1]),
        ("index-base", labels, labels - 1),
        ("single-precision", x, x.astype(np.float32)),
        ("ddof", x.std(0, ddof=1, keepdims=True), x.std(0, keepdims=True)),
        ("ddof", x.var(1, ddof=1, keepdims=True), x.var(1)),
        ("length", x, x[1:]),
        ("class", np.rint(labels), labels.astype(np.int64)),
        ("complement", x > 0, x <= 0),
        ("unknown", x, random.randn(m, n)),
    ):
        found = causes(expected, obtained, x)
        assert found[0].kind == kind, (kind, found)
    changed = np.array(x)
    changed[left[0]] = random.randn(n)
    found = causes(x, changed, x)
    assert found[0].kind == "region" and f"row {left[0] + 1}" in found[0].detail


@pytest.mark.parametrize("seed", range(50))
def test_unrelated_values_have_no_known_cause(seed: int) -> None:
    random = np.random.RandomState(seed)
    size = tuple(random.randint(1, 6, 2))
    a, b, x = random.randn(*size), random.randn(*size), random.randn(random.randint(1, 9), 4)
    assert kinds(causes(a, b, x, 0.85, draws=random.random_sample(a.size))) == ["unknown"]


@pytest.mark.parametrize("seed", range(50))
def test_rounding_noise_has_no_known_cause(seed: int) -> None:
    random = np.random.RandomState(seed)
    a = random.randn(*random.randint(1, 6, 2))
    b = a * (1 + 4e-16 * random.randn(*a.shape))
    assert (a == b).all() or kinds(causes(a, b, random.randn(5, 4), 0.85)) == ["unknown"]


def arrays() -> st.SearchStrategy[Any]:
    dtypes = st.sampled_from(["f8", "f4", "c16", "i1", "u1", "i4", "i8", "u8", "?", "U1"])
    return dtypes.flatmap(
        lambda dtype: npst.arrays(dtype, npst.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=4))
    )


def values() -> st.SearchStrategy[Any]:
    few = npst.arrays(
        "f8",
        npst.array_shapes(max_dims=3, max_side=4),
        elements=st.sampled_from([0.0, 1, 2, -1, 0.5, np.nan, np.inf, -0.0]),
    )
    leaf = st.one_of(
        arrays(),
        few,
        st.booleans(),
        st.integers(-5, 300).map(float),
        st.text("ab\n", max_size=3),
        few.filter(lambda x: x.ndim == 2).map(scipy.sparse.csc_array),
        st.sampled_from([FunctionHandle("@sin"), FunctionHandle("@cos")]),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=2)
        ),
        max_leaves=4,
    )


def pairs() -> st.SearchStrategy[tuple[Any, Any]]:
    """Two values, half of the time numbers of one size."""
    numbers = st.sampled_from([0.0, 1, 2, 3, -1, 0.5, np.nan, np.inf, -0.0, 1e-320, 255, 300])
    sizes = npst.array_shapes(max_dims=3, max_side=5)
    alike = sizes.flatmap(lambda size: st.tuples(*[npst.arrays("f8", size, elements=numbers)] * 2))
    classes = st.sampled_from(["f8", "f4", "c16", "u1", "i4", "i8", "?"])
    cast = st.tuples(alike, classes, classes).map(lambda x: (x[0][0].astype(x[1]), x[0][1].astype(x[2])))
    return st.one_of(cast, st.tuples(values(), values()))


TOLERANCES: list[Any] = ["exact", "ulp:4", {"rtol": 1e-9, "atol": 0.5}]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # casts of NaN, and compare's own on infinities
@settings(max_examples=500, deadline=None)
@given(pairs(), st.lists(values(), max_size=2), st.booleans(), st.sampled_from(TOLERANCES))
def test_any_pair_gives_causes(pair: tuple[Any, Any], inputs: list[Any], drawn: bool, tolerance: Any) -> None:
    left, right = pair
    found = causes(
        left,
        right,
        *inputs,
        tolerance=Tolerance.parse(tolerance),
        draws=U if drawn else (),
        rerun=lambda given_inputs: {"r": canonical(right)},
    )
    same = compare(canonical(left), right, Tolerance.parse(tolerance)).mismatch is None
    assert same == (not found)
    assert set(kinds(found)) <= set(all_kinds())
    assert all(cause.output == "r" and cause.detail and cause.fix for cause in found)
