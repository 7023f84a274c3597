"""Which statement of an interval most likely has the fault: a guess by the words of both sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from matdrop.source.names import normalize_name
from matdrop.source.python import lines_of
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
    "range", "shape", "self", "return", "for", "in", "end", "if", "else", "elif", "while", "order", "dtype",
    "flatten", "T", "math", "float64", "newaxis", "None", "array", "asarray", "list", "append", "tuple",
    "lambda", "scipy", "linalg",
}  # fmt: skip
INDICES = {"0", "1", "-"}  # that come and go with indices that count from 0


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
    failed = [event.statement for events in view.raising for event in events]
    preferred = [number for number in (default, *failed) if number in statements] + statements[-1:]
    if not preferred:
        return None
    known = _words_of_original(view, statements)
    temporary = _without_partner(view)
    scores = {number: _strangeness(_words(program.statements[number].span), known, temporary) for number in statements}
    best = max(scores.values())
    return preferred[0] if scores[preferred[0]] == best else max(statements, key=lambda n: scores[n])


def _without_partner(view: View) -> set[str]:
    """Return the names of the port's variables that nothing in the original stands for."""
    partners = {normalize_name(name) for _, name in view.comparison.partners.variables}
    statements = view.program.statements
    return {normalize_name(name) for s in statements for name in (*s.stores, *s.reads)} - partners


def _strangeness(words: Counter[str], known: Counter[str], temporary: set[str]) -> float:
    """Return how much a statement says that the original does not say."""
    strange = Counter({word: count for word, count in (words - known).items() if word not in temporary})
    return sum(
        count * (0.1 if word in INDICES else 3.0 if word[0].isdigit() else 1.0) for word, count in strange.items()
    )


def _words_of_original(view: View, statements: Iterable[int]) -> Counter[str]:
    """Return the words of the lines of the original that stand for some statements, or for what uses these."""
    lines: set[tuple[Span, int]] = set()
    for k, alignment in enumerate(view.alignments):
        for statement in statements:
            for order in view.orders(k, statement):
                moment = alignment.partner.get(order, alignment.moments[order])
                if moment < len(alignment.original.events):
                    number = alignment.original.events[moment].statement
                    if number >= 0:
                        lines.add((alignment.original.statements[number].span, number))
    words: Counter[str] = Counter()
    for span, _ in lines:
        words += _words(span)
    return words


def _words(span: Span) -> Counter[str]:
    lines = lines_of(span.file)[span.line - 1 : span.end_line]
    text = " ".join(line.partition("#")[0].partition("%  ")[0] for line in lines)
    text = re.sub(r"\.(?=[*/^'])", "", re.sub(r"(\"[^\"]*\")", "", text))
    words = (normalize_name(SAME.get(word, word)) for word in TOKEN.findall(text))
    silent = {"", *map(normalize_name, SILENT)}
    return Counter(word for word in words if word not in silent)
