"""The wheel and the sdist hold matdrop, its originals and its fixtures, and nothing that lies beside them."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

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
