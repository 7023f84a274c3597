"""The wheel and the sdist hold matdrop, its originals and its fixtures, and nothing that lies beside them."""

import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from matdrop.version import __version__

ROOT = Path(__file__).parents[1]
STRAYS = ("octave-workspace", ".f.mat.k3j2", "movavg.asv", "core", "notes.txt", ".lock")
BESIDE = {"PKG-INFO", "README.md", "LICENSE", "pyproject.toml", ".gitignore"}  # what every sdist has


def shipped() -> list[str]:
    """The files of the repository that a user gets."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("the files of the repository are known to git, and this is no checkout")
    return [name for name in listed.stdout.splitlines() if name.startswith(("matdrop/", "matlab_ref/", "fixtures/"))]


def in_wheel(names: Iterable[str]) -> set[str]:
    return {name if name.startswith("matdrop/") else f"matdrop/own/{name}" for name in names}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build both distributions from a copy of the repository with strays in each folder."""
    copy = tmp_path_factory.mktemp("copy")
    for name in [*shipped(), "README.md", "LICENSE", "pyproject.toml", ".gitignore"]:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    for folder in [copy, *(path for path in copy.rglob("*") if path.is_dir())]:
        for stray in STRAYS:
            (folder / stray).write_text("stray")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", "out"], cwd=copy, check=True, capture_output=True)
    return copy / "out"


def test_the_repository_can_be_installed_to_be_edited(built: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel:editable", "-d", "edited"]
    subprocess.run(command, cwd=built.parent, check=True, capture_output=True)
    (wheel,) = (built.parent / "edited").glob("*.whl")
    (path,) = (name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".pth"))
    assert zipfile.ZipFile(wheel).read(path).decode().split() == [str(built.parent)]


def test_the_wheel_holds_what_is_in_the_repository(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == in_wheel(shipped())


def test_the_sdist_holds_what_is_in_the_repository(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names == {*shipped(), *BESIDE}


def metadata_of(built: Path) -> Message:
    """Return what the wheel says of itself."""
    (wheel,) = built.glob("*.whl")
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    return message_from_bytes(archive.read(name))


def test_the_metadata_is_the_project_s(built: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    metadata = metadata_of(built)
    assert (metadata["Name"], metadata["Version"]) == (project["name"], __version__)
    assert (metadata["Requires-Python"], metadata["License-Expression"]) == (project["requires-python"], "MIT")
    assert metadata["Summary"] == project["description"]
    plain = [needed for needed in metadata.get_all("Requires-Dist", []) if "extra ==" not in needed]
    assert sorted(plain) == sorted(project["dependencies"])
    assert metadata.get_all("Classifier") == project["classifiers"]
    (wheel,) = built.glob("*.whl")
    (entries,) = (name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("entry_points.txt"))
    said = zipfile.ZipFile(wheel).read(entries).decode()
    assert "[console_scripts]\nmatdrop = matdrop.cli:main\n" in said
    assert "[pytest11]\nmatdrop = matdrop.pytest_plugin\n" in said


def test_the_readme_is_shown_by_the_package_index(built: Path) -> None:
    markdown = pytest.importorskip("readme_renderer.markdown", reason="readme-renderer is not installed")
    metadata = metadata_of(built)
    assert metadata["Description-Content-Type"] == "text/markdown"
    shown = markdown.render(str(metadata.get_payload()))
    assert shown is not None
    assert shown.count("<h2 ") == (ROOT / "README.md").read_text(encoding="utf-8").count("\n## ")
    assert "<table" in shown
    assert "```" not in shown, "a block of code is not closed"
