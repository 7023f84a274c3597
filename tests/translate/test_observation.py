"""What is seen of an original that calls functions of other folders."""

from pathlib import Path

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.engines.octave_session import Octave
from matdrop.translate.observation import observe
from matdrop.translate.proof import port_and_prove


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


def test_functions_of_packages_are_called_and_translated(octave: Octave, tmp_path: Path) -> None:
    (tmp_path / "+own/+deep").mkdir(parents=True)
    files = {
        "f.m": "function [y, z] = f(x, o)\n  y = own.twice(x) + own.deep.one;\n  [a, b] = own.both(x);\n"
        "  own.check(o);\n  z = a + b + o.shift;\nend\n",
        "+own/twice.m": "function y = twice(x)\n  y = 2 * x;\nend\n",
        "+own/both.m": "function [a, b] = both(x)\n  a = x;\n  b = -3 * x;\nend\n",
        "+own/check.m": "function check(o)\n  if ~isfield(o, 'shift')\n    error('no shift');\n  end\nend\n",
        "+own/+deep/one.m": "function y = one\n  y = 1;\nend\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    cases = [
        Case(pair_of(tmp_path / "f.m", ""), f"case_{number}", args)
        for number, args in enumerate((("[1 2]", "struct('shift', 2)"), ("[1; 2]", "struct('shift', 5)")), 1)
    ]
    proof = port_and_prove(cases, octave, tries=0)
    assert proof.is_proven, proof.port.text
    assert proof.port.untranslated == ()
    assert "    y = twice(x) + one()  # y = own.twice(x) + own.deep.one;\n" in proof.port.text
