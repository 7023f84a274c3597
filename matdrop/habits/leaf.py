"""A leaf: two values that should agree, what is known about the call, and what counts as a proof."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
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
    """An output that differs, or a number array, text or handle inside it that differs.

    Attributes
    ----------
    output, path : str
        The output's name, and the place inside it (``{2}``, ``.mu``); the path is empty for the output itself.
    expected, obtained : value
        The original's and the port's value, in canonical form.
    tolerance : Tolerance
        The case's.
    inputs : tuple of value
        The inputs of both sides.
    draws : ndarray
        The uniform draws of the original, in the order of drawing.
    strict : bool
        Whether NumPy's representations (1-D arrays, say) are mismatches.
    seeded : bool
        Whether random numbers may be among what differs.
    rerun : callable
        Returns the original's values on inputs that are perturbed by an ulp, an array for each run; an empty list if
        the original cannot be run again.
    iterates : bool
        Whether the original has a loop or calls a solver.
    slack : float
        The relative difference that a transformation may leave, if that is more than rounding.

    Examples
    --------
    >>> leaf = Leaf("y", "", np.array([[1.0, 2.0, 4.0]]), np.array([[2.0, 4.0, 8.0]]))
    >>> leaf.distance, leaf.explains(2 * leaf.a, leaf.b)
    (0.5, True)
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
        """The port's numbers, wide enough that nothing is lost."""
        return numbers(self.obtained)

    @cached_property
    def tight(self) -> float:
        """The relative difference that a transformation which rounds may leave."""
        single = any(class_of(value).endswith("single") for value in (self.expected, self.obtained))
        return max(TIGHT_SINGLE if single else TIGHT, self.slack)

    @cached_property
    def moved(self) -> float:
        """The relative change of the original's values if its inputs are perturbed by an ulp; 0 if unknown."""
        return max((relative_distance(self.a, array) for array in self.rerun()), default=0.0)

    @cached_property
    def distance(self) -> float:
        """The relative difference of the two sides."""
        return relative_distance(self.a, self.b)

    @cached_property
    def differs(self) -> NDArray[np.bool_]:
        """The mask of the elements that differ; rounding counts only if there is no other difference."""
        apart = relative_differences(self.a, self.b)
        allowed = max(self.tight, self.tolerance.rtol)
        return np.asarray(apart > (allowed if self.distance > allowed / CLOSER else 0))

    @cached_property
    def logical(self) -> bool:
        """Whether either side is logical."""
        return "logical" in {class_of(self.expected), class_of(self.obtained)}

    def explains(self, a: Array, b: Array) -> bool:
        """Check whether the sides agree after one of them is transformed.

        They must agree within the case's tolerance or tightly, and be a thousand times closer than
        untransformed: rounding alone proves nothing.

        Parameters
        ----------
        a, b : ndarray
            The original's numbers and the port's, of the same size, one of them or both transformed.

        Returns
        -------
        bool
            Whether they agree.
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
        """Yield the whole array, then the columns and the rows that hold all differences.

        Yields
        ------
        str
            The place in words: "everywhere", "in columns 1 to 3".
        ndarray of bool
            The mask of its elements.

        Examples
        --------
        >>> leaf = Leaf("y", "", np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 5.0], [3.0, 6.0]]))
        >>> [place for place, mask in leaf.parts()]
        ['everywhere', 'in column 2']
        """
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

    def cause(
        self,
        kind: str,
        detail: str,
        fix: str,
        strength: Strength = Strength.EXPLAINS,
        fitted: Iterable[float] | None = (),
        rounds: bool = False,
    ) -> Cause:
        """Make a cause for this leaf.

        Parameters
        ----------
        kind : str
            The name of a habit or a description.
        detail : str
            The figures, in one sentence; the leaf's path is put before it.
        fix : str
            How to fix the port, in NumPy's terms.
        strength : Strength
            How near it is.
        fitted : iterable of float or None
            The numbers that a transformation was fitted by; None if more than the two sides shows the cause.
        rounds : bool
            Whether the transformation leaves digits out.

        Returns
        -------
        Cause
            The cause, of this leaf's output.

        Examples
        --------
        >>> leaf = Leaf("model", ".mu", np.array([[1.0]]), np.array([[-1.0]]))
        >>> leaf.cause("sign", "the sign is opposite", "use -x").detail
        '.mu: the sign is opposite'
        """
        where = f"{self.path}: {detail}" if self.path else detail
        return Cause(kind, self.output, where, fix, strength, None if fitted is None else tuple(fitted), rounds)

    def against(self, obtained: Array, expected: Array | None = None) -> Leaf:
        """Make the same leaf with other numbers, converted to the classes that its values have.

        Parameters
        ----------
        obtained : ndarray
            The port's numbers.
        expected : ndarray, optional
            The original's; if omitted they stay as they are.

        Returns
        -------
        Leaf
            The other leaf. It cannot run the original again.

        Examples
        --------
        >>> leaf = Leaf("y", "", np.array([[1, 2]], np.int8), np.array([[2, 1]], np.int8))
        >>> leaf.against(np.array([[1.0, 2.0]])).obtained
        array([[1, 2]], dtype=int8)
        """
        obtained = obtained.astype(dense(self.obtained).dtype)
        other = self.expected if expected is None else expected.astype(dense(self.expected).dtype)
        return dataclasses.replace(self, obtained=obtained, expected=other, rerun=list)


def telling(a: Array, b: Array) -> bool:
    """Check whether two arrays have enough different values to show a constant factor or difference.

    Parameters
    ----------
    a, b : ndarray
        The original's numbers and the port's, of the same size.

    Returns
    -------
    bool
        Whether `a` has three values that differ in magnitude, or two while no number of `a` or `b` is a short decimal.

    Examples
    --------
    >>> telling(np.array([1.0, 2.0]), np.array([1.5, 3.0])), telling(np.sqrt([2, 3]), np.sqrt([8, 12]))
    (False, True)
    """
    count = distinct(np.abs(a))
    return count >= 3 or (count == 2 and not any(np.any(x * 1e4 == np.rint(x * 1e4)) for x in (a, b)))


def distinct(a: Array) -> int:
    """Count the different values in an array, without NaN.

    Parameters
    ----------
    a : ndarray
        Numbers.

    Returns
    -------
    int
        Their number; values within a relative 1e-9 of each other count once.

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
    """Return the sizes of the inputs, each one once.

    Parameters
    ----------
    leaf : Leaf
        A pair of values, with the call's inputs.

    Returns
    -------
    tuple of tuple of int
        MATLAB's sizes, in the order of the inputs.

    Examples
    --------
    >>> input_sizes(Leaf("y", "", np.eye(2), np.eye(2), inputs=(np.eye(2), np.ones((1, 3)), np.eye(2))))
    ((2, 2), (1, 3))
    """
    return tuple(dict.fromkeys(size_of(value) for value in leaf.inputs))


def number_inputs(leaf: Leaf) -> list[Array]:
    """Return the numbers of the inputs.

    Parameters
    ----------
    leaf : Leaf
        A pair of values, with the call's inputs.

    Returns
    -------
    list of ndarray
        The first six inputs that are number arrays of 1 to a million elements.

    Examples
    --------
    >>> number_inputs(Leaf("y", "", np.eye(2), np.eye(2), inputs=(np.zeros((0, 0)), np.ones((1, 2)))))
    [array([[1., 1.]])]
    """
    arrays = [
        numbers(value) for value in leaf.inputs if is_numbers(value) and size_of(value) and 0 not in size_of(value)
    ]
    return [array for array in arrays if array.size <= 10**6][:6]


def named(word: str, indices: Array) -> str:
    """Return the names of rows, columns or elements, counted from 1.

    Parameters
    ----------
    word : str
        What they are, in the singular.
    indices : ndarray of int
        Which they are, counted from 0, in ascending order.

    Returns
    -------
    str
        Their names; of more than eight that do not follow each other, the first eight and the number of the others.

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
    """Return an index as MATLAB writes it.

    Parameters
    ----------
    index : iterable of int
        The index of an element, counted from 0.

    Returns
    -------
    str
        The index, counted from 1, in parentheses.

    Examples
    --------
    >>> place((0, 2))
    '(1, 3)'
    """
    return f"({', '.join(str(int(k) + 1) for k in index)})"


def figure(number: Any) -> str:
    """Return a number with six digits.

    Parameters
    ----------
    number : number
        A number, real or complex.

    Returns
    -------
    str
        The number as text.

    Examples
    --------
    >>> figure(1 / 3)
    '0.333333'
    """
    return format_number(number, 6)


def closeness(a: Array, b: Array) -> str:
    """Return in words how closely two arrays agree.

    Parameters
    ----------
    a, b : ndarray
        The original's numbers and the port's, of the same size.

    Returns
    -------
    str
        "exactly", or the relative difference.

    Examples
    --------
    >>> closeness(np.array([1.0]), np.array([1.0])), closeness(np.array([2.0]), np.array([2.5]))
    ('exactly', 'to a relative 0.2')
    """
    left = relative_distance(a, b)
    return "exactly" if left == 0 else f"to a relative {left:.2g}"


def matching(leaf: Leaf, a: Array, b: Array, axis: int) -> list[int] | None:
    """Find which column or row of one matrix each column or row of another one is.

    Parameters
    ----------
    leaf : Leaf
        The pair of values that says how closely they have to agree.
    a, b : ndarray
        Two matrices of the same size.
    axis : {0, 1}
        1 for columns, 0 for rows.

    Returns
    -------
    list of int or None
        For each column or row of `b` the index in `a`, from 0; None if they are not the same ones, fewer than 2 or more
        than 64.

    Examples
    --------
    >>> a = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    >>> matching(Leaf("y", "", a, a), a, a[:, [2, 0, 1]], 1)
    [2, 0, 1]
    """
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

    Parameters
    ----------
    a : ndarray
        Numbers.

    Returns
    -------
    ndarray of bool
        The mask of the whole numbers, within 1e-9 x the larger of 1 and the number.

    Examples
    --------
    >>> is_whole(np.array([1.0, 1.5])).tolist()
    [True, False]
    """
    return np.asarray(np.abs(a - np.rint(a)) <= 1e-9 * np.maximum(1, np.abs(a)))


def integer_limits(name: str) -> tuple[float, float] | None:
    """Return the smallest and the largest value of an integer class.

    Parameters
    ----------
    name : str
        A MATLAB class.

    Returns
    -------
    tuple of (float, float) or None
        The limits; None if the class is not one of integers.

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
    """Find the step by which all differing elements differ, if all values of both sides are multiples of it.

    Parameters
    ----------
    leaf : Leaf
        Two arrays of finite numbers of the same size.

    Returns
    -------
    float or None
        The step: a scalar input, a whole number, or 1 over a whole number; None if there is none.

    Examples
    --------
    >>> step_of(Leaf("y", "", np.array([[0.5, 1.0, 2.0]]), np.array([[0.5, 1.5, 2.0]])))
    0.5
    """
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
    """Check whether the original takes the port's values where they differ, if its inputs are perturbed by an ulp.

    Parameters
    ----------
    leaf : Leaf
        Two arrays of numbers of the same size.

    Returns
    -------
    str
        A sentence that says so; empty if the original does not, or if the values are not multiples of a step.

    Examples
    --------
    >>> expected, obtained = np.array([[3.0, 7.0]]), np.array([[3.0, 8.0]])
    >>> tips_over(Leaf("y", "", expected, obtained, rerun=lambda: [obtained]))[:44]
    'when an input is perturbed by one ulp, the o'
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

    Parameters
    ----------
    *arrays : ndarray
        Numbers.

    Returns
    -------
    bool
        Whether all of them are.

    Examples
    --------
    >>> are_finite(np.array([1.0]), np.array([np.inf]))
    False
    """
    return all(np.isrealobj(array) and bool(np.isfinite(array).all()) for array in arrays)


def equal_values(x: Value, y: Value, leaf: Leaf) -> bool:
    """Check whether two values agree within a leaf's tolerance.

    Parameters
    ----------
    x, y : value
        The original's value and the port's, in canonical form.
    leaf : Leaf
        The pair of values whose tolerance and strictness apply.

    Returns
    -------
    bool
        Whether they agree.

    Examples
    --------
    >>> equal_values(np.ones((1, 2)), np.ones((1, 2)), Leaf("y", "", np.eye(2), np.eye(2)))
    True
    """
    return compare(x, y, leaf.tolerance, strict=leaf.strict).mismatch is None
