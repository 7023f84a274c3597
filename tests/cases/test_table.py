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

GENERATE = '[[f.generate]]\nname = "r"\ncases = 1\nseed = 1\n'
IN_PAIR, IN_CASE, IN_GENERATE = "[f]: ", '[[f.case]] "one": ', '[[f.generate]] "r": '

# A table with something wrong in it: what is said after the file's name.
ERRORS = {
    "unknown key of a pair": (
        PAIR + 'outptus = ["y"]\n',
        IN_PAIR + "the key 'outptus' is unknown (did you mean 'outputs'?); known keys are adapter, arguments, case, "
        "constructor",
    ),
    "unknown key of a case": (
        PAIR + CASE + 'arg = ["1"]\n',
        IN_CASE + "the key 'arg' is unknown (did you mean 'args'?); known keys are args, constructor, expected",
    ),
    "unknown key of generate": (
        PAIR + GENERATE + 'args = ["array"]\nkind = 1\n',
        IN_GENERATE + "the key 'kind' is unknown; known keys are args, cases, name, seed",
    ),
    "unknown key of the settings": (
        "[matdrop]\nstric = true\n" + PAIR,
        "[matdrop]: the key 'stric' is unknown (did you mean 'strict'?); known keys are fixtures, minimum_adequacy,",
    ),
    "a case's key in a pair": (PAIR + 'args = ["1"]\n', IN_PAIR + "the key 'args' belongs in a table [[f.case]]"),
    "no port": (
        '[f]\noutputs = ["y"]\n',
        IN_PAIR + "the key 'port' is missing; write text in quotes, such as port = \"python/linear.py:",
    ),
    "no case name": (
        PAIR + CASE + "[[f.case]]\nseed = 1\n",
        "[[f.case]] number 2: the key 'name' is missing; write a MATLAB identifier: a letter, then at most 62 letters",
    ),
    "no arguments of generate": (
        PAIR + GENERATE,
        IN_GENERATE + "the key 'args' is missing; write a list with the kind",
    ),
    "no list": (
        PAIR.replace('["y"]', '"y"'),
        IN_PAIR + 'outputs = "y" is not understood; write a list of names in quotes, such as outputs = ["theta", ',
    ),
    "no flag": (
        '[matdrop]\nstrict = "yes"\n' + PAIR,
        '[matdrop]: strict = "yes" is not understood; write true or false, such as strict = true',
    ),
    "a share in percent": (
        "[matdrop]\nminimum_adequacy = 90\n" + PAIR,
        "[matdrop]: minimum_adequacy = 90 is not understood; write a number from 0 to 1, such as minimum_",
    ),
    "text for a seed": (
        PAIR + CASE + 'seed = "1"\n',
        IN_CASE + 'seed = "1" is not understood; write a whole number, such as seed = 42',
    ),
    "true for a seed": (PAIR + CASE + "seed = true\n", IN_CASE + "seed = true is not understood; write a whole number"),
    "a date for an argument": (
        PAIR + CASE + "args = [2022-01-15]\n",
        IN_CASE + "args = [2022-01-15] is not understood; write a list of MATLAB expressions in quotes, or of values",
    ),
    "duplicate names": (PAIR + CASE + CASE, IN_PAIR + "2 cases are named 'one'; give each a name of its own"),
    "bad name": (
        PAIR + '[[f.case]]\nname = "1st"\n',
        '[[f.case]] "1st": name = "1st" is not understood; write a MATLAB identifier: a letter, then at most 62',
    ),
    "long name": (PAIR + f'[[f.case]]\nname = "{"a" * 64}"\n', f'[[f.case]] "{"a" * 64}": name = "aaa'),
    "long name of generated cases": (
        PAIR + GENERATE.replace('"r"', f'"{"a" * 58}"') + 'args = ["array"]\n',
        f'[[f.generate]] "{"a" * 58}": name = "aaa',
    ),
    "expected without why": (
        PAIR + CASE + 'expected = "MISMATCH"\n',
        IN_CASE + 'expected = "MISMATCH" needs a reason; write why = "..."',
    ),
    "generated cases without why": (
        PAIR + 'expected = "MISMATCH"\n' + GENERATE + 'args = ["array"]\n',
        IN_GENERATE + 'expected = "MISMATCH" needs a reason; write why = "..."',
    ),
    "no verdict": (
        PAIR + CASE + 'expected = "MISMACH"\n',
        IN_CASE + "expected = \"MISMACH\" is not understood (did you mean 'MISMATCH'?); write a verdict (PASS, ",
    ),
    "no tolerance": (
        PAIR + CASE + 'tolerance = "near"\n',
        IN_CASE + 'tolerance \'near\' is not understood; write "exact", "ulp:4" or {',
    ),
    "no tolerance of a pair": (PAIR + "tolerance = 0.1\n" + CASE, IN_PAIR + "tolerance 0.1 is not understood; write"),
    "tolerance of no output": (
        PAIR + CASE + 'tolerance = { yy = "exact" }\n',
        IN_CASE + "tolerance names 'yy' (did you mean 'y'?), which is not an output; outputs are y",
    ),
    "unknown kind": (
        PAIR + GENERATE + 'args = ["matrix"]\n',
        IN_GENERATE + 'args = ["matrix"] is not understood; write a list with the kind of each argument (array, mask, ',
    ),
    "a mask of nothing": (
        PAIR + GENERATE + 'args = ["probability", "mask"]\n',
        IN_GENERATE + 'a "mask" has the size of the first argument, which is "probability"; make that an "array"',
    ),
    "no cases": (
        PAIR + GENERATE.replace("cases = 1", "cases = 0") + 'args = ["array"]\n',
        IN_GENERATE + "cases = 0 is not understood; write a whole number from 1, such as cases = 20",
    ),
    "a table for many": (
        PAIR + '[f.case]\nname = "one"\n',
        IN_PAIR + 'case = { name = "one" } is not understood; write a table [[f.case]] for each',
    ),
    "a number for a table": (PAIR + "case = [3]\n", "[[f.case]] number 1: expected a table, found 3"),
    "no original": ('[f]\nport = "f.py:f"\noriginal = "g.m"\n', IN_PAIR + "MATLAB file not found: "),
}


@pytest.mark.parametrize(("text", "said"), ERRORS.values(), ids=ERRORS)
def test_error_names_the_file_the_table_and_the_key(project: Project, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(MatdropError) as caught:
        project({**FILES, "cases.toml": text})
    assert str(caught.value).startswith(f"{tmp_path / 'cases.toml'}, {said}")


def test_key_outside_of_all_tables_is_refused(project: Project, tmp_path: Path) -> None:
    with pytest.raises(MatdropError) as caught:
        project({"cases.toml": 'fixtures = "saved"\n'})
    said = 'fixtures = "saved" stands above all tables; move it under [matdrop] or a pair'
    assert str(caught.value) == f"{tmp_path / 'cases.toml'}: {said}"


def test_missing_original_is_named(project: Project, tmp_path: Path) -> None:
    with pytest.raises(MatdropError) as caught:
        project({"cases.toml": PAIR})
    assert f'[f]: MATLAB file not found: {tmp_path / "f.m"}; name it with original = "FILE.m"' in str(caught.value)


PROJECT = """\
[tool.matdrop]
fixtures = "saved"
strict = true
[tool.matdrop.f]
port = "f.py:f"
[[tool.matdrop.f.case]]
name = "one"
"""


def test_pyproject_holds_a_table_too(tmp_path: Path) -> None:
    (tmp_path / "f.m").write_text(FILES["f.m"])
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    table = load_table(tmp_path / "pyproject.toml")
    assert (table.cases[0].id, table.cases[0].pair.strict) == ("f/one", True)
    assert table.fixtures == tmp_path / "saved"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("strict", "stric", "[tool.matdrop]: the key 'stric' is unknown (did you mean 'strict'?)"),
        ("port", "prot", "[tool.matdrop.f]: the key 'prot' is unknown (did you mean 'port'?)"),
        ('name = "one"', 'name = "one"\nsead = 1', "[[tool.matdrop.f.case]] \"one\": the key 'sead' is unknown (did"),
    ],
)
def test_errors_of_a_pyproject_name_its_tables(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    (tmp_path / "f.m").write_text(FILES["f.m"])
    (tmp_path / "pyproject.toml").write_text(PROJECT.replace(right, wrong))
    with pytest.raises(MatdropError) as caught:
        load_table(tmp_path / "pyproject.toml")
    assert str(caught.value).startswith(f"{tmp_path / 'pyproject.toml'}, {said}")


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


def test_pair_overrides_the_settings(project: Project) -> None:
    text = "[matdrop]\nstrict = true\n" + PAIR + CASE
    assert project({**FILES, "cases.toml": text}).cases[0].pair.strict
    assert not project({**FILES, "cases.toml": text.replace("outputs", "strict = false\noutputs")}).cases[0].pair.strict


def test_the_minimum_of_adequacy(project: Project) -> None:
    text = "[matdrop]\nminimum_adequacy = 0.9\n" + PAIR + CASE
    assert project({**FILES, "cases.toml": text}).cases[0].pair.minimum_adequacy == 0.9
    own = text.replace("outputs", "minimum_adequacy = 1\noutputs")
    assert project({**FILES, "cases.toml": own}).cases[0].pair.minimum_adequacy == 1
    assert project({**FILES, "cases.toml": PAIR + CASE}).cases[0].pair.minimum_adequacy == 0


def test_generated_cases_expect_what_their_pair_expects(project: Project) -> None:
    text = PAIR + 'tolerance = "ulp:2"\nexpected = "MISMATCH"\nwhy = "w"\n' + GENERATE + 'args = ["array"]\n'
    (case,) = project({**FILES, "cases.toml": text}).cases
    assert (case.id, case.generated, case.expected, case.why) == ("f/r_001", True, "MISMATCH", "w")
    assert case.tolerance == {"y": Tolerance(2)}


def test_own_table_has_at_least_400_generated_cases() -> None:
    assert sum(case.generated for case in load_table(OWN_TABLE).cases) >= 400
