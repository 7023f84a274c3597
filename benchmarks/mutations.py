"""Defects of one or two tokens, planted in a Python source: the same source always gives the same ones."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

OPERATORS = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.Pow: ("**", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}
COMPARISONS = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
}
FUNCTIONS = {
    "mean": "median",
    "sum": "mean",
    "max": "min",
    "min": "max",
    "argmax": "argmin",
    "argmin": "argmax",
    "floor": "ceil",
    "ceil": "floor",
    "std": "var",
    "var": "std",
    "exp": "expm1",
    "log": "log1p",
    "zeros": "ones",
    "ones": "zeros",
    "cumsum": "cumprod",
    "maximum": "minimum",
    "minimum": "maximum",
    "sin": "cos",
    "cos": "sin",
    "any": "all",
    "all": "any",
    "hstack": "vstack",
}


@dataclass(frozen=True)
class Change:
    """A piece of a source, and what takes its place."""

    start: int
    end: int
    text: str
    line: int
    kind: str


@dataclass(frozen=True)
class Defect:
    """A source with one or two tokens changed in one statement."""

    text: str
    lines: tuple[int, ...]  # of the statement that was changed
    what: str
    kind: str


def defects(source: str, both: bool = True) -> list[Defect]:
    """Return all defects of one token, and for some statements one of two tokens."""
    found = []
    for first, last, changes in _statements(source):
        lines = tuple(range(first, last + 1))
        for change in changes:
            found.append(_defect(source, [change], lines))
        pairs = [(a, b) for a in changes for b in changes if a.end <= b.start]
        if both and pairs:
            found.append(_defect(source, list(pairs[_hash(source[: changes[0].start]) % len(pairs)]), lines))
    return [defect for defect in found if _compiles(defect.text)]


def _defect(source: str, changes: list[Change], lines: tuple[int, ...]) -> Defect:
    text = source
    for change in sorted(changes, key=lambda change: -change.start):
        text = text[: change.start] + change.text + text[change.end :]
    what = ", ".join(f"{source[c.start : c.end]!r} -> {c.text!r}" for c in changes)
    return Defect(text, lines, f"line {changes[0].line}: {what}", "+".join(c.kind for c in changes))


def _compiles(text: str) -> bool:
    try:
        compile(text, "<defect>", "exec")
    except SyntaxError:
        return False
    return True


def _hash(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


def _statements(source: str) -> Iterator[tuple[int, int, list[Change]]]:
    """Yield each statement's own lines, and the changes of its own expressions."""
    tree = ast.parse(source)
    places = _Places(source)
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        names = sorted(
            {a.arg for a in function.args.args}
            | {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        )
        for node in ast.walk(function):
            if not isinstance(node, ast.stmt) or isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            inner = (ast.stmt, ast.excepthandler, ast.match_case)
            own = [child for child in ast.iter_child_nodes(node) if not isinstance(child, inner)]
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                continue
            changes = [c for child in own for part in ast.walk(child) for c in _changes(part, places, names)]
            if isinstance(node, ast.AugAssign) and type(node.op) in OPERATORS:
                old, new = OPERATORS[type(node.op)]
                changes += places.between(node.target, node.value, old, new, "operator")
            if changes:
                last = max(getattr(child, "end_lineno", node.lineno) for child in own)
                yield node.lineno, last, sorted(set(changes), key=lambda c: (c.start, c.text))


class _Places:
    """Finds the places of nodes in a source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def of(self, line: int, column: int) -> int:
        start = self.starts[line - 1]
        text = self.source[start : self.starts[line]] if line < len(self.starts) else self.source[start:]
        return start + len(text.encode()[:column].decode())

    def start(self, node: ast.expr) -> int:
        return self.of(node.lineno, node.col_offset)

    def end(self, node: ast.expr) -> int:
        return self.of(node.end_lineno or 0, node.end_col_offset or 0)

    def text(self, node: ast.expr) -> str:
        return self.source[self.start(node) : self.end(node)]

    def replaced(self, node: ast.expr, text: str, kind: str) -> Change:
        return Change(self.start(node), self.end(node), text, node.lineno, kind)

    def between(self, left: ast.expr, right: ast.expr, old: str, new: str, kind: str) -> list[Change]:
        a, b = self.end(left), self.start(right)
        gap = self.source[a:b]
        place = gap.find(old)
        if place < 0 or "#" in gap:
            return []
        return [Change(a + place, a + place + len(old), new, left.end_lineno or 0, kind)]


def _changes(node: ast.AST, places: _Places, names: list[str]) -> Iterator[Change]:
    if isinstance(node, ast.BinOp):
        if type(node.op) in OPERATORS:
            yield from places.between(node.left, node.right, *OPERATORS[type(node.op)], "operator")
        if isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
            yield places.replaced(node, places.text(node.left), "dropped term")
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS:
        yield from places.between(node.left, node.comparators[0], *COMPARISONS[type(node.ops[0])], "comparison")
    elif isinstance(node, ast.BoolOp):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        yield from places.between(node.values[0], node.values[1], old, new, "operator")
    elif isinstance(node, ast.Constant):
        yield from _constants(node, places)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names and len(names) > 1:
        other = names[(names.index(node.id) + 1 + _hash(f"{node.id}{node.col_offset}") % (len(names) - 1)) % len(names)]
        yield places.replaced(node, other, "name")
    elif (
        isinstance(node, ast.UnaryOp)
        and isinstance(node.op, ast.USub | ast.Not)
        and not isinstance(node.operand, ast.Constant)
    ):
        yield places.replaced(node, places.text(node.operand), "dropped term")
    elif isinstance(node, ast.Call):
        yield from _calls(node, places)


def _constants(node: ast.Constant, places: _Places) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield places.replaced(node, str(not value), "constant")
    elif isinstance(value, int):
        yield places.replaced(node, str(value + 1), "constant")
        if value > 0:
            yield places.replaced(node, str(value - 1), "constant")
    elif isinstance(value, float):
        yield places.replaced(node, repr(value * 2 if value else 1.0), "constant")


def _calls(node: ast.Call, places: _Places) -> Iterator[Change]:
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr in FUNCTIONS:
        end = places.end(function)
        yield Change(end - len(function.attr), end, FUNCTIONS[function.attr], function.end_lineno or 0, "function")
    if len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred | ast.GeneratorExp):
        yield places.replaced(node, places.text(node.args[0]), "missing call")
    if len(node.args) == 2 and not any(isinstance(arg, ast.Starred) for arg in node.args):
        first, second = (places.text(arg) for arg in node.args)
        change = Change(
            places.start(node.args[0]), places.end(node.args[1]), f"{second}, {first}", node.lineno, "swapped"
        )
        yield change
