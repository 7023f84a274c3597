"""Reading a ``.m`` file as statements, at the lines where GNU Octave can stop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile, read
from matdrop.source.matlab_names import STORE_ANY, base_name, read_names, stored_names
from matdrop.source.matlab_syntax import Block, ClassDefinition, Expression, Node, walk
from matdrop.source.statements import MAIN, Function, Kind, Source, Statement


def read_original(path: Path, traced: bool = True) -> Source:
    """Read a ``.m`` file.

    Parameters
    ----------
    path : Path
        A function with its subfunctions, or a script.
    traced : bool
        Whether its first function, or the script, is what is traced.

    Returns
    -------
    Source
        Statements of one line count as one.

    Raises
    ------
    MatdropError
        If the file cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> source = read_original(OWN_TABLE.parent / "inverted_dropout.m")
    >>> [(s.stores, s.reads) for s in source.statements.values() if s.kind == "plain"][-1]
    (('X',), ('X', 'keep_prob'))
    """
    file = read(path)
    lines = _Lines(file, Source(path, tuple(file.text.splitlines())), MAIN if traced else path.stem)
    lines.add_file()
    return lines.source


@dataclass(frozen=True)
class _Scope:
    """Where a statement is: the function, the lines of the blocks around it, whether it is after an ``else``."""

    function: str
    within: tuple[int, ...] = ()
    arm: int = 0

    def inside(self, line: int, arm: int = 0) -> _Scope:
        """Return the scope of a block that a line opens."""
        return replace(self, within=(*self.within, line), arm=arm)


class _Lines:
    """Puts the statements of a file into its lines."""

    def __init__(self, file: MatlabFile, source: Source, main: str) -> None:
        self.source = source
        self._file = file
        self._main = main

    def add_file(self) -> None:
        """Add all that the file holds."""
        if self._file.declares_script:
            self.source.functions[self._main] = Function(self._main, 1, len(self.source.text))
        for part in self._file.parts:
            if isinstance(part, syntax.Function):
                self._add_function(part)
            elif isinstance(part, ClassDefinition):
                for method in part.methods:
                    self._add_function(method)
            else:
                self._add(part, _Scope(self._main if self._file.declares_script else list(self.source.functions)[-1]))
        self._find_indices()

    def _add_function(self, function: syntax.Function) -> None:
        name = MAIN if self._main == MAIN and not self.source.functions else function.name
        parameters = tuple(parameter.name for parameter in function.parameters if parameter.name != "~")
        line = function.span.line
        # Where no word ends a function, Octave takes it for going on to the end of the file.
        last = function.span.end_line if function.has_end else len(self.source.text)
        outputs = tuple(output for output in function.outputs if output != "~")
        self.source.functions[name] = Function(name, line, last, parameters, outputs)
        self._put(Statement(line, last if function.has_end else line, name, "function", parameters), _Scope(name))
        self._add_all(function.body, _Scope(name))
        for inner in function.functions:
            self._add_function(inner)

    def _add_all(self, block: Block | None, scope: _Scope) -> None:
        for statement in block.statements if block else ():
            self._add(statement, scope)

    def _add(self, statement: syntax.Statement, scope: _Scope) -> None:
        """Add a statement and those within it."""
        match statement:
            case syntax.If():
                self._add_if(statement, scope)
            case syntax.For(variable=variable, values=values, body=body):
                line = self._open(statement, "for", [variable], [values], scope)
                self._add_all(body, scope.inside(line))
            case syntax.While(condition=condition, body=body):
                line = self._open(statement, "while", [], [condition], scope)
                self._add_all(body, scope.inside(line))
            case syntax.DoUntil(condition=condition, body=body):
                line = self._open(statement, "for", [], [condition], scope)  # it does not come up at each iteration
                self._add_all(body, scope.inside(line))
            case syntax.Switch():
                self._add_switch(statement, scope)
            case syntax.Try(body=body, error=error, handler=handler):
                line = self._open(statement, "branch", [], [], scope)
                self._add_all(body, scope.inside(line))
                if handler is not None:
                    self._branch(handler, [error] if error else [], [], scope)
                    self._add_all(handler, scope.inside(handler.span.line))
            case syntax.UnwindProtect(body=body, cleanup=cleanup):
                line = self._open(statement, "branch", [], [], scope)
                self._add_all(body, scope.inside(line))
                self._branch(cleanup, [], [], scope)
                self._add_all(cleanup, scope.inside(line))
            case syntax.Spmd(body=body):
                self._add_all(body, scope)
            case _:
                self._add_plain(statement, scope)

    def _add_if(self, statement: syntax.If, scope: _Scope) -> None:
        first, *others = statement.branches
        line = self._open(statement, "branch", [], [first.condition], scope)
        self._add_all(first.body, scope.inside(line))
        for branch in others:
            self._branch(branch, [], [branch.condition], scope)
            line = branch.span.line
            self._add_all(branch.body, scope.inside(line))
        if statement.otherwise is not None:
            self._branch(statement.otherwise, [], [], scope)
            self._add_all(statement.otherwise, scope.inside(line, arm=1))

    def _add_switch(self, statement: syntax.Switch, scope: _Scope) -> None:
        line = self._open(statement, "branch", [], [statement.value], scope)
        for case in statement.cases:
            self._branch(case, [], [case.value], scope)
            line = case.span.line
            self._add_all(case.body, scope.inside(line))
        if statement.otherwise is not None:
            self._branch(statement.otherwise, [], [], scope)
            self._add_all(statement.otherwise, scope.inside(line, arm=1))

    def _add_plain(self, statement: syntax.Statement, scope: _Scope) -> None:
        kind: Kind = "plain"
        if isinstance(statement, syntax.Jump):
            kind = "return" if statement.word == "return" else "leave"
        stores, reads = stored_names(statement), read_names(statement)
        self._add_line(statement, statement.span.end_line, kind, stores, reads, scope)

    def _open(
        self,
        statement: syntax.Statement,
        kind: Kind,
        targets: Sequence[Expression],
        conditions: Sequence[Expression],
        scope: _Scope,
    ) -> int:
        """Add the line that opens a block; return it."""
        self._add_line(statement, statement.span.end_line, kind, *_names(targets, conditions), scope)
        return statement.span.line

    def _branch(
        self, part: Node, targets: Sequence[Expression], conditions: Sequence[Expression], scope: _Scope
    ) -> None:
        """Add a line that divides a block, such as ``else``."""
        last = max((condition.span.end_line for condition in conditions), default=part.span.line)
        self._add_line(part, last, "branch", *_names(targets, conditions), scope)

    def _add_line(
        self, part: Node, last: int, kind: Kind, stores: Sequence[str], reads: Sequence[str], scope: _Scope
    ) -> None:
        if STORE_ANY.intersection(reads) - self._file.variables:
            stores = [name for name in self._any_name if name not in STORE_ANY]
        self._put(Statement(part.span.line, last, scope.function, kind, tuple(stores), tuple(reads)), scope)

    def _put(self, new: Statement, scope: _Scope) -> None:
        """Add a statement to those that start on its line."""
        old = self.source.statements.get(new.line)
        if old is None:
            new = replace(new, within=scope.within)
            if new.kind != "function":
                self.source.arms[new.line] = scope.arm
        else:
            stores, reads = (tuple(dict.fromkeys(a + b)) for a, b in ((old.stores, new.stores), (old.reads, new.reads)))
            kind = old.kind if old.kind != "plain" else new.kind
            new = replace(old, last=max(old.last, new.last), kind=kind, stores=stores, reads=reads)
        self.source.statements[new.line] = new

    @property
    def _any_name(self) -> Iterable[str]:
        """All names of the file, in the order of the source."""
        names: list[str] = []
        for node in self._file.walk():
            if isinstance(node, syntax.Function):
                names += node.outputs
            elif isinstance(node, (syntax.Name, syntax.Handle, syntax.Parameter)):
                names.append(node.name)
        return dict.fromkeys(name for name in names if name != "~")

    def _find_indices(self) -> None:
        """Find the names that stand in an index: alone, or with something else."""
        for node in self._file.walk():
            match node:
                case (
                    syntax.Call(function=target, arguments=indices) | syntax.CellIndex(value=target, arguments=indices)
                ):
                    if base_name(target) in self._file.variables:
                        self._add_indices(indices)

    def _add_indices(self, indices: Sequence[Expression]) -> None:
        for index in indices:
            if isinstance(index, syntax.Name):
                self.source.plain.add(index.name)
            elif not any(isinstance(node, (syntax.Call, syntax.CellIndex)) for node in walk(index)):
                self.source.reckoned.update(read_names(index))


def _names(targets: Sequence[Expression], conditions: Sequence[Expression]) -> tuple[list[str], list[str]]:
    """Return what the head of a block stores and reads."""
    stores = [name for target in targets if (name := base_name(target))]
    stores += [name for condition in conditions for name in stored_names(condition)]
    return stores, list(dict.fromkeys(name for condition in conditions for name in read_names(condition)))
