"""The syntax tree of MATLAB and Octave code: expressions, statements, functions, each with its place."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import NamedTuple, TypeAlias, cast


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


@dataclass(frozen=True, slots=True)
class Node:
    """Whatever has a place in the source."""

    span: Span


# -- expressions


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, or a function that is called without arguments; ``method@superclass`` is one name."""

    name: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number, as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A text constant: its quote, and its value with escapes and doubled quotes resolved."""

    quote: str
    value: str


@dataclass(frozen=True, slots=True)
class Colon(Node):
    """A colon that stands alone as an argument: all elements."""


@dataclass(frozen=True, slots=True)
class End(Node):
    """The word ``end`` within an index."""


@dataclass(frozen=True, slots=True)
class Ignored(Node):
    """A ``~`` in place of an output or a parameter."""


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A call, or an index in parentheses: the source alone does not always tell which."""

    function: Expression
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class CellIndex(Node):
    """An index in braces."""

    value: Expression
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Field(Node):
    """A field of a struct, or a function of a package."""

    value: Expression
    name: str


@dataclass(frozen=True, slots=True)
class DynamicField(Node):
    """A field whose name is computed, ``s.(name)``."""

    value: Expression
    name: Expression


@dataclass(frozen=True, slots=True)
class Parentheses(Node):
    """An expression in parentheses."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """An operator before its operand: ``-``, ``+``, ``~`` (also for ``!``), ``++``, ``--``."""

    operator: str
    operator_span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class Postfix(Node):
    """A transpose, ``'`` or ``.'``."""

    operator: str
    operator_span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """An operator between two operands, as MATLAB writes it: ``~=`` also for ``!=``, ``^`` also for ``**``."""

    operator: str
    operator_span: Span
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Range(Node):
    """A range, ``start:stop`` or ``start:step:stop``."""

    start: Expression
    step: Expression | None
    stop: Expression


@dataclass(frozen=True, slots=True)
class Matrix(Node):
    """Expressions in brackets, row by row."""

    rows: tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True, slots=True)
class Cell(Node):
    """Expressions in braces, row by row."""

    rows: tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True, slots=True)
class Anonymous(Node):
    """An anonymous function; a parameter that is ignored has the name ``~``."""

    parameters: tuple[str, ...]
    body: Expression


@dataclass(frozen=True, slots=True)
class Handle(Node):
    """A handle of a function that has a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Metaclass(Node):
    """The class of a name, ``?name``."""

    name: str


@dataclass(frozen=True, slots=True)
class NestedAssignment(Node):
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


@dataclass(frozen=True, slots=True)
class Block(Node):
    """Statements in a row.

    The span of a block within a statement starts right behind that statement's head and ends before the word
    that ends the block, so that something may be put in at either end.
    """

    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class ExpressionStatement(Node):
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


@dataclass(frozen=True, slots=True)
class Assignment(Node):
    """An assignment to one or several targets; the operator may be ``=``, ``+=``, ... or ``++``, ``--``.

    For the last two there is no value. `after` and `prints` as an `ExpressionStatement` has them.
    """

    targets: tuple[Expression, ...]
    operator: str
    operator_span: Span
    value: Expression | None
    after: int
    prints: bool


@dataclass(frozen=True, slots=True)
class Command(Node):
    """A function that is called with words, ``hold on``. `after` and `prints` as an `ExpressionStatement` has them."""

    name: str
    words: tuple[str, ...]
    after: int
    prints: bool


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """A condition of an ``if`` and what is done where it holds."""

    condition: Expression
    body: Block


@dataclass(frozen=True, slots=True)
class If(Node):
    """An ``if`` with the ``elseif`` that follow it, and what is done otherwise."""

    branches: tuple[Branch, ...]
    otherwise: Block | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """A ``for`` or a ``parfor``: the variable takes the columns of `values`."""

    variable: Expression
    values: Expression
    body: Block
    is_parallel: bool


@dataclass(frozen=True, slots=True)
class While(Node):
    """A ``while``."""

    condition: Expression
    body: Block


@dataclass(frozen=True, slots=True)
class DoUntil(Node):
    """Octave's ``do ... until condition``."""

    body: Block
    condition: Expression


@dataclass(frozen=True, slots=True)
class Case(Node):
    """A case of a ``switch``; a cell has several values."""

    value: Expression
    body: Block


@dataclass(frozen=True, slots=True)
class Switch(Node):
    """A ``switch``."""

    value: Expression
    cases: tuple[Case, ...]
    otherwise: Block | None


@dataclass(frozen=True, slots=True)
class Try(Node):
    """A ``try``; `handler` is None where there is no ``catch``."""

    body: Block
    error: Name | None
    handler: Block | None


@dataclass(frozen=True, slots=True)
class UnwindProtect(Node):
    """Octave's ``unwind_protect``."""

    body: Block
    cleanup: Block


@dataclass(frozen=True, slots=True)
class Spmd(Node):
    """An ``spmd``."""

    body: Block


@dataclass(frozen=True, slots=True)
class Declaration(Node):
    """A ``global`` or ``persistent``: names and, in Octave, values for them."""

    word: str
    names: tuple[Name, ...]
    values: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Jump(Node):
    """A ``return``, ``break`` or ``continue``."""

    word: str


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A parameter; its name is ``~`` where it is ignored. Octave knows defaults in the function line."""

    name: str
    default: Expression | None = None


@dataclass(frozen=True, slots=True)
class Function(Node):
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


@dataclass(frozen=True, slots=True)
class Property(Node):
    """A property of a class, or a parameter that an ``arguments`` block describes."""

    name: str
    default: Expression | None


@dataclass(frozen=True, slots=True)
class Arguments(Node):
    """An ``arguments`` block: parameters with their default values."""

    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class ClassDefinition(Node):
    """A class: its name, those of its superclasses, events and enumeration, its properties and methods."""

    name: str
    superclasses: tuple[str, ...]
    events: tuple[str, ...]
    enumeration: tuple[str, ...]
    properties: tuple[Property, ...]
    methods: tuple[Function, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood(Node):
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
    for name in _field_names(cast(Hashable, type(node))):
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


@cache
def _field_names(kind: Hashable) -> tuple[str, ...]:
    assert isinstance(kind, type)
    return tuple(field.name for field in fields(kind))[1:]


def _nodes(values: tuple[object, ...]) -> Iterator[Node]:
    for value in values:
        if isinstance(value, Node):
            yield value
        elif type(value) is tuple:
            yield from _nodes(value)
