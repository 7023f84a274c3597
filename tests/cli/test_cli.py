"""The command line, end to end: what it prints, and its exit codes."""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import matdrop
from matdrop import cli
from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.cases.table import OWN_TABLE
from matdrop.engines.octave_session import Octave

Output = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def no_octave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")


@pytest.fixture
def whole_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the originals and fixtures, which the commands work on instead of the package's own."""
    shutil.copytree(OWN_TABLE.parent, tmp_path / "matlab_ref")
    shutil.copytree(OWN_TABLE.parents[1] / "fixtures", tmp_path / "fixtures")
    for module in ("matdrop.cases.table", "matdrop.cli.options"):
        monkeypatch.setattr(f"{module}.OWN_TABLE", tmp_path / "matlab_ref/cases.toml")
    return tmp_path


# The originals of the last one call that of another one.
PAIRS = (
    *("dropout_as_published", "dropout_demo", "inverted_dropout_backward", "inverted_dropout_predict", "linear_fit"),
    *("traditional_dropout_predict", "nn_predict"),
)


@pytest.fixture
def copy(whole_copy: Path) -> Path:
    """A copy with some of the pairs: each command reads the fixtures of all."""
    table, manifest = whole_copy / "matlab_ref/cases.toml", whole_copy / "fixtures/manifest.json"
    sections = re.split(r"^(?=\[\w+\]$)", table.read_text(), flags=re.MULTILINE)
    table.write_text("".join(section for section in sections if section[1:].partition("]")[0] in ("matdrop", *PAIRS)))
    recorded = json.loads(manifest.read_text())
    for kept in (recorded["cases"], recorded["files"]):
        for pair in kept.keys() - {*PAIRS, "pitfalls"}:
            del kept[pair]
            (whole_copy / f"fixtures/{pair}.mat").unlink(missing_ok=True)
    (whole_copy / "fixtures/digits.mat").unlink()  # data of a pair that is left out
    manifest.write_text(json.dumps(recorded))
    return whole_copy


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def last_line(output: Output) -> str:
    return output.readouterr().out.splitlines()[-1]


# ---------------------------------------------------------------- verify


def test_verify_saved_is_as_expected(capsys: Output) -> None:
    assert cli.main(["verify", "--own", "dropout_demo", "--reference", "saved"]) == 0
    assert last_line(capsys) == "2 cases: 2 saved; 0 stale"


def test_verify_names_the_expected_difference(capsys: Output) -> None:
    assert cli.main(["verify", "--own", "dropout_as_published_against_article", "--reference", "saved"]) == 0
    out = capsys.readouterr().out
    assert "dropout_as_published_against_article/ones (saved): MISMATCH, as expected:" in out
    assert "0.941" in out
    assert out.endswith("1 case: 1 saved; 0 stale; 1 expected difference\n")


def test_verify_json_parses_and_has_nothing_beside_it(capsys: Output) -> None:
    assert cli.main(["verify", "--own", "inverted_dropout/article", "--reference", "saved", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["matdrop"] == matdrop.__version__
    assert document["summary"] == {"cases": 1, "live": 0, "saved": 1, "as_expected": 1, "stale": 0}
    assert document["cases"][0]["outputs"][0]["size"] == [3, 4]


@pytest.mark.parametrize("format_", ["concise", "github", "sarif", "junit", "json"])
def test_each_format_stands_alone_on_standard_output(format_: str, capsys: Output) -> None:
    assert cli.main(["verify", "--own", "dropout_demo/seed_42", "--reference", "saved", "--format", format_]) == 0
    out = capsys.readouterr().out
    if format_ in ("sarif", "json"):
        assert json.loads(out)
    elif format_ == "junit":
        assert ElementTree.fromstring(out).get("failures") == "0"
    else:
        assert out == ""


def test_verify_both_closes_with_both_counts(capsys: Output, octave: Octave) -> None:
    assert cli.main(["verify", "--own", "dropout_demo", "--reference", "both"]) == 0
    assert last_line(capsys) == f"2 cases: 2 live in {octave.engine}, 2 saved; 0 stale"


def test_verify_exits_1_when_something_differs(copy: Path, capsys: Output) -> None:
    right = "matdrop.port.inverted_dropout_backward:inverted_dropout_backward"
    edit(copy / "matlab_ref/cases.toml", right, "wrong.py:backward")
    (copy / "matlab_ref/wrong.py").write_text("def backward(dY, mask, keep_prob):\n    return dY * mask\n")
    assert cli.main(["verify", "--own", "inverted_dropout_backward/article", "--reference", "saved"]) == 1
    assert last_line(capsys) == "1 case: 1 saved; 0 stale; 1 FAILED"


def test_verify_exits_1_on_a_stale_fixture(copy: Path, capsys: Output) -> None:
    edit(copy / "matlab_ref/inverted_dropout_predict.m", "Y = X;", "Y = X ;")
    assert cli.main(["verify", "--own", "inverted_dropout_predict/article", "--reference", "saved"]) == 1
    out = capsys.readouterr().out
    assert "error[stale] inverted_dropout_predict/article: STALE" in out
    assert "inverted_dropout_predict.m has changed since it was recorded" in out
    assert out.endswith("1 case: 0 saved; 1 stale; 1 FAILED\n")


def test_verify_unknown_name_exits_2(capsys: Output) -> None:
    assert cli.main(["verify", "--own", "dropuot"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "matdrop: dropuot is neither a pair nor a case" in captured.err
    assert "its pairs are inverted_dropout, " in captured.err


@pytest.mark.usefixtures("no_octave")
@pytest.mark.parametrize("reference", ["live", "both"])
def test_verify_live_without_octave_exits_2_and_says_what_to_do(capsys: Output, reference: str) -> None:
    assert cli.main(["verify", "--own", "--reference", reference]) == 2
    assert f"{reference} references were asked for, but OCTAVE_EXECUTABLE is /nonexistent" in capsys.readouterr().err


def test_verify_live_without_octave_on_the_path_says_how_to_install_it(
    capsys: Output, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("OCTAVE_EXECUTABLE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cli.main(["verify", "--own", "--reference", "live"]) == 2
    err = capsys.readouterr().err
    assert "apt-get install octave" in err


@pytest.mark.usefixtures("no_octave")
def test_verify_auto_without_octave_says_so_and_verifies_the_fixtures(capsys: Output) -> None:
    assert cli.main(["verify", "--own", "dropout_demo"]) == 0
    *_, said, closing = capsys.readouterr().out.splitlines()
    assert said.startswith("NOT VERIFIED LIVE: OCTAVE_EXECUTABLE is /nonexistent, and no such program was found")
    assert closing == "2 cases: 2 saved; 0 stale"


def test_verify_shows_generated_cases_in_one_row_or_each(capsys: Output) -> None:
    cli.main(["verify", "--own", "inverted_dropout_predict", "--reference", "saved", "-v"])
    together = capsys.readouterr().out
    cli.main(["verify", "--own", "inverted_dropout_predict", "--reference", "saved", "--each"])
    each = capsys.readouterr().out
    assert "random_* (20 cases)" in together
    assert "random_020" not in together
    assert "random_020" in each


def test_a_pair_that_agrees_is_one_line(capsys: Output) -> None:
    assert cli.main(["verify", "--own", "inverted_dropout_predict", "--reference", "saved"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "PASS     inverted_dropout_predict: 21 cases saved, exact",
        "21 cases: 21 saved; 0 stale",
    ]


def test_quiet_is_the_last_line(capsys: Output) -> None:
    assert cli.main(["verify", "--own", "dropout_demo", "--reference", "saved", "-q"]) == 0
    assert capsys.readouterr().out == "2 cases: 2 saved; 0 stale\n"


def test_x_stops_after_the_first_pair_that_fails(copy: Path, capsys: Output) -> None:
    right = "matdrop.port.inverted_dropout_backward:inverted_dropout_backward"
    edit(copy / "matlab_ref/cases.toml", right, "wrong.py:backward")
    (copy / "matlab_ref/wrong.py").write_text("def backward(dY, mask, keep_prob):\n    return dY\n")
    names = ["inverted_dropout_backward/article", "inverted_dropout_predict/article"]
    assert cli.main(["verify", "--own", *names, "--reference", "saved", "-q", "-x"]) == 1
    assert last_line(capsys) == "1 case: 1 saved; 0 stale; 1 FAILED"
    assert cli.main(["verify", "--own", *names, "--reference", "saved", "-q"]) == 1
    assert last_line(capsys) == "2 cases: 2 saved; 0 stale; 1 FAILED"


def test_bare_matdrop_shows_a_short_help(capsys: Output) -> None:
    assert cli.main([]) == 2
    out = capsys.readouterr().out
    assert "matdrop verify f.m f.py" in out
    assert len(out.splitlines()) < 15


@pytest.mark.parametrize(
    ("words", "meant"), [(["verfy"], "verify"), (["verify", "--no-trase"], "--no-trace"), (["pitfals"], "pitfalls")]
)
def test_words_that_are_not_known_are_answered_with_the_nearest(words: list[str], meant: str, capsys: Output) -> None:
    with pytest.raises(SystemExit):
        cli.main(words)
    assert f"did you mean {meant}?" in capsys.readouterr().err


def test_a_case_that_is_not_known_is_answered_with_the_nearest(capsys: Output) -> None:
    assert cli.main(["verify", "--own", "inverted_dropout/artcle"]) == 2
    assert "did you mean inverted_dropout/article?" in capsys.readouterr().err


def test_files_and_pitfalls_that_are_not_found_are_answered_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "normalize.m").write_text("function y = normalize(x)\ny = x;\nend\n")
    (tmp_path / "normalize.py").write_text("def normalize(x):\n    return x\n")
    for words, meant in [
        (["verify", "normalise.m", "normalize.py", "--args", "1"], "normalize.m"),
        (["verify", "normalize.m", "normalise.py", "--args", "1"], "normalize.py"),
        (["pitfalls", "std-dof"], "std-ddof"),
    ]:
        assert cli.main(words) == 2
        assert f"did you mean {meant}?" in capsys.readouterr().err


def parsers_of_commands() -> Iterator[argparse.ArgumentParser]:
    """Yield the parser of every command, and of its actions."""
    parsers = [cli.build_parser()]
    while parsers:
        parser = parsers.pop()
        groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        inner = [inner for group in groups for inner in group.choices.values()]
        parsers += inner
        yield from inner


def test_help_is_for_those_who_type_the_command() -> None:
    for parser in parsers_of_commands():
        assert not re.search(r"--------|Raises|Parameters", parser.description or ""), parser.prog


def test_examples_of_every_command_are_understood() -> None:
    """A stray option in an example would end the parser."""
    shown = {
        parser.prog: [line.strip() for line in (parser.epilog or "").splitlines()[1::2]]
        for parser in parsers_of_commands()
    }
    assert all(shown.values()), shown
    for command in (command for commands in shown.values() for command in commands):
        program, *words = shlex.split(command.partition(" > ")[0])
        assert program == "matdrop"
        cli.build_parser().parse_args(words)


def test_bash_completes_commands_and_options(capsys: Output) -> None:
    pytest.importorskip("shtab", reason="the extra completion is not installed")
    assert cli.main(["completion", "bash"]) == 0
    script = capsys.readouterr().out
    ask = "COMP_WORDS=(matdrop verify --no-); COMP_CWORD=2; COMP_LINE='matdrop verify --no-'; COMP_POINT=20; "
    ask += "_shtab_matdrop; echo ${COMPREPLY[@]}"
    completed = subprocess.run(["bash", "-c", f"{script}\n{ask}"], capture_output=True, text=True, check=True)
    assert completed.stdout.split() == ["--no-trace"]


def test_a_new_pair_runs_and_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output, octave: Octave
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", "scaled"]) == 0
    assert cli.main(["verify"]) == 1
    assert "error[ddof] scaled: MISMATCH in 2 of 2 cases (proven)" in capsys.readouterr().out
    assert cli.main(["new", "scaled"]) == 2
    assert "scaled.m exists; nothing was written" in capsys.readouterr().err
    assert cli.main(["new", "a-b"]) == 2


# ---------------------------------------------------------------- fixtures


def test_fixtures_check(capsys: Output) -> None:
    assert cli.main(["fixtures", "check", "--own"]) == 0
    assert last_line(capsys).endswith("cases: 0 missing, 0 stale, 0 tampered, 0 unused")


def test_fixtures_check_exits_1_and_names_each_problem(copy: Path, capsys: Output) -> None:
    edit(copy / "matlab_ref/inverted_dropout_predict.m", "Y = X;", "Y = X ;")
    edit(copy / "matlab_ref/cases.toml", 'name = "seed_0"', 'name = "seed_none"')
    (copy / "fixtures/dropout_as_published.mat").write_bytes(b"")
    (copy / "fixtures/stray.mat").write_bytes(b"")
    assert cli.main(["fixtures", "check", "--own"]) == 1
    out = capsys.readouterr().out
    for problem in (
        "stale: inverted_dropout_predict/article",
        "missing: dropout_demo/seed_none",
        "tampered: dropout_as_pub",
    ):
        assert problem in out
    assert "unused: dropout_demo/seed_0" in out
    assert out.splitlines()[-1].endswith("1 missing, 24 stale, 21 tampered, 2 unused")


def test_fixtures_record_has_nothing_to_do(copy: Path, capsys: Output) -> None:
    assert cli.main(["fixtures", "record", "--own"]) == 0
    assert last_line(capsys) == f"0 fixtures checked, 0 changed, in {copy / 'fixtures'}"


@pytest.mark.usefixtures("no_octave")
def test_fixtures_record_without_an_engine_refuses_and_writes_nothing(copy: Path, capsys: Output) -> None:
    before = {path: path.read_bytes() for path in (copy / "fixtures").iterdir()}
    assert cli.main(["fixtures", "record", "--own", "--all"]) == 2
    assert "OCTAVE_EXECUTABLE is /nonexistent" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (copy / "fixtures").iterdir()} == before


def test_fixtures_record_shows_then_records_what_is_stale(copy: Path, capsys: Output, octave: Octave) -> None:
    edit(copy / "matlab_ref/traditional_dropout_predict.m", "keep_prob;", "keep_prob ;")
    with (copy / "matlab_ref/cases.toml").open("a") as table:
        table.write('[[dropout_demo.case]]\nname = "seed_1"\nseed = 1\n')
    before = {path: path.read_bytes() for path in (copy / "fixtures").iterdir()}
    assert cli.main(["fixtures", "record", "--own", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert " changed  traditional_dropout_predict/article  .m files\n" in out
    assert "     new  dropout_demo/seed_1\n" in out
    assert out.endswith(f"42 fixtures checked, 42 would change, in {copy / 'fixtures'}\n")
    assert {path: path.read_bytes() for path in (copy / "fixtures").iterdir()} == before
    assert cli.main(["fixtures", "record", "--own", "--missing"]) == 0
    assert last_line(capsys).startswith("1 fixtures checked, 1 changed")
    assert cli.main(["fixtures", "record", "--own", "--changed"]) == 0
    assert last_line(capsys).startswith("41 fixtures checked, 41 changed")
    assert cli.main(["fixtures", "check", "--own"]) == 0


def test_fixtures_record_says_what_fails_and_keeps_the_rest(copy: Path, capsys: Output, octave: Octave) -> None:
    edit(copy / "matlab_ref/traditional_dropout_predict.m", "X .* keep_prob;", "Z .* keep_prob;")
    edit(copy / "matlab_ref/linear_fit.m", "X(kept, :);", "X(kept, :) ;")
    before = (copy / "fixtures/traditional_dropout_predict.mat").read_bytes()
    assert cli.main(["fixtures", "record", "--own", "--missing"]) == 0
    capsys.readouterr()
    assert cli.main(["fixtures", "record", "--own"]) == 1
    out = capsys.readouterr().out
    assert (
        "NOT RECORDED: traditional_dropout_predict/article: the original failed: Octave:undefined-function: 'Z'" in out
    )
    assert " changed  linear_fit/some_units_dropped  .m files\n" in out
    assert out.endswith(f"4 fixtures checked, 4 changed, 41 not recorded, in {copy / 'fixtures'}\n")
    assert (copy / "fixtures/traditional_dropout_predict.mat").read_bytes() == before
    assert cli.main(["fixtures", "check", "--own"]) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith("0 missing, 41 stale, 0 tampered, 0 unused")


def test_fixtures_record_takes_names(copy: Path, capsys: Output, octave: Octave) -> None:
    edit(copy / "matlab_ref/traditional_dropout_predict.m", "keep_prob;", "keep_prob ;")
    edit(copy / "matlab_ref/cases.toml", 'name = "seed_0"', 'name = "seed_none"')
    assert cli.main(["fixtures", "record", "--own", "traditional_dropout_predict/article"]) == 0
    assert capsys.readouterr().out.startswith(" changed  traditional_dropout_predict/article  .m files\n1 fixtures")
    assert cli.main(["fixtures", "check", "--own"]) == 1
    closing = capsys.readouterr().out.splitlines()[-1]
    assert closing.endswith("1 missing, 40 stale, 0 tampered, 1 unused")  # the rest is as it was
    assert cli.main(["fixtures", "record", "--own", "nothing"]) == 2


def test_fixtures_record_leaves_a_damaged_file_alone_and_records_the_rest(
    copy: Path, capsys: Output, octave: Octave
) -> None:
    (copy / "fixtures/dropout_demo.mat").write_bytes(b"")
    edit(copy / "matlab_ref/cases.toml", 'name = "seed_0"', 'name = "seed_none"')
    edit(copy / "matlab_ref/linear_fit.m", "X(kept, :);", "X(kept, :) ;")
    assert cli.main(["fixtures", "record", "--own"]) == 1
    out = capsys.readouterr().out
    assert "NOT RECORDED: dropout_demo/seed_42:" in out
    assert "restore it from version control" in out
    assert " changed  linear_fit/some_units_dropped  .m files\n" in out
    assert (copy / "fixtures/dropout_demo.mat").read_bytes() == b""


def test_fixtures_recorded_anew_are_the_same_bytes(
    whole_copy: Path, octave: Octave, own_references: Mapping[str, Reference], monkeypatch: pytest.MonkeyPatch
) -> None:
    if str(octave.engine) != "GNU Octave 7.3.0":
        pytest.skip(f"the fixtures were recorded in GNU Octave 7.3.0, this is {octave.engine}")
    own = {path.name: path.read_bytes() for path in (OWN_TABLE.parents[1] / "fixtures").glob("*.*")}
    for name in own.keys() - {"digits.mat"}:  # which is data
        (whole_copy / "fixtures" / name).unlink()

    def run(cases: Sequence[Case], *_: Any, **__: Any) -> list[Reference]:
        """Answer with what this run of the tests has had Octave compute of the same files."""
        return [own_references[case.id] for case in cases]

    monkeypatch.setattr("matdrop.verification.workers.run_originals", run)
    assert cli.main(["fixtures", "record", "--own"]) == 0
    anew = {path.name: path.read_bytes() for path in (whole_copy / "fixtures").glob("*.*")}
    own.pop(".lock", None)
    anew.pop(".lock", None)
    assert anew == own


# ---------------------------------------------------------------- demo, doctor, the rest


def test_demo_shows_the_walk_through(capsys: Output) -> None:
    assert cli.main(["demo"]) == 0
    out = capsys.readouterr().out
    for part in (
        "L = randi(35, 3, 4)",
        "mask = rand(size(L)) < keep_prob",
        "sum(L, 2)",
        "keep_prob 0.85",
        "of 12 units kept",
    ):
        assert part in out


def test_demo_takes_seed_and_keep_prob(capsys: Output) -> None:
    assert cli.main(["demo", "--seed", "7", "--keep-prob", "1"]) == 0
    assert "seed 7: 12 of 12 units kept" in capsys.readouterr().out


@pytest.mark.parametrize("keep_prob", ["1.5", "-0.1", "nan"])
def test_demo_refuses_what_is_no_probability(capsys: Output, keep_prob: str) -> None:
    assert cli.main(["demo", "--keep-prob", keep_prob]) == 2
    assert "keep_prob must be a real scalar in [0, 1]" in capsys.readouterr().err


@pytest.mark.usefixtures("no_octave")
@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("bias-variance", ["units dropped", "bias squared", "5.2500", "0.0000", "Y = b"]),
        ("weight-decay", ["ridge, closed form", "W2", "b", "objective", "yes", "(1-p)/p * diag(X X')"]),
    ],
)
def test_demo_shows_a_claim(capsys: Output, monkeypatch: pytest.MonkeyPatch, part: str, shown: list[str]) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert cli.main(["demo", part]) == 0
    out = capsys.readouterr().out
    for words in (*shown, "from saved fixtures: largest difference", "Not computed live"):
        assert words in out


@pytest.mark.usefixtures("no_octave")
def test_demo_trains_on_digits(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert cli.main(["demo", "digits", "--seeds", "1"]) == 0
    out = capsys.readouterr().out
    for words in ("training accuracy", "with dropout it is smaller for 1 of 1 seeds", "800 iterations each"):
        assert words in out
    assert "answer 0 differently" in out
    assert "from saved fixtures: largest difference" in out


def test_demo_takes_seeds_for_the_digits_only(capsys: Output) -> None:
    assert cli.main(["demo", "--seeds", "2"]) == 2
    assert "--seeds is for `matdrop demo digits`" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["demo", "digits", "--seeds", "0"])
    assert "is not a whole number from 1" in capsys.readouterr().err


def test_demo_of_a_claim_takes_no_seed(capsys: Output) -> None:
    assert cli.main(["demo", "weight-decay", "--seed", "7"]) == 2
    assert "`matdrop demo weight-decay` does not take them" in capsys.readouterr().err


@pytest.mark.usefixtures("no_octave")
def test_doctor_without_octave_says_what_to_do(capsys: Output) -> None:
    assert cli.main(["doctor"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert matdrop.__version__ in out
    assert "Next: to verify live, correct or unset OCTAVE_EXECUTABLE" in out


def test_doctor_with_octave_makes_a_live_call(capsys: Output, octave: Octave) -> None:
    assert cli.main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert f"works in {octave.engine}" in out
    assert "Next: nothing to do: run `matdrop verify`" in out


@pytest.mark.parametrize("words", [["verfy"], ["verify", "--reference", "none"], ["fixtures"], ["demo", "--seed", "x"]])
def test_words_that_are_not_understood_exit_2(capsys: Output, words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    assert caught.value.code == 2
    assert "usage: matdrop" in capsys.readouterr().err


def test_interrupt_exits_130(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("matdrop.verification.run.verify", interrupted)
    assert cli.main(["verify", "--own", "--reference", "saved"]) == 130
    assert "interrupted (running the originals: 0 of 605 done); nothing was written" in capsys.readouterr().err


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)


def test_module_runs_as_a_command() -> None:
    finished = run("-m", "matdrop", "--version")
    assert (finished.returncode, finished.stdout) == (0, f"matdrop {matdrop.__version__}\n")


def test_exit_code_of_the_process() -> None:
    finished = run("-m", "matdrop", "verify", "--own", "dropuot", "--reference", "saved")
    assert (finished.returncode, finished.stdout) == (2, "")


@pytest.mark.parametrize(
    ("words", "absent"),
    [
        (["--help"], ("numpy", "scipy", "rich", "oct2py", "numba", "matplotlib", "pandas", "pytest", "matdrop.values")),
        (
            ["verify", "--own", "dropout_demo", "--reference", "saved"],
            (
                "scipy",
                "oct2py",
                "filelock",
                "jinja2",
                "multiprocessing",
                "matdrop.tracing.instrumented",
            ),
        ),
    ],
)
def test_what_is_not_imported(words: list[str], absent: tuple[str, ...]) -> None:
    code = (
        "import sys, contextlib, matdrop.cli\n"
        f"with contextlib.suppress(SystemExit): matdrop.cli.main({words})\n"
        f"print([name for name in sys.modules if name.startswith({absent})])\n"
    )
    finished = run("-c", code)
    assert finished.stderr == ""
    assert finished.stdout.splitlines()[-1] == "[]"


def test_no_command_fails_in_a_terminal_without_the_characters(tmp_path: Path) -> None:
    (tmp_path / "f.m").write_text("function y = f(x)\ny = x;\nend\n")
    (tmp_path / "f.py").write_text('def f(x):\n    print("≠ …")\n    return x\n')
    (tmp_path / "parity.toml").write_text(
        '[f]\nport = "f.py:f"\nexpected = "MISMATCH"\n[[f.case]]\nname = "one"\nargs = ["1"]\nwhy = "größer ≠"\n'
    )
    own = [
        ["verify", "--own", "inverted_dropout/article", "dropout_as_published_against_article", "--reference", "saved"],
        *(["fixtures", "check", "--own"], ["demo"], ["stream", "--seed", "1", "rand(1,2)"], ["doctor"], ["--help"]),
        *(["stream", "--seed", "1", "ränd"], ["verify", "--own", "ärger"], ["trace", "--own", "ärger"]),
    ]
    theirs = [
        ["verify"],
        ["verify", "--printed"],
        ["init", "f.m", "f.py", "--force"],
        ["fixtures", "request", "folder"],
    ]
    code = (
        "import contextlib, os, sys\nfrom matdrop.cli import main\n"
        "for words in {words!a}:\n    with contextlib.suppress(SystemExit):\n        print(main(words))\n"
        "print('all')\n"
    )
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    environment |= {"PYTHONCOERCECLOCALE": "0", "OCTAVE_EXECUTABLE": "/nonexistent", "PYTHONPATH": str(ROOT)}
    for folder, words in ((ROOT, own), (tmp_path, theirs)):
        finished = subprocess.run(
            [sys.executable, "-c", code.format(words=words)],
            capture_output=True, cwd=folder, env=environment, check=False,
        )  # fmt: skip
        assert b"Traceback" not in finished.stderr, finished.stderr.decode()
        assert finished.stdout.decode("ascii").endswith("all\n")
