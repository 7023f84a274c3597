"""Reading TOML tables as entries: places, keys, and values as messages show them."""

from pathlib import Path
from typing import get_args

import msgspec
import pytest

from matdrop.cases.case import Verdict
from matdrop.cases.entries import CaseEntry, GenerateEntry, PairEntry, Settings
from matdrop.cases.toml_reader import Place, keys_of, load_toml, nearest, read_entry, toml_text
from matdrop.errors import MatdropError

ENTRIES: list[type[msgspec.Struct]] = [Settings, PairEntry, CaseEntry, GenerateEntry]
FILE = Path("parity.toml")


@pytest.mark.parametrize("kind", ENTRIES)
def test_every_key_has_a_description_words_and_an_example(kind: type[msgspec.Struct]) -> None:
    for key in keys_of(kind).values():
        described = [meta.description for meta in key.type.__metadata__ if meta.description]
        assert [text[-1] for text in described] == ["."], key.name
        assert key.element or (key.write and key.example is not None), key.name


@pytest.mark.parametrize("kind", ENTRIES)
def test_examples_are_understood(kind: type[msgspec.Struct]) -> None:
    plain = {key.name: key.example for key in keys_of(kind).values() if not key.element}
    entry = read_entry(kind, plain, Place(FILE, ("f",)))
    for name, value in plain.items():
        read = getattr(entry, name)
        assert (list(read) if isinstance(read, tuple) else read) == value


def test_a_missing_key_has_the_default() -> None:
    assert read_entry(Settings, {}, Place(FILE)) == Settings(fixtures="fixtures", strict=False)


def test_choices_are_those_of_the_type() -> None:
    assert keys_of(CaseEntry)["expected"].choices == get_args(Verdict)
    assert keys_of(GenerateEntry)["args"].choices == ("array", "mask", "probability")
    assert keys_of(CaseEntry)["name"].choices == ()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place(FILE), "parity.toml"),
        (Place(FILE, ("f",)), "parity.toml, [f]"),
        (Place(FILE, ("tool", "matdrop", "my pair")), 'parity.toml, [tool.matdrop."my pair"]'),
        (Place(FILE, ("f",)).element_of("case", 3, "small"), 'parity.toml, [[f.case]] "small"'),
        (Place(FILE, ("f",)).element_of("case", 3, 1), "parity.toml, [[f.case]] number 3"),
        (Place(FILE, ("f",)).element_of("case", 3), "parity.toml, [[f.case]] number 3"),
    ],
)
def test_place_is_written_as_in_toml(place: Place, said: str) -> None:
    assert str(place) == said
    assert str(place.error("wrong")) == f"{said}: wrong"


def test_place_stands_before_errors_of_others() -> None:
    with pytest.raises(MatdropError, match=r"^parity\.toml, \[f\]: none there$"), Place(FILE, ("f",)).named_in_errors():
        raise MatdropError("none there")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\nb", '"a\\nb"'),
        (True, "true"),
        (1e-12, "1e-12"),
        (float("nan"), "nan"),
        ([1, ["x"]], '[1, ["x"]]'),
        ({"rtol": 0.5, "y": {"atol": 0}}, "{ rtol = 0.5, y = { atol = 0 } }"),
        ("x" * 100, '"' + "x" * 56 + "..."),
    ],
)
def test_values_are_shown_as_toml(value: object, text: str) -> None:
    assert toml_text(value) == text


def test_nearest_is_silent_where_nothing_is_alike() -> None:
    assert nearest("kind", ["args", "seed"]) == ""


def test_file_that_is_not_utf_8_is_said(tmp_path: Path) -> None:
    (tmp_path / "parity.toml").write_bytes(b'why = "\xff"\n')
    with pytest.raises(MatdropError, match=r"is not UTF-8 .*; save it as UTF-8"):
        load_toml(tmp_path / "parity.toml", "the case table")
