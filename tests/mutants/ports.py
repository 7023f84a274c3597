"""Wrong ports, each named after its one defect; verification must catch every one of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from matdrop.port.arithmetic import Array, Draw, matlab_arguments, rdivide, times

# ---------------------------------------------------------------- the mask


@matlab_arguments
def at_most_keep_prob(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) <= keep_prob
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def above_keep_prob(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) > keep_prob
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def below_drop_probability(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < 1 - keep_prob
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def row_major_fill(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand((1, X.size)).reshape(X.shape) < keep_prob
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def mask_drawn_twice(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    X = times(X, rand(X.shape) < keep_prob)
    return rdivide(X, keep_prob), rand(X.shape) < keep_prob


@matlab_arguments
def one_draw_skipped(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    rand((1, 1))
    mask = rand(X.shape) < keep_prob
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def mask_by_row(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = np.broadcast_to(rand((X.shape[0], 1) + (1,) * (X.ndim - 2)) < keep_prob, X.shape)
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def numpy_seeding(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    draws = np.random.RandomState(42).random_sample(X.shape[::-1]).T
    mask = draws < keep_prob
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def single_draws(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape, "single") < keep_prob
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def single_comparison(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape).astype(np.float32) < np.float32(keep_prob)
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def single_mask(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = (rand(X.shape) < keep_prob).astype(np.float32)
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def double_mask(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = (rand(X.shape) < keep_prob).astype(np.float64)
    return rdivide(times(X, mask), keep_prob), mask


# ---------------------------------------------------------------- the arithmetic


@matlab_arguments
def multiplied_instead_of_divided(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    return times(times(X, mask), keep_prob), mask


@matlab_arguments
def not_divided(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    return times(X, mask), mask


@matlab_arguments
def scaled_mask(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    return times(X, rdivide(mask, keep_prob)), mask


@matlab_arguments
def times_reciprocal(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    return times(times(X, mask), rdivide(1.0, keep_prob)), mask


@matlab_arguments
def divided_first(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    return times(rdivide(X, keep_prob), mask), mask


@matlab_arguments
def where_instead_of_times(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    scaled = rdivide(X, keep_prob)
    return np.where(mask, scaled, np.zeros((), scaled.dtype)), mask


@matlab_arguments
def negative_zero_lost(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    X = rdivide(times(X, mask), keep_prob)
    return X + np.zeros((), X.dtype), mask


@matlab_arguments
def nan_replaced_by_zero(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    X = rdivide(times(X, mask), keep_prob)
    return np.where(np.isnan(X), np.zeros((), X.dtype), X), mask


# ---------------------------------------------------------------- class and size


@matlab_arguments
def double_for_single(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    X = rdivide(times(X, mask), keep_prob)
    return X.astype(np.float64) if X.dtype == np.float32 else X, mask


@matlab_arguments
def single_rounded_late(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    if X.dtype == np.float32:
        with np.errstate(all="ignore"):
            return (X.astype(np.float64) * mask / keep_prob).astype(np.float32), mask
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def numpy_promotion(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    with np.errstate(all="ignore"):
        return X * mask / keep_prob, mask


@matlab_arguments
def half_to_even(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    if X.dtype.kind in "iu" and keep_prob:
        limits = np.iinfo(X.dtype)
        whole = np.round((X * mask).astype(np.longdouble) / np.longdouble(keep_prob))
        result = rdivide(times(X, mask), keep_prob)
        inside = (whole > limits.min) & (whole < limits.max)
        result[inside] = whole[inside].astype(X.dtype)
        return result, mask
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def truncated(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    if X.dtype.kind in "iu" and keep_prob:
        limits = np.iinfo(X.dtype)
        whole = np.trunc((X * mask).astype(np.longdouble) / np.longdouble(keep_prob))
        result = rdivide(times(X, mask), keep_prob)
        inside = (whole > limits.min) & (whole < limits.max)
        result[inside] = whole[inside].astype(X.dtype)
        return result, mask
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def wrapped_around(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    small = X.dtype.kind in "iu" and X.dtype.itemsize == 1
    if small and keep_prob >= 0.1:
        whole = np.abs(X * mask).astype(np.float64) / keep_prob + 0.5
        return (np.sign(X).astype(np.int64) * whole.astype(np.int64)).astype(X.dtype), mask
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def one_dimensional(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    X = rdivide(times(X, mask), keep_prob)
    return (X.ravel(), mask.ravel()) if X.shape[0] == 1 else (X, mask)


@matlab_arguments
def transposed(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    return rdivide(times(X, mask), keep_prob).T, mask.T


@matlab_arguments
def empty_loses_its_size(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    X = rdivide(times(X, mask), keep_prob)
    return (X, mask) if X.size else (np.zeros((0, 0), X.dtype), np.zeros((0, 0), bool))


@matlab_arguments
def imaginary_part_lost(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    return rdivide(times(X.real, mask), keep_prob), mask


@matlab_arguments
def conjugated(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    return rdivide(times(X.conj(), mask), keep_prob), mask


# ---------------------------------------------------------------- the call


@matlab_arguments
def input_changed_in_place(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    product = times(X, mask)
    if X.dtype == np.float64:
        X[...] = product
    return rdivide(product, keep_prob), mask


@matlab_arguments
def mask_not_returned(X: Array, keep_prob: float, rand: Draw) -> Array:
    return rdivide(times(X, rand(X.shape) < keep_prob), keep_prob)


@matlab_arguments
def one_output_too_many(X: Array, keep_prob: float, rand: Draw) -> tuple[Any, ...]:
    mask = rand(X.shape) < keep_prob
    return rdivide(times(X, mask), keep_prob), mask, keep_prob


@matlab_arguments
def outputs_swapped(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    return mask, rdivide(times(X, mask), keep_prob)


@matlab_arguments
def fails_on_empty(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    X.max()
    return rdivide(times(X, mask), keep_prob), mask


# ---------------------------------------------------------------- backward, test time, the published defect


@matlab_arguments
def backward_not_divided(dY: Array, mask: Array, keep_prob: float) -> Array:
    return times(dY, mask)


@matlab_arguments
def backward_with_a_new_mask(dY: Array, mask: Array, keep_prob: float) -> Array:
    mask = np.random.RandomState(1).random_sample(dY.shape) < keep_prob
    return rdivide(times(dY, mask), keep_prob)


@matlab_arguments
def backward_without_mask(dY: Array, mask: Array, keep_prob: float) -> Array:
    return rdivide(dY, keep_prob)


@matlab_arguments
def scaled_at_test_time(X: Array) -> Array:
    return times(X, 0.85)


@matlab_arguments
def dropped_at_test_time(X: Array) -> Array:
    return times(X, np.random.RandomState(1).random_sample(X.shape) < 0.85)


@matlab_arguments
def traditional_divided_in_training(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    return rdivide(times(X, mask), keep_prob), mask


@matlab_arguments
def traditional_not_scaled_at_test_time(X: Array, keep_prob: float) -> Array:
    return X.copy()


@matlab_arguments
def published_defect_repaired(X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    mask = rand(X.shape) < keep_prob
    return rdivide(times(X, mask), keep_prob), mask
