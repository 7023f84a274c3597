"""The arrays of numbers among the inputs of a case, also those within structs and cells, and inputs with others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from matdrop.values.value import Array, Value, field_names, is_cell, is_number_array, is_struct

# The number of an input, then the fields of structs and the numbers of a cell's elements that lead to the array.
Path: TypeAlias = tuple[int | str, ...]
Inputs: TypeAlias = tuple[Value, ...]


def leaves_of(inputs: Sequence[Value]) -> dict[Path, Array]:
    """Find the arrays of numbers and truth values among some inputs.

    Parameters
    ----------
    inputs : sequence of value
        In canonical form.

    Returns
    -------
    dict of tuple to ndarray
        By the path that leads to each. Elements of struct arrays are not among them, nor are sparse arrays.

    Examples
    --------
    >>> from matdrop.values.canonical import canonical
    >>> list(leaves_of([canonical({"rate": 0.1, "name": "sgd"}), np.ones((2, 2))]))
    [(0, 'rate'), (1,)]
    """
    found: dict[Path, Array] = {}
    for number, value in enumerate(inputs):
        found.update(_leaves((number,), value))
    return found


def _leaves(path: Path, value: Value) -> Iterator[tuple[Path, Array]]:
    if is_number_array(value):
        yield path, value
    elif is_struct(value) and value.size == 1:
        for name in field_names(value):
            yield from _leaves((*path, name), value[name].item())
    elif is_cell(value):
        for number, element in enumerate(value.ravel(order="F")):
            yield from _leaves((*path, number), element)


def with_leaves(inputs: Sequence[Value], changed: Mapping[Path, Array]) -> Inputs:
    """Return inputs with other arrays at some paths.

    Parameters
    ----------
    inputs : sequence of value
        In canonical form; they stay as they are.
    changed : mapping of tuple to ndarray
        By paths of `leaves_of`.

    Returns
    -------
    tuple of value
        Inputs without a change are the same objects.

    Examples
    --------
    >>> from matdrop.values.canonical import canonical
    >>> x = canonical({"rate": 0.1})
    >>> with_leaves([x], {(0, "rate"): np.array([[0.5]])})[0]["rate"].item()
    array([[0.5]])
    """
    given = list(inputs)
    for path, array in changed.items():
        number = path[0]
        assert isinstance(number, int)
        given[number] = _changed(given[number], path[1:], array)
    return tuple(given)


def _changed(value: Value, path: Path, array: Array) -> Value:
    if not path:
        return array
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        assert is_struct(value)
        struct = value.copy()
        struct[step][(0,) * value.ndim] = _changed(value[step].item(), rest, array)
        return struct
    assert is_cell(value)
    cell, place = value.copy(), np.unravel_index(step, value.shape, order="F")
    cell[place] = _changed(value[place], rest, array)
    return cell


def name_of(path: Path, names: Sequence[str]) -> str:
    """Write a path as MATLAB does.

    Parameters
    ----------
    path : tuple
        Of `leaves_of`.
    names : sequence of str
        The names of the inputs.

    Returns
    -------
    str
        Such as ``opts.rate`` or ``layers{2}``.

    Examples
    --------
    >>> name_of((0, "layers", 1), ["opts"])
    'opts.layers{2}'
    """
    number, *rest = path
    assert isinstance(number, int)
    return names[number] + "".join(f".{step}" if isinstance(step, str) else f"{{{step + 1}}}" for step in rest)
