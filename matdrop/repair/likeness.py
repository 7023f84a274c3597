"""How much a statement of a port is like one of its original: by the tokens that both have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_syntax import Node, walk
from matdrop.source.names import normalize_name
from matdrop.source.numpy_names import NUMPY_NAMES

Tokens = tuple[str, ...]
ORDER = 0.2  # what the order of the tokens counts beside the tokens themselves
_PYTHON = re.compile(
    r"#[^\r\n]*|\.reshape\([^()]*\)|,?\s*keepdims\s*=\s*\w+|(?P<axis>axis\s*=\s*\d)|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*)"
    r"|(?P<text>'[^'\r\n]*'|\"[^\"\r\n]*\")|(?P<sign>\*\*|//|==|!=|<=|>=|[-+*/%@<>&|~^:])=?"
)
# Words that have no counterpart in MATLAB.
_SILENT = frozenset(
    [
        "np",
        "numpy",
        "float",
        "int",
        "len",
        "self",
        "return",
        "lambda",
        "in",
        "for",
        "if",
        "while",
        "elif",
        "astype",
        "copy",
        "asarray",
        "array",
        "atleast2d",
        "squeeze",
        "ravel",
        "flatten",
        "newaxis",
        "none",
        "float64",
    ]
)
# NumPy's names, without what stands before their last point, as MATLAB has them; those at the end both have.
_LAST_NAMES = {name: normalize_name(numpy.rpartition(".")[2]) for name, numpy in NUMPY_NAMES.items()}
_SAME = {numpy: name for name, numpy in _LAST_NAMES.items() if numpy != name} | {
    "maximum": "max", "minimum": "min", "amax": "max", "amin": "min", "argmax": "max", "argmin": "min", "nanmax": "max",
    "nanmin": "min", "absolute": "abs", "fabs": "abs", "power": "^", "square": "^", "matmul": "*", "dot": "*",
    "multiply": "*", "divide": "/", "add": "+", "subtract": "-", "negative": "-", "transpose": "'", "t": "'",
    "arange": ":", "range": ":", "logicaland": "&", "logicalor": "|", "logicalnot": "~", "and": "&", "or": "|",
    "not": "~", "around": "round", "rint": "round", "remainder": "mod", "shape": "size", "concatenate": "cat",
    "flatnonzero": "find", "where": "find", "size": "size", "angle": "angle",
}  # fmt: skip
_SIGNS = {
    "**": "^",
    "@": "*",
    ".*": "*",
    "./": "/",
    ".^": "^",
    "!=": "~=",
    "&&": "&",
    "||": "|",
    ".'": "'",
    "!": "~",
    "//": "/",
}


def python_tokens(code: str) -> Tokens:
    """Return the tokens of a Python statement that MATLAB would have, too.

    Parameters
    ----------
    code : str
        The statement.

    Returns
    -------
    tuple of str
        Names without case and underscores, numbers by value, operators as MATLAB writes them.

    Examples
    --------
    >>> python_tokens("y = np.sum(X_s, axis=0) ** 2.0  # of all")
    ('y', 'sum', 'xs', '1', '^', '2')
    """
    return tuple(filter(None, map(_python_token, _PYTHON.finditer(code))))


def _python_token(found: re.Match[str]) -> str:
    if found["axis"]:
        return str(int(found["axis"][-1]) + 1)
    if found["number"]:
        return _number(found["number"])
    if found["name"]:
        name = normalize_name(found["name"])
        return "" if name in _SILENT else _SAME.get(name, name)
    if found["text"]:
        return found["text"][1:-1]
    return _SIGNS.get(found["sign"], found["sign"]) if found["sign"] else ""


def matlab_tokens(nodes: Sequence[Node]) -> Tokens:
    """Return the tokens of a MATLAB statement, as `python_tokens` has them.

    Parameters
    ----------
    nodes : sequence of Node
        The parts of the statement.

    Returns
    -------
    tuple of str
        In the order of the source.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> matlab_tokens(parse("y = sum(X_s, 1) .^ 2;").statements)
    ('y', 'sum', 'xs', '1', '^', '2')
    """
    found = sorted(pair for top in nodes for node in walk(top) for pair in _matlab_tokens(node))
    return tuple(token for _, token in found)


def _matlab_tokens(node: Node) -> Iterator[tuple[int, str]]:
    match node:
        case syntax.Name(name=name) | syntax.Handle(name=name):
            normal = normalize_name(name)
            yield node.span.start, _SAME.get(normal, normal)
        case syntax.Number(text=text):
            yield node.span.start, _number(text)
        case syntax.Text(value=value):
            yield node.span.start, value
        case syntax.Field(name=name):
            yield node.span.end, normalize_name(name)
        case syntax.Binary() | syntax.Unary() | syntax.Postfix():
            yield node.operator_span.start, _SIGNS.get(node.operator, node.operator)
        case syntax.Range(start=start):
            yield start.span.end, ":"
        case syntax.Assignment(operator=operator) if operator != "=":
            yield node.operator_span.start, operator[0]


def _number(text: str) -> str:
    try:
        return f"{float(text):.17g}"
    except ValueError:  # such as 2i or 0x1F
        return text


def likeness(one: Tokens, other: Tokens) -> float:
    """Return how much two statements are alike.

    Parameters
    ----------
    one, other : tuple of str
        Their tokens.

    Returns
    -------
    float
        From 0 to 1 + `ORDER`.

    Examples
    --------
    >>> original = ("y", "x", "/", "m")
    >>> likeness(("y", "x", "/", "m"), original) > likeness(("y", "m", "/", "x"), original)
    True
    >>> likeness(("y", "m", "/", "x"), original) > likeness(("y", "x", "*", "m"), original)
    True
    """
    if not one or not other:
        return 0.0
    common = (Counter(one) & Counter(other)).total()
    order = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return 2 * common / (len(one) + len(other)) + ORDER * order
