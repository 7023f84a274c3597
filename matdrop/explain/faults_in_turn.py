"""Faults one behind the other: the first is mended as far as its own values show it, then the port is traced again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matdrop.errors import MatdropError
from matdrop.explain.places import places_of
from matdrop.repair.candidates import Candidate
from matdrop.repair.first_difference import PortOfStatement, first_difference
from matdrop.repair.repair import Repair
from matdrop.repair.search import RepairSearch, texts_of
from matdrop.repair.several_faults import repairs_together
from matdrop.tracing.comparison import Observation
from matdrop.tracing.fault import Fault, Faults
from matdrop.tracing.location import SECONDS, locate

MOST = 4  # faults


@dataclass(frozen=True)
class Mended:
    """Faults in the order in which they were mended, each with its change.

    Attributes
    ----------
    faults : tuple of Fault
        Each as it is located with all others mended.
    repairs : tuple of Repair
        As many; with all of them every case agrees.
    """

    faults: tuple[Fault, ...]
    repairs: tuple[Repair, ...]


def mended_in_turn(search: RepairSearch, observations: Sequence[Observation], located: Faults) -> Mended | None:
    """Mend one fault after the other until every case agrees.

    Parameters
    ----------
    search : RepairSearch
        Of the pair.
    observations : sequence of Observation
        The cases that were traced.
    located : Faults
        What was located in the port as it is.

    Returns
    -------
    Mended or None
        None if that does not come to an end: nothing is claimed then.
    """
    search.made = ()
    search.allow_more()
    faults = located
    try:
        while faults.faults and len(search.made) < MOST and not search.is_over:
            candidates = _locally_right(search, faults.faults[0], faults)
            if not candidates:
                return None
            whole = next((c for c in candidates if search.confirmed([*search.made, c])), None)
            search.made = (*search.made, whole or candidates[0])
            if whole is not None:
                return mended_apart(search, observations, search.made)
            faults = _located(search, observations, search.made)
    except (MatdropError, ValueError):  # a change that cannot be loaded, or two of one place
        return None
    finally:
        search.made = ()
    return None


def _located(search: RepairSearch, observations: Sequence[Observation], made: Sequence[Candidate]) -> Faults:
    """Locate the faults that are left with some changes."""
    texts = texts_of(made)
    return locate(observations, search.folder, search.session, SECONDS, search.timeout, texts=texts)


def mended_apart(search: RepairSearch, observations: Sequence[Observation], made: Sequence[Candidate]) -> Mended | None:
    """Locate each of several faults once more with all others mended, so that it is proven by itself.

    Parameters
    ----------
    search : RepairSearch
        Of the pair.
    observations : sequence of Observation
        The cases that were traced.
    made : sequence of Candidate
        The changes with which every case agrees, of different statements.

    Returns
    -------
    Mended or None
        None if a change is not where its fault is located.
    """
    faults = []
    for candidate in made:
        others = [other for other in made if other is not candidate]
        located = _located(search, observations, others)
        if len(located.faults) != 1 or not places_of(located.faults[0], located).hold(candidate):
            return None
        [fault] = located.faults
        lines = ", ".join(str(line) for other in others for line in other.lines)
        said = (f"with line {lines} mended:",) if others and fault.proof else ()
        faults.append(replace(fault, proof=(*said, *fault.proof)))
    return Mended(tuple(faults), repairs_together(search, made))


def _locally_right(search: RepairSearch, fault: Fault, faults: Faults) -> list[Candidate]:
    """Return the changes after which the first statement that differs stores what the original stores."""
    spans = [span for span in (fault.statement, *fault.interval) if span is not None]
    number = first_difference(faults.alignments, spans)
    if number is None:
        return []
    cases = {trial.case.name: trial for trial in search.trials}
    ports = [
        PortOfStatement(cases[name], alignment, number, search.folder, search.session, search.timeout)
        for name, alignment in faults.alignments.items()
        if name in cases and any(event.statement == number for event in alignment.port.events)
    ]
    return search.agreeing(places_of(fault, faults), ports) if ports else []
