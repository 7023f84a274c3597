"""The case table: what it gives, and what it says of a table that is not understood."""

from pathlib import Path

import pytest

from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.cases.tolerance import DEFAULT_TOLERANCE, Tolerance
from matdrop.errors import MatdropError
from tests.conftest import Project

PAIR = '[f]\nport = "f.py:f"\noutputs = ["y"]\n'
CASE = '[[f.case]]\nname = "one"\n'
FILES = {"f.m": "function y = f(x)\ny = x;\nend\n"}

ERRORS = {
    "unknown key of a pair": (
        PAIR + 'outptus = ["y"]\n',
        "the key 'outptus' is unknown; known are arguments, case, expected",
    ),
    "unknown key of a case": (PAIR + CASE + 'arg = ["1"]\n', "the key 'arg' is unknown; known are args, expected"),
    "unknown key of generate": (
        PAIR + '[[f.generate]]\nname = "r"\ncases = 1\nseed = 1\nargs = ["array"]\nkind = 1\n',
        "the key 'kind' is unknown; known are args, cases, name, seed",
    ),
    "no port": ('[f]\noutputs = ["y"]\n', "the key 'port' is missing"),
    "no case name": (PAIR + "[[f.case]]\nseed = 1\n", "the key 'name' is missing"),
    "duplicate names": (PAIR + CASE + CASE, "two cases are named one"),
    "bad name": (PAIR + '[[f.case]]\nname = "1st"\n', "the case name '1st' is no MATLAB identifier"),
    "long name": (PAIR + f'[[f.case]]\nname = "{"a" * 64}"\n', "is no MATLAB identifier"),
    "expected without why": (PAIR + CASE + 'expected = "MISMATCH"\n', "case one expects MISMATCH, so it must say why"),
    "no verdict": (PAIR + CASE + 'expected = "FAIL"\n', "expected = 'FAIL' is no verdict; verdicts are PASS, MISMATCH"),
    "no tolerance": (PAIR + CASE + 'tolerance = "near"\n', "'near' is no tolerance"),
    "unknown kind": (
        PAIR + '[[f.generate]]\nname = "r"\ncases = 1\nseed = 1\nargs = ["matrix"]\n',
        "no arguments of kind 'matrix' can be generated",
    ),
}


@pytest.mark.parametrize(("text", "said"), ERRORS.values(), ids=ERRORS)
def test_error_names_the_file_and_the_pair(project: Project, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(MatdropError) as caught:
        project({**FILES, "cases.toml": text})
    assert str(caught.value).startswith(f"{tmp_path / 'cases.toml'}, [f]: ")
    assert said in str(caught.value)


def test_missing_original_is_named(project: Project, tmp_path: Path) -> None:
    with pytest.raises(MatdropError) as caught:
        project({"cases.toml": PAIR})
    assert f"[f]: there is no original {tmp_path / 'f.m'}; name it with original" in str(caught.value)


def test_missing_table_and_broken_toml_are_named(project: Project, tmp_path: Path) -> None:
    with pytest.raises(MatdropError, match="cannot be read: No such file"):
        load_table(tmp_path / "cases.toml")
    with pytest.raises(MatdropError, match=r"is not valid TOML: .*line 1"):
        project({"cases.toml": "[f\n"})


def test_defaults_of_a_case(project: Project) -> None:
    (case,) = project({**FILES, "cases.toml": PAIR + CASE}).cases
    assert (case.id, case.args, case.seed, case.expected, case.why) == ("f/one", (), None, "PASS", "")
    assert case.tolerance == {}
    assert case.default_tolerance == DEFAULT_TOLERANCE


def test_case_overrides_its_pair(project: Project) -> None:
    text = PAIR + 'tolerance = "ulp:2"\nexpected = "MISMATCH"\nwhy = "w"\n' + CASE + '[[f.case]]\nname = "two"\n'
    one, two = project({**FILES, "cases.toml": text + 'tolerance = "exact"\nexpected = "PASS"\n'}).cases
    assert (one.tolerance["y"].ulp, one.expected) == (2, "MISMATCH")
    assert (two.tolerance["y"].ulp, two.expected) == (0, "PASS")


def test_tolerance_by_output(project: Project) -> None:
    text = PAIR.replace('["y"]', '["y", "z"]') + CASE + "tolerance = { y = { rtol = 0.5 } }\n"
    (case,) = project({**FILES, "cases.toml": text}).cases
    assert case.tolerance == {"y": Tolerance(None, 0.5, 0.0)}


def test_select_takes_pairs_and_cases_in_the_order_of_the_table(project: Project) -> None:
    text = PAIR + CASE + '[[f.case]]\nname = "two"\n' + PAIR.replace("[f]", "[g]") + 'original = "f.m"\n'
    table = project({**FILES, "cases.toml": text + CASE.replace("f.case", "g.case")})
    assert [case.id for case in table.select([])] == ["f/one", "f/two", "g/one"]
    assert [case.id for case in table.select(["g", "f/two"])] == ["f/two", "g/one"]
    with pytest.raises(MatdropError, match=r"h is neither a pair nor a case of .*cases.toml; its pairs are f, g"):
        table.select(["f", "h"])


def test_definition_changes_with_what_is_asked_only(project: Project) -> None:
    def definition(text: str) -> str:
        return project({**FILES, "cases.toml": PAIR + CASE + text}).cases[0].definition

    plain = definition('args = ["1"]\n')
    assert definition('args = ["1"]\ntolerance = "ulp:1"\n') == plain
    others = [definition(text) for text in ('args = ["2"]\n', "args = [1]\n", 'args = ["1"]\nseed = 0\n', "")]
    assert len({plain, *others}) == 5


def test_own_table_has_at_least_400_generated_cases() -> None:
    assert sum(case.generated for case in load_table(OWN_TABLE).cases) >= 400
