"""What a MATLAB file declares and holds: statements with their places, functions, names; nothing dropped."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from matdrop.engines.programs import find_octave
from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile, parse, read
from matdrop.source.matlab_names import base_name, called_names, head_of, read_names, stored_names
from matdrop.source.matlab_syntax import Function, Statement, walk
from tests.source.rendering import rendered

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in ROOT.rglob("*.m") if not {".venv", "build", ".git"} & set(path.parts))


def statement(code: str) -> Statement:
    (found,) = parse(code).statements
    return found


# -- every file of the repository


def test_every_file_of_the_repository_is_understood() -> None:
    assert len(SOURCES) > 150
    unclear = {path.name: [node.text for node in read(path).not_understood] for path in SOURCES}
    assert {name: texts for name, texts in unclear.items() if texts} == {}


def test_no_word_is_dropped() -> None:
    """Every name, number and text outside of comments belongs to a part of the tree."""
    for path in SOURCES:
        file = read(path)
        known = [*file.comments, *covered(file)]
        inside = bytearray(len(file.source))
        for start, end in known:
            inside[start:end] = b"\1" * (end - start)
        words = re.finditer(rb"[A-Za-z_]\w*|\d+|\"", file.source)
        keywords = {b"function", b"end", b"if", b"else", b"elseif", b"for", b"while", b"switch", b"case", b"otherwise"}
        keywords |= {b"try", b"catch", b"global", b"persistent", b"return", b"break", b"continue", b"endfunction"}
        keywords |= {b"endif", b"endfor", b"endwhile", b"do", b"until", b"unwind_protect", b"unwind_protect_cleanup"}
        keywords |= {b"end_unwind_protect", b"end_try_catch", b"endswitch"}
        lost = [word[0] for word in words if not inside[word.start()] and word[0] not in keywords]
        assert (path.name, lost) == (path.name, [])


def covered(file: MatlabFile) -> Iterator[tuple[int, int]]:
    for node in file.walk():
        leaf = next(syntax.children(node), None) is None and not isinstance(node, syntax.Block)
        if leaf or isinstance(node, (syntax.Parameter, syntax.Declaration)):
            yield node.span.start, node.span.end
        if isinstance(node, syntax.Field):
            yield node.span.end - len(node.name), node.span.end
        if isinstance(node, (Function, syntax.Anonymous)):
            yield node.span.start, node.body.span.start


def test_code_may_be_put_behind_every_statement_and_at_both_ends_of_every_block(tmp_path: Path) -> None:
    """The places of statements are exact: what is put in between leaves code that Octave can parse."""
    octave = find_octave().path
    if octave is None:
        pytest.skip("needs Octave")
    changed = [changed_source(read(path), b"zz_ = 1") for path in SOURCES]
    for number, source in enumerate(changed):
        (tmp_path / f"f{number}.m").write_bytes(source)
    script = f"for k = 0:{len(changed) - 1}, __parse_file__(fullfile(pwd, sprintf('f%d.m', k))); end, disp('parsed')"
    answer = subprocess.run([octave, "--norc", "--eval", script], cwd=tmp_path, capture_output=True, text=True)
    assert answer.stdout.endswith("parsed\n"), answer.stderr
    for path, source in zip(SOURCES, changed, strict=True):
        before, after = (sum(isinstance(n, syntax.Assignment) for n in f.walk()) for f in (read(path), parse(source)))
        assert (path.name, after - before) == (path.name, source.count(b"zz_"))


def changed_source(file: MatlabFile, code: bytes) -> bytes:
    places: dict[int, bytes] = {}
    for node in file.walk():
        match node:
            case syntax.ExpressionStatement() | syntax.Assignment() | syntax.Command():
                ended = node.after > node.span.end
                places[node.after] = b" " + code + b";" if ended else b", " + code + b";"
            case syntax.While(body=body) | syntax.For(body=body) | syntax.Branch(body=body):
                places.setdefault(body.span.start, b", " + code + b"; ")
            case syntax.Jump() | syntax.If():
                places.setdefault(node.span.start, code + b"; ")
    source = file.source
    for place in sorted(places, reverse=True):
        source = source[:place] + places[place] + source[place:]
    return source


# -- places


def test_places_of_statements_and_expressions() -> None:
    file = parse("x = 1;\n  größe = [1 2 ...\n 3]';  y\n".replace("größe", "g"))
    first, second, third = file.statements
    assert [file.text_of(part) for part in file.statements] == ["x = 1", "g = [1 2 ...\n 3]'", "y"]
    assert first.span == (0, 5, 1, 1, 1)
    assert (second.span.line, second.span.column, second.span.end_line) == (2, 3, 3)
    assert (third.span.line, third.span.column) == (3, 8)
    assert isinstance(first, syntax.Assignment)
    assert (first.after, first.prints, file.text_of(first.operator_span)) == (6, False, "=")
    assert isinstance(third, syntax.ExpressionStatement) and third.prints


def test_offsets_count_bytes_and_columns_count_characters() -> None:
    file = parse("a = 'größe'; b = 2;")
    second = file.statements[1]
    assert (second.span.start, second.span.column, file.text_of(second)) == (15, 14, "b = 2")
    text = next(node for node in file.walk() if isinstance(node, syntax.Text))
    assert text.value == "größe"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_ends_of_lines_and_byte_order_marks(ends: str) -> None:
    code = "\ufefffunction y = f(x)\n% help\n%{\nblock\n%}\nif x\n  y = [1 2\n 3 4];\nend\n".replace("\n", ends)
    file = parse(code)
    (function,) = file.functions
    assert file.not_understood == ()
    (condition,) = function.body.statements
    assert (function.span.line, condition.span.line, condition.span.end_line) == (1, 6, 9)
    assert not file.declares_script


def test_a_source_in_latin_1() -> None:
    file = parse("x = 'gr\xf6\xdfe'; % \xf6\ny = 1;\n".encode("latin-1"))
    (text,) = (node for node in file.walk() if isinstance(node, syntax.Text))
    assert (text.value, file.statements[1].span.line) == ("größe", 2)


def test_blocks_reach_from_the_head_to_the_word_that_ends_them() -> None:
    file = parse("if a, x = 1; elseif (b) y = 2; else z = 3; end\nfor (k = 1:3) k, end\nwhile c d, end\n")
    condition, loop, other = file.statements
    assert isinstance(condition, syntax.If) and isinstance(loop, syntax.For) and isinstance(other, syntax.While)
    assert [file.text_of(branch.body) for branch in condition.branches] == [", x = 1; ", " y = 2; "]
    assert condition.otherwise is not None
    assert file.text_of(condition.otherwise) == " z = 3; "
    assert [file.text_of(loop.body), file.text_of(other.body)] == [" k, ", " d, "]
    assert [file.text_of(branch) for branch in condition.branches] == ["if a, x = 1; ", "elseif (b) y = 2; "]


# -- statements

KINDS = [
    ("x = 1;", syntax.Assignment),
    ("x(2).y{3} = 1;", syntax.Assignment),
    ("[a, ~, b{2}] = f(x);", syntax.Assignment),
    ("[a b] = f(x);", syntax.Assignment),
    ("x += 1", syntax.Assignment),
    ("x(2) .*= y", syntax.Assignment),
    ("x++;", syntax.Assignment),
    ("x(3)--;", syntax.Assignment),
    ("x(3) ++", syntax.Assignment),
    ("++x", syntax.Assignment),
    ("x;", syntax.ExpressionStatement),
    ("x'", syntax.ExpressionStatement),
    ("f (1);", syntax.ExpressionStatement),
    ("a - b", syntax.ExpressionStatement),
    ("a-b", syntax.ExpressionStatement),
    ("!a", syntax.ExpressionStatement),
    ("'text'", syntax.ExpressionStatement),
    ("3 -4", syntax.ExpressionStatement),
    ("hold on", syntax.Command),
    ("axis([0 1 2 3])", syntax.ExpressionStatement),
    ("print -dpng 'a b.png' % comment", syntax.Command),
    ("cd ..", syntax.Command),
    ("if a b, end", syntax.If),
    ("if (a) b; else c; endif", syntax.If),
    ("if a == 1 && ~b, c, elseif d e, else, f, end", syntax.If),
    ("if a -1, b, end", syntax.If),
    ("for k = 1:3 k, end", syntax.For),
    ("for (k = [1 -2]) k, endfor", syntax.For),
    ("parfor (k = 1:3, 4) k, end", syntax.For),
    ("while (a < 4) a++; end", syntax.While),
    ("while true if a, break, end, endwhile", syntax.While),
    ("do x++; until x > 3", syntax.DoUntil),
    ("do\nx = 1;\ndo y--; until y <3\nuntil (x == y);", syntax.DoUntil),
    ("switch a, case 1, b; case {2, 'c'}, d; otherwise, e; end", syntax.Switch),
    ("switch (a)\n case 'x'\n  b\n endswitch", syntax.Switch),
    ("try\n a\ncatch\n b\nend", syntax.Try),
    ("try, a; catch err, b; end_try_catch", syntax.Try),
    ("try, a; catch disp(1), end", syntax.Try),
    ("unwind_protect, a, unwind_protect_cleanup, b, end_unwind_protect", syntax.UnwindProtect),
    ("unwind_protect\n a;\nunwind_protect_cleanup\n b;\nend_unwind_protect", syntax.UnwindProtect),
    ("global a b", syntax.Declaration),
    ("persistent n = 0;", syntax.Declaration),
    ("persistent n = [1 2] m = (3)", syntax.Declaration),
    ("return;", syntax.Jump),
    ("spmd\n a;\nend", syntax.Spmd),
    ("properties = 3;", syntax.Assignment),
    ("events(3) = x.methods.end;", syntax.Assignment),
]


@pytest.mark.parametrize(("code", "kind"), KINDS)
def test_statements(code: str, kind: type) -> None:
    file = parse(code)
    assert [type(part) for part in file.parts] == [kind]
    assert file.not_understood == ()
    assert file.text_of(file.parts[0]) == code.partition(" %")[0].rstrip(";")


@pytest.mark.parametrize(
    ("code", "target", "operator", "value"),
    [
        ("x += 1 - 2;", "x", "+=", "(1 - 2)"),
        ("x.y(k) ^= 2", "x.y(k)", "^=", "2"),
        ("x |= y", "x", "|=", "y"),
        ("a = b = 3", "a", "=", "(b = 3)"),
        ("a += b = 3", "a", "+=", "(b = 3)"),
        ("a = (b += 3) + 1", "a", "=", "(((b += 3)) + 1)"),
        ("a = {@(x) x +1, 2}", "a", "=", "{(@(x) (x + 1)), 2}"),
        ("a.b{1}{2}(3).c = d.(e).f(1)", "a.b{1}{2}(3).c", "=", "d.(e).f(1)"),
        ("a = b.c(1).(d){2}.e", "a", "=", "b.c(1).(d){2}.e"),
        ("a = f(Name=3, 'x')", "a", "=", "f((Name = 3), 'x')"),
        ("a = [1 2 % three\n 4 5 # six\n];", "a", "=", "[1, 2; 4, 5]"),
        ("a = {1, ...\n 2, ... two\n 'x' ; 3 ...\n 4 5};", "a", "=", "{1, 2, 'x'; 3, 4, 5}"),
        ("a = [ ];", "a", "=", "[]"),
        ("a = [1, 2, ; ; 3];", "a", "=", "[1, 2; 3]"),
        ("a = @sin;", "a", "=", "@sin"),
        ("a = @() disp('x');", "a", "=", "(@() disp('x'))"),
        ("a = b(:, end, ~c);", "a", "=", "b(:, end, (~c))"),
        ("a = linestyle{mod (g - 1, numel (c)) + 1};", "a", "=", "linestyle{(mod((g - 1), numel(c)) + 1)}"),
        ("a = plus@top(b);", "a", "=", "plus@top(b)"),
        ("a = b.end + x.if;", "a", "=", "(b.end + x.if)"),
        ("a = 0x1Fu8 + 1_000i;", "a", "=", "(0x1Fu8 + 1_000i)"),
    ],
)
def test_assignments(code: str, target: str, operator: str, value: str) -> None:
    found = statement(code)
    assert isinstance(found, syntax.Assignment)
    assert ([*map(rendered, found.targets)], found.operator) == ([target], operator)
    assert rendered(found.value) == value


def test_steps() -> None:
    for code in ("x(2)++;", "x(2)--", "--x(2)"):
        found = statement(code)
        assert isinstance(found, syntax.Assignment)
        assert (found.operator in ("++", "--"), found.value, rendered(found.targets[0])) == (True, None, "x(2)")
    nested = statement("y = x{i++};")
    assert [type(node).__name__ for node in walk(nested)][-2:] == ["NestedAssignment", "Name"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("disp '   as it is'", ("'   as it is'",)),
        ("hold on;", ("on",)),
        ("print -dpng 'a b.png' # comment", ("-dpng", "'a b.png'")),
        ("format long, x", ("long",)),
        ("warning off all", ("off", "all")),
        ("x -1", ("-1",)),
        ("x = 3; x -1", None),
        ("disp - x", None),
        ("x ==1", ("==1",)),
        ("x (1)", None),
        ("a' b'", None),
    ],
)
def test_commands(code: str, words: tuple[str, ...] | None) -> None:
    found = [part for part in parse(code).statements if isinstance(part, syntax.Command)]
    assert [part.words for part in found] == ([words] if words else [])


def test_comments_of_all_kinds() -> None:
    code = "x = 1; % a\n# b\n#{\nc\n%{\nd\n%}\ne\n#}\ny = '%'; z = \"#\"; w = v'; % f'\n%{ g\nu = [1 ... h\n 2]; #! i\n"
    file = parse(code)
    assert file.not_understood == ()
    assert [rendered(part.targets[0]) for part in file.statements if isinstance(part, syntax.Assignment)] == [*"xyzwu"]
    texts = [file.source[start:end].decode().split("\n")[0] for start, end in file.comments]
    assert texts == ["% a", "# b", "#{", "% f'", "%{ g", " h", "#! i"]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("'it''s'", "it's"),
        (r'"a\tb\"c\\"', 'a\tb"c\\'),
        ('"say ""x"""', 'say "x"'),
        (
            r'"\x41\102\
c"',
            "ABc",
        ),
        (r"'a\n'", r"a\n"),
        ('"C:\\"', "C:\\"),
        ("''", ""),
    ],
)
def test_texts(code: str, value: str) -> None:
    found = statement(f"x = {code};")
    assert isinstance(found, syntax.Assignment) and isinstance(found.value, syntax.Text)
    assert found.value.value == value


# -- what cannot be read is said


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("x = 1;\ny = (2;\nz = 3;\n", [2]),
        ("x = 1;\ny = * 2;\n", [2]),
        ("if x\n y = 1;\n", [1]),
        ("x = {@(x) x 2};\ny = 1;\n", [1]),
        ("x = 'open;\ny = 1;\n", [1]),
        ("x = a'(1);\n", [1]),
        ("function y = f(x)\ny = x $ 2;\nend\n", [2]),
    ],
)
def test_what_is_not_understood_has_a_place(code: str, lines: list[int]) -> None:
    file = parse(code)
    assert [node.span.line for node in file.not_understood][:1] == lines
    assert all(node.text == file.text_of(node) for node in file.not_understood)


def test_what_stands_around_it_is_understood() -> None:
    file = parse("function y = f(x)\na = 1;\ny = x $ 2;\nb = 2;\nend\n")
    (function,) = file.functions
    names = [type(part).__name__ for part in function.body.statements]
    assert names == ["Assignment", "NotUnderstood", "Assignment"]
    assert [node.text for node in file.not_understood] == ["y = x $ 2"]


# -- functions, scripts, classes

FUNCTIONS = """% Above.
function [a, b] = f(x, ~, varargin)
% F  First line.
%   Second line.

% not the help
a = x; b = g(a);
  function z = inner(w)
    z = w + x;
  end
end

# Help of g.
function y = g (x = 3, n = [1, 2])
  y = x;
endfunction
function h
end
function s = set.Size(s, v)
end
"""


def test_functions() -> None:
    file = parse(FUNCTIONS)
    assert not file.declares_script
    assert [function.name for function in file.functions] == ["f", "g", "h", "set.Size"]
    first, second, *_ = file.functions
    assert [parameter.name for parameter in first.parameters] == ["x", "~", "varargin"]
    assert (first.outputs, first.help, first.has_end) == (("a", "b"), "F  First line.\n  Second line.", True)
    assert [function.name for function in first.functions] == ["inner"]
    assert [len(first.body.statements), first.span.line, first.span.end_line] == [2, 2, 11]
    assert [rendered(p.default) for p in second.parameters if p.default] == ["3", "[1, 2]"]
    assert second.help == "Help of g."
    assert [function.name for function in file.all_functions()] == ["f", "inner", "g", "h", "set.Size"]


def test_functions_without_end() -> None:
    file = parse("function a = f(x)\nif x\n a = g(x);\nend\n\nfunction b = g(y)\nb = y; % c\n\n")
    assert [(f.name, f.span.line, f.span.end_line, f.has_end) for f in file.functions] == [
        ("f", 1, 4, False),
        ("g", 6, 7, False),
    ]


def test_a_script_may_define_functions() -> None:
    file = parse("1;\nfunction y = f(x)\ny = x;\nend\nz = f(2);\n")
    assert file.declares_script
    assert [type(part).__name__ for part in file.parts] == ["ExpressionStatement", "Function", "Assignment"]
    assert parse("% only a comment\n").declares_script


@pytest.mark.parametrize(
    "code", ["if x > 1  return end", "while true break end", "if x(1) == 2 continue, end", "if a' return, end"]
)
def test_what_leaves_may_follow_a_condition_and_an_end_it(code: str) -> None:
    file = parse(f"for k = 1:3\n{code}\ny = 1;\nend\n")
    assert file.not_understood == ()
    (loop,) = file.parts
    assert isinstance(loop, syntax.For)
    assert len(loop.body.statements) == 2


def test_a_class() -> None:
    file = parse(
        "classdef A < handle & b.C\nproperties (Access = private)\n x = 1\n y (1,1) double = 3\n z\nend\n"
        "events\n changed\nend\nenumeration\n red (1)\n blue\nend\n"
        "methods\nfunction obj = A(v)\n obj = obj@handle(v);\nend\nr = elsewhere(obj)\nend\n"
        "methods (Static)\nfunction y = g(x), y = x; end\nend\nend\n"
    )
    (found,) = file.classes
    assert file.not_understood == ()
    assert (found.name, found.superclasses, found.events) == ("A", ("handle", "b.C"), ("changed",))
    assert found.enumeration == ("red", "blue")
    assert [(p.name, p.default and rendered(p.default)) for p in found.properties] == [
        ("x", "1"),
        ("y", "3"),
        ("z", None),
    ]
    assert [method.name for method in found.methods] == ["A", "g"]


def test_an_arguments_block() -> None:
    (function,) = parse("function f(x)\narguments\n x (1,1) double = 3\nend\ny = x;\nend\n").functions
    block, assignment = function.body.statements
    assert isinstance(block, syntax.Arguments) and isinstance(assignment, syntax.Assignment)
    assert [(p.name, rendered(p.default)) for p in block.properties if p.default] == [("x", "3")]


# -- names


@pytest.mark.parametrize(
    ("code", "stores", "reads"),
    [
        ("x = y;", "x", "y"),
        ("x(i, :) = y(1);", "x", "x i y"),
        ("[a, b.c, ~] = f(d, 'text');", "a b", "b f d"),
        ("s.name{2} = x';", "s", "s x"),
        ("x += 1", "x", "x"),
        ("x++", "x", "x"),
        ("if x == y, z = 1; end", "z", "x y"),
        ("for k = 1:n, s = s + k; end", "k s", "n s k"),
        ("global A B", "A B", ""),
        ("persistent n = m", "n", "m"),
        ("disp('x = 1')", "", "disp"),
        ("f = @(x) x + c;", "f", "c"),
        ("f = @sin;", "f", "sin"),
        ("a = b = c;", "a b", "c"),
        ("s.x = s.y.z;", "s", "s"),
        ("x.(n) = 1;", "x", "x n"),
        ("hold on", "", "hold"),
        ("try, x = f; catch err, disp(err), end", "err x", "f disp err"),
    ],
)
def test_what_a_statement_stores_and_reads(code: str, stores: str, reads: str) -> None:
    found = statement(code)
    assert (stored_names(found), read_names(found)) == (stores.split(), reads.split())


def test_what_the_head_of_a_block_reads() -> None:
    assert [read_names(part) for part in head_of(statement("while x < n, x = x + c; end"))] == [["x", "n"]]
    assert [read_names(part) for part in head_of(statement("switch x, case 1, y; end"))] == [["x"]]
    assert [read_names(part) for part in head_of(statement("y = x;"))] == [["x"]]


def test_calls_and_variables_of_a_file() -> None:
    file = parse(FUNCTIONS)
    assert file.calls == {"g"}
    assert {"x", "a", "b", "y", "n"} <= file.variables
    script = parse("x = f(1);\ny = x(2) + g.h;\nz = @k;\n")
    assert (set(script.calls), set(script.variables)) == ({"f", "g", "k"}, {"x", "y", "z"})
    assert called_names(script.statements[1], ["x"]) == ["g"]


def test_names_include_keywords_and_words_but_no_fields() -> None:
    file = parse("persistent n\nx.field = f(1); hold on\n% comment\ny = 'text';\n")
    assert file.names == {"persistent", "n", "x", "f", "hold", "on", "y"}


def test_targets_without_a_name() -> None:
    assert base_name(parse("[~] = f();").statements[0].targets[0]) is None  # type: ignore[union-attr]


def test_the_same_source_is_parsed_once() -> None:
    assert parse("x = 1;") is parse(b"x = 1;")


def test_only_one_module_knows_the_grammar() -> None:
    importers = [path.name for path in (ROOT / "matdrop").rglob("*.py") if "import tree_sitter" in path.read_text()]
    assert importers == ["matlab_expressions.py"]


def test_long_sums_and_long_texts() -> None:
    file = parse(f"x = {' + '.join(f'y{k}' for k in range(3000))};\n")
    assert file.not_understood == ()
    assert len(read_names(file.statements[0])) == len([*file.walk()]) // 2 == 3000
    text, cell = '"' + "abc " * 300 + '"', "{" + "1, " * 300 + "2}"
    long = parse(f"y = [{text}' {cell}{{1}} {text}(2)];\n")
    (row,) = long.statements[0].value.rows  # type: ignore[union-attr]
    assert [long.text_of(item) for item in row] == [f"{text}'", f"{cell}{{1}}", f"{text}(2)"]


def test_a_block_comment_behind_a_catch() -> None:
    file = parse("try\n a;\ncatch\n%{\nno code\n%}\n b;\nend\n")
    assert file.not_understood == ()
    assert file.names == {"try", "a", "catch", "b", "end"}


def test_what_a_file_declares_is_known_without_parsing_it() -> None:
    file = parse("function y = unparsed(x)\ny = helper(x);\nend\n")
    assert (file.declares_script, "helper" in file.names, "parts" in vars(file)) == (False, True, False)
