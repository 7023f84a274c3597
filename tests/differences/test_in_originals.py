"""Lines of originals whose behaviour is known to differ."""

from pathlib import Path

import pytest

from matdrop.cases.pair import pair_of
from matdrop.cases.reference import Engine
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.differences.difference import load_differences
from matdrop.differences.in_originals import MATLAB, differences_in, differences_of, lines_between

SEVEN, NINE, ELEVEN = (Engine("GNU Octave", version) for version in ("7.3.0", "9.4.0", "11.3.0"))


def found(folder: Path, line: str, first: Engine = SEVEN, other: Engine = MATLAB) -> list[str]:
    file = folder / "f.m"
    file.write_text(f"function r = f(x, y)\n{line}\nend\n")
    return [known.row.id for known in differences_in(file, first, other)]


@pytest.mark.parametrize(
    ("line", "id_"),
    [
        ("r = cov(x, y);", "cov-two-vectors"),
        ("r = cov(x(:, 1), y');", "cov-two-vectors"),
        ("r = 2 * cumsum(x, 1, 'reverse');", "cumsum-reverse"),
        ('r = cumsum(x, "REVERSE");', "cumsum-reverse"),
        ("[a, b, c] = unique(x, 'stable');", "unique-stable-inverse"),
        ("r = magic(3)(2);", "index-of-a-call"),
        ('r = x + "a";', "plus-of-strings"),
        ("r = normalize(x, 2);", "normalize"),
        ("if isMATLABReleaseOlderThan('R2020a'), end; r = rms(x);", "rms"),
    ],
)
def test_line_is_found(tmp_path: Path, line: str, id_: str) -> None:
    assert found(tmp_path, line) == [id_]


@pytest.mark.parametrize(
    "line",
    [
        "r = cov(x);",
        "cov = x; r = cov(1, 2);",  # a variable
        "r = cumsum(x, 'omitted');",
        "r = sum(x, 'omitnan');",  # a shim makes it the same
        "[a, b] = unique(x, 'stable');",
        "r = x + 'a';",
        "r = count(x);",
    ],
)
def test_other_lines_are_not(tmp_path: Path, line: str) -> None:
    assert found(tmp_path, line) == []


def test_function_of_the_project_is_no_function_of_the_engine(tmp_path: Path) -> None:
    assert found(tmp_path, "r = normalize(x);") == ["normalize"]
    (tmp_path / "normalize.m").write_text("function y = normalize(x)\ny = x;\nend\n")
    assert found(tmp_path, "r = normalize(x);") == []


def test_between_two_octaves(tmp_path: Path) -> None:
    assert found(tmp_path, "r = mean(x);", SEVEN, NINE) == []
    assert found(tmp_path, "r = mean(x);", SEVEN, ELEVEN) == ["mean-of-doubles"]
    assert found(tmp_path, "r = mean(x);", SEVEN, MATLAB) == []


def test_words(tmp_path: Path) -> None:
    found(tmp_path, "r = cov(x, y);")
    pair = pair_of(tmp_path / "f.m", abs)
    (known,) = differences_of(pair, SEVEN)
    assert known.between(SEVEN, MATLAB) == (
        "f.m:2 `cov(x, y)`: such a call gives 1.5 in GNU Octave 7.3.0, 2x2 double [1 1.5; 1.5 2.33333] in MATLAB "
        "(matdrop differences cov-two-vectors)"
    )
    assert list(lines_between(pair, (SEVEN, NINE, ELEVEN), (False, False, True))) == [known.between(SEVEN, ELEVEN)]


def test_refusals_can_be_left_out(tmp_path: Path) -> None:
    found(tmp_path, "r = [cov(x, y), normalize(x)];")
    pair = pair_of(tmp_path / "f.m", abs)
    assert [known.row.id for known in differences_of(pair, SEVEN, refusals=False)] == ["cov-two-vectors"]


def test_every_pattern_finds_the_example_of_its_row(tmp_path: Path) -> None:
    """A pattern that cannot match is dead: each row's own code, or a call of its other patterns, shows its form."""
    for row in load_differences():
        if row.where:
            file = tmp_path / "example.m"
            file.write_text(f"{row.code}\n")
            ids = [known.row.id for engine in (SEVEN, NINE) for known in differences_in(file, engine, ELEVEN)]
            ids += [known.row.id for engine in (SEVEN, ELEVEN) for known in differences_in(file, engine)]
            assert row.id in ids or row.shim, row.id


def test_own_originals_rest_on_none() -> None:
    pairs = {case.pair.original: case.pair for case in load_table(OWN_TABLE).cases}
    assert [str(known) for pair in pairs.values() for known in differences_of(pair, SEVEN, refusals=False)] == []
