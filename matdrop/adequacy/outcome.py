"""What is found of the cases of a pair: how many changes of the port they notice, and which they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias

from matdrop.adequacy.reach import Point
from matdrop.cases.pair import Pair
from matdrop.repair.changes import Change

Fate: TypeAlias = Literal["noticed", "survived", "unreached", "equivalent"]


@dataclass(frozen=True)
class Killer:
    """Inputs that no case has, on which a change is noticed.

    Attributes
    ----------
    args : tuple of str
        The arguments of the original as MATLAB expressions.
    seed : object
        The seed of the case; None without one.
    """

    args: tuple[str, ...]
    seed: Any = None


@dataclass(frozen=True)
class Mutant:
    """A change of the port, and what came of it.

    Attributes
    ----------
    change : Change
        What was changed.
    fate : {"noticed", "survived", "unreached", "equivalent"}
        Whether a case notices the change. No case runs an unreached one; an equivalent one does provably the same as
        the port.
    column : int
        Where the change starts in its line, in characters from 1.
    text : str
        The line of the port as the change leaves it.
    is_endless : bool
        Whether it was noticed because the port took more than ten times its time.
    killer : Killer or None
        Of a change that no case notices: inputs that would, if they were searched for and found.
    """

    change: Change
    fate: Fate
    column: int
    text: str
    is_endless: bool = False
    killer: Killer | None = None


@dataclass(frozen=True)
class PairAdequacy:
    """How much the cases of one pair would notice.

    Attributes
    ----------
    pair : Pair
        The pair.
    cases : tuple of str
        The names of the cases that were run.
    file : Path or None
        The port's file; None if it could not be changed.
    mutants : tuple of Mutant
        In the order of the source.
    possible : int
        How many changes there are; of very many only some are tried.
    unreached : tuple of Point
        The statements, and the ways of conditions, that no case reaches.
    original_unreached : tuple of Point
        The same of the original; empty where its cases were not run in an engine.
    seconds : float
        The processor time of the changed ports.
    error : str
        Why the port could not be changed; empty if it was.
    """

    pair: Pair
    cases: tuple[str, ...]
    file: Path | None = None
    mutants: tuple[Mutant, ...] = ()
    possible: int = 0
    unreached: tuple[Point, ...] = ()
    original_unreached: tuple[Point, ...] = ()
    seconds: float = 0.0
    error: str = ""

    def count(self, fate: Fate) -> int:
        """Count the changes of a fate.

        Parameters
        ----------
        fate : {"noticed", "survived", "unreached", "equivalent"}
            What came of them.

        Returns
        -------
        int
            How many.
        """
        return sum(mutant.fate == fate for mutant in self.mutants)

    @cached_property
    def survivors(self) -> tuple[Mutant, ...]:
        """The changes that no case notices although the changed statement is run."""
        return tuple(mutant for mutant in self.mutants if mutant.fate == "survived")

    @cached_property
    def share(self) -> float | None:
        """The share of changes that are noticed, equivalent ones left out; None if there are none."""
        return _share((self,))


@dataclass(frozen=True)
class Adequacy:
    """How much the cases of a project would notice.

    Attributes
    ----------
    pairs : tuple of PairAdequacy
        In the order of the table.
    """

    pairs: tuple[PairAdequacy, ...]

    @cached_property
    def share(self) -> float | None:
        """The share of all changes that are noticed; None if there are none."""
        return _share(self.pairs)

    @property
    def below(self) -> tuple[PairAdequacy, ...]:
        """The pairs whose share is below the minimum that the table sets, or not known although it sets one."""
        return tuple(
            found
            for found in self.pairs
            if found.pair.minimum_adequacy and (found.share is None or found.share < found.pair.minimum_adequacy)
        )


def _share(pairs: Sequence[PairAdequacy]) -> float | None:
    noticed = sum(pair.count("noticed") for pair in pairs)
    tried = noticed + sum(pair.count("survived") + pair.count("unreached") for pair in pairs)
    return noticed / tried if tried else None
