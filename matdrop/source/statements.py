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
        Names that it assigns, and names that it uses.
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
    """A function of a source: its name, its lines, its parameters and its outputs."""

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
        Names that are a whole index, as in ``x(k)``; they count from the language's first index.
    reckoned : set of str
        Names that are a part of an index, as in ``x(k + 1)``.
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
        """Return the lines of the loops that a line is in.

        Parameters
        ----------
        line : int
            The number of the line, counted from 1.

        Returns
        -------
        tuple of int
            Where the loops start, the outermost first.

        Examples
        --------
        >>> loop = Statement(1, 4, MAIN, "for")
        >>> branch = Statement(2, 3, MAIN, "branch", within=(1,))
        >>> leave = Statement(3, 3, MAIN, "leave", within=(1, 2))
        >>> source = Source(Path("f.m"), (), {1: loop, 2: branch, 3: leave})
        >>> source.loops(3)
        (1,)
        """
        return tuple(header for header in self.within(line) if self.statements[header].kind in ("for", "while"))

    def within(self, line: int) -> tuple[int, ...]:
        """Return the lines of the loops and branches that a line is in.

        Parameters
        ----------
        line : int
            The number of the line, counted from 1.

        Returns
        -------
        tuple of int
            Where they start, the outermost first; empty if no statement starts on the line.

        Examples
        --------
        >>> loop = Statement(1, 4, MAIN, "for")
        >>> branch = Statement(2, 3, MAIN, "branch", within=(1,))
        >>> leave = Statement(3, 3, MAIN, "leave", within=(1, 2))
        >>> source = Source(Path("f.m"), (), {1: loop, 2: branch, 3: leave})
        >>> source.within(3)
        (1, 2)
        """
        statement = self.statements.get(line)
        return () if statement is None else statement.within

    def first_within(self, header: int) -> int:
        """Return the first line of a block's body.

        Parameters
        ----------
        header : int
            The line on which the block starts, counted from 1.

        Returns
        -------
        int
            The line; `header` if the body is empty.

        Examples
        --------
        >>> loop = Statement(1, 4, MAIN, "for")
        >>> branch = Statement(2, 3, MAIN, "branch", within=(1,))
        >>> leave = Statement(3, 3, MAIN, "leave", within=(1, 2))
        >>> source = Source(Path("f.m"), (), {1: loop, 2: branch, 3: leave})
        >>> source.first_within(1)
        2
        """
        return min((s.line for s in self.statements.values() if header in s.within), default=header)

    def leaves(self, header: int) -> list[int]:
        """Return the lines of the branches that leave a loop early.

        Parameters
        ----------
        header : int
            The line on which the loop starts, counted from 1.

        Returns
        -------
        list of int
            Where the branches around each ``break`` or ``continue`` of the loop start.

        Examples
        --------
        >>> loop = Statement(1, 4, MAIN, "for")
        >>> branch = Statement(2, 3, MAIN, "branch", within=(1,))
        >>> leave = Statement(3, 3, MAIN, "leave", within=(1, 2))
        >>> source = Source(Path("f.m"), (), {1: loop, 2: branch, 3: leave})
        >>> source.leaves(1)
        [2]
        """
        found = []
        for statement in self.statements.values():
            if statement.kind == "leave" and self.loops(statement.line)[-1:] == (header,):
                found += [line for line in statement.within if line > header]
        return found

    def code(self, line: int) -> str:
        """Return the text of a line without its indentation.

        Parameters
        ----------
        line : int
            The number of the line, counted from 1.

        Returns
        -------
        str
            The text; empty if the file has no such line.

        Examples
        --------
        >>> Source(Path("f.m"), ("if x", "  y = 2;", "end")).code(2)
        'y = 2;'
        """
        return self.text[line - 1].strip() if 0 < line <= len(self.text) else ""
