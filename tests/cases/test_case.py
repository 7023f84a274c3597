"""A case: what makes it another one, so that its fixture has to be recorded again."""

from pathlib import Path

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from tests.cases.test_table import CASE, FILES, PAIR
from tests.conftest import Project


def test_definition_changes_with_what_is_asked_only(project: Project) -> None:
    def definition(text: str) -> str:
        return project({**FILES, "cases.toml": PAIR + CASE + text}).cases[0].definition

    plain = definition('args = ["1"]\n')
    assert definition('args = ["1"]\ntolerance = "ulp:1"\n') == plain
    others = [definition(text) for text in ('args = ["2"]\n', "args = [1]\n", 'args = ["1"]\nseed = 0\n', "")]
    assert len({plain, *others}) == 5


def test_an_input_that_the_original_ignores_keeps_its_place(tmp_path: Path) -> None:
    original = tmp_path / "f.m"
    original.write_text("function y = f(~, x, varargin)\n  y = x;\nend\n")
    case = Case(pair_of(original, ""), "case_1", ("1", "2", "3"))
    assert case.input_names(3) == ["argument 1", "x", "argument 3"]
    assert case.input_names(1) == ["argument 1"]
