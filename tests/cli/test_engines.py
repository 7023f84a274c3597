"""Several engines on the command line, live where other Octaves are, each planted difference named as what it is."""

import json
from pathlib import Path

import pytest

from matdrop.cli import main
from tests.conftest import AnotherOctave

ORIGINALS = {
    "cov_of_two": ("r = cov(x, y);", "x, y"),
    "drawn": ("r = randi(35, 3, 4);", ""),
    "averaged": ("r = mean(x);", "x"),
    "of_text": ("r = mean('abc') + x;", "x"),
}
CASES = {
    "cov_of_two": 'args = ["[1 2 3]", "[1 2 4]"]\ntolerance = "ulp:8"',
    "drawn": "seed = 42",
    "averaged": 'args = ["rand(10001, 1)"]\nseed = 1',
    "of_text": 'args = ["1"]',
}
PORTS = """\
import numpy as np


def cov_of_two(x, y):
    return np.cov(x.ravel(), y.ravel())


def drawn(randi):
    return randi(35, 3, 4)


def averaged(x):
    return np.cumsum(x)[-1] / x.size


def of_text(x):
    return np.mean(list(b"abc")) + x
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    table = ""
    for name, (line, parameters) in ORIGINALS.items():
        (tmp_path / f"{name}.m").write_text(f"function r = {name}({parameters})\n{line}\nend\n")
        table += f'[{name}]\nport = "ports.py:{name}"\nstrict = true\n[[{name}.case]]\nname = "one"\n{CASES[name]}\n'
    (tmp_path / "parity.toml").write_text(table)
    (tmp_path / "ports.py").write_text(PORTS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_planted_differences(
    project: Path, another_octave: AnotherOctave, octave: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of 7 the covariance; of 9 the mean of text; of 11 what randi rejects and what mean adds up."""
    another_octave(9)
    another_octave(11)
    assert main(["verify", "--engines", "7,9,11", "--json"]) == 1
    found = {entry["case"]: entry for entry in json.loads(capsys.readouterr().out)["engines"]}
    differs = {name: [bool(one["differs"]) for one in entry["engines"]] for name, entry in found.items()}
    assert differs == {
        "cov_of_two/one": [False, True, True],
        "drawn/one": [False, False, True],
        "averaged/one": [False, False, True],
        "of_text/one": [False, True, False],
    }
    follows = {name: [one["port_follows"] for one in entry["engines"]] for name, entry in found.items()}
    assert follows["cov_of_two/one"] == [False, True, True]
    assert follows["drawn/one"] == [True, True, True]
    assert follows["averaged/one"] == [True, True, False]
    assert follows["of_text/one"] == [False, True, False]
    assert "drew other random numbers" in found["drawn/one"]["engines"][2]["differs"]
    assert "matdrop differences cov-two-vectors" in found["cov_of_two/one"]["known_differences"][0]
    assert "matdrop differences mean-of-doubles" in found["averaged/one"]["known_differences"][0]
    assert main(["fixtures", "record", "--engines", "7,9,11"]) == 1  # the mean of text fails in 7 and 11
    capsys.readouterr()
    assert main(["verify", "--engines", "7,9,11", "--reference", "saved", "--json"]) == 1
    saved = {entry["case"]: entry for entry in json.loads(capsys.readouterr().out)["engines"]}
    assert {name: [one["port_follows"] for one in entry["engines"]] for name, entry in saved.items()} == follows
    del found["of_text/one"], saved["of_text/one"]
    assert {name: entry["engines"] for name, entry in saved.items()} == {n: e["engines"] for n, e in found.items()}


def test_engine_that_is_missing_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--engines", "octave-3.2"]) == 2
    assert "no GNU Octave 3.2 is on the PATH" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("option", [["--accept"], ["--adequacy"], ["--printed"], ["--reference", "both"]])
def test_option_that_does_not_go_with_engines(
    project: Path, option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--engines", "7", *option]) == 2
    assert f"leave out {' '.join(option)}" in " ".join(capsys.readouterr().err.split())


def test_verdict_that_rests_on_a_difference(project: Path, octave: object, capsys: pytest.CaptureFixture[str]) -> None:
    main(["verify", "cov_of_two", "--engine", "7", "--no-trace"])
    assert "the verdict on cov_of_two rests on cov_of_two.m:2 `cov(x, y)`" in capsys.readouterr().out


def test_pitfalls_check_points_at_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["pitfalls", "check", "cov_of_two.m"])
    out = capsys.readouterr().out
    assert "cov_of_two.m:2 `cov(x, y)`: such a call gives 1.5 in GNU Octave 7" in out
    assert "(matdrop differences cov-two-vectors)" in out


def test_differences_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["differences"]) == 0
    assert "statistics" in capsys.readouterr().out
    assert main(["differences", "cov-two-vectors"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "Octave 7 r = 1.5 Octave 9, 11 r = 2x2 double" in out
    assert "(by its documentation of cov)" in out


def test_check_without_any_engine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["differences", "cov-two-vectors", "--check", "--engines", "octave-2,octave-3"]) == 2
    assert "no GNU Octave 2 is on the PATH" in " ".join(capsys.readouterr().err.split())
