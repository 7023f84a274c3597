"""Where changes are tried: only in what the port may come to."""

from pathlib import Path

from matdrop.explain.repairs import reached_lines

SOURCE = """import numpy as np

SCALE = 2


def helper(x):
    return x * SCALE


def other(x):
    return helper(x) + 1


def f(x):
    return helper(x)
"""


def test_functions_that_the_port_does_not_name_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "f.py").write_text(SOURCE)
    assert reached_lines(tmp_path / "f.py", "f") == set(range(1, 16)) - {10, 11}
    assert reached_lines(tmp_path / "f.py", "other") == set(range(1, 16)) - {14, 15}


def test_all_lines_are_tried_where_the_function_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "f.py").write_text(SOURCE)
    assert reached_lines(tmp_path / "f.py", "made_elsewhere") == set(range(1, 16))
