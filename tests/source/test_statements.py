"""Reading sources: what a line stores and reads, in which loops and branches it is, where functions end."""

from pathlib import Path

import pytest

from matdrop.source.original_statements import read_original
from matdrop.source.python import read_port
from matdrop.source.statements import MAIN


@pytest.mark.parametrize(
    ("line", "stores"),
    [
        ("x = y;", {"x"}),
        ("x(i, k) = y(j);", {"x"}),
        ("[a, b(i), ~] = f(c);", {"a", "b"}),
        ("s.field(2).name = x;", {"s"}),
        ("c{k}{2} = x;", {"c"}),
        ("x += 2; y++;", {"x", "y"}),
        ("if x == 1, y = 2; end", {"y"}),
        ("if (x >= 1) y = 2; end", {"y"}),
        ("for k = 1:3, z = k; end", {"k", "z"}),
        ("for (k = 1:3) z = k; end", {"k", "z"}),
        ("f(x, 'a = b'); % y = 2", set()),
        ("x = [1, 2, ... z = 3\n 3];", {"x"}),
        ("global g h", {"g", "h"}),
    ],
)
def test_what_a_line_of_the_original_stores(tmp_path: Path, line: str, stores: set[str]) -> None:
    file = tmp_path / "f.m"
    file.write_text(f"function f()\n{line}\nend\n")
    assert set(read_original(file).statements[2].stores) == stores


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


MATLAB = """function a = f(x)
for i = 1:3
    if x > i
        while true
            a = i;
            break
        end
    elseif x < 0
        a = 0;
    else
        a = 1;
    end
end
end
function b = g(y)
b = y;
end
"""
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


def test_loops_branches_and_functions_are_the_same_in_both(tmp_path: Path) -> None:
    (tmp_path / "f.m").write_text(MATLAB)
    (tmp_path / "f.py").write_text(PYTHON)
    original, port = read_original(tmp_path / "f.m"), read_port(tmp_path / "f.py", "f")
    assert [original.within(line) for line in (2, 5, 9, 11)] == [(), (2, 3, 4), (2, 8), (2, 8)]
    assert [port.within(line) for line in (2, 5, 8, 10)] == [(), (2, 3, 4), (2, 3, 7), (2, 3, 7)]
    assert [original.loops(5), port.loops(5)] == [(2, 4), (2, 4)]
    assert [original.arms[line] for line in (5, 9, 11)] == [port.arms[line] for line in (5, 8, 10)] == [0, 0, 1]
    assert [original.leaves(4), port.leaves(4)] == [[], []]
    assert [(f.name, f.line, f.last) for f in original.functions.values()] == [(MAIN, 1, 14), ("g", 15, 17)]
    assert [(f.name, f.line, f.last) for f in port.functions.values()] == [(MAIN, 1, 11), ("g", 12, 13)]


def test_functions_without_end(tmp_path: Path) -> None:
    (tmp_path / "f.m").write_text("function a = f(x)\na = g(x);\n\nfunction b = g(y)\nif y\n  b = y;\nend\n")
    source = read_original(tmp_path / "f.m")
    assert [source.statements[line].function for line in (2, 6)] == [MAIN, "g"]
