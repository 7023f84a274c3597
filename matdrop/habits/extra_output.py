"""Extra output: values beyond those of the original."""

from __future__ import annotations

from matdrop.habits.cause import Cause
from matdrop.habits.evidence import Evidence
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf
from matdrop.values.canonical import class_of
from matdrop.values.value import array_of, field_names


def extra(evidence: Evidence) -> list[Cause]:
    """Count the values beyond the original's outputs, where they are minded."""
    if not evidence.strict or evidence.returned is None or len(evidence.returned) <= len(evidence.outputs):
        return []
    names = ", ".join(evidence.outputs)
    detail = f"the port returns {len(evidence.returned) - len(evidence.outputs)} more than {names}"
    return [Cause("extra-output", "", detail, f"return {names} alone")]


def fields(leaf: Leaf) -> Cause | None:
    """Recognise fields that only the port's struct has."""
    if class_of(leaf.expected) != "struct" or class_of(leaf.obtained) != "struct":
        return None
    names = set(field_names(array_of(leaf.obtained))) - set(field_names(array_of(leaf.expected)))
    detail = f"only the port's struct has the field {', '.join(sorted(names))}"
    return leaf.cause("extra-output", detail, "drop the field; names must match letter by letter") if names else None


HABIT = Habit(
    kind="extra-output",
    rows={
        "first-output-only": "argmax max",
    },
    fix="return the original's outputs alone",
    forms={61: fields},
    of_call={20: extra},
)
