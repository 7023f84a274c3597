"""Statements, functions and classes: from the tree of the grammar (tree-sitter-matlab) to the syntax tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_expressions import ExpressionReader, Grammar, UnknownSyntaxError, without_comments
from matdrop.source.matlab_operators import STEPS
from matdrop.source.matlab_syntax import Block, Expression, Function, Span, Statement

_BETWEEN = (";", ",", "\n", "comment")
_END_WORD = re.compile(r"\w+", re.ASCII)
_TERMINATOR = re.compile(r"[ \t]*([;,])?")
Part = Statement | Function | syntax.ClassDefinition


class StatementReader(ExpressionReader):
    """Reads statements, functions and classes of a scanned source."""

    def parts(self) -> list[Part]:
        """Read all statements, functions and classes.

        Returns
        -------
        list of Statement, Function or ClassDefinition
            In the order of the source. Code that cannot be read is a `NotUnderstood`.

        Examples
        --------
        >>> from matdrop.source.matlab_scanner import scan
        >>> [type(part).__name__ for part in StatementReader(scan("x = 1; hold on")).parts()]
        ['Assignment', 'Command']
        """
        return self.read_apart(0, self._code, lambda root: self._parts(root.children))

    # -- blocks

    def _parts(self, nodes: Sequence[Grammar]) -> list[Part]:
        found: list[Part] = []
        waiting = list(self._statements(nodes))
        while waiting:
            node = waiting.pop(0)
            try:
                is_loop = self.start(node) in self._scan.loops
                found.append(self._do_until(node, waiting.pop(0)) if is_loop else self._part_of(node))
            except (UnknownSyntaxError, IndexError):
                found.append(self._not_understood(self.start(node), self.end(node)))
        return self._joined(found)

    def _statements(self, nodes: Sequence[Grammar]) -> Iterator[Grammar]:
        for node in nodes:
            if node.type == "block":
                yield from self._statements(node.children)
            elif node.type not in _BETWEEN:
                yield node

    def _joined(self, parts: Sequence[Part]) -> list[Part]:
        """Count what stands in one statement with code that is not understood as not understood too."""
        found: list[Part] = []
        for part in parts:
            before = found[-1] if found else None
            unclear = isinstance(part, syntax.NotUnderstood) or isinstance(before, syntax.NotUnderstood)
            if before is not None and unclear and not self._is_separated(before.span.end, part.span.start):
                found[-1] = self._not_understood(before.span.start, part.span.end)
            else:
                found.append(part)
        return found

    def _is_separated(self, end: int, start: int) -> bool:
        return self._code[end - self._base : start - self._base].strip(" \t") != ""

    def _not_understood(self, start: int, end: int) -> syntax.NotUnderstood:
        text = self.text(start, end)
        return syntax.NotUnderstood(self.span(start, start + len(text.rstrip().encode())), text.rstrip())

    def _block(self, nodes: Sequence[Grammar], start: int, end: int) -> Block:
        """Read the statements between the head of a block and the word that ends it."""
        parts = self._parts(nodes)
        statements = tuple(part for part in parts if not isinstance(part, (Function, syntax.ClassDefinition)))
        if len(statements) < len(parts):
            raise UnknownSyntaxError("a function stands within a block")
        return Block(self.span(start, end), statements)

    def _body(self, node: Grammar, head: int, end: int) -> Block:
        """Read the block of a clause."""
        self._check(node)
        return self._block([child for child in node.children if child.type == "block"], head, end)

    def _check(self, node: Grammar) -> None:
        if any(child.is_error or child.is_missing for child in node.children):
            raise UnknownSyntaxError(f"{node.type} has an error")

    def _part_of(self, node: Grammar) -> Part:
        read = getattr(self, f"_state_{node.type}", None)
        if read is None:
            return self._expression_statement(self.expression(node))
        part: Part = read(node)
        return part

    # -- simple statements

    def _terminator(self, end: int) -> tuple[int, bool]:
        """Find out where the terminator behind a statement ends, and whether its value is printed."""
        match = _TERMINATOR.match(self._code, end - self._base)
        sign = match[1] if match else None
        after = end if match is None or sign is None else match.end() + self._base
        return after, sign != ";"

    def _expression_statement(self, value: Expression) -> Statement:
        span = value.span
        after, prints = self._terminator(span.end)
        if isinstance(value, syntax.Unary) and value.operator in STEPS:
            return syntax.Assignment(span, (value.operand,), value.operator, value.operator_span, None, after, prints)
        return syntax.ExpressionStatement(span, value, after, prints)

    def _state_assignment(self, node: Grammar) -> Statement:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        sign = next((child for child in node.children if child.type == "="), None)
        if left is None or right is None or sign is None or node.has_error:
            raise UnknownSyntaxError("this is no assignment")
        many = left.type == "multioutput_variable"
        targets = tuple(self.expression(target) for target in (left.named_children if many else [left]))
        operator = self._operator(sign)
        if operator.text in STEPS:
            span = self.span(self.start(left), operator.span.end)
            value = None
        else:
            value = self.expression(right)
            span = self.span(self.start(left), value.span.end)
        after, prints = self._terminator(span.end)
        return syntax.Assignment(span, targets, operator.text, operator.span, value, after, prints)

    def _state_command(self, node: Grammar) -> Statement:
        start = self.start(node)
        name = self.expression(node.named_children[0])
        words = self._scan.commands.get(start)
        if words is None:
            words = [(self.start(word), self.end(word)) for word in node.named_children[1:]]
            words = [word for word in words if word[0] < word[1]]
        if not words:
            return self._expression_statement(name)
        if not isinstance(name, syntax.Name):
            raise UnknownSyntaxError("a command has no name")
        after, prints = self._terminator(words[-1][1])
        texts = tuple(self.text(*word) for word in words)
        return syntax.Command(self.span(start, words[-1][1]), name.name, texts, after, prints)

    def _state_return_statement(self, node: Grammar) -> Statement:
        return syntax.Jump(self.place(node), node.type.removesuffix("_statement"))

    _state_break_statement = _state_return_statement
    _state_continue_statement = _state_return_statement

    def _state_global_operator(self, node: Grammar) -> Statement:
        self._check(node)
        names, values = [], []
        end = self.end(node)
        for child in without_comments(node):
            name = self._read_identifier(child)
            if not isinstance(name, syntax.Name):
                raise UnknownSyntaxError("a declaration has no name")
            names.append(name)
            value = self._value(name.span.start)
            end = name.span.end if value is None else value.span.end
            values += [] if value is None else [(name.name, value)]
        span = self.span(self.start(node), end)
        return syntax.Declaration(span, node.type.removesuffix("_operator"), tuple(names), tuple(values))

    _state_persistent_operator = _state_global_operator

    def _value(self, name: int) -> Expression | None:
        """Read the value that a parameter or a variable gets where it is declared."""
        if name not in self._scan.values:
            return None
        start, _, code = self._scan.values[name]
        return self.read_apart(start + len(code) - len(code.lstrip()), code.strip(), self.only_expression)

    # -- blocks of statements

    def _state_if_statement(self, node: Grammar) -> Statement:
        clauses = [child for child in node.children if child.type in ("elseif_clause", "else_clause")]
        limits = [*(self.start(clause) for clause in clauses), self._last(node)]
        branches = [self._branch(node, limits[0])]
        otherwise = None
        for clause, limit in zip(clauses, limits[1:], strict=True):
            if clause.type == "else_clause":
                otherwise = self._body(clause, self.end(clause.children[0]), limit)
            else:
                branches.append(self._branch(clause, limit))
        return syntax.If(self._whole(node), tuple(branches), otherwise)

    def _branch(self, node: Grammar, limit: int) -> syntax.Branch:
        condition = self.expression(self._condition(node))
        body = self._body(node, condition.span.end, limit)
        return syntax.Branch(self.span(self.start(node), limit), condition, body)

    def _condition(self, node: Grammar) -> Grammar:
        condition = node.child_by_field_name("condition")
        if condition is None or condition.has_error:
            raise UnknownSyntaxError(f"{node.type} has no condition")
        return condition

    def _whole(self, node: Grammar) -> Span:
        """Return the place of a block, with the whole word that ends it: the grammar has seen ``end`` for ``endif``."""
        last = self._last(node)
        word = _END_WORD.match(self._scan.source, last)
        return self.span(self.start(node), last if word is None else word.end())

    def _last(self, node: Grammar) -> int:
        """Return where the word is that ends a block."""
        last = node.children[-1]
        if last.is_missing or last.type not in ("end", "end_keyword", "endfunction"):
            raise UnknownSyntaxError(f"{node.type} has no end")
        return self.start(last)

    def _state_while_statement(self, node: Grammar) -> Statement:
        condition = self.expression(self._condition(node))
        return syntax.While(self._whole(node), condition, self._body(node, condition.span.end, self._last(node)))

    def _state_for_statement(self, node: Grammar) -> Statement:
        iterator = next((child for child in node.children if child.type == "iterator"), None)
        if iterator is None or iterator.has_error:
            raise UnknownSyntaxError("a loop has no variable")
        variable, values = (self.expression(child) for child in without_comments(iterator))
        closing = [self.end(child) for child in node.children if child.type == ")"]
        head = closing[0] if closing else values.span.end
        body = self._body(node, head, self._last(node))
        return syntax.For(self._whole(node), variable, values, body, node.children[0].type == "parfor")

    def _do_until(self, node: Grammar, condition_node: Grammar) -> Statement:
        start = self.start(node)
        body_start, body_end, code = self._scan.loops[start]
        statement = self._part_of(condition_node)
        if not isinstance(statement, syntax.ExpressionStatement):
            raise UnknownSyntaxError("a loop has no condition")
        body = self.read_apart(body_start, code, lambda root: self._block(root.children, body_start, body_end))
        return syntax.DoUntil(self.span(start, statement.span.end), body, statement.value)

    def _state_switch_statement(self, node: Grammar) -> Statement:
        value = self.expression(self._condition(node))
        self._check(node)
        clauses = [child for child in node.children if child.type in ("case_clause", "otherwise_clause")]
        limits = [*(self.start(clause) for clause in clauses[1:]), self._last(node)]
        cases, otherwise = [], None
        for clause, limit in zip(clauses, limits, strict=bool(clauses)):
            if clause.type == "otherwise_clause":
                otherwise = self._body(clause, self.end(clause.children[0]), limit)
            else:
                case = self.expression(self._condition(clause))
                body = self._body(clause, case.span.end, limit)
                cases.append(syntax.Case(self.span(self.start(clause), limit), case, body))
        return syntax.Switch(self._whole(node), value, tuple(cases), otherwise)

    def _state_try_statement(self, node: Grammar) -> Statement:
        clause = next((child for child in node.children if child.type == "catch_clause"), None)
        last = self._last(node)
        limit = last if clause is None else self.start(clause)
        is_unwinding = self.start(node) in self._scan.unwinds
        head = self.start(node) + len("unwind_protect" if is_unwinding else "try")
        body = self._body(node, head, limit)
        if clause is None:
            return syntax.Try(self._whole(node), body, None, None)
        if is_unwinding:
            cleanup = self._body(clause, self.start(clause) + len("unwind_protect_cleanup"), last)
            return syntax.UnwindProtect(self._whole(node), body, cleanup)
        name = next((self._read_identifier(child) for child in clause.children if child.type == "identifier"), None)
        error = name if isinstance(name, syntax.Name) else None
        head = self.end(clause.children[0]) if error is None else error.span.end
        return syntax.Try(self._whole(node), body, error, self._body(clause, head, last))

    def _state_spmd_statement(self, node: Grammar) -> Statement:
        return syntax.Spmd(self._whole(node), self._body(node, self.end(node.children[0]), self._last(node)))

    # -- functions

    def _state_function_definition(self, node: Grammar) -> Function:
        self._check(node)
        name = node.child_by_field_name("name")
        if name is None:
            raise UnknownSyntaxError("a function has no name")
        arguments = [child for child in node.children if child.type == "function_arguments"]
        head = self.end(arguments[0]) if arguments else self.end(name)
        has_end = node.children[-1].type in ("end", "endfunction")
        inner = [child for child in node.children if child.type in ("block", "arguments_statement", "ERROR")]
        parts = self._parts(inner)
        end = self.start(node.children[-1]) if has_end else max([head, *(_after(part) for part in parts)])
        statements = tuple(part for part in parts if isinstance(part, _STATEMENTS))
        first = min([part.span.start for part in parts], default=end)
        return Function(
            self._whole(node) if has_end else self.span(self.start(node), end),
            self._function_name(node, name),
            tuple(parameter for child in arguments for parameter in self._parameters(child)),
            tuple(self._outputs(node)),
            Block(self.span(head, end), statements),
            tuple(part for part in parts if isinstance(part, Function)),
            self._help(self.start(node), head, first),
            has_end,
        )

    def _function_name(self, node: Grammar, name: Grammar) -> str:
        prefix = next((child.type for child in node.children if child.type in ("get.", "set.")), "")
        return prefix + "".join(self._scan.source[self.start(name) : self.end(name)].split())

    def _outputs(self, node: Grammar) -> Iterator[str]:
        for output in (child for child in node.children if child.type == "function_output"):
            for child in without_comments(output):
                names = child.named_children if child.type == "multioutput_variable" else [child]
                yield from (self._name(name) for name in names)

    def _parameters(self, node: Grammar) -> Iterator[syntax.Parameter]:
        self._check(node)
        for child in without_comments(node):
            default = self._value(self.start(child))
            end = self.end(child) if default is None else default.span.end
            yield syntax.Parameter(self.span(self.start(child), end), self._name(child), default)

    def _help(self, start: int, head: int, first: int) -> str:
        """Return the comments right below a function's line, else those right above it."""
        below = [comment for comment in self._scan.comments if head <= comment[0] < first]
        above = [comment for comment in self._scan.comments if comment[1] <= start]
        return "\n".join(self._comment(*c) for c in self._adjacent(below) or self._adjacent_above(above, start))

    def _adjacent(self, comments: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Take comments as long as no line is between them."""
        found = list(comments[:1])
        for comment in comments[1:]:
            if self.span(*comment).line > self.span(*found[-1]).end_line + 1:
                break
            found.append(comment)
        return found

    def _adjacent_above(self, comments: Sequence[tuple[int, int]], start: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        line = self.span(start, start).line
        for comment in reversed(comments):
            place = self.span(*comment)
            if place.end_line != line - 1 or self._code[self._lines[place.line - 1] : comment[0]].strip():
                break
            found.insert(0, comment)
            line = place.line
        return found

    def _comment(self, start: int, end: int) -> str:
        """Return the text of a comment without its signs."""
        text = self.text(start, end)
        if re.match(r"[%#]\{[ \t]*[\r\n]", text):
            text = re.sub(r"\A[%#]\{|[%#]\}\s*\Z", "", text).strip("\r\n")
        return re.sub(r"\A[%#]+[ \t]?", "", text).rstrip()

    # -- classes and declarations of arguments

    def _state_arguments_statement(self, node: Grammar) -> Statement:
        self._check(node)
        return syntax.Arguments(self.place(node), tuple(self._properties(node)))

    def _properties(self, node: Grammar) -> Iterator[syntax.Property]:
        for child in without_comments(node):
            if child.type not in ("property", "class_property", "attributes"):
                raise UnknownSyntaxError(f"{child.type} is unknown")
            name = child.child_by_field_name("name") if child.type != "attributes" else None
            if name is not None:
                default = next((d for d in child.named_children if d.type == "default_value"), None)
                value = None if default is None else self.expression(default.named_children[0])
                yield syntax.Property(self.place(child), self._dotted_name(name), value)

    def _dotted_name(self, node: Grammar) -> str:
        return "".join(self._scan.source[self.start(node) : self.end(node)].split())

    def _state_class_definition(self, node: Grammar) -> syntax.ClassDefinition:
        self._check(node)
        name = node.child_by_field_name("name")
        if name is None:
            raise UnknownSyntaxError("a class has no name")
        return syntax.ClassDefinition(
            self.place(node),
            self._written(name),
            tuple(self._dotted_name(child) for child in self._members(node, "superclasses")),
            tuple(self._dotted_name(child) for child in self._members(node, "events") if child.type == "identifier"),
            tuple(self._written(child.named_children[0]) for child in self._members(node, "enumeration")),
            tuple(found for child in node.children if child.type == "properties" for found in self._properties(child)),
            tuple(map(self._state_function_definition, self._members(node, "methods", "function_definition"))),
        )

    def _members(self, node: Grammar, group: str, kind: str = "") -> Iterator[Grammar]:
        """Find what the blocks of a class hold; declarations of functions that stand in other files are left out."""
        for block in (child for child in node.children if child.type == group):
            self._check(block)
            for child in without_comments(block):
                if child.type != "attributes" and (not kind or child.type == kind):
                    yield child


_STATEMENTS = (
    syntax.ExpressionStatement,
    syntax.Assignment,
    syntax.Command,
    syntax.If,
    syntax.For,
    syntax.While,
    syntax.DoUntil,
    syntax.Switch,
    syntax.Try,
    syntax.UnwindProtect,
    syntax.Spmd,
    syntax.Declaration,
    syntax.Jump,
    syntax.Arguments,
    syntax.NotUnderstood,
)


def _after(part: Part) -> int:
    """Return where a statement ends, its terminator included."""
    if isinstance(part, (syntax.ExpressionStatement, syntax.Assignment, syntax.Command)):
        return part.after
    return part.span.end
