"""What ports do otherwise than MATLAB: representations are accepted and said, conventions of meaning are declared."""

import tomllib
from pathlib import Path

import pytest

from matdrop.calling.conventions import Record
from matdrop.cases.case import Case
from matdrop.cases.declared_conventions import DeclaredConventions
from matdrop.cases.pair import Pair, pair_of
from matdrop.engines.session import Session
from matdrop.explain.explanation import ExplainedResult, verify_pair
from matdrop.values.value import array_of
from matdrop.verification.judge import judge

# Original, port, arguments; what the verdict says.
FOUND: dict[str, tuple[str, str, list[str], list[str]]] = {
    "1-D": (
        "function y = f(x)\ny = sum(x .* (1:numel(x))');\nend",
        "import numpy as np\ndef f(x):\n    return float(x @ np.arange(1, x.size + 1))",
        ["[3; 1; 2]"],
        ["x was passed as 1-D"],
    ),
    "whole numbers as indices": (
        "function y = f(v, k)\ny = sum(v(k));\nend",
        "def f(v, k):\n    return v[k - 1].sum()",
        ["[10; 20; 30]", "[1; 3]"],
        ["whole-numbered arrays were passed as integers"],
    ),
    "vectors in a cell as 1-D": (
        "function y = f(c)\ny = [c{1}(2), c{2}(2)];\nend",
        "def f(c):\n    return [float(v[1]) for v in c]",
        ["{[1 2 3], [4 5 6 7]}"],
        ["c was passed as 1-D"],
    ),
    "a field in other letters": (
        "function y = f(nn)\ny = nn.learningRate * 2;\nend",
        "def f(nn):\n    return nn.learning_rate * 2",
        ["struct('learningRate', 0.1)"],
        [],
    ),
    "a struct updated and returned": (
        "function nn = f(nn)\nnn.w = nn.w + 1;\nend",
        "def f(nn):\n    nn.w = nn.w + 1\n    return nn",
        ["struct('w', [1 2; 3 4])"],
        ["the port changed nn in place and returned it"],
    ),
    "outputs as attributes": (
        "function [J, grad] = f(x)\nJ = x; grad = 2 * x;\nend",
        "class Answer:\n    pass\ndef f(x):\n    a = Answer()\n    a.J, a.grad = x, 2 * x\n    return a",
        ["3"],
        ["the port returned its outputs in an object of class Answer"],
    ),
    "a decorator that takes arguments by position": (
        "function y = f(x, k)\ny = x * k;\nend",
        "import functools\ndef logged(g):\n    @functools.wraps(g)\n    def inner(*args):\n        return g(*args)\n"
        "    return inner\n@logged\ndef f(x, k):\n    return x * k",
        ["[1 2]", "3"],
        [],
    ),
    "a struct as an object": (
        "function s = f(x)\ns.a = x; s.b = 'text';\nend",
        "from dataclasses import dataclass\n@dataclass\nclass S:\n    a: float\n    b: str\n"
        "def f(x):\n    return S(x, 'text')",
        ["3"],
        [],
    ),
    "a struct as a named tuple": (
        "function s = f(x)\ns.a = x; s.b = 2 * x;\nend",
        "from collections import namedtuple\nS = namedtuple('S', 'a b')\ndef f(x):\n    return S(x, 2 * x)",
        ["3"],
        [],
    ),
    "a handle of a function by its name": (
        "function y = f(g, x)\ny = g(x);\nend",
        "def f(g, x):\n    return g(x)",
        ["@cos", "0.5"],
        [],
    ),
    "a handle whose answers are 1-D": (
        "function y = f(g)\nv = g(3); y = v(2);\nend",
        "def f(g):\n    v = g(3)\n    return float(v[1])",
        ["@(n) (1:n)'"],
        ["g was passed as 1-D"],
    ),
    "a library that draws and is not there": (
        "function y = f(x)\nfigure; plot(x); y = 2 * x;\nend",
        "import seaborn as sns\nfrom mpl_toolkits import mplot3d\ndef f(x):\n    fig, ax = sns.subplots()\n"
        "    ax.plot(x)\n    sns.despine()\n    return 2 * x",
        ["3"],
        ["seaborn is not installed: a stub drew nothing"],
    ),
    "a question": (
        "function y = f(x)\nname = input('your name: ', 's'); y = [name '!'];\nend",
        "def f(x):\n    return input('your name: ') + '!'",
        ["3"],
        [],
    ),
}


# Original, port, arguments; what the verdict says once it is declared; and the line that declares it.
UNDECLARED: dict[str, tuple[str, str, list[str], list[str], str]] = {
    "renamed in part, in another order": (
        "function y = f(h, a, n, y0)\ny = y0; for k = 1:n, y = y + a * h; end\nend",
        "def f(h, a, y0, steps):\n    for k in range(steps):\n        y0 = y0 + a * h\n    return y0",
        ["2", "0.1", "5", "7"],
        ["passed by name: n as steps"],
        'arguments = ["h", "a", "steps", "y0"]',
    ),
    "all renamed, in another order": (
        "function y = f(A, k)\ny = A(:, k);\nend",
        "def f(column, matrix):\n    return matrix[:, [column - 1]]",
        ["magic(3)", "2"],
        ["passed by name: A as matrix, k as column"],
        'arguments = ["matrix", "column"]',
    ),
    "an index from 0": (
        "function y = f(A, i)\ny = A(i, :);\nend",
        "def f(A, i):\n    return A[i, :]",
        ["magic(4)", "4"],
        ["i was passed counted from 0"],
        'zero_based = ["i"]',
    ),
    "indices from 0 that give other values, no error": (
        "function y = f(A, idx)\ny = A(idx, :);\nend",
        "def f(A, idx):\n    return A[idx, :]",
        ["magic(4)", "2"],
        ["idx was passed counted from 0"],
        'zero_based = ["idx"]',
    ),
    "a parameter less": (
        "function y = f(a, b, verbose)\ny = a - b;\nend",
        "def f(a, b):\n    return a - b",
        ["5", "3", "0"],
        ["verbose was not passed: the port has no such parameter"],
        'arguments = ["a", "b", ""]',
    ),
    "a handle of two outputs": (
        "function y = f(g, x)\n[a, b] = g(x); y = a + b;\nend",
        "def f(g, x):\n    a, b = g(x)\n    return a + b",
        ["@(t) deal(t, 2 * t)", "3"],
        ["function handles return 2 outputs to the port"],
        "handle_outputs = 2",
    ),
    "operands exchanged": (
        "function y = f(a, b)\ny = a - b;\nend",
        "def f(p, q):\n    return q - p",
        ["5", "3"],
        ["passed by name: a as q, b as p"],
        'arguments = ["q", "p"]',
    ),
    "a handed-over index that only looks wrong": (
        "function y = f(x, start)\ny = start * x;\nend",
        "def f(x, start):\n    return (start + 1) * x",
        ["[1 2 3]", "2"],
        ["start was passed counted from 0"],
        'zero_based = ["start"]',
    ),
    "an index that comes back from 0": (
        "function k = f(x)\n[~, k] = max(x);\nend",
        "def f(x):\n    return int(x.argmax())",
        ["[3 9 2]"],
        ["k was returned counted from 0"],
        'zero_based = ["k"]',
    ),
    "indices in columns of a matrix": (
        "function y = f(E, v)\ny = sum(v(E(:, 1)) .* E(:, 2));\nend",
        "def f(E, v):\n    return (v.ravel()[E[:, 0].astype(int)] * E[:, 1]).sum()",
        ["[1 0.5; 3 2]", "[10; 20; 30]"],
        ["E(:,1) was passed counted from 0"],
        'zero_based = ["E(:,1)"]',
    ),
    "indices in a field": (
        "function y = f(mesh, v)\ny = sum(v(mesh.faces));\nend",
        "def f(mesh, v):\n    return v.ravel()[mesh.faces.astype(int)].sum()",
        ["struct('faces', [1 3], 'area', 0.5)", "[10 20 30]"],
        ["mesh.faces was passed counted from 0"],
        'zero_based = ["mesh.faces"]',
    ),
    "samples in rows": (
        "function [m, C] = f(X)\nm = mean(X, 2); C = X .^ 2;\nend",
        "def f(X):\n    return X.mean(axis=0), X**2",
        ["[1 2 3; 4 5 9]"],
        ["X was passed transposed", "C was returned transposed"],
        'transposed = ["X", "C"]',
    ),
    "the stack first": (
        "function y = f(frames)\ny = sum(sum(frames, 1), 2); y = y(:);\nend",
        "def f(frames):\n    return [frame.sum() for frame in frames]",
        ["reshape(1:12, 2, 3, 2)"],
        ["frames was passed with the last dimension first"],
        'stack_first = ["frames"]',
    ),
    "a list of one": (
        "function y = f(x0)\ny = x0 + 1;\nend",
        "import json\ndef f(x0):\n    return json.loads(json.dumps(x0))[0] + 1",
        ["3"],
        ["x0 was passed as a list"],
        'lists = ["x0"]',
    ),
    "None for an empty array": (
        "function y = f(x, w)\nif isempty(w), w = 1; end\ny = w * x;\nend",
        "def f(x, w):\n    if w is None:\n        w = 1\n    return w * x",
        ["3", "[]"],
        ["w was passed as None where it is empty"],
        'none_for_empty = ["w"]',
    ),
    "a sparse matrix whose * multiplies": (
        "function y = f(A, x)\ny = A * x;\nend",
        "def f(A, x):\n    return A * x",
        ["sparse([1 2; 3 4])", "[1; 2]"],
        ["A was passed as a sparse matrix"],
        'sparse = ["A"]',
    ),
    "a full array for a sparse one": (
        "function y = f(A, x)\ny = A * x;\nend",
        "import numpy as np\ndef f(A, x):\n    return np.dot(A, np.asarray(x))",
        ["sparse([1 2; 3 4])", "[1; 2]"],
        ["A was passed as a full array"],
        'full = ["A"]',
    ),
    "outputs in another order": (
        "function [J, grad] = f(x)\nJ = sum(x .^ 2); grad = 2 * x;\nend",
        "def f(x):\n    return 2 * x, (x**2).sum()",
        ["[1 2 3]"],
        ["the port returns grad, J in this order"],
        'returns = ["grad", "J"]',
    ),
    "an output after a value that is none": (
        "function J = f(x)\nJ = sum(x .^ 2);\nend",
        "def f(x):\n    return 'done', (x**2).sum()",
        ["[1 2 3]"],
        ["the port returns J in this order"],
        'returns = ["", "J"]',
    ),
    "fewer outputs": (
        "function [J, grad] = f(x)\nJ = sum(x .^ 2); grad = 2 * x;\nend",
        "def f(x):\n    return (x**2).sum()",
        ["[1 2 3]"],
        [],
        'outputs = ["J"]',
    ),
    "more outputs than the original can give": (
        "function [a, b] = f(x)\na = x + 1;\nif nargout > 1, error('no second output'); end\nend",
        "def f(x):\n    return x + 1",
        ["[1 2 3]"],
        [],
        'outputs = ["a"]',
    ),
}


def files(folder: Path, original: str, port: str) -> tuple[Path, str]:
    (folder / "f.m").write_text(original + "\n")
    (folder / "f.py").write_text(port + "\n")
    return folder / "f.m", str(folder / "f.py")


def verified(
    folder: Path, octave: Session, original: str, port: str, args: list[str], strict: bool = False, traced: bool = False
) -> ExplainedResult:
    return verify_pair(*files(folder, original, port), *args, strict=strict, session=octave, traced=traced)


@pytest.mark.parametrize("key", FOUND)
def test_found_and_said(tmp_path: Path, octave: Session, key: str) -> None:
    original, port, args, said = FOUND[key]
    result = verified(tmp_path, octave, original, port, args)
    assert (result.verdict, result.error) == ("PASS", None)
    for way in said:
        assert way in result.conventions


@pytest.mark.parametrize("key", UNDECLARED)
def test_what_was_found_by_trying_is_no_pass(tmp_path: Path, octave: Session, key: str) -> None:
    original, port, args, said, line = UNDECLARED[key]
    result = verified(tmp_path, octave, original, port, args)
    assert (result.verdict, result.declaration) == ("UNDECLARED", (line,))
    declared = tomllib.loads(line)
    outputs = declared.pop("outputs", None)
    again = verify_pair(
        tmp_path / "f.m", str(tmp_path / "f.py"), *args, outputs=outputs, conventions=declared, session=octave
    )
    assert (again.verdict, again.error) == ("PASS", None)
    for way in said:
        assert way in again.conventions


# Only an agreement without the original's own order, base or class makes these right; strictly they are wrong.
@pytest.mark.parametrize(
    "key", [key for key, (*_, said) in FOUND.items() if said and "attributes" not in key and "draws" not in key]
)
def test_nothing_is_accepted_strictly(tmp_path: Path, octave: Session, key: str) -> None:
    original, port, args, _ = FOUND[key]
    assert verified(tmp_path, octave, original, port, args, strict=True).verdict != "PASS"


@pytest.mark.parametrize("key", [key for key in UNDECLARED if "outputs" not in key])
def test_nothing_is_tried_strictly(tmp_path: Path, octave: Session, key: str) -> None:
    original, port, args, *_ = UNDECLARED[key]
    assert verified(tmp_path, octave, original, port, args, strict=True).verdict in ("MISMATCH", "PORT FAILED")


def test_strictly_numbers_are_arrays_in_python_s_containers(tmp_path: Path, octave: Session) -> None:
    original = "function [s, c] = f(s, c, t)\ns.x = s.x + 1;\nc{1} = [c{1}, t];\nend"
    port = (
        "def f(s, c, t):\n    assert s['x'].shape == c[1].shape == (1, 1)\n"
        "    return {**s, 'x': s['x'] + 1}, [c[0] + t, *c[1:]]"
    )
    args = ["struct('x', 1, 'y', {{2, 'a'}})", "{'ab', 3}", "'c'"]
    assert verified(tmp_path, octave, original, port, args, strict=True).verdict == "PASS"
    wrong = port.replace("s['x'] + 1}", "s['x'].astype('f') + 1}")
    assert verified(tmp_path, octave, original, wrong, args, strict=True).verdict == "MISMATCH"


# What must not be talked away.
WRONG: dict[str, tuple[str, str, list[str], str]] = {
    "a count that is one less": (
        "function y = f(x, n)\ny = x * n;\nend",
        "def f(x, n):\n    return x * (n + 1)",
        ["2.5", "3"],
        "divergence",
    ),
    "labels beside which a perturbation breaks the comparison": (
        "function a = f(p, y)\na = mean(double(p == y)) * 100;\nend",
        "import numpy as np\ndef f(p, y):\n    return np.mean(p != y) * 100",
        ["[0; 1; 1; 0; 1]", "[0; 1; 0; 0; 1]"],
        "",
    ),
    "a threshold at which the original jumps": (
        "function X = f(X, thr)\nX(X <= thr) = 0;\nend",
        "def f(X, thr):\n    X = X.copy()\n    X[X < thr] = 0\n    return X",
        ["[0.1 0.2; 0.3 0.9]", "0.3"],
        "",
    ),
    "an array changed in place and returned": (
        "function X = f(X)\nX = X - 1;\nend",
        "def f(X):\n    X -= 1\n    return X",
        ["magic(3)"],
        "mutated-input",
    ),
}


@pytest.mark.parametrize("key", WRONG)
def test_what_is_wrong_stays_wrong(tmp_path: Path, octave: Session, key: str) -> None:
    original, port, args, kind = WRONG[key]
    result = verified(tmp_path, octave, original, port, args, traced=True)
    assert result.verdict == "MISMATCH"
    assert not kind or kind in {found.kind for found in result.findings}


def test_one_output_that_matlab_cannot_hold_leaves_the_others(tmp_path: Path, octave: Session) -> None:
    result = verified(
        tmp_path,
        octave,
        "function [h, y] = f(x)\nh = figure; y = 2 * x;\nend",
        "def f(x):\n    return print, 2 * x",
        ["3"],
    )
    assert [bool(output.mismatch) for output in result.outputs] == [True, False]
    assert result.verdict == "MISMATCH"


def test_outputs_are_found_by_their_names(tmp_path: Path, octave: Session) -> None:
    original, port = files(
        tmp_path, "function [h, y] = f(x)\nh = figure; y = 2 * x;\nend", "def f(x):\n    return print, 2 * x"
    )
    result = verify_pair(original, port, "3", outputs=["y"], session=octave)
    assert [output.name for output in result.outputs] == ["y"]
    assert result.verdict == "PASS"


def test_names_that_differ_in_case_alone_are_told_apart(tmp_path: Path, octave: Session) -> None:
    original = "function [y, Y] = f(x, n, N)\ny = x + n * N; Y = x - N;\nend"
    port = "def f(x, n=None, N=None):\n    return {'Y': x - N, 'y': x + n * N}"
    result = verified(tmp_path, octave, original, port, ["3", "4", "5"])
    assert result.verdict == "PASS"


def test_nothing_to_compare_is_no_pass(tmp_path: Path, octave: Session) -> None:
    result = verified(tmp_path, octave, "function f(x)\nplot(x);\nend", "def f(x):\n    return 42", ["3"])
    assert result.verdict == "UNVERIFIED"
    assert result.error is not None
    assert "nothing to compare" in result.error


def test_file_of_a_package_imports_from_its_neighbours(tmp_path: Path, octave: Session) -> None:
    package = tmp_path / "tools" / "inner"
    package.mkdir(parents=True)
    (tmp_path / "tools/__init__.py").write_text("")
    (tmp_path / "tools/helper.py").write_text("def twice(x):\n    return 2 * x\n")
    (package / "__init__.py").write_text("")
    (package / "f.py").write_text("from ..helper import twice\n\n\ndef f(x):\n    return twice(x)\n")
    (tmp_path / "f.m").write_text("function y = f(x)\ny = 2 * x;\nend\n")
    assert verify_pair(tmp_path / "f.m", str(package / "f.py"), "3", session=octave).verdict == "PASS"


@pytest.mark.parametrize("returned", ["order", "order.tolist()"])
def test_zero_based_output_may_be_one_dimensional(tmp_path: Path, octave: Session, returned: str) -> None:
    (tmp_path / "f.m").write_text("function y = f(x)\n[~, y] = sort(x(:));\nend\n")
    port = tmp_path / "f.py"
    port.write_text(f"import numpy as np\ndef f(x):\n    order = np.argsort(np.ravel(x))\n    return {returned}\n")
    pair = pair_of(tmp_path / "f.m", f"{port}:f", conventions=DeclaredConventions(zero_based=("y",)))
    case = Case(pair, "one", ("[3 1 2]",))
    result = judge(case, octave.run([case])[0], tmp_path, octave)
    assert result.verdict == "PASS"
    assert "y was returned counted from 0" in result.conventions
    assert "y: the port returned 1-D, MATLAB 3x1 (accepted)" in result.conventions


def test_zero_based_reaches_into_cells_and_is_said(tmp_path: Path, octave: Session) -> None:
    original, port = files(
        tmp_path,
        "function L = f(A)\nL = cell(1, size(A, 1));\nfor i = 1:size(A, 1), L{i} = find(A(i, :)); end\nend",
        "import numpy as np\ndef f(A):\n    return [np.nonzero(row)[0] for row in A]",
    )
    pair = pair_of(original, port, conventions=DeclaredConventions(zero_based=("L",)))
    case = Case(pair, "one", ("[0 1 1; 1 0 0; 1 0 1]",))
    result = judge(case, octave.run([case])[0], tmp_path, octave)
    assert result.verdict == "PASS"
    assert "L was returned counted from 0" in result.conventions


def test_python_function_stands_for_the_original_of_its_name(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "squareRoot.m").write_text("function y = squareRoot(x)\ny = sqrt(x);\nend\n")
    (tmp_path / "apply.m").write_text("function y = apply(f, x)\ny = f(x) + 1;\nend\n")

    def square_root(x: float) -> float:
        return float(x**0.5)

    called: list[float] = []

    def port(f: object, x: float) -> float:
        assert f is square_root
        called.append(x)
        return square_root(x) + 1

    assert verify_pair(tmp_path / "apply.m", port, square_root, 2.0, session=octave).verdict == "PASS"
    assert called


def test_lambda_for_a_handle_is_refused_with_advice(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "apply.m").write_text("function y = apply(f, x)\ny = f(x) + 1;\nend\n")
    from matdrop.errors import MatdropError

    with pytest.raises(MatdropError, match=r"give a MATLAB expression such as '@\(x\)"):
        verify_pair(tmp_path / "apply.m", lambda f, x: f(x) + 1, lambda x: x, 2.0, session=octave)


def test_saved_reference_takes_the_ports_own_function_for_a_named_handle(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "squareRoot.m").write_text("function y = squareRoot(x)\ny = sqrt(x);\nend\n")
    original, port = files(
        tmp_path,
        "function y = f(g, x)\ny = g(x) + 1;\nend",
        "def square_root(x):\n    return x**0.5\ndef f(g, x):\n    return g(x) + 1",
    )
    named = Case(pair_of(original, port + ":f"), "one", ("@squareRoot", "2"))
    anonymous = Case(pair_of(original, port + ":f"), "two", ("@(x) x", "2"))
    for case, verdict in ((named, "PASS"), (anonymous, "PORT FAILED")):
        assert judge(case, octave.run([case])[0], tmp_path, None).verdict == verdict


def test_script_whose_port_has_a_main(tmp_path: Path, octave: Session) -> None:
    original, port = files(
        tmp_path,
        "a = 2;\nb = a + 1;",
        "def main():\n    a = 2\n    b = a + 1\n\n\nif __name__ == '__main__':\n    main()",
    )
    case = Case(Pair("f", original, port, (), strict=False), "one")
    result = judge(case, octave.run([case])[0], tmp_path, octave)
    assert (result.verdict, [output.name for output in result.outputs]) == ("PASS", ["a", "b"])


def test_state_does_not_outlive_a_case(tmp_path: Path, octave: Session) -> None:
    source = (
        "function y = f(x)\npersistent count\nglobal g\nif isempty(count), count = 0; end\nif isempty(g), g = 0; end\n"
        "count = count + 1; g = g + 1; addpath(fullfile(pwd(), 'lib')); cd('lib'); y = [count g];\nend\n"
    )
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/other.m").write_text("function y = other()\ny = 1;\nend\n")
    (tmp_path / "f.m").write_text(source)
    (tmp_path / "g.m").write_text("function y = g()\ny = exist('other', 'file');\nend\n")
    cases = [Case(pair_of(tmp_path / "f.m", ""), f"case_{k}", (1,)) for k in range(3)]
    cases.append(Case(pair_of(tmp_path / "g.m", ""), "after"))
    *references, after = octave.run(cases)
    assert [array_of(reference.outputs["y"]).tolist() for reference in references] == [[[1.0, 1.0]]] * 3
    assert array_of(after.outputs["y"]).item() == 0


def test_original_reads_the_data_beside_it(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/table.txt").write_text("1 2\n3 4\n")
    (tmp_path / "f.m").write_text("function y = f()\ny = load('data/table.txt');\nfclose('all');\nend\n")
    case = Case(pair_of(tmp_path / "f.m", ""), "one")
    first, second = octave.run([case, case])
    assert first.error is None, first.error
    assert array_of(first.outputs["y"]).tolist() == array_of(second.outputs["y"]).tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_a_struct_holds_fields_that_differ_in_case_alone() -> None:
    record = Record(X=1, stepSize=2)
    record["x"] = 3
    record["step_size"] = 4
    assert dict(record) == {"X": 1, "stepSize": 4, "x": 3}
    assert (record["X"], record["x"], record["StepSize"]) == (1, 3, 4)
