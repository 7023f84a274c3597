"""The variables of a function: how each is held, and which of them are changed in place."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile
from matdrop.source.matlab_names import base_name, stored_names, variables_of
from matdrop.source.matlab_syntax import walk
from matdrop.translate.evaluated import evaluated_in
from matdrop.translate.facts import Facts, Kind, Sighting
from matdrop.translate.guesses import kind_of, kinds_of_outputs
from matdrop.translate.helpers import NAMES
from matdrop.translate.loaded import candidates, is_load
from matdrop.translate.observation import Observation

_MODULES = {
    "np",
    "math",
    "scipy",
    "copy",
    "re",
    "inspect",
    "itertools",
    "os",
    "time",
    "json",
    "datetime",
    "glob",
    "shutil",
    "tempfile",
}
_TAKEN = _MODULES | NAMES | set(keyword.kwlist)
# Names of Python that the port itself calls.
_CALLED = set(dir(builtins)) & {
    "abs",
    "int",
    "len",
    "range",
    "float",
    "list",
    "dict",
    "str",
    "print",
    "isinstance",
    "ord",
    "chr",
    "min",
    "max",
    "sum",
    "sorted",
    "zip",
    "bool",
    "any",
    "all",
    "callable",
    *("next", "tuple", "format", "locals", "map", "enumerate", "set"),
}
_SEARCHES = {"strfind", "findstr"}
# Functions that make arrays of a size.
_MAKERS = {
    "zeros",
    "ones",
    "nan",
    "NaN",
    "inf",
    "Inf",
    "rand",
    "randn",
    "false",
    "true",
    "cell",
    "repmat",
    "linspace",
}


@dataclass
class Variable:
    """A variable of the original.

    Attributes
    ----------
    name : str
        Its name in Python.
    facts : Facts
        All that was stored in it.
    whole : bool
        Whether the port holds a Python int.
    is_changed : bool
        Whether a statement changes a part of it.
    is_global : bool
        Whether it is global or persistent.
    guess : str
        How it is held if no case has stored it.
    may_be_longer : bool
        Whether the code makes it as long as some number says, or stores an element at some place, so that what is one
        number in all cases may be an array in others.
    is_listed : bool
        Whether it is what a folder holds, so that what is one struct in all cases may be several in others.
    is_found : bool
        Whether it is the places of a text in another: none, or several, in other cases.
    """

    name: str
    facts: Facts
    whole: bool = False
    is_changed: bool = False
    is_global: bool = False
    guess: Kind = "array"
    may_be_longer: bool = False
    is_listed: bool = False
    is_found: bool = False

    @property
    def kind(self) -> Kind:
        """The way in which the port holds it."""
        if not self.facts:
            return self.guess
        kind = self.facts.kind
        if kind == "struct" and self.is_listed:
            return "structs"
        return "array" if kind == "number" and self.may_be_longer else kind


@dataclass
class Scope:
    """The variables of a function or script.

    Attributes
    ----------
    variables : dict of str to Variable
        By their names in MATLAB.
    """

    variables: dict[str, Variable] = field(default_factory=dict)


def python_name(name: str) -> str:
    """Return a name of MATLAB as a name in Python.

    Parameters
    ----------
    name : str
        A variable, parameter or function.

    Returns
    -------
    str
        The same, with an underscore if Python uses it otherwise.

    Examples
    --------
    >>> python_name("lambda"), python_name("theta"), python_name("len")
    ('lambda_', 'theta', 'len_')
    """
    return f"{name}_" if name in _TAKEN or name in _CALLED else name


def parameter_name(name: str, place: int) -> str:
    """Return the name in Python of a parameter.

    Parameters
    ----------
    name : str
        In MATLAB; ``~`` where it is ignored.
    place : int
        Which parameter it is, from 0.

    Returns
    -------
    str
        The same, but where Python uses it otherwise.

    Examples
    --------
    >>> parameter_name("x", 0), parameter_name("~", 1)
    ('x', '_1')
    """
    return python_name(name) if name != "~" else f"_{place}"


def scope_of(path: Path, file: MatlabFile, function: syntax.Function | None, observation: Observation) -> Scope:
    """Find the variables of a function, or of a script.

    Parameters
    ----------
    path : Path
        The file.
    file : MatlabFile
        What it holds.
    function : Function or None
        The function; None for the script.
    observation : Observation
        What was seen of the original.

    Returns
    -------
    Scope
        Its variables. What is a Python int is found by translating.
    """
    names, nodes = _names_and_nodes(file, function)
    for statement in evaluated_in([*nodes], path, file, observation):
        names |= set(stored_names(statement))
        nodes += walk(statement)
    scope = Scope({name: Variable(python_name(name), Facts()) for name in sorted(names - {"~"})})
    _add_loaded(nodes, function, scope, path, observation)
    for name in ("varargin", "varargout"):
        if name in scope.variables:
            scope.variables[name].guess = "cell"
    for parameter in function.parameters if function else ():
        if parameter.name in scope.variables:
            facts = observation.at(path, function, f"entry {parameter.name}")  # type: ignore[arg-type]
            scope.variables[parameter.name].facts.sightings.update(facts.sightings)
    for name, target in _targets(nodes):
        if name in scope.variables:
            _add_target(scope.variables[name], target, path, observation)
    _mark_made_by_length(nodes, scope)
    _mark_emptied(nodes, scope)
    _mark_globals(nodes, scope)
    _hold_from_the_start(nodes, function, scope, path, observation)
    _hold_as_structs(nodes, scope)
    for node in nodes:
        if isinstance(node, syntax.Try) and node.error is not None:  # the port has a dict for it
            scope.variables[node.error.name] = Variable(python_name(node.error.name), Facts(), guess="struct")
    _guess_kinds([*(function.parameters if function is not None else ()), *nodes], scope)
    _find_ints(scope, [parameter.name for parameter in function.parameters] if function else [])
    return scope


def _add_loaded(
    nodes: list[syntax.Node], function: syntax.Function | None, scope: Scope, path: Path, observation: Observation
) -> None:
    """Add the variables that a statement was seen to read from a file."""
    statements = [node for node in nodes if is_load(node)]
    for name in candidates(nodes, function) if statements else ():
        facts = [observation.at(path, statement, f"loaded {name}") for statement in statements]
        if any(facts):
            seen = Facts({sighting for one in facts for sighting in one.sightings})
            scope.variables[name] = Variable(python_name(name), seen)


def _names_and_nodes(file: MatlabFile, function: syntax.Function | None) -> tuple[set[str], list[syntax.Node]]:
    """Return the variables of a function or script, and all nodes in it."""
    if function is None:
        nodes = [node for part in file.statements for node in walk(part)]
        return {name for part in file.statements for name in stored_names(part)}, nodes
    return {*variables_of(function), *function.outputs}, list(walk(function.body))


def _find_ints(scope: Scope, parameters: Sequence[str]) -> None:
    """Mark what has been a whole number in all cases, and is no parameter, which a caller may give as a float."""
    for name, variable in scope.variables.items():
        facts = variable.facts
        is_whole = variable.kind == "number" and facts.always("whole") and facts.classes == {"double"}
        variable.whole = is_whole and not facts.ever("large") and name not in parameters


def _is_search(node: syntax.Expression) -> bool:
    """Whether an expression is a call that searches for a text in another."""
    match node:
        case syntax.Call(function=syntax.Name(name=name)):
            return name in _SEARCHES
    return False


def _mark_emptied(nodes: list[syntax.Node], scope: Scope) -> None:
    """Mark the variables that are ``[]`` somewhere, also where no case has come: they are no numbers there.

    Also those that are places of a text in another, with a number added, and those that list a folder.
    """
    for node in nodes:
        match node:
            case syntax.Assignment(targets=(syntax.Name(name=name),), value=syntax.Binary(left=left, right=right)):
                if name in scope.variables and any(map(_is_search, (left, right))):
                    scope.variables[name].may_be_longer = scope.variables[name].is_found = True
            case syntax.Assignment(
                targets=(syntax.Name(name=name),), value=syntax.Call(function=syntax.Name(name="dir"))
            ) if name in scope.variables:
                scope.variables[name].is_listed = True
            case syntax.Assignment(targets=(syntax.Name(name=name),), value=syntax.Matrix(rows=rows)):
                if not any(rows) and name in scope.variables:
                    scope.variables[name].may_be_longer = True


def _mark_globals(nodes: list[syntax.Node], scope: Scope) -> None:
    for node in nodes:
        for name in node.names if isinstance(node, syntax.Declaration) else ():
            scope.variables.setdefault(name.name, Variable(python_name(name.name), Facts())).is_global = True


def _add_target(variable: Variable, target: syntax.Expression, path: Path, observation: Observation) -> None:
    variable.facts.sightings.update(observation.at(path, target, "after").sightings)
    if not isinstance(target, syntax.Name):
        variable.is_changed = True
    if isinstance(target, syntax.Call) and not all(isinstance(one, syntax.Number) for one in target.arguments):
        variable.may_be_longer = True


def _hold_from_the_start(
    nodes: list[syntax.Node], function: syntax.Function | None, scope: Scope, path: Path, observation: Observation
) -> None:
    """Hold what begins as ``[]`` and becomes a cell, text or several structs as that from the start."""
    others = {parameter.name for parameter in function.parameters} if function else set()
    begun: set[str] = set()
    for node in (node for node in nodes if isinstance(node, syntax.Assignment)):
        for target in node.targets:
            facts = observation.at(path, target, "after")
            if any(_is_nothing(sighting) for sighting in facts.sightings):
                is_written = isinstance(target, syntax.Name) and _is_written_empty(node.value)
                (begun if is_written else others).add(base_name(target) or "")
    for name in begun - others:
        variable = scope.variables.get(name)
        if variable is None or variable.is_global:
            continue
        left = Facts({sighting for sighting in variable.facts.sightings if not _is_nothing(sighting)})
        if left and left.kind == "struct" and _is_appended_to(nodes, name):  # one in all cases, which may be more
            variable.facts, variable.is_listed = left, True
        elif left and left.kind in ("cell", "structs", "str") and left.kind != variable.kind:
            variable.facts = left


def _is_appended_to(nodes: list[syntax.Node], name: str) -> bool:
    """Whether a variable is stored in brackets in which it stands itself, as ``s = [s, t]``."""
    for node in nodes:
        match node:
            case syntax.Assignment(targets=(syntax.Name(name=stored),), value=syntax.Matrix(rows=rows)):
                items = [item for row in rows for item in row]
                beside = [item.name for item in items if isinstance(item, syntax.Name)]
                if stored == name and name in beside and len(items) > 1:
                    return True
    return False


def _hold_as_structs(nodes: list[syntax.Node], scope: Scope) -> None:
    """Hold what is ``[]`` or structs, of which one is stored by an index, as several structs throughout."""
    for _, target in _targets(nodes):
        match target:
            case syntax.Field(value=syntax.Call(function=syntax.Name(name=name))) if name in scope.variables:
                variable = scope.variables[name]
                left = Facts(
                    {one for one in variable.facts.sightings if not (_is_nothing(one) and one.class_ == "double")}
                )
                if left and left != variable.facts and left.kind in ("struct", "structs") and not variable.is_global:
                    variable.facts, variable.is_listed = left, True


def _is_nothing(sighting: Sighting) -> bool:
    return sighting.size == (0, 0) and sighting.class_ in ("double", "char")


def _is_written_empty(value: syntax.Expression | None) -> bool:
    match value:
        case syntax.Matrix(rows=rows):
            return not any(rows)
        case syntax.Text(value=text):
            return not text
    return False


def _targets(nodes: list[syntax.Node]) -> Iterator[tuple[str, syntax.Expression]]:
    for node in nodes:
        targets: tuple[syntax.Expression, ...] = ()
        if isinstance(node, syntax.Assignment):
            targets = node.targets
        elif isinstance(node, syntax.NestedAssignment):
            targets = (node.target,)
        elif isinstance(node, syntax.For):
            targets = (node.variable,)
        for target in targets:
            if name := base_name(target):
                yield name, target


def _mark_made_by_length(nodes: list[syntax.Node], scope: Scope) -> None:
    """Mark the variables that are made with a size that is no number, such as ``zeros(1, n)``."""
    for node in nodes:
        match node:
            case syntax.Assignment(
                targets=(syntax.Name(name=name),),
                value=syntax.Call(function=syntax.Name(name=maker), arguments=arguments),
            ) if maker in _MAKERS | _SEARCHES and not all(
                isinstance(one, (syntax.Number, syntax.Text)) for one in arguments
            ):
                if name in scope.variables:
                    scope.variables[name].may_be_longer = True
                    scope.variables[name].is_found |= maker in _SEARCHES


def _guess_kinds(nodes: list[syntax.Node], scope: Scope) -> None:
    """Guess how a variable is held that no case has stored: by what stands behind its first assignment."""
    kinds = {name: variable.kind for name, variable in scope.variables.items()}
    stored = {base_name(target) for node in nodes if isinstance(node, syntax.Assignment) for target in node.targets
              if isinstance(target, syntax.Call)}  # fmt: skip
    for node in nodes:
        for name, guess in _guesses_of(node, kinds):
            variable = scope.variables.get(name)
            if variable is None or variable.facts:
                continue
            if guess == "number" and name in stored:  # it may grow
                guess = "array"
            is_unset = variable.is_global and isinstance(node, syntax.Assignment)  # empty until something is stored
            variable.guess = "any" if is_unset else guess
            kinds[name] = variable.kind
    _guess_containers(nodes, scope)


def _guesses_of(node: syntax.Node, kinds: Mapping[str, Kind]) -> Iterator[tuple[str, Kind]]:
    """Yield the variables that a statement stores, each with how it is held, where the source says it."""
    match node:
        case syntax.Assignment(targets=(syntax.Name(name=name),), value=value):
            if (guess := kind_of(value, kinds)) is not None:
                yield name, guess
        case syntax.Assignment(targets=targets, value=value):
            for target, kind in zip(targets, kinds_of_outputs(value, len(targets), kinds), strict=True):
                if isinstance(target, syntax.Name) and kind is not None:
                    yield target.name, kind
        case syntax.Parameter(name=name, default=default) if (guess := kind_of(default, kinds)) is not None:
            yield name, guess
        case syntax.For(variable=syntax.Name(name=name), values=values):
            yield name, _OF_LOOPS.get(kind_of(values, kinds) or "number", "number")


_OF_LOOPS: dict[Kind, Kind] = {"cell": "cell", "str": "str", "structs": "struct"}  # what a loop over these takes


def _guess_containers(nodes: list[syntax.Node], scope: Scope) -> None:
    """Guess that a variable is a cell or a struct by the braces or the field that stand behind it somewhere."""
    for node in nodes:
        match node:
            case syntax.CellIndex(value=syntax.Name(name=name)):
                guess: Kind = "cell"
            case syntax.Field(value=syntax.Name(name=name)) | syntax.DynamicField(value=syntax.Name(name=name)):
                guess = "struct"
            case syntax.Field(value=syntax.Call(function=syntax.Name(name=name))):
                guess = "structs"
            case _:
                continue
        known = ("array", "struct") if guess == "structs" else ("array",)
        if (variable := scope.variables.get(name)) is not None and variable.guess in known:
            variable.guess = guess
