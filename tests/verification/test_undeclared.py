"""What a pair agrees with once it is declared: over all its cases, never a PASS, and never in a defect's place."""

import json
from pathlib import Path

import pytest

from matdrop.cases.table import load_table
from matdrop.cli import main
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.explain.explanation import explain_report
from matdrop.verification.result import Result
from matdrop.verification.run import Report, verify

PICK = "function [r, s] = f(A, idx)\nr = A(idx, :);\ns = sum(r, 2) / 2;\nend\n"


def table_of(folder: Path, original: str, port: str, cases: list[list[str]], keys: str = "") -> Path:
    """Write a project of one pair, f, and return its table."""
    (folder / "f.m").write_text(original)
    (folder / "f.py").write_text(port)
    entries = [f'[[f.case]]\nname = "case_{n}"\nargs = {json.dumps(case)}\n' for n, case in enumerate(cases, 1)]
    table = folder / "parity.toml"
    table.write_text("\n".join(["# my table", "[f]", 'port = "f.py:f"', keys, *entries]))
    return table


def verified(path: Path, octave: Session) -> Report:
    return verify(load_table(path), reference="live", session=octave)


def test_the_declaration_holds_for_all_cases(tmp_path: Path, octave: Session) -> None:
    port = "def f(A, idx):\n    r = A[idx, :]\n    return r, r.sum(axis=1) / 2\n"
    path = table_of(tmp_path, PICK, port, [["magic(4)", "[2 3]"], ["magic(5)", "[1 4 2]"]])
    report = verified(path, octave)
    assert {(result.verdict, result.declaration) for result in report.results} == {
        ("UNDECLARED", ('zero_based = ["idx"]',))
    }
    assert not report.as_expected


def test_a_defect_in_a_port_that_counts_from_0_is_reported_as_that_defect(tmp_path: Path, octave: Session) -> None:
    port = "def f(A, idx):\n    r = A[idx, :]\n    return r, r.sum(axis=1) / 3\n"
    path = table_of(tmp_path, PICK, port, [["magic(4)", "[2 3]"], ["magic(5)", "[1 4 5]"]])
    for result in verified(path, octave).results:
        assert result.verdict == "MISMATCH"
        assert [output.name for output in result.outputs if output.mismatch] == ["s"]
        assert result.conventions[0].startswith('judged as if the table said zero_based = ["idx"]')


def test_a_case_that_agrees_beside_one_that_differs_is_undeclared(tmp_path: Path, octave: Session) -> None:
    port = "def f(A, idx):\n    r = A[idx, :]\n    return r, r.sum(axis=1) / (2 if len(A) == 4 else 3)\n"
    path = table_of(tmp_path, PICK, port, [["magic(4)", "[2 3]"], ["magic(5)", "[1 4 5]"]])
    assert [result.verdict for result in verified(path, octave).results] == ["UNDECLARED", "MISMATCH"]


def test_an_output_from_0_beside_a_defect_is_one_more_difference(tmp_path: Path, octave: Session) -> None:
    original = "function [best, total] = f(x)\n[~, best] = max(x); total = sum(x);\nend\n"
    path = table_of(tmp_path, original, "def f(x):\n    return x.argmax(), x.sum() + 1\n", [["[3 9 2]"]])
    (result,) = verified(path, octave).results
    assert (result.verdict, [output.name for output in result.outputs if output.mismatch]) == (
        "MISMATCH",
        ["best", "total"],
    )


def test_what_spoils_a_case_that_passes_is_not_proposed(tmp_path: Path, octave: Session) -> None:
    """With one case this port seems to count from 0; the other shows that it does not."""
    original, port = "function y = f(start)\ny = start;\nend\n", "def f(start):\n    return start + (start > 2)\n"
    path = table_of(tmp_path, original, port, [["5"], ["2"]])
    assert [result.verdict for result in verified(path, octave).results] == ["MISMATCH", "PASS"]


def test_wrong_ports_are_not_undeclared_by_a_count_that_is_no_index(tmp_path: Path, octave: Session) -> None:
    original, port = "function y = f(n)\ny = sum(1:n);\nend\n", "def f(n):\n    return sum(range(n + 2))\n"
    assert verified(table_of(tmp_path, original, port, [["5"]]), octave).results[0].verdict == "MISMATCH"


def test_what_is_one_too_small_and_no_index_is_a_difference(tmp_path: Path, octave: Session) -> None:
    original, port = "function y = f(x)\ny = x + 0.5;\nend\n", "def f(x):\n    return x - 0.5\n"
    assert verified(table_of(tmp_path, original, port, [["[1 2]"]]), octave).results[0].verdict == "MISMATCH"


def test_parameters_named_like_inputs_are_never_exchanged(tmp_path: Path, octave: Session) -> None:
    original, port = "function y = f(a, b)\ny = a - b;\nend\n", "def f(a, b):\n    return b - a\n"
    assert verified(table_of(tmp_path, original, port, [["5", "3"]]), octave).results[0].verdict == "MISMATCH"


def test_a_needless_declaration_is_said(tmp_path: Path, octave: Session) -> None:
    original, port = "function y = f(a, b)\ny = a * b;\nend\n", "def f(a, b):\n    return a * b\n"
    path = table_of(tmp_path, original, port, [["5", "3"]], keys='none_for_empty = ["b"]')
    (result,) = verified(path, octave).results
    assert result.verdict == "PASS"
    assert 'none_for_empty = ["b"] makes no difference here: the port agrees without it' in result.conventions


def test_a_declaration_that_is_needed_is_not_called_needless(tmp_path: Path, octave: Session) -> None:
    port = "def f(A, idx):\n    r = A[idx, :]\n    return r, r.sum(axis=1) / 2\n"
    path = table_of(tmp_path, PICK, port, [["magic(4)", "[2 3]"]], keys='zero_based = ["idx"]')
    (result,) = verified(path, octave).results
    assert result.verdict == "PASS"
    assert not any("no difference" in way for way in result.conventions)


def test_fewer_outputs_of_an_original_that_computes_something_else_then(tmp_path: Path, octave: Session) -> None:
    original = "function [a, b] = f(x)\na = x;\nif nargout > 1, a = 2 * x; b = 3; end\nend\n"
    path = table_of(tmp_path, original, "def f(x):\n    return x\n", [["5"]])
    (result,) = verified(path, octave).results
    assert (result.verdict, result.declaration) == ("UNDECLARED", ('outputs = ["a"]',))
    assert "asked for 1 outputs instead of 2, the original computes another a" in result.conventions


def test_an_output_that_is_wrong_in_one_case_is_not_left_out_for_another(tmp_path: Path, octave: Session) -> None:
    """A port that returns its second output on request only; where it does, that is wrong."""
    original = "function [a, b] = f(x, y)\na = sum(x); b = 0;\nif nargin > 1, b = y(:); end\nend\n"
    port = "def f(x, y=None):\n    return x.sum() if y is None else (x.sum(), y.ravel() + 1)\n"
    report = verified(table_of(tmp_path, original, port, [["[1 2]"], ["[1 2]", "[3 4]"]]), octave)
    assert [(result.verdict, result.declaration) for result in report.results] == [("MISMATCH", ())] * 2


def test_an_output_that_a_port_returns_on_request_only_may_be_left_out(tmp_path: Path, octave: Session) -> None:
    original = "function [a, b] = f(x, y)\na = sum(x); b = 0;\nif nargin > 1, b = y; end\nend\n"
    port = "def f(x, y=None):\n    return x.sum() if y is None else (x.sum(), y)\n"
    report = verified(table_of(tmp_path, original, port, [["[1 2]"], ["[1 2]", "[3 4]"]]), octave)
    assert [(result.verdict, result.declaration) for result in report.results] == [
        ("UNDECLARED", ('outputs = ["a"]',)),
        ("PASS", ()),
    ]


def test_columns_that_count_from_0_beside_others_that_hold_whole_numbers(tmp_path: Path, octave: Session) -> None:
    """As in tables of buses and branches: numbers of buses beside types and flags."""
    original = (
        "function y = f(bus, branch)\ny = zeros(size(bus, 1), 1);\nfor k = find(branch(:, 3) == 1)'\n"
        "  y(branch(k, 1)) = y(branch(k, 1)) + bus(branch(k, 2), 1);\nend\nend\n"
    )
    port = (
        "import numpy as np\n\ndef f(bus, branch):\n    y = np.zeros(len(bus))\n"
        "    for start, end, on in branch.astype(int):\n        if on == 1:\n"
        "            y[start] += bus[end, 0]\n    return y\n"
    )
    cases = [["[3 0.5; 2 1; 1 2]", "[1 2 1; 2 3 1; 3 1 1]"], ["[3 0.5; 1 2]", "[1 2 1; 2 1 1]"]]
    report = verified(table_of(tmp_path, original, port, cases), octave)
    assert {(result.verdict, result.declaration) for result in report.results} == {
        ("UNDECLARED", ('zero_based = ["branch(:,1)", "branch(:,2)"]',))
    }


def test_a_1d_output_for_a_sparse_vector_behind_indices_from_0(tmp_path: Path, octave: Session) -> None:
    original = (
        "function y = f(bus, branch)\ny = zeros(size(bus, 1), 1);\nfor k = 1:size(branch, 1)\n"
        "  y(branch(k, 1)) = y(branch(k, 1)) + bus(branch(k, 2), 1);\nend\ny = sparse(y);\nend\n"
    )
    port = (
        "import numpy as np\n\ndef f(bus, branch):\n    y = np.zeros(len(bus))\n"
        "    for start, end in branch.astype(int):\n        y[start] += bus[end, 0]\n    return y\n"
    )
    cases = [["[3 1; 2 3; 1 2]", "[1 2; 2 3; 3 1]"]]
    (result,) = verified(table_of(tmp_path, original, port, cases), octave).results
    assert result.verdict == "UNDECLARED"
    assert result.declaration == ('zero_based = ["branch"]', 'full = ["y"]')


def test_a_column_that_an_earlier_step_has_added_without_need_is_left_out(tmp_path: Path, octave: Session) -> None:
    original = "function y = f(bus)\ny = sparse(size(bus, 1), 1);\ny(bus(:, 1)) = bus(:, 3);\nend\n"
    port = (
        "import numpy as np\n\ndef f(bus):\n    y = np.zeros((len(bus), 1))\n"
        "    y[bus[:, 0].astype(int), 0] = bus[:, 2]\n    return y\n"
    )
    (result,) = verified(table_of(tmp_path, original, port, [["[1 3 0.5; 3 1 1.5; 2 1 2.5]"]]), octave).results
    assert result.declaration == ('zero_based = ["bus(:,1)"]', 'full = ["y"]')


def test_indices_of_which_there_are_none_in_one_case(tmp_path: Path, octave: Session) -> None:
    original = "function y = f(x, pv, pq)\ny = sum(x([pv; pq]));\nend\n"
    port = (
        "import numpy as np\n\ndef f(x, pv, pq):\n"
        "    return x.ravel()[np.r_[np.ravel(pv), np.ravel(pq)].astype(int)].sum()\n"
    )
    cases = [["[5 7 9]", "[1; 2]", "3"], ["[5 7 9]", "[3; 1]", "[]"]]
    report = verified(table_of(tmp_path, original, port, cases), octave)
    assert {(result.verdict, result.declaration) for result in report.results} == {
        ("UNDECLARED", ('zero_based = ["pv", "pq"]',))
    }


def test_an_order_of_arguments_is_not_taken_because_the_port_runs_by_it(tmp_path: Path, octave: Session) -> None:
    original = "function d = f(k, bc)\nd = k; d(bc(:, 1)) = bc(:, 2);\nend\n"
    port = (
        "def f(k, rows=None, values=None):\n    d = 3 * k\n    if rows is not None:\n"
        "        d[rows.astype(int) - 1] = values[0]\n    return d\n"
    )
    (result,) = verified(table_of(tmp_path, original, port, [["[5; 6; 7]", "[1 9; 3 8]"]]), octave).results
    assert result.verdict == "PORT FAILED"
    assert "'NoneType' object is not subscriptable" in (result.error or "")


def test_the_error_that_is_left_once_indices_are_integers_is_said(tmp_path: Path, octave: Session) -> None:
    original = "function y = f(A, idx)\ny = A(idx, :) * ones(4, 1);\nend\n"
    port = "import numpy as np\n\ndef f(A, idx):\n    return A[idx, :] @ np.ones((7, 1))\n"
    (result,) = verified(table_of(tmp_path, original, port, [["magic(4)", "[2 3]"]]), octave).results
    assert (result.verdict, "ValueError" in (result.error or "")) == ("PORT FAILED", True)


def test_a_port_is_imported_once_for_all_conventions_that_are_tried(tmp_path: Path, octave: Session) -> None:
    port = (
        "with open('f.py.loaded', 'a') as file:\n    file.write('.')\n\n"
        "def f(one, two, three):\n    return one, two + three\n"
    )
    original = "function [r, s] = f(A, idx, k)\nr = A(idx, :); s = k / 2;\nend\n"
    report = verified(table_of(tmp_path, original, port, [["magic(4)", "[2 3]", "3"]]), octave)
    assert [result.verdict for result in report.results] == ["MISMATCH"]
    assert len((tmp_path / "f.py.loaded").read_text()) <= 2  # with the time limit of a case, and that of a search


def test_flag_of_another_meaning_is_no_index(tmp_path: Path, octave: Session) -> None:
    original = "function y = f(x, mode)\nif mode == 1, y = sum(x); else, y = prod(x); end\nend\n"
    port = (
        "import numpy as np\n\ndef f(x, mode):\n    if mode > 1:\n        raise ValueError('no such mode')\n"
        "    return np.sum(x) if mode == 0 else np.prod(x)\n"
    )
    report = verified(table_of(tmp_path, original, port, [["[2 3 4]", "2"]]), octave)
    assert [result.verdict for result in report.results] == ["PORT FAILED"]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ('zero_based = ["index"]', r"zero_based names 'index', which is neither an input nor an output of f\.m"),
        ('zero_based = ["idx(3)"]', r"'idx\(3\)' names nothing: write NAME, NAME\(:,2\) for a column, or NAME\.field"),
        ('transposed = ["A(:,2)"]', r"transposed names 'A\(:,2\)'; it applies to whole inputs and outputs: name A"),
    ],
)
def test_convention_that_names_nothing_is_refused(tmp_path: Path, key: str, message: str) -> None:
    path = table_of(tmp_path, PICK, "", [["magic(4)", "2"]], keys=key)
    with pytest.raises(MatdropError, match=message):
        load_table(path)


def test_proven_change_stands_beside_the_declaration(tmp_path: Path, octave: Session) -> None:
    original = "function y = f(x)\n[~, y] = max(x);\nend\n"
    path = table_of(tmp_path, original, "def f(x):\n    return x.argmax()\n", [["[3 9 2]"], ["[9 3 2 1]"]])
    report = explain_report(verified(path, octave), tmp_path, octave)
    assert [result.verdict for result in report.results] == ["UNDECLARED"] * 2
    assert all(finding.is_proven for finding in report.findings)


@pytest.mark.usefixtures("octave")
def test_accept_writes_the_line_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    port = "def f(A, idx):\n    r = A[idx, :]\n    return r, r.sum(axis=1) / 2\n"
    path = table_of(tmp_path, PICK, port, [["magic(4)", "[2 3]"], ["magic(5)", "[1 4 2]"]])
    before = path.read_text()
    monkeypatch.chdir(tmp_path)
    assert main(["verify"]) == 1
    assert path.read_text() == before
    assert 'agrees once the table declares it: zero_based = ["idx"]' in capsys.readouterr().out
    assert main(["verify", "--accept"]) == 1
    assert 'parity.toml: [f] now has zero_based = ["idx"]; verify again' in capsys.readouterr().out
    after = path.read_text().splitlines()
    assert [line for line in after if line not in before.splitlines()] == ['zero_based = ["idx"]']
    assert after.index('zero_based = ["idx"]') < after.index("[[f.case]]")
    assert main(["verify"]) == 0


@pytest.mark.usefixtures("octave")
def test_pair_on_the_command_line_is_told_the_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table_of(
        tmp_path,
        "function y = f(x, start)\ny = start * x;\nend\n",
        "def f(x, start):\n    return (start + 1) * x\n",
        [],
    )
    monkeypatch.chdir(tmp_path)
    command = ["verify", "f.m", "f.py", "--args", "magic(3), 2"]
    assert main(command) == 1
    assert """add --convention 'zero_based = ["start"]'""" in capsys.readouterr().out
    assert main([*command, "--convention", 'zero_based = ["start"]']) == 0
    assert main([*command, "--accept"]) == 2
    assert main([*command, "--convention", "zero_based = start"]) == 2


@pytest.mark.usefixtures("octave")
def test_outputs_that_a_pair_is_told_to_declare_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table_of(tmp_path, "function [a, b] = f(x)\na = x; b = 2 * x;\nend\n", "def f(x):\n    return x\n", [])
    monkeypatch.chdir(tmp_path)
    command = ["verify", "f.m", "f.py", "--args", "magic(3)"]
    assert main(command) == 1
    assert """add --convention 'outputs = ["a"]'""" in capsys.readouterr().out
    assert main([*command, "--convention", 'outputs = ["a"]']) == 0
    assert main([*command, "--convention", "outputs = 1"]) == 2


@pytest.mark.usefixtures("octave")
def test_json_has_the_declaration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table_of(tmp_path, "function y = f(start)\ny = start;\nend\n", "def f(start):\n    return start + 1\n", [["2"]])
    monkeypatch.chdir(tmp_path)
    assert main(["verify", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["cases"][0]["declaration"] == ['zero_based = ["start"]']
    assert document["next"] == "matdrop verify --accept"


def test_the_elements_of_a_row_are_no_columns(tmp_path: Path, octave: Session) -> None:
    original = "function p = f(x)\np = zeros(1, numel(x)); p(1) = -1; p(x > 2) = find(x > 2);\nend\n"
    port = "import numpy as np\n\n\ndef f(x):\n    x = x.ravel()\n    p = np.zeros(x.size)\n    p[0] = -1\n"
    port += "    p[x > 2] = np.flatnonzero(x > 2)\n    return p\n"
    path = table_of(tmp_path, original, port, [["[1 5 2 7]"], ["[0 9 1 8 1]"]])
    for result in verified(path, octave).results:
        assert result.verdict == "MISMATCH"
        assert not result.declaration
        assert "(:," not in " ".join(result.conventions)


def test_an_order_of_arguments_that_names_speak_against_is_not_tried(tmp_path: Path, octave: Session) -> None:
    original = "function label = f(testPoint, trainLabels)\nlabel = trainLabels(1) + 0 * testPoint(1);\nend\n"
    port = "def f(p_test, labels_train):\n    return p_test.ravel()[0]\n"
    path = table_of(tmp_path, original, port, [["[1 2]", "[3 1]"]])
    assert [result.verdict for result in verified(path, octave).results] == ["MISMATCH"]


def test_a_row_that_is_a_column_in_the_port(tmp_path: Path, octave: Session) -> None:
    original = "function d = f(point, points)\nd = sqrt(sum((points - point) .^ 2, 2));\nend\n"
    port = "import numpy as np\n\n\ndef f(point, points):\n    assert point.shape == (points.shape[0], 1)\n"
    port += "    return np.sqrt(((points - point) ** 2).sum(axis=0))\n"
    path = table_of(tmp_path, original, port, [["[1 2]", "[1 5; 2 2; 7 3]"], ["[0 4]", "[1 5; 2 2; 7 3; 1 1]"]])
    assert {result.declaration for result in verified(path, octave).results} == {('transposed = ["points", "point"]',)}


def test_where_the_engine_lacks_a_function_the_port_may_take_its_own_representation(
    tmp_path: Path, octave: Session
) -> None:
    original = "function y = f(x)\ny = no_such_function_anywhere(x);\nend\n"
    port = "import numpy as np\n\n\ndef f(x):\n    return np.r_[x, 0].sum()\n"
    path = table_of(tmp_path, original, port, [["[1; 2; 3]"]])
    (result,) = verified(path, octave).results
    assert result.verdict == "ORIGINAL FAILED"
    assert "no_such_function_anywhere" in (result.error or "")
    assert "port" not in (result.error or "")


def test_a_mismatch_without_a_seed_says_that_the_original_draws(tmp_path: Path, octave: Session) -> None:
    original = "function y = f(x)\ny = x + rand(1, 3);\nend\n"
    port = "import numpy as np\n\n\ndef f(x):\n    return x + np.random.rand(3)\n"
    (result,) = verified(table_of(tmp_path, original, port, [["2"]]), octave).results
    assert result.verdict == "MISMATCH"
    assert any("f.m draws random numbers (rand): with a seed" in said for said in result.conventions)


def test_a_port_may_seed_where_its_original_does(tmp_path: Path, octave: Session) -> None:
    original = "function y = f(x)\nrng(5);\ny = x + rand(1, 3) + randn();\nend\n"
    port = "import numpy as np\n\n\ndef f(x):\n    return x + np.random.rand(3) + np.random.randn()\n"

    def result_of(port: str) -> Result:
        path = table_of(tmp_path, original, port, [["2"]])
        path.write_text(path.read_text() + "seed = 1\n")
        (result,) = verified(path, octave).results
        return result

    unlike = result_of(port)
    assert unlike.verdict == "MISMATCH"
    assert any("f.m seeds its random numbers itself; np.random.seed(s)" in said for said in unlike.conventions)
    assert result_of(port.replace("    return", "    np.random.seed(5)\n    return")).verdict == "PASS"


def test_a_value_between_many_outputs_that_is_none(tmp_path: Path, octave: Session) -> None:
    original = "function [a, b, c, d, e] = f(x)\na = x; b = 2 * x; c = 3 * x; d = 4 * x; e = 5 * x;\nend\n"
    port = "def f(x):\n    return x, 2 * x, -1.0, 3 * x, 4 * x, 5 * x\n"
    path = table_of(tmp_path, original, port, [["2"], ["7"]])
    declarations = {result.declaration for result in verified(path, octave).results}
    assert declarations == {('returns = ["a", "b", "", "c", "d", "e"]',)}
