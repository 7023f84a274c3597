"""The docstring says what was seen of each parameter."""

from pathlib import Path

from matdrop.engines.octave_session import Octave
from tests.translate.test_port import proof_of


def test_further_arguments_are_counted(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x, varargin)\n  y = x + numel(varargin);\nend\n"
    text = proof_of(octave, tmp_path, source, ("1",), ("2", "3", "'a'")).port.text
    assert "    *varargin : object\n        Seen: 0, 2 of them.\n" in text
    text = proof_of(octave, tmp_path, source, ("1",), ("2",)).port.text
    assert "    *varargin : object\n        Not given in any case.\n" in text
