"""Mending several faults: each by itself while the others are healed, or output by output, then all together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matdrop.repair.candidates import Candidate
from matdrop.repair.changes import Change
from matdrop.repair.grafted_port import GraftedPort
from matdrop.repair.patch import Patch
from matdrop.repair.patched_port import PatchedPort, Texts
from matdrop.repair.repair import Repair
from matdrop.repair.search import Places, RepairSearch, texts_of

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
    confirmed = [chosen for chosen in choices[:TOGETHER] if search.confirmed(chosen)]
    return repairs_together(search, search.most_agreeing_together(confirmed)) if confirmed else None


def repair_by_outputs(search: RepairSearch, place: Places) -> tuple[Repair, ...] | None:
    """Find the changes that mend several faults of which no line is known: each makes one more output right.

    Parameters
    ----------
    search : RepairSearch
        Of the pair.
    place : Places
        Where the faults are.

    Returns
    -------
    tuple of Repair or None
        One for each change, as `repair_several` has them. None if an output is left that no change makes right.
    """
    if search.is_over:
        return None
    search.made = ()
    try:
        while wrong := _wrong_outputs(search):
            found = (_making_right(search, place, name) for name in wrong)
            best = next((candidate for candidate in found if candidate is not None), None)
            if best is None:
                return None
            search.made = (*search.made, best)
        made = search.made
    finally:
        search.made = ()
    return repairs_together(search, made) if search.confirmed(made) else None


def repairs_together(search: RepairSearch, changes: Sequence[Candidate]) -> tuple[Repair, ...]:
    """Return changes that mend a port together as its repairs.

    Parameters
    ----------
    search : RepairSearch
        Of the pair.
    changes : sequence of Candidate
        The changes, with which every case agrees.

    Returns
    -------
    tuple of Repair
        One for each; its patch starts from what the ones before it have written.
    """
    return tuple(search.repair_with(change, others=len(changes) - 1) for change in in_turn(search.tidied(changes)))


def _wrong_outputs(search: RepairSearch) -> list[str]:
    """Return the outputs that are wrong in a case with the changes that were made, in the original's order."""
    texts = texts_of(search.made)
    wrong = set().union(*(wrong_outputs(port, texts) for port in search.every_port))
    return [name for name in search.trials[0].case.pair.outputs if name in wrong]


def _making_right(search: RepairSearch, place: Places, name: str) -> Candidate | None:
    """Return the likeliest change that makes an output right in every case, and none wrong."""
    texts = texts_of(search.made)

    def asked(port: PatchedPort) -> OutputPort:
        return OutputPort(port, name, wrong_outputs(port, texts))

    agreeing = search.agreeing(place, list(map(asked, search.every_port)))
    return next(iter(search.most_agreeing(agreeing, asked)), None)


def wrong_outputs(port: PatchedPort, texts: Texts) -> frozenset[str]:
    """Return the outputs of one case that are wrong: all of them, where the port fails.

    Parameters
    ----------
    port : PatchedPort
        The port of a case.
    texts : mapping of Path to str
        Changed sources.

    Returns
    -------
    frozenset of str
        Their names.
    """
    attempt = port.call(texts)
    if attempt.error is not None:
        return frozenset(port.trial.reference.outputs)
    return frozenset(comparison.name for comparison in attempt.comparisons if comparison.mismatch)


@dataclass(frozen=True)
class OutputPort:
    """The port of one case, which is asked for one output; those that were right have to stay so.

    Attributes
    ----------
    port : PatchedPort
        The port.
    name : str
        The output.
    wrong : frozenset of str
        The outputs that were wrong before.
    """

    port: PatchedPort
    name: str
    wrong: frozenset[str]

    def agrees(self, texts: Texts) -> bool:
        """Whether the output is right with changed sources."""
        wrong = wrong_outputs(self.port, texts)
        return self.name not in wrong and wrong <= self.wrong


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
