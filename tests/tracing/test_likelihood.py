"""The likeliest statement of an interval: the one that says what the original does not say."""

from pathlib import Path

from tests.tracing.hand_made import Step, lines, located

ORIGINAL = "function y = grade(x, k)\ny = round((x + 3 * k) / 7);\n"


def named(folder: Path, first: str, second: str, y: float) -> int | None:
    port = f"def grade(x, k):\n    level = {first}\n    y = {second}\n    return y\n"
    steps: list[Step] = [(2, "store", "y", y)]
    ((certainty, line, interval),) = lines(located(folder, ORIGINAL, port, ({"x": 30, "k": 9}, {"y": y}, steps)))
    assert (certainty, interval) == ("probable", [2, 3])
    return line


def test_another_constant_is_strange(tmp_path: Path) -> None:
    assert named(tmp_path, "x + 4 * k", "round(level / 7)", 8) == 2
    assert named(tmp_path, "x + 3 * k", "round(level / 9)", 8) == 3


def test_another_operator_is_strange(tmp_path: Path) -> None:
    assert named(tmp_path, "x - 3 * k", "round(level / 7)", 8) == 2


def test_a_function_that_is_missing_is_missing_where_the_original_has_it(tmp_path: Path) -> None:
    original = "function y = f(x)\nfor i = 1:2\ne = exp(x(i, :));\ny(i, :) = e / sum(e);\nend\n"
    port = "def f(x):\n    e = x + 1\n    total = 1 * e / e.sum(axis=1, keepdims=True)\n    return total\n"
    steps: list[Step] = []
    for i, (e, y) in enumerate([([1, 4], [[0.2, 0.8]]), ([2, 3], [[0.2, 0.8], [0.4, 0.6]])], 1):
        steps += [(2, "store", "i", i), (3, "store", "e", [e]), (4, "store", "y", y)]
    case = ({"x": [[0, 1], [2, 3]]}, {"y": [[0.2, 0.8], [0.4, 0.6]]}, steps)
    ((_, line, interval),) = lines(located(tmp_path, original, port, case))
    assert (line, interval) == (2, [2, 3, 4])


def test_what_the_original_computes_in_variables_of_its_own_is_not_strange(tmp_path: Path) -> None:
    original = "function y = f(x)\nc = 4 * x;\nb = 9 - x;\ny = c + b;\n"
    port = "def f(x):\n    level = 4 * x + 9\n    total = level / x\n    return total\n"
    steps: list[Step] = [(2, "store", "c", 120), (3, "store", "b", -21), (4, "store", "y", 99)]
    ((_, line, interval),) = lines(located(tmp_path, original, port, ({"x": 30}, {"y": 99}, steps)))
    assert (line, interval) == (3, [2, 3, 4])


def test_the_names_of_parameters_are_not_strange(tmp_path: Path) -> None:
    original = "function y = f(x, k, m)\ng = 4;\ny = x / g;\n"
    port = "def f(x, k, m, rate=4):\n    total = x * rate\n    return total\n"
    steps: list[Step] = [(2, "store", "g", 4), (3, "store", "y", 7.5)]
    inputs = {"x": 30, "k": 1, "m": 2}
    ((_, line, interval),) = lines(located(tmp_path, original, port, (inputs, {"y": 7.5}, steps)))
    assert (line, interval) == (2, [1, 2, 3])
