"""The first case table: which port belongs to which original, what inputs are proposed, and what is said."""

import textwrap
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from matdrop.cases.table import load_table
from matdrop.cli import main
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.explain.explanation import verify_pair
from matdrop.init import trial
from matdrop.init.inputs import ANY, LAST, UNIFORM, InputSets, leaves_of
from matdrop.init.kinds import FORMS, KINDS, NAMES, USES, WORDS
from matdrop.init.pairing import arguments_of, match
from matdrop.init.proposal import propose, propose_inputs, table_text
from matdrop.init.sources import Function, literal_calls, matlab_functions, why_no_original
from matdrop.verification.run import verify

Write = Callable[[Mapping[str, str | bytes]], Path]
SQUARE = "function y = square(x)\ny = x .^ 2;\nend\n"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files into an empty folder and work there."""
    monkeypatch.chdir(tmp_path)

    def write_files(files: Mapping[str, str | bytes]) -> Path:
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return Path()

    return write_files


def original(name: str) -> str:
    return f"function y = {name}(x)\ny = x;\nend\n"


def port(*names: str) -> str:
    return "".join(f"def {name}(x):\n    return x\n" for name in names)


# -- which port belongs to which original


@pytest.mark.parametrize(
    ("name", "files", "found"),
    [
        ("costFunction", {"a.py": port("cost_function", "other")}, "a.py:cost_function"),
        ("costFunction", {"a.py": port("CostFunction")}, "a.py:CostFunction"),
        ("sigmoid", {"ex2.py": port("predict", "sigmoid")}, "ex2.py:sigmoid"),
        (
            "runKMeans",
            {"k.py": "class KMeans:\n    def __init__(self): ...\n    def run(self, x): ...\n"},
            "k.py:KMeans.run",
        ),
        ("fit", {"m.py": "class Model:\n    def fit(self, x): ...\n"}, "m.py:Model.fit"),
        ("kmeansInit", {"kmeans.py": port("init", "run")}, "kmeans.py:init"),
        ("pcaFit", {"pca_fit.py": port("compute", "_inner")}, "pca_fit.py:compute"),
        ("pca", {"a.py": port("pca"), "pca.py": port("pca")}, "pca.py:pca"),
        ("week1/f", {"p/week2/f.py": port("f"), "p/week1/f.py": port("f")}, "p/week1/f.py:f"),
    ],
)
def test_a_port_is_found_by_its_name(write: Write, name: str, files: Mapping[str, str], found: str) -> None:
    folder = write({f"{name}.m": original(Path(name).stem), **files})
    matches, _ = match([folder])
    assert [f"{m.port}:{m.function.name}" for m in matches if m.function] == [found]


def test_a_script_is_matched_with_a_script(write: Write) -> None:
    matches, _ = match([write({"growthModel.m": "x = 1;\n", "growth_model.py": "x = 1\n"})])
    assert [(m.original.name, m.port.name, m.function) for m in matches] == [("growthModel.m", "growth_model.py", None)]


def test_one_original_and_one_port_are_a_pair_whatever_their_names(write: Write) -> None:
    (found,), _ = match([write({"f.m": original("f"), "other.py": port("g")})])
    assert found.function is not None
    assert (found.function.name, found.remark) == (
        "g",
        "paired although the names differ: these are the only functions",
    )


def test_what_is_ambiguous_is_said(write: Write) -> None:
    matches, _ = match([write({"f.m": original("f"), "a.py": port("f"), "b.py": port("f"), "g.m": original("g")})])
    assert [(str(m.port), m.remark) for m in matches] == [("a.py", "other files have its name too: b.py")]


def test_nothing_is_dropped_in_silence(write: Write) -> None:
    folder = write(
        {
            "f.m": "function y = f(x)\ny = helper(x);\nend\n",
            "helper.m": original("helper"),
            "lonely.m": original("lonely"),
            "f.py": port("f", "extra", "_private"),
            "broken.py": "def f(:\n",
        }
    )
    _, remarks = match([folder])
    assert remarks == [
        "no port for helper.m, a helper that f.m calls",
        "no port for lonely.m",
        "no original for f.py:extra",
        "broken.py, line 1 is not Python 3: invalid syntax",
    ]


def test_a_port_that_python_cannot_read_is_still_a_pair(write: Write) -> None:
    matches, _ = match([write({"f.m": original("f"), "f.py": "print 'two'\n", "g.py": port("g")})])
    assert [m.port.name for m in matches] == ["f.py"]
    assert matches[0].remark.startswith("f.py, line 1 is not Python 3: ")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("View.m", "#import <UIKit/UIKit.h>\n@implementation View\n@end\n", "looks like Objective-C, not MATLAB"),
        ("Plot.m", '(* a package *)\nBeginPackage["Plot`"]\n', "looks like Mathematica, not MATLAB"),
        ("f.m", "f[x_] := x^2\n", "looks like Mathematica, not MATLAB"),
        (
            "Model.m",
            "classdef Model < handle\nend\n",
            'defines a class; name its methods in the table, original = "Model.m:Model.METHOD"',
        ),
        ("empty.m", "% nothing yet\n", "contains no code"),
        ("wide.m", "x = 1;".encode("utf-16"), "is saved as UTF-16, which Octave does not read; save it as UTF-8"),
        ("my-function.m", original("f"), "has a name that MATLAB cannot call; rename it"),
        ("latin.m", "% größer\nx = 1;\n".encode("latin-1"), ""),
        ("transposed.m", "x = [1 2]';\ny = x(1);\n", ""),
    ],
)
def test_a_file_that_is_no_original_is_left_out_with_a_reason(
    write: Write, name: str, content: str | bytes, reason: str
) -> None:
    folder = write({name: content, "f2.m": original("f2"), "f2.py": port("f2")})
    assert why_no_original(Path(name)) == reason
    matches, remarks = match([folder])
    assert [m.original.name for m in matches] == ["f2.m"]
    assert (f"{name} {reason}" in remarks) == bool(reason)


def test_files_that_are_not_there_are_told(write: Write) -> None:
    with pytest.raises(MatdropError, match=r"no \.py file found in \.; name originals and ports"):
        match([write({"f.m": SQUARE})])
    with pytest.raises(MatdropError, match="file or folder not found: nowhere"):
        match([Path("nowhere")])


@pytest.mark.parametrize(
    ("parameters", "ports", "required", "expected"),
    [
        ("X y theta alpha num_iters", "theta X y learning_rate iterations", 5, "X y theta learning_rate iterations"),
        ("X y", "X_train y_train", 2, ""),  # in place
        ("X y lambda", "labels X lam", 3, "X labels lam"),
        ("X y", "y X", 2, ""),  # by their names
        ("a b", "c d", 2, ""),  # nothing to go by
        ("X k", "n_clusters X verbose", 2, "X n_clusters"),
        ("X k", "n_clusters X path", 3, ""),  # who gives the path?
    ],
)
def test_arguments_are_told_by_names_then_by_what_is_left(
    parameters: str, ports: str, required: int, expected: str
) -> None:
    function = Function("f", tuple(ports.split()), "", required=required)
    assert arguments_of(parameters.split(), function) == tuple(expected.split())


# -- what inputs are proposed


def first_set(source: str, python: str = "", folder: Path = Path()) -> tuple[str, ...]:
    (folder / "f.m").write_text(source)
    functions = {function.name: function for function in matlab_functions(folder / "f.m")}
    ports = None
    if python:
        (folder / "f.py").write_text(python)
        (found,), _ = match([folder])
        ports = found.function
    return next(InputSets(leaves_of(functions["f"], functions, ports))).expressions()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("function y = f(q)\ny = upper(q);\n", ("'Hello, World 42!'",)),
        ("function y = f(q)\ny = numel(findstr(q, '%'));\n", ("'Hello, World 42!'",)),
        ("function y = f(q)\ny = numel(q{1});\n", ("{'the', 'cat', 'The', 'dog', 'cat', 'the'}",)),
        ("function y = f(q)\ny = double(q(:, :, 2));\n", ("uint8(reshape(0:7:245, 3, 4, 3))",)),
        ("function y = f(q)\ny = chol(q);\n", ("[4 1 2; 1 3 0; 2 0 5]",)),
        ("function y = f(q)\ny = zeros(q, 1);\n", ("3",)),
        ("function y = f(q)\nswitch q\n case 'on'\n y = 1;\n case {'off'}\n y = 2;\nend\n", ("'on'",)),
        ("function y = f(q)\nif nargin < 1, q = 0.25; end\ny = q;\n", ("0.25",)),
        ("function y = f(q)\nif nargin < 1\n q = [0; 7];\nend\ny = q;\n", ("[0; 7]",)),
        ("function y = f(opts)\ny = opts.rate * (1:opts.epochs);\n", ("struct('rate', 0.1, 'epochs', 20)",)),
        ("function s = f(s)\ns.total = 0;\ns.total = s.total + s.rate;\n", ("struct('rate', 0.1)",)),
        ("function y = f(net)\ny = net.W{1} * 2;\n", (f"struct('W', {{{KINDS['layers'].first[0]}}})",)),
        ("function y = f(fun, x0)\ny = fun(x0);\n", ("@(x) x .^ 2 - 2", "1.5")),
        (
            "function y = f(costFcn, theta)\n[J, g] = costFcn(theta);\ny = g;\n",
            (*KINDS["cost_and_gradient"].first, *KINDS["weights"].first[:1]),
        ),
        ("function y = f(rhs, y0)\ny = rhs(0, y0);\n", (*KINDS["slope"].first, "1.5")),
        ("function y = f(q)\ny = g(q);\nend\nfunction z = g(w)\nz = lower(w);\nend\n", ("'Hello, World 42!'",)),
        ("function y = f(v0, angle, g)\ny = v0^2 * sin(2 * angle) / g;\n", ("1.5", "2.5", "0.75")),
        ("function y = f(q)\n% q: connection matrix\ny = q;\n", (*KINDS["graph"].first[:1],)),
    ],
)
def test_the_code_tells_what_a_parameter_is(tmp_path: Path, source: str, expected: tuple[str, ...]) -> None:
    assert first_set(source, folder=tmp_path) == expected


def test_a_parameter_that_is_ignored_gets_a_value(tmp_path: Path) -> None:
    assert len(first_set("function y = f(~, x, n)\ny = x(1) * n;\nend\n", folder=tmp_path)) == 3


def test_the_port_tells_too(tmp_path: Path) -> None:
    source = "function y = f(q, r, mode)\ny = q + r;\n"
    python = "def f(q, r=7, mode='full'):\n    return q.lower() + r\n"
    assert first_set(source, python, tmp_path) == ("'Hello, World 42!'", "7", "'full'")


def test_two_inputs_of_a_kind_are_not_the_same(tmp_path: Path) -> None:
    first, second = first_set("function y = f(X, Xval)\ny = X - Xval;\n", folder=tmp_path)
    assert first != second


def test_every_kind_in_the_tables_is_known() -> None:
    named = {kind for table in (NAMES, USES, WORDS) for _, kinds in table for kind in kinds.split()}
    named |= {kind for kinds in LAST.values() for kind in kinds.split()}
    named |= {kind for uniform in UNIFORM for kind in uniform.values()} | set(ANY.split())
    in_code = {"cost", "cost_and_gradient", "slope"}  # told by how the function is called
    assert named | in_code == KINDS.keys()
    assert {form for _, form in FORMS} <= {kind.form for kind in KINDS.values()}


def test_every_expression_of_a_kind_is_valid_in_octave(octave: Octave, write: Write) -> None:
    expressions = [text for kind in KINDS.values() for text in (*kind.first, *kind.second)]
    calls = "".join(f"x = {text};\n" for text in expressions)
    write({"f.m": f"function n = f()\n{calls}n = {len(expressions)};\nend\n"})
    result = verify_pair("f.m", lambda: float(len(expressions)), session=octave)
    assert (result.verdict, result.error) == ("PASS", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(magic(3), [1; 2])", [("magic(3)", "[1; 2]")]),
        ("theta = zeros(2, 1); f(theta, 0.5)", [("zeros(2, 1)", "0.5")]),
        ("data = load('x.txt'); f(data, 1)", []),
        ("x = 1:3; x(2) = 9; f(x)", []),
        ("f(@(t) t.^2, 'text', {1, 'a'})", [("@(t) t.^2", "'text'", "{1, 'a'}")]),
        ("f(@(t) t * factor)", []),
        ("if f(2) == 4, disp(off(3)), end", [("2",)]),
        ("f(delete('x'))", []),
    ],
)
def test_calls_are_taken_over_only_if_nothing_else_must_run(text: str, expected: list[tuple[str, ...]]) -> None:
    assert literal_calls("f", [text]) == expected


# -- trying them


@pytest.mark.usefixtures("octave")
def test_a_call_that_is_found_is_the_first_case(write: Write) -> None:
    folder = write({"square.m": SQUARE, "test_square.m": "assert(square([1 2; 3 4]))\n", "square.py": port("square")})
    (proposal,), _ = propose([folder])
    assert proposal.cases[0] == ("[1 2; 3 4]",)


@pytest.mark.usefixtures("octave")
def test_inputs_are_chosen_on_which_the_original_says_something(write: Write) -> None:
    # Only a matrix of even size with something in it gets through.
    source = "function y = f(q)\nif mod(size(q, 2), 2), error('odd'); end\ny = q(:, 1) .* (q(:, 1) > 0.4);\nend\n"
    folder = write({"f.m": source, "f.py": "def f(q):\n    return q[:, :1] * (q[:, :1] > 0.4)\n"})
    (proposal,), _ = propose([folder])
    assert proposal.remarks == ()
    Path("parity.toml").write_text(table_text([proposal], Path()))
    results = verify(load_table(Path("parity.toml").resolve())).results
    assert [result.verdict for result in results] == ["PASS"] * len(results)


@pytest.mark.usefixtures("octave")
def test_inputs_are_chosen_on_which_rounding_does_not_decide(octave: Octave, write: Write) -> None:
    write({"f.m": "function y = f(n)\ny = zeros(1, round(n)) + n / sin(pi * n);\nend\n"})
    inputs, _ = propose_inputs(Path("f.m"), octave, rounds=(1, 9))
    assert inputs
    assert "3" not in {n for (n,) in inputs}  # sin(3 * pi) is 0 but for rounding
    write({"g.m": "function y = g(n)\ny = zeros(1, n) + n / sin(n);\nend\n"})
    inputs, _ = propose_inputs(Path("g.m"), octave, rounds=(1, 9))
    assert ("3",) in inputs


def test_inputs_follow_how_far_the_original_gets(octave: Octave, write: Write) -> None:
    source = """\
        function y = f(p, q, r, s)
            assert(iscell(p))
            assert(ischar(q))
            assert(isstruct(r))
            assert(all(size(s) == [5 1]))
            y = numel(p) + q(1) + numel(r) + s;
        end
        """
    write({"f.m": textwrap.dedent(source)})
    inputs, _ = propose_inputs(Path("f.m"), octave)
    assert inputs, "four arguments of a rare kind are found one after the other"


def test_where_no_inputs_are_found_the_error_is_said_that_comes_last(octave: Octave, write: Write) -> None:
    write({"f.m": "function y = f(p)\nassert(ischar(p), 'no text')\nassert(numel(p) > 99, 'too short')\ny = p;\nend\n"})
    assert propose_inputs(Path("f.m"), octave) == ([], "too short")


def test_inputs_are_not_chosen_so_that_both_agree(write: Write) -> None:
    # They would agree on whole numbers, which are among what could be proposed.
    folder = write({"f.m": "function y = f(x)\ny = 2 * x;\nend\n", "f.py": "def f(x):\n    return 2 * x.round()\n"})
    (proposal,), _ = propose([folder])
    assert proposal.cases[0] == KINDS["signal"].first[:1]
    Path("parity.toml").write_text(table_text([proposal], Path()))
    assert {result.verdict for result in verify(load_table(Path("parity.toml").resolve())).results} == {"MISMATCH"}


@pytest.mark.usefixtures("octave")
@pytest.mark.parametrize(
    ("body", "python", "remark"),
    [
        (
            "error('never');",
            "def f(x):\n    return x\n",
            "the original fails on all inputs that were tried; on these: never",
        ),
        ("y = 0 * sum(x(:));", "def f(x):\n    return 0.0\n", "every output is trivial on these inputs"),
        (
            "y = x;",
            "def f(x):\n    raise KeyError('a')\n",
            "the port fails on all inputs that were tried; on these: KeyError: 'a' (f.py, line 2)",
        ),
        ("y = 0; while true, y = y + 1; end", "def f(x):\n    return x\n", "no answer within 1 s"),
    ],
)
def test_what_cannot_be_helped_is_said(
    write: Write, monkeypatch: pytest.MonkeyPatch, body: str, python: str, remark: str
) -> None:
    monkeypatch.setattr(trial, "SECONDS", 1.0)
    (proposal,), _ = propose([write({"f.m": f"function y = f(x)\n{body}\nend\n", "f.py": python})])
    assert len(proposal.cases) >= 1
    (said,) = proposal.remarks
    assert remark in said


@pytest.mark.usefixtures("octave")
def test_an_original_that_draws_gets_a_seed(write: Write) -> None:
    inner = "function y = draw(n)\ny = rand(n, 2);\nend\n"
    outer = "function y = f(n)\ny = draw(n) + 1;\nend\n"
    python = "import numpy as np\ndef f(n):\n    return np.random.rand(n, 2) + 1\n"
    (proposal,), _ = propose([write({"f.m": outer, "draw.m": inner, "f.py": python})])
    assert proposal.seed == 1


@pytest.mark.usefixtures("octave")
def test_scripts_are_compared_by_what_both_assign(write: Write) -> None:
    folder = write(
        {
            "a.m": "total = 0;\nfor k = 1:3\n total = total + k;\nend\nonly_here = 1;\n[lo, hi] = deal(1, 2);\n"
            "function g()\nonly_there = 1;\nend\n",
            "a.py": "total = 0\nfor k in range(1, 4):\n    total += k\nlo, hi = 1, 2\nonly_there = 1\n",
            "b.m": "x = 1;\n",
            "b.py": "def b():\n    x = 1\n    return x\n",
        }
    )
    proposals, _ = propose([folder])
    assert [proposal.outputs for proposal in proposals] == [("total", "lo", "hi"), ()]
    assert proposals[0].remarks == ()
    assert proposals[1].remarks[-1].startswith("the two scripts have no variable of the same name")


# -- the table and the command


def table_of(folder: Path) -> dict[str, Any]:
    proposals, _ = propose([folder])
    text = table_text(proposals, Path())
    Path("parity.toml").write_text(text)
    load_table(Path("parity.toml").resolve())
    return tomllib.loads(text)


def test_every_pair_has_a_name_and_a_port_of_its_own(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "no-such-octave")
    stems = ("own/matdrop", "sub/week2/f", "week 1/f", "week2/f")
    files = {f"{stem}.m": original(Path(stem).name) for stem in stems}
    table = table_of(write({**files, **{f"{stem}.py": port(Path(stem).name) for stem in stems}}))
    assert {name: (entry["original"], entry["port"]) for name, entry in table.items()} == {
        "own_matdrop": ("own/matdrop.m", "own/matdrop.py:matdrop"),
        "week2_f": ("sub/week2/f.m", "sub/week2/f.py:f"),
        "week 1_f": ("week 1/f.m", "week 1/f.py:f"),
        "week2_f_2": ("week2/f.m", "week2/f.py:f"),
    }


def test_remarks_stay_comments(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "no-such-octave")
    table = table_of(write({"f.m": original("f"), "a.py": port("f"), "b.py": port("f")}))
    assert "# other files have its name too: b.py\n[f]\n" in Path("parity.toml").read_text()
    assert table["f"]["port"] == "a.py:f"


def test_init_refuses_to_replace_a_table(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write({"f.m": SQUARE, "f.py": port("f"), "parity.toml": "# mine\n"})
    assert main(["init", "."]) == 2
    assert "exists; --force replaces it" in capsys.readouterr().err
    assert Path("parity.toml").read_text() == "# mine\n"


def test_init_without_a_pair_says_what_to_do(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write({"f.m": SQUARE, "g.m": SQUARE, "h.py": port("h", "k")})
    assert main(["init", "."]) == 2
    out, err = capsys.readouterr()
    assert "no port for f.m" in out
    assert "no original and port have the same name" in err
    assert not Path("parity.toml").exists()
