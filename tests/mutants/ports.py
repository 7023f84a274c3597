"""Wrong ports, each named after its one defect; verification must catch every one of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from matdrop.port.arithmetic import Array, Draw, matlab_arguments, rdivide, times
from matdrop.port.bias_variance import bias_variance
from matdrop.port.inverted_dropout import inverted_dropout
from matdrop.port.linear_fit import linear_fit
from matdrop.port.mrdivide import mrdivide
from matdrop.port.sums import mean, sum_, var
from matdrop.port.traditional_dropout import traditional_dropout

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


# ---------------------------------------------------------------- the linear model, bias and variance, weight decay


@matlab_arguments
def linear_not_scaled(W: Array, b: Array, X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    X, mask = traditional_dropout(X, keep_prob, rand)
    return W @ X + b, mask


@matlab_arguments
def linear_bias_dropped_too(W: Array, b: Array, X: Array, keep_prob: float, rand: Draw) -> tuple[Array, Array]:
    X, mask = inverted_dropout(X, keep_prob, rand)
    return W @ X + b * mask.any(), mask


@matlab_arguments
def fit_ignores_the_bias(X: Array, Y: Array, b: Array) -> Array:
    return linear_fit(X, Y, np.zeros((1, 1)))


@matlab_arguments
def fit_of_dropped_units_too(X: Array, Y: Array, b: Array) -> Array:
    return mrdivide(Y - b, X + (X == 0))


@matlab_arguments
def variance_by_n(Y_hat: Array, truth: Array) -> tuple[Array, Array]:
    return mean((mean(Y_hat, 1) - truth) ** 2, 2), mean(var(Y_hat, 1, 1), 2)


@matlab_arguments
def bias_not_squared(Y_hat: Array, truth: Array) -> tuple[Array, Array]:
    return mean(np.abs(mean(Y_hat, 1) - truth), 2), mean(var(Y_hat, 0, 1), 2)


@matlab_arguments
def error_for_bias(Y_hat: Array, truth: Array) -> tuple[Array, Array]:
    return mean(mean((Y_hat - truth) ** 2, 1), 2), mean(var(Y_hat, 0, 1), 2)


@matlab_arguments
def units_dropped_at_test_time_only(
    W: Array, b: Array, X: Array, X_test: Array, sigma: Array, sets: int, kept: Array, randn: Draw
) -> tuple[Array, Array]:
    Y = W @ X + b + sigma * randn(sets, X.shape[1])
    Y_hat = linear_fit(X, Y, b) @ (X_test * kept) + 2 * b
    return bias_variance(Y_hat, W @ X_test + b)


@matlab_arguments
def mask_drawn_once_for_all_sets(
    W: Array,
    b: Array,
    X: Array,
    X_test: Array,
    sigma: Array,
    sets: int,
    iterations: int,
    keep_prob: float,
    rand: Draw,
    randn: Draw,
) -> tuple[Array, Array]:
    Y_hat = np.zeros((sets, X_test.shape[1]))
    X_dropped = inverted_dropout(np.tile(X, (1, iterations)), keep_prob, rand)[0]
    for s in range(sets):
        Y = W @ X + b + sigma * randn(1, X.shape[1])
        Y_hat[s] = linear_fit(X_dropped, np.tile(Y, (1, iterations)), b) @ X_test + b
    return bias_variance(Y_hat, W @ X_test + b)


@matlab_arguments
def penalty_upside_down(X: Array, keep_prob: float) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(keep_prob / (1 - keep_prob) * sum_(X**2, 2))


@matlab_arguments
def penalty_by_variance_of_units(X: Array, keep_prob: float) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray((1 - keep_prob) / keep_prob * var(X, 1, 2) * X.shape[1])


@matlab_arguments
def penalty_without_division(X: Array, keep_prob: float) -> Array:
    return np.asarray((1 - keep_prob) * sum_(X**2, 2))


@matlab_arguments
def objective_not_scaled(W: Array, b: Array, X: Array, Y: Array, keep_prob: float, draws: int, rand: Draw) -> Array:
    X = traditional_dropout(np.tile(X, (1, draws)), keep_prob, rand)[0]
    E = np.reshape(W @ X + b - np.tile(Y, (1, draws)), (Y.shape[1], draws), order="F")
    return sum_(E**2, 1)


@matlab_arguments
def objective_of_one_mask(W: Array, b: Array, X: Array, Y: Array, keep_prob: float, draws: int, rand: Draw) -> Array:
    X = inverted_dropout(X, keep_prob, rand)[0]
    return np.tile(sum_((W @ X + b - Y) ** 2, 2), (1, draws))


@matlab_arguments
def expected_objective_without_penalty(W: Array, b: Array, X: Array, Y: Array, keep_prob: float) -> Array:
    return sum_((Y - W @ X - b) ** 2, 2)


@matlab_arguments
def bias_penalised(X: Array, Y: Array, penalty: Array) -> tuple[Array, Array]:
    Z = np.vstack([X, np.ones((1, X.shape[1]))])
    A = Z @ Z.T + np.diagflat(np.vstack([penalty, penalty[:1]]))
    theta = mrdivide(Y @ Z.T, A)
    return theta[:, :-1], theta[:, -1:]


@matlab_arguments
def mask_drawn_once_for_all_iterations(
    X: Array, Y: Array, keep_prob: float, rate: Array, iterations: int, rand: Draw
) -> tuple[Array, Array]:
    W, b = np.zeros((1, X.shape[0])), np.zeros((1, 1))
    W_mean, b_mean = W, b
    X = inverted_dropout(X, keep_prob, rand)[0]
    for t in range(1, iterations + 1):
        E = W @ X + b - Y
        W, b = W - rate * (E @ X.T) / X.shape[1], b - rate * sum_(E, 2) / X.shape[1]
        W_mean, b_mean = W_mean + 2 / (t + 1) * (W - W_mean), b_mean + 2 / (t + 1) * (b - b_mean)
    return W_mean, b_mean


@matlab_arguments
def gradient_of_undropped_inputs(
    X: Array, Y: Array, keep_prob: float, rate: Array, iterations: int, rand: Draw
) -> tuple[Array, Array]:
    W, b = np.zeros((1, X.shape[0])), np.zeros((1, 1))
    W_mean, b_mean = W, b
    for t in range(1, iterations + 1):
        E = W @ inverted_dropout(X, keep_prob, rand)[0] + b - Y
        W, b = W - rate * (E @ X.T) / X.shape[1], b - rate * sum_(E, 2) / X.shape[1]
        W_mean, b_mean = W_mean + 2 / (t + 1) * (W - W_mean), b_mean + 2 / (t + 1) * (b - b_mean)
    return W_mean, b_mean


@matlab_arguments
def expected_value_of_one_function(keep_prob: float, draws: int, rand: Draw) -> tuple[Array, Array]:
    X = np.ones((draws, 1))
    return mean(inverted_dropout(X, keep_prob, rand)[0], 1), mean(inverted_dropout(X, keep_prob, rand)[0], 1)
