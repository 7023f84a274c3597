"""Values that are put in place without knowing that they belong there, beside originals that were recorded by hand."""

from pathlib import Path

from tests.tracing.hand_made import Step, lines, located

STEPS: list[Step] = [(2, "store", "w", 6.0), (3, "store", "v", 7.0), (4, "store", "y", 21.0)]
ORIGINAL = "function y = f(x)\nw = x * 2;\nv = w + 1;\ny = v * 3;\n"


def test_a_value_without_a_namesake_is_found_by_what_heals(tmp_path: Path) -> None:
    port = "def f(x):\n    t = x * 3\n    s = t + 1\n    return s * 3\n"
    assert lines(located(tmp_path, ORIGINAL, port, ({"x": 3}, {"y": 21}, STEPS))) == [("probable", 2, [2])]


def test_what_follows_the_fault_is_not_in_the_interval_and_what_it_reads_is(tmp_path: Path) -> None:
    port = "def f(x):\n    t = x * 2\n    s = t + 2\n    u = s * 3\n    return u\n"
    ((certainty, _, interval),) = lines(located(tmp_path, ORIGINAL, port, ({"x": 3}, {"y": 21}, STEPS)))
    assert (certainty, interval) == ("probable", [2, 3])


def test_a_graft_on_a_guess_has_to_heal_every_case(tmp_path: Path) -> None:
    # In the second case the last statement is wrong, too: no value of t puts that right.
    port = "def f(x):\n    t = x * 3\n    s = t + 1\n    return s * 3 if x < 5 else s\n"
    second: list[Step] = [(2, "store", "w", 12.0), (3, "store", "v", 13.0), (4, "store", "y", 39.0)]
    faults = located(tmp_path, ORIGINAL, port, ({"x": 3}, {"y": 21}, STEPS), ({"x": 6}, {"y": 39}, second))
    assert {2, 4} <= {line for _, _, interval in lines(faults) for line in interval}


def test_a_helper_that_spoils_several_outputs_is_what_these_depend_on_together(tmp_path: Path) -> None:
    original = "function [p, q] = f(x)\na = 2 * x + 1;\nb = 2 * (x + 5) + 1;\np = a * 3;\nq = b * 5;\n"
    port = (
        "def line(v):\n    return 3 * v + 1\ndef f(x):\n    u = line(x)\n    w = line(x + 5)\n"
        "    p = u * 3\n    q = w * 5\n    return p, q\n"
    )
    steps: list[Step] = [(2, "store", "a", 7.0), (3, "store", "b", 17.0), (4, "store", "p", 21), (5, "store", "q", 85)]
    faults = located(tmp_path, original, port, ({"x": 3}, {"p": 21, "q": 85}, steps))
    assert lines(faults) == [("probable", 2, [2, 4, 5])]
