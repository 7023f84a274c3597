"""Function handles of which several outputs are taken; each is run on both sides."""

from dataclasses import replace
from pathlib import Path

import pytest

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.engines.octave_session import Octave
from matdrop.translate.proof import judge_port
from matdrop.verification.judge import judge
from tests.translate.test_port import body_of, cases_of, proof_of

COST = """function [J, grad] = cost(p, X)
  J = sum((X * p) .^ 2);
  if nargout > 1
    grad = 2 * X' * (X * p);
  end
end
"""
OTHER = """function [s, d] = other(p)
  s = sum(p .^ 2);
  d = 2 * p;
end
"""
HANDLES = {
    "one that is called for one output, too": f"""function [J, grad] = f(t)
  c = @(p) (cost(p, [1 2; 3 4]));
  [J, grad] = c(t);
  J = J + c(t);
end
{COST}""",
    "one that is differentiated and minimised": f"""function [t, n, v] = f(t)
  c = @(p) cost(p, [1 2; 3 4]);
  n = slope(c, t);
  v = zeros(3, 1);
  for k = 1:3
    [v(k), g] = feval(c, t);
    t = t - 0.01 * g;
  end
end
function n = slope(J, t)
  n = zeros(size(t));
  for k = 1:numel(t)
    d = zeros(size(t));
    d(k) = 1e-2;
    n(k) = (J(t + d) - J(t - d)) / 2e-2;
  end
end
{COST}""",
    "a name or a function": f"""function [a, b, c] = f(t)
  [a, b] = called(@(x) other(3 * x), t);
  [c, d] = called('other', t);
  b = b + d;
end
function [p, q] = called(fun, t)
  [p, q] = feval(fun, t);
end
{OTHER}""",
    "a call that is evaluated": f"""function [v, t] = f(t)
  [v, t] = run(@(p) cost(p, [1 2; 3 4]), t);
end
function [v, t] = run(fun, t, varargin)
  text = ['feval(fun, t'];
  text = [text, ')'];
  [v, g] = eval(text);
  t = t - g;
end
{COST}""",
    "elements of a cell, a field, a handle of a handle": f"""function [a, b] = f(t)
  c = {{@other, @(x) other(2 * x)}};
  [a, b] = c{{1}}(t);
  s.fun = @(x) c{{2}}(x);
  h = c{{2}};
  g = @(x) h(x + 1);
  [d, e] = g(t);
  a = a + d + feval(c{{2}}, t) + s.fun(t);
  s.fun = @other;
  [d, e] = s.fun(t);
  b = b - e;
end
{OTHER}""",
    "outputs of functions of MATLAB": """function [a, b, m, p, q] = f(t)
  h = @(x) max(x);
  [a, b] = h(t);
  m = h(t) + 1;
  g = @size;
  [r, c] = g(t);
  m = m + r + c;
  s = @(x) sort(x, 'descend');
  [~, k] = s(t);
  m = m + k(1);
  d = @(x, y) deal(sum(x), y * x);
  [p, q] = d(t, 3);
  l = @(x) min(x);
  [u, v] = cellfun(l, {t, 2 * t});
  p = p + u(2) + v(1);
end
""",
    "one element in a case": """function [a, b, c] = f(t)
  h = @(x) inner(x);
  [a, b] = h(t);
  [s, k] = h(t(1));
  c = b' * b + h(t) + s + k;
end
function [J, grad] = inner(p)
  J = p' * p;
  grad = 2 * p(:);
end
""",
    "fewer than all outputs": """function [a, b, c] = f(t)
  h = @(x) three(x, 2);
  [a, b, c] = h(t);
  [d, e] = h(t);
  a = a + d + e + h(t);
end
function [p, q, r] = three(x, n)
  p = sum(x);
  q = n * p;
  r = x * n;
end
""",
}


@pytest.mark.parametrize("name", HANDLES)
def test_handles_agree_with_octave(octave: Octave, tmp_path: Path, name: str) -> None:
    proof = proof_of(octave, tmp_path, HANDLES[name], ("[1; 2]",), ("[0; 3]",) if "one element" not in name else ("3",))
    assert proof.is_proven, proof.port.text
    (other,) = judge_port(proof.port, cases_of(tmp_path, "", ("[3; 1]",)), octave)
    assert other.verdict == "PASS"


def test_a_call_says_how_many_outputs_it_asks_for(octave: Octave, tmp_path: Path) -> None:
    source = f"function [J, grad] = f(t, X)\n  c = @(p) cost(p, X);\n  [J, grad] = c(t);\nend\n{COST}"
    proof = proof_of(octave, tmp_path, source, ("[1; 2]", "[1 2; 3 4]"))
    assert body_of(proof)[1:3] == [
        "c = lambda p, nargout=1: as_asked_for(cost(p, X, nargout=nargout), nargout)  # c = @(p) cost(p, X);",
        "J, grad = c(t, nargout=2)  # [J, grad] = c(t);",
    ]


def test_without_such_calls_a_handle_gives_one_output(octave: Octave, tmp_path: Path) -> None:
    source = f"function a = f(t)\n  h = @(x) other(x);\n  a = h(t);\nend\n{OTHER}"
    assert "h = lambda x: other(x)[0]  # h = @(x) other(x);" in body_of(proof_of(octave, tmp_path, source, ("[1; 2]",)))


def test_a_function_from_outside_returns_all_its_outputs(octave: Octave, tmp_path: Path) -> None:
    source = "function [m, k] = f(h, c)\n  [m, k] = h(c);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("@(x) deal(x, 2 * x)", "3"), ("@(x) deal(x, 3 * x)", "1"))
    assert proof.is_proven
    assert proof.port.declarations == ("handle_outputs = 2",)


FACTORIES = {
    "with values of their own": "n = a + 1; s.cost = @(w) sum((w*n).^2); s.list = {@(x) x', @cos, 3}; s.k = n; n = 9;",
    "of several arguments": "s = {@(x, y) of(x, y, a), @(x) norm(x), @(v) max(v) + a};",
    "of arrays": "A = [2 1; 1 a]; s = @(x) 0.5 * x' * A * x - sum(x);",
    "of nothing": "s.f = @() a + 1; s.g = @(varargin) numel(varargin) + a;",
}


@pytest.mark.parametrize("what", FACTORIES)
def test_functions_that_are_returned_are_called_on_both_sides(octave: Octave, tmp_path: Path, what: str) -> None:
    helper = "function z = of(x, y, n)\n  if isscalar(x), z = x * y + n; else, z = sum(x) * n; end\nend\n"
    source = f"function s = f(a)\n  {FACTORIES[what]}\nend\n{helper}"
    proof = proof_of(octave, tmp_path, source, ("2",), ("3",))
    assert proof.is_proven, proof.port.text
    said = [way for result in proof.results for output in result.outputs for way in output.accepted]
    assert all("calls on sample arguments" in way for way in said)
    assert len(said) == 2


def test_a_named_function_that_no_sample_suits_is_compared_by_its_name(octave: Octave, tmp_path: Path) -> None:
    source = "function s = f(x)\n  s.a = x;\n  s.h = @g;\nend\nfunction y = g(t)\n  y = t.b;\nend\n"
    assert proof_of(octave, tmp_path, source, ("1",)).is_proven
    other = proof_of(octave, tmp_path, source, ("1",)).port
    for wrong in ("f", "lambda t: g(t) + 1"):  # another one, or one that does more than call it
        changed = replace(other, text=other.text.replace('s["h"] = g', f's["h"] = {wrong}'))
        (result,) = judge_port(changed, cases_of(tmp_path, source, ("1",)), octave)
        assert result.verdict == "MISMATCH"


def test_a_returned_function_that_differs_is_found(octave: Octave, tmp_path: Path) -> None:
    source = "function g = f(a)\n  g = @(x) x.^2 + a;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("2",), ("3",))
    (tmp_path / "f.py").write_text("def f(a):\n    return lambda x: x**2 + 2\n")
    pair = pair_of(tmp_path / "f.m", f"{tmp_path / 'f.py'}:f")
    verdicts = []
    for case in (Case(pair, "a", ("2",)), Case(pair, "b", ("3",))):
        (reference,) = octave.run([case])
        verdicts.append(judge(case, reference, tmp_path, octave).verdict)
    assert verdicts == ["PASS", "MISMATCH"]
    assert proof.is_proven


def test_a_returned_function_that_never_ends_or_prints_does_no_harm(
    octave: Octave, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "f.m").write_text("function g = f(a)\n  g = @(x) x + a;\nend\n")
    loop = "        while np.size(x) > 1:\n            pass\n"
    body = f"    def g(x):\n        print('called')\n{loop}        return x + a\n"
    (tmp_path / "f.py").write_text(f"import numpy as np\n\ndef f(a):\n{body}    return g\n")
    case = Case(pair_of(tmp_path / "f.m", f"{tmp_path / 'f.py'}:f"), "a", ("2",))
    (reference,) = octave.run([case])
    result = judge(case, reference, tmp_path, octave, timeout=0.3)
    assert result.verdict == "MISMATCH"
    assert "a function that the port returned: no answer within 0.3 s" in str(result)
    assert capsys.readouterr().out == ""
