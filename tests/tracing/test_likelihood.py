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
