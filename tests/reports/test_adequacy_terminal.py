"""What the terminal says of what no case notices."""

from pathlib import Path

import pytest

from matdrop.adequacy.outcome import Adequacy, Fate, Killer, Mutant, PairAdequacy
from matdrop.adequacy.reach import Point
from matdrop.cases.pair import Pair
from matdrop.repair.changes import Change
from matdrop.reports.adequacy_data import adequacy_json
from matdrop.reports.adequacy_terminal import closing_line, headline, lines, percent

PAIR = Pair("f", Path("f.m"), "f.py:f", ("y",))


def mutant(line: int, fate: Fate, number: int = 0, **more: object) -> Mutant:
    change = Change(number, number + 1, "+", line, "operator", f"with + for {number}")
    return Mutant(change, fate, 5, f"text {number}", **more)  # type: ignore[arg-type]


def found(*mutants: Mutant, possible: int | None = None, pair: Pair = PAIR) -> PairAdequacy:
    return PairAdequacy(pair, ("a", "b"), Path("f.py"), mutants, len(mutants) if possible is None else possible)


def test_the_figure_leaves_out_what_changes_nothing() -> None:
    pair = found(mutant(1, "noticed"), mutant(1, "survived"), mutant(2, "unreached"), mutant(2, "equivalent"))
    assert pair.share == 1 / 3
    assert headline(pair) == "f: 33 % of 3 changes noticed by 2 cases (1 more change nothing)"
    assert closing_line(Adequacy((pair, pair))) == "2 pairs: 33 % of 6 changes noticed"


def test_more_is_possible_than_was_tried() -> None:
    assert headline(found(mutant(1, "noticed"), possible=7)).endswith("by 2 cases (of 7 that are possible)")


@pytest.mark.parametrize(
    ("share", "said"), [(1.0, "100 %"), (0.9999, "99 %"), (0.57, "57 %"), (0.29, "29 %"), (0.0, "0 %")]
)
def test_only_all_is_a_hundred(share: float, said: str) -> None:
    assert percent(share) == said


def test_survivors_by_line() -> None:
    survivors = [mutant(4, "survived", number) for number in range(5)]
    shown = list(lines(found(*survivors)))
    assert shown == [
        "line 4: with + for 0, every case still agrees: text 0",
        "line 4: with + for 1, every case still agrees: text 1",
        "line 4: with + for 2, every case still agrees: text 2",
        "line 4: and with 2 other changes (--all shows them)",
    ]
    assert len(list(lines(found(*survivors), every=True))) == 5
    many = found(*(mutant(line, "survived") for line in range(1, 15)))
    assert list(lines(many))[-1] == "and 2 more lines (--all shows them)"


def test_what_is_not_reached() -> None:
    points = (Point("statement", 9, 2), Point("false", 20, 3), Point("true", 30, 5), Point("false", 30, 5))
    pair = PairAdequacy(PAIR, ("a",), Path("f.py"), (mutant(3, "survived"),), 1, points)
    assert list(lines(pair)) == [
        "line 2: no case reaches it",
        "line 3: its condition is false in no case",
        "line 3: with + for 0, every case still agrees: text 0",
        "line 5: its condition is true in no case",
        "line 5: its condition is false in no case",
    ]


def test_a_case_that_would_notice() -> None:
    killed = mutant(1, "survived", killer=Killer(("[1 2]", "3"), 7))
    assert list(lines(found(killed)))[1] == "    a case that would notice: [1 2], 3 with seed 7"
    (pair,) = adequacy_json(Adequacy((found(killed),)))["pairs"]
    assert pair["survivors"][0]["killer"] == {"args": ["[1 2]", "3"], "seed": 7}


def test_what_was_not_measured() -> None:
    pair = PairAdequacy(PAIR, (), error="the port is a script")
    assert headline(pair) == "f: not measured: the port is a script"
    assert closing_line(Adequacy((pair,))) == "nothing was measured"


def test_endless_loops_are_said() -> None:
    pair = found(mutant(1, "noticed", is_endless=True), mutant(1, "noticed"))
    said = "1 pair: 100 % of 2 changes noticed, 1 of them because the port then takes more than ten times as long"
    assert closing_line(Adequacy((pair,))) == said


def test_below_the_minimum() -> None:
    strict = Pair("f", Path("f.m"), "f.py:f", ("y",), minimum_adequacy=0.6)
    pair = found(mutant(1, "noticed"), mutant(1, "survived"), pair=strict)
    assert headline(pair) == "f: 50 % of 2 changes noticed by 2 cases (the table asks for 60 %)"
    assert closing_line(Adequacy((pair, found(mutant(1, "noticed"))))).endswith("; 1 pair below the table's minimum")
    # What was not measured does not reach a minimum.
    assert Adequacy((PairAdequacy(strict, (), error="no"),)).below
    assert not Adequacy((PairAdequacy(PAIR, (), error="no"),)).below
