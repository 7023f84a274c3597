"""The inputs of a case, varied by special values, sizes, classes and directions, one thing at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from matdrop.search.domain import Domain, Sizes
from matdrop.search.leaves import Inputs, Path, leaves_of, with_leaves
from matdrop.search.thresholds import Thresholds
from matdrop.values.canonical import canonical, text_of
from matdrop.values.value import Array, is_char

Change = Callable[[Array], Array]
Item = TypeVar("Item")
# Sizes at which code turns: a loop that does not run, runs once, has a middle or none.
SIZES = (1, 2, 3, 4, 5, 0, 8)
# No input is made larger than this by a number that a source compares a size with.
LARGEST_SIZE = 64
CLASSES = (np.float32, np.int32, np.uint8, np.int8, np.bool_)


def variations(domain: Domain, base: Inputs, thresholds: Thresholds) -> Iterator[Inputs]:
    """Vary some inputs.

    Parameters
    ----------
    domain : Domain
        What the cases of this form show.
    base : tuple of value
        The inputs of one of them.
    thresholds : Thresholds
        What the sources compare with.

    Yields
    ------
    tuple of value
        The inputs with one thing changed, one of each way in turn, of each the plainest first: a few of them have
        something of all. Not all of them are in the domain.
    """
    yield from in_turn(
        [
            _by_size(domain, base, thresholds),
            _by_threshold(base, thresholds),
            _by_text(base, thresholds),
            _by_other_input(base),
            in_turn([_by_value(base, path, array) for path, array in leaves_of(base).items()]),
            _by_direction(domain, base),
            _by_class(domain, base),
        ]
    )


def in_turn(sources: Sequence[Iterator[Item]]) -> Iterator[Item]:
    """Take one of each source in turn, until all have ended.

    Parameters
    ----------
    sources : sequence of iterator
        Each may end at another time.

    Yields
    ------
    item
        All of them.

    Examples
    --------
    >>> list(in_turn([iter("abc"), iter("d"), iter("ef")]))
    ['a', 'd', 'e', 'b', 'f', 'c']
    """
    left = [*sources]
    while left:
        for source in [*left]:
            try:
                yield next(source)
            except StopIteration:
                left.remove(source)


def _by_size(domain: Domain, base: Inputs, thresholds: Thresholds) -> Iterator[Inputs]:
    """Change one size in turn: first to 1, where a matrix becomes a row or a column, and functions turn."""
    counts = [int(number) for number in thresholds.numbers if number == int(number) and 0 < number < LARGEST_SIZE]

    def resized(sizes: Sizes, size: int) -> Iterator[Inputs]:
        near = [1, size - 1, size + 1, *(count + step for count in counts for step in (-1, 0, 1))]
        for count in dict.fromkeys((*near, *SIZES)):
            if count >= 0 and count != size:
                yield domain.resized(base, sizes, count)

    yield from in_turn([resized(sizes, size) for sizes, size in domain.sizes_of(base).items()])


def _by_threshold(base: Inputs, thresholds: Thresholds) -> Iterator[Inputs]:
    """Put values at, just below and just above what the sources compare with: one number of an array, or all."""
    arrays = leaves_of(base)
    values = [number for threshold in thresholds.numbers for number in _around(threshold)]
    for path, array in arrays.items():
        if array.dtype.kind != "f" or not array.size:
            continue
        for value in values:
            yield with_leaves(base, {path: _with_first(array, value)})
            if array.size > 1:
                yield with_leaves(base, {path: np.full_like(array, value)})


def _around(threshold: float) -> Iterator[float]:
    yield threshold
    for side in (-1.0, 1.0):
        yield threshold + side
        yield float(np.nextafter(threshold, side * np.inf))


def _by_text(base: Inputs, thresholds: Thresholds) -> Iterator[Inputs]:
    """Exchange a text that the sources compare with for another one."""
    for number, value in enumerate(base):
        if is_char(value) and text_of(value) in thresholds.texts:
            for text in thresholds.texts:
                yield (*base[:number], canonical(text), *base[number + 1 :])


def _by_value(base: Inputs, path: Path, array: Array) -> Iterator[Inputs]:
    """Change the numbers of one array."""
    if array.dtype == bool:
        changes = LOGICAL
    elif array.dtype.kind in "iu":
        changes = INTEGERS
    elif array.size == 1:
        changes = ONE_NUMBER
    else:
        changes = {**NUMBERS, **(MATRIX if array.ndim == 2 and min(array.shape) > 1 else {})}
    if array.dtype.kind == "c":
        changes = {**{name: _in_parts(change) for name, change in changes.items()}, **COMPLEX}
    for change in changes.values():
        changed = _tried(change, array)
        # Products of complex Inf and NaN follow no one rule: they differ from one library to the next.
        if changed is not None and (changed.dtype.kind != "c" or np.isfinite(changed).all()):
            yield with_leaves(base, {path: changed})


def _tried(change: Change, array: Array) -> Array | None:
    """Change an array, if it has what is changed and can hold the new numbers."""
    if not array.size:
        return None
    with np.errstate(all="ignore"):
        changed = np.asarray(change(array.copy()))
    return changed.astype(array.dtype) if array.dtype.kind in "fciu" else changed


def _in_parts(change: Change) -> Change:
    """Return a change that is made to the real and to the imaginary part: complex numbers have no order."""

    def changed(array: Array) -> Array:
        return np.asarray(change(array.real.copy()) + 1j * change(array.imag.copy()))

    return changed


def _by_other_input(base: Inputs) -> Iterator[Inputs]:
    """Set numbers of an array to the number that another input is: a tie with what it may be compared with."""
    arrays = {path: array for path, array in leaves_of(base).items() if array.dtype.kind == "f" and array.size}
    for path, array in arrays.items():
        for other, single in arrays.items():
            if other == path or single.size != 1:
                continue
            yield with_leaves(base, {path: _with_first(array, single.item())})
            if array.size > 1:
                yield with_leaves(base, {path: np.full_like(array, single.item())})


def _by_direction(domain: Domain, base: Inputs) -> Iterator[Inputs]:
    """Turn vectors: all of one length together, and each that no other input is as long as."""
    arrays = leaves_of(base)
    for places in domain.axes.values():
        turned = {path: arrays[path].T for path, _ in places if _is_vector(arrays[path])}
        if turned:
            yield with_leaves(base, turned)


def _by_class(domain: Domain, base: Inputs) -> Iterator[Inputs]:
    arrays = {
        path: array
        for path, array in leaves_of(base).items()
        if array.dtype.kind == "f" and not domain.roles[path].is_scalar
    } or {path: array for path, array in leaves_of(base).items() if array.dtype.kind == "f"}
    for dtype in CLASSES:
        cast = {path: _cast(array, np.dtype(dtype)) for path, array in arrays.items()}
        yield with_leaves(base, cast)
        if len(cast) > 1:
            yield from (with_leaves(base, {path: array}) for path, array in cast.items())


def _cast(array: Array, dtype: np.dtype[np.generic]) -> Array:
    """Convert as MATLAB does: round half away from zero, and saturate."""
    if dtype.kind == "b":
        return np.asarray(array != 0)
    if dtype.kind == "f":
        return array.astype(dtype)
    limits = np.iinfo(dtype)  # type: ignore[type-var]
    rounded = np.trunc(array + np.copysign(0.5, array))
    return np.asarray(np.clip(np.nan_to_num(rounded, nan=0.0), limits.min, limits.max), dtype)


def _is_vector(array: Array) -> bool:
    return array.ndim == 2 and 1 in array.shape and array.size > 1


# -- changes of one array


def _with(array: Array, place: int, value: float) -> Array:
    changed = array.copy(order="F")
    changed[np.unravel_index(place % array.size, array.shape, order="F")] = value
    return changed


def _with_first(array: Array, value: float) -> Array:
    return _with(array, 0, value)


def _numbered(array: Array, numbers: Array) -> Array:
    """Return numbers, column by column, in the size of an array."""
    return np.resize(numbers, array.size).reshape(array.shape, order="F")


def _limits(array: Array) -> np.iinfo[Any]:
    return np.iinfo(array.dtype)


def _flat(array: Array) -> Array:
    return array.ravel(order="F")


def _second_largest_as_large(array: Array) -> Array:
    order = np.argsort(_flat(array), kind="stable")
    return _with(array, int(order[-2]), float(array.max()))


def _second_smallest_as_small(array: Array) -> Array:
    order = np.argsort(_flat(array), kind="stable")
    return _with(array, int(order[1]), float(array.min()))


ONE_NUMBER: Mapping[str, Change] = {
    "zero": lambda a: a * 0,
    "one": lambda a: a * 0 + 1,
    "two": lambda a: a * 0 + 2,
    "three": lambda a: a * 0 + 3,
    "next": lambda a: a + 1,
    "before": lambda a: a - 1,
    "double": lambda a: a * 2,
    "half": lambda a: a / 2,
    "whole": lambda a: np.round(a),
    "tie of rounding": lambda a: np.floor(a) + 0.5,
    "negative": lambda a: -a,
    "minus one": lambda a: a * 0 - 1,
    "large": lambda a: a * 0 + 1e10,
    "small": lambda a: a * 0 + 1e-10,
    "Inf": lambda a: a * 0 + np.inf,
    "NaN": lambda a: a * np.nan,
    "negative zero": lambda a: np.full_like(a, -0.0),
}
LOGICAL: Mapping[str, Change] = {
    "false": lambda a: np.zeros_like(a),
    "true": lambda a: np.ones_like(a),
    "other": lambda a: ~a,
    "first": lambda a: _with(np.zeros_like(a), 0, True),
    "last": lambda a: _with(np.zeros_like(a), -1, True),
}
INTEGERS: Mapping[str, Change] = {
    "the smallest": lambda a: _with_first(a, _limits(a).min),
    "the largest": lambda a: _with(a, -1, _limits(a).max),
    "all the smallest": lambda a: np.full_like(a, _limits(a).min),
    "all the largest": lambda a: np.full_like(a, _limits(a).max),
    "zeros": lambda a: np.zeros_like(a),
    "ones": lambda a: np.ones_like(a),
    "a tie": lambda a: _with(a, 1, _flat(a)[0]),
    "counted": lambda a: _numbered(a, np.arange(1, a.size + 1)),
    "reversed": lambda a: _numbered(a, _flat(a)[::-1]),
    "sorted": lambda a: _numbered(a, np.sort(_flat(a))),
}
NUMBERS: Mapping[str, Change] = {
    "a tie": lambda a: _with(a, 1, _flat(a)[0]),
    "a tie of the largest": _second_largest_as_large,
    "a tie of the smallest": _second_smallest_as_small,
    "a zero": lambda a: _with_first(a, 0.0),
    "a negative": lambda a: _with_first(a, -abs(_flat(a)[0]) - 1),
    "a NaN": lambda a: _with(a, a.size // 2, np.nan),
    "whole numbers": np.round,
    "ties of rounding": lambda a: np.floor(a) + 0.5,
    "counted": lambda a: _numbered(a, np.arange(1.0, a.size + 1)),
    "counted down": lambda a: _numbered(a, np.arange(float(a.size), 0, -1)),
    "sorted": lambda a: _numbered(a, np.sort(_flat(a))),
    "reversed": lambda a: _numbered(a, _flat(a)[::-1]),
    "unsorted": lambda a: _numbered(a, np.roll(_flat(a)[::-1], 1)),
    "repeated": lambda a: _numbered(a, _flat(a)[: max(1, a.size // 2)]),
    "in turn": lambda a: _numbered(a, np.array([0.0, 1.0])),
    "zeros": lambda a: a * 0,
    "ones": lambda a: np.ones_like(a),
    "negatives": lambda a: -a,
    "fractions": lambda a: a / 10,
    "a zero last": lambda a: _with(a, -1, 0.0),
    "a NaN first": lambda a: _with_first(a, np.nan),
    "a NaN last": lambda a: _with(a, -1, np.nan),
    "NaNs": lambda a: np.full_like(a, np.nan),
    "an Inf": lambda a: _with_first(a, np.inf),
    "a negative Inf": lambda a: _with(a, -1, -np.inf),
    "a negative zero": lambda a: _with_first(a, -0.0),
    "large": lambda a: a * 1e10,
    "a large one": lambda a: _with_first(a, 1e16),
    "small": lambda a: a * 1e-10,
}
COMPLEX: Mapping[str, Change] = {
    "conjugates": np.conj,
    "imaginary parts of zero": lambda a: a.real + 0j,
    "real parts of zero": lambda a: a.imag * 1j,
}


def _scaled(array: Array, scales: Array) -> Array:
    """Scale rows and columns alike, which leaves a symmetric or definite matrix one."""
    return array * scales[:, None] * scales if array.shape[0] == array.shape[1] else array


MATRIX: Mapping[str, Change] = {
    "rows and columns in reverse": lambda a: a[::-1, ::-1],
    "rows and columns moved on": lambda a: np.roll(a, 1, axis=(0, 1)),
    "growing": lambda a: _scaled(a, 3.0 ** np.arange(len(a))),
    "growing, moved on": lambda a: _scaled(a, np.roll(3.0 ** np.arange(len(a)), 1)),
    "falling": lambda a: _scaled(a, 3.0 ** np.arange(len(a))[::-1]),
    "a pivot of zero": lambda a: _with_first(a, 0.0),
    "rows in reverse": lambda a: a[::-1],
    "rows moved on": lambda a: np.roll(a, 1, axis=0),
    "columns in reverse": lambda a: a[:, ::-1],
    "a row twice": lambda a: np.concatenate([a[:-1], a[:1]]),
    "a column twice": lambda a: np.concatenate([a[:, :-1], a[:, :1]], axis=1),
    "a row of zeros": lambda a: np.concatenate([a[:-1], 0 * a[:1]]),
    "a column of zeros": lambda a: np.concatenate([0 * a[:, :1], a[:, 1:]], axis=1),
    "a column of one number": lambda a: np.concatenate([a[:, :-1], 0 * a[:, :1] + 3], axis=1),
    "rank one": lambda a: a[:, :1] @ a[:1],
    "identity": lambda a: np.eye(*a.shape),
    "upper triangle": np.triu,
    "lower triangle": np.tril,
    "transposed": lambda a: a.T if a.shape[0] == a.shape[1] else a,
    "symmetric": lambda a: (a + a.T) / 2 if a.shape[0] == a.shape[1] else a,
    "a row of NaN": lambda a: np.concatenate([a[:-1], np.nan * a[:1]]),
}
