"""Patches: only the changed expression is written, and only where nothing else is touched."""

import stat
import subprocess
from pathlib import Path

import pytest

from matdrop.errors import MatdropError
from matdrop.repair.changes import Change
from matdrop.repair.patch import Patch, read_source_file

PLAIN = "def f(x, m):\n    return x * m\n"


def patch_of(file: Path, old: str, new: str) -> Patch:
    """Replace the first place of a text in a file."""
    source = read_source_file(file)
    start = source.text.index(old)
    line = source.text.count("\n", 0, start) + 1
    return Patch(source, (Change(start, start + len(old), new, line, "operator", f"with {new} for {old}"),))


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace("    ", "\t").encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        b"# -*- coding: latin-1 -*-\n# Gr\xf6\xdfe\n" + PLAIN.encode(),
        f"# 数 и é\n{PLAIN}".encode(),
        f"# a form feed \x0c and a line separator \u2028\n{PLAIN}".encode(),
        PLAIN.rstrip("\n").encode(),
    ],
    ids=["plain", "crlf", "cr", "tabs", "mark", "latin-1", "non-ascii", "other line ends", "no last line end"],
)
def test_only_the_expression_changes(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "f.py"
    file.write_bytes(content)
    patch_of(file, "x * m", "x / m").apply()
    assert file.read_bytes() == content.replace(b"x * m", b"x / m")
    assert list(tmp_path.iterdir()) == [file]


def test_the_mode_and_a_link_stay(tmp_path: Path) -> None:
    file, link = tmp_path / "f.py", tmp_path / "link.py"
    file.write_text(PLAIN)
    file.chmod(0o754)
    link.symlink_to(file)
    patch_of(link, "x * m", "x / m").apply()
    assert "x / m" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o754
    assert link.is_symlink()


def test_a_file_that_has_changed_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text(PLAIN)
    patch = patch_of(file, "x * m", "x / m")
    file.write_text(f"# mine\n{PLAIN}")
    with pytest.raises(MatdropError, match=r"it has changed since it was read; run matdrop fix again"):
        patch.apply()
    assert file.read_text() == f"# mine\n{PLAIN}"


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text(PLAIN)
    patch = patch_of(file, "x * m", "x / m")
    file.unlink()
    with pytest.raises(MatdropError, match="no such file any more"):
        patch.apply()
    assert not file.exists()


def test_what_is_installed_is_never_changed(tmp_path: Path) -> None:
    file = tmp_path / "site-packages" / "f.py"
    file.parent.mkdir()
    file.write_text(PLAIN)
    with pytest.raises(MatdropError, match="it is installed"):
        patch_of(file, "x * m", "x / m").apply()
    assert file.read_text() == PLAIN


def test_a_character_that_the_encoding_lacks(tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    content = b"# coding: latin-1\n" + PLAIN.encode()
    file.write_bytes(content)
    with pytest.raises(MatdropError, match="iso-8859-1 cannot write the change"):
        patch_of(file, "x * m", "x * μ").apply()
    assert file.read_bytes() == content


def test_a_file_that_is_not_python(tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MatdropError, match="cannot be read as Python"):
        read_source_file(file)


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_git_takes_the_diff(tmp_path: Path, end: str) -> None:
    file = tmp_path / "code" / "f.py"
    file.parent.mkdir()
    content = PLAIN.rstrip("\n").replace("\n", end or "\n") + end
    file.write_bytes(content.encode())
    patch = patch_of(file, "x * m", "x / m")
    (tmp_path / "fix.diff").write_bytes(patch.diff("code/f.py").encode())
    subprocess.run(["git", "apply", "fix.diff"], cwd=tmp_path, check=True)
    assert file.read_bytes() == patch.after.content
