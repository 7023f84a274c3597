"""Places of syntax nodes in characters."""

import ast

import pytest

from matdrop.source.python_text import PythonText


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_texts_of_nodes(mark: str, end: str) -> None:
    source = mark + end.join(["s = 'é\u2028' + t", "if s:", "\tü = (é  # ü", "\t  + 1)"])
    text = PythonText(source)
    found = [text.of(node) for node in ast.walk(text.tree) if isinstance(node, ast.BinOp)]
    assert found == ["'é\u2028' + t", f"é  # ü{end}\t  + 1"]


def test_lines_of_places() -> None:
    source = "a\r\nb\x0c\n\nc"
    text = PythonText(source)
    assert [text.line_of(source.index(letter)) for letter in "abc"] == [1, 2, 4]


def test_the_next_token_is_after_brackets_and_comments() -> None:
    source = "x = (a)  # (b\ny = 1"
    assert source[PythonText(source).next_token(source.index("a") + 1) :] == "y = 1"


def test_functions_are_looked_for_once() -> None:
    """Each statement asks for the function that it is in: in a module of thousands that took a minute."""
    text = PythonText("def f():\n    def g():\n        pass\n\n\nclass A:\n    def h(self):\n        pass\n")
    assert sorted(function.name for function in text.functions) == ["f", "g", "h"]
    assert text.functions is text.functions
