"""The table of pitfalls: it is read whole, and what is no row is refused by id."""

from pathlib import Path

import pytest

from matdrop.errors import MatdropError
from matdrop.pitfalls.catalogue import choose_pitfalls, load_pitfalls

ROW = """[a-row]
matlab = "r = 1;"
naive = "r = 2.0"
right = "r = 1.0"
fails = "value"
why = "One is not two."
"""


def written(folder: Path, text: str) -> Path:
    (folder / "topic.toml").write_text(text)
    return folder


def test_the_table_is_large_and_covers_the_topics() -> None:
    rows = load_pitfalls()
    assert len(rows) >= 150
    assert {"shapes", "statistics", "linear-algebra", "text", "containers", "signal"} <= {row.topic for row in rows}


def test_every_sentence_ends_and_no_row_repeats_another() -> None:
    rows = load_pitfalls()
    assert [row.id for row in rows if not row.why.endswith((".", ")", "`."))] == []
    assert len({(row.matlab, row.naive) for row in rows}) == len(rows)


def test_a_row_is_read(tmp_path: Path) -> None:
    (row,) = load_pitfalls(written(tmp_path, ROW))
    assert (row.id, row.topic, row.matlab, row.fails) == ("a-row", "topic", "r = 1;", "value")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('why = "One is not two."\n', ""), "pitfall a-row (topic.toml): it lacks why"),
        (("why =", "reason ="), "pitfall a-row (topic.toml): a row has"),
        (("[a-row]", "[A_Row]"), "pitfall A_Row (topic.toml): an id is made of lower-case words"),
        (("why =", 'tolerance = "ulp:1"\nwhy ='), "`tolerance` and `because` belong together"),
        (("why =", "why"), "topic.toml is not valid TOML"),
    ],
)
def test_what_is_no_row_is_refused_by_id(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(MatdropError) as error:
        load_pitfalls(written(tmp_path, ROW.replace(*change)))
    assert said in str(error.value)


def test_an_id_stands_once_in_the_table(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(ROW)
    with pytest.raises(MatdropError, match=r"topic.toml has a row a-row, and so has other.toml"):
        load_pitfalls(written(tmp_path, ROW))


def test_rows_are_chosen_by_id_by_topic_and_by_words() -> None:
    rows = load_pitfalls()
    assert [row.id for row in choose_pitfalls("reshape", rows)] == ["reshape"]
    assert {row.topic for row in choose_pitfalls("signal", rows)} == {"signal"}
    assert {row.id for row in choose_pitfalls("NP.STD ddof", rows)} >= {"std-ddof", "std-of-one"}
    with pytest.raises(MatdropError, match=r'no pitfall has "xyzzy" in it; the topics are arithmetic'):
        choose_pitfalls("xyzzy", rows)
