"""What no case has reached is held by what the source alone says of it, and grows as MATLAB's arrays do."""

import re
from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.translate.observation import observe
from matdrop.translate.port import write_port
from matdrop.translate.proof import judge_port
from tests.translate.test_port import cases_of

OWN = re.compile(r"\b([isqmzyefp]|tok|rest)\b")  # variables of which each body has its own
BODIES = {
    "structs": """s = struct('a', {1, 2, 3}); y = [s.a, numel(s), s(2).a];
        s = struct('a', {3, 1, 2}); [q, i] = sort([s.a]); y = s(i);
        s = struct('a', {1, 2, 3}); s(2) = []; [s.b] = deal(5); y = s;
        s = struct('a', {1, 2}); q = {4, 5}; [s.a] = q{:}; y = s;
        s = struct('a', {'x', 'y'}); y = ismember('x', {s.a});
        s = struct('a', {{}}); y = s;
        s = struct([]); for i = 1:3, s(i).a = i; end, y = s;
        s = []; s(1).a = 2; s(2).a = 3; y = s;
        q(3).a = 3; y = q;
        s = []; s.a = 2; y = s;
        s.x.y = 1; s.x.z{3} = 2; y = s;
        s.x(3) = 1; s.w{2} = 'v'; y = s;
        s.a = [1 2 3]; s.a(6) = 5; y = s;
        s = struct(); f = 'ab'; s.(f)(3) = 1; s.(['c', f]).g = 2; y = s;
        s = struct(); s.x{2}.q = 1; y = s;""",
    "maps": """m = containers.Map({'a', 'b'}, [1 2]); y = 0; for q = m.keys(), y = y + m(q{1}); end
        m = containers.Map(); m('a') = [1 2]; m('a') = [m('a') 3]; q = keys(m); y = [m('a'), numel(q)];
        m = containers.Map('KeyType', 'double', 'ValueType', 'any'); m(3) = 'x'; y = [m(3), char(m.isKey(3) + 65)];
        m = containers.Map('a', 5); y = m.Count + 1;""",
    "text": """y = w{2}(1);
        y = [w{:}];
        [tok, rest] = strtok(t); y = [rest, tok];
        [p, f, e] = fileparts('a/b.c'); y = [p, f, e];
        y = 0; for q = w, y = y + numel(q{1}); end
        q = regexp(t, '\\w+', 'match'); y = numel(q);
        y = find(strcmp(w, 'fig'));""",
    "growth": """z = zeros(1, 3); z(5) = 1; y = z;
        z = zeros(3, 1); z(end+1) = 1; y = z;
        z = zeros(2, 2); z(3, 3) = 1; y = z;
        z = zeros(2, 2); z(:, end+1) = 1; y = z;
        z = zeros(2, 2); z(4, :) = [5 6]; y = z;
        z = A; for i = 1:size(A, 1) + 1, z(i, 2) = i; end, y = z;
        z = c; z(end) = 3; z(7) = 4; y = z;""",
}


@pytest.mark.parametrize("what", BODIES)
def test_what_no_case_reaches_is_right_on_inputs_that_reach_it(octave: Octave, tmp_path: Path, what: str) -> None:
    bodies = [OWN.sub(rf"\g<1>{k}", line.strip()) for k, line in enumerate(BODIES[what].splitlines(), 1)]
    branches = "".join(f"    case {k}\n      {body}\n      out = {{y{k}, 'a'}};\n" for k, body in enumerate(bodies, 1))
    source = f"function out = f(go, A, c, t, w)\n  out = {{}};\n  switch go\n{branches}  end\nend\n"
    others = ("[1 -2 3; 4 0 -6]", "[1; 4; 2]", "'some text, here'", "{'pear', 'fig', 'b'}")
    port = write_port(tmp_path / "f.m", observe(cases_of(tmp_path, source, ("0", *others)), octave))
    assert port.untranslated == ()
    cases = cases_of(tmp_path, source, *((str(k), *others) for k in range(1, len(bodies) + 1)))
    wrong = [result for result in judge_port(port, cases, octave) if result.verdict != "PASS"]
    assert [(bodies[int(result.case.args[0]) - 1], result.error) for result in wrong] == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("c = cell(2, 2); c{3, 3} = x; y = c{3, 3};", "rows and columns of a cell that no case has shown"),
    ],
)
def test_what_the_source_does_not_say_is_refused(octave: Octave, tmp_path: Path, body: str, reason: str) -> None:
    source = f"function y = f(x)\n  y = x;\n  if x > 5\n    {body}\n  end\nend\n"
    port = write_port(tmp_path / "f.m", observe(cases_of(tmp_path, source, ("1",)), octave))
    assert [line.reason for line in port.untranslated] == [reason]
