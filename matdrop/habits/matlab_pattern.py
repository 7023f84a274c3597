"""MATLAB patterns: calls in an original that tempt to port them wrongly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_syntax import Expression, Node

Arguments = Sequence[Expression]
Condition = Callable[[Arguments], bool]


def always(arguments: Arguments) -> bool:
    """Check nothing: every call of the function is meant.

    Parameters
    ----------
    arguments : sequence of Expression
        Those of a call.

    Returns
    -------
    bool
        True.
    """
    return True


@dataclass(frozen=True)
class MatlabCall:
    """A call of a function that is likely to be ported wrongly.

    Attributes
    ----------
    function : str
        The function.
    row : str
        The row of the table of pitfalls that shows it.
    when : callable
        Whether it is likely with the arguments of a call.

    Examples
    --------
    >>> MatlabCall("linspace", "linspace-count", count(2)).row
    'linspace-count'
    """

    function: str
    row: str
    when: Condition = always


@dataclass(frozen=True)
class MatlabOutput:
    """An output of a function that is likely to be ported wrongly, where it is used.

    Attributes
    ----------
    function : str
        The function.
    place : int
        The place of the output, from 1.
    row : str
        The row of the table of pitfalls that shows it.

    Examples
    --------
    >>> MatlabOutput("max", 2, "max-index").place
    2
    """

    function: str
    place: int
    row: str


def count(*counts: int) -> Condition:
    """Return a condition: the call has one of these numbers of arguments.

    Parameters
    ----------
    *counts : int
        The numbers.

    Returns
    -------
    callable
        A condition of `MatlabCall`.

    Examples
    --------
    >>> count(0)(())
    True
    """
    return lambda arguments: len(arguments) in counts


def with_text(text: str) -> Condition:
    """Return a condition: one of the arguments is this text.

    Parameters
    ----------
    text : str
        The text, without quotes.

    Returns
    -------
    callable
        A condition of `MatlabCall`.

    Examples
    --------
    >>> with_text("same")(())
    False
    """
    return lambda arguments: any(isinstance(a, syntax.Text) and a.value == text for a in arguments)


def is_number(node: Node, text: str) -> bool:
    """Check that a node is a number written in this way.

    Parameters
    ----------
    node : Node
        Of a syntax tree.
    text : str
        The number, as MATLAB writes it.

    Returns
    -------
    bool
        Whether it is.

    Examples
    --------
    >>> from matdrop.source.fragments import expression_of
    >>> is_number(expression_of("1"), "1")
    True
    """
    return isinstance(node, syntax.Number) and node.text == text
