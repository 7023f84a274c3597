"""The diagnosis is diagnosed: each kind on constructed answers, near misses, and arbitrary pairs of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from matdrop.cases.case import Case
from matdrop.cases.pair import Pair
from matdrop.cases.reference import Engine, Reference
from matdrop.cases.tolerance import Tolerance
from matdrop.explain.explanation import ExplainedReport
from matdrop.explain.finding import Finding, Fix
from matdrop.habits.diagnosis import KINDS, Cause, diagnose
from matdrop.reports import difference_lines, to_json
from matdrop.values.canonical import canonical
from matdrop.values.value import FunctionHandle, Value
from matdrop.verification.compare import Comparison, Mismatch, compare
from matdrop.verification.result import Result

RANDOM = np.random.RandomState(20220120)
M34 = RANDOM.randn(3, 4)
M44 = RANDOM.randn(4, 4)
X = RANDOM.randn(10, 3)
U = RANDOM.random_sample(12)
COLUMN = RANDOM.randn(7, 1)
MAGIC = np.array([[16.0, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]])
COMPLEX = RANDOM.randn(3, 2) + 1j * RANDOM.randn(3, 2)


def sat(x: Any, dtype: Any) -> Any:
    """MATLAB's conversion to an integer class."""
    x = np.asarray(x, float)
    rounded = np.trunc(x) + np.copysign(np.abs(x - np.trunc(x)) >= 0.5, x)
    return np.clip(rounded, np.iinfo(dtype).min, np.iinfo(dtype).max).astype(dtype)


def reference(expected: Mapping[str, Any], inputs: Sequence[Any] = (), draws: Any = ()) -> Reference:
    return Reference(
        "live",
        Engine("GNU Octave", "7.3.0"),
        tuple(canonical(value) for value in inputs),
        {name: canonical(value) for name, value in expected.items()},
        draws=np.reshape(np.asarray(draws, float), (-1, 1)),
    )


def causes_of_call(
    expected: Mapping[str, Any],
    obtained: Mapping[str, Any],
    inputs: Sequence[Any] = (),
    draws: Any = (),
    tolerance: Tolerance | None = None,
    **more: Any,
) -> list[Cause]:
    of = reference(expected, inputs, draws)
    allowed = dict.fromkeys(expected, tolerance or Tolerance())
    comparisons = [
        compare(of.outputs[name], obtained[name], allowed[name], name)
        if obtained.get(name) is not None
        else Comparison(name, "", (), None, None, Mismatch("missing", "missing"))
        for name in expected
    ]
    return diagnose(of, obtained, comparisons, tolerances=allowed, **more)


def causes(expected: Any, obtained: Any, *inputs: Any, **more: Any) -> list[Cause]:
    return causes_of_call({"r": expected}, {"r": obtained}, inputs, **more)


def kinds(found: Sequence[Cause]) -> list[str]:
    return [cause.kind for cause in found]


@dataclass(frozen=True)
class Sample:
    """A pair of values and what is, or must not be, the first cause."""

    kind: str
    expected: Any
    obtained: Any
    inputs: tuple[Any, ...] = ()
    says: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


def zscored(x: Any, ddof: int) -> Any:
    return (x - x.mean(0)) / x.std(0, ddof=ddof)


def with_column(x: Any, column: int, values: Any) -> Any:
    changed = np.array(x)
    changed[:, column] = values
    return changed


def flipped(x: Any, columns: Sequence[int]) -> Any:
    signs = np.ones(x.shape[1])
    signs[list(columns)] = -1
    return x * signs


BLOCK = np.zeros((4, 4))
BLOCK[1:3, 1:3] = [[1.5, 2.5], [3.5, 4.5]]
BLOCK[0, 0] = -1
HALVES = np.array([0.5, 1.5, 2.5, -0.5, 4.5, 3.2, -2.5])
ROUNDED = np.array([1.0, 2, 3, -1, 5, 3, -3])
HISTORY = np.array([[10.0, 5, 2, 1, 0.5]]).T
KEPT_F = U.reshape((3, 4), order="F") < 0.6
KEPT_C = U.reshape((3, 4), order="C") < 0.6
EIGEN = np.linalg.eigh(M44 + M44.T)[1]
COUNTS = np.array([[3.0, 1, 0], [2, 2, 4], [0, 5, 5]])
CORRELATION = np.corrcoef(X.T)
PATCHES = np.lib.stride_tricks.sliding_window_view(M44, (2, 3)).reshape(-1, 6).T
ARRAY3 = np.arange(24.0).reshape((2, 3, 4), order="F")

RIGHT = [
    Sample("orientation", COLUMN, COLUMN.T),
    Sample("orientation", COLUMN, COLUMN.ravel(), says="7x1"),
    Sample("orientation", COLUMN.T, COLUMN.ravel(), says="1-D"),
    Sample("orientation", COLUMN, COLUMN + np.subtract.outer(COLUMN.ravel(), COLUMN.ravel()), says="diagonal"),
    Sample("orientation", ARRAY3[:, :1, :], ARRAY3[:, 0, :], says="2x1x4"),
    Sample("orientation", [[1], [2], [3]], np.array([1, 2, 3]), says="3x1"),
    Sample("orientation", np.array([["a"], [M34]], object), ["a", M34]),
    Sample("transpose", M34, M34.T),
    Sample("transpose", M44, M44.T),
    Sample("transpose", np.tril(MAGIC), np.tril(MAGIC).T),
    Sample("transpose", COMPLEX, COMPLEX.T),
    Sample("transpose", COMPLEX, COMPLEX.conj().T, says="conjugated"),
    Sample("transpose", ARRAY3, ARRAY3.transpose(2, 0, 1), says="(2, 3, 1)"),
    Sample("transpose", KEPT_F, KEPT_F.T),
    Sample("memory-order", U.reshape((3, 4), order="F"), U.reshape(3, 4)),
    Sample("memory-order", ARRAY3, np.arange(24.0).reshape(2, 3, 4)),
    Sample("memory-order", M34.ravel(order="F")[:, None], M34.ravel(), (M34,), "3x4"),
    Sample("memory-order", M34.reshape((6, 2), order="F"), M34.reshape(6, 2), (M34,)),
    Sample("memory-order", MAGIC.T[MAGIC.T > 5][:, None], MAGIC[MAGIC > 5], (MAGIC,), "picked"),
    Sample("memory-order", np.flatnonzero(MAGIC.T > 9)[:, None] + 1.0, np.flatnonzero(MAGIC > 9) + 1.0, (MAGIC,)),
    Sample("memory-order", M34, M34.ravel().reshape((3, 4), order="F"), says="read row by row"),
    Sample("memory-order", M44, M44.T, (np.r_[7.5, M44.ravel(order="F")],), "input 1"),
    Sample("memory-order", PATCHES, PATCHES[[0, 2, 4, 1, 3, 5]], says="2x3 block"),
    Sample("index-base", [3, 1, 2], [2, 0, 1]),
    Sample("index-base", [1, 2, 3], np.arange(3), (np.eye(3),)),
    Sample("index-base", [[3]], np.int64(2), ([5, 1, 9],)),
    Sample("index-base", [2, 4], [3, 5], (X,), "more"),
    Sample("index-base", [[3, 0.5], [1, 0.25]], [[2, 0.5], [0, 0.25]], says="column 1"),
    Sample("index-base", [[3, 1, 2], [0.5, 0.25, 2.5]], [[2, 0, 1], [0.5, 0.25, 2.5]], says="row 1"),
    Sample("index-base", [{"k": [3, 1]}, 5], [{"k": [2, 0]}, 5], says="{1}.k"),
    Sample("index-base", [0, 2, 1, 4, 0], [0, 1, 0, 3, 0], (np.eye(5),), "not 0"),
    Sample("ddof", X.std(0, ddof=1, keepdims=True), X.std(0), (X,), "sqrt((n-1)/n) for n = 10"),
    Sample("ddof", X.var(0, ddof=1, keepdims=True), X.var(0), (X,), "(n-1)/n for n = 10"),
    Sample("ddof", np.cov(X.T), np.cov(X.T, ddof=0), (X,)),
    Sample("ddof", zscored(X, 1), zscored(X, 0), (X,), "sqrt(n/(n-1))"),
    Sample("ddof", X.std(ddof=1), X.std(), (X,), "n = 30"),
    Sample("ddof", np.c_[X.mean(0), X.std(0, ddof=1)], np.c_[X.mean(0), X.std(0)], (X,), "column 2"),
    Sample("ddof", X.std(0, ddof=1, keepdims=True), X.std(0), (X,), more={"tolerance": Tolerance(None, 1e-6, 0)}),
    Sample("rounding", ROUNDED, np.rint(HALVES), (HALVES,), "half cases"),
    Sample("rounding", ROUNDED[:, None], np.rint(HALVES)[:, None], says="even neighbour"),
    Sample("rounding", ROUNDED / 100, np.rint(HALVES) / 100),
    Sample("rounding", np.floor(HALVES), np.trunc(HALVES), (HALVES,), "down"),
    Sample(
        "rounding", np.array([[4]], np.int32), np.array([[3]], np.int32), (np.int32(7), np.int32(2)), "towards zero"
    ),
    Sample("rounding", np.array([[2]], np.int32), 1.5, says="port's rounded"),
    Sample("rounding", [3.5, 2.25, 7.0], [3, 2, 7], says="original's rounded"),
    Sample("rounding", 2.5, 2.0, ([1, 2, 3, 4],), "towards zero"),
    Sample("rounding", [3.14, 2.72, 1.41], [3.14159, 2.71828, 1.41421], says="2 decimals"),
    Sample("rounding", np.array([[3, 4, 9]], np.uint8), np.array([[2.5, 3.75, 9]])),
    Sample("rounding", ROUNDED[:, None] / 2, np.rint(HALVES)[:, None] / 2, says="even neighbour"),
    Sample("rounding", ROUNDED * 0.5, np.rint(HALVES) * 0.5, (HALVES / 2,), "multiples of 0.5"),
    Sample("rounding", [2.0, 4, 6, 4], [1.0, 3, 5, 4], says="always odd"),
    Sample("rounding", np.array([[7, 8, 9]], np.uint8), np.array([[7, 7, 9]], np.uint8), says="one unit of uint8"),
    Sample("rounding", [[1.0, 5, 0.3], [2, 4, 1.7], [9, 8, 2.6]], [[1.0, 5, 0], [2, 4, 1], [9, 8, 2]], says="column 3"),
    Sample("rounding", [1, 2, 3], [1, 2, 2], (HALVES,), "tips over", {"rerun": lambda x: {"r": canonical([1, 2, 2])}}),
    Sample("sign", M34, -M34),
    Sample("sign", 5.5, -5.5),
    Sample("sign", EIGEN, flipped(EIGEN, [1, 3]), says="columns 2, 4"),
    Sample("sign", EIGEN.T, flipped(EIGEN, [2]).T, says="row 3"),
    Sample("sign", COMPLEX, COMPLEX * np.exp(1j * np.array([0.3, 0])), says="phase"),
    Sample("sign", M34, np.abs(M34), says="np.abs"),
    Sample("sign", [0.0, 1], [-0.0, 1], says="zeros"),
    Sample("scale", M34, 2 * M34, says="2 times"),
    Sample("scale", 0.75, 0.375, says="1/2"),
    Sample("scale", M34, M34 / 0.85, (M34, 0.85), "1/p"),
    Sample("scale", M34, M34 * 0.15 / 0.85, (M34, 0.85), "(1-p)/p"),
    Sample("scale", 0.731, 7.31, (X,), "10"),
    Sample("scale", 0.731, 0.731 * 7, (RANDOM.randn(7, 3),), "m = 7"),
    Sample("scale", M34, M34 * np.pi / 180, says="pi/180"),
    Sample("scale", M34, 1.2345 * M34, says="1.2345"),
    Sample("scale", M34, with_column(M34, 1, 2 * M34[:, 1]), says="column 2"),
    Sample("scale", X, X / np.linalg.norm(X, axis=0), says="each column"),
    Sample("scale", COUNTS, COUNTS / COUNTS.sum(1, keepdims=True), says="each row by its sum"),
    Sample("scale", np.sqrt([2, 3]), np.sqrt([2, 3]) * 1.7, says="1.7"),
    Sample("scale", [True, False, True], [255, 0, 255], says="255"),
    Sample("scale", M34, M34 * np.sqrt(8 / 10), (np.ones((10, 2)),), "degrees of freedom"),
    Sample("scale", M34, M34 * 1.5, (M34, 0.6), "p/(1-p)"),
    Sample("offset", np.sqrt([2, 3]), np.sqrt([2, 3]) + 1.7, says="1.7"),
    Sample("offset", M34, M34 + 1),
    Sample("offset", [1001, 2005, 17], [1002, 2006, 18], ([1, 2, 3],), "1 more"),
    Sample("offset", M34, M34 - 0.37),
    Sample("offset", X - X.mean(0), X, says="each column"),
    Sample("complement", KEPT_F, ~KEPT_F),
    Sample("complement", [1, 0, 0, 1, 1], [0, 1, 1, 0, 0]),
    Sample("complement", U, 1 - U, says="1 - p"),
    Sample("complement", 0.85, 0.15),
    Sample("complement", M34 * KEPT_F / 0.6, M34 * ~KEPT_F / 0.4),
    Sample("complement", CORRELATION, 1 - CORRELATION, says="1 - p"),
    Sample("complement", U < 0.8, U < 1 - 0.8, (0.8,), "u < 1 - p", {"draws": U}),
    Sample("complement", M34 * KEPT_F, M34 * (U.reshape((3, 4), order="F") > 0.4), (0.6,), "u > 1 - p", {"draws": U}),
    Sample("order", ["a", M34, "b"], ["b", "a", M34], says="elements 3, 1, 2"),
    Sample("order", [2, 2, 2, 7], [7, 2, 2, 2], says="reverse"),
    Sample("order", np.eye(4), np.roll(np.eye(4), 1, axis=1), says="shifted"),
    Sample("order", [[1, 2], [2, 3], [3, 4]], [[2, 1], [3, 2], [4, 3]], says="flipped"),
    Sample("order", [1, 5, 2, 9], [9, 2, 5, 1], says="reverse"),
    Sample("order", [1, 5, 2, 9, 7], [5, 2, 9, 7, 1], says="shifted"),
    Sample("order", X, X[:, [2, 0, 1]]),
    Sample("order", M44, M44[:, [1, 0, 2, 3]], says="columns 2, 1, 3, 4"),
    Sample("order", M44, M44[[1, 0, 2, 3]], says="rows 2, 1, 3, 4"),
    Sample("order", [3, 1, 2, 8, 9], [2, 1, 8, 3, 9], says="other places"),
    Sample("order", [1, 1, 2, 3, 2, 3, 1, 2, 3], [2, 2, 3, 1, 3, 1, 2, 3, 1], says="labels"),
    Sample("order", EIGEN, flipped(EIGEN, [1])[:, ::-1], says="up to sign"),
    Sample("diagonal", np.diag([3.0, 2, 1]), np.array([3.0, 2, 1])),
    Sample("diagonal", [[3], [2], [1]], np.diag([3.0, 2, 1]), says="port"),
    Sample("diagonal", np.diag([3.0, 2, 1])[:, :2], np.array([3.0, 2])),
    Sample("conjugate", COMPLEX, COMPLEX.conj()),
    Sample("conjugate", 1 + 2j, 1 - 2j),
    Sample("conjugate", COMPLEX.conj().T @ COMPLEX / 3, COMPLEX.T @ COMPLEX / 3, (COMPLEX,), "product"),
    Sample("length", HISTORY, HISTORY[1:], says="start"),
    Sample("length", HISTORY, HISTORY[:-1].ravel(), says="end"),
    Sample("length", HISTORY[:-1], HISTORY, says="port has 1 more"),
    Sample("length", np.arange(0, 11.0)[None, :] / 10, np.arange(0, 1, 0.1)),
    Sample("length", M34, M34[:, 1:], says="column"),
    Sample("length", "abc\n", "abc"),
    Sample("length", ["a", 2, 3], ["a", 2], says="element"),
    Sample("single-precision", M34, M34.astype(np.float32), says="exactly"),
    Sample("single-precision", M34, M34.astype(np.float32).astype(float), says="exactly"),
    Sample("single-precision", M34.astype(np.float32), M34),
    Sample("single-precision", np.exp(M34), np.exp(M34.astype(np.float32)).astype(float), says="eps"),
    Sample("single-precision", M34, (M34 * (1 + 1e-6 * M44[:3])).astype(np.float32), says="port's values are all"),
    Sample("saturation", np.array([[255]], np.uint8), np.array([[44]], np.uint8), (np.uint8(200), np.uint8(100))),
    Sample("saturation", np.array([[0]], np.uint8), np.array([[254]], np.uint8), (np.uint8(3), np.uint8(5)), "-"),
    Sample("saturation", np.array([[255, 7, 255]], np.uint8), np.array([[44, 7, 3]], np.uint8)),
    Sample("saturation", np.array([[127]], np.int8), np.array([[-128]], np.int8), (np.int8(-128),), "absolute"),
    Sample("saturation", np.array([[255, 0, 3]], np.uint8), np.array([[300.0, -1, 3]]), says="beyond"),
    Sample("saturation", [300, 7], np.array([[44, 7]], np.uint8), says="modulo"),
    Sample("class", [1, 2, 3], np.array([[1, 2, 3]])),
    Sample("class", [True, False], [1, 0]),
    Sample("class", scipy.sparse.csc_array(np.eye(3)), np.eye(3), says="sparse"),
    Sample("class", "abc", [97, 98, 99]),
    Sample("class", [[1, 2j]], [[1, 0]], says="real part"),
    Sample("class", [1, 2, 3], np.array([[1.0, 2, 3]], object), says="same numbers"),
    Sample("nan", [1, np.nan, 3], [1, 0, 3], says="(1, 2)"),
    Sample("nan", [1, 2, 3], [np.nan, 2, 3], says="all others agree"),
    Sample("nan", [np.inf, 2, 3], [1e308, 2, 3], says="Inf"),
    Sample("nan", 0, np.nan),
    Sample("nan", 2j, np.nan, says="np.emath"),
    Sample("empty", np.zeros((0, 0)), np.zeros((1, 0)), says="1x0"),
    Sample("empty", np.zeros((0, 0)), 0.0),
    Sample("empty", np.zeros((0, 3)), np.zeros(0)),
    Sample("class", np.zeros((0, 3)), np.zeros((0, 3), np.float32)),
    Sample("empty", "", np.zeros((1, 0), "<U1")),
    Sample("ties", [1, 3, 2, 4], [3, 1, 2, 4], ([2, 5, 2, 9],)),
    Sample("ties", [[1, 2]], [[2, 2]], (np.array([[7.0, 1], [7, 4]]),)),
    Sample("ties", [[1], [2]], [[3], [2]], (np.array([[7.0, 1, 7], [1, 4, 3]]),)),
    Sample("ties", 3, 5, ([5, 5, 3, 3],), "times"),
    Sample("ties", [[7], [8], [9]], [[8], [8], [9]], (np.array([[8.0, 8, 7, 7, 9, 9, 9]]),), "as often"),
    Sample("ties", [[3], [1]], [[3], [4]], (M34,), "tips over", {"rerun": lambda x: {"r": canonical([[3], [4]])}}),
    Sample("region", M44, with_column(M44, 2, RANDOM.randn(4)), says="column 3"),
    Sample("region", M44.T, with_column(M44, 2, RANDOM.randn(4)).T, says="row 3"),
    Sample("region", MAGIC, MAGIC + np.diag([0.1, 0.4, 0.2, 0.7]), says="diagonal"),
    Sample("region", M44, M44 + np.triu(RANDOM.randn(4, 4), 1), says="upper triangle"),
    Sample("region", X, np.r_[X[:7], RANDOM.randn(1, 3), X[8:]], says="row 8"),
    Sample("region", [1.5, 2.5, 3.5, 4.5], [1.5, 2.5, 3.5, 7.25], says="the last"),
    Sample("region", M34, M34 * (U.reshape(3, 4) < 0.7), says="only the port has 0"),
    Sample("stream-order", U.reshape((3, 4), order="F"), U.reshape(3, 4), more={"draws": U}),
    Sample("stream-order", KEPT_F, KEPT_C, more={"draws": U}),
    Sample("stream-order", M34 * KEPT_F / 0.6, M34 * KEPT_C / 0.6, (M34, 0.6), more={"draws": U, "port_draws": U}),
    Sample("stream-order", M34, M34.ravel(order="F").reshape(3, 4), (3, 4), more={"port_draws": ()}),
    Sample("stream-order", M44, M44.T, (4,), more={"draws": U[:3], "port_draws": U[:3]}),
    Sample("stream", M34, M44[:3], more={"port_draws": (), "generators": ("random.Random",)}, says="random.Random"),
    Sample("stream", KEPT_F, KEPT_C, more={"draws": U, "port_draws": U[::-1]}, says="draw 1 of 12"),
    Sample("stream", M34, M44[:3], more={"draws": U, "port_draws": U[:5]}, says="12 draws"),
    Sample("stream", M34, M44[:3], more={"draws": U, "port_draws": ()}, says="the port 0"),
    Sample("tolerance", M34, M34 * (1 + 1e-5 * RANDOM.randn(3, 4)), says="weak"),
    Sample("mutated-input", M34, M44[:3], (M34,), more={"mutated": ("X",)}),
    Sample("missing-output", {"a": 1, "b": 2}, {"a": 1}, says="field b"),
    Sample("extra-output", {"a": 1}, {"a": 1, "b": 2}, says="field b"),
    Sample("unknown", M34, RANDOM.randn(3, 4), says="no known cause"),
    Sample("unknown", M34, RANDOM.randn(5, 6)),
    Sample("unknown", "abc", "xyz"),
    Sample("unknown", M34, M34 * (1 + 1e-15 * RANDOM.randn(3, 4)), says="last places"),
    Sample("unknown", FunctionHandle("@(x) x"), FunctionHandle("@(x) y")),
]

NEAR = [
    Sample("orientation", M34, M34.T),
    Sample("orientation", COLUMN, -COLUMN),
    Sample("transpose", M44 + M44.T, M44 + M44.T + 1e-3 * RANDOM.randn(4, 4)),
    Sample("transpose", M44 + M44.T, (M44 + M44.T) * (1 + 1e-15 * RANDOM.randn(4, 4))),
    Sample("transpose", np.ones((2, 3)), np.ones((3, 2))),
    Sample("transpose", COLUMN, COLUMN.T),
    Sample("transpose", M34, M34.reshape(4, 3)),
    Sample("memory-order", M34, M34[::-1]),
    Sample("memory-order", [[1, 0], [0, 1]], [[0, 1], [1, 0]]),
    Sample("memory-order", MAGIC, MAGIC[:, [0, 2, 1, 3]], (MAGIC,)),
    Sample("index-base", [0, 2, 1, 4, 0], [1, 1, 0, 3, 0], (np.eye(5),)),
    Sample("index-base", [1.5, 2.5], [0.5, 1.5]),
    Sample("index-base", [100, 250], [99, 249], ([1, 2, 3],)),
    Sample("index-base", [3, 1, 2], [1, 0, 1]),
    Sample("index-base", 1, 0, ([5, 1, 9],)),
    Sample("index-base", [True, True], [False, False]),
    Sample("index-base", [1, 1, 1], [0, 0, 0]),
    Sample("ddof", 2.0 * M34, M34, (RANDOM.randn(2, 3),)),
    Sample("ddof", M34, M34 * np.sqrt(8 / 9), (X,)),
    Sample("ddof", M34, M34 * (1 + 1e-12), (RANDOM.randn(3, 2),)),
    Sample("ddof", M34, M34 * 1.5, (M34, 0.6)),
    Sample("rounding", [2, 7, 9], [1, 8, 9]),
    Sample("rounding", [5.0, 6, 7], [4.0, 5, 6]),
    Sample("rounding", [10.0, 20, 30, 44], [10.0, 21, 29, 44]),
    Sample("rounding", [0.0, 0, 0], [0.2, 0.3, 0.4]),
    Sample("rounding", [1, 2], [0.5, 1.5], (X,)),
    Sample("rounding", 2.0, 2.7, (X,)),
    Sample("rounding", np.c_[[2.0, 3, 4], [1, 1, 1]], np.c_[[2.0, 3, 4], [0, 0, 0]]),
    Sample("rounding", np.array([[2, 1], [3, 1]], np.uint8), np.array([[2, 0], [3, 0]], np.uint8)),
    Sample("rounding", 7, 14, (7.5,)),
    Sample("rounding", np.sqrt(2), 2 * np.sqrt(2), ([2],)),
    Sample("rounding", [1, 2, 3], [1, 2, 2], (HALVES,), more={"rerun": lambda x: {"r": canonical([1, 3, 3])}}),
    Sample("sign", [1, -1, 1, 1], [1, 1, -1, 1]),
    Sample("sign", M34, -2 * M34),
    Sample("sign", [0, 0], [1, 1]),
    Sample("scale", [1, 2], [1.2345, 2.469]),
    Sample("scale", 3.0, 3.7),
    Sample("scale", 1.0, 2.0),
    Sample("scale", [0, 0, 0], [2, 2, 2]),
    Sample("scale", M34, M34 * (1 + 3e-15)),
    Sample("scale", M34, M34 * (1 + 5e-8)),
    Sample("scale", BLOCK, 2 * BLOCK - np.diag([-1.0, 0, 0, 0])),
    Sample("scale", [True, False, True], [0, 1, 1]),
    Sample("offset", 3.0, 3.7),
    Sample("offset", 3, 2),
    Sample("offset", [0, 0, 0], [1, 1, 1]),
    Sample("offset", M34, M34 + 1e-16),
    Sample("complement", [True, True], [False, False]),
    Sample("complement", [0.5, 0.5], [0.5, 0.4]),
    Sample("complement", U < 0.8, U < 0.3, (0.8,), more={"draws": U}),
    Sample("complement", KEPT_F, np.zeros((3, 4), bool)),
    Sample("order", [1, 2], [2, 1]),
    Sample("order", [0, 1, 1, 0], [1, 0, 1, 0]),
    Sample("order", [3, 1, 2], [3, 1, 2.5]),
    Sample("order", [1, 2, 1, 2, 1, 2], [5, 6, 5, 6, 6, 6]),
    Sample("order", [0, 0, 0, 4, 4, 4], [0, 0, 0, 2, 2, 2]),
    Sample("order", ["a", "b"], ["b", "c"]),
    Sample("diagonal", np.zeros((3, 3)), np.zeros(3)),
    Sample("diagonal", M44, np.diag(M44)),
    Sample("diagonal", np.diag([3.0, 2, 1]), np.array([1.5, 2.5, 7])),
    Sample("conjugate", COMPLEX, -COMPLEX),
    Sample("conjugate", COMPLEX.conj().T @ COMPLEX, COMPLEX.T @ COMPLEX + 1, (COMPLEX,)),
    Sample("conjugate", COMPLEX.real, -COMPLEX.real),
    Sample("length", HISTORY, np.array([[1.5, 0, 2, 7]]).T),
    Sample("length", [1, 2], 1),
    Sample("length", np.zeros((3, 3)), np.zeros(3)),
    Sample("length", HISTORY, np.delete(HISTORY, 2)),
    Sample("single-precision", M34, M34 * (1 + 1e-12 * RANDOM.randn(3, 4))),
    Sample("single-precision", M34, M34 * (1 + 1e-4 * RANDOM.randn(3, 4))),
    Sample("single-precision", [1, 2, 3], np.array([[1, 2, 3]], np.float32)),
    Sample("saturation", np.array([[254, 7]], np.uint8), np.array([[44, 7]], np.uint8)),
    Sample("saturation", np.array([[255]], np.uint8), np.array([[44]], np.uint8)),
    Sample("saturation", np.array([[255, 7, 3]], np.uint8), np.array([[254, 7, 3]], np.uint8)),
    Sample("class", [1, 2, 3], [1, 2, 4]),
    Sample("nan", [np.nan, 1, 2, 4], [4, 2, 1, np.nan]),
    Sample("nan", [np.nan, 1, 5], [np.nan, 1, 6]),
    Sample("empty", np.zeros((1, 0)), np.zeros(0, bool)),
    Sample("ties", [1, 3, 2, 4], [3, 1, 2, 4], ([2, 5, 3, 9],)),
    Sample("ties", [1, 3], [3, 1], (np.zeros(4),)),
    Sample("ties", [[1, 1, 2, 2]], [[1, 2, 1, 2]], (np.array([[1.0, 1, 0, 0], [0, 1, 0, 2], [0, 0, 2, 2]]),)),
    Sample("ties", 11, 12, (MAGIC, 5), more={"rerun": lambda x: {"r": canonical(10)}}),
    Sample("ties", 4, 7, (M34 > 0,)),
    Sample("ties", [[8], [7]], [[7], [8]], (np.array([[8.0, 8, 7, 7]]),)),
    Sample("region", M34, RANDOM.randn(3, 4)),
    Sample("region", np.arange(40.0) ** 2, np.arange(40.0) ** 2 + (np.arange(40) % 3 == 0) * RANDOM.randn(40)),
    Sample("stream-order", KEPT_F, KEPT_C),
    Sample("stream-order", KEPT_F, KEPT_C, more={"draws": U[::-1] + 1}),
    Sample("stream", KEPT_F, KEPT_C, more={"draws": U, "port_draws": U}),
    Sample("stream", M34, M44[:3], more={"draws": U}),
    Sample("tolerance", M34, M34 * 1.5 + 0.3),
    Sample("tolerance", [1000, 2000], [1001, 2001]),
    Sample("tolerance", M34, M34 * (1 + 1e-14 * RANDOM.randn(3, 4))),
    Sample("ill-conditioned", M34, RANDOM.randn(3, 4), more={"rerun": lambda inputs: None}),
    Sample("ill-conditioned", [1, 2, 9], [1, 2, 7], (X,), more={"rerun": lambda x: {"r": canonical([1, 2, 6])}}),
    Sample("ill-conditioned", M34, M34 + 0.1, (X,), more={"rerun": lambda x: {"r": with_column(M34, 0, 9.5)}}),
    Sample("ill-conditioned", M34, M34 + 0.1 * RANDOM.randn(3, 4), (M34,), more={"rerun": lambda x: {"r": x[0]}}),
    Sample("unknown", M34, M34.T),
    Sample("mutated-input", M34, M44[:3]),
    Sample("swapped-outputs", {"a": 1}, {"b": 1}),
    Sample("missing-output", {"a": 1}, {"a": 2}),
    Sample("extra-output", {"a": 1}, {"a": 2}),
]


def named(samples: list[Sample]) -> list[Any]:
    return [pytest.param(sample, id=f"{sample.kind}-{k}") for k, sample in enumerate(samples)]


@pytest.mark.parametrize("sample", named(RIGHT))
def test_is_named_first(sample: Sample) -> None:
    found = causes(sample.expected, sample.obtained, *sample.inputs, **sample.more)
    assert found and found[0].kind == sample.kind, found
    assert sample.says in found[0].detail + found[0].fix, found
    assert found[0].fix


@pytest.mark.parametrize("sample", named(NEAR))
def test_near_miss_is_not_named(sample: Sample) -> None:
    found = causes(sample.expected, sample.obtained, *sample.inputs, **sample.more)
    assert found and sample.kind not in kinds(found), found


CALLS = {"swapped-outputs", "missing-output", "extra-output", "ill-conditioned", "mutated-input"}


def test_every_kind_is_sampled() -> None:
    assert {sample.kind for sample in RIGHT} | CALLS == set(KINDS) == {sample.kind for sample in NEAR} | CALLS


@pytest.mark.parametrize("sample", named(RIGHT + NEAR))
def test_equal_values_have_no_cause(sample: Sample) -> None:
    for value in (canonical(sample.expected), canonical(sample.obtained)):
        assert causes(value, value, *sample.inputs) == []


# Outputs, and the call


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
    assert kinds(diagnose(reference({"r": 1}), {"r": np.float16(1)}, [comparison])) == ["class"]


def hilbert(n: int) -> Any:
    return 1 / (np.arange(1, n + 1)[:, None] + np.arange(n))


def test_ill_conditioned() -> None:
    A, b = hilbert(9), np.ones((9, 1))
    expected, obtained = np.linalg.solve(A, b), np.linalg.inv(A) @ b
    solve = lambda inputs: {"r": np.linalg.solve(*inputs)}  # noqa: E731
    found = causes(expected, obtained, A, b, rerun=solve)
    assert kinds(found) == ["ill-conditioned"] and "one ulp" in found[0].detail
    well = A + np.eye(9)
    apart = np.linalg.solve(well, b) * (1 + 1e-6 * RANDOM.randn(9, 1))
    assert "ill-conditioned" not in kinds(causes(np.linalg.solve(well, b), apart, well, b, rerun=solve))


def test_a_cause_is_seen_through_ill_conditioning() -> None:
    A, b = hilbert(8), np.ones((8, 1))
    x, other = np.linalg.solve(A, b), np.linalg.inv(A) @ b
    solve = lambda inputs: {"r": np.linalg.solve(*inputs)}  # noqa: E731
    assert kinds(causes(x, 2 * other, A, b, rerun=solve)) == ["scale"]
    changed = other.copy()
    changed[0] = 0
    found = causes(x, changed, A, b, rerun=solve)
    assert kinds(found) == ["region"] and "element 1" in found[0].detail


def test_what_is_proven_of_one_output_goes_before_what_is_weak_of_another() -> None:
    found = causes_of_call({"J": 4.795, "grad": M34}, {"J": 4.858, "grad": -M34})
    assert [(cause.kind, cause.output) for cause in found] == [("sign", "grad"), ("unknown", "J")]


def test_the_cause_that_explains_more_outputs_goes_first() -> None:
    rows = {"T1": M44, "T2": M34}
    found = causes_of_call(rows, {"T1": M44.T, "T2": M34.ravel(order="F").reshape(3, 4)})
    assert [(cause.kind, cause.output) for cause in found] == [
        ("memory-order", "T1"),
        ("transpose", "T1"),
        ("memory-order", "T2"),
    ]


def test_what_a_script_leaves_behind_tells_the_sizes() -> None:
    found = causes_of_call({"scores": X, "s": X.std(ddof=1)}, {"scores": X, "s": X.std()})
    assert kinds(found) == ["ddof"] and "n = 30" in found[0].detail


def test_none_for_an_empty_output() -> None:
    assert kinds(causes_of_call({"k": np.zeros((0, 1)), "v": 1}, {"k": None, "v": 1})) == ["empty"]
    assert kinds(causes_of_call({"k": np.zeros((0, 1))}, {})) == ["empty"]
    assert kinds(causes_of_call({"k": np.zeros((0, 1)), "v": 1}, {"v": 1})) == ["missing-output"]


def test_numpys_own_ways_are_no_cause_where_they_are_let_pass() -> None:
    expected = {"k": [[3], [1], [2]], "name": "a"}
    obtained = {"k": np.array([3, 1, 2]), "name": "b"}
    assert set(kinds(causes(expected, obtained))) == {"class", "orientation", "unknown"}
    assert kinds(causes(expected, obtained, strict=False)) == ["unknown"]


def test_unknown_points_at_the_trace() -> None:
    assert "matdrop trace" in causes(M34, M44[:3])[0].fix


def test_perturbation_leaves_what_counts_alone() -> None:
    seen: list[Any] = []

    def rerun(inputs: tuple[Value, ...]) -> dict[str, Value]:
        seen.append(inputs)
        return {"r": M34}

    given_inputs = (3, "text", [True], M34, [M34, 5], np.int8(4), scipy.sparse.csc_array(M44), COMPLEX)
    causes(M34, M34 + 0.1 * M44[:3] ** 2, *given_inputs, rerun=rerun)
    assert len(seen) == 4
    for inputs in seen:
        for k, value in enumerate(given_inputs):
            same = compare(value, inputs[k]).mismatch is None
            assert same == (k in (0, 1, 2, 5)), k
            assert compare(value, inputs[k], "ulp:1").mismatch is None


def test_leaves_of_one_kind_are_told_once() -> None:
    found = causes([M34, [M34, M34]], [-M34, [-M34, M34.copy()]])
    assert kinds(found) == ["sign"]
    assert found[0].detail.startswith("{1}: ") and "1 more" in found[0].detail


def test_two_causes_together() -> None:
    sigma = X.std(0, ddof=1, keepdims=True).T
    assert kinds(causes(sigma, X.std(0), X)) == ["ddof", "orientation"]
    assert kinds(causes([[2], [5]], np.array([1, 4]), X)) == ["index-base", "orientation", "class"]
    indices = RANDOM.randint(1, 30, (3, 5)).astype(float)
    assert set(kinds(causes(indices, indices.T - 1, X))) == {"index-base", "transpose"}
    assert set(kinds(causes(M44, 2 * M44.T))) == {"scale", "transpose"}


def test_row_order_and_transpose_are_alternatives_for_a_square_matrix() -> None:
    assert kinds(causes(M44, M44.T)) == ["transpose", "memory-order"]


def test_reports_show_the_fix() -> None:
    case = Case(Pair("f", Path("f.m"), "f.py:f", ("r",)), "one")
    (cause,) = causes(M34, -M34)
    finding = Finding(cause.kind, "suspected", cause.detail, "f", ("one",), ("r",), fix=Fix(cause.fix))
    result = Result(case, "live", "MISMATCH")
    told, fix = difference_lines(result, [finding])[-2:]
    assert told.startswith("  suspected: sign (r): ") and fix.startswith("    fix: negate")
    (told,) = to_json(ExplainedReport((result,), findings=(finding,)))["findings"]
    assert told["kind"] == "sign" and told["fix"]["text"].startswith("negate")


def test_differences_within_the_tolerance_do_not_hide_a_column() -> None:
    noisy = with_column(M34, 1, 2 * M34[:, 1]) * (1 + 1e-8 * RANDOM.randn(3, 4))
    found = causes(M34, noisy, tolerance=Tolerance(None, 1e-6, 0))
    assert kinds(found) == ["scale"] and "column 2" in found[0].detail


# Fuzzed matrices: whatever a transformation does to them, it is found


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


# Any two values


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
    assert set(kinds(found)) <= set(KINDS)
    assert all(cause.output == "r" and cause.detail and cause.fix for cause in found)
