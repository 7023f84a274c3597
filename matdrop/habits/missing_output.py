"""Missing output: one that the port does not return."""

from __future__ import annotations

from typing import Any

from matdrop.habits.cause import Cause
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf
from matdrop.values.canonical import class_of, size_of
from matdrop.values.display import format_size
from matdrop.values.value import Value, array_of, field_names
from matdrop.verification.compare import Comparison


def missing(comparison: Comparison, expected: Value | None, given: Any) -> Cause:
    """Return the cause for an output that the port does not return, or returns as None.

    Parameters
    ----------
    comparison : Comparison
        The comparison of the output.
    expected : value or None
        The original's value; None if it has none.
    given : object
        None if the port returned None, any other object if it returned nothing.

    Returns
    -------
    Cause
        Of kind ``empty`` if the original's value is empty and the port's is None, of kind ``missing-output`` otherwise.
    """
    if expected is not None and 0 in size_of(expected) and given is None:
        detail = f"an empty {format_size(size_of(expected))} in the original, None in the port"
        return Cause("empty", comparison.name, detail, f"return np.zeros({size_of(expected)})")
    detail = comparison.mismatch.detail if comparison.mismatch else "the port does not return it"
    if given is None:
        detail = f"the port returns None for {comparison.name}"
    return Cause("missing-output", comparison.name, detail, f"return {comparison.name} too, in the original's order")


def fields(leaf: Leaf) -> Cause | None:
    """Recognise fields that the port's struct has not."""
    if class_of(leaf.expected) != "struct" or class_of(leaf.obtained) != "struct":
        return None
    names = set(field_names(array_of(leaf.expected))) - set(field_names(array_of(leaf.obtained)))
    detail = f"the port's struct has no field {', '.join(sorted(names))}"
    return leaf.cause("missing-output", detail, "add the field; names must match letter by letter") if names else None


HABIT = Habit(
    kind="missing-output",
    rows={
        "ignored-output": "0 argmax",
    },
    fix="return all outputs, in the original's order",
    forms={60: fields},
)
