"""Habits have one name each: in their file, in causes, in the gallery."""

import importlib
import keyword
import pkgutil
from pathlib import Path

import matdrop.habits
from matdrop.habits.cause import Cause, Strength
from matdrop.habits.descriptions import DESCRIPTIONS
from matdrop.habits.registry import habits, kinds
from matdrop.pitfalls.catalogue import load_pitfalls

GALLERY = Path(__file__).parents[1] / "gallery"


def file_name(kind: str) -> str:
    name = kind.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def test_a_habit_has_the_name_of_its_file() -> None:
    modules = [module.name for module in pkgutil.iter_modules(matdrop.habits.__path__)]
    found = {name: getattr(importlib.import_module(f"matdrop.habits.{name}"), "HABIT", None) for name in modules}
    assert {name: habit.kind for name, habit in found.items() if habit} == {file_name(h.kind): h.kind for h in habits()}


def test_a_folder_of_the_gallery_is_a_kind_of_cause() -> None:
    folders = {folder.name for folder in GALLERY.iterdir() if folder.is_dir()}
    assert folders == set(kinds())
    assert len(kinds()) == len(set(kinds())) == len(habits()) + len(DESCRIPTIONS)


def test_a_habit_says_what_mends_it_and_how_it_is_found() -> None:
    for habit in habits():
        assert habit.fix
        found_by = (habit.explains, habit.refits, habit.forms, habit.of_call, habit.states, habit.edits)
        assert any(found_by), habit.kind


def test_a_pattern_points_at_a_row_of_its_habit() -> None:
    table = {row.id for row in load_pitfalls()}
    for habit in habits():
        assert {pattern.row for pattern in habit.patterns} <= set(habit.rows) <= table


def test_places_are_taken_once() -> None:
    taken = [place for habit in habits() for place in habit.explains]
    assert len(taken) == len(set(taken))


def test_what_names_no_habit_is_a_description() -> None:
    described = {strength for strength in Strength if Cause("ddof", "r", "", strength=strength).is_description}
    assert described == {Strength.STATES, Strength.LOCATES, Strength.EXCUSES, Strength.UNKNOWN}
