"""What the lines of a source store and read, in either language, and which loops and branches they are in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["plain", "for", "while", "branch", "leave", "function", "return"]
MAIN = ""


@dataclass(frozen=True)
class Statement:
    """A statement, or all statements that start on one line.

    Attributes
    ----------
    line, last : int
        Where it starts and ends; of a loop or a branch, where its block ends.
    function : str
        The function that it is in; `MAIN` for the one that is traced.
    kind : str
        ``for``, ``while``, ``branch`` (if, switch, ...), ``leave`` (break, continue), ``function``, ``return``
        or ``plain``.
    stores, reads : tuple of str
        Names that it gives values to, and names that it uses.
    within : tuple of int
        The lines of the loops and branches that it is in, the outermost first.
    """

    line: int
    last: int
    function: str
    kind: Kind
    stores: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    within: tuple[int, ...] = ()


@dataclass(frozen=True)
class Function:
    """A function of a source: where it is, what it takes and gives."""

    name: str
    line: int
    last: int
    parameters: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A file, line by line.

    Attributes
    ----------
    path : Path
        The file.
    text : tuple of str
        Its lines.
    statements : dict of int to Statement
        By the line on which they start.
    functions : dict of str to Function
        By name; the one that is traced, or the script, has the name `MAIN`.
    returned : dict of int to tuple
        For each line of a Python ``return``, the names that each returned value is made of.
    indices : set of str
        Names that Python uses as indices, or that count a loop, or that hold such numbers.
    plain : set of str
        Names that stand alone as an index, so that they count from what the language counts from ...
    reckoned : set of str
        ... and names that stand in an index with something else.
    arms : dict of int to int
        For lines in a branch, in which of its arms they are: 0, or 1 after its ``else``.
    """

    path: Path
    text: tuple[str, ...]
    statements: dict[int, Statement] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    returned: dict[int, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    indices: set[str] = field(default_factory=set)
    plain: set[str] = field(default_factory=set)
    reckoned: set[str] = field(default_factory=set)
    arms: dict[int, int] = field(default_factory=dict)

    def loops(self, line: int) -> tuple[int, ...]:
        """Give the lines of the loops that a line is in, the outermost first."""
        return tuple(header for header in self.within(line) if self.statements[header].kind in ("for", "while"))

    def within(self, line: int) -> tuple[int, ...]:
        """Give the lines of the loops and branches that a line is in, the outermost first."""
        statement = self.statements.get(line)
        return () if statement is None else statement.within

    def first_within(self, header: int) -> int:
        """Give the first line of a block's body; the block's own line if it has none."""
        return min((s.line for s in self.statements.values() if header in s.within), default=header)

    def leaves(self, header: int) -> list[int]:
        """Give the lines of the branches by which a loop is left early."""
        found = []
        for statement in self.statements.values():
            if statement.kind == "leave" and self.loops(statement.line)[-1:] == (header,):
                found += [line for line in statement.within if line > header]
        return found

    def code(self, line: int) -> str:
        """Give the text of a line without its indentation; empty where there is no such line."""
        return self.text[line - 1].strip() if 0 < line <= len(self.text) else ""
