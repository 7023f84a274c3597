"""Mending several faults: each by itself while the others are healed, then all of them together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from matdrop.repair.candidates import Candidate
from matdrop.repair.changes import Change
from matdrop.repair.grafted_port import GraftedPort
from matdrop.repair.patch import Patch
from matdrop.repair.search import Places, Repair, RepairSearch

TOGETHER = 20  # choices of changes that are tried together at most


def repair_several(
    search: RepairSearch, places: Sequence[Places], ports: Sequence[Sequence[GraftedPort]]
) -> tuple[Repair, ...] | None:
    """Find the changes that mend several faults.

    Parameters
    ----------
    search : RepairSearch
        Of the pair.
    places : sequence of Places
        Where each fault is.
    ports : sequence of sequence of GraftedPort
        For each fault, the ports of its cases in which the others are healed.

    Returns
    -------
    tuple of Repair or None
        One for each fault; the patch of each starts from what the ones before it have written. None if one of them is
        not found, or not all cases agree with all of them.
    """
    found = []
    for place, grafted in zip(places, ports, strict=True):
        agreeing = search.agreeing(place, grafted)
        if not agreeing:
            return None
        found.append(agreeing)
    choices = sorted(itertools.product(*found), key=lambda changes: [change.rank for change in changes])
    for chosen in choices[:TOGETHER]:
        if search.confirmed(chosen):
            count, moved = len(search.ports), search.moved_inputs
            return tuple(Repair(change, count, moved, tried=search.tried) for change in in_turn(chosen))
    return None


def in_turn(changes: Sequence[Candidate]) -> list[Candidate]:
    """Return changes of one source as changes that are made one after the other.

    Parameters
    ----------
    changes : sequence of Candidate
        Of the same sources; no two overlap.

    Returns
    -------
    list of Candidate
        The patch of each starts from what the ones before it have written.
    """
    made: list[Candidate] = []
    for candidate in changes:
        before = [one for one in made if one.patch.source.path == candidate.patch.source.path]
        earlier = [c for one in changes[: len(made)] if one.patch.source.path == candidate.patch.source.path
                   for c in one.patch.changes]  # fmt: skip
        source = before[-1].patch.after if before else candidate.patch.source
        moved = tuple(_moved(change, earlier) for change in candidate.patch.changes)
        made.append(replace(candidate, patch=Patch(source, moved)))
    return made


def _moved(change: Change, earlier: Sequence[Change]) -> Change:
    """Return a change at the place that it has after others were made."""
    longer = sum(len(one.text) - (one.end - one.start) for one in earlier if one.end <= change.start)
    return replace(change, start=change.start + longer, end=change.end + longer)
