"""The domain of an original, as far as its existing cases show it: what each input is, and which sizes belong together.

The original itself has the last word: inputs on which it fails are outside. It runs on much that nobody means, though,
such as half an index or a label that does not exist, so every input keeps the role that it has in the cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np

from matdrop.cases.case import Case
from matdrop.search.leaves import Inputs, Path, leaves_of, with_leaves
from matdrop.search.traits import traits_of
from matdrop.source.matlab import MatlabFile
from matdrop.source.matlab_syntax import Call, Name
from matdrop.values.value import Array

# What the numbers of an array are; a "number" may be anything.
Kind: TypeAlias = Literal["number", "whole", "fraction", "flag", "choice"]
# What a matrix is: anything, the same as its transpose, or positive definite besides.
Symmetry: TypeAlias = Literal["", "symmetric", "definite"]
# Sizes that are equal in all cases, by these sizes: their number, case by case.
Sizes: TypeAlias = tuple[int, ...]

# How far above the largest whole number of the cases a count may be: far enough for other loops, not for long ones.
ROOM = 4


@dataclass(frozen=True, eq=False)
class Known:
    """The inputs of an existing case, evaluated.

    Attributes
    ----------
    case : Case
        The case; candidates are asked of its pair, with its seed and its tolerance.
    inputs : tuple of value
        As the original got them.
    """

    case: Case
    inputs: Inputs


@dataclass(frozen=True)
class Role:
    """What the existing cases show of an array.

    Attributes
    ----------
    kind : str
        ``number`` (anything), ``whole`` (a whole number such as a size), ``fraction`` (a number from 0 to 1), ``flag``
        (0 or 1), or ``choice`` (whole numbers between those of the cases, such as labels and indices).
    lowest, highest : float
        Of all cases.
    is_scalar : bool
        Whether it is one number in all cases.
    symmetry : str
        ``symmetric`` or ``definite`` if all matrices of the cases are; else empty.
    is_hollow : bool
        Whether the diagonals of all matrices are 0, as those of networks.
    """

    kind: Kind
    lowest: float
    highest: float
    is_scalar: bool
    symmetry: Symmetry = ""
    is_hollow: bool = False

    def is_kept_by(self, array: Array) -> bool:
        """Check whether an array plays this role.

        Parameters
        ----------
        array : ndarray
            Numbers.

        Returns
        -------
        bool
            Whether it does.

        Examples
        --------
        >>> role = Role("fraction", 0.1, 0.9, True)
        >>> role.is_kept_by(np.array([[1.0]])), role.is_kept_by(np.array([[1.5]]))
        (True, False)
        """
        if self.is_scalar and array.size != 1:
            return False
        if self.symmetry and not _has_symmetry(array, self.symmetry):
            return False
        if self.is_hollow and array.size > 1 and np.diag(array).any():
            return False
        if self.kind == "number":
            return True
        lowest, highest = self.bounds
        is_within = bool(((array >= lowest) & (array <= highest)).all())
        return is_within and (self.kind == "fraction" or _are_whole(array))

    @property
    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest number of this role, where it has such."""
        if self.kind in ("fraction", "flag"):
            return 0.0, 1.0
        if self.kind == "whole":
            return min(self.lowest, 0.0), max(self.highest, 0.0) + ROOM
        return self.lowest, self.highest


class Domain:
    """What existing cases of one form show: cases with as many inputs, and with numbers at the same places.

    Parameters
    ----------
    known : sequence of Known
        At least one case.
    indices : container of str
        The original's parameters that are used as subscripts.
    """

    def __init__(self, known: Sequence[Known], indices: frozenset[str] = frozenset()) -> None:
        self.known = tuple(known)
        self._arrays = [leaves_of(one.inputs) for one in known]
        self._names = known[0].case.input_names(len(known[0].inputs))
        self._indices = indices

    @property
    def paths(self) -> tuple[Path, ...]:
        """The paths of the arrays."""
        return tuple(self._arrays[0])

    @cached_property
    def axes(self) -> Mapping[Sizes, tuple[tuple[Path, int], ...]]:
        """The dimensions that are of the same size in all cases; without those that are 1 in all."""
        found: dict[Sizes, list[tuple[Path, int]]] = {}
        for path in self.paths:
            shapes = [arrays[path].shape for arrays in self._arrays]
            for axis in range(min(map(len, shapes))):
                sizes = tuple(shape[axis] for shape in shapes)
                if set(sizes) != {1}:
                    found.setdefault(sizes, []).append((path, axis))
        return {sizes: tuple(places) for sizes, places in found.items()}

    @cached_property
    def counts(self) -> Mapping[Path, Sizes]:
        """The numbers that say how large an input is: equal to a size in all cases, of which two at least differ."""
        found = {}
        for path in self.paths:
            arrays = [known[path] for known in self._arrays]
            values = tuple(array.item() if array.size == 1 else -1 for array in arrays)
            if values in self.axes and len(set(values)) > 1:
                found[path] = values
        return found

    @cached_property
    def roles(self) -> Mapping[Path, Role]:
        """The role of each array."""
        return {path: self._role(path) for path in self.paths}

    def sizes_of(self, inputs: Inputs) -> dict[Sizes, int]:
        """Return how large some inputs are.

        Parameters
        ----------
        inputs : tuple of value
            Of the form of the cases.

        Returns
        -------
        dict of tuple to int
            For each group of `axes` the size.
        """
        arrays = leaves_of(inputs)
        return {sizes: arrays[places[0][0]].shape[places[0][1]] for sizes, places in self.axes.items()}

    def resized(self, inputs: Inputs, sizes: Sizes, count: int) -> Inputs:
        """Return inputs with another size: all dimensions that belong together, and the numbers that say how many.

        Parameters
        ----------
        inputs : tuple of value
            Of the form of the cases.
        sizes : tuple of int
            A group of `axes`.
        count : int
            The new size.

        Returns
        -------
        tuple of value
            Rows are left out at the end, or repeated from the start.
        """
        arrays = leaves_of(inputs)
        length = self.sizes_of(inputs)[sizes]
        if length:
            return self.taken(inputs, sizes, [k % length for k in range(count)])
        grown = {path: arrays[path] for path, _ in self.axes[sizes]}
        for path, axis in self.axes[sizes]:
            shape = tuple(count if k == axis else size for k, size in enumerate(grown[path].shape))
            grown[path] = np.ones(shape, grown[path].dtype)
        return with_leaves(inputs, {**grown, **self._counted(arrays, sizes, count)})

    def taken(self, inputs: Inputs, sizes: Sizes, places: Sequence[int]) -> Inputs:
        """Return inputs with some of their rows, columns or elements: in all dimensions that belong together.

        Parameters
        ----------
        inputs : tuple of value
            Of the form of the cases.
        sizes : tuple of int
            A group of `axes`.
        places : sequence of int
            Which are taken, from 0.

        Returns
        -------
        tuple of value
            The numbers that say how many there are say so still.
        """
        arrays = leaves_of(inputs)
        changed: dict[Path, Array] = {}
        for path, axis in self.axes[sizes]:
            changed[path] = np.asarray(np.take(changed.get(path, arrays[path]), np.array(places, int), axis))
        for path, array in changed.items():
            if self.roles[path].symmetry == "definite" and not _is_definite(array):
                changed[path] = array + np.eye(*array.shape) * np.abs(array).max(initial=1)
        return with_leaves(inputs, {**changed, **self._counted(arrays, sizes, len(places))})

    def _counted(self, arrays: Mapping[Path, Array], sizes: Sizes, count: int) -> dict[Path, Array]:
        """Return the numbers that say how many there are, with another count."""
        paths = [path for path, counted in self.counts.items() if counted == sizes]
        return {path: np.full((1, 1), count, arrays[path].dtype) for path in paths}

    def new_traits(self, inputs: Inputs) -> frozenset[str]:
        """Find what inputs have that no case has.

        Parameters
        ----------
        inputs : tuple of value
            Of the form of the cases.

        Returns
        -------
        frozenset of str
            In words, as `traits_of` has them.
        """
        return traits_of(inputs, self._names) - self._known_traits

    @cached_property
    def _known_traits(self) -> frozenset[str]:
        return frozenset[str]().union(*(traits_of(one.inputs, self._names) for one in self.known))

    def contains(self, inputs: Inputs) -> bool:
        """Check whether inputs keep the roles and the equal sizes of the cases.

        Parameters
        ----------
        inputs : tuple of value
            Of the form of the cases.

        Returns
        -------
        bool
            Whether they do; of what is 1 in all cases, a row may stand for a column.
        """
        arrays = leaves_of(inputs)
        if arrays.keys() != self.roles.keys():
            return False
        if not all(role.is_kept_by(arrays[path]) for path, role in self.roles.items()):
            return False
        return all(self._is_of_one_size(places, arrays) for places in self.axes.values()) and all(
            arrays[path].item() == self.sizes_of(inputs)[sizes] for path, sizes in self.counts.items()
        )

    def _is_of_one_size(self, places: Sequence[tuple[Path, int]], arrays: Mapping[Path, Array]) -> bool:
        return len({arrays[path].shape[axis] for path, axis in places}) == 1

    def _role(self, path: Path) -> Role:
        arrays = [known[path] for known in self._arrays]
        values = np.concatenate([array.ravel() for array in arrays])
        if np.iscomplexobj(values) or not np.isfinite(values).all() or not values.size:
            return Role("number", 0.0, 0.0, all(array.size == 1 for array in arrays))
        lowest, highest = float(values.min()), float(values.max())
        is_scalar = all(array.size == 1 for array in arrays)
        matrices = [array for array in arrays if array.size > 1]
        is_hollow = bool(matrices) and all(map(_is_hollow, matrices))
        kind = self._kind(path, arrays, values, is_scalar)
        return Role(kind, lowest, highest, is_scalar, _symmetry_of(matrices), is_hollow)

    def _kind(self, path: Path, arrays: Sequence[Array], values: Array, is_scalar: bool) -> Kind:
        if values.dtype == bool:
            return "flag"
        if (values == np.trunc(values)).all():
            return self._whole_kind(path, arrays, values, is_scalar)
        if is_scalar or _are_distributions(arrays):
            return "fraction" if (values >= 0).all() and (values <= 1).all() else "number"
        return "number"

    def _whole_kind(self, path: Path, arrays: Sequence[Array], values: Array, is_scalar: bool) -> Kind:
        number = path[0]
        assert isinstance(number, int)
        if len(path) == 1 and self._names[number] in self._indices and not is_scalar:
            return "choice"
        if is_scalar:
            return "whole"
        if set(values.tolist()) == {0.0, 1.0}:
            return "flag"
        return "choice" if self._are_labels(path, arrays) else "number"

    def _are_labels(self, path: Path, arrays: Sequence[Array]) -> bool:
        """Whether these are labels: a vector as long as another input, from 0 or 1, with every label and most twice."""
        if not all(1 in array.shape and array.size > 2 for array in arrays):
            return False
        others = {
            place[0] for places in self.axes.values() if (path, 0) in places or (path, 1) in places for place in places
        }
        if not others - {path}:
            return False
        return all(_are_dense(array) for array in arrays)


def domains_of(known: Sequence[Known]) -> list[Domain]:
    """Sort cases by their form, and find what each form shows.

    Parameters
    ----------
    known : sequence of Known
        Cases of one pair.

    Returns
    -------
    list of Domain
        One for each form, in the order of the cases; without cases that have no numbers.
    """
    groups: dict[tuple[int, tuple[Path, ...]], list[Known]] = {}
    for one in known:
        if paths := tuple(leaves_of(one.inputs)):
            groups.setdefault((len(one.inputs), paths), []).append(one)
    indices = _subscripts(known) if known else frozenset()
    return [Domain(group, indices) for group in groups.values()]


def _subscripts(known: Sequence[Known]) -> frozenset[str]:
    """Find the parameters that the original uses as subscripts of variables."""
    pair = known[0].case.pair
    if not pair.original.is_file():
        return frozenset()
    file = MatlabFile(pair.original.read_bytes())
    return frozenset(_subscripts_in(file)) & frozenset(pair.declaration.parameters)


def _subscripts_in(file: MatlabFile) -> Iterator[str]:
    for node in file.walk():
        match node:
            case Call(function=Name(name=name), arguments=arguments) if name in file.variables:
                yield from (argument.name for argument in arguments if isinstance(argument, Name))


def _are_whole(array: Array) -> bool:
    """Whether all numbers are whole; nobody counts to -0."""
    return bool((array == np.trunc(array)).all() and not (np.signbit(array) & (array == 0)).any())


def _are_dense(array: Array) -> bool:
    """Whether each whole number from 0 or 1 to the largest occurs, and there are fewer of them than elements."""
    values = set(array.ravel().tolist())
    first = min(values)
    return first in (0, 1) and values == set(range(int(first), int(first) + len(values))) and len(values) < array.size


def _are_distributions(arrays: Sequence[Array]) -> bool:
    """Whether each array is a vector of numbers from 0 that add up to 1."""
    return all(1 in array.shape and (array >= 0).all() and abs(array.sum() - 1) < 1e-9 for array in arrays)


def _symmetry_of(matrices: Sequence[Array]) -> Symmetry:
    if not matrices or not all(map(_is_symmetric, matrices)):
        return ""
    return "definite" if all(map(_is_definite, matrices)) else "symmetric"


def _has_symmetry(array: Array, symmetry: Symmetry) -> bool:
    return _is_symmetric(array) and (symmetry == "symmetric" or _is_definite(array))


def _is_hollow(array: Array) -> bool:
    return array.ndim == 2 and array.shape[0] == array.shape[1] and not np.diag(array).any()


def _is_symmetric(array: Array) -> bool:
    return array.ndim == 2 and array.shape[0] == array.shape[1] and np.array_equal(array, array.T)


def _is_definite(array: Array) -> bool:
    if not np.isfinite(array).all():
        return False
    return bool((np.linalg.eigvalsh(array.astype(np.float64)) > 1e-9 * np.abs(array).max(initial=0)).all())
