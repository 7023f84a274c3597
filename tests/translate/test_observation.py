"""What is seen of an original that calls functions of other folders."""

from pathlib import Path

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.engines.octave_session import Octave
from matdrop.translate.observation import observe


def test_folders_that_a_script_above_adds_are_searched_for_the_copy(octave: Octave, tmp_path: Path) -> None:
    for name in ("code/own", "code/others", ".git"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "startup.m").write_text("addpath(genpath('code'));\n")
    (tmp_path / "code/own/f.m").write_text("function y = f(x)\n  y = twice(x);\nend\n")
    (tmp_path / "code/others/twice.m").write_text("function y = twice(x)\n  y = 2 * x;\nend\n")
    case = Case(pair_of(tmp_path / "code/own/f.m", ""), "case_1", ("3",))
    found = observe([case], octave)
    assert [reference.error for reference in found.references] == [None]
    assert [path.name for path in found.files] == ["f.m", "twice.m"]
