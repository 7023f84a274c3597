"""Statements of a port against those of its original: the first difference, other forms, what is marked."""

from dataclasses import replace
from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.translate.marks import changed, marked, refused
from matdrop.translate.observation import observe
from matdrop.translate.port import Origin, Port, write_port
from matdrop.translate.proof import port_and_prove, port_and_prove_all
from matdrop.translate.prover import Checked, Prover
from matdrop.translate.statement_check import Difference
from tests.translate.test_port import cases_of, proof_of

TEXT = "def f(x):\n    s = np.sum(x, axis=0)  # s = sum(x, 2);\n    return s\n"


def port_with(text: str) -> Port:
    return Port(text, "f", (), origins={2: Origin(Path("f.m"), 2, 1)})


def difference(port: Port) -> Difference:
    return Difference(port.origins[2], (2,), "s", "s is 1 in the original, 2 here")


def test_a_changed_line_says_so() -> None:
    other = changed(port_with(TEXT), TEXT.replace("axis=0", "axis=1"), 2, "with axis=1 for axis=0")
    note = "(with axis=1 for axis=0, as the values in all cases say)"
    assert other.text.splitlines()[1] == f"    s = np.sum(x, axis=1)  # s = sum(x, 2);  {note}"


def test_a_statement_that_differs_in_every_form_raises() -> None:
    changed = refused(port_with(TEXT), difference(port_with(TEXT)))
    lines = changed.text.splitlines()
    assert lines[1] == "    # differs from the original: s is 1 in the original, 2 here"
    assert lines[2] == '    raise NotImplementedError("line 2 differs from the original")'
    assert [entry.line for entry in changed.untranslated] == [2]
    assert changed.origins == {4: Origin(Path("f.m"), 2, 1)}


def test_a_statement_that_differs_where_the_outputs_agree_is_marked() -> None:
    changed = marked(port_with(TEXT), difference(port_with(TEXT)))
    assert "raise" not in changed.text
    assert "# differs from the original" in changed.text


def test_all_statements_of_a_right_port_agree(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\ny = 0;\nfor k = 1:3\n  y = y + x(k);\n  if y > 3\n    y = y / 2;\n  end\nend\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2 3]",))
    (check,) = proof.checks
    assert proof.is_proven
    assert check.difference is None
    assert (check.statements, check.values) == (5, 11)


def test_the_first_difference_is_named_and_mended(octave: Octave, tmp_path: Path) -> None:
    """A port that was spoilt by hand: its first statement sums along the wrong dimension."""
    source = "function y = f(x)\ns = sum(x, 2);\ny = s(1) + 1;\nend\n"
    cases = cases_of(tmp_path, source, ("[1 2; 3 4]",))
    port = write_port(cases[0].pair.original, observe(cases, octave))
    spoilt = Port(port.text.replace("axis=1", "axis=0"), "f", (), 1, port.origins, port.names)
    assert spoilt.text != port.text
    found = Prover(cases, octave, 20.0).checked(spoilt)
    assert found.mended == ("line 2: with 1 for 0",)
    assert found.agrees


def test_a_change_that_the_next_one_takes_back_ends_the_mending(
    octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = cases_of(tmp_path, "function y = f(x)\ny = x + 7;\nend\n", ("2",))
    port = write_port(cases[0].pair.original, observe(cases, octave))
    forms = [port.text.replace("x + 7", other) for other in ("x - 1", "x + 1", "x - 1", "x + 1", "x - 1")]
    left = forms[1:]

    def better(self: Prover, found: Checked, first: Difference) -> Checked:
        other = replace(found.port, text=left.pop(0))
        return replace(found, port=other, checks=tuple(filter(None, [self.check(other, 0)])))

    monkeypatch.setattr(Prover, "_better", better)
    found = Prover(cases, octave, 20.0).checked(replace(port, text=forms[0]))
    assert len(left) == 2  # it was asked twice
    assert "line 2 differs from the original" in found.port.text


def test_a_folder_becomes_modules_that_import_each_other(octave: Octave, tmp_path: Path) -> None:
    (tmp_path / "g.m").write_text("function y = g(x)\ny = x + 1;\nend\n")
    first = cases_of(tmp_path, "function y = f(x)\ny = 2 * g(x);\nend\n", ("[1 2]",))
    second = cases_of(tmp_path, "", ("3",), name="g")
    proofs = port_and_prove_all([first, second], octave, tries=0)
    assert all(proof.is_proven for proof in proofs)
    assert "from g import g" in proofs[0].port.text
    assert "x : ndarray of shape" in proofs[1].port.text  # as f calls it


def test_a_slice_of_a_vector_keeps_its_orientation(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\ny = x(1:2);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2 3]",), ("[1;2;3]",))
    assert proof.is_proven
    assert all(check.difference is None for check in proof.checks)


def test_what_is_persistent_begins_empty(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\npersistent p\nif isempty(p)\n p = 5;\nend\ny = p * x;\nend\n"
    assert proof_of(octave, tmp_path, source, ("2",)).is_proven


def test_fewer_outputs_are_asked_for_as_in_the_original(octave: Octave, tmp_path: Path) -> None:
    (tmp_path / "g.m").write_text("function [a, b] = g(x)\nb = 1;\nif nargout > 1\n a = x;\nelse\n a = -x;\nend\nend\n")
    assert proof_of(octave, tmp_path, "function y = f(x)\ny = g(x);\nend\n", ("2",)).is_proven


def test_deletion_is_deletion_also_where_nothing_goes(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\ny = x;\ny(y > 5) = [];\nend\n"
    assert proof_of(octave, tmp_path, source, ("[1 2 3]",)).is_proven


def test_a_port_agrees_with_the_original_is_said_of_its_port_function(octave: Octave, tmp_path: Path) -> None:
    cases = cases_of(tmp_path, "function y = f(x)\ny = x';\nend\n", ("[1 2; 3 4]",))
    assert port_and_prove(cases, octave, tries=0).said == ()


def test_the_class_is_asked_at_run_time_where_it_varies(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\ny = class(x);\nend\n"
    assert proof_of(octave, tmp_path, source, ("1",), ("'a'",), ("{1}",), ("single(2)",), ("true",)).is_proven


def test_what_is_stored_is_computed_before_the_array_grows(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\ny = x;\ny(2, :) = zeros(size(y)) + numel(y);\nend\n"
    assert proof_of(octave, tmp_path, source, ("[1 2 3]",)).is_proven
