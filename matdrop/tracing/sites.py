"""What an instrumented copy records, by number: blocks of statements, and the sites where events arise."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from matdrop.tracing.recording import EventKind, Statement

SiteKind = EventKind | Literal["block"]
BlockKind = Literal["function", "loop", "repeat", "branch"]


@dataclass(frozen=True)
class Truth:
    """A condition whose truth value is known where a block is entered.

    Attributes
    ----------
    statement : int
        The number of the statement.
    value : bool
        Its truth value.
    place : int
        Its place in the block's chain: it was evaluated as often as the blocks of the chain from there on were entered.
    """

    statement: int
    value: bool
    place: int


@dataclass
class Block:
    """Statements that are executed one after the other, and counted together.

    Attributes
    ----------
    number : int
        From 1.
    kind : str
        What it is: the body of a function or a script, of a loop, of a ``do``; anything else is a branch.
    function : int
        The number of the function's block.
    parent : int
        The number of the block around it; 0 for a function.
    loops : tuple of int
        The blocks of the loops around its statements, outermost first.
    chain : list of int
        The blocks of the alternatives of which one is entered, itself among them.
    truths : list of Truth
        What is known where it is entered.
    """

    number: int
    kind: BlockKind
    function: int
    parent: int
    loops: tuple[int, ...]
    chain: list[int] = field(default_factory=list)
    truths: list[Truth] = field(default_factory=list)


@dataclass(frozen=True)
class Site:
    """A place of a copy at which an event arises.

    Attributes
    ----------
    kind : EventKind or "block"
        What arises; "block" for the entry into a block.
    statement : int
        The number of the statement; -1 for an input.
    variable : str
        What is stored.
    block : int
        The block it stands in.
    loops : tuple of int
        The blocks of the loops around the statement, outermost first.
    """

    kind: SiteKind
    statement: int
    variable: str
    block: int
    loops: tuple[int, ...]


@dataclass
class Sites:
    """All that the copies of one recording record.

    Attributes
    ----------
    statements : list of Statement
        By number, from 0.
    blocks : list of Block
        By number, from 1.
    sites : list of Site
        By number, from 1.
    counters : dict of int to list of int
        By the number of a statement, the blocks whose entries are its executions.
    together : set of int
        The sites from which on the values of several statements are recorded at once.
    names : dict of int to str
        By the number of a function's block, its name.
    not_instrumented : list of str
        Sentences: what could not be instrumented, with its place.
    """

    statements: list[Statement] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    counters: dict[int, list[int]] = field(default_factory=dict)
    together: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)
    not_instrumented: list[str] = field(default_factory=list)

    def around(self, block: Block) -> list[int]:
        """Find the blocks around a block within its function.

        Parameters
        ----------
        block : Block
            The block.

        Returns
        -------
        list of int
            Their numbers, from within; the block's own first.
        """
        found = [block.number]
        while block.parent:
            block = self.blocks[block.parent - 1]
            found.append(block.number)
        return found

    def add_block(self, kind: BlockKind, parent: Block | None) -> Block:
        """Add a block.

        Parameters
        ----------
        kind : BlockKind
            What it is.
        parent : Block or None
            The block around it.

        Returns
        -------
        Block
            With the next number.
        """
        number = len(self.blocks) + 1
        function = parent.function if parent is not None and kind != "function" else number
        loops = parent.loops if parent is not None and kind != "function" else ()
        own = (number,) if kind in ("loop", "repeat") else ()
        around = 0 if parent is None or kind == "function" else parent.number
        block = Block(number, kind, function, around, (*loops, *own), [number])
        self.blocks.append(block)
        return block

    def add_site(self, site: Site) -> int:
        """Add a site.

        Parameters
        ----------
        site : Site
            The site.

        Returns
        -------
        int
            Its number.
        """
        self.sites.append(site)
        return len(self.sites)

    def refuse(self, what: str, path: Path, line: int) -> None:
        """Note that something is not instrumented.

        Parameters
        ----------
        what : str
            What, and why.
        path : Path
            The file.
        line : int
            Where.
        """
        self.not_instrumented.append(f"{path.name}:{line}: {what}")
