"""A port's source with calls of a monitor after each statement: it computes the same, and says how."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

from matdrop.tracing.counted_code import (
    COUNTS,
    ITEMS,
    Place,
    counted_block,
    may_be_counted,
    place_of,
    without_declarations,
)
from matdrop.tracing.port_statements import (
    FUNCTIONS,
    Plan,
    Scope,
    loads_of,
    may_change,
    own_nodes,
    path_of,
    places_in,
    stored_names,
)
from matdrop.tracing.recording import Span, Statement

MONITOR = "__matdrop_monitor__"
ACTIVATION = re.compile(r"__matdrop_\d+__")  # by which name a function knows its own call
# Functions that are compiled for a machine: their source may not hold calls of a monitor.
COMPILERS = {"njit", "jit", "vectorize", "guvectorize", "cfunc", "stencil", "compile"}


@dataclass(frozen=True)
class FunctionPlan:
    """A function of the port: its name, and its parameters in order."""

    name: str
    parameters: tuple[str, ...]
    statement: int


class Program:
    """The sources of a port, each read and instrumented once.

    Parameters
    ----------
    texts : mapping of Path to str, optional
        Sources that are not as their files have them.

    Attributes
    ----------
    statements : list of Statement
        Of all sources that were read so far.
    plans : list of Plan
        As many.
    functions : list of FunctionPlan
        In the order in which they were read.
    returned : dict of int to tuple
        For each ``return`` the expressions of the values.
    hosts : dict of int to int
        For each lambda the statement that it is a part of.
    headings : set of int
        Definitions of functions without defaults and decorators: what is wrong is wrong at their calls.
    unsampled : set of int
        Loops of which each iteration is recorded.
    not_instrumented : list of str
        Sentences: which functions could not be instrumented.
    """

    def __init__(self, texts: Mapping[Path, str] | None = None) -> None:
        self._texts = texts or {}
        self.statements: list[Statement] = []
        self.plans: list[Plan] = []
        self.functions: list[FunctionPlan] = []
        self.returned: dict[int, tuple[ast.expr, ...]] = {}
        self.hosts: dict[int, int] = {}
        self.headings: set[int] = set()
        self.unsampled: set[int] = set()
        self.not_instrumented: list[str] = []
        self._code: dict[Path, CodeType] = {}

    def code(self, file: Path) -> CodeType:
        """Return the instrumented code of a file.

        Raises
        ------
        SyntaxError
            If the file is not Python.
        """
        if file not in self._code:
            self._take(file, _part_of(file, self.source_of(file), len(self.statements), len(self.functions)))
        return self._code[file]

    def _take(self, file: Path, part: _Part) -> None:
        self._code[file] = part.code
        self.statements += part.statements
        self.plans += part.plans
        self.functions += part.functions
        self.returned |= part.returned
        self.hosts |= part.hosts
        self.headings |= part.headings
        self.unsampled |= part.unsampled
        self.not_instrumented += part.not_instrumented

    @property
    def used(self) -> set[Path]:
        """The files whose code was asked for."""
        return set(self._code)

    def inside(self, number: int) -> list[Statement]:
        """Return a statement that has a block, and the statements within it."""
        return [s for s in self.statements[number:] if s.number == number or number in s.around]

    def statement_at(self, file: Path, line: int) -> int:
        """Return the last statement that stands in a line; -1 if none does."""
        at = [s.number for s in self.statements if s.span.file == file and s.span.line <= line <= s.span.end_line]
        return at[-1] if at else -1

    def source_of(self, file: Path) -> str | bytes:
        """Return the source of a file, as Python reads what it imports."""
        return self._texts[file] if file in self._texts else file.read_bytes()


@dataclass
class _Part:
    """What one file adds to a program, and its instrumented code."""

    code: CodeType
    statements: list[Statement] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    functions: list[FunctionPlan] = field(default_factory=list)
    returned: dict[int, tuple[ast.expr, ...]] = field(default_factory=dict)
    hosts: dict[int, int] = field(default_factory=dict)
    headings: set[int] = field(default_factory=set)
    unsampled: set[int] = field(default_factory=set)
    not_instrumented: list[str] = field(default_factory=list)


@lru_cache(maxsize=256)  # a large package is imported anew for each change of one of its files that is recorded
def _part_of(file: Path, source: str | bytes, statements: int, functions: int) -> _Part:
    """Instrument a file; its statements and its functions are numbered from these numbers on."""
    instrumenter = _Instrumenter(file, statements, functions)
    tree = instrumenter.module(ast.parse(source, str(file)))
    return replace(instrumenter.part, code=compile(tree, str(file), "exec"))


class _Instrumenter:
    """Instruments one file."""

    def __init__(self, file: Path, first_statement: int, first_function: int) -> None:
        self.part = _Part(compile("", str(file), "exec"))
        self._file, self._first, self._first_function = file, first_statement, first_function
        self._depth = 0  # of functions in functions; each has its own name for its activation
        self._local: list[set[str]] = [set()]  # the names that each of these functions binds
        self._scopes: list[tuple[int, Scope, tuple[int, ...]]] = []
        self._numbers: dict[Place, int] = {}  # of statements, by where they stand

    def module(self, tree: ast.Module) -> ast.Module:
        """Instrument a module."""
        first = _after_opening(tree.body)
        self._local[0] = _bound_names(tree.body)
        start = _assignment(self._activation, _call(ast.Name(MONITOR, ast.Load()), "module"))
        body = [*tree.body[:first], *_counters(), start, *self._block(tree.body[first:], Scope())]
        for number, scope, guards in self._scopes:  # only now the breaks of every loop are known
            plan = self.part.plans[number - self._first]
            self.part.plans[number - self._first] = replace(plan, controls=scope.controls(guards))
        return ast.fix_missing_locations(ast.Module(body, []))

    @property
    def _activation(self) -> str:
        return f"__matdrop_{self._depth}__"

    def _ask(self, method: str, *arguments: ast.expr) -> ast.Call:
        return _call(ast.Name(self._activation, ast.Load()), method, *arguments)

    def _before(self, number: int) -> ast.expr:
        return self._ask("before", ast.Constant(number), _locals())

    def _preceded(self, number: int, expression: ast.expr) -> ast.expr:
        """Return an expression that notes first what the statement reads: `before` gives None."""
        return ast.BoolOp(ast.Or(), [self._before(number), expression])

    def _add(self, node: ast.stmt, scope: Scope, parts: Sequence[ast.expr] = ()) -> int:
        """Give a statement its number, and note what it is."""
        part, own = self.part, own_nodes(node)
        number = self._first + len(part.statements)
        self._numbers[place_of(node)] = number
        stores = [name for child in own for name in stored_names(child)]
        changed = [".".join(path_of(place) or ()) for child in own for place in places_in(child)]
        loads = loads_of(own)
        if isinstance(node, ast.AugAssign):
            loads = tuple(dict.fromkeys((*(path for path in [path_of(node.target)] if path), *loads)))
        reads = tuple(".".join(path) for path in loads)
        touched = [".".join(path) for path in loads] if isinstance(node, ast.Expr) else []  # by what it calls
        names = tuple(dict.fromkeys((*stores, *changed, *touched)))
        part.statements.append(Statement(number, self._span(node), scope.function, names, reads, scope.around))
        part.plans.append(Plan(number, loads, (), scope.loops, may_change(node), tuple(loads_of([p]) for p in parts)))
        self._scopes.append((number, scope, tuple(scope.guards)))
        return number

    def _span(self, node: ast.stmt) -> Span:
        end_line, end_column = node.end_lineno or node.lineno, (node.end_col_offset or 0) + 1
        body = getattr(node, "body", None)
        if body or isinstance(node, ast.Match):  # of a block, its header
            header = [child for child in own_nodes(node) if getattr(child, "end_lineno", None)]
            last = max(header, key=lambda child: (child.end_lineno, child.end_col_offset), default=None)  # type: ignore[attr-defined]
            end_line = getattr(last, "end_lineno", node.lineno)
            end_column = getattr(last, "end_col_offset", node.col_offset) + 1
        return Span(self._file, node.lineno, node.col_offset + 1, end_line, end_column)

    def _block(self, body: Sequence[ast.stmt], scope: Scope) -> list[ast.stmt]:
        return [ast.copy_location(new, old) for old in body for new in self._statement(old, scope)]

    def _statement(self, node: ast.stmt, scope: Scope) -> list[ast.stmt]:
        """Return what stands in place of a statement."""
        special = getattr(self, f"_{type(node).__name__.lower()}", None)
        if special is not None:
            result: list[ast.stmt] = special(node, scope)
            return result
        if isinstance(node, ast.Break | ast.Continue):
            self._leave(scope, scope.loops[-1])
        if isinstance(
            node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr | ast.Delete | ast.Assert | ast.Raise
        ):
            return self._plain(node, scope)
        return [node]

    def _leave(self, scope: Scope, loop: int) -> None:
        """Note that the statements between a loop and its break may keep others from being reached."""
        scope.leaves.setdefault(loop, []).extend(scope.around[scope.around.index(loop) + 1 :])

    def _plain(self, node: ast.stmt, scope: Scope) -> list[ast.stmt]:
        number = self._add(node, scope)
        self._lambdas(node, scope, number)
        self._yields(node, number)
        targets: list[ast.expr] = getattr(node, "targets", None) or [t for t in [getattr(node, "target", None)] if t]
        after = [] if isinstance(node, ast.Delete) else self._stored(number, targets)
        if isinstance(node, ast.Expr):
            after.append(ast.Expr(self._ask("did", ast.Constant(number))))
        if self.part.plans[number - self._first].changes:
            after.append(ast.Expr(self._ask("changed", ast.Constant(number), _locals())))
        if isinstance(node, ast.AnnAssign) and node.value is None:
            return [node]
        return [ast.Expr(self._before(number)), node, *after]

    def _stored(self, number: int, targets: Sequence[ast.expr]) -> list[ast.stmt]:
        """Return the calls that note what was stored; what they return takes its place."""
        calls: list[ast.stmt] = []
        for target in targets:
            for name in stored_names(target):
                value = ast.Name(name, ast.Load())
                calls.append(_assignment(name, self._ask("store", ast.Constant(number), ast.Constant(name), value)))
            calls += [self._stored_in(number, place) for place in places_in(target)]
        return calls

    def _stored_in(self, number: int, place: ast.expr) -> ast.stmt:
        """Return the call that notes a value with a new part."""
        path = path_of(place) or ()
        name = ast.Constant(".".join(path))
        if len(path) == 1:
            call = self._ask("store_part", ast.Constant(number), name, _load(place), _locals())
            return _assignment(path[0], call) if path[0] in self._local[self._depth] else ast.Expr(call)
        assert isinstance(place, ast.Attribute | ast.Subscript)
        arguments = ast.Constant(number), name, _load(place.value), ast.Constant(path[-1])
        return ast.Expr(self._ask("store_field", *arguments))

    def _lambdas(self, node: ast.AST, scope: Scope, host: int) -> None:
        """Let each lambda of a statement note what it gives."""
        for child in list(ast.walk(node)):
            if isinstance(child, ast.Lambda):
                self.part.hosts[self._first + len(self.part.statements)] = host
                number = self._add(ast.copy_location(ast.Expr(child.body), child.body), scope)
                arguments = (node for node in ast.walk(child.args) if isinstance(node, ast.arg))
                names = ast.Tuple([ast.Constant(argument.arg) for argument in arguments], ast.Load())
                entered = self._ask("enter_lambda", ast.Constant(number), names, _locals())
                child.body = _call(entered, "value", ast.Constant(number), child.body)

    def _yields(self, node: ast.stmt, number: int) -> None:
        """Let what a generator yields be noted."""
        for child in ast.walk(node):
            if isinstance(child, ast.Yield) and child.value is not None:
                child.value = self._ask("yielded", ast.Constant(number), child.value)

    def _return(self, node: ast.Return, scope: Scope) -> list[ast.stmt]:
        parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value] if node.value else []
        number = self._add(node, scope, parts)
        self.part.returned[number] = tuple(parts)
        self._lambdas(node, scope, number)
        scope.guards.extend(scope.around)
        value = node.value or ast.Constant(None)
        node.value = self._ask("returned", ast.Constant(number), self._preceded(number, value), _locals())
        return [node]

    def _if(self, node: ast.If, scope: Scope) -> list[ast.stmt]:
        number = self._add(node, scope)
        self._lambdas(node.test, scope, number)
        node.test = self._ask("decide", ast.Constant(number), self._preceded(number, node.test))
        inside = scope.inside(number)
        node.body, node.orelse = self._block(node.body, inside), self._block(node.orelse, inside)
        return [node]

    def _while(self, node: ast.While, scope: Scope) -> list[ast.stmt]:
        number, written = self._add(node, scope), copy.deepcopy(node)
        recorded = self._ask("turn", ast.Constant(number), self._preceded(number, node.test))
        counted = self._ask("still", ast.Constant(number), written.test)
        node.test = ast.IfExp(self._ask("asks", ast.Constant(number)), recorded, counted)
        body = self._block(node.body, scope.inside(number, True))
        begin = ast.Expr(self._ask("begin_loop", ast.Constant(number)))
        return [begin, *self._loop(node, number, body, written, scope)]

    def _for(self, node: ast.For, scope: Scope) -> list[ast.stmt]:
        number, written = self._add(node, scope), copy.deepcopy(node)
        self._lambdas(node.iter, scope, number)
        node.iter = self._ask("iterate", ast.Constant(number), self._preceded(number, node.iter))
        body = [*self._stored(number, [node.target]), *self._block(node.body, scope.inside(number, True))]
        return self._loop(node, number, body, written, scope)

    def _loop(
        self, node: ast.For | ast.While, number: int, body: list[ast.stmt], written: ast.For | ast.While, scope: Scope
    ) -> list[ast.stmt]:
        """Return a loop whose body is recorded or only counted."""
        if may_be_counted(written.body):
            node.body = [ast.If(_is_on(), body, counted_block(written.body, self._numbers, self._counted_return))]
        else:
            self.part.unsampled.add(number)
            node.body = body
        left = ast.Expr(self._ask("left", ast.Constant(number)))
        node.orelse = [left, *self._block(node.orelse, scope)] if node.orelse else []
        return [node, left]

    def _counted_return(self, node: ast.Return) -> list[ast.stmt]:
        """Return what stands for a ``return`` within iterations that are only counted: it is recorded all the same."""
        number, value = self._numbers[place_of(node)], node.value or ast.Constant(None)
        node.value = self._ask("returned", ast.Constant(number), self._preceded(number, value), _locals())
        return [ast.Expr(self._ask("resume")), node]

    def _with(self, node: ast.With, scope: Scope) -> list[ast.stmt]:
        number = self._add(node, scope)
        targets = [item.optional_vars for item in node.items if item.optional_vars is not None]
        node.body = [*self._stored(number, targets), *self._block(node.body, scope)]
        return [ast.Expr(self._before(number)), node]

    def _try(self, node: ast.Try, scope: Scope) -> list[ast.stmt]:
        number = self._add(node, scope)
        node.body = self._block(node.body, scope)
        for handler in node.handlers:
            caught = ast.Expr(self._ask("caught", ast.Constant(number)))
            handler.body = [caught, *self._block(handler.body, scope.inside(number))]
        node.orelse, node.finalbody = self._block(node.orelse, scope), self._block(node.finalbody, scope)
        return [node]

    def _match(self, node: ast.Match, scope: Scope) -> list[ast.stmt]:
        number = self._add(node, scope)
        node.subject = self._preceded(number, node.subject)
        for place, case in enumerate(node.cases, 1):
            chosen = ast.Expr(self._ask("chose", ast.Constant(number), ast.Constant(place), _locals()))
            case.body = [chosen, *self._block(case.body, scope.inside(number))]
        return [node]

    def _functiondef(self, node: ast.FunctionDef, scope: Scope) -> list[ast.stmt]:
        number = self._add(node, Scope(node.name, scope.around, scope.loops))
        if not own_nodes(node):
            self.part.headings.add(number)
        if any(_called_name(decorator) in COMPILERS for decorator in node.decorator_list):
            self.part.not_instrumented.append(f"{node.name} ({self._file.name}, line {node.lineno}) is compiled")
            return [node]
        arguments = node.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        extra = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
        parameters = tuple(argument.arg for argument in [*named, *extra])
        self.part.functions.append(FunctionPlan(node.name, parameters, number))
        index = ast.Constant(self._first_function + len(self.part.functions) - 1)
        outer = ast.Name(self._activation, ast.Load())
        self._depth += 1
        self._local.append(_bound_names(node.body) | set(parameters))
        first = 1 if ast.get_docstring(node, clean=False) is not None else 0
        declared, written = without_declarations(copy.deepcopy(node.body[first:]))
        enter = _assignment(self._activation, _call(ast.Name(MONITOR, ast.Load()), "enter", index, _locals(), outer))
        body = self._block(without_declarations(node.body[first:])[1], Scope(node.name)) or [ast.Pass()]
        raised = ast.ExceptHandler(
            ast.Name("BaseException", ast.Load()), None, [ast.Expr(self._ask("raised")), ast.Raise()]
        )
        guarded = ast.Try(body, [raised], [], [ast.Expr(self._ask("leave"))])
        counted = counted_block(written, self._numbers) or [ast.Pass()]
        node.body = [*node.body[:first], *declared, *_counters(), ast.If(_is_on(), [enter, guarded], counted)]
        self._local.pop()
        self._depth -= 1
        return [node]

    def _classdef(self, node: ast.ClassDef, scope: Scope) -> list[ast.stmt]:
        node.body = [
            new
            for child in node.body
            for new in (
                self._functiondef(child, Scope(scope.function)) if isinstance(child, ast.FunctionDef) else [child]
            )
        ]
        return [node]

    def _asyncfunctiondef(self, node: ast.AsyncFunctionDef, scope: Scope) -> list[ast.stmt]:
        self.part.not_instrumented.append(f"{node.name} ({self._file.name}, line {node.lineno}) is asynchronous")
        return [node]


def _after_opening(body: Sequence[ast.stmt]) -> int:
    """Return how many statements a docstring and the imports from the future take."""
    count = 0
    for node in body:
        is_text = (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        )
        if not (is_text and count == 0) and not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            break
        count += 1
    return count


def _bound_names(body: Sequence[ast.stmt]) -> set[str]:
    """Return the names that a function binds itself, but for those that it declares to be others'."""
    bound: set[str] = set()
    foreign: set[str] = set()
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Global | ast.Nonlocal):
            foreign.update(node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            waiting += ast.iter_child_nodes(node)
    return bound - foreign


def _called_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _call(owner: ast.expr, method: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Attribute(owner, method, ast.Load()), list(arguments), [])


def _is_on() -> ast.expr:
    """Return whether what is executed now is recorded."""
    return ast.Attribute(ast.Name(MONITOR, ast.Load()), "on", ast.Load())


def _counters() -> list[ast.stmt]:
    """Return the assignments of what counted blocks count in."""
    places = {COUNTS: "counts", ITEMS: "items"}
    return [
        _assignment(name, ast.Attribute(ast.Name(MONITOR, ast.Load()), attribute, ast.Load()))
        for name, attribute in places.items()
    ]


def _locals() -> ast.expr:
    return ast.Call(ast.Name("locals", ast.Load()), [], [])


def _assignment(name: str, value: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], value)


def _load(place: ast.expr) -> ast.expr:
    """Return the same place to be read."""
    result: Any = ast.parse(ast.unparse(place), mode="eval").body
    return result  # type: ignore[no-any-return]
