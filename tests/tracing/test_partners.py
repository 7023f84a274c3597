"""Which variable stands for which."""

from matdrop.tracing.equality import RELATIONS
from matdrop.tracing.partners import Sides, partners_of
from tests.tracing.test_event_alignment import Step, side, store


def test_names_then_places_then_values() -> None:
    original = side(
        "f",
        [
            (0, "input", "X", 1, ()),
            (0, "input", "keepProb", 2, ()),
            store(1, "theSum", 3),
            store(2, "h", [1.5, 2.25, 7]),
        ],
    )
    steps: list[Step] = [
        (0, "input", "data", 1, ()),
        (0, "input", "keep_prob", 2, ()),
        store(1, "the_sum", 3),
        store(2, "predictions", [1.5, 2.25, 7]),
        store(3, "count", 3),
        (4, "return", "return 1", 3, ()),
    ]
    partners = partners_of([Sides(original, side("g", steps), "f", "g")], RELATIONS[0], ["theSum"])
    assert partners.functions["g"] == "f"
    assert partners.variables == {
        ("g", "data"): ("f", "X"),
        ("g", "keep_prob"): ("f", "keepProb"),
        ("g", "the_sum"): ("f", "theSum"),
        ("g", "predictions"): ("f", "h"),
        ("g", "return 1"): ("f", "theSum"),
    }
    assert partners.by_value == {("g", "predictions")}


def test_a_value_must_be_telling_in_every_case() -> None:
    first = Sides(side("f", [store(0, "h", 0.12345)]), side("g", [store(0, "p", 0.12345)]), "f", "g")
    second = Sides(side("f", [store(0, "h", 0.6789)]), side("g", [store(0, "p", 0.54321)]), "f", "g")
    assert partners_of([first], RELATIONS[0], []).by_value == {("g", "p")}
    assert not partners_of([first, second], RELATIONS[0], []).by_value


def test_a_value_that_tells_in_one_case_and_agrees_in_all_is_enough() -> None:
    first = Sides(side("f", [store(0, "h", [1.5, 2.25, 7])]), side("g", [store(0, "p", [1.5, 2.25, 7])]), "f", "g")
    second = Sides(side("f", [store(0, "h", [1, 1, 2])]), side("g", [store(0, "p", [1, 1, 2])]), "f", "g")
    assert partners_of([first, second], RELATIONS[0], []).by_value == {("g", "p")}


def test_what_a_port_stores_in_a_parameter_may_be_the_output() -> None:
    original = side("f", [(0, "input", "X", 1, ()), store(1, "C", 2)])
    port = side("g", [(0, "input", "X", 1, ()), store(1, "X", 2, 0), (2, "return", "return 1", 2, (1,))])
    sides = Sides(original, port, "f", "g", frozenset({"X"}), frozenset({(2, "return 1")}))
    partners = partners_of([sides], RELATIONS[0], ["C"])
    assert partners.of(("g", "X"), "input") == ("f", "X")
    assert partners.of(("g", "X"), "store") == ("f", "C")
    other = partners_of([Sides(original, port, "f", "g", frozenset({"X"}))], RELATIONS[0], ["C"])
    assert other.is_own(("g", "X"), "store")
