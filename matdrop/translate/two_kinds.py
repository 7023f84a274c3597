"""What was text or a cell in some cases and something else in others: code for each, between which the port chooses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from matdrop.translate.code import ATOM, TERNARY, Code, UntranslatableError, as_kind, call
from matdrop.translate.facts import NUMERIC, Facts, Kind, Sighting, common_kind

# How Python holds what has no number, and how a port asks for it.
_TYPES: dict[Kind, str] = {"str": "str", "cell": "list"}
_MOST = 60  # characters of code that is written twice
_CHEAP = {"isinstance", "np.atleast_2d"}  # what may be called once more


def in_two_ways(value: Code, facts: Facts, translate: Callable[[Code, Facts], Code]) -> Code | None:
    """Translate what is done to a value for each of the two ways in which it is held.

    Parameters
    ----------
    value : Code
        A variable, or a part of one.
    facts : Facts
        What was seen of the result.
    translate : callable
        Returns the result for a value that is held in one way, by what was seen of it.

    Returns
    -------
    Code or None
        None if the value is held in one way, in ways that the port cannot tell apart, or if one has no translation.
    """
    if value.kind != "any" or not _is_cheap(value.text):
        return None
    numbers = {one for one in value.facts.sightings if one.class_ in NUMERIC}
    others = value.facts.sightings - numbers
    kind = Facts(others).kind if others else "any"
    if not numbers or kind not in _TYPES:
        return None
    classes = Facts(others).classes
    try:
        first = translate(
            replace(value, kind=kind, class_=Facts(others).class_, facts=Facts(others)),
            _where(facts, lambda one: one.class_ in classes),
        )
        second = translate(_as_numbers(value, Facts(numbers)), _where(facts, lambda one: one.class_ not in classes))
    except UntranslatableError:
        return None
    return _chosen(f"isinstance({value.text}, {_TYPES[kind]})", first, second)


def _is_cheap(text: str) -> bool:
    """Whether a value may be computed once more: a variable, a field, some elements."""
    return len(text) <= _MOST and set(re.findall(r"([\w.]+)\(", text)) <= _CHEAP


def _as_numbers(value: Code, facts: Facts) -> Code:
    """Return a value as an array; one number may be held as a number."""
    if facts.kind == "sparse":
        raise UntranslatableError("a matrix that is sparse in some cases")
    text = call("np.atleast_2d", value) if (1, 1) in facts.sizes else value.text
    return replace(value, text=text, level=ATOM, kind="array", class_=facts.class_, facts=facts)


def _where(facts: Facts, is_meant: Callable[[Sighting], bool]) -> Facts:
    """Return what was seen of results of one class, if there were any."""
    return Facts({one for one in facts.sightings if is_meant(one)} or facts.sightings)


def _chosen(condition: str, first: Code, second: Code) -> Code:
    """Return the first value if a condition holds, and else the second."""
    kind = common_kind((first.kind, second.kind))
    first, second = as_kind(first, kind), as_kind(second, kind)
    text = f"{first.at(TERNARY + 1)} if {condition} else {second.at(TERNARY)}"
    class_ = first.class_ if first.class_ == second.class_ else ""
    if kind not in ("number", "array"):  # what may stand behind `in` of a comprehension, where `if` chooses elements
        return Code(f"({text})", ATOM, kind, class_, base=first.base or second.base)
    return Code(text, TERNARY, kind, class_, base=first.base or second.base)
