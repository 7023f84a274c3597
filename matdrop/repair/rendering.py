"""The text of a changed expression: what has not changed stays as it is written."""

from __future__ import annotations

import ast
import copy
from functools import cached_property

from matdrop.source.python_text import PythonText

# Functions that are tried around an expression, whatever the port calls elsewhere.
COMMON = ("abs", "sqrt", "sort", "unique", "real", "round", "floor", "ceil", "sum", "mean", "exp", "log", "cumsum")
BUILTINS = ("range", "len", "int", "float", "ord", "sorted", "list")
_ATOM = 14
_OPERATORS: dict[type[ast.AST], int] = {
    ast.Or: 1,
    ast.And: 2,
    ast.Not: 3,
    ast.BitOr: 5,
    ast.BitXor: 6,
    ast.BitAnd: 7,
    ast.LShift: 8,
    ast.RShift: 8,
    ast.Add: 9,
    ast.Sub: 9,
    ast.USub: 11,
    ast.UAdd: 11,
    ast.Invert: 11,
    ast.Pow: 12,
}
_OTHERS: dict[type[ast.AST], int] = {
    ast.Tuple: -1,
    ast.Starred: -1,
    ast.NamedExpr: -1,
    ast.Lambda: 0,
    ast.IfExp: 0,
    ast.Compare: 4,
}


def binding(node: ast.AST) -> int:
    """Return how tightly an expression binds: what binds less than its surroundings needs brackets.

    Parameters
    ----------
    node : ast.AST
        The expression.

    Returns
    -------
    int
        Larger for what binds more tightly.

    Examples
    --------
    >>> binding(ast.parse("a + b", mode="eval").body) < binding(ast.parse("a * b", mode="eval").body)
    True
    """
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.UnaryOp):
        return _OPERATORS.get(type(node.op), 10)
    return _OTHERS.get(type(node), _ATOM)


def needs_brackets(child: ast.expr, parent: ast.AST | None, before: ast.AST | None) -> bool:
    """Whether an expression needs brackets where another one stands.

    Parameters
    ----------
    child : ast.expr
        The expression.
    parent : ast.AST or None
        What it stands in; None for a statement.
    before : ast.AST or None
        The node of `parent` in whose place it stands.

    Returns
    -------
    bool
        Also True where brackets would only do no harm.
    """
    own = binding(child)
    match parent:
        case ast.BinOp(op=ast.Pow()):
            return own <= 12 if before is parent.left else own < 11
        case ast.BinOp():
            return own < binding(parent) + (before is parent.right)
        case ast.UnaryOp():
            return own < binding(parent)
        case ast.Compare() | ast.BoolOp():
            return own <= binding(parent)
        case ast.Attribute() | ast.Subscript() if before is parent.value:
            return own < _ATOM or isinstance(child, ast.Constant)
        case ast.Call() if before is parent.func:
            return own < _ATOM
        case ast.IfExp() | ast.Call() | ast.List() | ast.Tuple() | ast.keyword():
            return own < 1 if isinstance(parent, ast.IfExp) else own < 0 and not isinstance(child, ast.Starred)
        case _:
            return False


class Rendering:
    """Writes changed expressions of one source.

    Parameters
    ----------
    source : PythonText
        The source.
    """

    def __init__(self, source: PythonText) -> None:
        self.source = source
        self._known: dict[ast.AST, bool] = {}

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What each node of the source stands in."""
        return {child: node for node in ast.walk(self.source.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def calls(self) -> list[tuple[ast.expr, list[ast.expr], list[ast.keyword]]]:
        """The functions that the source calls, each with the constants that follow its first argument."""
        found = {}
        for node in ast.walk(self.source.tree):
            if isinstance(node, ast.Call) and node.args and not self._is_method(node) and _are_fixed(node, 1):
                found[ast.dump(ast.Call(node.func, node.args[1:], node.keywords))] = node
        used: list[tuple[ast.expr, list[ast.expr], list[ast.keyword]]] = [
            (node.func, node.args[1:], node.keywords) for node in found.values()
        ]
        numpy = self.numpy
        used += [(ast.Name(name, ast.Load()), [], []) for name in BUILTINS]
        return used + [(_member(numpy, name), [], []) for name in COMMON if numpy]

    @cached_property
    def numpy(self) -> str:
        """What the source calls NumPy; empty if it does not import it."""
        imported = [alias for n in ast.walk(self.source.tree) if isinstance(n, ast.Import) for alias in n.names]
        return next((alias.asname or alias.name for alias in imported if alias.name == "numpy"), "")

    @cached_property
    def methods(self) -> list[tuple[str, list[ast.expr], list[ast.keyword]]]:
        """The methods that the source calls with constants."""
        found = {}
        for node in ast.walk(self.source.tree):
            if isinstance(node, ast.Call) and self._is_method(node) and _are_fixed(node, 0):
                assert isinstance(node.func, ast.Attribute)
                found[ast.dump(ast.Call(ast.Name(node.func.attr), node.args, node.keywords))] = node
        return [(node.func.attr, node.args, node.keywords) for node in found.values()]  # type: ignore[attr-defined]

    def _is_method(self, node: ast.Call) -> bool:
        """Whether a call is one of a value's method, not of a module's function."""
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        while isinstance(owner, ast.Attribute):
            owner = owner.value
        return owner is not None and not (isinstance(owner, ast.Name) and owner.id in self._modules)

    @cached_property
    def _modules(self) -> set[str]:
        imports = (n for n in ast.walk(self.source.tree) if isinstance(n, ast.Import | ast.ImportFrom))
        return {alias.asname or alias.name.partition(".")[0] for node in imports for alias in node.names}

    def instead(self, node: ast.expr, new: ast.expr) -> str:
        """Return the text of an expression that takes the place of another one.

        Parameters
        ----------
        node : ast.expr
            An expression of the source.
        new : ast.expr
            What takes its place; it may hold nodes of the source, which keep their text.

        Returns
        -------
        str
            With brackets where it needs them.
        """
        text = self.text(new)
        if isinstance(new, ast.Tuple) and isinstance(self.parents.get(node), ast.Return):
            return text.removeprefix("(").removesuffix(")")
        is_bare = needs_brackets(new, self.parents.get(node), node) and not self._is_in_brackets(node)
        return f"({text})" if is_bare else text

    def text(self, new: ast.expr) -> str:
        """Return the text of an expression, whose nodes of the source keep their text."""
        if new in self.parents:
            return self.source.of(new)
        kept: dict[str, str] = {}
        shadow = self._shadow(new, None, kept)
        text = ast.unparse(ast.fix_missing_locations(shadow))
        for name, original in kept.items():
            text = text.replace(name, original)
        return text

    def _shadow(self, node: ast.AST, parent: ast.AST | None, kept: dict[str, str]) -> ast.AST:
        """Return a copy in which each node of the source is a name that stands for its text."""
        if isinstance(node, ast.expr) and node in self.parents and hasattr(node, "lineno"):
            name = f"__kept_{len(kept)}__"
            text = self.source.of(node)
            is_bare = needs_brackets(node, parent, node) and not _has_own_brackets(node, text)
            kept[name] = f"({text})" if is_bare else text
            return ast.Name(name, ast.Load())
        if not self._has_source(node):
            return node
        shadow = copy.copy(node)
        for field, value in ast.iter_fields(node):
            if isinstance(value, ast.AST):
                setattr(shadow, field, self._shadow(value, node, kept))
            elif isinstance(value, list):
                parts = [self._shadow(part, node, kept) if isinstance(part, ast.AST) else part for part in value]
                setattr(shadow, field, parts)
        return shadow

    def _has_source(self, node: ast.AST) -> bool:
        """Whether an expression holds nodes of the source; the same expressions are asked for at many places."""
        if node not in self._known:
            self._known[node] = any(part in self.parents and hasattr(part, "lineno") for part in ast.walk(node))
        return self._known[node]

    def _is_in_brackets(self, node: ast.expr) -> bool:
        text = self.source.source
        before, after = text[: self.source.start(node)].rstrip(), text[self.source.end(node) :].lstrip()
        return before.endswith("(") and after.startswith(")")


def _has_own_brackets(node: ast.expr, text: str) -> bool:
    """Whether the text of a tuple has brackets around all of it."""
    if not isinstance(node, ast.Tuple) or not text.startswith("("):
        return False
    call = ast.parse(f"f({text})", mode="eval").body
    assert isinstance(call, ast.Call)
    return [ast.dump(argument) for argument in call.args] == [ast.dump(node)]


def trimmed(start: int, old: str, new: str) -> tuple[int, int, str]:
    """Return from where to where two texts differ, and what the second one has there; words are not parted.

    Parameters
    ----------
    start : int
        Where the first text stands in its source.
    old, new : str
        The texts.

    Returns
    -------
    tuple of (int, int, str)
        The first and the last place in the source, and the text in between.

    Examples
    --------
    >>> trimmed(0, "x[k:k + w - 1]", "x[k:k + w]")
    (9, 13, '')
    """
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    while first and _is_word(old, new, first):
        first -= 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    while last and _is_word(old[::-1], new[::-1], last):
        last -= 1
    return start + first, start + len(old) - last, new[first : len(new) - last]


def _is_word(old: str, new: str, place: int) -> bool:
    """Whether a place is within a word or a number, or an operator of two signs, of one of two texts."""
    for text in (old, new):
        pair = text[place - 1 : place + 1]
        if len(pair) == 2 and (all(c.isalnum() or c in "_." for c in pair) or all(c in "*/<>=!" for c in pair)):
            return True
    return False


def _are_fixed(node: ast.Call, first: int) -> bool:
    """Whether the arguments of a call, but for the first ones, do not depend on variables."""
    given = [*node.args[first:], *(keyword.value for keyword in node.keywords)]
    return all(isinstance(value, ast.Constant | ast.UnaryOp | ast.Attribute) or _is_type(value) for value in given)


def _member(module: str, name: str) -> ast.expr:
    return ast.Attribute(ast.Name(module, ast.Load()), name, ast.Load())


def _is_type(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("int", "float", "bool", "complex")
