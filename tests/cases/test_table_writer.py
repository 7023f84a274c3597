"""Cases are written behind those that are there, and nothing else of the file changes."""

from pathlib import Path

import pytest

from matdrop.cases.table_writer import add_cases
from matdrop.errors import MatdropError

CASES = [{"name": "two", "seed": 3, "args": ["[1 2]", "'a'"]}]


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("parity.toml", '# top\n[f]\nport = "f.py:f"  # why\n\n[[f.case]]\nname = "one"\n', "f.case"),
        ("parity.toml", '[f]\nport = "f.py:f"\n', "f.case"),
        ("parity.toml", '[f]\nport = "f.py:f"\n[[f.generate]]\nname = "r"\ncases = 2\n', "f.case"),
        ("pyproject.toml", '[project]\nname = "p"  # x\n[tool.matdrop.f]\nport = "f.py:f"\n', "tool.matdrop.f.case"),
    ],
)
def test_cases_are_added_and_the_rest_stays(tmp_path: Path, name: str, text: str, place: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    add_cases(path, "f", CASES)
    written = path.read_text()
    assert written.startswith(text)
    assert f'[[{place}]]\nname = "two"\nseed = 3\nargs = ["[1 2]", "\'a\'"]\n' in written
    assert list(tmp_path.iterdir()) == [path]


def test_a_pair_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "parity.toml"
    path.write_text("[f]\n")
    with pytest.raises(MatdropError, match=r"has no table \[g\] to write cases in"):
        add_cases(path, "g", CASES)
    assert path.read_text() == "[f]\n"
