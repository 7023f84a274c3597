"""The syntax tree of MATLAB and Octave code: expressions, statements, functions, each with its place."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import msgspec


class Span(NamedTuple):
    """A place in a source.

    Attributes
    ----------
    start, end : int
        Offsets in bytes; `end` is behind the last byte.
    line, column : int
        Where it starts, counted from 1; columns are characters.
    end_line : int
        The line of its last byte.
    """

    start: int
    end: int
    line: int
    column: int
    end_line: int


class Node(msgspec.Struct, frozen=True):  # not a dataclass: forty of those take 40 ms to define
    """Whatever has a place in the source."""

    span: Span


# -- expressions


class Name(Node, frozen=True):
    """A variable, or a function that is called without arguments; ``method@superclass`` is one name."""

    name: str


class Number(Node, frozen=True):
    """A number, as it is written."""

    text: str


class Text(Node, frozen=True):
    """A text constant: its quote, and its value with escapes and doubled quotes resolved."""

    quote: str
    value: str


class Colon(Node, frozen=True):
    """A colon that stands alone as an argument: all elements."""


class End(Node, frozen=True):
    """The word ``end`` within an index."""


class Ignored(Node, frozen=True):
    """A ``~`` in place of an output or a parameter."""


class Call(Node, frozen=True):
    """A call, or an index in parentheses: the source alone does not always tell which."""

    function: Expression
    arguments: tuple[Expression, ...]


class CellIndex(Node, frozen=True):
    """An index in braces."""

    value: Expression
    arguments: tuple[Expression, ...]


class Field(Node, frozen=True):
    """A field of a struct, or a function of a package."""

    value: Expression
    name: str


class DynamicField(Node, frozen=True):
    """A field whose name is computed, ``s.(name)``."""

    value: Expression
    name: Expression


class Parentheses(Node, frozen=True):
    """An expression in parentheses."""

    inner: Expression


class Unary(Node, frozen=True):
    """An operator before its operand: ``-``, ``+``, ``~`` (also for ``!``), ``++``, ``--``."""

    operator: str
    operator_span: Span
    operand: Expression


class Postfix(Node, frozen=True):
    """A transpose, ``'`` or ``.'``."""

    operator: str
    operator_span: Span
    operand: Expression


class Binary(Node, frozen=True):
    """An operator between two operands, as MATLAB writes it: ``~=`` also for ``!=``, ``^`` also for ``**``."""

    operator: str
    operator_span: Span
    left: Expression
    right: Expression


class Range(Node, frozen=True):
    """A range, ``start:stop`` or ``start:step:stop``."""

    start: Expression
    step: Expression | None
    stop: Expression


class Matrix(Node, frozen=True):
    """Expressions in brackets, row by row."""

    rows: tuple[tuple[Expression, ...], ...]


class Cell(Node, frozen=True):
    """Expressions in braces, row by row."""

    rows: tuple[tuple[Expression, ...], ...]


class Anonymous(Node, frozen=True):
    """An anonymous function; a parameter that is ignored has the name ``~``."""

    parameters: tuple[str, ...]
    body: Expression


class Handle(Node, frozen=True):
    """A handle of a function that has a name."""

    name: str


class Metaclass(Node, frozen=True):
    """The class of a name, ``?name``."""

    name: str


class NestedAssignment(Node, frozen=True):
    """An assignment within an expression: ``b = 3`` in ``a = b = 3``, and ``Name=3`` among the arguments of a call.

    For ``x++`` the value is None.
    """

    target: Expression
    operator: str
    operator_span: Span
    value: Expression | None


Expression: TypeAlias = (
    Name
    | Number
    | Text
    | Colon
    | End
    | Ignored
    | Call
    | CellIndex
    | Field
    | DynamicField
    | Parentheses
    | Unary
    | Postfix
    | Binary
    | Range
    | Matrix
    | Cell
    | Anonymous
    | Handle
    | Metaclass
    | NestedAssignment
)


# -- statements


class Block(Node, frozen=True):
    """Statements in a row.

    The span of a block within a statement starts right behind that statement's head and ends before the word
    that ends the block, so that something may be put in at either end.
    """

    statements: tuple[Statement, ...]


class ExpressionStatement(Node, frozen=True):
    """An expression by itself.

    Attributes
    ----------
    after : int
        The offset behind the ``;`` or ``,`` that ends it; its own end where there is none.
    prints : bool
        Whether no ``;`` ends it.
    """

    value: Expression
    after: int
    prints: bool


class Assignment(Node, frozen=True):
    """An assignment to one or several targets; the operator may be ``=``, ``+=``, ... or ``++``, ``--``.

    For the last two there is no value. `after` and `prints` as an `ExpressionStatement` has them.
    """

    targets: tuple[Expression, ...]
    operator: str
    operator_span: Span
    value: Expression | None
    after: int
    prints: bool


class Command(Node, frozen=True):
    """A function that is called with words, ``hold on``. `after` and `prints` as an `ExpressionStatement` has them."""

    name: str
    words: tuple[str, ...]
    after: int
    prints: bool


class Branch(Node, frozen=True):
    """A condition of an ``if`` and what is done where it holds."""

    condition: Expression
    body: Block


class If(Node, frozen=True):
    """An ``if`` with the ``elseif`` that follow it, and what is done otherwise."""

    branches: tuple[Branch, ...]
    otherwise: Block | None


class For(Node, frozen=True):
    """A ``for`` or a ``parfor``: the variable takes the columns of `values`."""

    variable: Expression
    values: Expression
    body: Block
    is_parallel: bool


class While(Node, frozen=True):
    """A ``while``."""

    condition: Expression
    body: Block


class DoUntil(Node, frozen=True):
    """Octave's ``do ... until condition``."""

    body: Block
    condition: Expression


class Case(Node, frozen=True):
    """A case of a ``switch``; a cell has several values."""

    value: Expression
    body: Block


class Switch(Node, frozen=True):
    """A ``switch``."""

    value: Expression
    cases: tuple[Case, ...]
    otherwise: Block | None


class Try(Node, frozen=True):
    """A ``try``; `handler` is None where there is no ``catch``."""

    body: Block
    error: Name | None
    handler: Block | None


class UnwindProtect(Node, frozen=True):
    """Octave's ``unwind_protect``."""

    body: Block
    cleanup: Block


class Spmd(Node, frozen=True):
    """An ``spmd``."""

    body: Block


class Declaration(Node, frozen=True):
    """A ``global`` or ``persistent``: names and, in Octave, values for them."""

    word: str
    names: tuple[Name, ...]
    values: tuple[tuple[str, Expression], ...]


class Jump(Node, frozen=True):
    """A ``return``, ``break`` or ``continue``."""

    word: str


class Parameter(Node, frozen=True):
    """A parameter; its name is ``~`` where it is ignored. Octave knows defaults in the function line."""

    name: str
    default: Expression | None = None


class Function(Node, frozen=True):
    """A function.

    Attributes
    ----------
    name : str
        With what stands before a dot, as in ``set.Size``.
    parameters : tuple of Parameter
        As they are declared.
    outputs : tuple of str
        As they are declared.
    body : Block
        Its statements; functions within it are not among them.
    functions : tuple of Function
        Those that are nested in it.
    help : str
        The comments below its first line, or those above it, without their signs.
    has_end : bool
        Whether a word ends it.
    """

    name: str
    parameters: tuple[Parameter, ...]
    outputs: tuple[str, ...]
    body: Block
    functions: tuple[Function, ...]
    help: str
    has_end: bool

    @property
    def head_end(self) -> int:
        """The end of its line and of its ``arguments`` blocks: an offset in bytes."""
        declared = itertools.takewhile(lambda statement: isinstance(statement, Arguments), self.body.statements)
        return max((statement.span.end for statement in declared), default=self.body.span.start)


class Property(Node, frozen=True):
    """A property of a class, or a parameter that an ``arguments`` block describes."""

    name: str
    default: Expression | None


class Arguments(Node, frozen=True):
    """An ``arguments`` block: parameters with their default values."""

    properties: tuple[Property, ...]


class ClassDefinition(Node, frozen=True):
    """A class: its name, those of its superclasses, events and enumeration, its properties and methods."""

    name: str
    superclasses: tuple[str, ...]
    events: tuple[str, ...]
    enumeration: tuple[str, ...]
    properties: tuple[Property, ...]
    methods: tuple[Function, ...]


class NotUnderstood(Node, frozen=True):
    """Code that the grammar does not know."""

    text: str


Statement: TypeAlias = (
    ExpressionStatement
    | Assignment
    | Command
    | If
    | For
    | While
    | DoUntil
    | Switch
    | Try
    | UnwindProtect
    | Spmd
    | Declaration
    | Jump
    | Arguments
    | NotUnderstood
)


def children(node: Node) -> Iterator[Node]:
    """Find the nodes right below a node.

    Parameters
    ----------
    node : Node
        A statement, an expression or a part of one.

    Yields
    ------
    Node
        In the order of the source.

    Examples
    --------
    >>> place = Span(0, 1, 1, 1, 1)
    >>> [child.name for child in children(Call(place, Name(place, "f"), (Name(place, "x"),)))]
    ['f', 'x']
    """
    for name in node.__struct_fields__[1:]:
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif type(value) is tuple:  # a span is a tuple of another type
            yield from _nodes(value)


def walk(node: Node) -> Iterator[Node]:
    """Find a node and all nodes below it, each before those below it.

    Parameters
    ----------
    node : Node
        A statement, an expression or a part of one.

    Yields
    ------
    Node
        In the order of the source.

    Examples
    --------
    >>> place = Span(0, 1, 1, 1, 1)
    >>> [type(child).__name__ for child in walk(Parentheses(place, Name(place, "x")))]
    ['Parentheses', 'Name']
    """
    waiting = [node]
    while waiting:
        following = waiting.pop()
        yield following
        waiting += reversed(list(children(following)))


def _nodes(values: tuple[object, ...]) -> Iterator[Node]:
    for value in values:
        if isinstance(value, Node):
            yield value
        elif type(value) is tuple:
            yield from _nodes(value)
