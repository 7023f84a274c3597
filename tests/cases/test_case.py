"""A case: what makes it another one, so that its fixture has to be recorded again."""

from tests.cases.test_table import CASE, FILES, PAIR
from tests.conftest import Project


def test_definition_changes_with_what_is_asked_only(project: Project) -> None:
    def definition(text: str) -> str:
        return project({**FILES, "cases.toml": PAIR + CASE + text}).cases[0].definition

    plain = definition('args = ["1"]\n')
    assert definition('args = ["1"]\ntolerance = "ulp:1"\n') == plain
    others = [definition(text) for text in ('args = ["2"]\n', "args = [1]\n", 'args = ["1"]\nseed = 0\n', "")]
    assert len({plain, *others}) == 5
