"""Traits of inputs, in words, by which inputs are told apart from those of the cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from matdrop.search.leaves import Inputs, leaves_of, name_of
from matdrop.values.canonical import class_of, text_of
from matdrop.values.value import Array, is_char

LARGE = 1e9
# What the authors of most code have not thought of: shown behind the rest.
CLASSES = ("is single", "is of an integer class", "is logical", "is complex double", "is complex single")
ODD = (*CLASSES, "NaN", "Inf", "negative zero", "empty", "large number")


def traits_of(inputs: Inputs, names: Sequence[str]) -> frozenset[str]:
    """Find what is to be said of inputs: class and form, special values, and what stands out.

    Parameters
    ----------
    inputs : tuple of value
        In canonical form.
    names : sequence of str
        The names of the inputs.

    Returns
    -------
    frozenset of str
        Such as ``x has a NaN``.

    Examples
    --------
    >>> sorted(traits_of((np.array([[2.0, 2.0, np.nan]]),), ["x"]))
    ['x has a NaN', 'x has equal numbers', 'x is a row', 'x is double']
    """
    arrays = {name_of(path, names): array for path, array in leaves_of(inputs).items()}
    found = {f"{name} {trait}" for name, array in arrays.items() for trait in _of_array(array)}
    texts = {f"{name} is '{text_of(value)}'" for name, value in zip(names, inputs, strict=True) if is_char(value)}
    return frozenset(found | set(_shared_numbers(arrays)) | texts)


def oddity_of(traits: Iterable[str]) -> int:
    """Measure how unlike the cases inputs are.

    Parameters
    ----------
    traits : iterable of str
        What they have and no case has.

    Returns
    -------
    int
        1 for each trait, more for what is odd for itself, such as a NaN.

    Examples
    --------
    >>> oddity_of(["x has equal numbers"]), oddity_of(["x has a NaN"])
    (1, 4)
    """
    return sum(4 if trait.endswith(ODD) else 1 for trait in traits)


def general(traits: Iterable[str]) -> frozenset[str]:
    """Leave out of traits which input has another class: code that does not keep one class rarely keeps the others.

    Parameters
    ----------
    traits : iterable of str
        As `traits_of` returns them.

    Returns
    -------
    frozenset of str
        Traits of a class without the name of the input.

    Examples
    --------
    >>> sorted(general(["x is single", "x has a NaN"]))
    ['is single', 'x has a NaN']
    """
    return frozenset(trait.partition(" ")[2] if trait.endswith(CLASSES) else trait for trait in traits)


def _of_array(array: Array) -> Iterator[str]:
    yield "is of an integer class" if array.dtype.kind in "iu" else f"is {class_of(array)}"
    yield f"is {_form(array)}"
    if not array.size:
        return
    if array.dtype.kind == "f":
        yield from _of_numbers(array)
    if array.dtype.kind in "fiu":
        yield from _of_values(np.asarray(array, np.float64))


def _form(array: Array) -> str:
    if not array.size:
        return "empty"
    if array.size == 1:
        return "one number"
    if array.ndim == 2 and 1 in array.shape:
        return "a row" if array.shape[0] == 1 else "a column"
    return "a matrix" if array.ndim == 2 else "an array of more dimensions"


def _of_numbers(array: Array) -> Iterator[str]:
    """Find what only doubles and singles have."""
    if np.isnan(array).any():
        yield "has a NaN"
    if np.isinf(array).any():
        yield "has an Inf"
    if ((array == 0) & np.signbit(array)).any():
        yield "has a negative zero"
    finite = array[np.isfinite(array)]
    if (finite != np.trunc(finite)).any():
        yield "has fractions"
    if (np.abs(finite - np.trunc(finite)) == 0.5).any():
        yield "has halves"
    if array.ndim == 2 and array.shape[0] == array.shape[1] > 1 and len(finite) == array.size:
        yield from _of_square(np.asarray(array, np.float64))


def _of_square(matrix: Array) -> Iterator[str]:
    import scipy.linalg  # slow to import

    permutation, _, upper = scipy.linalg.lu(matrix)
    if not np.array_equal(permutation, np.eye(len(matrix))):
        yield "needs pivoting"
    pivots = np.abs(np.diag(upper))
    if pivots.min() <= 1e-12 * pivots.max():
        yield "is singular"


def _of_values(array: Array) -> Iterator[str]:
    finite = array[np.isfinite(array)]
    if (finite == 0).any():
        yield "has a zero"
    if (finite < 0).any():
        yield "has a negative number"
    if (np.abs(finite) >= LARGE).any():
        yield "has a large number"
    if array.size > 1:
        if len(np.unique(finite)) < len(finite):
            yield "has equal numbers"
        if len(finite) == array.size and len(np.unique(finite)) == 1:
            yield "has one number everywhere"
        if (np.diff(array.ravel(order="F")) < 0).any():
            yield "is not sorted"


def _shared_numbers(arrays: Mapping[str, Array]) -> Iterator[str]:
    """Find inputs that have the number that another one is; 0 and 1 are no coincidence."""
    for one, single in arrays.items():
        if single.size != 1 or single.item() in (0, 1):
            continue
        for other, array in arrays.items():
            if other != one and array.size and (array == single.item()).any() and not (array.size == 1 and other < one):
                yield f"{other} has the number {one}"
