"""A change with which a port agrees with its original: on what it was tried, and what else may be meant."""

from __future__ import annotations

from dataclasses import dataclass

from matdrop.repair.candidates import Candidate


@dataclass(frozen=True)
class Alternative:
    """Another change that agrees, and inputs on which it does something else; nothing is known of the original there.

    Attributes
    ----------
    candidate : Candidate
        The change.
    inputs : str
        The inputs.
    """

    candidate: Candidate
    inputs: str


@dataclass(frozen=True)
class Repair:
    """A change with which a port agrees on all cases.

    Attributes
    ----------
    candidate : Candidate
        The change.
    cases : int
        On how many cases the changed port was run.
    moved : int
        On how many moved inputs of them it agrees with the original, too.
    alternatives : tuple of Alternative
        Other changes of the same cost that agree on all of these, and mean something else.
    telling : str
        What has told others apart that agree on the cases alone.
    tried : int
        How many changes were tried.
    others : int
        How many other changes it takes besides.
    has_original : bool
        Whether the original could be run on moved inputs.
    is_only_place : bool
        Whether all changes of the same cost were tried, the change could not be made in another statement as well, and
        of other statements only those agree on all of these, too, that do without what is wrong: they put something
        else in place of a variable that may be wrong.
    shuffled : int
        Where there are no moved inputs, because all numbers are whole: on how many shuffled inputs it agrees; 0 if it
        differs on one of them.
    """

    candidate: Candidate
    cases: int
    moved: int
    alternatives: tuple[Alternative, ...] = ()
    telling: str = ""
    tried: int = 0
    others: int = 0
    has_original: bool = True
    is_only_place: bool = False
    shuffled: int = 0

    @property
    def is_confirmed(self) -> bool:
        """Whether it agrees on other inputs than those of the cases, too."""
        return bool(self.moved or self.shuffled)

    @property
    def has_one_place(self) -> bool:
        """Whether the change cannot be made in another statement as well, or has to be made in several."""
        return self.is_only_place or not self.candidate.statement
