"""Arrays that are built element by element: how much of them must be as in the end at each moment.

One side may let an array grow where the other one stores into zeros, or fill in a loop what the other computes at once.
Their versions on the way differ in size and in what is still missing, and none of that is a fault. But if each element
is stored once only, it has its last value from then on. So every version can be held against the last one of the
original, apart from the elements that are stored later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.values.value import elements_of, is_cell, is_number_array

LARGEST = 1_000_000  # elements of all versions of an array together
Mask = NDArray[np.bool_]
Near = Callable[[Any, Any], Mask]  # where two arrays of one size agree


@dataclass(frozen=True)
class Building:
    """An array that both sides have in the end, of which each side stores every element once.

    Attributes
    ----------
    target : ndarray
        What the original has in the end, in the size of the port's.
    later : ndarray of bool
        For each version of the port the elements that it stores later.
    pending, missing : ndarray of bool
        For each version of the port, and of the original, the elements that are not as in the end.
    sizes : tuple of tuple
        The sizes of the port's versions.
    versions : ndarray
        These, each with zeros for what has not grown yet.
    """

    target: NDArray[Any]
    later: Mask
    pending: Mask
    missing: Mask
    sizes: tuple[tuple[int, ...], ...]
    versions: NDArray[Any]

    def agrees(self, version: int) -> bool:
        """Check whether all that the port has stored up to a version is as in the end.

        Parameters
        ----------
        version : int
            Its number.

        Returns
        -------
        bool
            Whether only elements that are stored later differ.
        """
        return not (self.pending[version] & ~self.later[version]).any()

    def is_as_far(self, version: int, other: int) -> bool:
        """Check whether a version of the port has all that a version of the original has, and no more.

        Parameters
        ----------
        version, other : int
            Their numbers; -1 for an original that has nothing yet.

        Returns
        -------
        bool
            Whether the same elements are still missing.
        """
        missing = self.missing[other] if other >= 0 else self.target != 0
        return self.agrees(version) and bool((self.pending[version] == missing).all())

    def expected(self, version: int) -> NDArray[Any]:
        """Return what a version of the port has to be.

        Parameters
        ----------
        version : int
            Its number.

        Returns
        -------
        ndarray
            The original's elements where the port has stored its own, of the version's size.
        """
        made = np.where(self.later[version], self.versions[version], self.target)
        size = self.sizes[version]
        if made.shape == size:
            return made
        if _is_vector(made.shape):
            return made.ravel("F")[: int(np.prod(size))].reshape(size)
        return made[tuple(slice(extent) for extent in size)]


def building(ports: Sequence[Any], originals: Sequence[Any], near: Near) -> Building | None:
    """Compare the versions of an array that both sides build.

    Parameters
    ----------
    ports, originals : sequence of value
        The versions on both sides, in order, from the first to the last one of the building.
    near : callable
        Where two arrays agree.

    Returns
    -------
    Building or None
        None if the last versions differ in size, if they are not built piece by piece, or if the port's class cannot
        hold the original's numbers.

    Examples
    --------
    >>> growing = [np.array([[3.0]]), np.array([[3.0, 5.0]])]
    >>> stored = [np.zeros((1, 2)), np.array([[3.0, 0.0]]), np.array([[3.0, 7.0]])]
    >>> built = building(stored, growing, np.isclose)
    >>> [built.agrees(version) for version in range(3)], built.expected(2)
    ([True, True, False], array([[3., 5.]]))
    """
    own, others = _all(map(_array, ports)), _all(map(_array, originals))
    if not own or not others:
        return None
    last, end = own[-1], others[-1]
    if last.size < 2 or last.size != end.size or last.size * (len(own) + len(others)) > LARGEST:
        return None
    versions = _all(_grown(array, last.shape) for array in own)
    known = _all(_turned(array, last.shape) for array in _all(_grown(array, end.shape) for array in others))
    if not versions or not known or not all(_holds(array, known[-1]) for array in own):
        return None
    left, right, target = np.stack(versions), np.stack(known), known[-1]
    if not (_is_piecewise(left) and _is_piecewise(right)):
        return None
    later = np.logical_or.accumulate(np.concatenate([_changes(left), np.zeros_like(left[:1], bool)])[::-1])[::-1]
    pending = np.stack([~near(target, version) for version in left])
    missing = np.stack([~near(target, version) for version in right])
    return Building(target, later, pending, missing, tuple(array.shape for array in own), left)


def _all(arrays: Iterable[NDArray[Any] | None]) -> list[NDArray[Any]]:
    """Return some arrays; nothing if one of them is missing."""
    found = list(arrays)
    known = [array for array in found if array is not None]
    return known if len(known) == len(found) else []


def _array(value: Any) -> NDArray[Any] | None:
    """Return an array of numbers as it is, a list of rows as a matrix; None for anything else."""
    if is_number_array(value):
        return np.asarray(value)
    if not is_cell(value):
        return None
    rows = [np.asarray(row).ravel() for row in elements_of(value) if is_number_array(row)]
    if len(rows) < value.size or len({row.size for row in rows}) > 1:
        return None
    return np.stack(rows) if rows else np.zeros((0, 0))


def _grown(array: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any] | None:
    """Return an array as it is in the end, with zeros for what it does not have yet."""
    if array.shape == shape:
        return array
    full = np.zeros(shape, array.dtype)
    if not array.size:
        return full
    if _is_vector(shape) and _is_vector(array.shape) and array.size <= full.size:
        full.reshape(-1)[: array.size] = array.ravel()
        return full
    if array.ndim != len(shape) or any(own > other for own, other in zip(array.shape, shape, strict=True)):
        return None
    full[tuple(slice(extent) for extent in array.shape)] = array
    return full


def _turned(array: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any] | None:
    """Return an array of the original in the size in which the port holds it."""
    if array.shape == shape:
        return array
    if _is_vector(array.shape) and _is_vector(shape):
        return array.reshape(shape)
    return array.T if array.T.shape == shape else None


def _is_vector(shape: tuple[int, ...]) -> bool:
    return max(shape) == int(np.prod(shape))


def _holds(array: NDArray[Any], target: NDArray[Any]) -> bool:
    """Whether the class of an array can hold the target's numbers."""
    single = (np.dtype(np.float32), np.dtype(np.complex64))
    if array.size and (array.dtype in single) != (target.dtype in single):
        return False
    is_whole = target.dtype.kind in "biu" or (target.dtype.kind == "f" and np.array_equal(target, np.trunc(target)))
    return is_whole or array.dtype.kind == "c" or (array.dtype.kind == "f" and target.dtype.kind == "f")


def _is_piecewise(versions: NDArray[Any]) -> bool:
    """Whether each element is stored once at most, not all of them at once, and nothing stands there before."""
    changes = _changes(versions)
    if changes.sum(axis=0).max(initial=0) > 1 or any(step.all() for step in changes):
        return False
    before = versions[0][changes.any(axis=0)]
    return bool(((before == before[:1]) | (before != before)).all())


def _changes(versions: NDArray[Any]) -> Mask:
    """Return where each version differs from the one before it."""
    before, after = versions[:-1], versions[1:]
    changed: Mask = (before != after) & ~((before != before) & (after != after))
    return changed
