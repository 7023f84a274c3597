"""Running an original on its cases, and observing the values of its expressions and variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.engines.session import Session
from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile
from matdrop.source.matlab_names import base_name, takes_list
from matdrop.source.matlab_syntax import Expression, Node
from matdrop.source.original import sources_of
from matdrop.source.search_path import functions_in, packages_of
from matdrop.tracing.copies import CopyFolder, called_files, write_copies
from matdrop.translate.facts import Facts, Kind, Sighting, common_kind
from matdrop.translate.inlined import inlined
from matdrop.translate.loaded import candidates, is_load
from matdrop.verification.returned_functions import calling, holds_function

# What a copy calls. In a loop most of the time goes into the first two, so they are short and do little: of a place
# that is reached often only some values are looked at. Only functions that are built in are called: files of the
# original may have the names of others.
EVERY = 53
OBSERVERS = {
    "matdrop_seen": r"""function varargout = matdrop_seen(id, varargin)
% Return the value of an expression as it is; look at it, but for those that `left` counts down.
persistent left times
varargout = varargin;
if nargin == 2 && numel(left) >= id && left(id) > 1
  left(id) = left(id) - 1;
  return
end
matdrop_note(id, '', varargin{:});
if numel(left) < id, left(id) = 0; times(id) = 0; end
times(id) = times(id) + 1;
if times(id) >= 100, left(id) = MATDROP_EVERY; end
end
""",
    "matdrop_part": r"""function matdrop_part(id, value)
% Look at a variable a part of which is stored: before it is, and, with a negative number, after it was.
persistent times sizes
grown = '';
if id < 0
  id = -id;
  if numel(sizes) < id - 1 || numel(sizes{id - 1}) ~= ndims(value) || any(sizes{id - 1} ~= size(value))
    grown = 'grown ';
  end
  sizes{id - 1} = [];
else
  sizes{id} = size(value);
end
if numel(times) < id, times(id) = 0; end
times(id) = times(id) + 1;
if times(id) <= 100 || ~mod(times(id), MATDROP_EVERY) || ~isempty(grown), matdrop_note(id, grown, value); end
end
""",
    "matdrop_note": r"""function matdrop_note(id, flags, varargin)
% Write what a value is into a file, each form once; of several values that they are.
persistent counts seen file
if isempty(file), file = fopen('MATDROP_FILE', 'a'); end
if numel(varargin) ~= 1, fprintf(file, '%d\tlist\n', id); fflush(file); return, end
value = varargin{1};
text = '-';
if numel(counts) < id, counts(id) = 0; seen{id} = {}; end
counts(id) = counts(id) + 1;
if isnumeric(value) || islogical(value)
  if ~isreal(value), flags = [flags 'complex ']; end
  if issparse(value), flags = [flags 'sparse ']; end
  some = double(real(value(:)));
  if all(some == fix(some)) && all(isfinite(some)), flags = [flags 'whole ']; end
  if any(abs(some) >= 2^31), flags = [flags 'large ']; end
  if any(some == 0)
    flags = [flags 'zero '];
    if any(1 ./ some(some == 0) < 0), flags = [flags 'minuszero ']; end
  end
  if any(some < 0), flags = [flags 'negative ']; end
  if any(isnan(some)), flags = [flags 'nan ']; end
  if isfloat(value) && ~issparse(value) && numel(value) > 1 && numel(value) <= 1e4 && ndims(value) == 2 ...
      && size(value, 1) == size(value, 2) && (~all(isfinite(some)) ...
      || rcond(value) < (2 ^ -52) * (1 + (2 ^ 29 - 1) * isa(value, 'single')))
    flags = [flags 'singular '];
  end
  if numel(value) == 1 && counts(id) < 20, text = sprintf('%.17g', some); end
elseif ischar(value) && size(value, 1) <= 1 && numel(value) <= 60 && all(value >= 32)
  text = ['=' value];
elseif isstruct(value)
  text = sprintf('%s ', fieldnames(value){:});
elseif iscell(value)
  if iscellstr(value), flags = [flags 'texts ']; end
end
line = sprintf('%d\t%s\t%s\t%s\t%s\n', id, class(value), sprintf('%d ', size(value)), flags, text);
if any(strcmp(seen{id}, line)), return, end
seen{id}{end + 1} = line;
fputs(file, line);
fflush(file);
end
""",
}
ROUNDS = 4  # in which lists of values are found
# How much longer a copy may take than the original.
SLOWER = 6
# Functions whose arguments must stand as they are written.
_BY_NAME = frozenset(
    {"exist", "isvarname", "inputname", "isargout", "clear", "nargin", "nargout", "evalin", "assignin"}
)
# Methods of an inputParser: what stands before their parentheses is no value.
_METHODS = frozenset(
    {"addRequired", "addOptional", "addParameter", "addParamValue", "addSwitch", "parse", "isKey", "remove"}
)
Place = tuple[Path, int, int, str]
Variable = tuple[Path, str, str]  # a file, a function, a name


@dataclass
class Observation:
    """What was observed of an original on its cases.

    Attributes
    ----------
    files : tuple of Path
        The original and the files that it calls.
    facts : dict
        What was seen at each place: file, offsets, and which of the values there (``value`` of an expression,
        ``before`` and ``after`` of a variable that a statement stores, ``entry`` of a parameter).
    references : tuple of Reference
        What the copy of the original computed on each case.
    variables : dict
        The variables that are stored at places.
    has_calls : bool
        Whether functions that the original returns were called, too, with numbers and with arrays.
    """

    files: tuple[Path, ...]
    facts: dict[Place, Facts] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    variables: dict[Place, Variable] = field(default_factory=dict)
    has_calls: bool = False

    def at(self, file: Path, node: Node, role: str = "value") -> Facts:
        """Return what was seen at a node.

        Parameters
        ----------
        file : Path
            The file in which the node stands.
        node : Node
            An expression, or the target of an assignment.
        role : str
            Which of the values there.

        Returns
        -------
        Facts
            False as a truth value if it was not reached, or not observed.
        """
        return self.facts.get((file, node.span.start, node.span.end, role), Facts())


def merged(observations: Iterable[Observation]) -> Observation:
    """Return what several observations have seen together.

    Parameters
    ----------
    observations : iterable of Observation
        Of originals that may call each other's files.

    Returns
    -------
    Observation
        All facts at each place; the files in the order in which they come.
    """
    files: dict[Path, None] = {}
    facts: dict[Place, Facts] = {}
    for observation in observations:
        files |= dict.fromkeys(observation.files)
        for place, seen in observation.facts.items():
            facts.setdefault(place, Facts()).sightings.update(seen.sightings)
    return Observation(tuple(files), facts)


def observe(cases: Sequence[Case], session: Session) -> Observation:
    """Run an original on its cases in copies that write down what they see.

    Parameters
    ----------
    cases : sequence of Case
        Of one original.
    session : Session
        An engine.

    Returns
    -------
    Observation
        What was seen.

    Raises
    ------
    EngineUnavailableError
        If the engine is not found or does not start.
    MatdropError
        If a file cannot be read.
    """
    lists: set[Place] = set()
    for _ in range(ROUNDS):
        found, new = _observed(cases, session, True, lists)
        if not new:
            break
        lists |= new  # brackets and arguments take all values, the observer returns one
    if varying := _varying(found):
        again, _ = _observed(cases, session, True, lists, varying)
        if sum(r.error is None for r in again.references) == sum(r.error is None for r in found.references):
            found = again
    if any(reference.error is not None for reference in found.references):
        # An index that gives no value, or several, cannot be an argument of the observer.
        again, _ = _observed(cases, session, False, lists)
        if sum(r.error is None for r in again.references) > sum(r.error is None for r in found.references):
            return again
    if any(holds_function(value) for reference in found.references for value in reference.outputs.values()):
        called, _ = _observed(cases, session, True, lists, _varying(found), calls=True)
        if all(reference.error is None for reference in called.references):
            return replace(called, references=found.references, has_calls=True)
    return found


def _varying(found: Observation) -> frozenset[Variable]:
    """Return the variables that hold one thing here and another elsewhere, such as text and numbers."""
    kinds: dict[Variable, set[Kind]] = {}
    for place, facts in found.facts.items():
        if (variable := found.variables.get(place)) is not None:
            kinds.setdefault(variable, set()).add(facts.kind)
    return frozenset(variable for variable, held in kinds.items() if common_kind(held) == "any")


def _observed(
    cases: Sequence[Case],
    session: Session,
    bold: bool,
    lists: Set[Place],
    varying: Set[Variable] = frozenset(),
    calls: bool = False,
) -> tuple[Observation, set[Place]]:
    """Run copies of an original; return what was seen, and where there were several values besides `lists`.

    Of `varying` variables is observed, too, what they are where they are indexed. With `calls` functions that the
    original returns are called, too, on sample arguments.
    """
    pair = cases[0].pair
    files = list(dict.fromkeys([*called_files(pair), *_named_files(cases)]))
    places: list[Place] = []
    packages = {"containers", *(name for path in files for name in packages_of(path))}
    writers = {path: _Writer(path, inlined(path, files).file, places, bold, lists, varying, packages) for path in files}
    copies = {path: writer.copy() for path, writer in writers.items()}
    with session.folder_for_copies() as place:
        folder = write_copies(place / "copies", pair.search_path.home, copies)
        seen = place / "seen"
        seen.mkdir()
        for name, text in OBSERVERS.items():
            text = text.replace("MATDROP_FILE", str(seen / "matdrop_seen.txt")).replace("MATDROP_EVERY", str(EVERY))
            (seen / f"{name}.m").write_text(text)
        runs = [_of_copy(case, folder, seen) for case in cases]
        runs = [calling(case, seen) for case in runs] if calls else runs
        references = session.run(runs, timeout=SLOWER * session.timeout)
        found = seen / "matdrop_seen.txt"
        lines = found.read_text(encoding="utf-8", errors="replace").splitlines() if found.is_file() else []
    observation = Observation(tuple(files), references=tuple(references))
    for writer in writers.values():
        observation.variables.update(writer.variables)
    new: set[Place] = set()
    for line in lines:
        number, _, rest = line.partition("\t")
        if rest == "list":
            new.add(places[int(number) - 1])
        else:
            observation.facts.setdefault(places[int(number) - 1], Facts()).sightings.add(_sighting(rest))
    return observation, new


def _named_files(cases: Sequence[Case]) -> Iterator[Path]:
    """Return the files of functions that an argument of a case names, and those that they call."""
    pair = cases[0].pair
    nearby = functions_in(pair.original.parent)
    for argument in sorted({given.strip() for case in cases for given in case.args if isinstance(given, str)}):
        if argument[:1] in ("'", '"') and argument[1:-1] in nearby:
            yield from sources_of(nearby[argument[1:-1]], pair.path)


def _of_copy(case: Case, folder: CopyFolder, seen: Path) -> Case:
    """Return a case that runs the copy of its original, with the observer on the search path."""
    # A start-up script may have added a folder, and stand above what was copied.
    path = (*map(folder.copy_of, case.pair.search_path.folders), seen)
    return replace(case, pair=replace(case.pair, original=folder.copy_of(case.pair.original), path=path))


def _sighting(line: str) -> Sighting:
    """Read a line of the observer, behind the number of the place."""
    class_, size, flags, text = line.split("\t", 3)
    known = None if text == "-" else text.removeprefix("=")
    return Sighting(class_, tuple(map(int, size.split())), frozenset(flags.split()), known)


class _Writer:
    """Writes a copy of a source whose expressions and variables are observed."""

    def __init__(
        self,
        path: Path,
        file: MatlabFile,
        places: list[Place],
        bold: bool,
        lists: Set[Place],
        varying: Set[Variable],
        packages: Set[str],
    ) -> None:
        self._path, self._file, self._places, self._bold, self._lists = path, file, places, bold, lists
        self._varying, self._packages = varying, packages
        self._function_name = ""
        self._parameters: set[str] = set()  # those of the anonymous functions around
        self._unknown = candidates([node for part in file.statements for node in syntax.walk(part)], None)
        self.variables: dict[Place, Variable] = {}  # what is stored where
        self._edits: list[tuple[int, int, str]] = []  # offset, order among those at one offset, text

    def copy(self) -> bytes:
        """Return the source with the observer around its expressions."""
        for part in self._file.parts:
            if isinstance(part, syntax.Function):
                self._function(part)
            elif not isinstance(part, (syntax.ClassDefinition, syntax.NotUnderstood)):
                self._statement(part)
        source, at, pieces = self._file.source, 0, []
        for offset, _, text in sorted(self._edits):
            pieces += [source[at:offset], text.encode()]
            at = offset
        return b"".join([*pieces, source[at:]])

    def _id(self, node: Node, role: str) -> int:
        self._places.append((self._path, node.span.start, node.span.end, role))
        return len(self._places)

    def _stored_id(self, node: Node, role: str, name: str) -> int:
        """Return the number of a place at which a variable is stored."""
        number = self._id(node, role)
        self.variables[self._places[-1]] = (self._path, self._function_name, name)
        return number

    def _around(self, node: Expression) -> None:
        """Put the observer around an expression; of two that start at one place the longer is the outer one."""
        length = node.span.end - node.span.start
        before = self._file.source[node.span.start - 1 : node.span.start]
        space = " " if before.isalnum() else ""  # behind a keyword
        self._edits.append((node.span.start, 10**6 - length, f"{space}matdrop_seen({self._id(node, 'value')}, "))
        self._edits.append((node.span.end, length - 10**9, ")"))

    def _insert(self, offset: int, text: str) -> None:
        self._edits.append((offset, 10**7, text))

    # -- functions and statements

    def _function(self, function: syntax.Function) -> None:
        self._function_name = function.name
        self._unknown = candidates(syntax.walk(function.body), function)
        code = ""
        for place, parameter in enumerate(function.parameters, 1):
            if parameter.name not in ("~", "varargin"):
                number = self._stored_id(function, f"entry {parameter.name}", parameter.name)
                code += f"if nargin>={place},matdrop_seen({number},{parameter.name});end,"
        if function.parameters and function.parameters[-1].name == "varargin":
            code += f"matdrop_seen({self._id(function, 'entry varargin')},varargin);"
        if code:
            self._insert(function.head_end, "," + code)
        self._block(function.body)
        for inner in function.functions:
            self._function(inner)

    def _block(self, block: syntax.Block | None) -> None:
        for statement in block.statements if block else ():
            self._statement(statement)

    def _statement(self, statement: syntax.Statement) -> None:
        match statement:
            case syntax.Assignment():
                self._assignment(statement)
            case syntax.ExpressionStatement(value=value):
                self._parts(value)  # it may return nothing
                self._loaded(statement)
            case syntax.Command():
                self._loaded(statement)
            case syntax.Try(body=body, handler=handler):
                self._block(body)
                self._block(handler)
            case syntax.UnwindProtect(body=body, cleanup=cleanup):
                self._block(body)
                self._block(cleanup)
            case _:
                self._branches(statement)

    def _loaded(self, statement: syntax.ExpressionStatement | syntax.Command) -> None:
        """Observe the variables that a statement has read from a file."""
        for name in self._unknown if is_load(statement) else ():
            seen = f"matdrop_seen({self._stored_id(statement, f'loaded {name}', name)},{name});"
            end = "" if self._ends(statement) else ","
            self._insert(statement.after, f"{end}if exist('{name}','var')==1,{seen}end;")

    def _branches(self, statement: syntax.Statement) -> None:
        """Observe the conditions of branches and loops, and what is in them."""
        match statement:
            case syntax.If(branches=branches, otherwise=otherwise):
                for branch in branches:
                    self._condition(branch.condition)
                    self._block(branch.body)
                self._block(otherwise)
            case syntax.For(variable=variable, values=values, body=body):
                self._value(values)
                self._insert(body.span.start, f",matdrop_seen({self._id(variable, 'after')},{self._text(variable)});")
                self._block(body)
            case syntax.While(condition=condition, body=body):
                self._condition(condition)
                self._block(body)
            case syntax.DoUntil(condition=condition, body=body):
                self._value(condition)
                self._block(body)
            case syntax.Switch(value=value, cases=cases, otherwise=otherwise):
                self._value(value)
                for case in cases:
                    self._value(case.value)
                    self._block(case.body)
                self._block(otherwise)
            case _:
                pass

    def _condition(self, node: Expression) -> None:
        """Observe the sides of ``|`` and ``&`` alone: as arguments both would be run, which a condition does not do."""
        match node:
            case syntax.Parentheses(inner=inner):
                self._condition(inner)
            case syntax.Binary(operator="|" | "&", left=left, right=right):
                self._condition(left)
                self._condition(right)
            case _:
                self._value(node)

    def _assignment(self, statement: syntax.Assignment) -> None:
        value, targets = statement.value, statement.targets
        while isinstance(value, syntax.NestedAssignment):
            targets = (*targets, value.target)
            value = value.value
        if value is not None:
            several = len(statement.targets) > 1 or takes_list(self._file.source, statement)
            (self._parts if several or _is_list(value) else self._value)(value)
        for target in targets:
            self._parts_of_target(target)
            name = base_name(target)
            if name is None or name.startswith("~"):
                continue
            end = "" if self._ends(statement) else ","
            if isinstance(target, syntax.Name):
                seen = f"matdrop_seen({self._stored_id(target, 'after', name)},{name});"
                is_sure = len(statement.targets) == 1
                self._insert(statement.after, end + (seen if is_sure else f"if exist('{name}','var')==1,{seen}end;"))
                continue
            before, after = self._id(target, "before"), self._id(target, "after")
            exists = f"if exist('{name}','var')==1,"
            self._insert(statement.span.start, f"{exists}matdrop_part({before},{name});end,")
            self._inner_stores(target, statement)
            self._insert(statement.after, f"{end}{exists}matdrop_part(-{after},{name});end;")

    def _inner_stores(self, target: Expression, statement: syntax.Assignment) -> None:
        """Observe what an index or a field of a target is applied to, before and after."""
        inner = target
        while isinstance(inner, (syntax.Call, syntax.CellIndex, syntax.Field, syntax.DynamicField)):
            inner = inner.function if isinstance(inner, syntax.Call) else inner.value
            if isinstance(inner, syntax.Name) or "end" in self._text(inner):
                continue
            text = self._text(inner)
            before, after = self._id(inner, "before"), self._id(inner, "after")
            end = "" if self._ends(statement) else ","
            self._insert(statement.span.start, f"try,matdrop_part({before},{text});catch,end;")
            self._insert(statement.after, f"{end}try,matdrop_part(-{after},{text});catch,end;")

    def _ends(self, statement: syntax.Assignment | syntax.ExpressionStatement | syntax.Command) -> bool:
        return self._file.source[statement.after - 1 : statement.after] in (b";", b",")

    def _text(self, node: Node) -> str:
        return self._file.text_of(node)

    def _parts_of_target(self, target: Expression) -> None:
        """Observe the indices of a target."""
        match target:
            case syntax.Call(function=inner, arguments=arguments) | syntax.CellIndex(value=inner, arguments=arguments):
                self._parts_of_target(inner)
                for argument in arguments:
                    self._argument(argument)
            case syntax.Field(value=inner):
                self._parts_of_target(inner)
            case syntax.DynamicField(value=inner, name=name):
                self._parts_of_target(inner)
                self._value(name)
            case _:
                pass

    # -- expressions

    def _value(self, node: Expression) -> None:
        """Observe an expression that has exactly one value, and what is in it."""
        if isinstance(node, (syntax.Colon, syntax.End, syntax.Ignored, syntax.Metaclass, syntax.NestedAssignment)):
            return
        if isinstance(node, (syntax.Number, syntax.Text)):
            return
        self._around(node)
        self._parts(node)

    def _argument(self, node: Expression) -> None:
        """Observe an argument, or an element of a matrix, which may be a list of values."""
        is_known = (self._path, node.span.start, node.span.end, "value") in self._lists
        if is_known or _is_list(node) or (not self._bold and isinstance(node, (syntax.CellIndex, syntax.Field))):
            self._parts(node)
        else:
            self._value(node)

    def _parts(self, node: Expression) -> None:
        """Observe what an expression is made of."""
        match node:
            case syntax.Call():
                self._call_parts(node)
            case syntax.CellIndex(value=value, arguments=arguments):
                self._parts(value)
                self._arguments(arguments)
            case syntax.Field(value=value):
                self._parts(value)
            case syntax.DynamicField(value=value, name=name):
                self._parts(value)
                self._value(name)
            case syntax.Matrix(rows=rows) | syntax.Cell(rows=rows):
                for row in rows:
                    self._arguments(row)
            case syntax.Anonymous(parameters=parameters, body=body):
                around, self._parameters = self._parameters, self._parameters | set(parameters)
                (self._parts if isinstance(body, (syntax.Call, syntax.Name)) else self._value)(body)
                self._parameters = around
            case _:
                self._operands(node)

    def _call_parts(self, node: syntax.Call) -> None:
        """Observe the arguments of a call, and what is called if it is a value."""
        match node.function:
            case syntax.Name(name=name):
                arguments = () if name in _BY_NAME else node.arguments
                is_varying = (self._path, self._function_name, name) in self._varying
                if arguments and (is_varying or name in self._parameters):
                    self._around(node.function)
            case syntax.Field(name=name) if name in _METHODS or (name == "values" and _is_of_cells(node)):
                arguments = node.arguments
            case function:
                if base_name(function) not in self._packages:  # whose functions are no values
                    self._argument(function)
                arguments = node.arguments
        self._arguments(arguments)

    def _operands(self, node: Expression) -> None:
        """Observe the operands of an operator."""
        match node:
            case syntax.Binary(left=left, right=right):
                self._value(left)
                self._value(right)
            case syntax.Unary(operator=operator, operand=operand) if operator not in ("++", "--"):
                self._value(operand)
            case syntax.Postfix(operand=operand):
                self._value(operand)
            case syntax.Parentheses(inner=inner):
                self._parts(inner)
            case syntax.Range(start=start, step=step, stop=stop):
                for part in (start, *([step] if step else []), stop):
                    self._value(part)
            case _:
                pass

    def _arguments(self, arguments: tuple[Expression, ...]) -> None:
        for argument in arguments:
            self._argument(argument)


def _is_of_cells(node: syntax.Call) -> bool:
    """Whether something is called with cells, which are no indices."""
    return all(isinstance(argument, syntax.Cell) for argument in node.arguments)


def _is_list(node: Expression) -> bool:
    """Whether an expression may be a list of values: an index in braces with a colon or range, a field behind one."""
    return any(isinstance(inner, syntax.CellIndex) and any(map(_is_many, inner.arguments)) for inner in _chain(node))


def _chain(node: Expression) -> Iterator[Expression]:
    while isinstance(node, (syntax.CellIndex, syntax.Field, syntax.DynamicField)):
        yield node
        node = node.value


def _is_many(node: Expression) -> bool:
    return isinstance(node, (syntax.Colon, syntax.Range))
