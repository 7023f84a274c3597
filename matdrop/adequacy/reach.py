"""What the cases reach of a port: its statements, and both ways of its conditions."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from matdrop.adequacy.live_port import LivePort
from matdrop.source.python_text import PythonText

_MARK = "__matdrop_reached__"  # the name by which a marked port says where it is
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
PointKind: TypeAlias = Literal["statement", "true", "false"]


@dataclass(frozen=True)
class Point:
    """A point that a run may reach.

    Attributes
    ----------
    kind : {"statement", "true", "false"}
        A statement; or a condition that was true, or false, where no statement shows it.
    start : int
        Where the statement or the condition starts, in characters of the source.
    line : int
        Its line, from 1.
    """

    kind: PointKind
    start: int
    line: int


@dataclass(frozen=True)
class Reach:
    """What each case reaches.

    Attributes
    ----------
    cases : mapping of Point to tuple of int
        The numbers of the cases that reach each point, in order.
    """

    cases: Mapping[Point, tuple[int, ...]]

    def unreached(self) -> list[Point]:
        """Return the points that no case reaches.

        Returns
        -------
        list of Point
            In the order of the source.
        """
        return sorted((point for point, cases in self.cases.items() if not cases), key=lambda point: point.start)

    def cases_at(self, start: int, text: PythonText) -> tuple[int, ...] | None:
        """Return the cases that run the statement at a place.

        Parameters
        ----------
        start : int
            A place inside the statement, in characters of the source.
        text : PythonText
            The source.

        Returns
        -------
        tuple of int or None
            None outside of the statements of functions: a default value, say.
        """
        inner = _innermost(text, start)
        return None if inner is None else self.cases.get(Point("statement", text.start(inner), inner.lineno))


def _innermost(text: PythonText, place: int) -> ast.stmt | None:
    """Return the innermost statement of a function that holds a place."""
    found: ast.stmt | None = None
    waiting: list[tuple[ast.AST, bool]] = [(node, False) for node in text.tree.body]
    while waiting:
        node, in_function = waiting.pop()
        if isinstance(node, ast.stmt):
            if not text.start(node) <= place < text.end(node):
                continue
            found = node if in_function else None
        if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            inside = isinstance(node, _FUNCTIONS) or in_function
            waiting += [(child, inside) for child in ast.iter_child_nodes(node)]
    return found


def reached(live: LivePort, lines: frozenset[int], runs: Sequence[Callable[[], object]]) -> Reach:
    """Find out what each of some runs reaches.

    Parameters
    ----------
    live : LivePort
        The port.
    lines : frozenset of int
        The lines of the functions that are looked at.
    runs : sequence of callable
        Each calls the port once.

    Returns
    -------
    Reach
        The runs are its cases.

    Raises
    ------
    Exception
        Whatever a run raises.
    """
    marker = _Marker(live.text)
    blocks = dict.fromkeys(block for line in sorted(lines) if (block := live.block_at(line)) is not None)
    plant = live.rewritten([marker.marked(block) for block in blocks])
    seen: set[int] = set()
    found: dict[int, list[int]] = {number: [] for number in range(len(marker.points))}
    live.namespace[_MARK] = seen.add
    try:
        with live.running(plant):
            for case, run in enumerate(runs):
                seen.clear()
                live.forget()
                run()
                for number in seen:
                    found[number].append(case)
    finally:
        del live.namespace[_MARK]
    return Reach({point: tuple(found[number]) for number, point in enumerate(marker.points) if point.line in lines})


class _Marker(ast.NodeTransformer):
    """Puts a mark before each statement of functions, and into the ways of conditions that hold no statement."""

    def __init__(self, text: PythonText) -> None:
        self.points: list[Point] = []
        self._text = text
        self._depth = 0

    def marked(self, block: ast.stmt) -> ast.stmt:
        """Return a statement of the module with all in it marked."""
        copied = copy.deepcopy(block)
        self.visit(copied)
        return copied

    def visit(self, node: ast.AST) -> ast.AST:
        """Mark a node and all inside it."""
        in_function = self._depth > 0
        self._depth += isinstance(node, _FUNCTIONS)
        if in_function and isinstance(node, ast.If) and not node.orelse:
            self.generic_visit(node)
            node.orelse = [ast.Expr(self._mark("false", node.test))]
        else:
            self.generic_visit(node)
        if in_function and isinstance(node, ast.IfExp):  # a mark returns None, so the other operand is the value
            node.body = ast.BoolOp(ast.Or(), [self._mark("true", node.test), node.body])
            node.orelse = ast.BoolOp(ast.Or(), [self._mark("false", node.test), node.orelse])
        if in_function or isinstance(node, _FUNCTIONS):
            self._mark_bodies(node)
        self._depth -= isinstance(node, _FUNCTIONS)
        return ast.fix_missing_locations(node)

    def _mark_bodies(self, node: ast.AST) -> None:
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list):
                setattr(node, name, list(self._marked(body)))

    def _marked(self, body: list[ast.stmt]) -> Iterator[ast.stmt]:
        for number, statement in enumerate(body):
            is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            if not (_is_mark(statement) or (is_text and number == 0)):
                yield ast.copy_location(ast.Expr(self._mark("statement", statement)), statement)
            yield statement

    def _mark(self, kind: PointKind, node: ast.expr | ast.stmt) -> ast.Call:
        self.points.append(Point(kind, self._text.start(node), node.lineno))
        call = ast.Call(ast.Name(_MARK, ast.Load()), [ast.Constant(len(self.points) - 1)], [])
        return ast.copy_location(call, node)


def _is_mark(statement: ast.stmt) -> bool:
    called = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(called, ast.Call) and isinstance(called.func, ast.Name) and called.func.id == _MARK
