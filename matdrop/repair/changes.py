"""The single-node changes of a Python source: what a slip in one place of it would look like, or the mending of one."""

from __future__ import annotations

import ast
import builtins
import cmath
import math
import re
import warnings
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from matdrop.repair.siblings import FUNCTION_SIBLINGS, SYMMETRIC, TEXT_SIBLINGS
from matdrop.source.python_text import Placed, PythonText

Kind: TypeAlias = Literal[
    "operator", "comparison", "boolean", "constant", "sign", "call", "function", "transpose", "axis", "slice", "index",
    "range", "arguments", "term", "variable", "keyword", "statement", "habit", "original",
]  # fmt: skip

_OPERATORS: dict[type[ast.operator], tuple[str, tuple[str, ...]]] = {
    ast.Add: ("+", ("-",)),
    ast.Sub: ("-", ("+",)),
    ast.Mult: ("*", ("/", "@", "**")),
    ast.MatMult: ("@", ("*",)),
    ast.Div: ("/", ("*", "//")),
    ast.FloorDiv: ("//", ("/",)),
    ast.Mod: ("%", ("//",)),
    ast.Pow: ("**", ("*",)),
    ast.BitAnd: ("&", ("|",)),
    ast.BitOr: ("|", ("&", "^")),
    ast.BitXor: ("^", ("|",)),
    ast.LShift: ("<<", (">>",)),
    ast.RShift: (">>", ("<<",)),
}
_COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">", ">=")),
    ast.LtE: ("<=", ("<", ">", ">=")),
    ast.Gt: (">", (">=", "<", "<=")),
    ast.GtE: (">=", (">", "<", "<=")),
    ast.Eq: ("==", ("!=", "<=", ">=")),
    ast.NotEq: ("!=", ("==", "<", ">")),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: (r"is\s+not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: (r"not\s+in", ("in",)),
}
_ORDERED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv, ast.Mod)  # operators whose operands have an order
_MATRIX_FUNCTIONS = {"dot", "matmul", "solve", "lstsq", "kron", "outer", "inner", "solve_triangular", "cho_solve"}
_RANGES = {"range": 3, "arange": 3}  # functions of bounds, and how many of their arguments are numbers
_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
_VALUES = ast.Name | ast.Attribute | ast.Subscript | ast.Call  # what takes a sign or a transpose without brackets
_DELETED = ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.Break | ast.Continue | ast.Delete
_UNCHANGED = ast.Assert | ast.Raise | ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal | ast.ClassDef
_AXES = ("axis", "axes")
_LONGEST = 60  # characters of code in a sentence


@dataclass(frozen=True)
class Change:
    """A piece of a source, and what takes its place.

    Attributes
    ----------
    start : int
        Where the piece starts, in characters of the source.
    end : int
        Where it ends.
    text : str
        What takes its place.
    line : int
        The line on which the piece starts, from 1.
    kind : str
        What kind of change it is, such as ``operator``.
    what : str
        What it changes, in words that begin with "with" or "without".
    """

    start: int
    end: int
    text: str
    line: int
    kind: Kind
    what: str


def changes_of(source: str, lines: Container[int] | None = None) -> list[Change]:
    r"""Return the changes of one node of a source's statements.

    Parameters
    ----------
    source : str
        A Python source with its own line ends.
    lines : container of int, optional
        Only statements that have one of these lines are changed, whether they stand in a function or not; of an ``if``
        or a loop those of its head count. By default all statements in functions, and the default values of parameters.

    Returns
    -------
    list of Change
        In the order of their places; always the same for the same source. Each leaves a source that compiles. Of
        docstrings, annotations, decorators, imports, assertions and the raising of errors there are none.

    Raises
    ------
    SyntaxError
        If the source is not Python.

    Examples
    --------
    >>> for change in changes_of("def f(x):\n    return x < 3\n"):
    ...     print(change.line, change.kind, change.what)
    2 statement without return x < 3
    2 comparison with <= for <
    2 comparison with > for <
    2 comparison with >= for <
    2 constant with 4 for 3
    2 constant with 2 for 3
    2 constant with 0 for 3
    2 constant with -3 for 3
    2 constant with 6 for 3
    """
    text = PythonText(source)
    modules = _imported(text.tree)
    found: dict[tuple[int, int, str], Change] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of strings such as "\d", each time an expression is parsed
        for statement, scope in _statements(text.tree.body, None):
            if lines is None:
                is_asked = scope is not None or isinstance(statement, _FUNCTIONS)
            else:
                is_asked = any(line in lines for line in _own_lines(statement))
            for change in _changes(statement, text, scope or {}, modules) if is_asked else ():
                found.setdefault((change.start, change.end, change.text), change)
    return sorted(found.values(), key=lambda change: (change.start, change.end))


def replaced(source: str, changes: Iterable[Change]) -> str:
    """Return a source with some changes made.

    Parameters
    ----------
    source : str
        The source that the changes are of.
    changes : iterable of Change
        They must not overlap.

    Returns
    -------
    str
        The changed source.

    Raises
    ------
    ValueError
        If two changes overlap.

    Examples
    --------
    >>> source = "def f(x): return x < 3"
    >>> constants = [change for change in changes_of(source) if change.kind == "constant"]
    >>> replaced(source, constants[:1])
    'def f(x): return x < 4'
    """
    ordered = sorted(changes, key=lambda change: (change.start, change.end))
    for one, other in pairwise(ordered):
        if other.start < one.end:
            raise ValueError(f"changes of the same place: {one.what}; {other.what}")
    for change in reversed(ordered):
        source = source[: change.start] + change.text + source[change.end :]
    return source


class _Piece(NamedTuple):
    """A piece of the source and its new text."""

    start: int
    end: int
    text: str


class _Proposal(NamedTuple):
    """A change of a node, in forms that may or may not need brackets.

    The first form is right in any surroundings; the others are shorter, and taken if they mean the same.
    """

    kind: Kind
    forms: tuple[_Piece, ...]


@dataclass(frozen=True)
class _Site:
    """An expression, and where it stands."""

    text: PythonText
    parent: ast.AST
    scope: Mapping[str, int]  # variables, and the line from which on each is bound
    modules: Mapping[str, str]  # names of imported modules

    def piece(self, node: Placed, text: str) -> _Piece:
        return _Piece(self.text.start(node), self.text.end(node), text)

    def instead(self, node: Placed, kind: Kind, text: str) -> _Proposal:
        """Propose a text in place of a node, in brackets where they are needed."""
        start, end = self.text.start(node), self.text.end(node)
        forms = [_Piece(start, end, f"({text})"), _Piece(start, end, text)]
        around = self.text.source[max(start - 2, 0) : start] + self.text.source[end : end + 2]
        if re.fullmatch(r"\W?\(\)\W?", around):
            forms.insert(1, _Piece(start - 1, end + 1, text))  # without brackets that have lost their use
        return _Proposal(kind, tuple(forms))

    def joined(self, node: ast.BoolOp, values: list[str], word: str) -> tuple[_Piece, ...]:
        """Return the forms of operands that are joined by a word."""
        enclosed = f" {word} ".join(f"({value})" for value in values)
        plain = f" {word} ".join(values)
        return tuple(self.piece(node, text) for text in (f"({enclosed})", plain, enclosed))

    def token(self, left: ast.expr, old: str, new: str) -> _Piece | None:
        """Return the piece that is the token after an operand; None if another token stands there."""
        start = self.text.next_token(self.text.end(left))
        found = re.compile(old).match(self.text.source, start)
        return _Piece(start, found.end(), new) if found else None

    def is_module(self, node: ast.expr) -> bool:
        """Whether an expression is an imported module, or a part of one: ``np``, ``np.linalg``."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self.modules


# The statements, and what is bound in them


def _statements(
    body: Iterable[ast.AST], scope: Mapping[str, int] | None
) -> Iterator[tuple[ast.stmt, Mapping[str, int] | None]]:
    """Yield each statement with the variables of its function; None outside of functions."""
    for node in body:
        if isinstance(node, ast.stmt):
            yield node, scope
        if isinstance(node, _FUNCTIONS):
            yield from _statements(node.body, {**(scope or {}), **_bound(node)})
        elif isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            yield from _statements(ast.iter_child_nodes(node), scope)


def _bound(function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, int]:
    """Return a function's own variables, and the line on which each is stored first; 0 for parameters."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    found = {argument.arg: 0 for argument in named}
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, _SCOPES | ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = min(node.lineno, found.get(node.id, node.lineno))
        waiting += ast.iter_child_nodes(node)
    return found


def _imported(tree: ast.Module) -> dict[str, str]:
    """Return the names that a source gives to modules and what it takes from them, and what they stand for."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = alias.name if alias.asname else ""
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module or ''}.{alias.name}" for alias in node.names}
    return found


def _roots(statement: ast.stmt) -> list[ast.expr]:
    """Return the expressions of a statement that may be changed, without those of statements inside it."""
    if isinstance(statement, _UNCHANGED) or _is_docstring(statement):
        return []
    if isinstance(statement, _FUNCTIONS):
        arguments = statement.args
        return [*arguments.defaults, *(default for default in arguments.kw_defaults if default is not None)]
    if isinstance(statement, ast.AnnAssign):
        return [part for part in (statement.target, statement.value) if part is not None]
    if isinstance(statement, ast.With | ast.AsyncWith):
        return [item.context_expr for item in statement.items]
    return [child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.expr)]


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _own_lines(statement: ast.stmt) -> range:
    """Return the lines of a statement; of one with statements inside, those of its head."""
    if not any(isinstance(child, ast.stmt) for child in ast.iter_child_nodes(statement)):
        return range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    last = max((root.end_lineno or 0 for root in _roots(statement)), default=0)
    return range(statement.lineno, max(last, statement.lineno) + 1)


# The changes of a statement


def _changes(
    statement: ast.stmt, text: PythonText, scope: Mapping[str, int], modules: Mapping[str, str]
) -> Iterator[Change]:
    for kind, piece in _of_statement(statement, _Site(text, statement, scope, modules)):
        yield _change(text, kind, piece)
    for root in _roots(statement):
        shortest = _Shortest(text, root)
        for node, parent in _nodes(root, statement):
            site = _Site(text, parent, scope, modules)
            rules = _RULES.get(type(node), ())
            for rule in (*rules, *_RULES_FOR_ALL) if isinstance(node, ast.expr) else rules:
                for proposal in rule(node, site):
                    form = shortest.form(proposal)
                    if form is not None:
                        yield _change(text, proposal.kind, form)


def _nodes(node: ast.AST, parent: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield an expression and all inside it, each with its parent; an f-string's parts have no known places."""
    if isinstance(node, ast.JoinedStr):
        return
    yield node, parent
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.arg):  # a parameter of a lambda
            yield from _nodes(child, node)


class _Shortest:
    """Finds the shortest form of a proposal that means what its bracketed form means, within one expression."""

    def __init__(self, text: PythonText, root: ast.expr) -> None:
        self.source = text.source
        self.start, self.end = text.start(root), text.end(root)
        self.enclosed = False  # brackets around the expression, which are not its own, may hold it together
        self.enclosed = self._dumped(_Piece(self.start, self.start, "")) is None

    @cached_property
    def _unchanged(self) -> str | None:
        return self._dumped(_Piece(self.start, self.start, ""))

    def form(self, proposal: _Proposal) -> _Piece | None:
        """Return the form to take; None if none is Python, or nothing is changed."""
        sure, *shorter = proposal.forms
        wanted = self._dumped(sure)
        if wanted is None or wanted == self._unchanged:
            return None
        return next((piece for piece in shorter if self._dumped(piece) == wanted), sure)

    def _dumped(self, piece: _Piece) -> str | None:
        if not self.start <= piece.start <= piece.end <= self.end:
            return None
        changed = self.source[self.start : piece.start] + piece.text + self.source[piece.end : self.end]
        try:
            return ast.dump(ast.parse(f"(\n{changed}\n)" if self.enclosed else changed, mode="eval"))
        except SyntaxError:
            return None


def _change(text: PythonText, kind: Kind, piece: _Piece) -> Change:
    start, end, new = piece
    old = text.source[start:end].strip(", \t\r\n\\")
    what = (
        f"without {in_short(old)}" if kind in ("keyword", "statement") else f"with {in_short(new)} for {in_short(old)}"
    )
    if new in ("break", "continue"):
        what = f"with {new} for {old}"
    return Change(start, end, new, text.line_of(start), kind, what)


def in_short(text: str) -> str:
    """Return code in one line that is not too long."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _of_statement(statement: ast.stmt, site: _Site) -> Iterator[tuple[Kind, _Piece]]:
    """Yield the changes of a statement itself: deleted, or stored and left in another way."""
    if isinstance(statement, ast.AugAssign):
        old, others = _OPERATORS[type(statement.op)]
        for new in (*(f"{other}=" for other in others), "="):
            piece = site.token(statement.target, re.escape(f"{old}="), new)
            if piece is not None:
                yield "operator", piece
    if isinstance(statement, _DELETED) and not _is_docstring(statement):
        yield "statement", site.piece(statement, "pass")
    if isinstance(statement, ast.Break | ast.Continue):
        yield "statement", site.piece(statement, "continue" if isinstance(statement, ast.Break) else "break")


# The rules: what is proposed for a node of a kind


def _operators(node: ast.BinOp, site: _Site) -> Iterator[_Proposal]:
    old, others = _OPERATORS[type(node.op)]
    left, right = site.text.of(node.left), site.text.of(node.right)
    for new in others:
        token = site.token(node.left, re.escape(old), new)
        forms = [site.piece(node, f"(({left}) {new} ({right}))"), *([token] if token else [])]
        plain = (f"{left} {new} {right}", f"({left}) {new} {right}", f"{left} {new} ({right})")
        forms += [site.piece(node, text) for text in (*plain, f"({left} {new} {right})", f"({left}) {new} ({right})")]
        yield _Proposal("operator", tuple(forms))
    for term in (left, right):
        yield site.instead(node, "term", term)
    if isinstance(node.op, _ORDERED):
        plain = (f"{right} {old} {left}", f"({right}) {old} {left}", f"{right} {old} ({left})")
        texts = (f"(({right}) {old} ({left}))", *plain, f"({right}) {old} ({left})")
        yield _Proposal("arguments", tuple(site.piece(node, text) for text in texts))


def _comparisons(node: ast.Compare, site: _Site) -> Iterator[_Proposal]:
    for left, operator in zip((node.left, *node.comparators), node.ops, strict=False):
        old, others = _COMPARISONS[type(operator)]
        for new in others:
            token = site.token(left, old, new)
            if token is not None:
                yield _Proposal("comparison", (token,))


def _booleans(node: ast.BoolOp, site: _Site) -> Iterator[_Proposal]:
    old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    values = [_grouped(value, site) for value in node.values]
    token = site.token(node.values[0], old, new) if len(values) == 2 else None
    yield _Proposal("boolean", (*site.joined(node, values, new), *([token] if token is not None else [])))
    for rest in (values[1:], values[:-1]):
        yield site.instead(node, "term", rest[0]) if len(rest) == 1 else _Proposal("term", site.joined(node, rest, old))


def _grouped(value: ast.expr, site: _Site) -> str:
    """Return an operand of ``and`` or ``or``, in brackets if it binds no more closely than these."""
    text = site.text.of(value)
    return f"({text})" if isinstance(value, ast.BoolOp | ast.IfExp | ast.Lambda | ast.NamedExpr) else text


def _constants(node: ast.Constant, site: _Site) -> Iterator[_Proposal]:
    if isinstance(site.parent, ast.keyword) and site.parent.arg in _AXES:
        return  # an axis has changes of its own
    written: Any = node.value
    signed = isinstance(site.parent, ast.UnaryOp)  # whose sign has changes of its own
    for value in _other_values(written):
        if not (signed and isinstance(written, int | float) and value == -written):
            yield site.instead(node, "constant", repr(value))


def _other_values(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, str):
        return list(TEXT_SIBLINGS.get(value, ()))
    if isinstance(value, complex):
        return [-value]
    if not isinstance(value, int | float) or not math.isfinite(value):
        return []
    others = [value + 1, value - 1, 0 * value, -value, 2 * value]
    return [other for number, other in enumerate(others) if other != value and other not in others[:number]]


def _without_sign(node: ast.UnaryOp, site: _Site) -> Iterator[_Proposal]:
    yield site.instead(node, "sign", site.text.of(node.operand))


def _alternatives(node: ast.IfExp, site: _Site) -> Iterator[_Proposal]:
    for part in (node.body, node.orelse):
        yield site.instead(node, "term", site.text.of(part))


def _signs(node: ast.expr, site: _Site) -> Iterator[_Proposal]:
    """Propose a minus before what is stored, returned or passed, and a ``not`` before a condition."""
    parent = site.parent
    if isinstance(parent, ast.If | ast.While | ast.IfExp) and node is parent.test:
        if not isinstance(node, ast.Compare | ast.Constant | ast.UnaryOp):
            yield site.instead(node, "sign", f"not ({site.text.of(node)})")
        return
    stored = isinstance(parent, ast.Assign | ast.AugAssign | ast.Return) and node is parent.value
    passed = isinstance(parent, ast.Call) and node in parent.args and isinstance(node, _VALUES)
    if (stored and isinstance(node, _VALUES | ast.BinOp)) or passed:
        text = site.text.of(node)
        pieces = (f"(-({text}))", f"-{text}", f"-({text})")
        yield _Proposal("sign", tuple(site.piece(node, piece) for piece in pieces))


def _transposed(node: ast.expr, site: _Site) -> Iterator[_Proposal]:
    """Propose ``.T`` on the operands of matrix products and solutions."""
    parent = site.parent
    operand = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.MatMult)
    argument = isinstance(parent, ast.Call) and _last_name(parent.func) in _MATRIX_FUNCTIONS and node in parent.args
    if (operand or argument) and isinstance(node, _VALUES) and not _is_transposed(node):
        yield site.instead(node, "transpose", f"{site.text.of(node)}.T")


def _not_transposed(node: ast.Attribute, site: _Site) -> Iterator[_Proposal]:
    if _is_transposed(node) and isinstance(node.ctx, ast.Load):
        yield site.instead(node, "transpose", site.text.of(node.value))


def _is_transposed(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "T"


def _variables(node: ast.Name, site: _Site) -> Iterator[_Proposal]:
    """Propose every other variable that is bound before this line, the one bound last first."""
    called = isinstance(site.parent, ast.Call) and node is site.parent.func
    if called or node.id not in site.scope or not isinstance(node.ctx, ast.Load):
        return
    bound = [(-line, name) for name, line in site.scope.items() if line < node.lineno and name != node.id]
    for _, name in sorted(bound):
        yield _Proposal("variable", (site.piece(node, name),))


def _calls(node: ast.Call, site: _Site) -> Iterator[_Proposal]:
    """Propose a call's argument, or the object of a method, in place of the call."""
    function = node.func
    if isinstance(function, ast.Attribute) and not site.is_module(function):
        yield site.instead(node, "call", site.text.of(function.value))
    elif node.args and not isinstance(node.args[0], ast.Starred):
        yield site.instead(node, "call", site.text.of(node.args[0]))


def _functions(node: ast.Call, site: _Site) -> Iterator[_Proposal]:
    name, end = _last_name(node.func), site.text.end(node.func)
    for other in FUNCTION_SIBLINGS.get(name, ()):
        if _is_known(node.func, other, site):
            yield _Proposal("function", (_Piece(end - len(name), end, other),))


def _is_known(function: ast.expr, other: str, site: _Site) -> bool:
    """Whether a function of another name stands where this one does."""
    if isinstance(function, ast.Name):
        return other in site.modules or hasattr(builtins, other)
    assert isinstance(function, ast.Attribute)
    if not site.is_module(function):
        return hasattr(np.ndarray, other)
    path: list[str] = []
    place = function.value
    while isinstance(place, ast.Attribute):
        path.insert(0, place.attr)
        place = place.value
    assert isinstance(place, ast.Name)
    known: dict[str, Any] = {"numpy": np, "math": math, "cmath": cmath}
    top, *inner = [*(site.modules[place.id] or place.id).split("."), *path]
    owner = known.get(top)
    for part in inner:
        owner = getattr(owner, part, None)
    return top not in known or hasattr(owner, other)


def _argument_orders(node: ast.Call, site: _Site) -> Iterator[_Proposal]:
    """Propose each two neighbours among the arguments in the other order."""
    if _last_name(node.func) in SYMMETRIC:
        return
    yield from _swapped(node.args, site)


def _returned_orders(node: ast.Tuple, site: _Site) -> Iterator[_Proposal]:
    if isinstance(site.parent, ast.Return):
        yield from _swapped(node.elts, site)


def _swapped(nodes: list[ast.expr], site: _Site) -> Iterator[_Proposal]:
    for one, other in pairwise(nodes):
        if not isinstance(one, ast.Starred) and not isinstance(other, ast.Starred):
            text = f"{site.text.of(other)}, {site.text.of(one)}"
            yield _Proposal("arguments", (_Piece(site.text.start(one), site.text.end(other), text),))


def _keywords(node: ast.Call, site: _Site) -> Iterator[_Proposal]:
    """Propose a call without each of its keyword arguments."""
    given: list[ast.expr | ast.keyword] = sorted([*node.args, *node.keywords], key=site.text.start)
    for number, keyword in enumerate(given):
        if not isinstance(keyword, ast.keyword) or keyword.arg is None:
            continue
        start, end = site.text.start(keyword), site.text.end(keyword)
        if number > 0:
            start = site.text.next_token(site.text.end(given[number - 1]))  # the comma before it
        elif len(given) > 1:
            end = site.text.start(given[1])
        yield _Proposal("keyword", (_Piece(start, end, ""),))


def _axes(node: ast.keyword, site: _Site) -> Iterator[_Proposal]:
    axis = node.value
    if node.arg not in _AXES or not isinstance(axis, ast.Constant | ast.UnaryOp):
        return
    written = site.text.of(axis)
    beside = (str(int(written) - 1), str(int(written) + 1)) if written.isdigit() and written != "0" else ()
    for other in dict.fromkeys(("0", "1", "None", *beside)):
        if other != written:
            yield _Proposal("axis", (site.piece(axis, other),))


def _ranges(node: ast.Call, site: _Site) -> Iterator[_Proposal]:
    for bound in node.args[: _RANGES.get(_last_name(node.func), 0)]:
        yield from _one_off(bound, "range", site)


def _places(node: ast.Subscript, site: _Site) -> Iterator[_Proposal]:
    """Propose indices and bounds of slices that are one off."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for part in parts:
        if isinstance(part, ast.Slice):
            yield from _slices(part, site)
        elif not isinstance(part, ast.Constant | ast.Tuple | ast.List | ast.Compare):
            yield from _one_off(part, "index", site)


def _slices(node: ast.Slice, site: _Site) -> Iterator[_Proposal]:
    written, start = site.text.of(node), site.text.start(node)
    if node.lower is None:
        yield _Proposal("slice", (site.piece(node, f"1{written}"),))
    else:
        yield from _one_off(node.lower, "slice", site)
    if node.upper is None:
        colon = 0 if node.lower is None else site.text.next_token(site.text.end(node.lower)) - start
        yield _Proposal("slice", (site.piece(node, f"{written[: colon + 1]}-1{written[colon + 1 :]}"),))
    else:
        yield from _one_off(node.upper, "slice", site)


def _one_off(node: ast.expr, kind: Kind, site: _Site) -> Iterator[_Proposal]:
    """Propose an integer one more and one less; of a sum with a constant, the constant has changes of its own."""
    text = site.text.of(node)
    if isinstance(node, ast.Constant):
        if isinstance(node.value, int):
            for value in (node.value + 1, node.value - 1):
                yield site.instead(node, kind, str(value))
    elif not isinstance(node, ast.Starred | ast.UnaryOp | ast.Slice) and not _has_shift(node):
        for shift in ("+ 1", "- 1"):
            pieces = (f"(({text}) {shift})", f"{text} {shift}", f"({text}) {shift}")
            yield _Proposal(kind, tuple(site.piece(node, piece) for piece in pieces))


def _has_shift(node: ast.expr) -> bool:
    shifted = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
    return shifted and any(isinstance(part, ast.Constant) for part in ast.iter_child_nodes(node))


def _last_name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


# A more telling kind comes first: of two changes into the same text only one is kept.
_RULES: dict[type[ast.AST], tuple[Callable[[Any, _Site], Iterator[_Proposal]], ...]] = {
    ast.BinOp: (_operators,),
    ast.Compare: (_comparisons,),
    ast.BoolOp: (_booleans,),
    ast.Constant: (_constants,),
    ast.UnaryOp: (_without_sign,),
    ast.IfExp: (_alternatives,),
    ast.Attribute: (_not_transposed,),
    ast.Name: (_variables,),
    ast.Call: (_calls, _functions, _argument_orders, _keywords, _ranges),
    ast.keyword: (_axes,),
    ast.Subscript: (_places,),
    ast.Tuple: (_returned_orders,),
}
_RULES_FOR_ALL: tuple[Callable[[Any, _Site], Iterator[_Proposal]], ...] = (_signs, _transposed)
