"""Length: MATLAB's a:b includes b, arange and range do not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from matdrop.habits.cause import Cause, Strength
from matdrop.habits.edit import Edit, called
from matdrop.habits.habit import Habit, Rearranged
from matdrop.habits.leaf import Leaf, distinct, equal_values
from matdrop.habits.matlab_pattern import MatlabCall, count, with_text
from matdrop.habits.pattern import calls, lacks
from matdrop.values.canonical import class_of, size_of, text_of
from matdrop.values.value import array_of


def shared_part(leaf: Leaf) -> Iterator[Rearranged]:
    """Compare what both sides have, from the start or from the end."""
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
        yield leaf.cause("length", detail, fix, Strength.FOLLOWS), leaf.against(b[index], a[index])


def text(leaf: Leaf) -> Cause | None:
    """Recognise a text that goes on, or starts earlier, on one side."""
    if not all(class_of(value) == "char" and size_of(value)[0] == 1 for value in (leaf.expected, leaf.obtained)):
        return None
    left, right = text_of(leaf.expected), text_of(leaf.obtained)
    longer, shorter, who = (left, right, "original") if len(left) > len(right) else (right, left, "port")
    count = len(longer) - len(shorter)
    if not 0 < count <= 2 or len(shorter) < 2 or not (longer.startswith(shorter) or longer.endswith(shorter)):
        return None
    end, more = ("end", longer[-count:]) if longer.startswith(shorter) else ("start", longer[:count])
    detail = f"the {who}'s text has {more!r} more at the {end}"
    return leaf.cause("length", detail, "mind newlines: fprintf writes none by itself, print does", Strength.FOLLOWS)


def cell(leaf: Leaf) -> Cause | None:
    """Recognise a cell or struct array that has more elements at its end or start."""
    if not {class_of(leaf.expected), class_of(leaf.obtained)} <= {"cell", "struct"}:
        return None
    left, right = array_of(leaf.expected).ravel(order="F"), array_of(leaf.obtained).ravel(order="F")
    count, common = abs(left.size - right.size), min(left.size, right.size)
    if not count or common < 2:
        return None
    who = "original" if left.size > right.size else "port"
    for end, part in (("end", slice(None, common)), ("start", slice(-common, None))):
        if all(equal_values(x, y, leaf) for x, y in zip(left[part], right[part], strict=True)):
            detail = f"the {who} has {count} more element{'s' if count > 1 else ''} at the {end}"
            return leaf.cause("length", detail, "MATLAB's a:b includes b, range does not", Strength.FOLLOWS)
    return None


def _fraction_step(call: ast.Call) -> bool:
    step = call.args[2] if len(call.args) == 3 else None
    return isinstance(step, ast.Constant) and isinstance(step.value, float) and not step.value.is_integer()


def _second_is_same(call: ast.Call) -> bool:
    mode = call.args[2] if len(call.args) == 3 else next((k.value for k in call.keywords if k.arg == "mode"), None)
    return isinstance(mode, ast.Constant) and mode.value == "same"


def with_end(node: ast.AST) -> ast.expr | None:
    """Let a range with a step include its end, if it comes so near to it as rounding does."""
    if not isinstance(node, ast.Call) or called(node) != "arange" or len(node.args) != 3 or node.keywords:
        return None
    start, stop, step = node.args
    # A whole or a half step more would also take in a number beyond an end that no step comes to.
    little = ast.BinOp(ast.Constant(1e-10), ast.Mult(), step)
    return ast.Call(node.func, [start, ast.BinOp(stop, ast.Add(), little), step], [])


HABIT = Habit(
    kind="length",
    rows={
        "range-end": "arange sum",
        "range-includes-end": "",
        "fraction-step-count": "1 arange linspace",
        "conv-same-length": "convolve reshape",
        "linspace-count": "linspace",
    },
    fix="MATLAB's a:b includes b, np.arange and range do not",
    refits={30: shared_part},
    forms={64: text, 65: cell},
    edits=(Edit("the end in a range with a step", with_end),),
    patterns=(
        calls("linspace-count", "numpy.linspace", when=lacks("num", after=2)),
        calls("fraction-step-count", "numpy.arange", when=_fraction_step),
        calls("conv-same-length", "numpy.convolve", when=_second_is_same),
    ),
    tempting=(
        MatlabCall("conv", "conv-same-length", with_text("same")),
        MatlabCall("linspace", "linspace-count", count(2)),
    ),
)
