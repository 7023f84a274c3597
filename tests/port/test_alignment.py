"""Original and port stay aligned: statement by statement, in the same order, with the same variables."""

import ast
import io
import re
import tokenize
from dataclasses import dataclass, replace
from itertools import zip_longest

import pytest

from matdrop.parity.case import OWN_TABLE, PACKAGE
from matdrop.parity.original import code_of

# record_fixtures.m is no original: it records where there is no Python.
ORIGINALS = {path.stem: path for path in OWN_TABLE.parent.glob("*.m") if path.stem != "record_fixtures"}
HELPERS = {"__init__", "arithmetic", "fprintf", "mrdivide", "sums"}
PORTS = {path.stem: path for path in (PACKAGE / "port").glob("*.py") if path.stem not in HELPERS}

# A quote after a name, a closing bracket, a dot or a transpose transposes; any other starts text.
MATLAB_TOKEN = re.compile(r"""(?<=[\w)\]}.'])'|'(?:[^']|'')*'|"(?:[^"\\]|\\.|"")*"|[%#].*|.""")
MATLAB_NAME = re.compile(r"[A-Za-z]\w*")
MATLAB_ASSIGNMENT = re.compile(r"(?:\[([^\]]*)\]|(\w+))\s*=(?!=)(.*)")


@dataclass(frozen=True)
class Line:
    """A MATLAB statement, the variables it sets and those it uses, in the order in which they stand, and its loops."""

    statement: str
    assigned: tuple[str, ...]
    used: tuple[str, ...]
    depth: int = 0


def lines_of_original(source: str) -> list[Line]:
    statements = []
    for line in source.splitlines():
        tokens = (match[0] for match in MATLAB_TOKEN.finditer(line))
        statement = "".join(token for token in tokens if token[0] not in "%#").strip()
        if statement:
            assert not statement.endswith("..."), "continued lines are not understood here"
            statements.append(statement)
    lines = []
    outputs: tuple[str, ...] = ()
    depth = 0
    for statement in statements:
        code = code_of(statement)
        is_function = code.startswith("function ")
        is_loop = code.startswith("for ")
        match = MATLAB_ASSIGNMENT.match(code.removeprefix("function ").removeprefix("for "))
        left = tuple(MATLAB_NAME.findall(match[1] or match[2])) if match else ()
        right = tuple(MATLAB_NAME.findall(match[3] if match else code))
        if is_function:
            outputs = left
            lines.append(Line(statement, right[1:], ()))
        elif code == "end" and depth:
            depth -= 1
            lines.append(Line(statement, (), (), depth))
        elif code == "end":
            lines.append(Line(statement, (), outputs))
        else:
            lines.append(Line(statement, left, right, depth))
            depth += is_loop
    variables = {name for line in lines for name in line.assigned}
    return [replace(line, used=tuple(name for name in line.used if name in variables)) for line in lines]


def lines_of_port(source: str, name: str) -> list[Line]:
    (function,) = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == name)
    body = function.body[1:]  # without the docstring
    comments = {
        token.start[0]: (token.string.removeprefix("# "), token.start[1] // 4 - 1)
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    draws = {
        arg.arg for arg in function.args.args if isinstance(arg.annotation, ast.Name) and arg.annotation.id == "Draw"
    }
    parameters = tuple(arg.arg for arg in function.args.args if arg.arg not in draws)
    stored = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    variables = {*parameters, *stored}

    lines = []
    by_end = {}
    while body:
        statement = body.pop()
        by_end[statement.iter.end_lineno if isinstance(statement, ast.For) else statement.end_lineno] = statement
        body += statement.body if isinstance(statement, ast.For) else []
    for number in range((function.body[0].end_lineno or 0) + 1, (function.end_lineno or 0) + 1):
        found = by_end.get(number)
        comment, column = comments.get(number, ("", 0))
        if found is None:
            if comment:
                lines.append(Line(comment, parameters if comment.startswith("function ") else (), (), column))
            continue
        if not comment and found is function.body[-1] and isinstance(found, ast.Return) and not parameters:
            continue  # a script has no statement that returns
        parts = (found.target, found.iter) if isinstance(found, ast.For) else (found,)
        nodes = (node for part in parts for node in ast.walk(part))
        names = [node for node in nodes if isinstance(node, ast.Name) and node.id in variables]
        names.sort(key=lambda node: (node.lineno, node.col_offset))
        assigned = tuple(node.id for node in names if isinstance(node.ctx, ast.Store))
        used = tuple(node.id for node in names if isinstance(node.ctx, ast.Load))
        lines.append(Line(comment, assigned, used, found.col_offset // 4 - 1))
    return lines


def misalignments(original: str, port: str, name: str) -> list[str]:
    found = []
    for number, (left, right) in enumerate(zip_longest(lines_of_original(original), lines_of_port(port, name)), 1):
        if left is None:
            found.append(f"statement {number}: nothing in the original, {right.statement!r} in the port")
        elif right is None:
            found.append(f"statement {number}: {left.statement!r} in the original, nothing in the port")
        elif left.statement != right.statement:
            found.append(f"statement {number}: {left.statement!r} in the original, {right.statement!r} in the port")
        elif left != right:
            found.append(f"statement {number}: {left} in the original, {right} in the port")
    return found


def test_every_original_has_a_port_and_every_port_an_original() -> None:
    assert ORIGINALS.keys() == PORTS.keys()


@pytest.mark.parametrize("name", sorted(ORIGINALS))
def test_port_has_the_statements_of_its_original(name: str) -> None:
    assert lines_of_original(ORIGINALS[name].read_text()), "an original without statements"
    assert misalignments(ORIGINALS[name].read_text(), PORTS[name].read_text(), name) == []


def test_parser_reads_text_transposes_and_comments_apart() -> None:
    assert lines_of_original("A = 1; % A'\nfprintf('50 %% of ''A''\\n', A'); # shown\n") == [
        Line("A = 1;", ("A",), ()),
        Line("fprintf('50 %% of ''A''\\n', A');", (), ("A",)),
    ]


FIRST = "    mask = rand(size(X)) < keep_prob;\n"
SECOND = "    X = X .* mask;\n"
THIRD = "    X = X ./ keep_prob;\n"
PORT_FIRST = "    mask = rand(X.shape) < keep_prob  # mask = rand(size(X)) < keep_prob;\n"
PORT_SECOND = "    X = times(X, mask)  # X = X .* mask;\n"
PORT_THIRD = "    X = rdivide(X, keep_prob)  # X = X ./ keep_prob;\n"
PORT_RETURN = "    return X, mask  # end\n"

DEFECTS_OF_ORIGINAL = {
    "lines swapped": (SECOND + THIRD, THIRD + SECOND),
    "line deleted": (THIRD, ""),
    "line added": (THIRD, THIRD + "    X = X + 0;\n"),
    "variable renamed": (SECOND, "    X = X .* kept;\n"),
    "parameter renamed": ("inverted_dropout(X, keep_prob)\n%", "inverted_dropout(X, p)\n%"),
    "output renamed": ("function [X, mask]", "function [X, kept]"),
    "constant changed": (FIRST, "    mask = rand(size(X)) < 0.8;\n"),
    "end missing": ("end\n", ""),
}
DEFECTS_OF_PORT = {
    "lines swapped": (PORT_SECOND + PORT_THIRD, PORT_THIRD + PORT_SECOND),
    "code swapped under its comments": ("times(X, mask)  #", "rdivide(X, keep_prob)  #"),
    "line deleted": (PORT_SECOND, ""),
    "statement added": (PORT_THIRD, PORT_THIRD + "    X = X + 0\n"),
    "statement added with a comment": (PORT_THIRD, PORT_THIRD + "    X = X + 0  # X = X + 0;\n"),
    "comment changed": ("# X = X .* mask;", "# X = X .* mask"),
    "comment missing": ("  # X = X .* mask;", ""),
    "comment line added": (PORT_THIRD, "    # keeps the expected value\n" + PORT_THIRD),
    "function line missing": ("    # function [X, mask] = inverted_dropout(X, keep_prob)\n", ""),
    "variable renamed": ("    mask = rand(X.shape)", "    kept = rand(X.shape)"),
    "parameter renamed": ("(X: Array, keep_prob: float, rand: Draw)", "(X: Array, p: float, rand: Draw)"),
    "operands swapped": ("times(X, mask)", "times(mask, X)"),
    "outputs swapped": ("return X, mask", "return mask, X"),
    "return without end": (PORT_RETURN, "    return X, mask\n"),
}


@pytest.mark.parametrize("defect", DEFECTS_OF_ORIGINAL)
def test_defect_planted_in_the_original_is_caught(defect: str) -> None:
    before, after = DEFECTS_OF_ORIGINAL[defect]
    original, port = ORIGINALS["inverted_dropout"].read_text(), PORTS["inverted_dropout"].read_text()
    assert original.count(before) == 1
    assert misalignments(original.replace(before, after), port, "inverted_dropout")


@pytest.mark.parametrize("defect", DEFECTS_OF_PORT)
def test_defect_planted_in_the_port_is_caught(defect: str) -> None:
    before, after = DEFECTS_OF_PORT[defect]
    original, port = ORIGINALS["inverted_dropout"].read_text(), PORTS["inverted_dropout"].read_text()
    assert port.count(before) == 1
    assert misalignments(original, port.replace(before, after), "inverted_dropout")


def test_line_deleted_from_the_script_is_caught() -> None:
    original, port = ORIGINALS["dropout_demo"].read_text(), PORTS["dropout_demo"].read_text()
    assert misalignments(original.replace("fprintf('L:\\n');\n", ""), port, "dropout_demo")
    assert misalignments(original, port.replace("    fprintf(\"L:\\n\")  # fprintf('L:\\n');\n", ""), "dropout_demo")
