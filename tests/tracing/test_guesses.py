"""Values that are put in place without knowing that they belong there, beside originals that were recorded by hand."""

from pathlib import Path

from tests.tracing.hand_made import Step, lines, located

STEPS: list[Step] = [(2, "store", "w", 6.6), (3, "store", "v", 7.6), (4, "store", "y", 22.8)]
ORIGINAL = "function y = f(x)\nw = x * 2;\nv = w + 1;\ny = v * 3;\n"


def test_a_value_without_a_namesake_is_found_by_what_heals(tmp_path: Path) -> None:
    port = "def f(x):\n    t = x * 3\n    s = t + 1\n    return s * 3\n"
    assert lines(located(tmp_path, ORIGINAL, port, ({"x": 3.3}, {"y": 22.8}, STEPS))) == [("probable", 2, [2])]


def test_what_follows_the_fault_is_not_in_the_interval_and_what_it_reads_is(tmp_path: Path) -> None:
    port = "def f(x):\n    t = x * 2\n    s = t + 2\n    u = s * 3\n    return u\n"
    ((certainty, _, interval),) = lines(located(tmp_path, ORIGINAL, port, ({"x": 3.3}, {"y": 22.8}, STEPS)))
    assert (certainty, interval) == ("probable", [2, 3])


def test_a_graft_on_a_guess_has_to_heal_every_case(tmp_path: Path) -> None:
    # In the second case the last statement is wrong, too: no value of t puts that right.
    port = "def f(x):\n    t = x * 3\n    s = t + 1\n    return s * 3 if x < 5 else s\n"
    second: list[Step] = [(2, "store", "w", 12.6), (3, "store", "v", 13.6), (4, "store", "y", 40.8)]
    faults = located(tmp_path, ORIGINAL, port, ({"x": 3.3}, {"y": 22.8}, STEPS), ({"x": 6.3}, {"y": 40.8}, second))
    assert {2, 4} <= {line for _, _, interval in lines(faults) for line in interval}


def test_a_helper_that_spoils_several_outputs_is_what_these_depend_on_together(tmp_path: Path) -> None:
    original = "function [p, q] = f(x)\na = 2 * x + 1;\nb = 2 * (x + 5) + 1;\np = a * 3;\nq = b * 5;\n"
    port = (
        "def line(v):\n    return 3 * v + 1\ndef f(x):\n    u = line(x)\n    w = line(x + 5)\n"
        "    p = u * 3\n    q = w * 5\n    return p, q\n"
    )
    steps: list[Step] = [
        (2, "store", "a", 7.6),
        (3, "store", "b", 17.6),
        (4, "store", "p", 22.8),
        (5, "store", "q", 88),
    ]
    faults = located(tmp_path, original, port, ({"x": 3.3}, {"p": 22.8, "q": 88}, steps))
    assert lines(faults) == [("probable", 2, [2, 4, 5])]


def test_what_ought_to_be_read_heals_what_is_read_and_is_no_guess(tmp_path: Path) -> None:
    # Line 3 reads z in place of v; with the value of v in z all would agree, and z is right.
    original = "function y = f(v)\nq = v * 2;\nr = q + v;\ny = r * 3;\n"
    port = "def f(v):\n    z = np.zeros(3)\n    r = z * 3\n    y = r * 3\n    return y\n"
    v = [1.5, 2.5, 4.5]
    steps: list[Step] = [(2, "store", "q", [3, 5, 9]), (3, "store", "r", [4.5, 7.5, 13.5])]
    steps += [(4, "store", "y", [13.5, 22.5, 40.5])]
    faults = located(tmp_path, original, port, ({"v": [v]}, {"y": [13.5, 22.5, 40.5]}, steps))
    assert 3 in {line for _, _, interval in lines(faults) for line in interval}


def test_a_few_whole_numbers_are_no_guess(tmp_path: Path) -> None:
    # The value of w in n would heal: 4 - 1 is 3, too.
    original = "function y = f(x)\nw = numel(x);\nn = w - 2;\ny = x(n + 1);\n"
    port = "def f(x):\n    count = 2\n    k = count - 1\n    return x[0, k]\n"
    steps: list[Step] = [(2, "store", "w", 3), (3, "store", "n", 1), (4, "store", "y", 7.5)]
    faults = located(tmp_path, original, port, ({"x": [[1.5, 2.5, 7.5]]}, {"y": 7.5}, steps))
    assert 3 in {line for _, _, interval in lines(faults) for line in interval}


def test_what_hands_the_guessed_value_on_may_have_to_make_it(tmp_path: Path) -> None:
    # Line 3 multiplies in place of dividing: of a vector of length 1 it makes the same, so u in place of t heals.
    original = "function y = f(x)\nv = x(2:3);\nu = v / norm(v);\ny = u * 3;\n"
    port = "def f(x):\n    t = x[:, 1:]\n    s = t * np.linalg.norm(t)\n    return s * 3\n"
    steps: list[Step] = [(2, "store", "v", [3, 4]), (3, "store", "u", [0.6, 0.8]), (4, "store", "y", [1.8, 2.4])]
    faults = located(tmp_path, original, port, ({"x": [[1.0, 3.0, 4.0]]}, {"y": [1.8, 2.4]}, steps))
    assert 3 in {line for _, _, interval in lines(faults) for line in interval}
