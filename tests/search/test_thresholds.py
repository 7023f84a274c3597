"""What the sources of a pair compare with."""

from pathlib import Path

import pytest

from matdrop.search.thresholds import in_matlab, in_python, thresholds_of


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("if a >= 3 && 2 ~= b, end", [3.0, 2.0]),
        ("y(x < -1e-3) = 0;", [-1e-3]),
        ("while (n) > (10), end", [10.0]),
        ("switch kind\ncase {'a', 'b'}\ncase 7\nend", ["a", "b", 7.0]),
        ("y = max(x, 0) + mod(n, 4);", [0.0, 4.0]),
        ("if strcmpi(mode, 'fast'), end", ["fast"]),
        ("y = x + 5;", []),
    ],
)
def test_matlab(code: str, expected: list[object]) -> None:
    assert in_matlab(code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("if a >= 3 and 2 != b: pass", [3.0, 2.0]),
        ("y = np.where(x < -1e-3, 0, x)", [-1e-3]),
        ("if kind in ('a', 'b'): pass", ["a", "b"]),
        ("match k:\n    case 'x': pass", ["x"]),
        ("y = np.clip(x, 0, 255)", [0.0, 255.0]),
        ("y = x + 5", []),
        ("if is_fast == True: pass", []),
        ("def f(:", []),
    ],
)
def test_python(code: str, expected: list[object]) -> None:
    assert sorted(map(str, in_python(code))) == sorted(map(str, expected))


def test_both_sides_are_read(tmp_path: Path) -> None:
    (tmp_path / "f.m").write_text("function y = f(x)\ny = x > 2;\nend\n")
    (tmp_path / "f.py").write_text("def f(x):\n    return x > 3\n")
    assert thresholds_of([tmp_path / "f.m"], tmp_path / "f.py").numbers == (2.0, 3.0)
