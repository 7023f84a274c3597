"""Causes in the form of a value: empty, length, orientation, diagonal; and values that are no numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.leaf import Leaf, distinct
from matdrop.habits.partial import TRACE
from matdrop.values.canonical import class_of, size_of, text_of
from matdrop.values.display import format_size
from matdrop.values.distance import numbers
from matdrop.values.value import FunctionHandle, Value, array_of, field_names, is_cell, is_number_array, is_numbers
from matdrop.verification.compare import compare

Refit = tuple[Cause, Leaf]


def empty(leaf: Leaf) -> Cause | None:
    """Recognise empty on one side, or empties of two sizes."""
    left, right = size_of(leaf.expected), size_of(leaf.obtained)
    if left == right or (0 not in left and 0 not in right):
        return None
    what = "an empty" if 0 in left else "a"
    other = "an empty" if 0 in right else "a"
    detail = f"{what} {format_size(left)} in the original, {other} {format_size(right)} in the port"
    return leaf.cause(
        "empty", detail, f"return np.zeros({left})" if 0 in left else "mind what empty inputs or masks give"
    )


def refits(leaf: Leaf) -> Iterator[Refit]:
    """Ways to give the port's value the original's size, each with the cause that it would prove."""
    for refit in (_as_vector, _diagonal, _broadcast, _repeated, _squeezed, _lengths):
        yield from refit(leaf)


def _as_vector(leaf: Leaf) -> Iterator[Refit]:
    a, b = leaf.a, leaf.b
    if a.size == b.size and a.size in a.shape and a.size in b.shape:
        words = {0: "column", 1: "row"}
        sides = [words.get(int(np.argmax(side.shape)), "vector") for side in (a, b)]
        detail = f"a {format_size(a.shape)} {sides[0]} in the original, a {format_size(b.shape)} {sides[1]} in the port"
        fix = "use x[:, None] or reshape(-1, 1)" if a.shape[0] > 1 else "use x[None, :] or reshape(1, -1)"
        yield leaf.cause("orientation", detail, fix), leaf.against(b.ravel().reshape(a.shape))


def _squeezed(leaf: Leaf) -> Iterator[Refit]:
    a, b = leaf.a, leaf.b
    if a.size != b.size or (a.size in a.shape and a.size in b.shape):
        return
    both = f"{format_size(a.shape)} in the original and {format_size(b.shape)} in the port"
    sizes = f"the same elements in the same order, {both}"
    if [n for n in a.shape if n > 1] == [n for n in b.shape if n > 1]:
        fix = "keep the dimensions of size 1: keepdims=True, x[:, None]"
    else:
        fix = f"use reshape({a.shape}, order='F')"
    yield leaf.cause("orientation", sizes, fix), leaf.against(b.reshape(a.shape, order="F"))


def _broadcast(leaf: Leaf) -> Iterator[Refit]:
    """Undo that a column met a 1-D array: NumPy makes a matrix with the original's values on its diagonal."""
    a, b = leaf.a, leaf.b
    n = a.size
    if n > 1 and n in a.shape and b.shape == (n, n):
        vector = f"the original's {format_size(a.shape)} vector"
        detail = f"the port has a {n}x{n} matrix with {vector} on its diagonal: it broadcast"
        fix = "give both operands two dimensions (x[:, None]): a column and a 1-D array broadcast to a matrix"
        yield leaf.cause("orientation", detail, fix), leaf.against(np.diagonal(b).reshape(a.shape))


def _repeated(leaf: Leaf) -> Iterator[Refit]:
    """Repeat the port's row or column as often as the original has it, which broadcasting would do."""
    a, b = leaf.a, leaf.b
    if a.ndim != b.ndim or a.shape == b.shape or b.size < 2:
        return
    if all(m == n or n == 1 for m, n in zip(a.shape, b.shape, strict=True)):
        detail = f"the original repeats to {format_size(a.shape)} what the port holds once, as {format_size(b.shape)}"
        fix = "use np.broadcast_to or np.tile: NumPy leaves repeating to broadcasting (sparse=True in np.meshgrid)"
        yield leaf.cause("orientation", detail, fix), leaf.against(np.broadcast_to(b, a.shape))


def _diagonal(leaf: Leaf) -> Iterator[Refit]:
    a, b = leaf.a, leaf.b
    for matrix, vector, who in ((a, b, "original"), (b, a, "port")):
        if matrix.ndim != 2 or min(matrix.shape) != vector.size or vector.size < 2 or vector.size not in vector.shape:
            continue
        rows, columns = np.nonzero(matrix)
        if (rows != columns).any() or not rows.size:
            continue
        other = "port" if who == "original" else "original"
        detail = f"the {who} has a {format_size(matrix.shape)} diagonal matrix, the {other} its diagonal as a vector"
        fix = "use np.diag(x)" + ("" if who == "original" else ": it takes the diagonal of a matrix")
        inner = np.diagonal(matrix).ravel()
        pair = (inner, vector.ravel()) if who == "original" else (vector.ravel(), inner)
        yield (
            leaf.cause("diagonal", detail, fix),
            leaf.against(pair[1][None, :], pair[0][None, :]),
        )


def _lengths(leaf: Leaf) -> Iterator[Refit]:
    a, b = leaf.a, leaf.b
    vectors = a.size in a.shape and b.size in b.shape
    if vectors:
        a, b = a.ravel()[None, :], b.ravel()[None, :]
    if a.ndim != b.ndim:
        return
    axes = [axis for axis in range(a.ndim) if a.shape[axis] != b.shape[axis]]
    if len(axes) != 1:
        return
    common = min(a.shape[axes[0]], b.shape[axes[0]])
    axis, longer = axes[0], "port" if b.shape[axes[0]] > a.shape[axes[0]] else "original"
    count = abs(a.shape[axis] - b.shape[axis])
    # What both sides have must be enough to recognise, and more so where more than one is missing.
    if distinct(a if a.size < b.size else b) < 3 and (common < 2 or count > 1):
        return
    what = "element" if vectors else ("row", "column", "page")[min(axis, 2)]
    for end, chosen in (("end", slice(None, common)), ("start", slice(-common, None))):
        index = tuple(chosen if k == axis else slice(None) for k in range(a.ndim))
        detail = f"the {longer} has {count} more {what}{'s' if count > 1 else ''} at the {end}"
        fix = "MATLAB's a:b includes b, np.arange and range do not; mind values that are stored before the first step"
        yield leaf.cause("length", detail, fix), leaf.against(b[index], a[index])


def other_values(leaf: Leaf) -> list[Cause]:
    """Diagnose values that are no numbers on one side or both: text, cells, structs, handles."""
    left, right = class_of(leaf.expected), class_of(leaf.obtained)
    if left != right:
        return [leaf.cause("class", f"{left} in the original, {right} in the port", _form_fix(left, right))]
    if (cause := empty(leaf)) is not None:
        return [cause]
    if left == "char":
        return [_text(leaf)]
    if left == "struct":
        return _fields(leaf)
    if left == "cell":
        return [_cell(leaf)]
    if isinstance(leaf.expected, FunctionHandle) and isinstance(leaf.obtained, FunctionHandle):
        detail = f"{leaf.expected.text} in the original, {leaf.obtained.text} in the port"
        return [leaf.cause("unknown", detail, "compare what the handles compute, not their text")]
    return [leaf.cause("unknown", f"values of class {left} differ", TRACE)]


def _form_fix(left: str, right: str) -> str:
    forms = {"cell": "a list", "struct": "a dict", "char": "a str", "function_handle": "a FunctionHandle"}
    return f"return {forms.get(left, f'an array of class {left}')}" + (
        "" if right not in forms else f" instead of {forms[right]}"
    )


def _text(leaf: Leaf) -> Cause:
    left, right = text_of(leaf.expected), text_of(leaf.obtained)
    if size_of(leaf.expected)[0] == size_of(leaf.obtained)[0] == 1 and left != right:
        for longer, shorter, who in ((left, right, "original"), (right, left, "port")):
            count = len(longer) - len(shorter)
            if 0 < count <= 2 and len(shorter) > 1 and (longer.startswith(shorter) or longer.endswith(shorter)):
                end, more = ("end", longer[-count:]) if longer.startswith(shorter) else ("start", longer[:count])
                detail = f"the {who}'s text has {more!r} more at the {end}"
                return leaf.cause("length", detail, "mind newlines: fprintf writes none by itself, print does")
        k = next((k for k, (x, y) in enumerate(zip(left, right, strict=False)) if x != y), min(len(left), len(right)))
        detail = (
            f"the texts part at character {k + 1}: {left[k:][:20]!r} in the original, {right[k:][:20]!r} in the port"
        )
        return leaf.cause("unknown", detail, "compare the formats: %g is not Python's str, and %d writes 1.5 as 1.5")
    sizes = format_size(size_of(leaf.expected)), format_size(size_of(leaf.obtained))
    if size_of(leaf.expected) != size_of(leaf.obtained) and left == right:
        detail = f"the same text, {sizes[0]} in the original and {sizes[1]} in the port"
        return leaf.cause("orientation", detail, "return a str for a row of characters")
    return leaf.cause("unknown", f"a {sizes[0]} text in the original, another of {sizes[1]} in the port", TRACE)


def _fields(leaf: Leaf) -> list[Cause]:
    left, right = set(field_names(array_of(leaf.expected))), set(field_names(array_of(leaf.obtained)))
    causes = []
    if left - right:
        detail = f"the port's struct has no field {', '.join(sorted(left - right))}"
        causes.append(leaf.cause("missing-output", detail, "add the field; names must match letter by letter"))
    if right - left:
        detail = f"only the port's struct has the field {', '.join(sorted(right - left))}"
        causes.append(leaf.cause("extra-output", detail, "drop the field; names must match letter by letter"))
    if size_of(leaf.expected) != size_of(leaf.obtained):
        causes.append(_cell(leaf))
    return causes


def _cell(leaf: Leaf) -> Cause:
    sizes = format_size(size_of(leaf.expected)), format_size(size_of(leaf.obtained))
    left, right = array_of(leaf.expected).ravel(order="F"), array_of(leaf.obtained).ravel(order="F")
    if left.size == right.size and all(_same(x, y, leaf) for x, y in zip(left, right, strict=True)):
        detail = f"the same elements, {sizes[0]} in the original and {sizes[1]} in the port"
        return leaf.cause("orientation", detail, "reshape the cell: a list is a row")
    count, common = abs(left.size - right.size), min(left.size, right.size)
    if count and common > 1:
        who = "original" if left.size > right.size else "port"
        for end, part in (("end", slice(None, common)), ("start", slice(-common, None))):
            if all(_same(x, y, leaf) for x, y in zip(left[part], right[part], strict=True)):
                detail = f"the {who} has {count} more element{'s' if count > 1 else ''} at the {end}"
                return leaf.cause("length", detail, "MATLAB's a:b includes b, range does not")
    return leaf.cause("unknown", f"{sizes[0]} in the original, {sizes[1]} in the port, and other elements", TRACE)


def reordered_cell(leaf: Leaf) -> Cause | None:
    """Recognise a cell's elements in other places."""
    left, right = leaf.expected, leaf.obtained
    if not (is_cell(left) and is_cell(right)) or left.shape != right.shape or not 1 < left.size <= 200:
        return None
    free, moves = dict(enumerate(left.ravel(order="F"))), []
    for element in right.ravel(order="F"):
        found = next((k for k, x in free.items() if _same(x, element, leaf)), None)
        if found is None:
            return None
        del free[found]
        moves.append(found)
    if moves == sorted(moves):
        return None
    shown = ", ".join(str(k + 1) for k in moves[:10]) + (", ..." if len(moves) > 10 else "")
    detail = f"the port's elements are the original's elements {shown}"
    return leaf.cause("order", detail, "keep the original's order: np.unique, set and dict order as they please")


def _same(x: Value, y: Value, leaf: Leaf) -> bool:
    return compare(x, y, leaf.tolerance, strict=leaf.strict).mismatch is None


def scalar_cell(leaf: Leaf) -> Cause | None:
    """Recognise a cell of numbers for the matrix that they make, or the other way round."""
    for matrix, cell in ((leaf.expected, leaf.obtained), (leaf.obtained, leaf.expected)):
        if not is_number_array(matrix) or not is_cell(cell) or matrix.shape != cell.shape:
            continue
        elements = cell.ravel(order="F")
        if all(is_numbers(x) and size_of(x) == (1, 1) for x in elements):
            same = [numbers(x).item() for x in elements] == numbers(matrix).ravel(order="F").tolist()
            if same and matrix.size:
                names = f"{class_of(leaf.expected)} in the original, {class_of(leaf.obtained)} in the port"
                fix = "use np.array(x)" if matrix is leaf.expected else "return a list of the elements"
                return leaf.cause("class", f"the same numbers, {names}", fix)
    return None


Test = Callable[[Leaf], Cause | None]
