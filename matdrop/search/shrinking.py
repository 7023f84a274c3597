"""Smaller and simpler inputs, and how simple inputs are: what is found is shown as small as it can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from matdrop.search.domain import Domain
from matdrop.search.leaves import Inputs, leaves_of, with_leaves
from matdrop.search.traits import oddity_of
from matdrop.values.value import Array

# How unlike the cases inputs are, how many elements they have, and how many digits one reads.
Cost: TypeAlias = tuple[int, int, float]
# Elements of an array that are simplified one by one.
ELEMENTS = 24


def cost_of(domain: Domain, inputs: Inputs) -> Cost:
    """Measure how much one has to read to understand inputs.

    Parameters
    ----------
    domain : Domain
        What the cases of this form show.
    inputs : tuple of value
        Of this form.

    Returns
    -------
    tuple
        Of two inputs the one with the smaller cost is shown.
    """
    arrays = leaves_of(inputs).values()
    return (
        oddity_of(domain.new_traits(inputs)),
        sum(array.size for array in arrays),
        float(sum(_reading(array) for array in arrays)),
    )


def _reading(array: Array) -> float:
    """Measure how much there is to read of an array: small whole numbers are read fastest."""
    if array.dtype.kind not in "fiu":
        return float(array.size)
    numbers = np.asarray(array, np.float64)
    with np.errstate(invalid="ignore"):
        is_whole = numbers == np.trunc(numbers)
        is_short = np.abs(numbers) < 10
        cost = np.where(is_whole, np.where(is_short, 1 + np.abs(numbers) / 100, 4.0), 6.0)
        cost += np.where(numbers * 2 == np.trunc(numbers * 2), 0, 3) + (numbers < 0) * 0.5
    cost[numbers == 0] = np.where(np.signbit(numbers[numbers == 0]), 3.0, 0.5)
    cost[~np.isfinite(numbers)] = 5.0
    return float(cost.sum())


def simpler(domain: Domain, inputs: Inputs) -> Iterator[Inputs]:
    """Make inputs smaller or simpler in one way after the other.

    Parameters
    ----------
    domain : Domain
        What the cases of this form show.
    inputs : tuple of value
        Of this form.

    Yields
    ------
    tuple of value
        Inputs in the domain that cost less and have no new trait that these have not: else one fault would shrink
        to another.
    """
    cost, traits = cost_of(domain, inputs), domain.new_traits(inputs)
    for proposed in (*_smaller(domain, inputs), *_plainer(inputs)):
        if domain.contains(proposed) and cost_of(domain, proposed) < cost and domain.new_traits(proposed) <= traits:
            yield proposed


def _smaller(domain: Domain, inputs: Inputs) -> Iterator[Inputs]:
    for sizes, size in domain.sizes_of(inputs).items():
        for count in sorted({0, 1, 2, 3, size // 2} & set(range(size))):
            yield domain.taken(inputs, sizes, range(count))
        for left_out in range(min(size, ELEMENTS)):
            yield domain.taken(inputs, sizes, [k for k in range(size) if k != left_out])


def _plainer(inputs: Inputs) -> Iterator[Inputs]:
    for path, array in leaves_of(inputs).items():
        for other in _plainer_arrays(array):
            yield with_leaves(inputs, {path: other})


def _plainer_arrays(array: Array) -> Iterator[Array]:
    if array.dtype.kind not in "fiu":
        return
    if array.dtype != np.float64:
        yield array.astype(np.float64)
    if array.dtype.kind == "f":
        yield np.round(array)
        yield np.trunc(array)
    numbers = (0, 1, 2)
    yield from (np.full_like(array, number) for number in numbers)
    yield np.arange(1, array.size + 1).reshape(array.shape, order="F").astype(array.dtype)
    for place in range(min(array.size, ELEMENTS)):
        index = np.unravel_index(place, array.shape)
        for number in (*numbers, np.round(array[index]), np.abs(array[index])):
            other = array.copy()
            other[index] = number
            yield other
