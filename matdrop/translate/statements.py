"""Statements of MATLAB as lines of Python."""

from __future__ import annotations

import ast
import itertools
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import msgspec

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_names import base_name, dotted_name, read_names, stored_names, takes_list
from matdrop.source.matlab_syntax import Expression, Statement, walk
from matdrop.translate import operators
from matdrop.translate.code import (
    ATOM,
    EMPTY,
    Code,
    UntranslatableError,
    as_array,
    as_kind,
    as_number,
    call,
    shifted,
)
from matdrop.translate.context import Context
from matdrop.translate.evaluated import statements_of
from matdrop.translate.expressions import (
    as_bound,
    called_original,
    evaluated_texts,
    feval_of_some,
    if_reached,
    named_function,
    only_element,
    shared_base,
)
from matdrop.translate.facts import Facts, Kind
from matdrop.translate.for_figures import names_for_figures
from matdrop.translate.fractions import may_be_fraction
from matdrop.translate.functions import FUNCTIONS, SEVERAL
from matdrop.translate.functions.drawing import DRAWS_ALONE
from matdrop.translate.functions.text import TEXT_AS_IT_IS
from matdrop.translate.handles import called_handle
from matdrop.translate.helpers import is_helper, output_count
from matdrop.translate.indexing import element
from matdrop.translate.inlined import Line
from matdrop.translate.list_targets import stored_list
from matdrop.translate.loaded import called_by
from matdrop.translate.narrowing import narrowed
from matdrop.translate.refusals import SCREEN
from matdrop.translate.scope import Variable, python_name
from matdrop.translate.several import dealt_list, several_outputs
from matdrop.translate.stores import store

WIDTH = 110  # of a line with its comment; where it is longer, the comment stands above
NOT_REACHED = "not reached by any case"
VALUES = {"np.linalg.qr": 2, "np.frexp": 2, "np.nonzero": 2, "scipy.linalg.hessenberg": 2}  # of calls in NumPy, SciPy
# What a function of several outputs, called on each element, gives for one of them.
_MAPPED = re.compile(
    r"np\.array\(\[(?P<source>mapped\(.*\))\[\d\]\], dtype=float\)(?P<tail>(\.T|\.reshape\(.*\))?)", re.DOTALL
)
# Functions whose first output is another one where more are asked for, also if these are ignored.
BY_COUNT = {"size", "find", "qr", "eig", "svd", "lu", "chol", "deal", "ind2sub", "log2"}


@dataclass
class Lines:
    """Lines of Python, each with the line of MATLAB that it is.

    Attributes
    ----------
    texts : list of str
        The lines.
    origins : list of Node or None
        For each the statement of the original that it is a part of.
    level : int
        How far the next one is indented.
    origin : Node or None
        The statement of the original that is being written.
    has_original : bool
        Whether lines have their line of MATLAB as a comment.
    """

    texts: list[str] = field(default_factory=list)
    origins: list[syntax.Node | None] = field(default_factory=list)
    level: int = 1
    origin: syntax.Node | None = None
    has_original: bool = True

    def add(self, code: str, original: str = "", note: str = "") -> None:
        """Add a line.

        Parameters
        ----------
        code : str
            Python; empty for a line of MATLAB that has none.
        original : str
            The line of MATLAB: it stands behind the code, or above it if there is no room.
        note : str
            What the line rests on.
        """
        comment = original if self.has_original else note
        if self.has_original and note:
            comment = f"{original}  ({note})"
        indent = "    " * self.level
        if not code:
            texts = [f"{indent}# {comment}"] if comment else []
        elif not comment:
            texts = [f"{indent}{code}"]
        elif len(indent) + len(code) + len(comment) + 4 <= WIDTH:
            texts = [f"{indent}{code}  # {comment}"]
        else:
            texts = [f"{indent}# {comment}", f"{indent}{code}"]
        self._put(texts)

    def add_comment(self, text: str) -> None:
        """Add a comment.

        Parameters
        ----------
        text : str
            One line, which is no line of MATLAB.
        """
        self._put([f"{'    ' * self.level}# {text}"])

    def _put(self, texts: Sequence[str]) -> None:
        self.texts += texts
        self.origins += [self.origin] * len(texts)

    def add_empty(self) -> None:
        """Add an empty line."""
        self.texts.append("")
        self.origins.append(None)

    def insert(self, place: int, codes: Sequence[str]) -> None:
        """Add lines of the port alone before others.

        Parameters
        ----------
        place : int
            How many lines stand before them.
        codes : sequence of str
            Python.
        """
        self.texts[place:place] = [f"{'    ' * self.level}{code}" for code in codes]
        self.origins[place:place] = [None] * len(codes)

    def cut(self, count: int) -> None:
        """Take away all lines but the first ones.

        Parameters
        ----------
        count : int
            How many are kept.
        """
        del self.texts[count:], self.origins[count:]


class StatementWriter:
    """Writes the statements of a function.

    Parameters
    ----------
    context : Context
        Of the function.
    lines : Lines
        Where they are written.
    """

    def __init__(self, context: Context, lines: Lines) -> None:
        self._context, self._lines = context, lines
        self._comments = _comments_of(context)
        self._declared: set[str] = set()  # as global, in the lines before
        self._is_marked = False  # whether what is written stands in a block that is marked as not reached
        self.failures: list[tuple[Line, str]] = []  # lines of the original that are not translated, with the reason
        self._left_out: set[str] = set()  # variables that count for a figure alone, and are not stored

    def block(self, statements: Sequence[Statement], is_branch: bool = False) -> None:
        """Write statements, one level further in.

        Parameters
        ----------
        statements : sequence of Statement
            In their order.
        is_branch : bool
            Whether they may not have been reached.
        """
        self._lines.level += 1
        start = len(self._lines.texts)
        outer = self._is_marked
        if is_branch and not outer and statements and not self._is_reached(statements):
            self._lines.add_comment(NOT_REACHED)
            self._is_marked = True
        for statement in statements:
            self.statement(statement)
        self._context.notes.clear()  # those of the last statement are not of what follows the block
        self._is_marked = outer
        self._fill(start)
        self._lines.level -= 1

    def _fill(self, start: int) -> None:
        """Write ``pass`` in a block that has no code."""
        if not any(line.strip() and not line.strip().startswith("#") for line in self._lines.texts[start:]):
            self._lines.add("pass")

    def _is_reached(self, statements: Sequence[Statement]) -> bool:
        nodes = [node for statement in statements for node in walk(statement)]
        places = [(node.span.start, node.span.end) for node in nodes]
        facts = self._context.observation.facts
        roles = ("value", "after")
        observed = any((self._context.path, *place, role) in facts for place in places for role in roles)
        return observed or not any(isinstance(node, (syntax.Assignment, syntax.If, syntax.Call)) for node in nodes)

    def statement(self, statement: Statement) -> None:
        """Write a statement; what cannot be translated raises an error there.

        Parameters
        ----------
        statement : Statement
            The statement.
        """
        write = _WRITERS.get(type(statement))
        self._write_comments(statement)
        at, level, outer = len(self._lines.texts), self._lines.level, self._lines.origin
        self._lines.origin = None if _is_of_the_run(statement) else statement
        self._context.notes.clear()
        around, self._context.refused = self._context.refused, []
        try:
            self._refuse_left_out(statement)
            (write or _refuse)(self, statement)
        except UntranslatableError as error:
            self._lines.cut(at)
            self._lines.level = level
            if self._is_left_out(statement):
                self._left_out.update(stored_names(statement))
                self._lines.add_comment(f"left out, as it counts for a figure alone: {self._shown(statement)}")
                self._context.refused, self._lines.origin = around, outer
                return
            self.failures.append((self._context.line(statement), str(error)))
            first = self._shown(statement).replace("\\", "\\\\").replace('"', '\\"')
            self._lines.add_comment(f"TODO: not translated: {error}")
            self._lines.add(f'raise NotImplementedError("{self._context.line_text(statement)}: {first}")')
        else:
            self.failures += self._context.refused
        self._context.refused = around
        self._lines.origin = outer

    def _refuse_left_out(self, statement: Statement) -> None:
        """Refuse a statement that stores what a figure is made of, by a variable that is not there."""
        if not self._left_out.isdisjoint(read_names(statement)) and self._is_left_out(statement):
            raise UntranslatableError(SCREEN)

    def _is_left_out(self, statement: Statement) -> bool:
        """Whether a statement stores what figures alone are made of, which a port does not have."""
        stored = stored_names(statement) if isinstance(statement, syntax.Assignment) else []
        return bool(stored) and self._for_figures.issuperset(stored)

    @cached_property
    def _for_figures(self) -> frozenset[str]:
        function = self._context.function
        return names_for_figures(function) - self._context.shared if function is not None else frozenset()

    def _write_comments(self, statement: Statement) -> None:
        """Write the comments that stand before a statement, and the one behind it in its line."""
        source = self._context.file.source
        while self._comments:
            start, end = self._comments[0]
            behind = getattr(statement, "after", statement.span.end)
            if start >= statement.span.start and (start < behind or b"\n" in source[behind:start]):
                return
            del self._comments[0]
            if re.search(rb"\n[ \t]*\r?\n[ \t]*$", source[:start]) and self._lines.texts and self._lines.texts[-1]:
                self._lines.add_empty()
            for line in source[start:end].decode("utf-8", "replace").splitlines():
                if text := line.strip().lstrip("%#{}").strip():
                    self._lines.add_comment(text)

    def _shown(self, node: syntax.Node, until: syntax.Node | None = None) -> str:
        """Return the first line of a statement as it stands in the original, without what is in its blocks."""
        span = node.span
        end = until.span.start if until is not None else getattr(node, "after", span.end)
        text = self._context.file.code(span._replace(end=end)).strip()
        return " ".join(text.split()).rstrip(",")

    def _add(self, code: str, comment: str) -> None:
        _check_syntax(code)
        notes = "; ".join(dict.fromkeys(self._context.notes))
        self._lines.add(code, comment, notes)

    def _add_lines(self, lines: Sequence[str], comment: str) -> None:
        """Write lines: the comment stands at the last one that is not indented."""
        main = max(place for place, line in enumerate(lines) if not line.startswith(" "))
        for place, line in enumerate(lines):
            if place == main:
                self._add(line, comment)
                continue
            outer = self._lines.origin
            if line.startswith(" "):  # in a loop of the port alone: what it stores each time MATLAB stores at once
                self._lines.origin = None
            self._lines.add(line)
            self._lines.origin = outer

    # -- assignments

    def _assignment(self, node: syntax.Assignment) -> None:
        """Write an assignment."""
        comment = self._shown(node)
        if isinstance(node.value, syntax.NestedAssignment):  # a = b = x: b is stored first
            inner = node.value
            first = syntax.Assignment(
                inner.span, (inner.target,), inner.operator, inner.operator_span, inner.value, node.after, False
            )
            if not isinstance(inner.target, syntax.Name):
                raise UntranslatableError("a part of a variable that is stored within an expression")
            self._assignment(first)
            node = msgspec.structs.replace(node, value=inner.target)
        if len(node.targets) > 1:
            self._several(node, comment)
            return
        (target,) = node.targets
        if self._takes_text_as_it_is(node, target):
            self._add("", comment)
            return
        if takes_list(self._context.file.source, node) and (lines := stored_list(self._context, node)):
            self._add_lines(lines, comment)
            return
        if isinstance(target, syntax.Ignored):
            raise UntranslatableError("an output that is ignored alone")
        self._store_one(target, self._assigned(node, target), comment)

    def _takes_text_as_it_is(self, node: syntax.Assignment, target: Expression) -> bool:
        """Whether texts become another class of text: a port has one, and ``varargin`` stays what it is."""
        match node.value:
            case syntax.Call(function=syntax.Name(name=name), arguments=(argument,)) if name in TEXT_AS_IT_IS:
                return self._context.file.text_of(argument).split() == self._context.file.text_of(target).split()
        return False

    def _assigned(self, node: syntax.Assignment, target: Expression) -> Code:
        """Return what is stored; for ``+=`` and ``++`` the sum."""
        if node.operator == "=" and node.value is not None:
            if (only := only_element(self._context, node.value)) is not None:
                return only
            return narrowed(self._context, node.value, self._context.code(node.value))
        operator = {"++": "+", "--": "-"}.get(node.operator, node.operator.removesuffix("="))
        right = self._context.code(node.value) if node.value is not None else Code("1", whole=True)
        facts = self._context.observation.at(self._context.path, target, "after")
        left = self._context.code(target)
        return operators.binary(self._context, operator, left, right, facts)

    def _stored(self, name: str, value: Code) -> str:
        variable = self._context.variable(name)
        assert variable is not None
        value = self._held(name, variable, value)
        if self._context.may_leave_reals(value.text):
            self._context.unsure.add(variable.name)
        return f"{variable.name} = {value.text}"

    def _held(self, name: str, variable: Variable, value: Code) -> Code:
        """Return a value as its variable holds it."""
        if variable.kind == "number" and value.kind == "array" and self._is_marked and self._is_only_returned(name):
            return self._context.independent(value, name)
        if variable.kind == "number" and value.kind == "array" and " @ " not in value.text:
            self._context.notes.append("one element in all cases")
        if variable.kind == "struct" and value.kind == "structs":
            self._context.notes.append("one element in all cases")
        is_sparse_here = variable.kind == "any" and value.facts.kind == "sparse"
        value = as_kind(value, "sparse" if is_sparse_here else variable.kind)
        if value.kind == "cell" and variable.kind == "cell" and variable.facts.is_grid and not value.facts.is_grid:
            value = _as_rows(value)
        elif value.kind == variable.kind == "cell" and value.facts.is_grid and variable.facts.is_vector:
            # It was one row or one column of its rows whenever it was stored here.
            value = Code(call(self._context.helper("elements_of"), value), kind="cell", class_="cell")
        if variable.whole and not value.whole:
            self._context.floats.add(name)
        if variable.kind == "number" and not variable.whole and value.is_literal and variable.facts.class_ == "double":
            value = replace(value, text=f"{value.text}.0", whole=False)
        if value.base == name and value.kind in ("cell", "struct", "structs", "any"):
            return value  # what the variable was is not there any more
        return self._context.independent(value, name)

    def _is_only_returned(self, name: str) -> bool:
        """Whether a variable is stored as a whole, and never read: any value may be in it."""
        function = self._context.function
        nodes = list(walk(function.body)) if function is not None else []
        stored = [target for node in nodes if isinstance(node, syntax.Assignment) for target in node.targets]
        stores = sum(isinstance(target, syntax.Name) and target.name == name for target in stored)
        return stores == sum(isinstance(node, syntax.Name) and node.name == name for node in nodes)

    def _several(self, node: syntax.Assignment, comment: str) -> None:
        """Write an assignment of several outputs."""
        assert node.value is not None
        names = self._target_names(node.targets)
        context, value = self._context, node.value
        name = _called_name(value)
        arguments = value.arguments if isinstance(value, syntax.Call) else ()
        if name == "eval" and (evaluated := self._evaluated_call(value)) is not None:
            self._several(msgspec.structs.replace(node, value=evaluated), comment)
            return
        if name == "feval" and named_function(context, arguments):
            name, arguments = named_function(context, arguments), arguments[1:]
            value = syntax.Call(value.span, syntax.Name(value.span, name), arguments)
        if name in context.known and context.variable(name.partition(".")[0]) is None:
            known = context.known[name]
            outputs = [output for output in known.function.outputs if output != "varargout"]
            code = called_original(context, known, arguments, len(names))
            given = names + ["_"] * (len(outputs) - len(names)) if not known.has_varargout else names
            self._add(f"{', '.join(given)} = {code.text}", comment)
            returned_ = [known.scope.variables[o] for o in outputs[: len(names)]]
            self._convert(node.targets, returned_)
            bases = [shared_base(context, known, output, arguments) for output in outputs[: len(names)]]
            self._separate(node.targets, bases)
            others: list[Kind] = ["any"] * (len(names) - len(returned_))  # of varargout
            self._store_parts(node.targets, names, [*(output.kind for output in returned_), *others])
            return
        if text := self._called_handle(value, len(names)):
            self._add(f"{', '.join(names)} = {text}", comment)
            self._convert(node.targets, [Variable(n, Facts(), guess="any") for n in names])
            self._store_parts(node.targets, names, ["any"] * len(names))
            return
        used = max(k for k, target in enumerate(node.targets, 1) if not isinstance(target, syntax.Ignored) or k == 1)
        used = len(node.targets) if name in BY_COUNT else used
        # Those that are ignored behind it are not asked for.
        if used == 1 and (name not in SEVERAL or name in FUNCTIONS) and name not in BY_COUNT:
            self._store_one(node.targets[0], context.code(value), comment)
            return
        codes = self._dealt(node, value) or several_outputs(context, value, used)
        wanted = [(t, c) for t, c in zip(node.targets, codes, strict=False) if not isinstance(t, syntax.Ignored)]
        if len(wanted) == 1:
            self._store_one(*wanted[0], comment)
            return
        texts = []
        for target, code in zip(node.targets, codes, strict=False):
            if isinstance(target, syntax.Name):
                variable = context.variable(target.name)
                assert variable is not None
                texts.append(self._held(target.name, variable, code).text)
            else:
                texts.append("None" if isinstance(target, syntax.Ignored) else code.text)
        right = self._computed_once(arguments, _as_one_value(texts))
        self._add(f"{', '.join(names[:used])} = {right}", comment)
        self._store_parts(node.targets, names, [code.kind for code in codes])

    def _called_handle(self, value: Expression, count: int) -> str:
        """Return the call of what a variable, or ``feval``'s first argument, holds; empty if that is no function."""
        if text := called_handle(self._context, value, count):
            return text
        match value:
            case syntax.Call(function=syntax.Name(name="feval"), arguments=arguments) if arguments:
                called = msgspec.structs.replace(value, function=arguments[0], arguments=arguments[1:])
                if text := called_handle(self._context, called, count):
                    return text
                found = feval_of_some(self._context, arguments, count)
                return found.text if found is not None else ""
        return ""

    def _evaluated_call(self, value: Expression) -> Expression | None:
        """Return the call that a text is, if it was the same in all cases; None if that is not known."""
        arguments = value.arguments if isinstance(value, syntax.Call) else ()
        texts = evaluated_texts(self._context, arguments[0]) if len(arguments) == 1 else []
        found = statements_of(texts[0], self._context.file) if len(texts) == 1 else ()
        match found:
            case (syntax.ExpressionStatement(value=call_),):
                return call_
        return None

    def _computed_once(self, arguments: Sequence[Expression], text: str) -> str:
        """Return a text in which arguments that stand there more than once, and are calls, have a name.

        A call that draws random numbers would draw others each time.
        """
        taken = {variable.name for variable in self._context.scope.variables.values()}
        for argument in arguments:
            if not isinstance(argument, syntax.Call | syntax.Binary | syntax.Postfix | syntax.Parentheses):
                continue
            value = self._context.code(argument)
            if "(" in value.text and text.count(value.text) > 1:
                numbered = (f"values_{number}" for number in itertools.count(2))
                name = next(one for one in itertools.chain(["values"], numbered) if one not in taken)
                taken.add(name)
                self._lines.add(f"{name} = {value.text}")
                text = self._each_its_own(replace(value, text=name), text.replace(value.text, name))
        return text

    def _each_its_own(self, value: Code, text: str) -> str:
        """Return code in which each variable that gets one value has it for itself: a part of it may be changed."""
        names = text.split(", ")
        if {*names} != {value.text} or value.kind in ("number", "str", "handle"):
            return text
        if value.kind in ("array", "sparse"):
            return ", ".join([value.text, *[f"{value.text}.copy()"] * (len(names) - 1)])
        self._context.modules.add("copy")
        return ", ".join([value.text, *[f"copy.deepcopy({value.text})"] * (len(names) - 1)])

    def _dealt(self, node: syntax.Assignment, value: Expression) -> list[Code]:
        """Return the values of a list as those of several targets; empty if there is no list."""
        context = self._context
        if (listed := dealt_list(context, value)) is None:
            return []
        seen = [context.observation.at(context.path, target, "after") for target in node.targets]
        return [element(f"{listed.at(ATOM)}[{k}]", facts, listed.base) for k, facts in enumerate(seen)]

    def _store_one(self, target: Expression, value: Code, comment: str) -> None:
        """Write the assignment of a value to a variable or a part of one."""
        if value.text == "None":  # of a function that draws, times or asks
            self._context.notes.append("left out, so that it returns nothing")
        if isinstance(target, syntax.Name):
            self._add(self._stored(target.name, value), comment)
            return
        self._add_lines(store(self._context, target, value), comment)

    def _target_names(self, targets: Sequence[Expression]) -> list[str]:
        """Return the names in which outputs are stored first; parts of one variable have a number each."""
        names: list[str] = []
        for target in targets:
            if isinstance(target, syntax.Ignored):
                names.append("_")
            elif isinstance(target, syntax.Name):
                variable = self._context.variable(target.name)
                names.append(variable.name if variable else python_name(target.name))
            else:
                name = f"{base_name(target)}_part"
                names.append(f"{name}{len(names) + 1}" if name in names else name)
        return names

    def _convert(self, targets: Sequence[Expression], outputs: Sequence[Variable]) -> None:
        """Write the lines that hold outputs as their variables do."""
        for target, output in zip(targets, outputs, strict=False):
            if not isinstance(target, syntax.Name):
                continue
            variable = self._context.variable(target.name)
            assert variable is not None
            if variable.whole:
                self._context.floats.add(target.name)
            code = Code(variable.name, kind=output.kind, class_=output.facts.class_)
            held = as_kind(code, variable.kind)
            if held.text != variable.name:
                self._lines.add(f"{variable.name} = {held.text}")

    def _separate(self, targets: Sequence[Expression], bases: Sequence[str]) -> None:
        """Write the lines that copy outputs which may share memory with arguments, where one of them is changed."""
        for target, base in zip(targets, bases, strict=False):
            variable = self._context.variable(target.name) if isinstance(target, syntax.Name) else None
            if variable is None or base in ("", target.name if isinstance(target, syntax.Name) else ""):
                continue
            held = Code(variable.name, kind=variable.kind, facts=variable.facts, base=base)
            copied = self._context.independent(held, base_name(target) or "")
            if copied.text != held.text:
                self._lines.add(f"{variable.name} = {copied.text}")

    def _store_parts(self, targets: Sequence[Expression], names: Sequence[str], kinds: Sequence[Kind]) -> None:
        """Write the lines that store outputs in parts of variables; of what several outputs give, all are known."""
        for target, name, kind in zip(targets, names, kinds, strict=False):
            if isinstance(target, (syntax.Name, syntax.Ignored)):
                continue
            for line in store(self._context, target, Code(name, kind=kind)):
                self._lines.add(line)

    # -- calls

    def _expression(self, node: syntax.ExpressionStatement) -> None:
        """Write a call, or leave out what only shows a value."""
        comment = self._shown(node)
        name = _called_name(node.value)
        variable = self._context.variable(name) if name else None
        if name == "eval" and variable is None and self._evaluated(node, comment):
            return
        if name in DRAWS_ALONE and variable is None and name not in self._context.known:
            self._add("", comment)
            return
        if name == "load" and variable is None and isinstance(node.value, syntax.Call):
            self._load(node, node.value, comment)
            return
        if variable is not None or not isinstance(node.value, (syntax.Call, syntax.Name)):
            self._add("", comment + "  (shows a value)")
            return
        code = self._context.code(node.value)
        if code.text == "None":
            self._add("", comment)
            return
        if code.text.startswith("raise_error("):
            self._add(f"raise RuntimeError({code.text[len('raise_error(') : -1]})", comment)
            return
        self._add(code.text.removesuffix("[0]") if code.text.endswith(")[0]") else code.text, comment)

    def _evaluated(self, node: syntax.ExpressionStatement, comment: str) -> bool:
        """Write the statements of a text that is run as code, if the cases have shown what it is."""
        arguments = node.value.arguments if isinstance(node.value, syntax.Call) else ()
        if len(arguments) == 2:
            return self._evaluated_or_else(arguments, comment)
        return len(arguments) == 1 and self._run_text(arguments[0], comment)

    def _evaluated_or_else(self, arguments: Sequence[Expression], comment: str) -> bool:
        """Write the statements of a text, and those of the one that is run where they fail; False if not known."""
        texts = [evaluated_texts(self._context, argument) for argument in arguments]
        if not all(texts):
            return False
        outer = self._context.handles_error
        for argument, head in zip(arguments, ("try:", "except Exception:"), strict=True):
            self._lines.add(head, comment if head == "try:" else "")
            self._lines.level += 1
            start = len(self._lines.texts)
            self._context.handles_error = outer or head != "try:"
            if not self._run_text(argument, ""):
                raise UntranslatableError("eval of two texts of which one has blocks")
            self._fill(start)
            self._lines.level -= 1
        self._context.handles_error = outer
        return True

    def _run_text(self, argument: Expression, comment: str) -> bool:
        """Write the statements of a text, or of each that it was in the cases; False if these are not known."""
        texts = evaluated_texts(self._context, argument)
        found = [statements_of(text, self._context.file) for text in texts]
        if not texts or any(text.strip() and not statements for text, statements in zip(texts, found, strict=True)):
            return False
        if isinstance(argument, syntax.Text):
            self._add("", comment)
            self._simple(found[0])
            return True
        chosen = self._context.code(argument)
        self._add(f"chosen = {chosen.text}", comment)
        for word, text, statements in zip(["if", *["elif"] * len(texts)], texts, found, strict=False):
            self._lines.add(f"{word} chosen == {json.dumps(text)}:")
            self._lines.level += 1
            self._simple(statements)
            self._lines.level -= 1
        self._lines.add("else:")
        self._lines.add("    raise NotImplementedError(chosen)")
        return True

    def _simple(self, statements: Sequence[Statement]) -> None:
        """Write statements that have no blocks, and stand in no file."""
        self._context.notes.clear()
        for statement in statements:
            _WRITERS[type(statement)](self, statement)

    def _command(self, node: syntax.Command) -> None:
        """Write a command whose words are names of files and variables; leave out one such as ``hold on``."""
        called = called_by(node) if node.name not in self._context.known else None
        if called is None:
            self._add("", self._shown(node))
        elif node.name == "load":
            self._load(node, called, self._shown(node))
        else:
            self._add(self._context.code(called).text, self._shown(node))

    def _load(self, node: syntax.Node, called: syntax.Call, comment: str) -> None:
        """Write the statement that reads variables of a file, and those that store them."""
        context = self._context
        names = {name: context.observation.at(context.path, node, f"loaded {name}") for name in context.scope.variables}
        found = {name: facts for name, facts in names.items() if facts}
        read = context.code(called).text
        path = called.arguments[0] if called.arguments else None
        if len(found) == 1 and isinstance(path, syntax.Text) and "." in path.value and not path.value.endswith(".mat"):
            (name,) = found
            self._add(self._stored(name, Code(read, kind="array")), comment)  # of text, whose name the variable has
            return
        self._add(f"variables = {read}", comment)
        for name, facts in found.items():
            self._lines.add(self._stored(name, element(f'variables["{name}"]', facts, "")))

    # -- branches and loops

    def _if(self, node: syntax.If) -> None:
        """Write branches."""
        word = "if"
        for branch in node.branches:
            self._lines.origin = node if word == "if" else branch
            asked = _as_condition(self._context, branch.condition)
            condition = operators.truth(self._context, if_reached(self._context, asked))
            shown = " ".join(self._context.file.code(branch.condition.span).split())
            self._add(f"{word} {condition.text}:", f"{'if' if word == 'if' else 'elseif'} {shown}")
            self.block(branch.body.statements, is_branch=True)
            word = "elif"
        if node.otherwise is not None and node.otherwise.statements:
            self._lines.add("else:", "else")
            self.block(node.otherwise.statements, is_branch=True)

    def _for(self, node: syntax.For) -> None:
        """Write a loop over the columns of a value."""
        if not isinstance(node.variable, syntax.Name):
            raise UntranslatableError("a loop over a part of a variable")
        variable = self._context.variable(node.variable.name)
        assert variable is not None
        shown = f"for {variable.name} = {' '.join(self._context.file.code(node.values.span).split())}"
        values = _without_parentheses(node.values)
        counted = self._counted(values, node.variable.name) if isinstance(values, syntax.Range) else ""
        seen = self._context.seen(node.values)
        if seen.ever_empty and self._is_read_outside(node, node.variable.name):
            empty = "np.zeros((1, 0))" if seen.sizes - {(0, 0)} else EMPTY
            self._lines.add(f"{variable.name} = {empty}", "what it is where the loop does not run")
        if counted:
            self._add(f"for {variable.name} in {counted}:", shown)
        else:
            self._for_columns(node, variable, shown)
        self.block(node.body.statements)

    def _is_read_outside(self, loop: syntax.For, name: str) -> bool:
        """Whether the variable of a loop is an output, or is read behind the loop."""
        function = self._context.function
        nodes = walk(function.body) if function is not None else ()
        behind = (node.name for node in nodes if isinstance(node, syntax.Name) and node.span.start > loop.span.end)
        return function is not None and (name in function.outputs or name in behind)

    def _counted(self, values: syntax.Range, name: str) -> str:
        """Return a range of Python; empty if a loop is not over whole numbers."""
        context = self._context
        bounds = [context.code(values.start), context.code(values.stop)]
        if any(bound.kind == "str" for bound in bounds):
            return ""
        start, stop = map(as_bound, bounds)
        step = as_bound(context.code(values.step)) if values.step else Code("1", whole=True)
        if not step.is_literal or step.text == "0" or "array" in (start.kind, stop.kind):
            return ""
        if not start.whole:
            if not start.facts.always("whole") or start.class_ != "double":
                return ""
            start = Code(f"int({start.text})", whole=True)
        if stop.class_ not in ("double", "logical") or stop.facts.ever("nan"):
            return ""
        forward = int(step.text) > 0
        if not stop.whole and (not stop.facts.always("whole") or may_be_fraction(context, values.stop)):
            last = call(context.helper("last_whole"), start, as_number(stop), *([] if forward else ["down=True"]))
            stop = Code(last, whole=True)
        limit = shifted(stop, 1 if forward else -1)
        variable = context.variable(name)
        if variable is not None and variable.kind == "array":
            return ""
        if start.text == "0" and step.text == "1":
            return f"range({limit})"
        return f"range({start.text}, {limit}{'' if step.text == '1' else f', {step.text}'})"

    def _for_columns(self, node: syntax.For, variable: Variable, shown: str) -> None:
        values = self._context.code(node.values)
        name = variable.name
        if variable.whole:
            self._context.floats.add(base_name(node.variable) or "")
        if values.kind == "cell" and values.facts.is_grid:
            self._add(f"for {name} in map(list, zip(*{values.at(ATOM)}, strict=True)):", shown)
        elif values.kind == "cell" and values.facts.is_column and not values.facts.is_row:
            self._add(f"for {name} in [{values.text}]:", shown)  # it has one column
        elif values.kind == "cell":
            self._add(f"for {name} in [[value] for value in {values.text}]:", shown)
        elif values.kind in ("str", "structs"):
            self._add(f"for {name} in {values.text}:", shown)
        elif values.kind == "number":
            self._add(f"for {name} in [{values.text}]:", shown)
        elif variable.kind == "number":
            self._add(f"for {name} in {values.raveled}:", shown)
        elif values.kind == "array":
            copied = ".copy()" if variable.is_changed else ""  # each column would be a view
            self._add(f"for {name} in {as_array(values).at(ATOM)}{copied}.T[:, :, None]:", shown)
        else:
            raise UntranslatableError(f"a loop over a {values.kind}")

    def _while(self, node: syntax.While) -> None:
        """Write a loop with a condition."""
        condition = operators.truth(self._context, self._context.code(_as_condition(self._context, node.condition)))
        self._add(f"while {condition.text}:", f"while {' '.join(self._context.file.code(node.condition.span).split())}")
        self.block(node.body.statements, is_branch=True)

    def _do_until(self, node: syntax.DoUntil) -> None:
        """Write a loop with a condition at its end."""
        self._lines.add("while True:", "do")
        self.block(node.body.statements)
        condition = operators.truth(self._context, self._context.code(node.condition))
        self._lines.level += 1
        self._add(f"if {condition.text}:", f"until {self._shown(node.condition)}")
        self._lines.add("    break")
        self._lines.level -= 1

    def _switch(self, node: syntax.Switch) -> None:
        """Write a switch as branches."""
        value = self._context.code(node.value)
        shown = f"switch {' '.join(self._context.file.code(node.value.span).split())}"
        if value.level < ATOM or "(" in value.text:
            self._add(f"chosen = {value.text}", shown)
            value = replace(value, text="chosen", level=ATOM)
        else:
            self._lines.add("", shown)
        word = "if"
        for case in node.cases:
            self._lines.origin = node if word == "if" else case
            label = " ".join(self._context.file.code(case.value.span).split())
            self._add(f"{word} {self._matches(value, case.value)}:", f"case {label}")
            self.block(case.body.statements, is_branch=True)
            word = "elif"
        if node.otherwise is not None and node.otherwise.statements:
            self._lines.add("else:" if node.cases else "if True:", "otherwise")
            self.block(node.otherwise.statements, is_branch=True)

    def _matches(self, value: Code, label: Expression) -> str:
        """Return the condition under which a case is chosen."""
        label = _without_parentheses(label)
        if isinstance(label, syntax.Cell):
            items = [self._context.code(item) for row in label.rows for item in row]
            if value.kind == "array" and not value.is_scalar:
                return " or ".join(call("np.array_equal", value, as_array(item)) for item in items)
            if len(items) == 1:
                return f"{value.at(6)} == {items[0].at(6)}"
            inside = ", ".join(item.text for item in items)
            return f"{value.at(6)} in ({inside})"
        code = self._context.code(label)
        if "array" in (code.kind, value.kind) and not (code.is_scalar and value.is_scalar):
            return call("np.array_equal", as_array(value), as_array(code))
        if code.kind == "array" or value.kind == "array":
            return f"{as_number(value).at(6)} == {as_number(code).at(6)}"
        return f"{value.at(6)} == {code.at(6)}"

    # -- errors, jumps, declarations

    def _try(self, node: syntax.Try) -> None:
        """Write a ``try``."""
        self._lines.add("try:", "try")
        self.block(node.body.statements)
        shown = f"catch {node.error.name}" if node.error else "catch"
        self._lines.add("except Exception as error:" if node.error else "except Exception:", shown)
        if node.error:
            variable = self._context.variable(node.error.name)
            name = variable.name if variable else python_name(node.error.name)
            self._lines.add(f"    {name} = {self._context.helper('caught_error')}(error)")
        outer, self._context.handles_error = self._context.handles_error, True
        self.block(node.handler.statements if node.handler else (), is_branch=False)
        self._context.handles_error = outer

    def _unwind_protect(self, node: syntax.UnwindProtect) -> None:
        """Write an ``unwind_protect``."""
        self._lines.add("try:", "unwind_protect")
        self.block(node.body.statements)
        self._lines.add("finally:", "unwind_protect_cleanup")
        self.block(node.cleanup.statements)

    def _jump(self, node: syntax.Jump) -> None:
        """Write a ``return``, ``break`` or ``continue``."""
        if node.word == "return":
            self._lines.add(returned(self._context) or "return", "return")
        else:
            self._lines.add(node.word, node.word)

    def _declaration(self, node: syntax.Declaration) -> None:
        """Write a ``global`` or ``persistent``."""
        names = [self._context.scope.variables[name.name].name for name in node.names]
        function = self._context.function
        if {one.name for one in node.names} & {one.name for one in (function.parameters if function else ())}:
            raise UntranslatableError("a parameter that is global")
        new = [name for name in names if name not in self._declared]  # Python takes no declaration behind a use
        self._declared.update(new)
        self._lines.add(f"global {', '.join(new)}" if new else "", self._shown(node))
        for name, value in node.values:  # which it has until something is stored
            variable = self._context.scope.variables[name]
            self._lines.add(f"if {self._context.helper('is_empty')}({variable.name}):")
            self._lines.add(f"    {self._stored(name, self._context.code(value))}")


def _comments_of(context: Context) -> list[tuple[int, int]]:
    """Return the places of the comments in the body of a function, without those that are its help."""
    file, function = context.file, context.function
    help_ = {line.strip() for line in function.help.splitlines()} if function is not None else set()
    start = function.body.span.start if function is not None else 0
    found = []
    for first, last in sorted(file.comments):
        text = file.source[first:last].decode("utf-8", "replace").strip().lstrip("%#").strip()
        if first >= start and text and text not in help_ and not re.fullmatch(r"[\W_]*", text):
            found.append((first, last))
    return found


def returned(context: Context) -> str:
    """Return the line that returns the outputs; empty if there are none.

    Parameters
    ----------
    context : Context
        Of a function.

    Returns
    -------
    str
        Code.
    """
    if context.function is None:
        return ""
    outputs = [context.scope.variables[name] for name in context.function.outputs if name != "varargout"]
    names = [_returned(context, variable) for variable in outputs]
    if "varargout" in context.function.outputs:
        starred = f"return ({', '.join([*names, '*varargout'])},)"
        return f"{starred}[:max(nargout, 1)]"
    return f"return {', '.join(names)}" if names else ""


def _returned(context: Context, variable: Variable) -> str:
    """Return the code of an output: one element of a sparse matrix is a number until then.

    What the original returns is real where no imaginary part is left, which no case may have shown.
    """
    if variable.kind == "number" and variable.facts.always("sparse"):
        return f"scipy.sparse.csc_array([[{variable.name}]])"
    if variable.kind in ("number", "array") and variable.facts.ever("complex") and context.is_main:
        return call(context.helper("narrowed"), variable.name)
    return variable.name


def _as_rows(value: Code) -> Code:
    """Return a list as a list of rows, for a variable that has rows and columns elsewhere."""
    if value.text == "[]":
        return value
    text = f"[[element] for element in {value.text}]" if value.facts.is_column else f"[{value.text}]"
    return replace(value, text=text, level=ATOM)


def _as_one_value(texts: Sequence[str]) -> str:
    """Return the values of several outputs: a call once if they are its first ones, else each by itself."""
    mapped = [_MAPPED.fullmatch(text) for text in texts]
    if all(mapped) and len({(one["source"], one["tail"]) for one in mapped if one}) == 1:
        (one, *_) = [one for one in mapped if one]
        return f"(np.array([found], dtype=float){one['tail']} for found in {one['source']})"
    found = [re.fullmatch(r"(?P<source>.*)\[(?P<place>\d)\]", text, re.DOTALL) for text in texts]
    sources = {one["source"] for one in found if one}
    if not all(found) or len(sources) > 1 or [one["place"] for one in found if one] != [*map(str, range(len(texts)))]:
        return ", ".join(texts)
    (source,) = sources
    if re.fullmatch(r"\w+\.shape", source) and len(texts) == 2:
        return source
    count = _value_count(source)
    return source if count == len(texts) else f"{source}[:{len(texts)}]" if count else ", ".join(texts)


def _value_count(source: str) -> int | None:
    """Return how many values a call has, as far as that is known."""
    node = ast.parse(source, mode="eval").body
    if not isinstance(node, ast.Call):
        return None
    name = ast.unparse(node.func)
    if name in ("mapped", "sizes_of"):  # the second argument says how many
        return int(ast.unparse(node.args[1]))
    return output_count(name) if is_helper(name) else len(node.args) if name == "np.meshgrid" else VALUES.get(name)


def _as_condition(context: Context, node: Expression) -> Expression:
    """Return the condition of an ``if`` or ``while`` as it is run: ``|`` is ``||`` where its left side is one value."""
    match node:
        case syntax.Parentheses(inner=inner):
            return msgspec.structs.replace(node, inner=_as_condition(context, inner))
        case syntax.Binary(operator="|" | "&" as operator, left=left, right=right):
            left, right = _as_condition(context, left), _as_condition(context, right)
            run_as = operator * 2 if _is_one_value(context, left) else operator
            return msgspec.structs.replace(node, operator=run_as, left=left, right=right)
    return node


def _is_one_value(context: Context, node: Expression) -> bool:
    match node:
        case syntax.Parentheses(inner=inner):
            return _is_one_value(context, inner)
        case syntax.Binary(operator="||" | "&&"):
            return True
    return context.seen(node).is_scalar


def _called_name(node: Expression) -> str:
    return dotted_name(node.function if isinstance(node, syntax.Call) else node)


# Functions whose values are others each time, or in Python: files by number, names, times, the functions that run.
_OF_THE_RUN = {
    *("dbstack", "whos", "fopen", "tempname", "tempdir", "pwd", "dir", "clock", "now", "tic", "toc", "cputime", "time")
}


def _is_of_the_run(statement: Statement) -> bool:
    """Whether a statement stores what each run has for itself."""
    value = statement.value if isinstance(statement, syntax.Assignment) else None
    return value is not None and _called_name(value) in _OF_THE_RUN


def _without_parentheses(node: Expression) -> Expression:
    while isinstance(node, syntax.Parentheses):
        node = node.inner
    if isinstance(node, syntax.Matrix) and len(node.rows) == 1 and len(node.rows[0]) == 1:
        (inner,) = node.rows[0]
        return inner if isinstance(inner, syntax.Range) else node
    return node


def _check_syntax(code: str) -> None:
    """Refuse a line that Python cannot read, so that it spoils no other.

    Raises
    ------
    UntranslatableError
        If it is not valid.
    """
    whole = re.sub(r"^elif ", "if ", code) + (" pass" if code.endswith(":") else "")
    try:
        ast.parse(f"def f():\n    {whole}" if whole.startswith("return") else whole)
    except SyntaxError as error:
        raise UntranslatableError(f"the translation is no valid Python ({error.msg})") from None


def _refuse(_: StatementWriter, statement: Statement) -> None:
    raise UntranslatableError(type(statement).__name__.lower())


_WRITERS: dict[type, Callable[[StatementWriter, Any], None]] = {
    syntax.Assignment: StatementWriter._assignment,
    syntax.ExpressionStatement: StatementWriter._expression,
    syntax.Command: StatementWriter._command,
    syntax.If: StatementWriter._if,
    syntax.For: StatementWriter._for,
    syntax.While: StatementWriter._while,
    syntax.DoUntil: StatementWriter._do_until,
    syntax.Switch: StatementWriter._switch,
    syntax.Try: StatementWriter._try,
    syntax.UnwindProtect: StatementWriter._unwind_protect,
    syntax.Jump: StatementWriter._jump,
    syntax.Declaration: StatementWriter._declaration,
}
