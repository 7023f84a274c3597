r"""What is known of a habit in which NumPy and MATLAB differ. Each habit has a file of its own in this folder.

Notes
-----
A habit's file consists mostly of functions of the signatures below. They are documented here, once for all habits.
None of them changes what it is passed.

`Test` : Leaf -> Cause or None
    Takes a pair of values that differ. Returns the cause, made with `Leaf.cause`, if the test holds; None otherwise.
    The stages `forms` and `of_whole` pass values of any class. All other stages pass numbers: `explains`, `states` and
    `suggests` of the same size, `moves` of different sizes, `besides` of any size. NumPy's floating-point warnings are
    off, except in `of_whole`.
`CallTest` : Evidence -> list of Cause
    Takes what is known of a case. Returns a cause for each output that shows the habit, in any order; an empty list
    if the test does not hold. A cause whose `output` is empty concerns the whole call. An output that is named here is
    not passed to any `Test`.
`Rearrangement` : Leaf -> iterator of (Cause, Leaf)
    Takes a pair of numbers. Yields pairs: the cause that applies if the sides agree after the port's value is
    rearranged, and the leaf with the rearranged value, made with `Leaf.against`. In it both sides have the same size.
    Yields nothing where the rearrangement does not apply. The caller checks whether the sides then agree, exactly or
    after a further `Test`.
`Edit.change` : ast.AST -> ast.expr or None
    Takes a syntax node of the port. Its children have been changed already. Returns the expression that replaces it,
    or None if the node stays as it is. The caller sets the line numbers of the new expression.
`Pattern.find` : Code -> iterator of int
    Takes a parsed Python file. Yields the line numbers, from 1, at which a port from MATLAB is likely wrong.

Examples
--------
A leaf holds the original's numbers as ``leaf.a``, the port's as ``leaf.b``:

>>> import numpy as np
>>> leaf = Leaf("y", "", np.array([[1.5, 2.5, 4.5]]), np.array([[4.5, 2.5, 1.5]]))

A test, and a rearrangement:

>>> def reverse(leaf):
...     if leaf.explains(leaf.a[:, ::-1], leaf.b):
...         return leaf.cause("order", "the same values in reverse order", "reverse with [:, ::-1]")
>>> reverse(leaf).detail
'the same values in reverse order'
>>> def turned_back(leaf):
...     yield leaf.cause("order", "in reverse order", "reverse with [:, ::-1]"), leaf.against(leaf.b[:, ::-1])
>>> [(cause.kind, rearranged.b.tolist()) for cause, rearranged in turned_back(leaf)]
[('order', [[1.5, 2.5, 4.5]])]

A test of a call:

>>> def own_generator(evidence):
...     return [Cause("stream", "", f"the port makes its own {name}") for name in evidence.generators]
>>> from matdrop.cases.reference import Engine, Reference
>>> reference = Reference("live", Engine("GNU Octave", "7.3.0"), (), {})
>>> [cause.detail for cause in own_generator(Evidence(reference, {}, [], generators=["default_rng"]))]
['the port makes its own default_rng']

A change of a node, and a pattern:

>>> import ast
>>> def divide(node):
...     if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
...         return ast.BinOp(node.left, ast.Div(), node.right)
>>> ast.unparse(Edit("true division", divide).change(ast.parse("n // 2", mode="eval").body))
'n / 2'
>>> from matdrop.habits.pattern import Code
>>> def floors(code):
...     yield from (node.lineno for node in code.nodes if isinstance(node, ast.BinOp))
>>> list(Pattern("integer-division", floors).find(Code(ast.parse("n = 5\nm = n // 2"))))
[2]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from matdrop.habits.cause import Cause
from matdrop.habits.edit import Edit
from matdrop.habits.evidence import Evidence
from matdrop.habits.leaf import Leaf
from matdrop.habits.matlab_pattern import MatlabCall, MatlabOutput
from matdrop.habits.pattern import Pattern

Test = Callable[[Leaf], Cause | None]
CallTest = Callable[[Evidence], list[Cause]]
# What was done to the port's value, as the cause that it would be, and the value then.
Rearranged = tuple[Cause, Leaf]
Rearrangement = Callable[[Leaf], Iterator[Rearranged]]


@dataclass(frozen=True)
class DrawOrder:
    """Another order in which the port's random arrays are filled.

    Attributes
    ----------
    order : {"C"}
        The order: row by row.
    what : str
        What was changed, to follow "with".
    fix : str
        How to fix the port, if it then agrees.
    """

    order: Literal["C"]
    what: str
    fix: str


@dataclass(frozen=True, kw_only=True)
class Description:
    """A named difference between the two sides that is not a habit.

    Each test has a place, a number. Tests are tried in tens of places (0 to 9, 10 to 19 and so on), small places first.
    The first ten in which a test holds gives the answer. Tests that hold in the same ten are alternatives.

    Attributes
    ----------
    kind : str
        Its name, the same in text, JSON, docs and tests/gallery.
    rows : mapping of str to str
        The rows of the table of pitfalls that show it, each with the functions and figures that it is about.
    states : mapping of int to Test
        Tests for facts, tried where no transformation makes the sides agree.
    suggests : mapping of int to Test
        Weak tests, tried last.

    Examples
    --------
    >>> Description(kind="unknown").states
    {}
    """

    kind: str
    rows: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[int, Test] = field(default_factory=dict)
    suggests: Mapping[int, Test] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Habit(Description):
    """A habit in which NumPy and MATLAB differ: how it shows in values, where it is in code, and how to fix it.

    The signatures Test, CallTest and Rearrangement are documented at the top of this file.

    Attributes
    ----------
    fix : str
        How to fix a port that has it, unless a test or an edit has a more specific advice.
    explains : mapping of int to Test
        Transformations of a value that make sides of the same size agree.
    elementwise : bool
        Whether `explains` changes each number in its place, so that it is also tried after a rearrangement.
    moves : mapping of int to Test
        Transformations that make sides of different sizes agree.
    refits : mapping of int to Rearrangement
        Ways to give the port's value the original's size.
    rearranges : mapping of int to Rearrangement
        Other orders of the port's values, after which a second cause may be found.
    forms : mapping of int to Test
        Tests of class and form, tried first and on values of any class.
    of_whole : mapping of int to Test
        Tests of a whole output, tried before its elements are compared one by one.
    of_call : mapping of int to CallTest
        Tests of the whole call.
    besides : mapping of int to Test
        Tests for causes that are added to any other cause.
    edits : tuple of Edit
        Changes of a port's source; if the port then agrees, the habit is proven.
    draws : DrawOrder or None
        Another order of random draws that proves it.
    patterns : tuple of Pattern
        Where it is likely in Python.
    tempting : tuple of MatlabCall or MatlabOutput
        What in an original tempts to port it so.

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
    tempting: tuple[MatlabCall | MatlabOutput, ...] = ()

    @property
    def place(self) -> int:
        """The smallest place of its `explains`, by which habits are sorted; 1000 if it has none."""
        return min(self.explains, default=1000)
