"""What the values say of the statements of an interval: which of them is named."""

from pathlib import Path

from tests.tracing.hand_made import Step, lines, located


def test_what_returns_another_variable_is_named(tmp_path: Path) -> None:
    original = "function share = part(x, k)\nshare = x / k;\n"
    port = "def part(x, k):\n    amount = k + x\n    share = x / k\n    return amount\n"
    steps: list[Step] = [(2, "store", "share", 5)]
    ((_, line, interval),) = lines(located(tmp_path, original, port, ({"x": 30, "k": 6}, {"share": 5}, steps)))
    assert (line, interval) == (4, [2, 4])


def test_what_stores_the_result_of_a_wrong_call_is_not_named(tmp_path: Path) -> None:
    original = "function y = f(x)\ny = 2 * x + 1;\n"
    port = "def twice(a):\n    return 2 * a - 1\ndef f(x):\n    total = twice(x) + 0 * 9\n    return total\n"
    steps: list[Step] = [(2, "store", "y", 61)]
    ((_, line, interval),) = lines(located(tmp_path, original, port, ({"x": 30}, {"y": 61}, steps)))
    assert (line, interval) == (2, [2, 4, 5])


def test_what_comes_after_a_value_that_heals_is_not_named(tmp_path: Path) -> None:
    """The third line says much that the original does not say; but with the right number of zeros all is right."""
    original = "function s = f(x)\ns = zeros(1, 3);\nfor i = 1:3\ns(i) = x(i);\nend\n"
    port = (
        "def f(x):\n    s = np.zeros((1, 2))\n    for i in range(3):\n"
        "        s[0, i] = min(x[0, i], x[0, i] + 0 * 9)\n    return s\n"
    )
    steps: list[Step] = [(2, "store", "s", [[0, 0, 0]])]
    for i, s in enumerate([[5, 0, 0], [5, 6, 0], [5, 6, 7]], 1):
        steps += [(3, "store", "i", i), (4, "store", "s", [s])]
    outputs = {"s": [[5, 6, 7]]}
    ((_, line, interval),) = lines(located(tmp_path, original, port, ({"x": [[5, 6, 7]]}, outputs, steps)))
    assert (line, interval) == (2, [2, 4])


def test_what_returns_the_right_variable_as_it_is_is_not_named(tmp_path: Path) -> None:
    original = "function s = f(x)\ns = zeros(1, 2);\nfor i = 1:2\ns(i) = 4 / x(i);\nend\n"
    port = "def f(x):\n    s = 0 / x\n    return s\n"
    steps: list[Step] = [(2, "store", "s", [[0, 0]])]
    for i, s in enumerate([[2, 0], [2, 1]], 1):
        steps += [(3, "store", "i", i), (4, "store", "s", [s])]
    ((_, line, interval),) = lines(located(tmp_path, original, port, ({"x": [[2, 4]]}, {"s": [[2, 1]]}, steps)))
    assert (line, interval) == (2, [2, 3])
