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


def test_help_keeps_its_lines_and_their_indentation(octave: Octave, tmp_path: Path) -> None:
    help_ = "%F  Integrate x\n%   over a hexagon.\n%\n%   Inputs: x  a value,\n%              or more\n"
    text = proof_of(octave, tmp_path, f"function y = f(x)\n{help_}y = x;\nend\n", ("1",)).port.text
    assert '    """F  Integrate x\n    over a hexagon.\n\n    Inputs: x  a value,\n               or more\n\n' in text


def test_a_first_line_that_says_all_ends_in_a_full_stop(octave: Octave, tmp_path: Path) -> None:
    help_ = "% Integrate x\n% y = f(x) is how it is called\n"
    text = proof_of(octave, tmp_path, f"function y = f(x)\n{help_}y = x;\nend\n", ("1",)).port.text
    assert '    """Integrate x.\n\n    y = f(x) is how it is called\n\n' in text


def test_fields_that_are_read_are_described(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(s, t)\n  t.n = 2;\n  y = s.A * s.b + t.n;\nend\n"
    cases = ("struct('A', [1 2; 3 4], 'b', [1; 2])", "struct('n', 1)"), ("struct('A', eye(3), 'b', [1; 2; 3])", "[]")
    text = proof_of(octave, tmp_path, source, *cases).port.text
    assert "        Seen: 1x1 struct.\n        A: 2x2, 3x3 double.\n        b: 2x1, 3x1 double.\n" in text
    assert "        n: " not in text


def test_a_cell_of_text_alone_is_a_list_of_str(octave: Octave, tmp_path: Path) -> None:
    source = "function n = f(c)\n  n = numel(c);\nend\n"
    assert "    c : list of str\n" in proof_of(octave, tmp_path, source, ("{'a', 'bc'}",)).port.text
    assert "    c : list\n" in proof_of(octave, tmp_path, source, ("{'a', 2}",)).port.text
