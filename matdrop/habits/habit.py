"""What is known of a habit in which NumPy and MATLAB differ. Each habit has a file of its own in this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from matdrop.habits.cause import Cause
from matdrop.habits.edit import Edit
from matdrop.habits.evidence import Evidence
from matdrop.habits.leaf import Leaf
from matdrop.habits.pattern import Pattern

Test = Callable[[Leaf], Cause | None]
CallTest = Callable[[Evidence], list[Cause]]
# What was done to the port's value, as the cause that it would be, and the value then.
Rearranged = tuple[Cause, Leaf]
Rearrangement = Callable[[Leaf], Iterator[Rearranged]]


@dataclass(frozen=True)
class DrawOrder:
    """Another order in which the port gets its random arrays filled.

    Attributes
    ----------
    order : {"C"}
        The order: row by row.
    what : str
        What was changed, to follow "with".
    fix : str
        How to mend the port, if it then agrees.
    """

    order: Literal["C"]
    what: str
    fix: str


@dataclass(frozen=True, kw_only=True)
class Description:
    """A way in which two sides differ that has a name, though it is no habit.

    Tests are given by place: small places are tried first, and the first ten of places (10 to 19, say) in which one
    holds gives the answer; tests that hold in the same ten are alternatives to each other.

    Attributes
    ----------
    kind : str
        Its name, the same word in text, JSON and docs, of its file here and of its folder in tests/gallery.
    rows : mapping of str to str
        The rows of the table of pitfalls that show it, each with the functions and figures that it is about.
    states : mapping of int to Test
        Tests for facts, tried where no transformation makes the sides agree.
    suggests : mapping of int to Test
        Weak tests, tried last.
    """

    kind: str
    rows: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[int, Test] = field(default_factory=dict)
    suggests: Mapping[int, Test] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Habit(Description):
    """A habit in which NumPy and MATLAB differ: how it shows in values, where it stands in code, and what mends it.

    Attributes
    ----------
    fix : str
        How to mend a port that has it, where a test or an edit does not say it better.
    explains : mapping of int to Test
        Transformations of a value that make sides of the same size agree.
    elementwise : bool
        Whether they change numbers where they stand, so that they may be seen through a rearrangement.
    moves : mapping of int to Test
        Transformations that make sides of different sizes agree.
    refits : mapping of int to Rearrangement
        Ways to give the port's value the original's size.
    rearranges : mapping of int to Rearrangement
        Other orders of the port's values, by which a second cause may be seen.
    forms : mapping of int to Test
        Tests of form, tried first and on values of any class.
    of_whole : mapping of int to Test
        Tests of an output before it is taken apart into its elements.
    of_call : mapping of int to CallTest
        Tests of the whole call.
    besides : mapping of int to Test
        Tests for what is said in addition to any other cause.
    edits : tuple of Edit
        Changes of a port's source; if the port then agrees, the habit is proven.
    draws : DrawOrder or None
        Another order of random draws that proves it.
    patterns : tuple of Pattern
        Where it is likely in Python.

    Examples
    --------
    >>> Habit(kind="ddof", rows={"std-ddof": "std"}, fix="give ddof=1").kind
    'ddof'
    """

    fix: str
    explains: Mapping[int, Test] = field(default_factory=dict)
    elementwise: bool = False
    moves: Mapping[int, Test] = field(default_factory=dict)
    refits: Mapping[int, Rearrangement] = field(default_factory=dict)
    rearranges: Mapping[int, Rearrangement] = field(default_factory=dict)
    forms: Mapping[int, Test] = field(default_factory=dict)
    of_whole: Mapping[int, Test] = field(default_factory=dict)
    of_call: Mapping[int, CallTest] = field(default_factory=dict)
    besides: Mapping[int, Test] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    draws: DrawOrder | None = None
    patterns: tuple[Pattern, ...] = ()

    @property
    def place(self) -> int:
        """When it is tried, against other habits; those that no transformation shows come last."""
        return min(self.explains, default=1000)
