"""Expressions: from the tree of the grammar (tree-sitter-matlab) to the syntax tree."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from typing import TypeVar

import tree_sitter
import tree_sitter_matlab

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_operators import AnonymousHead, Operator, Token, grouped
from matdrop.source.matlab_scanner import Scan
from matdrop.source.matlab_syntax import Expression, Span
from matdrop.source.matlab_text import decoded, text_value
from matdrop.source.matlab_tokens import TEXT

_OPERATORS = {
    "binary_operator",
    "unary_operator",
    "not_operator",
    "comparison_operator",
    "boolean_operator",
    "postfix_operator",
    "range",
    "_expression",
}
Grammar = tree_sitter.Node
_Read = TypeVar("_Read")


class UnknownSyntaxError(Exception):
    """The grammar does not know what stands here."""


@cache
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_matlab.language()))


class ExpressionReader:
    """Reads expressions of a scanned source.

    Parameters
    ----------
    scan : Scan
        The source and its rewritten code.
    """

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._lines = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", scan.source))]
        self._is_ascii = scan.source.isascii()
        self._code = scan.code  # what is being read: the whole code, or a part of it
        self._base = 0  # where it starts in the source

    def span(self, start: int, end: int) -> Span:
        r"""Return the place between two offsets.

        Parameters
        ----------
        start, end : int
            Offsets in bytes, counted from 0; `end` is behind the last byte.

        Returns
        -------
        Span
            The offsets, with their lines and the column of the first.

        Examples
        --------
        >>> from matdrop.source.matlab_scanner import scan
        >>> ExpressionReader(scan("x = 1;\ny = 2;")).span(7, 8)
        Span(start=7, end=8, line=2, column=1, end_line=2)
        """
        line = bisect_right(self._lines, start)
        column = start - self._lines[line - 1]
        if not self._is_ascii:
            column = len(decoded(self._scan.source[self._lines[line - 1] : start]))
        return Span(start, end, line, column + 1, bisect_right(self._lines, max(end - 1, start)))

    def text(self, start: int, end: int) -> str:
        """Return the source between two offsets.

        Parameters
        ----------
        start, end : int
            Offsets in bytes, counted from 0; `end` is behind the last byte.

        Returns
        -------
        str
            The characters between them.

        Examples
        --------
        >>> from matdrop.source.matlab_scanner import scan
        >>> ExpressionReader(scan("x = sin(1);")).text(4, 7)
        'sin'
        """
        return decoded(self._scan.source[start:end])

    def expression(self, node: Grammar) -> Expression:
        """Read an expression.

        Parameters
        ----------
        node : tree_sitter.Node
            A node of the grammar.

        Returns
        -------
        Expression
            Its syntax tree, grouped by the precedence of MATLAB's operators.

        Raises
        ------
        UnknownSyntaxError
            If the grammar does not know the code, or an operand is missing.
        """
        if node.type not in _OPERATORS and node.type != "lambda":
            return self._operand(node)
        try:
            return grouped(list(self._tokens(node)), self.span)
        except ValueError as error:
            raise UnknownSyntaxError(str(error)) from None

    def read_apart(self, start: int, code: str, read: Callable[[Grammar], _Read]) -> _Read:
        """Read a piece of the source by itself.

        Parameters
        ----------
        start : int
            The offset of the piece, in bytes.
        code : str
            The piece as the scanner has rewritten it, one character a byte.
        read : callable
            Reads the root of the tree that the grammar makes of `code`.

        Returns
        -------
        object
            What `read` returns.

        Examples
        --------
        >>> from matdrop.source.matlab_scanner import scan
        >>> reader = ExpressionReader(scan("x = a + b;"))
        >>> reader.read_apart(4, "a + b", reader.only_expression).operator
        '+'
        """
        outer = self._code, self._base
        self._code, self._base = code, start
        try:
            return read(_parser().parse(code.encode("latin-1") + b"\n").root_node)
        finally:
            self._code, self._base = outer

    def start(self, node: Grammar) -> int:
        """Return where a node starts in the source.

        Parameters
        ----------
        node : tree_sitter.Node
            A node of the piece that is being read.

        Returns
        -------
        int
            The offset of its first byte, counted from 0.
        """
        start = node.start_byte + self._base
        return self._scan.starts.get(start, start)

    def end(self, node: Grammar) -> int:
        """Return where a node ends in the source.

        Parameters
        ----------
        node : tree_sitter.Node
            A node of the piece that is being read.

        Returns
        -------
        int
            The offset behind its last byte.
        """
        return node.end_byte + self._base

    def place(self, node: Grammar) -> Span:
        """Return the place of a node.

        Parameters
        ----------
        node : tree_sitter.Node
            A node of the piece that is being read.

        Returns
        -------
        Span
            Where it starts and ends in the source.
        """
        return self.span(self.start(node), self.end(node))

    # -- operators: the grammar groups some of them wrongly, so that they are grouped anew

    def _tokens(self, root: Grammar) -> Iterator[Token]:
        """List operands and operators in the order of the source."""
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node.type == "lambda":
                body = node.child_by_field_name("expression")
                yield self._anonymous_head(node)
                waiting += [] if body is None else [body]
            elif node.type in _OPERATORS:
                waiting += reversed(node.children)
            elif node.is_named:
                yield self._operand(node)
            elif node.end_byte > node.start_byte and (operator := self._operator(node)).text:
                yield operator

    def _operator(self, node: Grammar) -> Operator:
        start = self.start(node)
        text, end = self._scan.operators.get(start, (_text(node), self.end(node)))
        if text.endswith("=") and text not in ("=", "==", "~=", "<=", ">="):
            start -= len(text) - 1  # only the last byte of "+=" is seen as an operator
        return Operator(text, self.span(start, end))

    def _anonymous_head(self, node: Grammar) -> AnonymousHead:
        names: tuple[str, ...] = ()
        for child in node.named_children:
            if child.type == "arguments":
                names = tuple(self._name(name) for name in child.named_children)
        return AnonymousHead(names, self.place(node))

    # -- operands

    def _operand(self, node: Grammar) -> Expression:
        read = getattr(self, f"_read_{node.type}", None)
        if read is None or node.is_missing:
            raise UnknownSyntaxError(f"{node.type} is unknown")
        expression: Expression = read(node)
        return expression

    def _read_identifier(self, node: Grammar) -> Expression:
        start = self.start(node)
        if start in self._scan.parts:
            end, code = self._scan.parts[start]
            return self._part(start, end, code)
        written = self._written(node)
        return self._word(written, self.span(start, start + len(written)))

    _read_command_name = _read_identifier

    def _written(self, node: Grammar) -> str:
        """Return what stands at a name in the source, one character a byte."""
        text = TEXT.match(self._scan.source, self.start(node))
        if text is not None:
            return text[0]
        return self._scan.source[self.start(node) : self.end(node)].rstrip(" \t")

    def _word(self, written: str, span: Span) -> Expression:
        """Read what the scanner has written as a name."""
        if written[0] in "'\"":
            return syntax.Text(span, written[0], text_value(decoded(written)))
        if written[0].isdigit() or written[0] == ".":
            return syntax.Number(span, written)
        match written:
            case ":":
                return syntax.Colon(span)
            case "~" | "!":
                return syntax.Ignored(span)
            case "end":
                return syntax.End(span)
            case _:
                return syntax.Name(span, written)

    def _part(self, start: int, end: int, code: str) -> Expression:
        """Read an expression that the scanner has set apart."""
        del self._scan.parts[start]  # within itself it is no part
        try:
            return self.read_apart(start, code, self.only_expression)
        finally:
            self._scan.parts[start] = (end, code)

    def only_expression(self, root: Grammar) -> Expression:
        """Read a piece of the source that is a single expression.

        Parameters
        ----------
        root : tree_sitter.Node
            The root of the tree that the grammar makes of the piece.

        Returns
        -------
        Expression
            Its syntax tree.

        Raises
        ------
        UnknownSyntaxError
            If the piece is not a single expression, or the grammar does not know it.

        Examples
        --------
        >>> from matdrop.source.matlab_scanner import scan
        >>> reader = ExpressionReader(scan("x = f(1);"))
        >>> reader.read_apart(4, "f(1)", reader.only_expression).function.name
        'f'
        """
        found = [child for child in root.named_children if child.type != "comment"]
        if len(found) != 1 or root.has_error:
            raise UnknownSyntaxError("this is no expression")
        (node,) = found
        return self.expression(node.named_children[0] if node.type == "command" else node)

    def _read_number(self, node: Grammar) -> Expression:
        return syntax.Number(self.place(node), self.text(self.start(node), self.end(node)))

    def _read_parenthesis(self, node: Grammar) -> Expression:
        (inner,) = _named(node, 1)
        return syntax.Parentheses(self.place(node), self.expression(inner))

    def _read_matrix(self, node: Grammar) -> Expression:
        return syntax.Matrix(self.place(node), self._rows(node))

    def _read_cell(self, node: Grammar) -> Expression:
        return syntax.Cell(self.place(node), self._rows(node))

    def _rows(self, node: Grammar) -> tuple[tuple[Expression, ...], ...]:
        _named(node)
        return tuple(tuple(self.expression(item) for item in _named(row)) for row in node.named_children)

    def _read_handle_operator(self, node: Grammar) -> Expression:
        return syntax.Handle(self.place(node), self._dotted(node))

    def _read_metaclass_operator(self, node: Grammar) -> Expression:
        return syntax.Metaclass(self.place(node), self._dotted(node))

    def _dotted(self, node: Grammar) -> str:
        return ".".join(self._written(child) for child in _named(node))

    def _name(self, node: Grammar) -> str:
        return self._written(node).replace("!", "~")

    # -- calls, indices and fields: one after the other behind what they belong to

    def _read_function_call(self, node: Grammar) -> Expression:
        target = node.child_by_field_name("name")
        if target is None:
            raise UnknownSyntaxError("a call has no name")
        above = next((child for child in node.named_children if child.type == "superclass"), None)
        if above is None:
            return self._called(self._operand(target), node)
        span = self.span(self.start(target), self.end(above))
        method = syntax.Name(span, self.text(span.start, span.end))
        return self._called(method, node) if self.end(node) > span.end else method

    def _called(self, target: Expression, node: Grammar) -> Expression:
        """Read the parentheses or braces behind a target."""
        arguments: tuple[Expression, ...] = ()
        for child in _named(node):
            if child.type == "arguments":
                arguments = tuple(self.expression(argument) for argument in _named(child))
        span = self.span(target.span.start, self.end(node))
        if any(child.type == "{" for child in node.children):
            return syntax.CellIndex(span, target, arguments)
        return syntax.Call(span, target, arguments)

    def _read_field_expression(self, node: Grammar) -> Expression:
        first, *fields = _named(node)
        target = self._operand(first)
        for field in fields:
            target = self._field(target, field)
        return target

    def _field(self, target: Expression, node: Grammar) -> Expression:
        """Read a field and the indices behind it, which the grammar takes for a call of the field."""
        if node.type == "function_call":
            inner = node.child_by_field_name("name")
            if inner is None:
                raise UnknownSyntaxError("a field has no name")
            return self._called(self._field(target, inner), node)
        if node.type == "field_expression":
            for inner in _named(node):
                target = self._field(target, inner)
            return target
        span = self.span(target.span.start, self.start(node) + len(self._written(node)))
        if node.type == "indirect_access":
            (name,) = _named(node, 1)
            return syntax.DynamicField(span, target, self.expression(name))
        if node.type != "identifier":
            raise UnknownSyntaxError("a field has no name")
        return syntax.Field(span, target, self._written(node))


def _text(node: Grammar) -> str:
    return "" if node.text is None else node.text.decode("latin-1")


def without_comments(node: Grammar) -> list[Grammar]:
    """Return the named children of a node without its comments.

    Parameters
    ----------
    node : tree_sitter.Node
        A node of the grammar.

    Returns
    -------
    list of tree_sitter.Node
        The children, in the order of the source.
    """
    return [child for child in node.named_children if child.type != "comment"]


def _named(node: Grammar, count: int | None = None) -> list[Grammar]:
    """Return the named children of a node.

    Raises
    ------
    UnknownSyntaxError
        If the grammar did not understand one of them, or there are not as many as must be.
    """
    found = without_comments(node)
    if any(child.is_error or child.is_missing for child in node.children):
        raise UnknownSyntaxError(f"{node.type} has an error")
    if count is not None and len(found) != count:
        raise UnknownSyntaxError(f"{node.type} has {len(found)} parts")
    return found
