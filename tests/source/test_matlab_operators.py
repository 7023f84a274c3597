"""Operators group as in Octave: what is written, and what the tree says with parentheses, have the same value."""

import itertools
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from matdrop.engines.programs import find_octave
from matdrop.source.matlab import parse
from matdrop.source.matlab_syntax import ExpressionStatement
from tests.source.rendering import rendered

BINARY = ["+", "-", "*", ".*", "/", "./", "\\", ".\\", "^", ".^", "<", "<=", "==", "~=", ">=", ">"]
BINARY += ["&", "|", "&&", "||"]
# Whatever the operands are, both groupings have one value.
ASSOCIATIVE = {("&", "&"), ("|", "|"), ("&&", "&&"), ("||", "||")}
OPERANDS = """
a = {2, 3, -0.5, 0, 1, [1 2; 3 4], [1+2i 2; 3 4i], [1 2; 3 4], 2, [1 0; 0 1], 0, 1, 3, 0.1, 2.5, [0.1 0.7; 0.3 0.4]};
b = {3, -2, 0.7, 1, 0, [2 1; 1 3], [2 1; 5 3i], 2, [2 1; 0 3], [0 2; 0 1], 0, 2, 2, 0.2, 0, [0.6 0.1; 0.9 0.3]};
c = {5, 2, 3.1, 1, 0, [1 1; 0 2], [1i 2; 1 1], 3, [1 2; 2 2], [3 2; 0 1], 1, 2, -1, 0.3, 1, [0.2 0.8; 0.5 0.6]};
"""


def evaluated(expressions: Sequence[str], folder: Path) -> list[str]:
    """Evaluate expressions of a, b, c in Octave on all operands; equal texts mean equal values, classes and sizes."""
    octave = find_octave().path
    if octave is None:
        pytest.skip("needs Octave")
    texts = list(dict.fromkeys(expressions))
    folder.joinpath("expressions.txt").write_text("\n".join(texts))
    folder.joinpath("evaluate.m").write_text(
        OPERANDS
        + """
        warning('off', 'all');
        for text = strsplit(fileread('expressions.txt'), "\\n")
          line = '';
          f = eval(['@(a, b, c) ' text{1}]);
          for k = 1:numel(a)
            try
              v = f(a{k}, b{k}, c{k});
              v = sprintf('%s %s', class(v), sprintf('%.17g ', size(v), real(v), imag(v)));
            catch
              v = 'error';
            end
            line = [line '|' v];
          end
          puts([line "\\n"]);
        end
        """
    )
    answer = subprocess.run(
        [octave, "--norc", "--quiet", "evaluate.m"], cwd=folder, capture_output=True, text=True, check=False
    )
    lines = answer.stdout.splitlines()
    assert len(lines) == len(texts), answer.stderr
    values = dict(zip(texts, lines, strict=True))
    return [values[text] for text in expressions]


def grouped(expression: str) -> str:
    (statement,) = parse(f"z = {expression};").statements
    return rendered(statement.value)  # type: ignore[union-attr]


def test_every_pair_of_operators(tmp_path: Path) -> None:
    pairs = list(itertools.product(BINARY, BINARY))
    written = [f"a {one} b {other} c" for one, other in pairs]
    left = [f"((a {one} b) {other} c)" for one, other in pairs]
    right = [f"(a {one} (b {other} c))" for one, other in pairs]
    ours = [grouped(text) for text in written]
    texts = [*written, *left, *right, *ours]
    of = dict(zip(texts, evaluated(texts, tmp_path), strict=True))
    alike = {pair for pair, one, other in zip(pairs, left, right, strict=True) if of[one] == of[other]}
    assert alike == ASSOCIATIVE  # for all other pairs the operands tell the two groupings apart
    assert [(text, tree) for text, tree in zip(written, ours, strict=True) if of[text] != of[tree]] == []
    assert set(ours) <= {*left, *right}


@pytest.mark.parametrize("sign", ["-", "+", "~"])
def test_signs_before_and_behind_every_operator(tmp_path: Path, sign: str) -> None:
    forms = ["{s}a {o} b", "a {o} {s}b", "a {o} {s}b {o} c", "{s}a' {o} b", "a {o} {s}b'", "{s} {s}a {o} b"]
    forms += ["a {o} {s}b ^ c", "{s}a:b {o} c", "a {o} {s} {s}b .^ c"]
    written = [form.format(s=sign, o=operator) for form in forms for operator in BINARY]
    agree(written, tmp_path)


def test_transposes_and_ranges_beside_every_operator(tmp_path: Path) -> None:
    forms = ["a' {o} b'", "a {o} b'", "a {o} b.'", "a.' {o} b'", "a' {o} b' {o} c'", "a:b {o} c", "a {o} b:c"]
    forms += ["a:b:c {o} a", "a {o} b:c:a", "(a {o} b)'", "[a {o} b]'", "a' ' {o} b".replace("' '", "''")]
    written = [form.format(o=operator) for form in forms for operator in BINARY]
    agree(written, tmp_path)


def test_blanks_in_brackets(tmp_path: Path) -> None:
    forms = ["[a{o}b c]", "[a {o} b c]", "[a {o}b c]", "[a{o} b c]", "[a' {o} b' c']", "[a' {o}b' c']", "[a(1) {o}b]"]
    forms += ["[(a) {o}(b)]", "[1 {o}2]", "[1 {o} 2]", "[a.' {o}b.' c]", "{{a {o}b}}{{1}}", "numel({{a' {o}b', c}})"]
    agree([form.format(o=operator) for form in forms for operator in BINARY], tmp_path)


OTHERS = """2^-1
2^-a^b
-2^2
2^-b'
1./a
1.*a.^2
3'*2
1.'
a'.^b'
[1 -2]
[a -b]
[a - b]
[a, -b]
[a' b']
[a' , b']
[a ; b]
[a(1) -1]
[a (1)]
[f(1) (2)]
[1 - 2 3]
[ - 1 2 ]
[a ~b]
[a !b]
[a != b]
[a ~= b]
[a' -b']
[1 +2i -3j]
[1 ' ' 'a']
['a' 'b']
["a" 'b']
['a';'b']
numel({'a' , "b c", 'it''s'})
numel({a 'b' -1})
{a {1}}{2}{1}
{@(x) x +1}{1}(2)
numel({@(x) x + 1, 2})
{@(x) x', 2}{2}
[a(:)' b(1, :)]
a(end)
a(end, 1)(1)
a(end - 1 + 1)
a(min(end, 2))
(a)(1)
[1 2 3](2)
{5, 6}{2}
'abc'(2)
"abc"(end)
a(1)'
~a == b
!a == b
!(a == b)
-a'
-a.^b'
a.^b'.^c
a - -b
a + +b
a - - b
a--b
a == b == c
a < b < c
a | b & c
a || b && c
a & b | c
1:3 + 1
(1:3)'
1:3'
3:-1:1
-1:1
1:2:5 == 3
a:b
a ** b
a .** 2
(@(x) x + 1)(2)
feval(@(x) x == 1 || x, a)
feval(@(x, y) x.^2 - y', a, b)
feval(@() 3)
cellfun(@(x) x(1), {a, b})
numel("a\\"b")
numel("a""b")
numel('a\\"b')
"a\\tb"
0x1F + 0b11 + 1e2 + 1D1 + .5 + 5. + 1E-1
1_000
3i + 2.5J
struct('end', 4).end
struct('a', {{1, 2}}).a{2}
struct('x', a).('x')
struct('x', a).("x")(1)
ifelse_test(1, ~true)
"""


def test_expressions(tmp_path: Path) -> None:
    tmp_path.joinpath("ifelse_test.m").write_text("function y = ifelse_test(x, z)\ny = x + z;\nend\n")
    tmp_path.joinpath("f.m").write_text("function y = f(x)\ny = x;\nend\n")
    agree([line for line in OTHERS.splitlines() if not line.startswith("a--b")], tmp_path)
    assert grouped("a--b") == "(a - (-b))"  # MATLAB only


def agree(written: Sequence[str], folder: Path) -> None:
    """Check that what is written and the tree of it have the same values on all operands."""
    trees = [grouped(text) for text in written]
    values = evaluated([*written, *trees], folder)
    pairs = zip(written, trees, values[: len(written)], values[len(written) :], strict=True)
    assert [(text, tree, one, other) for text, tree, one, other in pairs if one != other] == []
    without = [text for text, value in zip(written, values, strict=False) if not value.replace("|error", "")]
    assert len(without) <= len(written) / 8  # nearly all have a value on some operands


def test_an_operator_by_itself_is_not_understood() -> None:
    assert [node.text for node in parse("x = a +;").not_understood] != []
    assert not isinstance(parse("x = * b;").statements[0], ExpressionStatement)
