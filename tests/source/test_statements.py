"""Reading sources: what a line stores and reads, in which loops and branches it is, where functions end."""

from pathlib import Path

import pytest

from matdrop.source.python import read_port
from matdrop.source.statements import MAIN


@pytest.mark.parametrize(
    ("line", "stores", "reads"),
    [
        ("x = y", {"x"}, {"y"}),
        ("x[i, k] = y[j]", {"x"}, {"i", "k", "y", "j", "x"}),
        ("a, b[i] = f(c)", {"a", "b"}, {"i", "f", "c", "b"}),
        ("x += y", {"x"}, {"x", "y"}),
        ("s.name[2] = x", {"s"}, {"s", "x"}),
        ("values.append(x)", set(), {"values", "x"}),
    ],
)
def test_what_a_line_of_the_port_stores(tmp_path: Path, line: str, stores: set[str], reads: set[str]) -> None:
    file = tmp_path / "f.py"
    file.write_text(f"def f():\n    {line}\n")
    statement = read_port(file, "f").statements[2]
    assert (set(statement.stores), set(statement.reads)) == (stores, reads)


PYTHON = """def f(x):
    for i in range(3):
        if x > i:
            while True:
                a = i
                break
        elif x < 0:
            a = 0
        else:
            a = 1
    return a
def g(y):
    return y
"""


def test_loops_branches_and_functions(tmp_path: Path) -> None:
    (tmp_path / "f.py").write_text(PYTHON)
    port = read_port(tmp_path / "f.py", "f")
    assert [port.within(line) for line in (2, 5, 8, 10)] == [(), (2, 3, 4), (2, 3, 7), (2, 3, 7)]
    assert port.loops(5) == (2, 4)
    assert [port.arms[line] for line in (5, 8, 10)] == [0, 0, 1]
    assert port.leaves(4) == []
    assert [(f.name, f.line, f.last) for f in port.functions.values()] == [(MAIN, 1, 11), ("g", 12, 13)]
