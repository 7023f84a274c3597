"""Of which functions of its file a port consists."""

from matdrop.adequacy.scope import lines_of_port
from matdrop.source.python_text import PythonText

SOURCE = """def helper(x):
    return inner(x)


def inner(x):
    return x


def unused(x):
    return x


class Thing:
    def __init__(self, x):
        self.x = x

    def used(self):
        return self.x

    def other(self):
        return 0


def port(x):
    return helper(x) + Thing(x).used()


short = lambda x: inner(x)
"""


def test_what_is_named_belongs_to_it_and_what_that_names() -> None:
    found = lines_of_port(PythonText(SOURCE), SOURCE.splitlines().index("def port(x):") + 1)
    assert found == {1, 2, 5, 6, 14, 15, 17, 18, 24, 25}


def test_a_lambda() -> None:
    assert lines_of_port(PythonText(SOURCE), 28) == {5, 6, 28}
