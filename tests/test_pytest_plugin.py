"""The pytest plugin, run by pytest: references, skips said aloud, failures, the closing line."""

import json
import shutil
from collections.abc import Sequence
from typing import Any

import pytest

from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.cases.table import load_table
from matdrop.engines.octave_session import Octave
from matdrop.engines.programs import find_octave
from matdrop.fixtures.store import Fixtures

TOML = """\
[matdrop]
fixtures = "fixtures"
[f]
port = "f.py:f"
outputs = ["y"]
[[f.case]]
name = "one"
args = ["2"]
[[f.case]]
name = "two"
args = ["[1 2 3]"]
[g]
original = "f.m"
port = "f.py:f_wrong"
outputs = ["y"]
[[g.case]]
name = "three"
args = ["2"]
expected = "MISMATCH"
why = "three times is not twice"
"""
ORIGINAL = "function y = f(x)\ny = 2 * x;\nend\n"
PORT = "def f(x):\n    return 2 * x\n\n\ndef f_wrong(x):\n    return 3 * x\n"
TEST = "def test_parity(parity):\n    parity.check()\n"
OWN_TESTS = "def test_version(octave):\n    assert octave.engine.version\n\n\ndef test_plain():\n    pass\n"
NO_OCTAVE = "OCTAVE_EXECUTABLE is /nonexistent, and no such program was found; correct or unset OCTAVE_EXECUTABLE"


@pytest.fixture
def run(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project of three cases without fixtures."""
    pytester.makefile(".toml", cases=TOML)
    pytester.makefile(".m", f=ORIGINAL)
    pytester.makepyfile(f=PORT, test_parity=TEST)
    pytester.makeini("[pytest]\nmatdrop_cases = cases.toml\nfilterwarnings = error\naddopts = -p no:cacheprovider\n")
    return pytester


@pytest.fixture
def no_octave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")


def record(run: pytest.Pytester, octave: Octave) -> None:
    table = load_table(run.path / "cases.toml")
    Fixtures(table.fixtures).record(zip(table.cases, octave.run(table.cases), strict=True), table.cases)


def matdrop_lines(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if line.startswith("matdrop: ")]


def test_saved_runs_no_live_test(run: pytest.Pytester, octave: Octave) -> None:
    record(run, octave)
    result = run.runpytest("--matlab=saved")
    result.assert_outcomes(passed=3)
    assert matdrop_lines(result) == ["matdrop: 3 cases: 3 saved; 0 stale; 1 expected difference"]


def test_both_runs_each_case_twice(run: pytest.Pytester, octave: Octave) -> None:
    record(run, octave)
    line = f"matdrop: 3 cases: 3 live in {octave.engine}, 3 saved; 0 stale; 1 expected difference"
    result = run.runpytest("--matlab=both")
    result.assert_outcomes(passed=6)
    assert matdrop_lines(result) == [line]


def test_live_needs_no_fixtures(run: pytest.Pytester, octave: Octave) -> None:
    result = run.runpytest("--matlab=live")
    result.assert_outcomes(passed=3)
    line = f"matdrop: 3 cases: 3 live in {octave.engine}, 0 saved; 0 stale; 1 expected difference"
    assert matdrop_lines(result) == [line]


@pytest.mark.usefixtures("no_octave")
def test_auto_without_octave_skips_aloud(run: pytest.Pytester) -> None:
    run.makepyfile(test_own=OWN_TESTS)
    result = run.runpytest("--matlab=auto", "-rs")
    result.assert_outcomes(passed=1, skipped=4, failed=3)  # the saved tests fail: there are no fixtures
    assert matdrop_lines(result) == [
        f"matdrop: 4 LIVE TESTS NOT RUN: {NO_OCTAVE}",
        "matdrop: 3 cases: 0 saved; 0 stale; 3 UNVERIFIED; 3 FAILED",
    ]
    result.stdout.fnmatch_lines([f"SKIPPED * live test not run: {NO_OCTAVE}"])


@pytest.mark.usefixtures("no_octave")
def test_skips_are_said_with_xdist_too(run: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    result = run.runpytest("--matlab=auto", "-n", "1")
    assert f"matdrop: 3 LIVE TESTS NOT RUN: {NO_OCTAVE}" in matdrop_lines(result)


def test_saved_says_which_tests_of_octave_it_leaves_out(run: pytest.Pytester) -> None:
    run.makepyfile(test_own=OWN_TESTS)
    result = run.runpytest("--matlab=saved", "test_own.py")
    result.assert_outcomes(passed=1, skipped=1)
    assert matdrop_lines(result) == ["matdrop: 1 LIVE TESTS NOT RUN: --matlab=saved"]


@pytest.mark.usefixtures("no_octave")
@pytest.mark.parametrize("mode", ["live", "both"])
def test_live_without_octave_fails_before_any_test(run: pytest.Pytester, mode: str) -> None:
    result = run.runpytest(f"--matlab={mode}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --matlab={mode}, but {NO_OCTAVE}"])


def test_failing_test_shows_difference_and_cause_and_no_code_of_ours(run: pytest.Pytester, octave: Octave) -> None:
    run.makepyfile(f=PORT.replace("2 * x", "5 * x"))
    result = run.runpytest("--matlab=live")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "error[[]divergence] f/two: MISMATCH (proven)",
            "  --> f.py:2:12   original f.m:3:1",
            "  y: value of 3 of 3 elements differs: at (1, 3) 6.0 in the original, 15.0 in the port*",
        ]
    )
    assert "pytest_plugin.py" not in result.stdout.str()
    assert matdrop_lines(result) == [
        f"matdrop: 3 cases: 3 live in {octave.engine}, 0 saved; 0 stale; 1 expected difference; 2 FAILED"
    ]


def test_a_report_of_all_parity_tests_and_a_closing_line_alone_and_with_xdist(
    run: pytest.Pytester, octave: Octave
) -> None:
    pytest.importorskip("xdist")
    record(run, octave)
    run.makepyfile(f=PORT.replace("2 * x", "5 * x"))
    lines, documents = [], []
    for workers in ((), ("-n", "2")):
        result = run.runpytest("--matdrop-report=run.json", *workers)
        result.assert_outcomes(passed=2, failed=4)
        lines.append(matdrop_lines(result))
        documents.append(json.loads((run.path / "run.json").read_text()))
    assert lines[0] == lines[1] != []
    for document in documents:
        verdicts = sorted((case["case"], case["reference"], case["verdict"]) for case in document["cases"])
        names = [(case, source) for case in ("one", "three", "two") for source in ("live", "saved")]
        assert verdicts == [(*name, "MISMATCH") for name in names]
        assert document["summary"]["as_expected"] == 2
        assert {finding["kind"] for finding in document["findings"]} >= {"divergence"}


def test_a_report_as_a_page(run: pytest.Pytester, octave: Octave) -> None:
    result = run.runpytest("--matlab=live", "--matdrop-report=run.html", "-k", "three")
    result.assert_outcomes(passed=1, deselected=2)
    assert "1 case: 1 live in" in (run.path / "run.html").read_text()


@pytest.mark.parametrize("file", ["run.txt", "nowhere/run.json"])
def test_a_report_that_cannot_be_written_is_refused_before_any_test(run: pytest.Pytester, file: str) -> None:
    result = run.runpytest(f"--matdrop-report={file}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --matdrop-report={file}: name a file .html or .json *"])


def test_expected_difference_that_is_gone_fails(run: pytest.Pytester, octave: Octave) -> None:
    run.makepyfile(f=PORT.replace("3 * x", "2 * x"))
    result = run.runpytest("--matlab=live", "-k", "three")
    result.assert_outcomes(failed=1, deselected=2)
    result.stdout.fnmatch_lines(["error[[]pass] g/three: PASS, expected MISMATCH"])


def test_stale_fixture_fails_and_is_counted(run: pytest.Pytester, octave: Octave) -> None:
    record(run, octave)
    run.makefile(".m", f=ORIGINAL.replace("2", "3"))
    result = run.runpytest("--matlab=saved")
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(["*f/one: f.m has changed since it was recorded; record it again*"])
    assert matdrop_lines(result) == ["matdrop: 3 cases: 0 saved; 3 stale; 3 FAILED"]


def test_only_the_selected_originals_run(run: pytest.Pytester, octave: Octave) -> None:
    result = run.runpytest("--matlab=live", "-k", "one")
    result.assert_outcomes(passed=1, deselected=2)
    assert matdrop_lines(result) == [f"matdrop: 1 case: 1 live in {octave.engine}, 0 saved; 0 stale"]


def test_originals_run_once_in_blocks_of_which_a_test_runs(
    run: pytest.Pytester, octave: Octave, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks: list[list[str]] = []

    def recorded(session: Octave, cases: Sequence[Case], **more: Any) -> list[Reference]:
        blocks.append([case.id for case in cases])
        return run_originals(session, cases, **more)

    run_originals = Octave.run
    monkeypatch.setattr(Octave, "run", recorded)
    monkeypatch.setattr("matdrop.pytest_plugin.BLOCK", 2)
    run.runpytest("--matlab=live").assert_outcomes(passed=3)
    assert blocks == [["f/one", "f/two"], ["g/three"]]


def test_suite_without_parity_tests_is_left_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_plain():\n    pass\n")
    result = pytester.runpytest()
    result.assert_outcomes(passed=1)
    assert "matdrop:" not in result.stdout.str()


def test_parity_without_a_table_says_which_setting_is_missing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_parity=TEST)
    result = pytester.runpytest()
    assert result.ret != pytest.ExitCode.OK
    assert "name its case table in the setting matdrop_cases" in result.stdout.str() + result.stderr.str()


def test_broken_table_is_said(run: pytest.Pytester) -> None:
    run.makefile(".toml", cases="[f]\nport = 1\nkind = 2\n")
    result = run.runpytest("--matlab=saved")
    assert result.ret != pytest.ExitCode.OK
    assert "the key 'kind' is unknown" in result.stdout.str() + result.stderr.str()


def test_loading_the_plugin_imports_nothing_heavy(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import sys\ndef test_plain():\n"
        "    assert not {'oct2py', 'scipy', 'numba', 'msgspec', 'matdrop.verification.run'} & sys.modules.keys()\n"
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


# ---------------------------------------------------------------- the fixture matlab

DOUBLE = "def double(x):\n    return 2 * x\n"
CHECKS = """\
import numpy as np
import pytest
from hypothesis import given, settings, strategies
from double import double


@pytest.mark.parametrize("x", [1.5, [[1, 2], [3, 4]], "magic(4)", np.zeros((0, 3))])
def test_double(matlab, x):
    matlab.check(double, "twice.m", x)


# Not of all floats: Hypothesis takes some from the constants of whatever modules the process has.
@given(strategies.lists(strategies.sampled_from([-1e6, -2.5, -0.0, 0.0, 0.1, 1.0, 3.25, 7e5]), min_size=1))
@settings(max_examples=8, deadline=None, derandomize=True)
def test_any_vector(matlab, x):
    matlab.check(double, "twice.m", np.array(x))


def test_random(matlab):
    matlab.check(lambda n: np.random.rand(n, n), "draw.m", 3, seed=42)
"""


@pytest.fixture
def checks(pytester: pytest.Pytester) -> pytest.Pytester:
    twice, draw = "function y = twice(x)\ny = 2 * x;\nend\n", "function y = draw(n)\ny = rand(n);\nend\n"
    pytester.makefile(".m", twice=twice, draw=draw)
    pytester.makepyfile(double=DOUBLE, test_checks=CHECKS)
    pytester.makeini("[pytest]\nfilterwarnings = error\naddopts = -p no:cacheprovider\n")
    return pytester


def test_checks_are_recorded_and_replayed(
    checks: pytest.Pytester, octave: Octave, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes record what one does, and one the same again."""
    recorded = []
    for workers in (("-n", "2"), (), ()):
        checks.runpytest("--matlab=record", *workers).assert_outcomes(passed=6)
        recorded.append({path.name: path.read_bytes() for path in (checks.path / "matlab_fixtures").glob("*.*")})
        if workers:
            shutil.rmtree(checks.path / "matlab_fixtures")
    assert {"twice.mat", "draw.mat", "manifest.json"} <= recorded[0].keys()
    assert recorded[0] == recorded[1] == recorded[2]
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")
    result = checks.runpytest("--matlab=saved")
    result.assert_outcomes(passed=6)
    (line,) = matdrop_lines(result)
    assert " saved; 0 stale" in line


def test_check_without_a_fixture_says_how_to_record_it(checks: pytest.Pytester) -> None:
    result = checks.runpytest("--matlab=saved", "-k", "random")
    result.assert_outcomes(failed=1, deselected=5)
    result.stdout.fnmatch_lines(["*draw/call_* has no fixture; record it with `pytest --matlab=record`"])


def test_check_that_fails_shows_difference_and_cause(checks: pytest.Pytester, octave: Octave) -> None:
    checks.makepyfile(double=DOUBLE.replace("2 * x", "3 * x"))
    result = checks.runpytest("--matlab=live", "-k", "double and magic")
    result.assert_outcomes(failed=1, deselected=5)
    result.stdout.fnmatch_lines(
        ["error[[]divergence] twice/call_*: MISMATCH (proven)", "    -     return 3 * x", "    +     return 2 * x"]
    )
    assert "pytest_plugin.py" not in result.stdout.str()


def test_fixtures_that_no_check_asks_for_go_when_all_have_run(checks: pytest.Pytester, octave: Octave) -> None:
    manifest = checks.path / "matlab_fixtures/manifest.json"
    checks.runpytest("--matlab=record").assert_outcomes(passed=6)
    everything = manifest.read_text()
    checks.runpytest("--matlab=record", "-k", "random").assert_outcomes(passed=1, deselected=5)
    assert manifest.read_text() == everything
    checks.makepyfile(test_checks=CHECKS.partition("def test_random")[0])
    checks.runpytest("--matlab=record").assert_outcomes(passed=5)
    assert "draw" in everything
    assert "draw" not in manifest.read_text()


def test_matlab_may_run_the_checks(checks: pytest.Pytester, octave: Octave, monkeypatch: pytest.MonkeyPatch) -> None:
    program = checks.path / "matlab"
    program.write_text(f'#!/bin/sh\nexec {find_octave().path} --norc -q --eval "$2"\n')
    program.chmod(0o755)
    monkeypatch.setenv("MATLAB_EXECUTABLE", str(program))
    checks.runpytest("--matlab=live", "--matlab-engine=matlab").assert_outcomes(passed=6)
    monkeypatch.setenv("MATLAB_EXECUTABLE", "/nonexistent")
    result = checks.runpytest("--matlab=live", "--matlab-engine=matlab")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --matlab=live, but MATLAB_EXECUTABLE is /nonexistent*"])


def test_engine_that_the_table_names(run: pytest.Pytester) -> None:
    """What stands under [engines] is the program that is looked for; it is not there."""
    run.makefile(".toml", cases=TOML.replace("[f]", '[engines]\noctave-3 = "bin/octave"\n[f]', 1))
    result = run.runpytest("--matlab=live", "--matlab-engine=octave-3")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --matlab=live, but there is no program {run.path}/bin/octave*"])
