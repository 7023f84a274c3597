"""`matdrop port`: the file that is written, and what is said."""

import json
from pathlib import Path

import pytest

from matdrop.cli import main
from matdrop.engines.octave_session import Octave

SOURCE = "function y = f(x)\n% F  Twice its argument.\ny = 2 * x;\nend\n"


def test_a_port_is_written_and_verified(octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.m").write_text(SOURCE)
    assert main(["port", str(tmp_path / "f.m"), "--args", "[1 2 3]", "--tries", "3"]) == 0
    shown = capsys.readouterr().out
    assert "PASS case_1" in shown
    assert "tried on 6 further inputs, of which the original answers 6: no difference" in shown
    assert "y = 2 * x  # y = 2 * x;" in (tmp_path / "f.py").read_text()


def test_an_existing_file_is_kept(octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.m").write_text(SOURCE)
    (tmp_path / "f.py").write_text("mine")
    assert main(["port", str(tmp_path / "f.m"), "--args", "1"]) == 2
    assert "--force replaces it" in capsys.readouterr().err
    assert (tmp_path / "f.py").read_text() == "mine"


def test_inputs_are_proposed_and_said(octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.m").write_text(SOURCE)
    assert main(["port", str(tmp_path / "f.m"), "--tries", "0"]) == 0
    assert "proposed inputs of f.m: --args" in capsys.readouterr().out


def test_a_folder_is_ported_by_file(octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.m").write_text("function y = f(x)\ny = 2 * g(x);\nend\n")
    (tmp_path / "g.m").write_text("function y = g(x)\ny = x + 1;\nend\n")
    assert main(["port", str(tmp_path), "-o", str(tmp_path / "ported"), "--tries", "0", "--json"]) == 0
    assert "from g import g" in (tmp_path / "ported" / "f.py").read_text()
    ports = json.loads(capsys.readouterr().out)["ports"]
    assert [Path(port["original"]).name for port in ports] == ["f.m", "g.m"]
    assert all(port["proven"] for port in ports)


def test_arguments_belong_to_one_original(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.m").write_text(SOURCE)
    assert main(["port", str(tmp_path), "--args", "1"]) == 2
    assert "for a folder pass --cases, or neither" in capsys.readouterr().err
    assert not (tmp_path / "f.py").exists()


def test_cases_come_from_a_table(octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.m").write_text(SOURCE)
    table = tmp_path / "parity.toml"
    table.write_text('[f]\noriginal = "f.m"\nport = "f.py:f"\n[[f.case]]\nname = "row"\nargs = ["[1 2]"]\n')
    assert main(["port", str(tmp_path / "f.m"), "--cases", str(table), "--tries", "0"]) == 0
    assert "PASS row" in capsys.readouterr().out


def test_an_original_that_fails_is_said(octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.m").write_text("function y = f(x)\nerror('never');\nend\n")
    assert main(["port", str(tmp_path / "f.m")]) == 2
    assert "f.m fails on all inputs that were proposed" in capsys.readouterr().err


def test_arguments_with_which_nothing_is_called_leave_the_old_port(
    octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "f.m").write_text(SOURCE)
    (tmp_path / "f.py").write_text("mine")
    for args, said in (
        ("[1 2", "argument 1: parse error"),
        ("nosuch(3)", "argument 1: 'nosuch' undefined"),
        ("1, 2", "f: function called with too many inputs"),
    ):
        assert main(["port", str(tmp_path / "f.m"), "--args", args, "--force"]) == 2
        error = capsys.readouterr().err
        assert "no case calls f.m, so no port is written" in error
        assert said in error and args in error
    assert (tmp_path / "f.py").read_text() == "mine"


def test_colons_are_shown_as_they_are(octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.m").write_text("function y = f(x)\nerror('e:x', 'from 1:100:%d', x);\nend\n")
    assert main(["port", str(tmp_path / "f.m"), "--args", "3"]) == 1
    assert "e:x: from 1:100:3" in capsys.readouterr().out
    assert main(["port", str(tmp_path / "f.m"), "--args", "x(1:100:end", "--force"]) == 2
    assert "x(1:100:end" in capsys.readouterr().err


def test_called_files_become_modules_beside_the_port(
    octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "f.m").write_text("function y = f(x)\ny = g(x) + h(x);\nend\nfunction y = h(x)\ny = mod(x, 3);\nend\n")
    (tmp_path / "g.m").write_text("function y = g(x)\ny = round(x) / 2;\nend\n")
    asked = ["port", str(tmp_path / "f.m"), "--args", "[1.5 2 -2.5]", "--tries", "0", "--into", "all"]
    assert main(asked) == 0
    port, module = (tmp_path / f"{name}.py" for name in "fg")
    assert "from g import g" in port.read_text()
    assert "round_half_away" not in port.read_text()
    assert "def round_half_away" in module.read_text()
    assert "the port of g.m is" in capsys.readouterr().out
    port.unlink()
    assert main(asked) == 2  # the other module is there
    assert "g.py exists" in capsys.readouterr().err


def test_files_that_call_each_other_stay_together(
    octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "f.m").write_text("function y = f(n)\nif n < 1, y = 0; else, y = g(n - 1) + 1; end\nend\n")
    (tmp_path / "g.m").write_text("function y = g(n)\nif n < 1, y = 0; else, y = f(n - 1) + 2; end\nend\n")
    assert main(["port", str(tmp_path / "f.m"), "--args", "3", "--tries", "0", "--into", "all"]) == 2
    assert "call each other" in capsys.readouterr().err
