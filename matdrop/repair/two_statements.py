"""Mending two statements at once: where no change of one of them alone makes anything agree."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from pathlib import Path

from matdrop.calling.call import PortError
from matdrop.repair.candidates import Candidate
from matdrop.repair.search import Places, RepairSearch, texts_of

OF_A_STATEMENT = 100  # changes that are tried with those of another statement: those most like the original
ALIKE = 6  # pairs of changes that do the same as a pair that agrees, and are tried as well

Pair = tuple[Candidate, Candidate]
# Changes by the statement that they change, and by what the port then does: the likeliest first.
Groups = list[list[Candidate]]


def two_changes(search: RepairSearch, place: Places, every: Places, limit: float = math.inf) -> Pair | None:
    """Find two changes of different statements that mend a port together.

    Changes that do the same by themselves mostly do the same together with another one, too: of each such group the
    likeliest is tried first, and then the others.

    Parameters
    ----------
    search : RepairSearch
        Of the pair.
    place : Places
        Where one of the faults is.
    every : Places
        Where the other one may be: there, or elsewhere.
    limit : float
        What the two changes together have to cost less than.

    Returns
    -------
    tuple of Candidate or None
        None if no two of those that were tried make every case, every moved input and most shuffled ones agree.
    """
    search.allow_more()
    first = sorted(_first(search.singles(every)), key=lambda change: not place.hold(change))
    groups = _groups(search, first)
    search.allow_more()
    likeliest, all_changes = [group[0] for group in groups], [one for group in groups for one in group]
    in_turn = itertools.chain(_pairs(likeliest, place), _pairs(all_changes, place))
    pairs = search.agreeing_pairs(pair for pair in dict.fromkeys(in_turn) if _cost(pair) < limit)
    if not pairs:
        return None
    alike = search.agreeing_pairs(itertools.islice(_alike(pairs[0], groups), ALIKE))
    one, other = search.most_agreeing_together(list(dict.fromkeys([*pairs, *alike])))
    return one, other


def _first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the likeliest changes of each statement, of all of which the likeliest come first."""
    by_statement = itertools.groupby(sorted(candidates, key=lambda one: one.place), lambda one: one.place)
    return [one for _, own in by_statement for one in itertools.islice(own, OF_A_STATEMENT)]


def _groups(search: RepairSearch, candidates: Iterable[Candidate]) -> Groups:
    """Put changes together that do the same, without those that only make their own statement fail."""
    groups: dict[Hashable, list[Candidate]] = defaultdict(list)
    for candidate in itertools.takewhile(lambda _: not search.is_over, candidates):
        search.tried += 1
        answers = [port.answer(texts_of([candidate])) for port in search.failing]
        if not any(isinstance(answer, PortError) and _is_in(answer, candidate) for answer in answers):
            groups[candidate.place, *map(str, answers)].append(candidate)
    return list(groups.values())


def _is_in(error: PortError, candidate: Candidate) -> bool:
    return Path(error.file) == candidate.patch.source.path and error.line in (candidate.statement, *candidate.lines)


def _pairs(changes: Sequence[Candidate], place: Places) -> Iterator[Pair]:
    """Yield the pairs of changes of different statements, one of them in a place: of each kind in turn the likeliest.

    Two slips are as likely as one and something that the original has, whose likeness would put it first. Both faults
    may be in the place, or only one.
    """
    kinds: dict[tuple[bool, int], list[Pair]] = defaultdict(list)
    for pair in itertools.combinations(changes, 2):
        inside = sum(place.hold(one) for one in pair)
        if inside and pair[0].place != pair[1].place:
            kinds[any(one.is_of_original for one in pair), inside].append(pair)
    in_turn = itertools.zip_longest(*(sorted(kind, key=_cost) for kind in kinds.values()))
    yield from (pair for round_ in in_turn for pair in round_ if pair is not None)


def _alike(pair: Pair, groups: Groups) -> Iterator[Pair]:
    """Yield the pairs of changes that do the same as those of a pair, each by itself."""
    ones, others = (next(group for group in groups if change in group) for change in pair)
    yield from itertools.product(ones, others)


def _cost(pair: Pair) -> float:
    return sum(one.cost for one in pair)
