"""A whole port: the functions of an original and of the files that it calls, in one Python file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

from matdrop.errors import MatdropError
from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile
from matdrop.source.matlab_names import base_name, dotted_name, stored_names, variables_of
from matdrop.source.matlab_syntax import walk
from matdrop.source.search_path import packages_of
from matdrop.translate.code import DTYPES, EMPTY, as_kind
from matdrop.translate.context import Context, Known
from matdrop.translate.docstring import docstring
from matdrop.translate.evaluated import evaluated_in
from matdrop.translate.expressions import expression, if_reached
from matdrop.translate.facts import Facts, Kind
from matdrop.translate.handles import gives_several
from matdrop.translate.helpers import is_helper, sources_of
from matdrop.translate.inlined import Inlined, Line, inlined
from matdrop.translate.observation import Observation
from matdrop.translate.scalars import guarded_parameters
from matdrop.translate.scope import Scope, Variable, parameter_name, python_name, scope_of
from matdrop.translate.statements import Lines, StatementWriter, returned

_STANDARD = (
    "copy",
    "datetime",
    "glob",
    "inspect",
    "itertools",
    "json",
    "math",
    "os",
    "re",
    "shutil",
    "sys",
    "tempfile",
    "time",
    "traceback",
)
_MODULES = re.compile(rf"\b({'|'.join(_STANDARD)}|scipy\.\w+)(?=\.)")
Style: TypeAlias = Literal["matlab", "numpy"]
Form: TypeAlias = Literal["number", "row", "column"]
ROUNDS = 6  # in which variables are found that are no Python ints


@dataclass(frozen=True)
class Untranslated:
    """A statement that has no translation.

    Attributes
    ----------
    file : Path
        The original's file.
    line : int
        The line in it, from 1.
    reason : str
        What was in the way.
    """

    file: Path
    line: int
    reason: str


@dataclass(frozen=True, order=True)
class Origin:
    """A statement of the original: the file, and where in it the statement begins, both from 1."""

    file: Path
    line: int
    column: int


@dataclass(frozen=True)
class Port:
    """A port that was written.

    Attributes
    ----------
    text : str
        The Python file.
    function : str
        The function to call; empty for a script.
    untranslated : tuple of Untranslated
        The statements that raise `NotImplementedError`.
    handle_outputs : int
        How many outputs the port takes from a call of a function handle.
    origins : dict of int to Origin
        For lines of the file, from 1, the statement that they are the translation of.
    names : dict of (str, str) to str
        For functions and variables of the port, by the function's name and the variable's, the name in MATLAB.
    style : str
        As `write_port` has it.
    forms : dict of str to dict
        For each function the variables that were numbers, rows or columns in all cases.
    """

    text: str
    function: str
    untranslated: tuple[Untranslated, ...]
    handle_outputs: int = 1
    origins: Mapping[int, Origin] = field(default_factory=dict)
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    style: Style = "matlab"
    forms: Mapping[str, Mapping[str, Form]] = field(default_factory=dict)

    @property
    def declarations(self) -> tuple[str, ...]:
        """The declarations that a table must make for the port: in what its calling differs from MATLAB's."""
        return (f"handle_outputs = {self.handle_outputs}",) if self.handle_outputs > 1 else ()


def write_port(
    original: Path,
    observation: Observation,
    by_file: bool = False,
    style: Style = "matlab",
    decides_late: bool = False,
) -> Port:
    """Write the port of an original.

    Parameters
    ----------
    original : Path
        The ``.m`` file.
    observation : Observation
        What was seen of it.
    by_file : bool
        Whether functions of other files are imported from modules of their names; else they are part of the text.
    style : {"matlab", "numpy"}
        Whether each line has its line of MATLAB as a comment, or the comments are the original's own alone.
    decides_late : bool
        Whether a product whose sides are sometimes scalars is decided when the port runs, also where the sizes that
        were seen allow a product of matrices.

    Returns
    -------
    Port
        The text of the Python file.

    Raises
    ------
    MatdropError
        If the file declares a class, or cannot be read.
    """
    file = inlined(original, observation.files).file
    if file.classes or (not file.functions and not file.statements):
        raise MatdropError(f"{original} defines a class; only functions and scripts are ported")
    known = _known_functions(original, observation)
    bodies: list[Body] = []
    names: dict[tuple[str, str], str] = {}
    modules: set[str] = set()
    untranslated: list[Untranslated] = []
    initial: list[str] = []
    forms: dict[str, dict[str, Form]] = {}
    handle_outputs = 1
    others: list[str] = []
    for item in _reached(original, file, known, observation):
        if by_file and item.path != original:
            others += [item.name] if item.name == python_name(item.path.stem) else []
            continue
        context, body, failures = _translated(item, observation, known, style, decides_late)
        modules |= context.modules
        handle_outputs = max(handle_outputs, context.handle_outputs)
        untranslated += [Untranslated(line.path, line.number, reason) for line, reason in failures]
        bodies.append(body)
        names |= {(item.name, variable.name): name for name, variable in context.scope.variables.items()}
        initial += _global_lines(context.scope)
        forms[item.name] = _forms(context.scope)
    for one in _all(known):
        if one.is_nested:
            names |= {(one.name, variable.name): name for name, variable in one.scope.variables.items()}
    text, origins = assembled(
        original, bodies, modules, sorted(set(initial)), [(name, name) for name in sorted(set(others))]
    )
    name = python_name(file.functions[0].name) if not file.declares_script else ""
    return Port(text, name, tuple(untranslated), handle_outputs, origins, names, style, forms)


def _forms(scope: Scope) -> dict[str, Form]:
    """Return the variables that were numbers, rows or columns in all cases."""
    found: dict[str, Form] = {}
    for variable in scope.variables.values():
        if variable.kind == "number":
            found[variable.name] = "number"
        elif variable.kind == "array" and variable.facts.is_row != variable.facts.is_column and not variable.is_global:
            found[variable.name] = "row" if variable.facts.is_row else "column"
    return found


def _known_functions(original: Path, observation: Observation) -> dict[Path, dict[str, Known]]:
    """Return for each file the functions that it may call: its own ones, and the first ones of all files."""
    own: dict[Path, dict[str, Known]] = {}
    first: dict[str, Known] = {}
    taken: set[str] = set()
    for path in observation.files:
        file = inlined(path, observation.files).file
        if path != original and (file.declares_script or file.classes):
            continue
        here = own.setdefault(path, {})
        for place, function in enumerate([*file.functions, *_nested_in(file.functions)]):
            name = function.name if place or path == original else path.stem
            if name in here:
                continue
            python = python_name(name)
            python = f"{python}_of_{path.stem}" if python in taken else python
            taken.add(python)
            here[name] = Known(path, function, scope_of(path, file, function, observation), python)
            if not place:
                first.setdefault(".".join([*packages_of(path), name]), here[name])
    _share_globals([known for here in own.values() for known in here.values()])
    for here in own.values():
        for outer in [*here.values()]:
            for inner in outer.function.functions:
                if inner.name in here and here[inner.name].function is inner:
                    _share(here[inner.name], outer)
    return {path: {**first, **own.get(path, {})} for path in observation.files}


def _share_globals(functions: Iterable[Known]) -> None:
    """Hold global variables of one name in the same way in all functions."""
    facts: dict[str, Facts] = {}
    for known in functions:
        for name, variable in known.scope.variables.items():
            if variable.is_global:
                shared = facts.setdefault(name, variable.facts)
                shared.sightings.update(variable.facts.sightings)
                variable.facts, variable.whole = shared, False  # another function may store a float


def _nested_in(functions: Iterable[syntax.Function]) -> list[syntax.Function]:
    found = []
    for function in functions:
        for inner in function.functions:
            found += [inner, *_nested_in([inner])]
    return found


def _share(inner: Known, outer: Known) -> None:
    """Add to a nested function the variables of the one around it that it uses; without any it stands by itself."""
    for name in _shared(inner.function, outer.function):
        variable = outer.scope.variables[name]
        own = inner.scope.variables.get(name)
        if own is not None:
            variable.facts.sightings.update(own.facts.sightings)
            variable.is_changed |= own.is_changed
        variable.whole = False  # each of the two may store a float
        inner.scope.variables[name] = variable
        inner.is_nested = True


def _shared(inner: syntax.Function, outer: syntax.Function) -> list[str]:
    own = {*(parameter.name for parameter in inner.parameters), *inner.outputs}
    used = {node.name for node in walk(inner.body) if isinstance(node, syntax.Name)}
    return sorted((used - own) & variables_of(outer))


def _all(known: Mapping[Path, Mapping[str, Known]]) -> list[Known]:
    """Return each function once."""
    return [*{id(one): one for functions in known.values() for one in functions.values()}.values()]


@dataclass(frozen=True)
class Body:
    """The lines of a function, and for each of them the statement that it is a part of.

    Attributes
    ----------
    path : Path
        The original's file.
    texts : list of str
        A text may be several lines.
    origins : list of Origin or None
        For each text.
    """

    path: Path
    texts: list[str]
    origins: list[Origin | None]

    def lines(self) -> Iterator[tuple[str, Origin | None]]:
        """Yield each line with its origin.

        Yields
        ------
        line : str
            Of one of the texts.
        origin : Origin or None
            That of the text.
        """
        for text, origin in zip(self.texts, self.origins, strict=True):
            for line in text.split("\n"):
                yield line, origin


@dataclass(frozen=True)
class _Item:
    """A function to translate, or a script."""

    path: Path
    inlined: Inlined
    function: syntax.Function | None
    scope: Scope
    name: str

    def origin(self, node: syntax.Node) -> Origin:
        """Return where a statement stands in the original's files."""
        line = self.inlined.line(self.path, node.span.line)
        return Origin(line.path, line.number, node.span.column + line.lost)


def _reached(
    original: Path, file: MatlabFile, known: Mapping[Path, Mapping[str, Known]], observation: Observation
) -> list[_Item]:
    """Return what is to be translated: called functions first, the original last."""
    here = known.get(original, {})
    if file.declares_script:
        waiting = [one for statement in file.statements for one in _called_in(statement, here)]
    else:
        waiting = [here[file.functions[0].name]]
    # A text that an argument was may name a function, which is called by it.
    texts = {one.text for facts in observation.facts.values() for one in facts.sightings if one.class_ == "char"}
    waiting += [one for name, one in here.items() if name in texts]
    order: dict[int, Known] = {}
    while waiting:
        one = waiting.pop(0)
        if id(one) not in order:
            order[id(one)] = one
            waiting += [
                called
                for called in _called_in(one.function, known[one.path])
                if called.function.name not in one.scope.variables or _has_run(called)
            ]
            for statement in evaluated_in(
                walk(one.function), one.path, inlined(one.path, observation.files).file, observation
            ):
                waiting += _called_in(statement, known[one.path])
    items = [
        _Item(one.path, inlined(one.path, observation.files), one.function, one.scope, one.name)
        for one in reversed(order.values())
        if not one.is_nested
    ]
    if file.declares_script:
        items.append(_Item(original, inlined(original, observation.files), None, Scope(), ""))
    return items


def _has_run(function: Known) -> bool:
    """Whether a value was seen in a function: one with the name of a variable of its caller may be no part of it."""
    return any(variable.facts for variable in function.scope.variables.values())


def _called_in(node: syntax.Node, known: Mapping[str, Known]) -> list[Known]:
    return [known[name] for name in _names_in(node) if name in known]


def _names_in(node: syntax.Node) -> list[str]:
    names = [inner.name for inner in walk(node) if isinstance(inner, (syntax.Name, syntax.Handle))]
    names += [inner.value for inner in walk(node) if isinstance(inner, syntax.Text)]
    names += [dotted_name(inner) for inner in walk(node) if isinstance(inner, syntax.Field)]
    return list(dict.fromkeys(names))


def _translated(
    item: _Item,
    observation: Observation,
    known: Mapping[Path, Mapping[str, Known]],
    style: Style,
    decides_late: bool,
) -> tuple[Context, Body, list[tuple[Line, str]]]:
    """Translate a function again until it is known which variables are Python ints."""
    floats: set[str] = set()
    for _ in range(ROUNDS):
        scope = item.scope if item.function else scope_of(item.path, item.inlined.file, None, observation)
        for name in floats:
            scope.variables[name].whole = False
        context = Context(item.path, item.inlined, item.function, observation, scope, known.get(item.path, {}))
        context.functions, context.translate, context.decides_late = _all(known), expression, decides_late
        context.gives_several = gives_several(context.functions, observation)
        lines = Lines(has_original=style == "matlab")
        writer = StatementWriter(context, lines)
        if item.function is None:
            lines.level = -1
            writer.block(item.inlined.file.statements)
        else:
            lines.level = 0
            _write_body(context, writer, lines, item.function)
        new = context.floats - floats
        if not new:
            break
        floats |= new
    head = [] if item.function is None else _head(context, item, style)
    origins = [None if node is None else item.origin(node) for node in lines.origins]
    body = Body(item.path, [*head, *lines.texts], [*[None] * len(head), *origins])
    return context, body, writer.failures


def _write_body(context: Context, writer: StatementWriter, lines: Lines, function: syntax.Function) -> None:
    lines.level = 1
    start, stored = len(lines.texts), _stored_by_inner(context, function)
    _write_nested(context, writer, lines, function)
    _write_statements(context, writer, lines, function)
    own = set() if writer.failures else _stored_before_returns(function)  # what is not translated stores nothing
    names = sorted(context.scope.variables[name].name for name in stored - own)
    lines.insert(start, [f"{name} = None" for name in names])


def _write_statements(context: Context, writer: StatementWriter, lines: Lines, function: syntax.Function) -> None:
    """Write the statements of a function, and those that begin and end it."""
    for text in [*_entry_lines(context, function), *_initial_lines(context, function)]:
        for line in text.split("\n"):
            lines.add(line)
    lines.level -= 1
    # A function that no case calls is a branch that none reaches.
    writer.block([s for s in function.body.statements if not isinstance(s, syntax.Arguments)], is_branch=True)
    lines.level += 1
    last = function.body.statements[-1] if function.body.statements else None
    if not (isinstance(last, syntax.Jump) and last.word == "return") and (line := returned(context)):
        lines.add(line)


def _write_nested(context: Context, writer: StatementWriter, lines: Lines, function: syntax.Function) -> None:
    """Write the functions within a function that share its variables."""
    for inner in function.functions:
        known = context.known.get(inner.name)
        if known is None or known.function is not inner or not known.is_nested:
            continue
        at, level = len(lines.texts), lines.level
        for _ in range(ROUNDS):
            lines.cut(at)
            own = replace(context, function=inner, scope=known.scope, ends=[], notes=[], floats=set(),
                          shared=frozenset(_shared(inner, function)))  # fmt: skip
            nested = StatementWriter(own, lines)
            _write_inner(own, nested, lines, inner)
            lines.level = level
            for name in own.floats:
                known.scope.variables[name].whole = False
            if not own.floats:
                break
        writer.failures += nested.failures
        lines.add_empty()


def _stored_by_inner(context: Context, function: syntax.Function) -> set[str]:
    """Return the variables of a function that functions within it store, and that it is not given."""
    given = {parameter.name for parameter in function.parameters}
    inner = [one for one in function.functions if context.known.get(one.name, None) is not None]
    return {name for one in inner for name in {*_shared(one, function)} & {*stored_names(one.body)}} - given


def _write_inner(context: Context, writer: StatementWriter, lines: Lines, function: syntax.Function) -> None:
    """Write a function that stands within another one."""
    lines.add(f"def {python_name(function.name)}({', '.join(_parameters(context, function))}):")
    lines.level += 1
    lines.add("", _first_line(context, function))
    stored = sorted(context.shared & set(stored_names(function.body)))
    if stored:
        lines.add(f"nonlocal {', '.join(context.scope.variables[name].name for name in stored)}")
    _write_statements(context, writer, lines, function)


def _head(context: Context, item: _Item, style: Style) -> list[str]:
    """Return the first line, the docstring and MATLAB's first line."""
    function = item.function
    assert function is not None
    observed = {p.name: context.observation.at(item.path, function, f"entry {p.name}") for p in function.parameters}
    head = f"def {item.name}({', '.join(_parameters(context, function))}):"
    texts = docstring(function, context.scope, observed, item.path.name, _fields_read(context, function))
    doc = [f'    """{texts[0]}', *(f"    {line}".rstrip() for line in texts[1:]), '    """']
    return [head, *doc, *([f"    # {_first_line(context, function)}"] if style == "matlab" else [])]


def _fields_read(context: Context, function: syntax.Function) -> dict[str, dict[str, Facts]]:
    """Return what was seen of the fields of parameters, where a function reads them and stores nothing there."""
    found: dict[str, dict[str, Facts]] = {}
    stored = {base_name(target) for node in walk(function.body) for target in getattr(node, "targets", ())}
    names = {parameter.name for parameter in function.parameters} - stored
    for node in walk(function.body):
        match node:
            case syntax.Field(value=syntax.Name(name=name), name=field_) if name in names:
                facts = found.setdefault(name, {}).setdefault(field_, Facts())
                found[name][field_] = Facts(facts.sightings | context.seen(node).sightings)
    return found


def _first_line(context: Context, function: syntax.Function) -> str:
    span = function.span._replace(end=function.body.span.start)
    return " ".join(context.file.code(span).split()).rstrip(",; ")


def _parameters(context: Context, function: syntax.Function) -> list[str]:
    names = [p.name for p in function.parameters]
    asks = any(
        isinstance(node, syntax.Name) and node.name in ("nargin", "exist", "isargout", "print_usage")
        for node in walk(function)
    )
    optional = min(_first_optional(context, function, asks), context.fewest_arguments(function.name))
    optional = min([optional, *(place for place, p in enumerate(function.parameters) if p.default is not None)])
    found = []
    for place, name in enumerate(names):
        if name == "varargin":
            found.append("*varargin")
        else:
            python = parameter_name(name, place)
            found.append(f"{python}=None" if place >= optional else python)
    count = len([output for output in function.outputs if output != "varargout"])
    if (
        "nargout" in {node.name for node in walk(function) if isinstance(node, syntax.Name)}
        or "varargout" in function.outputs
    ):
        found.append(f"nargout={max(count, 1)}")
    return found


def _first_optional(context: Context, function: syntax.Function, asks: bool) -> int:
    """Return the place from which on parameters may be left out."""
    names = [p.name for p in function.parameters]
    seen = [bool(context.observation.at(context.path, function, f"entry {name}")) for name in names]
    if asks or not all(seen[:1]):
        return min(1, len(names)) if seen and seen[0] else 0
    return next(
        (place for place, given in enumerate(seen) if not given and names[place] not in ("varargin", "~")), len(names)
    )


def _entry_lines(context: Context, function: syntax.Function) -> Iterable[str]:
    """Return the lines that hold parameters as the function's variables are held, and that copy what is changed."""
    context.guarded = frozenset(guarded_parameters(context, function))
    optional = any("=None" in text for text in _parameters(context, function))
    for parameter in function.parameters:
        if parameter.name == "varargin":
            listed = context.scope.variables.get(parameter.name)
            is_changed = listed is not None and listed.is_changed  # what is given is the caller's
            context.modules.update(["copy"] if is_changed else [])
            yield f"varargin = {'copy.deepcopy(list(varargin))' if is_changed else 'list(varargin)'}"
            continue
        variable = context.scope.variables.get(parameter.name)
        if variable is None:
            continue
        if parameter.default is not None:
            default = as_kind(if_reached(context, parameter.default), variable.kind)
            yield f"if {variable.name} is None:\n    {variable.name} = {default.text}"
        if line := _entry_line(context, function, parameter.name, variable):
            yield f"if {variable.name} is not None:\n    {line}" if optional else line


def _entry_line(context: Context, function: syntax.Function, name: str, variable: Variable) -> str:
    entry = context.observation.at(context.path, function, f"entry {name}")
    kind = variable.kind
    if name in context.guarded:
        return f"{variable.name} = np.float64({variable.name})"
    if kind == "array" and entry and (1, 1) in entry.sizes:
        dtype = ", dtype=float" if entry.class_ == "double" and not entry.ever("complex") else ""
        return f"{variable.name} = np.array({variable.name}, ndmin=2{dtype})"
    if kind == "structs" and entry and (entry.sizes & {(0, 0), (1, 1)}):
        listed = f"[{variable.name}] if isinstance({variable.name}, dict) else list({variable.name})"
        if not variable.is_changed:
            return f"{variable.name} = {listed}"
        context.modules.add("copy")
        return f"{variable.name} = copy.deepcopy({listed})"
    if kind == "cell" and variable.facts.is_grid and any(1 in size for size in entry.sizes):
        return _line_of_rows(context, variable, entry)
    if not variable.is_changed:
        return ""
    if kind in ("cell", "struct", "structs", "any"):
        context.modules.add("copy")
        return f"{variable.name} = copy.deepcopy({variable.name})"
    return f"{variable.name} = {variable.name}.copy()" if kind in ("array", "sparse") else ""


def _line_of_rows(context: Context, variable: Variable, entry: Facts) -> str:
    """Return the line that makes a list of rows of a parameter that is given as one row or one column in some case."""
    name = own = variable.name
    if variable.is_changed:
        context.modules.add("copy")
        own = f"copy.deepcopy({name})"
    is_row = any(size[0] == 1 for size in entry.sizes)
    rows = f"[{own}]" if is_row else f"[[one] for one in {own}]"
    if entry.is_grid:
        return f"{name} = {own} if all(isinstance(row, list) for row in {name}) else {rows}"
    return f"{name} = {rows} if {name} else []"


def _initial_lines(context: Context, function: syntax.Function) -> Iterable[str]:
    """Return the lines for variables of which a part is stored first, and for outputs that may have no value."""
    parameters = {p.name for p in function.parameters}
    empties = {"array": "", "cell": "[]", "struct": "{}", "structs": "[]", "str": '""'}
    stores = list(_stores(function.body))
    first: dict[str, syntax.Expression] = {}
    parts: dict[str, syntax.Expression] = {}
    for target in stores:
        first.setdefault(base_name(target) or "", target)
        if not isinstance(target, syntax.Name):
            parts.setdefault(base_name(target) or "", target)
    for name, target in parts.items():
        variable = context.scope.variables.get(name)
        if variable is None or name in parameters or variable.is_global or not _starts_by_part(function.body, name):
            continue
        kind = _kind_by_store(target) if variable.kind == "any" else variable.kind
        if kind in empties and name not in context.shared:
            empty = empties[kind] if kind != "array" else f"np.zeros((0, 0){_dtype_of(variable.facts)})"
            yield f"{variable.name} = {empty}"
    straight = _stored_before_returns(function)
    for name in function.outputs:
        variable = context.scope.variables.get(name)
        if name == "varargout" and name not in first:
            yield "varargout = []"
            continue
        if variable is None or variable.is_global or name in parameters | straight:
            continue
        if name not in first or not _starts_by_part(function.body, name):
            yield f"{variable.name} = {'[]' if name == 'varargout' else 'None'}"


def _stored_before_returns(function: syntax.Function) -> set[str | None]:
    """Return the variables that are stored whichever way a function goes, before it may return early."""
    found: set[str | None] = set()
    for statement in function.body.statements:
        if isinstance(statement, syntax.Assignment):
            found |= {base_name(target) for target in statement.targets}
        elif any(isinstance(node, syntax.Jump) and node.word == "return" for node in walk(statement)):
            break
    return found


def _dtype_of(facts: Facts) -> str:
    """Return the option for the class of an array that begins empty; nothing if it is of doubles."""
    if facts.ever("complex"):
        return ", dtype=complex"
    return f", dtype={DTYPES[facts.class_]}" if facts.class_ in DTYPES and facts.class_ != "double" else ""


def _starts_by_part(block: syntax.Block, name: str) -> bool:
    """Whether a part of a variable is stored where the whole may not have been stored before."""
    for statement in block.statements:
        if isinstance(statement, syntax.Assignment):
            targets = [target for target in statement.targets if base_name(target) == name]
            if targets:
                return not isinstance(targets[0], syntax.Name)
        elif any(_starts_by_part(inner, name) for inner in _blocks_in(statement)):
            return True
    return False


def _blocks_in(node: syntax.Node) -> Iterator[syntax.Block]:
    """Yield the blocks of a statement, but not those within them."""
    match node:
        case syntax.If(branches=parts, otherwise=last) | syntax.Switch(cases=parts, otherwise=last):
            yield from (part.body for part in parts)
        case syntax.Try(body=body, handler=last) | syntax.UnwindProtect(body=body, cleanup=last):
            yield body
        case syntax.For(body=last) | syntax.While(body=last) | syntax.DoUntil(body=last):
            pass
        case _:
            return
    if last is not None:
        yield last


def _kind_by_store(target: syntax.Expression) -> Kind:
    """Return what a variable is, by how a part of it is stored first."""
    kind: Kind = "array"
    while not isinstance(target, syntax.Name):
        match target:
            case syntax.Call(function=inner):
                kind, target = "array", inner
            case syntax.CellIndex(value=inner):
                kind, target = "cell", inner
            case syntax.Field(value=inner) | syntax.DynamicField(value=inner):
                kind, target = "struct", inner
            case _:
                break
    return kind


def _stores(block: syntax.Block) -> Iterable[syntax.Expression]:
    for node in walk(block):
        if isinstance(node, syntax.Assignment):
            yield from node.targets
        elif isinstance(node, syntax.For):
            yield node.variable


def _global_lines(scope: Scope) -> list[str]:
    """Return what global and persistent variables are before anything is stored in them."""
    shared = [variable for variable in scope.variables.values() if variable.is_global]
    return [f"{one.name} = {'[]' if one.kind == 'cell' else EMPTY}" for one in shared]


def assembled(
    original: Path, bodies: list[Body], modules: set[str], initial: list[str], others: list[tuple[str, str]]
) -> tuple[str, dict[int, Origin]]:
    """Put a file together.

    Parameters
    ----------
    original : Path
        What it is the port of.
    bodies : list of Body
        Its functions.
    modules : set of str
        What they import besides NumPy.
    initial : list of str
        The lines of global variables.
    others : list of (str, str)
        Modules of other originals, each with what is imported from it.

    Returns
    -------
    text : str
        The file.
    origins : dict of int to Origin
        Those of its lines, from 1.
    """
    code = "\n\n\n".join("\n".join(body.texts) for body in bodies)
    nodes = list(ast.walk(ast.parse(code)))
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    helpers = sources_of(name for name in used if is_helper(name))
    helper_text = "\n\n\n".join(helpers)
    modules = modules | imported_modules(helper_text) | set(_modules_of_scipy(nodes))
    standard = sorted(m for m in modules if m in _STANDARD)
    imports = [f"import {name}" for name in standard]
    imports += [""] if standard else []
    imports += ["import numpy as np", *(f"import {name}" for name in sorted(modules - set(standard)))]
    imports += ["", *(f"from {module} import {name}" for module, name in others)] if others else []
    parts = [f'"""The port of ``{original.name}``, line for line."""\n\n' + "\n".join(imports)]
    parts += ["\n".join(initial)] if initial else []
    parts += [helper_text] if helpers else []
    text = "\n\n\n".join([*parts, code]) + "\n"
    return text, _origins(text.count("\n") - code.count("\n"), bodies)


def _modules_of_scipy(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the modules of SciPy that are named."""
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "scipy":
            yield f"scipy.{node.attr}"


def imported_modules(code: str) -> set[str]:
    """Return the modules besides NumPy that some code uses.

    Parameters
    ----------
    code : str
        As the port has it.

    Returns
    -------
    set of str
        Their names.

    Examples
    --------
    >>> imported_modules("y = scipy.special.erf(math.pi)") == {"math", "scipy.special"}
    True
    """
    return set(_MODULES.findall(code))


def _origins(before: int, bodies: list[Body]) -> dict[int, Origin]:
    """Return the origins of the file's lines; the bodies are its end, with two empty lines between them."""
    origins: dict[int, Origin] = {}
    number = before
    for body in bodies:
        for _, origin in body.lines():
            if origin is not None:
                origins[number] = origin
            number += 1
        number += 2
    return origins
