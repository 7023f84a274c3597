"""What is tried to mend a statement: edits of habits, what the original says, and changes of single nodes."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path

from matdrop.habits.edit import Edit, called
from matdrop.habits.habit import Habit
from matdrop.habits.registry import habits
from matdrop.repair.changes import Change, changes_of, in_short, replaced
from matdrop.repair.displays import with_neighbours_changed, without_one
from matdrop.repair.likeness import likeness, python_tokens
from matdrop.repair.loops import draws, nested_loops
from matdrop.repair.missing_statements import missing_statements
from matdrop.repair.original_statements import OriginalStatement, closest, stands_within
from matdrop.repair.original_terms import Words, terms_in, with_operand
from matdrop.repair.patch import Patch, SourceFile
from matdrop.repair.rendering import Rendering, trimmed
from matdrop.source import matlab_syntax as syntax
from matdrop.source.names import normalize_name
from matdrop.source.python_text import PythonText
from matdrop.tracing.port_statements import own_nodes
from matdrop.tracing.recording import Span

FROM_ORIGINAL = 80  # changes that the original suggests for one statement at most, of each kind
PER_CHARACTER = 0.008  # of likeness that a changed character costs
COMPUTED = 60  # characters that a number in place of something computed counts as
PAIRED = 60  # changes of a statement that are tried two by two at most: those most like the original
PAIRS = 600  # pairs of one statement at most
TYPES = frozenset(
    [
        "int",
        "float",
        "bool",
        "complex",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float32",
        "float64",
        "complex128",
        "bool_",
    ]
)
# Forms that a value may have to be given, as `x`.
FORMS = (
    "x + 1",
    "x - 1",
    "x.T",
    "x.copy()",
    "x.reshape(-1, 1)",
    "x.reshape(1, -1)",
    "x.ravel(order='F')",
    "x[:, np.newaxis]",
    "x[np.newaxis, :]",
    "np.diag(x)",
    "np.diagflat(x)",
    "max(x.shape)",
    "x[::-1]",
    "x[:, ::-1]",
    "np.atleast_2d(x)",
)
REDUCTIONS = frozenset(
    ["sum", "mean", "median", "prod", "max", "min", "std", "var", "any", "all", "nanmax", "nanmin", "argmax", "argmin"]
)
# Functions besides them that work along an axis.
ALONG_AXIS = REDUCTIONS | {
    "cumsum", "cumprod", "sort", "argsort", "diff", "norm", "concatenate", "append", "flip", "roll", "repeat",
}  # fmt: skip
_OTHER_ORDER = Edit(
    "the loops in the other order", lambda node: None, "let the loops run as the original's do: its outer loop outside"
)
_NAME = re.compile(r"[^\W\d]\w*")
_UNCHANGED = ast.Import | ast.ImportFrom | ast.ClassDef | ast.Assert | ast.Raise | ast.Global | ast.Nonlocal


@dataclass(frozen=True, eq=False)
class Candidate:
    """Changes of a source that may mend it.

    Attributes
    ----------
    patch : Patch
        The changes.
    likeness : float
        How much the changed statement is like the original's, more than the unchanged one.
    habit : Habit or None
        The habit that is changed.
    edit : Edit or None
        Its edit.
    statement : int
        The first line of the statement that is changed; 0 for changes of several.
    """

    patch: Patch = field(repr=False)
    likeness: float
    habit: Habit | None = None
    edit: Edit | None = None
    statement: int = 0

    @property
    def rank(self) -> tuple[bool, float, int]:
        """The place among others: habits first, then what is most like the original and changes least."""
        return self.habit is None, self.cost, self._size

    @property
    def cost(self) -> float:
        """How unlikely it is: how much is changed, less what that makes more like the original."""
        return round(PER_CHARACTER * self._size - self.likeness, 9)

    @property
    def _size(self) -> int:
        size = sum(_size(change, self.patch) for change in self.patch.changes)
        return size + sum(COMPUTED for c in self.patch.changes if _is_number(c.text) and c.kind == "original")

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines that are changed."""
        return tuple(dict.fromkeys(change.line for change in self.patch.changes))

    @property
    def is_pair(self) -> bool:
        """Whether two places are changed, and not by an edit of a habit."""
        return len(self.patch.changes) > 1 and self.edit is None

    @property
    def is_of_original(self) -> bool:
        """Whether it puts in what the original says; else it is a slip of one node."""
        return self.patch.changes[0].kind == "original"

    @property
    def place(self) -> tuple[Path, int]:
        """The file and the first line of the statement that is changed."""
        return self.patch.source.path, self.statement

    @property
    def no_longer_read(self) -> frozenset[str]:
        """The names that stand in what is replaced, and not in what takes its place."""
        text = self.patch.source.text
        old, new = (
            " ".join(text[c.start : c.end] for c in self.patch.changes),
            " ".join(c.text for c in self.patch.changes),
        )
        return frozenset(_NAME.findall(old)) - frozenset(_NAME.findall(new))

    @property
    def what(self) -> str:
        """What is changed, in words that begin with "with" or "without"."""
        if self.edit is not None:
            return f"with {self.edit.what}"
        return " and ".join(change.what for change in self.patch.changes)


def _combined(one: Candidate, other: Candidate) -> tuple[Habit | None, Edit | None]:
    """Return the cause that two edits are together: the habit of the first, if both are edits of habits."""
    if one.edit is None or other.edit is None or one.habit is None or other.habit is None:
        return None, None
    fixes = dict.fromkeys(edit.fix or habit.fix for habit, edit in [(one.habit, one.edit), (other.habit, other.edit)])
    what = f"{one.edit.what} and {other.edit.what}"
    return one.habit, Edit(what, lambda node: None, "; ".join(fixes))


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def _size(change: Change, patch: Patch) -> int:
    """Return how many characters are other ones."""
    old = patch.source.text[change.start : change.end]
    return max(len(old), len(change.text))


class StatementCandidates:
    """The candidates for one statement of a port.

    Parameters
    ----------
    file : SourceFile
        The file.
    rendering : Rendering
        Writes expressions of it.
    node : ast.stmt
        The statement.
    originals : sequence of OriginalStatement
        What it may stand for.
    words : Words
        What the port calls things.
    """

    def __init__(
        self,
        file: SourceFile,
        rendering: Rendering,
        node: ast.stmt,
        originals: Sequence[OriginalStatement],
        words: Words,
    ) -> None:
        self.file, self.rendering, self.node = file, rendering, node
        self.originals, self.words = originals, words
        self.counterparts = originals
        self.missing: Callable[[], Iterable[str]] = tuple
        self.text = rendering.source
        self.start = self.text.start(node)
        own = [part for part in own_nodes(node) if isinstance(part, ast.expr)]
        self.is_block = any(isinstance(child, ast.stmt) for child in ast.iter_child_nodes(node))
        self.end = max(map(self.text.end, own), default=self.start) if self.is_block else self.text.end(node)
        self.lines = range(node.lineno, self.text.line_of(self.end) + 1)

    @cached_property
    def function(self) -> str:
        """The name of the function that the statement is in; empty at the level of the file."""
        around = [f for f in self.text.functions if f.lineno <= self.node.lineno <= (f.end_lineno or f.lineno)]
        return max(around, key=lambda function: function.lineno).name if around else ""

    @cached_property
    def expressions(self) -> list[ast.expr]:
        """All expressions of the statement whose places are known, the outermost first."""
        found: list[ast.expr] = []
        waiting: list[ast.AST] = own_nodes(self.node)
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, ast.JoinedStr):
                continue
            if isinstance(node, ast.expr) and not isinstance(node, ast.Slice):
                found.append(node)
            waiting += ast.iter_child_nodes(node)
        return found

    @cached_property
    def stores(self) -> list[str]:
        """The names of the variables that the statement stores, or stores something in."""
        own = (part for top in own_nodes(self.node) for part in ast.walk(top))
        stored = (part for part in own if isinstance(getattr(part, "ctx", None), ast.Store))
        return [name.id for part in stored if (name := _base(part)) is not None]

    @cached_property
    def _names(self) -> set[str]:
        return {node.id for node in self.expressions if isinstance(node, ast.Name)}

    @cached_property
    def _bound_inside(self) -> list[str]:
        """The variables of the statement's own comprehensions."""
        targets = (g.target for top in self.expressions for g in getattr(top, "generators", ()))
        names = (node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))
        return list(dict.fromkeys(names))

    @cached_property
    def _likeness_before(self) -> float:
        return self._likeness(self.file.text[self.start : self.end])

    def _likeness(self, code: str) -> float:
        tokens = python_tokens(code)
        return max((likeness(tokens, original.tokens) for original in self.counterparts), default=0.0)

    def _candidate(
        self, changes: tuple[Change, ...], habit: Habit | None = None, edit: Edit | None = None
    ) -> Candidate:
        moved = [Change(c.start - self.start, c.end - self.start, c.text, c.line, c.kind, c.what) for c in changes]
        code = replaced(self.file.text[self.start : self.end], moved)
        gained = self._likeness(code) - self._likeness_before
        return Candidate(Patch(self.file, changes), gained, habit, edit, self.node.lineno)

    @cached_property
    def singles(self) -> list[Candidate]:
        """The candidates of one change, each text once, the likeliest first."""
        found: dict[tuple[tuple[int, int, str], ...], Candidate] = {}
        for candidate in itertools.chain(self._of_habits(), self._of_changes(), self._of_original(True)):
            found.setdefault(tuple((c.start, c.end, c.text) for c in candidate.patch.changes), candidate)
        return sorted(found.values(), key=lambda candidate: candidate.rank)

    @cached_property
    def wrapped(self) -> list[Candidate]:
        """The candidates that put an expression into a call or another form, whatever the original says."""
        others = itertools.chain(self._of_other_calls(), self._of_original(False))
        found = {candidate.patch.text: candidate for candidate in others}
        return sorted(found.values(), key=lambda candidate: candidate.rank)

    @cached_property
    def inserted(self) -> list[Candidate]:
        """The candidates that put a statement of the original before this one, or behind it."""
        line = self.file.text.rfind("\n", 0, self.start) + 1
        indent = self.file.text[line : self.start]
        if indent.strip():  # another statement stands on the same line
            return []
        newline = "\r\n" if "\r\n" in self.file.text else "\n"
        found = []
        for text in self.missing():
            found.append((self.start, f"{text}{newline}{indent}"))
            if not self.is_block:
                found.append((self.end, f"{newline}{indent}{text}"))
        what = "with {} put in"
        return [
            Candidate(
                Patch(self.file, (Change(at, at, new, self.node.lineno, "statement", what.format(in_short(new))),)), 0.0
            )
            for at, new in found
        ]

    @cached_property
    def pairs(self) -> list[Candidate]:
        """The candidates of two changes, the likeliest first."""
        slips = [c for c in self.singles if not c.is_of_original and c.patch.changes[0].kind != "statement"][:PAIRED]
        others = [c for c in self.singles if c.is_of_original][: PAIRED // 2]
        of_slips = sorted(self._paired(itertools.combinations(slips, 2)), key=lambda candidate: candidate.rank)
        mixed = sorted(self._paired(itertools.product(others, slips)), key=lambda candidate: candidate.rank)
        # Both kinds are as likely, and the likeness to the original favours what stems from there.
        in_turn = itertools.chain.from_iterable(itertools.zip_longest(of_slips, mixed))
        return [candidate for candidate in in_turn if candidate is not None][:PAIRS]

    def _paired(self, pairs: Iterable[tuple[Candidate, Candidate]]) -> Iterator[Candidate]:
        """Return two changes as one, where they do not overlap."""
        for pair in pairs:
            one, other = (candidate.patch.changes[0] for candidate in pair)
            first, second = sorted((one, other), key=lambda change: (change.start, change.end))
            if first.end <= second.start and first.start < second.start:
                yield self._candidate((first, second), *_combined(*pair))

    @cached_property
    def of_habits(self) -> list[Candidate]:
        """The candidates that are edits of habits."""
        return [candidate for candidate in self._of_habits() if candidate.habit is not None]

    def _of_habits(self) -> Iterator[Candidate]:
        for habit, edit in edits(self.words.types):
            for node in self.expressions:
                change = self.edited(node, edit)
                if change is not None:
                    yield self._candidate((change,), habit, edit)
        yield from self._not_in_place()
        yield from self._in_other_order()

    def _not_in_place(self) -> Iterator[Candidate]:
        """Return ``x = x + y`` for ``x += y``, which changes what others hold."""
        node = self.node
        if isinstance(node, ast.AugAssign):
            start, end = self.text.start(node), self.text.end(node)
            target, value = self.text.of(node.target), self.rendering.text(ast.BinOp(node.target, node.op, node.value))
            what = f"with {in_short(f'{target} = {value}')} for {in_short(self.text.of(node))}"
            change = Change(start, end, f"{target} = {value}", node.lineno, "habit", what)
            habit = next(habit for habit in habits() if habit.kind == "mutated-input")
            yield self._candidate((change,), habit)

    def _in_other_order(self) -> Iterator[Candidate]:
        """Return the loops around the statement with their heads in each other's place."""
        for outer, inner in nested_loops(self.node, self.rendering.parents):
            heads = [self._head(loop) for loop in (outer, inner)]
            texts = [self.file.text[start:end] for start, end in heads]
            changes = tuple(
                Change(start, end, text, loop.lineno, "habit", "with the loops in the other order")
                for (start, end), text, loop in zip(heads, reversed(texts), (outer, inner), strict=True)
            )
            habit = next(habit for habit in habits() if habit.kind == "stream-order") if draws(inner) else None
            yield Candidate(Patch(self.file, changes), 0.0, habit, _OTHER_ORDER)

    def _head(self, loop: ast.For) -> tuple[int, int]:
        """Return where the variable and the values of a loop start and end."""
        return self.text.start(loop.target), self.text.end(loop.iter)

    def edited(self, node: ast.expr, edit: Edit) -> Change | None:
        """Return what an edit of a habit makes of an expression; None if it leaves it as it is."""
        new = edit.change(node)
        return None if new is None else self._change(node, new, f"with {edit.what}")

    def edited_everywhere(self, edit: Edit) -> list[Change]:
        """Return the changes of an edit in all places of the statement that do not overlap, the outermost of those."""
        found: list[Change] = []
        for node in self.expressions:
            change = self.edited(node, edit)
            if change is not None and all(change.end <= one.start or one.end <= change.start for one in found):
                found.append(change)
        return found

    def _of_changes(self) -> Iterator[Candidate]:
        for change in changes_of(self.file.text, self.lines):
            is_own = self.start <= change.start and change.end <= self.end
            # A port that returns nothing may agree by what it changed in place, which no one wants as a fix.
            if is_own and not (change.kind == "statement" and self._is_last_return):
                yield self._candidate((change,))

    @cached_property
    def _is_last_return(self) -> bool:
        """Whether the statement returns what its function gives at its end."""
        return isinstance(self.node, ast.Return) and any(f.body[-1] is self.node for f in self.text.functions)

    @cached_property
    def _from_original(self) -> list[Candidate]:
        """What expressions of the original make of the statement, the likeliest first."""
        found: dict[tuple[int, int, str], Candidate] = {}
        for change in self._suggested():
            key = change.start, change.end, change.text
            changes_nothing = change.start == change.end and not change.text
            if key not in found and not changes_nothing:
                found[key] = self._candidate((change,))
        return sorted(found.values(), key=lambda candidate: candidate.rank)

    def _of_original(self, closer: bool) -> list[Candidate]:
        """Return what makes the statement more like the original, or what does not but stems from it."""
        return [one for one in self._from_original if (one.likeness > 0) == closer][:FROM_ORIGINAL]

    def _of_other_calls(self) -> Iterator[Candidate]:
        """Return expressions within a call as the port has one elsewhere, and types as the argument of `astype`."""
        for node in self._loads:
            if isinstance(self.rendering.parents.get(node), ast.Starred | ast.keyword | ast.Tuple | ast.Slice):
                continue
            for wrapped in self._wrapped(node):
                yield self._candidate((self._change(node, wrapped),))
        for change in itertools.chain(self._with_output(), self._appended()):
            yield self._candidate((change,))

    def _wrapped(self, node: ast.expr) -> Iterator[ast.expr]:
        if ast.unparse(node).rpartition(".")[2] in TYPES:
            for name in self._variables:
                yield ast.Call(ast.Attribute(ast.Name(name, ast.Load()), "astype", ast.Load()), [node], [])
        for function, rest, keywords in self.rendering.calls:
            yield ast.Call(function, [node, *rest], keywords)
        for method, arguments, keywords in self.rendering.methods:
            yield ast.Call(ast.Attribute(node, method, ast.Load()), list(arguments), keywords)
        yield from self._in_other_form(node)

    def _with_output(self) -> Iterator[Change]:
        """Return one more variable at the end of what is returned."""
        node = self.node.value if isinstance(self.node, ast.Return) else None
        if node is None:
            return
        given = node.elts if isinstance(node, ast.Tuple) else [node]
        for name in self._variables:
            yield self._change(node, ast.Tuple([*given, ast.Name(name, ast.Load())], ast.Load()))

    def _appended(self) -> Iterator[Change]:
        """Return what is computed and dropped as an element at the end of each list."""
        if isinstance(self.node, ast.Expr):
            for name in self.words.lists:
                append = ast.Attribute(ast.Name(name, ast.Load()), "append", ast.Load())
                yield self._change(self.node.value, ast.Call(append, [self.node.value], []))

    @property
    def _variables(self) -> list[str]:
        return sorted({self.words.names[name] for name in self.words.variables})

    def _in_other_form(self, node: ast.expr) -> Iterator[ast.expr]:
        """Return a value in another size, class or base, or a copy of it."""
        for form in FORMS:
            yield self._formed(form, node)
            yield from with_neighbours_changed(node, partial(self._formed, form))
        yield from without_one(node)
        if isinstance(node, ast.Subscript):
            yield node.value
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            yield ast.BinOp(node.left, ast.Pow(), node.right)
        if isinstance(node, ast.Name):
            yield from (ast.Name(name, ast.Load()) for name in self._bound_inside if name != node.id)
        for name in filter(TYPES.__contains__, self.words.types) if self.rendering.numpy else ():
            kind = ast.Attribute(ast.Name(self.rendering.numpy, ast.Load()), name, ast.Load())
            yield ast.Call(ast.Attribute(node, "astype", ast.Load()), [kind], [])
        if isinstance(node, ast.Call):
            yield from _along_axis(node)

    def _formed(self, form: str, node: ast.expr) -> ast.expr:
        """Return an expression in one of the forms of `FORMS`."""
        new: ast.expr = _Inserted(node, self.rendering.numpy).visit(ast.parse(form, mode="eval").body)
        return new

    @cached_property
    def _loads(self) -> list[ast.expr]:
        """The expressions that have a value of their own."""
        loads = [node for node in self.expressions if isinstance(getattr(node, "ctx", ast.Load()), ast.Load)]
        return [node for node in loads if not self._is_module(node) and not _has_slices(node)]

    def _suggested(self) -> Iterator[Change]:
        loads = self._loads
        every = (new for original in self.originals for _, new in terms_in(original.heads, self.words))
        terms = list({ast.dump(new): new for new in every}.values())  # statements that are alike have many in common
        parts = [part for original in self.originals for head in original.heads for part in syntax.walk(head)]
        for node in loads:
            for new in terms:
                if not (isinstance(node, ast.Constant) and type(node.value) in (bool, str)):
                    yield self._change(node, new)
                for joined in self._with_term(node, new):
                    yield self._change(node, joined)
            for part in parts:
                for joined in self._as_in(part, node):
                    yield self._change(node, joined)

    def _with_term(self, node: ast.expr, term: ast.expr) -> Iterator[ast.expr]:
        """Return an expression together with another one, as the original has that one."""
        match term:
            case ast.Name(id=name) if name not in self._names:
                for sign in (ast.Add, ast.Sub, ast.Mult, ast.Div):
                    yield ast.BinOp(node, sign(), term)
                    yield ast.BinOp(term, sign(), node)
            case ast.BinOp(left=left, op=op, right=right):
                yield ast.BinOp(node, op, right)
                yield ast.BinOp(left, op, node)
            case ast.Call(func=function, args=[_, *rest], keywords=keywords):
                yield ast.Call(function, [node, *rest], keywords)

    def _as_in(self, part: syntax.Node, node: ast.expr) -> Iterator[ast.expr]:
        """Return an expression within a call, a sign or a transpose, as the original has such around another one."""
        yield from with_operand(part, node, self.words)
        match part:
            case syntax.Call(function=syntax.Name(name=name)) if normalize_name(name) not in self.words.variables:
                called_there = self.words.function(name)
                if called_there is not None:
                    yield ast.Call(called_there, [node], [])
                if name in ("min", "max") and self.words.numpy:  # whose second output is a place
                    numpy = ast.Name(self.words.numpy, ast.Load())
                    yield ast.Call(ast.Attribute(numpy, f"arg{name}", ast.Load()), [node], [])
            case syntax.Range() if self.words.numpy:
                numpy = ast.Name(self.words.numpy, ast.Load())
                yield ast.Call(ast.Attribute(numpy, "arange", ast.Load()), [node], [])
            case syntax.Postfix():
                yield ast.Attribute(node, "T", ast.Load())
            case syntax.Unary(operator="-"):
                yield ast.UnaryOp(ast.USub(), node)
            case syntax.Unary(operator="~"):
                yield ast.UnaryOp(ast.Not(), node)
                yield ast.UnaryOp(ast.Invert(), node)

    def _is_module(self, node: ast.expr) -> bool:
        """Whether an expression is a function that is called, or a part of its name."""
        parent = self.rendering.parents.get(node)
        return isinstance(parent, ast.Attribute) or (isinstance(parent, ast.Call) and parent.func is node)

    def _change(self, node: ast.expr, new: ast.expr, what: str = "") -> Change:
        new_text, old = self.rendering.instead(node, new), self.text.of(node)
        start, end, text = trimmed(self.text.start(node), old, new_text)
        said = what or f"with {in_short(new_text)} for {in_short(old)}"
        return Change(start, end, text, self.text.line_of(start), "habit" if what else "original", said)


class _Inserted(ast.NodeTransformer):
    """Puts an expression in place of `x`, and the port's name for NumPy in place of `np`."""

    def __init__(self, node: ast.expr, numpy: str) -> None:
        self._node, self._numpy = node, numpy

    def visit_Name(self, name: ast.Name) -> ast.expr:
        """Replace a name."""
        return self._node if name.id == "x" else ast.Name(self._numpy or "np", ast.Load())


def _along_axis(node: ast.Call) -> Iterator[ast.Call]:
    """Return a call of a reduction, or of its like, along an axis that it does not name, and with as many axes."""
    name, given = called(node), {keyword.arg for keyword in node.keywords}
    axes = [ast.keyword("axis", ast.Constant(k)) for k in (0, 1)] if name in ALONG_AXIS and "axis" not in given else []
    is_kept = name in REDUCTIONS and "keepdims" not in given
    kept = [ast.keyword("keepdims", ast.Constant(True))] if is_kept else []
    for more in ([*kept], *([axis] for axis in axes), *([axis, *kept] for axis in axes if kept)):
        if more:
            yield ast.Call(node.func, node.args, [*node.keywords, *more])


def edits(types: Container[str]) -> list[tuple[Habit, Edit]]:
    """Return the edits of habits that may be of use, each with its habit.

    Parameters
    ----------
    types : container of str
        NumPy's names of the classes of the original's outputs.

    Returns
    -------
    list of tuple
        In the order of the habits.
    """
    found = ((habit, edit) for habit in habits() for edit in habit.edits)
    return [(habit, edit) for habit, edit in found if not edit.of_class or edit.of_class in types]


def statement_candidates(
    file: SourceFile,
    lines: Container[int],
    originals: Sequence[OriginalStatement],
    aligned: Mapping[int, Span],
    types: Sequence[str] = (),
    outputs: frozenset[str] = frozenset(),
) -> list[StatementCandidates]:
    """Return the candidates for the statements on some lines of a file.

    Parameters
    ----------
    file : SourceFile
        The file.
    lines : container of int
        Lines, from 1; of a block its head counts.
    originals : sequence of OriginalStatement
        The statements of the original.
    aligned : mapping of int to Span
        For the first lines of statements the original's statements, as far as a trace knows them.
    types : sequence of str
        NumPy's names of the classes of the original's outputs.
    outputs : frozenset of str
        The normalized names of these outputs.

    Returns
    -------
    list of StatementCandidates
        In the order of the source.

    Raises
    ------
    SyntaxError
        If the file is not Python.
    """
    text = PythonText(file.text)
    rendering = Rendering(text)
    words = cache(
        partial(_words, text.tree, rendering.numpy, tuple(types))
    )  # a large file has few functions in question
    found = []
    for node, names in _statements(text.tree, frozenset()):
        one = StatementCandidates(file, rendering, node, (), words(names))
        if any(line in lines for line in one.lines):
            tokens, stores = python_tokens(file.text[one.start : one.end]), _stored(node)
            if not _is_plain_return(node):  # of which there is none in MATLAB
                span = aligned.get(node.lineno)
                one.originals = closest(originals, tokens, stores, span)
                # Where a trace knows which statement it stands for, it need not become like another one.
                one.counterparts = [o for o in one.originals if stands_within(o, span)] or one.originals
            one.missing = partial(missing_statements, originals, text.tree, one.words)
            found.append(one)
    if len(found) == 1 and _is_plain_return(found[0].node):  # then what it returns should be computed there
        found[0].originals = [statement for statement in originals if statement.stores & outputs]
    return found


def _statements(node: ast.AST, names: frozenset[str]) -> Iterator[tuple[ast.stmt, frozenset[str]]]:
    """Return all statements within a node, each with the variables of its function."""
    for child in ast.iter_child_nodes(node):
        inner = names
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = names | _variables(child)
        if isinstance(child, ast.stmt) and not isinstance(child, _UNCHANGED) and not _is_text(child):
            yield child, names
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from _statements(child, inner)


def _has_slices(node: ast.expr) -> bool:
    """Whether an expression is an index with slices, which stands nowhere else."""
    return isinstance(node, ast.Tuple) and any(isinstance(part, ast.Slice) for part in node.elts)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_plain_return(node: ast.stmt) -> bool:
    """Whether variables are returned as they are."""
    parts = [node.value, *getattr(node.value, "elts", [])] if isinstance(node, ast.Return) else [node]
    return all(isinstance(part, ast.Name | ast.Tuple) for part in parts)


def _variables(function: ast.AST) -> frozenset[str]:
    nodes = list(ast.walk(function))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return frozenset(stored | {node.arg for node in nodes if isinstance(node, ast.arg)})


def _base(node: ast.AST) -> ast.Name | None:
    """Return the variable of which an expression is an element or a field."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Starred):
        node = node.value
    return node if isinstance(node, ast.Name) else None


def _stored(node: ast.AST) -> list[str]:
    own = (part for top in own_nodes(node) for part in ast.walk(top))
    return [part.id for part in own if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]


def _words(tree: ast.Module, numpy: str, types: tuple[str, ...], names: frozenset[str]) -> Words:
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    exact = {name: name for name in sorted(names)}  # a set has another order in each process
    variables = {normalize_name(name): name for name in exact} | exact
    return Words(
        {**{normalize_name(name): name for name in functions}, **variables},
        numpy,
        frozenset(variables),
        types,
        _lists(tree, exact),
    )


def _lists(tree: ast.Module, names: Container[str]) -> tuple[str, ...]:
    """Return the variables that start as an empty list."""
    stored = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and _is_empty_list(node.value)]
    targets = (target.id for node in stored for target in node.targets if isinstance(target, ast.Name))
    return tuple(dict.fromkeys(name for name in targets if name in names))


def _is_empty_list(node: ast.expr) -> bool:
    return isinstance(node, ast.List) and not node.elts
