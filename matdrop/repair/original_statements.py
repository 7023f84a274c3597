"""The statements of an original that a statement of the port may stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from matdrop.repair.likeness import Tokens, likeness, matlab_tokens
from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import read
from matdrop.source.matlab_names import base_name, head_of, stored_names
from matdrop.source.matlab_syntax import Node, Statement, walk
from matdrop.source.names import normalize_name
from matdrop.tracing.recording import Span

_STATEMENTS = (
    syntax.ExpressionStatement,
    syntax.Assignment,
    syntax.If,
    syntax.For,
    syntax.While,
    syntax.DoUntil,
    syntax.Switch,
)
CLOSEST = 5  # statements of the original that a statement of the port is compared with at most


@dataclass(frozen=True)
class OriginalStatement:
    """A statement of an original.

    Attributes
    ----------
    line : int
        Where it starts.
    heads : tuple of Node
        What it evaluates itself.
    stores : frozenset of str
        The names that it stores, normalized.
    """

    line: int
    heads: tuple[Node, ...]
    stores: frozenset[str]

    @cached_property
    def tokens(self) -> Tokens:
        """What it is compared by."""
        return matlab_tokens(self.heads)


def statements_of(original: Path) -> tuple[OriginalStatement, ...]:
    """Return all statements of an original.

    Parameters
    ----------
    original : Path
        A ``.m`` file.

    Returns
    -------
    tuple of OriginalStatement
        In the order of the source, those in blocks, too; empty if the file cannot be read.
    """
    return statements_in(read(original).parts)


def statements_in(parts: Sequence[Node]) -> tuple[OriginalStatement, ...]:
    """Return all statements within parts of an original, as `statements_of` has them.

    Parameters
    ----------
    parts : sequence of Node
        The parts.

    Returns
    -------
    tuple of OriginalStatement
        In the order of the source.
    """
    return tuple(sorted(_statements(parts), key=lambda statement: statement.line))


def _statements(parts: Sequence[Node]) -> Iterator[OriginalStatement]:
    for part in parts:
        for node in walk(part):
            if isinstance(node, syntax.If):
                for branch in node.branches:
                    yield OriginalStatement(branch.span.line, (branch.condition,), frozenset())
            elif isinstance(node, _STATEMENTS):
                yield _statement(node)


def _statement(node: Statement) -> OriginalStatement:
    heads = tuple(head_of(node))
    stores = {normalize_name(name) for head in heads for name in stored_names(head)}
    if isinstance(node, syntax.For):
        stores |= {normalize_name(name) for name in [base_name(node.variable)] if name}
    return OriginalStatement(node.span.line, heads, frozenset(stores))


def closest(
    statements: Sequence[OriginalStatement], tokens: Tokens, stores: Sequence[str], aligned: Span | None
) -> list[OriginalStatement]:
    """Find the statements of an original that a statement of the port may stand for.

    Parameters
    ----------
    statements : sequence of OriginalStatement
        Of the original.
    tokens : tuple of str
        Those of the port's statement.
    stores : sequence of str
        The names that it stores.
    aligned : Span or None
        The original's statement that a trace has found.

    Returns
    -------
    list of OriginalStatement
        The aligned one, those that store the same name, those with most of the same tokens.
    """
    names = set(map(normalize_name, stores))
    ordered = sorted(statements, key=lambda statement: -likeness(tokens, statement.tokens))
    known = [s for s in ordered if stands_within(s, aligned)]
    known += [s for s in ordered if names & s.stores and s not in known]
    return [*known, *(s for s in ordered if s not in known)][: max(CLOSEST, len(known))]


def stands_within(statement: OriginalStatement, span: Span | None) -> bool:
    """Whether a statement of an original starts within a piece of its source.

    Parameters
    ----------
    statement : OriginalStatement
        The statement.
    span : Span or None
        The piece, if one is known.

    Returns
    -------
    bool
        False if none is known.
    """
    return span is not None and span.line <= statement.line <= span.end_line
