"""Each kind on constructed values, and near misses of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from matdrop.cases.tolerance import Tolerance
from matdrop.habits.registry import kinds as all_kinds
from matdrop.values.canonical import canonical
from matdrop.values.value import FunctionHandle
from tests.habits.diagnosing import (
    COLUMN,
    COMPLEX,
    KEPT_C,
    KEPT_F,
    M34,
    M44,
    MAGIC,
    RANDOM,
    U,
    X,
    causes,
    kinds,
    with_column,
)
from tests.test_gallery import ENTRIES


def sat(x: Any, dtype: Any) -> Any:
    """MATLAB's conversion to an integer class."""
    x = np.asarray(x, float)
    rounded = np.trunc(x) + np.copysign(np.abs(x - np.trunc(x)) >= 0.5, x)
    return np.clip(rounded, np.iinfo(dtype).min, np.iinfo(dtype).max).astype(dtype)


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


def test_every_kind_is_sampled_or_has_pairs_in_the_gallery() -> None:
    sampled = {sample.kind for sample in RIGHT} & {sample.kind for sample in NEAR}
    pairs = Counter(entry["cause"] for entry in ENTRIES.values())
    assert {sample.kind for sample in RIGHT + NEAR} <= set(all_kinds())
    assert all(pairs[kind] > 1 for kind in set(all_kinds()) - sampled)


@pytest.mark.parametrize("sample", named(RIGHT + NEAR))
def test_equal_values_have_no_cause(sample: Sample) -> None:
    for value in (canonical(sample.expected), canonical(sample.obtained)):
        assert causes(value, value, *sample.inputs) == []
