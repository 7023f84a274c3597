"""`matdrop port`: the file that is written, and what is said."""

from pathlib import Path

import pytest

from matdrop.cli import main
from matdrop.engines.octave_session import Octave

SOURCE = "function y = f(x)\n% F  Twice its argument.\ny = 2 * x;\nend\n"


def test_a_port_is_written_and_verified(octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.m").write_text(SOURCE)
    assert main(["port", str(tmp_path / "f.m"), "--args", "[1 2 3]"]) == 0
    assert "PASS case_1" in capsys.readouterr().out
    assert "y = 2 * x  # y = 2 * x;" in (tmp_path / "f.py").read_text()


def test_an_existing_file_is_kept(octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.m").write_text(SOURCE)
    (tmp_path / "f.py").write_text("mine")
    assert main(["port", str(tmp_path / "f.m"), "--args", "1"]) == 2
    assert "--force replaces it" in capsys.readouterr().err
    assert (tmp_path / "f.py").read_text() == "mine"


def test_inputs_are_proposed_and_said(octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.m").write_text(SOURCE)
    assert main(["port", str(tmp_path / "f.m")]) == 0
    assert "proposed inputs: --args" in capsys.readouterr().out
