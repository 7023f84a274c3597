"""Engines by name, among programs that only say their version."""

import os
from pathlib import Path

import pytest

from matdrop.cases.table import load_table
from matdrop.engines.find import engines_on_path, find_engine, octave_version, session_of
from matdrop.engines.matlab_session import Matlab
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Octave 7.3 as the default, 9.4 and 11.3 under names of their own; the last writes its version as 11 does."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, said in {
        "octave-cli": "GNU Octave, version 7.3.0",
        "octave-9": "GNU Octave, version 9.4.0",
        "octave-11": "GNU Octave (x86_64-pc-linux-gnu) version 11.3.0",
        "octave-config-9": "no Octave",
    }.items():
        (folder / name).write_text(f"#!/bin/sh\necho '{said}'\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.delenv("OCTAVE_EXECUTABLE", raising=False)
    monkeypatch.delenv("MATLAB_EXECUTABLE", raising=False)
    return folder


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("octave", "octave-cli"),
        ("7", "octave-cli"),
        ("octave-7.3", "octave-cli"),
        ("9", "octave-9"),
        ("9.4", "octave-9"),
        ("octave-11", "octave-11"),
    ],
)
def test_name_is_a_program_or_a_version(programs: Path, name: str, program: str) -> None:
    assert find_engine(name).path == str(programs / program)
    assert isinstance(session_of(name), Octave)


def test_program_is_an_engine(programs: Path) -> None:
    assert find_engine(str(programs / "octave-9")).path == str(programs / "octave-9")
    assert find_engine(str(programs / "octave-8")).reason == f"there is no program {programs / 'octave-8'}"


def test_version_that_is_not_there_is_said_with_those_that_are(programs: Path) -> None:
    found = find_engine("octave-9.2")
    assert (found.path, found.reason) == (None, "no GNU Octave 9.2 is on the PATH")
    assert "octave is 7.3.0, octave-9 is 9.4.0, octave-11 is 11.3.0" in found.remedy


def test_other_name_is_refused(programs: Path) -> None:
    with pytest.raises(MatdropError, match="mathlab is not the name of an engine"):
        find_engine("mathlab")


def test_matlab_of_a_release_is_a_program(programs: Path) -> None:
    assert find_engine("matlab-R2024a").reason == "there is no program matlab-R2024a"
    assert isinstance(session_of("matlab-R2024a"), Matlab)


def test_engines_on_path(programs: Path) -> None:
    assert list(engines_on_path()) == ["octave", "octave-9", "octave-11"]


def test_version_of_what_is_no_octave(programs: Path) -> None:
    assert octave_version(str(programs / "octave-config-9")) == ""
    assert octave_version("/nowhere/octave") == ""


def test_table_names_programs(tmp_path: Path) -> None:
    (tmp_path / "f.m").write_text("function y = f(x)\ny = x;\nend\n")
    table = tmp_path / "parity.toml"
    pair = '[f]\nport = "f.py:f"\n[[f.case]]\nname = "one"\nargs = ["1"]\n'
    table.write_text(f'[engines]\noctave-11 = "bin/octave"\n{pair}')
    loaded = load_table(table)
    assert loaded.engine("octave-11") == loaded.engine("11") == str(tmp_path / "bin/octave")
    assert loaded.engine("octave") == "octave"
    table.write_text(f'[engines]\nscilab = "scilab"\n{pair}')
    with pytest.raises(MatdropError, match='scilab = "scilab" is no engine'):
        load_table(table)


def test_pyproject_names_programs(tmp_path: Path) -> None:
    (tmp_path / "f.m").write_text("function y = f(x)\ny = x;\nend\n")
    table = tmp_path / "pyproject.toml"
    table.write_text(
        '[tool.matdrop.engines]\nmatlab = "/opt/matlab/bin/matlab"\n[tool.matdrop.f]\nport = "f.py:f"\n'
        '[[tool.matdrop.f.case]]\nname = "one"\nargs = ["1"]\n'
    )
    assert load_table(table).engine("matlab") == "/opt/matlab/bin/matlab"
