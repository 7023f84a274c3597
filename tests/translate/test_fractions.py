"""Sizes and indices that are no whole numbers in other cases."""

from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.translate.fractions import NOTE
from matdrop.translate.proof import judge_port
from tests.translate.test_port import body_of, cases_of, proof_of


@pytest.mark.parametrize(
    ("statement", "is_marked"),
    [
        ("y = zeros(n / 2, 1);", True),
        ("h = n / 2; y = ones(2, h + 1);", True),
        ("h = 0.5 * n; y = x(h);", True),
        ("h = n / 2; x(h) = 3; y = x;", True),
        ("y = repmat(x, n / 2, 1);", True),
        ("y = zeros(floor(n / 2), 1);", False),
        ("h = round(n / 2); y = x(h);", False),
        ("y = zeros(n, 1);", False),
        ("y = x(1:n / 2);", False),  # a range ends before what is no whole number
        ("y = cell(n / 2, 1);", False),  # it is truncated
        ("y = numel(zeros(4 / 2)) + x(1);", False),
    ],
)
def test_a_size_or_index_that_rests_on_the_cases_is_marked(
    octave: Octave, tmp_path: Path, statement: str, is_marked: bool
) -> None:
    source = f"function y = f(n, x)\n  {statement}\nend\n"
    proof = proof_of(octave, tmp_path, source, ("4", "[1 2 3 4]"), ("6", "[5 6 7 8]"))
    assert proof.is_proven
    assert any(NOTE in line for line in body_of(proof)) == is_marked


def test_a_length_of_a_transform_is_rounded(octave: Octave, tmp_path: Path) -> None:
    source = "function [y, z] = f(n, x)\n  y = fft(x, n / 2);\n  z = ifft(x, n);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("4", "[1 2 3 4]"), ("6", "[5 6 7 8]"))
    assert "z = np.fft.ifft(x, int(n), axis=1)  # z = ifft(x, n);" in body_of(proof)
    (other,) = judge_port(proof.port, cases_of(tmp_path, source, ("5", "[1 2 3 4]")), octave)
    assert other.verdict == "PASS"


@pytest.mark.parametrize(
    "loop", ["k = 1:n / m", "k = 0:n / m - 3", "k = 7:-1:n / m", "k = 0:-1:-n / m", "k = 2:n * 0.1"]
)
def test_a_loop_ends_before_what_is_no_whole_number_unless_by_rounding(
    octave: Octave, tmp_path: Path, loop: str
) -> None:
    source = f"function y = f(n, m)\n  y = 1;\n  for {loop}\n    y(end + 1) = k;\n  end\nend\n"
    proof = proof_of(octave, tmp_path, source, ("40", "10"), ("30", "10"))
    assert proof.is_proven
    others = ("5", "2"), ("29", "10"), ("0.3", "0.1"), ("0.6", "0.2"), ("21", "10"), ("-5", "2"), ("28.9", "1.7")
    for result in judge_port(proof.port, cases_of(tmp_path, source, *others), octave):
        assert result.verdict == "PASS", proof.port.text
