"""The coursework folder, from nothing to a full table: `matdrop init`, then `matdrop verify`."""

import contextlib
import io
import shutil
import tomllib
from pathlib import Path

import pytest

from matdrop.cases.declared_conventions import DeclaredConventions
from matdrop.cases.table import load_table
from matdrop.cli import main
from matdrop.engines.octave_session import Octave
from matdrop.explain.explanation import explain_report
from matdrop.verification.run import verify
from tests.cases.test_schema import problems

COURSEWORK = Path(__file__).parent / "coursework"
TRUTH = tomllib.loads((COURSEWORK / "pairs.toml").read_text(encoding="utf-8"))

# What the tables of the coursework have to declare.
DECLARED = {
    "predictOneVsAll": DeclaredConventions(zero_based=("p",)),
    "runKMeans": DeclaredConventions(zero_based=("idx",)),
    "minimizeCost": DeclaredConventions(handle_outputs=2),
    "gradientDescent": DeclaredConventions(arguments=("X", "y", "theta", "learning_rate", "iterations")),
}

# Of the first case of each pair: the verdict, and the conventions that are said; of a mismatch its first cause.
EXPECTED = {
    "caesarCipher": ("PASS", ()),
    "computeCost": ("PASS", ("y, theta were passed as 1-D",)),
    "computeNumericalGradient": ("PASS", ()),
    "costFunctionReg": ("PASS", ("grad: the port returned 1-D, MATLAB 3x1 (accepted)",)),
    "featureNormalize": ("PASS", ()),
    "gradientDescent": (
        "PASS",
        (
            "y, theta were passed as 1-D",
            "passed by name: alpha as learning_rate, num_iters as iterations",
            "theta: the port returned 1-D, MATLAB 3x1 (accepted)",
            "J_history: the port returned 1-D, MATLAB 20x1 (accepted)",
        ),
    ),
    # The port asks the handle for two outputs at once.
    "minimizeCost": ("PASS", ("function handles return 2 outputs to the port",)),
    "movingAverage": ("PASS", ()),
    "newtonRoot": ("PASS", ()),
    "pca": ("PASS", ("the port returned 1 more value than U, S",)),
    "populationGrowth": ("PASS", ()),
    # Labels from 0 are a difference until the user says zero_based = ["p"]; the port may be changed as well.
    "predictOneVsAll": (
        "index-base",
        ("p: the port returned 1-D, MATLAB 5x1 (accepted)", "p: the port returned int64, MATLAB double (accepted)"),
    ),
    "projectile": (
        "PASS",
        (
            "angles: the port returned int64, MATLAB double (accepted)",
            "bestAngle: the port returned int64, MATLAB double (accepted)",
        ),
    ),
    "randInitializeWeights": ("PASS", ()),
    "runKMeans": (
        "UNDECLARED",
        ("idx: the port returned 1-D, MATLAB 5x1 (accepted)", "idx: the port returned int64, MATLAB double (accepted)"),
    ),
    "sigmoid": ("PASS", ()),
    "splitData": ("PASS", ()),
    "throwBall": ("PASS", ()),
    "toGray": ("PASS", ()),
    "trainPerceptron": ("PASS", ("model: the port returned 1-D, MATLAB 3x1 (accepted)",)),
    "wordCounts": ("PASS", ()),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what a student has, and no more."""
    for name in ("matlab", "python"):
        shutil.copytree(COURSEWORK / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def proposed(octave: Octave, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with the table that `matdrop init` proposes."""
    place = tmp_path_factory.mktemp("proposed")
    said = io.StringIO()
    for name in ("matlab", "python"):
        shutil.copytree(COURSEWORK / name, place / name)
    with contextlib.chdir(place), contextlib.redirect_stdout(said):
        assert main(["init", "matlab", "python"]) == 0
    assert "21 pairs in" in said.getvalue()
    assert "python/linear_regression.py:normal_equation" in said.getvalue()  # no original has its name
    return place


def test_from_nothing_to_a_full_table(proposed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = proposed
    monkeypatch.chdir(folder)
    table = load_table(folder / "parity.toml")
    with Octave() as session:
        report = explain_report(verify(table, session=session), folder, session)
    results = report.results
    told = {id(result): next((f.kind for f in report.findings_of(result)), result.verdict) for result in results}
    found = {
        result.case.pair.name: (told[id(result)], result.conventions)
        for result in results
        if result.case.name == "proposed_1"
    }
    assert found == EXPECTED
    declared = {result.case.pair.name: result.declaration for result in results if result.declaration}
    assert declared == {"predictOneVsAll": ('zero_based = ["p"]',), "runKMeans": ('zero_based = ["idx"]',)}
    assert {result.verdict for result in results} == {"PASS", "UNDECLARED"}
    # The other cases of a pair differ in sizes and values and come to the same.
    for result in results:
        assert told[id(result)] == EXPECTED[result.case.pair.name][0]


def test_pairs_are_those_that_belong_together(proposed: Path) -> None:
    table = tomllib.loads((proposed / "parity.toml").read_text(encoding="utf-8"))
    assert table.keys() - TRUTH.keys() == {"throwBall"}  # the script projectile calls it, its port has it too
    for name, entry in TRUTH.items():
        assert (table[name]["original"], table[name]["port"]) == (entry["original"], entry["port"])
        assert len(table[name]["case"]) > 1 or not entry["args"]
    assert table["gradientDescent"]["arguments"] == ["X", "y", "theta", "learning_rate", "iterations"]
    # What both scripts leave behind, loop counters left out.
    assert set(TRUTH["populationGrowth"]["outputs"]) <= set(table["populationGrowth"]["outputs"])
    assert "k" not in table["populationGrowth"]["outputs"]


def test_inputs_are_proposed_without_octave_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "no-such-octave")
    assert main(["init", "matlab", "python"]) == 0
    assert problems((folder / "parity.toml").read_text(encoding="utf-8")) == []
    cases = load_table(folder / "parity.toml").cases
    assert len(cases) == 21
    for case in cases:
        parameters = case.pair.declaration.parameters
        assert len(case.args) == len(parameters)
