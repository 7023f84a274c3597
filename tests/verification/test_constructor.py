"""Methods of classes: both sides' objects are made of the same declared values."""

from pathlib import Path

from matdrop.engines.session import Session
from matdrop.explain.explanation import verify_pair

ORIGINAL = """\
classdef Scale
    properties
        factor
        offset
    end
    methods
        function o = Scale(factor, offset)
            o.factor = factor;
            o.offset = offset;
        end
        function y = apply(o, x)
            y = o.factor * x + o.offset;
        end
    end
end
"""
PORT = """\
class Scale:
    def __init__(self, factor, offset):
        self.factor, self.offset = factor, offset

    def apply(self, x):
        return self.factor * x + self.offset
"""


def test_method_of_both_sides(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "Scale.m").write_text(ORIGINAL)
    (tmp_path / "scale.py").write_text(PORT)
    pair = f"{tmp_path / 'Scale.m'}:Scale.apply", f"{tmp_path / 'scale.py'}:Scale.apply"
    right = verify_pair(*pair, "[1 2 3]", constructor=["4", 0.5], session=octave)
    assert (right.verdict, right.error) == ("PASS", None)
    (tmp_path / "scale.py").write_text(PORT.replace("+ self.offset", "- self.offset"))
    assert verify_pair(*pair, "[1 2 3]", constructor=["4", 0.5], session=octave).verdict == "MISMATCH"


def test_method_of_the_port_alone(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "scaled.m").write_text("function y = scaled(x, factor, offset)\ny = factor * x + offset;\nend\n")
    (tmp_path / "scale.py").write_text(PORT)
    port = f"{tmp_path / 'scale.py'}:Scale.apply"
    result = verify_pair(
        tmp_path / "scaled.m", port, "[1 2 3]", "4", "0.5", constructor=["factor", "offset"],
        conventions={"arguments": ["x", "", ""]}, session=octave,
    )  # fmt: skip
    assert (result.verdict, result.error) == ("PASS", None)


def test_missing_constructor_is_named(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "Scale.m").write_text(ORIGINAL)
    (tmp_path / "scale.py").write_text(PORT)
    pair = f"{tmp_path / 'Scale.m'}:Scale.apply", f"{tmp_path / 'scale.py'}:Scale.apply"
    result = verify_pair(*pair, "[1 2 3]", session=octave)
    assert result.verdict == "BOTH FAILED"
    assert result.error is not None
    assert "constructor = [...] in the table, or --constructor" in result.error
