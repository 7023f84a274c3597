"""Statements that a port lacks: those of its original that store a name more often than the port does, in Python."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from matdrop.repair.original_statements import OriginalStatement
from matdrop.repair.original_terms import Words, terms_of
from matdrop.source import matlab_syntax as syntax
from matdrop.source.names import normalize_name


def missing_statements(originals: Sequence[OriginalStatement], tree: ast.AST, words: Words) -> Iterator[str]:
    r"""Return assignments that a port may lack.

    Parameters
    ----------
    originals : sequence of OriginalStatement
        All statements of the original.
    tree : ast.AST
        The port.
    words : Words
        What the port calls things.

    Yields
    ------
    str
        Statements in Python, each in the ways in which it may be meant.

    Examples
    --------
    >>> from matdrop.repair.original_statements import statements_in
    >>> from matdrop.source.matlab import parse
    >>> originals = statements_in(parse("s = sum(x); s = s / 2; y = x - s;").statements)
    >>> tree = ast.parse("def f(x):\n    s = np.sum(x)\n    y = x - s")
    >>> list(missing_statements(originals, tree, Words({"x": "x", "s": "s", "y": "y"}, "np")))
    ['s = np.sum(x)', 's = s / 2']
    """
    in_port = Counter(normalize_name(name) for name in _stored(tree))
    in_original = Counter(name for original in originals for name in original.stores)
    # What the port reads and never stores has a name there, too.
    read = {normalize_name(node.id): node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    known = Words({**read, **words.names}, words.numpy, words.variables | frozenset(read), words.types)
    found: dict[str, None] = {}
    for original in originals:
        if any(in_port[name] < in_original[name] for name in original.stores):
            found |= dict.fromkeys(_in_python(original, known))
    yield from found


def _in_python(original: OriginalStatement, words: Words) -> Iterator[str]:
    for head in original.heads:
        if isinstance(head, syntax.Assignment) and len(head.targets) == 1 and head.operator == "=" and head.value:
            for target, value in terms_of((head.targets[0], head.value), words):
                yield f"{ast.unparse(target)} = {ast.unparse(value)}"


def _stored(tree: ast.AST) -> Iterator[str]:
    """Return the name that each assignment stores, elements of arrays included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Subscript) and isinstance(node.ctx, ast.Store):
            base: ast.expr = node
            while isinstance(base, ast.Subscript):
                base = base.value
            if isinstance(base, ast.Name):
                yield base.id
