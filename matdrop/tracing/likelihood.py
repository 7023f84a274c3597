"""Which statement of an interval most likely has the fault: a guess by the words of both sources."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matdrop.source.names import normalize_name
from matdrop.source.python import lines_of
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.recording import Event, Span
from matdrop.values.value import is_number_array

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
    "scipy", "linalg", "ndim", *keyword.softkwlist, *keyword.kwlist,
} - {"and", "or", "not"}  # fmt: skip
DEFINITION = re.compile(r"\s*(?:def|class) (\w+)")
WRITER = 5.0  # as many strange words a last writer of wrong elements counts
INDICES = {"0", "1", "-"}  # that come and go with indices that count from 0
# Functions that both languages call by one name: the original would have them, too.
SHARED = {
    "sum", "prod", "cumsum", "cumprod", "mean", "median", "std", "var", "max", "min", "abs", "sqrt", "exp", "log",
    "floor", "ceil", "round", "fix", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "any", "all",
    "zeros", "ones", "eye", "cross", "dot", "kron", "trace", "det", "inv", "pinv", "conj", "angle", "real", "imag",
    "diff",
}  # fmt: skip


def likeliest(program: Program, view: View, interval: Iterable[int], default: int | None = None) -> int | None:
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
        The statement that is taken where the words say nothing; else one that has failed.

    Returns
    -------
    int or None
        None if the interval is empty.
    """
    statements = list(interval)
    failed = [event.statement for events in view.raising for event in events if event.statement in statements]
    if failed:
        return failed[0]
    preferred = [number for number in (default,) if number in statements] + statements[-1:]
    if not preferred:
        return None
    known = _words_of_original(view, statements)
    everywhere = set(_words_in_files(view))
    temporary = _without_partner(view)
    writers = _writers(view, statements)
    scores = {
        number: _strangeness(_words(program.statements[number].span), known, everywhere, temporary)
        + WRITER * writers[number]
        for number in statements
    }
    best = max(scores.values())
    return preferred[0] if scores[preferred[0]] == best else max(statements, key=lambda n: scores[n])


def _writers(view: View, statements: Iterable[int]) -> Counter[int]:
    """Count for each statement the cases in which it was the last to change an element that is wrong in the end."""
    found: Counter[int] = Counter()
    for k, alignment in enumerate(view.alignments):
        events = [alignment.port.events[order] for n in statements for order in view.orders(k, n)]
        stores = sorted((e for e in events if e.kind == "store" and e.variable), key=lambda e: e.order)
        for name in dict.fromkeys(event.variable for event in stores):
            found.update(_last_writers([event for event in stores if event.variable == name], alignment))
    return found


def _last_writers(stores: Sequence[Event], alignment: Alignment) -> set[int]:
    """Return the statements that have written the wrong elements of an array that several statements store."""
    last = stores[-1]
    partner = alignment.partner.get(last.order)
    expected = None if partner is None else alignment.original.events[partner].value
    if len({event.statement for event in stores}) < 2 or not _are_alike(expected, last.value):
        return set()
    right: Any = np.asarray(expected).ravel("F")
    writer = np.full(right.size, stores[0].statement)
    before = right
    for event in stores:
        if not _are_alike(expected, event.value):
            return set()
        now = np.asarray(event.value).ravel("F")
        writer[now != before] = event.statement
        before = now
    return set(writer[~np.isclose(before, right, equal_nan=True)].tolist())


def _are_alike(one: Any, other: Any) -> bool:
    return is_number_array(one) and is_number_array(other) and one.size == other.size > 1


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
    for span, _ in lines:
        words += _words(span)
    return words


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


def _words(span: Span) -> Counter[str]:
    lines = lines_of(span.file)[span.line - 1 : span.end_line]
    text = " ".join(line.partition("#")[0].partition("%  ")[0] for line in lines)
    text = re.sub(r"\.(?=[*/^'])", "", re.sub(r"(\"[^\"]*\")", "", text))
    words = (normalize_name(SAME.get(word, word)) for word in TOKEN.findall(text))
    silent = {"", *map(normalize_name, SILENT)}
    return Counter(word for word in words if word not in silent)
