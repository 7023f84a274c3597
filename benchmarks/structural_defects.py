"""Defects of a statement's place, of what it stores or of an argument that is left out, which no single token makes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from benchmarks.mutations import Defect

SIMPLE = (ast.Assign, ast.AugAssign, ast.Expr)


def structural_defects(source: str) -> list[Defect]:
    """Return all defects of these kinds: the same source always gives the same ones.

    The lines of a defect are those that were changed. Where a statement is missing or stands elsewhere, the ones that
    read what it stores are as guilty as its own: nothing is computed at its own place.
    """
    found = dict.fromkeys(_Planter(source).all())
    return [defect for defect in found if defect.text != source and _compiles(defect.text)]


def _compiles(text: str) -> bool:
    try:
        compile(text, "<defect>", "exec")
    except SyntaxError:
        return False
    return True


class _Planter:
    """Plants defects in a source, line by line."""

    def __init__(self, source: str) -> None:
        self.lines = source.splitlines(keepends=True)
        self.tree = ast.parse(source)

    def all(self) -> Iterator[Defect]:
        for function in [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]:
            for node in ast.walk(function):
                if isinstance(node, ast.stmt) and node is not function:
                    yield from self._of_statement(node, function)
                yield from self._of_block(node, function)
                if isinstance(node, ast.expr):
                    yield from self._of_expression(node)

    def _of_statement(self, node: ast.stmt, function: ast.FunctionDef) -> Iterator[Defect]:
        if isinstance(node, SIMPLE) and not _is_docstring(node):
            yield self._replaced(node, "pass", "dropped statement", self._readers(node, function))
        if isinstance(node, ast.AugAssign):
            text = f"{ast.unparse(node.target)} = {ast.unparse(node.value)}"
            yield self._replaced(node, text, "no accumulation")
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            for other in self._names(function)[:1]:
                text = f"{other} = {ast.unparse(node.value)}"
                yield self._replaced(node, text, "stored elsewhere", self._readers(node, function))
        if isinstance(node, ast.Break | ast.Continue):
            yield self._replaced(node, "continue" if isinstance(node, ast.Break) else "break", "loop left otherwise")
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            for other in [name for name in self._names(function) if name != node.target.id][:1]:
                yield self._spliced(node.target, other, "shadowed")

    def _of_block(self, node: ast.AST, function: ast.FunctionDef) -> Iterator[Defect]:
        if isinstance(node, ast.For | ast.While) and len(node.body) > 1:
            first, last = node.body[0], node.body[-1]
            if isinstance(last, SIMPLE):
                yield self._dedented(last, node, self._readers(last, function))
            if isinstance(first, ast.Assign) and not _reads(first) & _stores(node):
                yield self._hoisted(first, node, self._readers(first, function))
        for block in (getattr(node, "body", None), getattr(node, "orelse", None)):
            for one, other in zip(block or (), (block or ())[1:], strict=False) if isinstance(block, list) else ():
                if isinstance(one, ast.For) and isinstance(other, ast.Return):
                    yield self._indented(other, one)
                elif isinstance(one, SIMPLE) and isinstance(other, SIMPLE) and _stores(one) & _reads(other):
                    yield self._swapped(one, other, function)

    def _of_expression(self, node: ast.expr) -> Iterator[Defect]:
        if isinstance(node, ast.Attribute) and node.attr == "T":
            yield self._spliced(node, ast.unparse(node.value), "no transpose")
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and not node.args and not node.keywords:
                yield self._spliced(node, ast.unparse(node.func.value), "no call")
            for keyword in node.keywords:
                others = [other for other in node.keywords if other is not keyword]
                text = ast.unparse(ast.Call(node.func, node.args, others))
                yield self._spliced(node, text, "no argument")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield self._spliced(node, f"({ast.unparse(node.left)}) // ({ast.unparse(node.right)})", "whole division")
        elif isinstance(node, ast.Slice):
            if node.lower is not None:
                yield self._spliced(node, ast.unparse(ast.Slice(None, node.upper, node.step)), "slice")
            if node.upper is not None:
                yield self._spliced(node, ast.unparse(ast.Slice(node.lower, None, node.step)), "slice")

    def _names(self, function: ast.FunctionDef) -> list[str]:
        return sorted(_stores(function))

    def _readers(self, node: ast.stmt, function: ast.FunctionDef) -> tuple[int, ...]:
        """Return the lines of the statements that may read what a statement stores."""
        stored = _stores(node)
        return tuple(
            line
            for other in ast.walk(function)
            if isinstance(other, ast.stmt) and other is not function and stored & _reads(_head(other))
            for line in range(other.lineno, _last(other) + 1)
        )

    def _replaced(self, node: ast.stmt, text: str, kind: str, others: tuple[int, ...] = ()) -> Defect:
        first, last = node.lineno, node.end_lineno or node.lineno
        indent = self.lines[first - 1][: node.col_offset]
        changed = [indent + text + "\n", *["\n"] * (last - first)]
        return self._defect(first, last, changed, kind, others)

    def _spliced(self, node: ast.expr, text: str, kind: str) -> Defect:
        """Replace an expression of one line."""
        line = self.lines[node.lineno - 1]
        if node.end_lineno != node.lineno or not line.isascii():
            text = ast.unparse(node)  # nothing changes
            return Defect("".join(self.lines), (node.lineno,), "", kind)
        changed = line[: node.col_offset] + text + line[node.end_col_offset :]
        return self._defect(node.lineno, node.lineno, [changed], kind)

    def _dedented(self, node: ast.stmt, loop: ast.stmt, others: tuple[int, ...]) -> Defect:
        """Move the last statement of a loop behind it."""
        first, last = node.lineno, node.end_lineno or node.lineno
        excess = node.col_offset - loop.col_offset
        changed = [line[excess:] if line.strip() else line for line in self.lines[first - 1 : last]]
        return self._defect(first, last, changed, "moved out of the loop", others)

    def _hoisted(self, node: ast.stmt, loop: ast.stmt, others: tuple[int, ...]) -> Defect:
        """Move the first statement of a loop before it."""
        first, last = node.lineno, node.end_lineno or node.lineno
        excess = node.col_offset - loop.col_offset
        moved = [line[excess:] if line.strip() else line for line in self.lines[first - 1 : last]]
        changed = [*moved, *self.lines[loop.lineno - 1 : first - 1]]
        return self._defect(loop.lineno, last, changed, "no reset in the loop", others)

    def _indented(self, node: ast.stmt, loop: ast.For) -> Defect:
        """Move the return after a loop into it."""
        first, last = node.lineno, node.end_lineno or node.lineno
        excess = " " * (loop.body[0].col_offset - loop.col_offset)
        changed = [excess + line for line in self.lines[first - 1 : last]]
        return self._defect(first, last, changed, "early return")

    def _swapped(self, one: ast.stmt, other: ast.stmt, function: ast.FunctionDef) -> Defect:
        """Let two statements change places."""
        first, middle, last = one.lineno, other.lineno, other.end_lineno or other.lineno
        changed = [*self.lines[middle - 1 : last], *self.lines[first - 1 : middle - 1]]
        others = (*self._readers(one, function), *self._readers(other, function))
        return self._defect(first, last, changed, "swapped statements", others)

    def _defect(self, first: int, last: int, changed: list[str], kind: str, others: tuple[int, ...] = ()) -> Defect:
        text = "".join([*self.lines[: first - 1], *changed, *self.lines[last:]])
        old = "".join(self.lines[first - 1 : last]).strip()
        lines = tuple(dict.fromkeys((*range(first, last + 1), *others)))
        return Defect(text, lines, f"line {first}: {old!r} -> {''.join(changed).strip()!r}", kind)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _head(node: ast.stmt) -> ast.AST:
    """Return the part of a statement that is executed with it, not the statements within it."""
    inner = (ast.stmt, ast.excepthandler, ast.match_case)
    own = [child for child in ast.iter_child_nodes(node) if not isinstance(child, inner)]
    return ast.Module(own, [])  # type: ignore[arg-type]


def _last(node: ast.stmt) -> int:
    body = getattr(node, "body", None)
    return max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno


def _stores(node: ast.AST) -> set[str]:
    found = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            found.add(part.id)
        elif isinstance(part, ast.Attribute | ast.Subscript) and isinstance(part.ctx, ast.Store):
            found |= {name.id for name in ast.walk(part.value) if isinstance(name, ast.Name)}
        elif isinstance(part, ast.Expr):  # a method may change its object
            found |= {name.id for name in ast.walk(part) if isinstance(name, ast.Name)}
    return found


def _reads(node: ast.AST) -> set[str]:
    found = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    augmented = (part.target for part in ast.walk(node) if isinstance(part, ast.AugAssign))
    return found | {name.id for target in augmented for name in ast.walk(target) if isinstance(name, ast.Name)}
