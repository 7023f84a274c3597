"""Which changes could be made in another statement as well."""

from pathlib import Path

import pytest

from matdrop.repair.changes import Change
from matdrop.repair.movable import is_movable, is_read_beside
from matdrop.repair.patch import Patch, SourceFile


def movable(folder: Path, old: str, new: str) -> bool:
    """Change the second line of a function, where `t` and `s` are stored elsewhere."""
    file = folder / "f.py"
    text = f"def f(x, c):\n    {old}\n    return y\n"
    file.write_text(text)
    start = text.index(old)
    source = SourceFile(file, text.encode(), "utf-8", text)
    return is_movable(Patch(source, (Change(start, start + len(old), new, 2, "original", ""),)), 2, {"t", "s"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("y = sum(x)", "y = sum(x) / c"),
        ("y = a + b", "y = (a + b) * c"),
        ("y = x - t", "y = x - t / c"),
        ("y = x - t / c", "y = x - t"),
        ("y = g(x)", "y = x"),
        ("y += x", "y += abs(x)"),
        ("y = x[t]", "y = x[t - 1]"),
    ],
)
def test_what_is_put_around_a_value_that_is_handed_on(tmp_path: Path, old: str, new: str) -> None:
    assert movable(tmp_path, old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("y = sum(x) * c", "y = sum(x) / c"),
        ("y = x - t", "y = x + t"),
        ("y = x - t", "y = x - s"),
        ("y = x - c", "y = x - 2 * c"),
        ("y = sum(x, axis=0)", "y = sum(x, axis=1)"),
        ("y = x[1:]", "y = x[2:]"),
        ("return x", "return abs(x)"),
    ],
)
def test_what_is_changed_within_a_value(tmp_path: Path, old: str, new: str) -> None:
    assert not movable(tmp_path, old, new)


@pytest.mark.parametrize(
    ("name", "line", "is_read"),
    [("t", 2, True), ("s", 3, False), ("u", 4, False)],  # u is read in another function alone
)
def test_where_else_a_variable_is_read(name: str, line: int, is_read: bool) -> None:
    text = "def f(x):\n    t = x + 1\n    s = t * 2\n    u = t\n    return t\n\n\ndef g(s, u):\n    return u\n"
    assert is_read_beside(text, name, range(line, line + 1)) == is_read
