"""Which statement of an interval most likely has the fault: a guess by the words of both sources, and by its values."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING

from matdrop.source.names import normalize_name
from matdrop.source.python import lines_of
from matdrop.tracing.event_alignment import END, Alignment
from matdrop.tracing.evidence import executed_after, is_right, last_writers, returns_another
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.recording import Span

if TYPE_CHECKING:
    from matdrop.tracing.view import View

TOKEN = re.compile(r"\d+\.?\d*(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|[<>=!~]=|\*\*|//|&&|\|\||[-+*/^<>@&|~%]")
# Words of Python in MATLAB's.
SAME = {
    "**": "^", "@": "*", "!=": "~=", "and": "&", "or": "|", "&&": "&", "||": "|", "not": "~", "//": "/",
    "len": "numel", "size": "numel", "absolute": "abs", "concatenate": "cat", "hstack": "cat", "vstack": "cat",
    "arange": "range", "linspace": "linspace", "argmax": "max", "argmin": "min", "argsort": "sort", "power": "^",
    "maximum": "max", "minimum": "min", "amax": "max", "amin": "min", "nansum": "sum",
}  # fmt: skip
# What a port writes otherwise without a fault.
SILENT = {
    "np", "numpy", "reshape", "ravel", "copy", "float", "int", "astype", "axis", "keepdims", "True", "False",
    "range", "shape", "self", "end", "order", "dtype",
    "flatten", "T", "math", "float64", "newaxis", "None", "array", "asarray", "list", "append", "tuple",
    "scipy", "linalg", "random", "ndim", *keyword.softkwlist, *keyword.kwlist,
} - {"and", "or", "not"}  # fmt: skip
DEFINITION = re.compile(r"\s*(?:def|class) (\w+)")
DEFAULTS = re.compile(r"=([^,)]*)")  # of parameters
MAIN = "if __name__"
# As many strange words as other signs count:
WRITER = 5.0  # to be the last writer of wrong elements,
MISSING = 2.0  # to lack a word of the original,
RIGHT = 5.0  # and against it, to do what the original does
INDICES = {"0", "1", "-"}  # that come and go with indices that count from 0
# Functions that both languages call by one name: the original would have them, too.
SHARED = frozenset({
    "sum", "prod", "cumsum", "cumprod", "mean", "median", "std", "var", "max", "min", "abs", "sqrt", "exp", "log",
    "floor", "ceil", "round", "fix", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "any", "all",
    "zeros", "ones", "eye", "cross", "dot", "kron", "trace", "det", "inv", "pinv", "conj", "angle", "real", "imag",
    "diff",
})  # fmt: skip


def likeliest(
    program: Program, view: View, interval: Iterable[int], default: int | None = None, plain: View | None = None
) -> int | None:
    """Return the statement of an interval that most likely has the fault.

    Parameters
    ----------
    program : Program
        The port.
    view : View
        The port's runs beside the original's.
    interval : iterable of int
        The statements.
    default : int, optional
        The statement whose graft heals: it is taken where nothing speaks against it.
    plain : View, optional
        The port as it is; by default, what `view` is of.

    Returns
    -------
    int or None
        None if the interval is empty.
    """
    statements = [number for number in interval if MAIN not in _text(program.statements[number].span)]
    failed = [event.statement for events in view.raising for event in events if event.statement in statements]
    if failed:
        return failed[0]
    plain = plain or view
    preferred = [number for number in statements if returns_another(plain, number)]
    if preferred or not statements:
        return next(iter(preferred), None)
    preferred = [default] if default in statements else statements[-1:]
    scores = _scores(program, view, statements)
    without = executed_after(plain, default) if default is not None else set()
    for number in statements:
        scores[number] -= RIGHT * (number in without or is_right(plain, number))
    best = max(scores.values())
    return next(number for number in (*preferred, *reversed(statements)) if scores[number] == best)


def _scores(program: Program, view: View, statements: Sequence[int]) -> dict[int, float]:
    """Return how likely statements have the fault, by their words and by what they have written."""
    words = {number: _words(program.statements[number].span) for number in statements}
    known, everywhere = _words_of_original(view, statements), set(_words_in_files(view))
    # What all of them together do not say, the one lacks that stores what the original stores there.
    missing = SHARED & (known - sum(words.values(), Counter())).keys()
    temporary, writers = _without_partner(view), last_writers(view, statements)
    return {
        number: _strangeness(words[number], known, everywhere, temporary)
        + MISSING * len(missing & _words_beside(view, number).keys())
        + WRITER * writers[number]
        for number in statements
    }


def _without_partner(view: View) -> set[str]:
    """Return the names of the port's variables that nothing in the original stands for."""
    partners = {normalize_name(name) for _, name in view.comparison.partners.variables}
    statements = view.program.statements
    names = [name for s in statements for name in (*s.stores, *s.reads)]
    return {normalize_name(name) for name in (*names, *_defined({s.span.file for s in statements}))} - partners


def _defined(files: Iterable[Path]) -> Iterator[str]:
    """Yield the names of the functions and classes that some files define."""
    for file in files:
        yield from (found[1] for line in lines_of(file) if (found := DEFINITION.match(line)))


def _strangeness(words: Counter[str], known: Counter[str], everywhere: Set[str], temporary: Set[str]) -> float:
    """Return how much a statement says that the original does not say: not in the same lines, or nowhere at all."""
    strange = Counter({word: count for word, count in (words - known).items() if word not in temporary})
    return sum(count * _weight(word, word in everywhere) for word, count in strange.items())


def _weight(word: str, is_elsewhere: bool) -> float:
    if word in INDICES:
        return 0.1
    if word[0].isdigit():
        return 0.5 if is_elsewhere else 3.0
    if word in SHARED:
        return 1.0 if is_elsewhere else 3.0
    return 1.0


def _words_of_original(view: View, statements: Iterable[int]) -> Counter[str]:
    """Return the words of the lines of the original that stand for some statements, or for what uses these."""
    lines: set[tuple[Span, int]] = set()
    for k, alignment in enumerate(view.alignments):
        for statement in statements:
            for order in view.orders(k, statement):
                moment = alignment.partner.get(order, alignment.moments[order])
                for number in _statements_at(alignment, moment):
                    lines.add((alignment.original.statements[number].span, number))
    words: Counter[str] = Counter()
    for span in {span for span, _ in lines} | _spans_behind(view, {number for _, number in lines}):
        words += _words(span)
    return words


def _words_beside(view: View, statement: int) -> Counter[str]:
    """Return the words of the original's statements that store what a statement stores."""
    words: Counter[str] = Counter()
    for k, alignment in enumerate(view.alignments):
        for order in view.orders(k, statement)[:1]:
            for number in _statements_at(alignment, alignment.partner.get(order, END)):
                words |= _words(alignment.original.statements[number].span)
    return words


def _spans_behind(view: View, numbers: set[int]) -> set[Span]:
    """Return some of the original's statements, and those behind them by variables that the port does not have."""
    statements = view.alignments[0].original.statements
    taken = set(view.comparison.partners.variables.values())
    found, waiting = set(numbers), list(numbers)
    while waiting:
        reader = statements[waiting.pop()]
        free = {name for name in reader.reads if (reader.function, name) not in taken}
        for statement in statements:
            if statement.function == reader.function and statement.number not in found and free & set(statement.stores):
                found.add(statement.number)
                waiting.append(statement.number)
    return {statements[number].span for number in found}


def _statements_at(alignment: Alignment, moment: int) -> list[int]:
    """Return the original's statement of an event, and for what it returns the one that has stored that."""
    events = alignment.original.events
    if moment >= len(events):
        return []
    stored = alignment.last_store(events[moment]) if events[moment].kind == "return" else None
    orders = [moment] if stored is None else [moment, stored]
    return [events[order].statement for order in orders if events[order].statement >= 0]


def _words_in_files(view: View) -> Iterator[str]:
    """Yield all words of the original, wherever they stand."""
    for file in {s.span.file for alignment in view.alignments for s in alignment.original.statements}:
        yield from _words(Span(file, 1, 1, len(lines_of(file)), 1))


def _text(span: Span) -> str:
    """Return a statement in one line, without comments."""
    lines = lines_of(span.file)[span.line - 1 : span.end_line]
    return " ".join(line.partition("#")[0].partition("%  ")[0] for line in lines)


def _words(span: Span) -> Counter[str]:
    """Count what a statement says; a definition, in the defaults of its parameters."""
    text = _text(span)
    is_definition = bool(DEFINITION.match(text))
    text = re.sub(r"\.(?=[*/^'])", "", re.sub(r"(\"[^\"]*\")", "", text))
    if is_definition:
        text = " ".join(DEFAULTS.findall(text))
    words = (normalize_name(SAME.get(word, word)) for word in TOKEN.findall(text))
    silent = {"", *map(normalize_name, SILENT)}
    return Counter(word for word in words if word not in silent)
