"""Inputs beyond the cases: what is found becomes a case, and what still differs is said."""

from pathlib import Path

from matdrop.engines.octave_session import Octave
from tests.translate.test_port import proof_of


def test_an_axis_that_the_cases_leave_open_is_decided_by_inputs_that_are_found(octave: Octave, tmp_path: Path) -> None:
    source = "function s = f(X)\ns = sum(X);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2; 3 4]",), tries=12)
    assert proof.is_proven
    assert proof.found
    assert "along_first(np.sum, X)" in proof.port.text or "first_axis(X)" in proof.port.text


def test_a_difference_that_is_left_is_said_and_marked(octave: Octave, tmp_path: Path) -> None:
    """A branch that no case reaches, whose statement has no translation."""
    source = "function y = f(x)\nif x > 2\n  y = rat(x);\nelse\n  y = -x;\nend\nend\n"
    proof = proof_of(octave, tmp_path, source, ("1.5",), tries=12)
    assert proof.agrees
    assert not proof.is_proven
    assert [result.verdict for result in proof.differing] == ["PORT FAILED"]
    assert "line 3: y = rat" in str(proof.differing[0].error)


def test_inputs_like_those_of_the_cases_are_tried_first(octave: Octave, tmp_path: Path) -> None:
    """The roots of differences are real in the case alone; in another order they are not."""
    source = (
        "function U = f(x, J)\n  U = zeros(2, numel(J));\n  V = @(a, b) J ./ sqrt(a - b);\n"
        "  for n = 1:2\n    U(n, :) = V(x(n), x(n + 1));\n  end\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("[3 1 0.5]", "[1 2 3]"), tries=1)
    assert proof.is_proven, proof.port.text
    assert all(isinstance(arg, str) for case in proof.found for arg in case.args)
    assert proof.found
    assert proof.further is not None
    assert proof.further.tried > 1


def test_what_is_left_does_not_keep_other_inputs_from_being_found(octave: Octave, tmp_path: Path) -> None:
    """In another order the numbers reach a branch that has no translation; a search finds what is empty."""
    source = "function s = f(X)\ns = sum(X);\nif numel(X) == 4 && X(1) > X(4)\n  s = rat(X);\nend\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2; 3 4]",), tries=30)
    assert "along_first(np.sum, X)" in proof.port.text
    assert proof.found
    assert {result.verdict for result in proof.differing} == {"PORT FAILED"}


def test_a_field_that_is_a_matrix_in_all_cases_is_tried_as_a_number(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(s)\n  y = sum(sum(s.A * s.W));\nend\n"
    proof = proof_of(octave, tmp_path, source, ("struct('A', [1 2; 3 5; 4 4], 'W', [1 2; 3 4.5])",), tries=1)
    assert proof.is_proven, proof.port.text
    assert "'W', 1)" in str([case.args for case in proof.found])
    assert "mtimes(" in proof.port.text
