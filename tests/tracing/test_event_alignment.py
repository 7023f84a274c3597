"""Which event stands for which, and whether what was read is explained; from recordings made by hand."""

from collections.abc import Sequence
from pathlib import Path

from matdrop.tracing.equality import RELATIONS
from matdrop.tracing.event_alignment import Alignment, _best
from matdrop.tracing.partners import Partners, Sides, partners_of
from matdrop.tracing.recording import Event, EventKind, Recording, Span, Statement
from matdrop.tracing.slice import Slice
from matdrop.values.canonical import canonical

# The statement, what happens, the variable, its value, what was read.
Step = tuple[int, EventKind, str, object, tuple[int, ...]]


def side(function: str, steps: Sequence[Step], around: dict[int, tuple[int, ...]] | None = None) -> Recording:
    """Make a recording of one function."""
    count = max(step[0] for step in steps) + 1
    stores = {n: tuple(dict.fromkeys(step[2] for step in steps if step[0] == n and step[2])) for n in range(count)}
    span = Span(Path("f"), 1, 1, 1, 2)
    statements = [Statement(n, span, function, stores[n], (), (around or {}).get(n, ())) for n in range(count)]
    counts: dict[int, int] = {}
    events: list[Event] = []
    for number, kind, variable, value, reads in steps:
        execution = counts.get(number, 0)
        counts[number] = execution + 1
        events.append(Event(len(events), kind, number, 1, execution, (), variable, canonical(value), reads))
    return Recording(statements, events, counts)


def aligned(original: Recording, port: Recording, partners: Partners | None = None) -> Alignment:
    sides = Sides(original, port, "f", "g", frozenset({"x"}))
    partners = partners or partners_of([sides], RELATIONS[0], ["y"])
    return Alignment(sides, partners, RELATIONS[0], {})


def store(statement: int, variable: str, value: object, *reads: int) -> Step:
    return statement, "store", variable, value, reads


def test_statements_executed_equally_often_are_paired_one_by_one() -> None:
    original = side("f", [store(0, "a", 0), *(store(1, "a", k) for k in (1, 2, 3))])
    port = side("g", [store(0, "a", 0), *(store(1, "a", k) for k in (1, 5, 3))])
    assert aligned(original, port).partner == {0: 0, 1: 1, 2: 2, 3: 3}


def test_a_single_statement_is_paired_with_the_last_value_of_a_loop() -> None:
    original = side("f", [store(0, "a", 0), *(store(1, "a", k) for k in (1, 2, 3))])
    assert aligned(original, side("g", [store(0, "a", 7)])).partner == {0: 3}


def test_unequal_counts_are_paired_by_equal_values() -> None:
    original = side("f", [store(0, "a", k) for k in (1, 2, 3, 4)])
    port = side("g", [store(0, "a", k) for k in (2, 9, 4)])
    assert aligned(original, port).partner == {0: 1, 1: 2, 2: 3}


def test_an_older_version_explains_nothing() -> None:
    original = side("f", [store(0, "a", 1), store(1, "a", 2), store(2, "y", 4)])
    port = side("g", [store(0, "a", 1), store(2, "y", 2, 0)])
    alignment = aligned(original, port)
    assert alignment.agrees(0)
    assert not alignment.explains(port.events[1], 0)


def test_the_version_of_that_moment_explains() -> None:
    original = side("f", [store(0, "a", 1), store(1, "y", 2), store(2, "a", 3)])
    port = side("g", [store(0, "a", 1), store(1, "y", 5, 0)])
    assert aligned(original, port).explains(port.events[1], 0)


def test_an_input_is_given_and_a_default_is_not() -> None:
    original = side("f", [(0, "input", "x", 1, ()), store(1, "y", 2)])
    steps: list[Step] = [(0, "input", "x", 1, ()), (0, "input", "k", 2, ()), store(1, "y", 3, 0, 1)]
    port = side("g", steps)
    alignment = aligned(original, port)
    assert [alignment.explains(port.events[2], read) for read in (0, 1)] == [True, False]


def test_conditions_are_paired_if_they_were_evaluated_equally_often() -> None:
    original = side(
        "f", [(0, "condition", "", True, ()), (1, "condition", "", True, ()), (1, "condition", "", False, ())]
    )
    port = side("g", [(0, "condition", "", True, ()), (0, "condition", "", True, ())])
    alignment = aligned(original, port)
    assert alignment.partner == {0: 1, 1: 2}
    assert [alignment.agrees(order) for order in (0, 1)] == [True, False]


def test_the_slice_goes_over_unexplained_reads_alone() -> None:
    original = side("f", [store(0, "a", 1), store(1, "b", 2), store(2, "y", 3)])
    port = side("g", [store(0, "a", 1), store(1, "b", 5), store(2, "y", 6, 0, 1)])
    assert Slice(aligned(original, port)).back_from([2]) == [1, 2]


def test_the_slice_goes_over_a_decision_against_a_store() -> None:
    original = side("f", [store(0, "a", 1), (1, "condition", "", True, ()), store(2, "a", 2), store(3, "y", 2)])
    port = side("g", [store(0, "a", 1), (1, "condition", "", False, ()), store(3, "y", 1, 0)])
    port.statements = [
        *port.statements[:2],
        Statement(2, port.statements[0].span, "g", ("a",), (), (1,)),
        port.statements[3],
    ]
    assert Slice(aligned(original, port)).back_from([2]) == [0, 1, 2]


def test_the_best_pairs_are_in_order_and_late() -> None:
    assert _best(1, 3, {(0, 0): 1.0, (0, 2): 1.0}) == [(0, 2)]
    assert _best(2, 2, {(0, 1): 1.0, (1, 0): 1.0, (1, 1): 0.5}) != [(0, 1), (1, 0)]
