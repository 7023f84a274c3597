"""Reading Python files: their lines whatever their encoding, and the names that are indices."""

from pathlib import Path

import pytest

from matdrop.source.python import indices_of, lines_of


@pytest.mark.parametrize(
    ("code", "indices"),
    [
        ("y = x[i, k + 1]", {"i", "k"}),
        ("y = x[[i]]", {"i"}),
        ("y = x[a : b - 1].T", {"a", "b"}),
        ("y = np.r_[a, b] + np.c_[c]", set()),
        ("for i, (a, b) in enumerate(z):\n    pass", {"i", "a", "b"}),
        ("order = np.argsort(x)", {"order"}),
        ("order[k] = int(x.argmax())", {"order", "k"}),
        ("best, worst = np.argmax(x), y", {"best", "worst"}),
        ("i = j\ny = x[i]", {"i", "j"}),
        ("last = stack.pop()\ny = x[last]", {"last", "stack"}),
        ("found.append(k)\ny = x[k]", {"found", "k"}),
        ("a = b\nb = c\nc = d\ny = x[d]", {"a", "b", "c", "d"}),
        ("total = total + i", set()),
    ],
)
def test_indices(tmp_path: Path, code: str, indices: set[str]) -> None:
    (tmp_path / "f.py").write_text(code + "\n")
    assert indices_of(tmp_path / "f.py") == indices


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"x = 1\r\ny = 2\n", ("x = 1", "y = 2")),
        (b"# -*- coding: latin-1 -*-\nx = 'caf\xe9'\n", ("# -*- coding: latin-1 -*-", "x = 'caf\u00e9'")),
        (b"x = 1  # caf\xe9\n", ("x = 1  # caf\ufffd", "")),
    ],
)
def test_lines(tmp_path: Path, content: bytes, lines: tuple[str, ...]) -> None:
    (tmp_path / "f.py").write_bytes(content)
    assert lines_of(tmp_path / "f.py") == lines
