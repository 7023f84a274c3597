"""The conda recipe says what pyproject.toml says; no conda channel is needed to know it."""

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from matdrop import cli
from matdrop.version import __version__

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "conda"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BUILT_WITH = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
# What conda-forge calls otherwise than PyPI.
NAMES = {"tree-sitter": "tree_sitter"}


def recipe_of(folder: Path) -> dict[str, Any]:
    recipe: dict[str, Any] = yaml.safe_load((folder / "recipe.yaml").read_text(encoding="utf-8"))
    return recipe


RECIPE = recipe_of(FOLDER)


def as_conda(requirement: str) -> str:
    """Return a requirement of pip as conda writes it: a space between name and version."""
    found = re.fullmatch(r"([\w-]+)(.*)", requirement)
    assert found is not None
    return f"{NAMES.get(found[1], found[1])} {found[2]}".strip()


def test_version_and_python_are_the_project_s() -> None:
    assert RECIPE["context"] == {
        "version": __version__,
        "python_min": PROJECT["requires-python"].removeprefix(">="),
    }
    assert RECIPE["package"] == {"name": PROJECT["name"], "version": "${{ version }}"}
    assert RECIPE["about"]["summary"] == PROJECT["description"]
    assert (RECIPE["about"]["license"], RECIPE["about"]["license_file"]) == (PROJECT["license"], "LICENSE")


def test_requirements_are_the_project_s() -> None:
    needed = ["python >=${{ python_min }}", *map(as_conda, PROJECT["dependencies"])]
    assert RECIPE["requirements"]["run"] == needed
    assert RECIPE["requirements"]["host"] == ["python ${{ python_min }}.*", "pip", *map(as_conda, BUILT_WITH)]


def test_the_command_is_the_project_s() -> None:
    entries = [f"{name} = {place}" for name, place in PROJECT["scripts"].items()]
    assert RECIPE["build"]["python"]["entry_points"] == entries
    assert RECIPE["tests"][0]["python"]["imports"] == [PROJECT["name"]]
    for command in RECIPE["tests"][1]["script"]:
        program, *words = shlex.split(command)
        assert program in PROJECT["scripts"]
        if words != ["--version"]:
            cli.build_parser().parse_args(words)


def test_what_it_packs_is_beside_it() -> None:
    assert (FOLDER / RECIPE["source"]["path"]).resolve() == ROOT
    wanted = next(word for word in RECIPE["requirements"]["run"] if word.startswith("tree-sitter-matlab"))
    beside = recipe_of(FOLDER / "tree-sitter-matlab")
    version = tuple(map(int, beside["context"]["version"].split(".")))
    assert version >= tuple(map(int, wanted.partition(">=")[2].split(".")))


def test_rattler_build_understands_them() -> None:
    rattler = pytest.importorskip("rattler_build", reason="py-rattler-build is not installed: recipes are not rendered")
    (rendered,) = rattler.Stage0Recipe.from_file(FOLDER / "recipe.yaml").render()
    found = rendered.recipe.to_dict()
    assert (found["package"], found["build"]["noarch"]) == ({"name": "matdrop", "version": __version__}, "python")
    assert f"python >={RECIPE['context']['python_min']}" in found["requirements"]["run"]
    compiler = rattler.VariantConfig({"c_compiler": ["gcc"], "c_stdlib": ["sysroot"], "python": ["3.12.*"]})
    (rendered,) = rattler.Stage0Recipe.from_file(FOLDER / "tree-sitter-matlab/recipe.yaml").render(compiler)
    assert rendered.recipe.to_dict()["package"]["name"] == "tree-sitter-matlab"
