"""Values that are text or a cell in some cases, and numbers in others: both are translated."""

from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from tests.translate.test_port import proof_of

NUMBERS_OR_TEXT = [("[3 1 3 2.5]",), ("'some text'",), ("'ab'",), ("[7; 1]'",)]
NUMBERS_OR_CELL = [("[3 1 3 2.5]",), ("{'b', 'a', 'b'}",)]
BODIES = {
    "values that appear": (
        "  u = unique(x);\n  y = zeros(numel(u), 2);\n  for i = 1:numel(u)\n"
        "    y(i, :) = [u(i), numel(find(x == u(i)))];\n  end\n",
        NUMBERS_OR_TEXT,
    ),
    "another order": ("  y = {double(fliplr(x)), double(sort(x)), double(circshift(x, 1, 2))};\n", NUMBERS_OR_TEXT),
    "another size": (
        "  y = {double(x(:)), double(x'), double(reshape(x, 1, [])), double(repmat(x, 1, 2))};\n",
        NUMBERS_OR_TEXT,
    ),
    "some elements": (
        "  y = {double(x([1 2])), double(x(2:end)), double(x(x ~= x(1))), x(end) == x(1)};\n",
        NUMBERS_OR_TEXT,
    ),
    "what they are": ("  y = {isspace(x), any(x == x(2)), ismember(x, x(1)), double(upper(x))};\n", NUMBERS_OR_TEXT),
    "a field": ("  s.a = x;\n  y = double(unique(s.a(2:end)));\n", NUMBERS_OR_TEXT),
    "sets of texts": ("  y = {numel(unique(x)), ismember(x(1), x), numel(x(2:end)), size(x(1))};\n", NUMBERS_OR_CELL),
}


@pytest.mark.parametrize("what", BODIES)
def test_each_kind_has_its_code(octave: Octave, tmp_path: Path, what: str) -> None:
    body, cases = BODIES[what]
    found = proof_of(octave, tmp_path, f"function y = f(x)\n{body}end\n", *cases)
    assert found.port.untranslated == ()
    assert found.agrees
