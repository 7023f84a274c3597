"""Expressions of an original as Python would write them, as far as that is plain: to be tried in a port."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_syntax import Node, walk
from matdrop.source.names import normalize_name
from matdrop.source.numpy_names import NUMPY_NAMES

_BINARY: dict[str, Callable[[], ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    ".*": ast.Mult,
    "/": ast.Div,
    "./": ast.Div,
    "^": ast.Pow,
    ".^": ast.Pow,
    "&": ast.BitAnd,
    "|": ast.BitOr,
}
_COMPARISONS: dict[str, Callable[[], ast.cmpop]] = {
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "==": ast.Eq,
    "~=": ast.NotEq,
}
_REDUCING = frozenset(
    ["sum", "mean", "median", "prod", "max", "min", "std", "var", "any", "all", "cumsum", "cumprod", "sort"]
)
# Functions that are much alike in both, but not always: good enough to be tried.
_SIMILAR = {
    "circshift": "roll", "conv": "convolve", "cov": "cov", "cross": "cross", "eig": "linalg.eigvals",
    "ismember": "isin", "linspace": "linspace", "polyfit": "polyfit", "polyval": "polyval", "repmat": "tile",
    "roots": "roots", "squeeze": "squeeze",
}  # fmt: skip
_CONSTANTS = {"pi": "pi", "Inf": "inf", "inf": "inf", "NaN": "nan", "nan": "nan"}


class NotPlainError(Exception):
    """An expression that is not plainly written in Python."""


@dataclass(frozen=True)
class Words:
    """What a port calls things.

    Attributes
    ----------
    names : mapping of str to str
        The port's variables and functions, by normalized names, and by their own: `x` and `X` may both be there.
    numpy : str
        Its name for NumPy; empty if it has none.
    variables : frozenset of str
        Those of these names that are variables.
    types : tuple of str
        NumPy's names of the classes of the original's outputs.
    lists : tuple of str
        Variables that start as an empty list.
    """

    names: Mapping[str, str]
    numpy: str
    variables: frozenset[str] = frozenset()
    types: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    def own(self, name: str) -> str | None:
        """Return the port's variable or function for a name of the original's; None if it has none."""
        return self.names.get(name) or self.names.get(normalize_name(name))

    def function(self, name: str) -> ast.expr | None:
        """Return a function of MATLAB's as the port would name it; None if there is none."""
        own = self.own(name)
        if own is not None:
            return ast.Name(own, ast.Load())
        known = NUMPY_NAMES.get(name) or _SIMILAR.get(name)
        return _attribute(self.numpy, known) if self.numpy and known else None


@dataclass(frozen=True)
class Term:
    """Writes expressions of an original in Python.

    Attributes
    ----------
    words : Words
        What the port calls things.
    product : callable
        What ``*`` is: ``*`` or ``@``.
    base : int or None
        From what the port's own indices count; written numbers always count from 0 in Python. None where the port
        computes with whole arrays what the original computes element by element.
    """

    words: Words
    product: Callable[[], ast.operator] = ast.Mult
    base: int | None = 0

    def of(self, node: Node) -> ast.expr:
        """Return an expression in Python.

        Parameters
        ----------
        node : Node
            The original's.

        Returns
        -------
        ast.expr
            A new expression.

        Raises
        ------
        NotPlainError
            If it is not plain how to write it.
        """
        match node:
            case syntax.Parentheses(inner=inner):
                return self.of(inner)
            case syntax.Number(text=text):
                return _constant(text)
            case syntax.Name(name=name):
                return self._name(name)
            case syntax.Binary():
                return self._binary(node)
            case syntax.Unary(operator="-"):
                return ast.UnaryOp(ast.USub(), self.of(node.operand))
            case syntax.Unary(operator="~"):
                return ast.UnaryOp(ast.Invert(), self.of(node.operand))
            case syntax.Postfix(operand=operand):
                return ast.Attribute(self.of(operand), "T", ast.Load())
            case syntax.Call(function=syntax.Name(name=name), arguments=arguments):
                return self._call(name, arguments)
        raise NotPlainError

    def _name(self, name: str) -> ast.expr:
        own = self.words.own(name)
        if own is not None:
            return ast.Name(own, ast.Load())
        if name in _CONSTANTS and self.words.numpy:
            return _attribute(self.words.numpy, _CONSTANTS[name])
        if name == "eps" and self.words.numpy:
            return ast.parse(f"{self.words.numpy}.finfo(float).eps", mode="eval").body
        if name in ("true", "false"):
            return ast.Constant(name == "true")
        raise NotPlainError

    def _binary(self, node: syntax.Binary) -> ast.expr:
        left, right = self.of(node.left), self.of(node.right)
        if node.operator in _COMPARISONS:
            return ast.Compare(left, [_COMPARISONS[node.operator]()], [right])
        if node.operator in ("&&", "||"):
            return ast.BoolOp(ast.And() if node.operator == "&&" else ast.Or(), [left, right])
        if node.operator not in _BINARY:
            raise NotPlainError
        return ast.BinOp(left, self.product() if node.operator == "*" else _BINARY[node.operator](), right)

    def _call(self, name: str, arguments: tuple[Node, ...]) -> ast.expr:
        own = self.words.own(name)
        if own is None and name == "size" and len(arguments) == 2 and isinstance(arguments[1], syntax.Number):
            shape = ast.Attribute(self.of(arguments[0]), "shape", ast.Load())
            return ast.Subscript(shape, ast.Constant(int(arguments[1].text) - 1), ast.Load())
        if own is None and name == "length" and len(arguments) == 1:
            return ast.Call(ast.Name("len", ast.Load()), [self.of(arguments[0])], [])
        if normalize_name(name) not in self.words.variables:
            return self._of_numpy(name, arguments)
        assert own is not None
        if self.base is None and all(isinstance(argument, syntax.Name | syntax.Colon) for argument in arguments):
            return ast.Name(own, ast.Load())
        parts = [self._index(argument) for argument in arguments]
        index = parts[0] if len(parts) == 1 else ast.Tuple(parts, ast.Load())
        return ast.Subscript(ast.Name(own, ast.Load()), index, ast.Load())

    def _of_numpy(self, name: str, arguments: tuple[Node, ...]) -> ast.expr:
        function = self.words.function(name)
        if function is None or not arguments:
            raise NotPlainError
        keywords = []
        if name in _REDUCING and len(arguments) == 2 and isinstance(arguments[1], syntax.Number):
            keywords = [ast.keyword("axis", ast.Constant(int(arguments[1].text) - 1))]
            arguments = arguments[:1]
        given = [self.of(argument) for argument in arguments]
        if name in ("zeros", "ones") and len(given) > 1:
            given = [ast.Tuple(given, ast.Load())]
        return ast.Call(function, given, keywords)

    def _index(self, node: Node) -> ast.expr:
        match node:
            case syntax.Colon():
                return ast.Slice()
            case syntax.End():
                return ast.UnaryOp(ast.USub(), ast.Constant(1))
            case syntax.Number(text=text) if text.isdecimal() and int(text):
                return ast.Constant(int(text) - 1)
        found = self.of(node)
        return ast.BinOp(found, ast.Sub(), ast.Constant(1)) if self.base else found


def terms_in(heads: tuple[Node, ...], words: Words) -> Iterator[tuple[Node, ast.expr]]:
    """Return the expressions of a statement of an original in Python, each in the ways in which it may be meant.

    Parameters
    ----------
    heads : tuple of Node
        What the statement evaluates.
    words : Words
        What the port calls things.

    Yields
    ------
    tuple of Node and ast.expr
        The original's expression, and one in Python.
    """
    for head in heads:
        for node in walk(head):
            for (found,) in terms_of((node,), words):
                yield node, found


def terms_of(nodes: tuple[Node, ...], words: Words) -> Iterator[tuple[ast.expr, ...]]:
    """Return expressions of an original in Python together, in each of the ways in which they may be meant.

    Parameters
    ----------
    nodes : tuple of Node
        The original's.
    words : Words
        What the port calls things.

    Yields
    ------
    tuple of ast.expr
        One for each of them; nothing if one is not plainly written in Python.
    """
    seen = set()
    for term in (Term(words, product, base) for base in (0, 1, None) for product in (ast.Mult, ast.MatMult)):
        with contextlib.suppress(NotPlainError, ValueError):
            found = tuple(map(term.of, nodes))
            key = tuple(map(ast.dump, found))
            if key not in seen:
                seen.add(key)
                yield found


def with_operand(part: Node, node: ast.expr, words: Words) -> Iterator[ast.expr]:
    """Return an expression with the operand and the operator of a part of the original, whatever its other operand is.

    Parameters
    ----------
    part : Node
        An expression of the original.
    node : ast.expr
        An expression of the port.
    words : Words
        What the port calls things.

    Yields
    ------
    ast.expr
        For each operand of the part that is plainly written in Python; none if it is no operation of two.
    """
    if not isinstance(part, syntax.Binary) or part.operator not in _BINARY:
        return
    operator, term = _BINARY[part.operator], Term(words)
    with contextlib.suppress(NotPlainError, ValueError):
        yield ast.BinOp(term.of(part.left), operator(), node)
    with contextlib.suppress(NotPlainError, ValueError):
        yield ast.BinOp(node, operator(), term.of(part.right))


def _constant(text: str) -> ast.expr:
    if text.isdecimal():
        return ast.Constant(int(text))
    try:
        return ast.Constant(float(text))
    except ValueError:
        raise NotPlainError from None


def _attribute(module: str, path: str) -> ast.expr:
    found: ast.expr = ast.Name(module, ast.Load())
    for name in path.split("."):
        found = ast.Attribute(found, name, ast.Load())
    return found
