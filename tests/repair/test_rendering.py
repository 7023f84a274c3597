"""Changed expressions: what has not changed keeps its text, and brackets stand where they are needed."""

import ast

import pytest

from matdrop.repair.rendering import Rendering
from matdrop.source.python_text import PythonText


def at(source: str, code: str) -> tuple[Rendering, ast.expr]:
    """Return the expression of a source that has a text."""
    rendering = Rendering(PythonText(source))
    for node in rendering.parents:
        if isinstance(node, ast.expr) and rendering.source.of(node) == code:
            return rendering, node
    raise AssertionError(code)


def expression(code: str) -> ast.expr:
    return ast.parse(code, mode="eval").body


@pytest.mark.parametrize(
    ("source", "old", "new", "text"),
    [
        ("y = a * b", "b", "c + d", "(c + d)"),
        ("y = a + b", "b", "c * d", "c * d"),
        ("y = a - b", "b", "c - d", "(c - d)"),
        ("y = a - b", "a", "c - d", "c - d"),
        ("y = a ** b", "a", "-c", "(-c)"),
        ("y = -a", "a", "c + d", "(c + d)"),
        ("y = f(a)", "a", "c + d", "c + d"),
        ("y = f(a)", "a", "(c, d)", "(c, d)"),
        ("y = a.T", "a", "c + d", "(c + d)"),
        ("y = a[i]", "i", "i - 1", "i - 1"),
        ("y = (a + b) * c", "a + b", "a - b", "a - b"),
        ("y = a < b", "a", "c < d", "(c < d)"),
        ("y = a and b", "a", "c or d", "(c or d)"),
        ("y = not a", "a", "c and d", "(c and d)"),
        ("y = a", "a", "c if d else e", "c if d else e"),
    ],
)
def test_brackets(source: str, old: str, new: str, text: str) -> None:
    rendering, node = at(source, old)
    assert rendering.instead(node, expression(new)) == text


def test_the_text_of_what_stays_is_kept() -> None:
    rendering, node = at('y = f( x [1:3],"a" )+ 1', 'f( x [1:3],"a" )')
    assert rendering.instead(node, ast.BinOp(node, ast.Div(), ast.Name("m", ast.Load()))) == 'f( x [1:3],"a" ) / m'


def test_what_stays_gets_brackets_within_the_new_expression() -> None:
    rendering, node = at("y = a + b", "a + b")
    assert rendering.instead(node, ast.BinOp(node, ast.Div(), ast.Name("m", ast.Load()))) == "(a + b) / m"
    assert rendering.instead(node, ast.Attribute(node, "T", ast.Load())) == "(a + b).T"


def test_a_tuple_that_has_brackets_gets_no_further_ones() -> None:
    rendering, written = at("y = f((a, b))", "(a, b)")
    assert rendering.text(ast.Call(ast.Name("g"), [written], [])) == "g((a, b))"
    rendering, bare = at("y = (a), (b)", "(a), (b)")
    assert rendering.text(ast.Call(ast.Name("g"), [bare], [])) == "g(((a), (b)))"


def test_methods_are_no_functions_of_modules() -> None:
    rendering = Rendering(PythonText("import numpy as np\ny = np.sum(x, axis=0) + x.astype(int) + np.linalg.inv(x)"))
    called = [ast.unparse(function) for function, _, _ in rendering.calls]
    assert called.count("np.sum") == 2  # as it is called here, and plainly
    assert "np.linalg.inv" in called
    assert [method for method, _, _ in rendering.methods] == ["astype"]
