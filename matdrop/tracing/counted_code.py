"""The counted form of a port's blocks: as they are written, with a count of each statement and nothing else."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matdrop.tracing.port_statements import FUNCTIONS

COUNTS, ITEMS = "__matdrop_counts__", "__matdrop_items__"
Place = tuple[str, int, int]
Returned = Callable[[ast.Return], list[ast.stmt]]
_OTHERS = (*FUNCTIONS, ast.ClassDef, ast.Lambda)


def place_of(statement: ast.stmt) -> Place:
    """Return what tells a statement from all others of its file."""
    return type(statement).__name__, statement.lineno, statement.col_offset


def as_is(statement: ast.Return) -> list[ast.stmt]:
    """Return what stands in place of a ``return``: the same."""
    return [statement]


def counted_block(body: Sequence[ast.stmt], numbers: Mapping[Place, int], returned: Returned = as_is) -> list[ast.stmt]:
    r"""Return the counted form of a block.

    Parameters
    ----------
    body : sequence of ast.stmt
        The block as it is written; it is not changed.
    numbers : mapping of Place to int
        The numbers of its statements.
    returned : callable
        Gives what stands in place of a ``return``.

    Returns
    -------
    list of ast.stmt
        Functions and classes within it stay as they are.

    Examples
    --------
    >>> block = ast.parse("x = 1").body
    >>> ast.unparse(ast.fix_missing_locations(ast.Module(counted_block(block, {("Assign", 1, 0): 7}), [])))
    '__matdrop_counts__[7] += 1\nx = 1'
    """
    return _Counter(numbers, returned).block([copy.deepcopy(statement) for statement in body])


class _Counter:
    def __init__(self, numbers: Mapping[Place, int], returned: Returned) -> None:
        self._numbers, self._returned = numbers, returned

    def block(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        return [ast.copy_location(new, old) for old in body for new in self._statement(old)]

    def _statement(self, node: ast.stmt) -> list[ast.stmt]:
        number = self._numbers.get(place_of(node))
        if isinstance(node, _OTHERS) or number is None:
            return [node]
        for name in ("body", "orelse", "finalbody"):
            setattr(node, name, self.block(getattr(node, name))) if getattr(node, name, None) else None
        for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            part.body = self.block(part.body)
        if isinstance(node, ast.For):
            node.body[:0] = [_plus_one(ITEMS, number)]
        elif isinstance(node, ast.While):  # its condition is evaluated before each iteration, and at the end
            node.body[:0] = [_plus_one(ITEMS, number), _plus_one(COUNTS, number)]
            node.orelse[:0] = [_plus_one(COUNTS, number)]
            return [node]
        elif isinstance(node, ast.Try):  # what counts is each exception that is caught
            for handler in node.handlers:
                handler.body[:0] = [_plus_one(COUNTS, number)]
            return [node]
        elif isinstance(node, ast.Return) and self._returned is not as_is:
            return self._returned(node)  # which counts by itself
        return [_plus_one(COUNTS, number), node]


def _plus_one(name: str, number: int) -> ast.stmt:
    place = ast.Subscript(ast.Name(name, ast.Load()), ast.Constant(number), ast.Store())
    return ast.AugAssign(place, ast.Add(), ast.Constant(1))


def may_be_counted(body: Sequence[ast.stmt]) -> bool:
    """Whether a block can be left out of a recording: it does not hand control to others in its middle."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom | ast.Await):
            return False
        if not isinstance(node, _OTHERS):
            waiting += ast.iter_child_nodes(node)
    return True


def without_declarations(body: Sequence[ast.stmt]) -> tuple[list[ast.stmt], list[ast.stmt]]:
    r"""Return the declarations of global and nonlocal names of a function, and its body without them.

    Examples
    --------
    >>> declared, rest = without_declarations(ast.parse("x = 1\nglobal y").body)
    >>> ast.unparse(declared[0]), ast.unparse(rest[1])
    ('global y', 'pass')
    """
    remover = _DeclarationRemover()
    rest = [remover.visit(statement) for statement in body]
    return remover.found, rest


class _DeclarationRemover(ast.NodeTransformer):
    def __init__(self) -> None:
        self.found: list[ast.stmt] = []

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, _OTHERS):
            return node
        if isinstance(node, ast.Global | ast.Nonlocal):
            self.found.append(node)
            return ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)
