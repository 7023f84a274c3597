r"""MATLAB's table of operators, and the one place that groups operands by it.

From the weakest to the strongest; where no other order is said, operators of one rank group from the left:

    =  +=  ...            within an expression, from the right (Octave)
    @(x)                  takes all that follows
    ||
    &&
    |
    &
    <  <=  ==  ~=  >=  >
    :                     two or three operands
    +  -
    *  .*  /  ./  \  .\
    +x  -x  ~x
    ^  .^  x'  x.'        the right operand of a power may have signs: 2^-1
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matdrop.source.matlab_syntax import (
    Anonymous,
    Binary,
    Expression,
    NestedAssignment,
    Postfix,
    Range,
    Span,
    Unary,
)

_RANKED = (
    ("||",),
    ("&&",),
    ("|",),
    ("&",),
    ("<", "<=", "==", "~=", ">=", ">"),
    (":",),
    ("+", "-", ".+", ".-"),
    ("*", ".*", "/", "./", "\\", ".\\"),
    (),  # signs
    ("^", ".^", "'", ".'"),
)
RANKS = {operator: rank for rank, operators in enumerate(_RANKED, 1) for operator in operators}
SIGN = 9
_ASSIGNMENT = 0
TRANSPOSES = ("'", ".'")
STEPS = ("++", "--")


@dataclass(frozen=True)
class Operator:
    """An operator and its place."""

    text: str
    span: Span


@dataclass(frozen=True)
class AnonymousHead:
    """The start of an anonymous function, up to its parameters."""

    parameters: tuple[str, ...]
    span: Span


Token = Expression | Operator | AnonymousHead


def grouped(tokens: Sequence[Token], place: Callable[[int, int], Span]) -> Expression:
    """Group operands by the ranks of the operators between them.

    Parameters
    ----------
    tokens : sequence of Token
        Operands, operators and starts of anonymous functions, in the order of the source.
    place : callable
        Makes a span of two offsets.

    Returns
    -------
    Expression
        The tree.

    Raises
    ------
    ValueError
        If an operand is missing, or there is one too many.

    Examples
    --------
    >>> from matdrop.source.matlab_syntax import Name
    >>> spans = [Span(k, k + 1, 1, k + 1, 1) for k in range(4)]
    >>> tokens = [Operator("-", spans[0]), Name(spans[1], "y"), Operator("'", spans[2])]
    >>> tree = grouped(tokens, lambda start, end: Span(start, end, 1, start + 1, 1))
    >>> tree.operator, tree.operand.operator
    ('-', "'")
    """
    grouping = _Grouping(tokens, place)
    tree = grouping.expression(_ASSIGNMENT)
    if grouping.next is not None:
        raise ValueError("an operator is missing")
    return tree


class _Grouping:
    """Climbs the ranks over one sequence of tokens."""

    def __init__(self, tokens: Sequence[Token], place: Callable[[int, int], Span]) -> None:
        self._tokens = tokens
        self._place = place
        self._position = 0

    @property
    def next(self) -> Token | None:
        """The token that is read next, if there is one."""
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def expression(self, least: int) -> Expression:
        """Read an expression in which no operator outside of brackets is of a lower rank than `least`."""
        left = self._signed()
        while isinstance(operator := self.next, Operator):
            rank = RANKS.get(operator.text, _ASSIGNMENT)
            if rank < least:
                break
            self._position += 1
            left = self._combined(left, operator, rank)
        return left

    def _combined(self, left: Expression, operator: Operator, rank: int) -> Expression:
        """Read what an operator behind an operand needs."""
        if operator.text in TRANSPOSES:
            span = self._place(left.span.start, operator.span.end)
            return Postfix(span, operator.text, operator.span, left)
        if operator.text == ":":
            return self._range(left)
        if rank == _ASSIGNMENT:
            return self._assignment(left, operator)
        right = self._power_operand() if rank > SIGN else self.expression(rank + 1)
        span = self._place(left.span.start, right.span.end)
        return Binary(span, operator.text, operator.span, left, right)

    def _range(self, start: Expression) -> Expression:
        middle = self.expression(RANKS[":"] + 1)
        step = None
        if isinstance(self.next, Operator) and self.next.text == ":":
            self._position += 1
            step, middle = middle, self.expression(RANKS[":"] + 1)
        return Range(self._place(start.span.start, middle.span.end), start, step, middle)

    def _assignment(self, target: Expression, operator: Operator) -> Expression:
        value = self.expression(_ASSIGNMENT)
        if operator.text in STEPS:  # its operand only stands in for one
            span = self._place(target.span.start, operator.span.end)
            return NestedAssignment(span, target, operator.text, operator.span, None)
        span = self._place(target.span.start, value.span.end)
        return NestedAssignment(span, target, operator.text, operator.span, value)

    def _signed(self) -> Expression:
        """Read an operand with the signs before it, which only powers and transposes bind more closely."""
        token = self._take()
        if isinstance(token, AnonymousHead):
            body = self.expression(_ASSIGNMENT)
            return Anonymous(self._place(token.span.start, body.span.end), token.parameters, body)
        if not isinstance(token, Operator):
            return token
        operand = self._power_operand() if token.text in STEPS else self.expression(SIGN + 1)
        return Unary(self._place(token.span.start, operand.span.end), token.text, token.span, operand)

    def _power_operand(self) -> Expression:
        """Read the right operand of a power: it may have signs, but neither powers nor transposes of its own."""
        token = self._take()
        if isinstance(token, AnonymousHead):
            raise ValueError("an anonymous function is no operand")
        if not isinstance(token, Operator):
            return token
        operand = self._power_operand()
        return Unary(self._place(token.span.start, operand.span.end), token.text, token.span, operand)

    def _take(self) -> Token:
        token = self.next
        if token is None:
            raise ValueError("an operand is missing")
        self._position += 1
        return token
