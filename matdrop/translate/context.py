"""What the translation of a function knows and collects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile
from matdrop.source.matlab_names import dotted_name
from matdrop.translate.code import ATOM, Code, as_element, call
from matdrop.translate.facts import Facts
from matdrop.translate.guesses import kind_of
from matdrop.translate.inlined import Inlined, Line
from matdrop.translate.observation import Observation
from matdrop.translate.scope import Scope, Variable


@dataclass(frozen=True)
class Indexed:
    """What an ``end`` within an index belongs to."""

    value: Code
    place: int
    count: int


@dataclass
class Known:
    """A function of the original that is translated, too.

    Attributes
    ----------
    path : Path
        Its file.
    function : Function
        Its syntax tree.
    scope : Scope
        Its variables.
    name : str
        Its name in Python.
    is_nested : bool
        Whether it stands within another function, whose variables it shares.
    """

    path: Path
    function: syntax.Function
    scope: Scope
    name: str
    is_nested: bool = False

    @property
    def asks_nargout(self) -> bool:
        """Whether it does something else if fewer outputs are asked for."""
        return self.has_varargout or "nargout" in {
            node.name for node in syntax.walk(self.function) if isinstance(node, syntax.Name)
        }

    @property
    def has_several(self) -> bool:
        """Whether it returns a tuple."""
        return len(self.function.outputs) > 1 or self.has_varargout

    @property
    def has_varargout(self) -> bool:
        """Whether it returns as many outputs as are asked for."""
        return "varargout" in self.function.outputs


@dataclass
class Context:
    """What is known while a function is translated, and what is found on the way.

    Attributes
    ----------
    path, inlined : Path, Inlined
        Where it stands, with the statements of the scripts that are called there.
    function : Function or None
        The function; None for a script.
    observation : Observation
        What was seen.
    scope : Scope
        Its variables.
    known : mapping of str to Known
        The functions that are translated, by the names by which this one calls them.
    helpers : set of str
        The helpers that the code calls.
    modules : set of str
        What the code imports besides NumPy.
    notes : list of str
        What the present statement rests on.
    refused : list of tuple
        The line and the reason of each part of the present statement that has no translation, and that no case reaches.
    floats : set of str
        Variables that turned out not to be Python ints.
    ends : list of Indexed
        What is being indexed, the innermost last.
    shared : frozenset of str
        Variables that are those of the function around this one.
    functions : sequence of Known
        All functions that are translated, also those that this one does not see.
    """

    path: Path
    inlined: Inlined
    function: syntax.Function | None
    observation: Observation
    scope: Scope
    known: Mapping[str, Known]
    helpers: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    refused: list[tuple[Line, str]] = field(default_factory=list)
    floats: set[str] = field(default_factory=set)
    ends: list[Indexed] = field(default_factory=list)
    shared: frozenset[str] = frozenset()
    functions: Sequence[Known] = ()
    unsure: set[str] = field(default_factory=set)  # variables that are complex for some other inputs
    may_be_complex: bool = False  # whether a root or a logarithm before may have left the real numbers
    decides_late: bool = False  # whether a product is decided when the port runs wherever a side was a scalar
    guarded: frozenset[str] = frozenset()  # parameters that are made NumPy's numbers, which divide by 0 as MATLAB's do
    gives_several: bool = False  # whether a handle's call says how many outputs it asks for
    handle_outputs: int = 1  # how many are taken from a call of a function handle
    handles_error: bool = False  # whether what is translated stands behind ``catch``
    is_blind: bool = False  # whether what was seen is left out: of a function that takes numbers and arrays
    # Set by the room's modules, which call each other: an expression is made of indices, calls and expressions.
    translate: Callable[[Context, syntax.Expression], Code] = field(default=lambda _c, _e: Code(""))

    @property
    def file(self) -> MatlabFile:
        """The file, with what it holds."""
        return self.inlined.file

    def line(self, node: syntax.Node) -> Line:
        """Return where a node stands.

        Parameters
        ----------
        node : Node
            Of this file.

        Returns
        -------
        Line
            A line of the file, or of a script that is called there.
        """
        return self.inlined.line(self.path, node.span.line)

    def line_text(self, node: syntax.Node) -> str:
        """Return where a node stands, in words.

        Parameters
        ----------
        node : Node
            Of this file.

        Returns
        -------
        str
            Such as ``line 3``, with the name of the file if it is another one.
        """
        line = self.line(node)
        return f"line {line.number}" if line.path == self.path else f"line {line.number} of {line.path.name}"

    def code(self, node: syntax.Expression) -> Code:
        """Translate an expression.

        Parameters
        ----------
        node : Expression
            With one value.

        Returns
        -------
        Code
            With what was seen of the value.

        Raises
        ------
        UntranslatableError
            If there is no translation.
        """
        facts = self.seen(node)
        variable = self.variable(node.name) if isinstance(node, syntax.Name) else None
        return self.translate(self, node).with_facts(facts.as_in(variable.facts) if facts and variable else facts)

    def seen(self, node: syntax.Expression) -> Facts:
        """Return what was seen of an expression.

        Parameters
        ----------
        node : Expression
            Also in parentheses.

        Returns
        -------
        Facts
            False as a truth value if it was not reached.
        """
        if self.is_blind:
            return Facts()
        facts = self.observation.at(self.path, node)
        if not facts and isinstance(node, syntax.Parentheses):
            return self.seen(node.inner)
        return facts

    def is_reached(self, node: syntax.Expression) -> bool:
        """Return whether a case has come to an expression, or to a part of it.

        Parameters
        ----------
        node : Expression
            Of this file.

        Returns
        -------
        bool
            True if a value was seen there.
        """
        inside = ((inner.span.start, inner.span.end) for inner in syntax.walk(node))
        return any((self.path, *place, "value") in self.observation.facts for place in inside)

    def may_leave_reals(self, text: str) -> bool:
        """Return whether a value is complex where a root, a logarithm or a power, here or before, has no real value.

        Parameters
        ----------
        text : str
            Code.

        Returns
        -------
        bool
            True if it is made of such a value.
        """
        names = set(re.findall(r"[A-Za-z_]\w*", text))
        return bool(names & {"powered", "emath", "arcsin_of_real", "arccos_of_real", "of_real"} or names & self.unsure)

    def variable(self, name: str) -> Variable | None:
        """Return a variable; None if the name is that of a function.

        Parameters
        ----------
        name : str
            In MATLAB.

        Returns
        -------
        Variable or None
            The variable.
        """
        return self.scope.variables.get(name)

    def may_be_missing(self, name: str) -> bool:
        """Return whether a variable is a parameter that need not be given: a case does not, or the function asks.

        Parameters
        ----------
        name : str
            In MATLAB.

        Returns
        -------
        bool
            True also where no case was seen.
        """
        if self.function is None:
            return False
        parameters = [parameter.name for parameter in self.function.parameters]
        if name not in parameters:
            return False
        seen = self.observation.at(self.path, self.function, f"entry {name}")
        is_left_out = parameters.index(name) >= self.fewest_arguments(self.function.name)
        return not seen or is_left_out or self._asks_for_arguments

    @cached_property
    def _asks_for_arguments(self) -> bool:
        assert self.function is not None
        nodes = syntax.walk(self.function.body)
        return any(isinstance(node, syntax.Name) and node.name in ("nargin", "exist") for node in nodes)

    def fewest_arguments(self, name: str) -> int:
        """Return the smallest number of arguments with which a function is called in the translated sources.

        Parameters
        ----------
        name : str
            In MATLAB.

        Returns
        -------
        int
            Large if it is not called there with a number of arguments that is known.
        """
        calls = [
            sum(not _may_be_nothing(argument) for argument in node.arguments)
            for known in self.functions
            for node in syntax.walk(known.function)
            if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name) and node.function.name == name
        ]
        inputs = [len(reference.inputs) for reference in self.observation.references]
        is_named = self.is_main and self.function is not None and self.function.name == name
        return min([*calls, *(inputs if is_named and self.path.stem == name else [])], default=1000)

    @property
    def is_main(self) -> bool:
        """Whether it is the function that is called from outside."""
        files, functions = self.observation.files, self.file.functions
        return bool(files and functions) and self.path == files[0] and self.function is functions[0]

    @property
    def is_varargin_given(self) -> bool:
        """Whether a case may give more arguments than the parameters that have names: always, but for the original."""
        function, files = self.function, self.observation.files
        seen = self.observation.at(self.path, function, "entry varargin") if function is not None else Facts()
        if seen:
            return any(0 not in size for size in seen.sizes)
        if function is None or not files or self.path != files[0] or function.name != self.file.functions[0].name:
            return True
        named = len(function.parameters) - 1
        is_called = any(
            isinstance(node, syntax.Call)
            and isinstance(node.function, syntax.Name)
            and node.function.name == function.name
            for known in self.functions
            for node in syntax.walk(known.function)
        )
        return is_called or any(len(reference.inputs) > named for reference in self.observation.references)

    def helper(self, name: str) -> str:
        """Take note that the code calls a helper.

        Parameters
        ----------
        name : str
            One of those in `matdrop.translate.helpers`.

        Returns
        -------
        str
            The same.
        """
        self.helpers.add(name)
        return name

    def codes_of(self, code: Code) -> Code:
        """Return the codes of characters.

        Parameters
        ----------
        code : Code
            Text, of one row or several.

        Returns
        -------
        Code
            An array.
        """
        return Code(call(self.helper("char_codes"), code), kind="array", facts=code.facts)

    def lists_structs(self, node: syntax.Expression) -> bool:
        """Return whether a field is held as a list: one of several structs is stored in it, as ``s.x(2).y = 0``.

        Parameters
        ----------
        node : Expression
            What may be a field.

        Returns
        -------
        bool
            Of the structs that the function itself makes: others come as they are.
        """
        return bool(self._listed_fields) and dotted_name(node) in self._listed_fields

    @cached_property
    def _assignments(self) -> list[syntax.Assignment]:
        body = self.function.body.statements if self.function is not None else self.file.statements
        return [node for one in body for node in syntax.walk(one) if isinstance(node, syntax.Assignment)]

    @cached_property
    def _listed_fields(self) -> frozenset[str]:
        return frozenset(self._fields_by_index())

    def _fields_by_index(self) -> Iterator[str]:
        stores = self._assignments
        given = {one.name for one in self.function.parameters} if self.function is not None else set()
        for part in (part for node in stores for target in node.targets for part in syntax.walk(target)):
            match part:
                case syntax.Field(value=syntax.Call(function=syntax.Field() as field_)):
                    name = dotted_name(field_).partition(".")[0]
                    variable = self.variable(name)
                    whole = [node.value for node in stores if name in map(dotted_name, node.targets)]
                    is_own = variable is not None and name not in given and not variable.is_global
                    if is_own and all(kind_of(value, {}) == "struct" for value in whole):
                        yield dotted_name(field_)

    @cached_property
    def changes_elements(self) -> bool:
        """Whether a statement changes a part of an element of a cell or of several structs, as ``c{1}(2) = 0``."""
        return any(_is_part_of_element(target) for node in self._assignments for target in node.targets)

    def as_element(self, code: Code) -> Code:
        """Return a value as an element of a cell: a number where it has one element, if one is read as a number.

        Parameters
        ----------
        code : Code
            A value, which may have one element in some cases and more in others.

        Returns
        -------
        Code
            The same value.
        """
        is_mixed = code.kind == "array" and (1, 1) in code.facts.sizes and not code.facts.is_scalar
        if is_mixed and self.reads_numbers:
            return replace(code, text=call(self.helper("as_held"), code), level=ATOM)
        return as_element(code)

    @cached_property
    def reads_numbers(self) -> bool:
        """Whether an element of a cell that is read somewhere has been a number in all cases."""
        return any(
            self.observation.at(known.path, node).kind == "number"
            for known in self.functions
            for node in syntax.walk(known.function)
            if isinstance(node, syntax.CellIndex) and self.observation.at(known.path, node)
        )

    def independent(self, code: Code, target: str) -> Code:
        """Return a value that shares no memory with a variable that is changed in place.

        Parameters
        ----------
        code : Code
            A value that is about to be stored.
        target : str
            The variable in which it is stored, by its name in MATLAB; empty for an element of a cell or a list.

        Returns
        -------
        Code
            With a copy if it is needed.
        """
        touched = (self.variable(code.base), self.variable(target))
        is_changed = any(variable is not None and variable.is_changed for variable in touched)
        # The imaginary part of real numbers cannot be written to, as who gets it may do.
        is_returned = self.function is not None and target in self.function.outputs and not self.is_main
        is_changed = is_changed or (is_returned and code.text.startswith("np.imag("))
        if not code.base or not (is_changed or (not target and self.changes_elements)):
            return code
        is_unknown = code.kind in ("array", "sparse") and not code.facts  # where no case comes
        if code.kind in ("cell", "struct", "structs", "any") or is_unknown:
            self.modules.add("copy")
            return replace(code, text=f"copy.deepcopy({code.text})", level=12, base="")
        if code.kind in ("array", "sparse"):
            return replace(code, text=f"{code.at(12)}.copy()", level=12, base="")
        return code


def _is_part_of_element(target: syntax.Node) -> bool:
    """Whether a target is a part of an element: something stands behind braces, or a field behind parentheses."""
    match target:
        case syntax.Call(function=inner) | syntax.CellIndex(value=inner):
            return isinstance(inner, syntax.CellIndex) or _is_part_of_element(inner)
        case syntax.Field(value=inner) | syntax.DynamicField(value=inner):
            return isinstance(inner, syntax.CellIndex | syntax.Call) or _is_part_of_element(inner)
    return False


def _may_be_nothing(node: syntax.Expression) -> bool:
    """Whether an argument is a list of values, of which there may be none."""
    return isinstance(node, syntax.CellIndex) and any(
        isinstance(one, syntax.Colon | syntax.Range) for one in node.arguments
    )
