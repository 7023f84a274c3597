"""Descriptions, which are not habits: where the sides differ, and by how much."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matdrop.habits.cause import Cause, Strength
from matdrop.habits.habit import Description
from matdrop.habits.leaf import TRACE, Leaf, distinct, figure, named, place
from matdrop.values.canonical import class_of, size_of, text_of
from matdrop.values.display import format_size
from matdrop.values.distance import integers, relative_differences
from matdrop.values.value import Array, FunctionHandle


def region(leaf: Leaf) -> Cause | None:
    """Recognise that only some elements differ, in a region that has a name.

    Parameters
    ----------
    leaf : Leaf
        Two arrays of numbers of the same size.

    Returns
    -------
    Cause or None
        Names the region, such as the upper triangle or columns 2 to 4; None if all elements differ or
        the region has no name.

    Examples
    --------
    >>> leaf = Leaf("y", "", np.array([[1.0, 2.0, 4.0]]), np.array([[1.0, 2.0, 5.0]]))
    >>> region(leaf).detail
    '1 of 3 elements differ (relative difference up to 0.2), element 3, the last'
    """
    where = leaf.differs
    if leaf.noise or where.all() or not where.any() or where.size < 3:
        return None
    share = f"{int(where.sum())} of {where.size} elements differ"
    constant = _constant(leaf)
    found = _zeros(leaf) or next(_regions(where, bool(constant)), None)
    if found is None:
        return None
    worst = relative_differences(leaf.a, leaf.b).max()
    figures = "" if not np.isfinite(worst) else f" (relative difference up to {worst:.2g})"
    return leaf.cause(
        "region",
        f"{share}{figures}, {found}{constant}",
        "compare the two sides' bounds, borders and conditions for that region",
        Strength.LOCATES,
    )


def _constant(leaf: Leaf) -> str:
    """Say what the elements that differ have in common: a factor or a difference."""
    a, b = leaf.a[leaf.differs], leaf.b[leaf.differs]
    if distinct(np.abs(a)) < 2 or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return ""
    if (a != 0).all() and (b != 0).all() and distinct(b / a) == 1:
        return f"; there the port has {figure((b / a)[0])} times the original's values"
    if distinct(b - a) == 1:
        return f"; there the port has the original's values plus {figure((b - a)[0])}"
    return ""


def _zeros(leaf: Leaf) -> str | None:
    """Whether the differences are where one side alone has 0, as after masks with other probabilities."""
    a, b, where = leaf.a, leaf.b, leaf.differs
    if where.sum() < 2 or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return None
    for side, zero in (("the original", (a == 0) & (b != 0)), ("the port", (b == 0) & (a != 0))):
        if (zero == where).all():
            small, large = (a, b) if side == "the original" else (b, a)
            ratio = f"; its mean is {abs(small.mean() / large.mean()):.4f} of the other's" if large.mean() else ""
            return f"those where only {side} has 0{ratio}"
    return None


def _regions(where: NDArray[np.bool_], alike: bool) -> Iterator[str]:
    """Name the regions that hold all differences, the simplest first."""
    if where.ndim != 2:
        yield from _pages(where)
    elif 1 in where.shape:
        yield from _elements(where, alike)
    else:
        yield from _parts_of_matrix(where)


def _pages(where: NDArray[np.bool_]) -> Iterator[str]:
    for axis in range(where.ndim):
        lines = where.any(tuple(k for k in range(where.ndim) if k != axis))
        if 2 * lines.sum() <= lines.size:
            yield f"all in {named('page' if axis > 1 else ('row', 'column')[axis], np.flatnonzero(lines))}"


def _elements(where: NDArray[np.bool_], alike: bool) -> Iterator[str]:
    elements = np.flatnonzero(where)
    run = elements[-1] - elements[0] == elements.size - 1
    if (run and (where.size >= 8 or alike)) or (2 * elements.size <= where.size and (run or elements.size <= 8)):
        last = ", the last" if elements.size == 1 and elements[0] == where.size - 1 else ""
        yield named("element", elements) + last


def _parts_of_matrix(where: NDArray[np.bool_]) -> Iterator[str]:
    rows, columns = (np.flatnonzero(np.asarray(where.any(axis=axis))) for axis in (1, 0))
    if where.sum() == 1:
        yield f"the one at {place((rows[0], columns[0]))}"
    row, column = np.meshgrid(*map(np.arange, where.shape), indexing="ij")
    large = min(where.shape) > 2
    if large:
        yield from _exact_parts(where, row, column)
    sides: tuple[tuple[str, Array, Array], ...] = (("column", columns, where.T), ("row", rows, where))
    for word, lines, side in sides:
        if lines.size == 1 or (2 * lines.size <= len(side) and side[lines].mean() > 0.5):
            yield f"all in {named(word, lines)}"
    block = where[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if 2 * block.size <= where.size and block.mean() > 0.5:
        yield f"all in the block of {named('row', rows)} and {named('column', columns)}"
    if large and where.shape[0] == where.shape[1]:
        yield from _triangles(where, row, column)


def _exact_parts(where: NDArray[np.bool_], row: Array, column: Array) -> Iterator[str]:
    """Parts of a matrix that are just where the differences are."""
    border = (row % (where.shape[0] - 1) == 0) | (column % (where.shape[1] - 1) == 0)
    parts = {
        "on the diagonal": row == column,
        "off the diagonal": row != column,
        "in the upper triangle": column > row,
        "in the lower triangle": column < row,
        "at the border": border,
    }
    yield from (f"all those {name}" for name, part in parts.items() if (where == part).all())


def _triangles(where: NDArray[np.bool_], row: Array, column: Array) -> Iterator[str]:
    """Triangles of a square matrix that hold all differences, and are half full of them."""
    for name, part in (("above", column > row), ("below", column < row)):
        if not (where & ~part).any() and 2 * where.sum() >= part.sum():
            yield f"all {name} the diagonal"


def ill_conditioned(leaf: Leaf) -> Cause | None:
    """Recognise that perturbing the inputs by an ulp changes the original's output as much as the port's differs.

    Parameters
    ----------
    leaf : Leaf
        Two arrays of numbers of the same size.

    Returns
    -------
    Cause or None
        Says how far the original moves; None if it moves less, or if its values are whole numbers.
    """
    # Whole numbers do not drift: where an ulp changes them, a choice or a rounding has tipped over.
    if not 0 < leaf.distance < np.inf or integers(leaf.a) or not leaf.distance <= 10 * leaf.moved:
        return None
    drift = np.max([np.abs(array - leaf.a) for array in leaf.rerun() if array.shape == leaf.a.shape], axis=0, initial=0)
    if not (np.abs(leaf.a - leaf.b) <= 100 * drift)[leaf.differs].all():
        return None
    detail = (
        f"the original itself moves by a relative {leaf.moved:.2g} when its inputs are perturbed by one ulp; "
        f"the port differs by {leaf.distance:.2g}"
    )
    fix = "allow that much in the case's tolerance, or use a stabler formula"
    return leaf.cause("ill-conditioned", detail, fix, Strength.EXCUSES)


def tolerance(leaf: Leaf) -> Cause | None:
    """Recognise numbers that are close everywhere, as after an iteration that stops earlier or later.

    Parameters
    ----------
    leaf : Leaf
        Two arrays of numbers of the same size.

    Returns
    -------
    Cause or None
        A weak one; None if the original does not iterate, or if the numbers are whole or too far apart.
    """
    most = 2e-3 if leaf.a.size > 1 else 1e-4
    if (
        not leaf.iterates
        or integers(leaf.a)
        or integers(leaf.b)
        or not 1e-9 <= leaf.distance <= most
        or leaf.differs.mean() < 0.5
    ):
        return None
    detail = (
        f"both sides are close, to a relative {leaf.distance:.2g}, and no transformation explains the rest: "
        "an iteration may stop elsewhere (weak: nothing proves it)"
    )
    fix = "use the original's stopping rule, start and iteration limit (tol, maxiter)"
    return leaf.cause("tolerance", detail, fix, Strength.EXCUSES)


def unknown(leaf: Leaf) -> Cause:
    """Return the cause for numbers whose difference nothing explains.

    Parameters
    ----------
    leaf : Leaf
        Two arrays of numbers of the same size.

    Returns
    -------
    Cause
        Says how many elements differ and by how much, and where to look next.

    Examples
    --------
    >>> unknown(Leaf("y", "", np.array([[1.0, 2.0]]), np.array([[1.5, 7.0]]))).detail.partition(",")[0]
    '2 of 2 elements differ'
    """
    apart = np.abs(leaf.a - leaf.b)
    share = f"{int((relative_differences(leaf.a, leaf.b) > 0).sum())} of {leaf.a.size} elements differ"
    if leaf.distance < 1e-12:
        detail = f"{share}, by a relative {leaf.distance:.2g} at most: the rounding of the last places"
        fix = "compute in the original's order of operations, or allow a few ulp in the case's tolerance"
        return leaf.cause("unknown", detail, fix, Strength.UNKNOWN)
    index = np.unravel_index(int(np.argmax(np.nan_to_num(apart, nan=np.inf))), apart.shape)
    detail = (
        f"{share}, by a relative {leaf.distance:.2g} at most and by {figure(apart[index])} at {place(index)} "
        f"({figure(leaf.a[index])} in the original, {figure(leaf.b[index])} in the port); no known cause fits"
    )
    return leaf.cause("unknown", detail, TRACE, Strength.UNKNOWN)


def unknown_value(leaf: Leaf) -> Cause:
    """Return the cause for other values whose difference nothing explains: text, cells, structs, handles.

    Parameters
    ----------
    leaf : Leaf
        Two values that are not both numbers.

    Returns
    -------
    Cause
        Says how they differ, and where to look next.

    Examples
    --------
    >>> from matdrop.values.canonical import canonical
    >>> unknown_value(Leaf("y", "", canonical("abc"), canonical("abd"))).detail
    "the texts part at character 3: 'c' in the original, 'd' in the port"
    """
    kind = class_of(leaf.expected)
    sizes = format_size(size_of(leaf.expected)), format_size(size_of(leaf.obtained))
    fix = TRACE
    if kind == "char" and size_of(leaf.expected)[0] == size_of(leaf.obtained)[0] == 1:
        detail, fix = _texts(text_of(leaf.expected), text_of(leaf.obtained))
    elif kind == "char":
        detail = f"a {sizes[0]} text in the original, another of {sizes[1]} in the port"
    elif kind == "cell":
        detail = f"{sizes[0]} in the original, {sizes[1]} in the port, and other elements"
    elif isinstance(leaf.expected, FunctionHandle) and isinstance(leaf.obtained, FunctionHandle):
        detail = f"{leaf.expected.text} in the original, {leaf.obtained.text} in the port"
        fix = "compare what the handles compute, not their text"
    else:
        detail = f"values of class {kind} differ"
    return leaf.cause("unknown", detail, fix, Strength.UNKNOWN)


def _texts(left: str, right: str) -> tuple[str, str]:
    """Where two texts part, and what to look for."""
    k = next((k for k, (x, y) in enumerate(zip(left, right, strict=False)) if x != y), min(len(left), len(right)))
    detail = f"the texts part at character {k + 1}: {left[k:][:20]!r} in the original, {right[k:][:20]!r} in the port"
    return detail, "compare the formats: %g is not Python's str, and %d writes 1.5 as 1.5"


def other_size(leaf: Leaf) -> Cause:
    """Return the cause for numbers of different sizes whose difference nothing explains.

    Parameters
    ----------
    leaf : Leaf
        Two arrays of numbers of different sizes.

    Returns
    -------
    Cause
        Says both sizes, and where to look next.

    Examples
    --------
    >>> other_size(Leaf("y", "", np.ones((2, 3)), np.ones((2, 2)))).detail
    'size: 2x3 in the original, 2x2 in the port; no known cause fits'
    """
    sizes = f"{format_size(size_of(leaf.expected))} in the original, {format_size(size_of(leaf.obtained))} in the port"
    # A sum, mean or maximum of everything is one number, a cumsum of everything is flat.
    axis = leaf.b.size in (1, leaf.a.size) and leaf.b.size in leaf.b.shape
    advice = "give NumPy's reductions the axis of the original, and keepdims=True; or " if axis else ""
    return leaf.cause("unknown", f"size: {sizes}; no known cause fits", advice + TRACE, Strength.UNKNOWN)


DESCRIPTIONS = (
    Description(kind="region", suggests={30: region}),
    Description(
        kind="ill-conditioned",
        rows={
            "sum-in-order": "cumsum sum",
            "dropout-divides-after": "7",
        },
        states={20: ill_conditioned},
    ),
    Description(kind="tolerance", suggests={50: tolerance}),
    Description(kind="unknown"),
)
