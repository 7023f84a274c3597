"""Whole ports: what is written, what is marked, what is refused."""

from pathlib import Path

import pytest

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.engines.octave_session import Octave
from matdrop.translate.observation import Observation, observe
from matdrop.translate.port import write_port
from matdrop.translate.proof import Proof, judge_port, port_and_prove


def cases_of(
    folder: Path, source: str, *arguments: tuple[str, ...], seed: int | None = None, name: str = "f"
) -> list[Case]:
    file = folder / f"{name}.m"
    if source:
        file.write_text(source)
    pair = pair_of(file, "")
    return [Case(pair, f"case_{k}", args, seed) for k, args in enumerate(arguments, 1)]


def proof_of(
    octave: Octave, folder: Path, source: str, *arguments: tuple[str, ...], seed: int | None = None, tries: int = 0
) -> Proof:
    return port_and_prove(cases_of(folder, source, *arguments, seed=seed), octave, tries=tries)


def body_of(proof: Proof) -> list[str]:
    """The lines of the last function behind its docstring."""
    lines = proof.port.text.splitlines()
    start = max(number for number, line in enumerate(lines) if line.strip() == '"""')
    return [line.strip() for line in lines[start + 1 :]]


def test_numeric_code_reads_like_a_port_by_hand(octave: Octave, tmp_path: Path) -> None:
    source = """function J = f(X, y, theta)
m = length(y);
e = X * theta - y;
J = (e' * e) / (2 * m);
end
"""
    proof = proof_of(octave, tmp_path, source, ("[1 2; 3 4; 5 6]", "[1; 2; 3]", "[0.5; 1]"))
    assert proof.is_proven
    assert body_of(proof) == [
        "# function J = f(X, y, theta)",
        "m = y.size  # m = length(y);",
        "e = X @ theta - y  # e = X * theta - y;",
        "J = (e.T @ e / (2 * m)).item()  # J = (e' * e) / (2 * m);",
        "return J",
    ]


def test_the_lines_of_matlab_may_be_left_out(octave: Octave, tmp_path: Path) -> None:
    source = "function s = f(X)\n% of all\ndisp(X(1))\n% twice\ns = 2 * sum(X);\nend\n"
    cases = cases_of(tmp_path, source, ("[1 2; 3 4]",))
    proof = port_and_prove(cases, octave, tries=0, style="numpy")
    assert proof.is_proven
    assert "# twice" in body_of(proof)
    assert not any("s = 2 * sum(X);" in line for line in body_of(proof))
    assert any(line.endswith("# along dimension 1 in all cases") for line in body_of(proof))


def test_what_cannot_be_translated_raises_at_its_line(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\ny = x + 1;\nif x > 5\n  y = triplequad(x, 1, 2);\nend\nend\n"
    proof = proof_of(octave, tmp_path, source, ("2",))
    assert [(line.line, line.reason) for line in proof.port.untranslated] == [
        (4, "the function triplequad is not known")
    ]
    assert proof.is_proven  # no case reaches the line
    assert 'raise NotImplementedError("line 4: y = triplequad(x, 1, 2);")' in body_of(proof)


def test_a_part_of_a_line_that_no_case_reaches_may_have_no_translation(octave: Octave, tmp_path: Path) -> None:
    source = """function y = f(x)
if x > 5
  y = 1;
elseif x > 4 && triplequad(x, 1)
  y = 2;
elseif x < 0
  y = 3;
elseif x == 4 || x > 4.5
  g = @(a) triplequad(a, 2);
  y = g(x);
else
  y = 5;
end
end
"""
    proof = proof_of(octave, tmp_path, source, ("2",), ("-1",), ("7",))
    assert sorted(line.line for line in proof.port.untranslated) == [4, 9]
    assert proof.is_proven
    assert 'elif x > 4 and not_translated("line 4: triplequad(x, 1)"):  # elseif x > 4 && triplequad(x, 1)' in body_of(
        proof
    )
    source = source.replace("triplequad(x, 1)", "any(list_primes(2))")
    assert not proof_of(octave, tmp_path, source, ("4.2",)).agrees


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("eval(x);", "eval runs text as code: write the statement that it is"),
        ("settings", "settings is a script that returns early, or has functions of its own: make it a function"),
    ],
)
def test_what_has_no_translation_says_what_to_do(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "f.m").write_text(f"function y = f(x)\n{line}\ny = x;\nend\n")
    (tmp_path / "settings.m").write_text("k = 3;\nif k > 2, return, end\n")
    port = write_port(tmp_path / "f.m", Observation((tmp_path / "f.m", tmp_path / "settings.m")))
    assert [(entry.line, entry.reason) for entry in port.untranslated] == [(2, reason)]
    assert f"# TODO: not translated: {reason}" in port.text


def test_a_format_is_an_f_string_where_its_values_cannot_be_shown_otherwise(octave: Octave, tmp_path: Path) -> None:
    source = """function s = f(t, x)
fprintf('%s: %d of {%3d}\\n', t, 1, numel(x));
s = [sprintf('"%-5s"', t) sprintf(' %d', x(1))];
if isempty(t), error('f:empty', '%s is empty: %d', t, numel(x)); end
end
"""
    proof = proof_of(octave, tmp_path, source, ("'ab'", "[3 1]"))
    assert proof.is_proven
    shown = [line.partition("  #")[0].strip() for line in body_of(proof)]
    assert 'print(f"{t}: {1} of {{{x.size:3}}}")' in shown
    assert 's = f"\\"{t:5}\\"" + sprintf(" %d", x[0, 0])' in shown  # x(1) may have a fraction
    assert 'raise_with_identifier("f:empty", f"{t} is empty: {x.size}")' in shown


def test_a_dimension_that_a_variable_holds_is_taken_from_it(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x, d, w)\ny = sum(x, d) + std(x, w, d);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2; 3 5]", "1", "0"))
    assert proof.is_proven
    others = cases_of(tmp_path, "", ("[1 2; 3 5]", "2", "1"), ("[1 2; 3 5]", "1", "1"))
    assert [result.verdict for result in judge_port(proof.port, others, octave)] == ["PASS", "PASS"]


def test_what_may_become_complex_is_conjugated(octave: Octave, tmp_path: Path) -> None:
    proof = proof_of(octave, tmp_path, "function y = f(x)\nr = sqrt(x);\ny = r' * r;\nend\n", ("[1; 4]",))
    (result,) = judge_port(proof.port, cases_of(tmp_path, "", ("[-1; 4]",)), octave)
    assert result.verdict == "PASS"


def test_functions_of_one_name_in_two_files_are_told_apart(octave: Octave, tmp_path: Path) -> None:
    (tmp_path / "g.m").write_text("function y = g(x)\ny = part(x);\nend\nfunction y = part(x)\ny = 10 * x;\nend\n")
    source = "function y = f(x)\ny = g(x) + part(x);\nend\nfunction y = part(x)\ny = x + 1;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("2",))
    assert proof.is_proven
    assert "def part_of_g(x):" in proof.port.text


def test_branches_that_no_case_reaches_are_marked(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\nif x > 0\n  y = 1;\nelse\n  y = 2;\nend\nend\n"
    marked = "# not reached by any case"
    assert body_of(proof_of(octave, tmp_path, source, ("2",))).count(marked) == 1
    assert body_of(proof_of(octave, tmp_path, source, ("2",), ("-2",))).count(marked) == 0


def test_an_axis_that_rests_on_the_cases_is_marked(octave: Octave, tmp_path: Path) -> None:
    source = "function s = f(X)\ns = sum(X);\nend\n"
    one = proof_of(octave, tmp_path, source, ("[1 2; 3 4]",))
    assert "s = np.sum(X, axis=0, keepdims=True)  # s = sum(X);  (along dimension 1 in all cases)" in body_of(one)
    both = proof_of(octave, tmp_path, source, ("[1 2; 3 4]",), ("[1 2 3]",))
    assert both.is_proven
    assert "first_axis(X)" in both.port.text


@pytest.mark.parametrize(
    ("source", "arguments"),
    [
        ("function y = f(x)\ny = [];\nfor k = 1:3\n y(end+1) = k * x;\nend\nend\n", ("2",)),
        ("function y = f(x)\nfor k = 1:3\n y(k) = k * x;\nend\nend\n", ("2",)),
        ("function y = f(x)\ny = x;\ny(2) = [];\ny(y > 3) = 0;\nend\n", ("[1 2 3 4 5]",)),
        ("function s = f(x)\ns.a = x;\ns.b.c = {x, 'text'};\ns.b.c{3} = 1;\nend\n", ("2",)),
        ("function [a, b] = f(x)\n[a, b] = g(x);\nend\nfunction [p, q] = g(u)\np = u + 1;\nq = -u;\nend\n", ("5",)),
        ("function y = f(x)\ny = g(x) + 1;\n function u = g(v)\n  u = 2 * v;\n end\nend\n", ("5",)),
        ("function y = f(x, n)\nif nargin < 2\n n = 3;\nend\ny = x * n;\nend\n", ("2",)),
        ("function y = f(x)\ny = x + uint8(100);\nend\n", ("uint8([100 200])",)),
        ("function y = f(k)\nswitch k\n case {'a', 'b'}\n  y = 1;\n otherwise\n  y = 3;\nend\nend\n", ("'b'",)),
        ("function y = f(x)\ntry\n error('no');\ncatch err\n y = err.message;\nend\nend\n", ("1",)),
        ("function y = f(varargin)\ny = numel(varargin) + varargin{1};\nend\n", ("1", "5")),
        ("function y = f(x)\ng = @(t) t * x;\nx = 100;\ny = g(3);\nend\n", ("2",)),
        ("function y = f(n)\ny = rand(n, 2) + randn(n, 1);\nend\n", ("3",)),
        ("function y = f(x)\nk = 0;\nwhile true\n k = k + 1;\n if k > x, break, end\nend\ny = k;\nend\n", ("4",)),
        ("function [x, y] = f(x)\ny = x;\ny(1) = 5;\nend\n", ("[1 2 3]",)),
        (
            # Functions that share variables.
            "function y = f(x)\nn = 0; s = [];\nadd(3); add(x);\ny = sum(s) + n;\n"
            "  function add(v)\n    n = n + 1;\n    s(end+1) = v * n;\n  end\nend\n",
            ("2",),
        ),
        (
            # Lists of values, as arguments and in brackets; struct arrays.
            "function y = f(x)\nc = {x, 2*x, 3*x};\ny = g(c{2:end}) + g(c{1:2}) + max(cat(2, c{:}));\n"
            "s = struct('a', {x, 3});\ny = y + sum([s.a]) + sum([x c{:} 7]) + numel({c{:}, 5});\nend\n"
            "function z = g(a, b)\nz = a - b;\nend\n",
            ("2",),
        ),
        (
            # What grows in two dimensions, and has one size before and after all the same.
            "function [d, A] = f(n)\nfor i = 1:n\n for j = 1:3\n  d{i,j} = i + j; A(i,j) = i * j;\n end\nend\n"
            "d = d{2,3};\nend\n",
            ("2",),
        ),
        # Options that no case gives.
        (
            "function [b, i] = f(a, varargin)\n[b, i] = sort(a, varargin{:});\nb = max(b, varargin{:});\nend\n",
            ("[3 1]",),
        ),
        # A number in which is stored where a mask is true.
        ("function y = f(a, b)\ny = 0;\ny(a > b) = 1;\ny(a < b) = -1;\nend\n", ("3", "2")),
    ],
)  # fmt: skip
def test_statements_pass(octave: Octave, tmp_path: Path, source: str, arguments: tuple[str, ...]) -> None:
    proof = proof_of(octave, tmp_path, source, arguments, seed=1)
    assert [result.error or result.outputs for result in proof.results if result.verdict != "PASS"] == []


def test_global_numbers_are_numbers_in_each_function(octave: Octave, tmp_path: Path) -> None:
    source = """function y = f(x)
global step
step = 2;
y = g(x);
end
function y = g(x)
global step
y = zeros(1, 3);
y(2) = step * x;
end
"""
    assert proof_of(octave, tmp_path, source, ("4",)).agrees


def test_a_handle_by_feval_gives_numbers_and_columns(octave: Octave, tmp_path: Path) -> None:
    source = "function u = f(g, x)\nu = zeros(numel(x), 2);\nu(:, 1) = feval(g, x);\nu(:, 2) = x;\nend\n"
    assert proof_of(octave, tmp_path, source, ("@(x) -x", "[1; 0]"), ("@(x) 2 * x", "3")).agrees


def test_a_field_that_begins_in_a_loop_is_made_there(octave: Octave, tmp_path: Path) -> None:
    source = "function s = f(n)\ns.n = n;\nfor k = 2:n\ns.W{k - 1} = ones(k) * k;\ns.p{k} = k;\nend\nend\n"
    assert proof_of(octave, tmp_path, source, ("3",), ("4",)).agrees


def test_what_begins_by_a_part_has_the_class_of_its_parts(octave: Octave, tmp_path: Path) -> None:
    source = """function [u, z, r] = f(x)
for k = 1:2
    u(:, k) = uint8(x) * k;
    z(:, :, k) = x * (1 + k * 1i);
    [r(k, 1), r(k, 2)] = g(x);
end
end
function [a, b] = g(x)
a = sum(x);
b = max(x);
end
"""
    assert proof_of(octave, tmp_path, source, ("[100; 200; 7]",)).agrees


def test_what_is_made_with_a_size_is_an_array_where_the_cases_have_one_element(octave: Octave, tmp_path: Path) -> None:
    source = "function v = f(n)\nv = zeros(1, n);\nfor i = 1:n\n  v(i) = i ^ 2 + 0.5;\nend\nend\n"
    proof = proof_of(octave, tmp_path, source, ("1",))
    longer = cases_of(tmp_path, source, ("3",), ("4",))
    assert [result.verdict for result in judge_port(proof.port, longer, octave)] == ["PASS", "PASS"]


def test_what_grows_is_an_array_where_the_cases_have_one_element(octave: Octave, tmp_path: Path) -> None:
    source = "function v = f(n)\nfor i = 1:n\n  v(i) = i ^ 2 + 0.5;\nend\nend\n"
    proof = proof_of(octave, tmp_path, source, ("1",))
    longer = cases_of(tmp_path, source, ("3",), ("4",))
    assert [result.verdict for result in judge_port(proof.port, longer, octave)] == ["PASS", "PASS"]


def test_an_output_without_a_value_at_an_early_return_is_none(octave: Octave, tmp_path: Path) -> None:
    source = "function [a, b] = f(x)\nif x > 3\n  a = 1;\n  return\nend\nb = x;\na = 2 * b;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("2",))
    assert "b = None" in body_of(proof)


def test_a_function_is_asked_for_the_outputs_that_are_ignored(octave: Octave, tmp_path: Path) -> None:
    source = "function n = f(x)\n[n, ~] = size(x);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2 3; 4 5 6]",))
    assert proof.is_proven
    assert "n = x.shape[0]  # [n, ~] = size(x);" in body_of(proof)


def test_a_number_of_an_integer_class_keeps_its_class(octave: Octave, tmp_path: Path) -> None:
    source = "function k = f(x)\nk = uint32(find(x > 2));\nend\n"
    assert proof_of(octave, tmp_path, source, ("[1 3 2]",), ("[5 1]",)).is_proven


def test_the_length_of_nothing_is_0_whatever_its_shape(octave: Octave, tmp_path: Path) -> None:
    source = "function n = f(x)\nn = length(find(x > 3));\nend\n"
    assert proof_of(octave, tmp_path, source, ("[1 2 5]",), ("[1 2 3]",), ("[1; 2]",), ("[4; 5]",)).is_proven


def test_a_line_says_that_one_place_was_found_in_all_cases(octave: Octave, tmp_path: Path) -> None:
    source = "function k = f(x)\nk = find(x > 2);\nend\n"
    (line,) = [line for line in body_of(proof_of(octave, tmp_path, source, ("[1 3 2]",))) if line.startswith("k =")]
    assert line.endswith("(one element in all cases)")


def test_a_truth_value_may_be_a_mask_of_what_may_be_longer(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\ny = x;\nk = x > 2;\ny(k) = sqrt(y(k)) .* x(k) + 0.5;\nend\n"
    assert proof_of(octave, tmp_path, source, ("3",), ("1",)).is_proven


OPTIONS = """function [y, z] = f(x, varargin)
routine = dbstack;
assert(nargin >= 1, 'Type ''help %s''', routine(1).name);
p = inputParser;
p.KeepUnmatched = true;
addRequired(p, 'x', @isnumeric);
addOptional(p, 'power', 2, @(k) isnumeric(k) && k > 0);
addParameter(p, 'Scale', ones(size(x)));
p.addParameter('way', 'sum', @ischar);
p.parse(x, varargin{:});
y = p.Results.Scale .* x .^ p.Results.power;
if strcmp(p.Results.way, 'sum'), y = sum(y); end
z = numel(p.UsingDefaults) + isfield(p.Unmatched, 'colour');
end
"""


def test_options_are_sorted_as_by_an_input_parser(octave: Octave, tmp_path: Path) -> None:
    given = [("[1 2 3]",), ("[1 2 3]", "3", "'scale'", "[1 2 3]"), ("[1 2]", "'Way'", "'all'", "'colour'", "'red'")]
    proof = proof_of(octave, tmp_path, OPTIONS, *given)
    assert proof.is_proven
    assert 'p["rules"].append(("parameter", "Scale", np.ones(x.shape)))' in proof.port.text
    assert "differs from the original" not in proof.port.text  # which functions run is not compared
    others = [("[1 2]", "4"), ("[1 2]", "struct('way', 'all')"), ("[1 2]", "-1"), ("[1 2]", "'way'", "3"), ("'a'",)]
    results = judge_port(proof.port, cases_of(tmp_path, "", *others), octave)
    assert [result.verdict for result in results] == ["PASS", "PASS", "BOTH FAILED", "BOTH FAILED", "BOTH FAILED"]


def test_what_is_passed_on_by_an_anonymous_function_is_a_list(octave: Octave, tmp_path: Path) -> None:
    source = """function y = f(x)
g = @(varargin) part(x, varargin{:});
y = g(2) + g(3, 4);
end
function y = part(x, k, varargin)
y = x * k + numel(varargin);
end
"""
    assert proof_of(octave, tmp_path, source, ("5",)).is_proven


def test_functions_of_octave_may_be_hidden_by_files_of_the_original(octave: Octave, tmp_path: Path) -> None:
    for name in ("index", "isequal", "fullfile", "fileparts", "eps", "fieldnames"):
        (tmp_path / f"{name}.m").write_text(f"function y = {name}()\ny = 1;\nend\n")
    source = "function y = f(b)\nfor k = 1:numel(b)\n  y(k) = size(b{k}, 2);\nend\nend\n"
    observation = observe(cases_of(tmp_path, source, ("{1, [1 2]}",)), octave)
    assert [reference.error for reference in observation.references] == [None]


def test_sparse_matrices_are_filled_grow_and_become_full(octave: Octave, tmp_path: Path) -> None:
    source = """function [a, b, c, d, e, g, h] = f(n)
A = spalloc(n, n, 3*n);
for k = 1:n
  A(k, k) = 2 * k;
  if k < n, A(k, k+1) = 1; A(k + 1, k) = -1; end
end
a = A;
b = A(:, 2);
c = [A(2, 2) + 1, numel(A), isempty(A), nnz(A > 1), A(end)];
d = A .* A + A' - 2 * A;
e = sum(A, 2);
g = [A(1:2, [1 3]); speye(2)] ./ 3 + 1;
A(n + 1, :) = ones(1, n);
A(A(:, 1) == 2, :) = 3;
h = A + spdiags([(1:n)' (n:-1:1)'], [0 1], n + 1, n) + spdiags((1:n)', 1, n, n + 1)';
end
"""
    assert proof_of(octave, tmp_path, source, ("4",), ("5",)).is_proven


def test_lists_are_arguments_and_indices_and_functions_have_names(octave: Octave, tmp_path: Path) -> None:
    source = """function [a, b, c, d, e] = f(x, k)
sz = {2, 3};
a = zeros(sz{:}) + max(sz{:});
idx = repmat({':'}, 1, ndims(x));
idx{2} = k;
b = x(idx{:});
x(idx{:}) = 7;
c = x;
f = @(u, v) u + v;
d = feval(f, sz{:}) + feval('plus', sz{:});
e = f(sz{:});
disp(sz); s.a = 1; disp(s);
g = {@sin, 'cos'};
for j = 1:2
  d = d + feval(g{j}, k(1));
end
end
"""
    given = [("magic(4)", "2"), ("magic(4)", "[1 3]"), ("cat(3, magic(3), ones(3))", "2")]
    assert proof_of(octave, tmp_path, source, *given).is_proven


def test_growth_by_no_index_leaves_an_array_as_it_is(octave: Octave, tmp_path: Path) -> None:
    source = "function h = f(x)\nh(find(x > 0)) = 1;\nh(find(x < 0)) = 2;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 -1 2 -3]",))
    assert [r.verdict for r in judge_port(proof.port, cases_of(tmp_path, "", ("[1 2]",)), octave)] == ["PASS"]


def test_what_was_one_element_in_all_cases_is_marked(octave: Octave, tmp_path: Path) -> None:
    source = "function t = f(p, q)\nd = q - p;\nt = atan2(d(:, 2), d(:, 1));\ns = sum(t);\nt = t + s;\nend\n"
    lines = body_of(proof_of(octave, tmp_path, source, ("[1 2]", "[3 5]")))
    assert [line for line in lines if line.endswith("(one element in all cases)")] == [
        "t = np.arctan2(d[:, [1]], d[:, [0]]).item()  # t = atan2(d(:, 2), d(:, 1));  (one element in all cases)",
        "s = t  # s = sum(t);  (one element in all cases)",
    ]


def test_bits_of_what_is_not_whole_are_those_of_the_nearest(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\ny = [bitget(x, 1), bitand(x, 6), bitshift(abs(x), 1)];\nend\n"
    proof = proof_of(octave, tmp_path, source, ("2.5",), ("3.7",), ("-1",))
    assert [result.error or result.outputs for result in proof.results if result.verdict != "PASS"] == []


def test_masks_keep_the_direction_and_texts_lose_characters(octave: Octave, tmp_path: Path) -> None:
    source = """function [y, s, i, j, z] = f(x, t)
y = x(~isnan(x));
s = t;
s(end - 1:end) = [];
s(s == 'a') = [];
[i, j] = find(x > 3);
z = x(logical(sparse(1, 1, 1, size(x, 1), size(x, 2))));
end
"""
    given = [("[1 NaN 3; 4 5 6]", "'abcd'"), ("[1 0]", "'axay'"), ("[1; 4]", "'bcd'"), ("2", "'aabb'")]
    assert proof_of(octave, tmp_path, source, *given).is_proven


def test_text_that_is_run_as_code_is_the_code_that_the_cases_show(octave: Octave, tmp_path: Path) -> None:
    source = """function [y, z] = f(x)
a = opt('f', 'tol', 0.5);
b = opt('f', 'iter', 3);
eval('y = x + a;');
for k = 1:2
  eval(['z' num2str(k) ' = y * k;']);
end
z = z1 + z2 + b + opt('f', 'tol', 9) + eval('x + 1');
end
function v = opt(f, name, v)
var = [f '_options'];
eval(['global ' var]);
if isempty(eval(var)) || ~isfield(eval(var), name)
  eval([var '.' name ' = v;']);
else
  v = eval([var '.' name]);
end
end
"""
    proof = proof_of(octave, tmp_path, source, ("4",))
    assert proof.is_proven
    assert "raise NotImplementedError(chosen)" in body_of(proof)  # for a text that no case has shown


def test_a_division_by_an_exact_zero_is_marked(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x, n)\ny = (1 ./ sin(x)) / n;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[0 1.5]", "2"))
    (line,) = [line for line in body_of(proof) if line.startswith("y =")]
    assert line.endswith("(by an exact 0 in a case)")


def test_a_divisor_may_be_a_number_or_a_matrix_and_integrands_get_arrays(octave: Octave, tmp_path: Path) -> None:
    source = """function [y, q] = f(x, s)
y = x / s;
q = quadgk(@(t) part(t, s), 0, 1);
end
function v = part(t, s)
v = zeros(size(t));
for k = 1:numel(t)
  v(k) = t(k) ^ 2 + s(1);
end
end
"""
    proof = proof_of(octave, tmp_path, source, ("[1 2 3]", "2"), ("[1 2 3]", "[4 5 6]"))
    assert [result.error or result.outputs for result in proof.results if result.verdict != "PASS"] == []


def test_a_transform_of_nothing_is_nothing(octave: Octave, tmp_path: Path) -> None:
    source = "function [y, z] = f(x)\ny = real(ifft(fft(x)));\nz = abs(fftshift(fft2(x)));\nend\n"
    assert proof_of(octave, tmp_path, source, ("[1 2; 3 5]",), ("[]",)).is_proven


def test_a_range_up_to_less_than_nothing_is_empty(octave: Octave, tmp_path: Path) -> None:
    source = "function [y, z] = f(x, k)\ny = x(1:numel(x) - k);\nz = y(1:end - 1);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2 3 4 7]", "2"))
    assert "y = x[:, : max(int(x.size - k), 0)]" in proof.port.text
    assert [r.verdict for r in judge_port(proof.port, cases_of(tmp_path, "", ("[1 2 3]", "5")), octave)] == ["PASS"]


def test_a_parameter_may_become_sparse_and_lose_columns(octave: Octave, tmp_path: Path) -> None:
    source = """function [A, k] = f(A, n)
rows = (1:numel(A))';
A = sparse(rows, rows, A(:), n, n);
k = sum(A ~= 0) == 0;
A(:, k) = [];
A(1, :) = [];
k = full(k);
end
"""
    assert proof_of(octave, tmp_path, source, ("[1 0 3 4]", "5"), ("[2 2]", "3")).is_proven


def test_handles_of_operators_take_two_values_and_dimensions_may_be_arrays(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x, d)\nif all(size(d) == 1)\n  x = sum(x, d);\nend\ng = @le;\ny = g(x, 5);\nend\n"
    given = [("[1 2; 3 5]", "2"), ("[1 2; 3 5]", "[1 2]")]
    assert proof_of(octave, tmp_path, source, *given).is_proven


def test_what_holds_text_and_numbers_is_indexed_as_what_it_is(octave: Octave, tmp_path: Path) -> None:
    source = """function [y, s] = f(x)
s = '';
if ischar(x)
  s = x(1:2);
  x = double(x(end));
elseif iscell(x)
  s = x{1};
  x = x{2};
  x = x(2);
end
y = x(1) + 1;
end
"""
    proof = proof_of(octave, tmp_path, source, ("'abc'",), ("{'u', [4 5 6]}",), ("[7 8]",), ("[3; 4]",))
    assert [result.error or result.outputs for result in proof.results if result.verdict != "PASS"] == []
    assert "s = x[:2]  # s = x(1:2);" in body_of(proof)


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        ("y = zeros(2,1); y(x>t) = x(x>t);", "y = grown(y, int(np.max(np.flatnonzero((x > t).T) + 1, initial=0)), 1)"),
        ("y = []; for k = 1:3, y(end+1:end+2) = [k t]; end", "y = grown(y, 1, y_at.stop)"),
        ("y = [1 2]; y(end+[1 3]) = [4 t]; y(3,end+1) = t;", "y = grown(y, 3, y_at2 + 1)"),
        ("y = 1; for k = 1:3, y(end+2) = t; end", "y = grown(y, 1, y_at + 1)"),
        ("y = ones(2); y(:,end+1:end+2) = [4 t; t 5];", "y[:, y_at2] = np.array([[4, t], [t, 5]])"),
        ("y = ones(3, 2); y(:,end+1) = t;", "y[:, y_at2] = t"),
        ("y = x'; y(:,end+1) = t; y(end+1,:) = y;", "y = join_blocks([[y, t]])"),
    ],
)
def test_arrays_grow_by_masks_and_beyond_their_end(octave: Octave, tmp_path: Path, lines: str, written: str) -> None:
    source = f"function y = f(x, t)\n{lines}\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1; 2; 3]", "0"), ("[1; 2; 3]", "1"))
    assert proof.is_proven
    assert any(line.startswith(written) for line in body_of(proof))
    assert "differs" not in proof.port.text  # what is stored by `y.T.flat[...]` is seen


def test_a_real_factor_leaves_the_other_part_of_a_complex_number_alone(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x, t)\ny = 0.5 * (log(x) + 0 / t) / 3;\nend\n"
    assert proof_of(octave, tmp_path, source, ("[-2 1]", "0"), ("[-2 1]", "1")).is_proven


def test_a_base_may_be_negative_where_no_case_has_one(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x, a)\ny = x.^a + x^(1/3) + x.^0.25 + abs(x - 9)^0.5;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("3", "0.5"), ("2", "1.5"))
    (case,) = cases_of(tmp_path, "", ("-3", "2.5"))
    assert [result.verdict for result in judge_port(proof.port, [case], octave)] == ["PASS"]
    line = "y = powered(x, a) + powered(x, 1 / 3) + np.emath.power(x, 0.25) + np.abs(x - 9) ** 0.5"
    assert line in body_of(proof)


def test_a_function_that_a_text_names_is_written_with_what_calls_it(octave: Octave, tmp_path: Path) -> None:
    (tmp_path / "slope.m").write_text("function y = slope(x)\ny = 3 * x;\nend\n")
    source = "function y = f(name, x)\ny = feval(name, x) + 1;\nend\n"
    assert proof_of(octave, tmp_path, source, ("'slope'", "2")).is_proven


def test_elements_are_deleted_from_what_a_cell_holds(octave: Octave, tmp_path: Path) -> None:
    source = """function y = f(x)
c = {x, 5};
for k = 1:2
  c{k}(c{k}==0) = [];
  v = c{k}; v(v>2) = []; c{k} = unique(v);
end
y = numel(c{1}) + 10 * numel(c{2});
end
"""
    assert proof_of(octave, tmp_path, source, ("[1 0 2]",), ("[0 0]",), ("7",)).is_proven


def test_a_real_number_in_a_complex_array_leaves_arrays_of_other_cases_in_their_class(
    octave: Octave, tmp_path: Path
) -> None:
    source = "function y = f(x, k)\ny = x;\ny(k) = 0;\nend\n"
    assert proof_of(octave, tmp_path, source, ("int8([1 2 3])", "2"), ("[1i 2 3]", "2")).is_proven


def test_handles_of_reductions_work_along_the_first_dimension_of_what_they_get(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x, A)\nh = @max;\ng = @sum;\ny = h(x) + g(x') + g(A);\nend\n"
    assert proof_of(octave, tmp_path, source, ("[3 1 2]", "[1 2; 3 4]")).is_proven


def test_nothing_becomes_a_struct_by_a_field(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\ns = [];\nfor k = 1:2\n  s.a = k; s.b = x;\nend\ny = s.a + s.b;\nend\n"
    assert proof_of(octave, tmp_path, source, ("3",)).is_proven


def test_a_power_that_is_stored_in_an_array_is_marked_as_real_in_the_cases(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\ny = zeros(1, 2);\nk = x^0.3;\nt = 2 * k;\ny(2) = t + 1;\ny(1) = 3;\nend\n"
    lines = body_of(proof_of(octave, tmp_path, source, ("3",), ("2",)))
    assert "y[0, 1] = t + 1  # y(2) = t + 1;  (real in all cases)" in lines
    assert "y[0, 0] = 3  # y(1) = 3;" in lines


def test_a_root_that_is_stored_in_an_array_is_marked_as_real_in_the_cases(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\ny = zeros(1, 3);\ny(1) = sqrt(x);\ny(2) = sqrt(x^2);\ny(3) = acos(x) * 2;\nend\n"
    lines = body_of(proof_of(octave, tmp_path, source, ("0.3",), ("0.2",)))
    assert "y[0, 0] = np.emath.sqrt(x)  # y(1) = sqrt(x);  (real in all cases)" in lines
    assert "y[0, 1] = np.sqrt(x ** 2)  # y(2) = sqrt(x^2);" in lines
    assert lines[-2].endswith("(real in all cases)")
    assert proof_of(octave, tmp_path, source, ("0.3",), ("-2",)).is_proven


def test_signs_of_eigenvectors_are_said_to_rest_on_the_cases(octave: Octave, tmp_path: Path) -> None:
    source = "function [V, u] = f(A)\n  [V, D] = eig(A);\n  [U, S, W] = svd(A);\n  u = U(:, 1);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[2 1; 0 3]",))
    assert proof.port.text.count("(vectors with these signs in all cases)") == 2


def test_rows_of_text_are_held_against_the_lists_of_a_port(octave: Octave, tmp_path: Path) -> None:
    source = """\
function [a, b, f, n, m, k] = f(v, x)
  a = dec2bin(v);
  b = dec2base(v, 3, 6);
  f = a(2, :);
  [n, m, k] = size(x);
end
"""
    proof = proof_of(octave, tmp_path, source, ("[1 2 5 200]", "ones(2, 3, 4)"), ("[3; 8; 0]", "ones(1, 2, 3)"))
    assert proof.agrees, proof.port.text
    assert [check.difference for check in proof.checks] == [None] * len(proof.checks)
    assert "n, m, k = sizes_of(x, 3)" in proof.port.text
