"""Where an original runs, by which name it is called, and where its functions are found."""

from pathlib import Path

import pytest

from matdrop.cases.case import handle_expression
from matdrop.errors import MatdropError
from matdrop.source.matlab import read
from matdrop.source.original import keeps_variables, sources_of, split_method
from matdrop.source.search_path import search_path_of


def layout(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


# Where an original stands, what it is called by, and the folder in which it runs.
PLACES = {
    "lib/f.m": ("f", "lib"),
    "lib/+pkg/f.m": ("pkg.f", "lib"),
    "lib/+pkg/+sub/f.m": ("pkg.sub.f", "lib"),
    "lib/@Box/Box.m": ("Box", "lib"),
    "lib/@Box/area.m": ("area", "lib"),
    "lib/+pkg/@Box/Box.m": ("pkg.Box", "lib"),
    "lib/private/f.m": ("f", "lib"),
    "lib/+pkg/private/f.m": ("f", "lib"),
}


@pytest.mark.parametrize("place", PLACES)
def test_place_of_an_original(tmp_path: Path, place: str) -> None:
    layout(tmp_path, {place: ""})
    found = search_path_of(tmp_path / place)
    assert (found.name, found.home) == (PLACES[place][0], tmp_path / PLACES[place][1])
    assert found.by_object == place.endswith("area.m")


def test_folders_of_a_project_up_to_its_root(tmp_path: Path) -> None:
    files = dict.fromkeys(["+above/a.m", "in/src/f.m", "in/private/p.m", "in/lib/l.m", "given/g.m", "in/plain/x.m"], "")
    root = tmp_path / "repository"
    layout(root, {**files, "in/startup.m": "addpath('lib')", "startup.m": "addpath('given')"})
    layout(tmp_path, {"startup.m": "addpath(pwd)"})
    (root / ".git").mkdir()
    expected = (root / "in/lib", root / "given", root / "in", root)
    assert search_path_of(root / "in/src/f.m").folders == expected
    given = search_path_of(root / "in/src/f.m", [root / "in/plain"]).folders
    assert given == (root / "in/plain", *expected)


def test_without_a_repository_folders_without_matlab_end_the_project(tmp_path: Path) -> None:
    layout(tmp_path, {"startup.m": "addpath('lib')", "lib/x.m": "", "empty/src/f.m": ""})
    assert search_path_of(tmp_path / "empty/src/f.m").folders == ()
    layout(tmp_path, {"empty/h.m": ""})
    assert search_path_of(tmp_path / "empty/src/f.m").folders == (tmp_path / "lib",)


def names_of(root: Path, original: str, given: list[str] | None = None) -> list[str]:
    paths = sources_of(root / original, [root / folder for folder in given or []])
    return [path.relative_to(root).as_posix() for path in paths]


def test_called_files_are_found_on_the_whole_search_path(tmp_path: Path) -> None:
    layout(
        tmp_path,
        {
            ".git/HEAD": "",
            "src/f.m": "function y = f(x)\ny = pkg.g(x) + here(x) + far(x) + Box(x).area() + own(x);\nend",
            "src/here.m": "function y = here(x)\ny = 1;\nend",
            "src/private/own.m": "function y = own(x)\ny = second(x);\nend",
            "src/private/second.m": "function y = second(x)\ny = 1;\nend",
            "src/unused.m": "function y = unused(x)\ny = 1;\nend",
            "+pkg/g.m": "function y = g(x)\ny = pkg.sub.h(x);\nend",
            "+pkg/+sub/h.m": "function y = h(x)\ny = 1;\nend",
            "+pkg/k.m": "function y = k(x)\ny = 1;\nend",
            "lib/far.m": "function y = far(x)\npersistent n\ny = 1;\nend",
            "@Box/Box.m": "classdef Box\nend",
            "@Box/area.m": "function y = area(o)\ny = 1;\nend",
        },
    )
    called = ["+pkg/+sub/h.m", "+pkg/g.m", "@Box/Box.m", "@Box/area.m", "src/f.m", "src/here.m"]
    private = ["src/private/own.m", "src/private/second.m"]
    assert sorted(names_of(tmp_path, "src/f.m")) == sorted([*called, *private])
    assert sorted(names_of(tmp_path, "src/f.m", ["lib"])) == sorted([*called, *private, "lib/far.m"])
    assert not keeps_variables(map(read, sources_of(tmp_path / "src/f.m")))
    assert keeps_variables(map(read, sources_of(tmp_path / "src/f.m", [tmp_path / "lib"])))


def test_python_function_stands_for_the_file_of_its_name_on_the_search_path(tmp_path: Path) -> None:
    def my_function(x: float) -> float:
        return x

    layout(tmp_path, {"src/f.m": "", "lib/myFunction.m": ""})
    assert handle_expression(my_function, tmp_path / "src/f.m") == "@my_function"
    assert handle_expression(my_function, tmp_path / "src/f.m", [tmp_path / "lib"]) == "@myFunction"


def test_first_folder_has_priority(tmp_path: Path) -> None:
    for folder in ("src", "one", "two"):
        layout(tmp_path, {f"{folder}/g.m": "function y = g(x)\ny = 1;\nend"})
    layout(tmp_path, {"f.m": "function y = f(x)\ny = g(x);\nend"})
    assert names_of(tmp_path, "f.m", ["two", "one"]) == ["f.m", "two/g.m"]
    layout(tmp_path, {"src/f.m": "function y = f(x)\ny = g(x);\nend"})
    assert names_of(tmp_path, "src/f.m", ["two"]) == ["src/f.m", "src/g.m"]


def test_method_is_split_from_its_file() -> None:
    assert split_method("a/f.m") == (Path("a/f.m"), "")
    assert split_method("a/Box.m:Box.area") == (Path("a/Box.m"), "area")
    assert split_method("+pkg/Box.m:pkg.Box.area") == (Path("+pkg/Box.m"), "area")
    assert split_method("@Box/area.m:Box.area") == (Path("@Box/area.m"), "area")
    for wrong in ("Box.m:area", "Box.m:Other.area", "Box.m:Box."):
        with pytest.raises(MatdropError, match=r"write FILE.m:CLASS.METHOD, such as Box.m:Box.METHOD"):
            split_method(wrong)
