"""Tests stand where what they test stands: tests/ROOM/test_FILE.py for matdrop/ROOM/FILE.py."""

from collections.abc import Mapping, Set
from pathlib import Path

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "matdrop"
# What several rooms are tested with: wrong ports, random ports, pairs of others; and the benchmarks beside the package.
BESIDE = {"benchmarks", "coursework", "fuzz", "gallery", "mutants"}

Folders = Mapping[str, Set[str]]


def folders(root: Path, prefix: str = "") -> Folders:
    """The Python files of each folder of Python files, by the names that stand behind a prefix."""
    return {
        folder.name: {file.stem.removeprefix(prefix) for file in folder.glob(f"{prefix}*.py")} - {"__init__"}
        for folder in root.iterdir()
        if any(folder.glob("*.py")) or folder.name in BESIDE
    }


def misplaced(rooms: Folders, tests: Folders) -> list[str]:
    """Name rooms without a test, folders that are no room, and tests of a file that another room has."""
    found = [f"no test: {room}" for room in rooms if not tests.get(room)]
    found += [f"no room: {folder}" for folder in tests if folder not in {*rooms, *BESIDE}]
    for folder in sorted(tests.keys() & rooms.keys()):
        for name in sorted(tests[folder] - rooms[folder]):
            found += [f"tests/{folder}/test_{name}.py: it is in {room}" for room in rooms if name in rooms[room]]
    return found


def test_tests_mirror_the_rooms() -> None:
    assert misplaced(folders(PACKAGE), folders(TESTS, "test_")) == []


def test_what_is_misplaced_is_named() -> None:
    rooms = {"streams": {"gamma"}, "fast": {"dropout"}}
    assert misplaced(rooms, {"streams": {"gamma", "a_topic"}, "fast": {"dropout"}, "mutants": {"x"}}) == []
    assert misplaced(rooms, {"streams": {"gamma"}, "fast": {"gamma"}, "other": {"y"}}) == [
        "no room: other",
        "tests/fast/test_gamma.py: it is in streams",
    ]
    assert misplaced(rooms, {"streams": {"gamma"}, "fast": set()}) == ["no test: fast"]
