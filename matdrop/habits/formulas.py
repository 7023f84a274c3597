"""Formulas: the results of simple ones on a call's inputs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from matdrop.habits.leaf import Leaf, number_inputs
from matdrop.values.value import Array


def results(leaf: Leaf) -> Iterator[tuple[str, Array]]:
    """Compute simple formulas on the inputs, such as sums, means and products.

    Parameters
    ----------
    leaf : Leaf
        A pair of values, with the call's inputs; only inputs of finite real numbers are used.

    Yields
    ------
    str
        The formula in words.
    ndarray
        Its result in float64, finite and of the size of the original's value.

    Examples
    --------
    >>> leaf = Leaf("y", "", np.array([[1.0]]), np.array([[2.0]]), inputs=(np.array([[3.0]]),))
    >>> [text for text, result in results(leaf) if result.item() == 6]
    ['twice input 1']
    """
    real = [x.astype(np.float64) for x in number_inputs(leaf) if x.dtype.kind != "c" and np.isfinite(x).all()]
    with np.errstate(all="ignore"):
        formulas = [*_of_one(real), *_of_two(real)]
    # Not within the block: who asks for a few alone would leave warnings off, or set them back at any later time.
    for text, result in formulas:
        if result.shape == leaf.a.shape and np.isfinite(result).all():
            yield text, result


def _of_one(real: list[Array]) -> Iterator[tuple[str, Array]]:
    for k, x in enumerate(real, 1):
        yield f"input {k}", x
    for k, x in enumerate(real, 1):
        yield f"the absolute value of input {k}", np.abs(x)
        yield f"minus input {k}", -x
        yield f"twice input {k}", 2 * x
        yield f"half of input {k}", x / 2
        yield f"the square of input {k}", x * x
        yield f"the median of input {k}", np.median(x, keepdims=True)
        for axis in range(x.ndim):
            yield f"the sum of input {k} along dimension {axis + 1}", x.sum(axis, keepdims=True)
            yield f"the mean of input {k} along dimension {axis + 1}", x.mean(axis, keepdims=True)


def _of_two(real: list[Array]) -> Iterator[tuple[str, Array]]:
    for (k, x), (j, y) in itertools.permutations(enumerate(real, 1), 2):
        if _broadcast(x, y) is None:
            continue
        if j > k:
            yield f"input {k} + input {j}", x + y
            yield f"input {k} * input {j}", x * y
        yield f"input {k} - input {j}", x - y
        yield f"input {k} / input {j}", x / y


def _broadcast(x: Array, y: Array) -> tuple[int, ...] | None:
    try:
        return np.broadcast_shapes(x.shape, y.shape)
    except ValueError:
        return None
