"""Mending two statements at once: where no change of one of them alone makes anything agree."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from matdrop.repair.candidates import Candidate
from matdrop.repair.search import Places, RepairSearch

OF_A_STATEMENT = 60  # changes that are tried with those of another statement: those most like the original


def two_changes(
    search: RepairSearch, place: Places, beside: Places, limit: float = math.inf
) -> tuple[Candidate, Candidate] | None:
    """Find two changes of different statements that mend a port together.

    Parameters
    ----------
    search : RepairSearch
        Of the pair.
    place : Places
        Where one of the faults is.
    beside : Places
        Where the other one may be.
    limit : float
        What the two changes together have to cost less than.

    Returns
    -------
    tuple of Candidate or None
        None if no two of those that were tried make every case, every moved input and most shuffled ones agree.
    """
    every = _pairs(_first(search.singles(place)), _first(search.singles(beside)))
    pairs = search.agreeing_pairs(pair for pair in every if _cost(pair) < limit)
    if not pairs:
        return None
    one, other = search.most_agreeing_together(pairs)
    return one, other


def _first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the likeliest changes of each statement."""
    by_statement = itertools.groupby(sorted(candidates, key=lambda one: one.place), lambda one: one.place)
    return [one for _, own in by_statement for one in sorted(own, key=lambda c: c.rank)[:OF_A_STATEMENT]]


def _pairs(ones: Sequence[Candidate], others: Sequence[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """Yield the pairs of changes of different statements: of each kind in turn the likeliest.

    Two slips are as likely as one and something that the original has, whose likeness would put it first. Both faults
    may be where one of them is known to be, or only one.
    """
    places = {one.place for one in ones}
    different = (pair for pair in itertools.product(ones, others) if pair[0].place != pair[1].place)
    kinds: dict[tuple[bool, bool], list[tuple[Candidate, Candidate]]] = defaultdict(list)
    for pair in {frozenset(pair): pair for pair in different}.values():
        kinds[any(one.is_of_original for one in pair), pair[1].place in places].append(pair)
    in_turn = itertools.zip_longest(*(sorted(kind, key=_cost) for kind in kinds.values()))
    yield from (pair for round_ in in_turn for pair in round_ if pair is not None)


def _cost(pair: tuple[Candidate, Candidate]) -> float:
    return sum(one.cost for one in pair)
