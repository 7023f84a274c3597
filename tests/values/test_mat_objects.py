""".mat files with objects: what mat-io writes is read; its reading of MATLAB's own files was compared by hand."""

import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.cases.case import arguments_from
from matdrop.cases.pair import pair_of
from matdrop.cli import main
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.explain.explanation import verify_pair
from matdrop.values.canonical import class_of, digest, size_of
from matdrop.values.mat_objects import load_objects, names_in
from matdrop.values.value import Value
from matdrop.verification.compare import compare

WITHOUT = "the extra mat is not installed: .mat files with objects are not read"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write a file with a variable of each class that mat-io knows."""
    matio = pytest.importorskip("matio", reason=WITHOUT)
    import pandas as pd
    from matio.utils.matclass import MatlabContainerMap, MatlabOpaque

    times = pd.to_datetime(["2022-01-15", "2022-01-16"])
    variables = {
        "x": np.array([[1.5, 2.0]]),
        "one": np.array([["abc"]], dtype=np.dtypes.StringDType()),
        "texts": np.array([["ab"], ["c"]], dtype=np.dtypes.StringDType()),
        "day": np.array([["2022-01-15T12:00"]], "M8[ns]"),
        "lengths": np.array([[1, 90]], "m8[s]"),
        "level": pd.Categorical.from_codes(np.array([[1, 0, 1]]), categories=["high", "low"]),
        "table": pd.DataFrame({"time": [1.0, 2.0], "name": ["a", "b"]}),
        "series": pd.DataFrame({"height": [1.0, 2.0]}, index=pd.DatetimeIndex(times, name="Time")),
        "map": MatlabContainerMap({"mu": np.array([[1.5]]), "sigma": np.array([[2.0]])}),
        "numbered": MatlabContainerMap({1.0: np.array([[1.5]]), 2.0: np.array([[2.0]])}),
        "thing": MatlabOpaque({"a": np.array([[1.0]]), "b": np.array([["text"]])}, "Thing"),
    }
    with warnings.catch_warnings(action="ignore"):
        matio.save_to_mat(str(tmp_path / "data.mat"), variables, version="v7")
    return tmp_path / "data.mat"


# Variable, class, size, and a port's value that agrees.
READ: list[tuple[str, str, tuple[int, ...], Any]] = [
    ("x", "double", (1, 2), np.array([[1.5, 2.0]])),
    ("one", "char", (1, 3), "abc"),
    ("texts", "cell", (2, 1), ["ab", "c"]),
    ("day", "datetime", (1, 1), np.datetime64("2022-01-15T12:00")),
    ("lengths", "duration", (1, 2), np.array([1, 90], "m8[s]")),
    ("level", "cell", (1, 3), ["low", "high", "low"]),
    ("table", "table", (1, 1), {"time": np.array([1.0, 2.0]), "name": ["a", "b"]}),
    (
        "series",
        "timetable",
        (1, 1),
        {"Time": np.array(["2022-01-15", "2022-01-16"], "M8[D]"), "height": np.array([1.0, 2.0])},
    ),
    ("map", "containers.Map", (1, 1), {"mu": 1.5, "sigma": 2}),
    ("numbered", "containers.Map of numbers", (1, 1), {1: 1.5, 2: 2}),
    ("thing", "Thing", (1, 1), {"a": 1, "b": "text"}),
]


@pytest.mark.parametrize(("name", "kind", "size", "port"), READ, ids=[row[0] for row in READ])
def test_object_is_read_and_agrees_with_what_a_port_returns(
    file: Path, name: str, kind: str, size: tuple[int, ...], port: Any
) -> None:
    value = load_objects(file, [name])[name]
    assert (class_of(value), size_of(value)) == (kind, size)
    assert compare(value, port, strict=False).mismatch is None
    assert len(digest(value)) == 64


def test_tables_are_compared_with_data_frames(file: Path) -> None:
    pd = pytest.importorskip("pandas", reason=WITHOUT)
    read = load_objects(file, ["table", "level", "day"])
    assert compare(read["table"], pd.DataFrame({"time": [1.0, 2.0], "name": ["a", "b"]}), strict=False).mismatch is None
    assert compare(read["table"], pd.DataFrame({"time": [1.0, 2.0], "name": ["a", "c"]}), strict=False).mismatch
    assert compare(read["level"], pd.Categorical(["low", "high", "low"]), strict=False).mismatch is None
    assert compare(read["day"], pd.Timestamp("2022-01-15 12:00"), strict=False).mismatch is None
    assert compare(read["day"], pd.Timestamp("2022-01-15 12:01"), strict=False).mismatch


def test_what_octave_has_is_passed_and_what_it_has_not_is_said(file: Path, octave: Session) -> None:
    folder = file.parent
    (folder / "f.m").write_text("function y = f(one, map, numbered)\ny = map('mu') + numbered(2) + numel(one);\nend\n")
    (folder / "g.m").write_text("function y = g(table)\ny = 1;\nend\n")
    (folder / "f.py").write_text(
        "def f(one, map, numbered):\n    return map['mu'] + numbered[2] + len(one)\n\ndef g(table):\n    return 1\n"
    )
    args = arguments_from(file, pair_of(folder / "f.m", abs))
    result = verify_pair(folder / "f.m", f"{folder / 'f.py'}:f", *args, session=octave)
    assert (result.verdict, result.error) == ("PASS", None)
    args = arguments_from(file, pair_of(folder / "g.m", abs))
    result = verify_pair(folder / "g.m", f"{folder / 'f.py'}:g", *args, session=octave)
    assert result.verdict == "UNVERIFIED"
    assert "a value of class table cannot be passed to this engine; verify with --engine matlab" in str(result.error)


def test_matlab_loads_its_objects_itself(file: Path) -> None:
    (file.parent / "g.m").write_text("function y = g(table)\ny = 1;\nend\n")
    (argument,) = arguments_from(file, pair_of(file.parent / "g.m", abs), "matlab")
    assert argument == f"getfield(load('{file}', 'table'), 'table')"


@pytest.mark.usefixtures("octave")
def test_the_command_line_reads_them(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(file.parent)
    Path("f.m").write_text("function y = f(one)\ny = numel(one);\nend\n")
    Path("f.py").write_text("def f(one):\n    return len(one)\n")
    assert main(["verify", "f.m", "f.py", "--inputs", "data.mat"]) == 0
    assert "PASS" in capsys.readouterr().out


def test_names_are_listed(file: Path) -> None:
    assert names_in(file)[:3] == ["x", "one", "texts"]


def test_without_the_package_it_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matio", None)
    with pytest.raises(MatdropError, match=r"data\.mat holds objects .* it needs the package mat-io: pip install"):
        names_in(file)


def test_a_damaged_file_is_named(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    with pytest.raises(MatdropError, match=r"data\.mat cannot be read"):
        load_objects(file, ["table"])


def test_values_stay_as_they_are() -> None:
    value: Value = np.array([["2022-01-15"]], "M8[ns]")
    assert compare(value, value).mismatch is None
