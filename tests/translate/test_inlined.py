"""Scripts that are called by name; each is run on both sides."""

from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.source.matlab import read
from matdrop.translate.inlined import Line, inlined
from matdrop.translate.proof import Proof, judge_port, port_and_prove
from tests.translate.test_port import body_of, cases_of, proof_of

# The original, its cases, other inputs, and the scripts by name.
CALLS: dict[str, tuple[str, list[str], str, dict[str, str]]] = {
    "one that sets parameters": (
        "function y = f(x)\n  a = 1;\n  params;\n  y = x * gain + a + s.b;\nend\n",
        ["2", "[1 2 3]"],
        "[4 5]",
        {"params": "% of the model\ngain = 3;\na = a + 1;\ns.b = 2;\nfor k = 1:3\n  s.b = s.b + k;\nend\n"},
    ),
    "global variables": (
        "function y = f(x)\n  Globals;\n  N = numel(x);\n  K = zeros(N, 1);\n  start(x);\n"
        "  if N > 2, more, y = K + total; else, more; y = total; end\nend\n"
        "function start(x)\n  Globals\n  total = sum(x);\n  N = N + 1;\nend\n",
        ["2", "[1 2 3]"],
        "[4 5]",
        {
            "Globals": "global N K\nglobal total % the sum\n",
            "more": "Globals;\ntotal = total + N * 2;\nK(:) = total;\n",
        },
    ),
    "in loops, on the line of other statements": (
        "function y = f(x)\n  y = 0; for k = 1:3 step1, end, for k = 1:x step1; y = y + 1; end\nend\n",
        ["2", "3"],
        "7",
        {"step1": "y = y + k;"},
    ),
    "where no case has come": (
        "function y = f(x)\n  y = x;\n  if x > 5\n    params;\n    y = x + p;\n  end\nend\n",
        ["2", "3"],
        "7",
        {"params": "p = 3;\n"},
    ),
    "with carriage returns as line ends": (
        "function y = f(x)\r  a = 1;\r  params;\r  y = x * gain + a;\rend\r",
        ["2", "[1 2 3]"],
        "[4 5]",
        {"params": "gain = 3;\ra = a + 1;\r"},
    ),
    "one that prints": (
        "function y = f(x)\n  report\n  y = x;\nend\n",
        ["2", "3"],
        "7",
        {"report": "fprintf('%d\\n', x);\nx = x * 2;\n"},
    ),
}


def proof_with(octave: Octave, folder: Path, source: str, cases: list[str], scripts: dict[str, str]) -> Proof:
    for name, text in scripts.items():
        (folder / f"{name}.m").write_text(text)
    return proof_of(octave, folder, source, *((case,) for case in cases))


@pytest.mark.parametrize("name", CALLS)
def test_scripts_agree_with_octave(octave: Octave, tmp_path: Path, name: str) -> None:
    source, cases, other, scripts = CALLS[name]
    proof = proof_with(octave, tmp_path, source, cases, scripts)
    assert proof.is_proven, proof.port.text
    (result,) = judge_port(proof.port, cases_of(tmp_path, source, (other,)), octave)
    assert result.verdict == "PASS"


def test_the_statements_of_a_script_stand_where_it_is_called(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\n  params; y = x * gain;\nend\n"
    proof = proof_with(octave, tmp_path, source, ["2", "3"], {"params": "% of the model\ngain = 3;\n"})
    assert '"""Compute what f of f.m computes.' in proof.port.text
    assert body_of(proof) == [
        "# function y = f(x)",
        "# params;  (a script: its statements follow)",
        "# of the model",
        "gain = 3  # gain = 3;",
        "y = x * gain  # y = x * gain;",
        "return y",
    ]


def test_a_script_calls_a_script(octave: Octave, tmp_path: Path) -> None:
    (tmp_path / "params.m").write_text("b = [1 2 3];\nb(2) = a;\n")
    proof = port_and_prove(cases_of(tmp_path, "a = 2;\nparams\ny = a + b;\n", (), name="main"), octave, tries=0)
    assert proof.is_proven
    assert proof.checks[0].statements == 4  # those of the script are held against its own


def test_a_line_of_a_script_is_named_by_its_file(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\n  y = x;\n  odd\nend\n"
    proof = proof_with(octave, tmp_path, source, ["2"], {"odd": "z = 1;\nif z > 2\n  y = nofunction(y);\nend\n"})
    (entry,) = proof.port.untranslated
    assert (entry.file.name, entry.line) == ("odd.m", 3)
    assert 'raise NotImplementedError("line 3 of odd.m: y = nofunction(y);")' in body_of(proof)


def test_lines_say_where_they_come_from(tmp_path: Path) -> None:
    main, one, early = (tmp_path / f"{name}.m" for name in ("f", "one", "early"))
    main.write_text("function y = f(x)\n  one; y = 2;  one\n\n  early\nend\n")
    one.write_text("a = 1;\n\none;\n")
    early.write_text("return\n")
    found = inlined(main, (main, one, early))
    assert [*zip(found.file.source.decode().splitlines(), found.lines, strict=True)] == [
        ("function y = f(x)", Line(main, 1)),
        ("% one;  (a script: its statements follow)", Line(main, 2)),
        ("a = 1;", Line(one, 1)),
        ("", Line(one, 2)),
        ("one;", Line(one, 3)),
        (" y = 2;  ", Line(main, 2, 6)),
        ("% one;  (a script: its statements follow)", Line(main, 2)),
        ("a = 1;", Line(one, 1)),
        ("", Line(one, 2)),
        ("one;", Line(one, 3)),
        ("", Line(main, 3)),
        ("  early", Line(main, 4)),
        ("end", Line(main, 5)),
    ]
    assert inlined(one, (main, one, early)).file is read(one)


def test_a_variable_is_no_script(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\n  params = x;\n  params;\n  y = params;\nend\n"
    assert proof_with(octave, tmp_path, source, ["2"], {"params": "x = 5;\n"}).is_proven
