"""A mismatch's probable causes, each one shown on the data.

A cause is named only if its transformation, applied to one side, makes the two sides agree. The tests for causes
are in the files of their habits, by place: simplest and most specific first. The first ten of places in which one
holds gives the answer. Tests that only describe a difference are tried last.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from matdrop.cases.tolerance import Tolerance
from matdrop.habits.cause import Cause, Strength
from matdrop.habits.descriptions import other_size, unknown, unknown_value
from matdrop.habits.evidence import Evidence
from matdrop.habits.habit import Habit, Rearranged, Rearrangement, Test
from matdrop.habits.leaf import TRACE, Leaf
from matdrop.habits.missing_output import missing
from matdrop.habits.orientation import flat
from matdrop.habits.registry import are_alternatives, tests, weak_tests
from matdrop.habits.support import support_of, total
from matdrop.values.canonical import ValueModelError, canonical, has_no_orientation
from matdrop.values.distance import leaves, numbers
from matdrop.values.value import Array, Value, is_numbers
from matdrop.verification.compare import Comparison, compare
from matdrop.verification.conditioning import Rerun, moved_outputs
from matdrop.verification.representation import as_represented

Reruns = Callable[[], tuple[Mapping[str, Value], ...]]


# As far as an original may move, and still be something to measure a port by.
CONDITIONED = 1e-4


def diagnose(evidence: Evidence, *, iterates: bool = True, rerun: Rerun | None = None) -> list[Cause]:
    """Find the probable causes of a case's mismatches.

    Parameters
    ----------
    evidence : Evidence
        What is known of both sides.
    iterates : bool
        Whether the original has a loop or calls a solver, which may stop elsewhere in the port.
    rerun : callable, optional
        Runs the original on other inputs and returns its outputs, or None if it fails.

    Returns
    -------
    list of Cause
        Strongest first; ``unknown`` where nothing fits. Empty if everything agrees.

    Examples
    --------
    >>> from matdrop.cases.reference import Engine, Reference
    >>> expected, obtained = {"s": canonical(np.std([1, 2, 4], ddof=1))}, {"s": np.std([1, 2, 4])}
    >>> reference = Reference("live", Engine("GNU Octave", "7.3.0"), (canonical([1, 2, 4]),), expected)
    >>> causes = diagnose(Evidence(reference, obtained, [compare(expected["s"], obtained["s"], name="s")]))
    >>> causes[0].kind, causes[0].detail
    ('ddof', "everywhere the port has 0.816497 = sqrt((n-1)/n) for n = 3 times the original's values, exactly")
    """
    of_call = [cause for (test,) in tests(lambda habit: habit.of_call) for cause in test(evidence)]

    @cache
    def of_moved_inputs() -> tuple[Mapping[str, Value], ...]:
        return () if rerun is None else moved_outputs(rerun, evidence.reference.inputs)

    settled = {cause.output for cause in of_call}
    found: list[list[Cause]] = []
    for comparison in evidence.comparisons:
        if comparison.mismatch is not None and comparison.name not in settled:
            found += _of_output(evidence, comparison, of_moved_inputs, iterates)
    if any(cause.kind == "stream" for cause in of_call):  # with other random numbers, everything differs somehow
        found = [group for group in found if not group[0].is_description]
    return of_call + _ranked(found)


def _of_output(
    evidence: Evidence,
    comparison: Comparison,
    reruns: Reruns,
    iterates: bool,
) -> list[list[Cause]]:
    """Return the causes for an output, a list for each value in it that differs."""
    name, expected = comparison.name, evidence.reference.outputs.get(comparison.name)
    said = comparison.mismatch.detail if comparison.mismatch else ""
    given = evidence.obtained.get(name, None if len(evidence.outputs) == 1 else ())
    if evidence.obtained.get(name) is None:
        return [[missing(comparison, expected, given)]]
    if expected is None:
        return [[Cause("unknown", name, said, TRACE, strength=Strength.UNKNOWN)]]
    try:
        value = _as_compared(expected, given, evidence.strict)
    except ValueModelError as error:
        return [[Cause("class", name, str(error), "return numbers, text, lists, dicts or arrays of them")]]
    output = Leaf(
        name,
        "",
        expected,
        value,
        evidence.tolerances.get(name, Tolerance()),
        _inputs(evidence),
        evidence.reference.draws,
        evidence.strict,
        evidence.port_draws is not None,
        iterates=iterates,
    )
    groups = _of_parts(output, reruns)
    if (flat := _flat(groups, given, comparison, expected)) is not None:
        groups.append([flat])
    return groups or [[Cause("unknown", name, said, TRACE, strength=Strength.UNKNOWN)]]


def _inputs(evidence: Evidence) -> tuple[Value, ...]:
    """Return the inputs; of a script, what it leaves behind and both sides agree on: the rest came of that."""
    agreeing = [c.name for c in evidence.comparisons if c.mismatch is None and c.name in evidence.reference.outputs]
    return evidence.reference.inputs or tuple(evidence.reference.outputs[name] for name in agreeing)


def _as_compared(expected: Value, given: Any, strict: bool) -> Value:
    """Return a port's value as the comparison takes it."""
    value = canonical(given)
    if strict:
        return value
    return as_represented(expected, value, has_no_orientation(given))[0]


def _of_parts(output: Leaf, reruns: Reruns) -> list[list[Cause]]:
    """Return the causes for the value as a whole, or for each number array, text and handle in it that differs."""
    whole = first_of(tests(lambda habit: habit.of_whole), output)
    if whole:
        return [whole]
    groups = []
    for path, left, right in leaves(output.expected, output.obtained):
        if compare(left, right, output.tolerance).mismatch is None:
            continue

        def rerun(path: str = path) -> list[Array]:
            others = [_at(outputs.get(output.output), path) for outputs in reruns()]
            return [numbers(other) for other in others if other is not None and is_numbers(other)]

        leaf = dataclasses.replace(output, path=path, expected=left, obtained=right, rerun=rerun)
        with np.errstate(all="ignore"):
            groups.append(_of_leaf(leaf))
    return groups


def _flat(groups: list[list[Cause]], given: Any, comparison: Comparison, expected: Value) -> Cause | None:
    """Say that the port's value is 1-D, unless what was found says as much."""
    kinds = {cause.kind for group in groups for cause in group}
    return None if kinds & {"orientation", "length", "empty", "diagonal"} else flat(given, comparison, expected)


def _ranked(groups: list[list[Cause]]) -> list[Cause]:
    """Put first what is strongest, and of that what explains most of the values that differ."""
    explained = Counter(kind for group in groups for kind in {cause.kind for cause in group})
    for group in groups:
        if len(group) > 1 and are_alternatives(group[0].kind, group[1].kind):
            group[:2] = sorted(group[:2], key=lambda cause: -explained[cause.kind])
    groups = sorted(groups, key=lambda group: (group[0].strength, -explained[group[0].kind]))
    alike: dict[tuple[str, str], list[Cause]] = {}
    for cause in itertools.chain.from_iterable(groups):
        alike.setdefault((cause.kind, cause.output), []).append(cause)
    return [_merged(causes) for causes in alike.values()]


def _merged(group: list[Cause]) -> Cause:
    """Return one cause for all elements of a cell or struct that show the same kind."""
    more = f" (and {len(group) - 1} more elements)" if len(group) > 1 else ""
    return dataclasses.replace(group[0], detail=group[0].detail + more, support=total(cause.support for cause in group))


def _of_leaf(leaf: Leaf) -> list[Cause]:
    form = first_of(tests(lambda habit: habit.forms), leaf)
    if form:
        return form
    if not (is_numbers(leaf.expected) and is_numbers(leaf.obtained)):
        return [unknown_value(leaf)]
    found = _of_same_size(leaf) if leaf.a.shape == leaf.b.shape else _of_other_size(leaf)
    kinds = {cause.kind for cause in found}
    also = [cause for ten in tests(lambda habit: habit.besides) for cause in all_of(ten, leaf)]
    return found + [cause for cause in also if cause.kind not in kinds]


def _of_same_size(leaf: Leaf) -> list[Cause]:
    found = _explained(leaf) or _combined(leaf) or _stated(leaf)
    if not found and leaf.tight < leaf.moved <= CONDITIONED:
        leaf = dataclasses.replace(leaf, slack=10 * leaf.moved)
        found = _explained(leaf)
    return found or _suggested(leaf) or [unknown(leaf)]


def _of_other_size(leaf: Leaf) -> list[Cause]:
    candidates = list(_rearranged(leaf, lambda habit: habit.refits))
    for form, refitted in candidates:
        if _settles(refitted):
            return [form]
    moved = first_of(tests(lambda habit: habit.moves), leaf)
    if moved:
        return moved
    is_turned = leaf.a.shape == leaf.b.shape[::-1]
    turned = list(_rearranged(leaf, lambda habit: habit.rearranges)) if is_turned else []
    for form, refitted in [*candidates, *turned]:
        causes = _explained(refitted)
        if causes:
            return [*causes, form]
    if leaf.a.size == leaf.b.size and leaf.a.size in leaf.a.shape and leaf.a.size in leaf.b.shape:
        form, refitted = candidates[0]  # two vectors: the orientation is certain, whatever the values are
        return [*(_stated(refitted) or _suggested(refitted) or [unknown(refitted)]), form]
    return [other_size(leaf)]


def _explained(leaf: Leaf) -> list[Cause]:
    return _weighed(first_of(tests(lambda habit: habit.explains), leaf), leaf)


def _weighed(causes: list[Cause], leaf: Leaf) -> list[Cause]:
    """Return causes with the support that they have in a leaf, if transformations of its values alone show them."""
    return [
        cause if fitted is None else dataclasses.replace(cause, support=support_of(leaf, fitted, cause.rounds))
        for cause in causes
        for fitted in [cause.fitted]
    ]


def _stated(leaf: Leaf) -> list[Cause]:
    return first_of(weak_tests(lambda known: known.states), leaf)


def _suggested(leaf: Leaf) -> list[Cause]:
    return [
        cause if cause.is_description else _weighed([cause], leaf)[0]
        for cause in first_of(weak_tests(lambda known: known.suggests), leaf)
    ]


def _settles(leaf: Leaf) -> bool:
    """Whether the sides agree as they are."""
    return leaf.tolerated or leaf.distance <= leaf.tight


def first_of(tens: Sequence[Sequence[Test]], leaf: Leaf) -> list[Cause]:
    """Return the causes from the first ten of places in which a test holds.

    Parameters
    ----------
    tens : sequence of sequence of Test
        The tests in tens of places, as `matdrop.habits.registry.tests` returns them.
    leaf : Leaf
        The pair of values that is tested.

    Returns
    -------
    list of Cause
        One for each test of that ten that holds; empty if no test holds.

    Examples
    --------
    >>> leaf = Leaf("y", "", np.array([[1.0, 2.0, 4.0]]), np.array([[-1.0, -2.0, -4.0]]))
    >>> [cause.kind for cause in first_of(tests(lambda habit: habit.explains), leaf)]
    ['sign']
    """
    return next((found for ten in tens if (found := all_of(ten, leaf))), [])


def all_of(ten: Sequence[Test], leaf: Leaf) -> list[Cause]:
    """Return the causes of all tests that hold.

    Parameters
    ----------
    ten : sequence of Test
        The tests.
    leaf : Leaf
        The pair of values that is tested.

    Returns
    -------
    list of Cause
        One for each test that holds, in the tests' order.

    Examples
    --------
    >>> from matdrop.habits.transpose import transpose
    >>> leaf = Leaf("y", "", np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 3.0], [2.0, 4.0]]))
    >>> [cause.kind for cause in all_of([transpose], leaf)]
    ['transpose']
    """
    return [cause for cause in (test(leaf) for test in ten) if cause is not None]


def _combined(leaf: Leaf) -> list[Cause]:
    """Find what two transformations do together: one that changes numbers where they stand, after a rearrangement."""
    seconds = [test for ten in tests(lambda habit: habit.explains if habit.elementwise else {}) for test in ten]
    for cause, rearranged in _rearranged(leaf, lambda habit: habit.rearranges):
        second = next((found for test in seconds if (found := test(rearranged)) is not None), None)
        if second is not None:
            return _weighed([cause, second], leaf)
    return []


def _rearranged(leaf: Leaf, stage: Callable[[Habit], Mapping[int, Rearrangement]]) -> Iterator[Rearranged]:
    for ten in tests(stage):
        for rearrange in ten:
            yield from rearrange(leaf)


def _at(value: Value | None, path: str) -> Value | None:
    """Find the leaf of a value that has a path."""
    if value is None:
        return None
    return next((leaf for where, leaf, _ in leaves(value, value) if where == path), None)
