"""Original and port stay aligned: statement by statement, block by block, with the same variables and fields."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

import pytest

from matdrop.cases.table import OWN_TABLE, PACKAGE
from matdrop.source.matlab import parse

# Two files are no originals: record_fixtures.m and record_streams.m record where there is no Python.
ORIGINALS = {path.stem: path for path in OWN_TABLE.parent.glob("*.m") if path.stem[:7] != "record_"}
HELPERS = {"__init__", "arithmetic", "fprintf", "load", "mrdivide", "struct", "sums"}
PORTS = {path.stem: path for path in (PACKAGE / "port").glob("*.py") if path.stem not in HELPERS}

# A quote after a name, a closing bracket, a dot or a transpose transposes; any other starts text.
MATLAB_TOKEN = re.compile(r"""(?<=[\w)\]}.'])'|'(?:[^']|'')*'|"(?:[^"\\]|\\.|"")*"|[%#].*|.""")
# Group 1 is the name of a field, group 2 any other name.
MATLAB_NAME = re.compile(r"(?<=[\w)}])\.([A-Za-z]\w*)|(?<![\w.])([A-Za-z]\w*)")
MATLAB_ASSIGNMENT = re.compile(r"(?<![=~<>])=(?!=)")
OPENING = {"for": "for", "while": "while", "if": "if", "switch": "match"}
BRANCHES = {"else": "else", "elseif": "elif", "case": "case", "otherwise": "case"}


@dataclass(frozen=True)
class Line:
    """A MATLAB statement: the variables it sets; the variables and fields it uses, in the order in which they stand.

    A variable of which only a part is set, an element or a field, has ``[]`` behind its name. `word` is Python's
    keyword of what opens or divides a block, or ``end``; `depth` is the number of blocks around it.
    """

    statement: str
    assigned: tuple[str, ...]
    used: tuple[str, ...]
    word: str = ""
    depth: int = 0


def line(statement: str, assigned: list[str], used: list[str], word: str, depth: int) -> Line:
    # MATLAB has first:step:last, Python range(first, last, step): in the head of a loop the order does not count.
    return Line(statement, tuple(assigned), tuple(sorted(used) if word == "for" else used), word, depth)


def lines_of_original(source: str) -> list[Line]:
    statements = []
    for text in source.splitlines():
        tokens = (match[0] for match in MATLAB_TOKEN.finditer(text))
        statement = "".join(token for token in tokens if token[0] not in "%#").strip()
        if statement:
            assert not statement.endswith("..."), "continued lines are not understood here"
            statements.append(statement)
    rows: list[tuple[str, list[str], list[str], str, int]] = []
    outputs: list[str] = []
    parameters: list[str] = []
    blocks: list[str] = []
    for statement in statements:
        code = parse(statement).code(keep_text=False)
        word = match[0] if (match := re.match(r"[A-Za-z]+\b", code)) else ""
        if word == "function":
            left, _, right = code.removeprefix("function ").partition("=")
            outputs, parameters = names(left), names(right)[1:]
            rows.append((statement, parameters, [], "", 0))
        elif word == "end" and not blocks:
            rows.append((statement, [], outputs, "end", 0))
        elif word == "end":
            blocks.pop()
            rows.append((statement, [], [], "end", depth_of(blocks)))
        elif word in BRANCHES:
            depth = depth_of(blocks) - 1
            rows.append((statement, [], names(code.removeprefix(word)), BRANCHES[word], depth))
        else:
            depth = depth_of(blocks)
            code = code.removeprefix(word) if word in OPENING else code
            # Whether an argument is given: in Python that is asked of the argument.
            if match := re.search(r"\bnargin > (\d)", code):
                code = code.replace(match[0], parameters[int(match[1])])
            left, right = sides(code)
            targets = [name for name in names(outside_brackets(left)) if not name.startswith(".")]
            used = names(left)
            for target in targets:
                used.remove(target)
            parts = [f"{name}[]" if re.search(rf"\b{name}\s*[({{.]", left) else name for name in targets]
            rows.append((statement, parts, used + names(right), OPENING.get(word, ""), depth))
            if word in OPENING:
                blocks.append(word)
    variables = {name.removesuffix("[]") for _, assigned, *_ in rows for name in assigned}
    return [
        line(statement, assigned, [name for name in used if name in variables or name.startswith(".")], word, depth)
        for statement, assigned, used, word, depth in rows
    ]


def names(code: str) -> list[str]:
    return [match[2] or f".{match[1]}" for match in MATLAB_NAME.finditer(code)]


def sides(code: str) -> tuple[str, str]:
    """What stands left and right of an assignment; a statement without one has only a right side."""
    for match in MATLAB_ASSIGNMENT.finditer(code):
        if outside_brackets(code[: match.end()]).endswith("="):
            return code[: match.start()], code[match.end() :]
    return "", code


def outside_brackets(code: str) -> str:
    kept, depth = "", 0
    for character in code:
        depth += character in "({"
        kept += character if depth == 0 else ""
        depth -= character in ")}"
    return kept


def depth_of(blocks: list[str]) -> int:
    return sum(2 if block == "switch" else 1 for block in blocks)


def lines_of_port(source: str, name: str, fields: set[str]) -> list[Line]:
    (function,) = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == name)
    text = source.splitlines()
    comments = {
        token.start[0]: token.string.removeprefix("# ")
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    arguments = (*function.args.args, *function.args.kwonlyargs)
    draws = {arg.arg for arg in arguments if isinstance(arg.annotation, ast.Name) and arg.annotation.id == "Draw"}
    parameters = [arg.arg for arg in arguments if arg.arg not in draws]
    stored = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    variables = {*parameters, *stored} - {"_"}

    # Of what opens a block, only the head: what is in the block has lines of its own.
    by_end: dict[int, list[ast.AST]] = {}
    starts = set()
    for node in ast.walk(function):
        if isinstance(node, ast.For):
            by_end[node.lineno] = [node.target, node.iter]
        elif isinstance(node, ast.While | ast.If):
            by_end[node.lineno] = [node.test]
        elif isinstance(node, ast.Match):
            by_end[node.lineno] = [node.subject]
            by_end |= {case.pattern.lineno: [case.pattern] for case in node.cases}
        elif isinstance(node, ast.stmt) and node is not function:
            by_end[node.end_lineno or 0] = [node]
            starts |= set(range(node.lineno, node.end_lineno or 0))

    lines = []
    above = None  # a comment that stands above the line that it belongs to
    for number in range((function.body[0].end_lineno or 0) + 1, (function.end_lineno or 0) + 1):
        code, comment = text[number - 1].strip(), comments.get(number)
        depth = (len(text[number - 1]) - len(text[number - 1].lstrip())) // 4 - 1
        is_else = re.match(r"else\b", code)
        if number in starts and comment is None:
            continue  # a statement of several lines: its last one counts
        if number not in by_end and not is_else:
            if comment is not None and above is not None:
                lines.append(Line(above, (), (), "", depth))
            above = None
            if comment == "end":
                lines.append(Line(comment, (), (), "end", depth))
            elif comment is not None and comment.startswith("function "):
                lines.append(Line(comment, tuple(parameters), (), "", depth))
            else:
                above = comment
            continue
        parts = by_end.get(number, [])
        if above is not None and comment is not None:
            lines.append(Line(above, (), (), "", depth))
            above = None
        statement, above = comment or above or "", None
        if not statement and code.startswith("return") and parts[0] is function.body[-1] and not parameters:
            continue  # a script has no statement that returns
        found = sorted(token for part in parts for token in names_in(part))
        known = [(name, is_set) for _, name, is_set in found if name.removesuffix("[]") in variables | fields]
        word = match[0] if (match := re.match(r"(for|while|if|elif|else|match|case|return)\b", code)) else ""
        assigned, used = [n for n, is_set in known if is_set], [n for n, is_set in known if not is_set]
        lines.append(line(statement, assigned, used, "end" if word == "return" else word, depth))
    return lines


def names_in(node: ast.AST) -> Iterator[tuple[tuple[int, int], str, bool]]:
    """Place and name of every variable and attribute, and whether the variable, or a part of it (``[]``), is set."""
    inside = set()
    for child in ast.walk(node):
        if isinstance(child, ast.Subscript | ast.Attribute) and isinstance(child.ctx, ast.Store):
            inner: ast.expr = child
            while isinstance(inner, ast.Subscript | ast.Attribute):
                inner = inner.value
            inside.add(inner)
        if isinstance(child, ast.Attribute):
            place = (child.end_lineno or 0, (child.end_col_offset or 0) - len(child.attr))
            yield place, f".{child.attr}", False
    for child in ast.walk(node):
        if isinstance(child, ast.Name):
            is_part = child in inside
            name = f"{child.id}[]" if is_part else child.id
            yield (child.lineno, child.col_offset), name, is_part or isinstance(child.ctx, ast.Store)


def misalignments(original: str, port: str, name: str) -> list[str]:
    found = []
    originals = lines_of_original(original)
    fields = {name for line in originals for name in line.used if name.startswith(".")}
    for number, (left, right) in enumerate(zip_longest(originals, lines_of_port(port, name, fields)), 1):
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


NETWORK_DEFECTS_OF_ORIGINAL = {
    "loop over other bounds": ("nn_backward", "for l = L:-1:1", "for l = m:-1:1"),
    "branch on another variable": ("nn_backward", "if l > 1", "if m > 1"),
    "branch made a loop": ("nn_backward", "if l > 1", "while l > 1"),
    "end of a branch moved": (
        "nn_backward",
        "            dZ = dA .* (A{l} > 0);\n        end\n",
        "        end\n            dZ = dA .* (A{l} > 0);\n",
    ),
    "else missing": ("nn_cost", "    else\n", ""),
    "case changed": ("nn_activate", "case 'sigmoid'", "case 'logistic'"),
    "otherwise missing": ("nn_activate", "        otherwise\n", ""),
    "field renamed": ("nn_train", "net.b{l} = net.b{l} + velocity.b{l};", "net.b{l} = net.b{l} + velocity.W{l};"),
    "field of another struct": ("nn_train", "options.rate .* grad.W{l};", "options.rate .* net.W{l};"),
    "cell indexed by another variable": ("nn_forward", "[A{l}, mask{l}] =", "[A{l}, mask{L}] ="),
    "whole cell set": ("nn_forward", "A{1} = X;", "A = X;"),
    "statement moved out of a loop": (
        "nn_train",
        "            k = k + 1;\n            grad",
        "            grad",
    ),
    "argument not asked for": ("nn_forward", "nargin > 3", "nargin > 2"),
    "dynamic field by another name": ("nn_gradient_check", "analytic; grad.(part{1})", "analytic; grad.(l{1})"),
}
NETWORK_DEFECTS_OF_PORT = {
    "loop over other bounds": ("nn_backward", "range(L - 1, -1, -1)", "range(m - 1, -1, -1)"),
    "branch on another variable": ("nn_backward", "if l > 0:", "if m > 0:"),
    "branch made a loop": ("nn_backward", "if l > 0:", "while l > 0:"),
    "branches swapped": (
        "nn_cost",
        '    if net.activation[-1] == "softmax":  #',
        "    if net.activation[-1]:\n        pass  #",
    ),
    "end moved": ("nn_backward", "        # end\n", "    # end\n"),
    "end missing": ("nn_predict", '"softmax":  # if', '"softmax":  # end if'),
    "statement taken out of a loop": (
        "nn_train",
        "                net.b[l] = net.b[l] + velocity.b[l]  #",
        "            net.b[l] = net.b[l] + velocity.b[l]  #",
    ),
    "statement taken into a loop": (
        "nn_train",
        "    velocity = Struct()  #",
        "    for _ in range(1):\n        velocity = Struct()  #",
    ),
    "field renamed": ("nn_train", "= net.b[l] + velocity.b[l]", "= net.b[l] + velocity.W[l]"),
    "field of another struct": ("nn_train", "options.rate * grad.W[l]", "options.rate * net.W[l]"),
    "field that the original has not": ("nn_train", "= net.b[l] + velocity.b[l]", "= net.b[l] + velocity.c[l]"),
    "list indexed by another variable": ("nn_forward", "A[l], mask[l] = inv", "A[l], mask[L] = inv"),
    "whole list set": ("nn_forward", "A[0] = X  #", "A = X  #"),
    "code swapped under comments above": ("nn_backward", "grad.W[l] = A[l].T @ dZ", "grad.b[l] = A[l].T @ dZ"),
    "comment above missing": (
        "nn_backward",
        "        # grad.W{l} = A{l}' * dZ + options.weight_decay .* net.W{l};\n",
        "",
    ),
    "comment above twice": (
        "nn_backward",
        "        # grad.W{l} = A{l}' * dZ + options.weight_decay .* net.W{l};\n",
        "        # grad.W{l} = A{l}' * dZ + options.weight_decay .* net.W{l};\n        # and more\n",
    ),
    "argument not asked for": ("nn_forward", "is_held = mask is not None", "is_held = X is not None"),
}


@pytest.mark.parametrize("defect", NETWORK_DEFECTS_OF_ORIGINAL)
def test_defect_planted_in_a_block_of_the_original_is_caught(defect: str) -> None:
    name, before, after = NETWORK_DEFECTS_OF_ORIGINAL[defect]
    original, port = ORIGINALS[name].read_text(), PORTS[name].read_text()
    assert original.count(before) == 1
    assert misalignments(original.replace(before, after), port, name)


@pytest.mark.parametrize("defect", NETWORK_DEFECTS_OF_PORT)
def test_defect_planted_in_a_block_of_the_port_is_caught(defect: str) -> None:
    name, before, after = NETWORK_DEFECTS_OF_PORT[defect]
    original, port = ORIGINALS[name].read_text(), PORTS[name].read_text()
    assert port.count(before) == 1
    assert misalignments(original, port.replace(before, after), name)
