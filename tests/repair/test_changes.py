"""Changes of one node: where they stand, what they mean, and that each leaves Python."""

import ast
from pathlib import Path

import pytest

from matdrop.repair.changes import Change, changes_of, replaced

PORTS = Path(__file__).parents[2] / "matdrop" / "port"


def lines_made(source: str, kind: str | None = None) -> list[str]:
    """Return the last line of a source as each change of a kind leaves it."""
    changed = [replaced(source, [change]) for change in changes_of(source) if kind in (None, change.kind)]
    return [text.splitlines()[-1].strip() for text in changed]


def expressions(expression: str, kind: str, parameters: str = "x, y, z", head: str = "import numpy as np") -> list[str]:
    """Return an expression as each change of a kind leaves it."""
    made = lines_made(f"{head}\ndef f({parameters}):\n    r = {expression}", kind)
    return [line.removeprefix("r = ") for line in made]


@pytest.mark.parametrize(
    ("kind", "expression", "changed"),
    [
        ("operator", "x + y", ["x - y"]),
        ("operator", "x * y", ["x ** y", "x / y", "x @ y"]),
        ("operator", "x ** y", ["x * y"]),
        ("comparison", "x <= y", ["x < y", "x > y", "x >= y"]),
        ("comparison", "x is  not y", ["x is y"]),
        ("comparison", "x < y < z", ["x <= y < z", "x > y < z", "x >= y < z", "x < y <= z", "x < y > z", "x < y >= z"]),
        ("boolean", "x and y", ["x or y"]),
        ("term", "x and (y or z) and f", ["(y or z) and f", "x and (y or z)", "x and y and f", "x and z and f"]),
        ("boolean", "x and y and z", ["x or y or z"]),
        ("constant", "x * 3", ["x * 4", "x * 2", "x * 0", "x * -3", "x * 6"]),
        ("constant", "x * 0.5", ["x * 1.5", "x * -0.5", "x * 0.0", "x * 1.0"]),
        ("constant", "f(x, True)", ["f(x, False)"]),
        ("sign", "x * -y", ["-(x * -y)", "x * y"]),
        ("sign", "x if y else z", ["x if not (y) else z"]),
        ("call", "np.abs(x)", ["x"]),
        ("call", "x.copy()", ["x"]),
        ("call", "np.abs(x + y) * z", ["(x + y) * z"]),
        ("call", "np.abs(x * y) * z", ["x * y * z"]),
        ("function", "np.mean(x)", ["np.median(x)", "np.sum(x)", "np.nanmean(x)"]),
        ("function", "x.mean()", ["x.sum()"]),
        ("function", "np.hstack(x)", ["np.vstack(x)"]),
        ("function", "max(x)", ["min(x)"]),
        ("transpose", "x.T @ y", ["x @ y", "x.T @ y.T"]),
        ("transpose", "f(x, y.T @ z)", ["f(x, y @ z)", "f(x, y.T @ z.T)"]),
        ("transpose", "np.linalg.solve(x, y)", ["np.linalg.solve(x.T, y)", "np.linalg.solve(x, y.T)"]),
        ("axis", "np.sum(x, axis=0)", ["np.sum(x, axis=1)", "np.sum(x, axis=None)"]),
        ("axis", "np.sum(x, axis=3)", [f"np.sum(x, axis={axis})" for axis in ("0", "1", "2", "4", "None")]),
        ("slice", "x[1:y]", ["x[2:y]", "x[0:y]", "x[1:y + 1]", "x[1:y - 1]"]),
        ("slice", "x[:]", ["x[1:]", "x[:-1]"]),
        ("slice", "x[::2]", ["x[1::2]", "x[:-1:2]"]),
        ("index", "x[y]", ["x[y + 1]", "x[y - 1]"]),
        ("index", "x[y + 1]", []),
        ("range", "range(y)", ["range(y + 1)", "range(y - 1)"]),
        ("arguments", "np.cross(x, y)", ["np.cross(y, x)"]),
        ("arguments", "np.maximum(x, y)", []),
        ("arguments", "x - y", ["y - x"]),
        ("arguments", "x - y - z", ["z - (x - y)", "y - x - z"]),
        ("term", "x + y", ["x", "y"]),
        ("term", "z * (x + y)", ["z", "x + y", "z * x", "z * y"]),
        ("term", "x and y", ["x", "y"]),
        ("keyword", "np.std(x, axis=0, ddof=1)", ["np.std(x, ddof=1)", "np.std(x, axis=0)"]),
        ("keyword", "f(order='F', n=(1))", ["f(n=(1))", "f(order='F')"]),
        ("keyword", "f((x)  # a, b\n      , n=1)", ["f((x)"]),
        ("variable", "x", ["y", "z"]),
    ],
)
def test_each_kind(kind: str, expression: str, changed: list[str]) -> None:
    made = expressions(expression, kind)
    if "\n" in expression:  # the last line alone is looked at
        assert made == [")"]
        assert len(made) == len(changed)
    else:
        assert sorted(made) == sorted(changed)


@pytest.mark.parametrize(
    ("expression", "changed"),
    [
        # The operator alone would bind its neighbours otherwise: x - (y + z) is meant, and not (x - y) + z.
        ("x - y * z", ["x - (y @ z)", "x - y / z"]),
        ("(x - y) * z", ["(x + y) * z"]),
        ("x + y ** z", ["x + y * z"]),
    ],
)
def test_a_change_is_of_a_node_not_of_a_token(expression: str, changed: list[str]) -> None:
    made = [ast.dump(ast.parse(text)) for text in expressions(expression, "operator")]
    for text in changed:
        assert ast.dump(ast.parse(text)) in made


def test_an_operator_is_found_among_brackets_and_comments() -> None:
    source = "def f(x, y):\n    return ((x)  # - and +\n        + (y))"
    operators = [change for change in changes_of(source) if change.kind == "operator"]
    assert [replaced(source, [change]) for change in operators] == [
        "def f(x, y):\n    return ((x)  # - and +\n        - (y))"
    ]
    assert operators[0].line == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_are_characters(end: str) -> None:
    """Columns of syntax trees are bytes; line ends may have two characters; a form feed ends no line."""
    source = end.join(["\ufeffdef f(ü, b):", '\té = "日本\u2028\x0c"; c = ü + b', "\treturn é * c", ""])
    (plus,) = (change for change in changes_of(source) if change.what == "with - for +")
    assert (source[plus.start : plus.end], plus.line) == ("+", 2)
    assert replaced(source, [plus]) == source.replace("ü + b", "ü - b")
    (times,) = (change for change in changes_of(source) if change.what == "with / for *")
    assert replaced(source, [times]) == source.replace("é * c", "é / c")


def test_where_nothing_is_changed() -> None:
    source = '''"""Module 1 + 2."""
import numpy as np
LIMIT = 3 - 1
@decorated(1)
def f(x: int = 1) -> 1:
    """Text."""
    from math import floor
    y: 2 = x
    assert x > 0
    if y:
        raise ValueError(1)
    global z
    return f"{x + 1}"
class A:
    size = 4
'''
    assert {(change.line, change.kind) for change in changes_of(source)} == {
        (5, "constant"),  # the default value, and not the annotations
        (10, "sign"),
        (10, "variable"),
        (13, "statement"),
    }


def test_lines_may_be_asked_for() -> None:
    source = "a = 1\nif a < 2:\n    b = [\n        3,\n    ]\n"
    assert changes_of(source) == []
    assert {change.line for change in changes_of(source, {1})} == {1}
    assert {change.line for change in changes_of(source, {2})} == {2}
    assert {change.line for change in changes_of(source, {5})} == {3, 4}  # the statement that ends there


def test_statements() -> None:
    made = lines_made("def f(x):\n    x += 1", "operator") + lines_made("def f(x):\n    x += 1", "statement")
    assert made == ["x -= 1", "x = 1", "pass"]
    looped = "def f(x):\n    for i in x:\n        break"
    assert lines_made(looped, "statement") == ["pass", "continue"]
    assert [change.what for change in changes_of(looped) if change.kind == "statement"] == [
        "without break",
        "with continue for break",
    ]


def test_variables_are_those_bound_before() -> None:
    source = "def f(x):\n    a = x\n    b = [i for i in a]\n    c = b\n    def g(u):\n        return u\n    return c"
    found = [(change.line, change.text) for change in changes_of(source) if change.kind == "variable"]
    assert found == [(3, "x"), (4, "a"), (4, "x"), (6, "c"), (6, "b"), (6, "a"), (6, "x"), (7, "b"), (7, "a"), (7, "x")]


def test_returned_values_are_swapped() -> None:
    assert lines_made("def f(x, y):\n    return x, y", "arguments") == ["return y, x"]


def test_several_changes_at_once() -> None:
    source = "def f(x):\n    return x + 1"
    by_text = {change.text: change for change in changes_of(source)}
    assert replaced(source, [by_text["2"], by_text["-"]]) == "def f(x):\n    return x - 2"
    with pytest.raises(ValueError, match="changes of the same place"):
        replaced(source, [by_text["2"], Change(24, 30, "", 2, "term", "without x + 1")])


def test_words() -> None:
    source = "def f(x, y):\n    return g(x < y,\n        n=1)"
    assert {change.what for change in changes_of(source) if change.kind in ("comparison", "keyword", "statement")} == {
        "with <= for <",
        "with > for <",
        "with >= for <",
        "without n=1",
        "without return g(x < y, n=1)",
    }


@pytest.mark.parametrize("port", ["sums", "nn_cost", "linear_fit", "dropout_demo", "mrdivide", "struct"])
@pytest.mark.filterwarnings("ignore::SyntaxWarning")  # "is" with a literal, a number that is called
def test_every_change_of_a_port_compiles_and_changes_something(port: str) -> None:
    source = (PORTS / f"{port}.py").read_text()
    changes = changes_of(source)
    assert changes == changes_of(source)
    for change in changes:
        changed = replaced(source, [change])
        compile(changed, port, "exec")
        assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(source)), change
