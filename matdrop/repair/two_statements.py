"""Mending two statements at once: where no change of one of them alone makes anything agree."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from matdrop.repair.candidates import Candidate
from matdrop.repair.search import Places, Repair, RepairSearch
from matdrop.repair.several_faults import repairs_together

OF_A_STATEMENT = 60  # changes that are tried with those of another statement: those most like the original


def repair_of_two_statements(search: RepairSearch, place: Places, beside: Places) -> tuple[Repair, ...] | None:
    """Find two changes of different statements that mend a port together.

    Parameters
    ----------
    search : RepairSearch
        Of the pair.
    place : Places
        Where one of the faults is.
    beside : Places
        Where the other one may be.

    Returns
    -------
    tuple of Repair or None
        One for each change; the patch of the second starts from what the first has written. None if no two of those
        that were tried make every case and most of the other inputs agree.
    """
    pairs = search.agreeing_pairs(_pairs(_first(search.singles(place)), _first(search.singles(beside))))
    chosen = search.most_agreeing_together(pairs) if pairs else ()
    return repairs_together(search, chosen) if chosen else None


def _first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the likeliest changes of each statement."""
    by_statement = itertools.groupby(sorted(candidates, key=lambda one: one.place), lambda one: one.place)
    return [one for _, own in by_statement for one in sorted(own, key=lambda c: c.rank)[:OF_A_STATEMENT]]


def _pairs(ones: Sequence[Candidate], others: Sequence[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """Yield the pairs of changes of different statements, the likeliest first.

    Two slips are as likely as one and something that the original has, whose likeness would put it first.
    """
    different = (pair for pair in itertools.product(ones, others) if pair[0].place != pair[1].place)
    found = {frozenset(pair): pair for pair in different}
    ranked = sorted(found.values(), key=lambda pair: sum(one.rank[1] for one in pair))
    of_slips = [pair for pair in ranked if not any(one.is_of_original for one in pair)]
    others_ranked = [pair for pair in ranked if any(one.is_of_original for one in pair)]
    in_turn = itertools.chain.from_iterable(itertools.zip_longest(of_slips, others_ranked))
    yield from (pair for pair in in_turn if pair is not None)
