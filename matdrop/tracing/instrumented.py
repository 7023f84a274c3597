"""Instrumented copies of MATLAB sources: code that behaves as the original does, and records what it stores."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile
from matdrop.source.matlab_names import STORE_ANY, base_name, read_names, stored_names
from matdrop.source.matlab_syntax import Block as Body
from matdrop.source.matlab_syntax import Expression, Node, walk
from matdrop.source.matlab_text import decoded
from matdrop.tracing import snippets
from matdrop.tracing.recording import EventKind, Span, Statement
from matdrop.tracing.runs import INSPECTING, passes, stores_number
from matdrop.tracing.sites import Block, BlockKind, Site, SiteKind, Sites, Truth
from matdrop.tracing.snippets import Stored

_CLEARED_BY_NAME = re.compile(r"(?!all$|variables$|functions?$|global$|classes$|import$|java$|mex$)[A-Za-z]\w*")
_LOOPS = (syntax.For, syntax.While, syntax.DoUntil)


@dataclass(frozen=True)
class _Scope:
    """Where a statement stands: its block, the conditions and loops around it, the loop that a ``break`` leaves."""

    block: Block
    function: str
    around: tuple[int, ...] = ()
    loop: Block | None = None
    within_try: bool = False


class _RefusedError(Exception):
    """A function cannot be instrumented; says why and in which line."""


def instrumented(
    path: Path,
    file: MatlabFile,
    sites: Sites,
    small: int = 256,
    within_parfor: bool = True,
    windowed: bool = False,
    recorded: Set[str] | None = None,
) -> bytes:
    r"""Return a copy of a source that records what its statements store.

    Parameters
    ----------
    path : Path
        Where the original stands.
    file : MatlabFile
        The original.
    sites : Sites
        What earlier files of the recording have; what this one has is added.
    small : int
        Real arrays with at most so many elements are kept at once.
    within_parfor : bool
        Whether the engine lets the body of a ``parfor`` be instrumented, as GNU Octave does.
    windowed : bool
        Whether windows are recorded, which end with their loops.
    recorded : set of str, optional
        The functions whose calls are recorded, if statements between such calls are to be recorded together.

    Returns
    -------
    bytes
        The copy; each statement stands in the line where it stands in the original. What cannot be instrumented
        stays as it is, and `sites` says so.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> sites = Sites()
    >>> copy = instrumented(Path("f.m"), parse("function y = f(x)\ny = 2 * x;\n"), sites)
    >>> copy.decode().splitlines()[1][:50]
    'y = 2 * x;if matdrop_r1,if numel(y)<=256,matdrop_i'
    >>> [statement.stores for statement in sites.statements]
    [('y',), ()]
    """
    top = [part for part in file.parts if isinstance(part, syntax.NotUnderstood)]
    if file.classes or (top and not file.declares_script):
        place = top[0].span.line if top else 1
        sites.refuse("a class is not instrumented" if file.classes else "this is not understood", path, place)
        return file.source
    if file.declares_script and "echo" in file.names:
        sites.refuse("echo shows each statement, so the script is not instrumented", path, 1)
        return file.source
    writer = _Writer(path, file, sites, small, within_parfor, windowed, recorded)
    writer.add_file()
    return writer.copy()


@dataclass(frozen=True)
class _Waiting:
    """Values that are stored by a statement and recorded together with those of the statements behind it."""

    statement: syntax.Statement
    number: int
    values: tuple[Stored, ...]  # a variable or a field of one each


class _Writer:
    """Writes the copy of a file."""

    def __init__(
        self,
        path: Path,
        file: MatlabFile,
        sites: Sites,
        small: int,
        within_parfor: bool,
        windowed: bool,
        recorded: Set[str] | None,
    ) -> None:
        self._path, self._file, self._sites, self._windowed = path, file, sites, windowed
        # What two functions share may be changed where a call is not seen.
        is_nested = any(function.functions for function in file.functions)
        self._recorded = None if is_nested else recorded
        self._shared = {
            name for node in file.walk() if isinstance(node, syntax.Declaration) for name in stored_names(node)
        }
        self._waiting: list[_Waiting] = []
        self._within_parfor = within_parfor
        self._small = small if snippets.CALLED.isdisjoint(file.variables) else -1
        self._text = file.source.decode("latin-1")
        self._lines = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", self._text))]
        self._edits: list[tuple[int, int, str]] = []  # from where to where what is put
        self._blocks: list[Block] = []  # of the outermost function that is being written
        self._outputs: dict[int, tuple[str, ...]] = {}  # of functions, by the numbers of their blocks
        # What is put around looks at all variables: with all blocks of the function, which are not known at once.
        self._hidden: list[tuple[list[Block], list[str]]] = []

    def copy(self) -> bytes:
        """Return the source with all edits."""
        around = [snippets.hidden(*hidden) for hidden in self._hidden]
        text = self._edited(0, len(self._text), self._edits)
        return re.sub("\0(\\d+) ([01])\0", lambda mark: around[int(mark[1])][int(mark[2])], text).encode("latin-1")

    def _edited(self, start: int, end: int, edits: Sequence[tuple[int, int, str]]) -> str:
        pieces, at = [], start
        for first, last, text in sorted(edits, key=lambda edit: edit[0]):
            if start <= first and last <= end:
                pieces += [self._text[at:first], text]
                at = last
        return "".join([*pieces, self._text[at:end]])

    def _insert(self, offset: int, text: str) -> None:
        self._edits.append((offset, offset, text))

    # -- files and functions

    def add_file(self) -> None:
        """Instrument all functions of the file, or the script."""
        self._edits += self._file_names()
        if self._file.declares_script and self._file.statements:
            self._add_script()
        for function in self._file.functions:
            self._attempt(functools.partial(self._add_function, function, None))

    def _attempt(self, add: Callable[[], None]) -> None:
        """Instrument a function, or leave it as it is."""
        edits, sites = len(self._edits), self._sites
        numbers = len(sites.statements), len(sites.blocks), len(sites.sites)
        self._blocks = []
        try:
            add()
        except _RefusedError as refusal:
            del self._edits[edits:]
            del sites.statements[numbers[0] :], sites.blocks[numbers[1] :], sites.sites[numbers[2] :]
            self._waiting = []
            sites.together = {site for site in sites.together if site <= numbers[2]}
            sites.refuse(refusal.args[0], self._path, refusal.args[1])

    def _add_script(self) -> None:
        def add() -> None:
            block = self._add_block("function", None)
            self._sites.names[block.number] = self._path.stem
            first = self._file.statements[0].span.start
            at = len(self._edits)
            self._add_all(self._file.statements, _Scope(block, self._path.stem))
            self._edits.insert(at, (first, first, self._entry(block)))

        self._attempt(add)

    def _add_function(self, function: syntax.Function, outer: Block | None) -> None:
        block = self._add_block("function", outer)
        self._sites.names[block.number] = function.name
        self._outputs[block.number] = function.outputs
        scope = _Scope(block, function.name)
        head = function.head_end
        statements = [statement for statement in function.body.statements if statement.span.start >= head]
        at = len(self._edits)
        for inner in function.functions:
            self._add_function(inner, block)
        scope = self._add_all(statements, scope)
        self._add_return(function, scope)
        inputs = self._inputs(function, block)
        # A nested function shares the global variables of the one around it: to declare them again is an error.
        self._edits.insert(at, (head, head, "," + self._entry(block, outer is None) + inputs))

    def _entry(self, block: Block, declares: bool = True) -> str:
        number = f"matdrop_a{block.number}={snippets.SCALE}*matdrop_c{block.number};"
        site = self._add_site("block", -1, "", block)
        return (snippets.globals_of(self._blocks) if declares else "") + snippets.entered(block, site, number)

    def _inputs(self, function: syntax.Function, block: Block) -> str:
        code = ""
        for place, parameter in enumerate(function.parameters, 1):
            if parameter.name == "varargin":
                code += self._stored(block, -1, "varargin", "input")
            elif parameter.name != "~":
                code += f"if nargin>={place},{self._stored(block, -1, parameter.name, 'input')}end,"
        return snippets.where_recorded(block, code) if code else ""

    def _add_return(self, function: syntax.Function, scope: _Scope) -> None:
        """Record the outputs where the function ends without a ``return``."""
        body = function.body
        last = body.statements[-1] if body.statements else None
        if last is None or (isinstance(last, syntax.Jump) and last.word == "return"):
            return
        end = body.span.end if function.has_end else _behind(last)
        number = self._add_statement(self._place(end, function.span.end), scope, [], function.outputs)
        separator = "" if function.has_end else ";"
        self._insert(end, separator + self._returned(number, scope.block))

    def _returned(self, number: int, block: Block) -> str:
        names = [name for name in self._outputs.get(block.function, ()) if name != "~"]
        code = snippets.event(block, self._add_site("return", number, "", block))
        for name in names:
            code += f"if exist('{name}','var')==1,{self._stored(block, number, name, 'return')}end,"
        return snippets.where_recorded(block, code)

    # -- statements

    def _add_all(self, statements: Sequence[syntax.Statement], scope: _Scope) -> _Scope:
        """Instrument the statements of a block; return where its end stands."""
        for k, statement in enumerate(statements):
            self._add(statement, scope)
            if k + 1 < len(statements) and (scope.within_try or _may_leave(statement)):
                # What follows is executed less often than what stands before: it is counted by itself.
                block = self._add_block("branch", scope.block)
                scope = replace(scope, block=block)
                self._insert(_behind(statement), ";" + self._entered(block))
        self._record_waiting(scope)
        return scope

    def _add(self, statement: syntax.Statement, scope: _Scope) -> None:
        passed = self._recorded is not None and passes(statement, self._recorded) and not scope.within_try
        if not passed:
            self._record_waiting(scope)
        match statement:
            case syntax.If(branches=branches, otherwise=otherwise):
                heads = [(branch, branch.condition, branch.body) for branch in branches]
                self._add_chain(statement, heads, otherwise, "else", [], scope)
            case syntax.Switch(value=value, cases=cases, otherwise=otherwise):
                cased = [(case, case.value, case.body) for case in cases]
                if cased:
                    self._add_chain(statement, cased, otherwise, "otherwise", [value], scope)
            case syntax.For(is_parallel=True) if not self._within_parfor:
                self._sites.refuse("the body of a parfor is not recorded", self._path, _line(statement))
                self._add_parallel(statement, scope)
            case syntax.For():
                self._add_for(statement, scope)
            case syntax.While() | syntax.DoUntil():
                self._add_while(statement, scope)
            case syntax.Try() | syntax.UnwindProtect():
                self._add_try(statement, scope)
            case syntax.Jump():
                self._add_jump(statement, scope)
            case syntax.NotUnderstood():
                raise _RefusedError("this is not understood, so its function is not instrumented", statement.span.line)
            case _:
                self._add_plain(statement, scope)
        if not passed:
            self._record_waiting(scope)

    def _add_plain(self, statement: syntax.Statement, scope: _Scope) -> None:
        """Record what a statement without blocks stores."""
        span = self._place(statement.span.start, statement.span.end)
        names = _paths(statement) or self._unknown(statement)
        number = self._add_statement(span, scope, names, read_names(statement))
        if _inspects(statement):
            self._hide(statement, scope)
        if not _paths(statement):
            kept = (f"if exist('{name}','var')==1,{self._stored(scope.block, number, name)}end," for name in names)
            self._record(statement, scope.block, "".join(kept))
        else:
            self._record_later(statement, number, names, scope)

    def _record(self, statement: syntax.Statement, block: Block, code: str) -> None:
        """Add code behind a statement, for where it is recorded."""
        if code:
            self._insert(_behind(statement), _separator(statement) + snippets.where_recorded(block, code))

    def _record_later(self, statement: syntax.Statement, number: int, names: Sequence[str], scope: _Scope) -> None:
        """Let what a statement stores wait for the statements behind it, if it may."""
        stored = {_base(name) for name in names}
        if any(not stored.isdisjoint(_base(value.code) for value in waiting.values) for waiting in self._waiting):
            self._record_waiting(scope)
        is_number = stores_number(statement, self._file.variables)
        self._waiting.append(_Waiting(statement, number, tuple(Stored(name, is_number) for name in names)))
        if not stored.isdisjoint(self._shared):
            self._record_waiting(scope)

    def _record_waiting(self, scope: _Scope) -> None:
        """Record all that waits, behind the last statement that has stored some of it."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        values = [(part.number, value) for part in waiting for value in part.values]
        sites = [self._add_site("store", number, value.code, scope.block) for number, value in values]
        if len(waiting) > 1:
            self._sites.together.add(sites[0])
        code = snippets.stored(scope.block, sites[0], [value for _, value in values], self._small)
        self._record(waiting[-1].statement, scope.block, code)

    def _unknown(self, statement: syntax.Statement) -> list[str]:
        """Return the variables that a statement such as ``load`` may store: those that nothing else stores."""
        if STORE_ANY.isdisjoint(read_names(statement)):
            return []
        words = {word for node in walk(statement) if isinstance(node, syntax.Text) for word in _words(node.value)}
        known = self._file.variables
        read = [name for part in self._file.parts for name in read_names(part)]
        found = [name for name in read if name not in known and name not in STORE_ANY]
        return list(dict.fromkeys([*found, *sorted(words & known)]))

    def _hide(self, statement: syntax.Statement, scope: _Scope) -> None:
        """Clear what was added before a statement that looks at all variables, and restore it behind."""
        if scope.within_try:
            raise _RefusedError(
                "a look at all variables within try, so its function is not instrumented", _line(statement)
            )
        blocks = [self._sites.blocks[n - 1] for n in self._sites.around(scope.block)]
        kept = [f"matdrop_a{scope.block.function}"]
        for block in blocks:
            kept.append(f"matdrop_r{block.number}")
            kept += [f"matdrop_k{block.number}"] if block.kind in ("loop", "repeat") else []
            kept += (
                [f"matdrop_f{block.number}"] if len(block.chain) == 2 and block.loops[-1:] == (block.number,) else []
            )
        mark = len(self._hidden)
        self._hidden.append((self._blocks, kept))
        self._insert(statement.span.start, f"\0{mark} 0\0")
        self._insert(_behind(statement), _separator(statement) + f"\0{mark} 1\0")

    # -- statements with blocks

    def _add_chain(
        self,
        statement: syntax.If | syntax.Switch,
        heads: Sequence[tuple[Node, Expression, Body]],
        otherwise: Body | None,
        word: str,
        value: Sequence[Node],
        scope: _Scope,
    ) -> None:
        """Record which of several alternatives is taken."""
        blocks = [self._add_block("branch", scope.block) for _ in range(len(heads) + 1)]
        chain = [block.number for block in blocks]
        truths: list[Truth] = []
        stores: list[tuple[int, str]] = []  # by assignments within conditions
        around = scope.around
        for place, ((head, condition, body), block) in enumerate(zip(heads, blocks, strict=False)):
            start = statement.span.start if place == 0 else head.span.start
            nested = [name for part in (*value, condition) for name in stored_names(part)]
            reads = [name for part in (*value, condition) for name in read_names(part)]
            self._refuse_inspection([*value, condition])
            span = self._place(start, condition.span.end)
            number = self._add_statement(span, replace(scope, around=around), nested, reads, chain[place:])
            around = (*around, number)
            stores += [(number, name) for name in nested]
            block.chain, block.truths = chain, [*truths, Truth(number, True, place)]
            truths.append(Truth(number, False, place))
            inner = replace(scope, block=block, around=around)
            code = self._entered(block, scope.block.loops) + self._stores(block, stores)
            self._insert(body.span.start, "," + code)
            self._add_all(body.statements, inner)
        last = blocks[-1]
        last.chain, last.truths = chain, truths
        code = self._entered(last, scope.block.loops) + self._stores(last, stores)
        if otherwise is None:
            self._insert(heads[-1][2].span.end, f" {word},{code}")
        else:
            self._insert(otherwise.span.start, "," + code)
            self._add_all(otherwise.statements, replace(scope, block=last, around=around))

    def _stores(self, block: Block, stores: Sequence[tuple[int, str]]) -> str:
        code = "".join(self._stored(block, number, name) for number, name in stores)
        return snippets.where_recorded(block, code) if code else ""

    def _refuse_inspection(self, parts: Sequence[Node]) -> None:
        for part in parts:
            if _inspects(part):
                raise _RefusedError(
                    "a look at all variables in a condition, so its function is not instrumented", _line(part)
                )

    def _add_for(self, statement: syntax.For, scope: _Scope) -> None:
        values, variable = statement.values, statement.variable
        self._refuse_inspection([values])
        block = self._add_block("loop", scope.block)
        name = base_name(variable)
        is_plain = isinstance(variable, syntax.Name)
        reads = [*read_names(values), *([] if is_plain else read_names(variable))]
        end = max(values.span.end, variable.span.end)
        span = self._place(statement.span.start, end)
        number = self._add_statement(span, scope, [name] if name else [], reads, [block.number])
        before = snippets.prepared(block)
        if is_plain and not isinstance(values, syntax.Colon):
            # The loop goes over a variable that holds the values, so that these are computed only once.
            moved = self._moved(values)
            taken = f"matdrop_x{block.number}"
            kept = self._stored(scope.block, number, "", "iterable", taken)
            before += f"{taken}={moved};" + snippets.where_recorded(scope.block, kept)
            self._edits.append((values.span.start, values.span.end, taken))
        self._insert(statement.span.start, before)
        entry = self._add_site("block", -1, "", block)
        if name and is_plain and isinstance(values, syntax.Range):  # such a variable is a real number
            self._add_site("store", number, name, block, scope.block.loops)
            entered = snippets.entered(block, entry, variable=name)
        else:
            kept = self._stored(block, number, name, loops=scope.block.loops) if name else ""
            entered = snippets.entered(block, entry, values=kept)
        self._insert(statement.body.span.start, "," + entered)
        inner = replace(scope, block=block, around=(*scope.around, number), loop=None)
        self._add_all(statement.body.statements, inner)
        self._finish(statement, block)

    def _add_parallel(self, statement: syntax.For, scope: _Scope) -> None:
        """Record what is left behind a ``parfor``, within which MATLAB allows no global variables."""
        names = [name for name in stored_names(statement) if name != base_name(statement.variable)]
        span = self._place(statement.span.start, statement.values.span.end)
        number = self._add_statement(span, scope, names, read_names(statement))
        code = "".join(f"if exist('{name}','var')==1,{self._stored(scope.block, number, name)}end," for name in names)
        self._insert(statement.span.end, ";" + snippets.where_recorded(scope.block, code))

    def _moved(self, node: Node) -> str:
        """Return the code of a node with its edits, which are made there."""
        start, end = node.span.start, node.span.end
        inside = [edit for edit in self._edits if start <= edit[0] and edit[1] <= end]
        self._edits = [edit for edit in self._edits if edit not in inside]
        return self._edited(start, end, inside)

    def _add_while(self, statement: syntax.While | syntax.DoUntil, scope: _Scope) -> None:
        """Record the truth values of a loop's condition: by each entry into its body, and by its end."""
        self._refuse_inspection([statement.condition])
        repeats = isinstance(statement, syntax.DoUntil)
        block = self._add_block("repeat" if repeats else "loop", scope.block)
        leaving = self._add_block("branch", scope.block)
        chain = [block.number, leaving.number]
        nested = stored_names(statement.condition)
        head = statement.condition.span
        span = self._place(head.start if repeats else statement.span.start, head.end)
        counters = [block.number] if repeats else chain
        number = self._add_statement(span, scope, nested, read_names(statement.condition), counters)
        block.chain = leaving.chain = chain
        block.truths, leaving.truths = [Truth(number, not repeats, 0)], [Truth(number, repeats, 0)]
        stores = [(number, name) for name in nested]
        flag = f"matdrop_f{block.number}"
        self._insert(statement.span.start, f"{snippets.prepared(block)}{flag}=true;")
        loops = scope.block.loops
        entered = self._entered(block, loops)
        if not repeats:
            entered += self._stores(block, stores)
        self._insert(statement.body.span.start, "," + entered)
        inner = replace(scope, block=block, around=(*scope.around, number), loop=block)
        self._add_all(statement.body.statements, inner)
        left = self._entered(leaving, loops) + self._stores(leaving, stores)
        self._insert(statement.span.end, f";if {flag},{left}end;")
        self._finish(statement, block)

    def _finish(self, statement: syntax.Statement, block: Block) -> None:
        """End the window of a loop with the loop."""
        if self._windowed:
            self._insert(statement.span.end, ";" + snippets.finished(block))

    def _add_try(self, statement: syntax.Try | syntax.UnwindProtect, scope: _Scope) -> None:
        block = self._add_block("branch", scope.block)
        self._insert(statement.body.span.start, "," + self._entered(block))
        is_try = isinstance(statement, syntax.Try)
        self._add_all(statement.body.statements, replace(scope, block=block, within_try=True))
        body = statement.handler if isinstance(statement, syntax.Try) else statement.cleanup
        if body is None:
            return
        block = self._add_block("branch", scope.block)
        code = self._entered(block)
        if is_try and statement.error is not None:  # type: ignore[union-attr]
            error = statement.error  # type: ignore[union-attr]
            number = self._add_statement(self._place(error.span.start, error.span.end), scope, [error.name], [])
            code += snippets.where_recorded(block, self._stored(block, number, error.name))
        self._insert(body.span.start, "," + code)
        self._add_all(body.statements, replace(scope, block=block))

    def _add_jump(self, statement: syntax.Jump, scope: _Scope) -> None:
        outputs = self._outputs.get(scope.block.function, ()) if statement.word == "return" else ()
        span = self._place(statement.span.start, statement.span.end)
        number = self._add_statement(span, scope, [], outputs)
        if statement.word == "return":
            self._insert(statement.span.start, self._returned(number, scope.block))
        elif statement.word == "break" and scope.loop is not None:
            self._insert(statement.span.start, f"matdrop_f{scope.loop.number}=false;")

    # -- numbers

    def _add_block(self, kind: BlockKind, parent: Block | None) -> Block:
        block = self._sites.add_block(kind, parent)
        self._blocks.append(block)
        return block

    def _entered(self, block: Block, loops: tuple[int, ...] | None = None) -> str:
        return snippets.entered(block, self._add_site("block", -1, "", block, loops))

    def _stored(
        self,
        block: Block,
        number: int,
        name: str,
        kind: EventKind = "store",
        code: str = "",
        loops: tuple[int, ...] | None = None,
    ) -> str:
        site = self._add_site(kind, number, name, block, loops)
        return snippets.stored(block, site, [Stored(code or name)], self._small)

    def _add_site(
        self,
        kind: SiteKind,
        number: int,
        name: str,
        block: Block,
        loops: tuple[int, ...] | None = None,
    ) -> int:
        around = block.loops if loops is None else loops
        return self._sites.add_site(Site(kind, number, name, block.number, around))

    def _add_statement(
        self,
        place: tuple[int, int, int, int],
        scope: _Scope,
        stores: Sequence[str],
        reads: Sequence[str],
        counters: Sequence[int] = (),
    ) -> int:
        number = len(self._sites.statements)
        span = Span(self._path, *place)
        statement = Statement(number, span, scope.function, tuple(stores), tuple(dict.fromkeys(reads)), scope.around)
        self._sites.statements.append(statement)
        self._sites.counters[number] = list(counters) or [scope.block.number]
        return number

    def _place(self, start: int, end: int) -> tuple[int, int, int, int]:
        """Return the line and the column of two offsets; a column counts characters."""
        places: list[int] = []
        for offset in (start, end):
            line = bisect_right(self._lines, offset)
            places += [line, len(decoded(self._text[self._lines[line - 1] : offset])) + 1]
        return places[0], places[1], places[2], places[3]

    # -- names of files

    def _file_names(self) -> Iterator[tuple[int, int, str]]:
        """Put the name and the folder of the original in place of calls of ``mfilename``."""
        if "mfilename" not in self._file.names or "mfilename" in self._file.variables:
            return
        full = self._path.with_suffix("")
        values = {"": self._path.stem, "fullpath": str(full), "fullpathext": str(self._path)}
        done: set[int] = set()
        for node in self._file.walk():
            if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name):
                arguments = node.arguments
                plain = all(isinstance(argument, syntax.Text) for argument in arguments) and len(arguments) <= 1
                name, asked = node.function, arguments[0].value if plain and arguments else ""  # type: ignore[union-attr]
            elif isinstance(node, syntax.Name):
                name, plain, asked = node, True, ""
            else:
                continue
            if name.name != "mfilename" or name.span.start in done:
                continue
            done.add(name.span.start)
            if plain and asked in values:
                quoted = values[asked].replace("'", "''").encode().decode("latin-1")
                yield node.span.start, node.span.end, f"'{quoted}'"


def _behind(statement: syntax.Statement) -> int:
    """Return the offset behind a statement and the sign that ends it."""
    if isinstance(statement, _TERMINATED):
        return statement.after
    return statement.span.end


def _separator(statement: syntax.Statement) -> str:
    """Return what must stand between a statement and the next one, so that it prints as before."""
    if isinstance(statement, _TERMINATED):
        return "," if statement.after == statement.span.end else ""
    return ";"


def _line(node: Node) -> int:
    return node.span.line


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]\w*", text)


def _paths(statement: syntax.Statement) -> list[str]:
    """Return what a statement without blocks stores: variables, and ``s.a`` where one field is stored."""
    names = stored_names(statement)
    if isinstance(statement, syntax.Assignment) and statement.targets[0].span.start == statement.span.start:
        path = _path(statement.targets[0])  # without brackets: ``[s.a] = deal(0)`` stores in many structs
        base = base_name(statement.targets[0])
        names = [path if name == base and path else name for name in names]
    return names


def _base(path: str) -> str:
    """Return the variable of ``s.a``."""
    return path.partition(".")[0]


def _path(target: Expression) -> str:
    """Return the variable, or the field, that an assignment changes: ``s.a`` for ``s.a(3)``, ``s`` for ``s(3).a``."""
    if isinstance(target, syntax.Name):
        return target.name
    if isinstance(target, (syntax.Field, syntax.Call, syntax.CellIndex, syntax.DynamicField)):
        inner = target.function if isinstance(target, syntax.Call) else target.value
        whole = _path(inner)
        return f"{whole}.{target.name}" if isinstance(target, syntax.Field) and _is_chain(inner) else whole
    return ""


def _is_chain(target: Expression) -> bool:
    """Whether a target is a variable or a field of a field."""
    return isinstance(target, syntax.Name) or (isinstance(target, syntax.Field) and _is_chain(target.value))


def _may_leave(statement: Node, within_loop: bool = False) -> bool:
    """Whether a statement may leave the block it stands in."""
    if isinstance(statement, syntax.Jump):
        return statement.word == "return" or not within_loop
    if isinstance(statement, _SIMPLE):
        return False
    inside = within_loop or isinstance(statement, _LOOPS)
    return any(_may_leave(child, inside) for child in syntax.children(statement))


def _inspects(part: Node) -> bool:
    """Whether a statement or an expression shows, saves or clears variables that it does not name."""
    if isinstance(part, syntax.Command) and part.name == "clear" and all(map(_CLEARED_BY_NAME.fullmatch, part.words)):
        return False
    names = set(read_names(part))
    if not names.isdisjoint(STORE_ANY):
        names |= {word for node in walk(part) if isinstance(node, syntax.Text) for word in _words(node.value)}
    return not names.isdisjoint(INSPECTING)


_TERMINATED = (syntax.ExpressionStatement, syntax.Assignment, syntax.Command)
_SIMPLE = (*_TERMINATED, syntax.Declaration)
