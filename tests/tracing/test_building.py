"""What one side does in a loop and the other side otherwise: which line is proven, from recordings made by hand."""

from pathlib import Path

import numpy as np
import pytest

from tests.tracing.hand_made import Step, lines, located

X = [1.0, 2.5, -3.0, 4.0]
T = [0.7 * x + 1.5 for x in X]
Y = [t * t for t in T]
GROWING = "function y = build(x, c)\ny = [];\nfor k = 1:numel(x)\nt = c * x(k) + 1.5;\ny(end+1) = t * t;\nend\n"
AT_ONCE = "function y = build(x, c)\nt = c * x + 1.5;\ny = t .* t;\n"


def growing(stored_before: bool) -> list[Step]:
    """Return what the original does that lets its result grow, or that stores into zeros."""
    steps: list[Step] = [
        (2, "store", "y", [0.0] * 4 if stored_before else np.zeros((0, 0))),
        (3, "iterable", "", range(1, 5)),
    ]
    for k, t in enumerate(T, 1):
        so_far = Y[:k] + [0.0] * (4 - k) * stored_before
        steps += [(3, "store", "k", k), (4, "store", "t", t), (5, "store", "y", so_far)]
    return steps


def proven(folder: Path, original: str, port: str, steps: list[Step], right: str, wrong: str) -> list[int]:
    """Return the lines that are proven of a port with a defect, once it was seen that without it there is none."""
    assert port.count(right) == 1
    case = ({"x": [X], "c": 0.7}, {"y": [Y]}, steps)
    assert lines(located(folder, original, port, case)) == []
    (folder / "port.py").unlink()
    found = lines(located(folder, original, port.replace(right, wrong), case))
    return [line for certainty, line, _ in found if certainty == "proven" and line is not None]


ZEROS = (
    "def build(x, c):\n    x = x.ravel()\n    y = np.zeros(x.size)\n    for k in range(x.size):\n"
    "        t = c * x[k] + 1.5\n        y[k] = t * t\n    return y\n"
)
APPENDED = (
    "def build(x, c):\n    y = []\n    for k in range(x.size):\n"
    "        t = c * x[0, k] + 1.5\n        y.append(t * t)\n    return np.array(y)\n"
)


@pytest.mark.parametrize(
    ("right", "wrong", "line"), [("t * t", "t + t", 6), ("+ 1.5", "- 1.5", 5), ("y[k]", "y[k - 1]", 6)]
)
def test_the_original_s_array_grows_and_the_port_s_is_filled(tmp_path: Path, right: str, wrong: str, line: int) -> None:
    assert proven(tmp_path, GROWING, ZEROS, growing(False), right, wrong) == [line]


@pytest.mark.parametrize(("right", "wrong", "line"), [("t * t", "t + t", 5), ("+ 1.5", "- 1.5", 4)])
def test_the_port_s_list_grows_and_the_original_s_is_filled(tmp_path: Path, right: str, wrong: str, line: int) -> None:
    original = GROWING.replace("[]", "zeros(1, 4)").replace("end+1", "k")
    assert proven(tmp_path, original, APPENDED, growing(True), right, wrong) == [line]


@pytest.mark.parametrize(("right", "wrong", "line"), [("t * t", "t + t", 3), ("+ 1.5", "- 1.5", 2)])
def test_the_port_computes_at_once_what_the_original_does_in_a_loop(
    tmp_path: Path, right: str, wrong: str, line: int
) -> None:
    port = "def build(x, c):\n    t = c * x + 1.5\n    y = t * t\n    return y\n"
    assert proven(tmp_path, GROWING, port, growing(False), right, wrong) == [line]


@pytest.mark.parametrize(("right", "wrong", "line"), [("t * t", "t + t", 6), ("+ 1.5", "- 1.5", 5)])
def test_the_port_does_in_a_loop_what_the_original_computes_at_once(
    tmp_path: Path, right: str, wrong: str, line: int
) -> None:
    steps: list[Step] = [(2, "store", "t", [T]), (3, "store", "y", [Y])]
    assert proven(tmp_path, AT_ONCE, ZEROS, steps, right, wrong) == [line]


def test_a_loop_that_is_left_early_does_not_compute_at_once(tmp_path: Path) -> None:
    original = "function y = build(x, c)\ny = x;\nfor k = 1:2\ny(k) = c * x(k);\nend\n"
    steps: list[Step] = [(2, "store", "y", [[1.0, 2.0]]), (3, "iterable", "", [1, 2])]
    for k, y in ((1, [[3.0, 2.0]]), (2, [[3.0, 6.0]])):
        steps += [(3, "store", "k", k), (4, "store", "y", y)]
    port = (
        "def build(x, c):\n    y = x.copy()\n    for k in range(2):\n        y[0, k] = c * x[0, k]\n        return y\n"
    )
    case = ({"x": [[1.0, 2.0]], "c": 3.0}, {"y": [[3.0, 6.0]]}, steps)
    ((_, _, interval),) = lines(located(tmp_path, original, port, case))
    assert 5 in interval
