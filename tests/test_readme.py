"""The figures and listings of the README are those of the code; test_docs runs its commands and examples."""

import ast
from pathlib import Path

from matdrop.cases.table import OWN_TABLE, load_table

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_closing_lines_have_the_number_of_cases() -> None:
    cases = load_table(OWN_TABLE).cases
    different = sum(case.expected != "PASS" for case in cases)
    end = f"{len(cases)} saved; 0 stale; {different} expected differences\n"
    assert f"\n{len(cases)} cases: {len(cases)} live in GNU Octave 7.3.0, {end}" in TEXT
    assert f"\n{len(cases)} cases: {end}" in TEXT


def test_listings_are_the_files() -> None:
    original = (ROOT / "matlab_ref/inverted_dropout.m").read_text(encoding="utf-8").splitlines()
    code = "\n".join(line for line in original if not line.startswith("%"))
    assert f"```matlab\n{code}\n```" in TEXT
    port = (ROOT / "matdrop/port/inverted_dropout.py").read_text(encoding="utf-8")
    (function,) = (node for node in ast.parse(port).body if isinstance(node, ast.FunctionDef))
    docstring = function.body[0]
    body = "\n".join(port.splitlines()[docstring.end_lineno : function.end_lineno])
    assert f"def inverted_dropout(X, keep_prob, rand):\n{body}\n```" in TEXT
