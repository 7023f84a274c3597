"""A leaf: two values that should agree, what is known about the call, and what counts as a proof."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.cases.tolerance import Tolerance
from matdrop.habits.cause import Cause, Strength
from matdrop.values.canonical import class_of, size_of
from matdrop.values.display import format_number
from matdrop.values.distance import Distance, dense, integers, numbers, relative_differences, relative_distance
from matdrop.values.value import Array, Value, is_numbers
from matdrop.verification.compare import compare

# What a transformation that rounds may leave, and by how much it must bring the two sides together.
TIGHT, TIGHT_SINGLE, CLOSER = 1e-10, 1e-5, 1e-3
TRACE = "find the line that first differs with `matdrop trace`"


@dataclass(frozen=True)
class Leaf:
    """An output, or a number array, text or handle inside one, that differs.

    Attributes
    ----------
    output, path : str
        The output's name, and the place inside it (``{2}``, ``.mu``); empty for the output itself.
    expected, obtained : value
        The original's and the port's, in canonical form.
    tolerance : Tolerance
        The case's.
    inputs : tuple of value
        What both sides were given.
    draws : ndarray
        The uniform draws of the original, in the order of drawing.
    strict : bool
        Whether NumPy's own ways differ from MATLAB's.
    seeded : bool
        Whether random numbers may be among what differs.
    rerun : callable
        Gives the original's values on inputs that are perturbed by an ulp, as far as that can be tried.
    iterates : bool
        Whether the original has a loop or calls a solver.
    slack : float
        What a transformation may leave, where that is more than rounding.
    """

    output: str
    path: str
    expected: Value
    obtained: Value
    tolerance: Tolerance = field(default_factory=Tolerance)
    inputs: tuple[Value, ...] = ()
    draws: Array = field(default_factory=lambda: np.zeros((0, 0)))
    strict: bool = True
    seeded: bool = False
    rerun: Callable[[], list[Array]] = list
    iterates: bool = True
    slack: float = 0.0

    @cached_property
    def a(self) -> Array:
        """The original's numbers, wide enough that nothing is lost."""
        return numbers(self.expected)

    @cached_property
    def b(self) -> Array:
        """The port's numbers."""
        return numbers(self.obtained)

    @cached_property
    def tight(self) -> float:
        """The relative difference that a transformation which rounds may leave."""
        single = any(class_of(value).endswith("single") for value in (self.expected, self.obtained))
        return max(TIGHT_SINGLE if single else TIGHT, self.slack)

    @cached_property
    def moved(self) -> float:
        """How far the original's values move when its inputs are perturbed by an ulp; 0 where that is not known."""
        return max((relative_distance(self.a, array) for array in self.rerun()), default=0.0)

    @cached_property
    def distance(self) -> float:
        """How far apart the sides are as they stand."""
        return relative_distance(self.a, self.b)

    @cached_property
    def differs(self) -> NDArray[np.bool_]:
        """Which elements differ; rounding counts only where there is nothing else."""
        apart = relative_differences(self.a, self.b)
        allowed = max(self.tight, self.tolerance.rtol)
        return np.asarray(apart > (allowed if self.distance > allowed / CLOSER else 0))

    @cached_property
    def logical(self) -> bool:
        """Whether either side is logical."""
        return "logical" in {class_of(self.expected), class_of(self.obtained)}

    def explains(self, a: Array, b: Array) -> bool:
        """Tell whether the sides agree once one of them is transformed.

        They must agree within the case's tolerance or tightly, and be a thousand times closer than
        untransformed: rounding alone proves nothing.
        """
        left = relative_distance(a, b)
        agree = left <= self.tight or self._tolerated(a, b, left)
        return agree and left <= CLOSER * self.distance and not self.noise

    @cached_property
    def noise(self) -> bool:
        """Whether the sides differ by no more than the rounding of a few operations."""
        return self.distance <= self.tight / 100

    @cached_property
    def tolerated(self) -> bool:
        """Whether the numbers agree within the case's tolerance, whatever their class."""
        return self._tolerated(self.a, self.b, self.distance)

    def _tolerated(self, a: Array, b: Array, left: float) -> bool:
        if left == 0 or not np.isfinite(left):
            return left == 0
        if self.tolerance.ulp is not None:
            return left <= self.tolerance.ulp * float(np.finfo(np.float64).eps)
        return not self.tolerance.exceeded(Distance(a, b)).any()

    def parts(self) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """Give the whole, then the columns and the rows that hold all differences: wording and mask."""
        yield "everywhere", np.ones(self.a.shape, bool)
        if self.a.ndim == 2:
            for axis, word in ((1, "column"), (0, "row")):
                lines = np.asarray(self.differs.any(axis=1 - axis))
                if 0 < lines.sum() < lines.size and self.a.shape[1 - axis] > 1 and not self.block:
                    mask = np.broadcast_to(lines[:, None] if axis == 0 else lines, self.a.shape)
                    yield f"in {named(word, np.flatnonzero(lines))}", mask

    @cached_property
    def block(self) -> bool:
        """Whether what differs is a block, of neither whole columns nor whole rows."""
        if self.a.ndim != 2:
            return False
        rows, columns = self.differs.any(axis=1), self.differs.any(axis=0)
        inside = 1 < rows.sum() < rows.size and 1 < columns.sum() < columns.size
        return bool(inside and self.differs[np.ix_(rows, columns)].all())

    def cause(self, kind: str, detail: str, fix: str, strength: Strength = Strength.EXPLAINS) -> Cause:
        """Make a cause of this leaf."""
        where = f"{self.path}: {detail}" if self.path else detail
        return Cause(kind, self.output, where, fix, strength=strength)

    def against(self, obtained: Array, expected: Array | None = None) -> Leaf:
        """Make the same leaf with other numbers in the classes that it has."""
        obtained = obtained.astype(dense(self.obtained).dtype)
        other = self.expected if expected is None else expected.astype(dense(self.expected).dtype)
        return dataclasses.replace(self, obtained=obtained, expected=other, rerun=list)


def telling(a: Array, b: Array) -> bool:
    """Whether there is enough to see a constant factor or difference in: three values, or two that are no simple ones.

    Examples
    --------
    >>> telling(np.array([1.0, 2.0]), np.array([1.5, 3.0])), telling(np.sqrt([2, 3]), np.sqrt([8, 12]))
    (False, True)
    """
    count = distinct(np.abs(a))
    return count >= 3 or (count == 2 and not any(np.any(x * 1e4 == np.rint(x * 1e4)) for x in (a, b)))


def distinct(a: Array) -> int:
    """How many different values there are, NaN not counted; values that rounding sets apart count once.

    Examples
    --------
    >>> distinct(np.array([1.0, 2.0, 2.0, np.nan]))
    2
    """
    values = np.sort(a[~np.isnan(a)], axis=None)
    if values.size < 2:
        return int(values.size)
    with np.errstate(all="ignore"):
        steps = np.abs(np.diff(values)) > 1e-9 * np.maximum(np.abs(values[1:]), np.abs(values[:-1]))
    return 1 + int(steps.sum())


def input_sizes(leaf: Leaf) -> tuple[tuple[int, ...], ...]:
    """Sizes of the inputs, each once."""
    return tuple(dict.fromkeys(size_of(value) for value in leaf.inputs))


def number_inputs(leaf: Leaf) -> list[Array]:
    """Return the numbers of the inputs that have any; not more than a few, and not the huge ones."""
    arrays = [
        numbers(value) for value in leaf.inputs if is_numbers(value) and size_of(value) and 0 not in size_of(value)
    ]
    return [array for array in arrays if array.size <= 10**6][:6]


def named(word: str, indices: Array) -> str:
    """Name rows, columns or elements from 1.

    Examples
    --------
    >>> named("column", np.array([0, 1, 2])), named("row", np.array([4]))
    ('columns 1 to 3', 'row 5')
    """
    ordinals = [int(index) + 1 for index in indices]
    if len(ordinals) == 1:
        return f"{word} {ordinals[0]}"
    if len(ordinals) > 2 and ordinals[-1] - ordinals[0] == len(ordinals) - 1:
        return f"{word}s {ordinals[0]} to {ordinals[-1]}"
    shown = ", ".join(map(str, ordinals[:8]))
    return f"{word}s {shown}" + (f" and {len(ordinals) - 8} more" if len(ordinals) > 8 else "")


def place(index: Any) -> str:
    """Give an index as MATLAB writes it.

    Examples
    --------
    >>> place((0, 2))
    '(1, 3)'
    """
    return f"({', '.join(str(int(k) + 1) for k in index)})"


def figure(number: Any) -> str:
    """Give a number with six digits.

    Examples
    --------
    >>> figure(1 / 3)
    '0.333333'
    """
    return format_number(number, 6)


def closeness(a: Array, b: Array) -> str:
    """Say how well a proof holds: exactly, or to which relative difference."""
    left = relative_distance(a, b)
    return "exactly" if left == 0 else f"to a relative {left:.2g}"


def matching(leaf: Leaf, a: Array, b: Array, axis: int) -> list[int] | None:
    """Which column (axis 1) or row of `a` each one of `b` is; None if they are not the same ones."""
    if a.ndim != 2 or a.shape != b.shape or not 2 <= a.shape[axis] <= 64 or a.shape[1 - axis] < 2:
        return None
    left, right = (a.T, b.T) if axis == 1 else (a, b)
    free = list(range(len(left)))
    moves = []
    for line in right:
        found = next((k for k in free if relative_distance(left[k], line) <= leaf.tight), None)
        if found is None:
            return None
        free.remove(found)
        moves.append(found)
    return moves


def is_whole(a: Array) -> Array:
    """Return which elements are whole numbers, up to rounding.

    Examples
    --------
    >>> is_whole(np.array([1.0, 1.5])).tolist()
    [True, False]
    """
    return np.asarray(np.abs(a - np.rint(a)) <= 1e-9 * np.maximum(1, np.abs(a)))


def integer_limits(name: str) -> tuple[float, float] | None:
    """Return the smallest and the largest value of a class; None if it is no class of integers.

    Examples
    --------
    >>> integer_limits("int8"), integer_limits("double")
    ((-128.0, 127.0), None)
    """
    if not name.removeprefix("u").startswith("int"):
        return None
    limits = np.iinfo(name)
    return float(limits.min), float(limits.max)


def step_of(leaf: Leaf) -> float | None:
    """Find the step of which both sides are multiples, and by which all elements that differ do so."""
    apart = np.abs(leaf.a - leaf.b)[leaf.differs]
    if leaf.noise or not apart.size or not np.isfinite(apart).all():
        return None
    unit = float(apart.max())
    unit = float(np.rint(unit)) if abs(unit - np.rint(unit)) < 1e-9 * unit else unit
    known = [x.item() for x in number_inputs(leaf) if x.size == 1]
    if unit <= 0 or not (np.isin(unit, known) or (is_whole(np.array([unit, 1 / unit])).any() and unit >= 1e-6)):
        return None
    even = (np.abs(apart - unit) <= 1e-9 * np.abs(leaf.a).max()).all()
    return unit if even and is_whole(leaf.a / unit).all() and is_whole(leaf.b / unit).all() else None


def tips_over(leaf: Leaf) -> str:
    """Say so if the original itself moves to the port's values where they differ, once an ulp is added to an input.

    Parameters
    ----------
    leaf : Leaf
        Two values.

    Returns
    -------
    str
        The sentence; empty if it does not, or if the values are not in steps.
    """
    a, b, where = leaf.a, leaf.b, leaf.differs
    if leaf.logical or np.isin(a, (0, 1)).all() or not where.any():
        return ""
    step = step_of(leaf) if are_finite(a, b) else None
    if step is None and not (are_finite(a, b) and integers(a) and integers(b)):
        return ""
    least = (step or 1.0) / 2
    tips = np.zeros(a.shape, bool)
    for array in leaf.rerun():
        tips |= np.abs(array - b) < least if array.shape == b.shape else False
    if not tips[where].all():
        return ""
    count = f"at the {int(where.sum())} of {a.size} elements that differ"
    return f"when an input is perturbed by one ulp, the original itself tips over to the port's values {count}"


def are_finite(*arrays: Array) -> bool:
    """Check whether arrays are real and hold finite numbers only.

    Examples
    --------
    >>> are_finite(np.array([1.0]), np.array([np.inf]))
    False
    """
    return all(np.isrealobj(array) and bool(np.isfinite(array).all()) for array in arrays)


def equal_values(x: Value, y: Value, leaf: Leaf) -> bool:
    """Check whether two values agree as the leaf's have to."""
    return compare(x, y, leaf.tolerance, strict=leaf.strict).mismatch is None
