"""Maps: a port has a dict, whose keys are listed in MATLAB's order."""

from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from tests.translate.test_port import proof_of

SOURCES = {
    "replaced by what they list": """function [a, b, c] = f(t)
        a = containers.Map(); a(t(1)) = 1; a(t(2)) = 2; a = a.keys();
        b = containers.Map({'a', 'b'}, {1, t}); b = b.Count;
        c = containers.Map({'a', 'b'}, [1 2]); c = c.values();
        end""",
    "counted characters": """function [k, v, n, a] = f(t)
        m = containers.Map();
        for i = 1:numel(t)
            if isKey(m, t(i))
                m(t(i)) = m(t(i)) + 1;
            else
                m(t(i)) = 1;
            end
        end
        k = keys(m); v = m.values(); n = length(m); a = 0;
        for q = keys(m)
            a = a + m(q{1}) * double(q{1}(1));
        end
        end""",
    "made of cells and arrays": """function [a, b, c, d, e] = f(t)
        m = containers.Map({'y', 'x'}, [10 20]);
        p = m; p('z') = numel(t);
        a = keys(m); remove(m, 'x');
        b = [m.isKey('x'), isKey(m, {'y', 'q'}), isempty(m), isobject(m), isstruct(m)];
        c = cell2mat(values(m)); o = containers.Map([5 2], {t, 'two'}); d = [o(5), o.values{1}, class(o)];
        e = values(m, {'z'}); k = keys(o); e{end + 1} = k{1}; n = [m; containers.Map('last', {t})]; e = [e, keys(n)];
        end""",
    "values that change": """function [a, b, m] = f(t)
        m = containers.Map('KeyType', 'double', 'ValueType', 'any');
        m(3) = [1 2 3]; u = m(3); u(1) = numel(t); a = [m(3), u, m(3)(2)];
        added(m, t); b = m(7); m.remove(3);
        end
        function added(m, t)
        m(7) = {t, 1};
        end""",
    "what was computed is kept": """function y = f(t)
        y = of(numel(t) + 4);
        end
        function y = of(n)
        persistent memo
        if isempty(memo), memo = containers.Map('KeyType', 'double', 'ValueType', 'double'); end
        if n < 2, y = n; return, end
        if memo.isKey(n), y = memo(n); return, end
        y = of(n - 1) + of(n - 2); memo(n) = y;
        end""",
}


@pytest.mark.parametrize("what", SOURCES)
def test_maps_agree_with_octave(octave: Octave, tmp_path: Path, what: str) -> None:
    proof = proof_of(octave, tmp_path, SOURCES[what], ("'hello'",), ("'abcab'",))
    assert proof.is_proven, proof.port.text


def test_a_map_of_literals_is_written_as_a_dict(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(t)\n  m = containers.Map({'a', 'b'}, {1, [2 3]});\n  y = m(t);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("'a'",), ("'b'",))
    assert proof.is_proven, proof.port.text
    assert 'm = {"a": 1, "b": np.array([[2, 3]], dtype=float)}' in proof.port.text
